"""The rotation queue: queue, and open, join, away, back, off, strike, swap, priority below it."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, On, argument, option
from salesdesk.desk import queue as desk_queue
from salesdesk.text import _

app = common.noun()
NOUNS = {"queue": app}
Who = Annotated[str, argument("STAFF", _("Name, code, pinyin or initials."))]


@app.callback(invoke_without_command=True, no_args_is_help=False)
def queue(
    ctx: typer.Context,
    on: On = None,
    why: Annotated[bool, option("--why", _("Show the entries that put each one there."))] = False,
    json: Json = False,
) -> None:
    if ctx.invoked_subcommand is None:
        common.say(desk_queue.show(common.desk(), on, why), json, "queue")


@app.command("open", help=_("Open the day; names give the order."))
def open_day(
    staff: Annotated[list[str] | None, argument("STAFF", _("The order, if not the last one."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(desk_queue.open_day(desk, common.approved(desk, as_), staff or [], at), json, "queue")


@app.command(help=_("Come on at the tail."))
def join(staff: Who, at: At = None, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(desk_queue.join(desk, staff, at, common.perhaps(desk, as_)), json, "queue")


@app.command(help=_("Away from the post (3.4)."))
def away(
    staff: Who,
    excused: Annotated[bool, option("--excused", _("Extra work a superior gave; the manager's."))] = False,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    approver = common.approved(desk, as_) if excused else common.perhaps(desk, as_)
    common.say(desk_queue.away(desk, staff, excused, at, approver), json, "queue")


@app.command(help=_("Back at the post."))
def back(staff: Who, at: At = None, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(desk_queue.back(desk, staff, at, common.perhaps(desk, as_)), json, "queue")


@app.command(help=_("Gone for the day; --unready: found unready (2.5)."))
def off(
    staff: Who,
    unready: Annotated[bool, option("--unready", _("Until the manager releases them; the manager's."))] = False,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    approver = common.approved(desk, as_) if unready else common.perhaps(desk, as_)
    common.say(desk_queue.off(desk, staff, unready, at, approver), json, "queue")


@app.command(help=_("This round's turn is gone (2.1, 3.4)."))
def strike(
    staff: Who,
    reason: Annotated[str, option("--reason", _("Why."))],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(desk_queue.strike(desk, staff, reason, at, common.approved(desk, as_)), json, "queue")


@app.command(help=_("Two exchange places (3.3)."))
def swap(staff: Who, other: Who, at: At = None, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(desk_queue.swap(desk, staff, other, at, common.approved(desk, as_)), json, "queue")


@app.command(help=_("Grant a priority turn."))
def priority(staff: Who, at: At = None, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(desk_queue.priority(desk, staff, at, common.approved(desk, as_)), json, "queue")
