"""Introductions: refer employee, company, client, confirm, list, show, slip."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, ListOut, On
from salesdesk.desk import referrals
from salesdesk.text import _

app = common.noun()
NOUNS = {"refer": app}
Phone = Annotated[
    str | None,
    typer.Argument(metavar="PHONE", autocompletion=common.complete_customers, help=_("The customer's number.")),
]
Name = Annotated[str | None, typer.Option("--name", help=_("The customer's name."))]
Number = Annotated[int, typer.Argument(metavar="N", help=_("The number of the introduction."))]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="STAFF", autocompletion=common.complete_staff, help=_("Who introduces or announces.")),
]


def _who(phone: str | None, name: str | None, by: str | None) -> tuple[str, str, str]:
    return (
        common.need(phone, "PHONE", _("Phone number")),
        common.need(name, "--name", _("Name")),
        common.need(by, "--by", _("Who introduces")),
    )


@app.command(help=_("An employee refers a customer before the first visit (6.2.1)."))
def employee(
    phone: Phone = None,
    name: Name = None,
    by: By = None,
    visit_on: Annotated[str | None, typer.Option("--visit-on", metavar="DATE", help=_("The planned day."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone, name, by = _who(phone, name, by)
    visit_on = common.need(visit_on, "--visit-on", _("Planned day (2025-10-05)"))
    common.say(referrals.employee(desk, common.approved(desk, as_), phone, name, by, visit_on, at), json, "referral")


@app.command(help=_("A customer who came through the company (6.1)."))
def company(
    phone: Phone = None,
    name: Name = None,
    source: Annotated[str | None, typer.Option("--source", help=_("Through whom in the company."))] = None,
    handling: Annotated[
        str | None, typer.Option("--handling", help=_("named, introduced, aftercare or aftercare-other."))
    ] = None,
    receiver: Annotated[
        str | None,
        typer.Option(
            "--receiver",
            metavar="STAFF",
            autocompletion=common.complete_staff,
            help=_("Whom the executive named (6.1.2)."),
        ),
    ] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need(phone, "PHONE", _("Phone number or #file"))
    name = common.need(name, "--name", _("Name"))
    source = common.need(source, "--source", _("Through whom in the company"))
    handling = common.need(handling, "--handling", _("Handling (named, introduced, aftercare, aftercare-other)"))
    manager = common.approved(desk, as_)
    answer = referrals.company(desk, manager, phone, name, source, handling, receiver, at)
    common.say(answer, json, "referral")


@app.command(help=_("A salesperson announces whom an old customer sends (7.5a)."))
def client(
    name: Name = None,
    by: By = None,
    old: Annotated[
        str | None,
        typer.Option("--from", metavar="PHONE", autocompletion=common.complete_customers, help=_("The old customer.")),
    ] = None,
    visit_at: Annotated[str | None, typer.Option("--visit-at", help=_("For when: '2025-10-05 15:00'."))] = None,
    phone: Annotated[
        str | None,
        typer.Argument(
            metavar="PHONE", autocompletion=common.complete_customers, help=_("The new customer's number, if known.")
        ),
    ] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    name = common.need(name, "--name", _("Name"))
    by = common.need(by, "--by", _("Whose customer is coming"))
    old = common.need(old, "--from", _("The old customer's number"))
    visit_at = common.need(visit_at, "--visit-at", _("When (2025-10-05 15:00)"))
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
    out: ListOut = None,
    json: Json = False,
) -> None:
    common.say(referrals.list_all(common.desk(), on, status), json, "referrals", out=out)


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
