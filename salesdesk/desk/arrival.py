"""A visitor at the door: what was said, what the register knows, and the introductions it comes under (6, 7.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from salesdesk.desk.base import entry_dict
from salesdesk.desk.gather import Facts, known_option
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import Referral
from salesdesk.phones import clean, file_number, normalise
from salesdesk.rules import introductions, ownership, reception
from salesdesk.rules.disputes import old_customer_of
from salesdesk.rules.ownership import Case
from salesdesk.store.records import Stamp
from salesdesk.text import _

RATINGS = ("A", "B", "C", "D")


class Arrival(Struct, frozen=True):
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


def request_of(facts: Facts, stamp: Stamp, a: Arrival) -> dict[str, Any]:
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


class Extra(Struct, frozen=True):
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
    referrals, more = _referrals(facts, case, file, request)
    span, named = stands.answers, _named_receiver(case, person, referrals)
    live = _live(more, referrals, stamp)
    if not waited:
        _refuse_introduction(more, file, referrals, [r for r, _s in live], request, stamp)
    staff_ref, clause, voids = _introduction(live, request)
    announcement, void_too = _announcement(facts, more, referrals, request, stamp, waited)
    protected = span is not None and span.owner is not None
    if protected or named is not None:
        announcement, void_too = None, ()
    if request.get("referral") in void_too and not waited:
        words = _("Introduction {n} does not stand: its old customer is not theirs; check in without --referral")
        raise Refused(words.format(n=request["referral"]), "7.5")
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
    """The introductions of this file, and the one named by number, which may stand on another file.

    One that came with another person's visit stays with that visit.
    """
    number = request.get("referral")
    entry = facts.book.numbered("referral", number) if number else None
    if number and entry is None:
        raise NotFound(_("There is no introduction {n}: see 'refer list'").format(n=number))
    if entry is not None and entry.body["customer"] not in case.person:
        case = facts.case([*case.person, entry.body["customer"]])
    mine = [r for r in case.referrals if r.customer == file or r.id == number]
    free = [r for r in mine if introductions.came_with(case, r) <= {case.person[file]}]
    return sorted(free, key=lambda r: r.entry), case


def _named_receiver(case: Case, person: int, referrals: list[Referral]) -> int | None:
    """6.1.2: whom an executive named for this customer."""
    known = case.referrals if ownership.is_named(case, person) else referrals
    return next((r.receiver for r in known if r.handling == "named"), None)


def _refuse_introduction(
    case: Case, file: int, referrals: list[Referral], live: list[Referral], request: Mapping[str, Any], stamp: Stamp
) -> None:
    """Refused where an introduction is named that does not stand for today, or for someone who was here before it."""
    number = request.get("referral")
    clients = [r for r in referrals if r.kind == "client" and r.visit_on == stamp.at.date()]
    open_clients = [r for r in clients if introductions.state_in(case, r, stamp.now) == introductions.OPEN]
    if number and not any(r.id == number for r in (*live, *open_clients)):
        raise Refused(_("Introduction {n} does not stand for today: see 'refer show {n}'").format(n=number), "6.2.2")
    if request.get("with_introducer") and not any(r.kind == "employee" for r in live):
        raise Refused(_("No employee's referral of this customer stands for today"), "6.2.1")
    here_before = any(v.received for v in case.visits_of(case.person[file]))
    for r in live:
        if r.id == number and case.person[r.customer] != case.person[file] and here_before:
            clause = "6.1.1" if r.kind == "company" else "6.2.1"
            raise Refused(_("This customer has a visit on record already: no introduction is possible"), clause)


def _live(case: Case, referrals: list[Referral], stamp: Stamp) -> list[tuple[Referral, str]]:
    """The company's introductions, and the employees' that stand for today, each with its state."""
    today = stamp.at.date()
    states = [(r, introductions.state_in(case, r, stamp.now)) for r in referrals]
    return [
        (r, state)
        for r, state in states
        if r.kind == "company" or (r.kind == "employee" and r.visit_on == today and introductions.alive(state))
    ]


def _introduction(
    live: list[tuple[Referral, str]], request: Mapping[str, Any]
) -> tuple[int | None, str | None, tuple[int, ...]]:
    """The employee's or company's introduction that the visit comes under: its number, the clause to cite, what it voids."""
    for r, state in live:
        if r.kind == "company":
            return r.id, introductions.HANDLINGS[r.handling or ""], ()
        if state in (introductions.SIGNED, introductions.VALID):
            return r.id, "6.2.5", ()
        if request.get("with_introducer"):
            return r.id, "6.2.3", ()
        return None, "6.2.4", (r.id,)
    return None, None, ()


def _announcement(
    facts: Facts, case: Case, referrals: list[Referral], request: Mapping[str, Any], stamp: Stamp, waited: bool
) -> tuple[Referral | None, tuple[int, ...]]:
    """7.5a: the earliest announcement for today whose old customer still counts; one whose does not is void."""
    void: list[int] = []
    for r in referrals:
        state = introductions.state_in(case, r, stamp.now)
        if (
            r.kind != "client"
            or r.visit_on != stamp.at.date()
            or state not in (introductions.OPEN, introductions.VALID)
        ):
            continue
        if r.by is not None and counts_for(facts, r.old_customer, r.by, stamp.now):
            return r, tuple(void)
        void.append(r.id)
    return None, tuple(void)


def counts_for(facts: Facts, old: int | None, staff: int, now: datetime) -> bool:
    """7.5: whether the old customer counts for that salesperson at that moment."""
    return old is not None and old_customer_of(facts.case([old]), old, staff, now)


def _brought(facts: Facts, request: Mapping[str, Any], stamp: Stamp) -> tuple[frozenset[int], int | None]:
    """7.5b: the old customer's own open visits, and the salesperson they ask for, where the old customer counts."""
    old, asked = request.get("brought_by"), request.get("ask_for")
    if old is None or asked is None or not counts_for(facts, old, asked, stamp.now):
        return frozenset(), None
    case = facts.case([old])
    mine = frozenset(v.id for v in case.visits_of(case.person[old]) if v.status == "receiving")
    return mine, asked
