"""Answers as files: whole, masked, quiet, and signable."""

from __future__ import annotations

import csv
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from salesdesk.books.case import CaseSheet, write_case
from salesdesk.books.lists import write_list
from salesdesk.errors import Refused, Usage
from tests.office import Office

DAY = "2025-10-05"
PHONE, OTHER = "13800000001", "13800000002"
LISTS = ("register", "refer list", "deal list", "claim list", "claim list --all", "staff list")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A day with two visits, a call, a referral, a deal and a dispute; one name would be a formula."""
    made = Office(tmp_path)
    for time, command in (
        ("09:00", "queue open"), ("09:10", f"checkin {PHONE} --name '=1+1' --need '@看 房' --note 'a\nb'"),
        ("09:20", f"checkin {OTHER} --name 王先生 --rating A"), ("09:30", "call 13800000003 --name 李小姐"),
        ("09:40", "refer employee 13800000004 --name 新客 --by 孙会计 --visit-on 2025-10-06"),
        ("10:00", f"deal add {PHONE} --unit -1-101 --price 1200000"),
        ("10:10", f"claim file {OTHER} --by 赵六 --ground other --note x"),
    ):  # fmt: skip
        made.ask(f"{DAY} {time}", command)
    return made


def cells(path: Path) -> list[list[Any]]:
    return [[c for c in row if c is not None] for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def text(path: Path) -> str:
    return "\n".join(" ".join(map(str, row)) for row in cells(path))


def lines(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("command", LISTS)
def test_every_list_is_written_masked_and_private(office: Office, tmp_path: Path, command: str, ending: str) -> None:
    out = tmp_path / f"list.{ending}"
    answer = office.ask(f"{DAY} 11:00", f"{command} --out {out}")
    assert answer["file"] == str(out)
    assert {k: v for k, v in answer.items() if k != "file"} == office.ask(f"{DAY} 11:00", command)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    written = text(out) if ending == "xlsx" else out.read_text("utf-8-sig")
    assert not any(f"1380000000{n}" in written for n in range(1, 5))
    assert len(written.splitlines()) > 1
    assert office.type(f"{DAY} 11:00", f"{command} --out {out}").out == f"Written to {out}\n"
    assert [p.name for p in tmp_path.glob(".salesdesk-*")] == []


def test_the_register_as_csv_is_quiet_and_complete(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"register --out {tmp_path / 'r.csv'}")
    raw = (tmp_path / "r.csv").read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"Visit","Day"')
    heads, first, second, called = lines(tmp_path / "r.csv")
    row = dict(zip(heads, first, strict=True))
    assert (row["Visit"], row["Day"], row["Time"], row["Phone"]) == ("1", DAY, "09:10", "138****0001")
    assert (row["Customer"], row["Need"], row["Note"]) == ("'=1+1", "'@看 房", "a b")
    assert (second[0], called[0], called[7]) == ("2", "", "a call")
    office.ask(f"{DAY} 11:05", "call 13800000001 --name 王某 --note 问二期均价")
    office.ask(f"{DAY} 11:06", f"register --out {tmp_path / 's.csv'}")
    row = dict(zip(heads, lines(tmp_path / "s.csv")[-1], strict=True))
    assert (row["Kind"], row["Note"]) == ("a call", "name said: 王某; 问二期均价")


def test_the_register_as_a_workbook_holds_values_not_formulas(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"register --out {tmp_path / 'r.xlsx'}")
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert sheet["D3"].value == "=1+1"
    assert {c.data_type for row in sheet.iter_rows() for c in row if c.value is not None} <= {"s", "n", "d"}


def test_the_register_on_paper_is_the_offices_and_the_managers_to_sign(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"register --out {tmp_path / 'r.xlsx'}")
    assert cells(tmp_path / "r.xlsx")[0] == [f"Sales office · Register of {DAY}"]
    office.store = tmp_path / "named.db"
    for command in ("init --manager 陈经理 --office 滨江壹号", "staff add 李四 --role salesperson", "queue open",
                    f"checkin {PHONE}", f"checkin {OTHER}", "call 13800000003"):  # fmt: skip
        office.ask(f"{DAY} 09:00", command)
    office.ask(f"{DAY} 11:00", f"register --out {tmp_path / 'r.xlsx'}")
    written = cells(tmp_path / "r.xlsx")
    assert written[0] == [f"滨江壹号 · Register of {DAY}"]
    assert written[-1] == ["Confirmed by (manager): ______________________     Date: ______________"]
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert sheet.oddHeader.left.text == "滨江壹号"
    assert sheet.auto_filter.ref.endswith("5"), "a heading, two visits and a call; what is signed is no row of it"
    office.ask(f"{DAY} 11:00", f"staff list --out {tmp_path / 's.xlsx'}")
    assert "Confirmed by" not in text(tmp_path / "s.xlsx")


def test_columns_that_say_nothing_are_left_out_on_paper_alone(office: Office, tmp_path: Path) -> None:
    every = ["Visit", "Day", "Time", "Customer", "File no.", "Phone", "Receiver", "Kind", "Source", "Need", "Budget",
             "Rating", "Note", "Marks"]  # fmt: skip
    for name in ("r.xlsx", "r.csv"):
        office.ask(f"{DAY} 11:00", f"register --out {tmp_path / name}")
    assert cells(tmp_path / "r.xlsx")[1] == [h for h in every if h not in ("Source", "Budget")]
    assert lines(tmp_path / "r.csv")[0] == every
    office.ask("2025-10-06 11:00", f"register --out {tmp_path / 'none.xlsx'}")
    assert cells(tmp_path / "none.xlsx")[1] == every, "where there is no row, none of them says less than another"


def payout(office: Office, tmp_path: Path, time: str = f"{DAY} 11:00", options: str = "") -> Workbook:
    office.ask(time, f"payout --month 2025-10 {options} --out {tmp_path / 'p.xlsx'}")
    return load_workbook(tmp_path / "p.xlsx")


def column(book: Workbook, sheet: str, at: int) -> list[Any]:
    return [row[at] for row in book[sheet].iter_rows(min_row=3, values_only=True)]


def test_a_held_deal_says_why_without_a_command(office: Office, tmp_path: Path) -> None:
    book = payout(office, tmp_path)
    assert book.sheetnames == ["Summary", "Held", "Why"]
    assert column(book, "Held", 3) == [f"The register of {DAY} (visit 1) is not confirmed yet [7.2]"]
    assert "Nothing is paid in this month." in text(tmp_path / "p.xlsx")
    said = [str(c) for s in book for row in s.iter_rows(values_only=True) for c in row if c]
    assert not [w for w in said if "confirm --" in w or "claim rule" in w or "'" in w]


def test_the_chain_of_a_share_says_what_its_clauses_say(office: Office, tmp_path: Path) -> None:
    book = payout(office, tmp_path)
    assert column(book, "Why", 2) == ["3.1", "7.1", "9", "3.1"]
    assert column(book, "Why", 3) == [
        "New customers go round in roster order.",
        "Every visit is registered and protects for a month from the latest visit.",
        "How the shares of a deal come about.",
        "New customers go round in roster order.",
    ]


def test_a_month_played_under_a_set_clock_says_so_and_counts_its_deals(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 18:00", "confirm")
    book = payout(office, tmp_path, "2025-11-03 10:00", "--close")
    assert book.sheetnames == ["Summary", "Lines", "Why"]
    written = text(tmp_path / "p.xlsx")
    for part in (
        "Training: entered under a set clock (SALESDESK_NOW)", "Deals paid 1", "Their price in all (yuan) 1200000",
        "Total 3600", "Total in capitals 人民币叁仟陆佰元整", "陈经理, signature:",
    ):  # fmt: skip
        assert part in written
    row = [c.value for c in book["Lines"][3]]
    assert [row[n] for n in (4, 5, 9, 10)] == [1200000, 3600, "100%", 3600]


def test_deals_carry_money_as_numbers(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"deal list --out {tmp_path / 'd.xlsx'}")
    assert cells(tmp_path / "d.xlsx")[2][3:6] == ["-1-101", 1200000, 3600]
    office.ask(f"{DAY} 11:00", f"deal list --out {tmp_path / 'd.csv'}")
    assert lines(tmp_path / "d.csv")[1][3:6] == ["'-1-101", "1200000.00", "3600.00"]


def test_a_claim_is_a_sheet_to_sign(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"claim show 1 --out {tmp_path / 'c.xlsx'}")
    written = text(tmp_path / "c.xlsx")
    for part in (
        "Claim 1", "王先生 (#2), 138****0002", "Claimed by 赵六", "Parties 赵六, 王五", "[7.7",
        "The policy No clause decides this", "In the claimant's words x",
        f"visit 2, {DAY} 09:20 王五 by turn not confirmed", "王五 sales 100% [3.1]", "赵六, signature and date:",
        "王五, signature and date:", "Manager, signature and date:", "Director, signature and date:",
    ):  # fmt: skip
        assert part in written
    assert "orne out" not in written, "what no clause decides is neither borne out nor not"


def test_a_claim_ruled_by_opinion_keeps_what_the_policy_said_and_shows_the_introduction(
    office: Office, tmp_path: Path
) -> None:
    """B2: announced after the visit, so not borne out by 7.5c; upheld by 7.7: the sheet must not say the opposite."""
    office.ask(f"{DAY} 11:00", f"refer client {OTHER} --name 王先生 --by 李四 --from {PHONE} --visit-at '{DAY} 15:00'")
    office.ask(f"{DAY} 11:05", f"claim file {OTHER} --by 李四 --ground introduced --from {PHONE} --note 老客户打过电话")
    office.ask(f"{DAY} 11:10", "claim rule 2 --uphold --opinion 确有介绍 --share 王五=60 --share 李四=40 --as 陈经理")
    office.ask(f"{DAY} 11:20", "claim approve 2")
    office.ask(f"{DAY} 11:30", f"claim show 2 --out {tmp_path / 'c.xlsx'}")
    screen = " ".join(office.type(f"{DAY} 11:30", "claim show 2").out.split())
    for told in (screen, text(tmp_path / "c.xlsx").replace("\n", " ")):
        no, ruled, approved = (
            told.index(w)
            for w in (
                "Not borne out. No announcement",
                f"upheld [7.7], {DAY} 11:10 by 陈经理",
                f"{DAY} 11:20 by 周总监",
            )
        )
        assert no < ruled < approved
        assert "Borne out." not in told
        assert "introduction 2, client announced, 李四" in told
        assert "老客户打过电话" in told
    labels = [row[0] for row in cells(tmp_path / "c.xlsx") if row]
    assert [x for x in labels if x in ("Introduction", "The policy", "Ruled", "Approved", "Refused")] == [
        "Introduction", "The policy", "Ruled", "Approved",
    ]  # fmt: skip


def test_an_opinion_that_the_director_refused_says_refused(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:10", "claim rule 1 --uphold --opinion 各半 --share 王五=50 --share 赵六=50 --as 陈经理")
    office.ask(f"{DAY} 11:20", "claim approve 1 --refuse")
    office.ask(f"{DAY} 11:30", f"claim show 1 --out {tmp_path / 'c.xlsx'}")
    labels = [row[0] for row in cells(tmp_path / "c.xlsx") if row]
    assert [x for x in labels if x in ("Ruled", "Approved", "Refused")] == ["Ruled", "Refused"]


def test_a_claim_says_what_its_clauses_say(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"claim show 1 --out {tmp_path / 'c.xlsx'}")
    written = cells(tmp_path / "c.xlsx")
    at = written.index(["Clause", "What it says"])
    assert written[at - 1] == ["Clauses"]
    assert ["[7.7]", "What no clause decides: the manager's opinion, approved by the director."] in written[at:]
    assert ["[3.1]", "New customers go round in roster order."] in written[at:]


def test_an_odd_signature_has_no_empty_box_beside_it(tmp_path: Path) -> None:
    write_case(
        tmp_path / "c.xlsx", CaseSheet("滨江壹号", "Claim 1", [("Owner", "李四")], [], ["李四", "Manager", "Director"])
    )
    sheet = load_workbook(tmp_path / "c.xlsx").worksheets[0]
    last = [sheet.cell(sheet.max_row, n) for n in (1, 2, 3, 4)]
    assert last[0].value == "Director, signature and date:"
    assert [c.border.left.style for c in last[2:]] == [None, None]
    assert [str(m) for m in sheet.merged_cells.ranges if f"C{sheet.max_row}" in m] == []


def test_a_ruled_claim_shows_the_opinion(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", "claim rule 1 --uphold --opinion 两人都接待过 --share 王五=60 --share 赵六=40")
    office.ask(f"{DAY} 11:00", f"claim show 1 --out {tmp_path / 'c.xlsx'}")
    assert "The manager's opinion 两人都接待过, 王五 60%, 赵六 40%" in text(tmp_path / "c.xlsx")


def test_a_ruled_claim_says_when_and_by_whom_on_the_screen_and_on_paper(office: Office, tmp_path: Path) -> None:
    """Not before it is ruled; the director's approval stands beside the manager's ruling (7.7)."""
    assert "Ruled" not in office.type(f"{DAY} 11:00", "claim show 1").out
    office.ask(
        f"{DAY} 11:05", "claim rule 1 --uphold --opinion 两人都接待过 --share 王五=60 --share 赵六=40 --as 陈经理"
    )
    office.ask(f"{DAY} 11:20", f"claim approve 1 --at '{DAY} 11:15'")
    shown = office.ask(f"{DAY} 11:30", f"claim show 1 --out {tmp_path / 'c.xlsx'}")["claim"]["rulings"]
    assert [(r["at"][:16], r["by"]) for r in shown] == [(f"{DAY}T11:05", "陈经理"), (f"{DAY}T11:15", "周总监")]
    for told in (office.type(f"{DAY} 11:30", "claim show 1").out, text(tmp_path / "c.xlsx")):
        assert f"{DAY} 11:05 by 陈经理 (entry {shown[0]['entry']})" in told
        assert f"{DAY} 11:15 by 周总监 (entry {shown[1]['entry']})" in told


def test_an_ownership_as_a_sheet(office: Office, tmp_path: Path) -> None:
    office.ask(f"{DAY} 11:00", f"owner {PHONE} --out {tmp_path / 'o.xlsx'}")
    written = text(tmp_path / "o.xlsx")
    for part in (
        "Whose customer: =1+1 (#1)",
        "138****0001",
        "Owner 李四",
        "2025-11-05",
        "visit 1",
        "[3.1]",
        "Held visit 1",
    ):
        assert part in written
    assert "signature" not in written
    assert "its day is not confirmed (7.2)" in written
    assert "confirm --on" not in written
    assert "[3.1] New customers go round in roster order." in written
    assert "[7.1] Every visit is registered and protects for a month from the latest visit." in written


@pytest.mark.parametrize(("command", "out"), [
    ("register", "r.pdf"), ("staff list", "s"), (f"owner {PHONE}", "o.csv"), ("claim show 1", "c.csv"),
])  # fmt: skip
def test_another_ending_is_wrong_usage(office: Office, tmp_path: Path, command: str, out: str) -> None:
    office.refused(f"{DAY} 11:00", f"{command} --out {tmp_path / out}", 2)
    assert not (tmp_path / out).exists()


@pytest.mark.parametrize(
    "command", ["register --out {}/r.csv", "register --out {}/r.xlsx", "claim show 1 --out {}/c.xlsx"]
)
def test_a_folder_that_is_not_there_is_refused(office: Office, tmp_path: Path, command: str) -> None:
    office.refused(f"{DAY} 11:00", command.format(tmp_path / "nowhere"))


def test_a_list_is_whole_or_not_there(tmp_path: Path) -> None:
    columns = [("A", "text"), ("B", "number")]
    rows: Sequence[Sequence[Any]] = [("\x1b[31m", 1), (None, None), ('"q", \u202e', 3)]
    for name in ("l.csv", "l.xlsx"):
        write_list(tmp_path / name, "A list", columns, rows)
    assert lines(tmp_path / "l.csv")[1:] == [["\\x1b[31m", "1"], ["", ""], ['"q", \\u202e', "3"]]
    assert cells(tmp_path / "l.xlsx")[2] == ["\\x1b[31m", 1]
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(Refused, match="could not be written"):
        write_list(tmp_path / "taken.csv", "A list", columns, rows)
    with pytest.raises(Usage):
        write_list(tmp_path / "l.txt", "A list", columns, rows)
