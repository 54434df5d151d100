"""Two terminals killed at any moment (T5), limits on the size of a file (T9): nothing acknowledged is lost, nothing is half."""

from __future__ import annotations

import os
import random
import resource
import signal
from pathlib import Path

import pytest

from tests.store.tools import Figure, asked, killed, mobile, office_of, report_on, rows, typed, whole
from tests.store.weakened import NONE, weakened


def caller(store: Path, pipe: int, first: int) -> None:
    """Records calls and tells the number of each that was recorded, until it is killed."""
    for n in range(first, first + 10_000):
        answer = asked(store, f"call {mobile(n)}")
        os.write(pipe, f"{answer['call']['entry']} {n}\n".encode())


def rounds(store: Path, count: int, chance: random.Random) -> tuple[dict[int, str], int]:
    """Two writers killed together, `count` times: what they were told was recorded, and how many hot journals they left."""
    acknowledged: dict[int, str] = {}
    hot, patience = 0, 0.04
    for n in range(count):
        first = n * 100_000
        works = [lambda p, f=first: caller(store, p, f), lambda p, f=first + 50_000: caller(store, p, f)]
        told = killed(works, chance.uniform(0.005, 0.02 + patience))
        patience += 0.01 if not any(told) else -0.002
        journal = store.with_name(f"{store.name}-journal")
        hot += journal.exists() and journal.stat().st_size > 0
        for line in "".join(told).splitlines():
            entry, phone = line.split()
            acknowledged[int(entry)] = mobile(int(phone))
    return acknowledged, hot


def lost(store: Path, acknowledged: dict[int, str]) -> list[int]:
    kept = dict(rows(store, "SELECT seq, phone FROM detail"))
    return [seq for seq, phone in acknowledged.items() if kept.get(seq) != phone]


@pytest.mark.parametrize("count", [30, pytest.param(150, marks=pytest.mark.slow)])
def test_two_killed_terminals_lose_nothing_that_was_acknowledged(
    tmp_path: Path, record_property: Figure, count: int
) -> None:
    store = office_of(tmp_path)
    acknowledged, hot = rounds(store, count, random.Random(5))
    gone = lost(store, acknowledged)
    record_property(
        "double kills / acknowledged / lost / hot journals rolled back",
        f"{count} / {len(acknowledged)} / {len(gone)} / {hot}",
    )
    assert not gone
    assert whole(store)
    assert len(acknowledged) > count
    assert hot > 0 or count < 150


def test_without_transactions_a_kill_leaves_half_an_entry(tmp_path: Path) -> None:
    store = office_of(tmp_path)
    chance = random.Random(6)
    for _n in range(60):
        with weakened(lock=NONE, slow=0.005):
            killed([lambda p: caller(store, p, 0)], chance.uniform(0.01, 0.1))
        if not whole(store):
            return
    pytest.fail("the control must fail: no kill left an entry without its words")


# --- a file that may grow no further

LIMITS = 60


def limited(store: Path, limit: int, pipe: int) -> None:
    """Records one call with a limit on the size of every file, as a full disk or a quota would set."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    note = f"--note {'很长的话' * 500}" if limit % 2 else ""
    answer = typed(store, f"call {mobile(1)} --name {'很长的名字' * 10} {note}")
    os.write(pipe, f"refused {answer.json['error']['message']}".encode() if answer.code == 3 else b"recorded")
    os._exit(0)


def outcome_under(store: Path, limit: int) -> str:
    before = rows(store, "SELECT count(*) FROM entry")[0][0]
    (told,) = killed([lambda pipe: limited(store, limit, pipe)], 20)
    report = report_on(store)
    assert not report.findings
    assert report.entries == before + (told == "recorded"), f"at {limit}: {told}"
    assert told == "recorded" or "nothing was recorded" in told or "cannot be opened" in told, told
    return told.split()[0]


def test_a_file_that_may_not_grow_leaves_the_register_as_it_was(tmp_path: Path, record_property: Figure) -> None:
    store = office_of(tmp_path)
    size = store.stat().st_size
    limits = [*range(1, 20_000, 1_000), *range(size - 8_192, size + 32_768, 1_024)]
    outcomes = [outcome_under(store, limit) for limit in limits]
    record_property(
        "limits on the file's size / refused / bad states", f"{len(limits)} / {outcomes.count('refused')} / 0"
    )
    assert len(limits) >= LIMITS
    assert outcomes.count("refused") >= 20
    assert outcomes.count("recorded") >= 1
