"""What must outlive the store itself, in a small file beside it (`<store>-beside`): attempts at PINs, counted before each
is looked at, so that a refused command leaves the store byte for byte; who was erased, by file number alone, so that no
old backup brings them back; and when the newest backup was made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from salesdesk.store.database import all_or_nothing, plain_errors, private_file

FREE, FIRST_LOCK = 5, 15 * 60
TABLES = (
    "attempt (staff INTEGER NOT NULL, at INTEGER NOT NULL) STRICT",
    "erased (origin TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (origin, customer)) STRICT, WITHOUT ROWID",
    "backup (at INTEGER NOT NULL, entries INTEGER NOT NULL) STRICT",
)


class Beside:
    """The file beside one store. Raises StoreError where it cannot be written."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(f"{store.name}-beside")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the file, made when first needed."""
        with plain_errors(self.path), closing(self._connect()) as connection, all_or_nothing(connection):
            yield connection

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            private_file(self.path)
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        for table in TABLES:
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        return connection

    # --- PINs

    def count(self, staff: int, now: int) -> int:
        """Counts one more attempt at the clock `now` (seconds) and returns for how many seconds it is locked, 0: go on.

        After five in a row without the right PIN it is locked for fifteen minutes, doubling; a clock set back does not
        shorten it. A locked attempt is not counted.
        """
        with self._open() as sql:
            counted = "SELECT count(*), coalesce(max(at), 0) FROM attempt WHERE staff = ?"
            tried, newest = sql.execute(counted, (staff,)).fetchone()
            locked = newest + lock_seconds(tried) - max(now, newest) if tried >= FREE else 0
            if locked <= 0:
                sql.execute("INSERT INTO attempt VALUES (?,?)", (staff, now))
        return max(locked, 0)

    def right(self, staff: int) -> None:
        """The PIN was right: the count begins anew."""
        with self._open() as sql:
            sql.execute("DELETE FROM attempt WHERE staff = ?", (staff,))

    # --- erasures and backups

    def keep_erased(self, origin: str, customers: Iterable[int]) -> None:
        """Who is erased in the store that began with the entry of hash `origin`."""
        with self._open() as sql:
            sql.executemany("INSERT OR IGNORE INTO erased VALUES (?,?)", [(origin, c) for c in customers])

    def erased(self, origin: str) -> set[int]:
        """The files that were erased in that store, also where the store itself is lost."""
        with self._open() as sql:
            return {c for (c,) in sql.execute("SELECT customer FROM erased WHERE origin = ?", (origin,))}

    def backed_up(self, at: int, entries: int) -> None:
        """A backup of so many entries was made at the clock `at` (seconds)."""
        with self._open() as sql:
            sql.execute("DELETE FROM backup")
            sql.execute("INSERT INTO backup VALUES (?,?)", (at, entries))

    def newest_backup(self) -> tuple[int, int] | None:
        """When the newest backup was made (seconds), and how many entries it has."""
        with self._open() as sql:
            found: tuple[int, int] | None = sql.execute("SELECT at, entries FROM backup").fetchone()
            return found


def lock_seconds(tried: int) -> int:
    """How long the approval is locked after so many attempts in a row: 15 minutes after five, then doubling."""
    return int(FIRST_LOCK * 2 ** min(tried - FREE, 8)) if tried >= FREE else 0
