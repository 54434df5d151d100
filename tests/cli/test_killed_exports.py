"""Exports that are killed, find the disk full, or may not write (T26 of the test plan): the old report or the new one, whole.

A child process counts its own calls from the first cell on and kills itself at the n-th: 25 points spread evenly over the
work, the same on a slow machine and on a fast one. Reached: 25 of 25 kills leave a whole file; openpyxl saving straight to
the final name leaves broken ones; after the next export not one number in clear is left beside it or in TMPDIR.
"""

from __future__ import annotations

import ctypes
import io
import os
import resource
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.office import Answer, type_command
from tests.store.lived import lived
from tests.store.tools import Figure

NOW = "2025-11-03 10:00"
KILLS = 25
PHONE = "13912345678"
Prepare = Callable[[], None]
Work = Callable[[], Answer]
EXPORTS = ("payout", "slip")


def nothing() -> None:
    pass


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A store that has lived, with an introduction of a customer whose slip shows the whole number."""
    store = lived(tmp_path)
    refer = ["refer", "employee", PHONE, "--name", "金丝雀", "--by", "孙会计", "--visit-on", "2025-11-04", "--json"]
    assert type_command(store, NOW, refer).code == 0
    return store


def command(store: Path, what: str, out: Path) -> list[str]:
    if what == "payout":
        return ["payout", "--month", "2025-10", "--out", str(out), "--json"]
    return ["refer", "slip", "2", "--out", str(out), "--json"]


def in_a_child(
    store: Path, words: list[str] | Work, prepare: Prepare = nothing, temp: Path | None = None, after: Prepare = nothing
) -> tuple[int, str]:
    """Runs the command in a process of its own: the exit code (negative: the signal that ended it) and what it said."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if temp:
                os.environ["TMPDIR"] = str(temp)
            prepare()
            answer = type_command(store, NOW, words) if isinstance(words, list) else words()
            sys.setprofile(None)
            after()
            os.write(there, (answer.out + answer.err).encode("utf-8", "backslashreplace")[-4000:])
            os._exit(answer.code)
        except BaseException as e:  # noqa: BLE001  (a child of a test: whatever escapes is told and is no exit code of the program)
            os.write(there, f"Traceback {e!r}".encode()[-4000:])
            os._exit(99)
    os.close(there)
    with open(here, "rb") as pipe:
        said = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


class Counter:
    """Counts every call from the first workbook that is begun on; kills the process at the `at`-th."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.calls = at, 0

    def _count(self, _frame: object, event: str, _arg: object) -> None:
        if event in ("call", "c_call"):
            self.calls += 1
            if self.calls == self.at:
                os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self) -> None:
        real = Workbook.__init__

        def begun(book: Workbook, *args: Any, **more: Any) -> None:
            sys.setprofile(self._count)
            real(book, *args, **more)

        setattr(Workbook, "__init__", begun)  # noqa: B010  (in the child alone)


def calls_of(store: Path, words: list[str] | Work, folder: Path) -> int:
    """How many calls a whole export takes."""
    counter, told = Counter(), folder / "calls"
    code, said = in_a_child(store, words, counter, after=lambda: told.write_text(str(counter.calls)) and None)
    assert code == 0, said
    calls = int(told.read_text())
    told.unlink()
    return calls


def kills(store: Path, words: list[str] | Work, out: Path, temp: Path | None = None) -> Iterator[int]:
    """Kills the export at 25 points of its work, one after the other; hands over each point."""
    total = calls_of(store, words, out.parent)
    for n in range(1, KILLS + 1):
        at = total * n // (KILLS + 1)
        code, said = in_a_child(store, words, Counter(at), temp)
        assert code == -signal.SIGKILL, f"killed at {at} of {total}: exit {code} {said}"
        yield at


def killed_while_a_sheet_lies_ready() -> None:
    """When openpyxl packs a sheet, the sheet lies beside it unpacked, with names and numbers in clear."""

    def write(*_of: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(zipfile.ZipFile, "write", write)  # noqa: B010  (in the child alone)


def state(out: Path, old: bytes) -> str:
    """``old``, ``new`` and whole, or ``broken``."""
    if not out.exists():
        return "broken"
    if out.read_bytes() == old:
        return "old"
    try:
        load_workbook(out).close()
    except Exception:  # noqa: BLE001  (a broken file fails in many ways)
        return "broken"
    return "new"  # or the old one again: written within a second both have the same bytes


def clear_numbers(*folders: Path) -> list[Path]:
    """Files outside the store that hold the customer's number or name in clear, packed ones unpacked."""
    files = [p for f in folders for p in f.rglob("*") if p.is_file() and not p.name.startswith("office.db")]
    return [p for p in files if any(w.encode() in unpacked(p) for w in (PHONE, "金丝雀", "张一"))]


def unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return b"".join(packed.read(n) for n in packed.namelist())
    except zipfile.BadZipFile:
        return raw


def old_report(store: Path, what: str, out: Path) -> bytes:
    assert in_a_child(store, command(store, what, out))[0] == 0
    return out.read_bytes()


# --- killed


@pytest.mark.parametrize("what", [pytest.param("payout", marks=pytest.mark.slow), "slip"])
def test_a_killed_export_leaves_the_old_report_or_the_new_one_whole(
    office: Path, tmp_path: Path, record_property: Figure, what: str
) -> None:
    folder, temp = tmp_path / "reports", tmp_path / "temp"
    folder.mkdir()
    temp.mkdir()
    out = folder / "report.xlsx"
    old = old_report(office, what, out)
    states = []
    for _at in kills(office, command(office, what, out), out, temp):
        states.append(state(out, old))
        assert list(temp.iterdir()) == [], "nothing of an export lies outside the target's folder"
    assert in_a_child(office, command(office, what, out), killed_while_a_sheet_lies_ready, temp)[0] == -signal.SIGKILL
    states.append(state(out, old))
    left = [p for p in folder.iterdir() if p != out]
    clear = set(clear_numbers(folder, temp))
    record_property(f"{what} killed / broken files at the final name", f"{len(states)} / {states.count('broken')}")
    record_property(f"folders a killed {what} left, all of them 0700", len(left))
    assert "broken" not in states
    assert left, "the control: a kill does leave something"
    assert {p.stat().st_mode & 0o777 for p in left} == {0o700}
    if what == "slip":
        assert clear - {out}, "the control: the whole number was among it"
    fresh = folder / "fresh.xlsx"
    assert in_a_child(office, command(office, "payout", fresh))[0] == 0
    assert {p.name for p in folder.iterdir()} == {"report.xlsx", "fresh.xlsx"}
    shown_by = [out] if what == "slip" else []
    assert clear_numbers(folder, temp) == shown_by, "the slip itself is all that shows the number"


@pytest.mark.slow
def test_an_export_saved_straight_to_its_name_is_broken_by_a_kill(
    office: Path, tmp_path: Path, record_property: Figure
) -> None:
    """The control: what everybody writes, `wb.save(path)`."""
    folder = tmp_path / "reports"
    folder.mkdir()
    out = folder / "report.xlsx"
    old = old_report(office, "payout", out)

    def straight() -> Answer:
        book = Workbook()
        for row in range(200):
            book.active.append([f"李四 {row}", row])
        book.save(out)
        return Answer(0, "", "")

    states = []
    for _at in kills(office, straight, out):
        states.append(state(out, old))
        out.write_bytes(old)
    record_property("a workbook saved straight to its name, killed / broken", f"{KILLS} / {states.count('broken')}")
    assert "broken" in states


# --- the disk full


def no_larger_than(limit: int) -> Prepare:
    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return prepare


@pytest.mark.parametrize("what", EXPORTS)
def test_a_full_disk_leaves_the_old_report_and_says_so(
    office: Path, tmp_path: Path, record_property: Figure, what: str
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    out = folder / "report.xlsx"
    old = old_report(office, what, out)
    refused = 0
    limits = [0, 1, 300, *range(1000, len(old), 1500), len(old) - 64]
    for limit in limits:
        code, said = in_a_child(office, command(office, what, out), no_larger_than(limit))
        assert "Traceback" not in said, said
        assert code == 1, f"{limit}: {said}"
        assert "could not be written" in said
        assert out.read_bytes() == old
        assert [p.name for p in folder.iterdir()] == ["report.xlsx"]
        refused += 1
    record_property(f"{what} onto a disk too small / old report lost", f"{refused} / 0")
    out.unlink()
    code, said = in_a_child(office, command(office, what, out), no_larger_than(50 * len(old)))
    assert code == 0, said
    assert state(out, old) != "broken"


def test_a_list_onto_a_full_disk_leaves_the_old_one(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for name in ("list.csv", "list.xlsx"):
        out = folder / name
        words = ["register", "--on", "2025-10-05", "--out", str(out), "--json"]
        assert in_a_child(office, words)[0] == 0
        old = out.read_bytes()
        code, said = in_a_child(office, words, no_larger_than(len(old) // 2))
        assert (code, out.read_bytes()) == (1, old), said
        assert "could not be written" in said
    assert sorted(p.name for p in folder.iterdir()) == ["list.csv", "list.xlsx"]


# --- may not write


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def without_privileges() -> None:
    """Root obeys the modes of files as anyone does, once it has no capability left."""
    if os.getuid() == 0 and sys.platform == "linux":
        header, none = _Header(0x20080522, 0), (ctypes.c_uint32 * 6)()
        assert ctypes.CDLL(None, use_errno=True).capset(ctypes.byref(header), none) == 0


@pytest.mark.parametrize("what", [*EXPORTS, "register"])
def test_a_folder_that_may_not_be_written_is_refused_in_words(office: Path, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    out = folder / "report.xlsx"
    words = ["register", "--on", "2025-10-05", "--out", str(out), "--json"]
    words = words if what == "register" else command(office, what, out)
    assert in_a_child(office, words, without_privileges)[0] == 0, "the control: it may be written before"
    old = out.read_bytes()
    folder.chmod(0o500)
    try:
        code, said = in_a_child(office, words, without_privileges)
    finally:
        folder.chmod(0o700)
    assert code == 1, said
    assert "could not be written (Permission denied)" in said
    assert out.read_bytes() == old
    assert [p.name for p in folder.iterdir()] == ["report.xlsx"]


def test_a_report_that_is_open_elsewhere_and_may_not_be_replaced_is_kept(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows has it for a workbook open in Excel."""
    out = tmp_path / "report.xlsx"
    old = old_report(office, "payout", out)

    def locked(*_of: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", locked)
    answer = type_command(office, NOW, command(office, "payout", out))
    assert answer.code == 1
    assert "close it if it is open" in answer.json["error"]["message"]
    assert out.read_bytes() == old
