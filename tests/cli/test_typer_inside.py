"""What this program uses of Typer's private parts is there, in one file, and the version is the one it was written for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import typer

import salesdesk
from salesdesk.cli import typer_inside
from tests.office import Office

PACKAGE = Path(salesdesk.__file__).parent


def test_the_version_whose_inside_is_used_is_pinned_and_installed() -> None:
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert [d for d in project["dependencies"] if d.startswith("typer")] == [f"typer=={typer.__version__}"]


def test_one_file_alone_knows_typers_inside() -> None:
    knowing = [p.name for p in PACKAGE.rglob("*.py") if "typer._" in p.read_text("utf-8")]
    assert knowing == [Path(typer_inside.__file__).name]


def test_what_is_used_of_it_does_what_it_is_used_for(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for command, code, said in (
        ("refer show x", 2, "N: write a whole number"),  # BadParameter, and the type that it missed
        ("refer show", 2, "N is missing"),  # MissingParameter
        ("refer show 7", 1, "7"),  # a number taken as typed
        ("owner", 2, "PHONE is missing; a file's number is written in quotes"),
        ("queue --nine", 2, "There is no option --nine"),  # NoSuchOption
        ("queue --on", 2, "--on needs a value"),  # BadOptionUsage
        ("queue --json=1", 2, "--json takes no value"),
        ("queue swap 李四 王五 赵六", 2, "'赵六' is too much"),  # UsageError
        ("refer employee", 2, "PHONE is missing; see 'salesdesk refer employee --help'"),  # get_current_context
    ):
        answer = office.type("2025-10-05 10:00", command)
        assert (answer.code, answer.out) == (code, ""), command
        assert said in answer.err, command
    for command in ("", "refer", "refer -h"):  # NoArgsIsHelpError, HelpFormatter, the names of the help option
        answer = office.type("2025-10-05 10:00", command)
        assert (answer.code, answer.err) == (0, ""), command
        assert answer.out.startswith("Usage: salesdesk")
