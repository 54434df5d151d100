"""The manager's reports: report weekly, report office."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import common
from salesdesk.cli.common import Json, On, Out, option
from salesdesk.desk import reports
from salesdesk.text import _

app = common.noun()
NOUNS = {"report": app}
VIEWS = "report_views"


@app.command(help=_("A week's calls, visits and deals (8.5)."))
def weekly(
    week: Annotated[str | None, option("--week", _("The week: 2025-W41 (default: last week)."))] = None,
    out: Out = None,
    json: Json = False,
) -> None:
    common.may_replace(out, json)
    common.say(reports.weekly(common.desk(), week, out), json, "weekly", VIEWS)


@app.command(help=_("A month by source and salesperson, and protections about to lapse (8.3)."))
def office(
    month: Annotated[str | None, option("--month", _("The month: 2025-10 (default: this month)."))] = None,
    on: On = None,
    json: Json = False,
) -> None:
    common.say(reports.office(common.desk(), month, on), json, "office", VIEWS)
