"""An old register in Excel, entered as late visits: import."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from salesdesk.cli import common, progress
from salesdesk.cli.common import As, Json, argument, option
from salesdesk.desk import importing
from salesdesk.text import _, visible

app = common.verbs()
LISTED = 20


@app.command("import")
def import_file(
    file: Annotated[str, argument("FILE.xlsx", _("The workbook; its first sheet is read."))],
    dry_run: Annotated[bool, option("--dry-run", _("Show what would happen; record nothing."))] = False,
    heading: Annotated[
        list[str] | None, option("--map", _("Which column holds date, time, name, phone, receiver …"), "FIELD=HEADING")
    ] = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    mapping = importing.mapped(heading or [])
    manager = common.approved(desk, as_)
    try:
        with progress.bar(_("Reading the register")) as tick:
            if dry_run:
                answer = importing.preview(desk, file, mapping, tick)
            else:
                answer = importing.import_register(desk, manager, file, mapping, tick)
    except importing.BadRows as e:
        if json:
            raise
        _bad(e.head, e.lines)
        raise typer.Exit(1) from e
    common.say(answer, json, "imported", "importing")


def _bad(head: str, lines: Sequence[str]) -> None:
    """What is wrong, row below row, on stderr."""
    from salesdesk.cli.lines import columns_left, wrapped

    shown = wrapped(visible(head), columns_left())
    for one in lines:
        first, *more = wrapped(visible(one), columns_left(4))
        shown += [f"  {first}", *(f"    {part}" for part in more)]
    print(*shown, sep="\n", file=sys.stderr)


def imported(answer: Mapping[str, Any]) -> None:
    """What was entered, or would be; the twins; what the manager does next."""
    from salesdesk.cli.lines import commas, line, listed, pairs, word

    told = _("{file}: {rows} rows can be taken; nothing is recorded yet")
    head = told if answer["dry_run"] else _("{file}: {imported} of {rows} rows entered as late visits [7.2]")
    line(head.format(**answer), bold=True)
    totals = _("{rows}: they only add up the others").format(rows=_rows(answer["totals"])) if answer["totals"] else None
    closing = _("{month} comes first from now on, empty or not: 'payout --month {month} --close'")
    pairs(
        (_("Columns"), commas(*(f"{word(f)} ← {heading}" for f, heading in answer["columns"].items()))),
        (_("Not read"), commas(*answer["ignored"])),
        (_("Skipped"), totals),
        (_("Days"), _("{days}, from {from} to {to}").format(**answer) if answer["days"] else None),
        (_("New customers"), str(answer["customers_new"])),
        (_("Left out"), _("{already}: on record already").format(**answer) if answer["already"] else None),
        (_("Closing"), closing.format(month=answer["closes_first"]) if answer["closes_first"] else None),
    )
    twins = [(f"  {t['phone']}  ", commas(_twin(t), *t["names"])) for t in answer["twins"][:LISTED]]
    listed(_("Numbers met more than once: {n}").format(n=len(answer["twins"])), twins)
    if len(answer["twins"]) > LISTED:
        line(_("… all of them with --json"), "  ")
    if answer["imported"]:
        line(_("Each day counts once the manager has confirmed it: 'confirm --on DATE' [7.2]"))


def _twin(twin: Mapping[str, Any]) -> str:
    from salesdesk.cli.lines import commas

    file = _("customer #{n}").format(n=twin["customer"]) if twin["on_record"] else ""
    return commas(file, _rows(twin["rows"]))


def _rows(numbers: Sequence[int]) -> str:
    """``row 4``, ``rows 4, 5``."""
    from salesdesk.cli.lines import commas

    return (_("rows {n}") if numbers[1:] else _("row {n}")).format(n=commas(*numbers[:LISTED]))
