"""Every operation of the table, killed at every call on its store (T6), every call failing (T8), the power cut after it (T7).

The controls: a store made without its one transaction, and settings of SQLite that sync less.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.store.faults import (
    ERRORS,
    INIT,
    KILLS,
    OPERATIONS,
    Fault,
    Hit,
    at_each_call,
    base,
    needs_strace,
    state,
    traced,
)
from tests.store.powercut import Disk, File, Found, after, changes, states
from tests.store.tools import MEMORY, Figure

pytestmark = [pytest.mark.slow, needs_strace]


def hits(fault: Fault) -> Iterator[Hit]:
    """Every operation at each of its calls; the stores lie in memory and are gone once the next operation's turn comes."""
    for operation in OPERATIONS:
        with TemporaryDirectory(prefix="salesdesk-test-", dir=MEMORY) as folder:
            yield from at_each_call(Path(folder), operation, fault)


@pytest.mark.parametrize("fault", KILLS, ids=str)
def test_an_operation_killed_at_any_call_is_done_or_not_done(fault: Fault, record_property: Figure) -> None:
    seen = [(hit, state(hit.store, hit.operation)) for hit in hits(fault)]
    bad = [f"{hit}: {left}" for hit, left in seen if left not in ("before", "after")]
    record_property(f"{fault}: points, bad states", f"{len(seen)}, {len(bad)}")
    assert not bad, "\n".join(bad[:5])
    assert seen


def complaint(hit: Hit, left: str) -> str | None:
    """What is wrong with how an operation took the error, if anything."""
    assert hit.answer is not None, f"killed by an error: {hit}"
    code, out, err = hit.answer["code"], hit.answer["out"], hit.answer["err"]
    if left not in ("before", "after"):
        return "a bad state"
    if "Traceback" in err or code not in (0, 3):
        return "neither done nor a plain error of the store"
    if code == 0:
        return None if left == "after" else "it says that it was recorded, and it was not"
    if out:
        return "an answer with an error"
    said_no = "nothing was recorded" in json.loads(err)["error"]["message"]
    return "it was recorded, and it says that it was not" if left == "after" and said_no else None


@pytest.mark.parametrize("fault", ERRORS, ids=str)
def test_an_error_of_the_disk_at_any_call_is_said_and_leaves_no_half(fault: Fault, record_property: Figure) -> None:
    seen = [(hit, complaint(hit, state(hit.store, hit.operation))) for hit in hits(fault)]
    bad = [f"{what}: {hit}" for hit, what in seen if what]
    refused = sum(1 for hit, _what in seen if hit.answer and hit.answer["code"] == 3)
    record_property(f"{fault}: points, refused, wrong answers or states", f"{len(seen)}, {refused}, {len(bad)}")
    assert not bad, "\n".join(bad[:5])
    assert refused


def test_without_the_one_transaction_a_killed_init_leaves_what_is_neither(tmp_path: Path) -> None:
    seen = at_each_call(tmp_path, INIT, Fault("truncations"), weak=True)
    assert any(state(hit.store, INIT).startswith("neither") for hit in seen), "the control must fail"


# --- power cuts, replayed

EACH = 300
NEW = 40
"""States tried after each call; fewer of a new store, which makes more calls."""
TRACE = ["-y", "-xx", "-s", "1000000", "-e", "trace=pwrite64,ftruncate,fsync,fdatasync,openat,unlink"]


def cut_at_every_call(folder: Path, operation: str, each: int, pragmas: dict[str, str]) -> Iterator[tuple[bool, Found]]:
    """All states of the disk after each call of the operation, and whether it had been answered by then."""
    (answer,), log = traced(folder, operation, 1, "", [*TRACE, "-P", str(folder)], {"pragmas": pragmas})
    assert answer["code"] == 0, answer
    mine = [c for c in changes(log, folder) if c.what == "sync folder" or Path(c.path).name in ("1.db", "1.db-journal")]
    before = {} if operation == INIT else {str(folder / "1.db"): File(True, base().read_bytes())}
    disk, chance = Disk(before), random.Random(operation)
    seen: set[Found] = set()
    for n, change in enumerate(mine, 1):
        disk = after(disk, change)
        answered = n == len(mine)
        fresh = states(disk, each, chance) - (set() if answered else seen)
        seen |= fresh
        yield from ((answered, found) for found in fresh)


def verdict(folder: Path, found: Found, operation: str, answered: bool) -> str:
    """What the next command finds: the store whole, an acknowledged entry lost, or a store that is not whole."""
    for old in folder.iterdir():
        old.unlink()
    for path, content in found:
        (folder / Path(path).name).write_bytes(content)
    left = state(folder / "1.db", operation)
    if left not in ("before", "after"):
        return "not whole"
    return "lost" if answered and left != "after" else "good"


def replayed(tmp_path: Path, operation: str, each: int, **pragmas: str) -> Counter[str]:
    made, looked = tmp_path / "made", tmp_path / "looked"
    made.mkdir()
    looked.mkdir()
    cuts = cut_at_every_call(made, operation, each, pragmas)
    return Counter(verdict(looked, found, operation, answered) for answered, found in cuts)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_after_a_power_cut_at_any_call_the_operation_is_done_or_not_done(
    tmp_path: Path, operation: str, record_property: Figure
) -> None:
    counted = replayed(tmp_path, operation, NEW if operation == INIT else EACH)
    what = operation.split(" --")[0]
    record_property(f"power cuts replayed of '{what}', good", f"{counted.total()}, {counted['good']}")
    assert counted.total() == counted["good"], counted
    assert counted.total() > (300 if operation == INIT else 1_000)


WEAKER = {
    "nothing synced": {"synchronous": "OFF"},
    "the journal's removal not synced": {"journal_mode": "DELETE", "synchronous": "FULL"},
    "fewer syncs": {"journal_mode": "DELETE", "synchronous": "NORMAL"},
}


@pytest.mark.parametrize("name", WEAKER)
def test_with_weaker_settings_power_cuts_do_harm(tmp_path: Path, name: str, record_property: Figure) -> None:
    """The control: the same replay, the safeguard off."""
    counted = replayed(tmp_path, OPERATIONS[0], 60, **WEAKER[name])
    harm = counted["not whole"] + counted["lost"]
    record_property(f"power cuts replayed with {WEAKER[name]}, harmful", f"{counted.total()}, {harm}")
    assert harm > 0, "the control must fail"
