"""The month's workbook, opened again the way Excel would read it, and its save, which is whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from salesdesk.books import workbook as shared
from salesdesk.books.payout import HeldDeal, PaidLine, PayoutBook, Person, WhyStep, write_payout
from salesdesk.errors import Refused, Usage
from salesdesk.text import use_language

HOSTILE = [
    "=1+1",
    "==",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "#N/A",
    "[red]x[/red]",
    "'quoted",
    "{=A1}",
    "1",
    "🏠👨‍👩‍👧 吉",
]
NAMES = ["李四", "王五", "赵六", "钱七"]
LISTS = ["Lines", "Held", "Why"]


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


def line(deal: int, **changed: Any) -> PaidLine:
    row = PaidLine(
        deal,
        "3栋1201室",
        date(2025, 10, 9),
        "张** 138****1234",
        "share",
        "李四",
        "sales",
        "7/10",
        1234567,
        "6.2.5",
        "12, 15",
    )
    return row._replace(**changed)


def month(**changed: Any) -> PayoutBook:
    book = PayoutBook(
        office="滨江壹号 & 营销中心", month="2025-10", status="closed",
        people=[Person("李四", "sales", 1234567), Person("王五", "sales", -50005), Person("pool", "pool", 1)],
        lines=[line(7), line(8, kind="adjustment", to="pool", role="pool", share="1", amount=-50005)],
        held=[HeldDeal(9, "5栋", ["claim 3 is open", "visit 4 is not confirmed"])],
        reasons=[WhyStep(7, "Visit 1 began the registration", "3.1", "12")],
        total=1184563, closed_by="陈经理", closed_at="2025-11-01 09:30", seal="K7QM-2T4X",
    )  # fmt: skip
    return replace(book, **changed)


def opened(folder: Path, book: PayoutBook) -> Workbook:
    path = folder / "payout.xlsx"
    write_payout(path, book)
    return load_workbook(path)


def values(book: Workbook, sheet: str) -> list[Any]:
    return [cell.value for row in book[sheet].iter_rows() for cell in row if cell.value is not None]


def heading(book: Workbook, sheet: str, first: str) -> int:
    return next(row[0].row for row in book[sheet].iter_rows() if row[0].value == first)


def parts(path: Path, ending: str) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        return [packed.read(n).decode() for n in packed.namelist() if n.endswith(ending)]


# --- what it says


def test_the_summary_says_whose_month_it_is_who_closed_it_and_under_which_seal(tmp_path: Path) -> None:
    said = values(opened(tmp_path, month()), "Summary")
    for word in (
        "滨江壹号 & 营销中心",
        "Commission payout 2025-10",
        "Closed",
        "陈经理 · 2025-11-01 09:30",
        "K7QM-2T4X",
    ):
        assert word in said
    for signs in ("Manager", "Finance", "Director"):
        assert signs in said
    assert said.count("Signature:") == said.count("Date:") == 3


def test_the_summary_lists_each_person_in_yuan_and_the_total_as_a_value(tmp_path: Path) -> None:
    book = opened(tmp_path, month())
    at = heading(book, "Summary", "Name")
    rows = [[c.value for c in row[:3]] for row in book["Summary"].iter_rows(min_row=at + 1, max_row=at + 4)]
    assert rows == [
        ["李四", "sales", 12345.67], ["王五", "sales", -500.05], ["the pool", "pool", 0.01], ["Total", None, 11845.63],
    ]  # fmt: skip
    assert all(book["Summary"].cell(at + n, 3).number_format == "#,##0.00" for n in range(1, 5))


def test_a_draft_says_that_it_may_still_change(tmp_path: Path) -> None:
    book = opened(tmp_path, month(status="draft", closed_by=None, closed_at=None, seal=None))
    assert "DRAFT: not closed, may still change" in values(book, "Summary")
    assert "DRAFT" in book["Lines"].oddHeader.right.text
    assert "No seal" in book["Lines"].oddFooter.left.text


def test_every_line_has_its_deal_clause_and_entries_with_numbers_as_numbers(tmp_path: Path) -> None:
    book = opened(tmp_path, month())
    rows = [[c.value for c in row] for row in book["Lines"].iter_rows(min_row=3)]
    day = datetime(2025, 10, 9)
    assert rows == [
        [7, "3栋1201室", day, "张** 138****1234", "share", "李四", "sales", "7/10", 12345.67, "6.2.5", "12, 15"],
        [8, "3栋1201室", day, "张** 138****1234", "adjustment", "the pool", "pool", "1", -500.05, "6.2.5", "12, 15"],
    ]
    assert [c.data_type for c in book["Lines"][4]] == list("nsdsssssnss")
    assert book["Lines"]["I3"].number_format == "#,##0.00"
    assert book["Lines"]["C3"].number_format == "yyyy-mm-dd"


def test_what_is_held_has_a_row_for_each_reason(tmp_path: Path) -> None:
    rows = [[c.value for c in row] for row in opened(tmp_path, month())["Held"].iter_rows(min_row=3)]
    assert rows == [[9, "5栋", "claim 3 is open"], [9, "5栋", "visit 4 is not confirmed"]]


def test_the_chain_has_each_step_with_clause_and_entry(tmp_path: Path) -> None:
    rows = [[c.value for c in row] for row in opened(tmp_path, month())["Why"].iter_rows(min_row=3)]
    assert rows == [[7, "Visit 1 began the registration", "3.1", "12"]]


def test_a_month_without_anything_says_so_and_has_no_chart(tmp_path: Path) -> None:
    book = opened(tmp_path, month(people=[], lines=[], held=[], reasons=[], total=0))
    assert all("Nothing" in values(book, sheet) for sheet in LISTS)
    assert not parts(tmp_path / "payout.xlsx", "chart1.xml")


def test_the_chart_shows_the_table_and_keeps_the_values_for_a_preview(tmp_path: Path) -> None:
    book = opened(tmp_path, month())
    first = heading(book, "Summary", "Name") + 1
    (chart,) = parts(tmp_path / "payout.xlsx", "chart1.xml")
    assert f"'Summary'!$C${first}:$C${first + 2}" in chart
    for cached in ("12345.67", "-500.05", "0.01", "李四", "the pool"):
        assert f"<v>{cached}</v>" in chart


# --- how it looks


@pytest.mark.parametrize("sheet", LISTS)
def test_a_list_keeps_its_heading_in_sight_and_on_each_page(tmp_path: Path, sheet: str) -> None:
    ws = opened(tmp_path, month())[sheet]
    assert ws.freeze_panes == "A3"
    assert ws.print_title_rows == "$2:$2"
    assert ws.auto_filter.ref == f"A2:{ws.cell(ws.max_row, ws.max_column).coordinate}"


@pytest.mark.parametrize("sheet", ["Summary", *LISTS])
def test_each_sheet_prints_on_a4_one_page_wide_and_numbered(tmp_path: Path, sheet: str) -> None:
    ws = opened(tmp_path, month())[sheet]
    assert (ws.page_setup.paperSize, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (9, 1, 0)
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert ws.oddFooter.right.text == "Page &P of &N" or "&[Page]" in ws.oddFooter.right.text
    assert ws.oddHeader.left.text == "滨江壹号 && 营销中心"
    assert ws.page_setup.orientation == ("landscape" if sheet == "Lines" else "portrait")


def test_a_chinese_text_gets_twice_the_width_of_a_latin_one(tmp_path: Path) -> None:
    narrow = opened(tmp_path, month(lines=[line(1, unit="A" * 9)]))["Lines"].column_dimensions["B"].width
    wide = opened(tmp_path, month(lines=[line(1, unit="栋" * 9)]))["Lines"].column_dimensions["B"].width
    assert (narrow, wide) == (13, 22)


def test_a_long_step_gets_a_row_high_enough_for_it(tmp_path: Path) -> None:
    steps = [WhyStep(1, "短", "3.1", "1"), WhyStep(1, "归属不变" * 30, "4.1", "2")]
    rows = opened(tmp_path, month(reasons=steps))["Why"].row_dimensions
    assert rows[3].height == 18
    assert rows[4].height >= 18 + 4 * 14


def test_no_row_is_higher_than_excel_allows(tmp_path: Path) -> None:
    book = opened(tmp_path, month(reasons=[WhyStep(1, "归属不变" * 3000, "4.1", "2")]))
    assert book["Why"].row_dimensions[3].height == 409


def test_a_clause_kept_as_text_raises_no_flag_in_excel(tmp_path: Path) -> None:
    opened(tmp_path, month())
    flagged = '<ignoredError sqref="A2:K4" numberStoredAsText="1"'
    assert any(flagged in sheet for sheet in parts(tmp_path / "payout.xlsx", "sheet2.xml"))


@pytest.mark.parametrize(("people", "breaks"), [(11, 0), (12, 1), (23, 1), (24, 1), (80, 1)])
def test_neither_the_signatures_nor_the_chart_are_cut_by_a_page(tmp_path: Path, people: int, breaks: int) -> None:
    book = opened(tmp_path, month(people=[Person(f"员工{n}", "sales", n) for n in range(people)]))
    assert len(book["Summary"].row_breaks.brk) == breaks


# --- text stays text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_the_text_it_is(tmp_path: Path, name: str) -> None:
    book = opened(tmp_path, month(people=[Person(name, "sales", 1)], lines=[line(1, unit=name, to=name)], office=name))
    shown = name.replace("\u200d", "\\u200d")
    for cell in (book["Lines"]["B3"], book["Lines"]["F3"], book["Summary"]["A1"]):
        assert (cell.value, cell.data_type) == (shown, "s")
        assert cell.quotePrefix == (name[0] in "=+-@＝")


def test_no_cell_of_any_sheet_is_a_formula(tmp_path: Path) -> None:
    rows = [line(n, unit=name, customer=name, to=name, entries=name) for n, name in enumerate(HOSTILE)]
    opened(tmp_path, month(lines=rows, people=[Person(name, "sales", 1) for name in HOSTILE]))
    assert not any(
        "<f>" in sheet or 't="e"' in sheet for sheet in parts(tmp_path / "payout.xlsx", ".xml") if "sheetData" in sheet
    )


def test_a_quoted_name_leaves_the_looks_of_its_neighbours_alone(tmp_path: Path) -> None:
    ws = opened(tmp_path, month(lines=[line(1, unit="=1"), line(2, unit="A"), line(3, unit="=2")]))["Lines"]
    assert [ws.cell(n, 2).quotePrefix for n in (3, 4, 5)] == [True, False, True]
    assert {ws.cell(n, 2).border.left.style for n in (3, 4, 5)} == {"thin"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b]0;x\x07王", "\\x1b]0;x\\x07王"),
        ("\x00", "\\x00"),
        ("\t=1+1", "\\x09=1+1"),
        ("\r\n", "\\x0d\\x0a"),
        ("\u202e反", "\\u202e反"),
        ("\ud800", "\\ud800"),
        ("\uffff", "\\uffff"),
    ],
)
def test_what_a_program_might_obey_is_written_out(tmp_path: Path, name: str, shown: str) -> None:
    book = opened(tmp_path, month(lines=[line(1, customer=name)], people=[Person(name, "sales", 1)], office=name))
    assert book["Lines"]["D3"].value == shown


def test_what_excel_would_read_as_an_escape_is_escaped(tmp_path: Path) -> None:
    # Excel shows _x0041_ as A, and _x005F_x0041_ as it was typed.
    assert opened(tmp_path, month(lines=[line(1, customer="_x0041_")]))["Lines"]["D3"].value == "_x005F_x0041_"


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("text", "fits"), [("李" * 32767, True), ("李" * 32768, False), ("🏠" * 16384, False)])
def test_a_text_longer_than_a_cell_is_refused_not_cut(tmp_path: Path, text: str, fits: bool) -> None:
    book = month(reasons=[WhyStep(1, text, "3.1", "1")])
    if fits:
        assert opened(tmp_path, book)["Why"]["B3"].value == text
        return
    with pytest.raises(Refused, match="32767"):
        write_payout(tmp_path / "payout.xlsx", book)
    assert list(tmp_path.iterdir()) == []


def test_amounts_keep_their_last_fen(tmp_path: Path) -> None:
    amounts = [1, 99, 10**13 - 1, 123456789012345, -1, 0]
    ws = opened(tmp_path, month(lines=[line(n, amount=a) for n, a in enumerate(amounts)]))["Lines"]
    assert [round(ws.cell(3 + n, 9).value * 100) for n in range(len(amounts))] == amounts


# --- the save


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        opened(tmp_path, month())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "payout.xlsx").stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_file_and_the_temporary_folder_is_as_before(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    opened(tmp_path, month())
    assert [p.name for p in tmp_path.iterdir()] == ["payout.xlsx"]
    assert tempfile.gettempdir() == before


def test_openpyxls_own_temporary_files_lie_in_a_folder_that_only_the_owner_enters(tmp_path: Path) -> None:
    with shared.workbook(tmp_path / "a.xlsx", "a") as book:
        shared.Sheet(book, "a", [9]).append()
        private = Path(tempfile.gettempdir())
        assert private.parent == tmp_path
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert [p.name[:9] for p in private.iterdir()] == ["openpyxl."]


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("breaks", ["fsync", "replace", "rows"])
def test_a_save_that_fails_leaves_the_old_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    def full(*_of: object) -> Sequence[object]:
        raise OSError(28, "No space left on device")

    path = tmp_path / "payout.xlsx"
    path.write_bytes(b"the old one")
    target, name = {"fsync": (os, "fsync"), "replace": (Path, "replace"), "rows": (shared.Sheet, "table")}[breaks]
    monkeypatch.setattr(target, name, full)
    with pytest.raises(Refused, match="No space left on device"):
        write_payout(path, month())
    assert path.read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["payout.xlsx"]


def test_what_a_killed_export_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    old, young, foreign = (tmp_path / n for n in (".salesdesk-old", ".salesdesk-new", "mine"))
    for folder in (old, young, foreign):
        folder.mkdir()
        (folder / "openpyxl.1").write_text("13800001234")
    os.utime(old, (0, 0))
    os.utime(foreign, (0, 0))
    write_payout(tmp_path / "payout.xlsx", month())
    assert (old.exists(), young.exists(), foreign.exists()) == (False, True, True)


@pytest.mark.parametrize("name", ["payout.xls", "payout", "payout.csv", "payout.xlsx.bak"])
def test_a_name_that_is_no_workbooks_is_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(Usage, match=r"ends in \.xlsx"):
        write_payout(tmp_path / name, month())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["nowhere/payout.xlsx", "file/payout.xlsx", "folder.xlsx"])
def test_a_place_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(Refused, match="could not be written"):
        write_payout(tmp_path / place, month())
