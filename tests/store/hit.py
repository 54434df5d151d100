"""One command line again and again, each time hit at another call: ``python -m tests.store.hit PLAN``, run under strace.

The command runs in a child process on a store of its own, everything imported before. strace hits the last of `most` calls
of one sort on these stores; the n-th child makes `most` - n such calls on a file of no interest first, so that it is hit at
the n-th call of its own. The plan is replaced by what each answered: exit code, stdout, stderr, or null where it was killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.office import type_command
from tests.store.weakened import weakened

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


def hit(plan: dict[str, Any], n: int) -> dict[str, Any] | None:
    """The n-th command, in a child process; None when it was killed."""
    folder = Path(plan["folder"])
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        if plan["call"]:
            burn(plan["call"], folder / "scratch", plan["most"] - n)
        answer = type_command(folder / f"{n}.db", plan["clock"], plan["words"])
        with os.fdopen(there, "w") as pipe:
            json.dump({"code": answer.code, "out": answer.out, "err": answer.err}, pipe)
        os._exit(0)
    os.close(there)
    with os.fdopen(here) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else None


def main() -> None:
    path = Path(sys.argv[1])
    plan = json.loads(path.read_text("utf-8"))
    folder = Path(plan["folder"])
    with ExitStack() as stack:
        if plan["weakened"]:
            stack.enter_context(weakened(**plan["weakened"]))
        warm = folder / "warm.db"
        if plan["base"]:
            shutil.copyfile(plan["base"], warm)
        type_command(warm, plan["clock"], plan["words"])
        answers = [hit(plan, n) for n in range(1, plan["most"] + 1)]
    path.write_text(json.dumps(answers), "utf-8")


if __name__ == "__main__":
    main()
