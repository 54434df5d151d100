"""Leaving the office, and taking it back the same day (policy 10, Leaving)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.deals import result_of
from salesdesk.desk.followup import files_of_visits
from salesdesk.desk.gather import Facts, each
from salesdesk.desk.office import shown
from salesdesk.errors import Refused
from salesdesk.facts import MANAGER
from salesdesk.rules import ownership
from salesdesk.rules.reports import protecting_since
from salesdesk.text import _


def before_leaving(desk: Desk, who: str) -> tuple[str, dict[str, int]]:
    """Who would leave, and what would be left open."""
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        gone = facts.staff(who, present=now)
        return facts.roster.name(gone.id), left_open(facts, gone.id, now)


@recorded
def staff_left(desk: Desk, approver: int, who: str) -> dict[str, Any]:
    """Someone has left the office: owns no longer (4), deals signed before keep their shares. Names what is left open.

    Refused while receiving, and for the only manager.
    """
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        gone = facts.staff(who, present=stamp.now)
        place = facts.rotation(facts.last_opened() or stamp.now.date()).place(gone.id)
        if place and place.visits:
            raise Refused(_("{name} is receiving a visitor: use 'done' first").format(name=facts.roster.name(gone.id)))
        others = [s for s in facts.roster.people.values() if s.role == gone.role and s.left is None and s.id != gone.id]
        if gone.role == MANAGER and not others:
            raise Refused(_("{name} is the only manager: add another first").format(name=facts.roster.name(gone.id)))
        still = left_open(facts, gone.id, stamp.now)
        book.append(stamp, "staff-left", {"staff": gone.id})
        return {"staff": shown(Facts(book).roster, gone.id), "open": still}


@recorded
def staff_stays(desk: Desk, approver: int, who: str) -> dict[str, Any]:
    """Takes a leaving of today back: it leaves no trace in ownership; the place in the queue waits for `join`.

    Refused for one who has not left today, and once one of their customers was received by another or signed since.
    """
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        gone = facts.staff(who)
        leaving = [e for e in book.kinds("staff-left") if e.body["staff"] == gone.id][-1:]
        name = facts.roster.name(gone.id)
        if gone.left is None or gone.left.date() != stamp.now.date():
            words = _("{name} has not left today: there is nothing to take back; 'staff add' brings back one who left")
            raise Refused(words.format(name=name))
        book.append(stamp, "staff-stays", {"staff": gone.id}, names=leaving[0].seq)
        facts = Facts(book)
        if took := taken_since(facts, gone.id, leaving[0].seq):
            words = _(
                "A customer of {name} was received or signed since (entry {n}): the leaving stands; 'staff add' brings them back"
            )
            raise Refused(words.format(name=name, n=took))
        return {"staff": shown(facts.roster, gone.id), "open": left_open(facts, gone.id, stamp.now)}


def left_open(facts: Facts, staff: int, now: datetime) -> dict[str, int]:
    """How many customers they own under protection, open claims (theirs, or on these), unpaid deals they share in, matters."""
    day = now.date()
    cases = facts.cases(files_of_visits(facts.book, protecting_since(facts.policy, day), day))
    owned = {
        person
        for case in each(cases)
        for person in set(case.person.values())
        if (span := ownership.standing(case, person, now).own) and span.owner == staff
    }
    filed = facts.each_case(facts.book.kinds("claim"))
    claims = {
        c.id
        for _e, case in filed
        for c in case.claims
        if c.open and (c.by == staff or case.person[c.customer] in owned)
    }
    unpaid = list(facts.each_case(facts.book.unpaid_deals(day)))
    deals = {
        d.id
        for e, case in unpaid
        for d in case.deals
        if d.id == e.number and not d.cancelled and any(s.to == staff for s in result_of(case, d, now).shares)
    }
    return {"customers": len(owned), "claims": len(claims), "deals": len(deals), "matters": 0}


def taken_since(facts: Facts, staff: int, seq: int) -> int | None:
    """The first entry after `seq` by which another received one of their customers, or a deal of one was signed."""
    for e in facts.book.at_seq(range(seq + 1, facts.book.head()[0] + 1)):
        received = {t["visit"] for t in e.body.get("took", ())} | ({e.number} if e.kind == "visit" else set())
        for customer in facts.book.files_of([e.seq])[e.seq] if received or e.kind == "deal" else ():
            case = facts.case([customer])
            visits = {v.id for v in case.visits if v.id in received and v.receiver not in (None, staff)}
            span = ownership.standing(case, case.person[customer], e.at).answers if e.kind == "deal" else None
            if staff in ownership.owners_before(case, visits).values() or (span and span.owner == staff):
                return e.seq
    return None
