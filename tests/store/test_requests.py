"""A request whose answer was lost may be sent again (T10): answered again, entered once; killed terminals included."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from salesdesk.desk import reception
from salesdesk.store import records
from tests.office import Office
from tests.store.tools import Figure, check_in, closing, desk_at, killed, mobile, office_of, rows, together, whole

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


def test_without_an_id_the_same_words_are_another_command(tmp_path: Path) -> None:
    office = Office(tmp_path)
    one, other = (office.ask("2025-10-05 10:00", "call 13800000001") for _n in range(2))
    assert one["call"]["entry"] != other["call"]["entry"]


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


def test_requests_of_killed_terminals_are_entered_exactly_once(tmp_path: Path, record_property: Figure) -> None:
    store = office_of(tmp_path)
    answered, kills = retried_until_answered(store, random.Random(10), named=True)
    calls = rows(store, "SELECT phone, seq FROM detail WHERE seq IN (SELECT seq FROM entry WHERE kind = 'call')")
    record_property("requests sent again through kills, entered", f"{kills} kills, {len(calls)} of {REQUESTS}")
    assert sorted(calls) == [(mobile(n), int(entry)) for n, entry in sorted(answered.items())]
    assert kills >= 40
    assert whole(store)


def test_without_an_id_a_kill_between_commit_and_answer_enters_twice(tmp_path: Path) -> None:
    """The control: the same retrying, the ids left out."""
    store = office_of(tmp_path)
    retried_until_answered(store, random.Random(11), named=False)
    assert rows(store, "SELECT count(*) FROM entry WHERE kind = 'call'")[0][0] > REQUESTS


def test_the_answer_is_kept_in_the_transaction_of_its_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = office_of(tmp_path)

    def breaks(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(records.Book, "remember", breaks)
    before = rows(store, "SELECT count(*) FROM entry")
    with closing(desk_at(store, request="r")) as desk, pytest.raises(KeyboardInterrupt):
        check_in(desk, mobile(1))
    assert rows(store, "SELECT count(*) FROM entry") == before
