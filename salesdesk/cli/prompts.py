"""Questions at the desk, in the right order, only in a terminal: the number first, then what the register does not know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import typer

from salesdesk.desk import reception
from salesdesk.desk.arrival import RATINGS, Arrival
from salesdesk.desk.base import Desk
from salesdesk.errors import Usage
from salesdesk.phones import normalise
from salesdesk.text import _, visible


def _ask(question: str, default: str = "") -> str | None:
    answer: str = typer.prompt(question, default=default, show_default=bool(default))
    return answer.strip() or None


def _agreed(question: str) -> bool:
    """Yes or no, in either language; Enter says yes."""
    while True:
        answer = (_ask(f"{question} [Y/n]") or "y")[0].lower()
        if answer in "yn是好否不":
            return answer in "y是好"


def arrival(desk: Desk, said: Arrival) -> Arrival:
    """Asks for the number, shows what would happen, asks a new visitor's name and wishes, and for the go-ahead.

    A known customer needs nothing more than the number. Raises Abort when the answer is no.
    """
    said = replace(said, phone=_number())
    seen = reception.preview(desk, said)
    print(visible(_offer(seen)))
    if seen["customer"]["new"]:
        said = _new_visitor(said)
    if not _agreed(_("Record it?")):
        raise typer.Abort
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
            print(visible(e.message))


def _offer(seen: dict[str, Any]) -> str:
    """What the register knows and what would happen, in a line."""
    who = seen["customer"]["name"] or _("A new visitor")
    owner = seen["owner"]
    known = _("{who}, {owner}'s customer, protected through {until}.").format(
        who=who, owner=owner, until=seen["protected_until"]
    )
    words = _("{who}, not protected.").format(who=who) if seen["customer"]["new"] or not owner else known
    return f"{words} {seen['explanation']}"


def _new_visitor(said: Arrival) -> Arrival:
    name = said.name or _ask(_("Name"))
    source = said.source or _ask(_("How did they hear of us"))
    need = said.need or _ask(_("What do they look for"))
    budget = said.budget or _ask(_("Budget"))
    rating = said.rating or _ask(_("Rating A, B, C or D"))
    upper = rating.upper() if rating else None
    return replace(said, name=name, source=source, need=need, budget=budget, rating=upper if upper in RATINGS else None)
