"""Plays the sample month (`data/sample/month.txt`) once and holds it against what was worked out by hand (`october.toml`)."""

from __future__ import annotations

import fcntl
import os
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesdesk.cli.demo import play, sample_lines
from tests.office import cheap_pins, type_command

GOLDEN = tomllib.loads((Path(__file__).parent / "october.toml").read_text("utf-8"))
DEALS: list[dict[str, Any]] = GOLDEN["deal"]
PAYOUT = GOLDEN["payout"]
NOW = "2025-11-01 09:30"
KINDS = {"turn", "returning", "duty", "asked-for", "unrecalled", "client"}
"""Every kind of reception cli.md knows."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One of the test processes at a time."""
    with (folder / "october.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the sample month, played by whichever test process comes first."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    played = folder / "october" / "office.db"
    with alone(folder):
        if not played.exists():
            fresh = tmp_path_factory.mktemp("october") / "office.db"
            with cheap_pins():
                play(fresh, sample_lines())
            fresh.parent.rename(played.parent)
    return played


def ask(store: Path, command: str) -> Any:
    answer = type_command(store, NOW, [*shlex.split(command), "--json"])
    assert answer.code == 0, f"{command}: {answer.err}"
    return answer.json


@pytest.fixture(scope="session")
def payout(store: Path) -> Any:
    return ask(store, "payout --month 2025-10")


@pytest.fixture(scope="session")
def days(store: Path) -> dict[str, Any]:
    """The register of every day of the month."""
    return {d: ask(store, f"register --on {d}") for d in (f"2025-10-{n:02}" for n in range(1, 32))}


def line(found: dict[str, Any]) -> tuple[str, ...]:
    return tuple(found[key] for key in ("to", "role", "share", "amount", "clause"))


def numbered(deal: dict[str, Any]) -> str:
    return f"deal {deal['number']} of {deal['customer']}"


def paid() -> list[dict[str, Any]]:
    """The deals that are neither held nor cancelled."""
    return [d for d in DEALS if "held" not in d and not d.get("cancelled")]


def money(amounts: Iterator[str]) -> Decimal:
    return sum(map(Decimal, amounts), Decimal(0))


@pytest.mark.parametrize("deal", DEALS, ids=numbered)
def test_the_hand_worked_deal_adds_up(deal: dict[str, Any]) -> None:
    assert Decimal(deal["commission"]) == Decimal(deal["price"]) * 3 / 1000
    if not deal.get("cancelled"):
        assert money(part["amount"] for part in deal["lines"]) == Decimal(deal["commission"])
    assert {part["clause"] for part in deal["lines"]} <= set(deal["clauses"])


@pytest.mark.parametrize("deal", DEALS, ids=numbered)
def test_a_deal_is_shared_as_worked_out_by_hand(store: Path, deal: dict[str, Any]) -> None:
    shown = ask(store, f"deal show {deal['number']}")
    assert shown["deal"]["customer"]["name"] == deal["customer"]
    assert Decimal(shown["deal"]["price"]) == Decimal(deal["price"])
    assert shown["deal"]["commission"] == deal["commission"]
    assert shown["deal"]["status"] == ("cancelled" if deal.get("cancelled") else "signed")
    if not deal.get("cancelled"):
        assert [line(share) for share in shown["shares"]] == [line(part) for part in deal["lines"]]
    if "held" in deal:
        assert [reason for reason in shown["holds"] if deal["held_by"] in reason]
        assert len(shown["holds"]) == 1
    else:
        assert shown["holds"] == []


@pytest.mark.parametrize("deal", DEALS, ids=numbered)
def test_the_payout_has_the_lines_worked_out_by_hand(payout: Any, deal: dict[str, Any]) -> None:
    lines = [line(part) for part in payout["lines"] if part["deal"] == deal["number"]]
    assert lines == ([line(part) for part in deal["lines"]] if deal in paid() else [])


def test_the_payout_adds_up_to_the_commissions_of_what_is_neither_held_nor_cancelled(payout: Any) -> None:
    assert payout["status"] == "draft"
    assert payout["total"] == PAYOUT["total"]
    assert money(part["amount"] for part in payout["lines"]) == Decimal(payout["total"])
    assert money(person["amount"] for person in payout["by_person"]) == Decimal(payout["total"])
    assert money(deal["commission"] for deal in paid()) == Decimal(payout["total"])
    assert {part["kind"] for part in payout["lines"]} == {"share"}


def test_the_pool_and_the_introducers_have_what_was_worked_out_by_hand(payout: Any) -> None:
    others = {p["to"]: p["amount"] for p in payout["by_person"] if p["role"] != "sales"}
    assert others == {"pool": PAYOUT["pool"], **PAYOUT["introducers"]}


def test_the_payout_says_of_each_held_deal_why_it_is_held(payout: Any) -> None:
    assert [held["deal"] for held in payout["held"]] == PAYOUT["held"]
    for held in payout["held"]:
        (reason,) = held["reasons"]
        assert DEALS[held["deal"] - 1]["held_by"] in reason
    assert [d["number"] for d in DEALS if "held" in d] == PAYOUT["held"]


def test_the_cancelled_deal_is_neither_paid_nor_held(payout: Any) -> None:
    assert [d["number"] for d in DEALS if d.get("cancelled")] == PAYOUT["cancelled"]
    named = {part["deal"] for part in payout["lines"]} | {held["deal"] for held in payout["held"]}
    assert named.isdisjoint(PAYOUT["cancelled"])


def test_every_deal_of_the_month_is_in_the_golden_file(store: Path) -> None:
    listed = ask(store, "deal list --month 2025-10")["deals"]
    assert [deal["id"] for deal in listed] == [deal["number"] for deal in DEALS]


def test_every_kind_of_reception_occurs_as_often_as_the_queue_gives_it(days: dict[str, Any]) -> None:
    kinds = Counter(visit["kind"] for day in days.values() for visit in day["visits"])
    assert set(kinds) == KINDS
    assert kinds == GOLDEN["register"]["kinds"]
    assert kinds.total() == GOLDEN["register"]["visits"]


def test_one_day_and_no_other_is_left_unconfirmed(days: dict[str, Any]) -> None:
    left = GOLDEN["register"]["unconfirmed_day"]
    assert [d for d, day in days.items() if day["unconfirmed"]] == [left.isoformat()]
    assert days[(left + timedelta(days=1)).isoformat()]["visits"]


@pytest.mark.parametrize("referral", GOLDEN["referral"], ids=lambda r: f"{r['number']} {r['name']} {r['status']}")
def test_an_introduction_stands_as_worked_out_by_hand(store: Path, referral: dict[str, Any]) -> None:
    shown = ask(store, f"refer show {referral['number']}")["referral"]
    assert (shown["name"], shown["status"]) == (referral["name"], referral["status"])


@pytest.mark.parametrize("claim", GOLDEN["claim"], ids=lambda c: f"{c['number']} {c['ground']} {c['status']}")
def test_a_dispute_stands_as_it_was_ruled(store: Path, claim: dict[str, Any]) -> None:
    shown = ask(store, f"claim show {claim['number']}")["claim"]
    assert (shown["customer"]["name"], shown["ground"], shown["status"]) == (
        claim["customer"], claim["ground"], claim["status"],
    )  # fmt: skip
