"""Every clause of the policy is known to the program, has a rule or a command, and cases for and against."""

from __future__ import annotations

import inspect
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest

from tests.inside import CLAUSES
from tests.test_cases import play

POLICY = [
    "0.1",
    "0.2",
    "0.3",
    "1.2",
    "1.3",
    "2.1",
    "2.5",
    "3.1",
    "3.2",
    "3.3",
    "3.4",
    "3.6",
    "3.7",
    "3.7g",
    "3.7h",
    "3.7i",
    "3.7j",
    "3.10",
    "3.10a",
    "3.10b",
    "3.10c",
    "3.13",
    "3.14",
    "4.1",
    "4.2",
    "5.1",
    "5.2",
    "5.3",
    "5.4",
    "6.1.1",
    "6.1.2",
    "6.1.3",
    "6.1.4",
    "6.1.5",
    "6.2.1",
    "6.2.2",
    "6.2.3",
    "6.2.4",
    "6.2.5",
    "7.1",
    "7.2",
    "7.3",
    "7.4",
    "7.5",
    "7.5a",
    "7.5b",
    "7.5c",
    "7.6",
    "7.7",
    "8.1",
    "8.2",
    "8.3",
    "8.4",
    "8.5",
]
CASES = Path(__file__).parent / "cases"
WRITTEN = sorted(path.stem for path in CASES.glob("*.toml"))
"""What there are cases of: clauses, readings (10-…), and the command line."""


def test_the_clauses_of_the_policy_are_those_the_program_knows() -> None:
    assert set(CLAUSES) == {*POLICY, "9", "10"}
    assert set(WRITTEN) >= {*POLICY, "9", "cli"}


APPLIED = [clause for clause in CLAUSES if clause != "10"]
"""All but the readings, which are spread over all the others."""


def applied_by(clause: str) -> FunctionType:
    """The function that the program says applies the clause."""
    module, _dot, name = CLAUSES[clause].rule.rpartition(".")
    function = inspect.unwrap(getattr(import_module(f"salesdesk.{module}"), name))
    assert isinstance(function, FunctionType)
    return function


@pytest.mark.parametrize("clause", APPLIED)
def test_a_clause_stands_at_the_head_of_the_function_that_applies_it(clause: str) -> None:
    ids, colon, _rest = (applied_by(clause).__doc__ or "").partition(":")
    assert colon
    assert clause in ids.split(", ")


@pytest.mark.parametrize("clause", APPLIED)
def test_a_case_of_the_clause_reaches_the_function_that_applies_it(clause: str, tmp_path: Path) -> None:
    wanted, reached = applied_by(clause).__code__, []

    def look(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code is wanted:
            reached.append(event)

    for n, case in enumerate(c for c in cases_of(clause) if c["side"] == "for"):
        (folder := tmp_path / str(n)).mkdir()
        sys.setprofile(look)
        try:
            play(case, folder)
        finally:
            sys.setprofile(None)
        if reached:
            break
    assert reached


def cases_of(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return found


@pytest.mark.parametrize("name", WRITTEN)
def test_a_clause_has_a_case_for_and_a_case_against(name: str) -> None:
    cases = cases_of(name)
    assert {c["side"] for c in cases} == {"for", "against"}
    assert all(c["because"] for c in cases)
