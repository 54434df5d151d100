"""Rows told to whoever watches while they are read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

EVERY = 500
Tick = Callable[[int, int | None], None]
"""Takes how many rows are done, of how many (None: nobody knows)."""
T = TypeVar("T")


def unwatched(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def counted(rows: Iterable[T], tick: Tick, total: int | None, before: int = 0) -> Iterator[T]:
    """The rows as they are, telling `tick` of each few hundred; `before` rows were done already."""
    for n, row in enumerate(rows, before):
        if n % EVERY == 0:
            tick(n, total)
        yield row
