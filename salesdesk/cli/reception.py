"""Reception and register: checkin, done, undo, handover, call, register, confirm, correct."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, ListOut, MaybePhone, On, argument, option
from salesdesk.cli.lines import when
from salesdesk.days import parse_day
from salesdesk.desk import reception
from salesdesk.desk.arrival import Arrival
from salesdesk.desk.base import Desk
from salesdesk.text import _, sentences

app = common.verbs()

Visit = Annotated[int, argument("VISIT", _("The number of the visit."))]


@app.command()
def checkin(
    phone: MaybePhone = None,
    name: Annotated[str | None, option("--name", _("The visitor's name."))] = None,
    unrecalled: Annotated[bool, option("--unrecalled", _("Has been here, cannot recall by whom (3.7)."))] = False,
    ask_for: Annotated[str | None, option("--ask-for", _("Asks for a salesperson (5.1)."), "STAFF")] = None,
    insists: Annotated[bool, option("--insists", _("Insists on another (5.3); the manager's."))] = False,
    brought_by: Annotated[str | None, option("--brought-by", _("An old customer came along (7.5b)."), "PHONE")] = None,
    with_introducer: Annotated[bool, option("--with-introducer", _("The introducer came along (6.2.3)."))] = False,
    referral: Annotated[int | None, option("--referral", _("The introduction it belongs to."), "N")] = None,
    receiver: Annotated[str | None, option("--receiver", _("Who received; late entries only."), "STAFF")] = None,
    source: Annotated[str | None, option("--source", _("How they heard of us."))] = None,
    need: Annotated[str | None, option("--need", _("What they look for."))] = None,
    budget: Annotated[str | None, option("--budget", _("Budget."))] = None,
    rating: Annotated[str | None, option("--rating", _("A, B, C or D."))] = None,
    note: Annotated[str | None, option("--note", _("Anything else."))] = None,
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
    if not json and common.terminal():
        from salesdesk.cli import prompts

        ask = prompts.arrival if phone is None and not at else prompts.looked_at
        arrival = ask(desk, arrival, at, manager)
    common.say(reception.checkin(desk, arrival, at, manager), json, "checkin")


@app.command()
def done(
    staff: Annotated[str | None, argument("STAFF", _("Whose reception is over."))] = None,
    visit: Annotated[int | None, option("--visit", _("Or which visit."), "N")] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    if staff is None and visit is None and common.terminal():
        from salesdesk.cli import prompts

        staff = prompts.whose_reception(desk)
    common.say(reception.done(desk, staff, visit, at, common.perhaps(desk, as_)), json, "done")


@app.command()
def undo(at: At = None, as_: As = None, json: Json = False) -> None:
    from salesdesk.desk import register

    desk = common.desk()
    approver = common.perhaps(desk, as_)
    common.make_sure(lambda: _is_it_meant(desk, approver, at), json)
    common.say(register.undo(desk, approver, at), json, "undone")


def _is_it_meant(desk: Desk, approver: int | None, at: str | None) -> str | None:
    """The question before an `undo` that would reach past a newer entry, or take back what a colleague entered."""
    from salesdesk.desk import entries, register

    taken = register.would_undo(desk, approver, at)
    stays, sure = taken["stays"], _("Take back {what}, {at}? [y/N]")
    sure = sure.format(what=taken["what"], at=when(taken["at"], taken["at"]))
    if stays:
        newest = _("The newest entry ({newest}) is none that undo takes back.").format(newest=entries.called(stays))
        cancelled = (
            _("A deal is cancelled by 'deal cancel {n}'.").format(n=stays.number) if stays.kind == "deal" else ""
        )
        return sentences(newest, cancelled, sure)
    if taken["account"] != desk.account:
        return sentences(_("{account} entered it.").format(account=taken["account"]), sure)
    return None


@app.command()
def handover(
    visit: Visit,
    reason: Annotated[str, option("--reason", _("refused or asked-for."))],
    fault: Annotated[str | None, option("--fault", _("none, slight or grave (with refused)."))] = None,
    insists: Annotated[bool, option("--insists", _("The visitor insists."))] = False,
    to: Annotated[str | None, option("--to", _("Whom they ask for."), "STAFF")] = None,
    priority: Annotated[bool, option("--priority", _("Grant the first a priority turn (3.10c)."))] = False,
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
    phone: MaybePhone = None,
    name: Annotated[str | None, option("--name", _("The caller's name."))] = None,
    note: Annotated[str | None, option("--note", _("Anything else."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.not_twice(desk, "call", phone, at, json)
    common.say(reception.call(desk, phone, name, note, at, common.perhaps(desk, as_)), json, "called")


@app.command("register")
def show_register(on: On = None, out: ListOut = None, json: Json = False) -> None:
    from salesdesk.desk import register

    common.say(register.show(common.desk(), on), json, "register", out=out)


@app.command()
def confirm(on: On = None, as_: As = None, json: Json = False) -> None:
    from salesdesk.desk import register

    desk = common.desk()
    if on:
        parse_day(on, "--on")
    common.say(register.confirm(desk, common.approved(desk, as_), on), json, "confirmed")


@app.command()
def correct(
    visit: Visit,
    reason: Annotated[str, option("--reason", _("Why."))],
    name: Annotated[str | None, option("--name", _("The right name."))] = None,
    phone: Annotated[str | None, option("--phone", _("The right number: moves the visit to its file."))] = None,
    receiver: Annotated[str | None, option("--receiver", _("Who really received."), "STAFF")] = None,
    visit_at: Annotated[str | None, option("--visit-at", _("When it really was."))] = None,
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
