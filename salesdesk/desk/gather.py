"""Gathering: from entries in the store to the facts that the rules see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.desk.names import may_be_read
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import Entry, Referral, Roster, Staff, Visit
from salesdesk.phones import file_number, masked, normalise
from salesdesk.rules import register, rotation
from salesdesk.rules.ownership import Case, Span, case_of
from salesdesk.rules.policy import Policy, Value
from salesdesk.rules.rotation import Rotation
from salesdesk.store.records import Book
from salesdesk.text import _

TOGETHER = 500
"""How many cases are held at once where a list may be long."""

MOST_NAMED = 20
"""How many colleagues are named to whoever mistyped one."""


class Customer(Struct, frozen=True):
    """A customer's file as it is shown: number, name, whole phone, and whether there is no earlier visit."""

    id: int
    name: str | None
    phone: str | None
    new: bool

    def shown(self, whole: bool = False) -> dict[str, Any]:
        phone = self.phone if whole else masked(self.phone)
        return {"id": self.id, "name": self.name, "phone": phone, "new": self.new}


class Facts:
    """The facts of one transaction, read as they are asked for; `what_if` takes the place of the policy."""

    def __init__(self, book: Book, what_if: Policy | None = None) -> None:
        self.book = book
        self.what_if = what_if
        self._confirmed: dict[date, int] = {}

    @cached_property
    def roster(self) -> Roster:
        return register.roster(self._staff_entries)

    @cached_property
    def _staff_entries(self) -> list[Entry]:
        return self.book.kinds(*register.STAFF_KINDS)

    @cached_property
    def policy(self) -> Policy:
        return self.what_if or self._policy(self.book.kinds("policy"))

    def _policy(self, entries: Iterable[Entry]) -> Policy:
        return Policy.of(
            Value(v["key"], v["clause"], date.fromisoformat(v["since"]), v["value"])
            for e in entries
            for v in e.body["values"]
        )

    # --- people

    def staff(self, text: str, *, present: datetime | None = None, ever: bool = False) -> Staff:
        """The one that a name, code, pinyin or initials mean; those still here first. Refused when none or several.

        With `present` the one must be on the staff at that time; with `ever` a name is also meant of one who left.
        """
        found = self._staff_meant(text.strip(), ever)
        if not found:
            here = [self.roster.name(s.id) for s in self.roster.people.values() if s.left is None]
            names = _(", ").join(here) if len(here) <= MOST_NAMED else "'staff list'"
            raise NotFound(_("Nobody on the staff is called '{text}': see {names}").format(text=text[:40], names=names))
        if len(found) > 1:
            names = _(", ").join(self.roster.name(s.id) for s in found)
            raise Refused(
                _("'{text}' may mean {names}: write the name").format(text=text[:40], names=names), code="ambiguous"
            )
        if present is not None and found[0].gone(present):
            raise Refused(_("{name} has left the office").format(name=self.roster.name(found[0].id)))
        return found[0]

    def _staff_meant(self, text: str, ever: bool) -> list[Staff]:
        people = list(self.roster.people.values())
        spellings = {e.number: e.body for e in self._staff_entries if e.kind == "staff"}
        low = text.lower()
        tests = (
            lambda s: text in (s.name, self.roster.name(s.id)),
            lambda s: bool(s.code) and s.code.lower() == low,
            lambda s: low in spellings[s.id]["pinyin"],
            lambda s: low.isascii() and low.isalpha() and may_be_read(s.name, low),
        )
        if ever and (named := list(filter(tests[0], people))):
            return named
        for here in (True, False):
            for test in tests:
                found = [s for s in people if (s.left is None) == here and test(s)]
                if found:
                    return found
        return []

    def salesperson(self, text: str, present: datetime) -> Staff:
        """A salesperson of the office at that time. Refused when it is someone else."""
        found = self.staff(text, present=present)
        if not self.roster.is_salesperson(found.id):
            raise Refused(_("{name} is no salesperson").format(name=found.name))
        return found

    def owner(self, span: Span | None) -> str | None:
        """The name of who owns a span; None where nobody does."""
        return self.roster.name(span.owner) if span and span.owner else None

    # --- customers

    def find_file(self, text: str, option: str = "PHONE") -> int | None:
        """The file that a number or ``#12`` means, or None when the number was never seen. `#12` not on record: refused."""
        number = file_number(text)
        if number is not None:
            if not self._seen(number):
                raise NotFound(_("There is no customer file #{n}").format(n=number))
            return number
        known = self.book.customers_with("phone", normalise(text, option), standing=True)
        return next((c for c in known if self._seen(c)), None)

    def file_or_new(self, text: str | None, option: str = "PHONE") -> tuple[int, str | None, bool]:
        """The file for `text`, the phone to write down, and whether the file is new."""
        if text is None:
            return self.book.next_customer(), None, True
        if (number := file_number(text)) is not None:
            return self.file(f"#{number}"), None, False
        phone = normalise(text, option)
        if (found := self.find_file(phone, option)) is not None:
            return found, phone, False
        unused = (c for c in self.book.customers_with("phone", phone) if not self._seen(c))
        return next(unused, None) or self.book.next_customer(), phone, True

    def file(self, text: str, option: str = "PHONE") -> int:
        """The file that `text` means. Refused when the number was never seen."""
        found = self.find_file(text, option)
        if found is None:
            raise NotFound(
                _("{phone} is not in the register: check the customer in first").format(
                    phone=masked(normalise(text, option))
                )
            )
        return found

    def _seen(self, customer: int) -> bool:
        return bool(register.live(self.book.about([customer])))

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Frozen files: kept, but shown by no list."""
        return frozenset(e.body["customer"] for e in self.book.kinds("freeze"))

    def people(self, files: Iterable[int]) -> dict[int, tuple[str | None, str | None]]:
        """Name and phone of each file; nothing of a frozen one."""
        known = self.book.personal(files)
        return {f: (None, None) if f in self.hidden else p for f, p in known.items()}

    def other_names(self, entries: Mapping[int, int]) -> dict[int, str]:
        """For each of these entries, given with its file, the name it says where another is on record (7.2)."""
        people = self.people(entries.values())
        said = self.book.names_said(entries)
        return {seq: name for seq, name in said.items() if people[entries[seq]][0] not in (None, name)}

    def said(self, file: int, entries: Iterable[int]) -> Mapping[int, Mapping[str, str]]:
        """The words typed with these entries about one file; nothing of a frozen one."""
        return {} if file in self.hidden else self.book.words(entries)

    def customer(self, number: int, new: bool = False) -> Customer:
        name, phone = self.people([number])[number]
        return Customer(number, name, phone, new)

    def customer_in(self, case: Case, number: int) -> Customer:
        """The file as shown; `new` where there is no visit of the person on record."""
        person = case.person[number]
        return self.customer(number, not any(v.received for v in case.visits_of(person)))

    def seen_at(self, case: Case, files: Iterable[int]) -> Callable[[int, datetime, int], dict[str, Any]]:
        """How each of these files is shown beside what happened at a time, in that entry.

        `new` where no visit of the person had been received before.
        """
        people, first = self.people(files), dict[int, tuple[datetime, int]]()
        for v in case.visits:
            if v.received:
                person = case.person[v.customer]
                first[person] = min(first.get(person, (v.at, v.entry)), (v.at, v.entry))

        def shown(number: int, at: datetime, entry: int) -> dict[str, Any]:
            new = first.get(case.person[number], (at, entry)) >= (at, entry)
            return Customer(number, *people[number], new).shown()

        return shown

    # --- cases

    def entries_of(self, files: Iterable[int]) -> tuple[set[int], list[Entry]]:
        """The live entries about these files and all that is tied to them by rulings, corrections and introductions."""
        loaded: set[int] = set()
        entries: dict[int, Entry] = {}
        wanted = set(files)
        while wanted:
            for e in self.book.about(wanted):
                entries[e.seq] = e
            loaded |= wanted
            tied = {f for e in entries.values() for f in e.body.get("files", ())}
            wanted = tied - loaded
        return loaded, register.live(entries.values())

    def case(self, files: Iterable[int]) -> Case:
        """Everything on record about the persons of these files."""
        loaded, entries = self.entries_of(files)
        return self.case_from(loaded, entries)

    def cases(self, files: Collection[int]) -> dict[int, Case]:
        """For each of these files its case, read together: for a month's deals and long lists."""
        loaded, entries = self.entries_of(files)
        touches = self.book.files_of(e.seq for e in entries)
        root = _components(loaded, [e.body["files"] for e in entries if e.body.get("files")])
        sorted_out: dict[int, list[Entry]] = {}
        for e in entries:
            for r in {root[f] for f in touches.get(e.seq, ()) if f in root}:
                sorted_out.setdefault(r, []).append(e)
        members: dict[int, list[int]] = {}
        for f, r in root.items():
            members.setdefault(r, []).append(f)
        made = {r: self.case_from(members[r], sorted_out.get(r, [])) for r in {root[f] for f in files}}
        return {f: made[root[f]] for f in files}

    def each_case(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Case]]:
        """Each of these entries with its customer's case, some hundred read together: for lists of any length."""
        for start in range(0, len(entries), TOGETHER):
            part = entries[start : start + TOGETHER]
            cases = self.cases({e.body["customer"] for e in part})
            yield from ((e, cases[e.body["customer"]]) for e in part)

    def before(self, case: Case, entry: int) -> Case:
        """The case as it stood before an entry, from the same files and the policy's values on record then."""
        policy = self._policy(e for e in self.book.kinds("policy") if e.seq < entry)
        entries = register.live(e for e in self.book.about(case.person) if e.seq < entry)
        return replace(self.case_from(case.person, entries), policy=self.what_if or policy)

    def case_from(self, files: Iterable[int], entries: Iterable[Entry]) -> Case:
        r = register.fold(entries)
        days = {v.day for v in r.visits.values()}
        newest = self._confirmations(days)
        visits = register.confirmed(r.visits.values(), newest)
        return case_of(
            files, visits, r.claims.values(), self.roster, self.policy, r.deals.values(), r.referrals.values(),
            r.signatures,
        )  # fmt: skip

    def _confirmations(self, days: set[date]) -> Mapping[date, int]:
        """For each of these days its newest confirmation, read once."""
        unread = days - self._confirmed.keys()
        if unread:
            self._confirmed.update(dict.fromkeys(unread, 0) | self.book.newest_per_day("confirm", unread))
        return self._confirmed

    def visit(self, number: int) -> tuple[Case, Visit]:
        """A visit by its number, with its case. Refused when there is none, or it was taken back."""
        e = self.book.numbered("visit", number)
        if e is not None:
            case = self.case([e.body["customer"]])
            found = next((v for v in case.visits if v.id == number), None)
            if found is not None:
                return case, found
        raise NotFound(_("There is no visit {n}: see 'register'").format(n=number))

    def planned(self, day: date) -> list[tuple[Case, Referral]]:
        """The introductions planned for a day, each with its case: found by their day, without reading the others."""
        start = datetime(day.year, day.month, day.day)
        hours = [int(self.book.tz.on_the_wall(at).timestamp()) for at in (start, start + timedelta(days=1))]
        due = {e.number: e.body["customer"] for e in self.book.referrals_due(day, *hours)}
        cases = self.cases(set(due.values()))
        return [(cases[file], r) for number, file in due.items() for r in cases[file].referrals if r.id == number]

    # --- the queue

    def day_entries(self, day: date, after: int = 0) -> list[Entry]:
        """The live entries that move the queue of `day`, or those after one."""
        entries = self.book.of_days(day, day, *register.MOVES, after=after)
        undone = self.book.undone_since(entries[0].seq) if entries else set()
        return [e for e in entries if e.seq not in undone]

    def rotation(self, day: date) -> Rotation:
        """The queue of `day`; empty before its opening. A session folds in only what is new since it last looked."""
        seq, hashed, queue = self.book.kept.get(day, (0, "", Rotation()))
        if seq and (not self.book.has(seq, hashed) or self.book.undone_after(seq)):
            seq, queue = 0, Rotation()
        queue = register.queue(self.day_entries(day, seq), self.roster, queue)
        newest, hashed, _clock = self.book.head()
        self.book.kept[day] = (newest, hashed, queue)
        night = datetime.combine(day, time.max, self.book.tz)
        return rotation.without(queue, {s.id for s in self.roster.people.values() if s.gone(night)})

    def last_opened(self) -> date | None:
        """The last day that was opened."""
        gone: set[int] = set()
        while e := self.book.newest_of("queue-open", date.max, gone):
            if not self.book.naming([e.seq]):
                return e.at.date()
            gone.add(e.seq)
        return None

    def visits_on(self, first: date, last: date) -> tuple[Case, list[Visit]]:
        """The case of all customers who came between two days, and their visits of those days, by time."""
        entries = self.book.of_days(first, last, "visit", "correct")
        files = {f for e in entries for f in e.body["files"]}
        case = self.case(files)
        mine = [v for v in case.visits if first <= v.day <= last]
        return case, sorted(mine, key=lambda v: (v.at, v.entry))


def each(cases: Mapping[int, Case]) -> list[Case]:
    """Each case once: files tied to each other share one."""
    return list({id(c): c for c in cases.values()}.values())


def _components(files: Iterable[int], ties: Iterable[Iterable[int]]) -> dict[int, int]:
    """For each file the smallest of the files it is tied to."""
    root = {f: f for f in files}

    def find(f: int) -> int:
        while root[f] != f:
            f = root[f]
        return f

    for tie in ties:
        roots = sorted({find(f) for f in tie if f in root})
        for r in roots[1:]:
            root[r] = roots[0]
    return {f: find(f) for f in root}


def known_option(value: str, known: Iterable[str], option: str) -> str:
    """`value` if it is one of `known`. Usage error otherwise."""
    allowed = list(known)
    if value not in allowed:
        raise Usage(_("{option}: choose one of {known}").format(option=option, known=_(", ").join(allowed)))
    return value
