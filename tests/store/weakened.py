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


@contextmanager
def weakened(
    lock: str = "",
    pragmas: Mapping[str, str] | None = None,
    slow: float = 0.0,
    wait: float | None = None,
    before_entry: Callable[[], object] = lambda: None,
) -> Iterator[None]:
    """Every connection made meanwhile: its transactions, its settings, seconds before each row written, seconds for a lock."""
    connect, settings = sqlite3.connect, dict(pragmas or {})

    class Weakened(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            word = sql.split(maxsplit=1)[0].upper()
            if word == "BEGIN" and lock == LATE:
                sql = "BEGIN"
            elif word in ("BEGIN", "COMMIT", "ROLLBACK") and lock == NONE:
                sql = "SELECT 1"
            elif word == "PRAGMA" and (name := sql.split()[1].partition("=")[0]) in settings and "=" in sql:
                sql = f"PRAGMA {name}={settings[name]}"
            elif word == "INSERT":
                time.sleep(slow)
                if sql.startswith("INSERT INTO entry"):
                    before_entry()
            return super().execute(sql, *values)

    def weak(*args: Any, **more: Any) -> sqlite3.Connection:
        return connect(*args, **{**more, "factory": Weakened, **({} if wait is None else {"timeout": wait})})

    with mock.patch.object(sqlite3, "connect", weak):
        yield


def weakened_program() -> None:
    """The program as installed, weakened as `TEST_WEAKENED` says (keywords of `weakened`, as JSON)."""
    import json
    import sys

    from salesdesk.cli.main import run

    with weakened(**json.loads(os.environ["TEST_WEAKENED"])):
        sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    weakened_program()
