"""The tree of commands. A noun's file is imported when its command is called, not before."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer import main as typer_main
from typer.core import TyperGroup

from salesdesk import __version__
from salesdesk.cli import common, usage
from salesdesk.cli.typer_inside import (
    HELP,
    ClickException,
    CompletionItem,
    Context,
    NoArgsIsHelpError,
    UsageError,
    as_typed,
)
from salesdesk.errors import DeskError, Uncertain
from salesdesk.text import N_, _, json_text, sentences, visible

COMMANDS = {
    "checkin": ("reception", N_("A visitor is here: who receives, and why.")),
    "done": ("reception", N_("A reception is over; waiting visitors are taken.")),
    "undo": ("reception", N_("Take back the newest check-in, done, handover or queue entry.")),
    "handover": ("reception", N_("A visitor in reception wants another salesperson (3.10, 5.2, 5.3).")),
    "call": ("reception", N_("A phone inquiry (3.13).")),
    "register": ("reception", N_("The day's register, calls included, with what is not confirmed yet.")),
    "confirm": ("reception", N_("Confirm a day's register (7.2).")),
    "correct": ("reception", N_("A correcting entry on a visit; the old one stays (7.2).")),
    "queue": ("queue", N_("The rotation queue: whose turn it is.")),
    "refer": ("referrals", N_("Introductions by employees, the company, and old customers (6, 7.5a).")),
    "owner": ("claims", N_("Whose customer, until when, and who would be paid, with the evidence.")),
    "claim": ("claims", N_("Disputes: whose customer is this, and who is paid.")),
    "deal": ("deals", N_("Deals: signed, amended, taken back.")),
    "payout": ("month", N_("The month's commission: a draft, or closed with --close.")),
    "followup": ("followup", N_("Keeping after customers: grades, the next contact, what is overdue (8.1, 8.2, 8.4).")),
    "report": ("report", N_("Reports: the week for the department, the month for the manager.")),
    "policy": ("policy", N_("The policy's numbers, each with its clause and the day it applies from.")),
    "customer": ("customers", N_("Customers' files, and their wishes about them.")),
    "clause": ("clauses", N_("What a clause says: '3.7i', or all of them.")),
    "init": ("office", N_("Create the store, its policy, and the first manager.")),
    "staff": ("office", N_("The staff: who is here, who has left.")),
    "backup": ("keeping", N_("A checked copy of the store.")),
    "restore": ("keeping", N_("Put a backup back; the present store is kept beside it.")),
    "verify": ("keeping", N_("The store is whole, and nothing entered was altered since.")),
    "import": ("importing", N_("Enter an old register in Excel as late visits; the manager's.")),
    "doctor": ("keeping", N_("The whole check, in plain words.")),
    "board": ("board", N_("The day at a glance, for the wall screen: no customer's whole name or number.")),
    "desk": ("session", N_("One session for the whole day: the same commands, without the start-up.")),
    "demo": ("demo", N_("A sample office, a month of its life, and its payout.")),
}
"""Which file each command is in, and the line that says what it does: help and completion import no file."""


CTRL_C = 130
"""What Typer answers for a command that was broken off."""


class Root(usage.Group):
    """The `salesdesk` command itself."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            self.commands[cmd_name] = _load(cmd_name)
        return self.commands.get(cmd_name)

    def lines(self, ctx: Any) -> list[tuple[str, str]]:
        return [(name, _(line)) for name, (_file, line) in COMMANDS.items()]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[CompletionItem]:
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(name, help=line) for name, line in self.lines(ctx) if name.startswith(incomplete)]


def _load(name: str) -> Any:
    """The command of that name, made from its file alone."""
    file, line = COMMANDS[name]
    module = import_module(f"salesdesk.cli.{file}")
    nouns: dict[str, typer.Typer] = getattr(module, "NOUNS", {})
    if name in nouns:
        command: Any = typer_main.get_group(nouns[name])
    else:
        info = next(c for c in module.app.registered_commands if (c.name or c.callback.__name__) == name)
        command = typer_main.get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)
    command.name, command.help = name, _(line)
    return as_typed(command)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"salesdesk {__version__}")
        raise typer.Exit


Context.formatter_class = usage.Help
root = typer.Typer(cls=Root, context_settings=HELP, rich_markup_mode=None, add_completion=True)


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
    group: TyperGroup = as_typed(typer_main.get_command(root))
    return group


def call(args: list[str]) -> int:
    """Runs one command line. Returns the exit code: 0 done, 1 refused, 2 wrong usage, 3 the store.

    Nobody there to read the answer: the command has not failed.
    """
    gc.freeze()
    gc.enable()
    as_json, code = "--json" in args, 0
    try:
        code = _answered(args, as_json)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _complain(common.stopped(), "stopped", None, as_json)
        return CTRL_C
    except OSError as e:
        common.unshown(e)
    return code


def _answered(args: list[str], as_json: bool) -> int:
    """The exit code; whatever is wrong has been told. OSError where the answer cannot be shown."""
    try:
        code = _group().main(args=common.take_request(args), prog_name="salesdesk", standalone_mode=False)
        if code == CTRL_C:
            raise KeyboardInterrupt
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
        _complain(common.stopped(), "stopped", None, as_json)
        return 1
    except DeskError as e:
        message = sentences(e.message, common.to_see_it_again()) if isinstance(e, Uncertain) else e.message
        _complain(message, e.code, e.clause, as_json)
        return e.exit_code
    except SystemExit as e:
        if isinstance(e.__context__, BrokenPipeError):  # Typer ends the program where a reader has gone
            raise e.__context__ from None
        raise
    except OSError as e:
        if e.filename is None and not isinstance(e, FileNotFoundError):
            raise
        gone = _("The working folder is gone: change to another one")
        said = f"{e.strerror}: {str(e.filename)[:200]}" if e.filename else gone
        _complain(said, "refused", None, as_json)
        return 1
    finally:
        common.close_store()


def _complain(message: str, code: str, clause: str | None, as_json: bool) -> None:
    """One sentence on stderr, or one JSON object."""
    cited = f" [{clause}]" if clause else ""
    told = visible(f"{message}{cited}")
    if sys.stderr.isatty() and not as_json:
        from salesdesk.cli.lines import columns_left, wrapped

        told = "\n".join(wrapped(told, columns_left()))
    if as_json:
        told = json_text({"error": {"code": code, "message": message, "clause": clause}})
    with suppress(OSError):
        print(told, file=sys.stderr, flush=True)
