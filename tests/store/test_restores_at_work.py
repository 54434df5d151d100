"""A restore while the other terminals go on working (T16, T37): what was acknowledged is in the store, or kept and counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.store.tools import asked, mobile, office_of, rows, together, whole
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


def test_the_mark_of_a_killed_restore_counts_for_two_minutes_only(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    mark = store.with_name(f"{store.name}-restoring")
    mark.touch()
    with pytest.raises(AssertionError, match="run the command again in a minute"):
        call(store, 1)
    long_ago = mark.stat().st_mtime - 121
    os.utime(mark, (long_ago, long_ago))
    call(store, 1)
    assert phones(store) == {mobile(1)}
