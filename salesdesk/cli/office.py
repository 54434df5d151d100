"""Setting up: init, and staff with add, list, leave, pin below it."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import choices, common
from salesdesk.cli.common import As, Json, ListOut, argument, option
from salesdesk.desk import office
from salesdesk.desk.base import Desk
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
    another: Annotated[bool, option("--another", _("A second person of that name; with --code."))] = False,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    role = common.choice(role, "--role", _("Role"), choices.ROLES)
    answer = office.add_staff(desk, common.approved(desk, as_), name, role, code, common.ask_new_pin, another)
    common.say(answer, json, "one_of_staff")


@staff.command("list", help=_("Who is on the staff."))
def list_staff(out: ListOut = None, json: Json = False) -> None:
    common.say(office.list_staff(common.desk()), json, "staff", out=out)


@staff.command(help=_("Someone has left the office; names what is left open."))
def leave(
    staff_name: Who,
    undo: Annotated[bool, option("--undo", _("Take it back, the same day."))] = False,
    as_: As = None,
    json: Json = False,
) -> None:
    from salesdesk.desk import leaving

    desk = common.desk()
    if not undo:
        common.make_sure(lambda: _sure(desk, staff_name), json)
    operation = leaving.staff_stays if undo else leaving.staff_left
    common.say(operation(desk, common.approved(desk, as_), staff_name), json, "one_of_staff")


def _sure(desk: Desk, staff_name: str) -> str:
    """The question before someone is entered as gone: whom it is about, and what they leave open."""
    from salesdesk.cli.office_views import still_open
    from salesdesk.desk import leaving

    name, still = leaving.before_leaving(desk, staff_name)
    words = _("{name} leaves the office, and owns no customer any more. {open}. Enter it? [y/N]")
    return words.format(name=name, open=still_open(still))


@staff.command(help=_("A new PIN for a manager or director."))
def pin(staff_name: Who, as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    common.say(office.new_pin(desk, common.approved(desk, as_), staff_name, common.ask_new_pin), json, "pin_changed")
