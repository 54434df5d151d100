"""Keeping after customers, as typed: followup, add, done, incomplete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.office import Office

ZHANG, QIAN = "13800000001", "13800000002"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """张三 is 李四's since 6 Oct, 钱一 王五's; nothing is planned."""
    office = Office(tmp_path)
    office.ask("2025-10-06 09:00", "queue open")
    office.ask("2025-10-06 10:00", f"checkin {ZHANG} --name 张三 --source 报纸 --need 三房 --budget 150万 --rating B")
    office.ask("2025-10-06 10:20", "done 李四")
    office.ask("2025-10-06 10:30", f"checkin {QIAN} --name 钱一")
    office.ask("2025-10-06 10:50", "done 王五")
    return office


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [r["customer"]["name"] for r in rows]


def test_a_plan_is_due_on_its_day_and_overdue_after_it(office: Office) -> None:
    said = office.ask("2025-10-06 11:00", f"followup add {ZHANG} --by ls --grade A --next 2025-10-09 --note 看样板房")
    assert said["followup"] | {"entry": 0} == {
        "entry": 0, "at": "2025-10-06T11:00:00+08:00", "by": "李四", "contact": False, "grade": "A",
        "next": "2025-10-09", "note": "看样板房",
    }  # fmt: skip
    assert (said["salespeople"], said["clauses"]) == (["李四"], ["8.2"])
    assert office.ask("2025-10-08 18:00", "followup")["today"] == []
    due = office.ask("2025-10-09 18:00", "followup")
    assert (names(due["today"]), due["unsigned"]) == (["张三"], [])
    late = office.ask("2025-10-12 18:00", "followup")
    assert late["unsigned"] == [
        {
            "customer": {"id": 1, "name": "张三", "phone": "138****0001"}, "salesperson": "李四", "grade": "A",
            "next": "2025-10-09", "days_overdue": 3, "last_contact": "2025-10-06", "clause": "8.2",
        }
    ]  # fmt: skip
    assert office.ask("2025-10-12 18:00", "followup --on 2025-10-09") == due


def test_a_contact_made_clears_it_and_plans_the_next(office: Office) -> None:
    office.ask("2025-10-06 11:00", f"followup add {ZHANG} --by 李四 --next 2025-10-09")
    office.ask("2025-10-10 11:00", f"followup done {ZHANG} --by 李四 --next 2025-10-15")
    assert office.ask("2025-10-12 18:00", "followup")["unsigned"] == []
    (late,) = office.ask("2025-10-16 18:00", "followup")["unsigned"]
    assert (late["next"], late["last_contact"]) == ("2025-10-15", "2025-10-10")


def test_a_visit_on_the_planned_day_clears_it(office: Office) -> None:
    office.ask("2025-10-06 11:00", f"followup add {ZHANG} --by 李四 --next 2025-10-09")
    office.ask("2025-10-09 09:00", "queue open")
    office.ask("2025-10-09 10:00", f"checkin {ZHANG}")
    answer = office.ask("2025-10-12 18:00", "followup")
    assert answer["unsigned"] + answer["signed"] + answer["today"] == []


def test_a_signed_customer_stays_with_the_one_who_has_the_sales_share(office: Office) -> None:
    office.ask("2025-10-07 11:00", f"deal add {ZHANG} --unit 3-1201 --price 1200000")
    said = office.ask("2025-10-07 11:05", f"followup add {ZHANG} --by 李四 --next 2025-12-01")
    assert said["clauses"] == ["8.4"]
    answer = office.ask("2025-12-03 09:00", "followup")
    assert (names(answer["signed"]), answer["unsigned"]) == (["张三"], [])
    assert answer["signed"][0]["salesperson"] == "李四"


def test_a_cancelled_deal_makes_the_customer_unsigned_again(office: Office) -> None:
    office.ask("2025-10-07 11:00", f"deal add {ZHANG} --unit 3-1201 --price 1200000")
    office.ask("2025-10-07 11:05", f"followup add {ZHANG} --by 李四 --next 2025-10-09")
    office.ask("2025-10-08 11:00", "deal cancel 1 --reason 退房")
    answer = office.ask("2025-10-10 09:00", "followup")
    assert (names(answer["unsigned"]), answer["signed"]) == (["张三"], [])


def test_the_list_of_one_salesperson(office: Office) -> None:
    office.ask("2025-10-06 11:00", f"followup add {QIAN} --by 王五 --next 2025-10-07")
    office.ask("2025-10-06 11:01", f"followup add {ZHANG} --by 李四 --next 2025-10-08")
    whole, hers = office.ask("2025-10-10 09:00", "followup"), office.ask("2025-10-10 09:00", "followup --by 王五")
    assert (names(whole["unsigned"]), whole["by"]) == (["张三", "钱一"], None)
    assert (names(hers["unsigned"]), hers["by"]) == (["钱一"], "王五")


def test_a_lapsed_customer_stays_with_whoever_planned(office: Office) -> None:
    office.ask("2025-10-06 11:00", f"followup add {ZHANG} --by 李四 --next 2025-10-09")
    (late,) = office.ask("2025-11-20 09:00", "followup")["unsigned"]
    assert late["salesperson"] == "李四"
    office.ask("2025-11-20 10:00", "staff leave 李四")
    (late,) = office.ask("2025-11-21 09:00", "followup")["unsigned"]
    assert late["salesperson"] is None


def test_a_frozen_file_is_in_no_list(office: Office) -> None:
    office.ask("2025-10-06 11:00", f"followup add {QIAN} --by 王五 --next 2025-10-07")
    office.ask("2025-10-08 11:00", f"customer freeze {QIAN} --reason 争议")
    assert office.ask("2025-10-10 09:00", "followup")["unsigned"] == []
    assert office.ask("2025-10-10 09:00", "followup incomplete --from 2025-10-01")["incomplete"] == []


def test_another_ones_customer_is_the_managers_to_plan(office: Office) -> None:
    error = office.refused("2025-10-06 11:00", f"followup add {ZHANG} --by 王五 --grade A")
    assert (error["clause"], "李四" in error["message"]) == ("8.2", True)
    office.refused("2025-10-06 11:00", f"followup done {ZHANG} --by 王五 --next 2025-10-09")
    office.ask("2025-10-06 11:01", f"followup done {ZHANG} --by 王五 --note 代接电话")
    office.ask("2025-10-06 11:02", f"followup add {ZHANG} --by 王五 --grade A --as 陈经理")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"add {ZHANG} --by 李四", 2),
        (f"add {ZHANG} --by 李四 --grade E", 2),
        (f"add {ZHANG} --by 李四 --next 明天", 2),
        (f"add {ZHANG} --grade A", 2),
        (f"add {ZHANG} --by 李四 --next 2025-10-05", 1),
        ("add 13800000099 --by 李四 --grade A", 1),
        (f"add {ZHANG} --by 无名 --grade A", 1),
        (f"done {ZHANG} --by 李四 --at '2025-10-07 09:00'", 1),
        (f"done {ZHANG} --by 李四 --at '2025-10-05 09:00'", 1),
        ("incomplete --from 2025-10-07 --on 2025-10-06", 2),
        ("--by 无名", 1),
    ],
)
def test_what_is_refused(office: Office, command: str, code: int) -> None:
    office.refused("2025-10-06 11:00", f"followup {command}", code)


def test_an_incomplete_entry_says_what_it_lacks_until_it_is_entered(office: Office) -> None:
    answer = office.ask("2025-10-06 18:00", "followup incomplete")
    assert (answer["visits"], answer["clauses"]) == (2, ["8.1"])
    (row,) = answer["incomplete"]
    assert (row["visit"], row["receiver"], row["lacks"]) == (2, "王五", ["source", "need", "budget", "rating"])
    office.ask("2025-10-06 18:10", f"followup add {QIAN} --by 王五 --grade C --source 路过 --need 两房")
    (row,) = office.ask("2025-10-07 09:00", "followup incomplete --from 2025-10-01")["incomplete"]
    assert row["lacks"] == ["budget"]


def test_a_returning_customer_need_not_say_it_again(office: Office) -> None:
    office.ask("2025-10-07 09:00", "queue open")
    office.ask("2025-10-07 10:00", f"checkin {ZHANG}")
    assert office.ask("2025-10-07 18:00", "followup incomplete")["incomplete"] == []


def test_people_read_a_table(office: Office) -> None:
    office.ask("2025-10-06 11:00", f"followup add {ZHANG} --by 李四 --next 2025-10-09")
    shown = office.type("2025-10-12 18:00", "followup")
    assert (shown.code, shown.err) == (0, "")
    assert "138****0001" in shown.out
    assert "[8.2, 8.4]" in shown.out
    assert "source, need, budget, rating" in office.type("2025-10-06 18:00", "followup incomplete").out
    assert "李四" in office.type("2025-10-12 18:01", f"followup done {ZHANG} --by 李四").out


def test_a_repeated_request_is_entered_once(office: Office) -> None:
    command = f"followup done {ZHANG} --by 李四 --request-id r1"
    assert office.ask("2025-10-07 09:00", command) == office.ask("2025-10-07 09:01", command)
