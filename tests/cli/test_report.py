"""The manager's reports, as typed: report weekly with its workbook, report office."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.office import Office

ZHANG, QIAN, SUN, LI = "13800000001", "13800000002", "13800000003", "13800000004"
MONDAY = "2025-10-13 09:00"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A week: 张三 came twice and bought, 钱一 came, 孙二 only called; 8 Oct 李四's customer was received by 赵六 on duty."""
    office = Office(tmp_path)
    for clock, command in (
        ("2025-10-06 09:00", "queue open"),
        ("2025-10-06 10:00", f"checkin {ZHANG} --name 张三 --source 报纸 --need 三房 --budget 150万 --rating B"),
        ("2025-10-06 10:20", "done 李四"),
        ("2025-10-06 10:30", f"checkin {QIAN} --name 钱一 --source 路过"),
        ("2025-10-06 10:50", "done 王五"),
        ("2025-10-07 11:00", f"call {SUN} --name 孙二 --note 问价"),
        ("2025-10-08 09:00", "queue open 李四 王五 赵六"),
        ("2025-10-08 09:10", "queue off 李四"),
        ("2025-10-08 10:00", f"checkin {ZHANG}"),
        ("2025-10-08 10:30", "done 赵六"),
        ("2025-10-12 23:30", f"deal add {ZHANG} --unit 3-1201 --price 1200000"),
    ):
        office.ask(clock, command)
    return office


def test_last_week_by_default(office: Office) -> None:
    week = office.ask(MONDAY, "report weekly")
    assert (week["week"], week["from"], week["to"]) == ("2025-W41", "2025-10-06", "2025-10-12")
    assert (week["file"], week["clauses"]) == (None, ["8.5"])
    assert week["totals"] == {
        "calls": 1, "visits": 3, "customers": 2, "deals": 1, "price": "1200000.00", "commission": "3600.00",
    }  # fmt: skip
    assert [c["customer"]["phone"] for c in week["calls"]] == ["138****0003"]
    assert [(v["receiver"], v["kind"]) for v in week["visits"]] == [
        ("李四", "turn"),
        ("王五", "turn"),
        ("赵六", "duty"),
    ]
    assert [(d["salespeople"], d["status"]) for d in week["deals"]] == [(["李四"], "signed")]
    assert [d["visits"] for d in week["days"]] == [2, 0, 1, 0, 0, 0, 0]
    assert week == office.ask("2025-10-19 23:59", "report weekly --week 2025-W41")


def test_this_week_so_far_and_an_empty_one(office: Office) -> None:
    assert office.ask("2025-10-06 12:00", "report weekly --week 2025-W41")["totals"]["visits"] == 3
    empty = office.ask(MONDAY, "report weekly --week 2024-W01")
    assert (empty["calls"], empty["visits"], empty["deals"], empty["from"]) == ([], [], [], "2024-01-01")


def test_a_cancelled_deal_is_listed_and_not_counted(office: Office) -> None:
    office.ask(MONDAY, "deal cancel 1 --reason 退房")
    week = office.ask("2025-10-13 10:00", "report weekly")
    assert [d["status"] for d in week["deals"]] == ["cancelled"]
    assert (week["totals"]["deals"], week["totals"]["price"]) == (0, "0.00")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--week 2025-W43", 1),
        ("--week 2025-W54", 2),
        ("--week 2025-43", 2),
        ("--out week.txt", 2),
        ("--out /no/w.xlsx", 1),
    ],
)
def test_what_weekly_refuses(office: Office, options: str, code: int) -> None:
    office.refused(MONDAY, f"report weekly {options}", code)


def test_the_workbook_has_a_sheet_each_and_a_chart(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "第41周.xlsx"
    assert office.ask(MONDAY, f"report weekly --out {shlex.quote(str(path))}")["file"] == str(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Summary", "Calls", "Visits", "Deals"]
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}
    assert len(book["Summary"]._charts) == 1
    assert ("Visits", 3, None, None) in rows["Summary"]
    assert ("Price (yuan)", 1_200_000, None, None) in rows["Summary"]
    assert (datetime(2025, 10, 12), 0, 0, 1) in rows["Summary"]
    assert rows["Calls"][2][1:] == ("11:00", "孙二", "#3", "138****0003", "问价")
    assert rows["Visits"][2][2:11] == ("张三", "#1", "138****0001", "李四", "by turn", "报纸", "三房", "150万", "B")
    assert len(rows["Visits"]) == 5
    assert rows["Deals"][2][5:] == ("3-1201", 1_200_000, 3600, "李四", "signed")


def test_a_hostile_name_stays_text(tmp_path: Path) -> None:
    office, path = Office(tmp_path), tmp_path / "w.xlsx"
    office.ask("2025-10-06 09:00", "queue open")
    office.ask("2025-10-06 10:00", f"checkin {ZHANG} --name =1+1 --source '[red]x'")
    office.ask(MONDAY, f"report weekly --out {path}")
    cell = openpyxl.load_workbook(path)["Visits"]["C3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    shown = office.type(MONDAY, "report weekly")
    assert (shown.code, "[red]x" in shown.out) == (0, True)


def test_the_office_by_source_and_salesperson(office: Office) -> None:
    month = office.ask("2025-10-20 09:00", "report office")
    assert (month["month"], month["from"], month["to"]) == ("2025-10", "2025-10-01", "2025-10-20")
    assert (month["visits"], month["customers"], month["signed"], month["conversion"]) == (3, 2, 1, "1/2")
    assert [(s["source"], s["visits"], s["conversion"]) for s in month["sources"]] == [
        ("报纸", 2, "1"),
        ("路过", 1, "0"),
    ]
    keys = ("name", "turns", "duty", "visits", "deals", "closing_rate")
    assert [tuple(s[k] for k in keys) for s in month["salespeople"]] == [
        ("李四", 1, 0, 1, 1, "1"), ("王五", 1, 0, 1, 0, "0"), ("赵六", 0, 1, 1, 0, None),
    ]  # fmt: skip
    assert month["clauses"] == ["8.3", "7.1"]


def test_a_turn_taken_back_is_no_turn(office: Office) -> None:
    office.ask("2025-10-12 23:40", "queue open")
    office.ask("2025-10-12 23:41", f"checkin {LI}")
    assert sum(s["turns"] for s in office.ask("2025-10-12 23:42", "report office")["salespeople"]) == 3
    office.ask("2025-10-12 23:43", "undo")
    assert sum(s["turns"] for s in office.ask("2025-10-12 23:44", "report office")["salespeople"]) == 2


def test_protections_about_to_lapse(office: Office) -> None:
    assert office.ask("2025-10-29 09:00", "report office")["lapsing"] == []
    assert office.ask("2025-11-03 09:00", "report office --month 2025-10")["lapsing"] == [
        {
            "customer": {"id": 2, "name": "钱一", "phone": "138****0002"}, "owner": "王五", "until": "2025-11-06",
            "days_left": 3, "last_visit": "2025-10-06",
        }
    ]  # fmt: skip
    assert office.ask("2025-11-07 09:00", "report office")["lapsing"] == []


def test_a_month_seen_on_an_earlier_day(office: Office) -> None:
    month = office.ask("2025-10-20 09:00", "report office --on 2025-10-07")
    assert (month["visits"], month["signed"], month["to"]) == (2, 0, "2025-10-07")


def test_a_month_without_a_visit_has_no_rates(office: Office) -> None:
    month = office.ask("2025-10-20 09:00", "report office --month 2025-09")
    assert (month["visits"], month["conversion"], month["sources"]) == (0, None, [])
    assert [s["closing_rate"] for s in month["salespeople"]] == [None, None, None]


@pytest.mark.parametrize(("options", "code"), [("--month 2025-11", 1), ("--month 2025-13", 2), ("--on gestern", 2)])
def test_what_office_refuses(office: Office, options: str, code: int) -> None:
    office.refused("2025-10-20 09:00", f"report office {options}", code)


def test_people_read_the_reports(office: Office) -> None:
    for command, words in (("report office", "50%"), ("report weekly", "¥1,200,000.00"), ("report", "weekly")):
        shown = office.type("2025-10-19 09:00", command)
        assert (shown.code, shown.err) == (0, "")
        assert words in shown.out
