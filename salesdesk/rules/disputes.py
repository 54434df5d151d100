"""Disputes: what the policy says to a claim (3.7g-j, 7.3, 7.4, 7.5, 5.2, 7.7).

A `Finding` says whether the policy bears a claim out, by which clause, and what upholding it does to the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from salesdesk.days import months_after
from salesdesk.facts import Claim, Referral, Visit
from salesdesk.rules.introductions import VALID, inner_status
from salesdesk.rules.ownership import Case, Span, case_of, is_named, protected, standing, walk
from salesdesk.rules.policy import filled
from salesdesk.text import _

GROUNDS = ("recognised", "earlier", "couple", "introduced", "solicited", "other")


class Finding(Struct, frozen=True):
    """What the policy says to a claim: borne out or not, the clauses, the effect, and the reason in a sentence."""

    borne_out: bool
    clauses: tuple[str, ...]
    reason: str
    effect: Mapping[str, Any] = field(default_factory=dict)


def _no(clause: str, reason: str) -> Finding:
    return Finding(False, (clause,), reason)


def judge(case: Case, claim: Claim) -> Finding:
    """What the policy says to `claim`; `case` holds every file that it names."""
    person = case.person[claim.customer]
    if claim.ground != "other" and is_named(case, person):
        return _no("6.1.2", _("The company named the receiver: nobody owns this customer, the pool has all"))
    return JUDGES[claim.ground](case, claim, person)


def counted(claim: Claim) -> datetime:
    """When a recognition counts: at its stated filing time; filed late, from its entry."""
    return claim.entered if claim.late else claim.filed


def _visits(case: Case, person: int) -> list[Visit]:
    return sorted((v for v in case.visits_of(person) if v.received), key=lambda v: (v.at, v.entry))


def _meant(case: Case, claim: Claim, person: int) -> Visit | None:
    """Which visit is meant: `--visit`, else the start of the latest span on record at filing."""
    if claim.visit is not None:
        return next((v for v in case.visits if v.id == claim.visit), None)
    spans = walk(case, datetime.max.replace(tzinfo=claim.filed.tzinfo)).get(person, [])
    starts = [s.start for s in spans if s.start.entry < claim.entry]
    return starts[-1] if starts else None


def _chosen(visits: list[Visit], claim: Claim) -> Visit | None:
    """Of these visits the one that `--visit` names, else the latest on record at filing."""
    fits = [v for v in visits if v.id == claim.visit or (claim.visit is None and v.entry < claim.entry)]
    return fits[-1] if fits else None


def recognised(case: Case, claim: Claim, person: int) -> Finding:
    """3.7: an unrecalled visitor is recognised as an earlier salesperson's customer.

    For: 张三 comes unrecalled on 5 Oct, 李四 recognises him on the 20th: half to each (3.7i). Against: on 6 Nov (3.7j).
    """
    meant = _chosen([v for v in _visits(case, person) if v.unrecalled], claim)
    if meant is None:
        return _no("3.7", _("There is no unrecalled visit of this customer to recognise"))
    return recognise(case, claim, meant)


def _joined(case: Case, one: int, other: int | None) -> bool:
    """Whether two files are one person's or one household's; a file that is not named joins nothing new."""
    if other is None:
        return True
    a, b = case.person[one], case.person[other]
    return a == b or case.spouse(a) == b


def _original(case: Case, claim: Claim, at: datetime) -> Span | None:
    """The span of the claimant's file that protected the customer at that moment."""
    if claim.same_as is None:
        return None
    return protected(walk(case, at).get(case.person[claim.same_as], []), at, case.roster)


def recognise(case: Case, claim: Claim, visit: Visit) -> Finding:
    """3.7g, 3.7h, 3.7i, 3.7j: by the day of the recognition, the deals on record at filing, and the earlier registration (7.1)."""
    if _joined(case, claim.customer, claim.same_as):
        return _no("7.3", _("The two files are one person's or one household's already"))
    earlier = _original(case, claim, visit.at)
    if earlier is None or earlier.owner is None:
        return _no("7.1", _("The earlier registration was no longer protected on the day of the unrecalled visit"))
    if _on_the_spot(case, claim, visit):
        return _no("3.7h", _("A deal was signed on the spot before the recognition: all is the new salesperson's"))
    return _by_day(case, claim, visit)


def _on_the_spot(case: Case, claim: Claim, visit: Visit) -> bool:
    """3.7h: a deal on record at filing, signed on the day of the unrecalled visit; a cancelled one too."""
    signed = [d for d in case.deals if d.customer == visit.customer and d.entry < claim.entry]
    return any(d.at.date() == visit.day and d.at <= counted(claim) for d in signed)


def _by_day(case: Case, claim: Claim, visit: Visit) -> Finding:
    day, link = counted(claim).date(), [claim.customer, claim.same_as]
    last = months_after(visit.day, case.policy.whole("recognition_months", visit.day))
    if day <= visit.day:
        effect = {"link": link, "same-day": visit.id}
        return Finding(True, ("3.7g",), _("Recognised the same day: the customer goes back to the original"), effect)
    if day <= last:
        effect = {"link": link, "recognised": visit.id}
        reason = _(
            "Recognised within {recognition_months} (through {day}): the new one follows up, "
            "{recognised_share} to the original, {recognised_rest} to the new one"
        )
        days = dict.fromkeys(("recognition_months", "recognised_share"), visit.day)
        return Finding(True, ("3.7i",), filled(reason, case.policy, days, day=last), effect)
    return _no("3.7j", _("Not recognised by {day}: all is the new salesperson's").format(day=last))


def earlier(case: Case, claim: Claim, person: int) -> Finding:
    """7.3: two registrations of one person: the earlier stands if it was still protected when the later was made.

    For: 李四 registered 张三 on 1 Oct, 王五 another number of his on the 20th. Against: on 5 Nov.
    """
    visit = _meant(case, claim, person)
    if visit is None or case.person[visit.customer] != person:
        return _no("7.3", _("There is no later registration of this customer"))
    if visit.unrecalled:
        return recognise(case, claim, visit)
    if _joined(case, claim.customer, claim.same_as):
        return _no("7.3", _("The two files are one person's or one household's already"))
    span = _original(case, claim, visit.at)
    if span is None or span.owner is None or (span.start.at, span.start.entry) > (visit.at, visit.entry):
        return _no("7.1", _("No earlier registration was still protected when the later was made"))
    reason = _("The earlier registration was still protected when the later was made: it stands")
    return Finding(True, ("7.3",), reason, {"link": [claim.customer, claim.same_as]})


def couple(case: Case, claim: Claim, person: int) -> Finding:
    """7.4: spouses who came separately, each registered with another salesperson, are one household from the ruling on.

    For: the husband is 李四's, the wife 王五's. Against: both are 李四's.
    """
    if claim.spouse is None or _joined(case, claim.customer, claim.spouse):
        return _no("7.4", _("The two files are one person's or one household's already"))
    spouse = case.person[claim.spouse]
    if is_named(case, spouse):
        return _no("6.1.2", _("The company named the receiver: nobody owns this customer, the pool has all"))
    spans = walk(case, datetime.max.replace(tzinfo=claim.filed.tzinfo))
    mine, theirs = spans.get(person), spans.get(spouse)
    if not mine or not theirs:
        return _no("7.4", _("Both must have visited before"))
    if mine[-1].owner == theirs[-1].owner:
        return _no("7.4", _("Both are registered with the same salesperson"))
    reason = _(
        "Spouses registered with two salespeople: both follow up, "
        "{own_side_share} of a deal to its own side, {own_side_rest} to the other"
    )
    reason = filled(reason, case.policy, {"own_side_share": claim.filed.date()})
    return Finding(True, ("7.4",), reason, {"couple": [claim.customer, claim.spouse]})


def introduced(case: Case, claim: Claim, person: int) -> Finding:
    """7.5: the visitor had been announced for that day, and was not matched to the announcement.

    For: 李四 announced the visit for 5 Oct the day before; 王五 received by turn. Against: announced after the visit (7.5c).
    """
    visit = _meant(case, claim, person)
    spans = walk(case, datetime.max.replace(tzinfo=claim.filed.tzinfo)).get(person, [])
    span = next((s for s in spans if visit and s.start.id == visit.id), None)
    if visit is None or span is None:
        return _no("7.5c", _("That visit is not the customer's first under this registration"))
    if span.owner == claim.by or visit.announcer is not None:
        return _no("7.5c", _("The customer is the claimant's already, or was matched to another announcement"))
    announced = next((r for r in case.referrals if _announced(case, r, claim, visit)), None)
    if announced is None:
        return _no("7.5c", _("No announcement for that day was entered before the visit: it belongs to who received"))
    if not old_customer_of(case, claim.old_customer, claim.by, visit.at):
        return _no("7.5", _("The old customer was not the claimant's on that day"))
    effect = {"introduced": visit.id, "announcer": claim.by, "announcement": announced.id}
    return Finding(
        True, ("7.5a",), _("The visitor had been announced for that day: owner and all to the announcer"), effect
    )


def _announced(case: Case, r: Referral, claim: Claim, visit: Visit) -> bool:
    """By the claimant, from that old customer, for the day of the visit, entered before it, and not matched to another."""
    right = r.kind == "client" and r.by == claim.by and r.visit_on == visit.day and r.entry < visit.entry
    if not right or r.old_customer is None or claim.old_customer is None:
        return False
    same = case.person.get(r.old_customer) == case.person.get(claim.old_customer)
    return same and inner_status(r, case.visits, case.signatures, visit.entered) != VALID


def old_customer_of(case: Case, old: int | None, staff: int, at: datetime) -> bool:
    """7.5: the old customer is [reading] under protection with that salesperson, or bought with a sales share of theirs."""
    from salesdesk.rules.commission import result

    if old is None or case.roster.gone(staff, at):
        return False
    person = case.person[old]
    stands = standing(case, person, at).answers
    if stands is not None and stands.owner == staff:
        return True
    bought = [d for d in case.deals_of(person) if d.cancelled is None and d.at <= at]
    paid = [s for d in bought for s in result(case, person, d.at, at, d).shares]
    return any(s.to == staff and s.role == "sales" for s in paid)


def solicited(case: Case, claim: Claim, person: int) -> Finding:
    """5.2: proven that the other solicited the change: owner and everything to the first.

    For: 王五 took over 李四's visitor by 5.2. Against: the visit was never handed over.
    """
    granted = [v for v in _visits(case, person) if v.handover and v.handover.clause == "5.2"]
    meant = _chosen(granted, claim)
    if meant is None:
        return _no("5.2", _("No visit of this customer was handed over under 5.2"))
    reason = _("A reception handed over at the visitor's wish: proven that it was solicited, all goes to the first")
    return Finding(True, ("5.2",), reason, {"solicited": meant.id})


def other(case: Case, claim: Claim, person: int) -> Finding:
    """7.7: no clause decides: the manager's written opinion with shares, approved by the director."""
    return _no(
        "7.7", _("No clause decides this: it takes the manager's opinion with shares and the director's approval")
    )


Judge = Callable[[Case, Claim, int], Finding]
JUDGES: dict[str, Judge] = {
    "recognised": recognised,
    "earlier": earlier,
    "couple": couple,
    "introduced": introduced,
    "solicited": solicited,
    "other": other,
}


def upheld(case: Case, claim: Claim, finding: Finding, now: datetime) -> Case:
    """The case as it would be with the claim upheld from `now` on."""
    ruling = replace(claim, status="upheld", effect=finding.effect, ruled=now, ruled_entry=claim.entry)
    claims = [ruling if c.id == claim.id else c for c in case.claims]
    if ruling not in claims:
        claims.append(ruling)
    return case_of(
        case.person, case.visits, claims, case.roster, case.policy, case.deals, case.referrals, case.signatures
    )


def joins_two_households(case: Case, finding: Finding) -> bool:
    """Whether upholding would join two households, or give a person a second spouse (7.4): then it is refused."""
    couple, link = finding.effect.get("couple"), finding.effect.get("link")
    if couple:
        return any(case.household(case.person[f]) for f in couple)
    if link:
        return all(case.household(case.person[f]) for f in link)
    return False
