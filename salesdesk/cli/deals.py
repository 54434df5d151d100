"""Deals: deal add, amend, cancel, list, show."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, ListOut
from salesdesk.desk import deals
from salesdesk.text import _

app = common.noun()
NOUNS = {"deal": app}
Number = Annotated[int, typer.Argument(metavar="N", help=_("The number of the deal."))]


@app.command(help=_("A deal is signed; shows who is paid."))
def add(
    phone: Annotated[
        str | None,
        typer.Argument(
            metavar="PHONE", autocompletion=common.complete_customers, help=_("Phone number, or #12 for a file.")
        ),
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help=_("Which unit."))] = None,
    price: Annotated[str | None, typer.Option("--price", metavar="YUAN", help=_("The price in yuan."))] = None,
    commission: Annotated[
        str | None, typer.Option("--commission", metavar="YUAN", help=_("The commission, if not the policy's rate."))
    ] = None,
    rate: Annotated[str | None, typer.Option("--rate", metavar="PERCENT", help=_("Or another rate."))] = None,
    aftercare: Annotated[
        str | None,
        typer.Option(
            "--aftercare",
            metavar="STAFF",
            autocompletion=common.complete_staff,
            help=_("Who does the aftercare (6.1.4)."),
        ),
    ] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need(phone, "PHONE", _("Phone number or #file"))
    unit = common.need(unit, "--unit", _("Which unit"))
    price = common.need(price, "--price", _("Price in yuan"))
    answer = deals.add(desk, phone, unit, price, commission, rate, aftercare, at, common.perhaps(desk, as_))
    common.say(answer, json, "deal")


@app.command(help=_("Another name or unit after the deal; changes no share (7.6)."))
def amend(
    number: Number,
    unit: Annotated[str | None, typer.Option("--unit", help=_("The new unit."))] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help=_("The new name."))] = None,
    reason: Annotated[str | None, typer.Option("--reason", help=_("Why."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(deals.amend(desk, common.approved(desk, as_), number, unit, buyer, reason, at), json, "deal")


@app.command(help=_("The deal is off; what was paid is taken back."))
def cancel(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(deals.cancel(desk, common.approved(desk, as_), number, reason, at), json, "deal")


@app.command("list", help=_("All deals, or a month's."))
def list_deals(
    month: Annotated[str | None, typer.Option("--month", help=_("The month: 2025-10."))] = None,
    out: ListOut = None,
    json: Json = False,
) -> None:
    common.say(deals.list_deals(common.desk(), month), json, "deals", out=out)


@app.command(help=_("A deal with its shares, and why."))
def show(number: Number, json: Json = False) -> None:
    common.say(deals.show(common.desk(), number), json, "deal")
