"""Reception: checking a visitor in, finishing, and whoever waits (policy 3-5, 7.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from salesdesk.days import parse_time
from salesdesk.desk.arrival import Arrival, Extra, request_of, visitor_at_desk
from salesdesk.desk.base import Desk, entry_dict, recorded
from salesdesk.desk.gather import Facts
from salesdesk.desk.introduced import announced, announced_file, remarks
from salesdesk.errors import Refused, Usage
from salesdesk.facts import Outcome, Visit
from salesdesk.phones import clean, clean_name
from salesdesk.rules import ownership, reception, rotation
from salesdesk.rules.ownership import Case
from salesdesk.rules.register import outcome_body
from salesdesk.rules.rotation import Rotation
from salesdesk.store.records import Personal, Stamp
from salesdesk.text import N_, _, sentences

# --- checking in


@recorded
def checkin(desk: Desk, arrival: Arrival, at: str | None, approver: int | None) -> dict[str, Any]:
    """Who receives the visitor and why, recorded in the same transaction.

    Refused: before the day is opened, while a visit of the customer is open, where the one asked for is not ready (5.1),
    where an introduction is named that is not live. A visit of an earlier day is a late entry.
    """
    arrival.refuse_contradictions()
    words, name = arrival.words(), clean_name(arrival.name)
    with desk.store.writing() as book:
        facts = Facts(book)
        _check_late_options(desk, facts, arrival, at)
        stamp = desk.stamp(book, at, approver)
        file, phone, new = facts.file_or_new(arrival.phone)
        if new and arrival.referral:
            file = announced_file(facts, arrival.referral) or file
        person = Personal(file, name, phone, words)
        enter = _late if stamp.late else _today
        number, queue = enter(facts, stamp, arrival, person)
        facts = Facts(book)
        case, visit = facts.visit(number)
        said = answer(facts, case, visit, stamp, queue, phone)
        more = remarks(facts, case, visit, said, bool(arrival.brought_by), name)
        said["explanation"] = sentences(said["explanation"], *more, other_name(said["customer"], name))
        return said


def announced_today(desk: Desk, arrival: Arrival) -> list[dict[str, Any]]:
    """7.5a: the announcements without a number that this visitor may be meant by: of that name, and not under protection."""
    with desk.store.reading() as book:
        facts, now, name = Facts(book), desk.now(book), clean_name(arrival.name)
        if name is None or arrival.referral:
            return []
        file = facts.find_file(arrival.phone) if arrival.phone else None
        case = facts.case([file]) if file else None
        if case and file and ownership.standing(case, case.person[file], now).answers:
            return []
        return announced(facts, name, now)


def other_name(customer: Mapping[str, Any], name: str | None) -> str:
    """7.2: that another name than the one on record was said; it changes no file."""
    if name is None or customer["name"] in (None, name):
        return ""
    words = _("On record as {known}: the name {name} is kept with this entry and changes nothing (7.2).")
    return words.format(known=customer["name"], name=name)


def _check_late_options(desk: Desk, facts: Facts, arrival: Arrival, at: str | None) -> None:
    """A late visit takes only who, when, the receiver, `--unrecalled` and descriptive words; no other takes a receiver."""
    now = desk.now(facts.book)
    late = bool(at) and parse_time(str(at), facts.book.tz, "--at").date() < now.date()
    if not late and arrival.receiver:
        raise Usage(_("--receiver belongs to a late entry only: today the rotation says who receives"))
    if late and not arrival.receiver:
        raise Usage(_("A late visit names its --receiver: what the paper register says"))
    queue_words = (arrival.ask_for, arrival.brought_by, arrival.with_introducer, arrival.referral)
    if late and any(w for w in queue_words):
        raise Usage(_("A late visit takes no --ask-for, --brought-by, --with-introducer or --referral"))


def _today(facts: Facts, stamp: Stamp, arrival: Arrival, person: Personal) -> tuple[int, Rotation]:
    """Enters a visit of today; returns its number and the queue after it."""
    queue = opened_queue(facts, stamp.now)
    assert person.customer is not None
    case = facts.case([person.customer])
    _refuse_open_visit(case, person.customer)
    request = request_of(facts, stamp, arrival)
    visitor, extra = visitor_at_desk(facts, case, person.customer, request, stamp)
    if visitor.insists and visitor.protected and visitor.asked != visitor.owner and stamp.approver is None:
        raise Refused(_("A returning customer who insists on another needs the manager: add --as"), "5.3")
    outcome = reception.decide(queue, visitor, facts.roster)
    seq = stamp_seq(facts)
    number = _append_visit(facts, stamp, person, outcome, request, extra)
    return number, rotation.receive(queue, number, outcome, seq)


def opened_queue(facts: Facts, now: datetime) -> Rotation:
    """Today's queue. Refused before the opening, naming `queue open`."""
    queue = facts.rotation(now.date())
    if queue.opened is None:
        raise Refused(_("The queue of {day} is not open: 'queue open' opens it").format(day=now.date()), "3.1")
    return queue


def _refuse_open_visit(case: Case, file: int) -> None:
    same = case.person[file]
    for v in case.visits:
        if case.person[v.customer] == same and v.status in ("receiving", "waiting"):
            state = _("being received") if v.status == "receiving" else _("waiting")
            raise Refused(
                _("Visit {n} of this customer is still open ({state}): finish it with 'done --visit {n}'").format(
                    n=v.id, state=state
                ),
                "4.1",
            )


def _append_visit(
    facts: Facts, stamp: Stamp, person: Personal, outcome: Outcome, request: Mapping[str, Any], extra: Extra
) -> int:
    assert person.customer is not None
    body = visit_body(person.customer, stamp.late, outcome, request, extra)
    number = facts.book.next_number("visit")
    facts.book.append(stamp, "visit", body, number=number, about=body["files"], personal=person)
    return number


def visit_body(file: int, late: bool, outcome: Outcome, request: Mapping[str, Any], extra: Extra) -> dict[str, Any]:
    """What the entry of a visit says, the personal words aside."""
    return {
        "customer": file,
        "files": [file, *(f for f in extra.files if f != file)],
        **outcome_body(outcome),
        "unrecalled": outcome.kind == "unrecalled" or bool(late and request.get("unrecalled")),
        "referral": extra.referral,
        "voids": list(extra.voids),
        "with_introducer": bool(request.get("with_introducer")),
        "request": dict(request),
    }


def _late(facts: Facts, stamp: Stamp, arrival: Arrival, person: Personal) -> tuple[int, Rotation]:
    """A late visit: the paper register's receiver, the queue left alone; `returning` or `duty` under protection, else `turn`."""
    assert person.customer is not None
    receiver = facts.staff(arrival.receiver or "")
    if not facts.roster.is_salesperson(receiver.id) or receiver.joined > stamp.at or receiver.gone(stamp.at):
        raise Refused(_("{name} was no salesperson of the office that day").format(name=receiver.name), "7.1")
    case = facts.case([person.customer])
    span = ownership.standing(case, case.person[person.customer], stamp.at).answers
    named = ownership.is_named(case, case.person[person.customer])
    kind, clause = late_kind(receiver.id, span is not None, span.owner if span else None, named)
    fresh = not any(v.received for v in case.visits_of(case.person[person.customer]))
    unrecalled = arrival.unrecalled and fresh
    lapsed = kind == "turn" and ownership.lapsed(case, case.person[person.customer], stamp.at) is not None
    clauses = ("3.7" if unrecalled else clause, *(["7.1"] if lapsed else []), "7.2")
    outcome = Outcome(kind, receiver.id, clauses)
    extra = Extra(company_of(case, person.customer))
    number = _append_visit(facts, stamp, person, outcome, {"unrecalled": True} if unrecalled else {}, extra)
    return number, facts.rotation(stamp.now.date())


def late_kind(receiver: int, protected: bool, owner: int | None, named: bool) -> tuple[str, str]:
    """The kind of a late visit and its clause: `returning` or `duty` under protection, else `turn`."""
    if not protected and not named:
        return "turn", "3.1"
    if owner is not None and owner == receiver:
        return "returning", "4.1"
    return "duty", "6.1.2" if named else "4.2"


def company_of(case: Case, file: int) -> int | None:
    """The company's introduction of a file, which every visit of it comes under (6.1)."""
    return next((r.id for r in case.referrals if r.kind == "company" and r.customer == file), None)


# --- the answer


def answer(
    facts: Facts, case: Case, visit: Visit, stamp: Stamp, queue: Rotation, typed: str | None = None
) -> dict[str, Any]:
    """What the receptionist is told: the visit, the customer, the receiver, the owner after it, who is next, and why.

    The number is whole where it is the one that was typed (16.9).
    """
    body = _latest_outcome(facts, visit)
    person = case.person[visit.customer]
    span = ownership.standing(case, person, stamp.now).answers
    if span is None and visit.late:
        span = ownership.standing(case, person, visit.at).answers
    if ownership.is_named(case, person):
        span = None
    others = [v for v in case.visits_of(person) if v.received and v.id != visit.id]
    customer = facts.customer(visit.customer, not others)
    said = {
        "visit": shown(visit),
        "customer": customer.shown(whole=customer.phone == typed),
        "receiver": facts.roster.name(visit.receiver) if visit.receiver else None,
        "owner": facts.owner(span),
        "protected_until": str(span.until) if span and span.owner else None,
        "next": facts.roster.name(queue.next_up) if queue.next_up else None,
        "clauses": list(body["clauses"]),
    }
    said["explanation"] = explain(facts, case, visit, body, said)
    return said


def _latest_outcome(facts: Facts, visit: Visit) -> Mapping[str, Any]:
    """The newest entry that said who receives: the check-in, the taking of a waiting visitor, or a handover."""
    seq = visit.handover.entry if visit.handover else visit.stated
    for e in facts.book.at_seq({seq, visit.entry})[::-1]:
        for item in (e.body, *e.body.get("took", ())):
            if "clauses" in item and item.get("visit", visit.id) == visit.id:
                found: Mapping[str, Any] = item
                return found
    return {"clauses": []}


def shown(visit: Visit) -> dict[str, Any]:
    """A visit as every answer shows it."""
    return {
        "id": visit.id,
        "at": visit.at.isoformat(),
        "kind": visit.kind,
        "uses_turn": visit.uses_turn,
        "status": "done" if visit.status == "unreceived" else visit.status,
        "late_entry": visit.late,
    }


SENTENCES = {
    "turn": N_("{receiver} receives: the turn is theirs."),
    "unrecalled": N_("{receiver} receives by turn: the visitor cannot recall by whom they were received before."),
    "returning": N_("{receiver} receives: the customer is theirs. No turn is used."),
    "duty": N_("{receiver} does duty: no turn, no share; the place is kept."),
    "asked-for": N_("{receiver} receives: the visitor asked for them. No turn is used."),
    "client": N_("{receiver} receives: an old customer of theirs sent the visitor."),
}


def explain(facts: Facts, case: Case, visit: Visit, body: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """The answer in words: who, why, and what the receiver has to do."""
    if visit.status == "waiting":
        words = [_("Nobody is ready: the visitor waits and is taken as soon as someone is.")]
    elif visit.late:
        words = [_("{receiver} received, as the paper register says. The queue is left alone.").format(**said)]
    else:
        words = [_(SENTENCES[visit.kind]).format(receiver=said["receiver"])]
    if visit.kind == "duty" and not visit.late and said["owner"] and said["owner"] != said["receiver"]:
        words.append(_("The owner is {owner}: please reach them.").format(owner=said["owner"]))
    if "5.3" in body["clauses"] and visit.kind != "duty":
        words.append(
            _("Asking for another does not move a returning customer; if they insist, the manager decides (5.3).")
        )
    if body.get("passed"):
        names = _(", ").join(facts.roster.name(s) for s in body["passed"])
        words.append(_("Passed over, the round is gone: {names}.").format(names=names))
    if "7.1" in body["clauses"]:
        words.append(_whose_lapsed(facts, case, visit))
    return sentences(*words)


def _whose_lapsed(facts: Facts, case: Case, visit: Visit) -> str:
    """7.1: whose registration was over when the visitor came in, and since when."""
    earlier = replace(case, visits=tuple(v for v in case.visits if v.id != visit.id))
    span = ownership.lapsed(earlier, case.person[visit.customer], visit.at)
    if span is None or span.owner is None:
        return ""
    left = span.deserted(visit.at, facts.roster) and visit.at.date() <= span.until
    words = (
        _("{owner}, whose customer this was, has left.") if left else _("{owner}'s registration lapsed after {until}.")
    )
    return words.format(owner=facts.roster.name(span.owner), until=span.until)


# --- done, and whoever waits


def serve_waiting(facts: Facts, queue: Rotation, stamp: Stamp) -> tuple[list[dict[str, Any]], Rotation]:
    """Takes waiting visitors in order of arrival while someone is ready, each by the rule that fits now."""
    took: list[dict[str, Any]] = []
    while queue.waiting and queue.next_up is not None:
        case, visit = facts.visit(queue.waiting[0])
        visitor, extra = visitor_at_desk(facts, case, visit.customer, visit.request, stamp, waited=True)
        outcome = reception.decide(queue, visitor, facts.roster)
        queue = rotation.receive(queue, visit.id, outcome, stamp_seq(facts))
        item = {"visit": visit.id, "customer": visit.customer, **outcome_body(outcome), "voids": list(extra.voids)}
        took.append(item)
    return took, queue


def taken(facts: Facts, took: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who was taken from the waiting, by whom, as answers say it."""
    return [{"visit": t["visit"], "receiver": facts.roster.name(t["receiver"]), "kind": t["kind"]} for t in took]


def stamp_seq(facts: Facts) -> int:
    """The number that the entry being made will have."""
    return facts.book.head()[0] + 1


@recorded
def done(desk: Desk, staff: str | None, visit: int | None, at: str | None, approver: int | None) -> dict[str, Any]:
    """A reception is over; the salesperson is ready again and waiting visitors are taken.

    Refused where nobody is being received, for an earlier day, before the opening.
    """
    if (staff is None) == (visit is None):
        raise Usage(_("Say whose reception is over: a salesperson, or --visit with its number"))
    with desk.store.writing() as book:
        facts = Facts(book)
        stamp = desk.stamp(book, at, approver, today_only="done")
        queue = opened_queue(facts, stamp.now)
        visits, person = _ending(facts, queue, staff, visit, stamp)
        for v in visits:
            queue = rotation.release(queue, v)
        freed = person if person is not None and queue.ready(person) else None
        took, queue = serve_waiting(facts, queue, stamp)
        body = {"visits": visits, "freed": freed, "took": took}
        about = {facts.visit(v)[1].customer for v in visits} | {t["customer"] for t in took}
        book.append(stamp, "done", body, about=about)
        freed_name = facts.roster.name(freed) if freed is not None else None
        return {"freed": freed_name, "took": [t["visit"] for t in took], "taken": taken(facts, took)}


def _ending(
    facts: Facts, queue: Rotation, staff: str | None, visit: int | None, stamp: Stamp
) -> tuple[list[int], int | None]:
    if staff is not None:
        person = facts.staff(staff, present=stamp.now)
        place = queue.place(person.id)
        if place is None or not place.visits:
            raise Refused(_("{name} is not receiving anybody").format(name=person.name))
        return list(place.visits), person.id
    assert visit is not None
    receiving = queue.receiving(visit)
    if receiving is None and visit not in queue.waiting:
        facts.visit(visit)
        raise Refused(_("Visit {n} is not open today").format(n=visit))
    return [visit], receiving.staff if receiving else None


# --- a phone inquiry


@recorded
def call(
    desk: Desk, phone: str | None, name: str | None, note: str | None, at: str | None, approver: int | None
) -> dict[str, Any]:
    """3.13: a phone inquiry is recorded and never decides ownership."""
    words = entry_dict(note=clean(note, "--note"))
    person_name = clean_name(name)
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        file, number, _new = facts.file_or_new(phone)
        person = Personal(file, person_name, number, words)
        entry = book.append(
            stamp, "call", {"customer": file}, number=book.next_number("call"), about=[file], personal=person
        )
        customer = facts.customer_in(facts.case([file]), file)
        told = _("Recorded. A call never decides whose customer it is.")
        return {
            "call": {"entry": entry, "at": stamp.at.isoformat()},
            "customer": customer.shown(),
            "clauses": ["3.13"],
            "explanation": sentences(told, other_name(customer.shown(), person_name)),
        }
