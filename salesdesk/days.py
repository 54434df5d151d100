"""Days and times in the office's time zone, and the month of policy 0.1. The clock itself is read in the command line."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesdesk.errors import Usage
from salesdesk.text import _

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?([+-]\d{2}:\d{2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
FIRST, LAST = datetime(2000, 1, 1), datetime(2100, 1, 1)
"""Between what moments of the office's clock a stated time lies, both included; so do days, and the first days of months."""


class OfficeZone(tzinfo):
    """The office's zone at one offset from UTC. Times in it compare by the moment, where summer time ends too.

    Python compares two times of one tzinfo by the wall clock; so each offset has its own, and `fromutc` gives the one in force.
    """

    def __init__(self, zone: ZoneInfo, offset: timedelta) -> None:
        self._zone, self._offset = zone, offset

    def utcoffset(self, at: datetime | None) -> timedelta:
        return self._offset

    def dst(self, at: datetime | None) -> None:
        return None

    def tzname(self, at: datetime | None) -> str:
        return self._zone.key

    def fromutc(self, at: datetime) -> datetime:
        """What datetime asks for a moment's time in this zone."""
        return self._settled(self._zone.fromutc(at.replace(tzinfo=self._zone)))

    def on_the_wall(self, at: datetime) -> datetime:
        """The time at which the office's clock shows `at`; of a doubled hour the first."""
        return self._settled(at.replace(tzinfo=self._zone))

    def _settled(self, at: datetime) -> datetime:
        offset = at.utcoffset() or timedelta()
        mine = self if offset == self._offset else _zone_at(self._zone, offset)
        return at.replace(tzinfo=mine, fold=0)


@lru_cache
def _zone_at(zone: ZoneInfo, offset: timedelta) -> OfficeZone:
    return OfficeZone(zone, offset)


@lru_cache
def zone(name: str) -> OfficeZone:
    """The office's time zone by its name (``Asia/Shanghai``). Usage error for an unknown one."""
    try:
        return _zone_at(ZoneInfo(name), timedelta())
    except (ZoneInfoNotFoundError, ValueError, OSError) as e:
        raise Usage(_("Unknown time zone: {name}").format(name=name)) from e


Stated = TypeVar("Stated", date, datetime)


def within(stated: Stated, option: str) -> Stated:
    """A day, or a time of the office's clock, from 2000-01-01 to 2100-01-01 (policy 10, Fifth round). Usage error for any other."""
    at = (
        stated.replace(tzinfo=None) if isinstance(stated, datetime) else datetime(stated.year, stated.month, stated.day)
    )
    if not FIRST <= at <= LAST:
        raise Usage(_("{option}: write a day between 2000-01-01 and 2100-01-01").format(option=option))
    return stated


def months_after(day: date, months: int) -> date:
    """0.1: the last day of a window of `months` that starts the day after `day`: the same day number, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def parse_time(text: str, tz: OfficeZone, option: str) -> datetime:
    """`text` as a time of the office (``2025-10-05 10:05``). Usage error when it cannot be read, or is outside 2000-2100."""
    found = _TIME.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        read = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}{found[4] or ''}")
        at = read.astimezone(tz) if read.tzinfo else tz.on_the_wall(read)
    except (ValueError, OverflowError) as e:
        raise Usage(_("{option}: write the time as 2025-10-05 10:05").format(option=option)) from e
    return within(at, option)


def parse_day(text: str, option: str) -> date:
    """`text` as a day (``2025-10-05``). Usage error when it cannot be read, or is outside 2000-2100."""
    try:
        if not _DAY.fullmatch(text.strip()):
            raise ValueError(text)
        day = date.fromisoformat(text.strip())
    except ValueError as e:
        raise Usage(_("{option}: write the day as 2025-10-05").format(option=option)) from e
    return within(day, option)


def parse_month(text: str, option: str) -> date:
    """`text` as a month (``2025-10``): its first day. Usage error when it cannot be read, or is outside 2000-2100."""
    found = _MONTH.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        first = date(int(found[1]), int(found[2]), 1)
    except ValueError as e:
        raise Usage(_("{option}: write the month as 2025-10").format(option=option)) from e
    return within(first, option)


def parse_week(text: str, option: str) -> date:
    """`text` as an ISO week (``2025-W41``): its Monday. Usage error when it cannot be read, or is outside 2000-2100."""
    found = _WEEK.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as e:
        raise Usage(_("{option}: write the week as 2025-W41").format(option=option)) from e
    return within(monday, option)


def month_end(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return months_after(first, 1) - timedelta(days=1)


def month_of(day: date) -> date:
    """The first day of the month `day` lies in."""
    return day.replace(day=1)
