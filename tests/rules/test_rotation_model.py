"""The real queue, driven through the desk, beside a plain model of the page (`tests/queue_model.py`), step by step."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.inside import (
    Arrival,
    Desk,
    DeskError,
    Refused,
    Store,
    Wish,
    claims,
    desk_office,
    handover,
    leaving,
    queue,
    reception,
    referrals,
    register,
)
from tests.office import template
from tests.queue_model import QueueModel, Reception, RefusedHere, Visitor
from tests.store.weakened import QUICK, weakened

STAFF = ("李四", "王五", "赵六", "钱七", "周八")
MANAGER = 1
SEEDS, STEPS = range(7), 300


@dataclass
class Open:
    """What is remembered of a visit in hand or waiting, for a handover."""

    number: int
    founded: bool
    under_75: bool = False
    gained: bool = False
    handed: bool = False
    said: Visitor = field(default_factory=lambda: Visitor(""))


@dataclass
class State:
    """What an undo brings back."""

    model: QueueModel = field(default_factory=QueueModel)
    visits: dict[str, Open] = field(default_factory=dict)


class Pair:
    """The office and the model, fed with the same steps."""

    def __init__(self, folder: Path, seed: int) -> None:
        path = folder / "office.db"
        shutil.copyfile(template(STAFF), path)
        self.store, self.random = Store(path), Random(seed)
        self.clock = datetime(2025, 10, 1, 9, 0)
        self.now = State()
        self.before: list[State] = []
        self.staff = list(STAFF)
        self.phones = [f"1380000{n:04d}" for n in range(1, 15)]
        self.named: dict[str, str] = {}
        self.waiting: dict[str, Visitor] = {}
        self.announced: list[tuple[str, str, str, str]] = []
        self.log: list[str] = []
        self.refused = 0

    # --- the two sides

    @property
    def desk(self) -> Desk:
        return Desk(self.store, datetime.now(UTC), f"{self.clock:%Y-%m-%d %H:%M}", "test")

    def both(self, what: str, real: Callable[[], Any], model: Callable[[QueueModel], Any]) -> tuple[Any, Any] | None:
        """Does a step on both sides; both take it or both refuse it. None: refused."""
        stands = " ".join(f"{name}:{status}{'*' * first}" for name, status, first in self.now.model.order())
        self.log.append(f"{self.clock:%m-%d %H:%M} {what:<60} {stands}")
        kept = copy.deepcopy(self.now)
        self.waiting = {k: self.facts(self.now.visits[k].said) for k in kept.model.waiting}
        try:
            expected, refusal = model(self.now.model), None
        except RefusedHere as e:
            self.now, expected, refusal = kept, None, e
        message = ""
        try:
            answer = real()
        except Refused as e:
            answer, message = None, e.message
        assert not message or refusal is not None, f"the page allows it, the desk refuses: {message}"
        assert message or refusal is None, f"the page refuses it ({refusal}), the desk does it: {answer}"
        if message:
            self.refused += 1
            return None
        self.before.append(kept)
        return answer, expected

    def owner(self, phone: str) -> str | None:
        try:
            found: str | None = claims.owner(self.desk, phone, None)["owner"]
            return found
        except DeskError:
            return None

    def compare(self) -> None:
        if not self.now.model.opened:
            return
        shown, model = queue.show(self.desk, None), self.now.model
        assert [(p["name"], p["status"], p["priority"]) for p in shown["order"]] == model.order()
        assert shown["next"] == model.next_up()
        assert shown["lunch"] == model.lunch()
        assert shown["waiting"] == [self.now.visits[k].number for k in model.waiting]

    def serve(self) -> None:
        """Waiting visitors are taken in order of arrival while someone is ready, each by the rule that fits now."""
        model = self.now.model
        while model.waiting and model.next_up():
            key = model.waiting.pop(0)
            visit = self.now.visits[key]
            answer = model.receive(self.waiting[key])
            assert answer
            self.now.visits[key] = opened(visit.number, self.waiting[key], answer.gained)

    # --- visitors

    def facts(self, v: Visitor) -> Visitor:
        """The same visitor as things stand at this moment."""
        owner = self.owner(v.key)
        calls = [
            by
            for phone, by, old, day in self.announced
            if phone == v.key and day == f"{self.clock:%F}" and self.owner(old) == by
        ]
        old = v.old_visit
        brought = v.asked if old and v.asked and self.owner(old) == v.asked else None
        named = self.named.get(v.key)
        return Visitor(v.key, named, owner, calls[0] if calls else None, brought, old, v.asked, v.insists, v.unrecalled)

    def checkin(self) -> None:
        phone = self.random.choice(self.phones)
        if phone in self.now.visits:
            return
        v = self.facts(self.said(phone))
        arrival = Arrival(
            phone,
            ask_for=v.asked,
            insists=v.insists,
            brought_by=v.old_visit,
            unrecalled=self.random.random() < 0.15 and not v.asked,
        )
        v.unrecalled = arrival.unrecalled and self.never_came(phone)
        done = self.both(
            f"checkin {short(v)}", lambda: reception.checkin(self.desk, arrival, None, MANAGER), lambda m: m.arrive(v)
        )
        if done:
            answer, expected = done
            said = (answer["visit"]["kind"], answer["receiver"], answer["visit"]["uses_turn"])
            assert said == (expected.kind, expected.receiver, expected.uses_turn)
            self.now.visits[phone] = opened(answer["visit"]["id"], v, expected.gained)

    def never_came(self, phone: str) -> bool:
        try:
            new: bool = claims.owner(self.desk, phone, None)["customer"]["new"]
            return new
        except DeskError:
            return True

    def said(self, phone: str) -> Visitor:
        v, dice = Visitor(phone), self.random.random()
        if dice < 0.35:
            v.asked = self.random.choice(self.staff)
            v.insists = self.random.random() < 0.5
        old = [p for p in self.phones if p != phone and self.owner(p)]
        if dice < 0.25 and old:
            v.old_visit = self.random.choice([p for p in old if p in self.now.visits] or old)
            v.asked = self.owner(v.old_visit) if self.random.random() < 0.8 else v.asked
        return v

    def announce(self) -> None:
        fresh = [p for p in self.phones if not self.owner(p) and p not in self.now.visits]
        old = [p for p in self.phones if self.owner(p)]
        if not fresh or not old:
            return
        phone, sender = self.random.choice(fresh), self.random.choice(old)
        by = str(self.owner(sender))
        when = f"{self.clock:%F} 23:00"
        self.log.append(f"refer client {phone} by {by} from {sender}")
        referrals.client(self.desk, phone, "客", by, sender, when, None, MANAGER)
        self.announced.append((phone, by, sender, f"{self.clock:%F}"))

    def name_one(self) -> None:
        fresh = [p for p in self.phones if self.never_came(p) and p not in self.now.visits and p not in self.named]
        if fresh and len(self.named) < 2:
            phone, who = self.random.choice(fresh), self.random.choice(self.staff)
            self.log.append(f"refer company {phone} named {who}")
            referrals.company(self.desk, MANAGER, phone, "客", "总部", "named", who, None)
            self.named[phone] = who

    # --- the queue's verbs

    def verb(self) -> None:
        who, other = self.random.choice(self.staff), self.random.choice(self.staff)
        flag, d = self.random.random() < 0.4, self.desk
        name = self.random.choice(["join", "join", "away", "away", "back", "back", "off", "strike", "swap", "priority"])
        real: dict[str, Callable[[], Any]] = {
            "join": lambda: queue.join(d, who, None, MANAGER),
            "away": lambda: queue.away(d, who, flag, None, MANAGER),
            "back": lambda: queue.back(d, who, None, MANAGER),
            "off": lambda: queue.off(d, who, flag, None, MANAGER),
            "strike": lambda: queue.strike(d, who, "r", None, MANAGER),
            "swap": lambda: queue.swap(d, who, other, None, MANAGER),
            "priority": lambda: queue.priority(d, who, None, MANAGER),
        }
        model: dict[str, Callable[[QueueModel], Any]] = {
            "join": lambda m: m.join(who), "away": lambda m: m.away(who, flag), "back": lambda m: m.back(who),
            "off": lambda m: m.off(who, flag), "strike": lambda m: m.strike(who), "swap": lambda m: m.swap(who, other),
            "priority": lambda m: m.priority(who),
        }  # fmt: skip
        if self.both(f"{name} {who} {other} {flag}", real[name], model[name]):
            self.serve()

    def done(self) -> None:
        if self.now.visits and self.random.random() < 0.5:
            key = self.random.choice(list(self.now.visits))
            number = self.now.visits[key].number
            if self.both(
                f"done {key}",
                lambda: reception.done(self.desk, None, number, None, MANAGER),
                lambda m: m.done_visit(key),
            ):
                del self.now.visits[key]
                self.serve()
            return
        who = self.random.choice(self.staff)
        ended = self.both(
            f"done {who}", lambda: reception.done(self.desk, who, None, None, MANAGER), lambda m: m.done_staff(who)
        )
        if ended:
            for key in ended[1]:
                del self.now.visits[key]
            assert ended[0]["freed"] == who
            self.serve()

    # --- handovers

    def handover(self) -> None:
        hands = [k for k in self.now.visits if self.now.model.holder(k) and k not in self.named]
        if not hands:
            return
        key = self.random.choice(hands)
        fault = self.random.choice(["none", "slight", "grave", None])
        insists, priority = self.random.random() < 0.6, self.random.random() < 0.3
        wish = (
            Wish("refused", fault, insists, None, priority)
            if fault
            else Wish("asked-for", insists=insists, to=self.random.choice(self.staff))
        )
        visit, owner = self.now.visits[key], self.owner(key)
        done = self.both(
            f"handover {key} {short(wish)}",
            lambda: handover(self.desk, MANAGER, visit.number, wish, None),
            lambda m: wished(m, visit, key, wish, owner),
        )
        if not done:
            return
        answer, expected = done
        assert answer["granted"] == (expected is not None)
        if expected:
            said = (answer["visit"]["kind"], answer["receiver"], answer["visit"]["uses_turn"])
            assert said == (expected.kind, expected.receiver, expected.uses_turn)
            self.now.visits[key].handed = True
            self.serve()

    # --- days, people, undo

    def undo(self) -> None:
        if not self.before or not self.now.model.opened:
            return
        self.log.append(f"{self.clock:%m-%d %H:%M} undo")
        try:
            register.undo(self.desk, MANAGER, None)
        except Refused:
            self.refused += 1
            return
        self.now = self.before.pop()

    def open(self) -> None:
        named = (
            self.random.sample(self.staff, self.random.randint(2, len(self.staff)))
            if self.random.random() < 0.3
            else []
        )
        here = list(self.staff)
        if self.both(
            f"open {named}", lambda: queue.open_day(self.desk, MANAGER, named, None), lambda m: m.open(here, named)
        ):
            self.now.visits = {}

    def next_day(self) -> None:
        self.clock = self.clock.replace(hour=9, minute=0) + timedelta(days=self.random.choice((1, 1, 1, 2, 20, 40)))
        self.now.model.opened = False
        self.before.clear()
        self.comings_and_goings()
        self.open()

    def comings_and_goings(self) -> None:
        dice = self.random.random()
        if dice < 0.15 and len(self.staff) > 3:
            self.leave(self.random.choice(self.staff))
        elif dice < 0.3:
            new = f"新{len(self.log)}"
            desk_office.add_staff(self.desk, MANAGER, new, "salesperson", None, lambda _: "2468")
            self.staff.append(new)
            self.log.append(f"staff add {new}")

    def leave(self, gone: str) -> None:
        if self.both(
            f"staff leave {gone}", lambda: leaving.staff_left(self.desk, MANAGER, gone), lambda m: m.leave(gone)
        ):
            self.before.clear()
            self.staff.remove(gone)

    def step(self) -> None:
        if not self.now.model.opened or (self.clock.hour > 17 and self.random.random() < 0.2):
            self.next_day()
        self.clock += timedelta(minutes=self.random.choice((0, 1, 3, 10)))
        if self.clock.hour < 9:
            self.next_day()
        steps = [
            self.checkin,
            self.done,
            self.verb,
            self.handover,
            self.undo,
            self.announce,
            self.name_one,
            self.open,
            self.comings_and_goings,
        ]
        self.random.choices(steps, (40, 34, 20, 12, 8, 4, 1, 0.5, 1))[0]()
        self.compare()


def short(said: Visitor | Wish) -> str:
    return f"{said}"


def opened(number: int, v: Visitor, gained: bool) -> Open:
    """`founded`: the visit started a span; a waiting one is looked at again when it is taken."""
    founded = v.owner is None and v.named is None
    under_75 = founded and bool(v.announcer or v.brought_to)
    return Open(number, founded, under_75, gained, said=v)


def wished(m: QueueModel, visit: Open, key: str, wish: Wish, owner: str | None) -> Reception | None:
    """3.10, 5.2, 5.3 as the page has them. None: not granted, which is on record."""
    holder = m.holder(key)
    if visit.handed or holder is None:
        raise RefusedHere("once is all")
    if wish.reason == "refused":
        if not visit.founded:
            raise RefusedHere("only one who was received as new")
        if wish.fault != "grave" and not wish.insists:
            return None
        return m.refused_by_visitor(visit.said, owner != holder.name, visit.gained, wish.priority)
    to = wish.to or ""
    if to == holder.name:
        raise RefusedHere("receives already")
    if to == owner:
        return m.asked_for_another(visit.said, to, "client" if visit.under_75 else "returning")
    if not wish.insists:
        return None
    return m.asked_for_another(visit.said, to, "asked-for" if visit.founded and owner == holder.name else "duty")


@pytest.fixture(autouse=True)
def _quick_disk() -> Iterator[None]:
    with weakened(pragmas=QUICK):
        yield


@pytest.mark.parametrize("seed", SEEDS)
def test_the_queue_moves_as_the_page_says_step_by_step(seed: int, tmp_path: Path, record_property: Any) -> None:
    pair = Pair(tmp_path, seed)
    for n in range(STEPS):
        try:
            pair.step()
        except AssertionError as e:
            raise AssertionError("\n".join((f"seed {seed}, step {n}: {e}", *pair.log[-40:]))) from e
    record_property("random steps of the queue beside its model", len(SEEDS) * STEPS)
    assert pair.refused < STEPS / 2
