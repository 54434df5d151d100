"""A store of an earlier version is brought up to this one wholly or not at all, and kept as it was (T13).

There is only one version yet, so the later one is made up here: a further column, and a step that spoils the chain.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing as closed
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from salesdesk.desk import queue
from salesdesk.errors import StoreError
from salesdesk.store import database, migrations
from tests.store.lived import lived
from tests.store.tools import Figure, closing, desk_at, killed, rows, together, whole

CLOCK = "2025-11-03 10:30"
LATER = ("ALTER TABLE detail ADD COLUMN nick TEXT", "CREATE INDEX detail_nick ON detail (nick)")
SPOILED = ("DROP TRIGGER entry_no_update", "UPDATE entry SET account = 'other' WHERE seq = 3")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This program is of version 2, the stores are still of version 1."""
    lived(tmp_path).unlink()
    for module in (database, migrations):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 2)
    monkeypatch.setattr(migrations, "STEPS", {1: LATER})


def version(store: Path) -> int:
    with closed(sqlite3.connect(store)) as sql:
        return int(sql.execute("PRAGMA user_version").fetchone()[0])


def columns(store: Path) -> set[str]:
    return {name for _n, name, *_more in rows(store, "PRAGMA table_info(detail)")}


def asked(store: Path) -> None:
    with closing(desk_at(store, CLOCK)) as desk:
        queue.show(desk, None)


def kept(store: Path) -> Path:
    return store.with_name(f"{store.name}.before-version-2")


def test_an_older_store_is_brought_up_with_the_first_command_and_kept_as_it_was(tmp_path: Path, later: None) -> None:
    store = lived(tmp_path)
    before = rows(store, "SELECT seq, hash FROM entry ORDER BY seq")
    asked(store)
    assert (version(store), version(kept(store))) == (2, 1)
    assert "nick" in columns(store)
    assert "nick" not in columns(kept(store))
    assert before == rows(store, "SELECT seq, hash FROM entry ORDER BY seq")
    assert before == rows(kept(store), "SELECT seq, hash FROM entry ORDER BY seq")
    assert kept(store).stat().st_mode & 0o777 == 0o600
    assert whole(store)


def test_four_terminals_at_once_bring_it_up_once(tmp_path: Path, later: None, record_property: Figure) -> None:
    folders = [tmp_path / str(n) for n in range(20)]
    for folder in folders:
        folder.mkdir()
    stores = [lived(folder) for folder in folders]

    def work(_n: int, start: Barrier) -> None:
        for store in stores:
            start.wait(60)
            asked(store)

    together(4, work)
    assert all(version(s) == 2 and version(kept(s)) == 1 and whole(s) for s in stores)
    record_property("stores brought up to a later version by four terminals at once", len(stores))


def test_one_that_is_killed_is_wholly_old_or_wholly_new(tmp_path: Path, later: None, record_property: Figure) -> None:
    chance, seen = random.Random(13), [0, 0]
    for n in range(60):
        (tmp_path / str(n)).mkdir()
        store = lived(tmp_path / str(n))
        killed([lambda _pipe, store=store: asked(store)], chance.uniform(0.0, 0.03))  # type: ignore[misc]
        new = "nick" in columns(store)
        assert version(store) == 1 + new
        seen[new] += 1
        asked(store)
        assert version(store) == 2
        assert whole(store)
    record_property("migrations killed: wholly old / wholly new / half", f"{seen[0]} / {seen[1]} / 0")


def test_one_that_would_spoil_the_register_is_rolled_back(
    tmp_path: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control too: what comes out is checked, not only what went in."""
    monkeypatch.setattr(migrations, "STEPS", {1: SPOILED})
    store = lived(tmp_path)
    with pytest.raises(StoreError, match="left as it is"):
        asked(store)
    assert version(store) == 1
    assert whole(store)
