"""Safeguards taken away one by one (T39): each time the harm that it keeps off is there.

The others have their controls beside their tests: the lock before reading (`test_turns`), syncing (`test_faults`), the
triggers and the authorizer (`test_bypasses`), transactions (`test_kills`), request ids (`test_requests`), the copy through
SQLite (`test_backups`), secure deletion (`tests/cli/test_privacy`), counting before looking (`tests/cli/test_pins`).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from salesdesk.books import workbook
from salesdesk.desk import customers, keeping
from salesdesk.errors import StoreError
from salesdesk.store import beside, records, seal
from salesdesk.store import keeping as copying
from salesdesk.store.check import Report
from salesdesk.store.database import connect
from tests.store.tools import MANAGER, check_in, closing, desk_at, mobile, office_of, report_on, rows, typed, whole
from tests.store.weakened import NONE, weak_connect, weakened

Patch = pytest.MonkeyPatch


def a_bug_in_the_program(patch: Patch) -> None:
    """Entries are hashed wrongly."""
    patch.setattr(seal, "entry_hash", lambda _row: "ab" * 32)


def harm_of_a_bug(folder: Path, patch: Patch) -> bool:
    """A bug of the program itself reaches the register."""
    store = office_of(folder)
    a_bug_in_the_program(patch)
    with closing(desk_at(store)) as desk:
        try:
            check_in(desk, mobile(1))
        except StoreError:
            assert whole(store)
            return False
    return not whole(store)


def harm_of_an_altered_copy(folder: Path, _patch: Patch) -> bool:
    """A backup that is not whole takes the store's place."""
    store, copy = office_of(folder), folder / "copy.db"
    copying.backup(store, copy)
    connection = connect(copy)
    connection.execute("DROP TRIGGER entry_no_update")
    connection.execute("UPDATE entry SET account = 'x' WHERE seq = 2")
    connection.close()
    with closing(desk_at(store)) as desk:
        try:
            keeping.restore(desk, str(copy), MANAGER)
        except StoreError:
            return False
    return not whole(store)


def harm_of_a_restore(folder: Path, _patch: Patch) -> bool:
    """An erased person comes back."""
    store, copy = office_of(folder), folder / "copy.db"
    with closing(desk_at(store)) as desk:
        check_in(desk, mobile(1))
        copying.backup(store, copy)
        customers.erase(desk, MANAGER, mobile(1))
        keeping.restore(desk, str(copy), MANAGER)
    return bool(rows(store, "SELECT 1 FROM detail WHERE phone = ?", mobile(1)))


def harm_of_a_dictionary(folder: Path, _patch: Patch) -> bool:
    """An erased number is found again by trying all numbers against what the chain keeps."""
    store = office_of(folder)
    with closing(desk_at(store)) as desk:
        check_in(desk, mobile(321))
        customers.erase(desk, MANAGER, mobile(321))
    kept = {c for (c,) in rows(store, "SELECT commitment FROM entry WHERE commitment IS NOT NULL")}
    return any(seal.commitment("00" * 32, [1, None, mobile(n), {}]) in kept for n in range(500))


def harm_of_a_formula(folder: Path, _patch: Patch) -> bool:
    """A customer's name is a formula in the workbook."""
    book = Workbook()
    workbook.put_text(book.active.cell(1, 1), "=1+1")
    book.save(folder / "book.xlsx")
    return bool(load_workbook(folder / "book.xlsx").active.cell(1, 1).data_type == "f")


def harm_of_half_an_entry(folder: Path, patch: Patch) -> bool:
    """A command that breaks off in the middle has recorded its first half."""
    store = office_of(folder)
    before = report_on(store).entries

    def breaks(_connection: sqlite3.Connection, sql: str) -> None:
        if sql.startswith("INSERT INTO detail"):
            raise KeyboardInterrupt

    with weakened(watch=breaks):
        typed(store, f"checkin {mobile(1)}")
    return report_on(store).entries != before


def no_self_check(patch: Patch) -> None:
    patch.setattr(records.Book, "check_since", lambda *_args: None)


def no_check_of_copies(patch: Patch) -> None:
    patch.setattr(copying, "check", lambda _connection: Report(0, None, ()))


def no_replay_of_erasures(patch: Patch) -> None:
    patch.setattr(keeping, "_present", lambda _desk: keeping.Present())
    patch.setattr(beside.Beside, "erased", lambda _self, _origin: set())


def no_salt(patch: Patch) -> None:
    patch.setattr(records, "_salt", lambda p: "00" * 32 if p and not p.empty else None)


def no_way_into_cells(patch: Patch) -> None:
    def plain(cell: Cell, words: str) -> Cell:
        cell.value = words
        return cell

    patch.setattr(workbook, "put_text", plain)


def no_rollback(patch: Patch) -> None:
    patch.setattr(sqlite3, "connect", weak_connect(lock=NONE))


SAFEGUARDS: dict[str, tuple[Callable[[Path, Patch], bool], Callable[[Patch], Any]]] = {
    "the entry is read back and hashed again before it is committed": (harm_of_a_bug, no_self_check),
    "a copy is checked before it is put back": (harm_of_an_altered_copy, no_check_of_copies),
    "erasures are replayed after a restore": (harm_of_a_restore, no_replay_of_erasures),
    "commitments are salted": (harm_of_a_dictionary, no_salt),
    "there is one way of text into a cell": (harm_of_a_formula, no_way_into_cells),
    "a command is one transaction": (harm_of_half_an_entry, no_rollback),
}


@pytest.mark.parametrize("safeguard", SAFEGUARDS)
def test_a_safeguard_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, safeguard: str) -> None:
    harm, removal = SAFEGUARDS[safeguard]
    with_it, without_it = tmp_path / "with", tmp_path / "without"
    for folder in (with_it, without_it):
        folder.mkdir()
    with monkeypatch.context() as patch:
        assert not harm(with_it, patch), "with the safeguard there is no harm"
    with monkeypatch.context() as patch:
        removal(patch)
        assert harm(without_it, patch), "without it there must be, or it would be no safeguard"
    shutil.rmtree(without_it)
