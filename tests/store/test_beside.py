"""The file beside the store: damaged or deleted it is made anew from what the store says, and it locks nobody out (16.3)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from salesdesk.store.beside import Beside
from tests.office import PIN, Office, type_command
from tests.store.tools import WRONG, guess, mobile, office_of, rows, whole

CLOCK = "2025-10-05 10:00"


def junk(path: Path) -> None:
    path.write_bytes(b"junk" * 3000)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def deleted(path: Path) -> None:
    path.unlink()


def of_another_shape(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sql:
        sql.executescript("DROP TABLE attempt; CREATE TABLE attempt (name TEXT)")


def of_the_version_before(path: Path) -> None:
    """As the program made it until the attempts told the running clock too."""
    path.unlink()
    with closing(sqlite3.connect(path)) as sql:
        sql.executescript(
            "CREATE TABLE attempt (staff INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;"
            "CREATE TABLE erased (origin TEXT NOT NULL, customer INTEGER NOT NULL, PRIMARY KEY (origin, customer))"
            " STRICT, WITHOUT ROWID;"
            "CREATE TABLE backup (at INTEGER NOT NULL, entries INTEGER NOT NULL) STRICT;"
            "INSERT INTO attempt VALUES (1, 1759629600)"
        )


HARMS: dict[str, Callable[[Path], None]] = {
    "junk": junk, "cut": cut, "deleted": deleted, "of another shape": of_another_shape,
    "of the version before": of_the_version_before,
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with somebody erased, and a backup from before."""
    made = Office(tmp_path)
    made.store.chmod(0o600)
    made.ask("2025-10-05 08:30", "queue open")
    made.ask("2025-10-05 09:00", f"checkin {mobile(3)} --name 张三")
    made.ask("2025-10-05 09:10", f"backup {tmp_path / 'old.db'}")
    made.ask("2025-10-05 09:20", f"customer erase {mobile(3)}")
    return made


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_file_beside_the_store_locks_nobody_out(office: Office, harm: str) -> None:
    HARMS[harm](Beside(office.store).path)
    assert office.ask(CLOCK, "confirm")["date"] == "2025-10-05"
    told = {c["check"]: c for c in office.ask(CLOCK, "doctor")["checks"]}
    assert told["file beside the store"]["ok"]
    assert ("made anew" in told["file beside the store"]["detail"]) == (harm != "of the version before")
    assert Beside(office.store).path.stat().st_mode & 0o777 == 0o600


def test_of_a_file_that_was_always_there_doctor_says_that_it_is_good(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.store.unlink()
    office.ask("2025-10-05 08:00", "init --manager 陈经理")
    office.ask("2025-10-05 08:30", "staff add 李四 --role salesperson")
    told = {c["check"]: c["detail"] for c in office.ask(CLOCK, "doctor")["checks"]}
    assert told["file beside the store"] == ""


@pytest.mark.parametrize("harm", HARMS)
def test_who_was_erased_is_read_from_the_store_again(office: Office, tmp_path: Path, harm: str) -> None:
    """Then the store is lost, and the backup from before the erasure put back."""
    HARMS[harm](Beside(office.store).path)
    office.ask(CLOCK, "doctor")
    office.store.unlink()
    office.ask("2025-10-05 10:10", f"restore {tmp_path / 'old.db'}")
    assert whole(office.store)
    assert rows(office.store, "SELECT count(*) FROM detail WHERE phone = ?", mobile(3)) == [(0,)]


@pytest.mark.parametrize("harm", ["junk", "cut"])
def test_what_was_damaged_is_kept_as_it_was(office: Office, tmp_path: Path, harm: str) -> None:
    beside = Beside(office.store).path
    HARMS[harm](beside)
    harmed = beside.read_bytes()
    office.ask(CLOCK, "confirm")
    assert [p.read_bytes() for p in tmp_path.glob("*-beside.damaged-*")] == [harmed]


@pytest.mark.parametrize("harm", HARMS)
def test_five_wrong_pins_of_the_last_quarter_of_an_hour_lock_all_the_same(tmp_path: Path, harm: str) -> None:
    store = office_of(tmp_path)
    assert [guess(store) for _n in range(5)] == ["wrong_pin"] * 5
    HARMS[harm](Beside(store).path)
    assert guess(store, PIN, "2025-10-05 10:14") == "locked"
    assert guess(store, PIN, "2025-10-05 10:30") == "right"


def test_wrong_pins_of_an_hour_ago_lock_nothing_again(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    assert [guess(store) for _n in range(5)] == ["wrong_pin"] * 5
    Beside(store).path.unlink()
    assert guess(store, PIN, "2025-10-05 11:00") == "right"


def test_a_lost_store_and_a_damaged_file_beside_it_are_no_dead_end(office: Office, tmp_path: Path) -> None:
    office.store.write_bytes(b"junk" * 9999)
    junk(Beside(office.store).path)
    office.ask(CLOCK, f"restore {tmp_path / 'old.db'}")
    assert whole(office.store)


# --- one store, one file beside it, whatever the store is called


def test_the_lock_belongs_to_the_store_by_whatever_path_it_is_opened(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    link, folder = tmp_path / "x.db", tmp_path / "elsewhere"
    link.symlink_to(store)
    folder.symlink_to(tmp_path)
    names = (store, link, folder / "office.db", folder / "x.db", store)
    assert [guess(name) for name in names] == ["wrong_pin"] * 5
    assert [guess(name, PIN) for name in names] == ["locked"] * 5
    assert [p.name for p in tmp_path.glob("*-beside")] == ["office.db-beside"]


@pytest.mark.parametrize("command", ["queue open --as 陈经理", "checkin 13800000001"])
def test_nothing_is_entered_under_a_second_name_of_the_file(tmp_path: Path, command: str) -> None:
    """SQLite undoes a killed command by the file's name: under another it would not, and the PIN's count would be another."""
    office = Office(tmp_path)
    os.link(office.store, tmp_path / "x.db")
    before = office.store.read_bytes()
    for store in (office.store, tmp_path / "x.db"):
        answer = type_command(store, CLOCK, [*command.split(), "--json"], WRONG)
        assert (answer.code, answer.json["error"]["code"]) == (3, "store")
        assert "second name" in answer.json["error"]["message"]
    assert office.store.read_bytes() == before
    (tmp_path / "x.db").unlink()
    assert office.ask(CLOCK, "queue open")["order"]


@pytest.mark.parametrize("name", ["file:office.db", ":memory:", "file:office.db?mode=memory", "file::memory:"])
def test_a_name_is_a_files_name_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    office = Office(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = office.store.read_bytes()
    answer = type_command(Path(name), CLOCK, ["checkin", "13800000001", "--json"])
    assert (answer.code, "There is no store" in answer.err) == (3, True)
    answer = type_command(Path(name), CLOCK, ["init", "--manager", "陈经理", "--json"])
    assert answer.code == 0, answer.err
    assert (tmp_path / name).is_file()
    assert type_command(Path(name), CLOCK, ["queue", "--json"]).json["order"] == []
    assert office.store.read_bytes() == before


@pytest.mark.parametrize("command", [["queue"], ["init", "--manager", "陈经理"], ["verify"], ["doctor"]])
def test_a_loop_of_links_is_no_store(tmp_path: Path, command: list[str]) -> None:
    one, other = tmp_path / "a.db", tmp_path / "b.db"
    one.symlink_to(other)
    other.symlink_to(one)
    answer = type_command(one, CLOCK, [*command, "--json"])
    assert (answer.code, answer.json["error"]["code"]) == (3, "store")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.db", "b.db"]


def test_a_backup_to_a_loop_of_links_is_refused_in_words(tmp_path: Path) -> None:
    office, loop = Office(tmp_path), tmp_path / "a.db"
    loop.symlink_to(loop)
    assert "backup" in office.refused(CLOCK, f"backup {loop}")["message"]
