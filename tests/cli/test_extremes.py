"""Whatever is accepted, every reading command still answers, `verify` and `backup` succeed (policy 7.2, 10 Fifth round)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from salesdesk.store import database
from tests.cli.extremes import READS, WRITES, Typist, commands
from tests.store.tools import Figure

ROUND = 250


def test_every_command_is_known_to_read_or_to_write() -> None:
    """A new command is sorted in here before it is forgotten."""
    assert set(commands()) == READS | WRITES
    assert not READS & WRITES


def played(folder: Path, seed: int, count: int, monkeypatch: pytest.MonkeyPatch, first: list[str]) -> Counter[str]:
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(database, "PRAGMAS", tuple(p.replace("EXTRA", "OFF") for p in database.PRAGMAS))
    typist = Typist(folder, Random(seed))
    typist.play(count, first)
    if typist.wrong:
        pytest.fail(f"seed {seed}\n" + "\n\n".join(typist.wrong), pytrace=False)
    return typist.seen


def test_extreme_values_in_every_command_leave_an_office_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Figure
) -> None:
    """Every command once (the demo, which takes seconds, under `slow`), then others."""
    first = sorted(set(commands()) - {"demo"})
    seen = played(tmp_path / "0", 11, ROUND, monkeypatch, first)
    record_property("random commands with extreme values, accepted", f"{ROUND}, {seen['accepted']}")
    assert seen["accepted"] >= ROUND // 10


@pytest.mark.slow
def test_five_thousand_random_commands_with_extreme_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Figure
) -> None:
    """Twenty offices with erased persons, restores and closed months, every command in each."""
    total: Counter[str] = Counter()
    for seed in range(20):
        total += played(tmp_path / str(seed), seed, ROUND, monkeypatch, sorted(commands()) if not seed else [])
    record_property("random commands with extreme values, accepted (slow)", f"{20 * ROUND}, {total['accepted']}")
    assert total["accepted"] > 500
    accepted = {name.removesuffix(" 0") for name in total if name.endswith(" 0")}
    assert WRITES - accepted <= {"init"}, "a command that is never accepted tries nothing"
