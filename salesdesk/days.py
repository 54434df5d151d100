"""Days and times in the office's time zone, and the month of policy 0.1. The clock itself is read in the command line."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesdesk.errors import Usage
from salesdesk.text import _

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?([+-]\d{2}:\d{2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


@lru_cache
def zone(name: str) -> ZoneInfo:
    """The office's time zone by its name (``Asia/Shanghai``). Usage error for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as e:
        raise Usage(_("Unknown time zone: {name}").format(name=name)) from e


def months_after(day: date, months: int) -> date:
    """0.1: the last day of a window of `months` that starts the day after `day`: the same day number, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def parse_time(text: str, tz: ZoneInfo, option: str) -> datetime:
    """`text` as a time in the office's zone (``2025-10-05 10:05``). Usage error when it cannot be read."""
    found = _TIME.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        read = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}{found[4] or ''}")
    except ValueError as e:
        raise Usage(_("{option}: write the time as 2025-10-05 10:05").format(option=option)) from e
    return read.astimezone(tz) if read.tzinfo else read.replace(tzinfo=tz)


def parse_day(text: str, option: str) -> date:
    """`text` as a day (``2025-10-05``). Usage error when it cannot be read."""
    try:
        if not _DAY.fullmatch(text.strip()):
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError as e:
        raise Usage(_("{option}: write the day as 2025-10-05").format(option=option)) from e


def parse_month(text: str, option: str) -> date:
    """`text` as a month (``2025-10``): its first day. Usage error when it cannot be read."""
    found = _MONTH.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        return date(int(found[1]), int(found[2]), 1)
    except ValueError as e:
        raise Usage(_("{option}: write the month as 2025-10").format(option=option)) from e


def parse_week(text: str, option: str) -> date:
    """`text` as an ISO week (``2025-W41``): its Monday. Usage error when it cannot be read."""
    found = _WEEK.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as e:
        raise Usage(_("{option}: write the week as 2025-W41").format(option=option)) from e


def month_end(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return months_after(first, 1) - timedelta(days=1)


def month_of(day: date) -> date:
    """The first day of the month `day` lies in."""
    return day.replace(day=1)
