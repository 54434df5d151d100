"""Timing: commands run in turn as fresh processes, compared by the median of their ratios, round by round."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
SALESDESK = str(Path(PYTHON).with_name("salesdesk"))
WARM_UP = 2
QUIET = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `limit` None: told, not judged; `least`: the limit is a least value. Ratios have unit ×."""

    goal: int
    name: str
    value: float
    limit: float | None = None
    unit: str = "×"
    least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value >= self.limit if self.least else self.value <= self.limit


@dataclass(frozen=True)
class Run:
    """One process that ended well: seconds, and peak memory in MB."""

    seconds: float
    peak: float


@dataclass(frozen=True)
class Command:
    """What is run, in which surroundings; `after` puts things back as they were, outside the time."""

    args: Callable[[], Sequence[str]]
    env: Mapping[str, str]
    code: int = 0
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None


def plain_env(**more: str) -> dict[str, str]:
    """The environment without what slows Python down, or turns the product another way."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SALESDESK_", "PYTHON", "_SALESDESK"))}
    return {**kept, "SALESDESK_LANG": "en", **more}


def python(code: str) -> Command:
    """A bare process that runs `code`."""
    return Command(lambda: [PYTHON, "-c", code], plain_env())


def run(command: Command) -> Run:
    """Runs it once. Fails when it ends with another exit code than its own."""
    command.before()
    args = list(command.args())
    start = time.perf_counter()
    child = os.posix_spawn(args[0], args, command.env, file_actions=QUIET)
    _child, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    assert os.waitstatus_to_exitcode(status) == command.code, f"{args}: {status}"
    command.after()
    return Run(seconds, used.ru_maxrss / 1024)


def in_turn(commands: Mapping[str, Command], rounds: int, warm_up: int = WARM_UP) -> dict[str, list[Run]]:
    """Runs A B C A B C …; the first rounds only warm up."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for n in range(rounds + warm_up):
        for name, command in commands.items():
            one = run(command)
            if n >= warm_up:
                runs[name].append(one)
    return runs


def ratio(runs: Sequence[Run], base: Sequence[Run]) -> float:
    """The median of the ratios, each taken within one round: what slows the machine down slows both."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(runs, base, strict=True))


def middle(runs: Sequence[Run]) -> float:
    return statistics.median(r.seconds for r in runs)


def milliseconds(runs: Sequence[Run]) -> str:
    return f"{middle(runs) * 1000:.0f} ms"
