"""The desk costs the day, not the history: its queries look things up, whatever the store holds."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from salesdesk.store import records
from salesdesk.store.check import check
from salesdesk.store.database import connect
from tests.bench import big
from tests.office import type_command
from tests.store.lived import lived
from tests.store.weakened import steps_counted, weakened

VISITS = 1_000
COMMANDS = (
    "checkin {phone} --name 张三", "checkin 13999999999", "owner {phone}", "queue", "queue --why", "done --visit {next}",
    "undo",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, date]:
    path = tmp_path_factory.mktemp("big") / "office.db"
    return path, big.build(path, VISITS)


def test_a_store_made_for_the_bench_is_whole(store: tuple[Path, date]) -> None:
    path, _day = store
    with closing(connect(path)) as sql:
        assert check(sql).findings == ()


def test_the_desk_scans_no_table(store: tuple[Path, date]) -> None:
    path, day = store
    told: list[str] = []
    opened = type_command(path, f"{day} 08:30", ["queue", "open", "--as", "陈经理"])
    assert opened.code == 0, opened.err
    for command in COMMANDS:
        words = command.format(phone=big.phone_of(7), next=VISITS + 1).split()
        with weakened(opened=lambda sql: sql.set_trace_callback(told.append)):
            answer = type_command(path, f"{day} 10:00", words)
        assert answer.code == 0, answer.err
    assert _scans(path, told) == []


def _scans(path: Path, queries: list[str]) -> list[str]:
    """The queries that go through a whole table, or through all entries of a kind to sort them or find the newest."""
    with closing(connect(path)) as sql:
        found = []
        for query in dict.fromkeys(q for q in queries if q.lstrip().startswith("SELECT")):
            plan = [row[3] for row in sql.execute(f"EXPLAIN QUERY PLAN {query}")]
            found += [f"{query}: {step}" for step in plan if step.startswith("SCAN") and not _ends_early(query)]
    return found


def _ends_early(query: str) -> bool:
    """The newest entry, read backwards from the end and no further."""
    return query.endswith(("ORDER BY seq DESC", "ORDER BY seq DESC LIMIT 1"))


def test_the_work_of_a_checkin_does_not_grow(tmp_path: Path) -> None:
    """The steps that SQLite's machine takes, counted: the same for three times the history."""
    small, large = (_steps(tmp_path / f"{n}.db", n) for n in (1_000, 4_000))
    assert large < small * 1.2


def _steps(path: Path, visits: int) -> int:
    day = big.build(path, visits)
    type_command(path, f"{day} 08:30", ["queue", "open", "--as", "陈经理"])
    with steps_counted() as steps:
        answer = type_command(path, f"{day} 10:00", ["checkin", big.phone_of(900_000)])
        assert answer.code == 0, answer.err
        assert type_command(path, f"{day} 10:00", ["queue"]).code == 0
        assert type_command(path, f"{day} 10:00", ["undo"]).code == 0
    return steps[0]


def test_all_entries_are_looked_at_however_many_are_asked_for(tmp_path: Path) -> None:
    """More numbers than SQLite takes as parameters, from the last to the first: those on record, in order of entry."""
    with closing(records.Store(lived(tmp_path))) as store, store.reading() as book:
        found = [e.seq for e in book.at_seq(range(300_000, 0, -1))]
        assert found == list(range(1, book.head()[0] + 1))
