"""Hostile words in every text column of every workbook and CSV that the program writes (T25 of the test plan).

Each writer is given a tame word everywhere and then each hostile one: the files must differ by nothing but the shown
form of that word. Reached: 87 words, 12 writers, 0 formulas, 0 error cells, 0 parts that are no XML.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from salesdesk.books.lists import write_list
from salesdesk.books.payout import HeldDeal, PaidLine, PayoutBook, Person, WhyStep, write_payout
from salesdesk.books.slip import write_slip
from salesdesk.books.weekly import write_weekly
from salesdesk.books.workbook import put_text
from salesdesk.cli import exports
from salesdesk.errors import Refused
from salesdesk.text import use_language
from tests.books.raw import MAIN, RawCell, as_excel_reads, cells_of, sheet_parts
from tests.hostile import FEW, JUST_FITTING, OBEYED, SHOWN, TOO_LONG
from tests.store.tools import Figure

TAME = "无害"
WORDS = tuple(SHOWN)
AT = "2025-10-05T09:10:00+08:00"
Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    use_language("en")
    monkeypatch.setattr(exports, "_office", lambda: office_name)


office_name = TAME
"""What the office of the sheets is called: the word under test."""


# --- the workbooks of one word


def payout(path: Path, w: str, status: str = "closed") -> None:
    book = PayoutBook(
        office=w, month="2025-10", status=status, people=[Person(w, w, 1), Person(w, w, 1), Person("pool", "pool", 2)],
        lines=[PaidLine(1, w, date(2025, 10, 9), w, 5, 4, w, w, w, w, 3, w, w)], held=[HeldDeal(2, w, 7, [w, w])],
        reasons=[WhyStep(1, w, w, w, w)], total=3, paid=1, price=5, adjusted=1, training=True, closed_by=w, closed_at=w,
        seal=w,
    )  # fmt: skip
    write_payout(path, book)


def draft(path: Path, w: str) -> None:
    payout(path, w, w)


def customer(w: str) -> Row:
    return {"id": 1, "name": w, "phone": w}


def said(w: str) -> Row:
    return dict.fromkeys(("source", "need", "budget", "rating", "note"), w)


def weekly(path: Path, w: str) -> None:
    deal = {
        "customer": customer(w), "signed_at": AT, "unit": w, "price": "1.00", "commission": "2.50",
        "salespeople": [w, w], "status": "signed",
    }  # fmt: skip
    totals = {"calls": 1, "visits": 1, "customers": 1, "deals": 1, "price": "1.00", "commission": "2.50"}
    visit = {"at": AT, "customer": customer(w), "receiver": w, "kind": "turn", **said(w)}
    week = {
        "week": "2025-W41", "from": "2025-10-05", "to": "2025-10-11", "totals": totals, "deals": [deal],
        "days": [{"date": "2025-10-05", "calls": 1, "visits": 1, "deals": 1}],
        "calls": [{"at": AT, "customer": customer(w), "note": w}], "visits": [visit],
    }  # fmt: skip
    write_weekly(path, w, week)


def slip(path: Path, w: str) -> None:
    details = dict.fromkeys(("status", "name", "phone", "by", "visit_on", "registered"), w)
    write_slip(path, w, {"id": 3, "kind": "employee", **details})


def proposal(w: str) -> Row:
    """With clauses that none of the policy's is called: what those say stands on the sheet too."""
    return {
        "owner": w, "protected_until": w, "clauses": [f"§{w}"] * 2, "holds": [w], "borne_out": True,
        "explanation": f"Because {w} is",
        "shares": [
            {"to": w, "role": w, "share": "7/10", "clause": f"§{w}"}, {"to": w, "role": "sales", "share": "1", "clause": f"§{w}"},
        ],
        "evidence": [{"visit": 1, "at": AT, "receiver": w, "kind": w, "confirmed": True}],
        "chain": [{"clause": f"§{w}", "text": w}],
    }  # fmt: skip


def owner_sheet(path: Path, w: str) -> None:
    exports.write("owner", {"customer": customer(w), "on": AT[:10], **proposal(w)}, str(path))


def claim_sheet(path: Path, w: str) -> None:
    opinion = {"text": w, "shares": [{"to": w, "share": "1/2"}, {"to": "pool", "share": "1/2"}]}
    claim = {
        "id": 1, "by": w, "customer": customer(w), "ground": w, "filed": AT, "status": w, "opinion": opinion,
        "rulings": [{"at": AT, "by": w, "entry": 7}], "note": w,
        "introductions": [{"id": 2, **dict.fromkeys(("kind", "by", "visit_on", "status"), w)}],
    }  # fmt: skip
    exports.write("claim", {"claim": claim, "proposal": proposal(w)}, str(path))


BOOKS: dict[str, Callable[[Path, str], None]] = {
    "payout": payout, "draft": draft, "weekly": weekly, "slip": slip, "owner": owner_sheet, "claim": claim_sheet,
}  # fmt: skip


# --- the lists, a row for each word


def register(words: Iterable[str]) -> Row:
    plain = {
        "at": AT, "status": "done", "confirmed": True, "late_entry": False, "corrected": False, "training": False,
    }  # fmt: skip
    visits = [
        {"id": n, **plain, "customer": customer(w), "receiver": w, "kind": w, **said(w)} for n, w in enumerate(words)
    ]
    return {"date": "2025-10-05", "visits": visits, "calls": []}


def referrals(words: Iterable[str]) -> Row:
    keys = ("name", "phone", "kind", "by", "visit_on", "status")
    return {"referrals": [{"id": n, **dict.fromkeys(keys, w)} for n, w in enumerate(words)]}


def deals(words: Iterable[str]) -> Row:
    money = {"price": "1.00", "commission": "2.50"}
    return {
        "deals": [
            {"id": n, "signed_at": AT, "customer": customer(w), "unit": w, **money, "status": w, "amendments": []}
            for n, w in enumerate(words)
        ]
    }


def claims(words: Iterable[str]) -> Row:
    return {
        "claims": [
            {"id": n, "filed": AT, "by": w, "customer": customer(w), "ground": w, "status": w}
            for n, w in enumerate(words)
        ]
    }


def staff(words: Iterable[str]) -> Row:
    return {"staff": [{"name": w, "role": w, "code": w, "joined": AT, "left": None} for w in words]}


LISTS: dict[str, Callable[[Iterable[str]], Row]] = {
    "register": register, "referrals": referrals, "deals": deals, "claims": claims, "staff": staff,
}  # fmt: skip
OWN_WORDS = {"Time", "File no.", "Marks"}
"""Columns of text that hold nothing but what the program says itself."""


def on_one_line(word: str) -> str:
    """The register writes what was said on one line: blanks and line ends become one blank."""
    return " ".join(word.split())


def expected(view: str, heading: str, word: str) -> str | None:
    """What the cell must show; None where the register's own line breaking comes first and the word is another."""
    if view == "register" and heading in ("Source", "Need", "Budget", "Rating", "Note"):
        return SHOWN.get(on_one_line(word)) if on_one_line(word) else ""
    if heading == "Customer" and view in ("deals", "claims"):
        return f"{SHOWN[word]} (#1)"
    return SHOWN[word]


# --- what is asked of every file


def harm_in(cells: Iterable[RawCell]) -> list[RawCell]:
    """Cells that a spreadsheet would obey, or show as an error."""
    return [c for c in cells if c.formula or c.kind == "e" or (c.text[:1] in OBEYED and is_text(c) and not c.quoted)]


def is_text(cell: RawCell) -> bool:
    return cell.kind not in ("n", "d") and bool(cell.text)


def margins(path: Path) -> list[str]:
    """Page headers and footers, sheet by sheet."""
    with zipfile.ZipFile(path) as packed:
        trees = [ElementTree.fromstring(packed.read(n)) for n in sheet_parts(packed.namelist())]
    return [t.findtext(f"{MAIN}headerFooter/{MAIN}{k}") or "" for t in trees for k in ("oddHeader", "oddFooter")]


def opened(path: Path) -> list[str]:
    """Every text of the workbook as openpyxl reads it, escapes read as Excel reads them."""
    book = load_workbook(path)
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert {c.data_type for c in cells} == {"s"}
    return [as_excel_reads(c.value) for c in cells]


def written(write: Callable[[Path, str], None], folder: Path, word: str) -> dict[str, list[RawCell]]:
    """The files made of that word: their cells."""
    global office_name
    office_name = word
    write(folder / "book.xlsx", word)
    return {path.name: cells_of(path) for path in sorted(folder.iterdir())}


def test_there_are_sixty_hostile_words_of_every_sort() -> None:
    assert len(WORDS) >= 60
    assert sum(w != s for w, s in SHOWN.items()) > 25
    assert {w[0] for w in WORDS} >= {*"=+-@\t\r\n＝＋－＠#'_[<\x00\ud800\ufffe\uffff🏠"}


@pytest.mark.parametrize("words", [FEW, pytest.param(WORDS, marks=pytest.mark.slow)], ids=["a few", "all"])
@pytest.mark.parametrize("book", BOOKS)
def test_a_workbook_of_hostile_words_differs_from_a_tame_one_by_the_words_alone(
    tmp_path: Path, record_property: Figure, book: str, words: tuple[str, ...]
) -> None:
    tame = written(BOOKS[book], tmp_path, TAME)
    heads = {name: margins(tmp_path / name) for name in tame}
    seen = 0
    for word in words:
        shown = SHOWN[word]
        for name, cells in written(BOOKS[book], tmp_path, word).items():
            assert not harm_in(cells), ascii(word)
            told = {c.place + c.sheet: c.text for c in cells}
            assert told == {c.place + c.sheet: c.text.replace(TAME, shown) for c in tame[name]}, ascii(word)
            assert [c.kind for c in cells if is_text(c)] == [c.kind for c in tame[name] if is_text(c)]
            if word in words[::5]:  # the lists below are opened with all of them
                assert opened(tmp_path / name) == [c.text for c in cells if is_text(c)], ascii(word)
            # openpyxl knows "&[Path]" by another name, and writes that; behind the doubled mark neither is obeyed.
            twice = shown.replace("&", "&&").replace("&[Path]", "&Z")
            assert margins(tmp_path / name) == [h.replace(TAME, twice) for h in heads[name]], ascii(word)
            seen += sum(TAME in c.text for c in tame[name])
    record_property(f"hostile cells of a {book}, obeyed", f"{seen}, 0")
    assert seen >= len(words) * 5


def text_columns(view: str) -> list[tuple[int, str]]:
    """Place and heading of the text columns of a list that say something of people's."""
    _title, columns, _rows = exports.LISTS[view](LISTS[view]([TAME]))
    return [(n, h) for n, (h, kind) in enumerate(columns) if kind == "text" and h not in OWN_WORDS]


@pytest.mark.parametrize("view", LISTS)
def test_a_list_of_hostile_words_shows_each_in_every_text_column(
    tmp_path: Path, record_property: Figure, view: str
) -> None:
    path = tmp_path / "list.xlsx"
    exports.write(view, LISTS[view](WORDS), str(path))
    cells = cells_of(path)
    assert not harm_in(cells)
    at = {c.place: c for c in cells}
    compared = 0
    for n, word in enumerate(WORDS, 3):
        for column, heading in text_columns(view):
            cell = at.get(f"{get_column_letter(column + 1)}{n}")
            wanted = expected(view, heading, word)
            if wanted is not None:
                compared += 1
                assert (cell.text if cell else "") == wanted, f"{heading} {word!a}"
                assert not cell or cell.kind != "n"
    record_property(f"hostile cells of the list {view}, obeyed", f"{compared}, 0")
    assert compared >= 60 * len(text_columns(view))
    assert opened(path) == [c.text for c in cells if is_text(c)]


@pytest.mark.parametrize("view", LISTS)
def test_a_csv_of_hostile_words_is_quoted_and_obeys_none(tmp_path: Path, view: str) -> None:
    path = tmp_path / "list.csv"
    exports.write(view, LISTS[view](WORDS), str(path))
    raw = path.read_text("utf-8-sig")
    rows = list(csv.reader(raw.splitlines(), strict=True))
    assert raw.count("\n") == len(rows) == len(WORDS) + 1
    assert all(line[0] == line[-1] == '"' for line in raw.splitlines())
    columns = text_columns(view)
    for word, row in zip(WORDS, rows[1:], strict=True):
        assert not [field for n, field in enumerate(row) if n in dict(columns) and field[:1] in (*OBEYED, "\t", "\r")]
        for n, heading in columns:
            wanted = expected(view, heading, word)
            if wanted is not None:
                assert row[n] == (f"'{wanted}" if wanted[:1] in (*OBEYED,) and wanted else wanted), (
                    f"{heading} {word!a}"
                )


def test_hostile_headings_and_titles_are_quiet_too(tmp_path: Path) -> None:
    heads = [(w, "text") for w in WORDS]
    for path in (tmp_path / "list.xlsx", tmp_path / "list.csv"):
        write_list(path, "A list", heads, [WORDS])
    assert not harm_in(cells := cells_of(tmp_path / "list.xlsx"))
    assert [c.text for c in cells if c.row == 2] == [*SHOWN.values()] == [c.text for c in cells if c.row == 3]
    said_twice = list(csv.reader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines(), strict=True))
    assert said_twice[0] == said_twice[1]


# --- the length of a cell


def one_cell(path: Path, w: str) -> None:
    write_list(path, "A list", [("A", "text")], [[w]])


@pytest.mark.parametrize("word", JUST_FITTING, ids=["Chinese", "astral", "obeyed"])
def test_as_much_as_a_cell_holds_is_written_whole(tmp_path: Path, word: str) -> None:
    one_cell(tmp_path / "list.xlsx", word)
    (cell,) = [c for c in cells_of(tmp_path / "list.xlsx") if c.row == 3]
    assert cell.text == word


@pytest.mark.parametrize("word", TOO_LONG, ids=["Chinese", "astral", "written out"])
@pytest.mark.parametrize("book", [*BOOKS, "list"])
def test_more_than_a_cell_holds_is_refused_and_leaves_the_old_file(tmp_path: Path, book: str, word: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"the old one")
    with pytest.raises(Refused, match="does not fit into a cell"):
        {**BOOKS, "list": one_cell}[book](path, word)
    assert path.read_bytes() == b"the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["book.xlsx"]


# --- the control


def plainly(path: Path, words: Iterable[str]) -> None:
    """What anyone would write first."""
    book = Workbook()
    for word in words:
        book.active.append([word])
    book.save(path)


def came_to(path: Path, word: str) -> str:
    """What openpyxl makes of a word without `put_text`."""
    try:
        plainly(path, [word])
        (cell,) = cells_of(path)
    except (IllegalCharacterError, UnicodeEncodeError):
        return "refused"
    except ElementTree.ParseError:
        return "a file that nothing opens"
    if cell.formula or cell.kind == "e":
        return "a formula" if cell.formula else "an error"
    return "as shown" if cell.text == SHOWN[word] else "another text"


def test_openpyxl_left_to_itself_obeys_breaks_or_refuses_such_words(tmp_path: Path, record_property: Figure) -> None:
    """The control: the same words through `append`."""
    fates: Mapping[str, list[str]] = {}
    for word in WORDS:
        fates.setdefault(came_to(tmp_path / "plain.xlsx", word), []).append(word)  # type: ignore[attr-defined]
    counts = {fate: len(words) for fate, words in fates.items()}
    record_property("the same words through openpyxl alone", counts)
    assert counts["a formula"] >= 4
    assert counts["an error"] >= 4
    assert counts["refused"] >= 4
    assert counts["a file that nothing opens"] >= 2
    assert counts["another text"] >= 10


def test_a_csv_writer_left_to_itself_leaves_formulas_in_it(tmp_path: Path) -> None:
    """The control for CSV."""
    path = tmp_path / "plain.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([w] for w in WORDS)
    obeyed = [line for line in path.read_text("utf-8").splitlines() if line[:1] in (*OBEYED,) and line]
    assert len(obeyed) > 10


def test_what_stands_in_one_cell_stays_there_after_another_program_saved_it(tmp_path: Path) -> None:
    """Opened and saved again by openpyxl, as an office's other tools do: still no formula, still the same words."""
    first = Workbook()
    for n, word in enumerate(WORDS, 1):
        put_text(first.active.cell(n, 1), word)
    first.save(tmp_path / "first.xlsx")
    load_workbook(tmp_path / "first.xlsx").save(tmp_path / "second.xlsx")
    cells = cells_of(tmp_path / "second.xlsx")
    assert not harm_in(cells)
    assert [c.text for c in cells] == [*SHOWN.values()]
