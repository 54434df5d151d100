"""Deals: deal add, amend, cancel, list, show."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, ListOut, MaybePhone, argument, option
from salesdesk.cli.lines import money
from salesdesk.desk import deals
from salesdesk.money import parse_yuan, yuan
from salesdesk.text import _

app = common.noun()
NOUNS = {"deal": app}
LEAST_PRICE = 10_000_00
"""In fen: for less nobody sells a flat or a parking space; 120 was meant to be 120万."""
Number = Annotated[int, argument("N", _("The number of the deal."))]


@app.command(help=_("A deal is signed; shows who is paid."))
def add(
    phone: MaybePhone = None,
    unit: Annotated[str | None, option("--unit", _("Which unit."))] = None,
    price: Annotated[str | None, option("--price", _("The price in yuan."), "YUAN")] = None,
    commission: Annotated[
        str | None, option("--commission", _("The commission, if not the policy's rate."), "YUAN")
    ] = None,
    rate: Annotated[str | None, option("--rate", _("Or another rate."), "PERCENT")] = None,
    aftercare: Annotated[str | None, option("--aftercare", _("Who does the aftercare (6.1.4)."), "STAFF")] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need_phone(phone, _("Phone number or #file"))
    common.not_twice(desk, "deal", phone, at, json)
    unit = common.need(unit, "--unit", _("Which unit"))
    price = common.need(price, "--price", _("Price in yuan"), lambda text: parse_yuan(text, _("Price in yuan")))
    _look_twice(price, json)
    manager, given = common.perhaps(desk, as_), (phone, unit, price, commission, rate, aftercare, at)
    common.enter(desk, lambda: deals.add(desk, *given, manager), json, "deal")


def _look_twice(price: str, as_json: bool) -> None:
    """In a terminal, asks about a price that no flat has."""
    fen = parse_yuan(price, "--price")
    if fen < LEAST_PRICE:
        few = _("The price is {price}: is that right? [y/N]").format(price=money(yuan(fen)))
        common.make_sure(lambda: few, as_json)


@app.command(help=_("Another unit, price or name after the deal; changes no share, the amounts follow (7.6)."))
def amend(
    number: Number,
    reason: Annotated[str | None, option("--reason", _("Why."))] = None,
    unit: Annotated[str | None, option("--unit", _("The new unit."))] = None,
    price: Annotated[str | None, option("--price", _("The new price in yuan."), "YUAN")] = None,
    commission: Annotated[
        str | None, option("--commission", _("The commission, if it does not follow the price."), "YUAN")
    ] = None,
    rate: Annotated[str | None, option("--rate", _("Or another rate."), "PERCENT")] = None,
    buyer: Annotated[str | None, option("--buyer", _("The new name."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    why = common.need(reason, "--reason", _("Why"))
    change = deals.Change(reason=why, unit=unit, price=price, commission=commission, rate=rate, buyer=buyer)
    common.say(deals.amend(desk, common.approved(desk, as_), number, change, at), json, "deal")


@app.command(help=_("The deal is off; what was paid is taken back."))
def cancel(
    number: Number,
    reason: Annotated[str, option("--reason", _("Why."))],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(deals.cancel(desk, common.approved(desk, as_), number, reason, at), json, "deal")


@app.command("list", help=_("All deals, or a month's."))
def list_deals(
    month: Annotated[str | None, option("--month", _("The month: 2025-10."))] = None,
    out: ListOut = None,
    json: Json = False,
) -> None:
    common.say(deals.list_deals(common.desk(), month), json, "deals", out=out)


@app.command(help=_("A deal with its shares, and why."))
def show(number: Number, json: Json = False) -> None:
    common.say(deals.show(common.desk(), number), json, "deal")
