"""Copies made under a writer (T15), and what a restore brings back and what it does not (T16)."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from salesdesk.desk import customers, keeping, reception
from salesdesk.errors import NotFound, Refused, StoreError
from salesdesk.store import keeping as copying
from salesdesk.store.beside import Beside
from tests.office import Office, type_command
from tests.store.tools import (
    MANAGER,
    Figure,
    check_in,
    closing,
    desk_at,
    killed,
    mobile,
    office_of,
    report_on,
    rows,
    whole,
)


def calls(store: Path, first: int, count: int) -> None:
    with closing(desk_at(store)) as desk:
        for n in range(first, first + count):
            reception.call(desk, mobile(n), f"客户{n}", "说了很多话" * 20, None, None)


@contextmanager
def writer(store: Path) -> Iterator[None]:
    """Another terminal that records without a pause."""
    child = os.fork()
    if child == 0:
        try:
            calls(store, 0, 100_000)
        finally:
            os._exit(0)
    try:
        yield
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def entries(store: Path) -> list[tuple[int, str]]:
    return rows(store, "SELECT seq, hash FROM entry ORDER BY seq")


def good_copy(copy: Path) -> bool:
    try:
        return whole(copy)
    except sqlite3.DatabaseError:
        return False


def test_forty_copies_under_a_writer_are_whole_and_a_beginning_of_the_register(
    tmp_path: Path, record_property: Figure
) -> None:
    store = office_of(tmp_path)
    copies = [tmp_path / f"copy{n}.db" for n in range(40)]
    with writer(store):
        reports = [copying.backup(store, copy) for copy in copies]
    all_entries = entries(store)
    assert all(whole(copy) for copy in copies)
    assert all(entries(copy) == all_entries[: report.entries] for copy, report in zip(copies, reports, strict=True))
    assert reports[-1].entries > reports[0].entries
    record_property("backups under a writer, whole", f"{len(copies)}, {len(copies)}")


def test_copies_made_with_cp_under_a_writer_are_not_whole(tmp_path: Path) -> None:
    """The control: the file copied as files are copied."""
    store = office_of(tmp_path)
    calls(store, 500_000, 1500)
    copies = [tmp_path / f"copy{n}.db" for n in range(60)]
    with writer(store):
        for copy in copies:
            slow_copy(store, copy)
    assert sum(not good_copy(copy) for copy in copies) > 0


def slow_copy(source: Path, target: Path) -> None:
    """A copy page by page, as over a network."""
    handle = os.open(source, os.O_RDONLY)
    try:
        with target.open("wb") as out:
            while part := os.read(handle, 4096):
                out.write(part)
    finally:
        os.close(handle)


def test_a_backup_that_is_killed_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    calls(store, 0, 300)
    copy, chance = tmp_path / "copy.db", random.Random(15)
    copying.backup(store, copy)
    old = copy.read_bytes()
    for _n in range(20):
        killed([lambda _pipe: copying.backup(store, copy)], chance.uniform(0.0, 0.02))
        assert copy.read_bytes() == old
        assert whole(copy)


def test_a_store_that_was_altered_is_not_backed_up(tmp_path: Path) -> None:
    store = altered(office_of(tmp_path))
    with pytest.raises(StoreError, match="not whole"):
        copying.backup(store, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def altered(store: Path) -> Path:
    with sqlite3.connect(store) as sql:
        sql.execute("DROP TRIGGER entry_no_update")
        sql.execute("UPDATE entry SET account = 'other' WHERE seq = 3")
    sql.close()
    return store


# --- putting one back


def restored(store: Path, copy: Path) -> dict[str, object]:
    with closing(desk_at(store)) as desk:
        return keeping.restore(desk, str(copy), MANAGER)


def erased(store: Path, phone: str) -> None:
    with closing(desk_at(store)) as desk:
        customers.erase(desk, MANAGER, phone)


def test_erased_people_stay_erased_when_old_backups_are_put_back(tmp_path: Path, record_property: Figure) -> None:
    store = office_of(tmp_path)
    calls(store, 1, 20)
    copies = []
    for n in range(1, 21):
        copies.append(tmp_path / f"copy{n}.db")
        copying.backup(store, copies[-1])
        erased(store, mobile(n))
    back = []
    for copy in copies:
        restored(store, copy)
        back += rows(store, "SELECT phone FROM detail WHERE phone IS NOT NULL")
        assert whole(store)
    record_property("restores after 20 erasures, persons back", f"{len(copies)}, {len(back)}")
    assert not back
    data = store.read_bytes()
    assert not [n for n in range(1, 21) if mobile(n).encode() in data or f"客户{n}".encode() in data]


def test_a_restore_is_an_entry_keeps_the_present_store_and_says_what_is_to_be_entered_again(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    calls(store, 1, 5)
    copying.backup(store, copy)
    calls(store, 6, 3)
    before = entries(store)
    answer = restored(store, copy)
    assert answer["gap"] == 3
    assert entries(Path(str(answer["kept"]))) == before
    assert entries(store)[:-1] == entries(copy)
    assert rows(store, "SELECT kind, approver FROM entry ORDER BY seq DESC LIMIT 1") == [("restore", MANAGER)]
    sealed = report_on(Path(str(answer["kept"]))).seal
    with closing(desk_at(store)) as desk, pytest.raises(Refused, match="seal does not fit"):
        keeping.verify(desk, sealed)


def test_a_store_that_was_altered_is_replaced_and_kept_for_the_evidence(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    copying.backup(store, copy)
    answer = restored(altered(store), copy)
    assert whole(store)
    assert not whole(Path(str(answer["kept"])))


def test_a_lost_store_comes_back_from_its_backup(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    copying.backup(store, copy)
    store.unlink()
    restored(store, copy)
    assert whole(store)
    assert store.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", ["altered", "cut", "junk", "empty", "none"])
def test_a_copy_that_is_not_whole_is_not_put_back(tmp_path: Path, harm: str) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    calls(store, 1, 40)
    copying.backup(store, copy)
    before = entries(store)
    if harm == "altered":
        altered(copy)
    elif harm == "none":
        copy.unlink()
    else:
        copy.write_bytes({"cut": copy.read_bytes()[:20_000], "junk": b"junk" * 9999, "empty": b""}[harm])
    with pytest.raises((StoreError, NotFound)):
        restored(store, copy)
    assert entries(store) == before
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("loss", ["lost", "cut", "junk"])
def test_erased_people_stay_erased_where_the_store_itself_is_lost(tmp_path: Path, loss: str) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    calls(store, 1, 40)
    copying.backup(store, copy)
    erased(store, mobile(3))
    lose(store, loss)
    restored(store, copy)
    assert whole(store)
    assert not rows(store, "SELECT 1 FROM detail WHERE phone = ?", mobile(3))
    assert mobile(3).encode() not in store.read_bytes()
    assert rows(store, "SELECT count(DISTINCT phone) FROM detail WHERE phone IS NOT NULL") == [(39,)]


def test_without_the_file_beside_the_store_the_backup_would_bring_them_back(tmp_path: Path) -> None:
    """The control: the safeguard is that file."""
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    calls(store, 1, 5)
    copying.backup(store, copy)
    erased(store, mobile(3))
    store.unlink()
    Beside(store).path.unlink()
    restored(store, copy)
    assert rows(store, "SELECT count(*) FROM detail WHERE phone = ?", mobile(3)) == [(1,)]


def test_another_offices_backup_loses_nobody_to_this_ones_erasures(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    store, other = office_of(tmp_path), tmp_path / "other" / "office.db"
    assert type_command(other, "2025-10-05 08:00", ["init", "--manager", "陈经理"]).code == 0
    for one in (store, other):
        calls(one, 1, 5)
    erased(store, mobile(3))
    answer = restored(store, other)
    assert answer["gap"] == 0
    assert rows(store, "SELECT count(*) FROM detail WHERE phone = ?", mobile(3)) == [(1,)]


def lose(store: Path, loss: str) -> None:
    if loss == "lost":
        store.unlink()
    else:
        store.write_bytes(store.read_bytes()[:9000] if loss == "cut" else b"junk" * 9999)


@pytest.mark.parametrize("loss", ["cut", "junk"])
def test_a_store_nothing_can_be_read_of_is_replaced_on_the_backups_pin_and_kept_as_it_was(
    tmp_path: Path, loss: str
) -> None:
    office = Office(tmp_path)
    copy = tmp_path / "copy.db"
    office.ask("2025-10-05 09:00", f"backup {copy}")
    lose(office.store, loss)
    harmed = office.store.read_bytes()
    assert office.type("2025-10-05 09:10", "owner #1").code == 3
    assert office.refused("2025-10-05 09:10", f"restore {tmp_path / 'none.db'}")
    assert office.type("2025-10-05 09:11", f"restore {copy}", pin="9999").code == 1
    assert office.store.read_bytes() == harmed, "a refused restore changes nothing"
    answer = office.ask("2025-10-05 09:12", f"restore {copy}")
    assert Path(answer["kept"]).read_bytes() == harmed
    assert whole(office.store)


def test_a_store_of_a_newer_version_is_not_replaced(tmp_path: Path) -> None:
    office = Office(tmp_path)
    copy = tmp_path / "copy.db"
    office.ask("2025-10-05 09:00", f"backup {copy}")
    with sqlite3.connect(office.store) as sql:
        sql.execute("PRAGMA user_version = 99")
    sql.close()
    newer = office.store.read_bytes()
    assert "newer" in office.refused("2025-10-05 09:10", f"restore {copy}", code=3)["message"]
    assert office.store.read_bytes() == newer


def restores_killed(tmp_path: Path, count: int) -> Iterator[tuple[bool, bool, bool]]:
    """For each killed restore: is the store wholly old, wholly new, and is the person erased since the backup gone."""
    made = tmp_path / "made"
    made.mkdir()
    template, copy, chance = office_of(made), tmp_path / "copy.db", random.Random(16)
    calls(template, 1, 400)
    copying.backup(template, copy)
    erased(template, mobile(7))
    old, backed_up = entries(template), entries(copy)
    for n in range(count):
        folder = tmp_path / f"r{n}"
        folder.mkdir()
        store = Path(shutil.copyfile(template, folder / "office.db"))
        killed([partial(_restore, store, copy)], chance.uniform(0.01, 0.15))
        assert whole(store)
        now = entries(store)
        gone = not rows(store, "SELECT 1 FROM detail WHERE phone = ?", mobile(7))
        yield now == old, now[: len(backed_up)] == backed_up and len(now) == len(backed_up) + 2, gone
        shutil.rmtree(folder)


def _restore(store: Path, copy: Path, _pipe: int) -> None:
    restored(store, copy)


def test_a_restore_that_is_killed_has_put_back_all_or_nothing(tmp_path: Path, record_property: Figure) -> None:
    seen = list(restores_killed(tmp_path, 60))
    old, new = sum(o for o, _n, _g in seen), sum(n for _o, n, _g in seen)
    record_property("restores killed: wholly old / wholly new / mixed", f"{old} / {new} / {len(seen) - old - new}")
    assert old + new == len(seen)
    assert all(gone for _o, _n, gone in seen)


def test_a_restore_does_not_lose_what_the_backup_has(tmp_path: Path) -> None:
    store, copy = office_of(tmp_path), tmp_path / "copy.db"
    with closing(desk_at(store)) as desk:
        check_in(desk, mobile(1), name="张三", note="再来")
    copying.backup(store, copy)
    was = rows(store, "SELECT * FROM detail")
    restored(store, copy)
    assert rows(store, "SELECT * FROM detail") == was
