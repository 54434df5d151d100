"""Fifty thousand entries (T40): checked to the last one; how fast is the benchmark's to say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salesdesk.store import keeping
from salesdesk.store.check import check
from salesdesk.store.database import connect
from salesdesk.store.records import Line, Personal, Stamp, Store
from tests.store.tools import mobile, office_of, report_on

pytestmark = pytest.mark.slow
MANY = 50_000


def large(folder: Path) -> Path:
    """A store with fifty thousand calls, each of another customer."""
    path = office_of(folder)
    now = datetime(2025, 10, 5, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    store = Store(path)
    with store.writing() as book:
        lines = (
            Line(at=now, body={"customer": n}, number=n, about=(n,), personal=Personal(n, f"客户{n}", mobile(n), None))
            for n in range(1, MANY + 1)
        )
        book.append_many(Stamp(now, now, False, False, "tester"), "call", lines)
    store.close()
    return path


def test_every_one_of_fifty_thousand_entries_is_looked_at(tmp_path: Path) -> None:
    store = large(tmp_path)
    report = report_on(store)
    assert not report.findings
    assert report.entries > MANY
    connection = connect(store)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for seq in (20, MANY // 2, MANY):
        connection.execute("BEGIN")
        connection.execute("UPDATE entry SET late = 1 WHERE seq = ?", (seq,))
        assert [(f.code, f.entry) for f in check(connection).findings] == [("chain", seq)]
        connection.execute("ROLLBACK")
        connection.execute("BEGIN")
        connection.execute("UPDATE detail SET name = 'x' WHERE seq = ?", (seq,))
        assert [(f.code, f.entry) for f in check(connection).findings] == [("words", seq)]
        connection.execute("ROLLBACK")
    connection.close()


def test_a_copy_of_fifty_thousand_entries_is_whole(tmp_path: Path) -> None:
    store = large(tmp_path)
    assert keeping.backup(store, tmp_path / "copy.db") == report_on(tmp_path / "copy.db") == report_on(store)
