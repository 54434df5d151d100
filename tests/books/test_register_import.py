"""Reading an old register: headings, days, times and numbers as people keep them in Excel, and what is refused."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from salesdesk.books import register_import
from salesdesk.books.register_import import Row, read
from salesdesk.errors import Refused

HEADS = ("日期", "时间", "姓名", "电话", "接待人")
GOOD = ("2025-08-01", "10:05", "张三", "13800000001", "李四")


def sheet(folder: Path, *rows: Sequence[Any]) -> Path:
    """A workbook of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "old.xlsx")
    return folder / "old.xlsx"


def rows_of(path: Path, **mapping: str) -> list[Row]:
    return read(path, mapping, lambda _done, _total: None).rows


def one(folder: Path, **other: Any) -> Row:
    """The good row with some cells changed, as it is read."""
    names = ("date", "time", "name", "phone", "receiver", *[n for n in other if n in register_import.WORDS])
    values = {**dict(zip(names[:5], GOOD, strict=True)), **other}
    (row,) = rows_of(sheet(folder, names, [values[n] for n in names]))
    return row


@pytest.mark.parametrize("heads", [
    HEADS, ("来访日期", "来访时间", "客户姓名", "联系电话", "置业顾问"), ("到访日期 ", "时间：", "姓 名", "手机*", "售楼员"),
    ("Date", "TIME", "Name", "Phone", "Receiver"), ("date", "time(24h)", "customer", "Mobile", "Salesperson"),
])  # fmt: skip
def test_the_usual_headings_are_found(tmp_path: Path, heads: Sequence[str]) -> None:
    (row,) = rows_of(sheet(tmp_path, heads, GOOD))
    assert (row.at, row.name, row.phone, row.receiver, row.reasons) == (
        datetime(2025, 8, 1, 10, 5), "张三", "13800000001", "李四", [],
    )  # fmt: skip


def test_a_title_above_the_headings_blank_rows_and_other_columns_do_no_harm(tmp_path: Path) -> None:
    path = sheet(tmp_path, ["来访登记表"], [], ["序号", *HEADS], [], [1, *GOOD], [], [2, *GOOD])
    assert [r.number for r in rows_of(path)] == [5, 7]


def test_columns_can_be_mapped_and_left_out(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, ("何时来", "谁", "电话", "手机", "接待人", "意向"), ("2025-08-01", "张三", "?", GOOD[3], "李四", "强")
    )
    with pytest.raises(Refused, match="Two columns look like 'phone'"):
        rows_of(path)
    (row,) = rows_of(path, date="何时来", name="谁", phone="手机", rating="")
    assert (row.name, row.phone, row.words, row.reasons) == ("张三", GOOD[3], {}, [])
    with pytest.raises(Refused, match="No column found for: date"):
        rows_of(path, phone="手机")
    with pytest.raises(Refused, match="No column found for: name"):
        rows_of(path, date="何时来", phone="手机", name="没有")


def test_one_column_may_hold_day_and_time(tmp_path: Path) -> None:
    (row,) = rows_of(
        sheet(tmp_path, ("来访时间", "姓名", "接待人"), (datetime(2025, 8, 1, 9, 59, 59, 999_999), "张三", "李四"))
    )
    assert row.at == datetime(2025, 8, 1, 10, 0)


@pytest.mark.parametrize(("day", "clock", "at"), [
    ("2025/8/1", "10:05", "2025-08-01 10:05"), ("2025.08.01", "10：05", "2025-08-01 10:05"),
    ("2025年8月1日", "10点05分", "2025-08-01 10:05"), ("2025年8月1日 星期五", "下午3:20", "2025-08-01 15:20"),
    ("20250801", "3:20 PM", "2025-08-01 15:20"), ("2025-08-01 10:05:30", None, "2025-08-01 10:05"),
    ("２０２５－０８－０１", "12:00", "2025-08-01 12:00"), (date(2025, 8, 1), time(10, 5), "2025-08-01 10:05"),
    (datetime(2025, 8, 1), timedelta(hours=10), "2025-08-01 10:00"), ("2025-08-01", None, "2025-08-01 00:00"),
    ("2025-08-01", "下午 12:10", "2025-08-01 12:10"), ("2025-8-1T9:05", None, "2025-08-01 09:05"),
])  # fmt: skip
def test_days_and_times_as_people_write_them(tmp_path: Path, day: Any, clock: Any, at: str) -> None:
    row = one(tmp_path, date=day, time=clock)
    assert (f"{row.at:%Y-%m-%d %H:%M}", row.reasons) == (at, [])


@pytest.mark.parametrize(("field", "value", "why"), [
    ("date", "8月1日", "cannot be read"), ("date", "05/10/2025", "cannot be read"), ("date", "2025-02-30", "cannot be read"),
    ("date", 45870, "cannot be read"), ("date", None, "missing"), ("date", "1999-12-31", "too old"),
    ("time", "25:00", "cannot be read"), ("time", 0.42, "cannot be read"), ("time", "早", "cannot be read"),
    ("phone", 73188881234, "kept as a number"), ("phone", 12800000001.0, "kept as a number"),
    ("phone", "1.38E+10", "kept as a number"), ("phone", "13800000001.0", "kept as a number"),
    ("phone", 1.3800000001e17, "kept as a number"), ("phone", True, "kept as a number"),
    ("phone", 13800000001.5, "kept as a number"),
    ("phone", "12345-", "not a phone number"), ("phone", "13800000001/13900000001", "not a phone number"),
    ("phone", "#N/A", "shows an error"), ("name", 138, "write it as text"), ("name", "名" * 61, "at most 60"),
    ("name", "a\u2028b", "cannot be written down"), ("receiver", 7, "write it as text"),
    ("note", "字" * 2001, "at most 2000"), ("budget", 1.5e30, "kept as a number"), ("note", datetime(2025, 1, 1), "text"),
])  # fmt: skip
def test_what_cannot_be_read_is_a_reason_and_the_rest_is_read(tmp_path: Path, field: str, value: Any, why: str) -> None:
    row = one(tmp_path, **{field: value})
    assert len(row.reasons) == 1
    assert why in row.reasons[0]
    assert row.receiver == "李四" or field == "receiver"


def test_all_reasons_of_a_row_stand_together(tmp_path: Path) -> None:
    assert len(one(tmp_path, date="?", phone=1.0, name="名" * 61).reasons) == 3


def test_a_row_needs_a_name_or_a_number(tmp_path: Path) -> None:
    assert one(tmp_path, name=None, phone=" ").reasons == ["neither a name nor a phone number"]
    assert one(tmp_path, name=None).reasons == one(tmp_path, phone=None).reasons == []


def test_words_are_kept_as_said(tmp_path: Path) -> None:
    row = one(tmp_path, budget=200, rating="ｂ级", need=" 三房\n南向 ", source="=朋友", note=None)
    assert row.words == {"budget": "200", "rating": "B", "need": "三房\n南向"}
    assert one(tmp_path, budget=120.5).words == {"budget": "120.5"}


def test_a_false_dimension_cuts_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADS, GOOD, GOOD)
    lying = tmp_path / "lying.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'<dimension ref="A1:E3"', b'<dimension ref="A1"'))
    assert len(rows_of(lying)) == 2


# --- files that are no register


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    def read_at_most(rows: int, path: Path) -> int:
        return len(read(path, {}, lambda _done, _total: None, rows).rows)

    assert read_at_most(2, sheet(tmp_path, HEADS, GOOD, GOOD)) == 2
    with pytest.raises(Refused, match="More than 2 rows"):
        read_at_most(2, sheet(tmp_path, HEADS, GOOD, GOOD, GOOD))


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADS, GOOD)
    os.truncate(path, 21 * 2**20)
    with pytest.raises(Refused, match="larger than"):
        rows_of(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADS, GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/x.bin", b"\0" * 40_000_000)
    with pytest.raises(Refused, match="unpacks to"):
        rows_of(path)


def test_what_is_no_workbook_is_refused_in_a_sentence(tmp_path: Path) -> None:
    good = sheet(tmp_path, HEADS, GOOD).read_bytes()
    for n, content in enumerate((b"", b"no zip", good[:-200], good[:300] + b"\0" * 50 + good[350:])):
        path = tmp_path / f"{n}.xlsx"
        path.write_bytes(content)
        with pytest.raises(Refused, match="no whole workbook"):
            rows_of(path)
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(Refused, match="cannot be read"):
            rows_of(path)


@pytest.mark.parametrize(("part", "old", "new"), [
    ("xl/worksheets/sheet1.xml", b"</row>", b""), ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="2A"'),
    ("xl/worksheets/sheet1.xml", b't="inlineStr"><is><t>', b't="s"><v>9'), ("xl/workbook.xml", b"<sheets>", b"<sheetz>"),
    ("xl/worksheets/sheet1.xml", b"<worksheet", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet a="&e;"'),
    ("xl/styles.xml", b"<cellXfs", b"<cellXfs count='x'"),
])  # fmt: skip
def test_a_workbook_broken_inside_is_refused_in_a_sentence(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    path, broken = sheet(tmp_path, HEADS, GOOD), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as packed:
        for name in whole.namelist():
            content = whole.read(name)
            packed.writestr(name, content.replace(old, new) if name == part else content)
    with pytest.raises(Refused):
        rows_of(broken)


def test_a_row_far_below_the_others_ends_the_reading(tmp_path: Path) -> None:
    path, far = sheet(tmp_path, HEADS, GOOD), tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(far, "w") as packed:
        for name in whole.namelist():
            packed.writestr(name, whole.read(name).replace(b'<row r="2"', b'<row r="99999999999"'))
    assert rows_of(far) == []
