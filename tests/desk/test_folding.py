"""What no reading command could digest is never committed; where an older version committed it, `doctor` names it (7.2)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from salesdesk.days import OfficeZone
from salesdesk.errors import StoreError
from salesdesk.store.records import Personal, Stamp, Store
from tests.office import Office
from tests.store.tools import desk_at, report_on

NOW = "2025-11-03 10:00"
FIRST_YEAR = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))
WHEN = datetime(2025, 11, 3, 1, tzinfo=UTC)
VALUE = {"key": "lunch_minders", "clause": "3.14", "since": "2025-11-01", "value": "2"}


def stamp_of(at: datetime) -> Stamp:
    return Stamp(WHEN, at, False, True, "test", 1)


def spoiled(body: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**body, **changed}


NOTE = {"customer": 1, "by": 3, "contact": False}
DEAL = {"customer": 1, "unit": "1-1", "price": 100, "commission": 10, "aftercare": None, "rated": True}
POISON = {
    "a value stated in the year one": ("policy", {"values": [VALUE]}, FIRST_YEAR, ()),
    "a value from a day that is none": ("policy", {"values": [spoiled(VALUE, since="2025-13-01")]}, WHEN, ()),
    "a value that is no number": ("policy", {"values": [spoiled(VALUE, value="two")]}, WHEN, ()),
    "a contact stated in the year one": ("followup", NOTE, FIRST_YEAR, (1,)),
    "a contact planned for a day that is none": ("followup", spoiled(NOTE, next="2025-02-30"), WHEN, (1,)),
    "a deal without a price": ("deal", {"customer": 1}, WHEN, (1,)),
    "an absence of nobody": ("queue-away", {"staff": 99, "excused": False, "took": []}, WHEN, ()),
    "an introduction for a day that is none": (
        "referral", {"type": "employee", "customer": 1, "by": 6, "visit_on": "0000-00-00"}, WHEN, (1,),
    ),
}  # fmt: skip


def lived(folder: Path) -> Office:
    office = Office(folder)
    office.store.chmod(0o600)
    office.ask("2025-11-03 08:30", "queue open")
    office.ask("2025-11-03 08:40", "checkin 13800000001 --name 张三")
    return office


def poison(store: Store, name: str) -> None:
    kind, body, at, about = POISON[name]
    with store.writing() as book:
        number = book.next_number(kind) if kind in ("deal", "referral") else None
        book.append(stamp_of(at), kind, body, number=number, about=about, personal=Personal(1) if about else None)


@pytest.mark.parametrize("name", POISON)
def test_an_entry_that_cannot_be_folded_is_not_committed(tmp_path: Path, name: str) -> None:
    office = lived(tmp_path)
    before = office.store.read_bytes()
    desk = desk_at(office.store, NOW)
    with pytest.raises(StoreError) as refused:
        poison(desk.store, name)
    desk.store.close()
    assert refused.value.exit_code == 3
    assert office.store.read_bytes() == before


@pytest.mark.parametrize("name", POISON)
def test_doctor_finds_what_an_older_version_committed(tmp_path: Path, name: str) -> None:
    """The chain is whole, so `verify` is content; the office is not."""
    office = lived(tmp_path)
    store = Store(office.store)
    poison(store, name)
    store.close()
    assert not report_on(office.store).findings
    answer = office.type(NOW, "doctor --json")
    assert answer.code == 3
    told = {c["check"]: c for c in json.loads(answer.out)["checks"]}
    assert not told["every reading command answers"]["ok"]
    assert told["every reading command answers"]["detail"]


def test_a_time_that_there_is_not_is_told_without_a_traceback(tmp_path: Path) -> None:
    """The office that the year one was entered in: every command that meets the entry says which it is."""
    office = lived(tmp_path)
    store = Store(office.store)
    poison(store, "a value stated in the year one")
    store.close()
    for command in ("queue", "checkin 13800000009", "policy show"):
        assert "doctor" in office.refused(NOW, command, 3)["message"]


def test_the_fold_is_asked_once_for_each_transaction_that_enters(tmp_path: Path) -> None:
    office = lived(tmp_path)
    desk = desk_at(office.store, NOW)
    seen: list[int] = []
    desk.store.fold = lambda _book, since: seen.append(since)
    with desk.store.writing() as book:
        assert isinstance(book.tz, OfficeZone)
        book.append(stamp_of(WHEN), "note", {})
    assert len(seen) == 1
