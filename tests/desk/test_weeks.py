"""Random weeks and months of an office: what holds after every step, whoever comes, claims, sells, cancels or takes back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.desk.weeks import DIRECTOR, MANAGER, MONTHS, RECEPTION, STAFF, Week, fen, lived, owner, same, text
from tests.inside import (
    Arrival,
    Wish,
    claims,
    deals,
    desk_month,
    handover,
    leaving,
    queue,
    reception,
    referrals,
    register,
)
from tests.store.weakened import QUICK, weakened

DAYS, STEPS = range(8), 110
YEARS = range(9)
SHUFFLES = range(10)
CANCELLED = range(8)
EVEN = range(4)
BACK = range(6)


@pytest.fixture(autouse=True)
def _quick_disk() -> Iterator[None]:
    with weakened(pragmas=QUICK):
        yield


def told(record_property: Any, week: Week, what: str) -> None:
    done = sum(n for name, n in week.seen.items() if "." in name and not name.endswith("refused"))
    refused = sum(n for name, n in week.seen.items() if name.endswith("refused"))
    undone = week.seen["undone at once and compared"]
    record_property(f"{what}, seed {week.seed}", f"{done} commands, {refused} refused, {undone} undone and compared")


@pytest.mark.parametrize("seed", DAYS)
def test_whatever_a_week_at_reception_brings_the_books_hold(seed: int, tmp_path: Path, record_property: Any) -> None:
    told(record_property, lived(Week(tmp_path, seed, RECEPTION), STEPS), "week at reception")


@pytest.mark.parametrize("seed", YEARS)
def test_whatever_months_of_deals_and_disputes_bring_the_money_adds_up(
    seed: int, tmp_path: Path, record_property: Any
) -> None:
    told(record_property, lived(Week(tmp_path, 1000 + seed, MONTHS), STEPS), "months of deals")


# --- attendance being full


@pytest.mark.parametrize("seed", EVEN)
def test_attendance_being_full_turns_differ_by_at_most_one_over_any_stretch(seed: int, tmp_path: Path) -> None:
    week, random = Week(tmp_path, seed, RECEPTION), Random(seed)
    turns: list[str] = []
    for _day in range(6):
        week.do(queue.open_day, MANAGER, [], None)
        for _ in range(random.randint(5, 14)):
            turns += one_visitor(week, random, len(turns))
        week.clock = week.clock.replace(hour=9, minute=0) + timedelta(days=random.choice((1, 3)))
    assert len(turns) > 10
    for start in range(len(turns)):
        seen = Counter(dict.fromkeys(STAFF, 0))
        for name in turns[start:]:
            seen[name] += 1
            assert max(seen.values()) - min(seen.values()) <= 1, turns[start:]


def one_visitor(week: Week, random: Random, number: int) -> list[str]:
    """A plain new visitor who uses a turn, or one who uses none; taken back now and then; everybody free afterwards."""
    week.clock += timedelta(minutes=9)
    new = Arrival(f"139{number:08d}")
    arrival = random.choice(
        (new, new, Arrival(f"137{random.randint(0, 9):08d}", ask_for=random.choice(STAFF)), Arrival("#1"))
    )
    answer = week.do(reception.checkin, arrival, None, None)
    if answer and random.random() < 0.15:
        week.do(register.undo, None, None)
        return []
    if answer:
        week.do(reception.done, None, answer["visit"]["id"], None, None)
    return [answer["receiver"]] if answer and answer["visit"]["uses_turn"] else []


# --- undo, several steps back


@pytest.mark.parametrize("seed", BACK)
def test_as_many_undos_as_commands_bring_the_desk_back(seed: int, tmp_path: Path, record_property: Any) -> None:
    week = lived(Week(tmp_path, 500 + seed, RECEPTION, undo_every=0), 40)
    week.new_day()
    steps = [week.step_arrives, week.step_arrives, week.step_ends, week.step_verb, week.step_hands_over]
    total = 0
    for _round in range(4):
        before, done = week.snapshot(), moves(week)
        for _ in range(week.random.randint(3, 9)):
            week.random.choice(steps)()
        made = moves(week) - done
        for _ in range(made):
            assert week.do(register.undo, None, None), week.log[-12:]
        same(before, week.snapshot())
        record_property(f"undone in a row, seed {seed}, round {_round}", made)
        total += made
    assert total > 3


def moves(week: Week) -> int:
    """How many commands that can be undone have been done."""
    kinds = ("queue.", "reception.checkin", "reception.done", "handover.")
    return sum(n for name, n in week.seen.items() if name.startswith(kinds) and not name.endswith("refused"))


# --- the order of entry of independent facts

Fact = Callable[[Week, dict[str, int]], Any]


def late(phone: str, at: str, receiver: str, unrecalled: bool) -> Fact:
    return lambda w, _known: w.do(
        reception.checkin, Arrival(phone, receiver=receiver, unrecalled=unrecalled), at, MANAGER
    )


def sold(phone: str, at: str) -> Fact:
    return lambda w, _known: w.do(deals.add, phone, f"{phone} {at}", "900000", "33.33", None, None, at, MANAGER)


def filed(key: str, filing: claims.Filing) -> Fact:
    def enter(w: Week, known: dict[str, int]) -> None:
        if answer := w.do(claims.file_claim, filing, None, MANAGER):
            known[key] = answer["claim"]["id"]

    return enter


def ruled(key: str, uphold: bool, shares: list[str]) -> Fact:
    return lambda w, known: (
        key in known and w.do(claims.rule, MANAGER, known[key], uphold, "意见" if shares else None, shares, None)
    )


def approved(key: str) -> Fact:
    return lambda w, known: key in known and w.do(claims.approve, DIRECTOR, known[key], False, None)


def referred(phone: str, by: str, day: str) -> Fact:
    return lambda w, _known: w.do(referrals.employee, MANAGER, phone, "客", by, day, None)


def facts_of(random: Random, person: int) -> list[Fact]:
    """What is entered about one person under two numbers, in an order of its own."""
    one, other = f"1360000{person:04d}", f"1350000{person:04d}"
    made: list[Fact] = [referred(one, "孙会计", "2025-12-01")] if random.random() < 0.3 else []
    days = sorted(random.sample(range(1, 60), random.randint(2, 6)), key=lambda _: random.random())
    for n in days:
        at = f"{datetime(2025, 9, 1) + timedelta(days=n):%Y-%m-%d} {random.randint(9, 16):02d}:15"
        made.append(late(random.choice((one, other)), at, random.choice(STAFF), random.random() < 0.4))
    return [*made, *disputes_of(random, f"{person}", one, other)]


def disputes_of(random: Random, key: str, one: str, other: str) -> list[Fact]:
    made: list[Fact] = []
    if random.random() < 0.6:
        made.append(sold(random.choice((one, other)), f"2025-10-{random.randint(10, 28)} 17:00"))
    ground = random.choice(("recognised", "earlier", "couple", "other", None))
    if ground:
        same_as = other if ground in ("recognised", "earlier") else None
        made.append(
            filed(key, claims.Filing(one, random.choice(STAFF), ground, same_as, other if ground == "couple" else None))
        )
        shares = ["李四=40", "pool=60"] if ground == "other" or random.random() < 0.2 else []
        made += [ruled(key, random.random() < 0.8, shares), approved(key)]
    return made


def entered(folder: Path, people: list[list[Fact]], order: list[int]) -> Week:
    """The facts of all people, each person's in their order, the people mixed as `order` says."""
    folder.mkdir()
    week = Week(folder, 0, RECEPTION)
    week.clock = datetime(2025, 11, 20, 10, 0)
    left, known = [list(p) for p in people], dict[str, int]()
    for person in order:
        left[person].pop(0)(week, known)
    return week


def plain(answer: str) -> Any:
    """An answer of `owner` without the numbers that the order of entry gives."""
    if not answer:
        return None
    a = json.loads(answer)
    evidence = [{k: v for k, v in e.items() if k != "visit"} for e in a["evidence"]]
    holds = sorted(re.sub(r"\d+:|'claim rule \d+'|claim \d+|visit \d+", "", h) for h in a["holds"])
    return [a["customer"]["new"], a["owner"], a["protected_until"], a["shares"], a["clauses"], evidence, holds]


@pytest.mark.parametrize("seed", SHUFFLES)
def test_the_order_of_entry_of_facts_about_different_people_does_not_matter(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    people = [facts_of(random, n) for n in range(1, 6)]
    order = [i for i, p in enumerate(people) for _ in p]
    weeks = [entered(tmp_path / "straight", people, order)]
    for n in range(2):
        random.shuffle(order)
        weeks.append(entered(tmp_path / f"mixed{n}", people, order))
    phones, told = [f"13{d}0000{n:04d}" for d in (6, 5) for n in range(1, 6)], 0
    for phone in phones:
        for on in (None, "2025-09-20", "2025-10-15"):
            answers = [plain(owner(w.desk, phone, on)) for w in weeks]
            assert answers[1:] == answers[:1] * 2, (phone, on, answers)
            told += answers[0] is not None
    assert told > 5


# --- deal and cancellation


@pytest.mark.parametrize("seed", CANCELLED)
def test_deal_and_cancellation_are_nothing_for_everyone_in_any_order_of_months(seed: int, tmp_path: Path) -> None:
    week, random = Week(tmp_path, seed, MONTHS), Random(seed)
    week.clock = datetime(2025, 9, 1, 10, 0)
    gone: list[int] = []
    for month in ("2025-09", "2025-10", "2025-11", "2025-12", "2026-01"):
        year, number = map(int, month.split("-"))
        week.clock = datetime(year, number, 20, 10, 0)
        if number in (9, 10, 11):
            for n in range(3):
                sell_one(week, random, f"13{number:02d}000{n:04d}", month)
        disturb(week, random, gone)
        week.clock = datetime(year + number // 12, number % 12 + 1, 2, 10, 0)
        disturb(week, random, gone)
        close(week, month)
    assert gone
    for number in gone:
        net: Counter[str] = Counter()
        for kept in week.closed.values():
            for line in json.loads(kept)["lines"]:
                net[line["to"]] += fen(line["amount"]) if line["deal"] == number else 0
        assert not any(net.values()), (number, net)


def sell_one(week: Week, random: Random, phone: str, month: str) -> None:
    for day in sorted(random.sample(range(1, 15), 2)):
        at, unrecalled = f"{month}-{day:02d} 10:00", random.random() < 0.5
        week.do(reception.checkin, Arrival(phone, receiver=random.choice(STAFF), unrecalled=unrecalled), at, MANAGER)
        if random.random() < 0.8:
            week.do(register.confirm, MANAGER, at[:10])
    if answer := week.do(
        deals.add,
        phone,
        f"1-{len(week.sold) + 101}",
        "900000",
        random.choice(("33.33", "0.05", None)),
        None,
        None,
        None,
        None,
    ):
        week.sold.append(answer["deal"]["id"])


def disturb(week: Week, random: Random, gone: list[int]) -> None:
    """Confirmations, claims with their rulings, cancellations: what moves money from one month into another."""
    for _ in range(random.randint(0, 3)):
        week.step_confirms()
    if week.sold and random.random() < 0.7:
        phones = [f"13{m:02d}000{n:04d}" for m in (9, 10, 11) for n in range(3)]
        filing = claims.Filing(random.choice(phones), random.choice(STAFF), "other")
        if answer := week.do(claims.file_claim, filing, None, MANAGER):
            week.claimed.append(answer["claim"]["id"])
    for _ in range(random.randint(0, 3)):
        week.step_rules()
    left = [n for n in week.sold if n not in gone]
    if left and random.random() < 0.6:
        number = random.choice(left)
        assert week.do(deals.cancel, MANAGER, number, "退", None)
        gone.append(number)


def close(week: Week, month: str) -> None:
    assert week.do(desk_month.payout, month, True, MANAGER), week.log[-1]
    week.closed[month] = text(desk_month.payout(week.desk, month))
    week.check_money(month)
    week.check_everything()


# --- on the disk settings of the product


def test_a_refused_command_changes_no_byte_also_with_the_product_s_own_disk_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    monkeypatch.undo()
    week = lived(Week(tmp_path, 7, RECEPTION), 40)
    told(record_property, week, "week with the product's own disk settings")


# --- found by the random weeks


@pytest.mark.parametrize("ending", ["done", "handover"])
def test_an_undo_never_gives_a_visitor_to_someone_who_has_left(ending: str, tmp_path: Path) -> None:
    week = Week(tmp_path, 0, RECEPTION)
    week.do(queue.open_day, MANAGER, [], None)
    answer = week.do(reception.checkin, Arrival("13800000001"), None, None)
    if ending == "done":
        assert week.do(reception.done, "李四", None, None, None)
    else:
        assert week.do(handover, MANAGER, answer["visit"]["id"], Wish("refused", "grave"), None)
    assert week.do(leaving.staff_left, MANAGER, "李四")
    assert week.do(register.undo, None, None) is None
