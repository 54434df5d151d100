"""PINs (T24): counted before they are looked at, locked after five, never unlocked early; nobody rules their own claim."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.inside import Refused, desk_office
from tests.office import PIN, Office, type_command
from tests.store.tools import (
    WRONG,
    Figure,
    closing,
    desk_at,
    guess,
    killed,
    office_of,
    report_on,
    rows,
    together,
)
from tests.store.weakened import weakened

CLOCK = "2025-10-05 10:00"


def parallel_guesses(store: Path, each: int) -> int:
    """How many guesses of eight terminals at once were looked at."""

    def work(_n: int, _start: object) -> int:
        looked = [0]

        def check(_pin: str, _kept: Mapping[str, Any]) -> bool:
            looked[0] += 1
            time.sleep(0.02)  # as long as a hash takes, in small
            return False

        for _guess in range(each):
            guess(store, check=check)
        return looked[0]

    return sum(together(8, work))


def test_of_eight_terminals_guessing_at_once_five_guesses_are_looked_at(
    tmp_path: Path, record_property: Figure
) -> None:
    store = office_of(tmp_path)
    looked = parallel_guesses(store, 20)
    record_property("PIN guesses of eight terminals / looked at", f"160 / {looked}")
    assert looked == 5
    assert rows(store, "SELECT count(*) FROM entry WHERE kind = 'wrong-pin'") == [(5,)]
    assert guess(store, PIN) == "locked", "the right PIN while locked"


def test_guesses_that_are_not_counted_before_they_are_looked_at_are_many_more(tmp_path: Path) -> None:
    """The control: none is counted."""
    with weakened(without="INSERT INTO attempt"):
        assert parallel_guesses(office_of(tmp_path), 20) > 5


def test_guesses_that_are_killed_are_counted(tmp_path: Path) -> None:
    store, chance = office_of(tmp_path), random.Random(24)

    def tell_and_hang(pipe: int) -> None:
        def check(_pin: str, _kept: Mapping[str, Any]) -> bool:
            os.write(pipe, b"looked")
            os.read(os.pipe()[0], 1)
            return False

        guess(store, check=check)

    told = [killed([tell_and_hang], chance.uniform(0.15, 0.3))[0] for _n in range(12)]
    assert told.count("looked") <= 5
    if told.count("looked") == 5:
        assert guess(store, PIN) == "locked"


def wrong_times(store: Path, times: int, clock: str = CLOCK) -> None:
    for _n in range(times):
        assert guess(store, clock=clock) == "wrong_pin"


def test_the_lock_lasts_fifteen_minutes_each_time(tmp_path: Path) -> None:
    """16.3: five more guesses after each lock, and no lock is longer than the one before."""
    store = office_of(tmp_path)
    for hour in (10, 11, 12):
        wrong_times(store, 5, f"2025-10-05 {hour}:00")
        assert guess(store, PIN, f"2025-10-05 {hour}:14") == "locked"
        assert guess(store, WRONG, f"2025-10-05 {hour}:15") == "wrong_pin"
        assert guess(store, PIN, f"2025-10-05 {hour}:15") == "right"


def test_a_clock_set_back_does_not_unlock(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    wrong_times(store, 5)
    for clock in ("2025-10-04 10:00", "2024-10-05 10:00", "2025-10-05 09:59"):
        assert guess(store, PIN, clock, ran=("once", "2025-10-05 10:01")) == "locked"


def test_a_pin_set_by_another_ends_the_lock_at_once(tmp_path: Path) -> None:
    """16.3: `staff pin` by another ends it; five more guesses are free then, and no fewer."""
    office = Office(tmp_path)
    for _n in range(5):
        office.type(CLOCK, "queue open --as 陈经理", WRONG)
    assert office.refused(CLOCK, "queue open --as 陈经理")["code"] == "locked"
    answer = office.type(CLOCK, "staff pin 陈经理 --as 周总监")
    assert (answer.code, answer.out) == (0, "The PIN of 陈经理 is changed\n")
    for _n in range(4):
        assert office.type(CLOCK, "queue open --as 陈经理 --json", WRONG).json["error"]["code"] == "wrong_pin"
    assert office.type(CLOCK, "queue open --as 陈经理").code == 0


def test_a_lock_is_said_before_the_pin_is_asked_for(tmp_path: Path) -> None:
    office, asked = Office(tmp_path), list[str]()

    def typed(name: str) -> str:
        asked.append(name)
        return WRONG

    def refusal() -> str:
        with closing(desk_at(office.store)) as desk, pytest.raises(Refused) as refused:
            desk_office.approver(desk, "陈经理", "manager", typed)
        return str(refused.value)

    assert [refusal() for _n in range(5)] == ["Wrong PIN for 陈经理; nothing was changed"] * 5
    assert refusal() == "Too many wrong PINs for 陈经理: locked for 15 minutes"
    assert len(asked) == 5


def test_the_clock_of_tests_and_training_unlocks_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for _n in range(5):
        office.type(CLOCK, "queue open --as 陈经理", WRONG)
    for clock in ("2025-10-05 10:20", "2026-10-05 10:00", "2099-01-01 00:00"):
        assert office.refused(clock, "queue open --as 陈经理")["code"] == "locked"


def test_the_right_pin_begins_the_count_anew(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    for _n in range(3):
        wrong_times(store, 4)
        assert guess(store, PIN) == "right"


def test_the_lock_of_one_is_not_the_lock_of_another(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for _n in range(5):
        office.type(CLOCK, "queue open --as 陈经理", WRONG)
    assert office.refused(CLOCK, "queue open --as 陈经理")["code"] == "locked"
    assert office.ask(CLOCK, "queue open --as 周总监")["order"]


@pytest.mark.parametrize("pin", ["", "1", "12345678901234567890", "2468 ", " 2468", "２４６８", "\ud800"])
def test_a_pin_that_is_nearly_right_or_nonsense_is_wrong(tmp_path: Path, pin: str) -> None:
    assert guess(office_of(tmp_path), pin) == "wrong_pin"


def test_a_refused_approval_leaves_the_register_but_for_the_attempt(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = report_on(office.store).entries
    answer = office.type(CLOCK, "queue open --as 陈经理 --json", WRONG)
    assert (answer.code, answer.out) == (1, "")
    assert answer.json["error"]["code"] == "wrong_pin"
    assert rows(office.store, "SELECT kind FROM entry WHERE seq > ?", before) == [("wrong-pin",)]


def test_without_a_terminal_and_without_a_pin_it_is_wrong_usage(tmp_path: Path) -> None:
    office = Office(tmp_path)
    assert office.type(CLOCK, "queue open --json", None).code == 2


@pytest.mark.parametrize("who", ["李四", "孙会计", "何助理", "无此人"])
def test_someone_without_the_role_approves_nothing(tmp_path: Path, who: str) -> None:
    office = Office(tmp_path)
    office.refused(CLOCK, f"queue open --as {who}")
    assert office.ask(CLOCK, "queue")["order"] == []


def test_the_file_of_attempts_is_for_its_owner_only(tmp_path: Path) -> None:
    office = Office(tmp_path)
    type_command(office.store, CLOCK, ["queue", "open"], WRONG)
    (attempts,) = tmp_path.glob("*-beside")
    assert attempts.stat().st_mode & 0o777 == 0o600
