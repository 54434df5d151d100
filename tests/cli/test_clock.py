"""A clock turned back needs the manager (T31); a month is the office's month whatever the machine's time zone (T32)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.days import month_end, parse_month
from salesdesk.desk import reception
from salesdesk.desk.base import Desk
from salesdesk.store.records import Store
from tests.office import Office
from tests.store.tools import Figure, closing, office_of, rows

NOW = datetime(2025, 10, 5, 12, 0, 0)
BACK = [timedelta(seconds=s) for s in (301, 302, 360, 600, 3600, 7200)] + [
    timedelta(days=d) for d in (1, 2, 7, 30, 31, 89, 365, 3650)
]
SLACK = [timedelta(seconds=s) for s in (0, 1, 2, 59, 60, 120, 299, 300)]
COMMANDS = (
    "checkin 13800000002",
    "call 13800000002",
    "done 李四",
    "queue away 王五",
    "deal add 13800000001 --unit x --price 100000",
)


def opened(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open 李四 王五 赵六")
    office.ask("2025-10-05 11:59", "checkin 13800000001")
    office.ask("2025-10-05 12:00:00", "call 13800000009")
    return office


@pytest.mark.parametrize("command", COMMANDS)
def test_a_clock_turned_back_needs_the_manager_spelt_out(tmp_path: Path, command: str) -> None:
    office = opened(tmp_path)
    before = rows(office.store, "SELECT count(*) FROM entry")
    for back in BACK:
        error = office.refused(f"{NOW - back:%Y-%m-%d %H:%M:%S}", command)
        assert error["code"] in ("refused", "not_found")
    assert rows(office.store, "SELECT count(*) FROM entry") == before
    for back in BACK[:4]:
        assert "clock reads" in office.refused(f"{NOW - back:%Y-%m-%d %H:%M:%S}", command)["message"]


def test_within_five_minutes_clocks_may_differ(tmp_path: Path) -> None:
    office = opened(tmp_path)
    for n, back in enumerate(SLACK):
        office.ask(f"{NOW - back:%Y-%m-%d %H:%M:%S}", f"call 1380000{n:04d}")


def test_the_manager_may_enter_under_a_clock_turned_back_and_is_named(tmp_path: Path) -> None:
    office = opened(tmp_path)
    office.ask("2025-10-05 11:00", "call 13800000003 --as 陈经理")
    assert rows(office.store, "SELECT approver FROM entry ORDER BY seq DESC LIMIT 1") == [(1,)]
    later = rows(
        office.store,
        "SELECT a.seq FROM entry a JOIN entry b ON b.seq = a.seq - 1 WHERE a.entered < b.entered - 300 AND a.approver IS NULL",
    )
    assert later == [], "an entry earlier than its forerunner that nobody approved"


def test_what_is_stated_may_not_lie_in_the_future(tmp_path: Path) -> None:
    office = opened(tmp_path)
    for at in ("2025-10-05 12:01", "2025-10-06 00:00", "2099-01-01 00:00", "2025-10-05 12:00:01"):
        office.refused("2025-10-05 12:00:00", f"call 13800000003 --at '{at}'")


# --- months

ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Shanghai")
MONTHS = [f"{year}-{month:02d}" for year in (2026, 2027) for month in range(1, 13)]
SECONDS = (-1, 0, 1)


@contextmanager
def machine_zone(name: str) -> Iterator[None]:
    old = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if old is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = old
        time.tzset()


def desk_of(store: Path, moment: datetime) -> Desk:
    """A terminal whose own clock, in UTC, reads that moment."""
    return Desk(Store(store), moment, None, "tester")


def moments() -> Iterator[tuple[datetime, str]]:
    """Around the last second of each month in the office's time, as the machine's clock has it; and the month it is."""
    for text in MONTHS:
        first = parse_month(text, "--month")
        after = datetime.combine(month_end(first), datetime.min.time(), UTC) + timedelta(days=1) - timedelta(hours=8)
        for second in SECONDS:
            following = f"{month_end(first) + timedelta(days=1):%Y-%m}"
            yield after + timedelta(seconds=second), text if second < 0 else following


def test_a_deal_falls_into_the_offices_month_whatever_the_machines_zone(
    tmp_path: Path, record_property: Figure
) -> None:
    right = total = 0
    for zone in ZONES:
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        store = office_of(folder, opened=False)
        with machine_zone(zone):
            for moment, month in moments():
                with closing(desk_of(store, moment)) as desk:
                    reception.call(desk, "13800000001", None, None, None, None)
                day = rows(store, "SELECT day FROM entry ORDER BY seq DESC LIMIT 1")[0][0]
                total += 1
                right += day.startswith(month)
    record_property("month ends x seconds x time zones, in the right month", f"{total}, {right}")
    assert total == right
    assert total == len(ZONES) * len(MONTHS) * len(SECONDS)
