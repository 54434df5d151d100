"""`python -m tests.bench`: the goals of issue 6, as ratios measured side by side, in one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import desk, office
from tests.bench.timing import Figure

RECORDED = Path(__file__).with_name("recorded.json")
Measure = Callable[[int, bool], Iterator[Figure]]
MEASURES: dict[str, Measure] = {
    "checkin": desk.checkin, "words": desk.words, "warm": desk.warm, "growth": desk.growth, "payout": office.payout,
    "keeping": office.keeping, "import": office.importing,
}  # fmt: skip
GUARDED = ("checkin", "words", "growth")
FALL, TRIES = 1.10, 2


def main() -> int:
    """Prints the table; returns 1 when `--check` finds a ratio that fell."""
    asked = _asked()
    names = [asked.only] if asked.only else GUARDED if asked.check else MEASURES
    print(f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}, {_load()}")
    measured = {name: _measured(name, asked) for name in names}
    if asked.record:
        more = [f for _n in range(TRIES) for name in names for f in _measured(name, asked)]
        _record([*(f for figures in measured.values() for f in figures), *more])
    return _check(measured, lambda name: _measured(name, asked)) if asked.check else 0


def _measured(name: str, asked: argparse.Namespace) -> list[Figure]:
    figures = []
    for figure in MEASURES[name](asked.rounds, asked.big):
        figures.append(figure)
        print(_line(figure), flush=True)
    return figures


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    words.add_argument("--only", choices=list(MEASURES), help="one measure alone")
    words.add_argument("--rounds", type=int, default=20, help="rounds of each comparison")
    words.add_argument("--big", action="store_true", help="also 5,000,000 visits, out of the page cache")
    words.add_argument("--check", action="store_true", help="goals 1, 2, 4: fail where a ratio fell by 10 %%")
    words.add_argument("--record", action="store_true", help="keep these ratios to compare with")
    return words.parse_args()


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def _line(f: Figure) -> str:
    verdict = {True: "reached", False: "MISSED", None: ""}[f.reached]
    limit = "" if f.limit is None else f"{'≥' if f.least else '≤'} {_number(f.limit, f.unit)}"
    return f"{f.goal}  {f.name:58} {_number(f.value, f.unit):>12}  {limit:14} {verdict:8} {f.note}".rstrip()


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}".strip() if value >= 100 or unit == "" else f"{value:.2f} {unit}"


# --- what was recorded


def _ratios(figures: Sequence[Figure]) -> dict[str, float]:
    return {f.name: round(f.value, 3) for f in sorted(figures, key=lambda f: f.value) if f.unit == "×"}


def _machine() -> str:
    """What a ratio depends on besides the program: the processor and the Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{model}, {os.cpu_count()} CPUs, Python {'.'.join(platform.python_version_tuple()[:2])}"


def _recorded() -> dict[str, Any]:
    return dict(json.loads(RECORDED.read_text("utf-8"))) if RECORDED.exists() else {"machine": "", "ratios": {}}


def _record(figures: Sequence[Figure]) -> None:
    """Keeps the largest ratio of several runs: what differs from run to run is no fall."""
    kept = {"on": f"{datetime.now(UTC):%Y-%m-%d}", "machine": _machine()}
    ratios = {**_recorded()["ratios"], **_ratios(figures)}
    RECORDED.write_text(json.dumps({**kept, "ratios": ratios}, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _limits(figures: Sequence[Figure]) -> dict[str, float]:
    """What each ratio must not pass: on the machine of the record 10 % more than recorded, on any other its goal."""
    kept = _recorded()
    recorded = kept["ratios"] if kept["machine"] == _machine() else {}
    goals = {f.name: f.limit for f in figures if f.unit == "×" and f.limit is not None}
    return {name: recorded[name] * FALL if name in recorded else goal for name, goal in goals.items()}


def _fallen(figures: Sequence[Figure]) -> list[Figure]:
    limits = _limits(figures)
    return [f for f in figures if f.name in limits and f.value > limits[f.name]]


def _check(measured: Mapping[str, list[Figure]], again: Callable[[str], list[Figure]]) -> int:
    """The measures in which a ratio fell are taken again: what was only the machine's noise does not come back."""
    left = {name: {f.name for f in fallen} for name, figures in measured.items() if (fallen := _fallen(figures))}
    for _n in range(TRIES):
        left = {name: fell & {f.name for f in _fallen(again(name))} for name, fell in left.items()}
        left = {name: fell for name, fell in left.items() if fell}
    for names in left.values():
        for name in sorted(names):
            print(f"FALLEN: {name}", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
