"""A visitor is standing there: a cold command imports what it uses, and no more."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.office import Office

HEAVY = {"sqlmodel", "sqlalchemy", "openpyxl", "rich", "pypinyin", "pydantic", "asyncio", "email", "importlib.metadata"}
STORE = {"sqlite3", "salesdesk.store", "salesdesk.store.records", "salesdesk.desk"}
CODE = """
import sys
from salesdesk.cli.main import run
code = run(sys.argv[1:])
print("\\n".join(sys.modules), file=sys.stderr)
sys.exit(code)
"""


def imported(office: Office, command: str, code: int = 0, **env: str) -> set[str]:
    """The modules that a fresh process has in memory after `command`."""
    surroundings = {**os.environ, "SALESDESK_DB": str(office.store), "SALESDESK_NOW": "2025-10-05 10:00", **env}
    words = [sys.executable, "-c", CODE, *shlex.split(command)]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return set(done.stderr.split())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open --as 陈经理")
    return office


@pytest.mark.parametrize("command", ["checkin 13800000001 --name 张三", "queue", "done --visit 1"])
def test_a_cold_command_imports_nothing_heavy(office: Office, command: str) -> None:
    office.ask("2025-10-05 09:00", "checkin 13800000009")
    assert imported(office, command) & HEAVY == set()


def test_help_imports_no_store(office: Office) -> None:
    assert imported(office, "--help") & (HEAVY | STORE) == set()


def test_a_usage_error_imports_nothing_heavy(office: Office) -> None:
    assert imported(office, "checkin --nosuch", 2) & HEAVY == set()


@pytest.mark.parametrize("typed", ["che", "checkin #1", "done x"])
def test_completion_imports_nothing_heavy(office: Office, typed: str) -> None:
    asked = {"COMP_WORDS": f"salesdesk {typed}", "COMP_CWORD": str(len(typed.split()))}
    code = CODE.replace("code = run", "try:\n    code = run").replace(
        "print(", "except SystemExit as e:\n    code = e.code\nprint(", 1
    )
    env = {**os.environ, **asked, "SALESDESK_DB": str(office.store), "_SALESDESK_COMPLETE": "complete_bash"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert set(done.stderr.split()) & HEAVY == set()
