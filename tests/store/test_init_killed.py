"""`init` killed at every call on the new file (plan R4): there is no store, and `init` makes one; or there is a whole one.

The control makes the schema statement by statement: then a kill leaves what is neither, and no `init` helps any more.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.office import Answer, type_command
from tests.store.beginnings import INIT
from tests.store.conftest import MEMORY
from tests.store.tools import Figure, rows
from tests.store.traced import STRACE, needs_strace

pytestmark = [pytest.mark.slow, needs_strace]
CLOCK = "2025-10-05 09:00"
CALLS = {"writes": "pwrite64", "syncs": "fdatasync", "truncations": "ftruncate", "openings": "openat", "locks": "fcntl"}
MOST = 400
kept: list[TemporaryDirectory[str]] = []
"""The folders of the killed stores, which several tests look at; gone when the run ends."""


@lru_cache
def killed_at_each(call: str, transaction: bool = True) -> list[Path]:
    """The stores whose `init` was killed at its first call, its second …, each in a folder of its own."""
    assert STRACE is not None
    kept.append(TemporaryDirectory(prefix="salesdesk-test-", dir=MEMORY if MEMORY.is_dir() else None))
    folder = Path(kept[-1].name)
    names = [f"{n}.db{more}" for n in range(1, MOST + 1) for more in ("", "-journal")]
    seen = [word for name in ("scratch", *names) for word in ("-P", str(folder / name))]
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={MOST}"]
    command = [STRACE, "-f", "-qq", "-o", str(folder / "strace.log"), *seen, *inject]
    command += [sys.executable, "-m", "tests.store.beginnings", str(folder), call, str(MOST)]
    environment = {**os.environ, **({} if transaction else {"TEST_NO_TRANSACTION": "1"})}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()
    ends = json.loads((folder / "ends.json").read_text("utf-8"))
    assert ends.pop() == 0, "the last one was not killed, and made its store"
    assert ends == [None] * len(ends)
    return [folder / f"{n}.db" for n in range(1, len(ends) + 1)]


def copied(store: Path, folder: Path) -> Path:
    """The file as the kill left it, its journal beside it."""
    copy = folder / "office.db"
    for more in ("", "-journal"):
        Path(f"{copy}{more}").unlink(missing_ok=True)
        if Path(f"{store}{more}").exists():
            shutil.copyfile(f"{store}{more}", f"{copy}{more}")
    return copy


def typed(store: Path, *words: str) -> Answer:
    return type_command(store, CLOCK, [*words, "--json"])


def init_again(store: Path) -> Answer:
    return type_command(store, CLOCK, INIT)


def is_whole(store: Path) -> bool:
    """Every command takes it for a store, and everything that `init` enters is there."""
    if typed(store, "verify").code or typed(store, "staff", "list").code:
        return False
    return rows(store, "SELECT kind, count(*) FROM entry GROUP BY kind ORDER BY kind") == [
        ("office", 1), ("policy", 1), ("staff", 2),
    ]  # fmt: skip


def looked_at_first(store: Path) -> str:
    """The next command is one that reads: what it takes the file for, and whether `init` fits to that."""
    looks = [typed(store, *words).code for words in (("queue",), ("verify",), ("checkin", "13800000001"))]
    again = init_again(store)
    if is_whole(store):
        if again.code == 0 and looks == [3, 3, 3]:
            return "none"
        if again.code == 1 and looks == [0, 0, 1]:
            return "whole"
    return f"bad: looked at {looks}, init again {again.code}"


def made_again_first(store: Path) -> str:
    """The next command is `init` again: it makes the store, or says that there is one, and there is."""
    again = init_again(store)
    if is_whole(store):
        return {0: "none", 1: "whole"}.get(again.code, f"bad: init again {again.code}")
    return f"bad: init again {again.code}, {again.err.strip()}, and there is no whole store"


@pytest.mark.parametrize("sort", CALLS)
def test_an_init_killed_at_any_call_leaves_no_store_or_a_whole_one(
    tmp_path: Path, sort: str, record_property: Figure
) -> None:
    left = [looked_at_first(copied(store, tmp_path)) for store in killed_at_each(CALLS[sort])]
    bad = [f"call {n}: {state}" for n, state in enumerate(left, 1) if state.startswith("bad")]
    figure = f"{len(left)} points: {left.count('none')} none, {left.count('whole')} whole, {len(bad)} bad"
    record_property(f"init killed at {sort}", figure)
    assert not bad, "\n".join(bad)
    assert left


@pytest.mark.parametrize("sort", CALLS)
def test_an_init_after_a_killed_one_makes_the_store_or_says_truly_that_it_is_there(tmp_path: Path, sort: str) -> None:
    left = [made_again_first(copied(store, tmp_path)) for store in killed_at_each(CALLS[sort])]
    assert not [f"call {n}: {state}" for n, state in enumerate(left, 1) if state.startswith("bad")]


def neither(store: Path) -> bool:
    """The commands refuse it, and so does `init`; or they break down."""
    try:
        return looked_at_first(store).startswith("bad")
    except KeyError:
        return True


def test_without_the_one_transaction_a_killed_init_leaves_what_is_neither(tmp_path: Path) -> None:
    left = killed_at_each("ftruncate", transaction=False)
    assert any(neither(copied(store, tmp_path)) for store in left), "the control must fail"
