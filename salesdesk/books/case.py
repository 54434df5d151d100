"""A case as a sheet of paper: who, what the register shows, what the policy says, and lines to sign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from salesdesk.books import workbook as shared
from salesdesk.books.workbook import Look, Sheet
from salesdesk.text import _

COLUMNS = "ABCD"
LABEL = Look(colour=shared.MUTED, lines="all", shaded=True, wrap=True)
VALUE = Look(lines="all", wrap=True)
PART = Look(size=12, bold=True)


class Table(Struct, frozen=True):
    """A part of the case: its heading, at most four columns, the rows, and what it says when there are none."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    none: str


class CaseSheet(Struct, frozen=True):
    """What stands on the sheet, in words. `signers` is empty for one that nobody signs."""

    office: str
    title: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    signers: Sequence[str] = ()


def write_case(path: Path, case: CaseSheet) -> None:
    """Writes the sheet to `path`, replacing what is there. Refusals as for every workbook."""
    with shared.workbook(path, case.title) as out:
        sheet = Sheet(out, _("Case"), (32, 20, 20, 20))
        sheet.foot(case.title)
        sheet.across(case.office or _("Sales office"), shared.SUBTITLE, len(COLUMNS), 24)
        sheet.across(case.title, shared.TITLE, len(COLUMNS), 30)
        for fact in case.facts:
            _spread(sheet, fact, [LABEL, VALUE])
        for table in case.tables:
            sheet.append(height=8)
            sheet.append([sheet.text(table.title, PART)], 22)
            for row in (table.heads, *table.rows) if table.rows else ():
                _spread(sheet, row, [shared.HEADING if row is table.heads else VALUE] * len(row))
            if not table.rows:
                sheet.append([sheet.text(table.none, shared.LABEL)], 18)
        _signatures(sheet, case.signers)
        sheet.ws.print_area = f"A1:{COLUMNS[-1]}{sheet.rows}"


def _spread(sheet: Sheet, words: Sequence[str], looks: Sequence[Look]) -> None:
    """A row whose last text takes all the columns that are left, as high as it needs."""
    last = len(words) - 1
    rooms = (*sheet.widths[:last], sum(sheet.widths[last:]))
    lines = max(shared.lines_of(w, room) for w, room in zip(words, rooms, strict=True))
    cells = [sheet.text(w, look) for w, look in zip(words, looks, strict=True)]
    row = sheet.append([*cells, *(sheet.cell(looks[-1]) for _c in COLUMNS[last + 1 :])], 20 + 14 * (max(lines, 1) - 1))
    if COLUMNS[last + 1 :]:
        sheet.ws.merged_cells.add(f"{COLUMNS[last]}{row}:{COLUMNS[-1]}{row}")


def _signatures(sheet: Sheet, signers: Sequence[str]) -> None:
    """Lines to sign, two beside each other; an odd one at the end stands alone."""
    sheet.append(height=12)
    for n in range(0, len(signers), 2):
        words = [_("{who}, signature and date:").format(who=who) for who in signers[n : n + 2]]
        row = sheet.append([c for w in words for c in (sheet.text(w, shared.SIGN), sheet.cell(shared.SIGN))], 40)
        for place in ("A{0}:B{0}", "C{0}:D{0}")[: len(words)]:
            sheet.ws.merged_cells.add(place.format(row))
