"""What a backup may be written over (play-test B3): an older backup of this office, and nothing else."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.office import Office, type_command
from tests.store.tools import whole

CLOCK = "2025-10-05 10:00"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.ask("2025-10-05 08:30", "queue open")
    return made


def signed(path: Path, _office: Office) -> None:
    """A closed month's workbook, as far as a backup is concerned."""
    path.write_bytes(b"PK\x03\x04" + b"signed" * 99)


def empty(path: Path, _office: Office) -> None:
    path.write_bytes(b"")


def folder(path: Path, _office: Office) -> None:
    path.mkdir()


def fifo(path: Path, _office: Office) -> None:
    os.mkfifo(path)


def nowhere(path: Path, _office: Office) -> None:
    path.symlink_to(path.with_name("nowhere"))


def another_database(path: Path, _office: Office) -> None:
    with closing(sqlite3.connect(path)) as sql:
        sql.executescript("CREATE TABLE entry (seq INTEGER, hash TEXT); INSERT INTO entry VALUES (1, 'x')")


def another_office(path: Path, _office: Office) -> None:
    assert type_command(path, "2025-10-05 08:00", ["init", "--manager", "陈经理"]).code == 0


def with_more_in_it(path: Path, office: Office) -> None:
    """Of this office, but with an entry that the store lacks: the only place where that stands."""
    shutil.copyfile(office.store, path)
    assert type_command(path, "2025-10-05 09:00", ["checkin", "13800000001"]).code == 0


def damaged(path: Path, office: Office) -> None:
    path.write_bytes(office.store.read_bytes()[:9000])


OTHERS: dict[str, Callable[[Path, Office], None]] = {
    "a signed workbook": signed, "an empty file": empty, "a folder": folder, "a pipe": fifo, "a dead link": nowhere,
    "another database": another_database, "another office": another_office, "one with more in it": with_more_in_it,
    "a damaged backup": damaged,
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_a_backup_is_written_over_no_other_file(office: Office, tmp_path: Path, what: str) -> None:
    file = tmp_path / "佣金-2025-10.xlsx"
    OTHERS[what](file, office)
    before = file.read_bytes() if file.is_file() else os.lstat(file).st_ino
    error = office.refused(CLOCK, f"backup {file}")
    assert "is no older backup of this office" in error["message"]
    assert (file.read_bytes() if file.is_file() else os.lstat(file).st_ino) == before


def test_an_older_backup_of_this_office_is_replaced(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    first = office.ask("2025-10-05 09:00", f"backup {file}")
    office.ask("2025-10-05 09:30", "checkin 13800000001")
    second = office.ask(CLOCK, f"backup {file}")
    assert second["entries"] == first["entries"] + 1
    assert office.ask(CLOCK, f"backup {file}") == second, "the same once more"
    assert whole(file)
