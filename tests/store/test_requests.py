"""A request whose answer was lost may be sent again (T10): answered again, entered once; killed terminals included."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from salesdesk.desk import reception
from salesdesk.desk.base import Desk, made_request, recorded
from salesdesk.errors import Refused
from tests.office import Office
from tests.store.tools import (
    Figure,
    check_in,
    closing,
    desk_at,
    killed,
    mobile,
    office_of,
    rows,
    together,
    typed,
    whole,
)
from tests.store.weakened import weakened

COMMANDS = (
    "checkin 13800000001 --name 张一 --note 再来",
    "call 13800000002 --name 张二",
    "done 李四",
    "queue away 王五",
    "queue back 王五",
    "refer employee 13800000003 --name 张三 --by 孙会计 --visit-on 2025-10-06",
    "deal add 13800000001 --unit 3-1-501 --price 1200000",
    "customer freeze 13800000002 --reason 本人要求",
    "staff add 钱七 --role salesperson",
    "claim file 13800000001 --by 王五 --ground other --note 我先接待",
    "claim rule 1 --reject --as 陈经理",
    "confirm",
    "undo",
)


def test_each_command_repeated_with_its_id_answers_the_same_and_enters_nothing_more(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open 李四 王五 赵六")
    for n, command in enumerate(COMMANDS):
        first = office.ask("2025-10-05 10:00", f"{command} --request-id r{n}")
        entries = rows(office.store, "SELECT count(*) FROM entry")
        assert office.ask("2025-10-05 10:01", f"{command} --request-id r{n}") == first, command
        assert rows(office.store, "SELECT count(*) FROM entry") == entries, command
    assert whole(office.store)


def test_the_same_id_with_other_words_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open")
    office.ask("2025-10-05 10:00", "checkin 13800000001 --request-id one")
    before = office.store.read_bytes()
    for other in ("checkin 13800000002", "checkin 13800000001 --note x", "call 13800000001", "done 李四"):
        assert "one" in office.refused("2025-10-05 10:01", f"{other} --request-id one")["message"]
    assert office.store.read_bytes() == before


@pytest.mark.parametrize(
    ("command", "taken"),
    [("checkin 13800000001 --name 张一", "undo"), ("queue away 王五", "undo"), ("done 李四", "undo --as 陈经理")],
)
def test_the_same_id_after_its_entry_was_taken_back_is_refused(tmp_path: Path, command: str, taken: str) -> None:
    """Nobody is told that 李四 receives when nothing is on record any more."""
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open 李四 王五 赵六")
    office.ask("2025-10-05 09:00", "checkin 13800000002")
    office.ask("2025-10-05 10:00", f"{command} --request-id one")
    office.ask("2025-10-05 10:01", f"{taken} --request-id two")
    before = office.store.read_bytes()
    assert "taken back" in office.refused("2025-10-05 10:02", f"{command} --request-id one")["message"]
    assert office.store.read_bytes() == before
    assert office.ask("2025-10-05 10:02", f"{taken} --request-id two")["undone"], (
        "the taking back itself is answered again"
    )
    office.ask("2025-10-05 10:02", f"{command} --request-id three")


def test_two_operations_of_one_name_are_two_commands(tmp_path: Path) -> None:
    """`correct`, `add`, `confirm`, `done`, `show`: one name in several modules, and arguments that may be the same."""
    store = office_of(tmp_path)

    def operation(module: str) -> Callable[[Desk, str], dict[str, Any]]:
        def add(desk: Desk, word: str) -> dict[str, Any]:
            with desk.store.writing() as book:
                book.append(desk.stamp(book, None, None), "policy", {"values": []})
            return {"by": module, "word": word}

        add.__module__ = module
        return recorded(add)

    one, other = operation("salesdesk.desk.deals"), operation("salesdesk.desk.followup")
    with closing(desk_at(store, request="r")) as desk:
        assert one(desk, "x") == one(desk, "x") == {"by": "salesdesk.desk.deals", "word": "x"}
        with pytest.raises(Refused, match="another command"):
            other(desk, "x")


def test_what_was_typed_is_kept_as_a_digest_under_a_salt_of_its_own(tmp_path: Path) -> None:
    """The same words under two ids: two salts, two digests."""
    office = Office(tmp_path)
    for n in (1, 2):
        office.ask("2025-10-05 10:00", f"call 13800000001 --request-id r{n}")
    kept = [d for (d,) in rows(office.store, "SELECT digest FROM answered WHERE request LIKE 'r_'")]
    assert len({part for digest in kept for part in digest.split(":")}) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}:[0-9a-f]{64}", d) for d in kept)


def test_without_an_id_the_same_words_are_another_command(tmp_path: Path) -> None:
    office = Office(tmp_path)
    one, other = (office.ask("2025-10-05 10:00", "call 13800000001") for _n in range(2))
    assert one["call"]["entry"] != other["call"]["entry"]


def test_a_command_without_an_id_gets_one_of_its_own(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open")
    for n in range(3):
        office.ask("2025-10-05 10:00", f"call 1380000000{n}")
    made = [r for (r,) in rows(office.store, "SELECT request FROM entry WHERE kind IN ('call', 'queue-open')")]
    assert len(set(made)) == len(made) == 4
    assert all(re.fullmatch(r"auto-\d{8}T\d{6}-[0-9a-f]{8}", r) for r in made), made


def test_an_id_that_the_program_made_is_answered_again_too(tmp_path: Path) -> None:
    office = Office(tmp_path)
    first = office.ask("2025-10-05 10:00", "call 13800000001 --name 张一")
    ((made,),) = rows(office.store, "SELECT request FROM entry WHERE kind = 'call'")
    assert office.ask("2025-10-05 10:05", f"call 13800000001 --name 张一 --request-id {made}") == first
    assert "another command" in office.refused("2025-10-05 10:05", f"call 13800000002 --request-id {made}")["message"]
    assert rows(office.store, "SELECT count(*) FROM entry WHERE kind = 'call'") == [(1,)]


def test_what_entered_nothing_keeps_no_answer(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ask("2025-10-05 10:00", "confirm --as 陈经理")
    before = rows(office.store, "SELECT count(*) FROM answered")
    office.ask("2025-10-05 10:00", "confirm --as 陈经理")
    office.refused("2025-10-05 10:00", "done 李四")
    office.ask("2025-10-05 10:00", "queue")
    assert rows(office.store, "SELECT count(*) FROM answered") == before


def test_answers_under_made_ids_are_kept_for_a_day_and_those_under_given_ones_for_good(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    began = datetime.now(UTC)
    for hours, given in ((0, None), (1, "mine"), (23, None), (24.5, None)):
        system = began + timedelta(hours=hours)
        with closing(desk_at(store, request=given or made_request(system))) as desk:
            reception.call(replace(desk, system=system), mobile(1), None, None, None, None)
    kept = [r for (r,) in rows(store, "SELECT request FROM answered ORDER BY request")]
    times = [f"auto-{began + timedelta(hours=h):%Y%m%dT%H%M%S}" for h in (23, 24.5)]
    assert [r.rpartition("-")[0] or r for r in kept] == [*times, "mine"]
    ((gone, *_rest),) = rows(store, "SELECT request FROM entry WHERE kind = 'call' ORDER BY seq LIMIT 1")
    with closing(desk_at(store, request=gone)) as desk, pytest.raises(Refused, match="not kept any more"):
        reception.call(desk, mobile(1), None, None, None, None)
    assert whole(store)


def test_an_answer_that_could_not_be_shown_is_told_how_to_be_seen(tmp_path: Path) -> None:
    """The screen is gone; the same words with the id that was named show it, and nothing is entered twice."""
    office = Office(tmp_path)
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            [Path(sys.executable).with_name("salesdesk"), "call", "13800000001"], stdout=full, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "SALESDESK_DB": str(office.store), "SALESDESK_NOW": "2025-10-05 10:00", "LANG": "C"},
        )  # fmt: skip
    named = re.search(r"--request-id (\S+):", told.stderr)
    assert named, told.stderr
    again = office.ask("2025-10-05 10:01", f"call 13800000001 --request-id {named[1]}")
    assert rows(office.store, "SELECT max(seq) FROM entry") == [(again["call"]["entry"],)]


@pytest.mark.parametrize("strange", ["𠮷😀", "'a b\"c'", "x" * 36, "\\'\\;DROP"])
def test_an_id_may_be_any_word(tmp_path: Path, strange: str) -> None:
    office = Office(tmp_path)
    first = office.ask("2025-10-05 10:00", f"call 13800000001 --request-id {strange}")
    assert office.ask("2025-10-05 10:00", f"call 13800000001 --request-id={strange}") == first


def test_two_terminals_with_one_id_enter_once(tmp_path: Path) -> None:
    store = office_of(tmp_path, 30)

    def work(_n: int, _start: object) -> list[str]:
        receivers = []
        for n in range(20):
            with closing(desk_at(store, request=f"r{n}")) as desk:
                receivers.append(check_in(desk, mobile(n))["receiver"])
        return receivers

    one, other, third = together(3, work)
    assert one == other == third
    assert rows(store, "SELECT count(*) FROM entry WHERE kind = 'visit'") == [(20,)]


# --- killed terminals

REQUESTS = 150
Acknowledged = dict[int, str]


def terminal(store: Path, pipe: int, todo: list[int], named: bool) -> None:
    """Works through the requests and tells each that was answered, until it is killed."""
    for n in todo:
        with closing(desk_at(store, request=f"r{n}" if named else None)) as desk:
            entry = reception.call(desk, mobile(n), None, None, None, None)["call"]["entry"]
        time.sleep(0.003)  # the way from the commit to the screen
        os.write(pipe, f"{n} {entry}\n".encode())
    os._exit(0)


def retried_until_answered(store: Path, chance: random.Random, named: bool) -> tuple[Acknowledged, int]:
    """Sends all requests, again after each kill, until all are answered; how many kills it took."""
    answered: Acknowledged = {}
    kills, patience = 0, 0.01
    while len(answered) < REQUESTS:
        todo = [n for n in range(REQUESTS) if n not in answered]
        told = killed(
            [lambda pipe, todo=todo: terminal(store, pipe, todo, named)], chance.uniform(0.005, 0.01 + patience)
        )[0]
        patience += 0.004 if not told else -0.002
        answered.update((int(n), entry) for n, entry in (line.split() for line in told.splitlines()))
        kills += 1
    return answered, kills


@pytest.mark.slow
def test_requests_of_killed_terminals_are_entered_exactly_once(tmp_path: Path, record_property: Figure) -> None:
    store = office_of(tmp_path)
    answered, kills = retried_until_answered(store, random.Random(10), named=True)
    calls = rows(store, "SELECT phone, seq FROM detail WHERE seq IN (SELECT seq FROM entry WHERE kind = 'call')")
    record_property("requests sent again through kills, entered", f"{kills} kills, {len(calls)} of {REQUESTS}")
    assert sorted(calls) == [(mobile(n), int(entry)) for n, entry in sorted(answered.items())]
    assert kills >= 40
    assert whole(store)


@pytest.mark.slow
def test_without_an_id_a_kill_between_commit_and_answer_enters_twice(tmp_path: Path) -> None:
    """The control: the same retrying, the ids left out."""
    store = office_of(tmp_path)
    retried_until_answered(store, random.Random(11), named=False)
    assert rows(store, "SELECT count(*) FROM entry WHERE kind = 'call'")[0][0] > REQUESTS


def broken_off_at(statement: str) -> Callable[[sqlite3.Connection, str], None]:
    """Ctrl-C just before a statement."""

    def watch(_connection: sqlite3.Connection, sql: str) -> None:
        if sql.startswith(statement):
            raise KeyboardInterrupt

    return watch


def test_the_answer_is_kept_in_the_transaction_of_its_entry(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    before = rows(store, "SELECT count(*) FROM entry")
    with weakened(watch=broken_off_at("INSERT INTO answered")):
        assert typed(store, f"checkin {mobile(1)}", request="r").code == 130
    assert rows(store, "SELECT count(*) FROM entry") == before


# --- broken off, or the disk fails, after it was entered


def named_in(told: str) -> str:
    found = re.search(r"--request-id (\S+):", told)
    assert found, told
    return found[1]


def test_ctrl_c_after_the_entry_says_that_it_stands_and_how_to_see_it(tmp_path: Path) -> None:
    office = Office(tmp_path)

    def interrupted(connection: sqlite3.Connection, sql: str) -> None:
        if sql == "COMMIT" and connection.total_changes:
            sqlite3.Connection.execute(connection, sql)
            raise KeyboardInterrupt

    with weakened(watch=interrupted):
        broken = office.type("2025-10-05 10:00", "call 13800000001")
    assert broken.code == 130
    assert "on record already" in broken.err
    again = office.ask("2025-10-05 10:01", f"call 13800000001 --request-id {named_in(broken.err)}")
    assert rows(office.store, "SELECT max(seq) FROM entry") == [(again["call"]["entry"],)]


def test_ctrl_c_before_the_entry_says_that_nothing_was_recorded(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ask("2025-10-05 10:00", "call 13800000001")
    with weakened(watch=broken_off_at("INSERT INTO entry")):
        broken = office.type("2025-10-05 10:00", "call 13800000001")
    assert (broken.code, broken.err.strip()) == (130, "Stopped; nothing was recorded")


@pytest.mark.parametrize("stands", [True, False])
def test_a_disk_that_fails_in_the_commit_is_told_with_the_id_where_the_entry_stands(
    tmp_path: Path, stands: bool
) -> None:
    office = Office(tmp_path)

    def failing(connection: sqlite3.Connection, sql: str) -> None:
        if sql == "COMMIT" and connection.total_changes:
            sqlite3.Connection.execute(connection, "COMMIT" if stands else "ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")

    with weakened(watch=failing):
        told = office.type("2025-10-05 10:00", "call 13800000001")
    assert told.code == 3
    assert ("nothing was recorded" not in told.err) == stands
    assert "was recorded" in told.err
    if stands:
        office.ask("2025-10-05 10:01", f"call 13800000001 --request-id {named_in(told.err)}")
    assert rows(office.store, "SELECT count(*) FROM entry WHERE kind = 'call'") == [(1 if stands else 0,)]
