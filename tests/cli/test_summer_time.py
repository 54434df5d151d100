"""An office whose clock is put back: of the doubled hour the first half hour comes first, whatever the clock shows (0.3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from salesdesk.days import parse_time, zone
from tests.office import Answer, type_command

FIRST_HALF, SECOND_HALF = "2025-10-26 02:40+02:00", "2025-10-26 02:10+01:00"
"""00:40 and 01:10 UTC: half an hour apart, though by the clock on the wall the second lies before the first."""
AFTER = "2025-10-27 10:00"


class Berlin:
    """An office in a zone with summer time."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "office.db"
        self.ask("2025-10-20 08:00", "init", "--manager", "陈经理", "--zone", "Europe/Berlin")
        for name in ("李四", "王五"):
            self.ask("2025-10-20 08:00", "staff", "add", name, "--role", "salesperson")

    def type(self, clock: str, *words: str) -> Answer:
        return type_command(self.store, clock, [*words, "--json"])

    def ask(self, clock: str, *words: str):  # type: ignore[no-untyped-def]
        answer = self.type(clock, *words)
        assert answer.code == 0, answer.err
        return answer.json

    def late(self, phone: str, at: str, receiver: str):  # type: ignore[no-untyped-def]
        return self.ask(AFTER, "checkin", phone, "--at", at, "--receiver", receiver, "--as", "陈经理")


def test_the_doubled_hour_is_walked_in_the_order_of_the_moments(tmp_path: Path) -> None:
    """李四 received at 00:40 UTC, 王五 at 01:10 UTC: the customer is 李四's and 王五 was on duty (4.2)."""
    office = Berlin(tmp_path)
    assert office.late("13800000001", FIRST_HALF, "李四")["owner"] == "李四"
    second = office.late("13800000001", SECOND_HALF, "王五")
    assert (second["visit"]["kind"], second["owner"]) == ("duty", "李四")
    told = office.ask(AFTER, "owner", "13800000001")
    assert told["owner"] == "李四"
    assert [e["at"] for e in told["evidence"]] == ["2025-10-26T02:40:00+02:00", "2025-10-26T02:10:00+01:00"]


def test_a_deal_of_the_second_half_rests_on_a_visit_of_the_first(tmp_path: Path) -> None:
    """Visits up to and including the minute of signing count: the visit at 00:40 UTC, the signing at 01:10 UTC."""
    office = Berlin(tmp_path)
    office.late("13800000001", FIRST_HALF, "李四")
    sold = ["deal", "add", "13800000001", "--unit", "1-1", "--price", "1000000", "--at", SECOND_HALF, "--as", "陈经理"]
    assert office.ask(AFTER, *sold)["shares"][0]["to"] == "李四"


def test_a_visit_of_the_second_half_is_none_for_a_deal_of_the_first(tmp_path: Path) -> None:
    office = Berlin(tmp_path)
    office.late("13800000001", SECOND_HALF, "李四")
    sold = ["deal", "add", "13800000001", "--unit", "1-1", "--price", "1000000", "--at", FIRST_HALF, "--as", "陈经理"]
    assert office.type(AFTER, *sold).code == 1


def test_what_is_said_in_summer_of_winter_is_shown_in_winter_time(tmp_path: Path) -> None:
    """7.5a: announced on 20 October for ten o'clock of 3 November."""
    office = Berlin(tmp_path)
    office.ask("2025-10-20 09:00", "queue", "open")
    office.ask("2025-10-20 09:10", "checkin", "13800000001")
    said = ["--from", "13800000001", "--by", "李四", "--visit-at", "2025-11-03 10:00"]
    office.ask("2025-10-20 09:20", "refer", "client", "13800000002", "--name", "张", *said)
    office.ask("2025-11-03 08:00", "queue", "open")
    due = office.ask("2025-11-03 09:00", "board")["referrals"]
    assert [r["visit_at"] for r in due] == ["2025-11-03T10:00:00+01:00"]


def test_times_of_one_office_compare_by_the_moment() -> None:
    berlin = zone("Europe/Berlin")
    first, second = (parse_time(at, berlin, "--at") for at in (FIRST_HALF, SECOND_HALF))
    assert first < second
    assert second - first == timedelta(minutes=30)
    assert first.astimezone(berlin) == first
    assert parse_time("2025-10-26 02:30", berlin, "--at").isoformat() == "2025-10-26T02:30:00+02:00"
    assert parse_time("2025-07-01 12:00", berlin, "--at").isoformat() == "2025-07-01T12:00:00+02:00"
