"""The payout looked at closely: why each line, what if the policy were another, and the workbook to sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

from salesdesk.books.counted import Tick, unwatched
from salesdesk.days import parse_month
from salesdesk.desk import month as desk_month
from salesdesk.desk.base import Desk
from salesdesk.desk.claims import recipient
from salesdesk.desk.deals import result_of, told
from salesdesk.desk.gather import Facts
from salesdesk.desk.month import Month, Shown
from salesdesk.desk.office import policy_values
from salesdesk.facts import POOL, Deal, Entry
from salesdesk.money import percent, yuan
from salesdesk.phones import masked, masked_name
from salesdesk.rules import chain
from salesdesk.rules import month as rules
from salesdesk.rules.clauses import CLAUSES, said
from salesdesk.rules.commission import Hold, Result
from salesdesk.rules.ownership import Case
from salesdesk.rules.policy import Policy, Value
from salesdesk.text import N_, _

Known = Mapping[int, tuple[Case, Deal, Result]]
"""Deals by their numbers, each with its case and what it comes to."""
HELD = {
    "unconfirmed": N_("The register of {day} (visit {n}) is not confirmed yet"),
    "claim": N_("Claim {n} is not decided yet"),
    "approval": N_("The opinion on claim {n} awaits the director's approval"),
    "signature": N_("The manager's signature under introduction {n} is missing"),
    "no-registration": N_("No registration covers the signing day: it takes a ruling by 7.7"),
}
"""What a deal waits for, as it stands on paper."""


def explain(desk: Desk, month: str, who: str) -> dict[str, Any]:
    """One person's month, line by line, each with the chain from visit to share."""
    first = parse_month(month, "--month")
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        person = facts.staff(who, ever=True)
        found = desk_month.find(facts, first, now)
        mine = [x for x in found.lines if x.to == person.id]
        deals = _deals(facts, {x.deal for x in mine})
        lines = []
        for x in mine:
            case, deal = deals[x.deal]
            line, steps = desk_month.line_shown(facts, x), told(facts, case, deal, result_of(case, deal, now))
            lines.append({**line, "unit": deal.unit, "chain": [*steps, *([_adjusted(line)] if x.why else [])]})
        total = yuan(sum(x.amount for x in mine))
        return {"month": f"{first:%Y-%m}", "to": facts.roster.name(person.id), "total": total, "lines": lines}


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
    """The month's draft under another policy's values beside today's, with the difference per person. Enters nothing.

    Adjustments stand in both as they are: a closed month keeps the values it was closed with.
    """
    first = parse_month(month, "--month")
    values = policy_values(Path(policy_file))
    with desk.store.reading() as book:
        now = desk.now(book)
        facts = Facts(book)
        today = desk_month.find(facts, first, now)
        other = Facts(book, _merged(facts.policy, values))
        drafted = desk_month.draft(other, first, desk_month.closings(facts), now) if today.closing is None else today
        shares = (x for x in drafted.lines if x.kind == "share")
        adjusted = (x for x in today.lines if x.kind == "adjustment")
        drafted = Month(first, (*shares, *adjusted), drafted.held)
        answer = desk_month.answer(facts, today)
        return {**answer, "what_if": _difference(facts, today, drafted)}


def _merged(policy: Policy, values: Iterable[Mapping[str, str]]) -> Policy:
    """The policy with the file's values in the place of its own; keys that the file does not name stay."""
    named = [Value(v["key"], v["clause"], date.fromisoformat(v["since"]), v["value"]) for v in values]
    keys = {v.key for v in named}
    kept = [v for key, held in policy.values.items() if key not in keys for v in held]
    return Policy.of([*kept, *named])


def _difference(facts: Facts, today: Month, other: Month) -> dict[str, Any]:
    now = rules.by_person(today.lines, facts.roster)
    then = rules.by_person(other.lines, facts.roster)
    rows = [
        {"to": recipient(facts, to), "role": role, "today": yuan(now.get((to, role), 0)),
         "other": yuan(then.get((to, role), 0)), "difference": yuan(then.get((to, role), 0) - now.get((to, role), 0))}
        for to, role in dict.fromkeys((*now, *then))
    ]  # fmt: skip
    return {"total": yuan(sum(x.amount for x in other.lines)), "by_person": rows}


# --- the workbook


def with_workbook(
    desk: Desk, month: str, out: str, close: bool, approver: int | None, shown: Shown, tick: Tick = unwatched
) -> dict[str, Any]:
    """The payout, and the month as a workbook to sign: per person, every line, what is held, the chain of each deal.

    `file` is None where the month was closed and only the workbook could not take its name.
    """
    from salesdesk.books.payout import write_payout
    from salesdesk.books.workbook import with_entry

    def closed(later: ExitStack) -> dict[str, Any]:
        def write(facts: Facts, m: Month, now: datetime) -> None:
            write_payout(Path(out), _content(facts, m, now), tick, later)

        return desk_month.payout(desk, month, True, approver, write, shown)

    if close:
        answer, named = with_entry(closed)
        return {**answer, "file": out if named else None}
    seen: list[Any] = []
    answer = desk_month.payout(desk, month, look=lambda facts, m, now: seen.append(_content(facts, m, now)))
    write_payout(Path(out), seen[0], tick)
    return {**answer, "file": out}


def _content(facts: Facts, m: Month, now: datetime) -> Any:
    """The month as the book wants it: names, masked customers, words."""
    from salesdesk.books.payout import HeldDeal, PayoutBook, Person

    known = _known(facts, m, now)
    closing, by_person = m.closing, rules.by_person(m.lines, facts.roster)
    paid = {x.deal for x in m.lines if x.kind == "share"}
    return PayoutBook(
        facts.book.office["office"] or _("the sales office"), f"{m.first:%Y-%m}", "closed" if closing else "draft",
        [Person(recipient(facts, to) or "", role, amount) for (to, role), amount in by_person.items()],
        _lines(facts, m, known),
        [HeldDeal(n, known[n][1].unit, known[n][1].commission, [_held_because(h) for h in holds]) for n, holds in m.held],
        _steps(facts, m, known), sum(x.amount for x in m.lines),
        paid=len(paid), price=sum(known[n][1].price for n in paid), adjusted=len({x.deal for x in m.lines} - paid),
        training=_in_training(facts, m, known), closed_by=_closer(facts, closing),
        closed_at=f"{closing.at:%Y-%m-%d %H:%M}" if closing else None, seal=m.seal,
    )  # fmt: skip


def _known(facts: Facts, m: Month, now: datetime) -> Known:
    """All deals that the month pays, adjusts or holds, in the order of their numbers."""
    wanted = {x.deal for x in m.lines} | {deal for deal, _holds in m.held}
    read = _deals(facts, wanted - m.found.keys())
    known = {n: (case, d, result_of(case, d, now)) for n, (case, d) in read.items()}
    known |= {n: m.found[n] for n in wanted & m.found.keys()}
    return {n: known[n] for n in sorted(known)}


def _lines(facts: Facts, m: Month, known: Known) -> list[Any]:
    from salesdesk.books.payout import PaidLine

    people = facts.people(d.customer for _case, d, _found in known.values())

    def line(x: rules.Line) -> PaidLine:
        deal = known[x.deal][1]
        return PaidLine(
            x.deal, deal.unit, deal.at.date(), masked_customer(people[deal.customer]), deal.price, deal.commission,
            x.kind, recipient(facts, x.to) or "", x.role, percent(str(x.share)), x.amount, x.clause,
            ", ".join(map(str, x.entries)),
        )  # fmt: skip

    return [line(x) for x in m.lines]


def _steps(facts: Facts, m: Month, known: Known) -> list[Any]:
    """Deal by deal the chain to its shares, and what was paid and is due now where a closed month is adjusted."""
    from salesdesk.books.payout import WhyStep

    adjusted = [desk_month.line_shown(facts, x) for x in m.lines if x.why]

    def says(clause: str, d: Deal, found: Result) -> str:
        last = found.visits[-1].day if found.visits else None
        return said(clause, facts.policy, d.at.date(), last) if clause in CLAUSES else ""

    return [
        WhyStep(d.id, s["text"], s["clause"], says(s["clause"], d, found), ", ".join(map(str, s["entries"])))
        for case, d, found in known.values()
        for s in (*told(facts, case, d, found), *(_adjusted(x) for x in adjusted if x["deal"] == d.id))
    ]


def _adjusted(line: Mapping[str, Any]) -> chain.Step:
    """What a recipient was paid for a deal in closed months, what is due now, and by which entry."""
    why, to = line["why"], _("the pool") if line["to"] == POOL else line["to"]
    words = _("{to} was paid {paid} and is due {due} now: {difference}")
    text = words.format(to=to, paid=why["paid"], due=why["due"], difference=line["amount"])
    return {"text": chain.because(text, why["reason"]), "clause": line["clause"], "entries": [why["entry"]]}


def _held_because(h: Hold) -> str:
    """What the deal waits for, in words without a command, with the clause."""
    return f"{_(HELD[h.reason]).format(n=h.number, day=h.day)} [{h.clause}]"


def _in_training(facts: Facts, m: Month, known: Known) -> bool:
    """Whether anything the month rests on was entered under a set clock: its closing, a visit, a deal, a ruling."""
    if m.closing and m.closing.training:
        return True
    visits = {v.entry: v.training for case, _deal, _found in known.values() for v in case.visits}
    rests = {d.entry for _case, d, _found in known.values()}.union(*(x.entries for x in m.lines))
    if any(visits.get(seq) for seq in rests):
        return True
    return any(e.training for e in facts.book.at_seq(rests - visits.keys()))


def _closer(facts: Facts, closing: Entry | None) -> str | None:
    return facts.roster.name(closing.approver) if closing and closing.approver is not None else None


def masked_customer(person: tuple[str | None, str | None]) -> str:
    """A customer on a list: surname and the ends of the number."""
    name, phone = person
    return " ".join(w for w in (masked_name(name), masked(phone)) if w)
