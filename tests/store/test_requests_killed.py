"""150 requests of every sort through at least a hundred kills, sent again until answered (T10), and their ids used again.

Figures: 150 entries of 150 requests; the same words with the same id, 150 of 150 answered as before; other words, 150 of
150 refused. The control sends the same requests without ids: what was recorded is recorded again, or refused as there.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from salesdesk.desk import customers, queue, reception, referrals
from salesdesk.desk.base import Desk
from salesdesk.errors import Refused
from tests.store.tools import MANAGER, Figure, check_in, closing, desk_at, killed, mobile, office_of, rows, whole

REQUESTS = 150
Told = dict[int, dict[str, Any]]
Operation = Callable[[Desk, int], dict[str, Any]]

SORTS: tuple[Operation, ...] = (
    lambda desk, n: reception.call(desk, mobile(n), f"客户{n}", "问价", None, None),
    lambda desk, n: check_in(desk, mobile(n), name=f"客户{n}", note="再来"),
    lambda desk, n: queue.strike(desk, f"销售{n % 9 + 1}", f"不在岗 {n}", None, MANAGER),
    lambda desk, n: reception.call(desk, None, f"无号{n}", None, None, None),
    lambda desk, n: referrals.company(desk, MANAGER, mobile(n), f"客户{n}", "网络", "introduced", None, None),
)


def send(desk: Desk, n: int, who: int | None = None) -> dict[str, Any]:
    """The n-th request; with `who`, the same sort of request about somebody else."""
    return SORTS[n % len(SORTS)](desk, n if who is None else who)


@dataclass
class Course:
    """How the requests went: what was answered, the refusals that a terminal was told, how often one was killed."""

    answered: Told
    refused: int = 0
    kills: int = 0


def terminal(store: Path, named: bool, todo: list[int], pipe: int) -> None:
    """Works through the requests and tells what each was answered, until it is killed."""
    for n in todo:
        with closing(desk_at(store, request=f"r{n}" if named else None)) as desk:
            try:
                answer = send(desk, n)
            except Refused:
                answer = {}
        time.sleep(0.002)  # the way from the commit to the screen
        os.write(pipe, f"{json.dumps([n, answer])}\n".encode())


def sent_until_answered(store: Path, chance: random.Random, named: bool) -> Course:
    """Sends all requests, again after each kill, until all are answered."""
    course, patience = Course({}), 0.02
    while todo := [n for n in range(REQUESTS) if n not in course.answered]:
        work = partial(terminal, store, named, todo)
        told = killed([work], chance.uniform(0.005, patience))[0]
        lines = [json.loads(line) for line in told.splitlines()]
        patience *= 1.1 if not lines else 0.9 if len(lines) > 1 else 1
        course.kills += len(lines) < len(todo)
        course.refused += sum(not answer for _n, answer in lines)
        course.answered.update(lines)
    return course


def entered(store: Path) -> dict[str | None, int]:
    """How many entries each request has made."""
    return dict(rows(store, "SELECT request, count(*) FROM entry WHERE account = 'tester' AND kind NOT IN "
                            "('office', 'policy', 'staff', 'queue-open') GROUP BY request"))  # fmt: skip


@pytest.mark.slow
def test_requests_killed_a_hundred_times_are_each_entered_once_and_their_ids_serve_for_nothing_else(
    tmp_path: Path, record_property: Figure
) -> None:
    store = office_of(tmp_path, 40)
    course = sent_until_answered(store, random.Random(150), named=True)
    assert entered(store) == {f"r{n}": 1 for n in range(REQUESTS)}
    assert (course.refused, len(course.answered)) == (0, REQUESTS)
    assert course.kills >= 100
    again, others = 0, 0
    for n in range(REQUESTS):
        with closing(desk_at(store, "2025-10-05 10:05", request=f"r{n}")) as desk:
            again += send(desk, n) == course.answered[n]
            others += refused(desk, n)
    record_property("requests / kills / entries", f"{REQUESTS} / {course.kills} / {len(entered(store))}")
    record_property(
        "ids used again: same words answered alike, other words refused", f"{again}, {others} of {REQUESTS}"
    )
    assert (again, others) == (REQUESTS, REQUESTS)
    assert entered(store) == {f"r{n}": 1 for n in range(REQUESTS)}
    assert whole(store)


def refused(desk: Desk, n: int) -> bool:
    """Whether the id of a request is refused to the same sort of request about another, and to one of another sort."""
    no = 0
    others: tuple[Callable[[], Any], ...] = (
        lambda: send(desk, n, who=n + 1000),
        lambda: reception.done(desk, None, 1, None, None),
    )
    for other in others:
        try:
            other()
        except Refused as e:
            no += f"r{n}" in e.message and e.exit_code == 1
    return no == 2


@pytest.mark.slow
def test_without_ids_the_same_requests_are_entered_again(tmp_path: Path) -> None:
    """The control: a kill between the commit and the answer is a second entry, or a refusal of what is on record."""
    store = office_of(tmp_path, 40)
    course = sent_until_answered(store, random.Random(151), named=False)
    assert course.refused + sum(entered(store).values()) > REQUESTS


def test_a_request_whose_customer_was_erased_since_is_refused_in_words(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    with closing(desk_at(store, request="r1")) as desk:
        check_in(desk, mobile(1))
    with closing(desk_at(store)) as desk:
        customers.erase(desk, MANAGER, mobile(1))
    with closing(desk_at(store, request="r1")) as desk, pytest.raises(Refused, match="r1"):
        check_in(desk, mobile(1))
