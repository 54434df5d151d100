"""A thousand months at random, from commission to cell, against sums of whole fen by another route (T27 of the test plan).

The facts are deals with their shares; the program deals them out, adjusts, answers in JSON and writes the workbook. What
must come out is worked out here in integers alone: floors over a common denominator, the fen left over to the largest
remainders (policy 0.2). Reached: 1,000 months, some 6,000 deals, 100 workbooks opened, 0 fen off.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from math import lcm
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from salesdesk.books.payout import write_payout
from salesdesk.desk import month as desk_month
from salesdesk.desk import payout as desk_payout
from salesdesk.desk.office import policy_file, policy_values
from salesdesk.facts import Deal, Entry, Roster, Share, Staff
from salesdesk.money import portion
from salesdesk.rules import chain
from salesdesk.rules import month as rules
from salesdesk.rules.commission import Hold, Result
from salesdesk.rules.policy import Policy, Value
from salesdesk.text import use_language
from tests.books.raw import RawCell, cells_of
from tests.store.tools import Figure

MONTHS, OPENED = 1000, 100
FIRST = date(2025, 10, 1)
SIGNED = datetime(2025, 10, 9, 10, 5, tzinfo=UTC)
Key = tuple[int | str, str]
POLICY = Policy.of(
    Value(v["key"], v["clause"], date.fromisoformat(v["since"]), v["value"]) for v in policy_values(policy_file())
)


@dataclass(frozen=True)
class Sold:
    """A deal of the month: what it is shared by, how it stands, and by what it was paid in a month closed before."""

    deal: Deal
    shares: tuple[Share, ...]
    held: bool = False
    paid_by: tuple[Share, ...] = ()


@dataclass
class Worked:
    """A month as it must come out, in whole fen."""

    lines: list[tuple[int, str, int | str, str, Fraction, int]] = field(default_factory=list)
    total: int = 0
    people: dict[Key, int] = field(default_factory=dict)


# --- what must come out, in integers alone


def dealt(fen: int, shares: Sequence[Share]) -> dict[Key, int]:
    """Policy 0.2: each the floor; the fen left over one each to the largest remainders, ties to the earlier."""
    whole = lcm(*(s.share.denominator for s in shares))
    parts = [s.share.numerator * (whole // s.share.denominator) for s in shares]
    assert sum(parts) == whole
    amounts = [fen * part // whole for part in parts]
    rests = [fen * part % whole for part in parts]
    for _n in range(fen - sum(amounts)):
        largest = rests.index(max(rests))
        amounts[largest] += 1
        rests[largest] = -1
    return {(s.to or "pool", s.role): a for s, a in zip(shares, amounts, strict=True)}


def half_up(price: int, rate: Fraction) -> int:
    return (2 * price * rate.numerator + rate.denominator) // (2 * rate.denominator)


def worked_out(sold: Sequence[Sold]) -> Worked:
    """The month: shares first, then the adjustments to what was paid."""
    month = Worked()
    for s in sold:
        if not s.paid_by and not s.held and not s.deal.cancelled:
            for (to, role), amount in dealt(s.deal.commission, s.shares).items():
                share = next(x.share for x in s.shares if (x.to, x.role) == (to, role))
                if amount:
                    month.lines.append((s.deal.id, "share", to, role, share, amount))
    for s in sold:
        if s.paid_by and (s.deal.cancelled or not s.held):
            was, now = dealt(s.deal.commission, s.paid_by), dealt(s.deal.commission, s.shares)
            now = {} if s.deal.cancelled else now
            for key in [*now, *(k for k in was if k not in now)]:
                share = next((x.share for x in s.shares if key in now and (x.to, x.role) == key), Fraction(0))
                if now.get(key, 0) != was.get(key, 0):
                    month.lines.append((s.deal.id, "adjustment", *key, share, now.get(key, 0) - was.get(key, 0)))
    for _deal, _kind, to, role, _share, amount in month.lines:
        month.total += amount
        month.people[to, role] = month.people.get((to, role), 0) + amount
    return month


# --- a month at random


def some_shares(chance: random.Random, people: int) -> tuple[Share, ...]:
    """Parts of one, as the policy's rules and rulings make them, and odder ones."""
    sellers = chance.sample(range(1, people + 1), chance.randint(1, min(people, 5)))
    weights = [chance.choice((1, 1, 1, 2, 3, 7, 97, 10_000)) for _s in sellers]
    cut = chance.choice(
        (Fraction(0), Fraction(0), Fraction(3, 10), Fraction(1, 3), Fraction(1, 7), Fraction(9999, 10_000))
    )
    sales = [Share(s, "sales", (1 - cut) * w / sum(weights), "3.1") for s, w in zip(sellers, weights, strict=True)]
    other = chance.choice([Share(people + 1, "introducer", cut, "6.2.5"), Share("pool", "pool", cut, "6.1.3")])
    return (*sales, *([other] if cut else []))


def commission(chance: random.Random) -> tuple[int, int]:
    """A price, and a commission in fen: a few fen, a usual sum, a great one, or the rate's."""
    price = chance.choice((chance.randint(1, 10**4), chance.randint(1, 10**9), 10**10 + chance.randint(0, 999)))
    kind = chance.randrange(4)
    if kind == 3:
        rate = Fraction(chance.randint(1, 9999), chance.choice((10_000, 1000, 300_000)))
        assert portion(price, rate) == half_up(price, rate)
        return price, portion(price, rate)
    return price, chance.randint(*((1, 12), (1, 10**7), (1, 10**12))[kind])


def a_month(chance: random.Random) -> tuple[Roster, list[Sold]]:
    people = chance.randint(1, 7)
    names = {n: Staff(n, f"员工{n}", "salesperson", None, SIGNED) for n in range(1, people + 2)}
    sold = []
    for n in range(1, chance.randint(0, 12) + 1):
        price, fen = commission(chance)
        cancelled = SIGNED if chance.random() < 0.1 else None
        deal = Deal(n, n + 100, n, SIGNED, f"{n}栋", price, fen, cancelled=cancelled)
        paid_by = some_shares(chance, people) if chance.random() < 0.3 else ()
        sold.append(Sold(deal, some_shares(chance, people), chance.random() < 0.15, paid_by))
    return Roster(names), sold


def result(s: Sold, shares: tuple[Share, ...]) -> Result:
    holds = (Hold("claim", 1, "7.1"),) if s.held else ()
    return Result(shares, holds, SimpleNamespace(sides=()))  # type: ignore[arg-type]


RULED = Entry(999, "ruling", None, SIGNED, SIGNED, False, False, 1, "desk", None, {"claim": 1})
"""What changed the shares of every deal that is adjusted."""


def computed(roster: Roster, sold: Sequence[Sold]) -> tuple[Any, desk_month.Month]:
    """The same month by the program's own hand: its facts, and its lines."""
    lines: list[rules.Line] = []
    for s in sold:
        if not s.paid_by and not s.held and not s.deal.cancelled:
            lines += rules.shares(s.deal, result(s, s.shares))
    for s in sold:
        if s.paid_by:
            paid = rules.shares(s.deal, result(s, s.paid_by))
            lines += rules.adjustments(s.deal, paid, result(s, s.shares), (), lambda _key: RULED)
    found = {
        s.deal.id: (
            SimpleNamespace(person={s.deal.customer: s.deal.customer}, visits=()),
            s.deal,
            result(s, s.shares),
        )
        for s in sold
    }
    held = tuple((s.deal.id, result(s, s.shares).holds) for s in sold if s.held and not s.deal.cancelled)
    book = SimpleNamespace(
        office={"office": "滨江壹号"},
        numbers=lambda _kind, _ns: [],
        at_seq=lambda seqs: [RULED for seq in seqs if seq == RULED.seq],
        files_of=lambda seqs: {seq: set() for seq in seqs},
        words=lambda _seqs: {},
    )
    facts = SimpleNamespace(
        roster=roster,
        book=book,
        policy=POLICY,
        cases=lambda _files: {},
        hidden=frozenset(),
        said=lambda _file, _seqs: {},
        people=lambda files: dict.fromkeys(files, ("张三", "13800000001")),
    )
    return facts, desk_month.Month(FIRST, tuple(lines), held, found=found)  # type: ignore[arg-type]


def months(count: int, seed: int = 27) -> Iterator[tuple[Roster, list[Sold]]]:
    chance = random.Random(seed)
    for _n in range(count):
        yield a_month(chance)


def fen(yuan: str) -> int:
    """``-12.05`` as -1205: the figures without their point."""
    assert yuan[-3] == "."
    return int(yuan.replace(".", ""))


# --- the thousand


def off_in_json(month: Worked, roster: Roster, answer: Any) -> int:
    """How many fen the answer is off, every figure of it counted; fails where a line is another."""
    name = {n: s.name for n, s in roster.people.items()} | {"pool": "pool"}
    told = [(x["deal"], x["kind"], x["to"], x["role"], x["share"]) for x in answer["lines"]]
    assert told == [(d, kind, name[to], role, str(share)) for d, kind, to, role, share, _a in month.lines]
    people = {(p["to"], p["role"]): fen(p["amount"]) for p in answer["by_person"]}
    assert len(people) == len(answer["by_person"]), "one line for one recipient in one role"
    assert people.keys() == {(name[to], role) for to, role in month.people}
    return (
        sum(abs(fen(x["amount"]) - line[-1]) for x, line in zip(answer["lines"], month.lines, strict=True))
        + sum(abs(people[name[to], role] - amount) for (to, role), amount in month.people.items())
        + abs(fen(answer["total"]) - month.total)
    )


def test_of_a_thousand_random_months_not_one_fen_is_off(record_property: Figure) -> None:
    use_language("en")
    off = lines = left_over = 0
    for roster, sold in months(MONTHS):
        month = worked_out(sold)
        facts, found = computed(roster, sold)
        off += off_in_json(month, roster, desk_month.answer(facts, found))
        lines += len(month.lines)
        left_over += sum(fen_left_over(s) for s in sold)
        paid = [s for s in sold if not s.paid_by and not s.held and not s.deal.cancelled]
        assert sum(x[-1] for x in month.lines if x[1] == "share") == sum(s.deal.commission for s in paid)
        taken = {s.deal.id: -s.deal.commission for s in sold if s.paid_by and s.deal.cancelled}
        for s in (s for s in sold if s.paid_by):
            adjusted = sum(x[-1] for x in month.lines if x[0] == s.deal.id)
            assert adjusted == taken.get(s.deal.id, 0), "what one gains another loses, or all is taken back"
    record_property(
        "random months / lines / fen left over and dealt out / fen off", f"{MONTHS} / {lines} / {left_over} / {off}"
    )
    assert off == 0
    assert lines > 10 * MONTHS
    assert left_over > MONTHS, "the control: floors alone would have lost these"


def fen_left_over(s: Sold) -> int:
    """How many fen the floors alone would lose of a deal."""
    return s.deal.commission - sum(s.deal.commission * x.share.numerator // x.share.denominator for x in s.shares)


def test_each_line_is_its_share_of_the_commission_to_within_a_fen() -> None:
    for _roster, sold in months(MONTHS, seed=9):
        for s in sold:
            lines = rules.shares(s.deal, result(s, s.shares))
            assert sum(x.amount for x in lines) == s.deal.commission
            paid = {(x.to, x.role): x.amount for x in lines}
            assert len(paid) == len(lines)
            assert 0 not in paid.values(), "a share of nothing is no line"
            for share in s.shares:
                exact = s.deal.commission * share.share
                assert exact.__floor__() <= paid.get((share.to, share.role), 0) <= exact.__ceil__()


# --- a hundred of them as workbooks


def amounts(cells: Sequence[RawCell], sheet: int, column: str, first: int) -> list[int]:
    """The figures of a column in fen, to the fifteen digits Excel reads; fails where one is no whole number of fen."""
    found = []
    for c in cells:
        if c.sheet.endswith(f"sheet{sheet}.xml") and c.column == column and c.row >= first and c.kind == "n":
            # openpyxl writes sixteen digits of every number: 521.94 stands there as 521.9400000000001.
            exact = Decimal(f"{Decimal(c.text):.15g}") * 100
            assert exact == int(exact), c
            found.append(int(exact))
    return found


def in_percent(share: Fraction) -> str:
    """A share that is a whole number of hundredths of a percent, in percent; else the fraction."""
    if 10_000 % share.denominator:
        return str(share)
    return f"{Decimal(share.numerator * (10_000 // share.denominator)) / 100:f}%"


def test_a_hundred_workbooks_hold_the_same_fen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Figure
) -> None:
    use_language("en")
    monkeypatch.setattr(chain, "told", lambda *_of: [])
    path, off, checked = tmp_path / "payout.xlsx", 0, 0
    for roster, sold in months(OPENED, seed=2727):
        month = worked_out(sold)
        facts, found = computed(roster, sold)
        write_payout(path, desk_payout._content(facts, found, SIGNED))
        cells = cells_of(path)
        assert not [c for c in cells if c.formula]
        *shown, summed = amounts(cells, 2, "K", 3) if month.lines else [0]
        *people, total = amounts(cells, 1, "C", 1)
        texts = [c.text for c in cells if c.sheet.endswith("sheet2.xml") and c.column == "J" and c.row >= 3]
        assert texts == [in_percent(x[4]) for x in month.lines] or not month.lines
        deals = {s.deal.id: s.deal for s in sold}
        for column, figure in (("E", "price"), ("F", "commission")):
            told = [getattr(deals[x[0]], figure) for x in month.lines]
            assert not month.lines or amounts(cells, 2, column, 3) == told
        paid = {x[0] for x in month.lines if x[1] == "share"}
        label = {c.text: c.row for c in cells if c.sheet.endswith("sheet1.xml") and c.column == "A"}
        count, price = (label[w] for w in ("Deals paid", "Their price in all (yuan)"))
        assert amounts(cells, 1, "B", count)[0] == 100 * len(paid)
        assert amounts(cells, 1, "B", price)[0] == sum(deals[n].price for n in paid)
        assert len(shown) == len(month.lines)
        assert sorted(people) == sorted(month.people.values())
        off += sum(abs(a - x[-1]) for a, x in zip(shown, month.lines, strict=True)) + abs(total - month.total)
        assert total == summed == sum(shown) == sum(people)
        checked += len(shown) + len(people) + 1
    record_property("random months as workbooks / figures read / fen off", f"{OPENED} / {checked} / {off}")
    assert off == 0
    assert checked > 10 * OPENED


def test_a_float_sum_of_the_same_months_would_be_off() -> None:
    """The control: yuan as floats, each share rounded by itself, as a spreadsheet does it."""
    off = 0
    for _roster, sold in months(100):
        for s in sold:
            rounded = sum(round(s.deal.commission / 100 * float(x.share), 2) for x in s.shares)
            off += round(abs(rounded - s.deal.commission / 100) * 100)
    assert off > 100
