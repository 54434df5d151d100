"""The tree of commands. A noun's file is imported when its command is called, not before."""

from __future__ import annotations

import gc
import json
import sys
from functools import lru_cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer import main as typer_main
from typer._click.core import Context
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError
from typer.core import TyperGroup

from salesdesk import __version__
from salesdesk.cli import common, usage
from salesdesk.errors import DeskError
from salesdesk.text import _, visible

COMMANDS = {
    "checkin": "reception", "done": "reception", "undo": "reception", "handover": "reception", "call": "reception",
    "register": "reception", "confirm": "reception", "correct": "reception",
    "queue": "queue", "refer": "referrals", "owner": "claims", "claim": "claims", "deal": "deals", "payout": "month",
    "followup": "followup", "report": "report",
    "policy": "policy",
    "customer": "customers", "clause": "clauses",
    "init": "office", "staff": "office", "backup": "keeping", "restore": "keeping", "verify": "keeping",
    "import": "importing",
    "doctor": "keeping", "board": "board", "desk": "session", "demo": "demo",
}  # fmt: skip
"""Which file each command is in."""


class Root(usage.Group):
    """The `salesdesk` command itself."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands.get(cmd_name)


def _load(name: str) -> Any:
    """The command of that name, made from its file alone."""
    module = import_module(f"salesdesk.cli.{COMMANDS[name]}")
    nouns: dict[str, typer.Typer] = getattr(module, "NOUNS", {})
    if name in nouns:
        group = typer_main.get_group(nouns[name])
        group.name = name
        return group
    info = next(c for c in module.app.registered_commands if (c.name or c.callback.__name__) == name)
    return typer_main.get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"salesdesk {__version__}")
        raise typer.Exit


Context.formatter_class = usage.Help
root = typer.Typer(cls=Root, context_settings=common.HELP, rich_markup_mode=None, add_completion=True)


@root.callback(no_args_is_help=True)
def desk(
    db: Annotated[str | None, typer.Option("--db", envvar="SALESDESK_DB", help=_("The store (a file)."))] = None,
    lang: Annotated[str | None, typer.Option("--lang", help=_("Language: zh or en."))] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version."))
    ] = False,
) -> None:
    common.use_store(db)


desk.__doc__ = _("Whose customer is this, and who is paid: the desk of one sales office.")
root.registered_callback.help = desk.__doc__  # type: ignore[union-attr]


@lru_cache
def _group() -> TyperGroup:
    return typer_main.get_group(root)


def call(args: list[str]) -> int:
    """Runs one command line. Returns the exit code: 0 done, 1 refused, 2 wrong usage, 3 the store."""
    gc.freeze()
    gc.enable()
    as_json = "--json" in args
    args = common.take_request(args)
    try:
        code = _group().main(args=args, prog_name="salesdesk", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except NoArgsIsHelpError as e:
        typer.echo(e.format_message())
        return 0
    except ClickException as e:
        if type(e) is UsageError and e.ctx and isinstance(e.ctx.command, TyperGroup):
            typer.echo(e.ctx.get_help())
            return 0
        _complain(usage.worded(e), "usage", None, as_json)
        return e.exit_code
    except typer.Abort:
        _complain(_("Stopped; nothing was recorded"), "stopped", None, as_json)
        return 1
    except DeskError as e:
        _complain(e.message, e.code, e.clause, as_json)
        return e.exit_code
    finally:
        common.close_store()


def _complain(message: str, code: str, clause: str | None, as_json: bool) -> None:
    """One sentence on stderr, or one JSON object."""
    if as_json:
        error = {"error": {"code": code, "message": message, "clause": clause}}
        print(json.dumps(error, ensure_ascii=False), file=sys.stderr)
        return
    cited = f" [{clause}]" if clause else ""
    print(visible(f"{message}{cited}"), file=sys.stderr)
