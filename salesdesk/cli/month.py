"""The month: payout."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, Json, Out
from salesdesk.desk import month as desk_month
from salesdesk.desk.base import Desk
from salesdesk.text import _

app = common.verbs()


@app.command(help=_("The month's commission: a draft, or closed with --close."))
def payout(
    month: Annotated[str, typer.Option("--month", help=_("The month: 2025-10."))],
    out: Out = None,
    close: Annotated[bool, typer.Option("--close", help=_("Close the month; the manager's."))] = False,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    approver = common.approved(desk, as_) if close else None
    answer, _month = desk_month.payout(desk, month, close, approver)
    common.say(answer, json, "payout")


def show_payout(desk: Desk, month: str, out: str | None) -> None:
    """The payout of a month on screen, and as a workbook where `out` names one."""
    answer, _found = desk_month.payout(desk, month, False, None)
    common.say(answer, False, "payout")
