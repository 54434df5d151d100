"""All that this program uses of Typer's private parts, for the one version that `pyproject.toml` pins.

Typed values are taken as they are: Typer's own way imports pydantic, which is a third of a cold check-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typer._click.core import Context
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter
from typer._click.globals import get_current_context
from typer._click.shell_completion import CompletionItem
from typer._coercion import RuntimeParam, build_runtime_param

__all__ = [
    "HELP",
    "BadOptionUsage",
    "BadParameter",
    "ClickException",
    "CompletionItem",
    "Context",
    "HelpFormatter",
    "MissingParameter",
    "NoArgsIsHelpError",
    "NoSuchOption",
    "UsageError",
    "as_typed",
    "get_current_context",
]  # fmt: skip
HELP = {"help_option_names": ["-h", "--help"]}
"""The settings of every command."""


@dataclass(frozen=True)
class AsTyped(RuntimeParam):
    """A value that needs no turning into what the command wants stays; any other goes Typer's way, errors and all."""

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
        wants = self.annotation
        if wants is str and _is_text(value):
            return value
        if wants is int and type(value) is str and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if wants == list[str] and all(map(_is_text, value)):
            return list(value)
        taken = build_runtime_param(param.type_descriptor).coerce(value, param=param, ctx=ctx)
        if wants is int:
            from salesdesk.money import NUMBERS_END

            if abs(taken) >= NUMBERS_END:
                raise BadParameter(str(taken), ctx, param)
        return taken


def _is_text(value: object) -> bool:
    return type(value) is str and not any("\ud800" <= c <= "\udfff" for c in value)


def as_typed(command: Any) -> Any:
    """The command, and all below it, with parameters that take what is typed."""
    asks_help = command.get_help_option(
        Context(command, info_name=command.name, help_option_names=HELP["help_option_names"])
    )
    for p in (*command.params, asks_help):
        p._runtime_param = AsTyped(p.type_descriptor.parameter_info, p.type_descriptor.annotation)
    for below in getattr(command, "commands", {}).values():
        as_typed(below)
    return command
