"""What holds for any facts: shares and fen add up, order of entry and renewals do no harm, merging loses nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive
from tests.inside import (
    Deal,
    Policy,
    Refused,
    Roster,
    Share,
    Value,
    Visit,
    case_of,
    merged,
    months_after,
    portion,
    rate_kept,
    result,
    split,
    unit_key,
    walk,
)
from tests.rules.test_against_naive import FIRST_DAY, POLICY, Office, by_the_rules, case, questions

seeds = st.integers(0, 2**32)
fen = st.integers(-(10**11), 10**11)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=7).filter(any)
lines = st.lists(
    st.builds(
        Share,
        to=st.sampled_from((1, 2, 3, "pool", None)),
        role=st.sampled_from(("sales", "introducer", "pool")),
        share=st.fractions(0, 1, max_denominator=100),
        clause=st.sampled_from(("3.1", "3.7i", "7.4")),
        entries=st.lists(st.integers(1, 9), max_size=2).map(tuple),
    ),
    max_size=8,
)


def parts_of_one(weighed: list[int]) -> list[Fraction]:
    return [Fraction(w, sum(weighed)) for w in weighed]


def lived(seed: int) -> Office:
    office = Office(Random(seed))
    office.live()
    return office


@given(seeds)
def test_shares_add_up_to_one_wherever_there_are_any(seed: int) -> None:
    office = lived(seed)
    known = case(office)
    for q in questions(office):
        shares = result(known, known.person[q.file], q.at, q.now, q.deal).shares
        assert sum(s.share for s in shares) == (1 if shares else 0)


@given(seeds)
def test_one_recipient_in_one_role_is_one_line(seed: int) -> None:
    office = lived(seed)
    known = case(office)
    for q in questions(office):
        keys = [line[:2] for line in by_the_rules(known, q).shares]
        assert len(keys) == len(set(keys))


@given(fen, weights)
def test_split_fen_add_up_to_the_whole_also_below_zero(total: int, weighed: list[int]) -> None:
    parts = split(total, parts_of_one(weighed))
    assert sum(parts) == total
    assert all(abs(part - total * share) < 1 for part, share in zip(parts, parts_of_one(weighed), strict=True))


@given(fen, weights)
def test_the_fen_left_over_go_to_the_largest_remainders_ties_to_the_earlier(total: int, weighed: list[int]) -> None:
    shares = parts_of_one(weighed)
    floors = [(total * s).__floor__() for s in shares]
    got_one = [part - floor for part, floor in zip(split(total, shares), floors, strict=True)]
    rank = [(-(total * s - floor), i) for i, (s, floor) in enumerate(zip(shares, floors, strict=True))]
    favoured = sorted(range(len(shares)), key=lambda i: rank[i])[: total - sum(floors)]
    assert [i for i, extra in enumerate(got_one) if extra] == sorted(favoured)
    assert set(got_one) <= {0, 1}


@given(lines)
def test_merging_lines_never_changes_sums_nor_the_order_of_first_coming(shares: list[Share]) -> None:
    after = merged(shares)
    assert sum(s.share for s in after) == sum(s.share for s in shares)
    keys = [(s.to, s.role) for s in after]
    assert len(keys) == len(set(keys))
    for to, role in keys:
        mine = [s.share for s in shares if (s.to, s.role) == (to, role)]
        assert sum(mine) == next(s.share for s in after if (s.to, s.role) == (to, role))
    nonzero = [(s.to, s.role) for s in shares if (s.to, s.role) in keys]
    assert keys == list(dict.fromkeys(nonzero))


@given(lines)
def test_merging_what_is_merged_changes_nothing(shares: list[Share]) -> None:
    assert merged(merged(shares)) == merged(shares)


# --- the walk over plain visits


visit_times = st.lists(st.integers(0, 120 * 24), min_size=1, max_size=8, unique=True)


def visits_of(hours: list[int], receivers: Random) -> list[Visit]:
    """Plain visits in the order in which they are entered, none of them backdated."""
    return [
        Visit(
            i, i, FIRST_DAY + timedelta(hours=h), FIRST_DAY, receivers.randint(1, 2), "turn", "done",
            receivers.randint(1, 3), True, founded_as="turn", stated=i,
        )
        for i, h in enumerate(hours, start=1)
    ]  # fmt: skip


class Stretch(NamedTuple):
    """A span without the numbers of entry."""

    file: int
    start: datetime
    owner: int | None
    until: date
    parts: tuple[tuple[object, ...], ...]


def spans_of(visits: list[Visit]) -> list[Stretch]:
    """What the walk makes of them."""
    people = Office(Random(0)).world.staff
    roster = Roster(dict.fromkeys((1, 2, 3), people[1]))
    found = walk(case_of((1, 2), visits, (), roster, POLICY), FIRST_DAY + timedelta(days=200))
    return [
        Stretch(file, s.start.at, s.owner, s.until, tuple((p.to, p.role, p.share, p.clause) for p in s.parts))
        for file, spans in sorted(found.items())
        for s in spans
    ]


@given(visit_times, seeds)
def test_the_order_of_entry_of_visits_at_different_times_does_not_matter(hours: list[int], seed: int) -> None:
    visits = visits_of(hours, Random(seed))
    numbers = list(range(len(visits)))
    Random(seed + 1).shuffle(numbers)
    renumbered = [
        Visit(
            v.id, numbers[i] + 1, v.at, v.entered, v.customer, v.kind, v.status, v.receiver, v.uses_turn,
            founded_as=v.founded_as, stated=numbers[i] + 1,
        )
        for i, v in enumerate(visits)
    ]  # fmt: skip
    assert spans_of(visits) == spans_of(renumbered)


@given(seeds)
def test_the_order_in_which_facts_are_read_does_not_matter(seed: int) -> None:
    office = lived(seed)
    asked = list(questions(office))
    before = [by_the_rules(case(office), q) for q in asked]
    for facts in (office.world.visits, office.world.claims, office.world.deals, office.world.referrals):
        facts.reverse()
    assert [by_the_rules(case(office), q) for q in asked] == before


@given(visit_times, st.integers(0, 120 * 24), seeds)
def test_a_visit_under_protection_never_shortens_it(hours: list[int], extra: int, seed: int) -> None:
    visits = visits_of(hours, Random(seed))
    at = FIRST_DAY + timedelta(hours=extra)
    covering = [s for s in spans_of(visits) if s.file == 1 and s.start <= at and at.date() <= s.until]
    more = Visit(99, 99, at, FIRST_DAY, 1, "duty", "done", 3, False, founded_as="duty", stated=99)
    after = {(s.file, s.start): s for s in spans_of([*visits, more])}
    for s in covering:
        same = after[(s.file, s.start)]
        assert same.owner == s.owner
        assert same.until >= max(s.until, months_after(at.date(), 1))


@given(visit_times, seeds)
def test_a_span_ends_a_month_after_a_visit_in_it(hours: list[int], seed: int) -> None:
    visits = visits_of(hours, Random(seed))
    for s in spans_of(visits):
        assert s.until in {months_after(v.day, 1) for v in visits if v.customer == s.file}


prices = st.integers(1, 10**12)
RATES = Policy.of([Value("commission_percent", "9", date(2000, 1, 1), "0.3")])


@given(prices, prices, st.fractions(0, 100, max_denominator=10_000))
def test_another_price_keeps_the_rate_that_the_deal_was_entered_with(price: int, new: int, percent: Fraction) -> None:
    """7.6; a deal of an older version did not write the rate down: there the policy's is known again by its amount."""
    usual, signed = Fraction("0.3"), datetime.combine(FIRST_DAY, datetime.min.time())
    given_one = Deal(1, 1, 1, signed, "1", price, portion(price, percent / 100), rate=percent / 100)
    older = Deal(1, 1, 1, signed, "1", price, portion(price, usual / 100), rated=True)
    for deal, rate in ((given_one, percent), (older, usual)):
        assert portion(new, rate_kept(deal, RATES)) == naive.amended(price, deal.commission, rate, new)


@given(prices, prices, st.integers(0, 10**11))
def test_another_price_keeps_a_sums_proportion(price: int, new: int, commission: int) -> None:
    """7.6: and the price taken back gives the sum back."""
    signed = datetime.combine(FIRST_DAY, datetime.min.time())
    rate = Fraction(commission, price)
    for written in (rate, None):
        deal = Deal(1, 1, 1, signed, "1", price, commission, rate=written)
        assert portion(new, rate_kept(deal, RATES)) == naive.amended(price, commission, None, new)
    amended = Deal(1, 1, 1, signed, "1", new, naive.amended(price, commission, None, new), rate=rate)
    assert portion(price, rate_kept(amended, RATES)) == commission


def test_a_deal_of_an_older_version_without_a_price_has_nothing_to_go_by() -> None:
    deal = Deal(1, 1, 1, datetime.combine(FIRST_DAY, datetime.min.time()), "1", 0, 500)
    with pytest.raises(Refused, match="no price to go by"):
        rate_kept(deal, RATES)


@pytest.mark.parametrize("spelt", ["3-2-1201", "3栋2单元1201室", "３幢/2#1201", " 3 号楼 2-1201", "3座-2--1201"])
def test_a_unit_is_one_however_it_is_spelt(spelt: str) -> None:
    assert unit_key(spelt) == unit_key("3-2-1201")
    assert unit_key(f"A{spelt}") == unit_key("a3-2-1201") != unit_key(spelt)
