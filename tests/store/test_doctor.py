"""What `doctor` tells of the store and of what surrounds it: each check once good, once not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from salesdesk.store.beside import Beside
from tests.office import Answer, Office
from tests.store.weakened import weakened

NAMES = {
    "file and chain", "references between entries", "fen in = fen out in every closed month", "journal mode",
    "no lock held by another terminal", "readable by its owner only", "not on a network folder",
    "not in a folder that is copied to a cloud", "file beside the store", "newest backup", "every reading command answers",
    "no second name (hard link)",
}  # fmt: skip


def checks(answer: Answer) -> dict[str, str]:
    """Each check with its detail where it is not good, else an empty string."""
    told = Answer(0, answer.out, answer.err).json
    return {c["check"]: "" if c["ok"] else c["detail"] for c in told["checks"]}


def examine(office: Office, code: int = 0) -> dict[str, str]:
    answer = office.type("2025-10-08 09:00", "doctor --json")
    assert answer.code == code, answer.err
    return checks(answer)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.store.chmod(0o600)
    return made


def test_a_healthy_store_is_good_in_every_check(office: Office) -> None:
    assert examine(office) == dict.fromkeys(NAMES, "")


def test_a_lock_that_another_terminal_holds_is_named(office: Office) -> None:
    with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with weakened(wait=0.1):
            found = examine(office, 3)
    assert [name for name, detail in found.items() if detail] == ["no lock held by another terminal"]


def test_a_store_that_others_may_read_is_named(office: Office) -> None:
    office.store.chmod(0o644)
    assert examine(office, 3)["readable by its owner only"] == "0o44"


def test_a_second_name_of_the_file_is_named(office: Office, tmp_path: Path) -> None:
    os.link(office.store, tmp_path / "x.db")
    assert examine(office, 3)["no second name (hard link)"] == "2"


@pytest.mark.parametrize("folder", ["OneDrive", "OneDrive - 公司", "坚果云", "Nutstore Files", "BaiduSyncdisk"])
def test_a_folder_that_is_copied_to_a_cloud_is_named(office: Office, tmp_path: Path, folder: str) -> None:
    inside = tmp_path / folder / "desk"
    inside.mkdir(parents=True)
    office.store = Path(shutil.move(office.store, inside / "office.db"))
    assert examine(office, 3)["not in a folder that is copied to a cloud"] == folder


def test_a_store_that_was_switched_to_wal_is_put_right_once_nobody_else_has_it_open(office: Office) -> None:
    with closing(sqlite3.connect(office.store)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT count(*) FROM entry").fetchone()
        with weakened(wait=0.1):
            assert "in use" in office.refused("2025-10-08 09:00", "doctor", code=3)["message"]
    assert examine(office)["journal mode"] == ""
    with closing(sqlite3.connect(office.store)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",), (
            "truncate is of the connection, not of the file"
        )


def test_the_age_of_the_newest_backup_and_what_it_lacks_is_told(office: Office, tmp_path: Path) -> None:
    assert "none yet" in office.type("2025-10-08 09:00", "doctor").out
    office.ask("2025-10-05 08:00", f"backup {tmp_path / 'copy.db'}")
    office.ask("2025-10-05 08:30", "queue open")
    office.ask("2025-10-05 09:00", "checkin 13800000001 --name 张三")
    assert "3 days old, lacks 2 entries" in office.type("2025-10-08 09:00", "doctor").out


def test_a_backup_is_made_also_where_its_day_cannot_be_noted(office: Office, tmp_path: Path) -> None:
    Beside(office.store).path.write_bytes(b"junk" * 999)
    office.ask("2025-10-05 08:00", f"backup {tmp_path / 'copy.db'}")
    assert os.path.exists(tmp_path / "copy.db")
