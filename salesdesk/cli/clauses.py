"""The policy's clauses, as the answers cite them: clause."""

from __future__ import annotations

from typing import Annotated

from salesdesk.cli import common
from salesdesk.cli.common import Json, On, argument
from salesdesk.desk import policy
from salesdesk.errors import NotFound
from salesdesk.rules.clauses import CLAUSES
from salesdesk.text import _

app = common.verbs()


@app.command()
def clause(
    number: Annotated[str | None, argument("CLAUSE", _("The clause an answer cites."))] = None,
    on: On = None,
    json: Json = False,
) -> None:
    found = [k for k in CLAUSES if number is None or k == number or k.startswith(f"{number}.")]
    if not found:
        raise NotFound(_("There is no clause {n}: 'clause' alone lists them").format(n=str(number)[:20]))
    common.say({"clauses": policy.clauses(common.desk(), found, on)}, json, "clauses")
