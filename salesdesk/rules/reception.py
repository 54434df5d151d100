"""Who receives the visitor at the desk, and why: the rules in their order of precedence (policy 3-7.5, section 10).

`RULES` is the order; the first that answers wins, and the last always answers.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.errors import Refused
from salesdesk.facts import Outcome, Roster
from salesdesk.rules import rotation
from salesdesk.rules.rotation import Rotation
from salesdesk.text import _


class Visitor(Struct, frozen=True):
    """What the register and the visitor say at the door.

    `protected`: a registration covers the customer today, `owner` is its owner. `named` is the receiver an executive
    named (6.1.2). `announcer` with `announcement`: announced for today by an old customer's salesperson (7.5a).
    `brought_to`: an old customer of that salesperson came along and asks for them (7.5b), `old_visits` being their visits.
    `introduction` is the clause of an introduction the visitor comes under, `lapsed` tells that protection is over.
    """

    protected: bool = False
    owner: int | None = None
    named: int | None = None
    announcer: int | None = None
    announcement: int | None = None
    brought_to: int | None = None
    old_visits: frozenset[int] = frozenset()
    asked: int | None = None
    insists: bool = False
    unrecalled: bool = False
    introduction: str | None = None
    lapsed: bool = False
    waited: bool = False


Rule = Callable[[Rotation, Visitor, Roster], Outcome | None]


def decide(queue: Rotation, visitor: Visitor, roster: Roster) -> Outcome:
    """5.4: who receives `visitor` from `queue` as it stands; `receiver` None: nobody is ready and the visitor waits."""
    for rule in RULES:
        answer = rule(queue, visitor, roster)
        if answer:
            return answer
    raise AssertionError("the last rule always answers")


def _duty(queue: Rotation, *clauses: str, priority: bool = False) -> Outcome:
    """4.2: the last of the queue who is ready: no turn, no share, place unchanged."""
    receiver = queue.duty
    place = queue.place(receiver) if receiver is not None else None
    return Outcome("duty", receiver, clauses, priority=priority and place is not None and not place.priority)


def company_named(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """6.1.2: an executive named the receiver: duty, no turn, nobody's customer, now and on later visits.

    For: 李四 is named and ready, so 李四 does duty. Against: 李四 is away, so the last ready one does.
    """
    if v.named is None:
        return None
    if queue.ready(v.named):
        return Outcome("duty", v.named, ("6.1.2",))
    return _duty(queue, "6.1.2")


def insists_on_another(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """5.3: a returning customer insists on another, the manager grants it: that one does duty, the owner stays owner.

    For: 张三, 李四's customer, insists on 王五: 王五 does duty. Against: without insisting 李四 receives.
    """
    if not (v.protected and v.insists and v.asked is not None and v.asked != v.owner):
        return None
    _must_be_ready(queue, v.asked, roster, "5.3")
    return Outcome("duty", v.asked, ("5.3",))


def returning(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """1.2, 3.6, 4.1, 4.2: under protection the owner receives, no turn used; not ready, the last ready one does duty.

    For: 张三 is 李四's until 5 Nov and comes on the 5th. Against: on the 6th 张三 is new (7.1).
    """
    if not v.protected:
        return None
    asked = ("5.3",) if v.asked is not None and v.asked != v.owner else ()
    if queue.ready(v.owner):
        return Outcome("returning", v.owner, ("4.1", *asked))
    return _duty(queue, "4.2", *asked)


def announced(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """7.5a: announced beforehand for today: the salesperson's customer, no turn; not ready: duty and a priority turn.

    For: 李四 announced the visitor for today. Against: the announcement was for yesterday (it has lapsed).
    """
    if v.announcer is None:
        return None
    answer = (
        Outcome("client", v.announcer, ("7.5a", *_besides(v)))
        if queue.ready(v.announcer)
        else _duty(queue, "7.5a", *_besides(v), priority=True)
    )
    return replace(answer, announcer=v.announcer, announcement=v.announcement, client="7.5a")


def brought_along(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """7.5b, 1.3: an old customer brings the visitor and asks for the salesperson: one turn in all; not ready: as 7.5a.

    For: 李四 is receiving that very old customer and takes both. Against: 李四 is with somebody else: duty.
    """
    if v.brought_to is None:
        return None
    place = queue.place(v.brought_to)
    with_old = place is not None and place.status == rotation.BUSY and set(place.visits) <= v.old_visits
    if queue.ready(v.brought_to) or with_old:
        answer = Outcome("client", v.brought_to, ("7.5b", "1.3", *_besides(v)), turn=True)
    else:
        answer = _duty(queue, "7.5b", *_besides(v), priority=True)
    return replace(answer, announcer=v.brought_to, client="7.5b")


def asked_for(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """5.1: a new visitor asks for a salesperson before reception starts: that one, no turn; not ready: refused.

    For: 王五 is ready and receives, the place kept. Against: 王五 is busy, so the visitor chooses by turn or later.
    """
    if v.asked is None or v.waited:
        return None
    _must_be_ready(queue, v.asked, roster, "5.1")
    return Outcome("asked-for", v.asked, ("5.1", *_besides(v)), asked=True)


def by_turn(queue: Rotation, v: Visitor, roster: Roster) -> Outcome | None:
    """3.1, 3.2, 3.7, 7.5c: a new visitor, or one who cannot recall by whom, goes to the next by turn.

    For: 李四 stands at the head and is ready. Against: 李四 is away without excuse: the round is gone (3.4).
    """
    receiver, passed = rotation.turn(queue)
    kind, clause = ("unrecalled", "3.7") if v.unrecalled else ("turn", "3.1")
    clauses = (clause, *_besides(v), *_missed(queue, passed))
    return Outcome(kind, receiver, clauses, turn=receiver is not None, passed=passed if receiver else ())


def _besides(v: Visitor) -> tuple[str, ...]:
    """What goes with whichever receives a new visitor: an introduction (6), and that an earlier registration lapsed (7.1)."""
    return tuple(c for c in (v.introduction, "7.1" if v.lapsed else None) if c)


def _missed(queue: Rotation, passed: tuple[int, ...]) -> list[str]:
    clauses = ["5.1" if (p := queue.place(s)) and p.asked else "3.4" for s in passed]
    return list(dict.fromkeys(clauses))


def _must_be_ready(queue: Rotation, staff: int, roster: Roster, clause: str) -> None:
    if queue.ready(staff):
        return
    name = roster.name(staff)
    raise Refused(
        _("{name} is not ready: let the visitor choose to be received by turn, or to come later").format(name=name),
        clause,
    )


RULES: tuple[Rule, ...] = (
    company_named,
    insists_on_another,
    returning,
    announced,
    brought_along,
    asked_for,
    by_turn,
)
"""The order of precedence: 6.1.2, 5.3, 4.1/4.2, 7.5a, 7.5b, 5.1, 3.7/3.1."""
