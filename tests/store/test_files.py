"""What is not a store, or not this program's (T14), new files made at once (T12), locks held elsewhere (T16): said in words."""

from __future__ import annotations

import os
import shlex
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing as closed
from contextlib import contextmanager
from pathlib import Path

import pytest

from salesdesk.errors import Refused, StoreError
from salesdesk.store import database, keeping
from salesdesk.store.records import Store
from tests.office import Answer, type_command
from tests.store.lived import lived
from tests.store.tools import office_of, report_on, together, whole
from tests.store.weakened import weakened

CLOCK = "2025-11-03 10:00"
READING = ("queue", "verify", "owner 13800000001", "staff list", "doctor", "backup {other}")
WRITING = ("checkin 13800000009", "call 13800000009", "done --visit 8", "confirm")


def typed(store: Path, command: str) -> Answer:
    return type_command(store, CLOCK, [*shlex.split(command.format(other=f"{store}.copy")), "--json"])


# --- files that are none


def newer(path: Path) -> None:
    with closed(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA user_version = 999")


def foreign(path: Path) -> None:
    path.unlink()
    with closed(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA application_id = 7")
        sql.execute("CREATE TABLE theirs (x)")


def foreign_with_wal(path: Path) -> None:
    foreign(path)
    with closed(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA journal_mode = WAL")


def half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def header_only(path: Path) -> None:
    os.truncate(path, 100)


def journal_of_another(path: Path) -> None:
    newer(path)
    path.with_name(f"{path.name}-journal").write_bytes(b"no journal at all" * 100)


STRANGE: dict[str, Callable[[Path], object]] = {
    "of a newer version": newer,
    "of another program": foreign,
    "of another program, with a write-ahead log": foreign_with_wal,
    "junk": lambda p: p.write_bytes(b"junk" * 5000),
    "text": lambda p: p.write_text("销售台账\n" * 500),
    "empty": lambda p: p.write_bytes(b""),
    "half of itself": half,
    "its header only": header_only,
    "zeros": lambda p: p.write_bytes(bytes(p.stat().st_size)),
    "newer, beside it a journal that is none": journal_of_another,
}


MESSAGES = {"of a newer version": "newer", "newer": "newer", "empty": "salesdesk init"}


@pytest.mark.parametrize("command", ["queue", "doctor", "backup {other}", "checkin 13800000009"])
@pytest.mark.parametrize("sort", STRANGE)
def test_a_file_that_is_no_store_is_said_to_be_none_and_left_as_it_is(tmp_path: Path, sort: str, command: str) -> None:
    store = lived(tmp_path)
    STRANGE[sort](store)
    before = store.read_bytes()
    answer = typed(store, command)
    assert answer.code == 3, answer
    error = answer.json["error"]
    assert error["code"] == "store"
    assert MESSAGES.get(sort.split(",")[0], "damaged") in error["message"]
    assert answer.out == ""
    assert store.read_bytes() == before
    assert not Path(f"{store}.copy").exists()


@pytest.mark.parametrize("command", [*READING, *WRITING])
def test_a_missing_store_is_missing_and_none_is_made(tmp_path: Path, command: str) -> None:
    for store in (tmp_path / "none.db", tmp_path / "no" / "folder" / "none.db", tmp_path):
        answer = typed(store, command)
        assert answer.code == 3
        assert "salesdesk init" in answer.json["error"]["message"]
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_may_not_be_written_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = lived(tmp_path)
    real = sqlite3.connect

    def read_only(path: Path, **more: object) -> sqlite3.Connection:
        return real(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    answer = typed(store, "call 13800000009")
    assert answer.code == 3
    assert "cannot be opened for writing" in answer.json["error"]["message"]


# --- several at once


def test_of_four_terminals_that_make_a_store_at_once_one_does(tmp_path: Path) -> None:
    def work(_n: int, _start: object) -> list[int]:
        codes = []
        for n in range(25):
            store = tmp_path / f"{n}.db"
            codes.append(type_command(store, CLOCK, ["init", "--manager", "陈经理", "--json"]).code)
        return codes

    for codes in zip(*together(4, work), strict=True):
        assert sorted(codes) == [0, 1, 1, 1]
    assert all(whole(tmp_path / f"{n}.db") for n in range(25))


def made_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_four_terminals_open_a_new_store_at_once(tmp_path: Path) -> None:
    stores = [office_of(made_folder(tmp_path / str(n))) for n in range(50)]

    def work(_n: int, _start: object) -> int:
        return sum(typed(store, "call 13800000009").code == 0 for store in stores)

    assert together(4, work) == [50] * 4
    assert all(whole(store) for store in stores)


# --- a lock held elsewhere


@contextmanager
def held(store: Path) -> Iterator[None]:
    """Another terminal that takes the lock and keeps it."""
    with closed(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@pytest.mark.parametrize("command", [*READING, *WRITING, "restore {other}"])
def test_a_lock_that_lasts_ends_in_busy_and_nothing_is_recorded(tmp_path: Path, command: str) -> None:
    store = lived(tmp_path)
    keeping.backup(store, Path(f"{store}.copy"))
    before, began = store.read_bytes(), time.monotonic()
    with held(store), weakened(wait=0.3):
        answer = typed(store, command)
    assert answer.code == 3
    assert "in use by another terminal" in answer.json["error"]["message"]
    assert time.monotonic() - began < 5
    assert store.read_bytes() == before
    assert typed(store, "call 13800000009").code == 0


@pytest.mark.parametrize("work", ["backup", "restore"])
def test_a_copy_ends_in_busy_within_its_limit_when_the_lock_comes_in_between(tmp_path: Path, work: str) -> None:
    store = lived(tmp_path)
    copy = tmp_path / "copy.db"
    keeping.backup(store, copy)
    before, began = store.read_bytes(), time.monotonic()
    with (
        weakened(wait=0.3),
        closed(database.open_store(store)) as source,
        closed(database.connect(copy)) as target,
        held(store),
    ):
        pair = (source, target) if work == "backup" else (target, source)
        with pytest.raises(StoreError, match="in use by another terminal"):
            keeping._copy(*pair, 1.0)
    assert time.monotonic() - began < 4
    assert store.read_bytes() == before
    assert whole(store)


def test_a_terminal_that_reads_long_holds_nobody_up(tmp_path: Path) -> None:
    """What `reading` gives is over when it ends: a list on the screen, or an open PIN prompt, locks nothing."""
    store = office_of(tmp_path)
    reader = Store(store)
    with reader.reading() as book:
        assert book.head()[0] > 0
    assert typed(store, "call 13800000009 --as 陈经理").code == 0
    with weakened(wait=0.2), reader.reading() as book:
        book.head()
        assert typed(store, "call 13800000009 --as 陈经理").code == 3, "the control: within `reading` it would"
    reader.close()


def test_nothing_is_locked_while_a_pin_is_asked_for_and_hashed(tmp_path: Path) -> None:
    from salesdesk.desk import office
    from tests.store.tools import closing, desk_at

    store = office_of(tmp_path)
    meanwhile: list[int] = []

    def ask(_name: str) -> str:
        meanwhile.append(typed(store, "call 13800000009").code)
        return "2468"

    def check(*_args: object) -> bool:
        meanwhile.append(typed(store, "call 13800000009").code)
        return True

    with weakened(wait=0.2), closing(desk_at(store, CLOCK)) as desk:
        assert office.approver(desk, None, "manager", ask, check) == 1
    assert meanwhile == [0, 0]


def test_a_store_is_never_made_over_a_file_that_is_there(tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"mine")
    with pytest.raises(Refused):
        database.create(there)
    assert there.read_bytes() == b"mine"


def test_the_checks_of_a_store_leave_its_bytes_as_they_are(tmp_path: Path) -> None:
    store = lived(tmp_path)
    before = store.read_bytes()
    for command in READING:
        assert typed(store, command).code == 0, command
    assert not report_on(store).findings
    assert store.read_bytes() == before
