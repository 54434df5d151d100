"""The schema: how an empty file becomes a store, and how a store of an earlier version becomes one of this version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from salesdesk.errors import Refused, StoreError
from salesdesk.store.database import APPLICATION, SCHEMA_VERSION, all_or_nothing
from salesdesk.text import _

PROTECTED = ("entry", "detail", "about", "paid", "answered")
_KEPT_ANSWERS = (
    "CREATE TRIGGER answered_no_delete BEFORE DELETE ON answered "
    "WHEN (SELECT kind FROM entry ORDER BY seq DESC LIMIT 1) IS NOT 'erase' AND OLD.request NOT GLOB 'auto-*' "
    "BEGIN SELECT RAISE(ABORT, 'answered: only an erasure takes answers away'); END"
)
"""An answer kept under an id that was given stays; one under an id that the program made is let go after a day."""
STEPS: dict[int, tuple[str, ...]] = {
    1: ("DROP TRIGGER answered_no_delete", _KEPT_ANSWERS),
    2: ("DROP TRIGGER answered_no_delete", "DELETE FROM answered", _KEPT_ANSWERS),
}
"""Statements that lead from the version that is the key to the next one.

2: digests had no salt, and numbers could be found by trying them. The requests stay known by the entries made on them.
"""


def statements() -> list[str]:
    """The DDL of this version: tables and indexes from `tables.py`, triggers that refuse every change."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable
    from sqlmodel import SQLModel

    from salesdesk.store import tables  # noqa: F401  (registers the tables)

    dialect = sqlite.dialect()
    ddl: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        ddl.append(str(CreateTable(table).compile(dialect=dialect)))
        ddl += [str(CreateIndex(i).compile(dialect=dialect)) for i in sorted(table.indexes, key=lambda i: str(i.name))]
    return ddl + triggers()


def triggers() -> list[str]:
    """Facts are appended, never changed: UPDATE and DELETE are refused, and so is any number but the next."""
    ddl = []
    for table in PROTECTED:
        verbs = ("UPDATE",) if table in ("detail", "answered") else ("UPDATE", "DELETE")
        for verb in verbs:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: facts are never changed'); END"
            ddl.append(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}")
    guard = "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)"
    ddl.append(
        f"CREATE TRIGGER entry_next BEFORE INSERT ON entry {guard} "
        "BEGIN SELECT RAISE(ABORT, 'entry: not the next number'); END"
    )
    erased = "WHEN NOT EXISTS (SELECT 1 FROM entry WHERE kind = 'erase' AND number = OLD.customer)"
    ddl.append(
        f"CREATE TRIGGER detail_no_delete BEFORE DELETE ON detail {erased} "
        "BEGIN SELECT RAISE(ABORT, 'detail: only an erasure takes words away'); END"
    )
    return [*ddl, _KEPT_ANSWERS]


def build(connection: sqlite3.Connection) -> None:
    """Writes the schema into an empty file, inside the caller's transaction. Refused when another was quicker."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        raise Refused(_("There is a store at {path} already; nothing was changed").format(path=path))
    for statement in statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Brings an older store up to this version in one transaction, the version read again under the lock.

    The store as it was is kept beside it first; what is not whole afterwards is rolled back: StoreError.
    """
    from salesdesk.store.check import check
    from salesdesk.store.keeping import keep

    with all_or_nothing(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version >= SCHEMA_VERSION:
            return
        keep(path, path.with_name(f"{path.name}.before-version-{SCHEMA_VERSION}"))
        for statement in (s for step in range(version, SCHEMA_VERSION) for s in STEPS[step]):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        if check(connection).findings:
            raise StoreError(_("{path} is not whole: it was left as it is; run 'salesdesk doctor'").format(path=path))
