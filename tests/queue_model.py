"""The queue a second time, straight from the page: `policy.md` section 3 and the readings on the queue in section 10.

Deliberately naive: a list of people, loops, and no code shared with `salesdesk.rules.rotation`. Whose customer a visitor is
comes from outside (`Visitor`); the model says who receives, and how the queue stands afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Person:
    """One on today's queue. `visits` maps the visits in hand to whether the visitor asked for them (5.1)."""

    name: str
    priority: bool = False
    away: bool = False
    excused: bool = False
    off: bool = False
    unready: bool = False
    visits: dict[str, bool] = field(default_factory=dict)

    @property
    def status(self) -> str:
        if self.off:
            return "off"
        if self.visits:
            return "busy"
        return "away" if self.away else "ready"


@dataclass
class Visitor:
    """What is known of a visitor at the moment a receiver is sought."""

    key: str
    named: str | None = None
    owner: str | None = None
    announcer: str | None = None
    brought_to: str | None = None
    old_visit: str | None = None
    asked: str | None = None
    insists: bool = False
    unrecalled: bool = False


@dataclass(frozen=True)
class Reception:
    """Who receives: the answer of a check-in, kind as in `cli.md`; `gained`: a priority turn that was not there before."""

    kind: str
    receiver: str | None
    uses_turn: bool
    gained: bool = False


class RefusedHere(Exception):
    """The page refuses this."""


class QueueModel:
    """The queue of one office, day after day."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.waiting: list[str] = []
        self.opened = False

    # --- reading it

    def order(self) -> list[tuple[str, str, bool]]:
        return [(p.name, p.status, p.priority) for p in self.people]

    def next_up(self) -> str | None:
        return next((p.name for p in self.people if p.status == "ready"), None)

    def lunch(self) -> list[str]:
        """3.14: the first two; `lunch` skips `off` and `away`."""
        return [p.name for p in self.people if p.status not in ("off", "away")][:2]

    def find(self, name: str) -> Person:
        for p in self.people:
            if p.name == name:
                return p
        raise RefusedHere("not on today's queue")

    def is_ready(self, name: str) -> bool:
        return any(p.name == name and p.status == "ready" for p in self.people)

    # --- moving people

    def to_tail(self, p: Person) -> None:
        """Every way to the tail gives up a priority turn."""
        self.people.remove(p)
        p.priority = False
        self.people.append(p)

    def give_priority(self, p: Person) -> None:
        """Behind those who have one; a second changes nothing."""
        if p.priority:
            return
        self.people.remove(p)
        self.people.insert(len([x for x in self.people if x.priority]), p)
        p.priority = True

    def lose_priority(self, p: Person) -> None:
        """7.5 duty refused: then first behind the remaining priority turns."""
        if p.priority:
            self.people.remove(p)
            p.priority = False
            self.people.insert(len([x for x in self.people if x.priority]), p)

    # --- the day

    def open(self, staff: list[str], named: list[str]) -> None:
        """3.1, and `queue open` in section 10. `staff`: the salespeople of the office in staff order."""
        if self.opened:
            raise RefusedHere("a second opening of a day")
        self.opened = True
        if named:
            self.people = [Person(n) for n in named]
        else:
            kept = [p for p in self.people if p.name in staff]
            known = {p.name for p in kept}
            self.people = [Person(p.name, p.priority, off=p.unready, unready=p.unready) for p in kept]
            self.people += [Person(n) for n in staff if n not in known]
        self.waiting = []

    def join(self, name: str) -> None:
        there = [p for p in self.people if p.name == name]
        if there and not there[0].off:
            raise RefusedHere("on already")
        if there:
            self.people.remove(there[0])
        self.people.append(Person(name))

    def away(self, name: str, excused: bool) -> None:
        p = self.find(name)
        if p.status != "ready":
            raise RefusedHere("receiving, away or off")
        p.away, p.excused = True, excused

    def back(self, name: str) -> None:
        p = self.find(name)
        if p.status != "away":
            raise RefusedHere("not away")
        p.away = p.excused = False

    def off(self, name: str, unready: bool) -> None:
        p = self.find(name)
        if p.status in ("off", "busy"):
            raise RefusedHere("off already, or receiving")
        p.away = p.excused = False
        p.off, p.unready = True, unready

    def on(self, name: str) -> Person:
        p = self.find(name)
        if p.off:
            raise RefusedHere("off")
        return p

    def strike(self, name: str) -> None:
        self.to_tail(self.on(name))

    def priority(self, name: str) -> None:
        self.give_priority(self.on(name))

    def swap(self, one: str, other: str) -> None:
        if one == other:
            raise RefusedHere("with oneself")
        a, b = self.on(one), self.on(other)
        i, j = self.people.index(a), self.people.index(b)
        self.people[i], self.people[j] = b, a
        a.priority, b.priority = b.priority, a.priority

    def leave(self, name: str) -> None:
        """Someone leaves the office: not while receiving; from then on, not on the queue."""
        if [p for p in self.people if p.name == name and p.visits]:
            raise RefusedHere("receiving")
        self.people = [p for p in self.people if p.name != name]

    # --- receiving

    def arrive(self, v: Visitor) -> Reception:
        """A visitor at the desk; nobody ready: waits, nothing moves."""
        answer = self.receive(v)
        if answer is None:
            self.waiting.append(v.key)
            return Reception(self.kind_if_waiting(v), None, False)
        return answer

    def kind_if_waiting(self, v: Visitor) -> str:
        """Section 10: `kind` as it would be now; `duty` where the owner or announcer is not ready."""
        if v.named or v.owner or v.announcer or v.brought_to:
            return "duty"
        return "unrecalled" if v.unrecalled else "turn"

    def receive(self, v: Visitor) -> Reception | None:
        """By the rule that fits now: 6.1.2, the owner's (4, 5.3), 7.5a, 7.5b, 5.1, 3.7, 3.1. None: nobody is ready."""
        if v.named:
            return self.take(v, v.named, "duty") if self.is_ready(v.named) else self.duty(v)
        if v.owner:
            return self.receive_old(v)
        if v.announcer:
            return self.take(v, v.announcer, "client") if self.is_ready(v.announcer) else self.duty(v, gains=True)
        if v.brought_to:
            return self.receive_brought(v, v.brought_to)
        if v.asked:
            self.must_be_ready(v.asked)
            self.find(v.asked).visits[v.key] = True
            return Reception("asked-for", v.asked, False)
        return self.by_turn(v)

    def must_be_ready(self, name: str) -> None:
        if not self.is_ready(name):
            raise RefusedHere("the one asked for is not ready")

    def receive_old(self, v: Visitor) -> Reception | None:
        assert v.owner
        if v.asked and v.insists and v.asked != v.owner:
            self.must_be_ready(v.asked)
            return self.take(v, v.asked, "duty")
        return self.take(v, v.owner, "returning") if self.is_ready(v.owner) else self.duty(v)

    def take(self, v: Visitor, name: str, kind: str) -> Reception:
        self.find(name).visits[v.key] = False
        return Reception(kind, name, False)

    def duty(self, v: Visitor, gains: bool = False, but: str | None = None) -> Reception | None:
        """The last of the queue who is ready; under 7.5 with a priority turn."""
        for p in reversed(self.people):
            if p.status == "ready" and p.name != but:
                new = gains and not p.priority
                p.visits[v.key] = False
                if gains:
                    self.give_priority(p)
                return Reception("duty", p.name, False, new)
        return None

    def receive_brought(self, v: Visitor, name: str) -> Reception | None:
        """7.5b: ready includes busy with that very old customer; one turn in all, nobody is passed over."""
        there = [p for p in self.people if p.name == name]
        if not there:
            return self.duty(v, gains=True)
        p = there[0]
        if p.status == "ready" or (p.visits and list(p.visits) == [v.old_visit]):
            self.to_tail(p)
            p.visits[v.key] = False
            return Reception("client", name, True)
        return self.duty(v, gains=True)

    def by_turn(self, v: Visitor, but: str | None = None) -> Reception | None:
        """From head to tail the first who is ready; those before who are away without excuse, or with one who asked, lose."""
        gone: list[Person] = []
        for p in list(self.people):
            if p.status == "ready" and p.name != but:
                for g in gone:
                    self.to_tail(g)
                self.to_tail(p)
                p.visits[v.key] = False
                return Reception("unrecalled" if v.unrecalled else "turn", p.name, True)
            asked = any(p.visits.values())
            if (p.status == "away" and not p.excused) or (p.status == "busy" and asked):
                gone.append(p)
        return None

    # --- the end of a reception

    def done_staff(self, name: str) -> list[str]:
        there = [p for p in self.people if p.name == name and p.visits]
        if not there:
            raise RefusedHere("receives nobody")
        ended = list(there[0].visits)
        there[0].visits = {}
        return ended

    def done_visit(self, key: str) -> None:
        for p in self.people:
            if key in p.visits:
                del p.visits[key]
                return
        if key not in self.waiting:
            raise RefusedHere("not open")
        self.waiting.remove(key)

    def holder(self, key: str) -> Person | None:
        return next((p for p in self.people if key in p.visits), None)

    # --- handover

    def refused_by_visitor(self, v: Visitor, under_75: bool, gained: bool, priority: bool) -> Reception:
        """3.10c: the next by turn where the first is the owner, else the last ready one (7.5: the priority turn goes along)."""
        first = self.holder(v.key)
        assert first
        if not [p for p in self.people if p.status == "ready" and p is not first]:
            raise RefusedHere("nobody else is ready")
        del first.visits[v.key]
        if under_75:
            if gained:
                self.lose_priority(first)
            answer = self.duty(v, gains=True, but=first.name)
        else:
            answer = self.by_turn(v, but=first.name)
        assert answer
        if priority:
            self.give_priority(first)
        return Reception("duty" if under_75 else "turn", answer.receiver, not under_75, answer.gained)

    def asked_for_another(self, v: Visitor, to: str, kind: str) -> Reception:
        """5.2, 5.3, back to the owner: that one takes over where they stand."""
        first = self.holder(v.key)
        assert first
        self.must_be_ready(to)
        del first.visits[v.key]
        return self.take(v, to, kind)
