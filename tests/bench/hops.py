"""`python -m tests.bench.hops`: how far a reader has to jump. What a check-in and a close pass, and how the house is cut.

A module is passed when one of its functions is (see `watched`); those of the base are told apart.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from tests.bench.watched import PACKAGE, module_name
from tests.office import PIN
from tests.store.lived import LINES, store_of

RECORDED = Path(__file__).with_name("hops.json")
BASE = ("money", "days", "phones", "text", "errors", "base")
"""The modules below everything, before and after they have a folder."""
OPERATIONS = ("rules", "desk", "office")
"""Where entries are read and decided on, before and after the rebuilding."""
BEFORE_CLOSE = LINES.partition("2025-11-03")[0]
MORNING = "2025-11-03 09:15 | queue open"
COMMANDS = {
    "checkin": (BEFORE_CLOSE + MORNING, "checkin 13800000001 --name 张一 --note 再来"),
    "close": (BEFORE_CLOSE, "payout --month 2025-10 --close"),
}
"""What is counted: the life of the office before it, and the command as typed on 2025-11-03 at 10:00."""
GOALS = {"functions of {name}": 0.60, "modules of {name}, base apart": 1.0}
"""What may be left of the recorded figure; the others have goals of their own, in `_goals`."""


# --- what a command passes


def passed_by(name: str) -> dict[str, int]:
    """The functions by module that a command passes in a fresh process, on an office of its own."""
    life, command = COMMANDS[name]
    with tempfile.TemporaryDirectory() as folder:
        store = store_of(Path(folder), life)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SALESDESK_")}
        env = {"SALESDESK_DB": str(store), "SALESDESK_NOW": "2025-11-03 10:00", "SALESDESK_PIN": PIN}
        words = [sys.executable, "-m", "tests.bench.watched", *command.split()]
        done = subprocess.run(
            words, env={**kept, **env, "SALESDESK_LANG": "en"}, cwd=PACKAGE.parent, capture_output=True, check=False
        )
    assert done.returncode == 0, done.stderr.decode()
    counted: dict[str, int] = json.loads(done.stderr)
    return counted


# --- how the house is cut


@lru_cache
def sources() -> dict[str, str]:
    return {module_name(path): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


def module_functions() -> Iterator[tuple[str, str]]:
    """Every function at the top of a module but the decorated ones, which are called by what decorates them: (module, name)."""
    for module, text in sources().items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and not node.decorator_list:
                yield module, node.name


def used_once() -> list[str]:
    """Functions at the top of a module whose name stands, as a word, nowhere but once beside its definition in its file."""
    words = {module: Counter(re.findall(r"\w+", text)) for module, text in sources().items()}
    return [
        f"{module}.{name}" for module, name in module_functions()
        if words[module][name] == 2 and not any(w[name] for other, w in words.items() if other != module)
    ]  # fmt: skip


def string_subscripts() -> list[str]:
    """Places in rules and operations that read something by a string key: ``desk.deals:12``."""
    return [
        f"{module}:{node.lineno}" for module, text in sources().items() if module.partition(".")[0] in OPERATIONS
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    ]  # fmt: skip


def lines_of_code(text: str) -> int:
    """Lines that are no docstring of a module, class or function, no comment and not blank."""
    documented = {
        line for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }  # fmt: skip
    lines = enumerate(map(str.strip, text.splitlines()), 1)
    return sum(n not in documented for n, line in lines if line and not line.startswith("#"))


# --- figures and goals


def figures(by_module: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """All figures by name."""
    found: dict[str, float] = {}
    for name, counted in by_module.items():
        found[f"functions of {name}"] = sum(counted.values())
        found[f"modules of {name}, base apart"] = sum(m.partition(".")[0] not in BASE for m in counted)
    functions, once = len(list(module_functions())), len(used_once())
    return {
        **found,
        "functions at the top of modules": functions,
        "of these used in one place of their file alone": once,
        "of these, in per cent": round(100 * once / functions, 1),
        "string subscripts in rules and operations": len(string_subscripts()),
        "lines of code": sum(map(lines_of_code, sources().values())),
    }


def goals(recorded: Mapping[str, float]) -> dict[str, float]:
    """What the rebuilding is to reach (issue 12), from the figures of the house before it."""
    of_commands = {
        pattern.format(name=name): recorded[pattern.format(name=name)] * left
        for name in COMMANDS for pattern, left in GOALS.items()
    }  # fmt: skip
    structure = {
        "of these, in per cent": 12, "string subscripts in rules and operations": 40, "lines of code": 8_900,
    }  # fmt: skip
    return {**of_commands, **structure}


def main() -> int:
    """Prints the figures beside the recorded ones and the goals; 1 when `--check` finds one that is not reached."""
    words = argparse.ArgumentParser(prog="python -m tests.bench.hops", description=__doc__)
    words.add_argument("--check", action="store_true", help="fail where a goal is not reached")
    words.add_argument("--modules", action="store_true", help="also the functions of each module that is passed")
    words.add_argument("--places", action="store_true", help="also the functions and the places counted")
    words.add_argument("--record", action="store_true", help="keep these figures as the base to compare with")
    asked = words.parse_args()
    by_module = {name: passed_by(name) for name in COMMANDS}
    found = figures(by_module)
    if asked.record:
        RECORDED.write_text(json.dumps({"figures": found, "passed": by_module}, indent=2) + "\n", "utf-8")
    recorded = json.loads(RECORDED.read_text("utf-8"))["figures"]
    limits = goals(recorded)
    missed = [name for name, limit in limits.items() if found[name] > limit]
    for name, value in found.items():
        limit = f"≤ {limits[name]:,.0f}" if name in limits else ""
        print(
            f"{name:52} {value:>8,g}  was {recorded[name]:>8,g}  {limit:10} {'MISSED' if name in missed else ''}".rstrip()
        )
    if asked.modules:
        for name, counted in by_module.items():
            print(f"\n{name}", *(f"  {module:28} {n:4}" for module, n in sorted(counted.items())), sep="\n")
    if asked.places:
        print("\nused once", *used_once(), "\nstring subscripts", *string_subscripts(), sep="\n  ")
    return 1 if asked.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
