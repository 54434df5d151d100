"""Keeping it safe: backup, restore, verify, doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, Json, argument, option
from salesdesk.desk import keeping
from salesdesk.text import _

app = common.verbs()


@app.command()
def backup(file: Annotated[str, argument("FILE", _("The file to write."))], json: Json = False) -> None:
    desk = common.desk()
    if keeping.replaces(desk, file):
        common.may_replace(file, json)
    common.say(keeping.backup(desk, file), json, "kept")


@app.command()
def restore(file: Annotated[str, argument("FILE", _("The backup."))], as_: As = None, json: Json = False) -> None:
    desk = common.desk()
    judge = keeping.judged_by(desk, file)
    sure = _("The backup takes the place of the store, which is kept beside it. Put it back? [y/N]")
    common.make_sure(lambda: sure, json)
    manager = common.approved(judge, as_)
    judge.store.close()
    common.say(keeping.restore(desk, file, manager), json, "restored")


@app.command()
def verify(
    seal: Annotated[str | None, option("--seal", _("A seal written down earlier."))] = None,
    json: Json = False,
) -> None:
    common.say(keeping.verify(common.desk(), seal), json, "verified")


@app.command()
def doctor(json: Json = False) -> None:
    answer = keeping.doctor(common.desk())
    common.say(answer, json, "doctor")
    if not answer["ok"]:
        raise typer.Exit(3)
