"""The payout looked at closely: why each line, what if the policy were another, and the workbook to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from salesdesk.books.counted import Tick, unwatched
from salesdesk.days import parse_month
from salesdesk.desk import month as desk_month
from salesdesk.desk.base import Desk
from salesdesk.desk.claims import holds_shown, recipient
from salesdesk.desk.deals import result_of
from salesdesk.desk.gather import Facts
from salesdesk.desk.month import Month
from salesdesk.desk.office import policy_values
from salesdesk.facts import Deal, Entry
from salesdesk.money import yuan
from salesdesk.phones import masked
from salesdesk.rules import chain
from salesdesk.rules import month as rules
from salesdesk.rules.ownership import Case
from salesdesk.rules.policy import Policy, Value
from salesdesk.text import _


def explain(desk: Desk, month: str, who: str) -> dict[str, Any]:
    """One person's month, line by line, each with the chain from visit to share."""
    first = parse_month(month, "--month")
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        person = facts.staff(who)
        found = desk_month.find(facts, first, now)
        mine = [x for x in found.lines if x.to == person.id]
        deals = _deals(facts, {x.deal for x in mine})
        lines = []
        for x in mine:
            case, deal = deals[x.deal]
            told = chain.told(case, case.person[deal.customer], result_of(case, deal, now), facts.roster, deal)
            lines.append({**desk_month.line_shown(facts, x), "unit": deal.unit, "chain": told})
        total = yuan(sum(x.amount for x in mine))
        return {"month": f"{first:%Y-%m}", "to": person.name, "total": total, "lines": lines}


def _deals(facts: Facts, numbers: Iterable[int]) -> dict[int, tuple[Case, Deal]]:
    """These deals with their cases, read together."""
    entries = facts.book.numbers("deal", numbers)
    cases = facts.cases({e.body["customer"] for e in entries})
    return {
        d.id: (cases[e.body["customer"]], d)
        for e in entries
        for d in cases[e.body["customer"]].deals
        if d.id == e.number
    }


# --- what if


def what_if(desk: Desk, month: str, policy_file: str) -> dict[str, Any]:
    """The month's draft under another policy's values beside today's, with the difference per person. Enters nothing."""
    first = parse_month(month, "--month")
    values = policy_values(Path(policy_file))
    with desk.store.reading() as book:
        now = desk.now(book)
        facts = Facts(book)
        today = desk_month.find(facts, first, now)
        other = Facts(book, _merged(facts.policy, values))
        drafted = desk_month.draft(other, first, desk_month.closings(facts), now) if today.closing is None else today
        drafted = Month(first, tuple(x for x in drafted.lines if x.kind == "share"), drafted.held)
        answer = desk_month.answer(facts, today)
        return {**answer, "what_if": _difference(facts, today, drafted)}


def _merged(policy: Policy, values: Iterable[Mapping[str, str]]) -> Policy:
    """The policy with the file's values in the place of its own; keys that the file does not name stay."""
    named = [Value(v["key"], v["clause"], date.fromisoformat(v["since"]), v["value"]) for v in values]
    keys = {v.key for v in named}
    kept = [v for key, held in policy.values.items() if key not in keys for v in held]
    return Policy.of([*kept, *named])


def _difference(facts: Facts, today: Month, other: Month) -> dict[str, Any]:
    now = rules.by_person([x for x in today.lines if x.kind == "share"], facts.roster)
    then = rules.by_person(other.lines, facts.roster)
    rows = [
        {"to": recipient(facts, to), "role": role, "today": yuan(now.get((to, role), 0)),
         "other": yuan(then.get((to, role), 0)), "difference": yuan(then.get((to, role), 0) - now.get((to, role), 0))}
        for to, role in dict.fromkeys((*now, *then))
    ]  # fmt: skip
    return {"total": yuan(sum(x.amount for x in other.lines)), "by_person": rows}


# --- the workbook


def with_workbook(
    desk: Desk, month: str, out: str, close: bool, approver: int | None, tick: Tick = unwatched
) -> dict[str, Any]:
    """The payout, and the month as a workbook to sign: per person, every line, what is held, the chain of each deal."""
    seen: list[Any] = []
    answer = desk_month.payout(desk, month, close, approver, lambda facts, m, now: seen.append(_content(facts, m, now)))
    from salesdesk.books.payout import write_payout

    write_payout(Path(out), seen[0], tick)
    return {**answer, "file": out}


def _content(facts: Facts, m: Month, now: datetime) -> Any:
    """The month as the book wants it: names, masked customers, words."""
    from salesdesk.books.payout import HeldDeal, PaidLine, PayoutBook, Person, WhyStep

    wanted = {x.deal for x in m.lines} | {deal for deal, _holds in m.held}
    read = _deals(facts, wanted - m.found.keys())
    known = {n: (case, d, result_of(case, d, now)) for n, (case, d) in read.items()}
    known |= {n: m.found[n] for n in wanted & m.found.keys()}
    people = facts.people(d.customer for _case, d, _found in known.values())
    steps = [
        WhyStep(d.id, s["text"], s["clause"], ", ".join(map(str, s["entries"])))
        for case, d, found in (known[n] for n in sorted(known))
        for s in chain.told(case, case.person[d.customer], found, facts.roster, d)
    ]

    def line(x: rules.Line) -> PaidLine:
        deal = known[x.deal][1]
        return PaidLine(
            x.deal, deal.unit, deal.at.date(), masked_customer(people[deal.customer]), x.kind,
            recipient(facts, x.to) or "", x.role, str(x.share), x.amount, x.clause, ", ".join(map(str, x.entries)),
        )  # fmt: skip

    by_person = rules.by_person(m.lines, facts.roster)
    closing = m.closing
    return PayoutBook(
        facts.book.office["office"] or _("the sales office"), f"{m.first:%Y-%m}", "closed" if closing else "draft",
        [Person(recipient(facts, to) or "", role, amount) for (to, role), amount in by_person.items()],
        [line(x) for x in m.lines], [HeldDeal(n, known[n][1].unit, holds_shown(h)) for n, h in m.held], steps,
        sum(x.amount for x in m.lines), _closer(facts, closing), f"{closing.at:%Y-%m-%d %H:%M}" if closing else None, m.seal,
    )  # fmt: skip


def _closer(facts: Facts, closing: Entry | None) -> str | None:
    return facts.roster.name(closing.approver) if closing and closing.approver is not None else None


def masked_customer(person: tuple[str | None, str | None]) -> str:
    """A customer on a list: surname and the ends of the number."""
    name, phone = person
    return " ".join(w for w in (f"{name[:1]}**" if name else None, masked(phone)) if w)
