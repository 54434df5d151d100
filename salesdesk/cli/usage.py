"""What Typer says by itself, in the office's language: usage errors, unknown commands, the layout of help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from salesdesk.cli.typer_inside import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    HelpFormatter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from salesdesk.errors import Usage
from salesdesk.text import N_, _

TYPERS_OWN = (
    N_("Arguments"), N_("Options"), N_("Commands"), N_("required"), N_("default: {default}"), N_("env var: {var}"),
    N_("Show this message and exit."), N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)  # fmt: skip
"""What Typer asks the catalogue for itself; `use_language` shows it the way."""

PLACEHOLDERS = (
    N_("ARGS"), N_("CLAUSE"), N_("COMMAND"), N_("DATE"), N_("DIR"), N_("FIELD"), N_("FILE"), N_("HEADING"), N_("KEY"),
    N_("N"), N_("NAME"), N_("OPTIONS"), N_("PERCENT"), N_("PHONE"), N_("STAFF"), N_("TEXT"), N_("TIME"), N_("VALUE"),
    N_("VISIT"), N_("YUAN"),
)  # fmt: skip
"""What stands in capitals where a value belongs."""


def placeholders(text: str) -> str:
    """`text` with what stands for a value in the language in use: ``[PHONE]`` as ``[电话]``."""
    typed = text.replace("<str>", "TEXT").replace("<int>", "N")
    return re.sub(r"(?<![\w-])[A-Z]+(?![\w-])", lambda word: _(word[0]), typed)


# --- what is wrong with a command line


def worded(error: ClickException) -> str:
    """What is wrong with the command line, and what to do."""
    ctx = error.ctx if isinstance(error, UsageError) else None
    if isinstance(error, NoSuchOption):
        said, guess = _("There is no option {option}"), _("There is no option {option}; did you mean {near}?")
        near = [p for p in error.possibilities or () if p[:3] == error.option_name[:3]]
        return _unknown(said, guess, near, ctx, option=error.option_name)
    return see(_problem(error), ctx)


def _unknown(said: str, guess: str, near: Sequence[str], ctx: Any, **typed: str) -> str:
    """That there is no such thing, and what may have been meant, else where to look."""
    return guess.format(near=_(", ").join(near), **typed) if near else see(said.format(**typed), ctx)


def see(problem: str, ctx: Any) -> str:
    """A problem, and the help that says more."""
    if ctx is None:
        return problem
    return _("{problem}; see '{command} --help'").format(problem=problem, command=ctx.command_path)


def _problem(error: ClickException) -> str:
    if isinstance(error, BadOptionUsage):
        needed = "requires" in error.message
        said = _("{option} needs a value") if needed else _("{option} takes no value")
        return said.format(option=error.option_name)
    if isinstance(error, MissingParameter):
        missing = _("{option} is missing; a file's number is written in quotes: '#12'")
        quoted = error.param is not None and error.param.metavar == "PHONE"
        return (missing if quoted else _("{option} is missing")).format(option=_named(error.param))
    if isinstance(error, BadParameter):
        return _bad_value(error)
    extra = re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", error.message, re.DOTALL)
    too_much = _("'{words}' is too much: quote words that belong together")
    return too_much.format(words=extra[1]) if extra else error.message


def _named(param: Any) -> str:
    """An option by its long name, an argument by what stands for it."""
    if param is None:
        return ""
    argument = param.param_type_name == "argument"
    return placeholders((param.metavar or param.name).strip("[].")) if argument else max(param.opts, key=len)


def _bad_value(error: BadParameter) -> str:
    descriptor = getattr(error.param, "type_descriptor", None)
    number = descriptor is not None and descriptor.annotation is int
    if number and error.message.lstrip("-").isdigit():
        words = _("{option}: write a whole number below 2147483648")
    else:
        words = _("{option}: write a whole number") if number else _("{option}: this value cannot be taken")
    return words.format(option=_named(error.param))


class Group(TyperGroup):
    """A command with commands below it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if not ctx.resilient_parsing and not name.startswith("-") and self.get_command(ctx, name) is None:
            said, guess = _("There is no command '{name}'"), _("There is no command '{name}'; did you mean {near}?")
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx))
            raise Usage(_unknown(said, guess, near, ctx, name=name[:40]))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: HelpFormatter) -> None:
        """Each command with its whole sentence."""
        with formatter.section(_("Commands")):
            formatter.write_dl(self.lines(ctx))

    def lines(self, ctx: Any) -> list[tuple[str, str]]:
        """The commands below it, with what each does."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, c.help or "") for name, c in commands if c is not None and not c.hidden]


# --- help


class Help(HelpFormatter):
    """Help laid out by the columns that Chinese takes."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        usage = prefix or _("Usage: ")
        self._write(placeholders(args), f"{usage}{prog} ")

    def write_heading(self, heading: str) -> None:
        self.write(" " * self.current_indent + _("{heading}:").format(heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        self._write(text, " " * self.current_indent)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from salesdesk.cli.lines import columns, padded

        shown = [(_term(first), _(second) if second else "") for first, second in rows]
        room = max((columns(term) for term, _text in shown if columns(term) <= col_max), default=0) + col_spacing
        for term, text in shown:
            lead = " " * self.current_indent + padded(term, room)
            if columns(term) > col_max:
                self.write(f"{lead}\n")
                lead = " " * (self.current_indent + room)
            self._write(text, lead)

    def _write(self, text: str, lead: str) -> None:
        from salesdesk.cli.lines import columns, wrapped

        for i, part in enumerate(wrapped(text, self.width - columns(lead))):
            self.write(f"{lead if i == 0 else ' ' * columns(lead)}{part}".rstrip() + "\n")


def _term(first: str) -> str:
    """The left column of a list: an argument without its type, an option with what stands for its value."""
    return placeholders(first if first.startswith("-") else re.sub(r" <[^>]+>(\.\.\.)?$", "", first))
