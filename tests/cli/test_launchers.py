"""Started in odd surroundings (streams closed, strange variables and paths): an exit code and a sentence, and nothing doubled."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from salesdesk.cli import common
from tests.office import Office, type_command
from tests.store.tools import rows
from tests.terminal import terminals, typing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="closes streams in the way of POSIX shells")
CLOCK = "2025-10-05 10:00"
LONG, DEEP = "a" * 300, "aaaaaaaaa/" * 500 + "a"
NO_TEXT = b"\xff\xfe".decode("utf-8", "surrogateescape")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open")
    return office


def launched(
    office: Office | None,
    command: str,
    closed: str = "",
    cwd: Path | None = None,
    said: bytes | None = None,
    **env: str | None,
) -> subprocess.CompletedProcess[str]:
    """`salesdesk COMMAND`, started by a shell that closes or redirects streams (`>&-`); a variable that is None is not set."""
    program = shlex.quote(str(Path(sys.executable).with_name("salesdesk")))
    known = {**os.environ, "SALESDESK_NOW": CLOCK, "SALESDESK_LANG": "en", "SALESDESK_PIN": "2468"}
    known |= {"SALESDESK_DB": str(office.store)} if office else {}
    told = subprocess.run(
        ["sh", "-c", f"{program} {command} {closed}"], cwd=cwd, input=said, capture_output=True,
        env={k: v for k, v in {**known, **env}.items() if v is not None},
    )  # fmt: skip
    return subprocess.CompletedProcess(command, told.returncode, told.stdout.decode(), told.stderr.decode())


def calls(office: Office) -> int:
    ((count,),) = rows(office.store, "SELECT count(*) FROM entry WHERE kind = 'call'")
    return int(count)


# --- streams


@pytest.mark.parametrize("closed", [">&-", ">/dev/full", ">&- <&-"])
@pytest.mark.parametrize("as_json", ["", " --json"])
def test_an_answer_that_nobody_could_see_is_told_with_its_request_id_and_not_entered_twice(
    office: Office, closed: str, as_json: str
) -> None:
    told = launched(office, f"call 13800000001{as_json}", closed)
    named = re.search(r"--request-id (\S+):", told.stderr)
    assert named, told.stderr
    assert told.returncode == 0
    assert "on record" in told.stderr
    assert "Traceback" not in told.stderr
    office.ask(CLOCK, f"call 13800000001 --request-id {named[1]}")
    assert calls(office) == 1


@pytest.mark.parametrize("closed", [">&- 2>&-", "2>&-", ">&- 2>&- <&-", ">/dev/full 2>/dev/full"])
def test_with_nobody_to_tell_the_exit_code_still_says_what_became_of_it(office: Office, closed: str) -> None:
    assert launched(office, "call 13800000001", closed).returncode == 0
    assert calls(office) == 1
    assert launched(office, "owner 13999999999", closed).returncode == 1
    assert launched(office, "owner", closed).returncode == 2
    assert launched(office, "queue", closed, SALESDESK_DB="/nowhere/o.db").returncode == 3


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("queue", 0, ""),
        ("call 13800000001", 0, ""),
        ("desk", 0, ""),
        ("confirm", 2, "SALESDESK_PIN"),
        ("refer employee", 2, "PHONE"),
    ],
)
def test_with_standard_input_closed_nothing_is_asked(office: Office, command: str, code: int, told: str) -> None:
    answer = launched(office, command, "<&-", SALESDESK_PIN=None)
    assert answer.returncode == code, answer.stderr
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", ["register", "register --json", "--help", "--version", "board", "clause", ""])
@pytest.mark.parametrize("closed", [">&-", ">/dev/full"])
def test_a_reading_command_that_could_not_be_shown_speaks_of_no_entry(
    office: Office, command: str, closed: str
) -> None:
    told = launched(office, command, closed)
    assert told.stderr.startswith("The answer could not be shown"), told.stderr
    assert "on record" not in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_reading_command_cut_off_by_head_says_nothing(office: Office) -> None:
    """`log | head -1` is no mishap."""
    for command in ("clause", "clause --json", "--help"):
        program = [Path(sys.executable).with_name("salesdesk"), *command.split()]
        env = {**os.environ, "SALESDESK_DB": str(office.store), "SALESDESK_LANG": "en"}
        here, there = os.pipe()
        os.close(here)
        told = subprocess.run(program, stdout=there, stderr=subprocess.PIPE, text=True, env=env, check=False)
        os.close(there)
        assert (told.returncode, told.stderr) == (0, "")


def test_an_entering_command_whose_reader_is_gone_says_how_to_see_it(office: Office) -> None:
    here, there = os.pipe()
    os.close(here)
    env = {**os.environ, "SALESDESK_DB": str(office.store), "SALESDESK_LANG": "en", "SALESDESK_NOW": CLOCK}
    program = [Path(sys.executable).with_name("salesdesk"), "call", "13800000001"]
    told = subprocess.run(program, stdout=there, stderr=subprocess.PIPE, text=True, env=env, check=False)
    os.close(there)
    assert told.returncode == 0
    assert "on record" in told.stderr
    assert "--request-id" in told.stderr


def test_what_a_session_cannot_read_is_refused_and_the_session_goes_on(office: Office) -> None:
    said = b"call \xff\xfe\nbackup a\x00b\ncall 13800000001\n"
    told = launched(office, "desk", said=said)
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    assert len(told.stderr.splitlines()) == 2
    assert calls(office) == 1


# --- variables


@pytest.mark.parametrize("user", [NO_TEXT, "a" * 200 + NO_TEXT, "\x1b[31m", "𠮷" * 80])
def test_an_account_of_any_name_enters(office: Office, user: str) -> None:
    told = launched(office, "call 13800000001", USER=user)
    assert told.returncode == 0, told.stderr
    ((account,),) = rows(office.store, "SELECT account FROM entry ORDER BY seq DESC LIMIT 1")
    assert account.isprintable()
    assert 0 < len(account) <= 60


@pytest.mark.parametrize(
    "env",
    [
        {"COLUMNS": "0"}, {"COLUMNS": "-5"}, {"COLUMNS": "x"}, {"COLUMNS": "9" * 20}, {"COLUMNS": "1"}, {"COLUMNS": NO_TEXT},
        {"LINES": "0"}, {"LINES": "9" * 20}, {"TERM": "odd"}, {"TERM": NO_TEXT}, {"TERM": None}, {"TZ": NO_TEXT},
        {"SALESDESK_LANG": NO_TEXT}, {"HOME": None}, {"HOME": NO_TEXT},
    ],
    ids=ascii,
)  # fmt: skip
@pytest.mark.parametrize("command", ["board", "queue"])
def test_strange_surroundings_change_nothing_of_what_is_shown(
    office: Office, command: str, env: dict[str, str | None]
) -> None:
    usual = launched(office, command, COLUMNS=None, LINES=None, TERM="xterm")
    told = launched(office, command, **{"COLUMNS": None, "LINES": None, "TERM": "xterm", **env})
    assert (told.returncode, told.stdout, told.stderr) == (0, usual.stdout, "")
    assert "李四" in usual.stdout


@pytest.mark.parametrize(
    ("env", "code"),
    [({"SALESDESK_NOW": NO_TEXT}, 2), ({"SALESDESK_PIN": NO_TEXT * 3}, 1), ({"SALESDESK_DB": NO_TEXT}, 3)],
)
def test_a_variable_that_is_no_text_is_refused_in_words(office: Office, env: dict[str, str], code: int) -> None:
    told = launched(office, "confirm", **env)
    assert told.returncode == code, told.stderr
    assert "Traceback" not in told.stderr
    assert told.stderr.strip()


def test_a_pin_that_is_no_text_is_refused_where_it_is_chosen(tmp_path: Path) -> None:
    told = launched(None, "init --manager 陈经理", SALESDESK_PIN=NO_TEXT * 3, SALESDESK_DB=str(tmp_path / "o.db"))
    assert (told.returncode, told.stdout) == (2, ""), told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "o.db").exists()


def test_without_a_home_the_store_is_to_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As for an account that the machine does not know, with HOME unset."""

    def nobodys() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobodys)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    answer = type_command(Path(), CLOCK, ["queue"], SALESDESK_DB="")
    assert answer.code == 3
    assert "SALESDESK_DB" in answer.err
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "There is no store at" in type_command(Path(), CLOCK, ["queue"], SALESDESK_DB="").err


# --- paths


@pytest.mark.parametrize("path", [LONG, DEEP], ids=["long", "deep"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("--db {} queue", 3), ("--db {} init --manager 陈经理", 3), ("backup {}", 3), ("restore {}", 1), ("import {}", 1),
        ("register --out {}.xlsx", 1), ("register --out {}.csv", 1), ("payout --month 2025-10 --out {}.xlsx", 1),
        ("report weekly --out {}.xlsx", 1), ("owner '#1' --out {}.xlsx", 1), ("demo --keep {}", 1),
        ("payout --month 2025-10 --policy {}", 2),
    ],
)  # fmt: skip
def test_a_path_too_long_is_refused_in_words(office: Office, command: str, code: int, path: str) -> None:
    office.ask(CLOCK, "checkin 13800000001")
    for as_json in ("", "--json"):
        answer = office.type(CLOCK, f"{command.format(path)} {as_json}")
        assert answer.code == code, answer.err
        assert "too long" in answer.err or command.startswith("restore")
        assert answer.out == ""


@pytest.mark.parametrize("word", ["a\x00b", "a\ud800b"])
@pytest.mark.parametrize(
    "command",
    [
        "--db {} queue",
        "backup {}",
        "restore {}",
        "import {}",
        "register --out {}.xlsx",
        "payout --month 2025-10 --policy {}",
    ],
)
def test_a_path_that_no_machine_knows_is_wrong_usage(office: Office, command: str, word: str) -> None:
    answer = type_command(office.store, CLOCK, [w.format(word) for w in command.split()])
    assert (answer.code, answer.out) == (2, ""), answer.err
    assert "characters" in answer.err


def test_a_path_that_is_no_text_is_a_path_all_the_same(office: Office, tmp_path: Path) -> None:
    for command, name in (("backup", "b"), ("register --out", "r.xlsx"), ("register --out", "r.csv")):
        target = f"{tmp_path}/{NO_TEXT}{name}"
        assert type_command(office.store, CLOCK, [*command.split(), target]).code == 0
        assert Path(target).stat().st_size > 0


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("queue", 0), ("call 13800000001", 0), ("--db o.db queue", 3), ("--db o.db init --manager 陈经理", 3),
        ("register --out r.xlsx", 1), ("register --out r.csv", 1), ("payout --month 2025-10 --out r.xlsx", 1),
        ("backup b.db", 3), ("restore b.db", 1), ("import r.xlsx", 1), ("demo --keep d", 1),
    ],
)  # fmt: skip
def test_a_working_folder_that_is_gone_is_told_in_words(
    office: Office, tmp_path: Path, command: str, code: int
) -> None:
    gone = tmp_path / "gone"
    program = f"mkdir {gone}; cd {gone}; rmdir {gone}; {Path(sys.executable).with_name('salesdesk')} {command}"
    env = {
        **os.environ,
        "SALESDESK_DB": str(office.store),
        "SALESDESK_NOW": CLOCK,
        "SALESDESK_LANG": "en",
        "SALESDESK_PIN": "2468",
    }
    told = subprocess.run(["sh", "-c", program], capture_output=True, text=True, env=env, check=False)
    assert told.returncode == code, told.stderr
    assert "Traceback" not in told.stderr
    assert bool(told.stderr) == bool(code)


# --- Ctrl-C


def test_ctrl_c_in_a_session_says_that_the_entry_stands(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it comes: after the answer of the command, too."""
    real = common.close_store

    def interrupted() -> None:
        real()
        monkeypatch.setattr(common, "close_store", real)
        raise KeyboardInterrupt

    lines = iter(["call 13800000001", "queue"])
    monkeypatch.setattr("builtins.input", lambda *_of: next(lines, "exit"))
    monkeypatch.setattr(common, "close_store", interrupted)
    answer = office.type(CLOCK, "desk")
    assert answer.code == 0, answer.err
    assert "on record already" in answer.err
    assert "--request-id auto-" in answer.err


def test_ctrl_c_before_a_command_began_does_not_speak_of_the_one_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["call 13800000001", "queue"])
    real = common.use_store

    def interrupted(path: str | None) -> None:
        if calls(office):
            raise KeyboardInterrupt
        real(path)

    monkeypatch.setattr("builtins.input", lambda *_of: next(lines, "exit"))
    monkeypatch.setattr(common, "use_store", interrupted)
    answer = office.type(CLOCK, "desk")
    assert answer.err.strip() == "Stopped; nothing was recorded"


def test_ctrl_c_while_nobody_can_look_says_that_it_is_not_certain(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesdesk.errors import StoreError
    from salesdesk.store.records import Store

    def interrupted(*_of: object, **_more: object) -> None:
        raise KeyboardInterrupt

    def locked(_store: Store) -> None:
        raise StoreError("locked")

    monkeypatch.setattr(common, "say", interrupted)
    monkeypatch.setattr(Store, "entered", locked)
    answer = office.type(CLOCK, "call 13800000001")
    assert answer.code == 130
    assert "not certain" in answer.err
    assert "--request-id auto-" in answer.err


@terminals
def test_ctrl_c_at_the_second_question_for_a_pin_says_that_nothing_was_recorded(office: Office) -> None:
    """The wrong PIN is on record, what was asked for is not."""
    with typing(office, CLOCK, "confirm", pin=None) as screen:
        screen.secret("PIN of 陈经理: ", "1357")
        screen.until("PIN of 陈经理: ")
        screen.process.send_signal(signal.SIGINT)
        code, drawn = screen.ended()
    assert code in (1, 130)
    assert "nothing was recorded" in drawn
