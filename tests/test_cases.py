"""Plays the policy's cases (`cases/*.toml`, see the README there) through the command line."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.office import SALESPEOPLE, Office

CASES = Path(__file__).parent / "cases"
CONDITION = re.compile(r"(?P<path>\S+) (?P<how>=|has|lacks) (?P<value>.+)", re.DOTALL)


def all_cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        read = tomllib.loads(path.read_text("utf-8"))
        found += [pytest.param(c, id=f"{path.stem}: {c['name']}") for c in read["case"]]
    return found


def reach(value: Any, path: str) -> Any:
    """Follows `a.b[0].c` and `a[].b` into a JSON value."""
    for part in re.findall(r"\[\d*\]|[^.\[\]]+", path):
        if part == "[]":
            rest = path.split("[]", 1)[1].lstrip(".")
            return [reach(item, rest) for item in value] if rest else list(value)
        value = value[int(part[1:-1])] if part.startswith("[") else value[part]
    return value


def check(condition: str, answer: Any, known: dict[str, Any]) -> None:
    if condition.startswith("$"):
        name, _, path = condition.partition(" = ")
        known[name] = reach(answer, path.strip())
        return
    found = CONDITION.fullmatch(condition)
    assert found, f"unreadable condition: {condition}"
    wanted = json.loads(fill(found["value"], known))
    have = reach(answer, found["path"])
    if found["how"] == "=":
        assert have == wanted, f"{condition}: {have!r} in {json.dumps(answer, ensure_ascii=False)}"
    else:
        assert (wanted in have) is (found["how"] == "has"), f"{condition}: {have!r}"


def fill(text: str, known: dict[str, Any]) -> str:
    return re.sub(r"\$\w+", lambda m: str(known[m[0]]), text)


def split_conditions(text: str) -> list[str]:
    return [c.strip() for c in re.split(r";\s+(?=[$\w])", text.strip().rstrip(";")) if c.strip()]


@pytest.mark.parametrize("case", all_cases())
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    play(case, tmp_path)


def play(case: dict[str, Any], folder: Path) -> None:
    """Types the steps of a case in an office of its own, and holds each answer against what must come out."""
    office = Office(folder, case.get("staff", SALESPEOPLE))
    known: dict[str, Any] = {}
    for line in case["steps"].splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        clock, command, *rest = line.strip().split(" | ")
        conditions = split_conditions(" | ".join(rest))
        exits = [c for c in conditions if c.startswith("exit = ")]
        code = int(exits[0].removeprefix("exit = ")) if exits else 0
        answer = office.type(clock.strip(), fill(command, known) + " --json")
        assert answer.code == code, f"{line}\nexit {answer.code}: {answer.out}{answer.err}"
        for condition in conditions:
            if condition not in exits:
                try:
                    check(condition, answer.json, known)
                except (KeyError, IndexError, TypeError) as e:
                    raise AssertionError(f"{line}\n{condition}: {e!r} in {answer.out}{answer.err}") from e
                except AssertionError as e:
                    raise AssertionError(f"{line}\n{e}") from e
