"""Attempts at PINs, counted before each is looked at: a file beside the store, so that a refused command leaves the
store itself byte for byte as it was. Wrong ones are entries of the register besides."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from salesdesk.errors import StoreError
from salesdesk.store.database import plain_errors
from salesdesk.text import _

FREE, FIRST_LOCK = 5, 15 * 60


class Attempts:
    """The attempts at the PINs of one store."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(f"{store.name}-pins")

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            try:
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as e:
                reason = _("{path} cannot be created: {reason}").format(path=self.path, reason=e.strerror)
                raise StoreError(reason) from e
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.execute("CREATE TABLE IF NOT EXISTS attempt (staff INTEGER NOT NULL, at INTEGER NOT NULL) STRICT")
        return connection

    def count(self, staff: int, now: int) -> int:
        """Counts one more attempt at the clock `now` (seconds) and returns for how many seconds it is locked, 0: go on.

        After five in a row without the right PIN it is locked for fifteen minutes, doubling; a clock set back does not
        shorten it. A locked attempt is not counted.
        """
        with plain_errors(self.path):
            connection = self._connect()
            try:
                connection.execute("BEGIN IMMEDIATE")
                sql = "SELECT count(*), coalesce(max(at), 0) FROM attempt WHERE staff = ?"
                tried, newest = connection.execute(sql, (staff,)).fetchone()
                locked = newest + lock_seconds(tried) - max(now, newest) if tried >= FREE else 0
                if locked <= 0:
                    connection.execute("INSERT INTO attempt VALUES (?,?)", (staff, now))
                connection.execute("COMMIT")
            finally:
                connection.close()
        return max(locked, 0)

    def right(self, staff: int) -> None:
        """The PIN was right: the count begins anew."""
        with plain_errors(self.path):
            connection = self._connect()
            try:
                connection.execute("DELETE FROM attempt WHERE staff = ?", (staff,))
            finally:
                connection.close()


def lock_seconds(tried: int) -> int:
    """How long the approval is locked after so many attempts in a row: 15 minutes after five, then doubling."""
    return int(FIRST_LOCK * 2 ** min(tried - FREE, 8)) if tried >= FREE else 0
