"""The lines of a month: shares of deals, and adjustments to what closed months paid (policy 9, section 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from salesdesk.facts import POOL, Claim, Deal, Roster
from salesdesk.money import portion
from salesdesk.rules.commission import Result, amounts, settled_by
from salesdesk.rules.policy import Policy

Key = tuple[int | str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a payout, in fen. `kind` is share or adjustment; an adjustment shows the new share."""

    deal: int
    kind: str
    to: int | str
    role: str
    share: Fraction
    amount: int
    clause: str
    entries: tuple[int, ...] = ()


def shares(deal: Deal, found: Result) -> list[Line]:
    """The lines of a deal that is paid for the first time; they add up to its commission (0.2)."""
    dealt = amounts(deal.commission, found.shares)
    return [
        Line(
            deal.id, "share", s.to if s.to is not None else POOL, s.role, s.share, a, s.clause, (*s.entries, deal.entry)
        )
        for s, a in zip(found.shares, dealt, strict=True)
    ]


def at_rate(deal: Deal, policy: Policy) -> Deal:
    """The deal as another policy's rate would have it, where the rate gave the commission (what if)."""
    return replace(deal, commission=portion(deal.price, policy.rate(deal.at.date()))) if deal.rated else deal


def adjustments(deal: Deal, paid: Sequence[Line], found: Result, claims: Iterable[Claim], since: int) -> Iterable[Line]:
    """Plus and minus against what closed months paid: one line per recipient whose amount changed.

    A cancelled deal is taken back at once; otherwise what is paid stays paid while the deal is held.
    """
    if found.holds and not deal.cancelled:
        return
    target = {} if deal.cancelled else {(x.to, x.role): x for x in shares(deal, found)}
    was: dict[Key, int] = {}
    for p in paid:
        was[p.to, p.role] = was.get((p.to, p.role), 0) + p.amount
    last = {(p.to, p.role): p for p in paid}
    for key in dict.fromkeys((*target, *was)):
        new = target.get(key)
        difference = (new.amount if new else 0) - was.get(key, 0)
        if difference:
            clause = new.clause if new else _taken_by(deal, last[key], claims, since)
            entries = new.entries if new else last[key].entries
            yield Line(deal.id, "adjustment", *key, new.share if new else Fraction(0), difference, clause, entries)


def _taken_by(deal: Deal, line: Line, claims: Iterable[Claim], since: int) -> str:
    """The clause by which a share is gone: the deal's own when cancelled, else the ruling's, else a correction's (7.2)."""
    if deal.cancelled:
        return line.clause
    ruled = [c for c in claims if c.status == "upheld" and (c.approved_entry or c.ruled_entry or 0) > since]
    if not ruled:
        return "7.2"
    newest = max(ruled, key=lambda c: c.approved_entry or c.ruled_entry or 0)
    return settled_by(newest)


def by_person(lines: Iterable[Line], roster: Roster) -> dict[Key, int]:
    """What each recipient has in each role, in staff order, the pool last."""
    sums: dict[Key, int] = {}
    for x in lines:
        sums[x.to, x.role] = sums.get((x.to, x.role), 0) + x.amount
    place = {s: n for n, s in enumerate(roster.people)}

    def order(key: Key) -> tuple[int, str]:
        return (place[key[0]] if isinstance(key[0], int) else len(place), key[1])

    return {k: sums[k] for k in sorted(sums, key=order)}
