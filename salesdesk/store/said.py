"""What is handed in to be entered: the stamp of a command, the personal words of an entry, many entries at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Personal:
    """The personal words of an entry: whose file, name, phone (normalised), and free text."""

    customer: int | None = None
    name: str | None = None
    phone: str | None = None
    words: Mapping[str, str] | None = None

    @property
    def empty(self) -> bool:
        return self.name is None and self.phone is None and not self.words


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every entry of one command carries: the clock, the stated time, the account, who approved."""

    now: datetime
    at: datetime
    late: bool
    training: bool
    account: str
    approver: int | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One of many entries of a kind that are written together: when it was, its number, whom it is about."""

    at: datetime
    body: Mapping[str, Any]
    number: int
    personal: Personal
    about: Sequence[int]
