"""What the tests of the store share: an office of any size, work done by several processes at once, a look at the whole."""

from __future__ import annotations

import multiprocessing
import os
import select
import shlex
import shutil
import signal
import sqlite3
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from unittest import mock

from msgspec.structs import replace

from salesdesk.desk import office, reception
from salesdesk.desk.arrival import Arrival
from salesdesk.desk.base import Desk
from salesdesk.errors import Refused
from salesdesk.store import beside
from salesdesk.store.check import Report, check
from salesdesk.store.database import connect
from salesdesk.store.records import Store
from tests.office import Answer, type_command

MORNING, OPENED = "2025-10-05 08:00", "2025-10-05 10:00"
WRONG = "1111"
MANAGER = 1
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""Where files lie in memory: a killed process loses nothing there either."""
fork = multiprocessing.get_context("fork")
Work = Callable[[int, Barrier], Any]
Figure = Callable[[str, object], None]
"""`record_property`: a figure that the run prints at its end (see `conftest.py`)."""


def desk_at(path: Path, clock: str = OPENED, request: str | None = None) -> Desk:
    """A terminal at the store, at that clock."""
    return Desk(Store(path), datetime.now(UTC), clock, "tester", request)


def typed(store: Path, line: str, clock: str = OPENED, request: str | None = None) -> Answer:
    """What a command line is answered, in JSON."""
    named = [] if request is None else ["--request-id", request]
    return type_command(store, clock, [*shlex.split(line), *named, "--json"])


def asked(store: Path, line: str, clock: str = OPENED) -> dict[str, Any]:
    """The answer of a command line that must be done."""
    answer = typed(store, line, clock)
    assert answer.code == 0, f"{line}: {answer.err}"
    done: dict[str, Any] = answer.json
    return done


@lru_cache
def _office_of(salespeople: int) -> Path:
    path = Path(tempfile.mkdtemp(dir=MEMORY)) / "office.db"
    asked(path, "init --office 测试 --manager 陈经理 --director 周总监", MORNING)
    for n in range(1, salespeople + 1):
        asked(path, f"staff add 销售{n} --role salesperson --code s{n} --as 陈经理", MORNING)
    _warm_up(path)
    return path


def _warm_up(store: Path) -> None:
    """A day's commands on a copy: what they import need not be imported by every child that is killed."""
    copy = Path(shutil.copyfile(store, store.with_name("warm.db")))
    for line in ("queue open --as 陈经理", "checkin 13800000001", "done --visit 1", "call 13800000002", "verify"):
        typed(copy, line)


def office_of(folder: Path, salespeople: int = 3, opened: bool = True) -> Path:
    """A store of its own with so many salespeople, its queue open on 2025-10-05."""
    path = Path(shutil.copyfile(_office_of(salespeople), folder / "office.db"))
    if opened:
        asked(path, "queue open --as 陈经理", "2025-10-05 08:30")
    return path


@contextmanager
def closing(desk: Desk) -> Iterator[Desk]:
    try:
        yield desk
    finally:
        desk.store.close()


def check_in(desk: Desk, phone: str | None = None, **more: Any) -> dict[str, Any]:
    """One visitor through the desk's own operation."""
    return reception.checkin(desk, Arrival(phone=phone, **more), None, None)


def mobile(n: int) -> str:
    return f"138{n:08d}"


def seconds_at(clock: str) -> float:
    """The clock of a machine in the office's zone, in seconds."""
    return datetime.fromisoformat(f"{clock}:00+08:00").timestamp()


def guess(
    store: Path,
    pin: str = WRONG,
    clock: str = OPENED,
    who: str | None = None,
    ran: tuple[str, str] | None = None,
    **more: Any,
) -> str:
    """One approval with that PIN by a machine whose clock reads so: right, wrong_pin or locked.

    `ran`: its start, and what its clock would read if nobody had set it; else it was started once, on 2025-10-01, and
    its clock is right.
    """
    boot, true = ran or ("once", clock)
    running = boot, seconds_at(true) - seconds_at("2025-10-01 00:00" if boot == "once" else boot)
    system = datetime.fromtimestamp(seconds_at(clock), UTC)
    with (
        closing(replace(desk_at(store), system=system, set_clock=None)) as desk,
        mock.patch.object(beside, "running", return_value=running),
    ):
        try:
            office.approver(desk, who, "manager", lambda _name: pin, **more)
        except Refused as e:
            return e.code
    return "right"


# --- several processes


def _child(pipe: Connection, work: Work, n: int, start: Barrier) -> None:
    try:
        start.wait(60)
        pipe.send((True, work(n, start)))
    except BaseException:  # noqa: BLE001  (a child process hands whatever went wrong to its parent, which raises it)
        pipe.send((False, traceback.format_exc()))
    pipe.close()
    os._exit(0)


def together(count: int, work: Work) -> list[Any]:
    """`work(n, barrier)` in `count` processes that start at the same moment; what each returned."""
    start = fork.Barrier(count)
    pipes, processes = [], []
    for n in range(count):
        here, there = fork.Pipe(duplex=False)
        process = fork.Process(target=_child, args=(there, work, n, start))
        process.start()
        there.close()
        pipes.append(here)
        processes.append(process)
    answers = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join(60)
    failed = [words for good, words in answers if not good]
    assert not failed, "\n".join(failed)
    return [answer for _good, answer in answers]


def _told_by(work: Callable[[int], object]) -> tuple[int, int]:
    """Starts `work(pipe)` in a process of its own: its id, and where to read what it tells."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(there)
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    os.close(there)
    return child, here


def killed(works: Sequence[Callable[[int], object]], seconds: float) -> list[str]:
    """Runs each `work(pipe)` in a process of its own, kills all after some time: what each had told by then."""
    started = [_told_by(work) for work in works]
    end = time.monotonic() + seconds
    pipes = {here: b"" for _child, here in started}
    open_pipes = set(pipes)
    while open_pipes and (left := end - time.monotonic()) > 0:
        for here in select.select(list(open_pipes), [], [], left)[0]:
            part = os.read(here, 65536)
            pipes[here] += part
            if not part:
                open_pipes.discard(here)
    for child, here in started:
        os.kill(child, signal.SIGKILL)
        while part := os.read(here, 65536):
            pipes[here] += part
        os.close(here)
        _pid, status = os.waitpid(child, 0)
        assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the process broke down by itself"
    return [pipes[here].decode() for _child, here in started]


# --- a look at the whole


def report_on(path: Path) -> Report:
    """The check of everything, on a connection of its own."""
    connection = connect(path)
    try:
        return check(connection)
    finally:
        connection.close()


def rows(path: Path, sql: str, *values: Any) -> list[Any]:
    """What a colleague who knows SQL reads."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def whole(path: Path) -> bool:
    """Nothing is wrong with the store."""
    return not report_on(path).findings
