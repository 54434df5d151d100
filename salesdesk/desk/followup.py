"""Keeping after customers: grades, the next contact, contacts made, what is overdue, what an entry lacks (8.1, 8.2, 8.4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

from salesdesk.days import parse_day
from salesdesk.desk.arrival import RATINGS
from salesdesk.desk.base import Desk, entry_dict, recorded
from salesdesk.desk.gather import Facts, each, known_option
from salesdesk.errors import Refused, Usage
from salesdesk.facts import Visit
from salesdesk.phones import clean, masked
from salesdesk.rules import followup as rules
from salesdesk.rules.ownership import Case
from salesdesk.store.records import Book, Personal
from salesdesk.text import _


class Said(Struct, frozen=True):
    """What is entered about a customer, as typed: the grade, the next contact, and words that complete the register."""

    grade: str | None = None
    next: str | None = None
    note: str | None = None
    source: str | None = None
    need: str | None = None
    budget: str | None = None

    def words(self) -> dict[str, str]:
        said = {k: clean(getattr(self, k), f"--{k}") for k in ("note", "source", "need", "budget")}
        return {k: v for k, v in said.items() if v}


@recorded
def add(desk: Desk, phone: str, by: str, said: Said, at: str | None, approver: int | None) -> dict[str, Any]:
    """8.2: a customer's grade and next contact; also what the register still lacks (8.1)."""
    if not any(astuple(said)):
        raise Usage(_("Say what to enter: --grade, --next, --note, --source, --need or --budget"))
    return _enter(desk, phone, by, said, False, at, approver)


@recorded
def done(desk: Desk, phone: str, by: str, said: Said, at: str | None, approver: int | None) -> dict[str, Any]:
    """8.2: a contact made; it answers what was planned before it."""
    return _enter(desk, phone, by, said, True, at, approver)


def _enter(
    desk: Desk, phone: str, by: str, said: Said, contact: bool, at: str | None, approver: int | None
) -> dict[str, Any]:
    grade = known_option(said.grade, RATINGS, "--grade") if said.grade else None
    planned = parse_day(said.next, "--next") if said.next else None
    words = said.words()
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        who, file = facts.staff(by, present=stamp.now), facts.file(phone)
        if planned and planned < stamp.at.date():
            raise Refused(_("--next {day} is past: plan a day to come").format(day=planned), "8.2")
        case = facts.case([file])
        theirs = rules.carers(case, case.person[file], stamp.at)
        if grade or planned:
            rules.refuse_planning(who.id, theirs, facts.roster, approver is not None)
        body = entry_dict(
            customer=file, by=who.id, contact=contact, grade=grade, next=planned.isoformat() if planned else None
        )
        entry = book.append(stamp, "followup", body, about=[file], personal=Personal(file, words=words))
        return {
            "followup": {
                "entry": entry, "at": stamp.at.isoformat(), "by": facts.roster.name(who.id), "contact": contact, "grade": grade,
                "next": body.get("next"), **words,
            },
            "customer": facts.customer_in(case, file).shown(),
            "salespeople": [facts.roster.name(s) for s in theirs],
            "clauses": ["8.4" if rules.bought(case.deals_of(case.person[file]), stamp.at) else "8.2"],
        }  # fmt: skip


# --- what is overdue


class Due(Struct, frozen=True):
    """A customer with a planned contact whose day has come."""

    file: int
    plan: rules.Plan
    days: int
    staff: tuple[int, ...]
    signed: bool


def overdue(desk: Desk, by: str | None, on: str | None) -> dict[str, Any]:
    """8.4: what is overdue on a day, for customers not yet signed and for those signed; and what is due that very day."""
    with desk.store.reading() as book:
        facts, at = Facts(book), desk.moment(book, on)
        whose = facts.staff(by) if by else None
        quiet = left_alone(facts)
        found = [d for d in _due(facts, at) if d.file not in quiet and (whose is None or whose.id in d.staff)]
        found.sort(key=lambda d: (not d.staff, d.staff[:1], -d.days, d.file))
        people = people_shown(facts, (d.file for d in found))
        late, rows = [d for d in found if d.days], {d.file: _row(facts, d, people[d.file]) for d in found}
        return {
            "date": at.date().isoformat(),
            "by": whose.name if whose else None,
            "unsigned": [rows[d.file] for d in late if not d.signed],
            "signed": [rows[d.file] for d in late if d.signed],
            "today": [rows[d.file] for d in found if not d.days],
            "clauses": ["8.2", "8.4"],
        }


def _due(facts: Facts, at: datetime) -> list[Due]:
    """The customers whose planned contact is due; a person's linked files count as one, a rating at the desk is a grade."""
    noted: dict[int, list[rules.Note]] = {}
    for n in rules.notes(facts.book.of_days(date.min, at.date(), "followup"), at):
        noted.setdefault(n.customer, []).append(n)
    files = {f for f, found in noted.items() if rules.overdue(rules.plan_of(found), at.date()) is not None}
    cases = facts.cases(files)
    persons = {cases[f].person[f]: cases[f] for f in sorted(files)}
    visits = [v for case in each(cases) for v in case.visits if v.received and v.at <= at]
    words = facts.book.words(v.entry for v in visits)
    for v in visits:
        rated = rules.Note(
            v.entry, v.customer, v.at, v.receiver or 0, False, words.get(v.entry, {}).get("rating"), None
        )
        noted.setdefault(v.customer, []).append(rated)
    found = (_due_of(case, person, noted, at) for person, case in persons.items())
    return [d for d in found if d]


def _due_of(case: Case, person: int, noted: Mapping[int, list[rules.Note]], at: datetime) -> Due | None:
    notes = sorted((n for f in case.files_of(person) for n in noted.get(f, ())), key=lambda n: (n.at, n.entry))
    deals = case.deals_of(person)
    plan = rules.plan_of(notes, rules.seen(case.visits_of(person), deals, at))
    days = rules.overdue(plan, at.date())
    if days is None:
        return None
    staff = rules.follows(plan, rules.carers(case, person, at), case.roster, at)
    return Due(notes[-1].customer, plan, days, staff, rules.bought(deals, at) is not None)


def _row(facts: Facts, d: Due, customer: dict[str, Any]) -> dict[str, Any]:
    return {
        "customer": customer, "salesperson": facts.roster.name(d.staff[0]) if d.staff else None,
        "grade": d.plan.grade, "next": str(d.plan.next), "days_overdue": d.days,
        "last_contact": str(d.plan.last) if d.plan.last else None, "clause": "8.4" if d.signed else "8.2",
    }  # fmt: skip


def people_shown(facts: Facts, files: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Customers as lists show them: number, name, masked phone."""
    return {f: {"id": f, "name": name, "phone": masked(phone)} for f, (name, phone) in facts.people(files).items()}


def left_alone(facts: Facts) -> frozenset[int]:
    """Files that are in no list of people to see to: frozen, or erased."""
    return facts.hidden | facts.book.erased()


# --- what entries lack


def incomplete(desk: Desk, since: str | None, on: str | None) -> dict[str, Any]:
    """8.1: the visits of a span of days whose customer's entries lack something; what was said at any time counts."""
    with desk.store.reading() as book:
        facts, last = Facts(book), desk.day(book, on)
        first = parse_day(since, "--from") if since else last
        if first > last:
            raise Usage(_("--from {first} lies after {last}").format(first=first, last=last))
        found, said = told(facts, facts.cases(files_of_visits(book, first, last)))
        quiet = left_alone(facts)
        there = [(c, v) for c, v in found if first <= v.day <= last and v.customer not in quiet]
        people = people_shown(facts, (v.customer for _case, v in there))
        rows = [
            _lacking(facts, v, people[v.customer], said[c.person[v.customer]])
            for c, v in sorted(there, key=lambda x: (x[1].at, x[1].entry))
        ]
        lacking = [r for r in rows if r["lacks"]]
        return {"from": str(first), "to": str(last), "visits": len(rows), "incomplete": lacking, "clauses": ["8.1"]}


def _lacking(facts: Facts, v: Visit, customer: dict[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "visit": v.id, "at": v.at.isoformat(), "customer": customer, "receiver": facts.roster.name(v.receiver),
        "lacks": list(rules.missing(customer["name"], said)),
    }  # fmt: skip


def files_of_visits(book: Book, first: date, last: date) -> set[int]:
    """The files of all who may have come between two days."""
    return {f for e in book.of_days(first, last, "visit", "correct") for f in e.body["files"]}


def told(facts: Facts, cases: Mapping[int, Case]) -> tuple[list[tuple[Case, Visit]], dict[int, dict[str, str]]]:
    """The received visits of these cases, and for each person what was said: the newest word stands, a grade is a rating.

    Of an erased person what the erasure kept.
    """
    whole = each(cases)
    person = {f: p for case in whole for f, p in case.person.items()}
    moved = {v.entry: v.customer for case in whole for v in case.visits}
    concerned = facts.entries_of(cases)[1]
    entries = [e for e in concerned if e.kind in ("visit", "followup")]
    words = facts.book.words(e.seq for e in entries)
    words |= {int(seq): w for e in concerned if e.kind == "erase" for seq, w in e.body.get("said", {}).items()}
    said: dict[int, dict[str, str]] = {p: {} for p in person.values()}
    for e in entries:
        grade = {"rating": e.body["grade"]} if e.body.get("grade") else {}
        said[person[moved.get(e.seq, e.body["customer"])]] |= {**words.get(e.seq, {}), **grade}
    return [(case, v) for case in whole for v in case.visits if v.received], said


# --- what stays of an erased person

NUMERALS = frozenset("〇零一二三四五六七八九幺")


def impersonal(book: Book, file: int) -> dict[str, dict[str, str]]:
    """8.3: what the statistics need of a file that is erased: for each entry the source and the rating, where they name nobody."""
    entries = [e.seq for e in book.about([file]) if e.kind in ("visit", "followup") and e.body["customer"] == file]
    names = book.names_of(file)
    kept = {
        str(seq): {k: words[k] for k in ("source", "rating") if k in words and _names_nobody(words[k], names)}
        for seq, words in book.words(entries).items()
    }
    return {seq: words for seq, words in kept.items() if words}


def _names_nobody(text: str, names: Collection[str]) -> bool:
    """Whether it is a short word with none of the person's names in it, and no seven figures, however they are written."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    figures = sum(c.isdigit() or c in NUMERALS for c in plain)
    return (
        len(plain) <= 20
        and figures < 7
        and not any(unicodedata.normalize("NFKC", n).casefold() in plain for n in names)
    )
