"""Six terminals, each 25 commands in fresh processes of the installed program (T2): 150 of 150 done, every answer its own.

Check-ins, receptions over, calls, salespeople away and back, deals, introductions, all at once on one store. The control is
the same program with each statement on its own, its steps drawn out as on a slow disk: turns are given twice or refused.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.store.tools import OPENED, Figure, mobile, office_of, report_on, rows, whole

pytestmark = pytest.mark.slow
TERMINALS, COMMANDS, CHECKINS = 6, 25, 10
RECEIVING = TERMINALS * CHECKINS
HERE = Path(__file__).parents[2]
PROGRAM = ("-c", "from salesdesk.cli.main import main; main()")
SLOW_AND_BARE = ("-m", "tests.store.weakened")
WEAKENED = json.dumps({"lock": "none", "slow": 0.2})


@dataclass(frozen=True)
class Done:
    """One command of a terminal, and what became of it."""

    terminal: int
    command: str
    code: int
    out: str
    err: str

    @property
    def verb(self) -> str:
        words = self.command.split()
        return " ".join(words[:2]) if words[0] in ("queue", "deal", "refer") else words[0]

    @property
    def answer(self) -> Any:
        return json.loads(self.out)


def typed(program: Sequence[str], store: Path, terminal: int, command: str) -> Done:
    """A fresh process, as a shell would start it."""
    words = [sys.executable, *program, *shlex.split(command), "--json"]
    environment = {
        **os.environ,
        "SALESDESK_DB": str(store),
        "SALESDESK_NOW": OPENED,
        "SALESDESK_LANG": "en",
        "TEST_WEAKENED": WEAKENED,
    }
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=HERE, timeout=300, check=False)
    return Done(terminal, command, done.returncode, done.stdout, done.stderr)


def todo(terminal: int) -> Iterator[str]:
    """What one terminal does; `{visit}` is the visit that it checked in last, `{phone}` that customer."""
    phones = iter(mobile(terminal * 100 + n) for n in range(1, COMMANDS))
    mine = f"s{RECEIVING + terminal + 1}"
    for n in range(5):
        phone = next(phones)
        yield f"checkin {phone} --name 客户{terminal}{n} --note 路过"
        yield "done --visit {visit}"
        yield f"checkin {next(phones)}"
        yield f"call {next(phones)} --note 问价" if n < 3 else f"queue back {mine}"
        yield [
            f"deal add {phone} --unit {terminal}-1 --price 1000000",
            f"refer client {next(phones)} --name 友 --by s{terminal + 1} --from {phone} --visit-at '2025-10-05 17:00'",
            f"queue away {mine}", f"queue away {mine}", f"call {next(phones)}",
        ][n]  # fmt: skip


def works(program: Sequence[str], store: Path, terminal: int, commands: Iterator[str]) -> list[Done]:
    done: list[Done] = []
    visit = 0
    for command in commands:
        done.append(typed(program, store, terminal, command.format(visit=visit)))
        if done[-1].verb == "checkin" and done[-1].code == 0:
            visit = done[-1].answer["visit"]["id"]
    return done


def an_office(folder: Path) -> Path:
    """Sixty salespeople for sixty turns, and six more at the tail who come and go."""
    return office_of(folder, RECEIVING + TERMINALS)


def all_terminals(program: Sequence[str], store: Path, commands: int) -> list[Done]:
    with ThreadPoolExecutor(TERMINALS) as pool:
        started = [pool.submit(works, program, store, n, iter(list(todo(n))[:commands])) for n in range(TERMINALS)]
        return [done for terminal in started for done in terminal.result()]


def of(done: list[Done], verb: str) -> list[Any]:
    return [d.answer for d in done if d.verb == verb]


def test_a_hundred_and_fifty_commands_of_six_terminals_are_all_done_and_every_answer_is_its_own(
    tmp_path: Path, record_property: Figure
) -> None:
    store = an_office(tmp_path)
    before = report_on(store).entries
    done = all_terminals(PROGRAM, store, COMMANDS)
    failed = [d for d in done if d.code]
    record_property("commands of six terminals in fresh processes, done", f"{len(done)}, {len(done) - len(failed)}")
    assert not failed, failed[0]
    assert len(done) == TERMINALS * COMMANDS
    assert not [d for d in done if d.err]
    turns = {a["visit"]["id"]: a["receiver"] for a in of(done, "checkin")}
    assert [turns[n] for n in range(1, RECEIVING + 1)] == [f"销售{n}" for n in range(1, RECEIVING + 1)]
    assert len({a["customer"]["id"] for a in of(done, "checkin")}) == RECEIVING
    assert sorted(a["freed"] for a in of(done, "done")) == sorted({a["freed"] for a in of(done, "done")})
    assert len({a["call"]["entry"] for a in of(done, "call")}) == len(of(done, "call")) == 4 * TERMINALS
    assert sorted(a["deal"]["id"] for a in of(done, "deal add")) == list(range(1, TERMINALS + 1))
    assert sorted(a["referral"]["id"] for a in of(done, "refer client")) == list(range(1, TERMINALS + 1))
    assert rows(store, "SELECT count(*), max(seq) FROM entry") == [(before + len(done), before + len(done))]
    assert whole(store)
    verified = typed(PROGRAM, store, 0, "verify").answer
    assert (verified["ok"], verified["entries"]) == (True, before + len(done))


def test_each_terminal_sees_what_it_entered_in_the_order_in_which_it_entered_it(tmp_path: Path) -> None:
    """One order of all entries, in which each terminal's own stand as it typed them."""
    store = an_office(tmp_path)
    done = all_terminals(PROGRAM, store, 8)
    assert {d.code for d in done} == {0}
    for terminal in range(TERMINALS):
        visits = [d.answer["visit"]["id"] for d in done if d.terminal == terminal and d.verb == "checkin"]
        assert visits == sorted(visits)
    assert Counter(k for (k,) in rows(store, "SELECT kind FROM entry WHERE kind IN ('visit', 'done', 'call')")) == {
        kind: len(of(done, verb)) for kind, verb in (("visit", "checkin"), ("done", "done"), ("call", "call"))
    }


def test_without_transactions_the_same_terminals_are_in_each_others_way(tmp_path: Path) -> None:
    store = an_office(tmp_path)
    done = all_terminals(SLOW_AND_BARE, store, 3)
    assert not [d for d in done if "Traceback" in d.err]
    receivers = [d.answer["receiver"] for d in done if d.verb == "checkin" and d.code == 0]
    assert any(d.code for d in done) or len(set(receivers)) < len(receivers), "the control must fail"
