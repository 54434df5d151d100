"""The README shows what a newcomer will see, and names every command."""

from __future__ import annotations

import re

import pytest

from tests.office import command_tree
from tests.readme import README, played

PAGE = README.read_text("utf-8")


@pytest.mark.slow
def test_the_sessions_in_the_readme_are_what_comes_out() -> None:
    assert played(PAGE) == PAGE


def test_the_readme_names_every_command() -> None:
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    named = set(re.findall(r"`([^`]+)`", prose))
    assert [c for words, _options in command_tree() if (c := " ".join(words)) not in named] == []


def test_the_readme_names_no_command_that_is_not_there() -> None:
    shown = [line.split()[2] for line in PAGE.splitlines() if line.startswith("$ salesdesk ")]
    assert set(shown) <= {words[0] for words, _options in command_tree()}
