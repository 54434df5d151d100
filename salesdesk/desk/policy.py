"""The policy's numbers: shown as of a day, and set from a day on, never for a day already closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from salesdesk.days import month_end, months_after, parse_day
from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.gather import Facts
from salesdesk.desk.month import closed_through
from salesdesk.errors import Refused
from salesdesk.rules.clauses import said
from salesdesk.rules.policy import KEYS, check, unusual
from salesdesk.text import _


def show(desk: Desk, on: str | None) -> dict[str, Any]:
    """Each value in force on a day, with its clause, its first day, and what is to come."""
    with desk.store.reading() as book:
        facts, day = Facts(book), desk.day(book, on)
        rows = []
        for key, clause in KEYS.items():
            known = facts.policy.values.get(key, ())
            held = [v for v in known if v.since <= day]
            now = max(held, key=lambda v: v.since) if held else None
            coming = [{"from": str(v.since), "value": v.value} for v in known if v.since > day]
            value = [v for v in held if now and v.since == now.since][-1].value if held else None
            rows.append(
                {
                    "key": key,
                    "clause": clause,
                    "value": value,
                    "from": str(now.since) if now else None,
                    "coming": coming,
                }
            )
        return {"date": str(day), "values": rows}


def clauses(desk: Desk, numbers: Iterable[str], on: str | None, visit: str | None = None) -> list[dict[str, str]]:
    """What these clauses say, told with the values in force on a day, and on that of the visit that is judged."""
    with desk.store.reading() as book:
        policy, day = Facts(book).policy, desk.day(book, on)
        seen = date.fromisoformat(visit) if visit else None
        return [{"clause": n, "says": said(n, policy, day, seen)} for n in numbers]


def before_setting(desk: Desk, key: str, value: str, since: str) -> tuple[str, bool]:
    """What a new value would take the place of, and whether it is an unusual one. Refused where `set_value` would be."""
    check(key, value)
    day = parse_day(since, "--from")
    with desk.store.reading() as book:
        facts = Facts(book)
        _refuse_closed(facts, key, day)
        return facts.policy.written(key, day), unusual(key, value)


@recorded
def set_value(desk: Desk, approver: int, key: str, value: str, since: str, at: str | None) -> dict[str, Any]:
    """A new value from a day on. Refused for an unknown key and for a day in a closed month."""
    check(key, value)
    day = parse_day(since, "--from")
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        _refuse_closed(facts, key, day)
        entered = {"key": key, "clause": KEYS[key], "since": str(day), "value": value}
        book.append(stamp, "policy", {"values": [entered]})
        return {"set": entered, "clauses": [KEYS[key]]}


def _refuse_closed(facts: Facts, key: str, day: date) -> None:
    closed = closed_through(facts)
    if closed and day <= month_end(closed):
        words = _("{month:%Y-%m} is closed: a new value can apply from {day} on at the earliest")
        raise Refused(words.format(month=closed, day=months_after(closed, 1)), KEYS[key])
