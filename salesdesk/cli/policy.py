"""The policy's numbers: policy show, set."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, On, argument, option
from salesdesk.desk import policy
from salesdesk.desk.base import Desk
from salesdesk.text import _, sentences

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
    common.make_sure(lambda: _sure(desk, key, value, since), json)
    manager = common.approved(desk, as_)
    common.say(policy.set_value(desk, manager, key, value, since, at), json, "policy_set")


def _sure(desk: Desk, key: str, value: str, since: str) -> str:
    """The question before a value is set: what stands there, what comes, from when, and whether it is likely."""
    from salesdesk.cli.office_views import value_becomes

    was, unusual = policy.before_setting(desk, key, value, since)
    odd = _("That is unusual for this value: look twice.") if unusual else ""
    return sentences(value_becomes(key, was, value, since), odd, _("Set it? [y/N]"))
