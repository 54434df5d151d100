"""An old register entered as late visits: every row checked first, all of it or nothing (policy 7.1, 7.2, section 10).

The receiver of a late visit must have been on the staff that day. The store knows nobody's days before the minute in
which `staff add` entered them; so for an import whoever is on the staff now is taken to have been there before.
A row without a time stands for the first minute of its day; rows are entered in the order of their stated times.
A row that says what a visit on record says already (number, minute, receiver) is left out: a file may be read twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.books.counted import Tick, counted
from salesdesk.books.register_import import FIELDS, LABELS, Register, Row, fields, read
from salesdesk.days import month_of
from salesdesk.desk.arrival import RATINGS, Extra
from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.gather import Facts
from salesdesk.desk.month import closings, first_open
from salesdesk.desk.reception import company_of, late_kind, visit_body
from salesdesk.errors import DeskError, Refused, Usage
from salesdesk.facts import Outcome, Staff, Visit
from salesdesk.phones import masked
from salesdesk.rules import ownership
from salesdesk.rules.ownership import Case, case_of
from salesdesk.store.records import Line, Personal
from salesdesk.text import _, labelled

SHOWN = 50


class BadRows(Refused):
    """Rows that cannot be taken, with the reasons; nothing was recorded. At most fifty are named."""

    code = "bad_rows"

    def __init__(self, bad: Sequence[Row], total: int) -> None:
        self.head = _("{n} of {total} rows cannot be taken; nothing was recorded").format(n=len(bad), total=total)
        self.lines = [_("row {n}: {why}").format(n=r.number, why=_(", ").join(r.reasons)) for r in bad[:SHOWN]]
        if len(bad) > SHOWN:
            self.lines.append(_("and {n} more").format(n=len(bad) - SHOWN))
        super().__init__(labelled(self.head, _("; ").join(self.lines)), "7.2")


class Coming(Struct):
    """A row on its way into the register: when, received by whom, in whose file, and by which rule."""

    row: Row
    at: datetime
    receiver: int
    file: int = 0
    referral: int | None = None
    kind: tuple[str, str] = ("turn", "3.1")


class Plan(Struct, frozen=True):
    """What an import would do: the visits to enter, those on record already, and the files that would be new.

    `closes_first` is the earlier month that wants closing first from then on, if any (section 10: months close in order).
    """

    sheet: Register
    visits: list[Coming]
    already: list[Coming]
    new_files: int
    twins: list[dict[str, Any]]
    closes_first: date | None

    def answer(self, file: str, recorded: bool) -> dict[str, Any]:
        days = sorted({c.at.date() for c in self.visits})
        return {
            "file": file, "rows": len(self.visits) + len(self.already), "imported": len(self.visits) if recorded else 0,
            "customers_new": self.new_files, "twins": self.twins, "already": len(self.already), "days": len(days),
            "from": str(days[0]) if days else None, "to": str(days[-1]) if days else None, "dry_run": not recorded,
            "columns": self.sheet.columns, "ignored": self.sheet.ignored, "totals": self.sheet.totals,
            "closes_first": f"{self.closes_first:%Y-%m}" if self.closes_first else None,
        }  # fmt: skip


def mapped(pairs: Iterable[str]) -> dict[str, str]:
    """``phone=手机号`` … as headings by field. Usage error for an unknown field, or one named twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, heading = pair.partition("=")
        known = FIELDS | {_(label): f for f, label in LABELS.items()}
        column = known.get(name.strip())
        if not equals or column is None or column in found:
            words = _("--map: write FIELD=HEADING, each field once; the fields are {fields}")
            raise Usage(words.format(fields=fields()))
        found[column] = heading.strip()
    return found


def preview(desk: Desk, file: str, mapping: dict[str, str], tick: Tick) -> dict[str, Any]:
    """What the import would do; records nothing. Refused as the import itself would be."""
    sheet = read(Path(file), mapping, tick)
    with desk.store.reading() as book:
        return _plan(Facts(book), sheet, desk.now(book)).answer(file, False)


def import_register(desk: Desk, approver: int, file: str, mapping: dict[str, str], tick: Tick) -> dict[str, Any]:
    """7.2: enters an old register as late visits, in one transaction; each day then waits for the manager's `confirm`.

    Refused, and nothing recorded, where any row cannot be taken: unreadable, of today or later, received by someone
    who was no salesperson of the office.
    """
    sheet = read(Path(file), mapping, tick)
    return _enter_rows(desk, approver, file, mapping, lambda: sheet, tick)


@recorded
def _enter_rows(
    desk: Desk, approver: int, file: str, _mapping: dict[str, str], sheet: Callable[[], Register], tick: Tick
) -> dict[str, Any]:
    """Enters what was read. The file's name and mapping are the request; its rows are not held in it."""
    with desk.store.writing() as book:
        facts = Facts(book)
        stamp = replace(desk.stamp(book, None, approver), late=True)
        plan = _plan(facts, sheet(), stamp.now)
        book.append_many(stamp, "visit", _lines(plan.visits, book.next_number("visit"), tick))
        return plan.answer(file, True)


def _plan(facts: Facts, sheet: Register, now: datetime) -> Plan:
    """Every row checked, in the order of the stated times, with its file and its kind."""
    coming = sorted(_checked(facts, sheet.rows, now), key=lambda c: (c.at, c.row.number))
    known = facts.book.customers_of_phones({c.row.phone for c in coming if c.row.phone})
    cases = facts.cases(_known_files(facts, coming, known))
    already = _on_record(cases, coming) | _nameless_on_record(facts, coming)
    visits = [c for c in coming if c.row.number not in already]
    new_files = _give_files(facts, visits)
    _give_kinds(facts, cases, visits)
    known_already = [c for c in coming if c.row.number in already]
    return Plan(sheet, visits, known_already, new_files, _twins(facts, coming, known), _closes_first(facts, visits))


# --- checking


def _checked(facts: Facts, rows: Sequence[Row], now: datetime) -> list[Coming]:
    """The rows with their receivers. Refused with all the bad ones together."""
    found, staff = [], _Receivers(facts)
    for row in rows:
        at = facts.book.tz.on_the_wall(row.at) if row.at else None
        if at and at.date() >= now.date():
            early = (
                _("{day} is today: 'checkin' at the desk") if at.date() == now.date() else _("{day} is in the future")
            )
            row.reasons.append(early.format(day=at.date()))
        if row.words.get("rating", "A") not in RATINGS:
            row.reasons.append(_("rating: one of {known}").format(known=_(", ").join(RATINGS)))
        receiver = staff.of(row, at)
        if at and receiver and not row.reasons:
            found.append(Coming(row, at, receiver.id))
    _refuse_doubles(found)
    bad = [r for r in rows if r.reasons]
    if bad:
        raise BadRows(bad, len(rows))
    return found


def _refuse_doubles(rows: Iterable[Coming]) -> None:
    """A row that says word for word what one above it says is a reason: nobody can tell whether it was two visits."""
    first: dict[Any, int] = {}
    for c in rows:
        r = c.row
        above = first.setdefault((c.at, c.receiver, r.phone, r.name, *sorted(r.words.items())), r.number)
        if above != r.number:
            r.reasons.append(_("says the same as row {n}: take one of them out").format(n=above))


class _Receivers:
    """The salespeople that the file's names mean, each looked up once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known: dict[str, Staff | str] = {}

    def of(self, row: Row, at: datetime | None) -> Staff | None:
        """The receiver of a row, or a reason why there is none."""
        if row.receiver is None:
            return None
        if row.receiver not in self.known:
            self.known[row.receiver] = self._look_up(row.receiver)
        found = self.known[row.receiver]
        if isinstance(found, str):
            row.reasons.append(found)
            return None
        if at and (found.gone(at) or (found.left is not None and found.joined > at)):
            row.reasons.append(_("{name} was no salesperson of the office that day").format(name=found.name))
        return found

    def _look_up(self, text: str) -> Staff | str:
        try:
            found = self.facts.staff(text)
        except DeskError as e:
            return e.message
        at_work = self.facts.roster.is_salesperson(found.id)
        return found if at_work else _("{name} is no salesperson").format(name=found.name)


# --- whose file


def _known_files(facts: Facts, coming: Sequence[Coming], known: dict[str, list[int]]) -> set[int]:
    """Puts the rows of numbers on record into their files, as a check-in would; answers these."""
    files = {p: f[0] if len(f) == 1 else facts.file_or_new(p)[0] for p, f in known.items()}
    for c in coming:
        c.file = files.get(c.row.phone or "", 0)
    return set(files.values())


def _on_record(cases: dict[int, Case], coming: Sequence[Coming]) -> set[int]:
    """The rows that a visit on record says already."""
    said = {(v.customer, v.at.replace(second=0, microsecond=0), v.receiver) for f, c in cases.items() for v in c.visits}
    return {c.row.number for c in coming if c.file and (c.file, c.at, c.receiver) in said}


def _nameless_on_record(facts: Facts, coming: Sequence[Coming]) -> set[int]:
    """The rows without a number that a visit on record says already: the same minute, receiver and name."""
    wanted = [c for c in coming if not c.row.phone]
    if not wanted:
        return set()
    times, book = {(c.at, c.receiver) for c in wanted}, facts.book
    visits = book.of_days(wanted[0].at.date(), wanted[-1].at.date(), "visit")
    undone = book.undone_since(min((e.seq for e in visits), default=0))
    meant = {e.seq: (e.at.replace(second=0), e.body["receiver"]) for e in visits if e.seq not in undone}
    files = {e.seq: e.body["customer"] for e in visits if meant.get(e.seq) in times}
    names = facts.people(files.values())
    said = {(*meant[seq], names[file][0]) for seq, file in files.items()}
    return {c.row.number for c in wanted if (c.at, c.receiver, c.row.name) in said}


def _closes_first(facts: Facts, visits: Sequence[Coming]) -> date | None:
    """The month that closes first from now on, where it is an earlier one than before."""
    months = closings(facts)
    before = first_open(facts, months)
    oldest = month_of(min((c.at.date() for c in visits), default=date.max))
    return oldest if visits and not months and (before is None or oldest < before) else None


def _give_files(facts: Facts, visits: Sequence[Coming]) -> int:
    """New files for new numbers, and for each visitor without one. Answers how many."""
    first = number = facts.book.next_customer()
    given: dict[str, int] = {}
    for c in visits:
        phone = c.row.phone
        if c.file == 0:
            c.file = given.get(phone or "", number)
            number += c.file == number
            if phone:
                given[phone] = c.file
    return number - first


# --- by which rule


def _give_kinds(facts: Facts, cases: dict[int, Case], visits: Sequence[Coming]) -> None:
    """`returning` or `duty` under protection, else `turn`: each person's visits walked once, the old ones among them."""
    groups: dict[int, list[tuple[int, Coming]]] = {}
    for n, c in enumerate(visits):
        groups.setdefault(min(cases[c.file].person) if c.file in cases else c.file, []).append((n, c))
    number, seq = facts.book.next_number("visit"), facts.book.head()[0] + 1
    for rows in groups.values():
        case = cases.get(rows[0][1].file)
        # Most customers of an old register came once: nothing to walk.
        if case is None and len(rows) == 1:
            continue
        case = case or case_of([rows[0][1].file], (), (), facts.roster, facts.policy)
        made = [_visit(case, c, number + n, seq + n) for n, c in rows]
        whole = replace(case, visits=(*case.visits, *made))
        owners = ownership.owners_before(whole, {v.id for v in made})
        for v, (_n, c) in zip(made, rows, strict=True):
            named = ownership.is_named(case, case.person[c.file])
            c.kind = late_kind(c.receiver, v.id in owners, owners.get(v.id), named)


def _visit(case: Case, c: Coming, number: int, seq: int) -> Visit:
    """The visit as the register will show it once it is entered."""
    c.referral = company_of(case, c.file)
    later = dict.fromkeys((v.id for v in case.visits if v.at > c.at), seq)
    return Visit(
        number, seq, c.at, c.at, c.file, "turn", "done", c.receiver, False, late=True, referral=c.referral, stated=seq,
        ahead_of=later,
    )  # fmt: skip


def _lines(visits: Sequence[Coming], first: int, tick: Tick) -> Iterator[Line]:
    """The entries to write."""
    for n, c in enumerate(counted(visits, tick, len(visits))):
        kind, clause = c.kind
        outcome = Outcome(kind, c.receiver, (clause, "7.2"))
        body = visit_body(c.file, True, outcome, {}, Extra(c.referral))
        yield Line(c.at, body, first + n, Personal(c.file, c.row.name, c.row.phone, c.row.words), (c.file,))


# --- twins


def _twins(facts: Facts, coming: Sequence[Coming], known: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Numbers that stand more than once in the file, or on record already, with the names given to each."""
    by_phone: dict[str, list[Coming]] = {}
    for c in coming:
        if c.row.phone:
            by_phone.setdefault(c.row.phone, []).append(c)
    people = facts.people(c.file for c in coming if c.row.phone in known)
    twins = []
    for phone, rows in by_phone.items():
        on_record = phone in known
        if on_record or len(rows) > 1:
            names = [people[rows[0].file][0] if on_record else None, *(c.row.name for c in rows)]
            twins.append({
                "phone": masked(phone), "on_record": on_record, "customer": rows[0].file if on_record else None,
                "rows": sorted(c.row.number for c in rows), "names": list(dict.fromkeys(n for n in names if n)),
            })  # fmt: skip
    return twins
