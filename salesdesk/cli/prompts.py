"""Questions at the desk, in the right order, only in a terminal: the number first, then what the register does not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from msgspec.structs import replace

from salesdesk.cli import choices, common
from salesdesk.cli.lines import commas, line, named, reason
from salesdesk.desk import claims, customers, queue, reception
from salesdesk.desk.arrival import RATINGS, Arrival
from salesdesk.desk.base import Desk, rehearse
from salesdesk.errors import Refused, Usage
from salesdesk.money import percent
from salesdesk.phones import normalise
from salesdesk.text import N_, _, sentences

YES, NO = ("y", "yes", "是", "是的", "好", "好的", "对"), ("n", "no", "否", "不", "不是", "没", "没有", "无")
NOTHING = ("", "没有", "无", "-")
"""What says that there is nothing to say."""


def _ask(question: str, default: str = "") -> str | None:
    answer = common.prompted(question, default=default, show_default=bool(default))
    return None if answer in NOTHING else answer


def agreed(question: str | None = None) -> None:
    """The go-ahead, in either language. Raises Abort where it is not given.

    Enter says yes to the usual question. To another it says no, and so does all but a yes: a PIN typed there is shown once.
    """
    if not (_yes(_ask(question) or "n") if question else _answered(_("Record it? [Y/n]"), "y")):
        raise typer.Abort


def _yes(answer: str) -> bool:
    return answer.lower() in YES


def _answered(question: str, enter: str) -> bool:
    """The answer to a question, in either language; `enter` is what Enter says."""
    while True:
        answer = common.prompted(question, default="", show_default=False) or enter
        if _yes(answer) or answer.lower() in NO:
            return _yes(answer)
        line(_("Answer y (yes) or n (no)"))


def _until(read: Callable[[str], Any], question: str) -> Any:
    """What `read` makes of the answer, asked for until it can be read; None where it is left out."""
    while (text := _ask(question)) is not None:
        try:
            return read(text)
        except (Usage, Refused) as e:
            line(e.message)
    return None


def beginning(office: str | None, director: str | None) -> tuple[str | None, str, str | None]:
    """The office's name, its manager and, if there is one, its director."""
    named = office or _ask(_("The office's name"))
    manager = common.need(None, "--manager", _("The manager's name"))
    return named, manager, director or _ask(_("The director's name (Enter: none)"))


def whose_reception(desk: Desk) -> str | None:
    """Whose reception is over: the only one there is, else the one that is named."""
    busy = [p["name"] for p in queue.show(desk, None)["order"] if p["status"] == "busy"]
    if len(busy) == 1:
        return str(busy[0])
    if not busy:
        raise Refused(_("Nobody is receiving a visitor"))
    return _ask(_("Whose reception is over ({names})").format(names=commas(*busy)))


def ruling(borne_out: bool) -> str:
    """uphold, reject or opinion; asked again where the policy does not bear out what would be upheld."""
    while (chosen := common.choice(None, "--uphold", _("Ruling"), choices.RULINGS, "ruling")) == "uphold":
        if borne_out:
            break
        line(_("The policy does not bear this claim out: reject it, or write an opinion (7.7)"))
    return chosen


def opinion(desk: Desk) -> tuple[str, list[str]]:
    """7.7: the manager's opinion, and who has how much of the commission, asked for until it is all."""
    words = common.need(None, "--opinion", _("The written opinion"))
    shares: list[str] = []
    while (left := 1 - claims.total(desk, shares)) > 0:
        question = _("Who has how much, like 李四=70; pool for the office ({left} left)").format(
            left=percent(str(left))
        )
        said = common.need(None, "--share", question)
        try:
            if claims.total(desk, [*shares, said]) > 1:
                raise Refused(_("That is more than is left"))
        except (Usage, Refused) as e:
            line(e.message)
        else:
            shares.append(said)
    return words, shares


# --- a visitor


def looked_at(desk: Desk, said: Arrival, at: str | None, manager: int | None) -> Arrival:
    """A check-in typed whole: what may be meant by it, or was entered minutes ago, is asked about.

    Refused first where it will be refused anyhow.
    """
    said = said if at else _announced(desk, said)
    common.not_twice(desk, "visit", said.phone, at, False, lambda: reception.checkin(desk, said, at, manager))
    return said


def _announced(desk: Desk, said: Arrival) -> Arrival:
    """7.5a: asks whether it is the visitor of that name whom a salesperson announced without a number."""
    for a in reception.announced_today(desk, said):
        words = _("{name}, today {at}, announced by {by} (introduction {n}): is it this customer? [Y/n]")
        if _answered(words.format(**a), "y"):
            return replace(said, referral=a["n"])
    return said


def arrival(desk: Desk, said: Arrival, at: str | None, manager: int | None) -> Arrival:
    """Asks for the number, shows what would happen, asks a new visitor's name and wishes, and for the go-ahead.

    A known customer needs nothing more than the number. What was said as an option is not asked for.
    Raises Abort when the answer is no.
    """

    def tried(a: Arrival) -> dict[str, Any]:
        return rehearse(desk, lambda: reception.checkin(desk, a, at, manager))

    queue.refuse_closed(desk)
    said = replace(said, phone=_until(_number, _("Phone number (Enter: none)")))
    before = customers.standing_of(desk, said.phone)
    seen = tried(said)
    common.not_twice(desk, "visit", said.phone, None, False)
    line(_offer(seen, before))
    if seen["customer"]["new"]:
        said = _new_visitor(desk, said, tried)
        line(_told(tried(said), before))
        line(commas(said.phone, said.name, *said.words().values()))
    agreed()
    return said


def _number(text: str) -> str:
    if not text.startswith("#"):
        normalise(text, N_("Phone number"))
    return text


def _offer(seen: dict[str, Any], before: dict[str, Any]) -> str:
    """What the register knows before it, and what would happen, in a line."""
    if seen["visit"]["kind"] == "unrecalled":
        return _told(seen, before)
    who = seen["customer"]["name"]
    if seen["customer"]["new"]:
        return sentences(_("{who}, a new customer.").format(who=who) if who else _("A new customer."), reason(seen))
    words = _("{who}, {owner}'s customer, protected through {protected_until}.")
    words = words if before["owner"] else _("{who}, not protected.")
    return sentences(words.format(**before, who=who or f"#{seen['customer']['id']}"), _told(seen, before))


def _told(seen: dict[str, Any], before: dict[str, Any]) -> str:
    """What would happen, and whose customer it would be then, where that changes."""
    whose = _("Once recorded, {owner}'s customer.") if seen["owner"] not in (None, before["owner"]) else ""
    return reason({**seen, "explanation": sentences(seen["explanation"], whose.format(owner=seen["owner"]))})


def _new_visitor(desk: Desk, said: Arrival, tried: Callable[[Arrival], Any]) -> Arrival:
    """Who it is, whether they were here before, whom they ask for, and what a complete entry says (8.1)."""
    line(_("Enter leaves a question out."))
    said = replace(said, name=said.name or _ask(_("Name")))
    _same_name(desk, said)
    said = _announced(desk, said)
    if (
        not said.unrecalled
        and not said.ask_for
        and _answered(_("Been here before, and cannot recall by whom? [y/N]"), "n")
    ):
        said = replace(said, unrecalled=True)
    elif not said.unrecalled and not said.ask_for:
        said = replace(said, ask_for=_until(lambda who: _asked(said, who, tried), _("Asks for a salesperson")))
    return replace(
        said,
        source=said.source or _ask(_("How did they hear of us")),
        need=said.need or _ask(_("What do they look for")),
        budget=said.budget or _ask(_("Budget")),
        rating=said.rating or _until(_rating, _("Rating A, B, C or D")),
    )


def _same_name(desk: Desk, said: Arrival) -> None:
    for c in customers.named(desk, said.name) if said.name else ():
        whose = _("{owner}'s customer").format(owner=c["owner"]) if c["owner"] else ""
        line(_("On file already: {who}").format(who=commas(named(c), c["phone"], whose)))


def _asked(said: Arrival, who: str, tried: Callable[[Arrival], Any]) -> str:
    """The one asked for; refused who is not ready (5.1)."""
    tried(replace(said, ask_for=who))
    return who


def _rating(text: str) -> str:
    if text.upper() not in RATINGS:
        raise Usage(_("Write one of {known}").format(known=commas(*RATINGS)))
    return text.upper()
