"""The lines of a month: shares of deals, and adjustments to what closed months paid (policy 9, section 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.facts import POOL, Claim, Deal, Entry, Roster
from salesdesk.money import portion
from salesdesk.rules.commission import Result, amounts, settled_by
from salesdesk.rules.policy import Policy

Key = tuple[int | str, str]


class Why(Struct, frozen=True):
    """Why an adjustment: the latest entry that changed what is due, what was paid till then and is due now, in fen."""

    entry: int
    paid: int
    due: int


class Line(Struct, frozen=True):
    """One line of a payout, in fen. `kind` is share or adjustment; an adjustment shows the new share, and `why`."""

    deal: int
    kind: str
    to: int | str
    role: str
    share: Fraction
    amount: int
    clause: str
    entries: tuple[int, ...] = ()
    why: Why | None = None


def shares(deal: Deal, found: Result) -> list[Line]:
    """The lines of a deal that is paid for the first time; they add up to its commission (0.2). Nothing is no line."""
    return [x for x in dealt(deal, found) if x.amount]


def dealt(deal: Deal, found: Result) -> list[Line]:
    """What a deal comes to, share by share, those of nothing too."""
    return [
        Line(
            deal.id, "share", s.to if s.to is not None else POOL, s.role, s.share, a, s.clause, (*s.entries, deal.entry)
        )
        for s, a in zip(found.shares, amounts(deal.commission, found.shares), strict=True)
    ]


def at_rate(deal: Deal, policy: Policy) -> Deal:
    """The deal as another policy's rate would have it, where the rate gave the commission (what if)."""
    return replace(deal, commission=portion(deal.price, policy.rate(deal.at.date()))) if deal.rated else deal


def adjustments(
    deal: Deal, paid: Sequence[Line], found: Result, claims: Iterable[Claim], cause: Callable[[Key], Entry | None]
) -> Iterable[Line]:
    """Plus and minus against what closed months paid: one line per recipient whose amount changed.

    A cancelled deal is taken back at once; otherwise what is paid stays paid while the deal is held.
    `cause` finds the latest entry that changed what a recipient is due; where there is none, nothing is adjusted.
    """
    if found.holds and not deal.cancelled:
        return
    target = {} if deal.cancelled else {(x.to, x.role): x for x in dealt(deal, found)}
    was: dict[Key, int] = {}
    for p in paid:
        was[p.to, p.role] = was.get((p.to, p.role), 0) + p.amount
    last = {(p.to, p.role): p for p in paid}
    for key in dict.fromkeys((*target, *was)):
        new, had = target.get(key), was.get(key, 0)
        due = new.amount if new else 0
        by = cause(key) if due != had else None
        if by:
            share, entries = (new.share, new.entries) if new else (Fraction(0), last[key].entries)
            clause = _clause(by, new, deal, last.get(key), claims)
            rests = tuple(dict.fromkeys((*entries, by.seq)))
            yield Line(deal.id, "adjustment", *key, share, due - had, clause, rests, Why(by.seq, had, due))


def _clause(by: Entry, new: Line | None, deal: Deal, last: Line | None, claims: Iterable[Claim]) -> str:
    """7.6 where the deal was amended, else the new share's; of a share that is gone the one it had where the deal is
    cancelled, else the ruling's or a correction's (7.2)."""
    if by.kind == "deal-amended":
        return "7.6"
    if new:
        return new.clause
    if deal.cancelled and last:
        return last.clause
    ruled = (c for c in claims if by.seq in (c.ruled_entry, c.approved_entry))
    return next((settled_by(c) for c in ruled), "7.2")


def by_person(lines: Iterable[Line], roster: Roster) -> dict[Key, int]:
    """What each recipient has in each role, in staff order, the pool last."""
    sums: dict[Key, int] = {}
    for x in lines:
        sums[x.to, x.role] = sums.get((x.to, x.role), 0) + x.amount
    place = {s: n for n, s in enumerate(roster.people)}

    def order(key: Key) -> tuple[int, str]:
        return (place[key[0]] if isinstance(key[0], int) else len(place), key[1])

    return {k: sums[k] for k in sorted(sums, key=order)}
