"""The desk itself: the store, the clock, the account, and the stamp that every entry carries."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from msgspec import Struct

from salesdesk.days import parse_day, parse_time, within
from salesdesk.errors import Refused
from salesdesk.store import seal
from salesdesk.store.records import Book, Stamp, Store
from salesdesk.text import _

CLOCK_SLACK = timedelta(minutes=5)
MADE, MADE_KEPT = "auto-", timedelta(days=1)
"""How an id begins that the program made, and how long its answer is kept; under an id that was given it stays."""


def made_request(system: datetime) -> str:
    """An id for a command that was given none, in order of time. Random: nobody meets another's."""
    return f"{MADE}{system:%Y%m%dT%H%M%S}-{os.urandom(4).hex()}"


class Desk(Struct, frozen=True):
    """One terminal at work. `set_clock` is SALESDESK_NOW, else None; `system` the machine's clock when the command began."""

    store: Store
    system: datetime
    set_clock: str | None
    account: str
    request: str | None = None

    def __post_init__(self) -> None:
        self.store.fold = _fold_new

    def now(self, book: Book) -> datetime:
        """The clock in the office's zone."""
        if self.set_clock is None:
            return within(self.system.astimezone(book.tz).replace(microsecond=0), _("The clock"))
        return parse_time(self.set_clock, book.tz, "SALESDESK_NOW")

    def day(self, book: Book, on: str | None, option: str = "--on") -> date:
        """The day that `--on` names, else today."""
        return parse_day(on, option) if on else self.now(book).date()

    def moment(self, book: Book, on: str | None) -> datetime:
        """The moment from which a day is seen: today now, another day at its end."""
        now, day = self.now(book), self.day(book, on)
        return now if day == now.date() else book.tz.on_the_wall(datetime(day.year, day.month, day.day, 23, 59, 59))

    def stamp(self, book: Book, at: str | None, approver: int | None, *, today_only: str | None = None) -> Stamp:
        """The stamp of an entry stated for `at`. Refused in the future, and where it is the manager's to make.

        `today_only` names the command when an earlier day makes no sense for it at all.
        """
        now = self.now(book)
        stated = parse_time(at, book.tz, "--at") if at else now
        if stated > now:
            raise Refused(
                _("--at {at} lies in the future: say when it happened").format(at=f"{stated:%Y-%m-%d %H:%M}"), "0.3"
            )
        late = stated.date() < now.date()
        if late and today_only:
            message = _("'{command}' moves today's queue: an earlier day cannot be changed any more")
            raise Refused(message.format(command=today_only), "7.2")
        self._manager_must_say(book, now, late, approver)
        training = self.set_clock is not None
        return Stamp(now, stated, late, training, self.account, approver, self.request)

    def _manager_must_say(self, book: Book, now: datetime, late: bool, approver: int | None) -> None:
        if approver is not None:
            return
        _seq, _hash, newest = book.head()
        if newest is not None and now.timestamp() < newest - CLOCK_SLACK.total_seconds():
            when = datetime.fromtimestamp(newest, book.tz)
            back = _(
                "The clock reads {now:%Y-%m-%d %H:%M}, the newest entry {newest:%Y-%m-%d %H:%M}: "
                "set the clock, or let the manager enter it with --as"
            )
            raise Refused(back.format(now=now, newest=when), "7.2")
        if late:
            raise Refused(
                _("An entry for an earlier day is the manager's to make: add --as with the manager's name"), "7.2"
            )


def _fold_new(book: Book, since: int) -> None:
    from salesdesk.desk.folding import fold_new

    fold_new(book, since)


P = ParamSpec("P")
Answer = dict[str, Any]


def recorded(operation: Callable[Concatenate[Desk, P], Answer]) -> Callable[Concatenate[Desk, P], Answer]:
    """An operation that enters something: under its request id it is entered once, and answered again when repeated.

    The same id is refused with other arguments, and once its entry was taken back. Answers under ids that the program
    made are kept for a day, none beyond an erasure. The write lock is held all the while: PINs are asked for and files
    read before, and handed over as callables, which do not count as arguments.
    """

    @wraps(operation)
    def enter(desk: Desk, /, *args: P.args, **more: P.kwargs) -> Answer:
        if desk.request is None:
            return operation(desk, *args, **more)
        name = f"{operation.__module__}.{operation.__qualname__}"
        words = repr([name, [a for a in args if not callable(a)], sorted(more.items())])
        with desk.store.writing() as book:
            stands, known = book.stands(desk.request), book.answered(desk.request)
            if stands is False:
                back = _("Request {id} was entered and taken back since: use a new --request-id")
                raise Refused(back.format(id=desk.request[:40]), "7.2")
            if known is None:
                return _answer_once(desk, book, words, stands, lambda: operation(desk, *args, **more))
        if known[0] != seal.request_digest(words, known[0]):
            raise Refused(_("Request {id} was another command: use a new --request-id").format(id=desk.request[:40]))
        kept: Answer = known[1]
        return kept

    return enter


def _answer_once(desk: Desk, book: Book, words: str, stands: bool | None, operation: Callable[[], Answer]) -> Answer:
    request, before = desk.request or "", book.head()
    if stands:
        raise Refused(_("Request {id} was entered; its answer is not kept any more").format(id=request[:40]))
    answer = operation()
    made = request.startswith(MADE)
    if made:
        book.forget_answers(MADE, made_request(desk.system - MADE_KEPT))
    if not made or book.head() != before:
        book.remember(request, words, answer)
    return answer


class Rehearsed(Exception):
    """Carries the answer of a command that is only tried out of its transaction, which is rolled back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def rehearse(desk: Desk, operation: Callable[[], Answer]) -> Answer:
    """What a command would answer now; nothing is recorded. Refused where the command would be."""
    try:
        with desk.store.writing():
            raise Rehearsed(operation())
    except Rehearsed as seen:
        return seen.answer


def entry_dict(**values: Any) -> dict[str, Any]:
    """A body without what was not said."""
    return {k: v for k, v in values.items() if v is not None}
