"""Makes a new store again and again, each time in a process of its own: ``python -m tests.store.beginnings FOLDER CALL MOST``.

Run under strace, which kills each process at its MOST-th `CALL` on a store. The n-th process makes MOST - n such calls on a
file of no interest first, so that it is killed at the n-th call of its own `init`: one run covers every call. Writes how each
ended (exit code, or null where it was killed) to FOLDER/ends.json; ends with the first that was not killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from salesdesk.store import database
from tests.office import type_command

CLOCK = "2025-10-05 08:00"
INIT = ("init", "--manager", "陈经理", "--director", "周总监", "--office", "测试", "--json")
BURN: dict[str, Callable[[int], object]] = {
    "pwrite64": lambda handle: os.pwrite(handle, b"x", 0),
    "fdatasync": os.fdatasync,
    "ftruncate": lambda handle: os.ftruncate(handle, 0),
    "fcntl": lambda handle: fcntl.fcntl(handle, fcntl.F_GETFD),
}


def burn(call: str, scratch: Path, times: int) -> None:
    if call == "openat":
        for _n in range(times):
            os.close(os.open(scratch, os.O_RDONLY))
        return
    handle = os.open(scratch, os.O_RDWR)
    for _n in range(times):
        BURN[call](handle)
    os.close(handle)


def begin(store: Path, call: str, scratch: Path, times: int) -> int | None:
    """Makes one store in a child; its exit code, or None where it was killed."""
    child = os.fork()
    if child == 0:
        burn(call, scratch, times)
        os._exit(type_command(store, CLOCK, INIT).code)
    _pid, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None


@contextmanager
def statement_by_statement(connection: sqlite3.Connection, begin: str = "") -> Iterator[None]:
    """No transaction: each statement of `init` stands alone."""
    yield


def main() -> None:
    if os.environ.get("TEST_NO_TRANSACTION"):
        database.all_or_nothing = statement_by_statement
    folder, call, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    scratch = folder / "scratch"
    scratch.write_bytes(b"x")
    assert type_command(folder / "warm.db", CLOCK, INIT).code == 0
    ends: list[int | None] = []
    for n in range(1, most + 1):
        ends.append(begin(folder / f"{n}.db", call, scratch, most - n))
        if ends[-1] is not None:
            break
    (folder / "ends.json").write_text(json.dumps(ends), "utf-8")


if __name__ == "__main__":
    main()
