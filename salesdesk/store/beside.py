"""What must outlive the store itself, in a small file beside it (`<store>-beside`): attempts at PINs, counted before each
is looked at, so that a refused command leaves the store byte for byte; who was erased, by file number alone, so that no
old backup brings them back; and when the newest backup was made.

A damaged file is put aside. In its place, or in that of a deleted one, another is made of what the store says."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from salesdesk.errors import StoreError
from salesdesk.files import free_name, real
from salesdesk.store.database import (
    all_or_nothing,
    exists,
    open_store,
    plain_errors,
    private_file,
    put_aside,
    refuse_second_name,
)

FREE, LOCK_SECONDS = 5, 15 * 60
TABLES = (
    "attempt (staff INTEGER NOT NULL, at INTEGER NOT NULL, boot TEXT, running REAL) STRICT",
    "erased (origin TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (origin, customer)) STRICT, WITHOUT ROWID",
    "backup (at INTEGER NOT NULL, entries INTEGER NOT NULL) STRICT",
    "anew (at INTEGER NOT NULL) STRICT",
)
"""An attempt tells the machine's clock, its start, and the seconds since then; read from the store, its clock alone."""
SHAPE = {f"CREATE TABLE {table}" for table in TABLES}
DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
ATTEMPT_BEFORE = "CREATE TABLE attempt (staff INTEGER NOT NULL, at INTEGER NOT NULL) STRICT"


def running() -> tuple[str, float]:
    """Which start of the machine this is, where it tells, and the seconds since then, sleep included where it counts."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, UnicodeError):
        boot = ""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return boot, time.monotonic() if clock is None else time.clock_gettime(clock)


class Beside:
    """The file beside one store, by whatever path that is named. Raises StoreError where it cannot be written."""

    def __init__(self, store: Path) -> None:
        self.store = real(store)
        self.path = self.store.with_name(f"{self.store.name}-beside")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the file, made when first needed."""
        with plain_errors(self.path), closing(self._connect()) as connection, all_or_nothing(connection):
            yield connection

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            private_file(self.path)
        seen = self._inode()
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            if connection.execute("PRAGMA quick_check").fetchone() == ("ok",):
                if _shape(connection) != SHAPE and _shape(connection) <= SHAPE | {ATTEMPT_BEFORE}:
                    self._make(connection)
                if _shape(connection) == SHAPE:
                    return connection
        except sqlite3.DatabaseError as e:
            if e.sqlite_errorcode & 0xFF not in DAMAGED:
                connection.close()
                raise
        connection.close()
        if self._inode() == seen:  # else another terminal was quicker
            put_aside(self.path, free_name(self.path.with_name(f"{self.path.name}.damaged-{int(time.time())}")))
        return self._connect()

    def _inode(self) -> int:
        return self.path.stat().st_ino if self.path.exists() else 0

    def _make(self, connection: sqlite3.Connection) -> None:
        """Makes the tables that are not there, and fills them with what the store says."""
        with all_or_nothing(connection):
            before = _shape(connection)
            if ATTEMPT_BEFORE in before:
                connection.execute("DROP TABLE attempt")
            for table in TABLES:
                connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
            with suppress(StoreError), plain_errors(self.store):
                if exists(self.store) and before != SHAPE:
                    self._fill(connection, anew=not before)

    def _fill(self, connection: sqlite3.Connection, anew: bool) -> None:
        """Who is erased, the newest wrong PINs and, where it is made anew beside a store with approvals, that it was."""
        with closing(open_store(self.store)) as store:
            erased = store.execute(
                "SELECT o.hash, e.number FROM entry e, entry o WHERE e.kind = 'erase' AND o.seq = 2"
            ).fetchall()
            wrong = store.execute(
                "SELECT json_extract(body, '$.staff'), entered FROM entry WHERE kind = 'wrong-pin' ORDER BY seq"
            ).fetchall()
            approved = store.execute("SELECT 1 FROM entry WHERE approver IS NOT NULL LIMIT 1").fetchone()
        connection.executemany("INSERT OR IGNORE INTO erased VALUES (?,?)", erased)
        connection.executemany("INSERT INTO attempt (staff, at) VALUES (?,?)", wrong)
        if anew and (approved or erased or wrong):
            connection.execute("INSERT INTO anew VALUES (?)", (int(time.time()),))

    def made_anew(self) -> int | None:
        """When the file was made anew because it was damaged or gone (seconds)."""
        with self._open() as sql:
            (newest,) = sql.execute("SELECT max(at) FROM anew").fetchone()
            return None if newest is None else int(newest)

    # --- PINs

    def locked(self, staff: int, now: int) -> int:
        """For how many seconds the approvals of that person are locked at the clock `now`, 0: they are not (16.3)."""
        refuse_second_name(self.store)
        with self._open() as sql:
            return _locked(sql, staff, now)

    def count(self, staff: int, now: int) -> int:
        """Counts one more attempt and returns for how many seconds it is locked, 0: go on. A locked one is not counted."""
        refuse_second_name(self.store)
        with self._open() as sql:
            left = _locked(sql, staff, now)
            if not left:
                sql.execute("INSERT INTO attempt VALUES (?,?,?,?)", (staff, now, *running()))
            return left

    def unlock(self, staff: int) -> None:
        """The PIN was right, or is another now: the count begins anew."""
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


def _shape(connection: sqlite3.Connection) -> set[str]:
    """The tables, as they were created."""
    return {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def _locked(sql: sqlite3.Connection, staff: int, now: int) -> int:
    """The seconds until fifteen minutes have passed since the last of five attempts in a row; then the count begins anew.

    Attempts read from the store count where they are that young, from when the file was first asked on.
    """
    boot, seconds = running()
    sql.execute("DELETE FROM attempt WHERE boot IS NULL AND at <= ?", (now - LOCK_SECONDS,))
    since = "UPDATE attempt SET boot = ?, running = ? - max(0, ? - at) WHERE boot IS NULL"
    sql.execute(since, (boot, seconds, now))
    tried = sql.execute("SELECT at, boot, running FROM attempt WHERE staff = ? ORDER BY rowid", (staff,)).fetchall()
    if len(tried) < FREE:
        return 0
    at, started, then = tried[-1]
    same = started == boot and then <= seconds
    left: int = math.ceil(LOCK_SECONDS - (seconds - then if same else max(seconds, now - at)))
    if left <= 0:
        sql.execute("DELETE FROM attempt WHERE staff = ?", (staff,))
    return max(left, 0)
