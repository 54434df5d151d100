"""Introductions at the desk: registered, signed, shown; the slip (policy 6, 7.5a)."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from salesdesk.days import parse_day, parse_time
from salesdesk.desk.arrival import counts_for
from salesdesk.desk.base import Desk, entry_dict, recorded
from salesdesk.desk.customers import viewed
from salesdesk.desk.gather import Facts, known_option
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import Referral
from salesdesk.phones import clean, clean_name, masked
from salesdesk.rules import chain, introductions
from salesdesk.rules.ownership import Case, standing
from salesdesk.store.records import Personal, Stamp
from salesdesk.text import _


@recorded
def employee(
    desk: Desk, approver: int, phone: str, name: str, by: str, visit_on: str, at: str | None
) -> dict[str, Any]:
    """6.2.1: an employee refers a customer, with the planned day, before the first visit.

    Refused: a salesperson as introducer, a day in the past, a customer with a visit or a live introduction on record.
    """
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        introducer = facts.staff(by, present=stamp.now)
        if facts.roster.is_salesperson(introducer.id):
            raise Refused(
                _("{name} is a salesperson: only other staff introduce").format(name=introducer.name), "6.2.1"
            )
        day = parse_day(visit_on, "--visit-on")
        if day < stamp.now.date():
            raise Refused(_("--visit-on {day} is past").format(day=day), "6.2.1")
        file, number = _fresh_file(facts, phone, stamp, "6.2.1")
        body = {"type": "employee", "customer": file, "by": introducer.id, "visit_on": day.isoformat()}
        return _append(facts, stamp, body, Personal(file, clean_name(name), number))


@recorded
def company(
    desk: Desk,
    approver: int,
    phone: str,
    name: str,
    source: str,
    handling: str,
    receiver: str | None,
    at: str | None,
) -> dict[str, Any]:
    """6.1.1: a customer who reached the office through the company, before any visit of their own."""
    clause = introductions.HANDLINGS[known_option(handling, introductions.HANDLINGS, "--handling")]
    if (handling == "named") != (receiver is not None):
        raise Usage(_("--receiver goes with --handling named, and is required there"))
    words = {"source": clean(source, "--source") or ""}
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        named = facts.salesperson(receiver, stamp.now).id if receiver else None
        file, number = _fresh_file(facts, phone, stamp, "6.1.1")
        body = entry_dict(type="company", customer=file, handling=handling, receiver=named, clause=clause)
        return _append(facts, stamp, body, Personal(file, clean_name(name), number, words))


@recorded
def client(
    desk: Desk, phone: str | None, name: str, by: str, old: str, visit_at: str, at: str | None, approver: int | None
) -> dict[str, Any]:
    """7.5a: a salesperson announces whom an old customer sends, for a time. Always accepted, but for a time in the past."""
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        announcer = facts.salesperson(by, stamp.now)
        when = parse_time(visit_at, book.tz, "--visit-at")
        if when < stamp.now:
            raise Refused(_("--visit-at {at} is past").format(at=f"{when:%Y-%m-%d %H:%M}"), "7.5a")
        sender = facts.file(old, "--from")
        file, number, _new = facts.file_or_new(phone)
        body = {
            "type": "client", "customer": file, "by": announcer.id, "old_customer": sender,
            "visit_at": int(when.timestamp()),
        }  # fmt: skip
        return _append(facts, stamp, body, Personal(file, clean_name(name), number))


def _fresh_file(facts: Facts, phone: str, stamp: Stamp, clause: str) -> tuple[int, str | None]:
    """The file of a customer without a visit and without another live introduction. Refused otherwise (6.1.1, 6.2.1, 7.3)."""
    file, number, new = facts.file_or_new(phone)
    if new:
        return file, number
    case = facts.case([file])
    if any(v.received or v.status == "waiting" for v in case.visits_of(case.person[file])):
        raise Refused(_("This customer has a visit on record already: no introduction is possible"), clause)
    for r in case.referrals:
        mine = r.kind != "client" and case.person.get(r.customer) == case.person[file]
        if mine and introductions.alive(introductions.state_in(case, r, stamp.now)):
            raise Refused(_("Introduction {n} of this customer stands already").format(n=r.id), clause)
    return file, number


def _append(facts: Facts, stamp: Stamp, body: dict[str, Any], personal: Personal) -> dict[str, Any]:
    number = facts.book.next_number("referral")
    about = [body["customer"], *([body["old_customer"]] if body.get("old_customer") else [])]
    facts.book.append(stamp, "referral", body, number=number, about=about, personal=personal)
    return _answer(Facts(facts.book), number, stamp.now)


def _referral(facts: Facts, number: int) -> tuple[Case, Referral]:
    e = facts.book.numbered("referral", number)
    if e is None:
        raise NotFound(_("There is no introduction {n}: see 'refer list'").format(n=number))
    tied = facts.entries_of([e.body["customer"]])[1]
    files = {e.body["customer"], *(v.body["customer"] for v in tied if v.kind == "visit")}
    case = facts.case(files)
    return case, next(r for r in case.referrals if r.id == number)


def _clauses(r: Referral, state: str) -> list[str]:
    if r.kind == "company":
        return ["6.1.1", introductions.HANDLINGS[r.handling or ""]]
    if r.kind == "client":
        return ["7.5a"]
    ending = {"signed": "6.2.3", "valid": "6.2.5", "lapsed": "6.2.2", "void": "6.2.4"}.get(state)
    return ["6.2.1", *([ending] if ending else [])]


def _answer(facts: Facts, number: int, now: datetime) -> dict[str, Any]:
    case, r = _referral(facts, number)
    state = introductions.status(r, case.visits, case.signatures, now)
    name, phone = facts.people([r.customer])[r.customer]
    said = facts.other_names({r.entry: r.customer}).get(r.entry)
    shown = {**_shown(facts, r, state, name, phone), "why": _why(facts, case, r, now), **entry_dict(name_said=said)}
    return {"referral": shown, "clauses": _clauses(r, state)}


def _why(facts: Facts, case: Case, r: Referral, now: datetime) -> str | None:
    """What became of one that is lapsed or void; of an announcement, that it will be if nothing changes (7.5)."""
    step = chain.ended(case, r, now)
    if step:
        return f"{step['text']} [{step['clause']}]"
    here = introductions.state_in(case, r, now) == introductions.OPEN
    if (
        r.kind != "client"
        or not here
        or r.old_customer is None
        or r.by is None
        or counts_for(facts, r.old_customer, r.by, now)
    ):
        return None
    old = facts.case([r.old_customer])
    span = standing(old, old.person[r.old_customer], now).answers
    words = _("As things stand it will be void: the old customer (#{file}) is not {by}'s, but {owner}'s [7.5]")
    nobody = _("As things stand it will be void: the old customer (#{file}) is not {by}'s [7.5]")
    owner = facts.owner(span)
    return (words if owner else nobody).format(file=r.old_customer, by=facts.roster.name(r.by), owner=owner)


def _shown(facts: Facts, r: Referral, state: str, name: str | None, phone: str | None) -> dict[str, Any]:
    return {
        "id": r.id, "kind": r.kind, "status": state, "phone": masked(phone), "name": name,
        "by": facts.roster.name(r.by) if r.by is not None else None,
        "visit_on": r.visit_on.isoformat() if r.visit_on else None,
    }  # fmt: skip


@recorded
def confirm(desk: Desk, approver: int, number: int, how: str, at: str | None) -> dict[str, Any]:
    """6.2.3: the manager signs: `phoned` before the visit, or `accompanied` beside the introducer by the end of the day."""
    known_option(how, ("accompanied", "phoned"), "--how")
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        case, r = _referral(facts, number)
        if r.kind != "employee":
            raise Refused(_("Introduction {n} needs no signature: only an employee's does").format(n=number), "6.2.3")
        state = introductions.state_in(case, r, stamp.now)
        _refuse_signature(state, how, r)
        visit = next((v.customer for v in case.visits if v.referral == number), r.customer)
        body = {"referral": number, "how": how}
        book.append(stamp, "referral-signed", body, about={r.customer, visit})
        return _answer(Facts(book), number, stamp.now)


def _refuse_signature(state: str, how: str, r: Referral) -> None:
    if state in (introductions.LAPSED, introductions.VOID):
        stays = _("Introduction {n} is {status}: it stays so").format(n=r.id, status=_(state))
        raise Refused(stays, _clauses(r, state)[-1])
    if state in (introductions.SIGNED, introductions.VALID):
        raise Refused(_("Introduction {n} is signed already").format(n=r.id), "6.2.3")
    if how == "phoned" and state == introductions.COME_ALONG:
        raise Refused(_("The visitor is here: a phone call counts only before the visit"), "6.2.3")
    if how == "accompanied" and state != introductions.COME_ALONG:
        raise Refused(
            _("First the check-in with the introducer ('checkin --with-introducer'), then the signature"), "6.2.3"
        )


def show(desk: Desk, number: int, on: str | None) -> dict[str, Any]:
    """One introduction as it stands, or as it stood at the end of a past day. Refused before its registration."""
    with desk.store.reading() as book:
        facts, moment = Facts(book), desk.moment(book, on)
        _case, r = _referral(facts, number)
        if moment.date() < r.entered.date():
            raise Refused(_("Introduction {n} was registered on {day}").format(n=number, day=r.entered.date()), "6.2.1")
        return _answer(facts, number, moment)


def list_all(desk: Desk, on: str | None, wanted: str | None) -> dict[str, Any]:
    """All introductions, or those of one status, as they stand on a day."""
    if wanted:
        known_option(wanted, introductions.STATUSES, "--status")
    with desk.store.reading() as book:
        facts, moment = Facts(book), desk.moment(book, on)
        entries = [e for e in book.kinds("referral") if e.entered <= moment]
        people = facts.people(e.body["customer"] for e in entries)
        rows = []
        for e, case in facts.each_case(entries):
            r = next(r for r in case.referrals if r.id == e.number)
            state = introductions.status(r, case.visits, case.signatures, moment)
            if wanted in (None, state):
                rows.append(_shown(facts, r, state, *people[r.customer]))
        return {"referrals": rows}


def slip(desk: Desk, number: int, out: str, approver: int | None = None) -> dict[str, Any]:
    """6.2.1: the slip in two copies on one page, as a workbook. It names the customer's whole number: that is an entry.

    `file` is None where the entry stands and only the workbook could not take its name.
    """
    from salesdesk.books.slip import write_slip
    from salesdesk.books.workbook import with_entry

    def enter(later: ExitStack) -> dict[str, Any]:
        with desk.store.writing() as book:
            facts = Facts(book)
            _case, r = _referral(facts, number)
            name, phone = facts.people([r.customer])[r.customer]
            shown = _answer(facts, number, desk.now(book))["referral"]
            details = {**shown, "phone": phone, "name": name, "registered": f"{r.registered:%Y-%m-%d %H:%M}"}
            write_slip(Path(out), book.office["office"], details, later)
            return _look_at_slip(desk, number, approver)

    answer, named = with_entry(enter)
    return {**answer, "file": out if named else None}


@recorded
def _look_at_slip(desk: Desk, number: int, approver: int | None) -> dict[str, Any]:
    """Enters the look; the answer is the introduction as it stands."""
    with desk.store.writing() as book:
        facts = Facts(book)
        _case, r = _referral(facts, number)
        viewed(desk, book, r.customer, approver)
        return _answer(facts, number, desk.now(book))
