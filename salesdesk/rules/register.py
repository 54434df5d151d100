"""What a list of entries adds up to: visits, claims, deals, introductions, the queue (policy 7.2).

Entries are taken in order of entry; one that was taken back (`undo`) counts as never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from salesdesk.facts import (
    Amendment,
    Claim,
    Deal,
    Entry,
    Handover,
    Opinion,
    Outcome,
    Referral,
    Roster,
    Signature,
    Staff,
    Visit,
)
from salesdesk.rules import rotation
from salesdesk.rules.rotation import Place, Rotation


def live(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that stand, in order: without those taken back, and without the takings-back themselves."""
    ordered = sorted(entries, key=lambda e: e.seq)
    undone = {e.names for e in ordered if e.kind == "undo"}
    return [e for e in ordered if e.seq not in undone and e.kind != "undo"]


class Register(Struct):
    """The facts that a list of live entries adds up to."""

    visits: dict[int, Visit] = field(default_factory=dict)
    deals: dict[int, Deal] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    referrals: dict[int, Referral] = field(default_factory=dict)
    signatures: list[Signature] = field(default_factory=list)
    received_by: dict[int, list[int]] = field(default_factory=dict)


def fold(entries: Iterable[Entry]) -> Register:
    """The register that these entries (live, in order) add up to; confirmations are laid on by `confirm`."""
    r = Register()
    for e in entries:
        take = HANDLERS.get(e.kind)
        if take:
            take(r, e)
        for item in e.body.get("took", ()):
            _received(r, e, item)
    return r


def outcome_of(body: Mapping[str, Any]) -> Outcome:
    """The answer at the desk as an entry recorded it."""
    return Outcome(
        body["kind"], body["receiver"], tuple(body["clauses"]), body["turn"], body["asked"], tuple(body["passed"]),
        body["priority"], body["announcer"], body["announcement"], body["client"],
    )  # fmt: skip


def outcome_body(o: Outcome) -> dict[str, Any]:
    """The answer at the desk as an entry records it."""
    return {
        "kind": o.kind, "receiver": o.receiver, "clauses": list(o.clauses), "turn": o.turn, "asked": o.asked,
        "passed": list(o.passed), "priority": o.priority, "announcer": o.announcer, "announcement": o.announcement,
        "client": o.client,
    }  # fmt: skip


def _visit(r: Register, e: Entry) -> None:
    b = e.body
    waiting = b["receiver"] is None
    status = "waiting" if waiting else "done" if e.late else "receiving"
    later = dict.fromkeys((w.id for w in r.visits.values() if w.at > e.at), e.seq)
    assert e.number is not None
    r.visits[e.number] = Visit(
        e.number, e.seq, e.at, e.entered, b["customer"], b["kind"], status, b["receiver"], b["turn"], e.late,
        e.training, b["unrecalled"], announcer=b["announcer"], client=b["client"], announcement=b["announcement"],
        referral=b["referral"], with_introducer=b["with_introducer"], founded_as=b["kind"],
        priority_granted=b["priority"], voids=tuple(b["voids"]), stated=e.seq, ahead_of=later, request=b["request"],
    )  # fmt: skip


def _received(r: Register, e: Entry, item: Mapping[str, Any]) -> None:
    """A waiting visitor is taken: what fits now is what the visit is."""
    v = r.visits.get(item["visit"])
    if v is None:
        return
    r.visits[v.id] = replace(
        v, kind=item["kind"], founded_as=item["kind"], status="receiving", receiver=item["receiver"],
        uses_turn=item["turn"], announcer=item["announcer"], client=item["client"], announcement=item["announcement"],
        priority_granted=item["priority"], voids=tuple(dict.fromkeys((*v.voids, *item["voids"]))), stated=e.seq,
    )  # fmt: skip


def _done(r: Register, e: Entry) -> None:
    for number in e.body["visits"]:
        v = r.visits.get(number)
        if v is None:
            continue
        left = v.status == "waiting"
        r.visits[number] = replace(v, status="done", ended_waiting=left, stated=e.seq if left else v.stated)


def _opened(r: Register, e: Entry) -> None:
    """An opening ends receptions left open; what still waits was never received."""
    for key, status in (("ended", "done"), ("unreceived", "unreceived")):
        for number in e.body[key]:
            if number in r.visits:
                r.visits[number] = replace(r.visits[number], status=status)


def _handover(r: Register, e: Entry) -> None:
    b = e.body
    v = r.visits.get(b["visit"])
    if v is None or not b["granted"]:
        return
    h = Handover(e.seq, b["clause"], b["first"], b["receiver"])
    r.visits[v.id] = replace(
        v, kind=b["kind"], receiver=b["receiver"], uses_turn=b["turn"], handover=h, priority_granted=b["priority"]
    )


def _correct(r: Register, e: Entry) -> None:
    b = e.body
    v = r.visits.get(b["visit"])
    if v is None:
        return
    at = datetime.fromtimestamp(b["visit_at"], e.at.tzinfo) if b.get("visit_at") is not None else v.at
    customer = b.get("customer") or v.customer
    others = [w for w in r.visits.values() if w.id != v.id and w.at > at]
    moved = customer != v.customer
    passed = dict.fromkeys((w.id for w in others if moved or w.at <= v.at), e.seq)
    ahead = passed | ({} if moved else {w.id: v.ahead_of[w.id] for w in others if w.id in v.ahead_of})
    receiver = b["receiver"] if b.get("receiver") is not None else v.receiver
    if moved:
        _never_passed(r, v.id)
    r.visits[v.id] = replace(v, at=at, customer=customer, receiver=receiver, ahead_of=ahead, stated=e.seq)


def _never_passed(r: Register, moved: int) -> None:
    """No visit was stated before one that was another customer's then."""
    for w in r.visits.values():
        if moved in w.ahead_of:
            r.visits[w.id] = replace(w, ahead_of={n: entry for n, entry in w.ahead_of.items() if n != moved})


def _deal(r: Register, e: Entry) -> None:
    b = e.body
    assert e.number is not None
    r.deals[e.number] = Deal(
        e.number, e.seq, b["customer"], e.at, b["unit"], b["price"], b["commission"], b["aftercare"], e.late,
        rated=b["rated"], rate=Fraction(b["rate"]) if "rate" in b else None,
    )  # fmt: skip


def _amend(r: Register, e: Entry) -> None:
    """7.6: what it names is new; an entry of an older version that names nothing changed the buyer."""
    b = e.body
    d = r.deals.get(b["deal"])
    if d is None:
        return
    new = {f: b[f] for f in ("unit", "price", "commission") if b.get(f, getattr(d, f)) != getattr(d, f)}
    changes = tuple((f, getattr(d, f), now) for f, now in new.items())
    amended = Amendment(e.seq, e.at, changes, b.get("buyer", b.keys() == {"deal"}))
    rate = Fraction(b["rate"]) if "rate" in b else d.rate
    r.deals[d.id] = replace(
        d, **new, rate=rate, rated=b.get("rated", d.rated), amendments=(*d.amendments, amended)
    )  # fmt: skip


def _cancel(r: Register, e: Entry) -> None:
    if e.body["deal"] in r.deals:
        r.deals[e.body["deal"]] = replace(r.deals[e.body["deal"]], cancelled=e.at, cancelled_entry=e.seq)


def _referral(r: Register, e: Entry) -> None:
    b = e.body
    visit_at = datetime.fromtimestamp(b["visit_at"], e.at.tzinfo) if b.get("visit_at") else None
    on = date.fromisoformat(b["visit_on"]) if b.get("visit_on") else visit_at.date() if visit_at else None
    assert e.number is not None
    r.referrals[e.number] = Referral(
        e.number, e.seq, b["type"], b["customer"], b.get("by"), e.at, e.entered, on, visit_at, b.get("old_customer"),
        b.get("handling"), b.get("receiver"), b.get("source", ""),
    )  # fmt: skip


def _signed(r: Register, e: Entry) -> None:
    r.signatures.append(Signature(e.seq, e.body["referral"], e.body["how"], e.entered))


def _claim(r: Register, e: Entry) -> None:
    b = e.body
    assert e.number is not None
    r.claims[e.number] = Claim(
        e.number, e.seq, b["customer"], b["by"], b["ground"], "open", e.at, e.entered, e.late, b.get("same_as"),
        b.get("spouse"), b.get("old_customer"), b.get("visit"),
    )  # fmt: skip


def _ruling(r: Register, e: Entry) -> None:
    b = e.body
    c = r.claims.get(b["claim"])
    if c is None:
        return
    opinion = Opinion(tuple((to, Fraction(share)) for to, share in b["shares"]), e.seq) if b["shares"] else None
    status = "rejected" if not b["upheld"] else "awaiting-director" if opinion else "upheld"
    r.claims[c.id] = replace(
        c, status=status, opinion=opinion, ruled=e.entered, ruled_entry=e.seq, effect=b.get("effect") or {},
        borne_out=b.get("borne_out"), said_by=tuple(b.get("said_by", ())),
    )  # fmt: skip
    introduced = r.visits.get(b["effect"].get("introduced"))
    if introduced:
        r.visits[introduced.id] = replace(introduced, announcement=b["effect"]["announcement"])


def _approval(r: Register, e: Entry) -> None:
    c = r.claims.get(e.body["claim"])
    if c:
        status = "upheld" if e.body["approved"] else "refused"
        r.claims[c.id] = replace(c, status=status, approved_entry=e.seq)


HANDLERS: dict[str, Callable[[Register, Entry], None]] = {
    "visit": _visit,
    "done": _done,
    "queue-open": _opened,
    "handover": _handover,
    "correct": _correct,
    "deal": _deal,
    "deal-amended": _amend,
    "deal-cancelled": _cancel,
    "referral": _referral,
    "referral-signed": _signed,
    "claim": _claim,
    "ruling": _ruling,
    "approval": _approval,
}


def confirmed(visits: Iterable[Visit], newest: Mapping[date, int]) -> list[Visit]:
    """7.2: a visit counts once its day was confirmed after the newest entry that states it."""
    return [replace(v, confirmed=newest.get(v.day, 0) > v.stated) for v in visits]


STAFF_KINDS = ("staff", "staff-left", "staff-stays", "staff-back")
"""Someone new; gone; a leaving taken back; the same person back."""


def roster(entries: Iterable[Entry]) -> Roster:
    """Who is and was on the staff, from the entries of `STAFF_KINDS`."""
    people: dict[int, Staff] = {}
    leaving: dict[int, int] = {}
    for e in entries:
        if e.kind == "staff" and e.number is not None:
            people[e.number] = Staff(e.number, e.body["name"], e.body["role"], e.body["code"], e.entered)
        elif e.kind == "staff-left":
            people[e.body["staff"]] = replace(people[e.body["staff"]], left=e.entered)
            leaving[e.body["staff"]] = e.seq
        elif e.kind == "staff-stays":
            people[e.body["staff"]] = replace(people[e.body["staff"]], left=None)
        elif e.kind == "staff-back":
            s = people[e.body["staff"]]
            assert s.left is not None
            away = (s.left, leaving[s.id], e.entered)
            people[s.id] = replace(s, left=None, absences=(*s.absences, away), code=e.body["code"] or s.code)
    return Roster(people)


# --- the queue of a day

QUEUE_KINDS = (
    "queue-open", "queue-join", "queue-away", "queue-back", "queue-off", "queue-strike", "queue-swap",
    "queue-priority", "visit", "done", "handover",
)  # fmt: skip
MOVES = (*QUEUE_KINDS, "staff-stays", "staff-back")
"""What moves the queue of a day."""


def queue(entries: Iterable[Entry], roster: Roster, state: Rotation | None = None) -> Rotation:
    """The queue that a day's live entries of `MOVES` add up to, from where it stood; empty before the opening."""
    state = state or Rotation()
    for e in entries:
        state = queue_step(state, e, roster)
    return state


def queue_step(state: Rotation, e: Entry, roster: Roster) -> Rotation:
    """The queue after one entry."""
    if e.kind == "queue-open":
        return _opened_queue(e)
    if state.opened is None or e.late:
        return state
    state = _queue_verb(state, e, roster)
    for item in e.body.get("took", ()):
        state = rotation.receive(state, item["visit"], outcome_of(item), e.seq)
    return state


def _opened_queue(e: Entry) -> Rotation:
    places = [
        Place(p["staff"], p["priority"], off=p["off"], unready=p["off"], because=(e.seq,)) for p in e.body["order"]
    ]
    return Rotation(tuple(places), opened=e.seq)


def _queue_verb(state: Rotation, e: Entry, roster: Roster) -> Rotation:
    b = e.body
    match e.kind:
        case "visit":
            return rotation.receive(state, e.number or 0, outcome_of(b), e.seq)
        case "done":
            for v in b["visits"]:
                state = rotation.release(state, v)
            return state
        case "handover":
            return handed_over(state, e.seq, b) if b["granted"] else state
        case "staff-stays":
            return rotation.stays_off(state, b["staff"])
        case "staff-back":
            return rotation.without(state, {b["staff"]})
        case "queue-join":
            return rotation.join(state, b["staff"], roster, e.seq)
        case "queue-away":
            return rotation.away(state, b["staff"], roster, b["excused"])
        case "queue-back":
            return rotation.back(state, b["staff"], roster)
        case "queue-off":
            return rotation.off(state, b["staff"], roster, b["unready"])
        case "queue-strike":
            return rotation.strike(state, b["staff"], roster, e.seq)
        case "queue-swap":
            return rotation.swap(state, b["staff"], b["other"], roster, e.seq)
        case _:
            return rotation.priority(state, b["staff"], roster, e.seq)


def handed_over(state: Rotation, seq: int, b: Mapping[str, Any]) -> Rotation:
    """A granted handover: the first is free again, the taker receives; priority turns go where 3.10c and 7.5 say."""
    state = rotation.release(state, b["visit"])
    if b["first_loses_priority"]:
        state = rotation.take_back_priority(state, b["first"], seq)
    state = rotation.receive(state, b["visit"], outcome_of(b), seq)
    return rotation.give_priority(state, b["first"], seq) if b["first_gains_priority"] else state
