"""Files that lie strangely (the rest of T14): journals missing or of another store, cut files, other marks, rights withdrawn.

Each is said in a sentence with exit code 3, no traceback, the bytes left as they were; and what is damaged is never called
whole. A journal of another store is the one thing that cannot be refused: SQLite rolls it back before anybody may look.
"""

from __future__ import annotations

import ctypes
import os
import random
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing as closed
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from tempfile import mkdtemp

import pytest

from salesdesk.desk import reception
from salesdesk.store import database
from salesdesk.store.beside import Beside
from tests.office import Answer, type_command
from tests.store.lived import lived
from tests.store.tools import Figure, closing, desk_at, killed, mobile, office_of, whole
from tests.store.weakened import weakened

CLOCK = "2025-11-03 10:30"
READING = ("queue", "verify", "doctor", "owner 13800000001", "staff list", "register --on 2025-10-05", "backup {copy}")
WRITING = ("checkin 13800000009", "call 13800000009", "done 李四", "confirm", "payout --month 2025-10 --close")
PAGE = 4096


def typed(store: Path, command: str) -> Answer:
    return type_command(store, CLOCK, [*shlex.split(command.format(copy=f"{store}.copy")), "--json"])


def is_said(answer: Answer) -> bool:
    """Exit code 3 and one sentence, which is all that comes out."""
    error = answer.json["error"]
    return (answer.code, answer.out, error["code"]) == (3, "", "store") and error["message"].count("\n") == 0


# --- a power cut in the middle of a large entry: the file, and the journal that leads back


class PowerCut(Exception):
    """Nothing more is written."""


def cut_off(store: Path) -> tuple[bytes, bytes]:
    """The bytes of the store and of its journal in the middle of a transaction larger than the cache."""
    with weakened(pragmas={"cache_size": "5"}), closing(desk_at(store, CLOCK)) as desk:
        try:
            with desk.store.writing():
                for n in range(200):
                    reception.call(desk, mobile(50_000 + n), f"客户{n}", "说了很多话" * 30, None, None)
                found = store.read_bytes(), Path(f"{store}-journal").read_bytes()
                raise PowerCut
        except PowerCut:
            return found


@lru_cache
def of_the_lived() -> tuple[bytes, bytes, bytes]:
    """The store that has lived; the same cut off in the middle; the journal that leads back."""
    folder = Path(mkdtemp())
    store = lived(folder)
    before = store.read_bytes()
    return before, *cut_off(store)


@lru_cache
def of_another() -> bytes:
    """The journal of another store that was cut off."""
    return cut_off(office_of(Path(mkdtemp())))[1]


def laid(folder: Path, data: bytes, journal: bytes | None = None) -> Path:
    store = folder / "office.db"
    store.write_bytes(data)
    Path(f"{store}-journal").unlink(missing_ok=True)
    if journal is not None:
        Path(f"{store}-journal").write_bytes(journal)
    return store


def test_a_store_cut_off_beside_its_journal_is_as_it_was_before(tmp_path: Path) -> None:
    """The control of the next two: the pages are half written, and the journal makes them whole."""
    before, cut, journal = of_the_lived()
    assert cut != before
    for command in READING:
        assert typed(laid(tmp_path, cut, journal), command).code == 0, command
    assert (tmp_path / "office.db").read_bytes() == before


@pytest.mark.parametrize("command", [*READING, *WRITING])
def test_a_store_cut_off_whose_journal_is_missing_is_said_to_be_damaged_and_left_alone(
    tmp_path: Path, command: str
) -> None:
    _before, cut, _journal = of_the_lived()
    store = laid(tmp_path, cut)
    assert is_said(typed(store, command))
    assert store.read_bytes() == cut
    assert not Path(f"{store}.copy").exists()


@pytest.mark.parametrize("over", ["a whole store", "a store cut off"])
@pytest.mark.parametrize("command", [*READING, *WRITING])
def test_a_journal_of_another_store_leaves_nothing_that_is_called_whole(
    tmp_path: Path, command: str, over: str
) -> None:
    before, cut, _journal = of_the_lived()
    store = laid(tmp_path, before if over == "a whole store" else cut, of_another())
    assert is_said(typed(store, command))
    assert is_said(typed(store, "verify"))
    assert not Path(f"{store}.copy").exists()


# --- pages of before and pages of after


def pages(data: bytes) -> list[bytes]:
    return [data[n : n + PAGE] for n in range(0, len(data), PAGE)]


def torn(folder: Path, count: int) -> list[bytes]:
    """Stores in which only some of the pages that a check-in changes were written."""
    store = lived(folder)
    before = pages(store.read_bytes())
    assert typed(store, "checkin 13800000009 --name 王九 --note 再来").code == 0
    after = pages(store.read_bytes())
    before += [bytes(PAGE)] * (len(after) - len(before))  # the check-in may need one more
    changed = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    choices = [set(c) for k in range(1, len(changed)) for c in combinations(changed, k)]
    random.Random(14).shuffle(choices)
    return [b"".join(after[n] if n in c else p for n, p in enumerate(before)) for c in choices[:count]]


def sqlite_finds(store: Path) -> bool:
    with closed(sqlite3.connect(store)) as sql:
        try:
            return bool(sql.execute("PRAGMA integrity_check").fetchone()[0] != "ok")
        except sqlite3.DatabaseError:
            return True


def test_pages_of_before_and_after_break_no_command(tmp_path: Path, record_property: Figure) -> None:
    """Whatever is left, every command answers, refuses, or says that the store is damaged."""
    stores = torn(tmp_path, 60)
    seen = 0
    for data in stores:
        codes = [typed(laid(tmp_path, data), c).code for c in ("verify", "doctor", "queue", "checkin 13800000010")]
        assert set(codes) <= {0, 1, 3}
        assert (codes[0] == 0) == (codes[1] == 0), "verify and doctor say the same"
        seen += codes[0] != 0
    record_property("stores with torn pages, seen by verify", f"{len(stores)}, {seen}")
    assert seen


def test_what_sqlite_calls_damaged_is_not_called_whole(tmp_path: Path) -> None:
    called_whole = []
    for n, data in enumerate(torn(tmp_path, 60)):
        store = laid(tmp_path, data)
        if sqlite_finds(store) and typed(store, "verify").code == 0:
            called_whole.append(n)
    assert not called_whole


# --- cut files, other marks


@pytest.mark.parametrize("part", range(1, 20))
def test_a_file_of_which_a_part_is_there_is_damaged_and_left_alone(tmp_path: Path, part: int) -> None:
    data = lived(tmp_path).read_bytes()
    size = len(data) * part // 20 // (PAGE if part % 2 else 1) * (PAGE if part % 2 else 1)
    store = laid(tmp_path, data[:size])
    for command in ("verify", "doctor", "checkin 13800000009", "backup {copy}"):
        assert typed(store, command).code == 3, command
        assert store.read_bytes() == data[:size]
    assert not Path(f"{store}.copy").exists()


def marked(store: Path, pragma: str) -> Path:
    with closed(sqlite3.connect(store)) as sql:
        sql.execute(f"PRAGMA {pragma}")
    return store


NEWER = database.SCHEMA_VERSION + 1
MARKS = {
    "application_id = 7": "damaged or is not a salesdesk store",
    "application_id = 0": "damaged or is not a salesdesk store",
    "application_id = -1": "damaged or is not a salesdesk store",
    f"user_version = {NEWER}": f"newer salesdesk (version {NEWER}): update",
    "user_version = 2147483647": "newer salesdesk",
}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("command", [*READING, *WRITING, "init --manager 陈经理"])
def test_a_store_that_bears_another_mark_is_not_touched(tmp_path: Path, mark: str, command: str) -> None:
    store = marked(lived(tmp_path), mark)
    before = store.read_bytes()
    answer = typed(store, command)
    if command.startswith("init"):
        assert (answer.code, answer.out) == (1, "")
    else:
        assert is_said(answer)
        assert MARKS[mark] in answer.err
    assert store.read_bytes() == before


@pytest.mark.parametrize("command", ["verify", "queue", "checkin 13800000009"])
def test_a_schema_that_is_no_text_any_more_is_told_as_damage(tmp_path: Path, command: str) -> None:
    """SQLite repeats the broken byte in its message, which Python cannot read."""
    store = lived(tmp_path)
    whole = store.read_bytes()
    assert whole.count(b"BEFORE DELETE ON answered") == 1
    store.write_bytes(whole.replace(b"BEFORE DELETE ON answered", b"BEFORE \xc5ELETE ON answered"))
    answer = typed(store, command)
    assert is_said(answer)
    assert "damaged" in answer.err


@pytest.mark.parametrize("version", [0, -1])
def test_a_store_of_a_version_that_never_was_is_said_to_be_damaged(tmp_path: Path, version: int) -> None:
    store = marked(lived(tmp_path), f"user_version = {version}")
    before = store.read_bytes()
    for command in (*READING, *WRITING):
        assert is_said(typed(store, command))
    assert store.read_bytes() == before


def test_a_damaged_store_is_named_when_it_cannot_be_backed_up(tmp_path: Path) -> None:
    store = laid(tmp_path, of_the_lived()[1])
    assert f"{store} is damaged" in typed(store, "backup {copy}").json["error"]["message"]


@pytest.mark.parametrize("command", ["confirm --as 陈经理", "queue strike 李四 --reason x --as 陈经理"])
def test_a_file_of_attempts_that_is_junk_is_put_aside_and_locks_nobody_out(tmp_path: Path, command: str) -> None:
    store = lived(tmp_path)
    unharmed = typed(Path(shutil.copyfile(store, tmp_path / "unharmed.db")), command)
    junk = b"junk" * 3000
    Beside(store).path.write_bytes(junk)
    answer = typed(store, command)
    assert (answer.code, answer.out, answer.err) == (unharmed.code, unharmed.out, unharmed.err)
    assert answer.code != 3
    assert [p.read_bytes() for p in tmp_path.glob("*-beside.damaged-*")] == [junk]


# --- rights withdrawn


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def obey_rights() -> None:
    """Has this process obey the rights of files even where it is root's: it gives up its capabilities."""
    if os.geteuid() == 0:
        none = (ctypes.c_uint32 * 6)()
        assert ctypes.CDLL(None).capset(ctypes.byref(_Header(0x20080522, 0)), none) == 0


def typed_without_rights(store: Path, command: str) -> tuple[int, str]:
    """Exit code and stderr of a command that may do only what the rights of the files allow."""

    def work(pipe: int) -> None:
        obey_rights()
        answer = typed(store, command)
        os.write(pipe, f"{answer.code} {answer.err}".encode())
        os._exit(0)

    code, _space, said = killed([work], 60)[0].partition(" ")
    return int(code), said


def read_only(store: Path) -> None:
    store.chmod(0o400)


def read_only_folder(store: Path) -> None:
    store.parent.chmod(0o500)


def unreadable(store: Path) -> None:
    store.chmod(0o000)


def closed_folder(store: Path) -> None:
    store.parent.chmod(0o000)


WITHDRAWN: dict[str, tuple[Callable[[Path], None], bool]] = {
    "the file is read-only": (read_only, True),
    "the folder is read-only": (read_only_folder, True),
    "the file is unreadable": (unreadable, False),
    "the folder is closed": (closed_folder, False),
}


@pytest.mark.parametrize("command", ["queue", "verify", "checkin 13800000009", "confirm --as 陈经理"])
@pytest.mark.parametrize("sort", WITHDRAWN)
def test_rights_withdrawn_are_said_and_nothing_is_recorded(tmp_path: Path, sort: str, command: str) -> None:
    withdraw, may_read = WITHDRAWN[sort]
    folder = tmp_path / "office"
    folder.mkdir()
    store = lived(folder)
    before = store.read_bytes()
    typed(Path(shutil.copyfile(store, tmp_path / "scratch.db")), command)  # for what it imports
    withdraw(store)
    try:
        code, said = typed_without_rights(store, command)
    finally:
        folder.chmod(0o700)
        store.chmod(0o600)
    assert "Traceback" not in said
    if may_read and command in ("queue", "verify"):
        assert code == 0 or '"store"' in said
    else:
        assert code == 3, said
        assert "nothing was recorded" in said or "cannot be" in said or "There is no store" in said
    assert store.read_bytes() == before
    assert whole(store)
