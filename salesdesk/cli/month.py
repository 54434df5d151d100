"""The month: payout."""

from __future__ import annotations

from typing import Annotated, Any

from salesdesk.cli import common, lines, progress
from salesdesk.cli.common import As, Json, Out, option
from salesdesk.days import parse_month
from salesdesk.desk import month as desk_month
from salesdesk.desk.base import Desk
from salesdesk.errors import Refused, Usage
from salesdesk.text import _

app = common.verbs()


@app.command()
def payout(
    month: Annotated[str | None, option("--month", _("The month: 2025-10."))] = None,
    out: Out = None,
    close: Annotated[bool, option("--close", _("Close the month; the manager's."))] = False,
    explain: Annotated[str | None, option("--explain", _("One person's month, line by line."), "STAFF")] = None,
    policy: Annotated[str | None, option("--policy", _("What if: other policy values beside today's."), "FILE")] = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    month = common.need(month, "--month", _("Which month (2025-10)"), lambda text: parse_month(text, "--month"))
    if sum(map(bool, (close or out, explain, policy))) > 1:
        raise Usage(_("--explain and --policy stand alone, without --close or --out"))
    if explain or policy:
        _look(desk, month, explain, policy, json)
        return
    common.may_replace(out, json)
    shown = _look_before_closing(desk, month) if close and common.terminal() and not json else None
    close = close and (shown is None or shown["status"] == "draft")
    manager = common.approved(desk, as_) if close else None
    try:
        answer = written(desk, month, out, close, manager, shown)
    except Refused as e:
        if e.code == "changed":
            common.say(desk_month.before_closing(desk, month)[0], False, "payout")
        raise
    common.say_with_file(answer, out, f"payout --month {month}", json, "payout")


def _look_before_closing(desk: Desk, month: str) -> dict[str, Any]:
    """What would be closed, shown before the question and the PIN; for one that is closed already there is no question."""
    seen, waiting = desk_month.before_closing(desk, month)
    if seen["status"] == "closed":
        print(_("{month} is closed already and stays as it is").format(month=seen["month"]))
        return seen
    common.say(seen, False, "payout")
    held = _("{n} deals are held, commission {amount}: they are paid in a later month.")
    sure = _("A closed month is never changed. Close {month}? [y/N]").format(month=month)
    if seen["held"]:
        lines.line(held.format(n=len(seen["held"]), amount=lines.money(waiting)))
    common.make_sure(lambda: sure, False)
    return seen


def _look(desk: Desk, month: str, explain: str | None, policy: str | None, json: bool) -> None:
    from salesdesk.desk import payout as closely

    if explain:
        common.say(closely.explain(desk, month, explain), json, "explained")
    elif policy:
        common.say(closely.what_if(desk, month, policy), json, "what_if")


def written(
    desk: Desk, month: str, out: str | None, close: bool = False, manager: int | None = None, shown: Any = None
) -> dict[str, Any]:
    """The payout of a month, and its workbook where `out` names one; closed first when asked to, with the figures `shown`."""
    if not out:
        return desk_month.payout(desk, month, close, manager, shown=shown)
    from salesdesk.desk.payout import with_workbook

    common.workbook_path(out)
    with progress.bar(_("Writing the month")) as tick:
        return with_workbook(desk, month, out, close, manager, shown, tick)
