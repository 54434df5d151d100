"""Deals: signed, amended, taken back (policy 7.6, 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from msgspec import Struct

from salesdesk.days import month_end, parse_month
from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.claims import evidence, holds_shown, recipient
from salesdesk.desk.gather import Facts
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import Deal, Share
from salesdesk.money import parse_percent, parse_yuan, portion, yuan
from salesdesk.phones import clean, clean_name, masked_name, unit_key
from salesdesk.rules import chain, commission, introductions
from salesdesk.rules.commission import Result
from salesdesk.rules.ownership import Case
from salesdesk.store.records import Personal, Stamp
from salesdesk.text import _


@recorded
def add(
    desk: Desk,
    phone: str,
    unit: str,
    price: str,
    commission_yuan: str | None,
    rate: str | None,
    aftercare: str | None,
    at: str | None,
    approver: int | None,
) -> dict[str, Any]:
    """A deal signed. The commission is the policy's rate of the price unless given.

    Refused where no registration protects the customer on the signing day (7.1), the company's arranged deals aside.
    """
    fen, named_unit = _price(price), clean(unit, "--unit", 100)
    if not named_unit:
        raise Usage(_("--unit: write which unit was sold"))
    given = _rate(fen, commission_yuan, rate)
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        file = facts.file(phone)
        case = facts.case([file])
        carer = facts.staff(aftercare, present=stamp.now).id if aftercare else None
        kept = given if given is not None else facts.policy.rate(stamp.at.date())
        body = {
            "customer": file, "unit": named_unit, "price": fen, "aftercare": carer, "commission": portion(fen, kept),
            "rated": given is None, "rate": str(kept),
        }  # fmt: skip
        _refuse_sold(facts, named_unit)
        _refuse_deal(facts, case, file, stamp, carer)
        number = book.next_number("deal")
        book.append(stamp, "deal", body, number=number, about=[file])
        return _answer(Facts(book), number, stamp.now)


def _price(text: str) -> int:
    fen = parse_yuan(text, "--price")
    if not fen:
        raise Refused(_("--price: a deal has a price, 0 is none"), "7.6")
    return fen


def _rate(price: int, commission_yuan: str | None, percent: str | None) -> Fraction | None:
    """The commission as a part of the price, where a sum or a rate was given. Usage error for both."""
    if commission_yuan is not None and percent is not None:
        raise Usage(_("--commission and --rate contradict each other: use one"))
    if commission_yuan is not None:
        return Fraction(parse_yuan(commission_yuan, "--commission"), price)
    return parse_percent(percent, "--rate") if percent is not None else None


def _refuse_sold(facts: Facts, unit: str, but: int | None = None) -> None:
    """A unit is sold once: refused where another deal that stands is signed for it, or amended to it."""
    key = unit_key(unit)
    signed = facts.book.kinds("deal", "deal-amended")
    numbers = {e.number or e.body["deal"] for e in signed if unit_key(e.body.get("unit", "")) == key}
    for number in sorted(numbers - {but}):
        _case, deal = load(facts, number)
        if deal.cancelled is None and unit_key(deal.unit) == key:
            words = _("{unit} is sold already: deal {n}, signed {at}; cancel or amend that one first")
            raise Refused(words.format(unit=deal.unit, n=deal.id, at=deal.at.date()), "9")


def _refuse_deal(facts: Facts, case: Case, file: int, stamp: Stamp, carer: int | None) -> None:
    person = case.person[file]
    held = introductions.holding(case, person, stamp.now)
    handling = held[0].handling if held and held[0].kind == "company" else None
    if handling == "aftercare" and (carer is None or not facts.roster.is_salesperson(carer)):
        raise Refused(
            _("The company arranged this deal: --aftercare names the salesperson who does the aftercare"), "6.1.4"
        )
    if handling != "aftercare" and carer is not None:
        raise Refused(_("--aftercare belongs to a deal that the company arranged (6.1.4)"), "6.1.4")
    if not commission.result(case, person, stamp.at, stamp.now).shares:
        raise Refused(
            _("No registration protects this customer on the signing day: check the customer in first"), "7.1"
        )


def load(facts: Facts, number: int) -> tuple[Case, Deal]:
    """A deal with its case. Refused when there is none."""
    e = facts.book.numbered("deal", number)
    if e is None:
        raise NotFound(_("There is no deal {n}: see 'deal list'").format(n=number))
    case = facts.case([e.body["customer"]])
    return case, next(d for d in case.deals if d.id == number)


def result_of(case: Case, deal: Deal, now: datetime) -> Result:
    """What a deal pays to whom, from all that is known now."""
    return commission.result(case, case.person[deal.customer], deal.at, now, deal)


def _answer(facts: Facts, number: int, now: datetime) -> dict[str, Any]:
    case, deal = load(facts, number)
    found = result_of(case, deal, now)
    customer = facts.customer_in(case, deal.customer)
    return {
        "deal": {**shown(facts, deal, customer.name), "customer": customer.shown()},
        "shares": money_shown(facts, deal.commission, found.shares),
        "holds": [] if deal.cancelled else holds_shown(found.holds),
        "evidence": [evidence(facts, case, v) for v in found.visits],
        "chain": told(facts, case, deal, found),
    }


def told(facts: Facts, case: Case, deal: Deal, found: Result) -> list[chain.Step]:
    """The chain to a deal's shares, what became of the deal since with the reasons that were typed."""
    reasons = {n: words.get("reason") for n, words in facts.said(deal.customer, _since(deal)).items()}
    return chain.told(case, case.person[deal.customer], found, facts.roster, deal, reasons)


def _since(deal: Deal) -> list[int]:
    """The entries that changed or cancelled a deal."""
    return [*(a.entry for a in deal.amendments), *([deal.cancelled_entry] if deal.cancelled_entry else [])]


def shown(facts: Facts, deal: Deal, name: str | None, listed: bool = False) -> dict[str, Any]:
    """A deal as every answer shows it. `name` is the customer's; `listed`: in a list, where buyers' names are masked."""
    words = facts.said(deal.customer, since) if (since := _since(deal)) else {}
    amendments, buyer = [], None
    for a in deal.amendments:
        said = words.get(a.entry, {})
        changes: list[tuple[str, str | None, str | None]] = [
            (field, chain.amended(field, was), chain.amended(field, now)) for field, was, now in a.changes
        ]
        if a.buyer or "buyer" in said:
            was, buyer = buyer or name, said.get("buyer")
            changes.append(("buyer", _hidden(was, listed), _hidden(buyer, listed)))
        when, why = a.at.isoformat(), said.get("reason")
        amendments += [
            {"at": when, "field": field, "was": was, "now": now, "why": why, "entry": a.entry}
            for field, was, now in changes
        ]
    cancelled = None
    if deal.cancelled:
        why = words.get(deal.cancelled_entry or 0, {}).get("reason")
        cancelled = {"at": deal.cancelled.isoformat(), "reason": why, "entry": deal.cancelled_entry}
    return {
        "id": deal.id, "customer": deal.customer, "unit": deal.unit, "price": yuan(deal.price),
        "commission": yuan(deal.commission), "signed_at": deal.at.isoformat(),
        "status": "cancelled" if deal.cancelled else "signed", "buyer": _hidden(buyer, listed),
        "cancelled": cancelled, "amendments": amendments,
    }  # fmt: skip


def _hidden(name: str | None, listed: bool) -> str | None:
    return masked_name(name) if listed else name


def money_shown(facts: Facts, fen: int, shares: tuple[Share, ...]) -> list[dict[str, Any]]:
    amounts = commission.amounts(fen, shares) if shares else []
    return [
        {"to": recipient(facts, s.to), "role": s.role, "share": str(s.share), "amount": yuan(a), "clause": s.clause}
        for s, a in zip(shares, amounts, strict=True)
    ]


def show(desk: Desk, number: int) -> dict[str, Any]:
    """A deal with its shares, holds and chain."""
    with desk.store.reading() as book:
        return _answer(Facts(book), number, desk.now(book))


def list_deals(desk: Desk, month: str | None) -> dict[str, Any]:
    """All deals, or those signed in a month."""
    with desk.store.reading() as book:
        first = parse_month(month, "--month") if month else date.min
        last = month_end(first) if month else date.max
        facts = Facts(book)
        rows = [
            {**shown(facts, d, customer.name, listed=True), "customer": customer.shown()}
            for d, case in signed(facts, first, last)
            for customer in (facts.customer_in(case, d.customer),)
        ]
        return {"deals": sorted(rows, key=lambda row: int(row["id"]))}


def signed(facts: Facts, first: date, last: date) -> Iterator[tuple[Deal, Case]]:
    """The deals signed between two days, in order of entry, each with its case."""
    for e, case in facts.each_case(facts.book.of_days(first, last, "deal")):
        yield from ((d, case) for d in case.deals if d.id == e.number)


class Change(Struct, frozen=True, kw_only=True):
    """An amendment as typed: what is not said stays."""

    reason: str
    unit: str | None = None
    price: str | None = None
    commission: str | None = None
    rate: str | None = None
    buyer: str | None = None


@recorded
def amend(desk: Desk, approver: int, number: int, change: Change, at: str | None) -> dict[str, Any]:
    """7.6: another name or unit after the deal changes no share; with another price the amounts follow.

    Refused: nothing that differs, a unit sold already, a price of 0, a cancelled deal, before the signing.
    """
    why = clean(change.reason, "--reason")
    unit, buyer = clean(change.unit, "--unit", 100), clean_name(change.buyer, "--buyer")
    if not why:
        raise Usage(_("--reason: say why"))
    if not (unit or buyer or change.price or change.commission or change.rate):
        raise Usage(_("Say what to change: --unit, --price, --commission, --rate or --buyer"))
    price = _price(change.price) if change.price is not None else None
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        case, deal = load(facts, number)
        _refuse_after(deal, stamp, "7.6")
        body = {"deal": number, **_terms(facts, deal, price, change)}
        if unit and unit != deal.unit:
            _refuse_sold(facts, unit, but=number)
            body["unit"] = unit
        if buyer:
            name = facts.customer_in(case, deal.customer).name
            if buyer != (shown(facts, deal, name)["buyer"] or name):
                body["buyer"] = True
        if body.keys() == {"deal"}:
            raise Refused(_("Deal {n} is as you say already: nothing to change").format(n=number), "7.6")
        words = {"reason": why} | ({"buyer": buyer} if buyer and "buyer" in body else {})
        personal = Personal(deal.customer, words=words)
        book.append(stamp, "deal-amended", body, names=deal.entry, about=[deal.customer], personal=personal)
        return {**_answer(Facts(book), number, stamp.now), "clauses": ["7.6"]}


def _refuse_after(deal: Deal, stamp: Stamp, clause: str) -> None:
    """What became of a deal after the signing happened to one that stood."""
    if deal.cancelled:
        raise Refused(_("Deal {n} is cancelled already").format(n=deal.id), clause)
    if stamp.at < deal.at:
        raise Refused(_("Deal {n} was signed after that").format(n=deal.id), clause)


def _terms(facts: Facts, deal: Deal, price: int | None, change: Change) -> dict[str, Any]:
    """The new price and commission where they differ (7.6); what `--commission` or `--rate` says is no longer the policy's."""
    fen = price if price is not None else deal.price
    given = _rate(fen, change.commission, change.rate)
    rate = given if given is not None else commission.rate_kept(deal, facts.policy)
    paid = portion(fen, rate)
    if (fen, paid) == (deal.price, deal.commission):
        return {}
    return {"price": fen, "commission": paid, "rate": str(rate), "rated": deal.rated and given is None}


@recorded
def cancel(desk: Desk, approver: int, number: int, reason: str, at: str | None) -> dict[str, Any]:
    """9: a cancelled deal is taken back; what was paid comes back in the next payout. Twice: refused."""
    why = clean(reason, "--reason")
    if not why:
        raise Usage(_("--reason: say why"))
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        _case, deal = load(facts, number)
        _refuse_after(deal, stamp, "9")
        personal = Personal(deal.customer, words={"reason": why})
        book.append(
            stamp, "deal-cancelled", {"deal": number}, names=deal.entry, about=[deal.customer], personal=personal
        )
        return _answer(Facts(book), number, stamp.now)
