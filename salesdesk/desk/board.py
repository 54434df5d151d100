"""The board for the wall screen: the day at a glance, and nobody's whole name or number on it.

What it reads is the day's: the queue's entries, the files of who is here, the introductions due, and the visits of the
days whose protections end this week. It is read again and again, so a long history costs it nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from salesdesk.days import months_after
from salesdesk.desk import queue as desk_queue
from salesdesk.desk.base import Desk
from salesdesk.desk.followup import files_of_visits, left_alone
from salesdesk.desk.gather import Facts, each
from salesdesk.facts import Entry, Referral
from salesdesk.phones import masked, masked_name
from salesdesk.rules import introductions, reports
from salesdesk.rules.policy import Policy

Shown = dict[str, Any]


def show(desk: Desk) -> Shown:
    """Who is next, who is with whom since when, who waits, who minds the desk at lunch, what is due, what lapses."""
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        today = now.date()
        since, rotation = _since(facts.day_entries(today)), facts.rotation(today)
        queue = desk_queue.answer(facts, today, today)
        return {
            "office": book.office["office"],
            "date": queue["date"],
            "at": now.isoformat(),
            "open": rotation.opened is not None,
            "next": queue["next"],
            "order": [
                {**shown, "with": [_visit(facts, v, since) for v in place.visits]}
                for shown, place in zip(queue["order"], rotation.places, strict=True)
            ],
            "waiting": [_visit(facts, v, since) for v in queue["waiting"]],
            "lunch": queue["lunch"],
            "referrals": _due(facts, now),
            "lapsing": _lapsing(facts, now),
        }


def _since(entries: Iterable[Entry]) -> dict[int, datetime]:
    """For each of the day's visits since when it is where it is: with this receiver, or waiting."""
    since: dict[int, datetime] = {}
    for e in entries:
        if e.kind == "visit" and e.number is not None:
            since[e.number] = e.at
        if e.kind == "handover" and e.body["granted"]:
            since[e.body["visit"]] = e.at
        since.update((item["visit"], e.at) for item in e.body.get("took", ()))
    return since


def _visit(facts: Facts, number: int, since: Mapping[int, datetime]) -> Shown:
    _case, visit = facts.visit(number)
    return {"visit": number, "customer": discreet(facts, visit.customer), "since": since[number].isoformat()}


def discreet(facts: Facts, file: int) -> Shown:
    """A customer as a wall may show one: the surname, and the ends of the number."""
    name, phone = facts.people([file])[file]
    return {"id": file, "name": masked_name(name), "phone": masked(phone)}


# --- introductions due today


def _due(facts: Facts, now: datetime) -> list[Shown]:
    """The introductions whose customer is to come today and has not come yet, by the hour where one was said."""
    due = [
        (r, state)
        for case, r in facts.planned(now.date())
        if (state := introductions.status(r, case.visits, case.signatures, now)) in ("open", "signed")
    ]
    due.sort(key=lambda found: (found[0].visit_at is None, found[0].visit_at or now, found[0].id))
    return [_referral(facts, r, state) for r, state in due]


def _referral(facts: Facts, r: Referral, state: str) -> Shown:
    return {
        "id": r.id, "kind": r.kind, "status": state, "customer": discreet(facts, r.customer),
        "by": facts.roster.name(r.by) if r.by is not None else None,
        "visit_at": r.visit_at.isoformat() if r.visit_at else None,
    }  # fmt: skip


# --- protections about to lapse (8.3)


def _lapsing(facts: Facts, now: datetime) -> list[Shown]:
    """8.3: whose protections end within a week, the soonest first; only the visits that can end then are read."""
    first, last = _ending(facts.policy, now.date())
    cases = facts.cases(files_of_visits(facts.book, first, last))
    ends = [
        (span.until, span.visits[-1].customer, owner)
        for case in each(cases)
        for person in set(case.person.values())
        if (span := reports.about_to_lapse(case, person, now)) and (owner := span.owner) is not None
    ]
    quiet = left_alone(facts)
    return [
        {
            "owner": facts.roster.name(owner), "customer": discreet(facts, file), "until": str(until),
            "days_left": (until - now.date()).days,
        } for until, file, owner in sorted(ends) if file not in quiet
    ]  # fmt: skip


def _ending(policy: Policy, today: date) -> tuple[date, date]:
    """The first and last day of a visit whose protection may end within the week; months differ by up to three days."""
    months = [int(Fraction(v.value)) for v in policy.values["protection_months"]]
    return months_after(today, -max(months)), months_after(today + reports.WARNING, -min(months)) + timedelta(days=3)
