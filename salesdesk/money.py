"""Money in whole fen, shares in exact fractions (policy 0.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from salesdesk.errors import Usage
from salesdesk.text import _

NUMBERS_END = 2**31
"""Whatever is typed as a number, an amount in yuan too, lies below it."""
_YUAN = re.compile(r"(\d{1,13}|\d{1,3}(,\d{3}){1,4})(\.\d{1,2})?", re.ASCII)
_WAN = re.compile(r"(\d{1,9}(?:\.\d{1,4})?) ?万", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(\.\d+)?", re.ASCII)


def parse_yuan(text: str, option: str) -> int:
    """`text` in yuan (``12000.50``, ``12,000.50``, ``1.2万``) as fen. Usage error for more decimals, a sign, NaN, or words."""
    plain, amount = text.strip(), None
    if thousands := _WAN.fullmatch(plain):
        amount = Decimal(thousands[1]) * 10_000
    elif _YUAN.fullmatch(plain):
        amount = Decimal(plain.replace(",", ""))
    if amount is None or amount >= NUMBERS_END:
        raise Usage(
            _("{option}: write an amount in yuan with at most two decimals, like 12000.50 or 120万").format(
                option=option
            )
        )
    return int(amount * 100)


def fen(amount: str) -> int:
    """What `yuan` made of fen, as fen again: ``8400.00`` gives ``840000``."""
    return int(Decimal(amount) * 100)


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
    """0.2: `fen` dealt out by `shares` that add up to one; the parts add up to the whole.

    Each gets the floor of its exact amount; what is left goes fen by fen to the largest remainders, ties to the earlier.
    """
    exact = [fen * s for s in shares]
    parts = [int(e // 1) for e in exact]
    left = fen - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return parts


@lru_cache
def percent(share: str) -> str:
    """``7/10`` as ``70%``; a third stays ``1/3``."""
    exact = Fraction(share) * 100
    return f"{float(exact):g}%" if (exact * 100).denominator == 1 else share


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capitals(fen: int) -> str:
    """An amount as it stands on Chinese papers, where no digit can be altered: ``1000530`` gives ``壹万零伍元叁角整``."""
    yuan_, jiao, last = abs(fen) // 100, abs(fen) // 10 % 10, abs(fen) % 10
    words = f"{_in_words(yuan_)}元" if yuan_ or not fen else ""
    # The rules for filling in bills: 1680.32 is 壹仟陆佰捌拾元零叁角贰分, 325.04 is 叁佰贰拾伍元零肆分.
    if words and (jiao or last) and not (yuan_ % 10 and jiao):
        words += _DIGITS[0]
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    return f"{'负' if fen < 0 else ''}{words}{_DIGITS[last] + '分' if last else '整'}"


def _in_words(number: int) -> str:
    for worth, place in _PLACES:
        if number >= worth:
            high, low = divmod(number, worth)
            gap = _DIGITS[0] if 0 < low < worth // 10 else ""
            return f"{_in_words(high)}{place}{gap}{_in_words(low) if low else ''}"
    return _DIGITS[number]
