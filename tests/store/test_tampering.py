"""Tampering behind the program's back (T18): what the chain sees alone, with yesterday's seal, with the seal of the head."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing as closed
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from salesdesk.desk.keeping import verify
from salesdesk.errors import Refused, StoreError, Usage
from salesdesk.store import seal
from salesdesk.store.database import connect
from tests.store.lived import lived
from tests.store.tools import Figure, closing, desk_at, report_on, rows

Change = Callable[[sqlite3.Connection], object]
VISIT, CLOSE, YESTERDAY = 11, 49, 49
"""The first visit, the closing entry, and where the seal of yesterday was taken: all in the store that has lived."""


def hashed_again(sql: sqlite3.Connection, since: int, only: bool = False) -> None:
    """What a tamperer who has read the program does: numbers and hashes from `since` on, made to fit."""
    fields = ", ".join(seal.FIELDS)
    head = sql.execute("SELECT hash FROM entry WHERE seq < ? ORDER BY seq DESC LIMIT 1", (since,)).fetchone()
    prev = head[0] if head else seal.START
    for values in sql.execute(f"SELECT {fields} FROM entry WHERE seq >= ? ORDER BY seq", (since,)).fetchall():
        mine = seal.values_hash([*values[:-1], prev])
        sql.execute("UPDATE entry SET prev = ?, hash = ? WHERE seq = ?", (prev, mine, values[0]))
        if only:
            return
        prev = mine


def edit(sql: sqlite3.Connection, column: str, value: object, seq: int = VISIT) -> None:
    sql.execute(f"UPDATE entry SET {column} = ? WHERE seq = ?", (value, seq))


def another_receiver(sql: sqlite3.Connection, seq: int = VISIT) -> None:
    body = json.loads(sql.execute("SELECT body FROM entry WHERE seq = ?", (seq,)).fetchone()[0])
    edit(sql, "body", seal.canonical(body | {"receiver": 5}), seq)


def delete(sql: sqlite3.Connection, seq: int = VISIT) -> None:
    for table in ("about", "detail", "entry"):
        sql.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))


def swap(sql: sqlite3.Connection) -> None:
    for old, new in ((VISIT, -1), (VISIT + 1, VISIT), (-1, VISIT + 1)):
        edit(sql, "seq", new, old)


def forge_at_the_end(sql: sqlite3.Connection) -> None:
    fields = [f for f in seal.FIELDS if f not in ("seq", "request", "number", "kind")]
    names = ", ".join(fields)
    sql.execute(
        f"INSERT INTO entry (seq, kind, {names}, hash) SELECT (SELECT max(seq) + 1 FROM entry), 'forged', {names}, hash "
        f"FROM entry WHERE seq = {VISIT}"
    )


def delete_and_hash_again(sql: sqlite3.Connection) -> None:
    delete(sql)
    for table in ("entry", "detail", "about"):
        sql.execute(f"UPDATE {table} SET seq = -seq WHERE seq > {VISIT}")
        sql.execute(f"UPDATE {table} SET seq = -seq - 1 WHERE seq < 0")
    sql.execute(f"UPDATE paid SET closing = closing - 1 WHERE closing > {VISIT}")
    hashed_again(sql, VISIT)


def erased_and_back(sql: sqlite3.Connection) -> None:
    erased = sql.execute("SELECT number FROM entry WHERE kind = 'erase'").fetchone()[0]
    (seq,) = sql.execute("SELECT min(seq) FROM about WHERE customer = ?", (erased,)).fetchone()
    sql.execute("INSERT INTO detail VALUES (?, ?, ?, '张七', NULL, '{}')", (seq, erased, "00" * 32))


def do(*steps: Change) -> Change:
    def all_of_them(sql: sqlite3.Connection) -> None:
        for step in steps:
            step(sql)

    return all_of_them


CHAIN: dict[str, tuple[Change, str, int]] = {
    "another receiver": (another_receiver, "chain", VISIT),
    "an earlier time": (lambda s: edit(s, "at", 1_700_000_000), "chain", VISIT),
    "another account": (lambda s: edit(s, "account", "somebody"), "chain", VISIT),
    "an approval added": (lambda s: edit(s, "approver", 1), "chain", VISIT),
    "another number": (lambda s: edit(s, "number", 900), "chain", VISIT),
    "an entry taken out": (delete, "number", VISIT),
    "two entries swapped": (swap, "chain", VISIT),
    "one entry hashed again": (do(another_receiver, lambda s: hashed_again(s, VISIT, only=True)), "chain", VISIT + 1),
    "an entry forged at the end": (forge_at_the_end, "chain", 54),
    "a name altered": (lambda s: s.execute("UPDATE detail SET name = '李一' WHERE seq = 11"), "words", VISIT),
    "words taken away": (lambda s: s.execute("DELETE FROM detail WHERE seq = 11"), "words", VISIT),
    "a paid amount altered": (lambda s: s.execute("UPDATE paid SET amount = amount + 1"), "paid", CLOSE),
}
"""Seen by the chain alone, and the finding that `verify` must name."""

OLD_SEAL = {
    "an edit with every hash made to fit": do(another_receiver, lambda s: hashed_again(s, VISIT)),
    "an entry taken out with every hash made to fit": delete_and_hash_again,
}
"""Seen with a seal of yesterday, not without."""

HEAD_SEAL = {
    "the tail cut off": lambda s: delete(s, 53),
    "an edit after yesterday's seal with every hash made to fit": do(
        lambda s: another_receiver(s, 51), lambda s: hashed_again(s, 51)
    ),
}
"""Seen with the seal of the head only. The seventeenth is a copy of yesterday put back as a file."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return lived(tmp_path)


@lru_cache
def seals() -> tuple[str, str]:
    """The seal of yesterday and the one of the head, written down before anything was tampered with."""
    path = lived(Path(mkdtemp()))
    hashes = rows(path, "SELECT seq, hash FROM entry ORDER BY seq")
    return seal.seal(*hashes[YESTERDAY - 1]), seal.seal(*hashes[-1])


def tamper(path: Path, how: Change) -> None:
    """With another program, every trigger dropped first and put back after."""
    with closed(sqlite3.connect(path)) as sql:
        triggers = sql.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ddl in triggers:
            sql.execute(f"DROP TRIGGER {name}")
        how(sql)
        for _name, ddl in triggers:
            sql.execute(ddl)
        sql.commit()


def seen_by(path: Path) -> tuple[bool, bool, bool]:
    """Whether the chain alone, with the seal of yesterday, with the seal of the head see that something is wrong."""
    from salesdesk.store.check import check, sealed

    with closed(connect(path)) as sql:
        found = bool(check(sql).findings)
        return found, found or not sealed(sql, seals()[0]), found or not sealed(sql, seals()[1])


def test_the_store_that_nobody_touched_is_whole_and_fits_both_seals(store: Path) -> None:
    assert len(rows(store, "SELECT 1 FROM entry")) == 53
    assert seen_by(store) == (False, False, False)


@pytest.mark.parametrize("name", CHAIN)
def test_the_chain_alone_sees_and_names_the_first_bad_entry(store: Path, name: str) -> None:
    how, code, entry = CHAIN[name]
    tamper(store, how)
    first = report_on(store).findings[0]
    assert (first.code, first.entry) == (code, entry)
    assert seen_by(store) == (True, True, True)


@pytest.mark.parametrize("name", OLD_SEAL)
def test_what_was_made_to_fit_is_seen_with_the_seal_of_yesterday(store: Path, name: str) -> None:
    tamper(store, OLD_SEAL[name])
    assert seen_by(store) == (False, True, True)


@pytest.mark.parametrize("name", HEAD_SEAL)
def test_what_came_after_yesterday_is_seen_with_the_seal_of_the_head(store: Path, name: str) -> None:
    tamper(store, HEAD_SEAL[name])
    assert seen_by(store) == (False, False, True)


def cut_to_yesterday(sql: sqlite3.Connection) -> None:
    for seq in range(53, YESTERDAY, -1):
        delete(sql, seq)


@lru_cache
def _of_yesterday() -> Path:
    """The store as it was when yesterday's seal was taken."""
    path = lived(Path(mkdtemp()))
    tamper(path, cut_to_yesterday)
    return path


def test_a_copy_of_yesterday_put_back_is_seen_with_the_seal_of_the_head(store: Path, record_property: Figure) -> None:
    shutil.copyfile(_of_yesterday(), store)
    assert seen_by(store) == (False, False, True)
    chain, old, head = len(CHAIN), len(CHAIN) + len(OLD_SEAL), len(CHAIN) + len(OLD_SEAL) + len(HEAD_SEAL) + 1
    record_property(
        "tamperings seen by the chain / + yesterday's seal / + the head's seal", f"{chain} / {old} / {head}"
    )
    assert (chain, old, head) == (12, 14, 17)


def more() -> Iterator[tuple[str, str, str, int]]:
    """Further harm that leaves every entry as it is: personal words, the index, closed months."""
    yield "an erased person back", "", "erased", 0
    yield "a phone altered", "UPDATE detail SET phone = '13800009999' WHERE seq = 11", "words", VISIT
    yield "another salt", f"UPDATE detail SET salt = '{'11' * 32}' WHERE seq = 11", "words", VISIT
    yield "a salt that is none", "UPDATE detail SET salt = 'zz' WHERE seq = 11", "words", VISIT
    yield "words that are no JSON", "UPDATE detail SET words = '{' WHERE seq = 11", "words", VISIT
    yield "an entry hidden from its customer", "DELETE FROM about WHERE seq = 11", "index", VISIT
    yield "an entry put under another customer", "INSERT INTO about VALUES (5, 11)", "index", VISIT
    yield "a cancellation hidden from its deal", "DELETE FROM about WHERE seq = 40", "index", 40
    yield "a line of pay taken out", "DELETE FROM paid WHERE line = 2", "paid", CLOSE
    yield "lines renumbered", "UPDATE paid SET line = line + 1 WHERE line = 2", "paid", CLOSE
    yield "a deal called paid that was not", f"INSERT INTO paid SELECT {VISIT}, line, 3, kind, staff, role, share, amount, "\
        "clause, entries FROM paid WHERE line = 1", "paid", VISIT  # fmt: skip


@pytest.mark.parametrize(("name", "statement", "code", "entry"), list(more()), ids=[m[0] for m in more()])
def test_harm_beside_the_chain_is_seen_too(store: Path, name: str, statement: str, code: str, entry: int) -> None:
    tamper(store, erased_and_back if not statement else lambda s: s.execute(statement))
    first = report_on(store).findings[0]
    assert first.code == code
    assert not entry or first.entry == entry


def test_verify_says_in_words_which_entry_was_altered(store: Path) -> None:
    tamper(store, another_receiver)
    with closing(desk_at(store)) as desk, pytest.raises(StoreError, match="Entry 11: the entry was altered"):
        verify(desk, None)


@pytest.mark.parametrize("code", ["", "53", "0-AAAA", "-1", "99-AAAA", "²-AAAA", "x" * 5000])
def test_a_seal_that_is_none_is_wrong_usage(store: Path, code: str) -> None:
    with closing(desk_at(store)) as desk, pytest.raises(Usage, match="is not how a seal is written"):
        verify(desk, code)


@pytest.mark.parametrize("code", ["53-AAAA-AAAA-AAAA-AAAA", "99-AAAA-AAAA-AAAA-AAAA"])
def test_a_seal_of_something_else_does_not_fit(store: Path, code: str) -> None:
    with closing(desk_at(store)) as desk:
        with pytest.raises(Refused, match="does not fit"):
            verify(desk, code)
        assert verify(desk, f" {seals()[1].lower()} ")["sealed"]
