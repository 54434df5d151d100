"""Introductions: refer employee, company, client, confirm, list, show, slip."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import choices, common
from salesdesk.cli.common import As, At, Json, ListOut, On, argument, option
from salesdesk.days import parse_day
from salesdesk.desk import referrals
from salesdesk.text import _

app = common.noun()
NOUNS = {"refer": app}
Phone = Annotated[str | None, argument("PHONE", _("The customer's number."))]
Name = Annotated[str | None, option("--name", _("The customer's name."))]
Number = Annotated[int, argument("N", _("The number of the introduction."))]
By = Annotated[str | None, option("--by", _("Who introduces or announces."), "STAFF")]


@app.command(help=_("An employee refers a customer before the first visit (6.2.1)."))
def employee(
    phone: Phone = None,
    name: Name = None,
    by: By = None,
    visit_on: Annotated[str | None, option("--visit-on", _("The planned day."), "DATE")] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need_phone(phone, _("Phone number"))
    name = common.need(name, "--name", _("Name"))
    by = common.need(by, "--by", _("Who introduces"))
    visit_on = common.need(
        visit_on, "--visit-on", _("Planned day (2025-10-05)"), lambda text: parse_day(text, "--visit-on")
    )
    manager, said = common.approved(desk, as_), (phone, name, by, visit_on, at)
    common.enter(desk, lambda: referrals.employee(desk, manager, *said), json, "referral")


@app.command(help=_("A customer who came through the company (6.1)."))
def company(
    phone: Phone = None,
    name: Name = None,
    source: Annotated[str | None, option("--source", _("Through whom in the company."))] = None,
    handling: Annotated[str | None, option("--handling", _("named, introduced, aftercare or aftercare-other."))] = None,
    receiver: Annotated[str | None, option("--receiver", _("Whom the executive named (6.1.2)."), "STAFF")] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need_phone(phone, _("Phone number or #file"))
    name = common.need(name, "--name", _("Name"))
    source = common.need(source, "--source", _("Through whom in the company"))
    handling = common.choice(handling, "--handling", _("Handling"), choices.HANDLINGS, "handling")
    if handling == "named":
        receiver = common.need(receiver, "--receiver", _("Whom the executive named"))
    manager, said = common.approved(desk, as_), (phone, name, source, handling, receiver, at)
    common.enter(desk, lambda: referrals.company(desk, manager, *said), json, "referral")


@app.command(help=_("A salesperson announces whom an old customer sends (7.5a)."))
def client(
    name: Name = None,
    by: By = None,
    old: Annotated[str | None, option("--from", _("The old customer."), "PHONE")] = None,
    visit_at: Annotated[str | None, option("--visit-at", _("For when: '2025-10-05 15:00'."))] = None,
    phone: Annotated[str | None, argument("PHONE", _("The new customer's number, if known."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.not_twice(desk, "referral", phone, at, json)
    name = common.need(name, "--name", _("Name"))
    by = common.need(by, "--by", _("Whose customer is coming"))
    old = common.need(old, "--from", _("The old customer's number"))
    visit_at = common.need(visit_at, "--visit-at", _("When (2025-10-05 15:00)"))
    manager, said = common.perhaps(desk, as_), (phone, name, by, old, visit_at, at)
    common.enter(desk, lambda: referrals.client(desk, *said, manager), json, "referral")


@app.command(help=_("The manager signs an employee's referral (6.2.3)."))
def confirm(
    number: Number,
    how: Annotated[str | None, option("--how", _("accompanied or phoned."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    how = common.choice(how, "--how", _("How did the introducer announce the visit"), choices.HOW, "how")
    common.say(referrals.confirm(desk, common.approved(desk, as_), number, how, at), json, "referral")


@app.command("list", help=_("All introductions as they stand."))
def list_all(
    on: On = None,
    status: Annotated[str | None, option("--status", _("open, signed, valid, lapsed or void."))] = None,
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
    out: Annotated[str, option("--out", _("The file to write (.xlsx)."))],
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.may_replace(out, json)
    answer = referrals.slip(desk, number, out, common.perhaps(desk, as_))
    common.say_with_file(answer, out, f"refer slip {number}", json, "referral")
