"""Power cuts, replayed (T7): every state the disk may be in after any call of twelve commands, opened and checked."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesdesk.store.check import check
from salesdesk.store.database import PRAGMAS, connect
from tests.store.powercut import Disk, File, Found, after, changes, states
from tests.store.tools import Figure
from tests.store.traced import COMMANDS, entries_of, needs_strace, run_traced, steps_in

pytestmark = [pytest.mark.slow, needs_strace]
EACH = 300
TRACE = ["-y", "-xx", "-s", "1000000", "-e", "trace=pwrite64,ftruncate,fsync,fdatasync,openat,unlink"]


def cut_at_every_call(folder: Path, command: str, pragmas: str, each: int) -> Iterator[tuple[bool, Found]]:
    """All states of the disk after each call of the command, and whether the command had been answered by then."""
    (step,) = steps_in(folder, (command,))
    before = step.store.read_bytes()
    options = [*TRACE, "-P", str(folder)]
    (answer,), log = run_traced(folder, [step], options, TEST_PRAGMAS=pragmas)
    assert answer["code"] == 0, answer
    done = list(changes(log, folder))
    disk, chance = Disk({str(step.store): File(True, before)}), random.Random(command)
    seen: set[Found] = set()
    for n, change in enumerate(done, 1):
        disk = after(disk, change)
        answered = n == len(done)
        fresh = states(disk, each, chance) - (set() if answered else seen)
        seen |= fresh
        yield from ((answered, state) for state in fresh)


def verdict(folder: Path, state: Found, command: str, answered: bool) -> str:
    """What the next command finds: the store whole, an acknowledged entry lost, or a store that is not whole."""
    name = Path(state[0][0]).name if state else "office-0.db"
    for old in folder.iterdir():
        old.unlink()
    for path, content in state:
        (folder / Path(path).name).write_bytes(content)
    try:
        connection = connect(folder / name.removesuffix("-journal"))
        try:
            report = check(connection)
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return "unreadable"
    was, now = entries_of(command)
    if report.findings or report.entries not in (was, now):
        return "not whole"
    return "lost" if answered and report.entries != now else "good"


def replayed(tmp_path: Path, command: str, pragmas: str, each: int) -> Counter[str]:
    made, looked = tmp_path / "made", tmp_path / "looked"
    made.mkdir()
    looked.mkdir()
    cuts = cut_at_every_call(made, command, pragmas, each)
    return Counter(verdict(looked, state, command, answered) for answered, state in cuts)


@pytest.mark.parametrize("command", COMMANDS)
def test_after_a_power_cut_at_any_call_the_command_is_done_or_not_done(
    tmp_path: Path, command: str, record_property: Figure
) -> None:
    counted = replayed(tmp_path, command, " ".join(PRAGMAS), EACH)
    record_property(
        f"power cuts replayed of '{command.split(' --')[0]}', good", f"{counted.total()}, {counted['good']}"
    )
    assert counted.total() == counted["good"], counted
    assert counted.total() > 1_000


WEAKER = {
    "nothing synced": ("journal_mode=TRUNCATE synchronous=OFF", "unreadable", "not whole", "lost"),
    "the journal's removal not synced": ("journal_mode=DELETE synchronous=FULL", "lost"),
    "fewer syncs": ("journal_mode=DELETE synchronous=NORMAL", "lost"),
}


@pytest.mark.parametrize("name", WEAKER)
def test_with_weaker_settings_power_cuts_do_harm(tmp_path: Path, name: str, record_property: Figure) -> None:
    """The control: the same replay, the safeguard off."""
    pragmas, *harms = WEAKER[name]
    counted = replayed(tmp_path, COMMANDS[0], pragmas, 60)
    harm = sum(counted[h] for h in harms)
    record_property(f"power cuts replayed with {pragmas}, harmful", f"{counted.total()}, {harm}")
    assert harm > 0, "the control must fail"
