"""Any list as a file: a workbook, or CSV that Excel opens in Chinese; nothing in it is obeyed as a formula."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl.cell import Cell

from salesdesk.books import workbook as shared
from salesdesk.books.workbook import OBEYED, Column, Look, Sheet, put_day, put_money, put_number, put_text
from salesdesk.errors import Refused, Usage
from salesdesk.money import fen
from salesdesk.text import _, visible

Columns = Sequence[tuple[str, str]]
"""Headings, each with what stands below it: ``text``, ``number``, ``money`` (yuan as answered) or ``day``."""
KINDS: dict[str, tuple[Callable[[Cell, Any], Cell], Look, int, int]] = {
    "text": (put_text, shared.BODY, 8, 40),
    "number": (put_number, shared.NUMBER, 8, 10),
    "money": (lambda cell, yuan: put_money(cell, fen(yuan)), shared.AMOUNT, 15, 18),
    "day": (lambda cell, day: put_day(cell, date.fromisoformat(day)), shared.DATED, 12, 12),
}


SIGNED = Look(size=10)


def write_list(
    path: Path, title: str, columns: Columns, rows: Iterable[Sequence[Any]], *, office: str = "", signed: str = ""
) -> None:
    """Writes the list to `path`, a workbook or CSV by its ending, whole or not at all, readable by its owner alone.

    On paper, as a workbook, it bears the office's name and ends in the line to be signed, and columns in which no row
    says anything are left out; in CSV they are always the same. Usage error for another ending; refused where it cannot
    be written.
    """
    said = [["" if v is None else v for v in row] for row in rows]
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise Usage(_("--out: the file's name ends in .xlsx or .csv"))
    if ending == ".csv":
        _csv(path, columns, said)
        return
    there = [n for n in range(len(columns)) if not said or any(row[n] != "" for row in said)]
    rows = [[row[n] for n in there] for row in said]
    _workbook(path, title, [columns[n] for n in there], rows, office, signed)


def _workbook(
    path: Path, title: str, columns: Columns, rows: Sequence[Sequence[Any]], office: str, signed: str
) -> None:
    kinds = [Column(heading, _unless_empty(KINDS[kind][0]), *KINDS[kind][1:]) for heading, kind in columns]
    with shared.workbook(path, title) as out:
        sheet = Sheet(out, title[:31], shared.widths(kinds, rows), landscape=True)
        sheet.ws.freeze_panes = "A3"
        sheet.head(office, title)
        sheet.foot(title)
        sheet.append([sheet.text(" · ".join(w for w in (office, title) if w), Look(size=12, bold=True))], 26)
        heading, _last = sheet.table(kinds, rows)
        sheet.list_view(heading, len(kinds))
        if signed:
            sheet.append(height=20)
            sheet.append([sheet.text(signed, SIGNED)], 24)


def _unless_empty(put: Callable[[Cell, Any], Cell]) -> Callable[[Cell, Any], Cell]:
    return lambda cell, value: put_text(cell, "") if value == "" else put(cell, value)


def _csv(path: Path, columns: Columns, rows: Iterable[Sequence[Any]]) -> None:
    kinds = [kind for _heading, kind in columns]
    try:
        with shared.private_folder(path.parent) as folder:
            whole = folder / "whole.csv"
            whole.touch(0o600)
            # The mark at the beginning tells Excel that the Chinese is UTF-8.
            with whole.open("w", encoding="utf-8-sig", newline="") as file:
                write = csv.writer(file, quoting=csv.QUOTE_ALL)
                write.writerow([_quiet(heading, "text") for heading, _kind in columns])
                write.writerows([_quiet(v, kind) for v, kind in zip(row, kinds, strict=True)] for row in rows)
                file.flush()
                os.fsync(file.fileno())
            whole.replace(path)
    except OSError as e:
        words = _("{name} could not be written ({why}): close it if it is open, or choose another place")
        raise Refused(words.format(name=visible(str(path)), why=e.strerror or e)) from e


def _quiet(value: Any, kind: str) -> str:
    """A value as CSV holds it: words a spreadsheet would obey stand behind a quote."""
    words = visible(str(value))
    return f"'{words}" if kind == "text" and words[:1] in OBEYED else words
