"""SQLite with a safeguard taken away, for the controls: below the program, in the library that it calls.

So a control says what the safeguard is worth wherever in the program it stands, and goes on saying it when that moves.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

LATE, NONE = "late", "none"
"""The write lock taken with the first row that is written, as with `BEGIN`; no transaction, each statement on its own."""


def unwatched(_connection: sqlite3.Connection, _sql: str) -> None:
    """Nothing is done before a statement."""


QUICK = {"synchronous": "OFF", "journal_mode": "MEMORY"}
"""Settings that spare the disk, where nothing is killed."""


def weak_connect(
    lock: str = "",
    pragmas: Mapping[str, str] | None = None,
    slow: float = 0.0,
    wait: float | None = None,
    without: str = "",
    watch: Callable[[sqlite3.Connection, str], object] = unwatched,
    opened: Callable[[sqlite3.Connection], object] = lambda _connection: None,
) -> Callable[..., sqlite3.Connection]:
    """`sqlite3.connect` with other transactions and settings, seconds before each row written, seconds for a lock.

    `without` is how a statement begins that is not carried out; `watch` is called before each, `opened` for each connection.
    """
    connect, settings = sqlite3.connect, dict(pragmas or {})

    def weak(*args: Any, **more: Any) -> sqlite3.Connection:
        class Weakened(more.get("factory", sqlite3.Connection)):  # type: ignore[misc]
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                watch(self, sql)
                word = sql.split(maxsplit=1)[0].upper()
                if word == "BEGIN" and lock == LATE:
                    sql = "BEGIN"
                elif word in ("BEGIN", "COMMIT", "ROLLBACK") and lock == NONE:
                    sql = "SELECT 1"
                elif word == "PRAGMA" and (name := sql.split()[1].partition("=")[0]) in settings and "=" in sql:
                    sql = f"PRAGMA {name}={settings[name]}"
                elif without and sql.startswith(without):
                    sql, values = "SELECT 1", ()
                elif word == "INSERT":
                    time.sleep(slow)
                return super().execute(sql, *values)  # type: ignore[no-any-return]

        more |= {"factory": Weakened} if wait is None else {"factory": Weakened, "timeout": wait}
        connection = connect(*args, **more)
        for name, value in settings.items():
            sqlite3.Connection.execute(connection, f"PRAGMA {name}={value}")
        opened(connection)
        return connection

    return weak


@contextmanager
def weakened(**how: Any) -> Iterator[None]:
    """Every connection made meanwhile is made by `weak_connect`."""
    with mock.patch.object(sqlite3, "connect", weak_connect(**how)):
        yield


@contextmanager
def steps_counted() -> Iterator[list[int]]:
    """The steps that SQLite's machine takes meanwhile, in tens: the one number in the list."""
    counted = [0]

    def step() -> int:
        counted[0] += 1
        return 0

    with weakened(opened=lambda sql: sql.set_progress_handler(step, 10)):
        yield counted


def weakened_program() -> None:
    """The program as installed, weakened as `TEST_WEAKENED` says (keywords of `weakened`, as JSON)."""
    import json
    import sys

    from salesdesk.cli.main import run

    with weakened(**json.loads(os.environ["TEST_WEAKENED"])):
        sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    weakened_program()
