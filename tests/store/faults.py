"""What may happen to a command, as one table: operations as they are typed, and faults that strace makes.

Nothing here knows the program but by its command line and the SQLite file that it leaves. An operation is done or not done
after a fault, never half; what was acknowledged is done. `init` differs: before it there is no store at all.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.office import Answer, type_command
from tests.store.lived import lived
from tests.store.tools import rows

STRACE = shutil.which("strace")
needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is missing: apt-get install strace")
CLOCK = "2025-11-03 10:00"
INIT = "init --manager 陈经理 --director 周总监 --office 测试"
OPERATIONS = (
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
    INIT,
)
CALLS = {"writes": "pwrite64", "syncs": "fdatasync", "truncations": "ftruncate", "openings": "openat", "locks": "fcntl"}


@dataclass(frozen=True)
class Fault:
    """What happens at a call of some sort: the process is killed, or the call fails with this error."""

    sort: str
    error: str = ""

    def __str__(self) -> str:
        return f"{self.error or 'killed'} at {self.sort}"

    @property
    def injection(self) -> str:
        return f"error={self.error}" if self.error else "signal=KILL"


KILLS = tuple(Fault(sort) for sort in CALLS)
ERRORS = tuple(Fault(sort, error) for sort, error in (
    ("writes", "ENOSPC"), ("writes", "EIO"), ("syncs", "EIO"), ("syncs", "ENOSPC"), ("truncations", "EIO"),
    ("openings", "EACCES"), ("openings", "EMFILE"), ("locks", "EIO"),
))  # fmt: skip


# --- what a command leaves


def typed(store: Path, line: str) -> Answer:
    return type_command(store, CLOCK, [*shlex.split(line), "--json"])


def entries(store: Path) -> int | None:
    """How many entries the store has by its own check; None where it is not whole, or there is none."""
    answer = typed(store, "verify")
    return int(answer.json["entries"]) if answer.code == 0 else None


@lru_cache
def base() -> Path:
    return lived(Path(mkdtemp()))


@lru_cache
def entries_of(operation: str) -> tuple[int | None, int | None]:
    """How many entries there are before an operation, and after it when all goes well."""
    path = Path(mkdtemp()) / "office.db"
    if operation != INIT:
        shutil.copyfile(base(), path)
    before, answer = entries(path), typed(path, operation)
    assert answer.code == 0, answer.err
    return before, entries(path)


BEGUN = [("office", 1), ("policy", 1), ("staff", 2)]


def state(store: Path, operation: str) -> str:
    """`before` or `after` the operation, both whole; else what is wrong with it."""
    if operation == INIT:
        return _state_of_new(store)
    before, after = entries_of(operation)
    found = entries(store)
    return {before: "before", after: "after"}.get(found, f"not whole: {found} entries")


def _state_of_new(store: Path) -> str:
    """Before an `init` every command refuses and `init` makes the store; after it they work, and `init` says that it is there."""
    looks = [typed(store, line).code for line in ("queue", "verify", "checkin 13800000001")]
    again = typed(store, INIT)
    whole = entries(store) is not None and typed(store, "staff list").code == 0
    if whole and rows(store, "SELECT kind, count(*) FROM entry GROUP BY kind ORDER BY kind") == BEGUN:
        known = {(0, 3, 3, 3): "before", (1, 0, 0, 1): "after"}
        if (again.code, *looks) in known:
            return known[again.code, *looks]
    return f"neither: looked at {looks}, init again {again.code} {again.err.strip()}"


# --- under strace


def traced(
    folder: Path, operation: str, most: int, call: str, options: list[str], weak: Mapping[str, Any] | None = None
) -> tuple[list[Any], str]:
    """Runs the operation `most` times, each on a store of its own in `folder`: what each answered, and strace's log."""
    assert STRACE is not None
    plan, log = folder / "plan.json", folder / "strace.log"
    (folder / "scratch").write_bytes(b"x")
    new = operation == INIT
    for n in range(1, most + 1) if not new else ():
        shutil.copyfile(base(), folder / f"{n}.db")
    told = {
        "folder": str(folder), "base": None if new else str(base()), "clock": CLOCK, "call": call, "most": most,
        "words": [*shlex.split(operation), "--json"], "weakened": dict(weak or {}),
    }  # fmt: skip
    plan.write_text(json.dumps(told), "utf-8")
    names = ["scratch", *(f"{n}.db{more}" for n in range(1, most + 1) for more in ("", "-journal"))]
    seen = [word for name in names for word in ("-P", str(folder / name))]
    command = [STRACE, "-f", "-qq", "-o", str(log), *seen, *options, sys.executable, "-m", "tests.store.hit", str(plan)]
    done = subprocess.run(command, capture_output=True, env={**os.environ}, timeout=600, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(plan.read_text("utf-8")), log.read_text("utf-8", errors="replace")


@lru_cache
def calls_of(operation: str, weak: bool = False) -> Counter[str]:
    """How many calls of each sort an operation makes on its store."""
    sorts = f"trace={','.join(CALLS.values())}"
    (answer,), log = traced(Path(mkdtemp()), operation, 1, "", ["-e", sorts], {"lock": "none"} if weak else None)
    assert answer["code"] == 0, answer
    return Counter(re.findall(r"^\d+\s+(\w+)\(", log, re.MULTILINE))


@dataclass(frozen=True)
class Hit:
    """An operation that was hit at its n-th call: what it answered (None: killed), and the store it left."""

    operation: str
    n: int
    answer: dict[str, Any] | None
    store: Path


def at_each_call(folder: Path, operation: str, fault: Fault, weak: bool = False) -> list[Hit]:
    """The operation hit at its first call of the fault's sort, at its second …, at its last; calls may be a few more or less."""
    call = CALLS[fault.sort]
    most = calls_of(operation, weak)[call] + 3
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:{fault.injection}:when={most}"]
    answers, log = traced(folder, operation, most, call, inject, {"lock": "none"} if weak else None)
    hits = log.count("INJECTED") if fault.error else answers.count(None)
    assert 0 < hits < most, "its last call is among them"
    return [Hit(operation, n, answer, folder / f"{n}.db") for n, answer in enumerate(answers[:hits], 1)]
