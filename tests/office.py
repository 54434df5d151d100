"""An office to test with: types what a person types, in this process, and keeps stdout and stderr apart."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

from salesdesk.cli.main import run
from salesdesk.desk import office as desk_office

PIN = "2468"
SALESPEOPLE = ("李四", "王五", "赵六")
OTHERS = (("孙会计", "employee"), ("何助理", "assistant"))
CHEAP = {"n": 16, "r": 8, "p": 1}


@dataclass(frozen=True)
class Answer:
    """What came out of one command: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out if self.code == 0 else self.err)


@contextmanager
def cheap_pins() -> Iterator[None]:
    """PINs hashed at a cost that a test can bear; what was hashed says at which."""
    with mock.patch.object(desk_office, "COST", CHEAP):
        yield


def type_command(store: Path, clock: str | None, args: Sequence[str], pin: str | None = PIN, **env: str) -> Answer:
    """Runs one command line on `store` at the clock's time."""
    variables = {"SALESDESK_DB": str(store), "SALESDESK_LANG": "en", **env}
    if clock:
        variables["SALESDESK_NOW"] = clock
    if pin:
        variables |= {"SALESDESK_PIN": pin, "SALESDESK_NEW_PIN": pin}
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, variables),
        cheap_pins(),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run(list(args))
    return Answer(code, out.getvalue(), err.getvalue())


def command_tree() -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Every command of the app by its words, with its parameters as Typer keeps them: opts, metavar, required, is_flag."""
    from typer.main import get_group

    from salesdesk.cli.app import root  # imported late: help is made in the language that is set by then

    def below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
        verbs = command.list_commands(None) if hasattr(command, "list_commands") else ()
        if words and (not verbs or command.invoke_without_command):
            yield words, command.params
        for name in verbs:
            yield from below(command.get_command(None, name), (*words, name))

    return below(get_group(root), ())


@lru_cache
def template(salespeople: tuple[str, ...]) -> Path:
    """A store with the usual staff, made once and copied for each test."""
    path = Path(tempfile.mkdtemp()) / "office.db"
    steps = [["init", "--manager", "陈经理", "--director", "周总监"]]
    steps += [["staff", "add", name, "--role", "salesperson"] for name in salespeople]
    steps += [["staff", "add", name, "--role", role] for name, role in OTHERS]
    for step in steps:
        answer = type_command(path, "2025-09-01 08:00", [*step, "--json"])
        assert answer.code == 0, answer.err
    return path


class Office:
    """A store of one's own, with a clock that is set by each command."""

    def __init__(self, folder: Path, salespeople: Sequence[str] = SALESPEOPLE) -> None:
        self.store = folder / "office.db"
        shutil.copyfile(template(tuple(salespeople)), self.store)

    def type(self, clock: str, command: str, pin: str | None = PIN, **env: str) -> Answer:
        """Runs `command` as typed after `salesdesk`."""
        return type_command(self.store, clock, shlex.split(command), pin, **env)

    def ask(self, clock: str, command: str, **env: str) -> Any:
        """The JSON answer; fails when the command was refused."""
        answer = self.type(clock, f"{command} --json", **env)
        assert answer.code == 0, f"{command}: {answer.err}"
        return answer.json

    def refused(self, clock: str, command: str, code: int = 1) -> Mapping[str, Any]:
        """The error of a command that must end with `code`."""
        answer = self.type(clock, f"{command} --json")
        assert answer.code == code, f"{command}: exit {answer.code}, {answer.out}{answer.err}"
        assert answer.out == ""
        error: Mapping[str, Any] = answer.json["error"]
        return error
