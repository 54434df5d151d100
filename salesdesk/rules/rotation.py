"""The rotation queue: whose turn it is, who is passed over, who does duty (policy 2, 3.1-3.4, 3.14, 4.2).

A `Rotation` is the queue at one moment, from head to tail; every function takes one and gives another.
Those with a priority turn always stand at the head, in the order granted.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.errors import Refused
from salesdesk.facts import Outcome, Roster
from salesdesk.text import _

READY, BUSY, AWAY, OFF = "ready", "busy", "away", "off"


class Place(Struct, frozen=True):
    """One salesperson's place. `visits` are being received now; those in `asked` asked for this one (5.1)."""

    staff: int
    priority: bool = False
    away: bool = False
    excused: bool = False
    off: bool = False
    unready: bool = False
    visits: tuple[int, ...] = ()
    asked: frozenset[int] = frozenset()
    because: tuple[int, ...] = ()

    @property
    def status(self) -> str:
        if self.off:
            return OFF
        if self.away:
            return AWAY
        return BUSY if self.visits else READY

    @property
    def ready(self) -> bool:
        return self.status == READY

    @property
    def misses_round(self) -> bool:
        """Passed over, this one's round is gone: away without excuse (3.4), or busy with a visitor who asked (5.1)."""
        return (self.away and not self.excused and not self.off) or bool(self.asked)


class Rotation(Struct, frozen=True):
    """The queue of one opened day, and the visits that wait, in order of arrival."""

    places: tuple[Place, ...] = ()
    waiting: tuple[int, ...] = ()
    opened: int | None = None

    def place(self, staff: int) -> Place | None:
        return next((p for p in self.places if p.staff == staff), None)

    def ready(self, staff: int | None) -> bool:
        found = self.place(staff) if staff is not None else None
        return found is not None and found.ready

    def receiving(self, visit: int) -> Place | None:
        return next((p for p in self.places if visit in p.visits), None)

    @property
    def next_up(self) -> int | None:
        return next((p.staff for p in self.places if p.ready), None)

    @property
    def duty(self) -> int | None:
        """Who does duty now: the last of the queue who is ready (4.2)."""
        return next((p.staff for p in reversed(self.places) if p.ready), None)


def lunch(rotation: Rotation, minders: int = 2) -> tuple[int, ...]:
    """3.14: the first of the queue mind the desk at lunch; those off or away are skipped.

    For: the queue 李四, 王五, 赵六 gives 李四 and 王五. Against: 李四 is off, so 王五 and 赵六.
    """
    return tuple(p.staff for p in rotation.places if p.status in (READY, BUSY))[:minders]


def turn(rotation: Rotation, but: int | None = None) -> tuple[int | None, tuple[int, ...]]:
    """3.1, 3.4: who takes the turn (None: nobody is ready) and who is passed over and loses the round.

    For: the head is ready and takes it. Against: the head is away without excuse, so the next takes it.
    """
    missed: list[int] = []
    for p in rotation.places:
        if p.ready and p.staff != but:
            return p.staff, tuple(missed)
        if p.misses_round:
            missed.append(p.staff)
    return None, ()


def _to_tail(rotation: Rotation, staff: Iterable[int], because: int) -> Rotation:
    """Those named go to the tail in that order; a priority turn is lost."""
    going = list(staff)
    stay = [p for p in rotation.places if p.staff not in going]
    gone = [p for s in going if (p := rotation.place(s))]
    moved = [replace(p, priority=False, because=(because,)) for p in gone]
    return _placed(rotation, (*stay, *moved))


def _change(rotation: Rotation, staff: int, **values: object) -> Rotation:
    places = [replace(p, **values) if p.staff == staff else p for p in rotation.places]
    return _placed(rotation, places)


def _placed(rotation: Rotation, places: Iterable[Place]) -> Rotation:
    return Rotation(tuple(places), rotation.waiting, rotation.opened)


def _no_longer_waiting(rotation: Rotation, visit: int) -> Rotation:
    left = tuple(w for w in rotation.waiting if w != visit)
    return Rotation(rotation.places, left, rotation.opened) if left != rotation.waiting else rotation


def give_priority(rotation: Rotation, staff: int, because: int) -> Rotation:
    """A priority turn: behind the others who have one. One per person: a second changes nothing."""
    place = rotation.place(staff)
    if place is None or place.priority:
        return rotation
    first = [p for p in rotation.places if p.priority]
    rest = [p for p in rotation.places if not p.priority and p.staff != staff]
    moved = replace(place, priority=True, because=(*place.because, because))
    return _placed(rotation, (*first, moved, *rest))


def take_back_priority(rotation: Rotation, staff: int, because: int) -> Rotation:
    """The priority turn goes with the reception: that one then stands first behind the remaining priority turns."""
    place = rotation.place(staff)
    if place is None or not place.priority:
        return rotation
    first = [p for p in rotation.places if p.priority and p.staff != staff]
    rest = [p for p in rotation.places if not p.priority]
    return replace(rotation, places=(*first, replace(place, priority=False, because=(because,)), *rest))


def receive(rotation: Rotation, visit: int, outcome: Outcome, because: int) -> Rotation:
    """What an answer at the desk does to the queue: places used up, who is busy, who waits."""
    if outcome.receiver is None:
        return replace(rotation, waiting=(*rotation.waiting, visit))
    rotation = _no_longer_waiting(rotation, visit)
    used = [*outcome.passed, outcome.receiver] if outcome.turn else list(outcome.passed)
    if used:
        rotation = _to_tail(rotation, used, because)
    place = rotation.place(outcome.receiver)
    if place is None:
        return rotation
    asked = place.asked | {visit} if outcome.asked else place.asked
    rotation = _change(rotation, outcome.receiver, visits=(*place.visits, visit), asked=asked)
    return give_priority(rotation, outcome.receiver, because) if outcome.priority else rotation


def release(rotation: Rotation, visit: int) -> Rotation:
    """The reception of `visit` is over, or it waits no longer."""
    place = rotation.receiving(visit)
    if place is None:
        return _no_longer_waiting(rotation, visit)
    visits = tuple(v for v in place.visits if v != visit)
    return _change(rotation, place.staff, visits=visits, asked=place.asked - {visit})


def without(rotation: Rotation, left: AbstractSet[int]) -> Rotation:
    """Whoever left the office is on its queue no more, from the minute of leaving."""
    if not any(p.staff in left for p in rotation.places):
        return rotation
    return replace(rotation, places=tuple(p for p in rotation.places if p.staff not in left))


def opening(last: Rotation, salespeople: tuple[int, ...], named: tuple[int, ...], entry: int) -> Rotation:
    """3.2: the day's first order, from the last closing order or as the manager names it.

    Those who left are gone; the missing and the newcomers stand at the tail in staff order. With names only the named
    are on, no priority turn stands and nobody stays off; without, one off as unready stays off (2.5).
    """
    if named:
        return Rotation(tuple(Place(s, because=(entry,)) for s in named), opened=entry)
    kept = [p for p in last.places if p.staff in salespeople]
    order = [Place(p.staff, p.priority, off=p.unready, unready=p.unready, because=(entry,)) for p in kept]
    here = {p.staff for p in kept}
    newcomers = [Place(s, because=(entry,)) for s in salespeople if s not in here]
    return Rotation((*order, *newcomers), opened=entry)


# --- the queue's verbs: each refuses what makes no sense, else answers the queue as it then is


def _on_queue(rotation: Rotation, staff: int, roster: Roster) -> Place:
    place = rotation.place(staff)
    if place is None:
        raise Refused(
            _("{name} is not on today's queue: use 'queue join' first").format(name=roster.name(staff)), "3.1"
        )
    return place


def _refuse(message: str, roster: Roster, staff: int, clause: str) -> Refused:
    return Refused(message.format(name=roster.name(staff)), clause)


def join(rotation: Rotation, staff: int, roster: Roster, because: int) -> Rotation:
    """A late comer, or one who was off, comes on at the tail and gives up a priority turn."""
    place = rotation.place(staff)
    if place is not None and not place.off:
        raise _refuse(_("{name} is on the queue already"), roster, staff, "3.1")
    if place is None:
        return replace(rotation, places=(*rotation.places, Place(staff, because=(because,))))
    rotation = _change(rotation, staff, off=False, unready=False, away=False, excused=False)
    return _to_tail(rotation, [staff], because)


def away(rotation: Rotation, staff: int, roster: Roster, excused: bool) -> Rotation:
    """3.4: away from the post, excused by the manager or not."""
    place = _on_queue(rotation, staff, roster)
    if place.off:
        raise _refuse(_("{name} is off today: use 'queue join' to come on"), roster, staff, "3.4")
    if place.away:
        raise _refuse(_("{name} is away already"), roster, staff, "3.4")
    if place.visits:
        raise _refuse(_("{name} is receiving a visitor: use 'done' first"), roster, staff, "3.4")
    return _change(rotation, staff, away=True, excused=excused)


def back(rotation: Rotation, staff: int, roster: Roster) -> Rotation:
    """Back at the post, at the place that was kept."""
    place = _on_queue(rotation, staff, roster)
    if not place.away or place.off:
        raise _refuse(_("{name} is not away"), roster, staff, "3.4")
    return _change(rotation, staff, away=False, excused=False)


def stays_off(rotation: Rotation, staff: int) -> Rotation:
    """A leaving taken back: the place is there, and waits for `join`."""
    return _change(rotation, staff, off=True, away=False, excused=False) if rotation.place(staff) else rotation


def off(rotation: Rotation, staff: int, roster: Roster, unready: bool) -> Rotation:
    """2.5: gone for the day, or found unready: out of the rotation, the place kept for the next morning."""
    place = _on_queue(rotation, staff, roster)
    clause = "2.5" if unready else "3.1"
    if place.off:
        raise _refuse(_("{name} is off already"), roster, staff, clause)
    if place.visits:
        raise _refuse(_("{name} is receiving a visitor: use 'done' first"), roster, staff, clause)
    return _change(rotation, staff, off=True, unready=unready, away=False, excused=False)


def strike(rotation: Rotation, staff: int, roster: Roster, because: int) -> Rotation:
    """2.1, 3.4: this round's turn is gone, a priority turn with it: to the tail."""
    if _on_queue(rotation, staff, roster).off:
        raise _refuse(_("{name} is off: there is no turn to strike"), roster, staff, "2.1")
    return _to_tail(rotation, [staff], because)


def swap(rotation: Rotation, one: int, other: int, roster: Roster, because: int) -> Rotation:
    """3.3: two exchange places, with the priority that belongs to the places."""
    if one == other:
        raise _refuse(_("{name} cannot swap with themselves: name two salespeople"), roster, one, "3.3")
    a, b = _on_queue(rotation, one, roster), _on_queue(rotation, other, roster)
    for p in (a, b):
        if p.off:
            raise _refuse(_("{name} is off: there is no place to swap"), roster, p.staff, "3.3")
    new = {
        one: replace(b, priority=a.priority, because=(because,)),
        other: replace(a, priority=b.priority, because=(because,)),
    }
    return replace(rotation, places=tuple(new.get(p.staff, p) for p in rotation.places))


def priority(rotation: Rotation, staff: int, roster: Roster, because: int) -> Rotation:
    """The manager grants a priority turn."""
    if _on_queue(rotation, staff, roster).off:
        raise _refuse(_("{name} is off: no priority turn can be granted"), roster, staff, "3.3")
    return give_priority(rotation, staff, because)
