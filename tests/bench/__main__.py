"""`python -m tests.bench`: the goals of issue 6, as ratios measured side by side, in one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
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
FALL = 1.10


def main() -> int:
    """Prints the table; returns 1 when `--check` finds a ratio that fell."""
    asked = _asked()
    names = [asked.only] if asked.only else GUARDED if asked.check else MEASURES
    figures: list[Figure] = []
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} CPUs, {_load()}")
    for name in names:
        for figure in MEASURES[name](asked.rounds, asked.big):
            figures.append(figure)
            print(_line(figure), flush=True)
    if asked.record:
        _record(figures)
    return _check(figures) if asked.check else 0


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    words.add_argument("--only", choices=list(MEASURES), help="one measure alone")
    words.add_argument("--rounds", type=int, default=20, help="rounds of each comparison")
    words.add_argument("--big", action="store_true", help="also 5,000,000 visits, out of the page cache")
    words.add_argument("--check", action="store_true", help="goals 1, 2, 4: fail on a fall of more than 10 %%")
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
    return {f.name: round(f.value, 3) for f in figures if f.unit == "×"}


def _recorded() -> dict[str, Any]:
    return dict(json.loads(RECORDED.read_text("utf-8"))) if RECORDED.exists() else {"ratios": {}}


def _record(figures: Sequence[Figure]) -> None:
    kept = {"on": f"{datetime.now(UTC):%Y-%m-%d}", "python": platform.python_version(), "machine": platform.machine()}
    ratios = {**_recorded()["ratios"], **_ratios(figures)}
    RECORDED.write_text(json.dumps({**kept, "ratios": ratios}, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _check(figures: Sequence[Figure]) -> int:
    """Every guarded ratio against the one recorded: a ratio that grew by more than 10 % is a fall."""
    recorded = _recorded()["ratios"]
    fallen = [(n, v, recorded[n]) for n, v in _ratios(figures).items() if n in recorded and v > recorded[n] * FALL]
    for name, value, was in fallen:
        print(f"FALLEN: {name}: {value:.2f}, recorded {was:.2f}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
