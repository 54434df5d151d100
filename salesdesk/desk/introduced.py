"""What an answer at the desk says of introductions, and of an old customer who came along (policy 6.2, 7.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from salesdesk.desk.gather import Facts
from salesdesk.facts import Visit
from salesdesk.rules import introductions
from salesdesk.rules.ownership import Case
from salesdesk.text import _

AS_NEW = ("turn", "unrecalled", "asked-for")


def announced_file(facts: Facts, number: int) -> int | None:
    """The file of an announcement without a number (7.5a), where nobody came under it: it is the visitor's then."""
    e = facts.book.numbered("referral", number)
    if e is None or e.body["type"] != "client" or facts.people([e.body["customer"]])[e.body["customer"]][1]:
        return None
    file: int = e.body["customer"]
    return None if facts.case([file]).visits else file


def announced(facts: Facts, name: str | None, now: datetime) -> list[dict[str, Any]]:
    """The open announcements for today of a visitor of that very name whose number was not known (7.5a)."""
    due = [(case, r) for case, r in facts.planned(now.date()) if r.kind == "client"] if name else []
    people = facts.people(r.customer for _case, r in due)
    return [
        {"name": name, "at": f"{r.visit_at:%H:%M}", "by": facts.roster.name(r.by), "n": r.id}
        for case, r in due
        if people[r.customer] == (name, None) and introductions.state_in(case, r, now) == introductions.OPEN
    ]


def remarks(
    facts: Facts, case: Case, visit: Visit, said: Mapping[str, Any], brought_by: bool, name: str | None
) -> Iterator[str]:
    """What the answer to a check-in adds: what became of introductions, what an old customer who came along decides,
    and the announcement that may be meant. `said` is the answer, `brought_by` whether an old customer was named.
    """
    yield from _of_introductions(case, visit, said["clauses"][0])
    if visit.kind in AS_NEW and not visit.late:
        if brought_by:
            yield _brought(visit)
        words = _(
            "{name} was announced for {at} by {by}, without a number (introduction {n}): "
            "if it is this visitor, 'undo', then check in with --referral {n} (7.5a)."
        )
        yield from (words.format(**a) for a in announced(facts, name, visit.entered))


def _of_introductions(case: Case, visit: Visit, clause: str) -> Iterator[str]:
    """What became of those entered since the visit before: lapsed, void, or of no use beside what goes before it."""
    person = case.person[visit.customer]
    before = max((v.entry for v in case.visits_of(person) if v.received and v.entry < visit.entry), default=0)
    for r in case.referrals:
        mine = case.person.get(r.customer) == person or r.id in (visit.request.get("referral"), *visit.voids)
        if not mine or r.entry < before or r.entry > visit.entry:
            continue
        from salesdesk.rules import chain

        step = chain.ended(case, r, visit.entered)
        if step:
            yield _("{text} [{clause}].").format(**step)
        elif r.kind == "client" and r.visit_on == visit.day and visit.announcement != r.id:
            yield _("Introduction {n} decides nothing here [{clause}].").format(n=r.id, clause=clause)


def _brought(visit: Visit) -> str:
    """7.5b asks for both: an old customer of the salesperson, and that the salesperson is asked for."""
    if "brought_by" not in visit.request:
        return _("Who came along is in no file: a remark only (7.5c).")
    if "ask_for" not in visit.request:
        return _("An old customer came along, but nobody was asked for (--ask-for): by turn (7.5c).")
    return _("The old customer who came along is not theirs: 7.5b does not apply.")
