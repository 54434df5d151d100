"""The month's workbook, opened again the way Excel would read it, and its save, which is whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from salesdesk.books import workbook as shared
from salesdesk.books.payout import HeldDeal, PaidLine, PayoutBook, Person, WhyStep, write_payout
from salesdesk.errors import Refused, Usage
from salesdesk.files import LEFTOVER, working_folder
from salesdesk.text import use_language
from tests.hostile import FEW, SHOWN

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
        587889000,
        1763667,
        "share",
        "李四",
        "sales",
        "70%",
        1234567,
        "6.2.5",
        "12, 15",
    )
    return row._replace(**changed)


def month(**changed: Any) -> PayoutBook:
    book = PayoutBook(
        office="滨江壹号 & 营销中心", month="2025-10", status="closed",
        people=[Person("李四", "sales", 1234567), Person("王五", "sales", -50005), Person("pool", "pool", 1)],
        lines=[line(7), line(8, kind="adjustment", to="pool", role="pool", share="100%", amount=-50005)],
        held=[HeldDeal(9, "5栋", 720_000, ["claim 3 is open", "visit 4 is not confirmed"])],
        reasons=[WhyStep(7, "Visit 1 began the registration", "3.1", "New customers go round.", "12")],
        total=1184563, paid=1, price=587889000, adjusted=1, closed_by="陈经理", closed_at="2025-11-01 09:30", seal="K7QM-2T4X",
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


def beside(book: Workbook, label: str) -> Any:
    """What the cover says beside a label."""
    return book["Summary"].cell(heading(book, "Summary", label), 2).value


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
    assert said.count("Date:") == 3


def test_whoever_closed_the_month_stands_where_the_manager_signs(tmp_path: Path) -> None:
    ws = (book := opened(tmp_path, month()))["Summary"]
    at = heading(book, "Summary", "Manager")
    assert [ws.cell(at + 1, n).value for n in (1, 2, 3)] == ["陈经理, signature:", "Signature:", "Signature:"]
    assert {ws.cell(at + 1, n).alignment.vertical for n in (1, 2, 3)} == {"center"}
    assert {ws.cell(at + 2, n).alignment.indent for n in (1, 2, 3)} == {1}


def test_the_cover_counts_the_deals_and_says_their_price(tmp_path: Path) -> None:
    book = opened(tmp_path, month())
    assert beside(book, "Deals paid") == 1
    assert beside(book, "Their price in all (yuan)") == 5878890
    assert beside(book, "Deals of closed months adjusted") == 1
    assert "Deals of closed months adjusted" not in values(opened(tmp_path, month(adjusted=0)), "Summary")


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (1184563, "人民币壹万壹仟捌佰肆拾伍元陆角叁分"),
        (0, "人民币零元整"),
        (-50005, "人民币负伍佰元零伍分"),
    ],
)
def test_the_total_stands_in_capitals_below_the_figure(tmp_path: Path, total: int, words: str) -> None:
    book = opened(tmp_path, month(total=total))
    assert beside(book, "Total in capitals") == words
    assert heading(book, "Summary", "Total in capitals") == heading(book, "Summary", "Total") + 1


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
    (mark,) = [c for row in book["Summary"].iter_rows() for c in row if c.value == "DRAFT"]
    assert (mark.font.color.rgb, mark.font.b) == ("FFC00000", True)
    assert mark.font.sz >= 20
    assert "DRAFT" in book["Lines"].oddHeader.right.text
    assert "No seal" in book["Lines"].oddFooter.left.text


def test_a_draft_has_nothing_to_sign_and_a_closed_month_no_draft_mark(tmp_path: Path) -> None:
    said = values(opened(tmp_path, month(status="draft", closed_by=None, closed_at=None, seal=None)), "Summary")
    assert not any(w in str(v) for v in said for w in ("ignature", "Date:", "Finance", "Closed by", "Seal", "—"))
    assert not any("DRAFT" in str(v) for v in values(opened(tmp_path, month()), "Summary"))


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_what_was_entered_under_a_set_clock_says_so_in_red(tmp_path: Path, status: str) -> None:
    words = "Training: entered under a set clock (SALESDESK_NOW)"
    book = opened(tmp_path, month(status=status, training=True))
    (mark,) = [c for row in book["Summary"].iter_rows() for c in row if c.value == words]
    assert mark.font.color.rgb == "FFC00000"
    assert words not in values(opened(tmp_path, month(status=status)), "Summary")


def test_every_line_has_its_deal_clause_and_entries_with_numbers_as_numbers(tmp_path: Path) -> None:
    book = opened(tmp_path, month())
    rows = [[c.value for c in row] for row in book["Lines"].iter_rows(min_row=3, max_row=4)]
    deal = ["3栋1201室", datetime(2025, 10, 9), "张** 138****1234", 5878890, 17636.67]
    assert rows == [
        [7, *deal, "share", "李四", "sales", "70%", 12345.67, "6.2.5", "12, 15"],
        [8, *deal, "adjustment", "the pool", "pool", "100%", -500.05, "6.2.5", "12, 15"],
    ]
    assert [c.data_type for c in book["Lines"][4]] == list("nsdsnnssssnss")
    assert [book["Lines"].cell(3, n).number_format for n in (5, 6, 11)] == ["#,##0.00"] * 3
    assert book["Lines"]["C3"].number_format == "yyyy-mm-dd"


def test_the_lines_end_in_the_total_of_the_cover_outside_the_filter(tmp_path: Path) -> None:
    book = opened(tmp_path, month())
    ws = book["Lines"]
    assert [c.value for c in ws[5]] == ["Total", *[None] * 9, 11845.63, None, None]
    assert (ws.max_row, ws["K5"].number_format, ws["K5"].font.b) == (5, "#,##0.00", True)
    assert ws["K5"].value == book["Summary"].cell(heading(book, "Summary", "Total"), 3).value
    assert ws.auto_filter.ref == "A2:M4"


def test_what_is_held_has_a_row_for_each_reason(tmp_path: Path) -> None:
    rows = [[c.value for c in row] for row in opened(tmp_path, month())["Held"].iter_rows(min_row=3)]
    assert rows == [[9, "5栋", 7200, "claim 3 is open"], [9, "5栋", None, "visit 4 is not confirmed"]]


def test_the_cover_says_how_many_deals_are_held_and_their_commission(tmp_path: Path) -> None:
    cover = [c.value for row in opened(tmp_path, month())["Summary"].iter_rows() for c in row]
    assert "Held deals, not paid yet: 1, commission 7200.00 yuan (see the sheet Held)" in cover


def test_the_chain_has_each_step_with_clause_and_entry(tmp_path: Path) -> None:
    rows = [[c.value for c in row] for row in opened(tmp_path, month())["Why"].iter_rows(min_row=3)]
    assert rows == [[7, "Visit 1 began the registration", "3.1", "New customers go round.", "12"]]


def test_a_month_without_anything_is_its_cover_alone_which_says_so(tmp_path: Path) -> None:
    book = opened(tmp_path, month(people=[], lines=[], held=[], reasons=[], total=0))
    assert book.sheetnames == ["Summary"]
    assert "Nothing is paid in this month." in values(book, "Summary")
    assert "Name" not in values(book, "Summary")
    assert not parts(tmp_path / "payout.xlsx", "chart1.xml")


@pytest.mark.parametrize(("empty", "sheet"), [("lines", "Lines"), ("held", "Held"), ("reasons", "Why")])
def test_an_empty_list_gets_no_sheet(tmp_path: Path, empty: str, sheet: str) -> None:
    book = opened(tmp_path, month(**{empty: []}))
    assert book.sheetnames == ["Summary", *(s for s in LISTS if s != sheet)]
    assert "Nothing is paid in this month." not in values(book, "Summary")


@pytest.mark.parametrize(("people", "charts"), [(1, 0), (2, 0), (3, 1)])
def test_two_people_need_no_chart(tmp_path: Path, people: int, charts: int) -> None:
    opened(tmp_path, month(people=[Person(f"员工{n}", "sales", n) for n in range(people)]))
    assert len(parts(tmp_path / "payout.xlsx", "chart1.xml")) == charts


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
    last = ws.max_row - (sheet == "Lines")
    assert ws.auto_filter.ref == f"A2:{ws.cell(last, ws.max_column).coordinate}"


@pytest.mark.parametrize("sheet", ["Summary", *LISTS])
def test_each_sheet_prints_on_a4_one_page_wide_and_numbered(tmp_path: Path, sheet: str) -> None:
    ws = opened(tmp_path, month())[sheet]
    assert (ws.page_setup.paperSize, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (9, 1, 0)
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert ws.oddFooter.right.text == "Page &P of &N" or "&[Page]" in ws.oddFooter.right.text
    assert ws.oddHeader.left.text == "滨江壹号 && 营销中心"
    assert ws.page_setup.orientation == ("landscape" if sheet in ("Lines", "Why") else "portrait")


def test_a_chinese_text_gets_twice_the_width_of_a_latin_one(tmp_path: Path) -> None:
    narrow = opened(tmp_path, month(lines=[line(1, unit="A" * 9)]))["Lines"].column_dimensions["B"].width
    wide = opened(tmp_path, month(lines=[line(1, unit="栋" * 9)]))["Lines"].column_dimensions["B"].width
    assert (narrow, wide) == (13, 22)


def test_a_long_step_gets_a_row_high_enough_for_it(tmp_path: Path) -> None:
    steps = [WhyStep(1, "短", "3.1", "", "1"), WhyStep(1, "归属不变" * 30, "4.1", "", "2")]
    rows = opened(tmp_path, month(reasons=steps))["Why"].row_dimensions
    assert rows[3].height == 18
    assert rows[4].height >= 18 + 4 * 14


def test_a_step_that_fits_on_one_line_gets_one(tmp_path: Path) -> None:
    # The column is as wide as 64 letters; its border and indent take the room of two.
    steps = [WhyStep(1, text, "4.1", "", "2") for text in ("归" * 31, "归" * 32, "a" * 62, "a" * 63)]
    ws = opened(tmp_path, month(reasons=steps))["Why"]
    assert ws.column_dimensions["B"].width == 64
    assert [ws.row_dimensions[n].height for n in (3, 4, 5, 6)] == [18, 32, 18, 32]


def test_a_long_clause_makes_its_row_higher(tmp_path: Path) -> None:
    rows = opened(tmp_path, month(reasons=[WhyStep(1, "短", "3.1", "轮" * 40, "1")]))["Why"].row_dimensions
    assert rows[3].height == 18 + 14


def test_no_row_is_higher_than_excel_allows(tmp_path: Path) -> None:
    book = opened(tmp_path, month(reasons=[WhyStep(1, "归属不变" * 3000, "4.1", "", "2")]))
    assert book["Why"].row_dimensions[3].height == 409


def test_a_clause_kept_as_text_raises_no_flag_in_excel(tmp_path: Path) -> None:
    opened(tmp_path, month())
    flagged = '<ignoredError sqref="A2:M4" numberStoredAsText="1"'
    assert any(flagged in sheet for sheet in parts(tmp_path / "payout.xlsx", "sheet2.xml"))


@pytest.mark.parametrize(
    ("status", "people", "breaks"),
    [
        ("closed", 9, []), ("closed", 10, ["chart"]), ("closed", 20, ["chart"]), ("closed", 21, ["signatures"]),
        ("closed", 80, ["signatures"]), ("draft", 12, []), ("draft", 13, ["chart"]),
    ],
)  # fmt: skip
def test_neither_the_signatures_nor_the_chart_are_cut_by_a_page(
    tmp_path: Path, status: str, people: int, breaks: list[str]
) -> None:
    """Of the 730 points of a page a closed cover takes 254 and 18 a person, a draft 258; the signatures 112, the chart
    15 a person and 60. What stands above a break is the note on what is held, or the dates of the signatures.
    """
    book = opened(tmp_path, month(status=status, people=[Person(f"员工{n}", "sales", n) for n in range(people)]))
    ws = book["Summary"]
    above = [str(ws.cell(b.id, 1).value)[:4] for b in ws.row_breaks.brk]
    held = {"closed": "signatures", "draft": "chart"}[status]
    assert [{"Held": held, "Date": "chart"}[w] for w in above] == breaks


# --- text stays text


@pytest.mark.parametrize("name", FEW)
def test_a_hostile_name_stays_the_text_it_is(tmp_path: Path, name: str) -> None:
    book = opened(tmp_path, month(people=[Person(name, "sales", 1)], lines=[line(1, unit=name, to=name)], office=name))
    for cell in (book["Lines"]["B3"], book["Lines"]["H3"], book["Summary"]["A1"]):
        assert (cell.value, cell.data_type) == (SHOWN[name], "s")
        assert cell.quotePrefix == (name[0] in "=+-@＝")


def test_no_cell_of_any_sheet_is_a_formula(tmp_path: Path) -> None:
    rows = [line(n, unit=name, customer=name, to=name, entries=name) for n, name in enumerate(FEW)]
    opened(tmp_path, month(lines=rows, people=[Person(name, "sales", 1) for name in FEW]))
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
    book = month(reasons=[WhyStep(1, text, "3.1", "", "1")])
    if fits:
        assert opened(tmp_path, book)["Why"]["B3"].value == text
        return
    with pytest.raises(Refused, match="32767"):
        write_payout(tmp_path / "payout.xlsx", book)
    assert list(tmp_path.iterdir()) == []


def test_amounts_keep_their_last_fen(tmp_path: Path) -> None:
    amounts = [1, 99, 10**13 - 1, 123456789012345, -1, 0]
    ws = opened(tmp_path, month(lines=[line(n, amount=a) for n, a in enumerate(amounts)]))["Lines"]
    assert [round(ws.cell(3 + n, 11).value * 100) for n in range(len(amounts))] == amounts


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
    target, name = {"fsync": (os, "fsync"), "replace": (Path, "replace"), "rows": (WriteOnlyWorksheet, "append")}[
        breaks
    ]
    monkeypatch.setattr(target, name, full)
    with pytest.raises(Refused, match="No space left on device"):
        write_payout(path, month())
    assert path.read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["payout.xlsx"]


def test_what_a_killed_export_left_is_swept_and_what_another_works_in_is_not(tmp_path: Path) -> None:
    left, foreign = tmp_path / f"{LEFTOVER}left", tmp_path / "mine"
    with working_folder(tmp_path) as at_work:
        for folder in (left, foreign):
            folder.mkdir()
            (folder / "openpyxl.1").write_text("13800001234")
        write_payout(tmp_path / "payout.xlsx", month())
        assert (left.exists(), at_work.exists(), foreign.exists()) == (False, True, True)


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
