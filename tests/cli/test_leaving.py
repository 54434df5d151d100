"""Leaving the office: what is left open, taken back the same day; coming back as the same person (policy 10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office import PIN, Office
from tests.terminal import terminals, typing

DAY = "2025-10-05"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """李四 owns 张三 and 钱女士 (a claim is open on her), and sold to 张三."""
    made = Office(tmp_path)
    made.ask(f"{DAY} 08:30", "queue open")
    made.ask(f"{DAY} 09:00", "checkin 13800000001 --name 张三")
    made.ask(f"{DAY} 09:10", "done 李四")
    made.ask(f"{DAY} 09:20", "checkin 13800000002 --name 钱女士 --ask-for 李四")
    made.ask(f"{DAY} 09:30", "done 李四")
    made.ask(f"{DAY} 09:40", "deal add 13800000001 --unit 3-1201 --price 1000000")
    made.ask(f"{DAY} 09:50", "claim file 13800000002 --by 王五 --ground other")
    return made


def order(office: Office, clock: str) -> list[tuple[str, str]]:
    return [(p["name"], p["status"]) for p in office.ask(clock, "queue")["order"]]


def owner(office: Office, clock: str, phone: str = "13800000001") -> str | None:
    return office.ask(clock, f"owner {phone}")["owner"]  # type: ignore[no-any-return]


def test_what_is_left_open_is_named(office: Office) -> None:
    """Two customers under protection, the claim on one of them, the unpaid deal; no matters yet."""
    answer = office.ask(f"{DAY} 10:00", "staff leave 李四")
    assert answer["open"] == {"customers": 2, "claims": 1, "deals": 1, "matters": 0}
    assert answer["staff"]["left"] == f"{DAY}T10:00:00+08:00"
    assert owner(office, f"{DAY} 10:01") is None


def test_another_leaves_nothing_open(office: Office) -> None:
    assert office.ask(f"{DAY} 10:00", "staff leave 赵六")["open"] == {
        "customers": 0,
        "claims": 0,
        "deals": 0,
        "matters": 0,
    }


def test_a_leaving_taken_back_leaves_no_trace_in_ownership(office: Office) -> None:
    before = office.ask(f"{DAY} 09:55", "owner 13800000001")
    office.ask(f"{DAY} 10:00", "staff leave 李四")
    assert order(office, f"{DAY} 10:01") == [("王五", "ready"), ("赵六", "ready")]
    answer = office.ask(f"{DAY} 10:05", "staff leave 李四 --undo")
    assert answer["staff"]["left"] is None
    assert answer["open"] == {"customers": 2, "claims": 1, "deals": 1, "matters": 0}
    assert office.ask(f"{DAY} 10:06", "owner 13800000001") == before
    assert ("李四", "off") in order(office, f"{DAY} 10:06"), "the place waits for join"
    office.ask(f"{DAY} 10:07", "queue join 李四")
    assert order(office, f"{DAY} 10:08")[-1] == ("李四", "ready")
    assert office.ask(f"{DAY} 10:09", "verify")["ok"]


def test_a_leaving_is_not_taken_back_the_next_day_or_without_one(office: Office) -> None:
    office.refused(f"{DAY} 09:59", "staff leave 李四 --undo")
    office.ask(f"{DAY} 10:00", "staff leave 李四")
    office.refused("2025-10-06 00:00", "staff leave 李四 --undo")
    assert owner(office, "2025-10-06 00:01") is None


def test_a_leaving_stands_once_another_received_a_customer_of_theirs(office: Office) -> None:
    office.ask(f"{DAY} 10:00", "staff leave 李四")
    assert office.ask(f"{DAY} 10:01", "checkin 13800000001")["receiver"] == "王五"
    before = owner(office, f"{DAY} 10:02")
    assert before == "王五"
    office.refused(f"{DAY} 10:03", "staff leave 李四 --undo")
    assert owner(office, f"{DAY} 10:04") == "王五"


def test_a_waiting_customer_taken_by_another_since_counts_too(office: Office) -> None:
    """All are busy or away when 张三 comes; 李四 leaves, 王五 is free and takes 张三 as new."""
    for n, who in enumerate(("王五", "赵六")):
        assert office.ask(f"{DAY} 10:0{n}", f"checkin 1390000000{n} --name 客{n}")["receiver"] == who
    office.ask(f"{DAY} 10:02", "queue away 李四")
    assert office.ask(f"{DAY} 10:03", "checkin 13800000001")["visit"]["status"] == "waiting"
    office.ask(f"{DAY} 10:04", "staff leave 李四")
    assert office.ask(f"{DAY} 10:05", "done 王五")["took"] == [5]
    office.refused(f"{DAY} 10:06", "staff leave 李四 --undo")


def test_visitors_of_others_do_not_matter(office: Office) -> None:
    office.ask(f"{DAY} 10:00", "staff leave 李四")
    office.ask(f"{DAY} 10:01", "checkin 13900000009 --name 新客")
    office.ask(f"{DAY} 10:02", "staff leave 李四 --undo")
    assert owner(office, f"{DAY} 10:03") == "李四"


def test_one_who_left_comes_back_as_the_same_person_at_the_tail(office: Office) -> None:
    """B8: paid 3,000.00 before; afterwards one 李四, who owns nobody of before, and a new visit is a new span."""
    office.ask(f"{DAY} 10:00", "claim rule 1 --reject")
    office.ask(f"{DAY} 10:01", "confirm")
    office.ask(f"{DAY} 10:02", "staff leave 李四")
    office.ask(f"{DAY} 11:00", "staff add 李四 --role salesperson")
    assert [s["name"] for s in office.ask(f"{DAY} 11:01", "staff list")["staff"]].count("李四") == 1
    assert [n for n, _s in order(office, f"{DAY} 11:02")] == ["王五", "赵六"], "a late comer: waits for join"
    assert owner(office, f"{DAY} 11:03") is None, "spans ended by the leaving do not revive"
    office.ask("2025-10-06 08:30", "queue open")
    assert [n for n, _s in order(office, "2025-10-06 08:31")] == ["王五", "赵六", "李四"]
    assert office.ask("2025-10-06 09:00", "checkin 13800000001 --ask-for 李四")["owner"] == "李四"
    assert owner(office, "2025-10-06 09:01") == "李四"
    paid = office.ask("2025-11-02 09:00", "payout --month 2025-10 --explain 李四")
    assert (paid["to"], paid["total"]) == ("李四", "3000.00")
    assert office.ask("2025-11-02 09:01", "verify")["ok"]


def test_back_on_a_later_day_they_stand_at_the_tail_too(office: Office) -> None:
    """Gone on a day without an opening, back after it: not the place of the last closing order."""
    for n, who in enumerate(("王五", "赵六")):
        assert office.ask(f"{DAY} 11:0{n}", f"checkin 1390000000{n} --name 客{n}")["receiver"] == who
    assert [n for n, _s in order(office, f"{DAY} 11:05")] == ["李四", "王五", "赵六"]
    office.ask("2025-10-06 20:00", "staff leave 李四")
    office.ask("2025-10-08 08:00", "staff add 李四 --role salesperson")
    office.ask("2025-10-08 08:30", "queue open")
    assert [n for n, _s in order(office, "2025-10-08 08:31")] == ["王五", "赵六", "李四"]


def test_while_they_were_gone_they_are_no_receiver_of_a_late_visit(office: Office) -> None:
    office.ask("2025-10-06 08:00", "staff leave 李四")
    office.ask("2025-10-09 08:00", "staff add 李四 --role salesperson")
    late = "checkin 13800000009 --name 周 --receiver 李四 --as 陈经理 --at"
    office.refused("2025-10-10 10:00", f"{late} '2025-10-07 10:00'")
    for day in ("2025-10-05", "2025-10-09"):
        office.ask("2025-10-10 10:01", f"{late} '{day} 18:00'")


def test_a_name_that_is_there_is_refused_and_so_is_another_role(office: Office) -> None:
    office.refused(f"{DAY} 10:00", "staff add 李四 --role salesperson")
    office.ask(f"{DAY} 10:01", "staff leave 李四")
    office.refused(f"{DAY} 10:02", "staff add 李四 --role assistant")
    office.refused(f"{DAY} 10:03", "staff add 李四 --role salesperson --another", 2)


def test_a_manager_who_comes_back_has_the_new_pin(office: Office) -> None:
    def add(clock: str, new: str) -> None:
        command = "staff add 马经理 --role manager --as 陈经理"
        assert office.type(f"{DAY} {clock}", command, pin=None, SALESDESK_PIN=PIN, SALESDESK_NEW_PIN=new).code == 0

    add("10:00", "1111")
    office.ask(f"{DAY} 10:01", "staff leave 马经理 --as 陈经理")
    add("10:02", "2222")
    assert office.type(f"{DAY} 10:03", "confirm --as 马经理", pin="1111").code == 1
    assert office.type(f"{DAY} 10:03", "confirm --as 马经理", pin="2222").code == 0


def test_two_people_of_one_name_are_never_mixed(office: Office) -> None:
    """The second 李四 has the code ls2; each is told with what tells them apart, and can be named so."""
    office.ask(f"{DAY} 10:00", "claim rule 1 --reject")
    office.ask(f"{DAY} 10:01", "confirm")
    office.ask(f"{DAY} 10:02", "staff add 李四 --role salesperson --another --code ls2")
    office.ask(f"{DAY} 10:03", "queue join ls2")
    names = [s["name"] for s in office.ask(f"{DAY} 10:04", "staff list")["staff"] if s["name"].startswith("李四")]
    first, second = names
    assert second == "李四(ls2)"
    assert first != second
    office.ask(f"{DAY} 10:05", f"checkin 13800000003 --name 孙 --ask-for '{second}'")
    assert office.refused(f"{DAY} 10:06", "checkin 13800000004 --name 吴 --ask-for 李四")["code"] == "ambiguous"
    office.ask(f"{DAY} 10:07", "deal add 13800000003 --unit 3-1202 --price 2000000")
    office.ask(f"{DAY} 10:08", "confirm")
    office.ask(f"{DAY} 10:09", f"done '{second}'")
    paid = office.ask("2025-11-02 09:00", "payout --month 2025-10")["by_person"]
    assert {p["to"]: p["amount"] for p in paid} == {first: "3000.00", second: "6000.00"}
    totals = [
        office.ask("2025-11-02 09:01", f"payout --month 2025-10 --explain '{n}'")["total"] for n in (first, second)
    ]
    assert totals == ["3000.00", "6000.00"]
    report = office.ask("2025-11-02 09:02", "report office --month 2025-10")["salespeople"]
    assert {s["name"] for s in report} >= {first, second}
    office.ask("2025-11-02 09:03", f"staff leave '{second}'")
    assert office.refused("2025-11-02 09:04", "payout --month 2025-10 --explain 李四")["code"] == "ambiguous"
    office.ask("2025-11-02 09:05", f"staff leave '{first}'")
    error = office.refused("2025-11-02 09:06", "payout --month 2025-10 --explain 李四")
    assert first in error["message"]
    assert second in error["message"]
    assert office.ask("2025-11-02 09:07", "payout --month 2025-10 --explain ls2")["total"] == "6000.00"
    office.refused("2025-11-02 09:08", "staff add 李四 --role salesperson")
    office.ask("2025-11-02 09:09", f"staff add '{first}' --role salesperson")
    here = [s["name"] for s in office.ask("2025-11-02 09:10", "staff list")["staff"] if s["left"] is None]
    assert first in here
    assert second not in here


def test_the_code_of_a_second_person_is_their_own(office: Office) -> None:
    office.ask(f"{DAY} 10:00", "staff add 李四 --role salesperson --another --code ls2")
    office.ask(f"{DAY} 10:01", "staff leave ls2")
    office.refused(f"{DAY} 10:02", "staff add 李四 --role salesperson --another --code LS2")


@terminals
def test_a_leaving_is_asked_about_with_what_is_left_open(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "staff", "leave", "李四") as screen:
        asked = " ".join(screen.type("[y/N]", "").split())
        assert screen.ended()[0] == 1
    assert "李四 leaves the office" in asked
    assert "customers under protection 2, claims 1, unpaid deals 1" in asked
    assert owner(office, f"{DAY} 10:01") == "李四"
