"""Hostile workbooks given to `import` (T36 of the test plan): refused in words, in little memory, nothing recorded.

Each file is read by a fresh process whose peak memory is measured. Reached: 40 hostile files, 240 damaged ones, 0 tracebacks,
0 entries, at most 186 MiB, and no file written anywhere. Three small files within the limits still fill the memory.
"""

from __future__ import annotations

import json
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.office import PIN, Office
from tests.store.tools import Figure, report_on, rows

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
NOW = "2025-11-20 09:00"
MOST_MIB = 200
SECRET = "此处无银三百两"
SHEET, BOOK, STYLES, TYPES = (
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml",
)  # fmt: skip
CODE = """
import sys
from salesdesk.cli.main import run
code = run(sys.argv[1:])
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
open(sys.argv[2] + ".peak", "w").write(peak)
sys.exit(code)
"""
"""The peak of the process itself: `getrusage` hands on the peak of the process that started it."""
LIMITS_OFF = "from salesdesk.books import register_import as r; r.RATIO = r.UNPACKED_BYTES = 10**12\n"
Parts = dict[str, bytes]
Make = Callable[[Path], bytes | None]


# --- files


@lru_cache
def good() -> Mapping[str, bytes]:
    """The parts of an honest register of one visit."""
    book, file = Workbook(), BytesIO()
    book.active.append(("日期", "时间", "姓名", "电话", "接待人"))
    book.active.append(("2025-08-01", "10:05", "张三", "13800000001", "李四"))
    book.save(file)
    with zipfile.ZipFile(file) as packed:
        return {n: packed.read(n) for n in packed.namelist()}


def packed(parts: Mapping[str, bytes], noise: int = 0) -> bytes:
    """The parts as a workbook, with so many bytes that do not pack: they lower the ratio."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
        if noise:
            out.writestr("xl/media/noise.bin", random.Random(36).randbytes(noise))
    return file.getvalue()


def changed(part: str, old: bytes, new: bytes) -> bytes:
    content = good()[part]
    assert old in content
    return packed({**good(), part: content.replace(old, new, 1)})


def with_rows(xml: bytes, noise: int = 0) -> bytes:
    head, rest = good()[SHEET].split(b"</sheetData>")
    return packed({**good(), SHEET: head + xml + b"</sheetData>" + rest}, noise)


def laughs(levels: int = 10, each: int = 10) -> bytes:
    """An entity that stands for ten of another, and so on: 10^10 words from a few lines."""
    lines = [b'<!ENTITY l0 "lol">']
    lines += [f'<!ENTITY l{n} "{f"&l{n - 1};" * each}">'.encode() for n in range(1, levels)]
    return b"<!DOCTYPE worksheet [" + b"".join(lines) + b"]>"


def with_doctype(part: str, doctype: bytes, entity: bytes) -> bytes:
    """The doctype before the part, its entity within the first text or after the first tag."""
    content = good()[part]
    if part == SHEET:
        content = content.replace("张三".encode(), entity)
    else:
        end = content.index(b">", content.index(b"<", content.index(b"?>") + 2 if b"?>" in content else 0)) + 1
        content = content[:end] + entity + content[end:]
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    return packed({**good(), part: content[:start] + doctype + content[start:]})


def external(folder: Path, kind: str) -> bytes:
    """An entity whose words lie in another file of this machine."""
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    where = f"file://{folder}/secret.txt"
    if kind == "parameter":
        doctype = f'<!DOCTYPE worksheet [<!ENTITY % p SYSTEM "{where}"> %p;]>'
        return with_doctype(SHEET, doctype.encode(), b"&x;")
    if kind == "dtd":
        return with_doctype(SHEET, f'<!DOCTYPE worksheet SYSTEM "{where}">'.encode(), b"&x;")
    return with_doctype(SHEET, f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{where}">]>'.encode(), b"&x;")


def lying(content: bytes, size: int) -> bytes:
    """The zip says of its sheet that it unpacks to `size` bytes, in both of its directories."""
    said = len(good()[SHEET])
    return content.replace(struct.pack("<I", said), struct.pack("<I", size))


def overlapping() -> bytes:
    """A zip whose directory names the same large content many times over."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in good().items():
            out.writestr(name, content)
        out.writestr("xl/media/0.bin", b"\0" * 3_000_000)
        last = out.filelist[-1]
        for n in range(1, 300):
            twin = zipfile.ZipInfo(f"xl/media/{n}.bin")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, field, getattr(last, field))
            out.filelist.append(twin)
    return file.getvalue()


def a_million_rows() -> bytes:
    """Within the limits of size and ratio."""
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>2025-08-{1:02}</t></is></c></row>'
    chance = random.Random(36)
    text = "".join(row.format(n, chance.randint(1, 31)) for n in range(3, 1_000_003))
    return with_rows(text.encode(), 2_000_000)


REFUSED: dict[str, Make] = {
    "billion laughs in the sheet": lambda _f: with_doctype(SHEET, laughs(), b"&l9;"),
    "billion laughs in the styles": lambda _f: with_doctype(STYLES, laughs(), b"&l9;"),
    "billion laughs in the book": lambda _f: with_doctype(BOOK, laughs(), b"&l9;"),
    "billion laughs in the types": lambda _f: with_doctype(TYPES, laughs(), b"&l9;"),
    "quadratic blow-up": lambda _f: with_doctype(
        SHEET, b'<!DOCTYPE worksheet [<!ENTITY a "' + b"a" * 100_000 + b'">]>', b"&a;" * 100_000
    ),
    "an entity that names itself": lambda _f: with_doctype(
        SHEET, b'<!DOCTYPE worksheet [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', b"&a;"
    ),
    "an external entity": lambda f: external(f, "entity"),
    "an external parameter entity": lambda f: external(f, "parameter"),
    "an external DTD": lambda f: external(f, "dtd"),
    "a bomb of zeros": lambda _f: packed({**good(), "xl/media/0.bin": b"\0" * 300_000_000}),
    "a bomb of blanks in the sheet": lambda _f: with_rows(b" " * 100_000_000),
    "a bomb of empty rows": lambda _f: with_rows(b"<row/>" * 10_000_000),
    "a bomb of one content named 300 times": lambda _f: overlapping(),
    "a sheet that is larger than it says": lambda _f: lying(packed(good()), 10),
    "a sheet that says four gigabytes": lambda _f: lying(packed(good()), 2**32 - 2),
    "more than twenty megabytes": lambda _f: packed(good(), 21 * 2**20),
    "nothing": lambda _f: b"",
    "one byte": lambda _f: b"P",
    "the head of a zip alone": lambda _f: b"PK\x03\x04" + b"\0" * 26,
    "the end of a zip alone": lambda _f: b"PK\x05\x06" + b"\0" * 18,
    "text": lambda _f: "日期,时间,姓名,电话,接待人\n2025-08-01,10:05,张三,13800000001,李四\n".encode("gbk"),
    "a page of HTML, as web programs export": lambda _f: b"<html><table><tr><td>1</td></tr></table></html>",
    "an old .xls or a workbook with a password": lambda _f: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096,
    "a picture": lambda _f: b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
    "a zip of something else": lambda _f: packed({"hello.txt": b"hello"}),
    "a zip with a password": lambda _f: packed(good()).replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1"),
    "no sheet": lambda _f: changed(BOOK, good()[BOOK][good()[BOOK].index(b"<sheet ") :].split(b"/>")[0] + b"/>", b""),
    "a sheet whose part is missing": lambda _f: packed({n: c for n, c in good().items() if n != SHEET}),
    "no list of parts": lambda _f: packed({n: c for n, c in good().items() if n != TYPES}),
    "a sheet that lies outside the workbook": lambda _f: changed(
        "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"../../../../../../etc/passwd"
    ),
    "a sheet on the network": lambda _f: changed(
        "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet1.xml", b"http://127.0.0.1:9/x"
    ),
    "a number that is none": lambda _f: with_rows(b'<row r="3"><c r="A3"><v>1e999x</v></c></row>'),
    "a column beyond the last": lambda _f: with_rows(b'<row r="3"><c r="ZZZZZ3"><v>1</v></c></row>'),
    "a string that is not there": lambda _f: with_rows(b'<row r="3"><c r="A3" t="s"><v>99999999</v></c></row>'),
    "NUL in the sheet": lambda _f: with_rows(b'<row r="3"><c r="A3"><v>\0</v></c></row>'),
    "a surrogate in the sheet": lambda _f: with_rows(b'<row r="3"><c r="A3"><v>\xed\xa0\x80</v></c></row>'),
    "tags ten thousand deep": lambda _f: with_rows(b"<a>" * 10_000 + b"</a>" * 10_000 + b"<row"),
}  # fmt: skip


# --- reading one


@dataclass(frozen=True)
class Read:
    """What `import` made of a file: exit code, stdout, stderr, and its peak memory in MiB."""

    code: int
    out: str
    err: str
    peak: int


def imported(store: Path, file: Path, before: str = "") -> Read:
    """`import` by a fresh process, killed where it hangs."""
    variables = {
        "SALESDESK_DB": str(store), "SALESDESK_NOW": NOW, "SALESDESK_PIN": PIN, "SALESDESK_LANG": "en",
        "PATH": os.environ.get("PATH", ""), "TMPDIR": str(file.parent),
    }  # fmt: skip
    words = [sys.executable, "-c", before + CODE, "import", str(file), "--json"]
    done = subprocess.run(words, env=variables, capture_output=True, timeout=300, check=False)
    peak = file.with_name(f"{file.name}.peak")
    mib = int(peak.read_text()) // 1024 if peak.exists() else -1
    peak.unlink(missing_ok=True)
    return Read(done.returncode, done.stdout.decode(), done.stderr.decode(), mib)


def entries(store: Path) -> int:
    return int(rows(store, "SELECT count(*) FROM entry")[0][0])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files lie, and where nothing else may appear."""
    path = tmp_path / "files"
    path.mkdir()
    return path


def written(folder: Path, content: bytes | None, name: str = "register.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content or b"")
    return path


def refused(read: Read) -> Any:
    """The error of a file that was refused as it should be."""
    assert read.code in (1, 2), f"exit {read.code}: {read.out}{read.err[-2000:]}"
    assert "Traceback" not in read.err
    assert read.out == ""
    assert SECRET not in read.err
    return json.loads(read.err)["error"]


def takes_little(office: Office, folder: Path, content: bytes | None, told: Callable[[int], None]) -> Read:
    """Reads the file: in little memory, with nothing recorded and nothing written."""
    file = written(folder, content)
    before, there = entries(office.store), sorted(folder.iterdir())
    read = imported(office.store, file)
    told(read.peak)
    assert 0 < read.peak < MOST_MIB
    assert entries(office.store) == before
    assert sorted(folder.iterdir()) == there
    assert not report_on(office.store).findings
    return read


def test_there_are_forty_hostile_workbooks() -> None:
    assert len(REFUSED) + len(BEYOND) + 2 >= 40


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_workbook_is_refused_in_words_in_little_memory(
    office: Office, folder: Path, record_property: Figure, name: str
) -> None:
    content = REFUSED[name](folder)
    read = takes_little(office, folder, content, lambda peak: record_property(f"import of {name}: MiB at most", peak))
    said = refused(read)
    assert any(word in said["message"] for word in ("register.xlsx", "rows", "column")), said


@pytest.mark.slow
def test_a_million_rows_are_refused_in_little_memory(office: Office, folder: Path, record_property: Figure) -> None:
    """In a file that is within the limits of size and ratio: it is read up to the row that is one too many."""
    told = partial(record_property, "import of a million rows: MiB at most")
    assert "More than" in refused(takes_little(office, folder, a_million_rows(), told))["message"]


BEYOND: dict[str, Callable[[], bytes]] = {
    "a row of a million cells, 10 KB": lambda: with_rows(b'<row r="3">' + b"<c/>" * 1_500_000 + b"</row>"),
    "half a million styles, 10 KB": lambda: changed(STYLES, b"</cellXfs>", b"<xf/>" * 500_000 + b"</cellXfs>"),
    "one text of ninety megabytes, 1 MB": lambda: with_rows(
        b'<row r="3"><c t="inlineStr"><is><t>' + b"x" * 90_000_000 + b"</t></is></c></row>", 1_000_000
    ),
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_small_file_within_the_limits_takes_little_memory(
    office: Office, folder: Path, record_property: Figure, name: str
) -> None:
    told = partial(record_property, f"import of {name}: MiB at most")
    takes_little(office, folder, BEYOND[name](), told)


def test_the_same_workbook_unharmed_is_taken(office: Office, folder: Path) -> None:
    """The control: it is the harm that is refused."""
    read = imported(office.store, written(folder, packed(good())))
    assert (read.code, json.loads(read.out)["imported"]) == (0, 1), read.err
    assert read.peak < 100


def test_without_the_limits_a_small_file_fills_the_memory(
    office: Office, folder: Path, record_property: Figure
) -> None:
    """The control: a file of some hundred kilobytes that is refused, read with the limits taken away."""
    file = written(
        folder, with_rows(b'<row r="3"><c t="inlineStr"><is><t>' + b"x" * 85_000_000 + b"</t></is></c></row>")
    )
    assert file.stat().st_size < 200_000
    assert "unpacks to" in refused(imported(office.store, file))["message"]
    read = imported(office.store, file, LIMITS_OFF)
    record_property("the bomb with its limits taken away: MiB", read.peak)
    assert read.peak > MOST_MIB


# --- names that lead out of the zip


@pytest.mark.parametrize("name", ["../../evil.txt", "/tmp/evil-salesdesk.txt", "..\\..\\evil.txt", "xl/../../evil.txt"])
def test_a_name_that_leads_out_of_the_zip_leads_nowhere(
    office: Office, folder: Path, tmp_path: Path, name: str
) -> None:
    """Nothing is ever unpacked to the disk: the honest sheet beside it is read."""
    file = written(folder, packed({**good(), name: b"evil"}))
    before = {p for p in tmp_path.rglob("*") if not p.name.startswith("office.db")}
    read = imported(office.store, file)
    assert read.code in (0, 1)
    assert "Traceback" not in read.err
    assert {p for p in tmp_path.rglob("*") if not p.name.startswith("office.db")} == before
    assert not Path("/tmp/evil-salesdesk.txt").exists()


# --- files cut short, and files with a byte changed, in this process


def damaged() -> Iterator[bytes]:
    """The honest register cut short at forty places, and with one byte turned round at two hundred."""
    whole, chance = packed(good()), random.Random(36)
    yield from (whole[: len(whole) * n // 40] for n in range(40))
    for _n in range(200):
        at = chance.randrange(len(whole))
        yield whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]


def test_a_register_that_suffered_on_the_way_is_refused_or_read_as_it_was(
    office: Office, folder: Path, record_property: Figure
) -> None:
    before, told = entries(office.store), {0: 0, 1: 0}
    for content in damaged():
        file = written(folder, content)
        answer = office.type(NOW, f"import {file} --dry-run --json")
        assert answer.code in told, answer.err
        assert "Traceback" not in answer.err
        told[answer.code] += 1
        if answer.code == 0:
            assert (answer.json["rows"], answer.json["from"]) == (1, "2025-08-01")
        else:
            assert answer.json["error"]["message"]
    record_property("registers cut short or with a bit turned: taken, refused", told)
    assert told[1] > 100
    assert entries(office.store) == before


@pytest.mark.parametrize("name", ["register.xls", "register.csv", "register", "register.xlsx.exe", "register.xlsm"])
def test_another_ending_hides_nothing(office: Office, folder: Path, name: str) -> None:
    """What counts is what the file holds: a page of text is refused under any name."""
    refused(imported(office.store, written(folder, b"no workbook", name)))
