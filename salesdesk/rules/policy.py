"""The policy's numbers, by the day they apply from. A case is judged by the values of the day of its event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct

from salesdesk.errors import NotFound, Usage
from salesdesk.money import percent
from salesdesk.text import _


class Value(Struct, frozen=True):
    """One value of the policy: its key, clause, first day, and the value as written (``7/10``, ``0.3``, ``1``)."""

    key: str
    clause: str
    since: date
    value: str


KEYS = {
    "protection_months": "7.1",
    "recognition_months": "3.7i",
    "recognised_share": "3.7i",
    "first_share": "5.2",
    "own_side_share": "7.4",
    "introducer_share": "6.2.5",
    "company_pool_share": "6.1.3",
    "aftercare_share": "6.1.4",
    "commission_percent": "9",
    "lunch_minders": "3.14",
    "undo_minutes": "10",
}
_NUMBER = re.compile(r"[+-]?\d{1,9}(/\d{1,9}|\.\d{1,9})?", re.ASCII)
_LARGEST = {"share": Fraction(1), "percent": Fraction(100), "months": Fraction(120)}
_USUAL = {
    "share": ("1/100", "99/100"), "percent": ("0.05", "5"), "months": ("1", "12"), "minders": ("1", "6"), "minutes": ("0", "60"),
}  # fmt: skip


class Policy(Struct, frozen=True):
    """All values, in order of entry; of two with the same first day the later entered holds."""

    values: Mapping[str, tuple[Value, ...]]

    @classmethod
    def of(cls, values: Iterable[Value]) -> Policy:
        by_key: dict[str, list[Value]] = {}
        for v in values:
            by_key.setdefault(v.key, []).append(v)
        return cls({k: tuple(vs) for k, vs in by_key.items()})

    def written(self, key: str, on: date) -> str:
        """The value of `key` in force on the day `on`, as it was written."""
        known = self.values.get(key, ())
        held = [v for v in known if v.since <= on] or list(known[:1])
        if not held:
            raise NotFound(_("The policy has no value {key}").format(key=key))
        newest = max(v.since for v in held)
        return [v for v in held if v.since == newest][-1].value

    def fraction(self, key: str, on: date) -> Fraction:
        """The same as a number."""
        return Fraction(self.written(key, on))

    def whole(self, key: str, on: date) -> int:
        return int(self.fraction(key, on))

    def rate(self, on: date) -> Fraction:
        """The commission rate of the day, as a fraction of the price."""
        return self.fraction("commission_percent", on) / 100


def check(key: str, value: str) -> None:
    """Refuses an unknown key (exit 1) or a value that is no number it can take (exit 2)."""
    if key not in KEYS:
        raise NotFound(_("Unknown policy value {key}; known: {keys}").format(key=key, keys=_(", ").join(KEYS)))
    try:
        if not _NUMBER.fullmatch(value):
            raise ValueError(value)
        number = Fraction(value)
    except (ValueError, ZeroDivisionError) as e:
        raise Usage(_("{key}: write a number like 7/10, 0.3 or 1").format(key=key)) from e
    kind = key.rpartition("_")[2]
    whole = kind in ("months", "minders", "minutes")
    if number < 0 or number > _LARGEST.get(kind, Fraction(1000)) or (whole and number.denominator != 1):
        raise Usage(_("{key}: {value} is out of range").format(key=key, value=value))


def unusual(key: str, value: str) -> bool:
    """Whether a value that can be taken is hardly what an office means: 40 % for 0.4 %, no month of protection."""
    low, high = map(Fraction, _USUAL[key.rpartition("_")[2]])
    return not low <= Fraction(value) <= high


def filled(text: str, policy: Policy, days: Mapping[str, date], **words: object) -> str:
    """`text` with each of these values, in words, as it is in force on its day; of a share the rest, too, as ``…_rest``."""
    for key, day in days.items():
        value = policy.fraction(key, day)
        words[key] = str(value)
        if key.endswith("_months"):
            words[key] = _("a month") if value == 1 else _("{n} months").format(n=value)
        elif key.endswith("_share"):
            words[key] = percent(str(value))
            words[key.replace("_share", "_rest")] = percent(str(1 - value))
    return text.format(**words)
