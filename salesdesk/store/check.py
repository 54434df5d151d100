"""Is the store whole, and was nothing entered altered since? The chain, the words bound to it, the closed months."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from msgspec import Struct

from salesdesk.store import seal
from salesdesk.store.database import all_or_nothing

FIELDS = ", ".join(seal.FIELDS)


class Finding(Struct, frozen=True):
    """What is wrong, and the first entry it is wrong at. `code` is chain, number, words, erased, paid, index or file."""

    code: str
    entry: int


class Report(Struct, frozen=True):
    """What a check found: how many entries there are, the seal at the head, and the first findings of each sort."""

    entries: int
    seal: str | None
    findings: tuple[Finding, ...]


def check(connection: sqlite3.Connection) -> Report:
    """Goes through the whole store. Raises sqlite3 errors only; what hangs on a broken file or chain is not looked at."""
    whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    try:
        return _through(connection, whole)
    except sqlite3.OperationalError as e:
        if "decode" not in str(e):
            raise
    usual, connection.text_factory = connection.text_factory, _broken_text
    try:
        return _through(connection, whole)
    finally:
        connection.text_factory = usual


def _through(connection: sqlite3.Connection, whole: bool) -> Report:
    found = [] if whole else [Finding("file", 0)]
    entries, head, broken = _chain(connection)
    found += broken
    if not found:
        found = [*_words(connection), *_paid(connection), *_index(connection)]
    return Report(entries, seal.seal(entries, head) if entries else None, tuple(found))


def _broken_text(text: bytes) -> str:
    """Bytes that are no text any more are still read: the hash over them says that they were altered."""
    return text.decode("utf-8", "surrogateescape")


def _fits(kept: str, made: Callable[..., str], *values: Any) -> bool:
    """Whether `kept` is what `made` makes of the values; values that nobody could have entered do not fit."""
    try:
        return made(*values) == kept
    except ValueError:
        return False


def _chain(connection: sqlite3.Connection) -> tuple[int, str, list[Finding]]:
    """Each entry hashed again in order; the first that does not follow from the one before."""
    prev, count = seal.START, 0
    rows = f"SELECT seq, prev, hash, CAST(json_array({FIELDS}) AS BLOB) FROM entry ORDER BY seq"
    for seq, before, kept, written in connection.execute(rows):
        count += 1
        if seq != count:
            return count, prev, [Finding("number", count)]
        if before != prev or not (seal.written_hash(written) == kept or _hashed_anew(connection, seq, kept)):
            return count, prev, [Finding("chain", count)]
        prev = kept
    return count, prev, []


def _hashed_anew(connection: sqlite3.Connection, seq: int, kept: str) -> bool:
    """The entry written down as when it was entered: SQLite's JSON, twice as quick, is believed where it fits alone."""
    (values,) = connection.execute(f"SELECT {FIELDS} FROM entry WHERE seq = ?", (seq,))
    return _fits(kept, seal.values_hash, values)


def _words(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Personal words against their commitments; words that are gone without a later erasure, or back after one."""
    sql = """SELECT e.seq, e.commitment, d.salt, d.customer, CAST(json_array(d.customer, d.name, d.phone) AS BLOB),
             CAST(d.words AS BLOB) FROM entry e LEFT JOIN detail d ON d.seq = e.seq
             WHERE e.commitment IS NOT NULL OR d.seq IS NOT NULL ORDER BY e.seq"""
    erased = dict(connection.execute("SELECT number, seq FROM entry WHERE kind = 'erase'").fetchall())
    gone = _files_of_gone(connection) if erased else {}
    for seq, committed, salt, customer, person, words in connection.execute(sql):
        if salt is None:
            if not any(erased.get(file, 0) > seq for file in gone.get(seq, ())):
                yield Finding("words", seq)
                return
        elif (back := erased.get(customer, 0) > seq) or not _committed(committed, salt, person, words):
            yield Finding("erased" if back else "words", seq)
            return
    (stray,) = connection.execute("SELECT min(seq) FROM detail WHERE seq NOT IN (SELECT seq FROM entry)").fetchone()
    if stray is not None:
        yield Finding("words", stray)


def _committed(kept: str, salt: str, person: bytes, words: bytes) -> bool:
    """Whether the words fit their commitment, written down by SQLite or as when they were entered."""
    return _fits(kept, seal.commitment_of, salt, person, words) or _fits(
        kept, lambda: seal.commitment(salt, [*json.loads(person), json.loads(words)])
    )


def _files_of_gone(connection: sqlite3.Connection) -> dict[int, set[int]]:
    """For each entry whose words are gone, the files it concerns."""
    sql = """SELECT a.seq, a.customer FROM about a JOIN entry e ON e.seq = a.seq
             LEFT JOIN detail d ON d.seq = a.seq WHERE e.commitment IS NOT NULL AND d.seq IS NULL"""
    found: dict[int, set[int]] = {}
    for seq, customer in connection.execute(sql):
        found.setdefault(seq, set()).add(customer)
    return found


def _paid(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The lines of each closed month against the digest in its closing entry; no line belongs to anything else."""
    sql = "SELECT seq, json_extract(body, '$.digest') FROM entry WHERE kind = 'close' ORDER BY seq"
    for closing, kept in connection.execute(sql).fetchall():
        lines = "SELECT line, deal, kind, staff, role, share, amount, clause, entries FROM paid WHERE closing = ? ORDER BY line"
        found = connection.execute(lines, (closing,)).fetchall()
        numbered = [line for line, *_rest in found] == list(range(1, len(found) + 1))
        if not numbered or not _fits(kept, seal.digest, [rest for _line, *rest in found]):
            yield Finding("paid", closing)
    stray = "SELECT min(closing) FROM paid WHERE closing NOT IN (SELECT seq FROM entry WHERE kind = 'close')"
    for (closing,) in connection.execute(stray):
        if closing is not None:
            yield Finding("paid", closing)


def _index(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Every entry is found under the customers it concerns, and under no others."""
    entries = connection.execute("SELECT seq, concerns FROM entry WHERE concerns != '[]' ORDER BY seq")
    said = ((seq, int(customer)) for seq, concerns in entries for customer in concerns[1:-1].split(","))
    kept = connection.execute("SELECT seq, customer FROM about ORDER BY seq, customer")
    for one, other in zip_longest(said, kept):
        if one != other:
            yield Finding("index", min(pair[0] for pair in (one, other) if pair))
            return


def sealed(connection: sqlite3.Connection, code: str) -> bool:
    """Whether the register still holds what it held when the seal `code` was written down."""
    number = int(code.partition("-")[0])
    row = connection.execute("SELECT hash FROM entry WHERE seq = ?", (number,)).fetchone()
    return row is not None and seal.seal(number, row[0]) == code


# --- what doctor looks at besides

sqlite_version = sqlite3.sqlite_version


def lost_references(connection: sqlite3.Connection) -> str:
    """References that lead nowhere: a claim without its visit, a cancellation without its deal, a ruling without its claim."""
    missing = []
    for kind, key, target in (
        ("claim", "visit", "visit"), ("ruling", "claim", "claim"), ("approval", "claim", "claim"),
        ("handover", "visit", "visit"), ("correct", "visit", "visit"), ("deal-cancelled", "deal", "deal"),
        ("referral-signed", "referral", "referral"),
    ):  # fmt: skip
        sql = f"""SELECT e.seq FROM entry e WHERE e.kind = ? AND json_extract(e.body, '$.{key}') IS NOT NULL AND NOT EXISTS
                 (SELECT 1 FROM entry t WHERE t.kind = ? AND t.number = json_extract(e.body, '$.{key}'))"""
        missing += [str(seq) for (seq,) in connection.execute(sql, (kind, target))]
    return ", ".join(missing)


def odd_months(connection: sqlite3.Connection) -> str:
    """Closed months whose lines do not add up to the total that closed them."""
    sql = """SELECT json_extract(e.body, '$.month') FROM entry e WHERE e.kind = 'close' AND json_extract(e.body, '$.total')
             IS NOT (SELECT coalesce(sum(amount), 0) FROM paid WHERE closing = e.seq)"""
    return ", ".join(m for (m,) in connection.execute(sql))


def unsafe_journal(connection: sqlite3.Connection) -> str:
    """The way SQLite keeps its journal, where it is not a safe one: WAL has a known fault in the versions that offices run."""
    mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    return "" if mode in ("truncate", "delete", "persist") else mode


def held_lock(connection: sqlite3.Connection) -> str:
    """Why the write lock cannot be had now, beyond the usual wait."""
    try:
        with all_or_nothing(connection):
            return ""
    except sqlite3.OperationalError as e:
        return str(e)
