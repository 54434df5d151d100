"""Terminals that work at random and are killed at random, and the history of what they were told (after Jepsen).

Each command is written down before it is sent and when it is answered, on the machine's one clock. A command whose terminal was
killed is sent again with its request id. `faults` then holds the history against the register.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.store.tools import OPENED, asked, mobile, office_of, rows, typed

TERMINALS, STAFF, CUSTOMERS = 4, 12, 60
APPROVERS = ("陈经理", "钱经理", "冯经理", "卫经理")
READS = ("queue", "owner", "verify", "backup")


@dataclass(frozen=True)
class Op:
    """One command: when it was sent first, when it was answered at last, and how."""

    id: str
    command: str
    sent: int
    answered: int | None = None
    code: int | None = None
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def reads(self) -> bool:
        return self.command.split()[0] in READS and self.command.split()[1:2] not in (["away"], ["back"], ["strike"])

    @property
    def acknowledged(self) -> bool:
        return self.code == 0 and not self.reads


@dataclass(frozen=True)
class Line:
    """One entry of the register, as far as a repetition of the same commands must make it again."""

    seq: int
    request: str | None
    content: tuple[Any, ...]


def prepared(folder: Path) -> Path:
    """An office with a manager for each terminal."""
    store = office_of(folder, STAFF)
    for name in APPROVERS[1:]:
        asked(store, f"staff add {name} --role manager --as 陈经理", "2025-10-05 09:00")
    asked(store, "staff add 孙会计 --role employee --as 陈经理", "2025-10-05 09:00")
    return store


# --- what a terminal does


def a_command(chance: random.Random, manager: str, copies: Path, seen: int) -> str:
    """Some command; numbers of visits and the like are guessed up to what was seen, so that many are refused."""
    phone, who = mobile(chance.randint(1, CUSTOMERS)), f"销售{chance.randint(1, STAFF)}"
    visit, few = max(1, seen - chance.randint(0, 12)), chance.randint(1, max(2, seen // 12))
    own = f"--as {manager}"
    choices: list[tuple[int, str]] = [
        (24, f"checkin {phone} --name 客户{seen}"),
        (5, f"checkin --name 无号{seen}"),
        (14, f"done --visit {visit}"),
        (12, f"done {who}"),
        (8, f"call {phone} --note 第{seen}次"),
        (5, f"queue away {who}"),
        (6, f"queue back {who}"),
        (2, f"queue strike {who} --reason 不在岗 {own}"),
        (4, f"refer employee {mobile(chance.randint(100, 999))} --name 友 --by 孙会计 --visit-on 2025-10-05 {own}"),
        (3, f"refer confirm {few} --how phoned {own}"),
        (4, f"claim file {phone} --by {who} --ground other --note 我先接待"),
        (2, f"claim rule {few} --reject {own}"),
        (2, f"claim rule {few} --uphold --opinion 各半 --share {who}=50 --share pool=50 {own}"),
        (2, f"claim approve {few} --as 周总监"),
        (4, f"deal add {phone} --unit 3-{seen} --price 1000000"),
        (3, f"deal cancel {few} --reason 退房 {own}"),
        (1, f"confirm {own}"),
        (3, "undo"),
        (2, "queue"),
        (2, f"owner {phone}"),
        (2, "verify"),
        (3, f"backup {copies}/{manager}-{chance.randint(1, 5)}.db"),
    ]  # fmt: skip
    return chance.choices([c for _w, c in choices], [w for w, _c in choices])[0]


def send(store: Path, request: str, command: str) -> dict[str, Any]:
    """One command as a person types it; what it was answered."""
    answer = typed(store, command, OPENED, request)
    return {"code": answer.code, "answer": answer.json}


def terminal(store: Path, log: Path, n: int, life: int, pending: Op | None, seed: int, until: float) -> None:
    """Works until the time is over or it is killed; first sends again what its forerunner was killed at."""
    chance = random.Random(f"{seed} {n} {life}")
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(**values: Any) -> None:
        os.write(handle, (json.dumps({**values, "at": time.monotonic_ns()}) + "\n").encode())

    count, seen = 0, 1
    while pending or time.monotonic() < until:
        if pending is None:
            count += 1
            pending = Op(f"t{n}-{life}-{count}", a_command(chance, APPROVERS[n], store.parent / "copies", seen), 0)
            note(id=pending.id, command=pending.command)
        told = send(store, pending.id, pending.command)
        note(id=pending.id, **told)
        seen = max(seen, int(told["answer"].get("visit", {}).get("id", 0)) if told["code"] == 0 else 0)
        pending = None
    os.close(handle)


def warm(store: Path, seed: int) -> None:
    """Every sort of command on another store, so that a terminal that begins anew imports nothing."""
    chance = random.Random(seed)
    Path(f"{store}.copies").mkdir()
    for n in range(150):
        send(store, f"warm-{n}", a_command(chance, APPROVERS[0], Path(f"{store}.copies"), n))


def history(log: Path) -> list[Op]:
    """Every command of one terminal, over all its lives."""
    found: dict[str, Op] = {}
    for line in log.read_text("utf-8").split("\n") if log.exists() else []:
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if "command" in said:
            found[said["id"]] = Op(said["id"], said["command"], said["at"])
        else:
            found[said["id"]] = replace(
                found[said["id"]], answered=said["at"], code=said["code"], answer=said["answer"]
            )
    return list(found.values())


def unanswered(log: Path) -> Op | None:
    return next((op for op in history(log) if op.answered is None), None)


def soaked(store: Path, seconds: float, seed: int) -> tuple[list[Op], int]:
    """Four terminals for so long, one of them killed every now and then: the history, and how many were killed.

    `before` is done in each terminal's process before it begins.
    """
    logs = [store.with_name(f"history-{n}") for n in range(TERMINALS)]
    (store.parent / "copies").mkdir()
    warm(Path(shutil.copyfile(store, store.with_name("warm.db"))), seed)
    chance, until = random.Random(seed), time.monotonic() + seconds
    lives, running, kills = [0] * TERMINALS, [0] * TERMINALS, 0

    def start(n: int, end: float = until) -> None:
        pending = unanswered(logs[n])
        lives[n] += 1
        running[n] = os.fork()
        if running[n] == 0:
            code = 1
            try:
                terminal(store, logs[n], n, lives[n], pending, seed, end)
                code = 0
            finally:
                os._exit(code)

    for n in range(TERMINALS):
        start(n)
    while time.monotonic() < until - 0.5:
        time.sleep(chance.uniform(0.1, 0.4))
        n = chance.randrange(TERMINALS)
        os.kill(running[n], 9)
        kills += os.WIFSIGNALED(os.waitpid(running[n], 0)[1])
        start(n)
    for n in range(TERMINALS):
        os.waitpid(running[n], 0)
        start(n, 0)
        os.waitpid(running[n], 0)
    return [op for log in logs for op in history(log)], kills


# --- the history against the register


def register(store: Path) -> list[Line]:
    fields = "kind, number, at, day, entered, late, approver, names, concerns, body"
    return [Line(seq, request, tuple(more)) for seq, request, *more in
            rows(store, f"SELECT seq, request, {fields} FROM entry ORDER BY seq")]  # fmt: skip


def lost(ops: Sequence[Op], lines: Sequence[Line]) -> Iterator[str]:
    """Acknowledged and not there (a repeated `confirm` enters nothing), or never answered."""
    there = {line.request for line in lines}
    for op in ops:
        if op.answered is None:
            yield f"never answered: {op}"
        elif op.acknowledged and op.id not in there and op.answer.get("confirmed") != 0:
            yield f"acknowledged and lost: {op}"


def unasked(ops: Sequence[Op], lines: Sequence[Line]) -> Iterator[str]:
    """Refused and there all the same; there twice; there and asked for by nobody; broken down."""
    known = {op.id: op for op in ops}
    seen: set[str] = set()
    for line in lines:
        if line.request is None:
            continue
        if line.request in seen:
            yield f"twice on record: {line.request}"
        seen.add(line.request)
        op = known.get(line.request)
        if op is None:
            yield f"asked for by nobody: {line}"
        elif op.code not in (0, None):
            yield f"refused, and on record: {op}"
    yield from (f"broke: {op}" for op in ops if op.code not in (0, 1, None))


def out_of_order(ops: Sequence[Op], lines: Sequence[Line]) -> Iterator[str]:
    """What was answered before another was sent stands before it; a look sees all that was answered before it."""
    known = {op.id: op for op in ops}
    entered = [(line.seq, known[line.request]) for line in lines if line.request in known]
    newest: Op | None = None
    for _seq, op in entered:
        if newest and op.answered is not None and newest.sent > op.answered:
            yield f"{newest} stands before {op}"
        newest = op if newest is None or op.sent > newest.sent else newest
    by_answer = sorted((op.answered, seq) for seq, op in entered if op.answered is not None)
    answered, highest = [at for at, _seq in by_answer], [0]
    for _at, seq in by_answer:
        highest.append(max(highest[-1], seq))
    for look in ops:
        if look.code == 0 and look.reads and "entries" in look.answer:
            known_then = highest[bisect_right(answered, look.sent)]
            if look.answer["entries"] < known_then:
                yield f"{look} does not see entry {known_then}"


def replayed(ops: Sequence[Op], lines: Sequence[Line], begun: Path, folder: Path) -> Iterator[str]:
    """The same commands once more, one after another in the order of the register: each answer, each entry the same."""
    known = {op.id: op for op in ops}
    store = Path(shutil.copyfile(begun, folder / "replayed.db"))
    for line in lines:
        if line.request is None or line.request not in known:
            continue
        op = known[line.request]
        again = send(store, op.id, op.command)
        if op.code is not None and (again["code"], again["answer"]) != (op.code, op.answer):
            yield f"{op} answers {again} in the order of the register"
            return
    other = register(store)
    first = next((n for n, pair in enumerate(zip(other, lines, strict=False)) if pair[0] != pair[1]), None)
    if first is not None or len(other) != len(lines):
        n = first if first is not None else min(len(other), len(lines)) - 1
        yield f"entry {n + 1}: {lines[n]}, and in a repetition {other[n]}"


def faults(ops: Sequence[Op], store: Path, begun: Path) -> list[str]:
    """All that the history and the register do not agree on."""
    lines = register(store)
    new = lines[len(register(begun)) :]
    found = [*lost(ops, new), *unasked(ops, new), *out_of_order(ops, new)]
    return found or list(replayed(ops, lines, begun, store.parent))
