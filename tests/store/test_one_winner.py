"""One thing that eight terminals want at once (T3): one of them gets it, the others are told so, one fact is on record.

Ten sorts of things, six of each, wanted by eight terminals that start together: 480 attempts, 60 facts, one winner for each
thing. The control takes no lock before reading: then the same claim is ruled twice, the same month paid twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from salesdesk.desk import claims, deals, month, office, queue, reception, referrals, register
from salesdesk.desk.base import Desk
from salesdesk.errors import DeskError, StoreError
from salesdesk.store import records
from tests.store.test_turns import no_transaction
from tests.store.tools import (
    MANAGER,
    OPENED,
    Figure,
    check_in,
    closing,
    desk_at,
    mobile,
    office_of,
    rows,
    together,
    whole,
)

TERMINALS, THINGS = 8, 6
DIRECTOR = 2
EVENING, SPRING = "2025-10-05 18:00", "2026-05-04 09:00"
MONTHS = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(2025 * 12 + 9, 2025 * 12 + 9 + THINGS)]
Attempt = Callable[[Desk, int, int], dict[str, Any]]


@dataclass(frozen=True)
class Race:
    """What is prepared, what each terminal does with the n-th thing, the kind of entry it leaves.

    `answered`: the losers are answered too, as the page says (a month closed, a day confirmed); else they are refused.
    """

    prepare: Callable[[Path], None]
    attempt: Attempt
    fact: str
    clock: str = OPENED
    answered: bool = False


def visitors(store: Path, count: int = THINGS) -> None:
    with closing(desk_at(store)) as desk:
        for n in range(1, count + 1):
            check_in(desk, mobile(n))
            reception.done(desk, None, n, None, None)


def introductions(store: Path) -> None:
    with closing(desk_at(store)) as desk:
        office.add_staff(desk, MANAGER, "孙会计", "employee", None, lambda _name: "")
        for n in range(1, THINGS + 1):
            referrals.employee(desk, MANAGER, mobile(100 + n), f"张{n}", "孙会计", "2025-10-05", None)


def disputes(store: Path) -> None:
    visitors(store)
    with closing(desk_at(store)) as desk:
        for n in range(1, THINGS + 1):
            claims.file_claim(desk, claims.Filing(mobile(n), "销售9", "other", note="我先接待"), None, None)


def opinions(store: Path) -> None:
    disputes(store)
    with closing(desk_at(store)) as desk:
        for n in range(1, THINGS + 1):
            claims.rule(desk, MANAGER, n, True, "各半", ["销售9=50", "pool=50"], None)


def signed(store: Path) -> None:
    visitors(store)
    with closing(desk_at(store)) as desk:
        for n in range(1, THINGS + 1):
            deals.add(desk, mobile(n), f"3-1-{n}", "1000000", "8000", None, None, None, None)


def confirmed_deals(store: Path) -> None:
    signed(store)
    with closing(desk_at(store, EVENING)) as desk:
        register.confirm(desk, MANAGER, "2025-10-05")


def days_of_visits(store: Path) -> None:
    """Six days with visits that nobody has confirmed."""
    for day in range(6, 6 + THINGS):
        with closing(desk_at(store, f"2025-10-{day:02d} 10:00")) as desk:
            queue.open_day(desk, MANAGER, [], None)
            for n in range(3):
                check_in(desk, mobile(day * 100 + n))


def being_received(store: Path) -> None:
    with closing(desk_at(store)) as desk:
        for n in range(1, THINGS + 1):
            check_in(desk, mobile(n))


def rule(desk: Desk, n: int, terminal: int) -> dict[str, Any]:
    """Half of the terminals reject, the others rule by opinion."""
    shares = [] if terminal % 2 else ["销售9=50", "pool=50"]
    return claims.rule(desk, MANAGER, n, not terminal % 2, None if terminal % 2 else "各半", shares, None)


def announced(store: Path) -> None:
    """Old customers of six salespeople each send somebody whose number is not known."""
    signed(store)
    with closing(desk_at(store)) as desk:
        for n in range(1, THINGS + 1):
            referrals.client(desk, None, f"友{n}", f"销售{n}", mobile(n), "2025-10-05 10:00", None, None)


def come_announced(desk: Desk, n: int, terminal: int) -> dict[str, Any]:
    """Eight visitors, each with another number, who all say that they are the announced one."""
    return check_in(desk, mobile(1000 * n + terminal), referral=n)


def come_by_introduction(desk: Desk, n: int, terminal: int) -> dict[str, Any]:
    """Eight visitors, each with another number, who all say that they are the introduced one."""
    return check_in(desk, mobile(1000 * n + terminal), referral=n, with_introducer=True)


RACES = {
    "an introduction is signed by phone": Race(
        introductions, lambda d, n, _t: referrals.confirm(d, MANAGER, n, "phoned", None), "referral-signed"
    ),
    "an announced visitor is here": Race(announced, come_announced, "visit"),
    "a number is introduced": Race(
        introductions,
        lambda d, n, _t: referrals.employee(d, MANAGER, mobile(500 + n), "王", "孙会计", "2025-10-06", None),
        "referral",
    ),
    "a claim is ruled": Race(disputes, rule, "ruling"),
    "an opinion is approved or refused": Race(
        opinions, lambda d, n, t: claims.approve(d, DIRECTOR, n, bool(t % 2), None), "approval"
    ),
    "a deal is cancelled": Race(signed, lambda d, n, _t: deals.cancel(d, MANAGER, n, "退房", None), "deal-cancelled"),
    "someone joins the staff": Race(
        visitors, lambda d, n, _t: office.add_staff(d, MANAGER, f"新人{n}", "assistant", None, lambda _name: ""), "staff"
    ),
    "a visitor leaves": Race(being_received, lambda d, n, _t: reception.done(d, None, n, None, None), "done"),
    "a day is confirmed": Race(
        days_of_visits,
        lambda d, n, _t: register.confirm(d, MANAGER, f"2025-10-{5 + n:02d}"),
        "confirm",
        SPRING,
        answered=True,
    ),
    "a month is closed": Race(
        confirmed_deals, lambda d, n, _t: month.payout(d, MONTHS[n - 1], True, MANAGER), "close", SPRING, answered=True
    ),
}  # fmt: skip


def outcome(attempt: Callable[[], dict[str, Any]]) -> Any:
    """The answer, or `refused`, or `broke` where the store itself gave way."""
    try:
        return attempt()
    except StoreError:
        return "broke"
    except DeskError as e:
        return "refused" if e.exit_code == 1 and e.message else "broke"


def run(race: Race, store: Path) -> list[tuple[Any, ...]]:
    """For each thing, what the eight terminals were told."""
    race.prepare(store)

    def work(terminal: int, start: Barrier) -> list[Any]:
        told = []
        with closing(desk_at(store, race.clock)) as desk:
            for n in range(1, THINGS + 1):
                start.wait(120)
                told.append(outcome(lambda n=n: race.attempt(desk, n, terminal)))  # type: ignore[misc]
        return told

    return list(zip(*together(TERMINALS, work), strict=True))


def facts(store: Path, race: Race) -> int:
    return int(rows(store, "SELECT count(*) FROM entry WHERE kind = ?", race.fact)[0][0])


def of_one_thing(race: Race, told: tuple[Any, ...]) -> bool:
    """Whether one terminal won and the others were told so."""
    if race.fact == "close":
        return all(answer == told[0] and answer["status"] == "closed" for answer in told)
    if race.answered:
        return sorted(answer["confirmed"] for answer in told) == [0] * (TERMINALS - 1) + [3]
    return told.count("refused") == TERMINALS - 1 and "broke" not in told


@pytest.mark.parametrize("what", RACES)
def test_of_eight_terminals_at_one_thing_one_wins_and_the_others_are_told(
    tmp_path: Path, what: str, record_property: Figure
) -> None:
    race, store = RACES[what], office_of(tmp_path, 10)
    kept = tmp_path / "before"
    kept.mkdir()
    before = office_of(kept, 10)
    race.prepare(before)
    told = run(race, store)
    added = facts(store, race) - facts(before, race)
    bad = [thing for thing in told if not of_one_thing(race, thing)]
    figure = f"{len(told)} things, {len(told) - len(bad)} with one winner"
    record_property(f"eight terminals at once, {what}", figure)
    assert not bad, bad[0]
    assert added == THINGS
    assert whole(store)


def test_a_closed_month_is_paid_once_whoever_closes_it(tmp_path: Path) -> None:
    store = office_of(tmp_path, 10)
    run(RACES["a month is closed"], store)
    assert rows(store, "SELECT deal, count(*), sum(amount) FROM paid GROUP BY deal, staff, role") == [
        (n, 1, 800_000) for n in range(1, THINGS + 1)
    ]


def test_an_introduction_that_eight_visitors_name_is_used_once(tmp_path: Path) -> None:
    """Each of them is another customer, and the introducer would have 30 % of every one's deal (6.2.5)."""
    race, store = Race(introductions, come_by_introduction, "visit"), office_of(tmp_path, 10)
    assert all(of_one_thing(race, told) for told in run(race, store))


CONTROLLED = ["an introduction is signed by phone", "a claim is ruled", "an opinion is approved or refused",
              "a deal is cancelled", "a day is confirmed", "a month is closed"]  # fmt: skip


@pytest.mark.parametrize("what", CONTROLLED)
def test_without_the_lock_before_reading_more_than_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The control: each statement on its own, and time between reading and writing. Six things, up to four times over."""
    race, append = RACES[what], records.Book.append

    def slowly(*args: Any, **more: Any) -> int:
        time.sleep(0.01)
        return append(*args, **more)

    for n in range(4):
        folder = tmp_path / str(n)
        folder.mkdir()
        store = office_of(folder, 10)
        with monkeypatch.context() as patch:
            patch.setattr(records, "transaction", no_transaction)
            patch.setattr(records.Book, "append", slowly)
            told = run(race, store)
        if facts(store, race) != THINGS or any("broke" in t or not of_one_thing(race, t) for t in told):
            return
    pytest.fail("the control must fail: without the lock there was one winner for each thing")
