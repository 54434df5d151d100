"""Keeping after customers: complete entries, grades, the next contact, and what is overdue (policy 8.1, 8.2, 8.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from msgspec import Struct

from salesdesk.errors import Refused
from salesdesk.facts import Deal, Entry, Roster, Visit
from salesdesk.rules.commission import result
from salesdesk.rules.ownership import Case, standing
from salesdesk.text import _

COMPLETE = ("source", "need", "budget", "rating")


def missing(name: str | None, said: Collection[str]) -> tuple[str, ...]:
    """8.1: what a visit's entry lacks: who, how they heard of us, what they look for, budget, rating.

    For: 张三 came and nobody wrote down his budget. Against: it was said on an earlier visit, or entered since.
    """
    return (*(() if name else ("name",)), *(k for k in COMPLETE if k not in said))


class Note(Struct, frozen=True):
    """One entry about keeping after a customer: `contact` where a contact was made, `next` the day planned for one."""

    entry: int
    customer: int
    at: datetime
    by: int
    contact: bool
    grade: str | None
    next: date | None


class Plan(Struct, frozen=True):
    """What the notes on a customer add up to. `next` is still to be made; `by` planned it; `last` was the last contact."""

    grade: str | None = None
    next: date | None = None
    by: int | None = None
    last: date | None = None


def notes(entries: Iterable[Entry], upto: datetime) -> list[Note]:
    """The follow-ups stated up to a moment, by stated time, ties in order of entry (0.3)."""
    found = [_note(e) for e in entries if e.at <= upto]
    return sorted(found, key=lambda n: (n.at, n.entry))


def _note(e: Entry) -> Note:
    b = e.body
    planned = date.fromisoformat(b["next"]) if b.get("next") else None
    return Note(e.seq, b["customer"], e.at, b["by"], b["contact"], b.get("grade"), planned)


def plan_of(found: Iterable[Note], seen: Collection[date] = ()) -> Plan:
    """8.2: the newest grade and plan; a contact answers what was planned before it. `seen`: days of visits and signings.

    For: planned for the 12th, called on the 11th: nothing is open. Against: a visit on the 11th leaves the 12th to be made,
    one on the 12th or later does not.
    """
    plan = Plan()
    for n in found:
        kept = (plan.next, plan.by) if not n.contact else (None, None)
        planned, by = (n.next, n.by) if n.next else kept
        plan = Plan(n.grade or plan.grade, planned, by, n.at.date() if n.contact else plan.last)
    answered = plan.next is not None and any(day >= plan.next for day in seen)
    last = max((d for d in (plan.last, *seen) if d), default=None)
    return Plan(plan.grade, None if answered else plan.next, None if answered else plan.by, last)


def overdue(plan: Plan, on: date) -> int | None:
    """8.4: how many days the planned contact is overdue; 0 where it is due today; None where nothing is due.

    For: planned for the 12th, not made, seen on the 15th: 3. Against: planned for the 16th.
    """
    return (on - plan.next).days if plan.next and plan.next <= on else None


def seen(visits: Iterable[Visit], deals: Iterable[Deal], at: datetime) -> tuple[date, ...]:
    """The days on which the customer was here, received or signing."""
    return (*(v.day for v in visits if v.received and v.at <= at), *(d.at.date() for d in deals if d.at <= at))


# --- whose it is


def bought(deals: Iterable[Deal], at: datetime) -> Deal | None:
    """The latest deal that stands at that moment: with it the customer is one for aftercare."""
    return max((d for d in deals if stands(d, at)), key=lambda d: (d.at, d.entry), default=None)


def stands(deal: Deal, at: datetime) -> bool:
    """Whether the deal is signed, and not taken back, at that moment."""
    return deal.at <= at and (deal.cancelled is None or deal.cancelled > at)


def sellers(case: Case, deal: Deal, now: datetime) -> tuple[int, ...]:
    """The salespeople with a sales share of the deal, who owned the customer on the signing day first."""
    found = result(case, case.person[deal.customer], deal.at, now, deal)
    owner = found.standing.answers.owner if found.standing.answers else None
    sales = [s.to for s in found.shares if s.role == "sales" and isinstance(s.to, int)]
    return tuple(sorted(sales, key=lambda s: s != owner))


def carers(case: Case, person: int, at: datetime) -> tuple[int, ...]:
    """8.2, 8.4: whose customer it is to keep after: for a signed one who has the sales share, else the owner of the day.

    For: 李四 owns 张三. Against: after 张三's deal with 李四 it is 李四 still, though the registration has lapsed.
    Of a couple both (7.4). Those who left the office keep after nobody.
    """
    deal = bought(case.deals_of(person), at)
    sold = [s for s in sellers(case, deal, at) if not case.roster.gone(s, at)] if deal else []
    owners = (s.owner for s in standing(case, person, at).sides)
    return tuple(dict.fromkeys(sold or (o for o in owners if o is not None)))


def refuse_planning(by: int, theirs: Collection[int], roster: Roster, approved: bool) -> None:
    """8.2: salespeople grade and plan for their own customers; for another's the manager enters it.

    For: 李四 plans for 张三, who is 李四's. Against: 王五 would; refused. A contact made, and what was said, anyone may enter.
    """
    if theirs and by not in theirs and not approved:
        whose = _("This is {owner}'s customer: only they grade and plan, or the manager with --as")
        raise Refused(whose.format(owner=_(" and ").join(map(roster.name, theirs))), "8.2")


def follows(plan: Plan, theirs: tuple[int, ...], roster: Roster, at: datetime) -> tuple[int, ...]:
    """8.4: in whose list it stands: theirs whose customer it is; nobody's customer: who planned it, while with the office."""
    return theirs or tuple(s for s in (plan.by,) if s is not None and not roster.gone(s, at))
