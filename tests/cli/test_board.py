"""The board for the wall screen: the day at a glance, nobody's whole name or number, a lock told and survived."""

from __future__ import annotations

import json
import re
import shlex
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from salesdesk.cli import lines
from tests.hostile import FEW, LONG
from tests.office import Office
from tests.store.weakened import steps_counted
from tests.terminal import Screen, terminals, typing

DAY = "2025-10-05"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office at ten past nine, the queue just opened."""
    made = Office(tmp_path)
    made.ask(f"{DAY} 09:00", "queue open")
    return made


def shown(office: Office, clock: str, columns: int = 80) -> str:
    answer = office.type(clock, "board", COLUMNS=str(columns))
    assert (answer.code, answer.err) == (0, "")
    return answer.out


def test_the_board_says_who_is_next_and_who_minds_the_desk_at_lunch(office: Office) -> None:
    told = office.ask(f"{DAY} 09:10", "board")
    assert (told["date"], told["at"], told["open"]) == (DAY, f"{DAY}T09:10:00+08:00", True)
    assert (told["next"], told["lunch"]) == ("李四", ["李四", "王五"])
    assert [p["name"] for p in told["order"]] == ["李四", "王五", "赵六"]
    assert re.search(r"Next +李四", shown(office, f"{DAY} 09:10"))


def test_before_the_opening_the_board_says_so(tmp_path: Path) -> None:
    closed = Office(tmp_path)
    assert closed.ask(f"{DAY} 08:00", "board")["open"] is False
    assert "The queue is not open yet" in shown(closed, f"{DAY} 08:00")


def test_who_is_with_whom_since_when_stands_beside_the_name(office: Office) -> None:
    office.ask(f"{DAY} 10:00", "checkin 13800000001 --name 张三丰")
    (first,) = [p for p in office.ask(f"{DAY} 10:12", "board")["order"] if p["status"] == "busy"]
    assert first["name"] == "李四"
    assert first["with"] == [
        {
            "visit": 1,
            "customer": {"id": 1, "name": "张**", "phone": "138****0001"},
            "since": f"{DAY}T10:00:00+08:00",
        }
    ]
    assert "李四  busy   张** 138****0001  since 10:00, 12 min" in shown(office, f"{DAY} 10:12")


def test_a_visitor_who_waited_is_with_the_receiver_since_being_taken(office: Office) -> None:
    for n in range(4):
        office.ask(f"{DAY} 10:00", f"checkin 1380000000{n}")
    (waiting,) = office.ask(f"{DAY} 10:20", "board")["waiting"]
    assert (waiting["visit"], waiting["since"]) == (4, f"{DAY}T10:00:00+08:00")
    office.ask(f"{DAY} 10:30", "done 王五")
    told = office.ask(f"{DAY} 10:31", "board")
    assert told["waiting"] == []
    taken = next(p["with"] for p in told["order"] if p["name"] == "王五")
    assert [(v["visit"], v["since"]) for v in taken] == [(4, f"{DAY}T10:30:00+08:00")]


def test_a_visitor_handed_over_is_with_the_taker_since_then(office: Office) -> None:
    office.ask(f"{DAY} 10:00", "checkin 13800000001")
    office.ask(f"{DAY} 10:05", "handover 1 --reason refused --fault grave")
    told = office.ask(f"{DAY} 10:06", "board")
    assert next(p["with"][0]["since"] for p in told["order"] if p["name"] == "王五") == f"{DAY}T10:05:00+08:00"


def test_nobody_whole_name_or_number_is_on_the_board(office: Office) -> None:
    office.ask(f"{DAY} 09:10", "refer employee 13900000002 --name 欧阳娜 --by 孙会计 --visit-on 2025-10-05")
    for n, name in enumerate(("张三丰", "John Smith", "李小龙", "王小二"), 3):
        office.ask(f"{DAY} 10:00", f"checkin 1380000000{n} --name '{name}'")
    for told in (shown(office, f"{DAY} 10:05"), json.dumps(office.ask(f"{DAY} 10:05", "board"), ensure_ascii=False)):
        assert not [w for w in ("张三", "John", "Smith", "李小", "王小", "欧阳", "1380000", "1390000") if w in told]
        assert "张**" in told
        assert "139****0002" in told


def test_introductions_of_today_stand_on_the_board_until_the_customer_comes(office: Office) -> None:
    office.ask(f"{DAY} 09:05", "checkin 13800000001 --name 张三")
    office.ask(
        f"{DAY} 09:06", "refer client 13900000003 --name 周九 --by 李四 --from '#1' --visit-at '2025-10-05 15:00'"
    )
    office.ask(f"{DAY} 09:10", "refer employee 13900000002 --name 钱七 --by 孙会计 --visit-on 2025-10-05")
    office.ask(f"{DAY} 09:11", "refer employee 13900000004 --name 吴八 --by 孙会计 --visit-on 2025-10-06")
    office.ask(f"{DAY} 09:12", "refer confirm 2 --how phoned")
    due = office.ask(f"{DAY} 09:20", "board")["referrals"]
    assert [(r["id"], r["kind"], r["status"], r["by"]) for r in due] == [
        (1, "client", "open", "李四"),
        (2, "employee", "signed", "孙会计"),
    ]
    assert due[0]["visit_at"] == f"{DAY}T15:00:00+08:00"
    office.ask(f"{DAY} 09:30", "checkin 13900000002")
    assert [r["id"] for r in office.ask(f"{DAY} 09:31", "board")["referrals"]] == [1]


def test_the_board_warns_of_the_same_protections_as_the_managers_report(office: Office) -> None:
    for day, phone in ((5, "13800000001"), (6, "13800000002"), (9, "13800000003"), (25, "13800000001")):
        if day > 5:
            office.ask(f"2025-10-{day:02} 09:00", "queue open")
        office.ask(f"2025-10-{day:02} 10:00", f"checkin {phone}")
    ends = {1: "2025-11-25", 2: "2025-11-06", 3: "2025-11-09"}
    for on, lapsing in (
        ("2025-10-29", []), ("2025-11-01", [(2, 5)]), ("2025-11-06", [(2, 0), (3, 3)]), ("2025-11-09", [(3, 0)]),
        ("2025-11-20", [(1, 5)]), ("2025-11-26", []),
    ):  # fmt: skip
        told = office.ask(f"{on} 12:00", "board")["lapsing"]
        report = office.ask(f"{on} 12:00", "report office")["lapsing"]
        assert [(x["owner"], x["customer"]["id"], x["until"], x["days_left"]) for x in told] == [
            (x["owner"], x["customer"]["id"], x["until"], x["days_left"]) for x in report
        ]
        assert [(x["customer"]["id"], x["until"], x["days_left"]) for x in told] == [
            (n, ends[n], left) for n, left in lapsing
        ]


def test_a_long_list_is_cut_and_says_how_much_more_there_is(office: Office) -> None:
    for n in range(15):
        office.ask(f"{DAY} 10:00", f"checkin 138000000{n:02}")
        office.ask(f"{DAY} 10:00", f"done --visit {n + 1}")
    told = shown(office, "2025-11-01 09:00")
    assert "… and 6 more" in told
    assert len(office.ask("2025-11-01 09:00", "board")["lapsing"]) == 15


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", [*FEW, LONG])
def test_the_board_fits_and_obeys_no_name(office: Office, name: str, columns: int) -> None:
    office.ask(f"{DAY} 10:00", f"checkin 13800000001 --name {shlex.quote(name)}")
    told = shown(office, f"{DAY} 10:05", columns)
    assert all(lines.columns(line) <= columns for line in told.splitlines())
    assert "\u202e" not in told


def test_a_frozen_customer_is_a_number_on_the_board(office: Office) -> None:
    office.ask(f"{DAY} 10:00", "checkin 13800000001 --name 张三")
    office.ask(f"{DAY} 10:01", "customer freeze '#1' --reason 争议")
    told = office.ask(f"{DAY} 10:02", "board")["order"]
    assert next(p["with"] for p in told if p["with"])[0]["customer"] == {"id": 1, "name": None, "phone": None}
    assert "busy   #1  since 10:00" in shown(office, f"{DAY} 10:02")


def steps_of(command: str, office: Office, clock: str) -> int:
    """The steps that SQLite's machine takes for a command, in tens."""
    with steps_counted() as steps:
        office.ask(clock, command)
    return steps[0]


def test_a_long_history_costs_the_board_nothing(office: Office) -> None:
    before = {command: steps_of(command, office, "2025-12-10 09:00") for command in ("board", "verify")}
    for month in range(1, 7):
        clock = f"2026-{month:02}-10"
        office.ask(f"{clock} 09:00", "queue open")
        office.ask(f"{clock} 10:00", f"checkin 1380000000{month}")
        office.ask(f"{clock} 11:00", "done 李四" if month % 3 == 1 else f"done --visit {month}")
    after = {command: steps_of(command, office, "2026-12-10 09:00") for command in before}
    assert after["board"] <= before["board"] * 1.1
    assert after["verify"] > before["verify"] * 1.1, "the control: what reads every entry takes more"


def test_watching_needs_a_terminal_and_draws_no_json(office: Office) -> None:
    assert office.refused(f"{DAY} 10:00", "board --watch", code=2)["code"] == "usage"


def test_a_missing_store_is_named_and_not_watched(tmp_path: Path) -> None:
    made = Office(tmp_path)
    made.store.unlink()
    assert "init" in made.refused(f"{DAY} 10:00", "board", code=3)["message"]


# --- watching, in a terminal of its own


@contextmanager
def watching(office: Office) -> Iterator[Screen]:
    with typing(office, f"{DAY} 10:00", "board", "--watch") as screen:
        yield screen


@terminals
def test_ctrl_c_leaves_the_watch_cleanly_with_the_screen_as_it_was(office: Office) -> None:
    with watching(office) as screen:
        screen.until("Rotation")
        screen.process.send_signal(signal.SIGINT)
        left = screen.until("\x1b[?1049l")
        assert screen.process.wait(10) == 0
        assert "Traceback" not in left


@terminals
def test_the_watch_follows_what_others_enter(office: Office) -> None:
    with watching(office) as screen:
        screen.until("ready")
        office.ask(f"{DAY} 10:00", "checkin 13800000001 --name 张三")
        screen.until("138****0001")


@terminals
def test_a_locked_store_is_told_and_tried_again(office: Office) -> None:
    with watching(office) as screen:
        screen.until("ready")
        with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            screen.until("in use by another terminal; trying again")
            screen.until("李四")
            other.execute("ROLLBACK")
        drawn = screen.until("Rotation")
        stop = time.monotonic() + 10
        while "another terminal" in drawn.rpartition("Rotation")[0][-600:] and time.monotonic() < stop:
            drawn = screen.until("Rotation")
        assert screen.process.poll() is None


@terminals
def test_a_store_locked_from_the_start_is_told_and_then_shown(office: Office) -> None:
    with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with watching(office) as screen:
            screen.until("in use by another terminal; trying again")
            other.execute("ROLLBACK")
            screen.until("Rotation")
