"""Rows that belong to no entry, put into the file behind the program's back: `verify` has to see them."""

from __future__ import annotations

import sqlite3
from contextlib import closing as closed
from pathlib import Path

import pytest

from tests.office import type_command
from tests.store.lived import lived
from tests.store.tools import whole

CLOCK = "2025-11-03 10:30"
STRAYS = {
    "words": "INSERT INTO detail VALUES (9999, 1, hex(zeroblob(32)), NULL, '13900000099', '{}')",
    "a customer": "INSERT INTO about VALUES (1, 9999)",
    "pay": "INSERT INTO paid VALUES (9999, 1, 1, 'share', 3, 'sales', '1', 100, '3.1', '1')",
}


@pytest.mark.parametrize("sort", STRAYS)
def test_a_row_that_belongs_to_no_entry_is_seen(tmp_path: Path, sort: str) -> None:
    """Words of no entry give a number to somebody's customer: the next visitor with it becomes that one's by 4.1."""
    store = lived(tmp_path)
    assert whole(store)
    with closed(sqlite3.connect(store)) as sql:
        sql.execute(STRAYS[sort])
        sql.commit()
    assert type_command(store, CLOCK, ["verify"]).code == 3
    assert type_command(store, CLOCK, ["doctor"]).code == 3
