"""Introductions: refer employee, company, client, confirm, list, show, slip."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, On
from salesdesk.desk import referrals
from salesdesk.text import _

app = common.noun(_("Introductions by employees, the company, and old customers (6, 7.5a)."))
NOUNS = {"refer": app}
Phone = Annotated[str, typer.Argument(metavar="PHONE", help=_("The customer's number."))]
Name = Annotated[str, typer.Option("--name", help=_("The customer's name."))]
Number = Annotated[int, typer.Argument(metavar="N", help=_("The number of the introduction."))]
By = Annotated[str, typer.Option("--by", metavar="STAFF", help=_("Who introduces or announces."))]


@app.command(help=_("An employee refers a customer before the first visit (6.2.1)."))
def employee(
    phone: Phone,
    name: Name,
    by: By,
    visit_on: Annotated[str, typer.Option("--visit-on", metavar="DATE", help=_("The planned day."))],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(referrals.employee(desk, common.approved(desk, as_), phone, name, by, visit_on, at), json, "referral")


@app.command(help=_("A customer who came through the company (6.1)."))
def company(
    phone: Phone,
    name: Name,
    source: Annotated[str, typer.Option("--source", help=_("Through whom in the company."))],
    handling: Annotated[str, typer.Option("--handling", help=_("named, introduced, aftercare or aftercare-other."))],
    receiver: Annotated[
        str | None, typer.Option("--receiver", metavar="STAFF", help=_("Whom the executive named (6.1.2)."))
    ] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_)
    answer = referrals.company(desk, manager, phone, name, source, handling, receiver, at)
    common.say(answer, json, "referral")


@app.command(help=_("A salesperson announces whom an old customer sends (7.5a)."))
def client(
    name: Name,
    by: By,
    old: Annotated[str, typer.Option("--from", metavar="PHONE", help=_("The old customer."))],
    visit_at: Annotated[str, typer.Option("--visit-at", help=_("For when: '2025-10-05 15:00'."))],
    phone: Annotated[
        str | None, typer.Argument(metavar="[PHONE]", help=_("The new customer's number, if known."))
    ] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    answer = referrals.client(desk, phone, name, by, old, visit_at, at, common.perhaps(desk, as_))
    common.say(answer, json, "referral")


@app.command(help=_("The manager signs an employee's referral (6.2.3)."))
def confirm(
    number: Number,
    how: Annotated[str, typer.Option("--how", help=_("accompanied or phoned."))],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(referrals.confirm(desk, common.approved(desk, as_), number, how, at), json, "referral")


@app.command("list", help=_("All introductions as they stand."))
def list_all(
    on: On = None,
    status: Annotated[str | None, typer.Option("--status", help=_("open, signed, valid, lapsed or void."))] = None,
    json: Json = False,
) -> None:
    common.say(referrals.list_all(common.desk(), on, status), json, "referrals")


@app.command(help=_("One introduction, today or on a past day."))
def show(number: Number, on: On = None, json: Json = False) -> None:
    common.say(referrals.show(common.desk(), number, on), json, "referral")


@app.command(help=_("The slip in two copies, as a workbook (6.2.1)."))
def slip(
    number: Number,
    out: Annotated[str, typer.Option("--out", help=_("The file to write (.xlsx)."))],
    json: Json = False,
) -> None:
    common.say(referrals.slip(common.desk(), number, out), json, "referral")
