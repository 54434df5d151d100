"""A restore while the other terminals go on working (T16, T37): what was acknowledged is in the store, or kept and counted."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing as closed
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from salesdesk.store import keeping as copying
from tests.inside import StoreError, keeping, reception
from tests.store.tools import (
    MANAGER,
    asked,
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


def call(store: Path, n: int) -> None:
    """Another terminal, in a process of its own, is told that its call is on record."""

    def work(_n: int, _start: object) -> int:
        return int(asked(store, f"call {mobile(n)}")["call"]["entry"])

    together(1, work)


def phones(store: Path) -> set[str]:
    return {phone for (phone,) in rows(store, "SELECT phone FROM detail WHERE phone IS NOT NULL")}


def restored(store: Path, copy: Path) -> tuple[Path, int]:
    """Where the store that was replaced is kept, and how many entries are said to be entered again."""
    answer = asked(store, f"restore {copy} --as 陈经理")
    return Path(str(answer["kept"])), int(answer["gap"])


def test_a_call_before_a_restore_is_kept_beside_the_store_and_counted(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    call(store, 1)
    kept, gap = restored(store, copy)
    assert (phones(kept), gap) == ({mobile(1)}, 1)
    assert whole(store)


def test_nothing_is_entered_while_a_backup_is_being_put_back(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    call(store, 1)
    told = []

    def while_another_works(_connection: object, sql: str) -> None:
        if not sql.startswith("INSERT INTO entry"):
            return
        with pytest.raises(AssertionError, match="being put back; nothing was recorded"):
            call(store, 2)
        told.append("refused")

    with weakened(watch=while_another_works):
        kept, gap = restored(store, copy)
    assert told == ["refused"], "the restore is itself an entry"
    assert whole(store)
    assert (phones(store), phones(kept), gap) == (set(), {mobile(1)}, 1)
    call(store, 3)
    assert phones(store) == {mobile(3)}


@pytest.mark.parametrize("clock", ["set an hour ahead", "as it is"])
def test_a_restore_that_lasts_an_hour_loses_nothing_that_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    """Its mark holds as long as it works, however long ago it was set and whatever the clock reads."""
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    mark, told = store.with_name(f"{store.name}-restoring"), []

    def an_hour_later(_connection: object, sql: str) -> None:
        if not sql.startswith("INSERT INTO entry"):
            return
        if clock == "as it is":
            long_ago = mark.stat().st_mtime - 3600
            os.utime(mark, (long_ago, long_ago))
        else:
            now = time.time()
            monkeypatch.setattr(time, "time", lambda: now + 3600)
        with pytest.raises(AssertionError, match="being put back; nothing was recorded"):
            call(store, 2)
        told.append("refused")

    with weakened(watch=an_hour_later):
        restored(store, copy)
    assert told == ["refused"], "the restore is itself an entry"
    call(store, 3)
    assert phones(store) == {mobile(3)}


def test_the_mark_of_a_killed_restore_hinders_nobody(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")

    def hang(pipe: int) -> None:
        def stay(_connection: object, sql: str) -> None:
            if sql.startswith("INSERT INTO entry"):
                os.write(pipe, b"marked")
                time.sleep(60)

        with weakened(watch=stay):
            restored(store, copy)

    assert killed([hang], 2) == ["marked"]
    call(store, 1)
    assert phones(store) == {mobile(1)}


def test_what_is_entered_in_spite_of_the_mark_is_not_overwritten(tmp_path: Path) -> None:
    """A program that knows no marks enters something: the restore is refused, and says so."""
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    mark, told = store.with_name(f"{store.name}-restoring"), []

    def while_another_works(_connection: object, sql: str) -> None:
        if sql.startswith("INSERT INTO entry") and not told:
            told.append("entered")
            mark.rename(tmp_path / "mark")
            call(store, 2)

    with weakened(watch=while_another_works):
        answer = typed(store, f"restore {copy} --as 陈经理")
    assert told == ["entered"]
    assert answer.code == 1
    assert "nothing was put back" in answer.json["error"]["message"]
    assert phones(store) == {mobile(2)}
    assert whole(store)
    assert not list(tmp_path.glob("*.before-restore-*")), "a second copy of the store"


def test_two_restores_within_one_second_keep_two_stores(tmp_path: Path) -> None:
    """16.7: what was there before is kept under a name that never existed."""
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    kept = []
    with closing(desk_at(store)) as desk:
        for n in range(4):
            reception.call(desk, mobile(n), None, None, None, None)
            kept.append(Path(str(keeping.restore(desk, str(copy), MANAGER)["kept"])))
    assert [phones(k) for k in kept] == [{mobile(n)} for n in range(4)]


def test_of_two_damaged_stores_of_one_second_both_are_kept(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    kept = []
    for n in range(2):
        store.write_bytes(f"junk{n}".encode() * 9999)
        with closing(desk_at(store)) as desk:
            at = replace(desk, system=datetime(2025, 10, 5, 10, tzinfo=UTC))
            kept.append(Path(str(keeping.restore(at, str(copy), MANAGER)["kept"])))
    assert [k.read_bytes()[:5] for k in kept] == [b"junk0", b"junk1"]


# --- only time without progress counts


def slow(monkeypatch: pytest.MonkeyPatch, busy: bool) -> list[int]:
    """A clock that goes a minute at each look, on a store of one page at a time that may be locked; how often was looked."""
    looks = [0]

    def minutes() -> float:
        looks[0] += 1
        return looks[0] * 60.0

    monkeypatch.setattr(copying, "monotonic", minutes)
    monkeypatch.setattr(copying, "PAGES", 1)
    if busy:
        monkeypatch.setattr(copying, "PAUSE", 0.001)
    return looks


def test_a_backup_that_goes_on_is_not_given_up_however_long_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = office_of(tmp_path)
    looks = slow(monkeypatch, busy=False)
    copying.backup(store, tmp_path / "copy.db", 61)
    assert looks[0] > 10
    assert whole(tmp_path / "copy.db")


def test_a_backup_of_a_store_that_stays_locked_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = office_of(tmp_path)
    slow(monkeypatch, busy=True)
    with (
        closed(sqlite3.connect(store, timeout=0)) as source,
        closed(sqlite3.connect(tmp_path / "copy.db")) as target,
        closed(sqlite3.connect(store, isolation_level=None)) as other,
    ):
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="in use by another terminal; nothing was copied"):
            copying._copy(source, target, 61)


def test_a_copy_begun_anew_may_take_as_long_again_and_no_longer() -> None:
    """An entry made meanwhile has SQLite begin again: what was reached by then may be reached once more."""
    time_of = iter([0, 100, 110, 220, 225, 230, 479, 481])
    going = copying.Progress(30, lambda: next(time_of))
    going.step(sqlite3.SQLITE_OK, 20, 100)  # at 100: to come as far again it has until 230
    for left in (99, 25, 19):  # begun anew, and further than before at 225: until 480
        going.step(sqlite3.SQLITE_OK, left, 100)
    going.step(sqlite3.SQLITE_BUSY, 19, 100)
    going.step(sqlite3.SQLITE_OK, 30, 100)
    with pytest.raises(StoreError, match="in use by another terminal"):
        going.step(sqlite3.SQLITE_OK, 25, 100)


def test_four_restores_at_once_come_one_after_the_other(tmp_path: Path) -> None:
    """Each keeps the store that it found: what was entered before them all is in the first one's."""
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    asked(store, f"backup {copy}")
    call(store, 1)
    kept = together(4, lambda _n, _start: restored(store, copy)[0])
    assert len(set(kept)) == 4
    assert sorted(phones(k) for k in kept if phones(k)) == [{mobile(1)}]
    assert all(whole(k) for k in (store, *kept))
    call(store, 2)
