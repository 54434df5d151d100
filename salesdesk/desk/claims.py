"""Whose customer, and disputes: `owner` and the claims (policy 3.7, 5.2, 7.3-7.5, 7.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from msgspec import Struct

from salesdesk.desk.base import Desk, entry_dict, recorded
from salesdesk.desk.gather import Customer, Facts, known_option
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import POOL, Claim, Opinion, Referral, Share, Visit
from salesdesk.money import parse_percent
from salesdesk.phones import clean
from salesdesk.rules import chain, commission, disputes, introductions, ownership
from salesdesk.rules.commission import Hold, Result
from salesdesk.rules.ownership import Case
from salesdesk.store.records import Personal
from salesdesk.text import _


def owner(desk: Desk, phone: str, on: str | None) -> dict[str, Any]:
    """Whose customer, until when, and what a deal signed that day would pay to whom, on which entries, with the chain.

    A future day is answered as if nothing more happened. A number never seen is refused.
    """
    with desk.store.reading() as book:
        facts, moment = Facts(book), desk.moment(book, on)
        file = facts.file(phone)
        case = facts.case([file])
        person = case.person[file]
        found = commission.result(case, person, moment, max(desk.now(book), moment))
        span = None if ownership.is_named(case, person) else found.standing.answers
        return {
            "customer": facts.customer_in(case, file).shown(),
            "owner": facts.owner(span),
            "protected_until": str(span.until) if span else None,
            "shares": shares_shown(facts, found.shares),
            "clauses": list(dict.fromkeys((*found.clauses, *(["7.1"] if not found.shares else [])))),
            "evidence": [evidence(facts, case, v) for v in _evidence(case, person, found, moment)],
            "holds": holds_shown(found.holds) if found.shares else [],
            "chain": [*introductions_ended(case, person, moment), *chain.told(case, person, found, facts.roster)],
        }


def introductions_ended(case: Case, person: int, now: datetime) -> list[chain.Step]:
    """What became of the introductions of a person that are lapsed or void."""
    told = [
        chain.ended(case, r, now) for r in case.referrals if case.person.get(r.customer) == person and r.entered <= now
    ]
    return [step for step in told if step]


def _evidence(case: Case, person: int, found: Result, moment: datetime) -> Sequence[Visit]:
    """The visits of the spans that share; without protection, those on record till then."""
    if found.visits:
        return found.visits
    return [v for v in case.visits_of(person) if v.counts and v.at <= moment]


def evidence(facts: Facts, case: Case, v: Visit) -> dict[str, Any]:
    """A visit as the evidence of a share."""
    return {
        "visit": v.id, "at": v.at.isoformat(), "receiver": facts.roster.name(v.receiver) if v.receiver else None,
        "kind": ownership.kind_now(case, v), "confirmed": v.confirmed,
    }  # fmt: skip


def shares_shown(facts: Facts, shares: Sequence[Share]) -> list[dict[str, Any]]:
    return [{"to": recipient(facts, s.to), "role": s.role, "share": str(s.share), "clause": s.clause} for s in shares]


def recipient(facts: Facts, to: int | str | None) -> str | None:
    """A recipient as every answer names one: the name, ``pool``, or None for one not yet named."""
    return facts.roster.name(to) if isinstance(to, int) else to


def holds_shown(holds: Sequence[Hold]) -> list[str]:
    """Why a deal is held, in words that say what to do."""
    words = {
        "unconfirmed": _("visit {n}: its day is not confirmed (7.2): 'confirm --on {day}'"),
        "claim": _("claim {n} is open: 'claim rule {n}'"),
        "approval": _("the opinion on claim {n} awaits the director: 'claim approve {n}'"),
        "signature": _("introduction {n} waits for the manager's signature (6.2.3): 'refer confirm {n}'"),
        "no-registration": _("no registration covers the signing day (7.1): it takes a 7.7 ruling"),
    }
    return [words[h.reason].format(n=h.number, day=h.day) for h in holds]


# --- claims


class Filing(Struct, frozen=True):
    """A claim as typed."""

    phone: str
    by: str
    ground: str
    same_as: str | None = None
    spouse: str | None = None
    old: str | None = None
    visit: int | None = None
    note: str | None = None


NEEDED = {"recognised": "same_as", "earlier": "same_as", "couple": "spouse", "introduced": "old"}
OPTIONS = {"same_as": "--same-as", "spouse": "--spouse", "old": "--from"}


@recorded
def file_claim(desk: Desk, filing: Filing, at: str | None, approver: int | None) -> dict[str, Any]:
    """Files a claim and shows what the policy says to it. A claim that is not borne out is filed all the same.

    Refused: a visit of another customer (5.2), a second `couple` for a file (7.4), `solicited` twice (5.2).
    """
    known_option(filing.ground, disputes.GROUNDS, "--ground")
    needed = NEEDED.get(filing.ground)
    if needed and getattr(filing, needed) is None:
        raise Usage(_("--ground {ground} needs {option}").format(ground=filing.ground, option=OPTIONS[needed]))
    note = clean(filing.note, "--note")
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        body = _claim_body(facts, filing)
        files = {body[k] for k in ("customer", "same_as", "spouse") if body.get(k)}
        case = facts.case(files | ({body["old_customer"]} if body.get("old_customer") else set()))
        _refuse_filing(case, body)
        number = book.next_number("claim")
        personal = Personal(body["customer"], words={"note": note}) if note else None
        book.append(stamp, "claim", body, number=number, about=files, personal=personal)
        return _answer(Facts(book), number, stamp.now)


def _claim_body(facts: Facts, filing: Filing) -> dict[str, Any]:
    def file(text: str | None, option: str) -> int | None:
        return facts.file(text, option) if text else None

    return entry_dict(
        customer=facts.file(filing.phone),
        by=facts.staff(filing.by).id,
        ground=filing.ground,
        same_as=file(filing.same_as, "--same-as"),
        spouse=file(filing.spouse, "--spouse"),
        old_customer=file(filing.old, "--from"),
        visit=filing.visit,
    )


def _refuse_filing(case: Case, body: dict[str, Any]) -> None:
    visit, ground = body.get("visit"), body["ground"]
    person = case.person[body["customer"]]
    if visit is not None and not any(v.id == visit and case.person[v.customer] == person for v in case.visits):
        raise Refused(
            _("Visit {n} is not one of this customer's").format(n=visit), "5.2" if ground == "solicited" else "7.3"
        )
    standing = [c for c in case.claims if c.ground == ground and c.status in ("open", "awaiting-director", "upheld")]
    if ground == "couple" and any(case.household(case.person[f]) for f in (body["customer"], body["spouse"])):
        raise Refused(_("One of the files belongs to a household already"), "7.4")
    if ground == "solicited":
        wanted = _solicited_visit(case, person, visit)
        if any(
            _solicited_visit(case, person, c.visit) == wanted for c in standing if c.customer in case.files_of(person)
        ):
            raise Refused(_("That visit has been claimed as solicited already"), "5.2")


def _solicited_visit(case: Case, person: int, visit: int | None) -> int | None:
    granted = [v for v in case.visits_of(person) if v.handover and v.handover.clause == "5.2"]
    return visit if visit is not None else max((v.id for v in granted), default=None)


def _load(facts: Facts, number: int) -> tuple[Case, Claim]:
    e = facts.book.numbered("claim", number)
    if e is None:
        raise NotFound(_("There is no claim {n}: see 'claim list --all'").format(n=number))
    named = ("customer", "same_as", "spouse", "old_customer")
    case = facts.case({e.body[k] for k in named if e.body.get(k)})
    return case, next(c for c in case.claims if c.id == number)


def _answer(facts: Facts, number: int, now: datetime) -> dict[str, Any]:
    case, claim = _load(facts, number)
    customer = facts.customer_in(case, claim.customer)
    shown = {
        **_shown(facts, claim, customer), "rulings": _rulings(facts, claim),
        "note": facts.said(claim.customer, [claim.entry]).get(claim.entry, {}).get("note"),
        "introductions": [_introduction(facts, case, r, now) for r in case.referrals if _concerned(case, claim, r)],
    }  # fmt: skip
    return {"claim": shown, "proposal": proposal(facts, case, claim, now)}


def _concerned(case: Case, claim: Claim, r: Referral) -> bool:
    """Whether an introduction is of the person claimed, or by the claimant from the old customer named (7.5)."""
    if case.person.get(r.customer) == case.person[claim.customer]:
        return True
    return r.by == claim.by and r.old_customer is not None and r.old_customer == claim.old_customer


def _introduction(facts: Facts, case: Case, r: Referral, now: datetime) -> dict[str, Any]:
    return {
        "id": r.id, "kind": r.kind, "by": facts.roster.name(r.by) if r.by is not None else None,
        "visit_on": r.visit_on.isoformat() if r.visit_on else None, "registered": r.registered.isoformat(),
        "status": introductions.status(r, case.visits, case.signatures, now),
    }  # fmt: skip


def _rulings(facts: Facts, claim: Claim) -> list[dict[str, Any]]:
    """When and by whom it was ruled, and approved or refused by the director (7.7)."""
    entries = facts.book.at_seq(seq for seq in (claim.ruled_entry, claim.approved_entry) if seq)
    return [
        {"at": e.at.isoformat(), "by": facts.roster.name(e.approver), "entry": e.seq} for e in entries if e.approver
    ]


def _shown(facts: Facts, claim: Claim, customer: Customer) -> dict[str, Any]:
    opinion = _opinion(facts, claim.opinion) if claim.opinion else None
    return {
        "id": claim.id, "ground": claim.ground, "status": claim.status, "by": facts.roster.name(claim.by),
        "customer": customer.shown(), "filed": claim.filed.isoformat(), "opinion": opinion,
    }  # fmt: skip


def _opinion(facts: Facts, opinion: Opinion) -> dict[str, Any]:
    """The manager's written opinion and its shares, for the director and for whoever lost (7.7)."""
    words = facts.book.words([opinion.entry]).get(opinion.entry, {})
    shares = [{"to": recipient(facts, to), "share": str(share)} for to, share in opinion.shares]
    return {"text": words.get("opinion"), "shares": shares}


def proposal(facts: Facts, case: Case, claim: Claim, now: datetime) -> dict[str, Any]:
    """What the policy says: with the claim upheld where it is open and borne out, else as things stand."""
    finding = _finding(facts, case, claim)
    if claim.status == "open" and finding.borne_out:
        case = disputes.upheld(case, claim, finding, now)
    found = _result(case, claim, now)
    span = found.standing.answers
    ruled = ["7.7"] if claim.status == "upheld" and claim.opinion else []
    return {
        "borne_out": finding.borne_out,
        "shares": shares_shown(facts, found.shares),
        "owner": facts.owner(span),
        "clauses": list(dict.fromkeys((*finding.clauses, *ruled, *found.clauses))),
        "explanation": finding.reason,
        "evidence": [evidence(facts, case, v) for v in found.visits],
    }


def _finding(facts: Facts, case: Case, claim: Claim) -> disputes.Finding:
    """What the policy says to a claim; once it is ruled, what it said then (7.8), in whichever language is read."""
    if claim.ruled_entry is None:
        return disputes.judge(case, claim)
    then = facts.before(case, claim.ruled_entry)
    finding = disputes.judge(then, next(c for c in then.claims if c.id == claim.id))
    if claim.borne_out is None or (claim.borne_out, claim.said_by) == (finding.borne_out, finding.clauses):
        return finding
    return disputes.Finding(claim.borne_out, claim.said_by, "")


def _result(case: Case, claim: Claim, now: datetime) -> Result:
    """The result on the filing day; where nothing protects then, that of the latest deal."""
    person = case.person[claim.customer]
    found = commission.result(case, person, claim.filed, now)
    deals = [d for d in case.deals_of(person) if d.cancelled is None]
    if not found.shares and deals:
        latest = max(deals, key=lambda d: (d.at, d.entry))
        found = commission.result(case, person, latest.at, now, latest)
    return found


def show(desk: Desk, number: int) -> dict[str, Any]:
    """The case with its evidence."""
    with desk.store.reading() as book:
        return _answer(Facts(book), number, desk.now(book))


def list_claims(desk: Desk, everything: bool) -> dict[str, Any]:
    """Open disputes, or all."""
    with desk.store.reading() as book:
        facts = Facts(book)
        rows = [
            _shown(facts, c, facts.customer_in(case, c.customer))
            for e, case in facts.each_case(book.kinds("claim"))
            for c in case.claims
            if c.id == e.number and (everything or c.open)
        ]
        return {"claims": rows}


# --- rulings


@recorded
def rule(
    desk: Desk,
    approver: int,
    number: int,
    uphold: bool,
    opinion: str | None,
    shares: list[str],
    at: str | None,
) -> dict[str, Any]:
    """The manager's ruling. With an opinion and shares it is a 7.7 ruling and awaits the director.

    Refused: a claim not open; upholding what the policy does not bear out; shares that are not 100 in all.
    """
    words = clean(opinion, "--opinion")
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        case, claim = _load(facts, number)
        if claim.status != "open":
            raise Refused(_("Claim {n} has been ruled already: see 'claim show {n}'").format(n=number), "7.7")
        _not_their_own(claim, approver)
        parts = _parts(facts, shares)
        if parts and sum(Fraction(s) for _to, s in parts) != 1:
            raise Refused(_("The shares are not 100 % in all"), "7.7")
        said = disputes.judge(case, claim)
        effect = _effect(case, claim, said) if uphold and not parts else {}
        if parts and commission.opinion_target(case, claim) is None:
            raise Refused(_("Neither a registration nor a deal to rule about: no opinion can hold"), "7.7")
        tied = _tied(case, claim, effect)
        body = {
            "claim": number, "upheld": uphold, "shares": parts, "effect": effect, "files": sorted(tied),
            "borne_out": said.borne_out, "said_by": list(said.clauses),
        }  # fmt: skip
        personal = Personal(claim.customer, words={"opinion": words}) if words else None
        book.append(stamp, "ruling", body, about={*claim.files, *tied}, personal=personal)
        return _answer(Facts(book), number, stamp.now)


def _tied(case: Case, claim: Claim, effect: Mapping[str, Any]) -> set[int]:
    """The files that are read together from the ruling on: linked ones, a household's, and the announced visitor's."""
    announced = {r.customer for r in case.referrals if r.id == effect.get("announcement")}
    return {*claim.files, *announced} if announced or effect.get("link") or effect.get("couple") else set()


def check_ruling(uphold: bool, reject: bool, opinion: str | None, shares: list[str]) -> None:
    """Usage errors: neither or both of uphold and reject; an opinion without shares, or shares without one."""
    if uphold == reject:
        raise Usage(_("Say --uphold or --reject"))
    if reject and shares:
        raise Usage(_("--share goes with --uphold and --opinion, not with --reject"))
    if shares and not (opinion or "").strip():
        raise Usage(_("--share needs --opinion: the manager's written opinion (7.7)"))
    if uphold and opinion and not shares:
        raise Usage(_("--opinion needs --share STAFF=PERCENT, 100 in all (7.7)"))


def _parts(facts: Facts, shares: list[str]) -> list[tuple[int | str, str]]:
    """``李四=70`` … as recipients and fractions. The same one twice: usage error."""
    parts: list[tuple[int | str, str]] = []
    for text in shares:
        who, equals, percent = text.rpartition("=")
        if not equals:
            raise Usage(_("--share: write STAFF=PERCENT, like 李四=70"))
        to: int | str = POOL if who.strip() == POOL else facts.staff(who).id
        parts.append((to, str(parse_percent(percent, "--share", 2))))
    if len({to for to, _share in parts}) < len(parts):
        raise Usage(_("--share: name each recipient once"))
    return parts


def total(desk: Desk, shares: list[str]) -> Fraction:
    """What these shares as typed add up to. Refused for a name that is not on the staff, a usage error for no share."""
    with desk.store.reading() as book:
        return sum((Fraction(s) for _to, s in _parts(Facts(book), shares)), Fraction(0))


def _not_their_own(claim: Claim, approver: int) -> None:
    if claim.by == approver:
        raise Refused(_("Nobody rules on a claim of their own: another manager or the director does"), "7.7")


def _effect(case: Case, claim: Claim, finding: disputes.Finding) -> dict[str, Any]:
    """What upholding does. Refused where the policy does not bear the claim out, or where it would join two households."""
    if claim.ground == "other":
        raise Refused(finding.reason, "7.7")
    if not finding.borne_out:
        hint = _(
            "The policy does not bear this claim out: {reason}. Reject it, or rule with --opinion and --share (7.7)"
        )
        raise Refused(hint.format(reason=finding.reason), finding.clauses[0])
    if disputes.joins_two_households(case, finding):
        raise Refused(_("One of the files belongs to a household already"), "7.4")
    return dict(finding.effect)


def awaiting(desk: Desk, number: int) -> dict[str, Any]:
    """The case that the director is to decide. Refused where it does not await the director."""
    seen = show(desk, number)
    _refuse_unless_awaiting(number, seen["claim"]["status"])
    return seen


def _refuse_unless_awaiting(number: int, status: str) -> None:
    if status != "awaiting-director":
        raise Refused(_("Claim {n} does not await the director").format(n=number), "7.7")


@recorded
def approve(desk: Desk, approver: int, number: int, refuse: bool, at: str | None) -> dict[str, Any]:
    """7.7: the director approves the manager's opinion, or refuses it; only then does it hold."""
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        _case, claim = _load(facts, number)
        _refuse_unless_awaiting(number, claim.status)
        _not_their_own(claim, approver)
        book.append(stamp, "approval", {"claim": number, "approved": not refuse}, about=claim.files)
        return _answer(Facts(book), number, stamp.now)
