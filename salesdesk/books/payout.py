"""The month's payout as a workbook that is signed: per person, line by line, what is held, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties
from openpyxl.worksheet.pagebreak import Break

from salesdesk.books import workbook as shared
from salesdesk.books.counted import Tick, counted, unwatched
from salesdesk.books.workbook import Column, Look, Sheet, put_day, put_money, put_number, put_text
from salesdesk.money import capitals, yuan
from salesdesk.text import N_, _, visible

ROLES = {"sales": N_("sales"), "introducer": N_("introducer"), "pool": N_("pool")}
KINDS = {"share": N_("share"), "adjustment": N_("adjustment")}
STATUSES = {"draft": N_("DRAFT: not closed, may still change"), "closed": N_("Closed")}
PAGE_POINTS = 730
"""How much of a sheet one printed page takes."""
FRAME_ROWS, LEAST_CHART_ROWS, MOST_CHART_ROWS, CHART_ROW, FEWEST_BARS = 3, 12, 38, 15, 3
BAR_COLOUR, LABEL_ROOM = "3D6B99", 0.2
DRAFT = Look(size=24, bold=True, colour=shared.ALARM, across="center")
ALARM = Look(bold=True, colour=shared.ALARM, across="center", wrap=True)
FACT = Look(bold=True, shrink=True)
COUNT = Look(bold=True, form=shared.WHOLE)
SUM = Look(bold=True, form=shared.MONEY)
IN_WORDS = Look(bold=True, lines="all", shaded=True, shrink=True)
GAP, SIGNED_HEIGHTS = 14, (22, 48, 28)


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
    price: int
    commission: int
    kind: str
    to: str
    role: str
    share: str
    amount: int
    clause: str
    entries: str


class HeldDeal(NamedTuple):
    """A deal that nobody is paid for yet, its commission in fen, and what it waits for."""

    deal: int
    unit: str
    commission: int
    reasons: Sequence[str]


class WhyStep(NamedTuple):
    """One step from visit to share, with its clause and what that says."""

    deal: int
    text: str
    clause: str
    says: str
    entries: str


class PayoutBook(Struct, frozen=True):
    """A month ready to be shown. `customer` of a line comes masked; `total` is the sum of the lines in fen.

    `paid` deals are paid for the first time, at that `price` in all; `adjusted` ones were paid in a closed month.
    `training`: something it rests on was entered under a set clock.
    """

    office: str
    month: str
    status: str
    people: Sequence[Person]
    lines: Sequence[PaidLine]
    held: Sequence[HeldDeal]
    reasons: Sequence[WhyStep]
    total: int
    paid: int = 0
    price: int = 0
    adjusted: int = 0
    training: bool = False
    closed_by: str | None = None
    closed_at: str | None = None
    seal: str | None = None

    @property
    def closed(self) -> bool:
        """Whether the month can be signed: a draft may still change."""
        return self.status == "closed"


def write_payout(path: Path, book: PayoutBook, tick: Tick = unwatched, later: ExitStack | None = None) -> None:
    """Writes the payout of a month to `path`, replacing what is there. `later` and refusals as for every workbook.

    A list with nothing in it gets no sheet.
    """
    total = len(book.lines) + len(book.reasons)
    with shared.workbook(path, f"{book.office} {book.month}", later) as out:
        _summary(out, book)
        if book.lines:
            _lines(out, book, counted(book.lines, tick, total))
        if book.held:
            _held(out, book)
        if book.reasons:
            _why(out, book, counted(book.reasons, tick, total, len(book.lines)))


def _word(known: dict[str, str], key: str) -> str:
    return _(known[key]) if key in known else key


def _name(name: str, role: str) -> str:
    return _("the pool") if role == "pool" else name


def _heading(book: PayoutBook) -> str:
    return _("Commission payout {month}").format(month=book.month)


def _margins(sheet: Sheet, book: PayoutBook) -> None:
    """Page header and footer: each printed page says of which office, month and state it is."""
    state = _("Closed") if book.closed else _("DRAFT")
    sheet.head(book.office, f"{_heading(book)} · {state}")
    sheet.foot(_("Seal {seal}").format(seal=book.seal) if book.seal else _("No seal: not closed"))


# --- the summary, which is signed


def _summary(out: Workbook, book: PayoutBook) -> None:
    sheet = Sheet(out, _("Summary"), (31, 31, 31))
    _margins(sheet, book)
    sheet.across(book.office, shared.TITLE, 3, 30)
    sheet.across(_heading(book), shared.SUBTITLE, 3, 24)
    _warnings(sheet, book)
    _facts(sheet, book)
    heading, last = _people(sheet, book)
    _total(sheet, book)
    if book.held:
        commission = yuan(sum(h.commission for h in book.held))
        held = _("Held deals, not paid yet: {n}, commission {amount} yuan (see the sheet {sheet})")
        waiting = held.format(n=len(book.held), amount=commission, sheet=_("Held"))
        sheet.across(waiting, shared.NOTE, 3, 20)
    bars = _chart_rows(book)
    if book.closed:
        _break(sheet, GAP + sum(SIGNED_HEIGHTS))
        _signatures(sheet, book)
    if bars:
        _break(sheet, CHART_ROW * (bars + 1))
        _chart(sheet, book, heading, last, bars)
    sheet.ws.print_area = f"A1:C{sheet.rows}"


def _break(sheet: Sheet, needed: float) -> None:
    """Begins a new page where what comes would be cut in two."""
    if sheet.points + needed > PAGE_POINTS:
        sheet.ws.row_breaks.append(Break(id=sheet.rows))
        sheet.points = 0


def _warnings(sheet: Sheet, book: PayoutBook) -> None:
    """What keeps it from being signed as it is, where nobody can miss it."""
    if not book.closed:
        sheet.across(_("DRAFT"), DRAFT, 3, 40)
    if book.training:
        sheet.across(_("Training: entered under a set clock (SALESDESK_NOW)"), ALARM, 3, 22)


def _facts(sheet: Sheet, book: PayoutBook) -> None:
    _fact(sheet, _("Status"), sheet.text(_word(STATUSES, book.status), FACT))
    if book.closed:
        by = " · ".join(x for x in (book.closed_by, book.closed_at) if x)
        _fact(sheet, _("Closed by"), sheet.text(by or "—", FACT))
        _fact(sheet, _("Seal"), sheet.text(book.seal or "—", FACT))
    _fact(sheet, _("Deals paid"), put_number(sheet.cell(COUNT), book.paid))
    _fact(sheet, _("Their price in all (yuan)"), put_money(sheet.cell(SUM), book.price))
    if book.adjusted:
        _fact(sheet, _("Deals of closed months adjusted"), put_number(sheet.cell(COUNT), book.adjusted))
    sheet.append(height=8)


def _fact(sheet: Sheet, label: str, said: Cell) -> None:
    row = sheet.append([sheet.text(label, shared.LABEL), said], 18)
    sheet.ws.merged_cells.add(f"B{row}:C{row}")


def _people(sheet: Sheet, book: PayoutBook) -> tuple[int, int]:
    if not book.people:
        return sheet.across(_("Nothing is paid in this month."), shared.LABEL, 3, 24), sheet.rows
    columns = (
        Column(_("Name"), put_text, shared.BODY, 0, 0),
        Column(_("Role"), put_text, shared.CENTRED, 0, 0),
        Column(_("Amount (yuan)"), put_money, shared.AMOUNT, 0, 0),
    )
    return sheet.table(columns, ((_name(p.name, p.role), _word(ROLES, p.role), p.amount) for p in book.people))


def _total(sheet: Sheet, book: PayoutBook) -> None:
    """The total in figures, and in the capitals that a Chinese paper has beside them."""
    total = put_money(sheet.cell(shared.TOTAL), book.total)
    sheet.append([sheet.text(_("Total"), shared.TOTAL_LABEL), sheet.cell(shared.TOTAL_LABEL), total], 20)
    words = sheet.text(f"人民币{capitals(book.total)}", IN_WORDS)
    row = sheet.append([sheet.text(_("Total in capitals"), shared.TOTAL_LABEL), words, sheet.cell(IN_WORDS)], 20)
    sheet.ws.merged_cells.add(f"B{row}:C{row}")


def _chart_rows(book: PayoutBook) -> int:
    """How many rows the chart takes; none where there is too little to compare."""
    if len(book.people) < FEWEST_BARS:
        return 0
    return min(max(FRAME_ROWS + len(book.people), LEAST_CHART_ROWS), MOST_CHART_ROWS)


def _chart(sheet: Sheet, book: PayoutBook, heading: int, last: int, rows: int) -> None:
    """The amounts of the table above as bars, in the table's order, over rows of their own."""
    chart: Any = BarChart()
    chart.type, chart.legend, chart.gapWidth = "bar", None, 60
    chart.title = _("Commission per person (yuan)")
    chart.append(_bars(sheet, book, heading + 1, last))
    _axes(chart)
    _room(chart.y_axis.scaling, [p.amount / 100 for p in book.people])
    first = sheet.append(height=8)
    for _row in range(rows):
        sheet.append(height=CHART_ROW)
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


def _signatures(sheet: Sheet, book: PayoutBook) -> None:
    """Who signs; whoever closed the month stands where the manager does."""
    closer = _("{who}, signature:").format(who=book.closed_by) if book.closed_by else _("Signature:")
    sheet.append(height=GAP)
    rows = (
        ((_("Manager"), _("Finance"), _("Director")), shared.HEADING),
        ((closer, _("Signature:"), _("Signature:")), shared.SIGN),
        ((_("Date:"),) * 3, shared.SIGN),
    )
    for (words, look), height in zip(rows, SIGNED_HEIGHTS, strict=True):
        sheet.append([sheet.text(w, look) for w in words], height)


# --- the lists behind it


def _list(
    out: Workbook, book: PayoutBook, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]],
    sample: Iterable[Sequence[object]], *, landscape: bool = False,
) -> Sheet:  # fmt: skip
    """A sheet of one table, with the heading in sight; `sample` holds rows to measure the widths by."""
    sheet = Sheet(out, title, shared.widths(columns, sample), landscape=landscape)
    _margins(sheet, book)
    sheet.ws.freeze_panes = "A3"
    words = f"{book.office} · {_heading(book)} · {title} · {_word(STATUSES, book.status)}"
    sheet.append([sheet.text(words, Look(size=12, bold=True))], 26)
    heading, _last = sheet.table(columns, rows)
    sheet.list_view(heading, len(columns))
    return sheet


def _lines(out: Workbook, book: PayoutBook, lines: Iterable[PaidLine]) -> None:
    """Every line beside what it is worked out from, and the sum: the figure on the cover."""
    columns = (
        Column(_("Deal"), put_number, shared.NUMBER, 8, 12),
        Column(_("Unit"), put_text, shared.BODY, 10, 24),
        Column(_("Signed"), put_day, shared.DATED, 12, 12),
        Column(_("Customer"), put_text, shared.BODY, 12, 24),
        Column(_("Price (yuan)"), put_money, shared.AMOUNT, 16, 18),
        Column(_("Commission (yuan)"), put_money, shared.AMOUNT, 15, 18),
        Column(_("Kind"), put_text, shared.CENTRED, 8, 14),
        Column(_("To"), put_text, shared.BODY, 10, 20),
        Column(_("Role"), put_text, shared.CENTRED, 8, 14),
        Column(_("Share"), put_text, shared.CENTRED, 8, 12),
        Column(_("Amount (yuan)"), put_money, shared.AMOUNT, 15, 18),
        Column(_("Clause"), put_text, shared.CENTRED, 8, 12),
        Column(_("Entries"), put_text, shared.BODY, 12, 24),
    )
    shown = ((*x[:6], _word(KINDS, x.kind), _name(x.to, x.role), _word(ROLES, x.role), *x[9:]) for x in lines)
    sheet = _list(out, book, _("Lines"), columns, shown, book.lines, landscape=True)
    cells = [sheet.cell(shared.TOTAL_LABEL) for _c in columns]
    put_text(cells[0], _("Total"))
    cells[PaidLine._fields.index("amount")] = put_money(sheet.cell(shared.TOTAL), book.total)
    sheet.append(cells, 20)


def _held(out: Workbook, book: PayoutBook) -> None:
    columns = (
        Column(_("Deal"), put_number, shared.NUMBER, 8, 12),
        Column(_("Unit"), put_text, shared.BODY, 14, 24),
        Column(_("Commission (yuan)"), put_money, shared.AMOUNT, 15, 18),
        Column(_("Held because"), put_text, shared.BODY, 46, 46),
    )
    rows = [
        (h.deal, h.unit, None if n else h.commission, reason) for h in book.held for n, reason in enumerate(h.reasons)
    ]
    _list(out, book, _("Held"), columns, rows, rows)


def _why(out: Workbook, book: PayoutBook, steps: Iterable[WhyStep]) -> None:
    columns = (
        Column(_("Deal"), put_number, shared.NUMBER, 8, 12),
        Column(_("Step"), put_text, shared.BODY, 60, 64),
        Column(_("Clause"), put_text, shared.CENTRED, 8, 10),
        Column(_("What the clause says"), put_text, shared.BODY, 50, 58),
        Column(_("Entries"), put_text, shared.BODY, 12, 16),
    )
    _list(out, book, _("Why"), columns, steps, book.reasons, landscape=True)
