"""The month: who is paid what, what is held, and the closing (policy 9, section 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from salesdesk.days import month_end, month_of, months_after, parse_month
from salesdesk.desk.base import Desk
from salesdesk.desk.claims import holds_shown, recipient
from salesdesk.desk.deals import result_of
from salesdesk.desk.gather import Facts
from salesdesk.errors import Refused
from salesdesk.facts import Deal, Entry
from salesdesk.money import yuan
from salesdesk.rules import month as rules
from salesdesk.rules.commission import Hold, Result
from salesdesk.rules.month import Line
from salesdesk.rules.ownership import Case
from salesdesk.store import seal
from salesdesk.text import N_, _


class Month(Struct, frozen=True):
    """One month as the manager sees it.

    `closing` is the entry that closed it, or None for a draft; `found` what its deals rest on.
    """

    first: date
    lines: tuple[Line, ...]
    held: tuple[tuple[int, tuple[Hold, ...]], ...]
    closing: Entry | None = None
    seal: str | None = None
    found: Mapping[int, tuple[Case, Deal, Result]] = field(default_factory=dict)


Look = Callable[[Facts, "Month", datetime], None]
Shown = Mapping[str, Any] | None


def payout(
    desk: Desk,
    month: str,
    close: bool = False,
    approver: int | None = None,
    look: Look | None = None,
    shown: Shown = None,
) -> dict[str, Any]:
    """The month's payout as a draft, or closed (`close`, with the manager's approval); a closed one is answered unchanged.

    `look` is shown the month while it is open to be read, for a workbook of it. Refused: a future month; closing a
    month not yet over, out of order, or before the oldest entry, or (code ``changed``) with other figures than `shown`.
    """
    first = parse_month(month, "--month")
    with desk.store.writing() if close else desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        if close and first not in (months := closings(facts)):
            _refuse_closing(facts, months, first, now)
            found = draft(facts, first, months, now)
            if shown not in (None, answer(facts, found)):
                words = _("The figures of {month} have changed since they were shown; it was not closed")
                raise Refused(words.format(month=f"{first:%Y-%m}"), "9", "changed")
            _close(desk, facts, found, approver)
        found = find(facts, first, now)
        if look:
            look(facts, found, now)
        return answer(facts, found)


def before_closing(desk: Desk, month: str) -> tuple[dict[str, Any], str]:
    """The month as a closing now would leave it, and the commission of its held deals in yuan; a closed one as it is.

    Refused where it cannot be closed.
    """
    with desk.store.reading() as book:
        facts, first, now = Facts(book), parse_month(month, "--month"), desk.now(book)
        found = find(facts, first, now)
        if found.closing is None:
            _refuse_closing(facts, closings(facts), first, now)
        held = [found.found[deal][1] for deal, _holds in found.held if deal in found.found]
        return answer(facts, found), yuan(sum(deal.commission for deal in held))


def find(facts: Facts, first: date, now: datetime) -> Month:
    """The month that begins on `first`, closed or as a draft. Refused when it lies in the future."""
    if first > now.date():
        raise Refused(_("{month:%Y-%m} lies in the future").format(month=first), "9")
    months = closings(facts)
    return _closed(facts, months[first]) if first in months else draft(facts, first, months, now)


def closings(facts: Facts) -> dict[date, Entry]:
    return {date.fromisoformat(e.body["month"] + "-01"): e for e in facts.book.kinds("close")}


def closed_through(facts: Facts) -> date | None:
    """The first day of the newest closed month."""
    return max(closings(facts), default=None)


def first_open(facts: Facts, months: dict[date, Entry]) -> date | None:
    """The month that closes next: after the last closed one, else the month of the oldest stated time; None: no entry yet."""
    if months:
        return months_after(max(months), 1)
    oldest = facts.book.oldest_day("visit", "correct", "referral", "deal")
    return month_of(oldest) if oldest else None


def _refuse_closing(facts: Facts, months: dict[date, Entry], first: date, now: datetime) -> None:
    if month_end(first) >= now.date():
        words = _("{month:%Y-%m} is not over yet: it can be closed from {day} on")
        raise Refused(words.format(month=first, day=months_after(first, 1)), "9")
    due = first_open(facts, months)
    if due is None or first < due:
        raise Refused(_("There is nothing on record to close in {month:%Y-%m}").format(month=first), "9")
    if first > due:
        raise Refused(_("Months close in order: {month:%Y-%m} comes first").format(month=due), "9")


def _close(desk: Desk, facts: Facts, found: Month, approver: int | None) -> None:
    rows = [_row(line) for line in found.lines]
    body = {
        "month": f"{found.first:%Y-%m}", "lines": len(rows), "digest": seal.digest(rows),
        "total": sum(x.amount for x in found.lines),
        "held": [[deal, [[h.reason, h.number, h.clause, h.day] for h in holds]] for deal, holds in found.held],
        "why": [[n, x.why.entry, x.why.paid, x.why.due] for n, x in enumerate(found.lines, 1) if x.why],
    }  # fmt: skip
    stamp = desk.stamp(facts.book, None, approver)
    closing = facts.book.append(stamp, "close", body)
    facts.book.pay(closing, rows)


def _row(line: Line) -> tuple[Any, ...]:
    staff = line.to if isinstance(line.to, int) else None
    entries = ",".join(map(str, line.entries))
    return (line.deal, line.kind, staff, line.role, str(line.share), line.amount, line.clause, entries)


def _line(row: Sequence[Any]) -> Line:
    from fractions import Fraction

    _closing, _number, deal, kind, staff, role, share, amount, clause, entries = row
    to = staff if staff is not None else "pool"
    return Line(deal, kind, to, role, Fraction(share), amount, clause, tuple(int(e) for e in entries.split(",") if e))


def _closed(facts: Facts, closing: Entry) -> Month:
    why = {n: rules.Why(*rest) for n, *rest in closing.body.get("why", ())}
    rows = facts.book.paid("WHERE closing = ?", closing.seq)
    lines = tuple(replace(_line(r), why=why.get(r[1])) for r in rows)
    held = tuple((deal, tuple(Hold(*h) for h in holds)) for deal, holds in closing.body["held"])
    first = date.fromisoformat(closing.body["month"] + "-01")
    return Month(first, lines, held, closing, seal.seal(closing.seq, facts.book.hash_of(closing.seq)))


# --- the draft


def draft(facts: Facts, first: date, months: dict[date, Entry], now: datetime) -> Month:
    """The month from all that is known now: its deals, and in the first open month releases and adjustments too."""
    last, due = month_end(first), first_open(facts, months)
    unpaid = facts.book.unpaid_deals(last)
    cases = facts.cases({e.body["customer"] for e in unpaid})
    lines: list[Line] = []
    held: list[tuple[int, tuple[Hold, ...]]] = []
    results: dict[int, tuple[Case, Deal, Result]] = {}
    for e in unpaid:
        case = cases[e.body["customer"]]
        deal = _deal(case, e)
        here = first <= deal.at.date() or (first == due and bool(months))
        if deal.cancelled:
            continue
        found = result_of(case, deal, now)
        results[deal.id] = (case, deal, found)
        if found.holds:
            held.append((deal.id, found.holds))
        elif here:
            lines += rules.shares(rules.at_rate(deal, facts.policy) if facts.what_if else deal, found)
    if first == due and months and not facts.what_if:
        lines += _adjustments(facts, max(e.seq for e in months.values()), now)
    return Month(first, tuple(lines), tuple(held), found=results)


def _deal(case: Case, e: Entry) -> Deal:
    return next(d for d in case.deals if d.id == e.number)


def _adjustments(facts: Facts, since: int, now: datetime) -> Iterable[Line]:
    """Deals paid in a closed month whose customer something was entered about since: plus and minus, never a zero line."""
    touched = facts.book.touched_since(since)
    cases = facts.cases(touched)
    deals = {d.id: (case, d) for case in cases.values() for d in case.deals}
    for number in sorted(deals):
        case, deal = deals[number]
        rows = list(facts.book.paid("WHERE deal = ?", number))
        if rows:
            causes = _causes(facts, case, deal, now, rows[-1][0])
            yield from rules.adjustments(
                deal, [_line(r) for r in rows], result_of(case, deal, now), case.claims, causes
            )


def _causes(facts: Facts, case: Case, deal: Deal, now: datetime, closing: int) -> Callable[[rules.Key], Entry | None]:
    """Finds the latest entry since the deal was last paid, about it or its persons, that changed what a recipient is due."""

    def due(known: Case) -> dict[rules.Key, int]:
        then = next(d for d in known.deals if d.id == deal.id)
        lines = [] if then.cancelled else rules.dealt(then, result_of(known, then, now))
        return {(x.to, x.role): x.amount for x in lines}

    later = [e for e in reversed(facts.book.about(case.person)) if e.seq > closing]
    before = cache(lambda seq: due(facts.before(case, seq)))
    today = due(case)
    return lambda key: next((e for e in later if before(e.seq).get(key, 0) != today.get(key, 0)), None)


# --- the answer


def answer(facts: Facts, m: Month) -> dict[str, Any]:
    """The month as JSON."""
    return {
        "month": f"{m.first:%Y-%m}",
        "status": "closed" if m.closing else "draft",
        "total": yuan(sum(x.amount for x in m.lines)),
        "by_person": [
            {"to": recipient(facts, to), "role": role, "amount": yuan(amount)}
            for (to, role), amount in rules.by_person(m.lines, facts.roster).items()
        ],
        "lines": [line_shown(facts, x) for x in m.lines],
        "held": [{"deal": deal, "reasons": holds_shown(holds)} for deal, holds in m.held],
        "file": None,
        "seal": m.seal,
    }


def line_shown(facts: Facts, x: Line) -> dict[str, Any]:
    return {
        "deal": x.deal, "kind": x.kind, "to": recipient(facts, x.to), "role": x.role, "share": str(x.share),
        "amount": yuan(x.amount), "clause": x.clause, "entries": list(x.entries),
        "why": _why(facts, x.why) if x.why else None,
    }  # fmt: skip


CAUSES = {
    "ruling": N_("the ruling on claim {n}"),
    "visit": N_("visit {n}, entered late"),
    "referral": N_("introduction {n}, entered late"),
}
"""What changed a share without a reason typed."""


def _why(facts: Facts, why: rules.Why) -> dict[str, Any]:
    return {"entry": why.entry, "reason": _reason(facts, why.entry), "paid": yuan(why.paid), "due": yuan(why.due)}


def _reason(facts: Facts, entry: int) -> str | None:
    """The reason typed with an entry, for an approval the opinion approved; else what it was. Nothing of a frozen file."""
    e = facts.book.at_seq([entry])[0]
    if facts.hidden & facts.book.files_of([entry])[entry]:
        return None
    if e.kind == "approval":
        entry = max(r.seq for r in facts.book.kinds("ruling") if r.body["claim"] == e.body["claim"])
    words = facts.book.words([entry]).get(entry, {})
    known = words.get("reason") or words.get("opinion")
    return known or (_(CAUSES[e.kind]).format(n=e.number or e.body["claim"]) if e.kind in CAUSES else None)
