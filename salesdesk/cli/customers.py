"""Customers' files: customer find, show, correct, consent, freeze, erase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from salesdesk.cli import common, lines
from salesdesk.cli.common import As, Json, Phone, argument, option
from salesdesk.desk import customers
from salesdesk.text import _

app = common.noun()
NOUNS = {"customer": app}
Reason = Annotated[str, option("--reason", _("Why."))]


@app.command(help=_("By part of the name, pinyin initials, or the last four digits."))
def find(text: Annotated[str, argument("TEXT", _("What you know."))], json: Json = False) -> None:
    common.say(customers.find(common.desk(), text), json, "customers")


@app.command(help=_("One file; --whole shows the number and is recorded; the manager's."))
def show(
    phone: Phone,
    whole: Annotated[bool, option("--whole", _("The whole number."))] = False,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_) if whole or as_ else None
    answer = customers.show_whole(desk, phone, manager) if whole and manager else customers.show(desk, phone)
    common.say(answer, json, "customer")


@app.command(help=_("The right name."))
def correct(
    phone: Phone,
    name: Annotated[str, option("--name", _("The right name."))],
    reason: Reason,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_)
    common.say(customers.correct(desk, manager, phone, name, reason), json, "customer_changed")


@app.command(help=_("What the customer consented to."))
def consent(
    phone: Phone,
    given: Annotated[str | None, option("--given", _("Since when (default: today)."), "DATE")] = None,
    marketing: Annotated[bool, option("--marketing/--no-marketing", _("Greetings and marketing too."))] = False,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_)
    common.say(customers.consent(desk, manager, phone, given, marketing), json, "customer_changed")


@app.command(help=_("Keep the file, show it no more."))
def freeze(phone: Phone, reason: Reason, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_)
    common.say(customers.freeze(desk, manager, phone, reason), json, "customer_changed")


@app.command(help=_("Erase name, number and words; shares and the chain stay."))
def erase(phone: Phone, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.make_sure(lambda: _sure(customers.show(desk, phone)["customer"]), json)
    manager = common.approved(desk, as_)
    common.say(customers.erase(desk, manager, phone), json, "customer_changed")


def _sure(who: Mapping[str, Any]) -> str:
    """The question before a file is erased, which names whom it is about."""
    sure = _("{who}: name, number and words are erased for good, no backup brings them back. Erase them? [y/N]")
    return sure.format(who=lines.commas(lines.named(who), who["phone"]))
