"""Setting up: init, and staff with add, list, leave, pin below it."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import choices, common
from salesdesk.cli.common import As, Json, ListOut, argument, option
from salesdesk.desk import office
from salesdesk.text import _

app = common.verbs()
staff = common.noun()
NOUNS = {"staff": staff}
Who = Annotated[str, argument("STAFF", _("Name, code, pinyin or initials."))]


@app.command()
def init(
    manager: Annotated[str | None, option("--manager", _("The manager."), "NAME")] = None,
    director: Annotated[str | None, option("--director", _("The director."), "NAME")] = None,
    office_name: Annotated[str | None, option("--office", _("The office's name."), "NAME")] = None,
    zone: Annotated[str, option("--zone", _("The office's time zone."))] = "Asia/Shanghai",
    json: Json = False,
) -> None:
    desk = common.desk()
    if manager is None and common.terminal():
        from salesdesk.cli import prompts

        office.refuse_existing(desk)
        office_name, manager, director = prompts.beginning(office_name, director)
    manager = common.need(manager, "--manager", _("The manager's name"))
    common.say(office.init(desk, office_name, manager, director, zone, common.ask_first_pin), json, "created")


@staff.command(help=_("Someone new on the staff."))
def add(
    name: Annotated[str, argument("NAME", _("The name."))],
    role: Annotated[str | None, option("--role", _("salesperson, manager, director, assistant or employee."))] = None,
    code: Annotated[str | None, option("--code", _("A short code."))] = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    role = common.choice(role, "--role", _("Role"), choices.ROLES)
    answer = office.add_staff(desk, common.approved(desk, as_), name, role, code, common.ask_new_pin)
    common.say(answer, json, "one_of_staff")


@staff.command("list", help=_("Who is on the staff."))
def list_staff(out: ListOut = None, json: Json = False) -> None:
    common.say(office.list_staff(common.desk()), json, "staff", out=out)


@staff.command(help=_("Someone has left the office."))
def leave(staff_name: Who, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(office.staff_left(desk, common.approved(desk, as_), staff_name), json, "one_of_staff")


@staff.command(help=_("A new PIN for a manager or director."))
def pin(staff_name: Who, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(office.new_pin(desk, common.approved(desk, as_), staff_name, common.ask_new_pin), json, "pin_changed")
