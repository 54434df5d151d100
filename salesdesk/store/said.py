"""What is handed in to be entered: the stamp of a command, the personal words of an entry, many entries at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct


class Personal(Struct, frozen=True):
    """The personal words of an entry: whose file, name, phone (normalised), and free text."""

    customer: int | None = None
    name: str | None = None
    phone: str | None = None
    words: Mapping[str, str] | None = None

    @property
    def empty(self) -> bool:
        return self.name is None and self.phone is None and not self.words


class Stamp(Struct, frozen=True):
    """What every entry of one command carries: the clock, the stated time, the account, who approved."""

    now: datetime
    at: datetime
    late: bool
    training: bool
    account: str
    approver: int | None = None
    request: str | None = None


class Line(Struct, frozen=True):
    """One of many entries of a kind that are written together: when it was, its number, whom it is about."""

    at: datetime
    body: Mapping[str, Any]
    number: int
    personal: Personal
    about: Sequence[int]
