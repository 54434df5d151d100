"""A colleague who knows SQL, on the program's own connection (T17): nothing gets through, and each layer matters."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing as closed
from functools import lru_cache
from pathlib import Path
from shutil import copyfile
from tempfile import mkdtemp

import pytest

from salesdesk.store import seal
from salesdesk.store.database import PRAGMAS, guard, open_store
from tests.store.tools import Figure, check_in, closing, desk_at, mobile, office_of, rows

COLUMNS = ", ".join(["kind", "number", *(f for f in seal.FIELDS if f not in ("seq", "kind", "number")), "hash"])
COPY = f"SELECT {COLUMNS} FROM entry WHERE seq = 3"


def entry_as(seq: str, verb: str = "INSERT") -> str:
    """The third entry once more under another number."""
    return f"{verb} INTO entry (seq, {COLUMNS}) {COPY.replace('SELECT kind, number', f'SELECT {seq}, kind, number + 1000')}"


BYPASSES = {
    "update an entry": "UPDATE entry SET body = '{}' WHERE seq = 3",
    "update personal words": "UPDATE detail SET name = '别人'",
    "update whom an entry is about": "UPDATE about SET customer = 2",
    "update an answer": "UPDATE answered SET answer = '{}'",
    "upsert an entry": f"{entry_as('3')} ON CONFLICT (seq) DO UPDATE SET body = '{{}}'",
    "delete an entry": "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)",
    "delete all entries": "DELETE FROM entry",
    "delete words without an erasure": "DELETE FROM detail",
    "delete whom an entry is about": "DELETE FROM about",
    "delete an answer": "DELETE FROM answered",
    "replace an entry": entry_as("3", "REPLACE"),
    "insert or replace an entry": entry_as("3", "INSERT OR REPLACE"),
    "replace by its number": f"INSERT OR REPLACE INTO entry (seq, {COLUMNS}) "
    + COPY.replace("SELECT kind", "SELECT (SELECT max(seq) + 1 FROM entry), kind"),
    "replace personal words": "REPLACE INTO detail SELECT seq, customer, salt, '别人', phone, words FROM detail",
    "an entry 0": entry_as("0"),
    "an entry -5": entry_as("-5"),
    "an entry after a gap": entry_as("(SELECT max(seq) + 2 FROM entry)"),
    "an entry in the far": entry_as("9223372036854775807"),
    "drop a trigger": "DROP TRIGGER entry_no_update",
    "drop a table": "DROP TABLE answered",
    "drop an index": "DROP INDEX entry_day",
    "rename a table": "ALTER TABLE entry RENAME TO older",
    "drop a column": "ALTER TABLE entry DROP COLUMN late",
    "rename a column": "ALTER TABLE entry RENAME COLUMN late TO early",
    "a trigger of one's own": "CREATE TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM about; END",
    "a temporary trigger": "CREATE TEMP TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM about; END",
    "a table in front": "CREATE TEMP TABLE entry (seq INTEGER)",
    "attach another file": "ATTACH DATABASE ':memory:' AS other",
    "make the schema writable": "PRAGMA writable_schema = ON",
    "write into the schema": "UPDATE sqlite_master SET sql = NULL WHERE name = 'entry_no_update'",
    "switch recursive triggers off": "PRAGMA recursive_triggers = OFF",
    "switch foreign keys off": "PRAGMA foreign_keys = OFF",
    "switch to WAL": "PRAGMA journal_mode = WAL",
    "switch the syncing off": "PRAGMA synchronous = OFF",
    "another version": "PRAGMA user_version = 99",
    "another application": "PRAGMA application_id = 0",
}


@lru_cache
def _made() -> Path:
    path = office_of(Path(mkdtemp()))
    with closing(desk_at(path)) as desk:
        for n in range(3):
            check_in(desk, mobile(n), name="张三")
    with closing(desk_at(path, request="once")) as desk:
        check_in(desk, mobile(9))
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return Path(copyfile(_made(), tmp_path / "office.db"))


SETTINGS = ("foreign_keys", "recursive_triggers", "synchronous", "journal_mode", "user_version", "application_id")


def _rows(path: Path, table: str) -> object:
    try:
        return rows(path, f"SELECT * FROM {table}")
    except sqlite3.DatabaseError as e:
        return str(e)


def state(path: Path, connection: sqlite3.Connection) -> list[object]:
    """Everything that a bypass could change: all rows, the schema, and the settings of this connection."""
    tables = [_rows(path, t) for t in ("entry", "detail", "about", "paid", "answered", "sqlite_master")]
    connection.set_authorizer(None)
    settings = [connection.execute(f"PRAGMA {name}").fetchone() for name in SETTINGS]
    extra = connection.execute("SELECT count(*) FROM temp.sqlite_master").fetchone()
    return [*tables, settings, extra, connection.execute("PRAGMA database_list").fetchall()[0]]


def got_through(path: Path, sql: str, connect: Callable[[Path], sqlite3.Connection]) -> bool:
    """Whether a statement changed anything, or opened a way to do so, on such a connection."""
    with closed(connect(path)) as before:
        was = state(path, before)
    with closed(connect(path)) as connection:
        try:
            connection.execute(sql)
        except sqlite3.Error:
            pass
        else:
            if sql.startswith(("ATTACH", "PRAGMA writable_schema")):
                return True
        return state(path, connection) != was


@pytest.mark.parametrize("sql", BYPASSES.values(), ids=BYPASSES.keys())
def test_the_programs_own_connection_refuses_to_bend_the_register(store: Path, sql: str) -> None:
    assert not got_through(store, sql, open_store)


def unguarded(path: Path) -> sqlite3.Connection:
    """A store with every layer taken away."""
    connection = sqlite3.connect(path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@pytest.mark.parametrize("sql", BYPASSES.values(), ids=BYPASSES.keys())
def test_without_any_layer_the_same_statement_gets_through(store: Path, sql: str) -> None:
    with closed(unguarded(store)) as connection:
        if "sqlite_master" in sql or sql.startswith("DROP TRIGGER"):
            connection.execute("CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT 1; END")
            connection.execute("PRAGMA writable_schema = ON")
        was = state(store, connection)
        connection.execute(sql)
        assert sql.startswith(("ATTACH", "PRAGMA")) or state(store, connection) != was


def test_how_many_bypasses_were_tried(record_property: Figure) -> None:
    record_property("SQL bypasses tried, got through", f"{len(BYPASSES)}, 0")
    assert len(BYPASSES) >= 18


# --- each layer off


def opened_with(
    path: Path, *, guarded: bool, recursive: bool = True, without: tuple[str, ...] = ()
) -> sqlite3.Connection:
    """The program's connection with a layer taken away: the authorizer, recursive triggers, or some triggers."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    for name in without:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    if guarded:
        connection.set_authorizer(guard)
    return connection


GUARDS = ("entry_next",)
UPDATES = ("entry_no_update", "detail_no_update", "about_no_update", "answered_no_update")


@pytest.mark.parametrize(
    ("layer", "bypass"),
    [
        ("authorizer", "drop a trigger"),
        ("authorizer", "make the schema writable"),
        ("recursive triggers", "replace by its number"),
        ("next number", "an entry after a gap"),
        ("next number", "an entry -5"),
        ("no update", "update an entry"),
        ("no delete", "delete words without an erasure"),
    ],
)
def test_with_a_layer_off_a_bypass_gets_through(store: Path, layer: str, bypass: str) -> None:
    layers: dict[str, Callable[[Path], sqlite3.Connection]] = {
        "authorizer": lambda p: opened_with(p, guarded=False),
        "recursive triggers": lambda p: opened_with(p, guarded=False, recursive=False),
        "next number": lambda p: opened_with(p, guarded=True, without=GUARDS),
        "no update": lambda p: opened_with(p, guarded=False, without=UPDATES),
        "no delete": lambda p: opened_with(p, guarded=True, without=("detail_no_delete",)),
    }
    assert got_through(store, BYPASSES[bypass], layers[layer])


def test_the_triggers_alone_stop_updates_and_deletions_of_another_program(store: Path) -> None:
    def elsewhere(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None)

    stopped = [name for name in BYPASSES if name.startswith(("update", "delete", "an entry"))]
    assert len(stopped) > 5
    for name in stopped:
        assert not got_through(store, BYPASSES[name], elsewhere), name


def statements_of_the_orm() -> Iterator[str]:
    """What SQLModel would send for an edit, a removal and a bulk change of an entry."""
    from sqlalchemy import delete, update
    from sqlalchemy.dialects import sqlite

    from salesdesk.store.tables import DetailRow, EntryRow

    for table in (EntryRow, DetailRow):
        for change in (update(table).values(seq=999), delete(table)):
            yield str(change.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


def test_what_the_orm_would_send_to_edit_or_remove_is_refused(store: Path) -> None:
    sent = list(statements_of_the_orm())
    assert len(sent) == 4
    for sql in sent:
        assert not got_through(store, sql, open_store), sql
