"""A store of an earlier version is brought up to this one wholly or not at all, and kept as it was (T13).

`version-N.sql` is the store of `lived.py` as the program of version N left it. A step that does more than ours did so far,
and one that spoils the chain, are made up.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing as closed
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from salesdesk.desk import queue
from salesdesk.errors import StoreError
from salesdesk.store import database
from tests.office import type_command
from tests.store.lived import lived
from tests.store.tools import Figure, closing, desk_at, killed, rows, together, whole
from tests.store.weakened import weakened

CLOCK = "2025-11-03 10:30"
Watch = Callable[[sqlite3.Connection, str], None]
LATER = ("ALTER TABLE detail ADD COLUMN nick TEXT", "CREATE INDEX detail_nick ON detail (nick)")
SPOILED = ("DROP TRIGGER entry_no_update", "UPDATE entry SET account = 'other' WHERE seq = 3")


EARLIER = (1, 2)
COMMANDS = (
    "owner 13800000001", "queue", "claim show 1", "payout --month 2025-10", "verify", "register --on 2025-10-05",
    "customer show 13800000003", "refer list", "deal list",
)  # fmt: skip


def left_by(number: int, folder: Path) -> Path:
    """The store as the program of that version left it."""
    folder.mkdir(exist_ok=True)
    store = folder / "office.db"
    with closed(sqlite3.connect(store)) as sql:
        sql.executescript(Path(__file__).with_name(f"version-{number}.sql").read_text("utf-8"))
    store.chmod(0o600)
    return store


def doing_more(statements: tuple[str, ...]) -> Watch:
    """Further statements of the step from version 1, just before the store is told its new version."""

    def watch(connection: sqlite3.Connection, sql: str) -> None:
        if sql.startswith("PRAGMA user_version ="):
            for statement in statements:
                sqlite3.Connection.execute(connection, statement)

    return watch


@pytest.fixture
def later() -> Iterator[None]:
    """The step from version 1 has a further column to make."""
    with weakened(watch=doing_more(LATER)):
        yield


def version(store: Path) -> int:
    with closed(sqlite3.connect(store)) as sql:
        return int(sql.execute("PRAGMA user_version").fetchone()[0])


def columns(store: Path) -> set[str]:
    return {name for _n, name, *_more in rows(store, "PRAGMA table_info(detail)")}


def asked(store: Path) -> None:
    with closing(desk_at(store, CLOCK)) as desk:
        queue.show(desk, None)


def kept(store: Path) -> Path:
    return store.with_name(f"{store.name}.before-version-{database.SCHEMA_VERSION}")


def schema(store: Path) -> set[tuple[object, ...]]:
    return set(rows(store, "SELECT type, name, sql FROM sqlite_master"))


@pytest.mark.parametrize("number", EARLIER)
def test_a_store_of_an_earlier_version_becomes_one_of_this_version(tmp_path: Path, number: int) -> None:
    store = left_by(number, tmp_path / "old")
    assert version(store) == number
    asked(store)
    assert version(store) == database.SCHEMA_VERSION
    assert schema(store) == schema(lived(tmp_path))
    assert whole(store)
    assert version(kept(store)) == number


@pytest.mark.parametrize("number", EARLIER)
def test_a_store_of_an_earlier_version_answers_as_one_that_was_begun_today(tmp_path: Path, number: int) -> None:
    old, new = left_by(number, tmp_path / "old"), lived(tmp_path)
    for command in COMMANDS:
        answers = [type_command(s, CLOCK, [*command.split(), "--json"]) for s in (old, new)]
        assert [a.code for a in answers] == [0, 0], command
        one, other = (a.json for a in answers)
        for answer in (one, other):
            answer.pop("seal", None)
        assert one == other, command


@pytest.mark.parametrize("number", EARLIER)
def test_what_an_earlier_version_entered_is_known_and_entered_no_second_time(tmp_path: Path, number: int) -> None:
    """Its answers are gone with their digests, which had no salt."""
    old = left_by(number, tmp_path)
    digests = [d for (d,) in rows(old, "SELECT digest FROM answered")]
    assert digests, "the control"
    again = type_command(old, CLOCK, ["checkin", "13800000008", "--name", "张八", "--request-id", "lived-2", "--json"])
    assert again.code == 1
    assert "lived-2 was entered" in again.json["error"]["message"]
    assert rows(old, "SELECT max(number) FROM entry WHERE kind = 'visit'") == [(8,)]
    assert [d for d in digests if d.encode() in old.read_bytes()] == []


def test_an_older_store_is_brought_up_with_the_first_command_and_kept_as_it_was(tmp_path: Path, later: None) -> None:
    store = left_by(1, tmp_path)
    before = rows(store, "SELECT seq, hash FROM entry ORDER BY seq")
    asked(store)
    assert (version(store), version(kept(store))) == (database.SCHEMA_VERSION, 1)
    assert "nick" in columns(store)
    assert "nick" not in columns(kept(store))
    assert before == rows(store, "SELECT seq, hash FROM entry ORDER BY seq")
    assert before == rows(kept(store), "SELECT seq, hash FROM entry ORDER BY seq")
    assert kept(store).stat().st_mode & 0o777 == 0o600
    assert whole(store)


def test_four_terminals_at_once_bring_it_up_once(tmp_path: Path, later: None, record_property: Figure) -> None:
    stores = [left_by(1, tmp_path / str(n)) for n in range(20)]

    def work(_n: int, start: Barrier) -> None:
        for store in stores:
            start.wait(60)
            asked(store)

    together(4, work)
    assert all(version(s) == database.SCHEMA_VERSION and version(kept(s)) == 1 and whole(s) for s in stores)
    record_property("stores brought up to a later version by four terminals at once", len(stores))


def test_one_that_is_killed_is_wholly_old_or_wholly_new(tmp_path: Path, later: None, record_property: Figure) -> None:
    chance, seen = random.Random(13), [0, 0]
    for n in range(60):
        store = left_by(1, tmp_path / str(n))
        killed([lambda _pipe, store=store: asked(store)], chance.uniform(0.0, 0.03))  # type: ignore[misc]
        new = "nick" in columns(store)
        assert version(store) == (database.SCHEMA_VERSION if new else 1)
        seen[new] += 1
        asked(store)
        assert version(store) == database.SCHEMA_VERSION
        assert whole(store)
    record_property("migrations killed: wholly old / wholly new / half", f"{seen[0]} / {seen[1]} / 0")


def test_one_that_would_spoil_the_register_is_rolled_back(tmp_path: Path) -> None:
    """The control too: what comes out is checked, not only what went in."""
    store = left_by(1, tmp_path)
    with weakened(watch=doing_more(SPOILED)), pytest.raises(StoreError, match="left as it is"):
        asked(store)
    assert version(store) == 1
    assert whole(store)


@pytest.mark.parametrize("number", EARLIER)
def test_a_backup_of_an_earlier_version_is_put_back_and_brings_nobody_back(tmp_path: Path, number: int) -> None:
    """The person erased in the store of today stays erased, with the store there and with the store lost."""
    store, backup = left_by(number, tmp_path / "old"), left_by(number, tmp_path / "backup")
    asked(store)
    erase = ["customer", "erase", "13800000003", "--as", "陈经理"]
    assert type_command(store, CLOCK, erase).code == 0
    for lost in (False, True):
        if lost:
            store.unlink()
        assert type_command(store, CLOCK, ["restore", str(backup), "--as", "陈经理"]).code == 0
        assert version(store) == database.SCHEMA_VERSION
        assert rows(store, "SELECT count(*) FROM detail WHERE customer = 3") == [(0,)]
        assert rows(backup, "SELECT count(*) FROM detail WHERE customer = 3") != [(0,)]
        assert whole(store)
