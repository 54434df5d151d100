"""Turns taken by several terminals at once (T1, T3): none given twice, none lost, and why: the lock is taken before reading."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from tests.store.tools import Figure, asked, mobile, office_of, together, typed, whole
from tests.store.weakened import LATE, NONE, weakened

Turn = tuple[int, str]


def take_turns(store: Path, first: int, count: int) -> tuple[list[Turn], int]:
    """Checks in `count` visitors; the turns given as (visit, receiver), and how often the answer was no."""
    turns, refused = [], 0
    for n in range(first, first + count):
        answer = typed(store, f"checkin {mobile(n)}")
        if answer.code:
            refused += 1
        else:
            turns.append((answer.json["visit"]["id"], answer.json["receiver"]))
    return turns, refused


def two_terminals(store: Path, each: int) -> tuple[list[Turn], int]:
    answers = together(2, lambda n, _start: take_turns(store, 1 + n * each, each))
    return [t for turns, _no in answers for t in turns], sum(no for _turns, no in answers)


def test_with_a_lock_taken_after_reading_turns_are_lost(tmp_path: Path) -> None:
    store = office_of(tmp_path, 80)
    with weakened(lock=LATE):
        turns, refused = two_terminals(store, 40)
    assert refused > 0, "the control must fail"
    assert len(turns) < 80


def test_without_a_transaction_turns_are_given_twice(tmp_path: Path) -> None:
    store = office_of(tmp_path, 80)
    with weakened(lock=NONE):
        turns, _refused = two_terminals(store, 40)
    twice = [who for who, times in Counter(who for _visit, who in turns).items() if times > 1]
    assert twice, "the control must fail"


# --- whole days, queue after queue

STAFF = 50


def _day(n: int) -> str:
    return str(date(2025, 10, 5) + timedelta(days=n))


def work_days(
    store: Path, terminals: int, days: int, terminal: int, start: Barrier
) -> list[tuple[int, int, str, float]]:
    """Each morning one terminal opens the queue, then all check in at once: (day, visit, receiver, seconds waited)."""
    taken = []
    for day in range(days):
        start.wait(120)
        if terminal == 0 and day:
            asked(store, "queue open --as 陈经理", f"{_day(day)} 08:30")
        start.wait(120)
        for n in range(STAFF // terminals):
            began = time.perf_counter()
            answer = asked(store, f"checkin {mobile(day * 1000 + terminal * 100 + n)}", f"{_day(day)} 10:00")
            waited = time.perf_counter() - began
            taken.append((day, answer["visit"]["id"], answer["receiver"], waited))
    return taken


def turns_of(store: Path, terminals: int, days: int) -> list[tuple[int, int, str, float]]:
    """All turns of all terminals, in the order of the visits' numbers; asserts that none is lost or given twice."""
    parts = together(terminals, lambda n, start: work_days(store, terminals, days, n, start))
    taken = sorted((t for part in parts for t in part), key=lambda t: t[1])
    given = days * (STAFF // terminals) * terminals
    assert [visit for _d, visit, _w, _s in taken] == list(range(1, given + 1)), "a visit was lost or numbered twice"
    twice = [k for k, times in Counter((day, who) for day, _v, who, _s in taken).items() if times > 1]
    assert not twice, "the same turn of the same day, given twice"
    assert whole(store)
    return taken


@pytest.mark.parametrize("days", [3, pytest.param(8, marks=pytest.mark.slow)])
def test_two_terminals_check_in_fifty_visitors_a_day_and_no_turn_is_given_twice_or_lost(
    tmp_path: Path, days: int
) -> None:
    store = office_of(tmp_path, STAFF)
    taken = turns_of(store, terminals=2, days=days)
    assert len(taken) == STAFF * days
    first_day = [who for day, _v, who, _s in taken if day == 0]
    assert first_day == [f"销售{n}" for n in range(1, STAFF + 1)], "not the order of the queue"


@pytest.mark.slow
def test_four_terminals_take_two_thousand_turns_and_none_is_given_twice(
    tmp_path: Path, record_property: Figure
) -> None:
    taken = turns_of(office_of(tmp_path, STAFF), terminals=4, days=42)
    waits = sorted(seconds for *_rest, seconds in taken)
    record_property("turns by four terminals, given twice", f"{len(taken)}, 0")
    record_property(
        "longest wait for a turn in seconds (p99)", f"{waits[-1]:.2f} ({waits[int(len(waits) * 0.99)]:.2f})"
    )
    assert len(taken) >= 2000
