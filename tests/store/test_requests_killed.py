"""150 requests of every sort through at least a hundred kills, sent again until answered (T10), and their ids used again.

Figures: 150 entries of 150 requests; the same words with the same id, 150 of 150 answered as before; other words, 150 of
150 refused. The control sends the same requests without ids: what was recorded is recorded again, or refused as there.
"""

from __future__ import annotations

import json
import os
import random
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.office import Answer
from tests.store.tools import OPENED, Figure, asked, killed, mobile, office_of, rows, typed, whole

LATER = "2025-10-05 10:05"
REQUESTS = 150
Told = dict[int, dict[str, Any]]

SORTS = (
    "call {phone} --name 客户{n} --note 问价",
    "checkin {phone} --name 客户{n} --note 再来",
    "queue strike 销售{staff} --reason 不在岗{n} --as 陈经理",
    "call --name 无号{n}",
    "refer company {phone} --name 客户{n} --source 网络 --handling introduced --as 陈经理",
)


def send(store: Path, n: int, request: str | None, who: int | None = None, clock: str = OPENED) -> Answer:
    """The n-th request; with `who`, the same sort of request about somebody else."""
    about = n if who is None else who
    return typed(store, SORTS[n % len(SORTS)].format(n=about, phone=mobile(about), staff=about % 9 + 1), clock, request)


@dataclass
class Course:
    """How the requests went: what was answered, the refusals that a terminal was told, how often one was killed."""

    answered: Told
    refused: int = 0
    kills: int = 0


def terminal(store: Path, named: bool, todo: list[int], pipe: int) -> None:
    """Works through the requests and tells what each was answered, until it is killed."""
    for n in todo:
        answer = send(store, n, f"r{n}" if named else None)
        assert answer.code in (0, 1), answer.err
        time.sleep(0.002)  # the way from the commit to the screen
        os.write(pipe, f"{json.dumps([n, answer.json if answer.code == 0 else {}])}\n".encode())


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
    return dict(rows(store, "SELECT request, count(*) FROM entry WHERE kind NOT IN "
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
        again += send(store, n, f"r{n}", clock=LATER).json == course.answered[n]
        others += refused(store, n)
    record_property("requests / kills / entries", f"{REQUESTS} / {course.kills} / {len(entered(store))}")
    record_property(
        "ids used again: same words answered alike, other words refused", f"{again}, {others} of {REQUESTS}"
    )
    assert (again, others) == (REQUESTS, REQUESTS)
    assert entered(store) == {f"r{n}": 1 for n in range(REQUESTS)}
    assert whole(store)


def refused(store: Path, n: int) -> bool:
    """Whether the id of a request is refused to the same sort of request about another, and to one of another sort."""
    others = (send(store, n, f"r{n}", who=n + 1000, clock=LATER), typed(store, "done --visit 1", LATER, f"r{n}"))
    return all(other.code == 1 and f"r{n}" in other.json["error"]["message"] for other in others)


@pytest.mark.slow
def test_without_ids_the_same_requests_are_entered_again(tmp_path: Path) -> None:
    """The control: a kill between the commit and the answer is a second entry, or a refusal of what is on record."""
    store = office_of(tmp_path, 40)
    course = sent_until_answered(store, random.Random(151), named=False)
    assert course.refused + sum(entered(store).values()) > REQUESTS


def test_a_request_whose_customer_was_erased_since_is_refused_in_words(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    assert typed(store, f"checkin {mobile(1)}", request="r1").code == 0
    asked(store, f"customer erase {mobile(1)} --as 陈经理")
    again = typed(store, f"checkin {mobile(1)}", request="r1")
    assert (again.code, "r1" in again.json["error"]["message"]) == (1, True)
