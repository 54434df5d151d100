"""The month's payout as a workbook that is signed: per person, line by line, what is held, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties
from openpyxl.worksheet.pagebreak import Break

from salesdesk.books import workbook as shared
from salesdesk.books.counted import Tick, counted, unwatched
from salesdesk.books.workbook import Column, Look, Sheet, put_day, put_money, put_number, put_text
from salesdesk.text import N_, _, visible

ROLES = {"sales": N_("sales"), "introducer": N_("introducer"), "pool": N_("pool")}
KINDS = {"share": N_("share"), "adjustment": N_("adjustment")}
STATUSES = {"draft": N_("DRAFT: not closed, may still change"), "closed": N_("Closed")}
# How many people's rows leave room on the first page, in rows of 18 points.
FIT_WITH_CHART, FIT_WITH_SIGNATURES = 11, 23
FRAME_ROWS, LEAST_CHART_ROWS, MOST_CHART_ROWS = 3, 12, 38
BAR_COLOUR, LABEL_ROOM = "3D6B99", 0.2


class Person(NamedTuple):
    """What one recipient has in one role, in fen."""

    name: str
    role: str
    amount: int


class PaidLine(NamedTuple):
    """One line of the month: a share or an adjustment, with its clause and the entries it rests on."""

    deal: int
    unit: str
    signed: date
    customer: str
    kind: str
    to: str
    role: str
    share: str
    amount: int
    clause: str
    entries: str


class HeldDeal(NamedTuple):
    """A deal that nobody is paid for yet, and what it waits for."""

    deal: int
    unit: str
    reasons: Sequence[str]


class WhyStep(NamedTuple):
    """One step from visit to share."""

    deal: int
    text: str
    clause: str
    entries: str


@dataclass(frozen=True)
class PayoutBook:
    """A month ready to be shown. `customer` of a line comes masked; `total` is the sum of the lines in fen."""

    office: str
    month: str
    status: str
    people: Sequence[Person]
    lines: Sequence[PaidLine]
    held: Sequence[HeldDeal]
    reasons: Sequence[WhyStep]
    total: int
    closed_by: str | None = None
    closed_at: str | None = None
    seal: str | None = None


def write_payout(path: Path, book: PayoutBook, tick: Tick = unwatched) -> None:
    """Writes the payout of a month to `path`, replacing what is there. Refusals as for every workbook."""
    total = len(book.lines) + len(book.reasons)
    with shared.workbook(path, f"{book.office} {book.month}") as out:
        _summary(out, book)
        _lines(out, book, counted(book.lines, tick, total))
        _held(out, book)
        _why(out, book, counted(book.reasons, tick, total, len(book.lines)))


def _word(known: dict[str, str], key: str) -> str:
    return _(known[key]) if key in known else key


def _name(name: str, role: str) -> str:
    return _("the pool") if role == "pool" else name


def _heading(book: PayoutBook) -> str:
    return _("Commission payout {month}").format(month=book.month)


def _margins(sheet: Sheet, book: PayoutBook) -> None:
    """Page header and footer: each printed page says of which office, month and state it is."""
    state = _("Closed") if book.status == "closed" else _("DRAFT")
    sheet.head(book.office, f"{_heading(book)} · {state}")
    sheet.foot(_("Seal {seal}").format(seal=book.seal) if book.seal else _("No seal: not closed"))


# --- the summary, which is signed


def _summary(out: Workbook, book: PayoutBook) -> None:
    sheet = Sheet(out, _("Summary"), (31, 31, 31))
    _margins(sheet, book)
    sheet.across(book.office, shared.TITLE, 3, 30)
    sheet.across(_heading(book), shared.SUBTITLE, 3, 24)
    _facts(sheet, book)
    heading, last = _people(sheet, book)
    if book.held:
        waiting = _("Held deals, not paid yet: {n} (see the sheet on them)").format(n=len(book.held))
        sheet.across(waiting, shared.NOTE, 3, 20)
    _break(sheet, len(book.people) > FIT_WITH_SIGNATURES)
    _signatures(sheet)
    _break(sheet, FIT_WITH_CHART < len(book.people) <= FIT_WITH_SIGNATURES)
    if book.people:
        _chart(sheet, book, heading, last)
    sheet.ws.print_area = f"A1:C{sheet.rows}"


def _break(sheet: Sheet, wanted: bool) -> None:
    """Begins a new page, so that neither the signatures nor the chart are cut in two."""
    if wanted:
        sheet.ws.row_breaks.append(Break(id=sheet.rows))


def _facts(sheet: Sheet, book: PayoutBook) -> None:
    closed = " · ".join(x for x in (book.closed_by, book.closed_at) if x)
    told = [
        (_("Month"), book.month),
        (_("Status"), _word(STATUSES, book.status)),
        (_("Closed by"), closed or "—"),
        (_("Seal"), book.seal or "—"),
    ]
    for label, words in told:
        row = sheet.append([sheet.text(label, shared.LABEL), sheet.text(words, Look(bold=True))], 18)
        sheet.ws.merged_cells.add(f"B{row}:C{row}")
    sheet.append(height=8)


def _people(sheet: Sheet, book: PayoutBook) -> tuple[int, int]:
    columns = (
        Column(_("Name"), put_text, shared.BODY, 0, 0),
        Column(_("Role"), put_text, shared.CENTRED, 0, 0),
        Column(_("Amount (yuan)"), put_money, shared.AMOUNT, 0, 0),
    )
    rows = ((_name(p.name, p.role), _word(ROLES, p.role), p.amount) for p in book.people)
    found = sheet.table(columns, rows)
    sheet.ws.freeze_panes = f"A{found[0] + 1}"
    total = put_money(sheet.cell(shared.TOTAL), book.total)
    sheet.append([sheet.text(_("Total"), shared.TOTAL_LABEL), sheet.cell(shared.TOTAL_LABEL), total], 20)
    return found


def _chart(sheet: Sheet, book: PayoutBook, heading: int, last: int) -> None:
    """The amounts of the table above as bars, in the table's order, over rows of their own."""
    chart: Any = BarChart()
    chart.type, chart.legend, chart.gapWidth = "bar", None, 60
    chart.title = _("Commission per person (yuan)")
    chart.append(_bars(sheet, book, heading + 1, last))
    _axes(chart)
    _room(chart.y_axis.scaling, [p.amount / 100 for p in book.people])
    first = sheet.append(height=8)
    for _row in range(min(max(FRAME_ROWS + len(book.people), LEAST_CHART_ROWS), MOST_CHART_ROWS)):
        sheet.append(height=15)
    place = AnchorMarker(col=0, row=first), AnchorMarker(col=3, row=sheet.rows)
    chart.anchor = TwoCellAnchor("twoCell", _from=place[0], to=place[1])
    sheet.ws.add_chart(chart)


def _bars(sheet: Sheet, book: PayoutBook, first: int, last: int) -> Any:
    """The series with its values beside the reference: a preview on a phone draws from those alone."""
    bars: Any = Series(Reference(sheet.ws, min_col=3, min_row=first, max_row=last), title=_("Amount (yuan)"))
    bars.graphicalProperties.solidFill = BAR_COLOUR
    bars.invertIfNegative = False
    silent = dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent"), False)
    bars.dLbls = DataLabelList(showVal=True, **silent)
    amounts = [NumVal(n, v=str(p.amount / 100)) for n, p in enumerate(book.people)]
    bars.val.numRef.numCache = NumData(shared.MONEY, len(amounts), amounts)
    names = [StrVal(n, visible(_name(p.name, p.role))) for n, p in enumerate(book.people)]
    where = str(Reference(sheet.ws, min_col=1, min_row=first, max_row=last))
    bars.cat = AxDataSource(strRef=StrRef(where, StrData(len(names), names)))
    return bars


def _axes(chart: Any) -> None:
    """The names in the table's order; each bar carries its amount, so the scale is left out."""
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos, chart.x_axis.tickLblSkip = "low", 1
    chart.y_axis.majorGridlines = None
    chart.title.tx.rich.p[0].r[0].rPr = CharacterProperties(sz=1200, b=True)


def _room(scaling: Any, amounts: Sequence[float]) -> None:
    """Leaves room at the ends of the scale, so that no bar's figure runs into a name or over the frame."""
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    room = (high - low) * LABEL_ROOM
    scaling.min, scaling.max = low - room if low else 0.0, high + room or 1.0


def _signatures(sheet: Sheet) -> None:
    sheet.append(height=14)
    sheet.append([sheet.text(who, shared.HEADING) for who in (_("Manager"), _("Finance"), _("Director"))], 22)
    for label, height in ((_("Signature:"), 48), (_("Date:"), 28)):
        sheet.append([sheet.text(label, shared.SIGN) for _who in range(3)], height)


# --- the lists behind it


def _list(
    out: Workbook, book: PayoutBook, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]],
    sample: Iterable[Sequence[object]], *, landscape: bool = False,
) -> None:  # fmt: skip
    """A sheet of one table, with the heading in sight; `sample` holds rows to measure the widths by."""
    sheet = Sheet(out, title, shared.widths(columns, sample), landscape=landscape)
    _margins(sheet, book)
    sheet.ws.freeze_panes = "A3"
    words = f"{book.office} · {_heading(book)} · {title} · {_word(STATUSES, book.status)}"
    sheet.append([sheet.text(words, Look(size=12, bold=True))], 26)
    heading, last = sheet.table(columns, rows)
    if last == heading:
        sheet.append([sheet.text(_("Nothing"), shared.LABEL)])
    sheet.list_view(heading, len(columns))


def _lines(out: Workbook, book: PayoutBook, lines: Iterable[PaidLine]) -> None:
    columns = (
        Column(_("Deal"), put_number, shared.NUMBER, 7, 12),
        Column(_("Unit"), put_text, shared.BODY, 10, 24),
        Column(_("Signed"), put_day, shared.DATED, 12, 12),
        Column(_("Customer"), put_text, shared.BODY, 12, 24),
        Column(_("Kind"), put_text, shared.CENTRED, 8, 14),
        Column(_("To"), put_text, shared.BODY, 10, 20),
        Column(_("Role"), put_text, shared.CENTRED, 8, 14),
        Column(_("Share"), put_text, shared.CENTRED, 8, 12),
        Column(_("Amount (yuan)"), put_money, shared.AMOUNT, 15, 18),
        Column(_("Clause"), put_text, shared.CENTRED, 8, 12),
        Column(_("Entries"), put_text, shared.BODY, 14, 30),
    )
    shown = ((*x[:4], _word(KINDS, x.kind), _name(x.to, x.role), _word(ROLES, x.role), *x[7:]) for x in lines)
    _list(out, book, _("Lines"), columns, shown, book.lines, landscape=True)


def _held(out: Workbook, book: PayoutBook) -> None:
    columns = (
        Column(_("Deal"), put_number, shared.NUMBER, 8, 12),
        Column(_("Unit"), put_text, shared.BODY, 14, 24),
        Column(_("Held because"), put_text, shared.BODY, 60, 60),
    )
    rows = [(h.deal, h.unit, reason) for h in book.held for reason in h.reasons]
    _list(out, book, _("Held"), columns, rows, rows)


def _why(out: Workbook, book: PayoutBook, steps: Iterable[WhyStep]) -> None:
    columns = (
        Column(_("Deal"), put_number, shared.NUMBER, 8, 12),
        Column(_("Step"), put_text, shared.BODY, 56, 56),
        Column(_("Clause"), put_text, shared.CENTRED, 9, 12),
        Column(_("Entries"), put_text, shared.BODY, 16, 16),
    )
    _list(out, book, _("Why"), columns, steps, book.reasons)
