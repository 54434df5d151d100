"""A week's calls, visits and deals as the file that goes to the department every Monday (policy 8.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.series import SeriesLabel

from salesdesk.books import workbook as shared
from salesdesk.books.workbook import Column, Look, Sheet, put_day, put_money, put_number, put_text
from salesdesk.money import fen
from salesdesk.text import N_, _

Row = Mapping[str, Any]

KINDS = {
    "turn": N_("by turn"), "asked-for": N_("asked for"), "unrecalled": N_("cannot recall"),
    "client": N_("sent by a client"), "returning": N_("returning"), "duty": N_("duty"), "signed": N_("signed"),
    "cancelled": N_("cancelled"),
}  # fmt: skip
BARS = {"calls": "9AA5B1", "visits": "3D6B99", "deals": "C8553D"}
CHART_ROWS = 18
NUMBER = Look(across="center", lines="all", form=shared.WHOLE)
DATE = Look(across="center", lines="all", form=shared.DAY)
COUNT = Look(bold=True, across="right", form=shared.WHOLE)
SUM = Look(bold=True, across="right", form=shared.MONEY)


def write_weekly(path: Path, office: str, week: Row) -> None:
    """Writes the week, as `report weekly` answers it, to `path`. Refusals as for every workbook."""
    with shared.workbook(path, f"{office} {week['week']}".strip()) as out:
        _summary(out, office, week)
        _list(out, office, week, _("Calls"), _call_columns(), [_call(c) for c in week["calls"]])
        _list(out, office, week, _("Visits"), _visit_columns(), [_visit(v) for v in week["visits"]])
        _list(out, office, week, _("Deals"), _deal_columns(), [_deal(d) for d in week["deals"]])


def _heading(week: Row) -> str:
    return _("Week {week}, {first} to {last}").format(week=week["week"], first=week["from"], last=week["to"])


# --- the summary


def _summary(out: Workbook, office: str, week: Row) -> None:
    sheet = Sheet(out, _("Summary"), (24, 20, 20, 20))
    sheet.head(office, _heading(week))
    sheet.foot(_("Report by clause {clause}").format(clause="8.5"))
    sheet.across(office or _("Sales office"), shared.TITLE, 4, 30)
    sheet.across(_heading(week), shared.SUBTITLE, 4, 24)
    _totals(sheet, week["totals"])
    heading, last = sheet.table(_day_columns(), [_day(d) for d in week["days"]])
    _chart(sheet, heading, last, week["days"])
    sheet.ws.print_area = f"A1:D{sheet.rows}"


def _totals(sheet: Sheet, totals: Row) -> None:
    counts = {"calls": _("Calls"), "visits": _("Visits"), "customers": _("Customers who came"), "deals": _("Deals")}
    sums = {"price": _("Price (yuan)"), "commission": _("Commission (yuan)")}
    for key, label in counts.items():
        sheet.append([sheet.text(label, shared.LABEL), put_number(sheet.cell(COUNT), totals[key])], 18)
    for key, label in sums.items():
        sheet.append([sheet.text(label, shared.LABEL), _put_yuan(sheet.cell(SUM), totals[key])], 18)
    sheet.append(height=8)


def _put_yuan(cell: Cell, amount: str) -> Cell:
    """An amount of the answer, as a number."""
    return put_money(cell, fen(amount))


def _day_columns() -> tuple[Column, ...]:
    counts = (Column(name, put_number, NUMBER, 0, 0) for name in (_("Calls"), _("Visits"), _("Deals")))
    return (Column(_("Day"), put_day, DATE, 0, 0), *counts)


def _day(d: Row) -> Sequence[Any]:
    return date.fromisoformat(d["date"]), d["calls"], d["visits"], d["deals"]


def _chart(sheet: Sheet, heading: int, last: int, days: Sequence[Row]) -> None:
    """Calls, visits and deals of each day beside each other, over rows of their own."""
    chart: Any = BarChart()
    chart.type, chart.gapWidth, chart.title = "col", 60, _("Calls, visits and deals by day")
    names = StrData(pt=[StrVal(n, d["date"][5:]) for n, d in enumerate(days)])
    for column, (key, colour) in enumerate(BARS.items(), 2):
        bars: Any = Series(Reference(sheet.ws, min_col=column, min_row=heading + 1, max_row=last))
        bars.tx = SeriesLabel(StrRef(str(Reference(sheet.ws, min_col=column, min_row=heading, max_row=heading))))
        bars.graphicalProperties.solidFill = colour
        # The values beside the reference: a preview on a phone draws from those alone.
        bars.val.numRef.numCache = NumData("0", pt=[NumVal(n, v=str(d[key])) for n, d in enumerate(days)])
        bars.cat = AxDataSource(
            strRef=StrRef(str(Reference(sheet.ws, min_col=1, min_row=heading + 1, max_row=last)), names)
        )
        chart.append(bars)
    chart.y_axis.number_format, chart.legend.position = "0", "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.width, chart.height = 16, 9
    sheet.ws.add_chart(chart, f"A{sheet.append(height=8)}")
    for _row in range(CHART_ROWS):
        sheet.append(height=15)


# --- the lists


def _list(
    out: Workbook, office: str, week: Row, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]]
) -> None:
    """A sheet of one table, with the heading in sight."""
    sheet = Sheet(out, title, shared.widths(columns, rows), landscape=True)
    sheet.head(office, _heading(week))
    sheet.foot(title)
    sheet.ws.freeze_panes = "A3"
    sheet.append([sheet.text(f"{title} · {_heading(week)}", Look(size=12, bold=True))], 26)
    heading, last = sheet.table(columns, rows)
    if last == heading:
        sheet.append([sheet.text(_("Nothing"), shared.LABEL)])
    sheet.list_view(heading, len(columns))


def _texts(*named: tuple[str, int, int]) -> Iterable[Column]:
    return (Column(name, put_text, shared.BODY, least, most) for name, least, most in named)


def _when_and_who() -> tuple[Column, ...]:
    return (
        Column(_("Day"), put_day, DATE, 12, 12),
        *_texts((_("Time"), 8, 8), (_("Customer"), 12, 24), (_("File no."), 8, 10), (_("Phone"), 14, 16)),
    )


def _who(row: Row, at: str) -> tuple[Any, ...]:
    c = row["customer"]
    return date.fromisoformat(at[:10]), at[11:16], c["name"] or "", f"#{c['id']}", c["phone"] or ""


def _call_columns() -> tuple[Column, ...]:
    return (*_when_and_who(), *_texts((_("Note"), 30, 50)))


def _call(c: Row) -> Sequence[Any]:
    return *_who(c, c["at"]), c.get("note", "")


def _visit_columns() -> tuple[Column, ...]:
    said = ((_("Source"), 10, 20), (_("Need"), 12, 24), (_("Budget"), 10, 16), (_("Rating"), 8, 8), (_("Note"), 16, 30))
    return (*_when_and_who(), *_texts((_("Receiver"), 10, 16), (_("Kind"), 10, 16), *said))


def _visit(v: Row) -> Sequence[Any]:
    said = (v.get(k, "") for k in ("source", "need", "budget", "rating", "note"))
    return *_who(v, v["at"]), v["receiver"], _(KINDS[v["kind"]]), *said


def _deal_columns() -> tuple[Column, ...]:
    money = (Column(name, _put_yuan, shared.AMOUNT, 15, 18) for name in (_("Price (yuan)"), _("Commission (yuan)")))
    sold = _texts((_("Salespeople"), 12, 24), (_("Status"), 10, 12))
    return (*_when_and_who(), *_texts((_("Unit"), 12, 24)), *money, *sold)


def _deal(d: Row) -> Sequence[Any]:
    sold = _(", ").join(d["salespeople"]), _(KINDS[d["status"]])
    return *_who(d, d["signed_at"]), d["unit"], d["price"], d["commission"], *sold
