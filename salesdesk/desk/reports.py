"""The manager's reports: last week as a file for the department (8.5), the month by source and salesperson (8.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from salesdesk.days import month_end, month_of, parse_month, parse_week
from salesdesk.desk.base import Desk
from salesdesk.desk.deals import shown as deal_shown
from salesdesk.desk.deals import signed
from salesdesk.desk.followup import files_of_visits, left_alone, people_shown, told
from salesdesk.desk.gather import Facts, each
from salesdesk.desk.reception import shown as visit_shown
from salesdesk.desk.register import Seen, calls_shown, said_in
from salesdesk.facts import Deal, Entry, Visit
from salesdesk.money import yuan
from salesdesk.rules import followup, register
from salesdesk.rules import reports as rules
from salesdesk.rules.ownership import Case, kind_now
from salesdesk.rules.reports import Came, Sold

# --- 8.5: the week


def weekly(desk: Desk, week: str | None, out: str | None) -> dict[str, Any]:
    """8.5: the calls, visits and deals of an ISO week, last week unless said; with `out` a workbook. A future week: refused."""
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        today = now.date()
        first = parse_week(week, "--week") if week else today - timedelta(days=today.weekday() + 7)
        named = f"{first:%G-W%V}"
        rules.refuse_future(first, today, named, "8.5")
        answer = {"week": named, "from": str(first), "to": str(first + timedelta(days=6)), **_week(facts, first, now)}
        answer |= {"file": out, "clauses": ["8.5"]}
        office = str(book.office["office"])
    if out:
        _write(office, answer, out)
    return answer


def _week(facts: Facts, first: date, now: datetime) -> dict[str, Any]:
    last, book = first + timedelta(days=6), facts.book
    case, visits = facts.visits_on(first, last)
    visits = [v for v in visits if v.received]
    calls = sorted(book.of_days(first, last, "call"), key=lambda e: (e.at, e.seq))
    deals = _signed(facts, first, last)
    seen = facts.seen_at(case, {v.customer for v in visits})
    words = said_in(facts, {v.entry: v.customer for v in visits})
    stand = [d for d, _c in deals if not d.cancelled]
    by_day = rules.per_day(first, (c.at for c in calls), (v.at for v in visits), (d.at for d in stand))
    return {
        "calls": calls_shown(facts, calls),
        "visits": [{**_visit(facts, seen, v), **words[v.entry]} for v in visits],
        "deals": [_deal(facts, d, c, now) for d, c in deals],
        "days": [{"date": str(day), "calls": c, "visits": v, "deals": d} for day, (c, v, d) in by_day],
        "totals": {
            "calls": len(calls), "visits": len(visits), "customers": len({case.person[v.customer] for v in visits}),
            "deals": len(stand), "price": yuan(sum(d.price for d in stand)),
            "commission": yuan(sum(d.commission for d in stand)),
        },
    }  # fmt: skip


def _signed(facts: Facts, first: date, last: date) -> list[tuple[Deal, Case]]:
    """The deals signed between two days, in order, each with its case."""
    return sorted(signed(facts, first, last), key=lambda x: (x[0].at, x[0].id))


def _visit(facts: Facts, seen: Seen, v: Visit) -> dict[str, Any]:
    customer = seen(v.customer, v.at, v.entry)
    return {**visit_shown(v), "customer": customer, "receiver": facts.roster.name(v.receiver)}


def _deal(facts: Facts, d: Deal, case: Case, now: datetime) -> dict[str, Any]:
    names = [facts.roster.name(s) for s in followup.sellers(case, d, now)]
    customer = facts.customer_in(case, d.customer)
    return {**deal_shown(facts, d, customer.name, listed=True), "customer": customer.shown(), "salespeople": names}


def _write(office: str, answer: Mapping[str, Any], out: str) -> None:
    from salesdesk.books.weekly import write_weekly

    write_weekly(Path(out), office, answer)


# --- 8.3: the month


class Month(Struct, frozen=True):
    """The month asked for, and the moment from which it is seen."""

    first: date
    last: date
    at: datetime

    @property
    def until(self) -> date:
        return min(self.last, self.at.date())


def office(desk: Desk, month: str | None, on: str | None) -> dict[str, Any]:
    """8.3: a month by source and by salesperson as seen on a day, and the registrations that end within a week of it."""
    with desk.store.reading() as book:
        facts, at = Facts(book), desk.moment(book, on)
        first = parse_month(month, "--month") if month else month_of(at.date())
        rules.refuse_future(first, at.date(), f"{first:%Y-%m}", "8.3")
        span = Month(first, month_end(first), at)
        return {
            "month": f"{first:%Y-%m}", "date": str(at.date()), "from": str(first), "to": str(span.until),
            **_figures(facts, span), "lapsing": _lapsing(facts, at), "clauses": ["8.3", "7.1"],
        }  # fmt: skip


def _figures(facts: Facts, span: Month) -> dict[str, Any]:
    files = files_of_visits(facts.book, span.first, span.until)
    cases = facts.cases(files | {e.body["customer"] for e in facts.book.of_days(span.first, span.until, "deal")})
    came, sold = _came(facts, cases, span), _sold(cases, span)
    signed = {d.person for d in sold}
    whole = rules.figures(came, signed)
    staff = rules.salespeople(facts.roster, span.first, span.at)
    lines = rules.work(came, sold, rules.turns(_queue_entries(facts, span)), staff, span.last)
    return {
        "visits": whole.visits, "customers": whole.customers, "signed": whole.signed, "conversion": _shown(whole),
        "sources": [
            {"source": s, "visits": f.visits, "customers": f.customers, "signed": f.signed, "conversion": _shown(f)}
            for s, f in rules.by_source(came, signed).items()
        ],
        "salespeople": [
            {
                "name": facts.roster.name(w.staff), "turns": w.turns, "duty": w.duty, "visits": w.visits,
                "customers": w.figures.customers, "signed": w.figures.signed, "deals": w.deals,
                "closing_rate": _shown(w.figures),
            } for w in lines
        ],
    }  # fmt: skip


def _shown(f: rules.Figures) -> str | None:
    return str(f.rate) if f.rate is not None else None


def _came(facts: Facts, cases: Mapping[int, Case], span: Month) -> list[Came]:
    """The month's visits, each with the newest source its customer named."""
    found, said = told(facts, cases)
    mine = [(c, v, c.person[v.customer]) for c, v in found if span.first <= v.day <= span.until and v.at <= span.at]
    return [Came(v, kind_now(c, v), person, said[person].get("source")) for c, v, person in mine]


def _sold(cases: Mapping[int, Case], span: Month) -> list[Sold]:
    """The deals that stand, signed since the month began, of all who came or signed in it."""
    return [
        Sold(d, case.person[d.customer], followup.sellers(case, d, span.at))
        for case in each(cases)
        for d in case.deals
        if span.first <= d.at.date() and followup.stands(d, span.at)
    ]


def _queue_entries(facts: Facts, span: Month) -> list[Entry]:
    """The entries of the month that moved the queue, without those taken back."""
    entries = facts.book.of_days(span.first, span.until, *register.QUEUE_KINDS)
    undone = facts.book.undone_since(min((e.seq for e in entries), default=0))
    return [e for e in entries if e.seq not in undone and e.at <= span.at]


def _lapsing(facts: Facts, at: datetime) -> list[dict[str, Any]]:
    """8.3, 7.1: whose registrations end within a week, the soonest first."""
    day = at.date()
    cases = facts.cases(files_of_visits(facts.book, rules.protecting_since(facts.policy, day), day))
    ends = [
        (span, span.visits[-1].customer, owner)
        for case in each(cases)
        for person in set(case.person.values())
        if (span := rules.about_to_lapse(case, person, at)) and (owner := span.owner) is not None
    ]
    people, quiet = people_shown(facts, (file for _span, file, _owner in ends)), left_alone(facts)
    return [
        {
            "customer": people[file], "owner": facts.roster.name(owner), "until": str(span.until),
            "days_left": (span.until - day).days, "last_visit": str(span.visits[-1].day),
        } for span, file, owner in sorted(ends, key=lambda e: (e[0].until, e[1])) if file not in quiet
    ]  # fmt: skip
