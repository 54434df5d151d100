"""The slip of an introduction: two copies on one page, one for the assistant's file, one for the desk (policy 6.2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from openpyxl.cell import Cell

from salesdesk.books import workbook as shared
from salesdesk.books.workbook import Look, Sheet
from salesdesk.text import N_, _

COLUMNS = 4
TITLES = {
    "employee": N_("Referral by an employee"),
    "company": N_("Introduction through the company"),
    "client": N_("Introduction by an old customer"),
}
STATUSES = {
    "open": N_("open: not signed yet"),
    "signed": N_("signed: the visit is still to come"),
    "valid": N_("valid"),
    "lapsed": N_("lapsed"),
    "void": N_("void"),
}
COPIES = (N_("Copy 1 of 2: for the assistant's file"), N_("Copy 2 of 2: for the reception desk"))
CONDITIONS = (
    N_("It counts if the introducer comes along that day or has phoned before, and the manager signs (6.2.3)."),
    N_("The manager signs before the visit after a phone call, else by the end of the planned day (6.2.3)."),
    N_("No visit on the planned day: lapsed. A visit on an earlier day: void (6.2.2)."),
)
"""Each on a line of its own: a text that wraps may begin its second line with a comma."""
CONDITION = Look(size=9, shrink=True, lines="all")
LABEL = Look(colour=shared.MUTED, lines="all", shaded=True, wrap=True)
VALUE = Look(size=11, lines="all", wrap=True)
STRONG = Look(size=11, bold=True, lines="all", wrap=True)


def write_slip(path: Path, office: str, details: Mapping[str, Any], later: ExitStack | None = None) -> None:
    """Writes the slip to `path`, replacing what is there. `later` and refusals as for every workbook.

    `details`: id, kind, status, name, phone (whole), by, visit_on, registered; None where nothing is known.
    """
    with shared.workbook(path, _("Slip {n}").format(n=details["id"]), later) as out:
        sheet = Sheet(out, _("Slip {n}").format(n=details["id"]), (17, 29, 17, 29))
        sheet.ws.page_setup.fitToHeight = 1
        sheet.ws.print_options.verticalCentered = True
        _copy(sheet, office, details, _(COPIES[0]))
        _cut(sheet)
        _copy(sheet, office, details, _(COPIES[1]))
        sheet.ws.print_area = f"A1:D{sheet.rows}"


def _copy(sheet: Sheet, office: str, details: Mapping[str, Any], which: str) -> None:
    title = f"{_word(TITLES, details['kind'])} · {_('No. {n}').format(n=details['id'])}"
    sheet.across(office, shared.SUBTITLE, COLUMNS, 24)
    sheet.across(title, shared.TITLE, COLUMNS, 30)
    sheet.across(which, Look(size=9, colour=shared.MUTED, across="right"), COLUMNS, 18)
    for left, right in _fields(details):
        sheet.append([c for label, words in (left, right) for c in _field(sheet, label, words)], 30)
    if details["kind"] == "employee":
        for words in CONDITIONS:
            sheet.across(_(words), CONDITION, COLUMNS, 17)
        sheet.across(_how(), Look(lines="all"), COLUMNS, 26)
    _signatures(sheet)


def _fields(details: Mapping[str, Any]) -> Sequence[tuple[tuple[str, Any], tuple[str, Any]]]:
    status = _word(STATUSES, details["status"])
    return (
        ((_("Customer"), details["name"]), (_("Phone"), details["phone"])),
        ((_("Introduced by"), details["by"]), (_("Planned visit"), details["visit_on"])),
        ((_("Registered"), details["registered"]), (_("Status when printed"), status)),
    )


def _field(sheet: Sheet, label: str, words: str | None) -> tuple[Cell, Cell]:
    return sheet.text(label, LABEL), sheet.text(words or "—", STRONG if words else VALUE)


def _how() -> str:
    return _("How:   ☐ came along   ☐ phoned the manager before the visit, at ____ : ____")


def _signatures(sheet: Sheet) -> None:
    for left, right in (
        (_("Introducer, signature and date:"), _("Manager, signature and date:")),
        (_("Filed by:"), _("Date:")),
    ):
        row = sheet.append(
            [k for label in (left, right) for k in (sheet.text(label, shared.SIGN), sheet.cell(shared.SIGN))], 38
        )
        sheet.ws.merged_cells.add(f"A{row}:B{row}")
        sheet.ws.merged_cells.add(f"C{row}:D{row}")


def _cut(sheet: Sheet) -> None:
    sheet.append(height=22)
    sheet.across(
        _("✂  cut here"), Look(size=8, colour=shared.MUTED, across="center", down="top", lines="cut"), COLUMNS, 34
    )


def _word(known: Mapping[str, str], key: str) -> str:
    return _(known[key]) if key in known else key
