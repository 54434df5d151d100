"""Stores with many visits, made fast and honestly: the tables, the seals and the chain of the product, one transaction.

An office of ten salespeople with 200 visits a day: new customers take the turn, those who come back under protection
go to their owner, every visit is done and every day confirmed. `salesdesk verify` finds such a store whole.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from salesdesk.days import months_after, zone
from salesdesk.desk.arrival import Extra
from salesdesk.desk.base import made_request
from salesdesk.desk.reception import visit_body
from salesdesk.facts import Outcome
from salesdesk.store import seal
from salesdesk.store.database import all_or_nothing, connect
from tests.office import type_command

MANAGER, STAFF = 1, tuple(range(3, 13))
A_DAY, FIRST_DAY = 200, date(2001, 1, 1)
NAMES = ("张三", "李梅", "王强", "刘洋", "陈静", "杨帆", "赵磊", "黄蓉")
COLUMNS = (*seal.FIELDS, "hash")
INSERT = f"INSERT INTO entry ({','.join(COLUMNS)}) VALUES ({','.join('?' * len(COLUMNS))})"


@dataclass
class Pen:
    """Writes entries at the end of the chain, a few thousand at a time."""

    sql: sqlite3.Connection
    seq: int
    prev: str
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    details: list[tuple[Any, ...]] = field(default_factory=list)
    about: list[tuple[int, int]] = field(default_factory=list)

    def write(
        self, kind: str, at: int, day: str, body: dict[str, Any], *, number: int | None = None,
        customers: tuple[int, ...] = (), person: tuple[int, str, str] | None = None, approver: int | None = None,
    ) -> None:  # fmt: skip
        self.seq += 1
        salt, kept = os.urandom(32).hex() if person else None, None
        if salt and person:
            kept = seal.commitment(salt, [*person, {}])
            self.details.append((self.seq, person[0], salt, person[1], person[2], "{}"))
        concerns, request = seal.canonical(sorted(customers)), made_request(datetime.fromtimestamp(at, UTC))
        values = (
            self.seq, kind, number, at, day, at, 0, 1, approver, "bench", None, concerns, request, seal.canonical(body),
            kept, seal.VERSION, self.prev,
        )  # fmt: skip
        self.prev = seal.values_hash(values)
        self.rows.append((*values, self.prev))
        self.about += [(c, self.seq) for c in customers]
        if len(self.rows) >= 5000:
            self.flush()

    def flush(self) -> None:
        self.sql.executemany(INSERT, self.rows)
        self.sql.executemany("INSERT INTO detail VALUES (?,?,?,?,?,?)", self.details)
        self.sql.executemany("INSERT INTO about VALUES (?,?)", self.about)
        for written in (self.rows, self.details, self.about):
            written.clear()


@dataclass
class Known:
    """A customer so far: file, name, phone, owner, and the last day of protection."""

    file: int
    name: str
    phone: str
    owner: int
    until: date


@dataclass
class Life:
    """The office day by day."""

    pen: Pen
    rng: Random
    deals: int = 0
    order: list[int] = field(default_factory=lambda: list(STAFF))
    known: list[Known] = field(default_factory=list)
    visits: int = 0
    sold: int = 0

    def day(self, day: date, visits: int) -> None:
        morning = int(datetime(day.year, day.month, day.day, 8, 30, tzinfo=zone("Asia/Shanghai")).timestamp())
        iso, step = day.isoformat(), 36_000 // visits
        order = [{"staff": s, "priority": False, "off": False} for s in self.order]
        opened = {"order": order, "named": False, "ended": [], "unreceived": []}
        self.pen.write("queue-open", morning, iso, opened, approver=MANAGER)
        numbers = range(self.visits + 1, self.visits + 1 + visits)
        came = {self._visit(day, iso, morning + n * step) for n in range(visits)}
        confirmed = {"visits": list(numbers)}
        self.pen.write("confirm", morning + 36_600, iso, confirmed, customers=tuple(sorted(came)), approver=MANAGER)

    def _visit(self, day: date, iso: str, at: int) -> int:
        again = self.known and self.rng.random() < 0.35
        back = self.known[-1 - int(len(self.known) * self.rng.random() ** 3)] if again else None
        who, kind = self._received(day, back)
        self.visits += 1
        body = visit_body(who.file, False, Outcome(kind, who.owner, (KINDS[kind],), kind == "turn"), {}, Extra())
        person = (who.file, who.name, who.phone)
        self.pen.write("visit", at, iso, body, number=self.visits, customers=(who.file,), person=person)
        freed = {"visits": [self.visits], "freed": who.owner, "took": []}
        self.pen.write("done", at + 60, iso, freed, customers=(who.file,))
        if self.sold < self.deals:
            self._deal(who, iso, at + 120)
        return who.file

    def _received(self, day: date, back: Known | None) -> tuple[Known, str]:
        until = months_after(day, 1)
        if back and day <= back.until:
            back.until = until
            return back, "returning"
        self.order.append(self.order.pop(0))
        if back:
            back.owner, back.until = self.order[-1], until
            return back, "turn"
        file = len(self.known) + 1
        self.known.append(Known(file, self.rng.choice(NAMES), phone_of(file), self.order[-1], until))
        return self.known[-1], "turn"

    def _deal(self, who: Known, iso: str, at: int) -> None:
        self.sold += 1
        price = self.rng.randrange(500_000_00, 5_000_000_00)
        body = {
            "customer": who.file, "unit": f"{self.sold % 30}-{self.sold}", "price": price, "aftercare": None,
            "commission": price // 100, "rated": False,
        }  # fmt: skip
        self.pen.write("deal", at, iso, body, number=self.sold, customers=(who.file,))


KINDS = {"turn": "3.1", "returning": "4.1"}


def phone_of(file: int) -> str:
    """The number of a customer's file: scattered, as numbers are."""
    return f"13{file * 7_654_321 % 1_000_000_000:09d}"


def office(path: Path) -> None:
    """An empty store with its staff: a manager, a director, ten salespeople."""
    steps = [["init", "--manager", "陈经理", "--director", "周总监"]]
    steps += [["staff", "add", f"销售{n}", "--role", "salesperson", "--code", f"s{n}"] for n in STAFF]
    for step in steps:
        answer = type_command(path, "2000-12-31 08:00", [*step, "--json"])
        assert answer.code == 0, answer.err


def days(visits: int, a_day: int, first: date) -> Iterator[tuple[date, int]]:
    """Days in a row, with how many visits each has."""
    for n in range(-(-visits // a_day)):
        yield first + timedelta(days=n), min(a_day, visits - n * a_day)


def build(path: Path, visits: int, *, a_day: int = A_DAY, deals: int = 0, first: date = FIRST_DAY) -> date:
    """Writes a store of so many visits at `path`; returns the day after the last one."""
    office(path)
    with closing(connect(path)) as sql:
        sql.execute("PRAGMA cache_size=-400000")
        with all_or_nothing(sql):
            seq, prev = sql.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
            life = Life(Pen(sql, seq, prev), Random(visits), deals)
            last = first
            for last, n in days(visits, a_day, first):
                life.day(last, n)
            life.pen.flush()
    return last + timedelta(days=1)


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]), a_day=int(sys.argv[3]), deals=int(sys.argv[4]))
