"""A month is closed with the figures that were shown, and with its workbook; an entry and its file stand together or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from salesdesk.errors import StoreError
from salesdesk.store.records import Book
from tests.cli.test_killed_exports import in_a_child, without_privileges
from tests.office import Answer, Office
from tests.store.tools import rows
from tests.terminal import terminals, typing

CLOSED = "2025-11-01 10:00"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A month with one deal: 0.3 % of 1,200,000 are 3,600.00, all 李四's, who received by turn. And an introduction."""
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open 李四 王五 赵六")
    office.ask("2025-10-05 09:00", "checkin 13800000001 --name 张三")
    office.ask("2025-10-05 11:00", "deal add 13800000001 --unit 3-1201 --price 1200000")
    office.ask("2025-10-05 18:00", "confirm")
    office.ask("2025-10-31 09:00", "refer employee 13912345678 --name 金女士 --by 孙会计 --visit-on 2025-11-05")
    return office


def entered(office: Office, kind: str) -> list[tuple[Any, ...]]:
    return rows(office.store, "SELECT seq FROM entry WHERE kind = ?", kind)


# --- what was shown is what is closed


@terminals
@pytest.mark.parametrize("out", ["", "report.xlsx"])
@pytest.mark.parametrize("answered", [False, True], ids=["before the answer", "before the PIN"])
def test_a_month_that_changed_since_it_was_shown_is_not_closed_but_shown_again(
    office: Office, tmp_path: Path, answered: bool, out: str
) -> None:
    words = ["payout", "--month", "2025-10", "--close", *(["--out", str(tmp_path / out)] if out else [])]
    with typing(office, CLOSED, *words, pin=None) as screen:
        assert "¥3,600.00" in screen.until("Close 2025-10? [y/N]")
        if answered:
            screen.enter("y")
            screen.until("PIN of")
        office.ask(CLOSED, "deal cancel 1 --reason 退房")
        if not answered:
            screen.enter("y")
        screen.secret("PIN of 陈经理: " if not answered else ": ", "2468")
        code, shown = screen.ended()
    assert code == 1
    assert "Commission of 2025-10: ¥0.00 (draft)" in shown
    assert "have changed" in shown
    assert "3,600" not in shown
    assert not entered(office, "close")
    assert not list(tmp_path.glob("report*"))
    with typing(office, CLOSED, *words) as screen:
        assert "¥0.00" in screen.type("Close 2025-10? [y/N]", "y")
        assert screen.ended()[0] == 0
    assert len(entered(office, "close")) == 1


@terminals
def test_a_month_is_closed_though_something_else_was_entered_since_it_was_shown(office: Office) -> None:
    with typing(office, CLOSED, "payout", "--month", "2025-10", "--close") as screen:
        screen.until("Close 2025-10? [y/N]")
        office.ask(CLOSED, "call 13800000009")
        screen.enter("y")
        assert screen.ended()[0] == 0
    assert office.ask(CLOSED, "payout --month 2025-10")["total"] == "3600.00"


def test_a_script_closes_what_its_transaction_computes(office: Office) -> None:
    assert office.ask(CLOSED, "payout --month 2025-10")["total"] == "3600.00"
    office.ask(CLOSED, "deal cancel 1 --reason 退房")
    closed = office.ask(CLOSED, "payout --month 2025-10 --close")
    assert (closed["status"], closed["total"], closed["lines"]) == ("closed", "0.00", [])


# --- the entry and the file


def payout(folder: Path) -> tuple[str, str]:
    return f"payout --month 2025-10 --close --out {folder}/paper.xlsx", "close"


def slip(folder: Path) -> tuple[str, str]:
    return f"refer slip 1 --out {folder}/paper.xlsx", "viewed"


BOTH = pytest.mark.parametrize("asked", [payout, slip])


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "paper.xlsx").write_bytes(b"the old one")
    return folder


@BOTH
def test_where_the_file_may_not_be_written_nothing_is_entered(office: Office, folder: Path, asked: Any) -> None:
    command, kind = asked(folder)
    folder.chmod(0o500)
    try:
        code, said = in_a_child(office.store, [*command.split(), "--json"], without_privileges)
    finally:
        folder.chmod(0o700)
    assert code == 1, said
    assert f"{folder}/paper.xlsx could not be written (Permission denied)" in said
    assert not entered(office, kind)
    assert left(folder) == ["paper.xlsx"]
    assert (folder / "paper.xlsx").read_bytes() == b"the old one"


@BOTH
@pytest.mark.parametrize("there", ["a folder", "nothing to be in"])
def test_a_name_that_no_file_can_take_is_refused_before_anything_is_entered(
    office: Office, folder: Path, asked: Any, there: str
) -> None:
    if there == "a folder":
        (folder / "paper.xlsx").unlink()
        (folder / "paper.xlsx").mkdir()
    command, kind = asked(folder if there == "a folder" else folder / "gone")
    assert "paper.xlsx" in office.refused(CLOSED, command)["message"] or there != "a folder"
    assert not entered(office, kind)
    assert left(folder) == ["paper.xlsx"]


@BOTH
def test_where_the_entry_fails_no_file_takes_its_name(
    office: Office, folder: Path, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, kind = asked(folder)
    written = []

    def fails(*_of: object) -> None:
        written.extend(p.name for p in folder.rglob("*.xlsx") if p.read_bytes()[:2] == b"PK")
        raise StoreError("the disk failed")

    monkeypatch.setattr(Book, "check_since", fails)
    assert office.refused(CLOSED, command, 3)["message"] == "the disk failed"
    assert len(written) == 1, "the file is whole before the entry is committed"
    assert not entered(office, kind)
    assert left(folder) == ["paper.xlsx"]
    assert (folder / "paper.xlsx").read_bytes() == b"the old one"


@BOTH
@pytest.mark.parametrize("as_json", ["", " --json"])
def test_where_only_the_renaming_fails_the_entry_stands_and_a_warning_says_how_to_write_it_again(
    office: Office, folder: Path, asked: Any, monkeypatch: pytest.MonkeyPatch, as_json: str
) -> None:
    """As Windows has it for a workbook open in Excel."""
    command, kind = asked(folder)

    def locked(*_of: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    with monkeypatch.context() as m:
        m.setattr(Path, "replace", locked)
        answer = office.type(CLOSED, command + as_json)
    assert answer.code == 0, answer.err
    assert f"{folder}/paper.xlsx" in answer.err
    again = command.replace(" --close", "")
    assert f"'{again}'" in answer.err
    assert len(entered(office, kind)) == 1
    assert (folder / "paper.xlsx").read_bytes() == b"the old one"
    assert left(folder) == ["paper.xlsx"]
    if as_json:
        assert answer.json["file"] is None
    else:
        assert str(folder) not in answer.out
    assert office.ask(CLOSED, again)["file"] == f"{folder}/paper.xlsx"
    assert load_workbook(folder / "paper.xlsx").sheetnames


def test_the_workbook_that_is_written_before_the_month_is_closed_is_the_one_of_the_closed_month(
    office: Office, tmp_path: Path
) -> None:
    closed = office.ask(CLOSED, f"payout --month 2025-10 --close --out {tmp_path}/first.xlsx")
    later = office.ask(CLOSED, f"payout --month 2025-10 --out {tmp_path}/later.xlsx")
    assert closed["seal"] == later["seal"]
    first, second = (cells(tmp_path / f"{name}.xlsx") for name in ("first", "later"))
    assert first == second
    assert any(closed["seal"] in str(value) for value in first)


def cells(path: Path) -> list[Any]:
    return [cell.value for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]


def test_a_draft_that_cannot_take_its_name_is_refused(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_of: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", locked)
    answer: Answer = office.type(CLOSED, f"payout --month 2025-10 --out {folder}/paper.xlsx")
    assert (answer.code, answer.out) == (1, "")
    assert "close it if it is open" in answer.err


def test_a_slip_asked_for_again_under_its_request_id_is_written_again_and_looked_at_once(
    office: Office, tmp_path: Path
) -> None:
    command = f"refer slip 1 --out {tmp_path}/slip.xlsx --request-id one"
    first = office.ask(CLOSED, command)
    (tmp_path / "slip.xlsx").unlink()
    assert office.ask(CLOSED, command) == first
    assert load_workbook(tmp_path / "slip.xlsx").sheetnames
    assert len(entered(office, "viewed")) == 1
    assert (
        "another command"
        in office.refused(CLOSED, "refer slip 1 --as 周总监 --out /tmp/s.xlsx --request-id one")["message"]
    )
