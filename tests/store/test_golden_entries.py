"""The bytes that are hashed are fixed for ever (T20): thirty-odd entries with the hash they had when they were written down."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from salesdesk.store import seal

GOLDEN = Path(__file__).with_name("golden_entries.json")
KEPT: dict[str, list[dict[str, Any]]] = json.loads(GOLDEN.read_text("utf-8"))
PRINT_ALL = """
import json, sys
from salesdesk.store import seal
kept = json.loads(open(sys.argv[1], encoding="utf-8").read())
sys.stdout.write(" ".join(seal.entry_hash(e["row"]) for e in kept["entries"]))
sys.stdout.write(" " + " ".join(seal.commitment(c["salt"], c["detail"]) for c in kept["commitments"]))
"""


def test_there_are_thirty_entries_and_they_name_every_hashed_field() -> None:
    assert len(KEPT["entries"]) >= 30
    assert all(set(e["row"]) == set(seal.FIELDS) for e in KEPT["entries"])


@pytest.mark.parametrize("entry", KEPT["entries"], ids=lambda e: e["about"])
def test_an_entry_has_the_bytes_and_the_hash_it_always_had(entry: dict[str, Any]) -> None:
    values = [entry["row"][f] for f in seal.FIELDS]
    assert json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8").hex() == entry["bytes"]
    assert seal.entry_hash(entry["row"]) == entry["hash"]
    assert seal.seal(entry["row"]["seq"], entry["hash"]) == entry["seal"]


@pytest.mark.parametrize("kept", KEPT["commitments"], ids=lambda c: c["about"])
def test_personal_words_have_the_commitment_they_always_had(kept: dict[str, Any]) -> None:
    assert seal.commitment(kept["salt"], kept["detail"]) == kept["commitment"]
    *known, words = kept["detail"]
    assert seal.commitment_of(kept["salt"], by_sqlite(known), seal.canonical(words).encode()) == kept["commitment"]


def by_sqlite(values: list[Any]) -> bytes:
    """Values as SQLite writes them down: `verify` reads them so, because it is quicker."""
    with closing(sqlite3.connect(":memory:")) as sql:
        marks = ",".join("?" * len(values))
        return bytes(sql.execute(f"SELECT CAST(json_array({marks}) AS BLOB)", values).fetchone()[0])


@pytest.mark.parametrize("entry", KEPT["entries"], ids=lambda e: e["about"])
def test_sqlite_writes_an_entry_down_as_python_does(entry: dict[str, Any]) -> None:
    values = [entry["row"][f] for f in seal.FIELDS]
    if all(not isinstance(v, int) or abs(v) < 2**63 for v in values):
        assert seal.written_hash(by_sqlite(values)) == entry["hash"]


@pytest.mark.parametrize("kept", KEPT["digests"], ids=lambda d: d["about"])
def test_the_lines_of_a_closed_month_have_the_digest_they_always_had(kept: dict[str, Any]) -> None:
    assert seal.digest(kept["lines"]) == kept["digest"]


ENVIRONMENTS: list[dict[str, str]] = [
    *({"PYTHONHASHSEED": str(n)} for n in range(4)),
    {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
    {"TZ": "America/St_Johns"},
    {"TZ": "Pacific/Kiritimati"},
    {"LANG": "zh_CN.GBK", "TZ": "UTC"},
]


@pytest.mark.parametrize("variables", ENVIRONMENTS, ids=str)
def test_the_hashes_do_not_hang_on_the_machine(variables: dict[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PRINT_ALL, str(GOLDEN)], env={**os.environ, **variables}, capture_output=True, check=True
    )
    kept = [e["hash"] for e in KEPT["entries"]] + [c["commitment"] for c in KEPT["commitments"]]
    assert told.stdout.decode("ascii").split() == kept


def test_any_other_way_of_writing_a_value_down_gives_another_hash() -> None:
    """The control: a composed and a decomposed letter, 1 and "1", nothing and empty are told apart."""
    row = KEPT["entries"][0]["row"]
    pairs = [
        ("account", "é", "e\u0301"),
        ("body", "{}", "{ }"),
        ("names", None, 0),
        ("request", None, ""),
        ("late", 1, "1"),
    ]
    for field, one, other in pairs:
        assert seal.entry_hash(row | {field: one}) != seal.entry_hash(row | {field: other}), field
