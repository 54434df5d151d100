"""Every clause of the policy is known to the program, has a rule or a command, and cases for and against."""

from __future__ import annotations

import tomllib
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

from tests.inside import CLAUSES

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
READINGS = ("claims", "handover", "introductions", "months", "ownership", "queue", "rarer", "rarest", "reception",
            "register", "undo")  # fmt: skip


def test_the_clauses_of_the_policy_are_those_the_program_knows() -> None:
    assert set(CLAUSES) == {*POLICY, "9", "10"}


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_applied_by_a_rule_or_command_that_exists(clause: str) -> None:
    path = CLAUSES[clause].rule.split(".")
    module = import_module("salesdesk." + ".".join(path[:-1]))
    assert callable(reduce(getattr, path[-1:], module))


@pytest.mark.parametrize("name", [*POLICY, "9", *(f"10-{r}" for r in READINGS)])
def test_a_clause_has_a_case_for_and_a_case_against(name: str) -> None:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    assert {c["side"] for c in cases} == {"for", "against"}
    assert all(c["because"] for c in cases)
