"""The README shows what a newcomer will see, and names every command."""

from __future__ import annotations

import re

from typer import main as typer_main

from salesdesk.cli.app import COMMANDS, root
from tests.readme import README, played

PAGE = README.read_text("utf-8")


def all_commands() -> list[str]:
    group = typer_main.get_group(root)
    found = []
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        verbs = getattr(command, "commands", {})
        found += [f"{name} {verb}" for verb in verbs] or [name]
    return found


def test_the_sessions_in_the_readme_are_what_comes_out() -> None:
    assert played(PAGE) == PAGE


def test_the_readme_names_every_command() -> None:
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    named = set(re.findall(r"`([^`]+)`", prose))
    assert [c for c in all_commands() if c not in named] == []


def test_the_readme_names_no_command_that_is_not_there() -> None:
    shown = [line.split()[2] for line in PAGE.splitlines() if line.startswith("$ salesdesk ")]
    assert set(shown) <= set(COMMANDS)
