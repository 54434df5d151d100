"""Introductions: what an announcement entered before the visit is worth now (policy 6.1, 6.2, 7.5a).

A status is never stored: it follows from the visits, the signature, and the day on which one asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from salesdesk.facts import Referral, Signature, Visit
from salesdesk.rules.ownership import Case

OPEN, SIGNED, VALID, LAPSED, VOID = "open", "signed", "valid", "lapsed", "void"
COME_ALONG = "come-along"
HANDLINGS = {"named": "6.1.2", "introduced": "6.1.3", "aftercare": "6.1.4", "aftercare-other": "6.1.5"}
"""How the company's customers are handled, each with its clause."""
STATUSES = (OPEN, SIGNED, VALID, LAPSED, VOID)


def status(referral: Referral, visits: Iterable[Visit], signatures: Iterable[Signature], now: datetime) -> str:
    """6.2.2, 6.2.3, 6.2.4: the status to show at the moment `now`: open, signed, valid, lapsed or void."""
    state = inner_status(referral, visits, signatures, now)
    return OPEN if state == COME_ALONG else state


def inner_status(referral: Referral, visits: Iterable[Visit], signatures: Iterable[Signature], now: datetime) -> str:
    """As `status`, with `come-along` for an introducer at the desk whose slip the manager has not yet signed (6.2.3)."""
    if referral.kind == "company":
        return VALID
    here = [v for v in visits if _concerns(v, referral) and v.entered <= now]
    if referral.kind == "client":
        return _client(referral, here, now)
    mine = [s for s in signatures if s.referral == referral.id and s.entered <= now]
    return _employee(referral, here, mine, now)


def _concerns(v: Visit, r: Referral) -> bool:
    """A visit after the introduction that was received, or still waits; one never received leaves all as before."""
    tied = r.id in (v.referral, v.announcement, *v.voids)
    return _on_record(v) and v.entry > r.entry and (v.customer == r.customer or tied)


def _on_record(v: Visit) -> bool:
    return v.status in ("receiving", "waiting", "done") and not v.ended_waiting


def _client(r: Referral, visits: list[Visit], now: datetime) -> str:
    """7.5a: valid when matched, void where the visitor came earlier or the old customer no longer counts, else the day ends it."""
    for v in sorted(visits, key=lambda v: v.entry):
        if r.visit_on is not None and v.entered.date() > r.visit_on:
            break
        if v.announcement == r.id:
            return VALID
        if r.id in v.voids or v.late or (r.visit_on is not None and v.day < r.visit_on):
            return VOID
    return LAPSED if r.visit_on is not None and now.date() > r.visit_on else OPEN


def _employee(r: Referral, visits: list[Visit], signatures: list[Signature], now: datetime) -> str:
    """6.2.2-6.2.4: one fact after the other in order of entry, each seen on the day it was entered."""
    assert r.visit_on is not None
    state = OPEN
    facts: list[Visit | Signature] = [*visits, *signatures]
    for fact in sorted(facts, key=lambda f: f.entry):
        state = _day_over(state, r.visit_on, fact.entered.date())
        if state in (VALID, LAPSED, VOID):
            return state
        state = _signature(state, fact) if isinstance(fact, Signature) else _visit(state, fact, r)
    return _day_over(state, r.visit_on, now.date())


def _day_over(state: str, visit_on: date, today: date) -> str:
    """6.2.2: no visit on the planned day lapses; 6.2.4 [reading]: come along but not signed by the day's end is void."""
    if today <= visit_on:
        return state
    return {OPEN: LAPSED, SIGNED: LAPSED, COME_ALONG: VOID}.get(state, state)


def _signature(state: str, s: Signature) -> str:
    """6.2.3: signed after a phone call before the visit, or beside the introducer by the end of the day."""
    if s.how == "accompanied":
        return VALID if state == COME_ALONG else state
    return SIGNED if state == OPEN else state


def _visit(state: str, v: Visit, r: Referral) -> str:
    """6.2.2, 6.2.4: earlier than planned, or neither announced nor accompanied, leaves it void."""
    if v.late or v.day != r.visit_on:
        return VOID
    if state == COME_ALONG:
        return state
    if state == SIGNED:
        return VALID
    return COME_ALONG if v.with_introducer and v.referral == r.id else VOID


def ending(r: Referral, case: Case, now: datetime) -> tuple[str, str, Visit | None] | None:
    """What became of an introduction that is lapsed or void: how, by which clause, and the visit that made it so."""
    state = state_in(case, r, now)
    if state not in (LAPSED, VOID):
        return None
    client = r.kind == "client"
    if state == LAPSED:
        return "not-come", "7.5a" if client else "6.2.2", None
    here = sorted((v for v in case.visits if _concerns(v, r) and v.entered <= now), key=lambda v: v.entry)
    for v in here:
        if r.id in v.voids and client:
            return "not-theirs", "7.5", v
        if v.late or v.day != r.visit_on:
            return "another-day", "7.5a" if client else "6.2.2", v
    along = here[0].with_introducer and here[0].referral == r.id
    return "unsigned" if along else "alone", "6.2.4", here[0]


def alive(state: str) -> bool:
    """Whether it stands in the way of a further introduction of the same customer (6.2.1, 7.3)."""
    return state in (OPEN, SIGNED, VALID, COME_ALONG)


def state_in(case: Case, referral: Referral, now: datetime) -> str:
    return inner_status(referral, case.visits, case.signatures, now)


def holding(case: Case, person: int, now: datetime) -> tuple[Referral, bool] | None:
    """The introduction that scales the deals of `person`, and whether it still waits for the manager's signature.

    Of two on one person's linked files the earlier registered holds.
    """
    found = [r for r in case.referrals if r.kind != "client" and _is_for(case, r, person)]
    for r in sorted(found, key=lambda r: (r.registered, r.id)):
        state = state_in(case, r, now)
        if state in (VALID, COME_ALONG):
            return r, state == COME_ALONG
    return None


def came_with(case: Case, r: Referral) -> set[int]:
    """Whose visits came under an introduction: it stays with its visit, and is nobody else's any more."""
    tied = [v for v in case.visits if r.id in (v.referral, v.announcement) and _on_record(v)]
    return {case.person[v.customer] for v in tied}


def _is_for(case: Case, r: Referral, person: int) -> bool:
    """An introduction stays with its visit; a company's holds from registration, with or without one."""
    came = any(v.referral == r.id and v.counts and case.person[v.customer] == person for v in case.visits)
    registered = r.kind == "company" and case.person.get(r.customer) == person
    return came or (registered and came_with(case, r) <= {person})
