"""Deals: signed, amended, taken back (policy 7.6, 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from salesdesk.days import month_end, parse_month
from salesdesk.desk.base import Desk, entry_dict, recorded
from salesdesk.desk.claims import evidence, holds_shown, recipient
from salesdesk.desk.gather import Facts
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.facts import Deal, Share
from salesdesk.money import parse_percent, parse_yuan, portion, yuan
from salesdesk.phones import clean, clean_name
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
    if commission_yuan is not None and rate is not None:
        raise Usage(_("--commission and --rate contradict each other: use one"))
    fen, named_unit = parse_yuan(price, "--price"), clean(unit, "--unit", 100)
    if not named_unit:
        raise Usage(_("--unit: write which unit was sold"))
    given = parse_yuan(commission_yuan, "--commission") if commission_yuan is not None else None
    percent = parse_percent(rate, "--rate") if rate is not None else None
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        file = facts.file(phone)
        case = facts.case([file])
        carer = facts.staff(aftercare, present=stamp.now).id if aftercare else None
        rated = given is None and percent is None
        paid = given if given is not None else _commission(facts, fen, percent, stamp)
        body = {
            "customer": file, "unit": named_unit, "price": fen, "aftercare": carer, "commission": paid, "rated": rated,
        }  # fmt: skip
        _refuse_deal(facts, case, file, stamp, carer)
        number = book.next_number("deal")
        book.append(stamp, "deal", body, number=number, about=[file])
        return _answer(Facts(book), number, stamp.now)


def _commission(facts: Facts, price: int, percent: Fraction | None, stamp: Stamp) -> int:
    return portion(price, percent if percent is not None else facts.policy.rate(stamp.at.date()))


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
    customer = facts.customer_in(case, deal.customer).shown()
    return {
        "deal": {**shown(deal), "customer": customer},
        "shares": money_shown(facts, deal.commission, found.shares),
        "holds": [] if deal.cancelled else holds_shown(found.holds),
        "evidence": [evidence(facts, case, v) for v in found.visits],
        "chain": chain.told(case, case.person[deal.customer], found, facts.roster, deal),
    }


def shown(deal: Deal) -> dict[str, Any]:
    """A deal as every answer shows it."""
    return {
        "id": deal.id, "customer": deal.customer, "unit": deal.unit, "price": yuan(deal.price),
        "commission": yuan(deal.commission), "signed_at": deal.at.isoformat(),
        "status": "cancelled" if deal.cancelled else "signed",
    }  # fmt: skip


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
            {**shown(d), "customer": facts.customer_in(case, d.customer).shown()}
            for d, case in signed(facts, first, last)
        ]
        return {"deals": sorted(rows, key=lambda row: int(row["id"]))}


def sold(desk: Desk, unit: str) -> list[Deal]:
    """The deals that stand on a unit: those signed for it, or amended to it, and not cancelled."""
    with desk.store.reading() as book:
        facts = Facts(book)
        named = {e.number or e.body["deal"] for e in book.kinds("deal", "deal-amended") if e.body.get("unit") == unit}
        found = [load(facts, number)[1] for number in sorted(named)]
        return [d for d in found if d.unit == unit and d.cancelled is None]


def signed(facts: Facts, first: date, last: date) -> Iterator[tuple[Deal, Case]]:
    """The deals signed between two days, in order of entry, each with its case."""
    for e, case in facts.each_case(facts.book.of_days(first, last, "deal")):
        yield from ((d, case) for d in case.deals if d.id == e.number)


@recorded
def amend(
    desk: Desk, approver: int, number: int, unit: str | None, buyer: str | None, reason: str | None, at: str | None
) -> dict[str, Any]:
    """7.6: a change of name or unit after the deal changes no share."""
    new_unit, new_buyer = clean(unit, "--unit", 100), clean_name(buyer, "--buyer")
    if not new_unit and not new_buyer:
        raise Usage(_("Say what to change: --unit or --buyer"))
    said = {"buyer": new_buyer, "reason": clean(reason, "--reason")}
    words = {k: v for k, v in said.items() if v}
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        _case, deal = load(facts, number)
        personal = Personal(deal.customer, words=words) if words else None
        body = entry_dict(deal=number, unit=new_unit)
        book.append(stamp, "deal-amended", body, names=deal.entry, about=[deal.customer], personal=personal)
        return {**_answer(Facts(book), number, stamp.now), "clauses": ["7.6"]}


@recorded
def cancel(desk: Desk, approver: int, number: int, reason: str, at: str | None) -> dict[str, Any]:
    """9: a cancelled deal is taken back; what was paid comes back in the next payout. Twice: refused."""
    why = clean(reason, "--reason")
    if not why:
        raise Usage(_("--reason: say why"))
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        _case, deal = load(facts, number)
        if deal.cancelled:
            raise Refused(_("Deal {n} is cancelled already").format(n=number), "9")
        if stamp.at < deal.at:
            raise Refused(_("Deal {n} was signed after that").format(n=number), "9")
        personal = Personal(deal.customer, words={"reason": why})
        book.append(
            stamp, "deal-cancelled", {"deal": number}, names=deal.entry, about=[deal.customer], personal=personal
        )
        return _answer(Facts(book), number, stamp.now)
