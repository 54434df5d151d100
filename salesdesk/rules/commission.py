"""How the shares of a deal come about (policy 9), as exact fractions with a clause each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.errors import Refused
from salesdesk.facts import POOL, Claim, Deal, Referral, Share, Visit
from salesdesk.money import portion, split
from salesdesk.rules.introductions import holding
from salesdesk.rules.ownership import Case, Span, Standing, merged, minute, standing, walk
from salesdesk.rules.policy import Policy
from salesdesk.text import _

ONE = Fraction(1)
GROUND_CLAUSES = {
    "recognised": "3.7", "earlier": "7.3", "couple": "7.4", "introduced": "7.5", "solicited": "5.2", "other": "7.7",
}  # fmt: skip


def settled_by(claim: Claim) -> str:
    """The clause by which a claim is ruled: 7.7 where there is an opinion, else that of its ground."""
    return "7.7" if claim.opinion else GROUND_CLAUSES[claim.ground]


class Hold(Struct, frozen=True):
    """Why a deal is not paid yet.

    `reason`: unconfirmed (visit `number` of `day`), claim, approval (the director's, 7.7), signature, no-registration.
    """

    reason: str
    number: int
    clause: str
    day: str = ""


class Result(Struct, frozen=True):
    """Who shares, by which clause, what keeps it from being paid, and how it stood on the day."""

    shares: tuple[Share, ...]
    holds: tuple[Hold, ...]
    standing: Standing
    introduction: Referral | None = None
    ruling: Claim | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.clause for s in self.shares))

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits it rests on, in time; those of both sides of a household."""
        seen = {v.id: v for s in self.standing.sides for v in s.visits}
        return tuple(sorted(seen.values(), key=lambda v: (v.at, v.entry)))


def result(case: Case, person: int, at: datetime, now: datetime, deal: Deal | None = None) -> Result:
    """9: what a deal of `person` signed at `at` pays to whom, from all that is known; `now` dates what still waits.

    `shares` is empty where nothing protected the customer (9, step 6).
    """
    stands = standing(case, person, at)
    held = holding(case, person, now)
    intro, pending = held if held else (None, False)
    shares = scaled(case, sales_part(case, person, stands, at), intro, at, deal)
    ruled = opinion(case, person, stands, deal)
    if ruled:
        shares = opinion_shares(case, ruled)
    holds = (*_unconfirmed(stands, at, intro), *_claims(case, person))
    if pending and intro:
        holds = (*holds, Hold("signature", intro.id, "6.2.3"))
    if not shares:
        holds = (*holds, Hold("no-registration", person, "7.1"))
    return Result(merged(shares), holds, stands, intro, ruled)


def sales_part(case: Case, person: int, stands: Standing, at: datetime) -> tuple[Share, ...]:
    """Steps 2 and 3: the parts of the span that covers the day; both spouses protected: halved, the own side first (7.4)."""
    if not (stands.own and stands.other):
        return stands.answers.parts if stands.answers else ()
    own = case.policy.fraction("own_side_share", at.date())
    home = case.household(person)
    rests = (home.entry,) if home else ()
    halves = [_part(s, own, "7.4", rests) for s in stands.own.parts]
    halves += [_part(s, ONE - own, "7.4", rests) for s in stands.other.parts]
    return merged(halves)


def _part(s: Share, of: Fraction, clause: str, entries: tuple[int, ...] = ()) -> Share:
    return replace(s, share=s.share * of, clause=clause, entries=(*s.entries, *entries))


def scaled(
    case: Case, sales: Sequence[Share], intro: Referral | None, at: datetime, deal: Deal | None
) -> tuple[Share, ...]:
    """6.1.3, 6.1.4, 6.1.5, 6.2.5: an introduction scales the sales part: first the sales parts, then introducer, then pool."""
    if intro is None:
        return tuple(sales)
    on, rests = at.date(), (intro.entry,)
    if intro.kind == "company" and intro.handling != "introduced":
        return _company(case, intro, at, deal)
    if not sales:
        return ()
    if intro.kind == "employee":
        cut = case.policy.fraction("introducer_share", on)
        other = Share(intro.by, "introducer", cut, "6.2.5", rests)
    else:
        cut = case.policy.fraction("company_pool_share", on)
        other = Share(POOL, "pool", cut, "6.1.3", rests)
    return (*(_part(s, ONE - cut, s.clause) for s in sales), other)


def _company(case: Case, intro: Referral, at: datetime, deal: Deal | None) -> tuple[Share, ...]:
    """6.1.2 and 6.1.5: all to the pool. 6.1.4: 3/10 to the one who does the aftercare, the rest to the pool."""
    rests = (intro.entry,)
    if intro.handling != "aftercare":
        return (Share(POOL, "pool", ONE, "6.1.2" if intro.handling == "named" else "6.1.5", rests),)
    care = case.policy.fraction("aftercare_share", at.date())
    named = deal.aftercare if deal else None
    return (Share(named, "sales", care, "6.1.4", rests), Share(POOL, "pool", ONE - care, "6.1.4", rests))


def arranged(intro: Referral | None) -> bool:
    """Whether the company arranged the deal itself (6.1.4, 6.1.5), so that no registration is needed."""
    return intro is not None and intro.kind == "company" and intro.handling in ("aftercare", "aftercare-other")


# --- 7.7: an approved opinion replaces the result


def opinion(case: Case, person: int, stands: Standing, deal: Deal | None) -> Claim | None:
    """7.7: the latest approved ruling about the span that covers the day, or about this very deal."""
    here = _key(stands, deal)
    if here is None:
        return None
    ruled = [c for c in case.claims if c.status == "upheld" and c.opinion and c.approved_entry]
    mine = [c for c in ruled if case.person.get(c.customer) == person and opinion_target(case, c) == here]
    return max(mine, key=lambda c: c.approved_entry or 0, default=None)


def _key(stands: Standing, deal: Deal | None) -> tuple[str, int] | None:
    span = stands.answers
    if span:
        return "span", span.start.id
    return ("deal", deal.id) if deal else None


def opinion_target(case: Case, claim: Claim) -> tuple[str, int] | None:
    """What a 7.7 opinion is about: the span that covers the filing day, else that of the latest deal; None: neither."""
    person = case.person[claim.customer]
    covering = _covering(case, person, claim.filed)
    if covering:
        return "span", covering.start.id
    deals = [d for d in case.deals_of(person) if _stood(d, claim)]
    latest = max(deals, key=lambda d: (d.at, d.entry), default=None)
    return _key(standing(case, person, latest.at), latest) if latest else None


def _stood(deal: Deal, claim: Claim) -> bool:
    """Whether the deal was on record, and not cancelled, when the claim was ruled (or is, before the ruling)."""
    known = claim.ruled_entry is None or deal.entry < claim.ruled_entry
    return known and (deal.cancelled is None or (claim.ruled is not None and deal.cancelled > claim.ruled))


def _covering(case: Case, person: int, at: datetime) -> Span | None:
    """The latest span that covers the day of `at`, whether or not its owner has left since; the own side first."""
    spans = walk(case, at)
    sides = [person] + ([s] if (s := case.spouse(person)) is not None else [])
    found = (s for side in sides for s in spans.get(side, [])[-1:] if s.until >= at.date())
    return next(found, None)


def opinion_shares(case: Case, claim: Claim) -> tuple[Share, ...]:
    """The shares as typed: salespeople `sales`, other staff `introducer`, `pool`."""
    assert claim.opinion is not None
    rests = tuple(e for e in (claim.entry, claim.opinion.entry, claim.approved_entry) if e)
    return tuple(Share(to, _role(case, to), share, "7.7", rests) for to, share in claim.opinion.shares)


def _role(case: Case, to: int | str) -> str:
    if isinstance(to, str):
        return POOL
    return "sales" if case.roster.is_salesperson(to) else "introducer"


# --- holds


def _unconfirmed(stands: Standing, at: datetime, intro: Referral | None) -> tuple[Hold, ...]:
    """7.2: a visit of a span that shares, on a day not confirmed; an arranged deal rests on no visit."""
    if arranged(intro):
        return ()
    visits = {v.id: v for s in stands.sides for v in s.visits if not v.confirmed and v.at <= minute(at)}
    return tuple(Hold("unconfirmed", v.id, "7.2", str(v.day)) for v in visits.values())


def _claims(case: Case, person: int) -> tuple[Hold, ...]:
    """An open claim, also one awaiting the director, holds all it names and what is linked or joined to that."""
    joined = {person, case.spouse(person)}
    mine = [c for c in case.claims if c.open and any(case.person.get(f) in joined for f in c.files)]
    return tuple(
        Hold("approval", c.id, "7.7") if c.opinion else Hold("claim", c.id, GROUND_CLAUSES[c.ground]) for c in mine
    )


def rate_kept(deal: Deal, policy: Policy) -> Fraction:
    """7.6: another price keeps the rate that the deal was entered with, a sum its proportion to the price.

    For: 8,400 given for 1,200,000 are 7,000 for 1,000,000. Against: the policy's rate set since for later days.
    """
    if deal.rate is not None:
        return deal.rate
    if deal.rated and portion(deal.price, by_policy := policy.rate(deal.at.date())) == deal.commission:
        return by_policy
    if not deal.price:
        raise Refused(_("Deal {n} has no price to go by: give --commission or --rate too").format(n=deal.id), "7.6")
    return Fraction(deal.commission, deal.price)


def amounts(commission: int, shares: Sequence[Share]) -> list[int]:
    """The commission in fen dealt out by the shares (0.2)."""
    return split(commission, [s.share for s in shares])
