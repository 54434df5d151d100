"""Ownership and shares a second time, straight from the page: `policy.md` sections 0.1, 3.7, 5.2, 6, 7, 9 and 10.

Deliberately naive: plain loops over the visits, nothing kept, nothing fast, and no code shared with `salesdesk.rules`.
A reader compares it with the page, line by line; the tests compare it with the rules. Policy values are the defaults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from tests.inside import Claim, Deal, Referral, Signature, Staff, Visit

Line = tuple[int | str | None, str, Fraction, str]
"""Recipient, role, fraction, clause."""

HALF = Fraction(1, 2)
FIRST = Fraction(7, 10)
INTRODUCER = Fraction(3, 10)
COMPANY_POOL = Fraction(3, 10)
AFTERCARE = Fraction(3, 10)


@dataclass
class World:
    """Everything on record, in no particular order."""

    staff: dict[int, Staff] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)


@dataclass
class Span:
    """A stretch of protection that began with the visit `start`; `owner` None is nobody's (6.1.2)."""

    start: Visit
    owner: int | None
    lines: list[Line]
    until: date
    visits: list[Visit]


@dataclass(frozen=True)
class Answer:
    """What the page says about one customer at one moment."""

    owner: int | None
    until: date | None
    shares: list[Line]
    held: bool


# --- 0.1 one month


def one_month_after(day: date) -> date:
    """0.1: ends with the same day number of the next month, or that month's last day where there is none."""
    year, month, number = day.year, day.month + 1, day.day
    if month == 13:
        year, month = year + 1, 1
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


# --- who is one person, who is a household


def upheld(world: World) -> list[Claim]:
    """Rulings that hold as the policy has them, in order; 7.7 is another matter, it links nothing."""
    found = [c for c in world.claims if c.status == "upheld" and c.opinion is None]
    return sorted(found, key=lambda c: c.ruled_entry or 0)


def person(world: World, file: int, before: int | None = None) -> set[int]:
    """9.1: the file and all that upheld rulings link to it, closed over all rulings (or those entered `before`)."""
    files = {file}
    while True:
        more = set(files)
        for claim in upheld(world):
            linked = claim.effect.get("link", [])
            known = before is None or (claim.ruled_entry or 0) < before
            if known and any(f in files for f in linked):
                more.update(linked)
        if more == files:
            return files
        files = more


def household(world: World, files: set[int]) -> tuple[set[int], Claim | None]:
    """7.4: the spouse's files and the ruling that made them a household."""
    for claim in upheld(world):
        couple = claim.effect.get("couple")
        if couple:
            one, other = person(world, couple[0]), person(world, couple[1])
            if one == files:
                return other, claim
            if other == files:
                return one, claim
    return set(), None


# --- the walk (9.2)


def walk(world: World, files: set[int], at: datetime) -> tuple[list[Span], list[Span]]:
    """The spans of the person, and those of the spouse, from the visits up to and including the minute `at`."""
    spouse, ruling = household(world, files)
    mine: list[Span] = []
    theirs: list[Span] = []
    for visit in in_order(world, files | spouse, at):
        own, other = (mine, theirs) if visit.customer in files else (theirs, mine)
        own_files = files if visit.customer in files else spouse
        one_household = ruling is not None and comes_after(visit, ruling)
        under_protection = False
        if protected(world, own, visit.at):
            renew(own[-1], visit)
            recognise(world, own[-1], visit)
            under_protection = True
        if one_household and protected(world, other, visit.at):
            renew(other[-1], visit)
            under_protection = True
        if not under_protection and may_found(world, visit):
            own.append(new_span(world, visit, own_files))
    return mine, theirs


def in_order(world: World, files: set[int], at: datetime) -> list[Visit]:
    """0.3: in the order of the stated times, ties in the order of entry. Who was never received and left is no visit."""
    found = [v for v in world.visits if v.customer in files and v.counts and minute(v.at) <= minute(at)]
    return sorted(found, key=lambda v: (v.at, v.entry))


def comes_after(visit: Visit, ruling: Claim) -> bool:
    """7.4: from the ruling on; a ruling takes effect from its entry."""
    assert ruling.ruled is not None
    assert ruling.ruled_entry is not None
    return visit.at > ruling.ruled or (visit.at == ruling.ruled and visit.entry > ruling.ruled_entry)


def protected(world: World, spans: list[Span], at: datetime) -> bool:
    """7.1, 4: the month of the latest span is not over, and its owner has not left."""
    if not spans:
        return False
    span = spans[-1]
    if at.date() > span.until:
        return False
    return span.owner is None or not has_left(world, span.owner, at)


def has_left(world: World, staff: int, at: datetime) -> bool:
    left = world.staff[staff].left
    return left is not None and left <= at


def renew(span: Span, visit: Visit) -> None:
    """4.1: every visit renews the month."""
    span.until = max(span.until, one_month_after(visit.at.date()))
    span.visits.append(visit)


def may_found(world: World, visit: Visit) -> bool:
    """10: one who left unreceived founds none; nor does a visit stated before one of that customer already on record.

    That customer: the file, and what was known to be the same person when it was stated.
    """
    if visit.ended_waiting:
        return False
    for other in world.visits:
        jumped = other.id in visit.ahead_of and other.received and other.at > visit.at
        if jumped and other.customer in person(world, visit.customer, before=visit.ahead_of[other.id]):
            return False
    return True


def new_span(world: World, visit: Visit, files: set[int]) -> Span:
    """7.1: a visit outside protection starts a span."""
    until = one_month_after(visit.at.date())
    if is_named(world, files):
        return Span(visit, None, [("pool", "pool", Fraction(1), "6.1.2")], until, [visit])
    owner, lines = taken_by(world, visit)
    return Span(visit, owner, lines, until, [visit])


def taken_by(world: World, visit: Visit) -> tuple[int, list[Line]]:
    """Who owns the customer right after the visit `visit` that starts a span, and the parts."""
    for claim in upheld(world):
        if claim.effect.get("introduced") == visit.id:
            announcer = claim.effect["announcer"]
            return announcer, [(announcer, "sales", Fraction(1), "7.5a")]
    handover = visit.handover
    first = visit.announcer
    if first is None:
        first = handover.first if handover else visit.receiver
    assert first is not None
    if handover and handover.clause == "3.10c" and handover.first == first:
        return handover.taker, [(handover.taker, "sales", Fraction(1), "3.10c")]
    if handover and handover.clause == "5.2" and handover.first == first:
        for claim in upheld(world):
            if claim.effect.get("solicited") == visit.id:
                return first, [(first, "sales", Fraction(1), "5.2")]
        lines: list[Line] = [(first, "sales", FIRST, "5.2"), (handover.taker, "sales", 1 - FIRST, "5.2")]
        return handover.taker, lines
    if visit.announcer is None:
        first = visit.receiver
        assert first is not None
    return first, [(first, "sales", Fraction(1), founding_clause(visit))]


def founding_clause(visit: Visit) -> str:
    """10: the clause that founded the span."""
    if visit.announcer is not None:
        return visit.client or "7.5a"
    if visit.unrecalled:
        return "3.7"
    if visit.founded_as == "asked-for":
        return "5.1"
    return "3.1"


def recognise(world: World, span: Span, visit: Visit) -> None:
    """3.7g, 3.7i: an unrecalled visit that an upheld ruling puts into the original's span."""
    for claim in upheld(world):
        if claim.effect.get("same-day") == visit.id:
            span.lines = [(to, role, share, "3.7g") for to, role, share, _clause in span.lines]
        if claim.effect.get("recognised") == visit.id:
            new, _lines = taken_by(world, visit)
            halves: list[Line] = [(to, role, share * HALF, "3.7i") for to, role, share, _clause in span.lines]
            span.lines = one_line_each([*halves, (new, "sales", HALF, "3.7i")])
            span.owner = new


def one_line_each(lines: list[Line]) -> list[Line]:
    """9: one recipient in one role is one line, where it first came."""
    found: list[Line] = []
    for to, role, share, clause in lines:
        for i, (there, as_what, had, by) in enumerate(found):
            if there == to and as_what == role:
                found[i] = (there, as_what, had + share, by)
                break
        else:
            found.append((to, role, share, clause))
    return found


# --- introductions (6)


def is_for(world: World, referral: Referral, files: set[int]) -> bool:
    """10: it holds for every file of the same person; it stays with its visit."""
    came = [v for v in world.visits if v.referral == referral.id and (v.received or v.status == "waiting")]
    if came:
        return any(v.customer in files for v in came)
    return referral.customer in files


def is_named(world: World, files: set[int]) -> bool:
    """6.1.2: an executive named the receiver."""
    return any(r.kind == "company" and r.handling == "named" and is_for(world, r, files) for r in world.referrals)


def introduction(world: World, files: set[int], now: datetime) -> tuple[Referral, str] | None:
    """The introduction that holds for the person's deals; of two, the earlier registered."""
    for referral in sorted(world.referrals, key=lambda r: (r.registered, r.entry)):
        if not is_for(world, referral, files):
            continue
        if referral.kind == "company":
            return referral, "valid"
        if referral.kind == "employee":
            state = employee_state(world, referral, now)
            if state in ("valid", "come-along"):
                return referral, state
    return None


def employee_state(world: World, referral: Referral, now: datetime) -> str:
    """6.2.2-6.2.4, one entry after the other: open, signed, come-along, valid, lapsed, void."""
    happened: list[Visit | Signature] = [s for s in world.signatures if s.referral == referral.id]
    for v in world.visits:
        concerns = v.customer == referral.customer or v.referral == referral.id
        if concerns and v.entry > referral.entry and (v.received or v.status == "waiting"):
            happened.append(v)
    assert referral.visit_on is not None
    state = "open"
    for one in sorted(happened, key=lambda x: x.entry):
        if one.entered.date() > referral.visit_on:
            state = day_over(state)
        state = after_signature(state, one) if isinstance(one, Signature) else after_visit(state, one, referral)
    if now.date() > referral.visit_on:
        state = day_over(state)
    return state


def day_over(state: str) -> str:
    """6.2.2: no visit on the planned date: lapsed. 6.2.4: come along but not signed by the end of the day: void."""
    if state in ("open", "signed"):
        return "lapsed"
    return "void" if state == "come-along" else state


def after_signature(state: str, signature: Signature) -> str:
    """6.2.3: phoned: before the visit; come along: by the end of the day."""
    if signature.how == "phoned" and state == "open":
        return "signed"
    if signature.how == "accompanied" and state == "come-along":
        return "valid"
    return state


def after_visit(state: str, visit: Visit, referral: Referral) -> str:
    """6.2.2: a visit on an earlier day leaves it void. 6.2.3, 6.2.4: on the day itself."""
    assert referral.visit_on is not None
    if state not in ("open", "signed", "come-along") or visit.at.date() > referral.visit_on:
        return state
    if visit.at.date() < referral.visit_on or visit.late:
        return "void"
    if state == "come-along":
        return state
    if visit.referral != referral.id:
        return "void"
    if state == "signed":
        return "valid"
    return "come-along" if visit.with_introducer else "void"


# --- another price after the deal (7.6)


def amended(price: int, commission: int, percent: Fraction | None, new_price: int) -> int:
    """7.6: at the rate (in percent) that the deal was entered with, or, its commission a sum, in proportion to the price.

    Prices and amounts in fen; half up to the fen.
    """
    exact = new_price * percent / 100 if percent is not None else Fraction(commission * new_price, price)
    below = exact.numerator // exact.denominator
    return below + 1 if exact - below >= HALF else below


# --- the shares of a deal (9)


def answer(world: World, file: int, at: datetime, now: datetime, deal: Deal | None = None) -> Answer:
    """Owner, protection, shares and whether held, for a deal of `file` signed `at`, from all that is known `now`."""
    files = person(world, file)
    mine, theirs = walk(world, files, at)
    own = mine[-1] if protected(world, mine, at) else None
    other = theirs[-1] if protected(world, theirs, at) else None
    intro = introduction(world, files, now)
    shares = scaled(sales_part(own, other), intro, deal)
    ruling = opinion(world, files, own or other, deal)
    if ruling is not None:
        shares = typed_shares(world, ruling)
    held = is_held(world, files, own, other, intro) or (deal is not None and not shares)
    answers = own or other
    if answers is None or answers.owner is None:
        return Answer(None, None, shares, held)
    return Answer(answers.owner, answers.until, shares, held)


def sales_part(own: Span | None, other: Span | None) -> list[Line]:
    """9.2, 9.3: the span that covers the day; spouse sides halved, the deal's own side first."""
    if own and other:
        both = [*own.lines, *other.lines]
        return one_line_each([(to, role, share * HALF, "7.4") for to, role, share, _clause in both])
    if own:
        return own.lines
    if other:
        return other.lines
    return []


def scaled(sales: list[Line], intro: tuple[Referral, str] | None, deal: Deal | None) -> list[Line]:
    """9.4: an introduction scales the sales part. 9.6: arranged deals and 6.1.2 need no protection."""
    if intro is None:
        return sales
    referral, _state = intro
    if referral.handling == "named":
        return [("pool", "pool", Fraction(1), "6.1.2")]
    if referral.handling == "aftercare-other":
        return [("pool", "pool", Fraction(1), "6.1.5")]
    if referral.handling == "aftercare":
        carer = deal.aftercare if deal else None
        return [(carer, "sales", AFTERCARE, "6.1.4"), ("pool", "pool", 1 - AFTERCARE, "6.1.4")]
    if not sales:
        return []
    if referral.handling == "introduced":
        less = [(to, role, share * (1 - COMPANY_POOL), clause) for to, role, share, clause in sales]
        return [*less, ("pool", "pool", COMPANY_POOL, "6.1.3")]
    less = [(to, role, share * (1 - INTRODUCER), clause) for to, role, share, clause in sales]
    return [*less, (referral.by, "introducer", INTRODUCER, "6.2.5")]


# --- rulings by opinion (7.7)


def opinion(world: World, files: set[int], span: Span | None, deal: Deal | None) -> Claim | None:
    """The latest approved 7.7 ruling about that span, or about that deal where no span covers it."""
    wanted = ("span", span.start.id) if span else ("deal", deal.id) if deal else None
    found = None
    for claim in world.claims:
        if claim.status != "upheld" or claim.opinion is None or claim.customer not in files:
            continue
        assert claim.approved_entry is not None
        if wanted is None or is_about(world, claim) != wanted:
            continue
        if found is None or (found.approved_entry or 0) < claim.approved_entry:
            found = claim
    return found


def is_about(world: World, claim: Claim) -> tuple[str, int] | None:
    """7.7: the span that covers the filing day, else that of the latest deal, else that deal itself."""
    files = person(world, claim.customer)
    for spans in walk(world, files, claim.filed):
        if spans and claim.filed.date() <= spans[-1].until:
            return "span", spans[-1].start.id
    latest = None
    for deal in world.deals:
        if deal.customer not in files or not stood_when_ruled(deal, claim):
            continue
        if latest is None or (deal.at, deal.entry) > (latest.at, latest.entry):
            latest = deal
    if latest is None:
        return None
    for spans in walk(world, files, latest.at):
        if protected(world, spans, latest.at):
            return "span", spans[-1].start.id
    return "deal", latest.id


def stood_when_ruled(deal: Deal, claim: Claim) -> bool:
    """A ruling is about what was on record: a deal signed later, or one cancelled later, does not move it elsewhere."""
    assert claim.ruled is not None
    assert claim.ruled_entry is not None
    return deal.entry < claim.ruled_entry and (deal.cancelled is None or deal.cancelled > claim.ruled)


def typed_shares(world: World, claim: Claim) -> list[Line]:
    """7.7 roles: salespeople sales, other staff introducer, pool; as typed."""
    lines: list[Line] = []
    assert claim.opinion is not None
    for to, share in claim.opinion.shares:
        if isinstance(to, str):
            lines.append((to, "pool", share, "7.7"))
        elif world.staff[to].role == "salesperson":
            lines.append((to, "sales", share, "7.7"))
        else:
            lines.append((to, "introducer", share, "7.7"))
    return lines


# --- holds (9.7)


def is_held(
    world: World, files: set[int], own: Span | None, other: Span | None, intro: tuple[Referral, str] | None
) -> bool:
    """An unconfirmed visit of a side that shares, an open claim, a referral that waits for the signature."""
    arranged = intro is not None and intro[0].handling in ("aftercare", "aftercare-other")
    for span in (own, other):
        if span and not arranged and any(not v.confirmed for v in span.visits):
            return True
    spouse, _ruling = household(world, files)
    for claim in world.claims:
        if claim.open and any(named_file in files | spouse for f in claim.files for named_file in person(world, f)):
            return True
    return intro is not None and intro[1] == "come-along"


# --- what the policy says to a claim (3.7g-j, 7.3, 7.4, 7.5, 5.2)


def effect_of(world: World, claim: Claim) -> dict[str, object] | None:
    """What upholding the claim does, or None where the policy does not bear it out."""
    files = person(world, claim.customer)
    if is_named(world, files):
        return None
    if claim.ground == "couple":
        return couple(world, claim, files)
    if claim.ground == "solicited":
        return solicited(world, claim, files)
    if claim.ground == "introduced":
        return introduced(world, claim, files)
    if claim.ground == "recognised":
        unrecalled = [v for v in received_in_order(world, files) if v.unrecalled and may_mean(claim, v)]
        return recognised(world, claim, files, unrecalled[-1]) if unrecalled else None
    return earlier(world, claim, files) if claim.ground == "earlier" else None


def received_in_order(world: World, files: set[int]) -> list[Visit]:
    return [v for v in in_order(world, files, last_time(world)) if v.received]


def last_time(world: World) -> datetime:
    return max([v.at for v in world.visits] + [d.at for d in world.deals] + [c.entered for c in world.claims])


def may_mean(claim: Claim, visit: Visit) -> bool:
    """10: `--visit`, else one that was on record when the claim was filed."""
    return visit.id == claim.visit if claim.visit is not None else visit.entry < claim.entry


def meant(world: World, claim: Claim, files: set[int]) -> Visit | None:
    """10: which visit is meant: `--visit`, else the start of the latest span."""
    if claim.visit is not None:
        return next((v for v in world.visits if v.id == claim.visit and v.customer in files), None)
    spans, _theirs = walk(world, files, last_time(world))
    starts = [s.start for s in spans if may_mean(claim, s.start)]
    return starts[-1] if starts else None


def joined(world: World, files: set[int], other: int) -> bool:
    """10: files already joined, as one person or as one household."""
    spouse, _ruling = household(world, files)
    return other in files or other in spouse


def original_at(world: World, claim: Claim, at: datetime) -> Span | None:
    """The span of the claimant's file that protects at that moment, and has an owner."""
    assert claim.same_as is not None
    spans, _theirs = walk(world, person(world, claim.same_as), at)
    return spans[-1] if protected(world, spans, at) and spans[-1].owner is not None else None


def recognised(world: World, claim: Claim, files: set[int], visit: Visit) -> dict[str, object] | None:
    """3.7g-j, the earlier registration still protected on the day of the unrecalled visit."""
    assert claim.same_as is not None
    if joined(world, files, claim.same_as) or original_at(world, claim, visit.at) is None:
        return None
    counts = claim.entered if claim.late else claim.filed
    for deal in world.deals:
        on_the_spot = deal.customer == visit.customer and deal.at.date() == visit.at.date()
        if on_the_spot and deal.entry < claim.entry and deal.at <= counts:
            return None
    link = [claim.customer, claim.same_as]
    if counts.date() <= visit.at.date():
        return {"link": link, "same-day": visit.id}
    if counts.date() <= one_month_after(visit.at.date()):
        return {"link": link, "recognised": visit.id}
    return None


def earlier(world: World, claim: Claim, files: set[int]) -> dict[str, object] | None:
    """7.3: the earlier stands if it was still protected when the later was made; an unrecalled visit: 3.7."""
    assert claim.same_as is not None
    visit = meant(world, claim, files)
    if visit is None:
        return None
    if visit.unrecalled:
        return recognised(world, claim, files, visit)
    span = original_at(world, claim, visit.at)
    if joined(world, files, claim.same_as) or span is None:
        return None
    before = (span.start.at, span.start.entry) < (visit.at, visit.entry)
    return {"link": [claim.customer, claim.same_as]} if before else None


def couple(world: World, claim: Claim, files: set[int]) -> dict[str, object] | None:
    """7.4: two files with visits and different owners, of each one's latest span."""
    assert claim.spouse is not None
    spouse = person(world, claim.spouse)
    if joined(world, files, claim.spouse) or is_named(world, spouse):
        return None
    mine, _ = walk(world, files, last_time(world))
    theirs, _ = walk(world, spouse, last_time(world))
    if not mine or not theirs or mine[-1].owner == theirs[-1].owner:
        return None
    return {"couple": [claim.customer, claim.spouse]}


def solicited(world: World, claim: Claim, files: set[int]) -> dict[str, object] | None:
    """5.2: any granted 5.2; the proof is the manager's judgement."""
    handed = [v for v in received_in_order(world, files) if v.handover and v.handover.clause == "5.2"]
    handed = [v for v in handed if may_mean(claim, v)]
    return {"solicited": handed[-1].id} if handed else None


def introduced(world: World, claim: Claim, files: set[int]) -> dict[str, object] | None:
    """7.5: an announcement by the claimant, from that old customer, for the day, entered before, and not matched."""
    visit = meant(world, claim, files)
    spans, _theirs = walk(world, files, last_time(world))
    span = next((s for s in spans if visit and s.start.id == visit.id), None)
    if visit is None or span is None or span.owner == claim.by or visit.announcer is not None:
        return None
    assert claim.old_customer is not None
    old = person(world, claim.old_customer)
    for r in world.referrals:
        right = r.kind == "client" and r.by == claim.by and r.old_customer in old and r.visit_on == visit.at.date()
        matched = any(v.announcement == r.id and v.entry < visit.entry for v in world.visits)
        if right and not matched and r.entry < visit.entry and is_old_customer(world, old, claim.by, visit.at):
            return {"introduced": visit.id, "announcer": claim.by, "announcement": r.id}
    return None


def is_old_customer(world: World, old: set[int], staff: int, at: datetime) -> bool:
    """7.5 [reading]: under protection with that salesperson, or has bought with a sales share of theirs."""
    if has_left(world, staff, at):
        return False
    if answer(world, min(old), at, at).owner == staff:
        return True
    for deal in world.deals:
        if deal.customer in old and deal.cancelled is None and deal.at <= at:
            shares = answer(world, deal.customer, deal.at, at, deal).shares
            if any(to == staff and role == "sales" for to, role, _share, _clause in shares):
                return True
    return False
