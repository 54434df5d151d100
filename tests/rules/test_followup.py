"""Grades, plans, contacts and what an entry lacks, without an office (8.1, 8.2, 8.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.inside import Deal, Note, Plan, Refused, Roster, Staff, followup

OFFICE = ZoneInfo("Asia/Shanghai")
LI, WANG = 1, 2
JOINED = datetime(2025, 9, 1, 8, tzinfo=OFFICE)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2025, 10, day, hour, tzinfo=OFFICE)


def note(day: int, *, contact: bool = False, grade: str | None = None, plan: int | None = None, by: int = LI) -> Note:
    return Note(day, 7, at(day), by, contact, grade, date(2025, 10, plan) if plan else None)


def roster(left: datetime | None = None) -> Roster:
    people = [Staff(LI, "李四", "salesperson", None, JOINED, left), Staff(WANG, "王五", "salesperson", None, JOINED)]
    return Roster({s.id: s for s in people})


def test_a_complete_entry_lacks_nothing() -> None:
    assert followup.missing("张三", {"source", "need", "budget", "rating"}) == ()


def test_what_was_not_said_is_named_in_the_order_of_the_clause() -> None:
    assert followup.missing(None, {"need", "note"}) == ("name", "source", "budget", "rating")


def test_the_newest_grade_and_plan_hold() -> None:
    plan = followup.plan_of([note(5, grade="B", plan=8), note(6, grade="A"), note(7, plan=12)])
    assert plan == Plan("A", date(2025, 10, 12), LI, None)


def test_a_contact_answers_what_was_planned_before_it() -> None:
    plan = followup.plan_of([note(5, grade="B", plan=12), note(8, contact=True)])
    assert plan == Plan("B", None, None, date(2025, 10, 8))


def test_a_contact_may_plan_the_next_one() -> None:
    plan = followup.plan_of([note(5, plan=8), note(8, contact=True, plan=20, by=WANG)])
    assert (plan.next, plan.by, plan.last) == (date(2025, 10, 20), WANG, date(2025, 10, 8))


@pytest.mark.parametrize(("visited", "open_"), [(11, True), (12, False), (13, False)])
def test_a_visit_on_the_planned_day_or_later_answers_the_plan(visited: int, open_: bool) -> None:
    plan = followup.plan_of([note(5, plan=12)], [date(2025, 10, visited)])
    assert (plan.next is not None) is open_
    assert plan.last == date(2025, 10, visited)


@pytest.mark.parametrize(("on", "days"), [(11, None), (12, 0), (13, 1), (31, 19)])
def test_days_overdue(on: int, days: int | None) -> None:
    assert followup.overdue(Plan(next=date(2025, 10, 12)), date(2025, 10, on)) == days


def test_nothing_planned_is_never_overdue() -> None:
    assert followup.overdue(Plan("A"), date(2025, 12, 31)) is None


def test_another_ones_customer_is_not_planned_for() -> None:
    with pytest.raises(Refused) as refused:
        followup.refuse_planning(WANG, (LI,), roster(), approved=False)
    assert refused.value.clause == "8.2"
    assert "李四" in refused.value.message


@pytest.mark.parametrize(("theirs", "approved"), [((WANG,), False), ((LI, WANG), False), ((), False), ((LI,), True)])
def test_ones_own_nobodys_and_with_the_manager_anybodys_customer_is(theirs: tuple[int, ...], approved: bool) -> None:
    followup.refuse_planning(WANG, theirs, roster(), approved)


def test_nobodys_customer_is_with_whoever_planned_while_they_are_here() -> None:
    plan = Plan(next=date(2025, 10, 12), by=LI)
    assert followup.follows(plan, (WANG,), roster(), at(13)) == (WANG,)
    assert followup.follows(plan, (), roster(), at(13)) == (LI,)
    assert followup.follows(plan, (), roster(left=at(12)), at(13)) == ()


def test_the_latest_deal_that_stands_makes_a_buyer() -> None:
    gone = Deal(1, 1, 7, at(5), "1-101", 1, 1, cancelled=at(9))
    kept = Deal(2, 2, 7, at(6), "1-102", 1, 1)
    assert followup.bought([gone], at(8)) == gone
    assert followup.bought([gone], at(9)) is None
    assert followup.bought([gone, kept], at(10)) == kept
    assert followup.bought([kept], at(6) - timedelta(seconds=1)) is None
