"""The counter of hops counts what it says."""

from __future__ import annotations

from tests.bench import hops

SAMPLE = '''"""A docstring
of two lines."""

LIMIT = 3  # a comment behind code
"""What stands below a value counts."""
# a comment


def once() -> int:
    """Docstring."""
    return LIMIT
'''


def test_lines_of_code_are_neither_docstrings_nor_comments_nor_blank() -> None:
    assert hops.lines_of_code(SAMPLE) == 4


def test_a_check_in_passes_functions_of_ours_and_no_module_of_the_tests() -> None:
    passed = hops.passed_by("checkin")
    assert passed["cli.main"] == 2  # main and run
    assert set(passed) <= set(hops.sources())
    assert sum(passed.values()) > 50


def test_every_goal_has_a_figure() -> None:
    found = hops.figures({"checkin": {"money": 2, "cli.main": 3}, "close": {}})
    assert (found["functions of checkin"], found["modules of checkin, base apart"]) == (5, 1)
    assert hops.goals(found).keys() <= found.keys()
