"""Money in whole fen, shares in exact fractions (policy 0.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from salesdesk.errors import Usage
from salesdesk.text import _

_YUAN = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(\.\d+)?", re.ASCII)


def parse_yuan(text: str, option: str) -> int:
    """`text` in yuan (``12000.50``) as fen. Usage error for more than two decimals, a sign, NaN, or words."""
    plain = text.strip()
    if not _YUAN.fullmatch(plain):
        raise Usage(
            _("{option}: write an amount in yuan with at most two decimals, like 12000.50").format(option=option)
        )
    return int(Decimal(plain) * 100)


def parse_percent(text: str, option: str, decimals: int = 4) -> Fraction:
    """`text` in percent (``0.3``) as a fraction of one. Usage error for anything but 0 to 100 with at most `decimals`."""
    plain = text.strip().removesuffix("%")
    fits = _PERCENT.fullmatch(plain) and len(plain.partition(".")[2]) <= decimals
    if not fits or Fraction(plain) > 100:
        raise Usage(
            _("{option}: write a percentage from 0 to 100 with at most {n} decimals").format(option=option, n=decimals)
        )
    return Fraction(plain) / 100


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: ``840000`` gives ``8400.00``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def portion(fen: int, rate: Fraction) -> int:
    """`rate` of `fen`, rounded half up to the fen (policy 10, deals and months)."""
    exact = Decimal(fen * rate.numerator) / Decimal(rate.denominator)
    return int(exact.to_integral_value(ROUND_HALF_UP))


def split(fen: int, shares: Sequence[Fraction]) -> list[int]:
    """`fen` dealt out by `shares` that add up to one; the parts add up to the whole (policy 0.2).

    Each gets the floor of its exact amount; what is left goes fen by fen to the largest remainders, ties to the earlier.
    """
    exact = [fen * s for s in shares]
    parts = [int(e // 1) for e in exact]
    left = fen - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return parts
