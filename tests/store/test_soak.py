"""Four terminals, random commands, kills, backups and checks; the history held against the register (T37, after Jepsen).

Nothing acknowledged is lost, nothing is there twice, and one order explains every answer: the same commands, given once more
one after another in the order of the register, are answered alike and make the same register. `SALESDESK_SOAK` is its length
in seconds (18; the plan's run is 300), `SALESDESK_SEED` another course. The controls: no transactions; histories with a fault.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store import soak
from tests.store.soak import Line, Op
from tests.store.tools import Figure, report_on, whole
from tests.store.weakened import NONE, weakened

SECONDS = float(os.environ.get("SALESDESK_SOAK", "18"))
SEED = int(os.environ.get("SALESDESK_SEED", "37"))


def beginning(tmp_path: Path) -> tuple[Path, Path]:
    """The store to work on, and a copy of how it was."""
    store = soak.prepared(tmp_path)
    return store, Path(shutil.copyfile(store, tmp_path / "begun.db"))


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_and_one_order_explains_every_answer(
    tmp_path: Path, record_property: Figure
) -> None:
    store, begun = beginning(tmp_path)
    ops, kills = soak.soaked(store, SECONDS, SEED)
    found = soak.faults(ops, store, begun)
    done = sum(op.acknowledged for op in ops)
    record_property("soak: commands / acknowledged entries / kills / faults",
                    f"{len(ops)} / {done} / {kills} / {len(found)}")  # fmt: skip
    assert not found, "\n".join(found[:5])
    assert whole(store)
    assert done > 50
    assert kills >= SECONDS / 2
    backups_are_beginnings(store, record_property)


def backups_are_beginnings(store: Path, record_property: Figure) -> None:
    """Each copy that was made on the way is whole, and the register as it was at some moment."""
    copies, lines = list((store.parent / "copies").glob("*.db")), soak.register(store)
    assert all(whole(copy) for copy in copies)
    assert all(soak.register(copy) == lines[: report_on(copy).entries] for copy in copies)
    record_property("soak: backups, each whole and a beginning of the register", len(copies))
    assert copies


@pytest.mark.slow
def test_without_transactions_the_history_does_not_agree_with_the_register(tmp_path: Path) -> None:
    for n in range(4):
        folder = tmp_path / str(n)
        folder.mkdir()
        store, begun = beginning(folder)
        with weakened(lock=NONE, slow=0.03):
            ops, _kills = soak.soaked(store, 5, SEED + n)
        if soak.faults(ops, store, begun) or not whole(store):
            return
    pytest.fail("the control must fail")


# --- the check itself

COMMANDS = ("checkin 13800000001", "call 13800000002", "checkin 13800000003", "done --visit 1", "verify")


def a_history(tmp_path: Path) -> tuple[list[Op], Path, Path]:
    """Five commands, one after the other."""
    store, begun = beginning(tmp_path)
    ops = []
    for n, command in enumerate(COMMANDS):
        told = soak.send(store, f"r{n}", command)
        ops.append(Op(f"r{n}", command, n * 10, n * 10 + 5, told["code"], told["answer"]))
    return ops, store, begun


def test_a_history_without_a_fault_has_none(tmp_path: Path) -> None:
    assert soak.faults(*a_history(tmp_path)) == []


def with_op(ops: list[Op], n: int, **values: object) -> list[Op]:
    return [replace(op, **values) if m == n else op for m, op in enumerate(ops)]  # type: ignore[arg-type]


FAULTS: dict[str, tuple[Callable[[list[Op]], list[Op]], str]] = {
    "an answer without an entry": (
        lambda ops: [*ops, Op("r9", "call 13800000009", 70, 75, 0, {"call": {"entry": 99}})], "acknowledged and lost"
    ),
    "a command without an answer": (lambda ops: with_op(ops, 1, answered=None, code=None), "never answered"),
    "an entry that nobody asked for": (lambda ops: [op for op in ops if op.id != "r1"], "asked for by nobody"),
    "a refusal that is on record": (lambda ops: with_op(ops, 1, code=1, answer={}), "refused, and on record"),
    "a store that gave way": (lambda ops: [*ops, Op("r9", "queue", 70, 75, 3, {})], "broke"),
    "an entry before one that was answered earlier": (lambda ops: with_op(ops, 0, sent=100, answered=105), "before"),
    "a look that misses what was answered": (lambda ops: with_op(ops, 4, answer={"entries": 3}), "does not see"),
    "an answer that no order explains": (
        lambda ops: with_op(ops, 2, answer={**ops[2].answer, "receiver": "销售9"}), "in the order of the register"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_history_is_found(tmp_path: Path, fault: str) -> None:
    ops, store, begun = a_history(tmp_path)
    plant, words = FAULTS[fault]
    assert any(words in found for found in soak.faults(plant(ops), store, begun))


def test_a_command_entered_twice_is_found(tmp_path: Path) -> None:
    ops, store, _begun = a_history(tmp_path)
    lines = soak.register(store)
    twice = [*lines, Line(lines[-1].seq + 1, "r1", lines[-1].content)]
    assert any("twice on record" in found for found in soak.unasked(ops, twice))


def test_an_entry_that_the_commands_do_not_make_is_found(tmp_path: Path) -> None:
    ops, store, begun = a_history(tmp_path)
    lines = soak.register(store)
    altered = [*lines[:-1], replace(lines[-1], content=("other",))]
    assert any("in a repetition" in found for found in soak.replayed(ops, altered, begun, tmp_path))
