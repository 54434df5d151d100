"""Questions at the desk, in the right order, only in a terminal: the number first, then what the register does not know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import typer

from salesdesk.cli import common
from salesdesk.cli.lines import line, reason
from salesdesk.desk import reception
from salesdesk.desk.arrival import RATINGS, Arrival
from salesdesk.desk.base import Desk, rehearse
from salesdesk.errors import Usage
from salesdesk.phones import normalise
from salesdesk.text import _, sentences


def _ask(question: str, default: str = "") -> str | None:
    answer: str = typer.prompt(question, default=default, show_default=bool(default), prompt_suffix=_(": "))
    return answer.strip() or None


def agreed(question: str | None = None) -> None:
    """The go-ahead, in either language. Enter says yes to the usual question, no to another. Raises Abort where not given."""
    while True:
        answer = (_ask(question or _("Record it? [Y/n]")) or ("n" if question else "y"))[0].lower()
        if answer in "n否不":
            raise typer.Abort
        if answer in "y是好":
            return


def arrival(desk: Desk, said: Arrival) -> Arrival:
    """Asks for the number, shows what would happen, asks a new visitor's name and wishes, and for the go-ahead.

    A known customer needs nothing more than the number. Raises Abort when the answer is no.
    """
    said = replace(said, phone=_number())
    common.not_twice(desk, "visit", said.phone, None, False)
    seen = rehearse(desk, lambda: reception.checkin(desk, said, None, None))
    line(_offer(seen))
    if seen["customer"]["new"]:
        said = _new_visitor(said)
    agreed()
    return said


def _number() -> str | None:
    while True:
        text = _ask(_("Phone number (Enter: none)"))
        if text is None or text.startswith("#"):
            return text
        try:
            normalise(text)
            return text
        except Usage as e:
            line(e.message)


def _offer(seen: dict[str, Any]) -> str:
    """What the register knows and what would happen, in a line."""
    who = seen["customer"]["name"] or _("A new visitor")
    owner = seen["owner"]
    known = _("{who}, {owner}'s customer, protected through {until}.").format(
        who=who, owner=owner, until=seen["protected_until"]
    )
    words = _("{who}, not protected.").format(who=who) if seen["customer"]["new"] or not owner else known
    return sentences(words, reason(seen))


def _new_visitor(said: Arrival) -> Arrival:
    name = said.name or _ask(_("Name"))
    source = said.source or _ask(_("How did they hear of us"))
    need = said.need or _ask(_("What do they look for"))
    budget = said.budget or _ask(_("Budget"))
    rating = said.rating or _ask(_("Rating A, B, C or D"))
    upper = rating.upper() if rating else None
    return replace(said, name=name, source=source, need=need, budget=budget, rating=upper if upper in RATINGS else None)
