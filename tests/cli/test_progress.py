"""The progress bar: on a terminal alone, after a second, and gone when the work is done."""

from __future__ import annotations

import io
import sys

import pytest

from salesdesk.books.counted import EVERY, counted
from salesdesk.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, patience: float) -> str:
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar("Writing the month", patience) as tick:
        for n in range(3):
            tick(n, 3)
    return stderr.getvalue()


def test_what_takes_long_draws_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Writing the month" in drawn(monkeypatch, Terminal(), 0.0)


def test_what_is_quick_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, Terminal(), 60.0) == ""


def test_without_a_terminal_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, io.StringIO(), 0.0) == ""


def test_rows_are_told_as_they_go_by_and_none_is_lost() -> None:
    told: list[tuple[int, int | None]] = []
    rows = list(counted(range(2 * EVERY + 1), lambda done, total: told.append((done, total)), 9 * EVERY, before=EVERY))
    assert rows == list(range(2 * EVERY + 1))
    assert told == [(EVERY, 9 * EVERY), (2 * EVERY, 9 * EVERY), (3 * EVERY, 9 * EVERY)]
