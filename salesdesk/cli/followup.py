"""Keeping after customers: followup, and add, done, incomplete below it."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, On, Phone, option
from salesdesk.desk import followup as desk_followup
from salesdesk.desk.followup import Said
from salesdesk.text import _

app = common.noun()
NOUNS = {"followup": app}
VIEWS = "report_views"

By = Annotated[str, option("--by", _("Whose entry it is."), "STAFF")]
Next = Annotated[str | None, option("--next", _("The next contact: 2025-10-12."), "DATE")]
Words = Annotated[str | None, option("--note", _("Anything else."))]


@app.callback(invoke_without_command=True, no_args_is_help=False)
def followup(
    ctx: typer.Context,
    by: Annotated[str | None, option("--by", _("Only one salesperson's."), "STAFF")] = None,
    on: On = None,
    json: Json = False,
) -> None:
    if ctx.invoked_subcommand is None:
        common.say(desk_followup.overdue(common.desk(), by, on), json, "overdue", VIEWS)


@app.command(help=_("A customer's grade, the next contact, and what the register still lacks."))
def add(
    phone: Phone,
    by: By,
    grade: Annotated[str | None, option("--grade", _("A, B, C or D."))] = None,
    next_day: Next = None,
    note: Words = None,
    source: Annotated[str | None, option("--source", _("How they heard of us."))] = None,
    need: Annotated[str | None, option("--need", _("What they look for."))] = None,
    budget: Annotated[str | None, option("--budget", _("Budget."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    said = Said(grade, next_day, note, source, need, budget)
    common.say(desk_followup.add(desk, phone, by, said, at, common.perhaps(desk, as_)), json, "followed_up", VIEWS)


@app.command(help=_("A contact was made."))
def done(
    phone: Phone,
    by: By,
    next_day: Next = None,
    note: Words = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    said = Said(next=next_day, note=note)
    common.say(desk_followup.done(desk, phone, by, said, at, common.perhaps(desk, as_)), json, "followed_up", VIEWS)


@app.command(help=_("Visits whose register entry lacks source, need, budget or rating (8.1)."))
def incomplete(
    since: Annotated[str | None, option("--from", _("From this day (default: that day alone)."), "DATE")] = None,
    on: On = None,
    json: Json = False,
) -> None:
    common.say(desk_followup.incomplete(common.desk(), since, on), json, "incomplete", VIEWS)
