"""The rotation queue at the desk: opening, coming and going, strikes, swaps, priority turns (policy 2, 3.1-3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.gather import Facts
from salesdesk.desk.reception import opened_queue, serve_waiting, stamp_seq, taken
from salesdesk.errors import Refused, Usage
from salesdesk.phones import clean
from salesdesk.rules import rotation
from salesdesk.rules.rotation import Place, Rotation
from salesdesk.store.records import Personal, Stamp
from salesdesk.text import _


def show(desk: Desk, on: str | None, why: bool = False) -> dict[str, Any]:
    """The queue of a day from head to tail; of a past day the closing order, all off."""
    with desk.store.reading() as book:
        return answer(Facts(book), desk.day(book, on), desk.now(book).date(), why)


def answer(facts: Facts, day: date, today: date, why: bool = False) -> dict[str, Any]:
    """The queue as every command on it answers."""
    queue = facts.rotation(day)
    if day < today:
        queue = replace(queue, places=tuple(replace(p, off=True) for p in queue.places), waiting=())
    minders = facts.policy.whole("lunch_minders", day)
    return {
        "date": day.isoformat(),
        "order": [_place(facts, p, why) for p in queue.places],
        "next": facts.roster.name(queue.next_up) if queue.next_up is not None else None,
        "lunch": [facts.roster.name(s) for s in rotation.lunch(queue, minders)],
        "waiting": list(queue.waiting),
    }


def _place(facts: Facts, p: Place, why: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": facts.roster.name(p.staff), "status": p.status, "priority": p.priority}
    if why:
        shown["entries"] = [describe(facts, seq, p.staff) for seq in p.because]
    return shown


WHY_CLAUSE = {
    "queue-open": "3.1", "queue-join": "3.1", "queue-strike": "2.1", "queue-swap": "3.3", "queue-priority": "3.10c",
    "visit": "3.1", "done": "3.1", "queue-back": "3.1", "handover": "3.10c",
}  # fmt: skip


def describe(facts: Facts, seq: int, staff: int) -> dict[str, Any]:
    """An entry that put somebody at a place: number, when, what it was for them, clause."""
    e = facts.book.at_seq([seq])[0]
    what, clause = f"{e.kind} {e.number}" if e.number else e.kind, WHY_CLAUSE.get(e.kind, "3.1")
    receptions = [({"visit": e.number, **e.body}, e.kind)] if e.kind in ("visit", "handover") else []
    for body, how in (*receptions, *((t, "took") for t in e.body.get("took", ()))):
        if staff in body["passed"]:
            what, clause = f"passed {body['visit']}", next((c for c in body["clauses"] if c == "5.1"), "3.4")
        elif staff == body["receiver"] and (body["turn"] or body["priority"]):
            what, clause = f"{how} {body['visit']}", body["clauses"][0]
    return {"entry": seq, "at": e.at.isoformat(), "what": what, "clause": clause}


def refuse_closed(desk: Desk) -> None:
    """Refused before the opening, naming `queue open`."""
    with desk.store.reading() as book:
        facts = Facts(book)
        opened_queue(facts, desk.now(book))


@recorded
def open_day(desk: Desk, approver: int, names: list[str], at: str | None) -> dict[str, Any]:
    """3.1: opens the day, with the last closing order or the one named. Refused a second time, or for an earlier day."""
    with desk.store.writing() as book:
        facts = Facts(book)
        stamp = desk.stamp(book, at, approver, today_only="queue open")
        day = stamp.now.date()
        if facts.rotation(day).opened is not None:
            raise Refused(_("The queue of {day} is open already").format(day=day), "3.1")
        last_day = facts.last_opened()
        if last_day is not None and last_day > day:
            raise Refused(_("{day} was opened already: an earlier day cannot be").format(day=last_day), "3.1")
        named = tuple(facts.salesperson(n, stamp.now).id for n in names)
        if len(set(named)) < len(named):
            raise Usage(_("Name each salesperson once"))
        last = facts.rotation(last_day) if last_day else Rotation()
        here, people = facts.roster.salespeople(stamp.now), facts.roster.people
        last = rotation.without(last, {s for s in here if last_day and people[s].back_after(last_day)})
        queue = rotation.opening(last, here, named, stamp_seq(facts))
        _append_opening(facts, stamp, queue, last, bool(named))
        return answer(Facts(book), day, day)


def _append_opening(facts: Facts, stamp: Stamp, queue: Rotation, last: Rotation, named: bool) -> None:
    """An opening ends receptions left open, and what still waits as not received."""
    ended = [v for p in last.places for v in p.visits]
    about = {facts.visit(v)[1].customer for v in (*ended, *last.waiting)}
    order = [{"staff": p.staff, "priority": p.priority, "off": p.off} for p in queue.places]
    body = {"order": order, "named": named, "ended": ended, "unreceived": list(last.waiting)}
    facts.book.append(stamp, "queue-open", body, about=about)


def _change(
    desk: Desk,
    verb: str,
    who: Iterable[str],
    at: str | None,
    approver: int | None,
    change: Callable[[Rotation, list[int], Facts, int], Rotation],
    reason: str | None = None,
    **body: Any,
) -> dict[str, Any]:
    """One of the queue's verbs: refused where it makes no sense, else entered, and whoever waits is taken."""
    words = {"reason": r} if (r := clean(reason, "--reason")) else {}
    with desk.store.writing() as book:
        facts = Facts(book)
        stamp = desk.stamp(book, at, approver, today_only=f"queue {verb}")
        people = [facts.salesperson(w, stamp.now).id for w in who]
        queue = opened_queue(facts, stamp.now)
        queue = change(queue, people, facts, stamp_seq(facts))
        took, _queue = serve_waiting(facts, queue, stamp)
        said = {"staff": people[0], **({"other": people[1]} if len(people) > 1 else {}), **body, "took": took}
        personal = Personal(words=words) if words else None
        book.append(stamp, f"queue-{verb}", said, about={t["customer"] for t in took}, personal=personal)
        return {**answer(Facts(book), stamp.now.date(), stamp.now.date()), "taken": taken(facts, took)}


@recorded
def join(desk: Desk, who: str, at: str | None, approver: int | None) -> dict[str, Any]:
    """Comes on at the tail. One off as unready needs the manager (2.5)."""

    def change(queue: Rotation, people: list[int], facts: Facts, seq: int) -> Rotation:
        place = queue.place(people[0])
        if place and place.unready and approver is None:
            name = facts.roster.name(people[0])
            raise Refused(_("{name} was found unready: the manager releases them, add --as").format(name=name), "2.5")
        return rotation.join(queue, people[0], facts.roster, seq)

    return _change(desk, "join", [who], at, approver, change)


@recorded
def away(desk: Desk, who: str, excused: bool, at: str | None, approver: int | None) -> dict[str, Any]:
    """3.4: away from the post; excused needs the manager."""
    return _change(
        desk,
        "away",
        [who],
        at,
        approver,
        lambda q, p, f, seq: rotation.away(q, p[0], f.roster, excused),
        excused=excused,
    )


@recorded
def back(desk: Desk, who: str, at: str | None, approver: int | None) -> dict[str, Any]:
    """Back at the post; waiting visitors are taken."""
    return _change(desk, "back", [who], at, approver, lambda q, p, f, seq: rotation.back(q, p[0], f.roster))


@recorded
def off(desk: Desk, who: str, unready: bool, at: str | None, approver: int | None) -> dict[str, Any]:
    """Gone for the day; unready needs the manager (2.5)."""
    return _change(
        desk, "off", [who], at, approver, lambda q, p, f, seq: rotation.off(q, p[0], f.roster, unready), unready=unready
    )


@recorded
def strike(desk: Desk, who: str, reason: str, at: str | None, approver: int) -> dict[str, Any]:
    """2.1, 3.4: this round's turn is gone."""
    return _change(
        desk, "strike", [who], at, approver, lambda q, p, f, seq: rotation.strike(q, p[0], f.roster, seq), reason
    )


@recorded
def swap(desk: Desk, one: str, other: str, at: str | None, approver: int) -> dict[str, Any]:
    """3.3: two exchange places."""
    return _change(
        desk, "swap", [one, other], at, approver, lambda q, p, f, seq: rotation.swap(q, p[0], p[1], f.roster, seq)
    )


@recorded
def priority(desk: Desk, who: str, at: str | None, approver: int) -> dict[str, Any]:
    """The manager grants a priority turn."""
    return _change(
        desk, "priority", [who], at, approver, lambda q, p, f, seq: rotation.priority(q, p[0], f.roster, seq)
    )
