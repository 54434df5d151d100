"""Killed at every call on the store (T6), every call failing (T8): twelve commands, one call after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.store.tools import Figure, report_on
from tests.store.traced import Step, entries_of, needs_strace, run_traced, steps_in

pytestmark = [pytest.mark.slow, needs_strace]
CALLS = {"writes": "pwrite64", "syncs": "fdatasync", "truncations": "ftruncate", "openings": "openat", "locks": "fcntl"}
LONGEST = 200


@dataclass(frozen=True)
class Seen:
    """What a command answered (None: killed) when its n-th call was hit, and what it left."""

    step: Step
    n: int
    answer: dict[str, Any] | None
    entries: int
    findings: tuple[Any, ...]

    @property
    def before_and_after(self) -> tuple[int, int]:
        return entries_of(self.step.command)

    def __str__(self) -> str:
        return f"call {self.n} of '{self.step.command}': {self.answer}, {self.entries} entries, {self.findings}"


def at_each_call(tmp_path: Path, call: str, harm: str) -> Iterator[list[Seen]]:
    """Hits the first call of every command, then the second …, until no command has so many."""
    for n in range(1, LONGEST):
        with TemporaryDirectory(dir=tmp_path) as name:
            steps = steps_in(Path(name))
            answers, log = run_traced(
                Path(name), steps, ["-e", f"trace={call}", "-e", f"inject={call}:{harm}:when={n}"]
            )
            if "INJECTED" not in log and "SIGKILL" not in log:
                return
            hit = [(s, a) for s, a in zip(steps, answers, strict=True) if a is None or a["code"] or "error=" in harm]
            reports = [report_on(s.store) for s, _a in hit]
            yield [Seen(s, n, a, r.entries, r.findings) for (s, a), r in zip(hit, reports, strict=True)]


@pytest.mark.parametrize("sort", CALLS)
def test_a_command_killed_at_any_call_is_done_or_not_done(tmp_path: Path, sort: str, record_property: Figure) -> None:
    seen = [s for part in at_each_call(tmp_path, CALLS[sort], "signal=KILL") for s in part if s.answer is None]
    bad = [str(s) for s in seen if s.findings or s.entries not in s.before_and_after]
    record_property(f"kill points at {sort}, bad states", f"{len(seen)}, {len(bad)}")
    assert not bad, "\n".join(bad[:5])
    assert seen


def complaint(s: Seen) -> str | None:
    """What is wrong with how a command took the error, if anything."""
    assert s.answer is not None, f"killed by an error: {s}"
    before, after = s.before_and_after
    code, out, err = s.answer["code"], s.answer["out"], s.answer["err"]
    if s.findings or s.entries not in (before, after):
        return "a bad state"
    if "Traceback" in err or code not in (0, 3):
        return "neither done nor a plain error of the store"
    if code == 0:
        return None if s.entries == after else "it says that it was recorded, and it was not"
    if out:
        return "an answer with an error"
    return (
        None
        if s.entries == before or "nothing was recorded" not in err
        else "it was recorded, and it says that it was not"
    )


ERRORS = [
    ("writes", "ENOSPC"), ("writes", "EIO"), ("syncs", "EIO"), ("syncs", "ENOSPC"), ("truncations", "EIO"), ("openings", "EACCES"),
    ("openings", "EMFILE"), ("locks", "EIO"),
]  # fmt: skip


@pytest.mark.parametrize(("sort", "error"), ERRORS)
def test_an_error_of_the_disk_at_any_call_is_said_and_leaves_no_half(
    tmp_path: Path, sort: str, error: str, record_property: Figure
) -> None:
    seen = [s for part in at_each_call(tmp_path, CALLS[sort], f"error={error}") for s in part]
    bad = [f"{what}: {s}" for s in seen if (what := complaint(s))]
    refused = sum(1 for s in seen if s.answer and s.answer["code"] == 3)
    record_property(f"{error} at {sort}: refused, wrong answers or states", f"{refused}, {len(bad)}")
    assert not bad, "\n".join(bad[:5])
    assert refused
