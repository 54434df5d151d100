"""The chain from visit to share, told step by step, each step with its clause and the entry it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from salesdesk.facts import Deal, Referral, Roster, Share, Visit
from salesdesk.money import percent, yuan
from salesdesk.rules import introductions
from salesdesk.rules.commission import Result, settled_by
from salesdesk.rules.ownership import Case, Span, kind_now
from salesdesk.text import N_, _, labelled

Step = dict[str, Any]
Reasons = Mapping[int, str | None]
"""By the numbers of the entries they were typed with."""
CHANGES = {
    "unit": N_("the unit from {was} to {now}"),
    "price": N_("the price from {was} to {now}"),
    "commission": N_("the commission from {was} to {now}"),
}


def told(
    case: Case, person: int, found: Result, roster: Roster, deal: Deal | None = None, reasons: Reasons | None = None
) -> list[Step]:
    """Visit, turn, owner, introduction, ruling, share: what led to the result, in words a loser can check.

    Then what became of the deal; `reasons` are those typed with the entries that say so.
    """
    steps = [s for span in found.standing.sides for s in _span(case, span, roster)]
    steps += _rulings(case, found, roster)
    if found.introduction:
        r = found.introduction
        words = _("Introduction {n} ({kind}) was registered on {day:%Y-%m-%d}")
        steps.append(
            _step(
                words.format(n=r.id, kind=_(INTRODUCTIONS[r.handling or r.kind]), day=r.registered),
                _intro_clause(found),
                [r.entry],
            )
        )
    if deal:
        words = _("Deal {n} was signed on {at:%Y-%m-%d %H:%M}")
        steps.append(_step(words.format(n=deal.id, at=deal.at), "9", [deal.entry]))
    steps += [_share(s, roster) for s in found.shares]
    return [*steps, *_since(deal, reasons or {})] if deal else steps


def _since(deal: Deal, reasons: Reasons) -> Iterable[Step]:
    """7.6, 9: what was changed after the signing, and that the deal was cancelled; names stand elsewhere."""
    for a in deal.amendments:
        changes = [
            _(CHANGES[field]).format(was=amended(field, was), now=amended(field, now)) for field, was, now in a.changes
        ] + ([_("another buyer's name")] if a.buyer else [])
        words = _("Deal {n} was amended on {at:%Y-%m-%d %H:%M}: {changes}")
        text = words.format(n=deal.id, at=a.at, changes=_(", ").join(changes))
        yield _step(because(text, reasons.get(a.entry)), "7.6", [a.entry])
    if deal.cancelled and deal.cancelled_entry:
        text = _("Deal {n} was cancelled on {at:%Y-%m-%d %H:%M}").format(n=deal.id, at=deal.cancelled)
        yield _step(because(text, reasons.get(deal.cancelled_entry)), "9", [deal.cancelled_entry])


def amended(field: str, value: Any) -> str:
    """What a field of a deal was or is: the unit's name, or fen in yuan."""
    return str(value) if field == "unit" else yuan(value)


def because(text: str, reason: str | None) -> str:
    """What happened, and the reason typed for it, where there is one."""
    return labelled(text, reason) if reason else text


ENDINGS = {
    "not-come": N_("Introduction {n} by {by} lapsed: no visit on {day}, the planned day"),
    "another-day": N_("Introduction {n} by {by} is void: visit {visit} was not on the planned day, {day}"),
    "not-theirs": N_("Introduction {n} by {by} is void: at visit {visit} the old customer was not theirs"),
    "alone": N_("Introduction {n} by {by} is void: at visit {visit} the introducer had neither phoned nor come along"),
    "unsigned": N_("Introduction {n} by {by} is void: the manager did not sign on {day}"),
}


def ended(case: Case, r: Referral, now: datetime) -> Step | None:
    """What became of an introduction that is lapsed or void; None for another."""
    found = introductions.ending(r, case, now)
    if found is None or r.by is None:
        return None
    how, clause, visit = found
    text = _(ENDINGS[how]).format(n=r.id, by=case.roster.name(r.by), day=r.visit_on, visit=visit.id if visit else None)
    return _step(text, clause, [r.entry, *([visit.entry] if visit else [])])


def _step(text: str, clause: str, entries: Iterable[int]) -> Step:
    return {"text": text, "clause": clause, "entries": list(entries)}


def _intro_clause(found: Result) -> str:
    scaling = [s.clause for s in found.shares if s.clause.startswith("6.")]
    return scaling[0] if scaling else "6.2.1"


def _span(case: Case, span: Span, roster: Roster) -> Iterable[Step]:
    v = span.start
    who = roster.name(v.handover.first if v.handover else v.receiver)
    began = _("Visit {n} on {at:%Y-%m-%d %H:%M}, received by {who}, began the registration")
    yield _step(began.format(n=v.id, at=v.at, who=who), span.founded, [v.entry])
    for again in span.visits[1:]:
        renewed, clause = _again(case, again)
        yield _step(renewed.format(n=again.id, at=again.at, who=roster.name(again.receiver)), clause, [again.entry])
    for handed in (v.handover,) if v.handover else ():
        words = _("Handed over from {first} to {taker}")
        text = words.format(first=roster.name(handed.first), taker=roster.name(handed.taker))
        yield _step(text, handed.clause, [handed.entry])
    if span.owner is None:
        yield _step(
            _("The company named the receiver: nobody owns this customer, the pool has all"), "6.1.2", [v.entry]
        )
        return
    text = _("The owner is {owner}, protected through {until}").format(owner=roster.name(span.owner), until=span.until)
    yield _step(text, "7.1", [s.entry for s in span.visits[-1:]])


def _again(case: Case, v: Visit) -> tuple[str, str]:
    """How a further visit is told: duty, one who could not recall, or the owner's own."""
    if kind_now(case, v) == "duty":
        return _("Visit {n} on {at:%Y-%m-%d %H:%M}, received by {who} on duty, renewed it"), "4.2"
    if v.unrecalled:
        return _(
            "Visit {n} on {at:%Y-%m-%d %H:%M}: the visitor could not recall by whom; {who} received by turn"
        ), "3.7"
    return _("Visit {n} on {at:%Y-%m-%d %H:%M}, received by {who}, renewed it"), "4.1"


def _rulings(case: Case, found: Result, roster: Roster) -> Iterable[Step]:
    used = {e for s in found.shares for e in s.entries}
    for c in case.claims:
        tied = c.effect.get("link") or c.effect.get("couple")
        if c.status == "upheld" and c.ruled_entry and (c.ruled_entry in used or tied or c is found.ruling):
            text = _("Claim {n} by {who} was upheld").format(n=c.id, who=roster.name(c.by))
            yield _step(text, settled_by(c), [e for e in (c.entry, c.ruled_entry, c.approved_entry) if e])


ROLES = {"sales": N_("sales"), "introducer": N_("introducer"), "pool": N_("pool")}
INTRODUCTIONS = {
    "employee": N_("by an employee"),
    "named": N_("company, receiver named"),
    "introduced": N_("company, introduced"),
    "aftercare": N_("company, aftercare"),
    "aftercare-other": N_("company, aftercare by others"),
}


def _share(s: Share, roster: Roster) -> Step:
    to = roster.name(s.to) if isinstance(s.to, int) else _("the pool") if s.to else _("whoever does the aftercare")
    share = _("all") if s.share == 1 else percent(str(s.share))
    return _step(_("{to} has {share} ({role})").format(to=to, share=share, role=_(ROLES[s.role])), s.clause, s.entries)
