"""The manager's figures: a month by source and by salesperson, a week by day, protections about to lapse (policy 8.3, 8.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from msgspec import Struct

from salesdesk.days import months_after
from salesdesk.errors import Refused
from salesdesk.facts import Deal, Entry, Roster, Visit
from salesdesk.rules.followup import bought
from salesdesk.rules.ownership import Case, Span, standing
from salesdesk.rules.policy import Policy
from salesdesk.text import _

WARNING = timedelta(days=7)
"""8.3: how long before the end of a protection the owner is warned."""


def rate(part: int, whole: int) -> Fraction | None:
    """A part of a whole, exact; None where there is no whole."""
    return Fraction(part, whole) if whole else None


def refuse_future(first: date, today: date, named: str, clause: str) -> None:
    """8.3, 8.5: a report is about what has been. For: this week, so far. Against: the next one; refused."""
    if first > today:
        raise Refused(_("{period} lies in the future").format(period=named), clause)


# --- 8.3: the month


class Came(Struct, frozen=True):
    """A visit of the month: whose kind a ruling may have changed, of which person, and what source was named."""

    visit: Visit
    kind: str
    person: int
    source: str | None = None


class Sold(Struct, frozen=True):
    """A deal that stands, of which person, and who has a sales share."""

    deal: Deal
    person: int
    sellers: tuple[int, ...]


class Figures(Struct, frozen=True):
    """How many visits, customers, and of these how many have signed."""

    visits: int
    customers: int
    signed: int

    @property
    def rate(self) -> Fraction | None:
        """8.3: conversion. For: 3 came, 1 of them signed: 1/3. Against: nobody came: there is none."""
        return rate(self.signed, self.customers)


class Work(Struct, frozen=True):
    """What one salesperson did in the month. `figures` are of the visits that were not duty."""

    staff: int
    turns: int
    duty: int
    visits: int
    deals: int
    figures: Figures


def figures(came: Sequence[Came], signed: Collection[int]) -> Figures:
    """8.3: the visits, the persons who made them, and those of them who have signed since the month began."""
    persons = {c.person for c in came}
    return Figures(len(came), len(persons), len(persons & set(signed)))


def by_source(came: Iterable[Came], signed: Collection[int]) -> dict[str | None, Figures]:
    """8.3: visits by how the customers heard of us, the most first, those who did not say last."""
    found: dict[str | None, list[Came]] = {}
    for c in came:
        found.setdefault(c.source, []).append(c)
    order = sorted(found, key=lambda s: (s is None, -len(found[s]), s or ""))
    return {s: figures(found[s], signed) for s in order}


def turns(entries: Iterable[Entry]) -> Counter[int]:
    """8.3: the places used up in the rotation, as the queue's entries say: one handed over by 3.10c is used by both."""
    used: Counter[int] = Counter()
    for e in entries:
        for said in (e.body, *e.body.get("took", ())):
            if said.get("turn") and said.get("receiver") is not None and said.get("granted", True):
                used[said["receiver"]] += 1
    return used


def work(
    came: Iterable[Came], sold: Iterable[Sold], used: Mapping[int, int], staff: Iterable[int], last: date
) -> list[Work]:
    """8.3: one line for each of the staff. Who closes: of the customers received, duty aside, those who signed through them.

    For: 李四 received 3 customers and has a sales share in the deal of 1: 1/3. Against: a duty reception counts neither way.
    `last` is the month's last day: deals signed later close a customer of the month, but are another month's deals.
    """
    visits, deals = list(came), list(sold)
    return [_work(s, [c for c in visits if c.visit.receiver == s], deals, used.get(s, 0), last) for s in staff]


def _work(staff: int, received: Sequence[Came], sold: Iterable[Sold], used: int, last: date) -> Work:
    own = [c for c in received if c.kind != "duty"]
    theirs = [d for d in sold if staff in d.sellers]
    closed = figures(own, {d.person for d in theirs})
    signed = sum(d.deal.at.date() <= last for d in theirs)
    return Work(staff, used, len(received) - len(own), len(received), signed, closed)


def salespeople(roster: Roster, first: date, until: datetime) -> list[int]:
    """The salespeople who were with the office at some time of the month, in staff order."""
    there = (s for s in roster.people.values() if s.joined <= until and not (s.left and s.left.date() < first))
    return [s.id for s in there if roster.is_salesperson(s.id)]


# --- 8.3: the early warning


def protecting_since(policy: Policy, on: date) -> date:
    """The earliest day of a visit that may still protect on that day."""
    months = max(int(Fraction(v.value)) for v in policy.values["protection_months"])
    return months_after(on, -months)


def about_to_lapse(case: Case, person: int, at: datetime) -> Span | None:
    """8.3, 7.1: the registration that ends within a week, so that the owner may see to it that the customer comes again.

    For: 张三 is 李四's through 5 Nov, seen on 29 Oct. Against: on the 28th it is too early, on the 6th too late;
    who has bought is not lost, and a customer of nobody (6.1.2) is lost by nobody.
    """
    span = standing(case, person, at).own
    if span is None or span.owner is None or bought(case.deals_of(person), at):
        return None
    return span if span.until - at.date() <= WARNING else None


# --- 8.5: the week


def per_day(first: date, *groups: Iterable[datetime]) -> list[tuple[date, tuple[int, ...]]]:
    """8.5: for each day of the week how many of each group, by the day in office time."""
    counts = [Counter(at.date() for at in group) for group in groups]
    days = [first + timedelta(days=n) for n in range(7)]
    return [(day, tuple(c[day] for c in counts)) for day in days]
