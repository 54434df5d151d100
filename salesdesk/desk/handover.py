"""Handing a visitor in reception to another: 3.10, 5.2, 5.3."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.gather import Facts, known_option
from salesdesk.desk.reception import answer, opened_queue, serve_waiting, stamp_seq
from salesdesk.errors import Refused, Usage
from salesdesk.facts import Outcome, Visit
from salesdesk.rules import ownership, register, rotation
from salesdesk.rules.ownership import Case
from salesdesk.rules.register import outcome_body
from salesdesk.rules.rotation import Rotation
from salesdesk.text import _

FAULTS = ("none", "slight", "grave")


class Wish(Struct, frozen=True):
    """What the visitor wants, as typed."""

    reason: str
    fault: str | None = None
    insists: bool = False
    to: str | None = None
    priority: bool = False

    def check(self) -> None:
        """Usage errors: an unknown reason or fault, or options that do not go with the reason."""
        known_option(self.reason, ("refused", "asked-for"), "--reason")
        if self.reason == "refused":
            if self.fault is None:
                raise Usage(_("--fault goes with --reason refused: none, slight or grave"))
            known_option(self.fault, FAULTS, "--fault")
            if self.to:
                raise Usage(_("--to does not go with --reason refused: the next by turn takes over"))
        elif self.fault or self.priority or not self.to:
            raise Usage(_("--reason asked-for needs --to, and takes neither --fault nor --priority"))


class Decision(Struct, frozen=True):
    """What becomes of the wish: granted or not, by which clause, and the outcome where it is granted."""

    clause: str
    outcome: Outcome | None = None
    first_loses_priority: bool = False
    first_gains_priority: bool = False


@recorded
def handover(desk: Desk, approver: int, number: int, wish: Wish, at: str | None) -> dict[str, Any]:
    """Answers as `checkin` does, with `granted`; not granted is on record too.

    Refused: a visit not being received, a second handover, a `refused` for a visit that started no span, nobody ready.
    """
    wish.check()
    with desk.store.writing() as book:
        facts = Facts(book)
        stamp = desk.stamp(book, at, approver, today_only="handover")
        queue = opened_queue(facts, stamp.now)
        case, visit = facts.visit(number)
        if visit.status != "receiving" or queue.receiving(number) is None:
            raise Refused(_("Visit {n} is not being received now").format(n=number), "3.10")
        if visit.handover is not None:
            raise Refused(_("Visit {n} was handed over already: once is all").format(n=number), "3.10")
        to = facts.salesperson(wish.to, stamp.now).id if wish.to else None
        decision = decide(case, visit, queue, wish, to, facts)
        queue = _append(facts, stamp, visit, wish, decision, queue)
        facts = Facts(book)
        said = answer(facts, *facts.visit(number), stamp, queue)
        if decision.outcome is None:
            said["clauses"] = [decision.clause]
            said["explanation"] = _("Not granted in principle; it is on record. {receiver} goes on.").format(
                receiver=said["receiver"]
            )
        return {**said, "granted": decision.outcome is not None}


def decide(case: Case, visit: Visit, queue: Rotation, wish: Wish, to: int | None, facts: Facts) -> Decision:
    """3.10, 3.10a, 3.10b, 3.10c, 5.2: which clause answers the wish, and whether it is granted."""
    span = _span_started(case, visit)
    owner = span.owner if span else None
    if wish.reason == "refused":
        return _refused(visit, queue, wish, span, owner)
    return _asked_for(case, visit, queue, wish, to or 0, facts, span)


def _span_started(case: Case, visit: Visit) -> ownership.Span | None:
    spans = ownership.walk(case, visit.at).get(case.person[visit.customer], [])
    return next((s for s in spans if s.start.id == visit.id), None)


def _refused(visit: Visit, queue: Rotation, wish: Wish, span: ownership.Span | None, owner: int | None) -> Decision:
    """3.10a: no fault: no. 3.10b: slight: no, on record. 3.10c: grave, or the customer insists: the next by turn.

    One on duty who is refused is replaced by the last ready one, the owner unchanged.
    """
    if span is None:
        raise Refused(_("Only a visitor received as new may refuse the salesperson (3.10)"), "3.10")
    if wish.fault != "grave" and not wish.insists:
        return Decision("3.10a" if wish.fault == "none" else "3.10b")
    free = rotation.release(queue, visit.id)
    if owner != visit.receiver:
        return _duty_refused(visit, free, wish)
    taker, passed = rotation.turn(free, but=visit.receiver)
    _someone(taker)
    outcome = Outcome("turn", taker, ("3.10c",), turn=True, passed=passed)
    return Decision("3.10c", outcome, first_gains_priority=wish.priority)


def _duty_refused(visit: Visit, free: Rotation, wish: Wish) -> Decision:
    """The priority turn of 7.5 goes with the reception."""
    taker = next((p.staff for p in reversed(free.places) if p.ready and p.staff != visit.receiver), None)
    _someone(taker)
    goes = visit.announcer is not None
    outcome = Outcome(
        "duty", taker, ("3.10c",), priority=goes, announcer=visit.announcer, client=visit.client,
        announcement=visit.announcement,
    )  # fmt: skip
    return Decision("3.10c", outcome, goes and visit.priority_granted, wish.priority)


def _someone(taker: int | None) -> None:
    if taker is None:
        raise Refused(_("Nobody else is ready to take over; nothing was changed"), "3.10c")


def _asked_for(
    case: Case, visit: Visit, queue: Rotation, wish: Wish, to: int, facts: Facts, span: ownership.Span | None
) -> Decision:
    """5.2 for a visit that started a span and is received by its owner, else 5.3; back to the owner who is ready: neither."""
    if to == visit.receiver:
        raise Refused(_("{name} is receiving this visitor already").format(name=facts.roster.name(to)), "5.2")
    answering = ownership.standing(case, case.person[visit.customer], visit.at).answers
    owner = answering.owner if answering else None
    if to == owner:
        return _back_to_owner(visit, queue, to, facts)
    clause = "5.2" if span is not None and owner == visit.receiver else "5.3"
    if not wish.insists:
        return Decision(clause)
    _ready(queue, to, facts, clause)
    outcome = Outcome("asked-for" if clause == "5.2" else "duty", to, (clause,))
    return Decision(clause, replace(outcome, announcer=visit.announcer, client=visit.client))


def _back_to_owner(visit: Visit, queue: Rotation, to: int, facts: Facts) -> Decision:
    clause = visit.client or "4.1"
    _ready(queue, to, facts, clause)
    kind = "client" if visit.client else "returning"
    outcome = Outcome(kind, to, (clause,), announcer=visit.announcer, client=visit.client)
    return Decision(clause, outcome)


def _ready(queue: Rotation, to: int, facts: Facts, clause: str) -> None:
    if not queue.ready(to):
        raise Refused(_("{name} is not ready; nothing was changed").format(name=facts.roster.name(to)), clause)


def _append(facts: Facts, stamp: Any, visit: Visit, wish: Wish, decision: Decision, queue: Rotation) -> Rotation:
    """Enters the handover, granted or not; returns the queue after it."""
    outcome = decision.outcome or Outcome("", None, (decision.clause,))
    body = {
        "visit": visit.id, "reason": wish.reason, "fault": wish.fault, "insists": wish.insists,
        "granted": decision.outcome is not None, "clause": decision.clause, "first": visit.receiver,
        "first_loses_priority": decision.first_loses_priority, "first_gains_priority": decision.first_gains_priority,
        **outcome_body(outcome), "took": [],
    }  # fmt: skip
    about = {visit.customer}
    if decision.outcome:
        after = register.handed_over(queue, stamp_seq(facts), body)
        body["took"], queue = serve_waiting(facts, after, stamp)
        about |= {t["customer"] for t in body["took"]}
    facts.book.append(stamp, "handover", body, about=about)
    return queue
