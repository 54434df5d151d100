"""Commands under strace: the plan, a fresh copy of the store for each, and what is known of each when nothing goes wrong."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.office import type_command
from tests.store.lived import lived
from tests.store.tools import rows

STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is missing: apt-get install strace")
CLOCK = "2025-11-03 10:00"
COMMANDS = (
    "checkin 13800000009 --name 王九 --note 再来",
    "done --visit 8",
    "call 13800000010 --name 王十",
    "queue away 李四",
    "refer employee 13800000011 --name 李十 --by 孙会计 --visit-on 2025-11-04",
    "deal add 13800000002 --unit 9-1-101 --price 900000",
    "deal cancel 4 --reason 退房",
    "customer erase 13800000003",
    "customer freeze 13800000002 --reason 本人要求",
    "claim file 13800000001 --by 王五 --ground other --note 我先接待",
    "confirm --as 陈经理",
    "undo --as 陈经理",
)


@dataclass(frozen=True)
class Step:
    """One command on a store of its own, and what it must leave: the store before, and after."""

    command: str
    store: Path

    @property
    def plan(self) -> dict[str, Any]:
        return {"store": str(self.store), "clock": CLOCK, "args": [*shlex.split(self.command), "--json"]}


@lru_cache
def base() -> Path:
    return lived(Path(mkdtemp()))


@lru_cache
def entries_of(command: str) -> tuple[int, int]:
    """How many entries there are before a command, and after it when all goes well."""
    path = Path(mkdtemp()) / "office.db"
    shutil.copyfile(base(), path)
    answer = type_command(path, CLOCK, [*shlex.split(command), "--json"])
    assert answer.code == 0, answer.err
    return rows(base(), "SELECT count(*) FROM entry")[0][0], rows(path, "SELECT count(*) FROM entry")[0][0]


def steps_in(folder: Path, commands: tuple[str, ...] = COMMANDS) -> list[Step]:
    """Each command with a fresh copy of the store, and one more copy to warm up with."""
    steps = []
    for n, command in enumerate(commands):
        path = folder / f"office-{n}.db"
        shutil.copyfile(base(), path)
        shutil.copyfile(base(), f"{path}.scratch")
        steps.append(Step(command, path))
    return steps


def run_traced(folder: Path, steps: list[Step], options: list[str], **environment: str) -> tuple[list[Any], str]:
    """Runs the steps under strace, seeing only their stores: what each answered (None: killed), and the log."""
    assert STRACE is not None
    plan, result, log = folder / "plan.json", folder / "result.json", folder / "strace.log"
    plan.write_text(json.dumps([s.plan for s in steps]), "utf-8")
    paths = [arg for s in steps for name in (s.store, f"{s.store}-journal") for arg in ("-P", str(name))]
    command = [STRACE, "-f", "-qq", "-o", str(log), *paths, *options]
    command += [sys.executable, "-m", "tests.store.driver", str(plan), str(result)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=300, check=False)
    assert result.exists(), done.stderr.decode()
    return json.loads(result.read_text("utf-8")), log.read_text("utf-8", errors="replace")
