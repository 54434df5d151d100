"""Reading and appending entries. A `Book` is the register during one transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from salesdesk.days import OfficeZone, zone
from salesdesk.errors import Damaged, Refused, StoreError, Uncertain
from salesdesk.facts import Entry
from salesdesk.files import real
from salesdesk.store import seal
from salesdesk.store.database import open_store, plain_errors, refuse_entering, transaction
from salesdesk.store.said import Line as Line
from salesdesk.store.said import Personal as Personal
from salesdesk.store.said import Stamp as Stamp
from salesdesk.text import _

People = dict[int, tuple[str | None, str | None]]
"""For each file its name and its phone."""
CARRIED = frozenset({"reason", "opinion"})
"""Words that a correction, a cancellation or a ruling must carry, also on an erased file."""
COLUMNS = "seq, kind, number, at, entered, late, training, approver, account, names, body"


class Store:
    """The store at a path, links resolved. Each transaction gives a `Book`; nothing is held open between them."""

    def __init__(self, path: Path) -> None:
        self.path, self.named = real(path), path
        self.wait: float | None = None
        """How many seconds a lock is waited for; None: as long as a command at the desk does."""
        self._connection: sqlite3.Connection | None = None
        self._writing: Book | None = None
        self.fold: Callable[[Book, int], None] | None = None
        """Folds the entries after one before they are committed: the desk knows how. Raises where they cannot be."""
        self.written: tuple[int, str] | None = None
        """The last entry that the command at work set out to commit, and its hash."""
        self._kept: dict[date, Any] = {}

    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_store(self.path, self.wait)
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """A snapshot to read from; ends before anything is shown."""
        with transaction(self.connection(), self.path, write=False):
            yield Book(self.connection(), self._kept)

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """The write lock, taken at once; all of it is recorded or nothing. Within another, it is the same one."""
        if self._writing is not None:
            yield self._writing
            return
        connection, self.written = self.connection(), None
        try:
            with transaction(connection, self.path, write=True):
                refuse_entering(self.path)
                self._writing = Book(connection, self._kept)
                try:
                    before = self._writing.head()
                    yield self._writing
                    self._writing.check_since(*before)
                    if self.fold is not None:
                        self.fold(self._writing, before[0])
                    after = self._writing.head()
                    self.written = after[:2] if after != before else None
                finally:
                    self._writing = None
        except StoreError as e:
            if self.written is None:
                raise
            raise self._commit_failed(e) from e

    def entered(self) -> int | None:
        """The last entry of the command at work, where it stands: looked up afresh. StoreError where it cannot be."""
        if self.written is None:
            return None
        self.close()
        with self.reading() as book:
            return self.written[0] if book.has(*self.written) else None

    def _commit_failed(self, error: StoreError) -> StoreError:
        """The disk failed while committing: what was written may stand all the same."""
        try:
            stands = self.entered()
        except StoreError:
            return Uncertain(
                _("The disk failed, and it is not certain whether this was recorded: look before running it again")
            )
        there = _("The disk failed, but entry {n} was recorded: do not run the command again, run 'salesdesk doctor'")
        return Uncertain(there.format(n=stands)) if stands else error

    def close(self) -> None:
        if self._connection is not None:
            with plain_errors(self.path):
                self._connection.close()
            self._connection = None


class Book:
    """The register during one transaction."""

    def __init__(self, connection: sqlite3.Connection, kept: dict[date, Any] | None = None) -> None:
        self._sql = connection
        self.kept = {} if kept is None else kept
        """What a session keeps from command to command; whoever keeps something there sees to it that it still holds."""
        self._requested = self._erased = False

    @cached_property
    def office(self) -> Mapping[str, Any]:
        """What `init` said of the office: its name and time zone."""
        row = self._sql.execute("SELECT body FROM entry WHERE seq = 1").fetchone()
        if row is None:
            raise StoreError(_("The store is empty: create it anew with 'salesdesk init'"))
        body: Mapping[str, Any] = json.loads(row[0])
        return body

    @cached_property
    def tz(self) -> OfficeZone:
        return zone(self.office["zone"])

    # --- reading

    def _entry(self, row: Sequence[Any]) -> Entry:
        seq, kind, number, at, entered, late, training, approver, account, names, body = row
        try:
            at_time = datetime.fromtimestamp(at, self.tz)
            entered_time = at_time if entered == at else datetime.fromtimestamp(entered, self.tz)
        except (ValueError, OverflowError, OSError) as e:
            raise Damaged(_("Entry {n} states a time that there is not: run 'salesdesk doctor'").format(n=seq)) from e
        return Entry(
            seq, kind, number, at_time, entered_time, bool(late), bool(training), approver, account, names,
            json.loads(body),
        )  # fmt: skip

    def _entries(self, where: str, *values: Any) -> list[Entry]:
        rows = self._sql.execute(f"SELECT {COLUMNS} FROM entry {where}", values)
        return [self._entry(r) for r in rows]

    def after(self, seq: int) -> Iterator[Entry]:
        """The entries after one, in order, read as they are asked for."""
        yield from map(
            self._entry, self._sql.execute(f"SELECT {COLUMNS} FROM entry WHERE seq > ? ORDER BY seq", (seq,))
        )

    def about(self, customers: Iterable[int]) -> list[Entry]:
        """All entries that concern any of these files, in order of entry."""
        found: dict[int, Entry] = {}
        for part in _parts(customers):
            inside = f"WHERE seq IN (SELECT seq FROM about WHERE customer IN ({_marks(part)})) ORDER BY seq"
            found.update((e.seq, e) for e in self._entries(inside, *part))
        return [found[seq] for seq in sorted(found)]

    def touched_since(self, seq: int) -> set[int]:
        """The files that entries after `seq` concern."""
        rows = self._sql.execute("SELECT DISTINCT concerns FROM entry WHERE seq > ?", (seq,))
        return {file for (files,) in rows for file in json.loads(files)}

    def unpaid_deals(self, upto: date) -> list[Entry]:
        """Deals signed up to a day of which no closed month has a line."""
        where = "WHERE kind = 'deal' AND day <= ? AND number NOT IN (SELECT deal FROM paid) ORDER BY seq"
        return self._entries(where, upto.isoformat())

    def files_of(self, seqs: Iterable[int]) -> dict[int, set[int]]:
        """For each of these entries, the files it concerns."""
        found: dict[int, set[int]] = {}
        for part in _parts(seqs):
            rows = self._sql.execute(f"SELECT seq, concerns FROM entry WHERE seq IN ({_marks(part)})", part)
            found.update((seq, set(json.loads(files))) for seq, files in rows)
        return found

    def kinds(self, *kinds: str) -> list[Entry]:
        """All entries of these kinds, in order of entry."""
        return self._entries(f"WHERE kind IN ({_marks(kinds)}) ORDER BY seq", *kinds)

    def of_days(self, first: date, last: date, *kinds: str, after: int = 0) -> list[Entry]:
        """The entries of these kinds whose stated day lies between two days, in order of entry; those after one alone."""
        where = f"WHERE kind IN ({_marks(kinds)}) AND day BETWEEN ? AND ? AND +seq > ? ORDER BY seq"
        return self._entries(where, *kinds, first.isoformat(), last.isoformat(), after)

    def erased(self) -> set[int]:
        """The files whose personal words were erased."""
        return {e.number for e in self.kinds("erase") if e.number is not None}

    def numbered(self, kind: str, number: int) -> Entry | None:
        """The entry of that kind and number, if any."""
        found = self._entries("WHERE kind = ? AND number = ?", kind, number)
        return found[0] if found else None

    def numbers(self, kind: str, numbers: Iterable[int]) -> list[Entry]:
        """The entries of one kind with these numbers."""
        parts = _parts(sorted(numbers))
        return [
            e for part in parts for e in self._entries(f"WHERE kind = ? AND number IN ({_marks(part)})", kind, *part)
        ]

    def referrals_due(self, day: date, first: int, end: int) -> list[Entry]:
        """The introductions planned for a day, or for a time (in seconds) within it."""
        planned = """WHERE kind = 'referral' AND (json_extract(body, '$.visit_on') = ?
                     OR json_extract(body, '$.visit_at') >= ? AND json_extract(body, '$.visit_at') < ?)"""
        return self._entries(f"{planned} ORDER BY seq", day.isoformat(), first, end)

    def at_seq(self, seqs: Iterable[int]) -> list[Entry]:
        parts = _parts(sorted(seqs))
        return [e for part in parts for e in self._entries(f"WHERE seq IN ({_marks(part)}) ORDER BY seq", *part)]

    def naming(self, seqs: Iterable[int]) -> list[Entry]:
        """The entries that name any of these (undoings, corrections), in order of entry."""
        wanted = list(seqs)
        return self._entries(f"WHERE names IN ({_marks(wanted)}) ORDER BY seq", *wanted)

    def undone_since(self, seq: int) -> set[int]:
        """Entries from `seq` on that were taken back, found by what they name: `+` keeps SQLite from all undoings ever."""
        return {r[0] for r in self._sql.execute("SELECT names FROM entry WHERE names >= ? AND +kind = 'undo'", (seq,))}

    def undone_after(self, seq: int) -> bool:
        """Whether anything was taken back by an entry after that one."""
        taken = "SELECT 1 FROM entry WHERE seq > ? AND +kind = 'undo' LIMIT 1"
        return self._sql.execute(taken, (seq,)).fetchone() is not None

    def newest_standing(self, *kinds: str) -> Entry | None:
        """The newest entry of these kinds that was not taken back: read backwards from the end, one by one."""
        where = f"WHERE +kind IN ({_marks(kinds)}) AND {_stands('entry')} ORDER BY seq DESC LIMIT 1"
        return next(iter(self._entries(where, *kinds)), None)

    def newest_of(self, kind: str, upto: date, but: Iterable[int] = ()) -> Entry | None:
        """The newest entry of one kind whose stated day is not after `upto`."""
        left_out = set(but)
        where = "WHERE kind = ? AND day <= ? ORDER BY day DESC, seq DESC"
        rows = self._sql.execute(f"SELECT {COLUMNS} FROM entry {where}", (kind, upto.isoformat()))
        return next((self._entry(r) for r in rows if r[0] not in left_out), None)

    def newest_per_day(self, kind: str, days: Iterable[date]) -> dict[date, int]:
        """For each of these days the newest entry of that kind stated on it."""
        wanted = sorted({d.isoformat() for d in days})
        found: dict[date, int] = {}
        for part in _parts(wanted):
            sql = f"SELECT day, max(seq) FROM entry WHERE kind = ? AND day IN ({_marks(part)}) GROUP BY day"
            found.update((date.fromisoformat(d), seq) for d, seq in self._sql.execute(sql, (kind, *part)))
        return found

    def oldest_day(self, *kinds: str) -> date | None:
        """The oldest stated day of an entry of these kinds that was not taken back."""
        sql = f"SELECT day FROM entry e WHERE kind = ? AND {_stands('e')} ORDER BY day LIMIT 1"
        found = [self._sql.execute(sql, (k,)).fetchone() for k in kinds]
        return min((date.fromisoformat(row[0]) for row in found if row), default=None)

    def customers_with(self, column: Literal["phone", "name"], said: str, standing: bool = False) -> list[int]:
        """The files in which a number or name was ever written down; `standing`: and not taken back."""
        sql = f"SELECT DISTINCT customer FROM detail WHERE {column} = ?" + f" AND {_stands('detail')}" * standing
        return sorted(r[0] for r in self._sql.execute(sql, (said,)))

    def customers_of_phones(self, phones: Iterable[str]) -> dict[str, list[int]]:
        """For each of these numbers that was ever written down, the files it stands in."""
        found: dict[str, list[int]] = {}
        for part in _parts(phones):
            sql = f"SELECT DISTINCT phone, customer FROM detail WHERE phone IN ({_marks(part)}) ORDER BY customer"
            for phone, customer in self._sql.execute(sql, part):
                found.setdefault(phone, []).append(customer)
        return found

    def personal(self, customers: Iterable[int] | None = None) -> People:
        """For each of these files, or every one, its name and its phone; what was taken back says nothing."""
        if customers is None:
            return self._read_people(
                {}, "customer IS NOT NULL AND seq NOT IN (SELECT names FROM entry WHERE kind = 'undo')"
            )
        found: People = dict.fromkeys(customers, (None, None))
        for part in _parts(list(found)):
            self._read_people(found, f"customer IN ({_marks(part)}) AND {_stands('detail')}", part)
        return found

    def _read_people(self, found: People, where: str, values: Sequence[int] = ()) -> People:
        """7.2: the first name that was said stands, until the manager corrects it."""
        sql = f"SELECT customer, name, phone, kind FROM detail JOIN entry USING (seq) WHERE {where} ORDER BY seq"
        for customer, name, phone, kind in self._sql.execute(sql, values):
            was = found.get(customer, (None, None))
            known = name or was[0] if kind in ("correct", "renamed") else was[0] or name
            found[customer] = (known, phone or was[1])
        return found

    def names_said(self, seqs: Iterable[int]) -> dict[int, str]:
        """The name that each of these entries says, where it says one and has not been erased."""
        said = "SELECT seq, name FROM detail WHERE name IS NOT NULL AND seq IN"
        return {k: v for part in _parts(seqs) for k, v in self._sql.execute(f"{said} ({_marks(part)})", part)}

    def words(self, seqs: Iterable[int]) -> dict[int, Mapping[str, str]]:
        """The free text of these entries, where it has not been erased."""
        said = "SELECT seq, words FROM detail WHERE seq IN"
        rows = (row for part in _parts(seqs) for row in self._sql.execute(f"{said} ({_marks(part)})", part))
        return {seq: json.loads(words) for seq, words in rows}

    def names_of(self, customer: int) -> set[str]:
        """Every name that was ever written down in a file."""
        said = "SELECT DISTINCT name FROM detail WHERE customer = ? AND name IS NOT NULL"
        return {name for (name,) in self._sql.execute(said, (customer,))}

    def next_customer(self) -> int:
        return int(self._sql.execute("SELECT max(customer) FROM about").fetchone()[0] or 0) + 1

    def next_number(self, kind: str) -> int:
        numbered = "SELECT max(number) FROM entry WHERE kind = ? AND number IS NOT NULL"
        return int(self._sql.execute(numbered, (kind,)).fetchone()[0] or 0) + 1

    def head(self) -> tuple[int, str, int | None]:
        """The newest entry's number, its hash, and its clock in seconds."""
        row = self._sql.execute("SELECT seq, hash, entered FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        return (int(row[0]), str(row[1]), int(row[2])) if row else (0, seal.START, None)

    def hash_of(self, seq: int) -> str:
        """The hash of the entry of that number, which is on record."""
        return str(self._sql.execute("SELECT hash FROM entry WHERE seq = ?", (seq,)).fetchone()[0])

    @property
    def origin(self) -> str:
        """What no other store has: the hash of the first manager's entry, with the random salt of the PIN in it."""
        return self.hash_of(2)

    def has(self, seq: int, kept: str) -> bool:
        """Whether the entry of that number and hash stands."""
        return self._sql.execute("SELECT 1 FROM entry WHERE seq = ? AND hash = ?", (seq, kept)).fetchone() is not None

    # --- appending

    def append(
        self,
        stamp: Stamp,
        kind: str,
        body: Mapping[str, Any],
        *,
        number: int | None = None,
        names: int | None = None,
        about: Iterable[int] = (),
        personal: Personal | None = None,
        day: date | None = None,
    ) -> int:
        """Writes one entry at the end of the chain and returns its number. Refused for new words on an erased file (16.10)."""
        seq, prev, _clock = self.head()
        personal = self._without_erased(personal)
        salt = _salt(personal)
        files = sorted(set(about))
        row = self._sealed(
            stamp, seq + 1, prev, kind, body, salt, personal, files, at=stamp.at, day=day, number=number, names=names
        )
        self._sql.execute(_INSERT, row)
        if salt and personal:
            self._sql.execute("INSERT INTO detail VALUES (?,?,?,?,?,?)", _detail_row(seq + 1, salt, personal))
        self._sql.executemany("INSERT INTO about VALUES (?,?)", [(c, seq + 1) for c in files])
        return seq + 1

    def append_many(self, stamp: Stamp, kind: str, lines: Iterable[Line]) -> None:
        """Writes many entries of one kind, in order: as if each had been appended alone, at its own stated time."""
        seq, prev, _clock = self.head()
        for part in _parts(lines):
            rows, details, about = [], [], []
            for line in part:
                seq += 1
                salt, p, files = _salt(line.personal), line.personal, sorted(set(line.about))
                row = self._sealed(stamp, seq, prev, kind, line.body, salt, p, files, at=line.at, number=line.number)
                rows.append(row)
                prev = rows[-1]["hash"]
                details += [_detail_row(seq, salt, p)] if salt else []
                about += [(c, seq) for c in files]
            self._sql.executemany(_INSERT, rows)
            self._sql.executemany("INSERT INTO detail VALUES (?,?,?,?,?,?)", details)
            self._sql.executemany("INSERT INTO about VALUES (?,?)", about)

    def _without_erased(self, personal: Personal | None) -> Personal | None:
        """The words as they may be written down: on an erased file those that an entry must carry, without the person."""
        if personal is None or personal.empty or self.numbered("erase", personal.customer or 0) is None:
            return personal
        if personal.name or personal.phone or not CARRIED.issuperset(personal.words or ()):
            gone = _(
                "File #{n} is erased: no name or note is entered on it any more; with their number it is a new customer"
            )
            raise Refused(gone.format(n=personal.customer))
        return replace(personal, customer=None)

    def _sealed(
        self,
        stamp: Stamp,
        seq: int,
        prev: str,
        kind: str,
        body: Mapping[str, Any],
        salt: str | None,
        p: Personal | None,
        files: list[int],
        *,
        at: datetime,
        number: int | None,
        day: date | None = None,
        names: int | None = None,
    ) -> dict[str, Any]:
        """The row of an entry, with the hash that binds it to the one before."""
        row = {
            "seq": seq, "kind": kind, "number": number, "at": int(at.timestamp()),
            "day": (day or at.date()).isoformat(), "entered": int(stamp.now.timestamp()), "late": int(stamp.late),
            "training": int(stamp.training), "approver": stamp.approver, "account": stamp.account, "names": names,
            "concerns": seal.canonical(files), "request": None if self._requested else stamp.request, "body": seal.canonical(body),
            "commitment": seal.commitment(salt, [p.customer, p.name, p.phone, dict(p.words or {})]) if salt and p else None,
            "version": seal.VERSION, "prev": prev,
        }  # fmt: skip
        row["hash"] = seal.entry_hash(row)
        self._requested = True
        return row

    def check_since(self, seq: int, prev: str, _clock: int | None) -> None:
        """Reads back what this transaction wrote and hashes it again, before it is committed."""
        fields = ", ".join(seal.FIELDS)
        rows = self._sql.execute(f"SELECT {fields}, hash FROM entry WHERE seq > ? ORDER BY seq", (seq,))
        for *values, kept in rows:
            if values[-1] != prev or seal.values_hash(values) != kept:
                raise StoreError(_("What was written does not read back as it should; nothing was recorded"))
            prev = kept

    def pay(self, closing: int, lines: Iterable[Sequence[Any]]) -> None:
        """Writes the lines of a closed month."""
        rows = [(closing, n, *line) for n, line in enumerate(lines, 1)]
        self._sql.executemany(f"INSERT INTO paid VALUES ({','.join('?' * 10)})", rows)

    def paid(self, where: str = "", *values: Any) -> Iterator[Sequence[Any]]:
        """Closed lines: closing, line, deal, kind, staff, role, share, amount, clause, entries."""
        yield from self._sql.execute(f"SELECT * FROM paid {where} ORDER BY closing, line", values)

    # --- a request that may be repeated because its answer was lost

    def answered(self, request: str) -> tuple[str, Any] | None:
        """What a request was (a salted digest of its arguments) and what it was answered, if that is kept."""
        row = self._sql.execute("SELECT digest, answer FROM answered WHERE request = ?", (request,)).fetchone()
        return (row[0], json.loads(row[1])) if row else None

    def stands(self, request: str) -> bool | None:
        """Whether the entry made on that request stands, or was taken back since; None where there is none."""
        row = self._sql.execute(f"SELECT {_stands('entry')} FROM entry WHERE request = ?", (request,)).fetchone()
        return bool(row[0]) if row else None

    def remember(self, request: str, words: str, answer: Any) -> None:
        """Keeps the answer to a request, in the transaction that made it. Of an erasure nothing: it names whom it erased."""
        digest = seal.request_digest(words, os.urandom(32).hex())
        if not self._erased:
            self._sql.execute("INSERT INTO answered VALUES (?,?,?)", (request, digest, seal.canonical(answer)))

    def forget_answers(self, first: str, end: str) -> None:
        """Lets go of the answers to requests from `first` up to `end`, in the order of their ids."""
        self._sql.execute("DELETE FROM answered WHERE request >= ? AND request < ?", (first, end))

    # --- erasing a person's words

    def erase(self, customer: int) -> int:
        """Takes the personal words of a file out of the store; the entry that says so must be the newest.

        All kept answers go with them, whoever they are about: any may name the person (`--brought-by`), or be found by trying.
        """
        self._erased = True
        self._sql.execute("DELETE FROM answered")
        return self._sql.execute("DELETE FROM detail WHERE customer = ?", (customer,)).rowcount


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _stands(row: str) -> str:
    """That the entry of a row was not taken back, found by what undoings name: `+` keeps SQLite from all undoings ever."""
    return f"NOT EXISTS (SELECT 1 FROM entry u WHERE u.names = {row}.seq AND +u.kind = 'undo')"


def _parts(values: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    """`values` in parts that SQLite takes as parameters."""
    left = iter(values)
    while part := list(islice(left, size)):
        yield part


_INSERT = f"INSERT INTO entry ({','.join((*seal.FIELDS, 'hash'))}) VALUES ({','.join(f':{k}' for k in (*seal.FIELDS, 'hash'))})"


def _salt(personal: Personal | None) -> str | None:
    return os.urandom(32).hex() if personal and not personal.empty else None


def _detail_row(seq: int, salt: str, p: Personal) -> tuple[Any, ...]:
    return (seq, p.customer, salt, p.name, p.phone, seal.canonical(dict(p.words or {})))
