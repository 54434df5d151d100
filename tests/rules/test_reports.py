"""The figures of a month and of a week, without an office (8.3, 8.5)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.inside import (
    Came,
    Case,
    Deal,
    Entry,
    Figures,
    Policy,
    Refused,
    Roster,
    Sold,
    Staff,
    Value,
    Visit,
    case_of,
    reports,
)

OFFICE = ZoneInfo("Asia/Shanghai")
LI, WANG = 1, 2
JOINED = datetime(2025, 9, 1, 8, tzinfo=OFFICE)
ONE_MONTH = Value("protection_months", "7.1", date(2000, 1, 1), "1")


def at(day: int, month: int = 10, hour: int = 10) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=OFFICE)


def roster(left: datetime | None = None) -> Roster:
    people = [Staff(LI, "李四", "salesperson", None, JOINED), Staff(WANG, "王五", "salesperson", None, JOINED, left)]
    return Roster({s.id: s for s in people})


def visit(number: int, person: int, receiver: int = LI, kind: str = "turn", day: int = 5) -> Visit:
    return Visit(
        number, number, at(day), at(day), person, kind, "done", receiver, kind == "turn", founded_as=kind, stated=number
    )


def came(number: int, person: int, receiver: int = LI, kind: str = "turn", source: str | None = None) -> Came:
    return Came(visit(number, person, receiver, kind), kind, person, source)


def sold(person: int, *sellers: int, day: int = 10, month: int = 10) -> Sold:
    return Sold(Deal(person, person, person, at(day, month), "1-101", 100, 10), person, sellers)


def case(*visits: Visit, deals: tuple[Deal, ...] = (), left: datetime | None = None) -> Case:
    return case_of({v.customer for v in visits}, visits, (), roster(left), Policy.of([ONE_MONTH]), deals)


def test_one_of_three_customers_signed() -> None:
    found = reports.figures([came(1, 1), came(2, 2), came(3, 3), came(4, 1)], {1, 99})
    assert (found, found.rate) == (Figures(4, 3, 1), Fraction(1, 3))


def test_nobody_came_and_there_is_no_rate() -> None:
    assert reports.figures([], {1}).rate is None


def test_sources_the_most_first_the_unsaid_last() -> None:
    found = reports.by_source([came(1, 1), came(2, 2), came(3, 3, source="报纸"), came(4, 4, source="路过"),
                               came(5, 5, source="路过")], {4})  # fmt: skip
    assert list(found) == ["路过", "报纸", None]
    assert found["路过"] == Figures(2, 2, 1)


def test_duty_counts_as_duty_and_in_no_closing_rate() -> None:
    (li, wang) = reports.work(
        [came(1, 1), came(2, 2), came(3, 1, WANG, "duty")], [sold(1, LI)], {LI: 2}, [LI, WANG], date(2025, 10, 31)
    )
    assert (li.turns, li.duty, li.visits, li.deals, li.figures.rate) == (2, 0, 2, 1, Fraction(1, 2))
    assert (wang.turns, wang.duty, wang.visits, wang.deals, wang.figures.rate) == (0, 1, 1, 0, None)


def test_a_shared_deal_is_a_deal_of_both() -> None:
    (li, wang) = reports.work([came(1, 1)], [sold(1, LI, WANG)], {}, [LI, WANG], date(2025, 10, 31))
    assert (li.deals, wang.deals) == (1, 1)
    assert wang.figures == Figures(0, 0, 0)


def test_a_deal_of_the_next_month_closes_the_customer_but_is_no_deal_of_the_month() -> None:
    (li,) = reports.work([came(1, 1)], [sold(1, LI, day=2, month=11)], {}, [LI], date(2025, 10, 31))
    assert (li.deals, li.figures.signed) == (0, 1)


def entry(kind: str, **body: Any) -> Entry:
    return Entry(1, kind, 1, at(5), at(5), False, False, None, "desk", None, body)


def test_turns_are_counted_where_the_queue_used_them() -> None:
    used = reports.turns([
        entry("visit", receiver=LI, turn=True),
        entry("visit", receiver=WANG, turn=False),
        entry("visit", receiver=None, turn=True),
        entry("done", took=[{"receiver": LI, "turn": True}]),
        entry("handover", receiver=WANG, turn=True, granted=True),
        entry("handover", receiver=WANG, turn=True, granted=False),
    ])  # fmt: skip
    assert used == {LI: 2, WANG: 1}


@pytest.mark.parametrize(("day", "month", "warned"), [(28, 10, False), (29, 10, True), (5, 11, True), (6, 11, False)])
def test_the_warning_comes_a_week_before_the_end(day: int, month: int, warned: bool) -> None:
    found = reports.about_to_lapse(case(visit(1, 7)), 7, at(day, month))
    assert (found is not None) is warned


def test_who_has_bought_is_not_lost() -> None:
    deal = Deal(1, 2, 7, at(20), "1-101", 100, 10)
    assert reports.about_to_lapse(case(visit(1, 7), deals=(deal,)), 7, at(1, 11)) is None


def test_a_customer_whose_owner_left_is_nobodys_to_lose() -> None:
    assert reports.about_to_lapse(case(visit(1, 7, WANG), left=at(20)), 7, at(1, 11)) is None


@pytest.mark.parametrize(
    ("on", "since"), [(date(2025, 3, 31), date(2025, 2, 28)), (date(2025, 11, 5), date(2025, 10, 5))]
)
def test_who_may_still_be_protected_came_since(on: date, since: date) -> None:
    assert reports.protecting_since(Policy.of([ONE_MONTH]), on) == since


def test_a_week_is_seven_days_of_the_office() -> None:
    days = reports.per_day(date(2025, 10, 6), [at(6, hour=0), at(12, hour=23)], [at(7)])
    assert [d.day for d, _n in days] == [6, 7, 8, 9, 10, 11, 12]
    assert [n for _d, n in days][:2] == [(1, 0), (0, 1)]
    assert days[-1][1] == (1, 0)


def test_a_report_of_the_future_is_refused() -> None:
    reports.refuse_future(date(2025, 10, 6), date(2025, 10, 6), "2025-W41", "8.5")
    with pytest.raises(Refused, match="2025-W42"):
        reports.refuse_future(date(2025, 10, 13), date(2025, 10, 12), "2025-W42", "8.5")


def test_the_salespeople_of_a_month_are_those_who_were_there() -> None:
    left = roster(left=at(3))
    assert reports.salespeople(left, date(2025, 10, 1), at(31)) == [LI, WANG]
    assert reports.salespeople(left, date(2025, 11, 1), at(30, 11)) == [LI]
