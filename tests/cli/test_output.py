"""The answer that cannot be shown (T9, T11): entered once, never said to be entered when it was not; a full disk elsewhere."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesdesk.store.beside import Beside
from tests.office import Office
from tests.store.lived import lived
from tests.store.tools import report_on, rows, whole

CLOCK = "2025-11-03 10:00"


def entries(store: Path) -> int:
    return int(rows(store, "SELECT count(*) FROM entry")[0][0])


def run(store: Path, *args: str, stdout: int, **env: str) -> tuple[int, str]:
    """The real command with that as its stdout: exit code and stderr."""
    variables = {**os.environ, "SALESDESK_DB": str(store), "SALESDESK_NOW": CLOCK, "SALESDESK_LANG": "en", **env}
    command = [sys.executable, "-c", "from salesdesk.cli.main import main; main()", *args]
    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, env=variables, timeout=60, check=False)
    return done.returncode, done.stderr.decode()


@pytest.fixture
def full() -> Iterator[int]:
    handle = os.open("/dev/full", os.O_WRONLY)
    yield handle
    os.close(handle)


@pytest.fixture
def shut() -> Iterator[int]:
    """A pipe that nobody reads any more."""
    here, there = os.pipe()
    os.close(here)
    yield there
    os.close(there)


@pytest.mark.parametrize("json", [(), ("--json",)])
@pytest.mark.parametrize("where", ["full", "shut"])
def test_an_entry_whose_answer_cannot_be_shown_is_entered_once_and_the_command_has_not_failed(
    tmp_path: Path, request: pytest.FixtureRequest, where: str, json: tuple[str, ...]
) -> None:
    store = lived(tmp_path)
    before = entries(store)
    code, err = run(store, "checkin", "13800000055", *json, stdout=request.getfixturevalue(where))
    assert "Traceback" not in err
    assert (code, entries(store)) == (0, before + 1)
    assert whole(store)


@pytest.mark.parametrize("where", ["full", "shut"])
def test_a_refusal_stays_a_refusal_whatever_stdout_is(
    tmp_path: Path, request: pytest.FixtureRequest, where: str
) -> None:
    store = lived(tmp_path)
    before = entries(store)
    code, err = run(store, "checkin", "13800000008", stdout=request.getfixturevalue(where))
    assert (code, entries(store)) == (1, before)
    assert "Traceback" not in err
    assert "on record" not in err


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-16", "cp437"])
def test_a_name_that_the_terminal_cannot_write_does_not_fail_the_command(tmp_path: Path, encoding: str) -> None:
    store = lived(tmp_path)
    before = entries(store)
    code, err = run(
        store, "checkin", "13800000055", "--name", "𠮷野家", stdout=subprocess.DEVNULL, PYTHONIOENCODING=encoding, LC_ALL="C.UTF-8"
    )  # fmt: skip
    assert (code, entries(store)) == (0, before + 1), err


def test_a_full_disk_for_the_attempts_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path)
    real = os.open

    def full_for_pins(path: object, *more: int) -> int:
        if str(path).endswith("-beside"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(str(path), *more)

    monkeypatch.setattr(os, "open", full_for_pins)
    before = entries(office.store)
    answer = office.type("2025-10-05 08:30", "queue open --json")
    assert (answer.code, answer.out, entries(office.store)) == (3, "", before)
    assert Beside(office.store).path.exists() is False


def test_a_workbook_on_a_full_disk_is_no_success(tmp_path: Path) -> None:
    store = lived(tmp_path)
    code, err = run(
        store, "payout", "--month", "2025-10", "--out", str(tmp_path / "no" / "pay.xlsx"), stdout=subprocess.DEVNULL
    )
    assert code == 1
    assert "Traceback" not in err
    assert not report_on(store).findings
