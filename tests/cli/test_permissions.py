"""Whatever the umask (T33): the store, its journal, backups, workbooks and the file of attempts are their owner's only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.office import type_command
from tests.store.weakened import weakened

CLOCK = "2025-11-03 10:00"


@contextmanager
def umask(value: int) -> Iterator[None]:
    old = os.umask(value)
    try:
        yield
    finally:
        os.umask(old)


def typed(store: Path, *args: str) -> None:
    answer = type_command(store, CLOCK, [*args, "--json"])
    assert answer.code == 0, answer.err


def modes(folder: Path) -> dict[str, int]:
    return {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_every_file_is_its_owners_only(tmp_path: Path, mask: int) -> None:
    folder = tmp_path / "new" / "folder"
    store = folder / "office.db"
    journals: list[dict[str, int]] = []
    with umask(mask), weakened(watch=lambda _connection, _sql: journals.append(modes(folder))):
        typed(store, "init", "--manager", "陈经理", "--director", "周总监")
        typed(store, "staff", "add", "李四", "--role", "salesperson")
        typed(store, "queue", "open")
        typed(store, "checkin", "13800000001")
        typed(store, "backup", str(folder / "copy.db"))
        typed(store, "payout", "--month", "2025-10", "--out", str(folder / "pay.xlsx"))
        typed(store, "restore", str(folder / "copy.db"))
    found = modes(folder)
    assert {"office.db", "office.db-beside", "copy.db", "pay.xlsx"} <= set(found)
    assert any("office.db-journal" in seen for seen in journals)
    open_to_others = [name for seen in (*journals, found) for name, mode in seen.items() if mode & 0o077]
    assert not open_to_others
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0


def test_a_link_in_the_place_of_a_backup_is_replaced_not_followed(tmp_path: Path) -> None:
    store, older = tmp_path / "office.db", tmp_path / "older.db"
    typed(store, "init", "--manager", "陈经理")
    typed(store, "backup", str(older))
    typed(store, "staff", "add", "李四", "--role", "salesperson")
    (tmp_path / "copy.db").symlink_to(older)
    before = older.read_bytes()
    typed(store, "backup", str(tmp_path / "copy.db"))
    assert older.read_bytes() == before
    assert not (tmp_path / "copy.db").is_symlink()


def test_a_link_to_another_file_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    store, precious = tmp_path / "office.db", tmp_path / "precious"
    typed(store, "init", "--manager", "陈经理")
    precious.write_bytes(b"mine")
    (tmp_path / "copy.db").symlink_to(precious)
    assert type_command(store, CLOCK, ["backup", str(tmp_path / "copy.db")]).code == 1
    assert (precious.read_bytes(), (tmp_path / "copy.db").is_symlink()) == (b"mine", True)


def test_a_backup_onto_the_store_itself_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "office.db"
    typed(store, "init", "--manager", "陈经理")
    (tmp_path / "same.db").symlink_to(store)
    for target in (store, tmp_path / "same.db"):
        assert type_command(store, CLOCK, ["backup", str(target)]).code == 1
