"""What every workbook shares: text and money into cells, looks, page setup, and a save that is whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import Element, SubElement

from salesdesk.errors import Refused, Usage
from salesdesk.files import sync_folder, working_folder
from salesdesk.text import _, visible

T = TypeVar("T")
FONT = "Microsoft YaHei"
MONEY, DAY, WHOLE = "#,##0.00", "yyyy-mm-dd", "0"
INK, MUTED, RULE, SHADE, ALARM = "FF1F2933", "FF6B7280", "FF9AA5B1", "FFE8EEF4", "FFC00000"
LONGEST = 32_767
A4 = 9
OBEYED = frozenset("=+-@\t\r\n＝＋－＠")
ESCAPE_LOOK = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
SAMPLE = 200
FILLED, INSET = 0.87, 2
"""How full wrapped lines get of a column's width, and what its border and indent take of a single line."""
TALLEST, UNTOLD = 409, 15
"""Points of the highest row that Excel allows, and of one whose height nobody said."""


# --- one value into one cell


def put_text(cell: Cell, words: str) -> Cell:
    """The one way of text into a cell: stays text whatever it begins with, shows what a program might obey.

    Refused: more than a cell holds, which Excel would cut without a word.
    """
    shown = _shown(words)
    if len(shown) > LONGEST // 2 and len(shown.encode("utf-16-le")) > 2 * LONGEST:
        raise Refused(
            _("A text of {n} characters does not fit into a cell: {limit} do").format(n=len(shown), limit=LONGEST)
        )
    cell.quotePrefix = shown[:1] in OBEYED
    # Excel reads _x0041_ as the letter A: the underscore has to be written out.
    cell.value = ESCAPE_LOOK.sub("_x005F_", shown) if "_x" in shown else shown
    cell.data_type = "s"
    return cell


def _shown(words: str) -> str:
    return words if words.isprintable() else visible(words)


def put_money(cell: Cell, fen: int | None) -> Cell:
    """Whole fen as a number in yuan; None where the row above has told it."""
    cell.value = None if fen is None else fen / 100
    return cell


def put_number(cell: Cell, number: int) -> Cell:
    """A whole number, such as a deal's."""
    cell.value = number
    return cell


def put_day(cell: Cell, day: date) -> Cell:
    """A day of the office's calendar."""
    cell.value = day
    return cell


# --- looks


class Look(Struct, frozen=True):
    """How a cell looks. `lines` names the sides that are ruled: ``all``, ``cut`` (above) or none."""

    size: float = 10
    bold: bool = False
    colour: str = INK
    across: str = "left"
    down: str = "center"
    wrap: bool = False
    shrink: bool = False
    lines: str = ""
    shaded: bool = False
    form: str = "General"

    @property
    def indent(self) -> int:
        """How far the words stand off a ruled side."""
        return int(self.lines == "all" and self.across != "center")


TITLE = Look(size=16, bold=True, across="center", shrink=True)
SUBTITLE = Look(size=12, bold=True, across="center", shrink=True)
LABEL = Look(colour=MUTED)
NOTE = Look(size=9, colour=MUTED, wrap=True)
HEADING = Look(bold=True, across="center", wrap=True, lines="all", shaded=True)
BODY = Look(wrap=True, lines="all")
CENTRED = Look(across="center", lines="all")
NUMBER = Look(across="center", lines="all", form=WHOLE)
DATED = Look(across="center", lines="all", form=DAY)
SIGN = Look(size=9, colour=MUTED, lines="all")
TOTAL_LABEL = Look(bold=True, lines="all", shaded=True)
TOTAL = Look(bold=True, across="right", lines="all", shaded=True, form=MONEY)
AMOUNT = Look(across="right", lines="all", form=MONEY)


@lru_cache
def _sides(lines: str) -> Border:
    thin = Side("thin", RULE)
    if lines == "all":
        return Border(left=thin, right=thin, top=thin, bottom=thin)
    return Border(top=Side("dashed", MUTED)) if lines == "cut" else Border()


def _styles(sheet: Any, look: Look) -> tuple[int, int]:
    """The numbers of the look in the workbook: for plain text, and for text behind a quote."""
    plain, quoted = _dressed(sheet, look), _dressed(sheet, look)
    quoted.quotePrefix = True
    return plain.style_id, quoted.style_id


def _dressed(sheet: Any, look: Look) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.font = Font(name=FONT, size=look.size, bold=look.bold, color=look.colour)
    cell.alignment = Alignment(
        look.across, look.down, wrap_text=look.wrap, shrink_to_fit=look.shrink, indent=look.indent
    )
    cell.border = _sides(look.lines)
    cell.number_format = look.form
    if look.shaded:
        cell.fill = PatternFill("solid", fgColor=SHADE)
    return cell


class Styled(Cell):
    """A cell that knows the numbers of its style, plain and behind a quote, so that it can be written again and again."""

    __slots__ = ("quotePrefix", "styles")
    has_style = True

    def __init__(self, sheet: Any, styles: tuple[int, int]) -> None:
        super().__init__(sheet, 1, 1)
        self.styles = styles
        self.quotePrefix = False

    @property
    def style_id(self) -> int:
        return self.styles[self.quotePrefix]


def _placed(cells: Iterable[Cell | None], row: int) -> Iterator[Cell]:
    """The cells of a row, each told where it stands."""
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            cell.row, cell.column = row, column
            yield cell


@lru_cache(maxsize=1024)
def display_width(words: str) -> int:
    """How many columns of a half-width letter `words` take as they are shown: a Chinese character takes two."""
    shown = _shown(words)
    return len(shown) if shown.isascii() else sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in shown)


# --- sheets


class Column(Struct, frozen=True):
    """A column of a table: its heading, how a value goes in, how it looks, and the least and greatest width."""

    heading: str
    put: Callable[[Cell, Any], Cell]
    look: Look
    least: int
    most: int


class _NumbersAsText(Struct, frozen=True):
    """Tells Excel that in these cells a number kept as text, such as clause 3.1, is meant."""

    cells: str

    def to_tree(self) -> Any:
        tree = Element("ignoredErrors")
        SubElement(tree, "ignoredError", sqref=self.cells, numberStoredAsText="1")
        return tree


class Sheet:
    """A sheet written row by row from the top; widths, panes and page are set before the first row.

    `rows` and `points` say how far down it has come.
    """

    def __init__(self, book: Workbook, title: str, widths: Iterable[float], *, landscape: bool = False) -> None:
        self.ws: Any = book.create_sheet(title)
        self.rows, self.points, self.widths = 0, 0.0, tuple(widths)
        # openpyxl tries every cell as a plain value first and raises inside: a third of the time of a long sheet.
        self.ws._values_to_row = _placed
        self._looks: dict[Look, tuple[int, int]] = {}
        for n, width in enumerate(self.widths, 1):
            self.ws.column_dimensions[get_column_letter(n)].width = width
        _page(self.ws, landscape)

    def cell(self, look: Look) -> Cell:
        """An empty cell of that look."""
        if look not in self._looks:
            self._looks[look] = _styles(self.ws, look)
        return Styled(self.ws, self._looks[look])

    def text(self, words: str, look: Look) -> Cell:
        """A cell with text."""
        return put_text(self.cell(look), words)

    def append(self, cells: Sequence[Cell | None] = (), height: float | None = None) -> int:
        """Writes the next row, `height` points high, and answers its number."""
        self.rows += 1
        self.points += height or UNTOLD
        if height:
            self.ws.row_dimensions[self.rows] = {"ht": f"{height:g}", "customHeight": "1"}
        self.ws.append(cells)
        self.ws.row_dimensions.pop(self.rows, None)
        return self.rows

    def across(self, words: str, look: Look, columns: int, height: float) -> int:
        """A row of one text across the first `columns`."""
        number = self.append([self.text(words, look), *(self.cell(look) for _n in range(columns - 1))], height)
        self.ws.merged_cells.add(f"A{number}:{get_column_letter(columns)}{number}")
        return number

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> tuple[int, int]:
        """A heading and its rows, each as high as its text needs. Answers the heading's row and the last one."""
        heading = self.append([self.text(c.heading, HEADING) for c in columns], 24)
        pens = [(c.put, self.cell(c.look)) for c in columns]
        wrapping = [(n, self.widths[n]) for n, c in enumerate(columns) if c.look.wrap]
        for row in rows:
            lines = max((lines_of(row[n], width) for n, width in wrapping), default=1)
            self.append(
                [put(cell, value) for (put, cell), value in zip(pens, row, strict=True)],
                min(18 + 14 * (lines - 1), TALLEST),
            )
        return heading, self.rows

    def head(self, left: str, right: str) -> None:
        """What stands at the top of each printed page."""
        self.ws.oddHeader.left.text, self.ws.oddHeader.right.text = _plain(left), _plain(right)

    def foot(self, left: str) -> None:
        """What stands at the bottom of each printed page, beside its number."""
        self.ws.oddFooter.left.text = _plain(left)
        self.ws.oddFooter.right.text = _("Page {page} of {pages}").format(page="&P", pages="&N")

    def list_view(self, heading: int, columns: int) -> None:
        """Keeps the heading in sight and on every printed page, with a filter; numbers kept as text raise no flag."""
        last = get_column_letter(columns)
        self.ws.print_title_rows = f"{heading}:{heading}"
        self.ws.auto_filter.ref = f"A{heading}:{last}{self.rows}"
        # openpyxl cannot write this element; the column breaks, which no sheet here has, stand at its place in the file.
        self.ws.col_breaks = _NumbersAsText(self.ws.auto_filter.ref)


def lines_of(words: str, width: float) -> int:
    """On how many lines `words` stand in a column of that width, word wrap allowed for."""
    if 2 * len(words) <= width - INSET and words.isprintable():
        return 1
    wide = display_width(words)
    return 1 if wide <= width - INSET else -int(-wide // (width * FILLED))


def widths(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> list[float]:
    """Widths that fit the headings and the first rows, each within what its column allows."""
    seen = [display_width(c.heading) for c in columns]
    for row in islice(rows, SAMPLE):
        seen = [max(n, display_width(v)) if isinstance(v, str) else n for n, v in zip(seen, row, strict=True)]
    return [float(min(max(n + 4, c.least), c.most)) for n, c in zip(seen, columns, strict=True)]


def _page(ws: Any, landscape: bool) -> None:
    ws.page_setup.paperSize = A4
    ws.page_setup.orientation = "landscape" if landscape else "portrait"
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.print_options.horizontalCentered = True
    ws.page_margins.left = ws.page_margins.right = 0.6
    ws.page_margins.top = ws.page_margins.bottom = 0.75
    ws.page_margins.header = ws.page_margins.footer = 0.35
    ws.sheet_view.showGridLines = False


def _plain(words: str) -> str:
    # Excel repairs a file whose page header is over 255 characters, and obeys what follows an ampersand.
    return visible(words)[:60].replace("&", "&&")


# --- the file


@contextmanager
def workbook(path: Path, title: str, later: ExitStack | None = None) -> Iterator[Workbook]:
    """A workbook to fill; saved at `path`, readable by its owner alone, when all went well, and else not at all.

    With `later` it lies beside `path`, whole and synced, and takes its name when that stack ends without an error.
    Usage error for a name that is no workbook's; refused where the folder or the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise Usage(_("--out {name}: the name of a workbook ends in .xlsx").format(name=visible(str(path))))
    try:
        with ExitStack() as now:
            end = later or now
            whole = end.enter_context(private_folder(path.parent)) / "whole.xlsx"
            book = Workbook(write_only=True)
            book.properties.title, book.properties.creator = visible(title), "salesdesk"
            try:
                yield book
                _save(book, whole, path)
            finally:
                _let_go(book)
            end.push(lambda failed, *_of: None if failed else _put(whole, path))
    except OSError as error:
        why = error.strerror or str(error)
        message = _("The workbook {name} could not be written ({why}): close it if it is open, or choose another place")
        raise Refused(message.format(name=visible(str(path)), why=visible(why))) from error


def with_entry(enter: Callable[[ExitStack], T]) -> tuple[T, bool]:
    """An entry and its workbook: `enter` writes the workbook with the stack it is given, and commits the entry.

    Only then the workbook takes its name. Answers what `enter` does, and whether the name could be taken.
    """
    with ExitStack() as undone:
        answer = enter(undone)
        later = undone.pop_all()
    try:
        later.close()
    except OSError:
        return answer, False
    return answer, True


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """A working folder beside the target, where openpyxl's own temporary files go too: they hold names in clear."""
    before = tempfile.tempdir
    with working_folder(beside) as folder:
        tempfile.tempdir = str(folder)
        try:
            yield folder
        finally:
            tempfile.tempdir = before


def _let_go(book: Workbook) -> None:
    """Closes what a failure left open: openpyxl would write into it later, and complain that the file is gone."""
    for sheet in book.worksheets:
        ws: Any = sheet
        with suppress(OSError, StopIteration):
            if not ws.closed:
                ws.close()


def _save(book: Workbook, whole: Path, path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    with open(os.open(whole, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        book.save(file)
        file.flush()
        os.fsync(file.fileno())


def _put(whole: Path, path: Path) -> None:
    whole.replace(path)
    sync_folder(path.parent)
