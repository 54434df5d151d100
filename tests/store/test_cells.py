"""One cell changed behind the program's back, anywhere (T19), and one bit of the file (T21): `verify` sees it."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing as closed
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from salesdesk.store import check as checking
from salesdesk.store import seal
from salesdesk.store.database import connect
from tests.store.lived import lived
from tests.store.tools import Figure, rows

HASHED = ("entry", "detail", "paid", "about")
BESIDE = {"answered": "what a repeated request is answered; no fact of the register hangs on it"}
"""Every table is in one of the two; a table or column that is new and not looked at by the check makes these tests fail."""


@lru_cache
def made() -> bytes:
    return lived(Path(mkdtemp())).read_bytes()


def loaded() -> sqlite3.Connection:
    """The store that has lived, in memory, with every trigger gone."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    memory.deserialize(made())
    for (name,) in memory.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        memory.execute(f"DROP TRIGGER {name}")
    memory.execute("PRAGMA foreign_keys = OFF")
    return memory


def columns(sql: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in sql.execute(f"PRAGMA table_info({table})")]


def altered(value: Any, chance: random.Random) -> Any:
    """Another value of the same kind: one character, one digit, one more or less, something where there was nothing."""
    if value is None:
        return chance.choice([1, "x"])
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    if not value:
        return "x"
    n = chance.randrange(len(value))
    other = chance.choice([c for c in "0a9z张\u200b𠮷" if c != value[n]])
    return value[:n] + other + value[n + 1 :]


def changed(sql: sqlite3.Connection, table: str, column: str, chance: random.Random) -> bool:
    """Changes one cell of that column; False where the table itself refuses such a value."""
    keys = [k for k in ("seq", "closing", "line", "customer") if k in columns(sql, table)]
    rows_of = sql.execute(f"SELECT {', '.join(keys)}, {column} FROM {table}").fetchall()
    *key, value = chance.choice(rows_of)
    where = " AND ".join(f"{k} IS ?" for k in keys)
    try:
        sql.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (altered(value, chance), *key))
    except sqlite3.IntegrityError:
        return False
    return True


def missed(table: str, column: str, times: int, seed: int) -> tuple[int, int]:
    """How many changes of that column were made, and how many of them the check did not see."""
    chance, made_changes, unseen = random.Random(f"{table}.{column}.{seed}"), 0, 0
    with closed(loaded()) as sql:
        while made_changes < times:
            sql.execute("BEGIN")
            if changed(sql, table, column, chance):
                made_changes += 1
                unseen += not checking.check(sql).findings
            sql.execute("ROLLBACK")
    return made_changes, unseen


def hashed_columns() -> list[tuple[str, str]]:
    with closed(loaded()) as sql:
        return [(t, c) for t in HASHED for c in columns(sql, t)]


def test_every_table_is_either_looked_at_or_named_as_beside_the_register() -> None:
    with closed(loaded()) as sql:
        tables = {name for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {*HASHED, *BESIDE}


def test_every_column_of_an_entry_but_its_hash_is_hashed() -> None:
    with closed(loaded()) as sql:
        assert set(columns(sql, "entry")) == {*seal.FIELDS, "hash"}


def changes(times: int) -> Iterator[tuple[int, int]]:
    for table, column in hashed_columns():
        count, unseen = missed(table, column, times, times)
        assert unseen == 0, f"{unseen} of {count} changes of {table}.{column} were not seen"
        yield count, unseen


def test_no_change_of_a_single_cell_of_any_column_goes_unseen(record_property: Figure) -> None:
    counted = list(changes(60))
    total = sum(count for count, _unseen in counted)
    record_property("single cells altered, not seen", f"{total} in {len(counted)} columns, 0")
    assert total >= 2000


def test_a_column_that_the_hash_left_out_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a check that does not look at the approver sees none of its changes."""
    real = seal.values_hash
    where = seal.FIELDS.index("approver")
    with closed(loaded()) as sql:
        kept = {tuple(v): h for *v, h in sql.execute(f"SELECT {', '.join(seal.FIELDS)}, hash FROM entry")}
    blind = {tuple(v[:where] + v[where + 1 :]): h for v, h in kept.items()}
    monkeypatch.setattr(seal, "values_hash", lambda v: blind.get((*v[:where], *v[where + 1 :])) or real(v))
    count, unseen = missed("entry", "approver", 20, 1)
    assert (count, unseen) == (20, 20)


# --- bits of the file


def flipped(path: Path, bit: int) -> None:
    data = bytearray(made())
    data[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(data)


def contents(path: Path) -> list[Any] | None:
    """All rows, in the order of the tables; None where they cannot be read."""
    try:
        return [rows(path, f"SELECT * FROM {t} ORDER BY 1, 2") for t in HASHED]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def check_sees(path: Path) -> bool:
    try:
        with closed(connect(path)) as sql:
            return bool(checking.check(sql).findings)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True


def sqlite_sees(path: Path) -> bool:
    try:
        with closed(sqlite3.connect(path)) as sql:
            return sql.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True


def test_every_flipped_bit_that_changes_a_cell_is_seen(tmp_path: Path, record_property: Figure) -> None:
    path, chance = tmp_path / "office.db", random.Random(21)
    path.write_bytes(made())
    whole, harmful, unseen, by_sqlite = contents(path), 0, [], 0
    for _n in range(400):
        bit = chance.randrange(len(made()) * 8)
        flipped(path, bit)
        if contents(path) != whole:
            harmful += 1
            by_sqlite += sqlite_sees(path)
            unseen += [] if check_sees(path) else [bit]
        for leftover in tmp_path.glob("office.db-*"):
            os.unlink(leftover)
    record_property(
        "flipped bits that altered a cell: all / seen / seen by SQLite alone",
        f"{harmful} / {harmful - len(unseen)} / {by_sqlite}",
    )
    assert harmful > 50
    assert not unseen
    assert by_sqlite < harmful, "SQLite's own check would do, and this test has no teeth"
