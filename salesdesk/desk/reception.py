"""Reception: checking a visitor in, finishing, and whoever waits (policy 3-5, 7.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from salesdesk.days import parse_time
from salesdesk.desk.base import Desk, entry_dict
from salesdesk.desk.gather import Facts, known_option
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import Outcome, Referral, Visit
from salesdesk.phones import clean, clean_name, file_number, normalise
from salesdesk.rules import introductions, ownership, reception, rotation
from salesdesk.rules.disputes import old_customer_of
from salesdesk.rules.ownership import Case
from salesdesk.rules.register import outcome_body
from salesdesk.rules.rotation import Rotation
from salesdesk.store.records import Personal, Stamp
from salesdesk.text import N_, _

RATINGS = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Arrival:
    """What was said at the desk, as typed."""

    phone: str | None = None
    name: str | None = None
    unrecalled: bool = False
    ask_for: str | None = None
    insists: bool = False
    brought_by: str | None = None
    with_introducer: bool = False
    referral: int | None = None
    receiver: str | None = None
    source: str | None = None
    need: str | None = None
    budget: str | None = None
    rating: str | None = None
    note: str | None = None

    def words(self) -> dict[str, str]:
        """What a complete entry says besides who and when (8.1)."""
        if self.rating:
            known_option(self.rating, RATINGS, "--rating")
        said = {k: clean(getattr(self, k), f"--{k}") for k in ("source", "need", "budget", "rating", "note")}
        return {k: v for k, v in said.items() if v}

    def refuse_contradictions(self) -> None:
        if self.unrecalled and self.ask_for:
            raise Usage(_("--unrecalled and --ask-for contradict each other: use one"))
        if self.insists and not self.ask_for:
            raise Usage(_("--insists goes with --ask-for: say for whom the visitor insists"))


# --- checking in


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
        file, phone, _new = facts.file_or_new(arrival.phone)
        person = Personal(file, name, phone, words)
        if stamp.late:
            visit = _late(facts, stamp, arrival, person)
        else:
            visit = _today(facts, stamp, arrival, person)
        return answer(Facts(book), visit, stamp)


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


def _today(facts: Facts, stamp: Stamp, arrival: Arrival, person: Personal) -> int:
    queue = opened_queue(facts, stamp)
    assert person.customer is not None
    case = facts.case([person.customer])
    _refuse_open_visit(case, person.customer)
    request = _request(facts, stamp, arrival)
    visitor, extra = visitor_at_desk(facts, case, person.customer, request, stamp)
    if visitor.insists and visitor.protected and visitor.asked != visitor.owner and stamp.approver is None:
        raise Refused(_("A returning customer who insists on another needs the manager: add --as"), "5.3")
    outcome = reception.decide(queue, visitor, facts.roster)
    return _append_visit(facts, stamp, person, outcome, request, extra)


def opened_queue(facts: Facts, stamp: Stamp) -> Rotation:
    """Today's queue. Refused before the opening, naming `queue open`."""
    queue = facts.rotation(stamp.now.date())
    if queue.opened is None:
        raise Refused(_("The queue of {day} is not open: 'queue open' opens it").format(day=stamp.now.date()), "3.1")
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


def _request(facts: Facts, stamp: Stamp, a: Arrival) -> dict[str, Any]:
    """What was asked, as numbers: kept with the visit for the moment a waiting visitor is taken."""
    asked = facts.salesperson(a.ask_for, stamp.now).id if a.ask_for else None
    brought = _old_file(facts, a.brought_by) if a.brought_by else None
    return entry_dict(
        ask_for=asked,
        insists=a.insists or None,
        unrecalled=a.unrecalled or None,
        brought_by=brought,
        with_introducer=a.with_introducer or None,
        referral=a.referral,
    )


def _old_file(facts: Facts, text: str) -> int | None:
    """The old customer's file; someone unknown is a remark only (7.5c)."""
    if file_number(text) is None:
        normalise(text, "--brought-by")
    try:
        return facts.find_file(text, "--brought-by")
    except NotFound:
        return None


@dataclass(frozen=True)
class Extra:
    """What else the entry of a visit records: introductions it matches and those it leaves void, and their files."""

    referral: int | None = None
    voids: tuple[int, ...] = ()
    files: tuple[int, ...] = ()


def visitor_at_desk(
    facts: Facts, case: Case, file: int, request: Mapping[str, Any], stamp: Stamp, waited: bool = False
) -> tuple[reception.Visitor, Extra]:
    """The visitor as the rules of reception see one, and what the entry records of introductions."""
    person = case.person[file]
    stands = ownership.standing(case, person, stamp.now)
    span, named = stands.answers, _named_receiver(case, person, request, facts)
    referrals, more = _referrals(facts, case, file, request)
    if request.get("referral") and not any(r.id == request["referral"] for r in referrals):
        raise NotFound(_("There is no introduction {n}: see 'refer list'").format(n=request["referral"]))
    staff_ref, clause, voids = _introduction(more, referrals, request, stamp, waited)
    announcement, void_too = _announcement(facts, more, referrals, request, stamp, waited)
    protected = span is not None and span.owner is not None
    if protected or named is not None:
        announcement, void_too = None, ()
    old, brought = _brought(facts, request, stamp)
    visitor = reception.Visitor(
        protected,
        span.owner if span else None,
        named,
        announcement.by if announcement else None,
        announcement.id if announcement else None,
        brought,
        old,
        request.get("ask_for"),
        bool(request.get("insists")),
        bool(request.get("unrecalled")) and not any(v.received for v in case.visits_of(person)),
        clause,
        not protected and ownership.lapsed(case, person, stamp.now) is not None,
        waited,
    )
    files = tuple(r.customer for r in referrals if r.id == request.get("referral"))
    return visitor, Extra(staff_ref, (*voids, *void_too), files)


def _referrals(facts: Facts, case: Case, file: int, request: Mapping[str, Any]) -> tuple[list[Referral], Case]:
    """The introductions of this file, and the one named by number, which may stand on another file."""
    number = request.get("referral")
    entry = facts.book.numbered("referral", number) if number else None
    if entry is not None and entry.body["customer"] not in case.person:
        case = facts.case([*case.person, entry.body["customer"]])
    mine = [r for r in case.referrals if r.customer == file or r.id == number]
    return sorted(mine, key=lambda r: r.entry), case


def _named_receiver(case: Case, person: int, request: Mapping[str, Any], facts: Facts) -> int | None:
    """6.1.2: whom an executive named for this customer."""
    if ownership.is_named(case, person):
        return next(r.receiver for r in case.referrals if r.handling == "named")
    number = request.get("referral")
    entry = facts.book.numbered("referral", number) if number else None
    if entry is not None and entry.body.get("handling") == "named":
        receiver: int = entry.body["receiver"]
        return receiver
    return None


def _introduction(
    case: Case, referrals: list[Referral], request: Mapping[str, Any], stamp: Stamp, waited: bool
) -> tuple[int | None, str | None, tuple[int, ...]]:
    """The employee's or company's introduction that the visit comes under: its number, the clause to cite, what it voids."""
    today = stamp.at.date()
    live: list[tuple[Referral, str]] = []
    for r in referrals:
        state = introductions.state_in(case, r, stamp.now)
        if r.kind == "company" or (r.kind == "employee" and r.visit_on == today and introductions.alive(state)):
            live.append((r, state))
    along = bool(request.get("with_introducer"))
    if not waited:
        _refuse_dead_introduction(case, referrals, [r for r, _s in live], request, stamp)
    for r, state in live:
        if r.kind == "company":
            return r.id, COMPANY_CLAUSE[r.handling or ""], ()
        if state in (introductions.SIGNED, introductions.VALID):
            return r.id, "6.2.5", ()
        if along:
            return r.id, "6.2.3", ()
        return None, "6.2.4", (r.id,)
    return None, None, ()


COMPANY_CLAUSE = {"named": "6.1.2", "introduced": "6.1.3", "aftercare": "6.1.4", "aftercare-other": "6.1.5"}


def _refuse_dead_introduction(
    case: Case, referrals: list[Referral], live: list[Referral], request: Mapping[str, Any], stamp: Stamp
) -> None:
    number = request.get("referral")
    clients = [r for r in referrals if r.kind == "client" and r.visit_on == stamp.at.date()]
    open_clients = [r for r in clients if introductions.state_in(case, r, stamp.now) == introductions.OPEN]
    if number and not any(r.id == number for r in (*live, *open_clients)):
        raise Refused(_("Introduction {n} does not stand for today: see 'refer show {n}'").format(n=number), "6.2.2")
    if request.get("with_introducer") and not any(r.kind == "employee" for r in live):
        raise Refused(_("No employee's referral of this customer stands for today"), "6.2.1")


def _announcement(
    facts: Facts, case: Case, referrals: list[Referral], request: Mapping[str, Any], stamp: Stamp, waited: bool
) -> tuple[Referral | None, tuple[int, ...]]:
    """7.5a: the earliest announcement for today whose old customer still counts; one whose does not is void."""
    void: list[int] = []
    for r in referrals:
        state = introductions.state_in(case, r, stamp.now)
        if r.kind != "client" or r.visit_on != stamp.at.date() or state not in (introductions.OPEN, introductions.VALID):
            continue
        if r.by is not None and _counts_for(facts, r.old_customer, r.by, stamp):
            return r, tuple(void)
        void.append(r.id)
    return None, tuple(void)


def _counts_for(facts: Facts, old: int | None, staff: int, stamp: Stamp) -> bool:
    return old is not None and old_customer_of(facts.case([old]), old, staff, stamp.now)


def _brought(facts: Facts, request: Mapping[str, Any], stamp: Stamp) -> tuple[frozenset[int], int | None]:
    """7.5b: the old customer's own open visits, and the salesperson they ask for, where the old customer counts."""
    old, asked = request.get("brought_by"), request.get("ask_for")
    if old is None or asked is None or not _counts_for(facts, old, asked, stamp):
        return frozenset(), None
    case = facts.case([old])
    mine = frozenset(v.id for v in case.visits_of(case.person[old]) if v.status == "receiving")
    return mine, asked


def _append_visit(
    facts: Facts, stamp: Stamp, person: Personal, outcome: Outcome, request: Mapping[str, Any], extra: Extra
) -> int:
    assert person.customer is not None
    files = [person.customer, *(f for f in extra.files if f != person.customer)]
    body = {
        "customer": person.customer,
        "files": files,
        **outcome_body(outcome),
        "unrecalled": outcome.kind == "unrecalled" or bool(stamp.late and request.get("unrecalled")),
        "referral": extra.referral,
        "voids": list(extra.voids),
        "with_introducer": bool(request.get("with_introducer")),
        "request": dict(request),
    }
    number = facts.book.next_number("visit")
    facts.book.append(stamp, "visit", body, number=number, about=files, personal=person)
    return number


def _late(facts: Facts, stamp: Stamp, arrival: Arrival, person: Personal) -> int:
    """A late visit: the paper register's receiver, the queue left alone; `returning` or `duty` under protection, else `turn`."""
    assert person.customer is not None
    receiver = facts.staff(arrival.receiver or "")
    if not facts.roster.is_salesperson(receiver.id) or receiver.joined > stamp.at or receiver.gone(stamp.at):
        raise Refused(_("{name} was no salesperson of the office that day").format(name=receiver.name), "7.1")
    case = facts.case([person.customer])
    span = ownership.standing(case, case.person[person.customer], stamp.at).answers
    named = ownership.is_named(case, case.person[person.customer])
    kind = "turn"
    if span is not None or named:
        kind = "returning" if span and span.owner == receiver.id else "duty"
    clause = {"turn": "3.1", "returning": "4.1", "duty": "6.1.2" if named else "4.2"}[kind]
    fresh = not any(v.received for v in case.visits_of(case.person[person.customer]))
    unrecalled = arrival.unrecalled and fresh
    outcome = Outcome(kind, receiver.id, ("3.7" if unrecalled else clause, "7.2"))
    company = [r for r in case.referrals if r.kind == "company" and r.customer == person.customer]
    extra = Extra(company[0].id if company else None)
    return _append_visit(facts, stamp, person, outcome, {"unrecalled": True} if unrecalled else {}, extra)


# --- the answer


def answer(facts: Facts, number: int, stamp: Stamp) -> dict[str, Any]:
    """What the receptionist is told: the visit, the customer, the receiver, the owner after it, who is next, and why."""
    case, visit = facts.visit(number)
    body = _latest_outcome(facts, visit)
    person = case.person[visit.customer]
    span = ownership.standing(case, person, stamp.now).answers
    if span is None and visit.late:
        span = ownership.standing(case, person, visit.at).answers
    if ownership.is_named(case, person):
        span = None
    queue = facts.rotation(stamp.now.date())
    others = [v for v in case.visits_of(person) if v.received and v.id != visit.id]
    customer = facts.customer(visit.customer, not others)
    said = {
        "visit": shown(visit),
        "customer": customer.shown(whole=True),
        "receiver": facts.roster.name(visit.receiver) if visit.receiver else None,
        "owner": facts.roster.name(span.owner) if span and span.owner else None,
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
        "status": visit.status,
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
    else:
        words = [_(SENTENCES[visit.kind]).format(receiver=said["receiver"])]
    if visit.kind == "duty" and said["owner"] and said["owner"] != said["receiver"]:
        words.append(_("The owner is {owner}: please reach them.").format(owner=said["owner"]))
    if "5.3" in body["clauses"] and visit.kind != "duty":
        words.append(_("Asking for another does not move a returning customer; if they insist, the manager decides (5.3)."))
    if body.get("passed"):
        names = ", ".join(facts.roster.name(s) for s in body["passed"])
        words.append(_("Passed over, the round is gone: {names}.").format(names=names))
    before = [v for v in case.visits_of(case.person[visit.customer]) if v.counts and v.at < visit.at]
    if "7.1" in body["clauses"] and before:
        gone = ownership.lapsed(case, case.person[visit.customer], just_before(visit.at))
        if gone and gone.owner:
            late = _("{owner}'s registration lapsed after {until}.")
            words.append(late.format(owner=facts.roster.name(gone.owner), until=gone.until))
    return " ".join(words)


def just_before(at: datetime) -> datetime:
    """Just before `at`: how things stood when the visitor came in."""
    return at - timedelta(seconds=1)


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


def stamp_seq(facts: Facts) -> int:
    """The number that the entry being made will have."""
    return facts.book.head()[0] + 1


def done(desk: Desk, staff: str | None, visit: int | None, at: str | None, approver: int | None) -> dict[str, Any]:
    """A reception is over; the salesperson is ready again and waiting visitors are taken.

    Refused where nobody is being received, for an earlier day, before the opening.
    """
    if (staff is None) == (visit is None):
        raise Usage(_("Say whose reception is over: a salesperson, or --visit with its number"))
    with desk.store.writing() as book:
        facts = Facts(book)
        stamp = desk.stamp(book, at, approver, today_only="done")
        queue = opened_queue(facts, stamp)
        visits, person = _ending(facts, queue, staff, visit, stamp)
        for v in visits:
            queue = rotation.release(queue, v)
        freed = person if person is not None and queue.ready(person) else None
        took, queue = serve_waiting(facts, queue, stamp)
        body = {"visits": visits, "freed": freed, "took": took}
        about = {facts.visit(v)[1].customer for v in visits} | {t["customer"] for t in took}
        book.append(stamp, "done", body, about=about)
        return {"freed": facts.roster.name(freed) if freed else None, "took": [t["visit"] for t in took]}


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


def call(desk: Desk, phone: str | None, name: str | None, note: str | None, at: str | None, approver: int | None) -> dict[str, Any]:
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
        return {"call": {"entry": entry, "at": stamp.at.isoformat()}, "customer": customer.shown(), "clauses": ["3.13"], "explanation": told}

