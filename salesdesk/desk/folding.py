"""Folding what is on record: every new entry before its commit, and for `doctor` the whole store and each reading command.

Nothing takes an entry out again: one that a reading command could not digest must not be committed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from salesdesk.desk.gather import TOGETHER, Facts, each
from salesdesk.errors import Refused, StoreError
from salesdesk.facts import Entry
from salesdesk.rules import introductions, ownership
from salesdesk.rules.ownership import Case
from salesdesk.rules.policy import KEYS
from salesdesk.rules.register import QUEUE_KINDS
from salesdesk.store.records import Book
from salesdesk.text import _

if TYPE_CHECKING:
    from salesdesk.desk.base import Desk

INDIGESTIBLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a rule raises over a fact that it does not expect."""


def fold_new(book: Book, since: int) -> None:
    """Rebuilds the entries after `since` and folds them with the subjects they concern. StoreError where that fails."""
    try:
        entries = list(book.after(since))
        if entries:
            facts, now = Facts(book), entries[-1].entered
            _fold_policy(facts, {e.at.date() for e in entries})
            undone = book.at_seq(e.names for e in entries if e.kind == "undo" and e.names)
            for day in _queue_days((*entries, *undone)):
                facts.rotation(day)
            kinds = {e.kind for e in entries}
            for case in _cases(facts, sorted(book.touched_since(since))):
                _fold_case(facts, case, now, notes="followup" in kinds)
            for number in {e.number or e.body["claim"] for e in entries if e.kind in ("claim", "ruling", "approval")}:
                _fold_claim(facts, number, now)
            if "close" in kinds:
                _fold_closed(facts, now)
    except INDIGESTIBLE as e:
        words = _("What was entered could not be read again ({reason}); nothing was recorded")
        raise StoreError(words.format(reason=type(e).__name__)) from e


def _fold_policy(facts: Facts, days: Iterable[date]) -> None:
    """The policy's values of these days; a store that `init` is still making has none."""
    for day in days:
        for key in facts.policy.values.keys() & KEYS.keys():
            facts.policy.fraction(key, day)


def _queue_days(entries: Iterable[Entry]) -> set[date]:
    """The days whose queue these entries move."""
    return {e.at.date() for e in entries if e.kind in QUEUE_KINDS and not e.late}


def _cases(facts: Facts, files: Collection[int]) -> Iterator[Case]:
    """The cases of these files, each once, some hundred files read together."""
    wanted = list(files)
    for start in range(0, len(wanted), TOGETHER):
        yield from each(facts.cases(wanted[start : start + TOGETHER]))


def _fold_case(facts: Facts, case: Case, now: datetime, notes: bool) -> None:
    """Whose customer each person is, what the introductions are worth, what the deals pay, what is planned."""
    for person in set(case.person.values()):
        ownership.standing(case, person, now)
    for referral in case.referrals:
        introductions.state_in(case, referral, now)
    if case.deals:
        from salesdesk.rules import commission

        for deal in case.deals:
            found = commission.result(case, case.person[deal.customer], deal.at, now, deal)
            if found.shares:
                commission.amounts(deal.commission, found.shares)
    if notes:
        from salesdesk.rules import followup

        followup.plan_of(followup.notes((e for e in facts.entries_of(case.person)[1] if e.kind == "followup"), now))


def _fold_claim(facts: Facts, number: int, now: datetime) -> None:
    """What the policy says to a claim, with the files that it names."""
    from salesdesk.rules import commission, disputes

    (filed,) = facts.book.numbers("claim", [number])
    case = facts.case({f for k in ("customer", "same_as", "spouse", "old_customer") if (f := filed.body.get(k))})
    claim = next(c for c in case.claims if c.id == number)
    disputes.judge(case, claim)
    commission.result(case, case.person[claim.customer], claim.filed, now)


def _fold_closed(facts: Facts, now: datetime) -> None:
    from salesdesk.desk import month

    for first in month.closings(facts):
        month.answer(facts, month.find(facts, first, now))


# --- doctor


def first_unreadable(desk: Desk) -> str:
    """The first entry, day, customer or reading command that cannot be answered, and why; nothing where all can."""
    at_work = ""
    try:
        for what, read in _all_there_is(desk):
            at_work = what
            with suppress(Refused):
                read()
    except StoreError as e:
        return e.message
    except INDIGESTIBLE as e:
        return f"{at_work}: {type(e).__name__}"
    return ""


def _all_there_is(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that is answered from the store, each with the name of what answers it."""
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        entries: dict[str, list[int]] = {}
        days: set[date] = set()
        for e in book.after(0):
            days |= _queue_days([e])
            if e.kind in ("claim", "deal", "referral"):
                entries.setdefault(e.kind, []).append(e.number or 0)
        for day in sorted(days):
            yield f"queue --on {day}", partial(facts.rotation, day)
        files = book.next_customer()
        for start in range(1, files, TOGETHER):
            part = range(start, min(start + TOGETHER, files))
            yield f"owner #{part[0]}-#{part[-1]}", partial(_fold_part, facts, part, now)
        yield "payout", lambda: _fold_closed(facts, now)
    yield from _readings(desk, now)
    yield from _numbered(desk, entries)


def _fold_part(facts: Facts, files: Collection[int], now: datetime) -> None:
    _fold_policy(facts, [now.date()])
    for case in _cases(facts, files):
        _fold_case(facts, case, now, notes=True)


def _readings(desk: Desk, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The commands that read, as they are without an option."""
    from salesdesk.desk import (
        board,
        claims,
        customers,
        deals,
        followup,
        month,
        office,
        policy,
        queue,
        referrals,
        register,
        reports,
    )

    yield "queue", lambda: queue.show(desk, None, True)
    yield "register", lambda: register.show(desk, None)
    yield "policy show", lambda: policy.show(desk, None)
    yield "board", lambda: board.show(desk)
    yield "staff list", lambda: office.list_staff(desk)
    yield "followup", lambda: followup.overdue(desk, None, None)
    yield "followup incomplete", lambda: followup.incomplete(desk, None, None)
    yield "customer find", lambda: customers.find(desk, "salesdesk")
    yield "refer list", lambda: referrals.list_all(desk, None, None)
    yield "claim list", lambda: claims.list_claims(desk, True)
    yield "deal list", lambda: deals.list_deals(desk, None)
    yield "report weekly", lambda: reports.weekly(desk, None, None)
    yield "report office", lambda: reports.office(desk, None, None)
    yield "payout", lambda: month.payout(desk, f"{now:%Y-%m}")


def _numbered(desk: Desk, numbers: dict[str, list[int]]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The commands that show one claim, deal or introduction, for each there is."""
    from salesdesk.desk import claims, deals, referrals

    for n in numbers.get("claim", ()):
        yield f"claim show {n}", partial(claims.show, desk, n)
    for n in numbers.get("deal", ()):
        yield f"deal show {n}", partial(deals.show, desk, n)
    for n in numbers.get("referral", ()):
        yield f"refer show {n}", partial(referrals.show, desk, n, None)
