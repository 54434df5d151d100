"""Runs commands one after another, each in a process of its own, under strace: ``python -m tests.store.driver PLAN RESULT``.

Everything is imported before the first command, so that the traced calls on the store are the command's own. The plan is a
list of ``{store, clock, args}``; the result has for each the exit code, stdout and stderr, or null where it was killed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from salesdesk.store import database
from tests.office import type_command


def warm_up(step: dict[str, Any], scratch: Path) -> None:
    """The same command on another copy, for what it imports."""
    shutil.copyfile(f"{step['store']}.scratch", scratch)
    type_command(scratch, step["clock"], step["args"])


def run_apart(step: dict[str, Any]) -> dict[str, Any] | None:
    """One command in a child process; None when it was killed."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        answer = type_command(Path(step["store"]), step["clock"], step["args"])
        print(f"ANSWER {answer.code}", file=sys.__stderr__, flush=True)
        with os.fdopen(there, "w") as pipe:
            json.dump({"code": answer.code, "out": answer.out, "err": answer.err}, pipe)
        os._exit(0)
    os.close(there)
    with os.fdopen(here) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else None


def main() -> None:
    plan, result = Path(sys.argv[1]), Path(sys.argv[2])
    steps = json.loads(plan.read_text("utf-8"))
    if pragmas := os.environ.get("TEST_PRAGMAS"):
        database.PRAGMAS = tuple(pragmas.split())
    for step in steps:
        warm_up(step, result.with_suffix(".db"))
    result.write_text(json.dumps([run_apart(step) for step in steps]), "utf-8")


if __name__ == "__main__":
    main()
