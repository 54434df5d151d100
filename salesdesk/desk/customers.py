"""Customers' files: found, shown, corrected; consent; erased or frozen at their wish (personal data)."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import Any

from salesdesk.days import parse_day
from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.followup import impersonal
from salesdesk.desk.gather import Facts
from salesdesk.desk.keeping import remember_erased
from salesdesk.desk.names import initials
from salesdesk.errors import Refused, Usage
from salesdesk.phones import clean, clean_name, masked
from salesdesk.rules import ownership
from salesdesk.rules.ownership import Case
from salesdesk.store.keeping import rewrite
from salesdesk.store.records import Book, Personal
from salesdesk.text import _

LEAST_DIGITS, MOST_FOUND, MOST_NAMED = 4, 50, 3


def find(desk: Desk, text: str) -> dict[str, Any]:
    """Customers by part of the name, pinyin initials, or the last digits of the number; masked."""
    wanted = (clean(text, "TEXT", 60) or "").lower()
    if not wanted or (wanted.isdigit() and len(wanted) < LEAST_DIGITS):
        raise Usage(_("Write part of a name, initials, or at least the last four digits"))
    with desk.store.reading() as book:
        facts = Facts(book)
        people = ((c, *p) for c, p in book.personal().items() if c not in facts.hidden and _fits(wanted, *p))
        found = islice((p for p in people if not _given_away(facts, p[0])), MOST_FOUND)
        return {"customers": [{"id": c, "name": name, "phone": masked(phone)} for c, name, phone in found]}


def _given_away(facts: Facts, file: int) -> bool:
    """A file under a wrong number, with nothing left in it: its only visits were corrected to another file (7.2)."""
    entries = facts.book.about([file])
    if not any(e.kind == "correct" and e.body["files"] != [file] for e in entries):
        return False
    own = any(e.kind in ("call", "referral", "deal", "claim") and e.body["customer"] == file for e in entries)
    return not own and not any(v.customer == file for v in facts.case([file]).visits)


def named(desk: Desk, name: str) -> list[dict[str, Any]]:
    """The newest customers of that very name, masked, each with the owner."""
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        files = [c for c in book.customers_with("name", name) if c not in facts.hidden][-MOST_NAMED:]
        return [_named(facts, c, now) for c in files if facts.customer(c).name == name]


def _named(facts: Facts, file: int, now: datetime) -> dict[str, Any]:
    case = facts.case([file])
    span = ownership.standing(case, case.person[file], now).answers
    return {**facts.customer_in(case, file).shown(), "owner": facts.owner(span)}


def standing_of(desk: Desk, phone: str | None) -> dict[str, Any]:
    """Whose customer it is now, and through which day; nobody's where the number was never seen."""
    with desk.store.reading() as book:
        facts = Facts(book)
        file = facts.find_file(phone) if phone else None
        case = facts.case([file]) if file else None
        span = ownership.standing(case, case.person[file], desk.now(book)).answers if case and file else None
        return {"owner": facts.owner(span), "protected_until": str(span.until) if span else None}


def newest(desk: Desk, begins: str) -> list[tuple[str, str]]:
    """The newest files whose number begins as typed (``#1…`` or digits), with what tells them apart: for completion."""
    wanted = begins.removeprefix("#")
    with desk.store.reading() as book:
        facts = Facts(book)
        last = book.next_customer() - 1
        files = [n for n in range(last, max(0, last - 500), -1) if str(n).startswith(wanted)][:20]
        people = facts.people(files)
        return [(f"#{n}", f"{people[n][0] or ''} {masked(people[n][1]) or ''}".strip()) for n in files]


def _fits(wanted: str, name: str | None, phone: str | None) -> bool:
    if wanted.isdigit():
        return bool(phone) and str(phone).endswith(wanted)
    if not name:
        return False
    return wanted in name.lower() or (wanted.isascii() and wanted.isalpha() and initials(name).startswith(wanted))


@recorded
def show_whole(desk: Desk, phone: str, approver: int) -> dict[str, Any]:
    """One customer's file with the whole number: the manager's to see, and that it was seen is an entry."""
    with desk.store.writing() as book:
        viewed(desk, book, Facts(book).file(phone), approver)
        return _file(desk, book, phone, True)


def viewed(desk: Desk, book: Book, file: int, approver: int | None) -> None:
    """Enters that someone saw the whole number of a file."""
    book.append(desk.stamp(book, None, approver), "viewed", {"customer": file}, about=[file])


def show(desk: Desk, phone: str) -> dict[str, Any]:
    """One customer's file: visits, owner, deals, consent; masked."""
    with desk.store.reading() as book:
        return _file(desk, book, phone, False)


def _file(desk: Desk, book: Book, phone: str, whole: bool) -> dict[str, Any]:
    facts = Facts(book)
    file = facts.file(phone)
    case = facts.case([file])
    person = case.person[file]
    span = ownership.standing(case, person, desk.now(book)).answers
    visits = sorted(case.visits_of(person), key=lambda v: (v.at, v.entry))
    return {
        "customer": facts.customer_in(case, file).shown(whole),
        "files": list(case.files_of(person)),
        "owner": facts.owner(span),
        "protected_until": str(span.until) if span and span.owner else None,
        "visits": [{"visit": v.id, "at": v.at.isoformat(), "kind": v.kind, "status": v.status} for v in visits],
        "deals": [{"deal": d.id, "unit": d.unit, "signed_at": d.at.isoformat()} for d in case.deals_of(person)],
        "consent": _consent(facts, file),
        "timeline": _timeline(facts, case, file),
    }


def _timeline(facts: Facts, case: Case, file: int) -> list[dict[str, Any]]:
    """By time: the other names said, the names corrected, the visits moved to another file (7.2)."""
    entries = facts.entries_of([file])[1]
    visits = {v.entry: v.customer for v in case.visits}
    said = facts.other_names({e.seq: file for e in entries if visits.get(e.seq, e.body.get("customer")) == file})
    told = []
    for e in sorted(entries, key=lambda e: (e.at, e.seq)):
        moved = e.kind == "correct" and e.body.get("customer", file) != file
        if moved or e.seq in said:
            words = _("visit {visit} was corrected to file #{customer}").format(**e.body) if moved else said[e.seq]
            by, what = facts.roster.name(e.approver) if e.approver else None, "correct" if moved else "name"
            told.append(
                {"entry": e.seq, "at": e.at.isoformat(), "what": what, "text": words, "by": by, "clause": "7.2"}
            )
    return told


def _consent(facts: Facts, file: int) -> dict[str, Any]:
    said = [e for e in facts.entries_of([file])[1] if e.kind == "consent" and e.body["customer"] == file]
    newest = said[-1].body if said else {}
    return {"given": newest.get("given"), "marketing": newest.get("marketing", False)}


@recorded
def consent(desk: Desk, approver: int, phone: str, given: str | None, marketing: bool) -> dict[str, Any]:
    """What a customer consented to, and since when; greetings and marketing only where they said yes."""
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        day: date = parse_day(given, "--given") if given else stamp.now.date()
        file = facts.file(phone)
        book.append(stamp, "consent", {"customer": file, "given": str(day), "marketing": marketing}, about=[file])
        return {"customer": facts.customer(file).shown(), "consent": _consent(Facts(book), file)}


@recorded
def correct(desk: Desk, approver: int, phone: str, name: str, reason: str) -> dict[str, Any]:
    """A customer's right to correction: a new name; the old one stays in its own entry."""
    new, why = clean_name(name), clean(reason, "--reason")
    if not new or not why:
        raise Usage(_("--name and --reason: say what is right, and why"))
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        file = facts.file(phone)
        book.append(
            stamp, "renamed", {"customer": file}, about=[file], personal=Personal(file, new, None, {"reason": why})
        )
        return {"customer": facts.customer(file).shown(), "clauses": ["7.2"]}


@recorded
def freeze(desk: Desk, approver: int, phone: str, reason: str) -> dict[str, Any]:
    """Kept, but shown by no list any more: while a retention period or a dispute runs. Twice: refused."""
    why = clean(reason, "--reason")
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        file = facts.file(phone)
        if file in facts.hidden:
            raise Refused(_("File #{n} is frozen already").format(n=file))
        words = Personal(file, words={"reason": why}) if why else None
        book.append(stamp, "freeze", {"customer": file}, number=file, about=[file], personal=words)
        return {"customer": Facts(book).customer(file).shown(), "frozen": True}


def erase(desk: Desk, approver: int, phone: str) -> dict[str, Any]:
    """Takes a person's name, number and words out of the file's bytes; shares and the chain stay. Refused while a claim is open."""
    answer = _erase(desk, approver, phone)
    remember_erased(desk)
    rewrite(desk.store.path)
    return answer


@recorded
def _erase(desk: Desk, approver: int, phone: str) -> dict[str, Any]:
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        file = facts.file(phone)
        case = facts.case([file])
        if any(c.open and file in c.files for c in case.claims):
            raise Refused(_("A claim on this customer is open: freeze the file until it is settled"), "7.3")
        if book.numbered("erase", file):
            raise Refused(_("File #{n} is erased already").format(n=file))
        said = impersonal(book, file)
        book.append(stamp, "erase", {"customer": file, "said": said}, number=file, about=[file])
        gone = book.erase(file)
        return {"customer": {"id": file, "name": None, "phone": None}, "erased": gone}
