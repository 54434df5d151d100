"""The policy's clauses, as the answers cite them: clause."""

from __future__ import annotations

from typing import Annotated, Any

from salesdesk.cli import common
from salesdesk.cli.common import Json, argument
from salesdesk.errors import NotFound
from salesdesk.rules.clauses import CLAUSES
from salesdesk.text import _

app = common.verbs()


@app.command()
def clause(
    number: Annotated[str | None, argument("CLAUSE", _("The clause an answer cites."))] = None,
    json: Json = False,
) -> None:
    found = {k: v for k, v in CLAUSES.items() if number is None or k == number or k.startswith(f"{number}.")}
    if not found:
        raise NotFound(_("There is no clause {n}: 'clause' alone lists them").format(n=str(number)[:20]))
    rows: list[dict[str, Any]] = [{"clause": k, "says": _(v.says)} for k, v in found.items()]
    common.say({"clauses": rows}, json, "clauses")
