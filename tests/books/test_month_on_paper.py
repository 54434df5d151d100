"""What the month's workbook is told: why a deal is held, and whether anything it rests on is training; and its figures in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from salesdesk.desk import payout
from salesdesk.money import capitals, percent
from salesdesk.rules.commission import Hold
from salesdesk.text import use_language


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


# --- amounts in capitals, by the rules for filling in bills (nought said once for a gap, 整 where no fen follow)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"), (1, "壹分"), (5, "伍分"), (10, "壹角整"), (50, "伍角整"), (55, "伍角伍分"), (100, "壹元整"),
        (101, "壹元零壹分"), (110, "壹元壹角整"), (1000, "壹拾元整"), (1005, "壹拾元零伍分"), (1050, "壹拾元零伍角整"),
        (1500, "壹拾伍元整"), (10000, "壹佰元整"), (10100, "壹佰零壹元整"), (11000, "壹佰壹拾元整"),
        (100100, "壹仟零壹元整"), (101000, "壹仟零壹拾元整"), (110000, "壹仟壹佰元整"), (360000, "叁仟陆佰元整"),
        (32504, "叁佰贰拾伍元零肆分"), (140950, "壹仟肆佰零玖元伍角整"), (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (600714, "陆仟零柒元壹角肆分"), (1000530, "壹万零伍元叁角整"), (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"), (11557071, "壹拾壹万伍仟伍佰柒拾元零柒角壹分"),
        (100000000, "壹佰万元整"), (100050000, "壹佰万零伍佰元整"), (1000000000, "壹仟万元整"),
        (10000000000, "壹亿元整"), (10000000500, "壹亿零伍元整"), (10000500000, "壹亿零伍仟元整"),
        (10001000000, "壹亿零壹万元整"), (100000000000000, "壹万亿元整"),
        (999999999999999, "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (-360000, "负叁仟陆佰元整"), (-1, "负壹分"), (-50005, "负伍佰元零伍分"),
    ],
)  # fmt: skip
def test_an_amount_in_chinese_capitals(fen: int, words: str) -> None:
    assert capitals(fen) == words


VALUES = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
WORTH = {"拾": 10, "佰": 100, "仟": 1000}


def read(words: str) -> int:
    """An amount in capitals as whole fen, read by another route: place by place, from the left."""
    total = section = digit = 0
    for c in words.removeprefix("负"):
        if c in VALUES:
            digit = VALUES[c]
        elif c in WORTH:
            section, digit = section + digit * WORTH[c], 0
        elif c in "万亿":
            worth = 10_000 if c == "万" else 10**8
            total, section, digit = (
                (total + section + digit) * worth if c == "亿" else total + (section + digit) * worth,
                0,
                0,
            )
        elif c == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif c in "角分":
            total, digit = total + digit * (10 if c == "角" else 1), 0
    return -total if words.startswith("负") else total


@pytest.mark.parametrize("step", [1, 97, 10_007, 1_000_003, 123_456_789, 98_765_432_101])
def test_what_stands_in_capitals_reads_back_as_the_same_fen(step: int) -> None:
    for n in range(2000):
        words = capitals(n * step)
        assert read(words) == n * step, words
        assert "零零" not in words
        assert words.endswith(("整", "分"))


@pytest.mark.parametrize(
    ("share", "shown"),
    [("1", "100%"), ("1/2", "50%"), ("7/10", "70%"), ("49/100", "49%"), ("1/8", "12.5%"), ("1/3", "1/3"), ("0", "0%")],
)
def test_a_share_in_percent_a_third_stays_a_third(share: str, shown: str) -> None:
    assert percent(share) == percent(str(Fraction(share))) == shown


# --- why a deal is held


@pytest.mark.parametrize(
    ("hold", "words"),
    [
        (
            Hold("unconfirmed", 4, "7.2", "2025-10-05"),
            "The register of 2025-10-05 (visit 4) is not confirmed yet [7.2]",
        ),
        (Hold("claim", 3, "7.3"), "Claim 3 is not decided yet [7.3]"),
        (Hold("approval", 3, "7.7"), "The opinion on claim 3 awaits the director's approval [7.7]"),
        (Hold("signature", 2, "6.2.3"), "The manager's signature under introduction 2 is missing [6.2.3]"),
        (Hold("no-registration", 1, "7.1"), "No registration covers the signing day: it takes a ruling by 7.7 [7.1]"),
    ],
)
def test_a_hold_in_words_for_paper(hold: Hold, words: str) -> None:
    assert payout._held_because(hold) == words


# --- whether the month rests on training


@dataclass
class Flags:
    """What was made under a set clock in a small month: its closing, visit 1, ruling 2, deal 3; 9 is another visit."""

    closing: bool = False
    seqs: tuple[int, ...] = ()


def month_of(flags: Flags, closed: bool = True, paid: bool = True) -> bool:
    visits = tuple(SimpleNamespace(entry=n, training=n in flags.seqs) for n in (1, 9))
    known: Any = {1: (SimpleNamespace(visits=visits), SimpleNamespace(entry=3), None)}
    lines = (SimpleNamespace(entries=(1, 2, 3)),) if paid else ()
    closing = SimpleNamespace(training=flags.closing) if closed else None
    book = SimpleNamespace(at_seq=lambda seqs: [SimpleNamespace(training=n in flags.seqs) for n in seqs])
    facts: Any = SimpleNamespace(book=book)
    month: Any = SimpleNamespace(lines=lines, closing=closing)
    return payout._in_training(facts, month, known)


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_one_training_entry_makes_the_month_a_training_one(seq: int) -> None:
    assert month_of(Flags(seqs=(seq,)))
    assert month_of(Flags(seqs=(seq,)), closed=False)


def test_a_closing_under_a_set_clock_is_training_and_a_held_deal_counts() -> None:
    assert month_of(Flags(closing=True))
    assert month_of(Flags(seqs=(3,)), paid=False), "nothing but a held deal"


def test_a_month_without_training_is_none_whatever_else_the_customer_did() -> None:
    assert not month_of(Flags())
    assert not month_of(Flags(seqs=(9,)))
    assert not month_of(Flags(seqs=(1, 2)), paid=False)
