"""The policy's numbers: policy show, set."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, On
from salesdesk.desk import policy
from salesdesk.text import _

app = common.noun()
NOUNS = {"policy": app}


@app.command(help=_("The values in force on a day."))
def show(on: On = None, json: Json = False) -> None:
    common.say(policy.show(common.desk(), on), json, "policy")


@app.command("set", help=_("A new value from a day on; never for a day already closed."))
def set_value(
    key: Annotated[str, typer.Argument(metavar="KEY", help=_("Which value, as in 'policy show'."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("7/10, 0.3 or 1."))],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=_("The first day it applies."))],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_)
    common.say(policy.set_value(desk, manager, key, value, since, at), json, "policy_set")
