"""The policy's numbers: policy show, set."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, On, argument, option
from salesdesk.desk import policy
from salesdesk.text import _

app = common.noun()
NOUNS = {"policy": app}


@app.command(help=_("The values in force on a day."))
def show(on: On = None, json: Json = False) -> None:
    common.say(policy.show(common.desk(), on), json, "policy")


@app.command("set", help=_("A new value from a day on; never for a day already closed."))
def set_value(
    key: Annotated[str, argument("KEY", _("Which value, as in 'policy show'."))],
    value: Annotated[str, argument("VALUE", _("7/10, 0.3 or 1."))],
    since: Annotated[str, option("--from", _("The first day it applies."), "DATE")],
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    manager = common.approved(desk, as_)
    common.say(policy.set_value(desk, manager, key, value, since, at), json, "policy_set")
