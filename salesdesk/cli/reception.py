"""Reception and register: checkin, done, undo, handover, call, register, confirm, correct."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, ListOut, On
from salesdesk.desk import reception
from salesdesk.desk.arrival import Arrival
from salesdesk.text import _

app = common.verbs()

Visit = Annotated[int, typer.Argument(metavar="VISIT", help=_("The number of the visit."))]
Phone = Annotated[
    str | None,
    typer.Argument(
        metavar="PHONE", autocompletion=common.complete_customers, help=_("Phone number, or #12 for a file.")
    ),
]


@app.command()
def checkin(
    phone: Phone = None,
    name: Annotated[str | None, typer.Option("--name", help=_("The visitor's name."))] = None,
    unrecalled: Annotated[
        bool, typer.Option("--unrecalled", help=_("Has been here, cannot recall by whom (3.7)."))
    ] = False,
    ask_for: Annotated[
        str | None,
        typer.Option(
            "--ask-for", metavar="STAFF", autocompletion=common.complete_staff, help=_("Asks for a salesperson (5.1).")
        ),
    ] = None,
    insists: Annotated[bool, typer.Option("--insists", help=_("Insists on another (5.3); the manager's."))] = False,
    brought_by: Annotated[
        str | None,
        typer.Option(
            "--brought-by",
            metavar="PHONE",
            autocompletion=common.complete_customers,
            help=_("An old customer came along (7.5b)."),
        ),
    ] = None,
    with_introducer: Annotated[
        bool, typer.Option("--with-introducer", help=_("The introducer came along (6.2.3)."))
    ] = False,
    referral: Annotated[
        int | None, typer.Option("--referral", metavar="N", help=_("The introduction it belongs to."))
    ] = None,
    receiver: Annotated[
        str | None,
        typer.Option(
            "--receiver",
            metavar="STAFF",
            autocompletion=common.complete_staff,
            help=_("Who received; late entries only."),
        ),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help=_("How they heard of us."))] = None,
    need: Annotated[str | None, typer.Option("--need", help=_("What they look for."))] = None,
    budget: Annotated[str | None, typer.Option("--budget", help=_("Budget."))] = None,
    rating: Annotated[str | None, typer.Option("--rating", help=_("A, B, C or D."))] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("Anything else."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.perhaps(desk, as_)
    arrival = Arrival(
        phone, name, unrecalled, ask_for, insists, brought_by, with_introducer, referral, receiver, source, need,
        budget, rating, note,
    )  # fmt: skip
    if arrival == Arrival() and not (json or at):
        from salesdesk.cli import prompts

        arrival = prompts.arrival(desk, arrival) if common.terminal() else arrival
    common.say(reception.checkin(desk, arrival, at, manager), json, "checkin")


@app.command()
def done(
    staff: Annotated[
        str | None,
        typer.Argument(metavar="STAFF", autocompletion=common.complete_staff, help=_("Whose reception is over.")),
    ] = None,
    visit: Annotated[int | None, typer.Option("--visit", metavar="N", help=_("Or which visit."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(reception.done(desk, staff, visit, at, common.perhaps(desk, as_)), json, "done")


@app.command()
def undo(at: At = None, as_: As = None, json: Json = False) -> None:
    from salesdesk.desk import register

    desk = common.desk()
    common.say(register.undo(desk, common.perhaps(desk, as_), at), json, "undone")


@app.command()
def handover(
    visit: Visit,
    reason: Annotated[str, typer.Option("--reason", help=_("refused or asked-for."))],
    fault: Annotated[str | None, typer.Option("--fault", help=_("none, slight or grave (with refused)."))] = None,
    insists: Annotated[bool, typer.Option("--insists", help=_("The visitor insists."))] = False,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="STAFF", autocompletion=common.complete_staff, help=_("Whom they ask for.")),
    ] = None,
    priority: Annotated[bool, typer.Option("--priority", help=_("Grant the first a priority turn (3.10c)."))] = False,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    from salesdesk.desk import handover as desk_handover

    desk = common.desk()
    wish = desk_handover.Wish(reason, fault, insists, to, priority)
    wish.check()
    common.say(desk_handover.handover(desk, common.approved(desk, as_), visit, wish, at), json, "checkin")


@app.command()
def call(
    phone: Phone = None,
    name: Annotated[str | None, typer.Option("--name", help=_("The caller's name."))] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("Anything else."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(reception.call(desk, phone, name, note, at, common.perhaps(desk, as_)), json, "called")


@app.command("register")
def show_register(on: On = None, out: ListOut = None, json: Json = False) -> None:
    from salesdesk.desk import register

    common.say(register.show(common.desk(), on), json, "register", out=out)


@app.command()
def confirm(on: On = None, as_: As = None, json: Json = False) -> None:
    from salesdesk.desk import register

    desk = common.desk()
    common.say(register.confirm(desk, common.approved(desk, as_), on), json, "confirmed")


@app.command()
def correct(
    visit: Visit,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    name: Annotated[str | None, typer.Option("--name", help=_("The right name."))] = None,
    phone: Annotated[
        str | None, typer.Option("--phone", help=_("The right number: moves the visit to its file."))
    ] = None,
    receiver: Annotated[
        str | None,
        typer.Option(
            "--receiver", metavar="STAFF", autocompletion=common.complete_staff, help=_("Who really received.")
        ),
    ] = None,
    visit_at: Annotated[str | None, typer.Option("--visit-at", help=_("When it really was."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    from salesdesk.desk import register

    desk = common.desk()
    manager = common.approved(desk, as_)
    answer = register.correct(
        desk, manager, visit, reason, at, name=name, phone=phone, receiver=receiver, visit_at=visit_at
    )
    common.say(answer, json, "corrected")
