"""The register of a day: shown, confirmed, corrected, taken back (policy 7.2, section 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from salesdesk.days import parse_time
from salesdesk.desk import entries
from salesdesk.desk.base import Desk, entry_dict, recorded, rehearse
from salesdesk.desk.gather import Facts
from salesdesk.desk.reception import shown
from salesdesk.errors import Refused, Usage
from salesdesk.facts import Entry, Visit
from salesdesk.phones import clean, clean_name, masked, normalise
from salesdesk.rules.register import QUEUE_KINDS
from salesdesk.store.records import Personal
from salesdesk.text import N_, _

Seen = Callable[[int, datetime, int], dict[str, Any]]


def show(desk: Desk, on: str | None) -> dict[str, Any]:
    """The day's register, calls included, with what is not confirmed yet."""
    with desk.store.reading() as book:
        facts, day = Facts(book), desk.day(book, on)
        case, visits = facts.visits_on(day, day)
        calls = book.of_days(day, day, "call")
        seen = facts.seen_at(case, {v.customer for v in visits})
        words = said_in(facts, {v.entry: v.customer for v in visits})
        marked = [e for e in book.of_days(day, day, "correct") if e.body["visit"] in {v.id for v in visits}]
        corrected = {e.body["visit"] for e in marked}
        rows = [_row(facts, seen, v, words.get(v.entry, {}), v.id in corrected) for v in visits]
        return {
            "date": day.isoformat(),
            "visits": rows,
            "calls": calls_shown(facts, calls),
            "unconfirmed": [v.id for v in visits if v.received and not v.confirmed],
        }


def _row(facts: Facts, seen: Seen, v: Visit, words: Any, corrected: bool) -> dict[str, Any]:
    receiver = facts.roster.name(v.receiver) if v.receiver is not None else None
    return {
        **shown(v), "entry": v.entry, "customer": seen(v.customer, v.at, v.entry),
        "receiver": receiver, "confirmed": v.confirmed, "corrected": corrected, "training": v.training,
        "received": v.counts, **words,
    }  # fmt: skip


def said_in(facts: Facts, entries: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """What these entries, each given with its file, say in words; `name_said` where another name is on record (7.2).

    Nothing of a frozen file.
    """
    words = facts.book.words(seq for seq, file in entries.items() if file not in facts.hidden)
    names = facts.other_names(entries)
    return {seq: {**words.get(seq, {}), **({"name_said": names[seq]} if seq in names else {})} for seq in entries}


def calls_shown(facts: Facts, calls: Sequence[Entry]) -> list[dict[str, Any]]:
    """Phone inquiries as the register and the week's report show them."""
    files = {c.body["customer"] for c in calls}
    seen = facts.seen_at(facts.case(files), files)
    words = said_in(facts, {c.seq: c.body["customer"] for c in calls})
    return [
        {"entry": c.seq, "at": c.at.isoformat(), "customer": seen(c.body["customer"], c.at, c.seq), **words[c.seq]}
        for c in calls
    ]


@recorded
def confirm(desk: Desk, approver: int, on: str | None) -> dict[str, Any]:
    """7.2: confirms the day's register; again: nothing new. A future day is refused."""
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        day = desk.day(book, on)
        if day > stamp.now.date():
            raise Refused(
                _("{day} is not over yet: only today or an earlier day can be confirmed").format(day=day), "7.2"
            )
        _case, visits = facts.visits_on(day, day)
        new = [v for v in visits if v.counts and not v.confirmed]
        if new:
            book.append(stamp, "confirm", {"visits": [v.id for v in new]}, day=day, about={v.customer for v in new})
        received = [v for v in new if v.received]
        training = sum(v.training for v in received)
        return {"date": day.isoformat(), "confirmed": len(received), "training": training}


# --- corrections


@recorded
def correct(
    desk: Desk,
    approver: int,
    number: int,
    reason: str,
    at: str | None,
    *,
    name: str | None = None,
    phone: str | None = None,
    receiver: str | None = None,
    visit_at: str | None = None,
) -> dict[str, Any]:
    """7.2: a correcting entry that names the old one and says why; the old one stays, marked. Never moves the queue."""
    if name is None and phone is None and receiver is None and visit_at is None:
        raise Usage(_("Say what to correct: --name, --phone, --receiver or --visit-at"))
    words = {"reason": clean(reason, "--reason") or ""}
    if not words["reason"]:
        raise Usage(_("--reason: say why"))
    new_name = clean_name(name)
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        said = parse_time(visit_at, book.tz, "--visit-at") if visit_at else None
        _case, visit = facts.visit(number)
        was = _said_of(facts, visit)
        staff = _new_receiver(facts, visit, receiver) if receiver else None
        stated = said or visit.at
        if stated > stamp.now:
            raise Refused(_("--visit-at lies in the future"), "7.2")
        file, new_phone = _new_file(facts, phone) if phone else (visit.customer, None)
        body = entry_dict(
            visit=number, receiver=staff, visit_at=int(stated.timestamp()) if visit_at else None,
            customer=file if file != visit.customer else None, files=sorted({visit.customer, file}),
        )  # fmt: skip
        if file != visit.customer and new_name is None and not book.personal([file])[file][0]:
            new_name = _name_that_moves(facts, visit)
        personal = Personal(file, new_name, new_phone, words)
        book.append(
            stamp, "correct", body, names=visit.entry, about=body["files"], personal=personal, day=stated.date()
        )
        return _corrected(Facts(book), visit, was)


def _corrected(facts: Facts, before: Visit, was: Mapping[str, Any]) -> dict[str, Any]:
    """The visit as it is after the correction that was entered last; what stood there, and whether its day waits again."""
    case, after = facts.visit(before.id)
    now = _said_of(facts, after)
    return {
        "visit": shown(after), "customer": facts.customer_in(case, after.customer).shown(), "receiver": now["receiver"],
        "changes": [{"what": k, "was": was[k], "now": now[k]} for k in was if was[k] != now[k]],
        "to_confirm": str(after.day) if before.confirmed else None, "entry": facts.book.head()[0], "clauses": ["7.2"],
    }  # fmt: skip


def _name_that_moves(facts: Facts, visit: Visit) -> str | None:
    """The name of a visit that moves to a file without one: the one on record, or, where another entry gave that, its own."""
    book = facts.book
    names = book.names_said(e.seq for e in book.about([visit.customer]))
    own = book.names_said([visit.entry, *(e.seq for e in book.naming([visit.entry]))])
    if own and min(names) < visit.entry:
        return own[max(own)]
    return book.personal([visit.customer])[visit.customer][0]


def _said_of(facts: Facts, visit: Visit) -> dict[str, Any]:
    """What a correction may change."""
    name, phone = facts.people([visit.customer])[visit.customer]
    receiver = facts.roster.name(visit.receiver) if visit.receiver else None
    return {"at": visit.at.isoformat(), "name": name, "phone": masked(phone), "receiver": receiver}


def _new_file(facts: Facts, phone: str) -> tuple[int, str | None]:
    file, number, _new = facts.file_or_new(phone)
    if number:
        normalise(phone, "--phone")
    return file, number


def _new_receiver(facts: Facts, visit: Visit, text: str) -> int:
    found = facts.staff(text)
    if not facts.roster.is_salesperson(found.id):
        raise Refused(_("{name} is no salesperson").format(name=found.name), "7.2")
    if visit.status != "done" or visit.receiver is None:
        raise Refused(_("Visit {n} is still open: finish it first").format(n=visit.id), "7.2")
    if visit.handover is not None:
        raise Refused(_("Visit {n} was handed over: its receiver cannot be corrected").format(n=visit.id), "7.2")
    return found.id


# --- undo


@recorded
def undo(desk: Desk, approver: int | None, at: str | None) -> dict[str, Any]:
    """Takes back the newest check-in, done, handover or queue entry by a correcting entry.

    Refused where there is none, where it is older than the policy's minutes without the manager, and where a later
    entry rests on it.
    """
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, at, approver)
        last = book.newest_standing(*QUEUE_KINDS)
        if last is None:
            raise Refused(_("There is nothing to take back"))
        minutes = facts.policy.whole("undo_minutes", stamp.now.date())
        what, when = entries.told(facts, last), f"{last.entered:%m-%d %H:%M}"
        if stamp.now - last.entered > timedelta(minutes=minutes) and approver is None:
            older = _("{what}, {at} (entry {n}), is older than {minutes} minutes: the manager takes it back, add --as")
            raise Refused(older.format(what=what, at=when, n=last.seq, minutes=minutes), "7.2")
        _refuse_if_gone(facts, last, stamp.now)
        _refuse_if_rested_on(facts, last)
        files = book.files_of([last.seq]).get(last.seq, set())
        book.append(stamp, "undo", {"command": COMMANDS.get(last.kind, last.kind)}, names=last.seq, about=files)
        return {
            "undone": {"entry": last.seq, "command": command_of(last), "what": what, "at": last.entered.isoformat()}
        }


def would_undo(desk: Desk, approver: int | None, at: str | None) -> dict[str, Any]:
    """What `undo` takes back now, by whose account, and the newest entry where that is one which stays. Refused as `undo`."""
    taken: dict[str, Any] = rehearse(desk, lambda: undo(desk, approver, at))["undone"]
    with desk.store.reading() as book:
        newest = book.newest_standing(*QUEUE_KINDS, *entries.STAYS)
        stays = newest if newest and newest.seq != taken["entry"] else None
        return {**taken, "stays": stays, "account": book.at_seq([taken["entry"]])[0].account}


COMMANDS = {"visit": "checkin"}


def command_of(e: Entry) -> str:
    """The command that made the entry, as it is typed."""
    return COMMANDS.get(e.kind, e.kind.replace("-", " "))


def _refuse_if_gone(facts: Facts, last: Entry, now: datetime) -> None:
    """Taking back must not give a visitor back to someone who has left since."""
    again = [last.body["first"]] if last.kind == "handover" and last.body["granted"] else []
    if last.kind == "done":
        again = [r for v in last.body["visits"] if (r := facts.visit(v)[1].receiver) is not None]
    for staff in again:
        if facts.roster.gone(staff, now):
            name = facts.roster.name(staff)
            raise Refused(_("{name} has left the office since: it cannot be taken back").format(name=name), "7.2")


def _refuse_if_rested_on(facts: Facts, last: Entry) -> None:
    """What a later entry rests on cannot be taken back: a confirmation, a claim, a deal, a correction, a signature."""
    visits = [t["visit"] for t in last.body.get("took", ())]
    if last.kind == "visit" and last.number is not None:
        visits.append(last.number)
    elif last.kind == "handover":
        visits.append(last.body["visit"])
    elif last.kind == "done":
        visits += [v for v in last.body["visits"] if facts.visit(v)[1].ended_waiting]
    for number in visits:
        case, visit = facts.visit(number)
        _files, there = facts.entries_of([visit.customer])
        resting = next((e for e in there if e.seq > last.seq and _rests_on(e, visit, case.person)), None)
        if resting:
            message = _("Entry {seq} ({kind}) rests on it: correct the visit instead, with 'correct {n}'")
            raise Refused(message.format(seq=resting.seq, kind=_(RESTING[resting.kind]), n=number), "7.2")


RESTING = {
    "confirm": N_("the confirmation"), "correct": N_("a correction"), "claim": N_("a claim"), "ruling": N_("a ruling"),
    "deal": N_("a deal"), "referral-signed": N_("a signature"), "visit": N_("a later visit"),
}  # fmt: skip
"""What may rest on a visit."""
VISITS_RULED = ("recognised", "same-day", "introduced", "solicited")
"""What an upheld ruling may say of a visit."""


def _rests_on(e: Entry, visit: Visit, person: Mapping[int, int]) -> bool:
    b: dict[str, Any] = dict(e.body)
    same = person.get(b.get("customer", 0)) == person[visit.customer]
    match e.kind:
        case "confirm":
            return visit.id in set(b["visits"])
        case "correct":
            return bool(b["visit"] == visit.id)
        case "claim":
            cited = {b.get("customer"), b.get("same_as"), b.get("spouse")}
            return bool(b.get("visit") == visit.id) or visit.customer in cited
        case "ruling":
            return visit.id in {v for key, v in b["effect"].items() if key in VISITS_RULED}
        case "deal":
            return same
        case "referral-signed":
            return bool(b["referral"] == visit.referral)
        case "visit":
            return same
        case _:
            return False
