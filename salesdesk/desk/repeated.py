"""The same number within minutes: a slip of the hand, or an answer that was lost, seen before it is entered once more."""

from __future__ import annotations

from datetime import timedelta

from salesdesk.days import parse_time
from salesdesk.desk.base import Desk
from salesdesk.desk.gather import Facts
from salesdesk.facts import Entry

MINUTES = timedelta(minutes=10)


def lately(desk: Desk, kind: str, phone: str, at: str | None) -> Entry | None:
    """The newest entry of that kind about that number, stated within ten minutes of `at` (now, where not said), if any."""
    with desk.store.reading() as book:
        facts = Facts(book)
        file = facts.find_file(phone)
        if file is None:
            return None
        stated = parse_time(at, book.tz, "--at") if at else desk.now(book)
        same = [e for e in facts.entries_of([file])[1] if e.kind == kind and e.body["customer"] == file]
        return next((e for e in reversed(same) if abs(stated - e.at) <= MINUTES), None)
