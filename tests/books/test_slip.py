"""The referral slip: two copies on one page, the number in full, nothing obeyed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from salesdesk.books.slip import write_slip
from salesdesk.errors import Refused, Usage
from salesdesk.text import use_language
from tests.hostile import FEW, OBEYED, SHOWN

DETAILS = {
    "id": 3, "kind": "employee", "status": "open", "name": "钱大同", "phone": "13800001234", "by": "孙会计",
    "visit_on": "2025-10-09", "registered": "2025-10-05 10:05",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


def slip(folder: Path, office: str = "滨江壹号", **changed: Any) -> Worksheet:
    path = folder / "slip.xlsx"
    write_slip(path, office, {**DETAILS, **changed})
    (sheet,) = load_workbook(path).worksheets
    return sheet


def words(sheet: Worksheet) -> list[Any]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_everything_stands_on_both_copies(tmp_path: Path) -> None:
    said = words(slip(tmp_path))
    for once in ("Copy 1 of 2: for the assistant's file", "Copy 2 of 2: for the reception desk", "✂  cut here"):
        assert said.count(once) == 1
    for twice in ("滨江壹号", "Referral by an employee · No. 3", "钱大同", "孙会计", "2025-10-09", "2025-10-05 10:05"):
        assert said.count(twice) == 2
    assert said.count("open: not signed yet") == said.count("Manager, signature and date:") == 2


def test_the_copies_have_the_same_rows_at_the_same_heights(tmp_path: Path) -> None:
    sheet = slip(tmp_path)
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    heights = [sheet.row_dimensions[n].height for n in range(1, len(rows) + 1)]
    first, second = (n for n, row in enumerate(rows) if row[0] == "滨江壹号")
    copy = len(rows) - second
    assert heights[first : first + copy] == heights[second:]
    assert [r for r in rows[first : first + copy] if "Copy" not in str(r[0])] == [
        r for r in rows[second:] if "Copy" not in str(r[0])
    ]


def test_the_phone_number_is_whole_and_text(tmp_path: Path) -> None:
    cells = [c for row in slip(tmp_path).iter_rows() for c in row if c.value == "13800001234"]
    assert [c.data_type for c in cells] == ["s", "s"]


def test_both_copies_print_on_one_a4_page(tmp_path: Path) -> None:
    sheet = slip(tmp_path)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_area == f"'Slip 3'!$A$1:$D${sheet.max_row}"
    assert sum(sheet.row_dimensions[n].height for n in range(1, sheet.max_row + 1)) <= 734


def test_what_is_not_known_is_a_dash(tmp_path: Path) -> None:
    said = words(slip(tmp_path, kind="company", name=None, phone=None, by=None, visit_on=None))
    assert said.count("—") == 8
    assert "Introduction through the company · No. 3" in said
    assert not any("came along" in str(w) for w in said)


def test_each_condition_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    """Wrapped, the second line of the Chinese ones began with a comma."""
    sheet = slip(tmp_path)
    cells = [c for row in sheet.iter_rows() for c in row if "(6.2." in str(c.value)]
    assert len(cells) == 6
    assert {(c.alignment.wrap_text, c.alignment.shrink_to_fit) for c in cells} == {(None, True)}
    assert {sheet.row_dimensions[c.row].height for c in cells} == {17}


def test_what_is_signed_stands_off_the_line_above_it(tmp_path: Path) -> None:
    cells = [c for row in slip(tmp_path).iter_rows() for c in row if str(c.value).endswith("signature and date:")]
    assert [(c.alignment.vertical, c.alignment.indent) for c in cells] == [("center", 1)] * 4


@pytest.mark.parametrize("name", FEW)
def test_a_hostile_name_stays_text(tmp_path: Path, name: str) -> None:
    sheet = slip(tmp_path, office=name, name=name, by=name)
    cells = [c for row in sheet.iter_rows() for c in row if c.value == SHOWN[name]]
    assert [c.data_type for c in cells] == ["s"] * 6
    assert {c.quotePrefix for c in cells} == {name[0] in OBEYED}


def test_an_escape_sequence_is_written_out(tmp_path: Path) -> None:
    assert words(slip(tmp_path, name="\x1b[31m王")).count("\\x1b[31m王") == 2


def test_the_slip_is_its_owners_alone_and_lies_alone(tmp_path: Path) -> None:
    slip(tmp_path)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_wrong_name_or_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Usage):
        write_slip(tmp_path / "slip.pdf", "滨江壹号", DETAILS)
    with pytest.raises(Refused):
        write_slip(tmp_path / "nowhere" / "slip.xlsx", "滨江壹号", DETAILS)
