"""Four terminals that make the same new store at the same moment (T12), fifty stores: 50 winners, 150 told that it is there.

The controls build the schema without the one transaction: tables that exist already, stores that are whole for nobody.
"""

from __future__ import annotations

import sqlite3
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from tests.office import Answer, type_command
from tests.store.tools import Figure, rows, together, whole
from tests.store.weakened import LATE, NONE, weakened

CLOCK = "2025-10-05 08:00"
STORES, TERMINALS = 50, 4
NAMES = ("陈经理", "钱经理", "冯经理", "卫经理")


def typed(store: Path, *words: str) -> Answer:
    return type_command(store, CLOCK, [*words, "--json"])


def made_at_once(folder: Path, stores: int) -> list[tuple[Answer, ...]]:
    """For each new store, what each of the four terminals was answered that made it; each names another manager."""

    def work(n: int, start: Barrier) -> list[Answer]:
        answers = []
        for store in range(stores):
            start.wait(120)
            answers.append(typed(folder / f"{store}.db", "init", "--manager", NAMES[n], "--director", "周总监"))
        return answers

    return list(zip(*together(TERMINALS, work), strict=True))


def schema(store: Path) -> list[tuple[str, str]]:
    return rows(store, "SELECT name, sql FROM sqlite_master ORDER BY name")


def staff(store: Path) -> list[str]:
    answer = typed(store, "staff", "list")
    return [s["name"] for s in answer.json["staff"]] if answer.code == 0 else []


def told_that_it_is_there(answer: Answer) -> bool:
    error = answer.json["error"]
    return answer.code == 1 and answer.out == "" and "There is a store at" in error["message"]


def one_made_it(store: Path, answers: tuple[Answer, ...]) -> bool:
    """One terminal made the store, with its own manager; the others were told; the store is whole."""
    winners = [NAMES[n] for n, answer in enumerate(answers) if answer.code == 0]
    losers = [answer for answer in answers if answer.code != 0]
    return len(winners) == 1 and all(map(told_that_it_is_there, losers)) and staff(store) == [*winners, "周总监"]


def test_of_four_terminals_that_make_a_store_at_once_one_does_and_it_is_whole(
    tmp_path: Path, record_property: Figure
) -> None:
    answers = made_at_once(tmp_path, STORES)
    stores = [tmp_path / f"{n}.db" for n in range(STORES)]
    good = [one_made_it(store, told) for store, told in zip(stores, answers, strict=True)]
    record_property("new stores made by four terminals at once, one winner", f"{STORES}, {sum(good)}")
    assert all(good), answers[good.index(False)]
    assert all(whole(store) for store in stores)
    assert all(schema(store) == schema(stores[0]) for store in stores)
    assert typed(stores[0], "staff", "add", "李四", "--role", "salesperson").code == 0


def test_a_store_that_was_made_at_once_is_made_as_one_that_was_made_alone(tmp_path: Path) -> None:
    made_at_once(tmp_path, 1)
    assert typed(tmp_path / "alone.db", "init", "--manager", "陈经理").code == 0
    assert schema(tmp_path / "0.db") == schema(tmp_path / "alone.db")
    for pragma in ("application_id", "user_version", "page_size"):
        assert rows(tmp_path / "0.db", f"PRAGMA {pragma}") == rows(tmp_path / "alone.db", f"PRAGMA {pragma}")


@pytest.mark.parametrize("lock", [NONE, LATE])
def test_without_the_one_transaction_stores_made_at_once_are_not_made_cleanly(tmp_path: Path, lock: str) -> None:
    for batch in range(5):
        folder = tmp_path / str(batch)
        folder.mkdir()
        with weakened(lock=lock):
            answers = made_at_once(folder, 10)
        if not all(cleanly_made(folder / f"{n}.db", told) for n, told in enumerate(answers)):
            return
    pytest.fail("the control must fail: fifty stores, and each was made by one terminal")


def cleanly_made(store: Path, answers: tuple[Answer, ...]) -> bool:
    try:
        return one_made_it(store, answers) and whole(store)
    except sqlite3.DatabaseError:
        return False
