"""The office: the store's beginning, the staff, PINs and approvals."""

from __future__ import annotations

import hashlib
import hmac
import os
import tomllib
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from salesdesk.days import parse_day
from salesdesk.desk.base import Desk, recorded
from salesdesk.desk.gather import Facts, known_option
from salesdesk.desk.names import spellings
from salesdesk.errors import Refused, StoreError, Usage
from salesdesk.facts import DIRECTOR, MANAGER, ROLES, Roster, Staff
from salesdesk.phones import clean_name
from salesdesk.rules.policy import check
from salesdesk.store.beside import Beside
from salesdesk.store.records import Book, Stamp
from salesdesk.text import _

COST = {"n": 2**14, "r": 8, "p": 5}
AskPin = Callable[[str], str]


# --- PINs


def hashed(pin: str) -> dict[str, Any]:
    """A PIN of 4 to 12 characters as it is kept: scrypt under a random salt, with its cost. Usage error for another length."""
    check_pin(pin)
    salt = os.urandom(16)
    return {"salt": salt.hex(), "hash": _scrypt(pin, salt, COST).hex(), **COST}


def check_pin(pin: str) -> None:
    """Usage error for a PIN that is too short, too long, or cannot be typed again."""
    if not 4 <= len(pin) <= 12 or not pin.isprintable():
        raise Usage(_("A PIN has 4 to 12 characters"))


def _scrypt(pin: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    n, r, p = cost["n"], cost["r"], cost["p"]
    return hashlib.scrypt(pin.encode("utf-8", "surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=2**27)


def matches(pin: str, kept: Mapping[str, Any]) -> bool:
    """Whether the PIN is the one kept."""
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(kept["salt"]), kept).hex(), kept["hash"])


# --- the beginning


def policy_file() -> Path:
    """Where the policy's defaults stand: beside the package, or in it once installed."""
    here = Path(__file__).parent.parent
    inside = here / "data" / "policy.toml"
    return inside if inside.exists() else here.parent / "data" / "policy.toml"


def policy_values(path: Path) -> list[dict[str, str]]:
    """The values of a policy file. Usage error when it cannot be read or holds what the policy does not know."""
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise Usage(_("The policy file {path} cannot be read: {reason}").format(path=path, reason=e)) from e
    values = []
    for key, v in read.items():
        if not isinstance(v, dict) or "value" not in v:
            raise Usage(_("The policy file {path} has no value for {key}").format(path=path, key=key))
        check(key, str(v["value"]))
        since = parse_day(str(v.get("from", "2000-01-01")), f"{key}: from")
        values.append({"key": key, "clause": str(v.get("clause", "")), "since": str(since), "value": str(v["value"])})
    return values


def init(desk: Desk, office: str | None, manager: str, director: str | None, zone: str, ask: AskPin) -> dict[str, Any]:
    """Creates the store with its policy, the first manager and, if named, the director. Refused where there is one."""
    from salesdesk.store.database import all_or_nothing, create, exists, plain_errors
    from salesdesk.store.migrations import build

    refuse_existing(desk)
    path = desk.store.path
    people = [(manager, MANAGER), *([(director, DIRECTOR)] if director else [])]
    named = [(_name(name, f"--{role}"), role, hashed(ask(name))) for name, role in people]
    if len({n for n, _role, _pin in named}) < len(named):
        raise Refused(_("The manager and the director are two people"))
    values = policy_values(policy_file())
    title = clean_name(office, "--office") or ""
    written = False
    try:
        with plain_errors(path), closing(create(path)) as connection, all_or_nothing(connection):
            build(connection)
            _first_entries(desk, Book(connection), title, zone, named, values)
            written = True
    except StoreError as e:
        if written and exists(path):
            raise StoreError(_("The disk failed, but the store was made: run 'salesdesk doctor'")) from e
        raise
    return {"store": str(desk.store.named), "office": office or "", "manager": manager, "director": director}


def refuse_existing(desk: Desk) -> None:
    """Refused where there is a store."""
    from salesdesk.store.database import exists

    if exists(desk.store.path):
        raise Refused(_("There is a store at {path} already; nothing was changed").format(path=desk.store.path))


def _first_entries(
    desk: Desk, book: Book, office: str, zone: str, named: list[tuple[str, str, Any]], values: list[dict[str, str]]
) -> None:
    book.office = {"office": office, "zone": zone}
    now = desk.now(book)
    stamp = Stamp(now, now, False, desk.set_clock is not None, desk.account)
    book.append(stamp, "office", book.office)
    book.append(stamp, "policy", {"values": values})
    for name, role, pin in named:
        _append_staff(book, stamp, name, role, None, pin)


# --- staff


def _name(text: str, option: str = "NAME") -> str:
    name = clean_name(text, option)
    if not name:
        raise Usage(_("{option}: write a name").format(option=_(option)))
    if name == "pool":
        raise Refused(_("'pool' is the office's fund, not a name"))
    return name


def _append_staff(book: Book, stamp: Stamp, name: str, role: str, code: str | None, pin: Any) -> int:
    number = book.next_number("staff")
    body = {"name": name, "role": role, "code": code, "pinyin": spellings(name), "pin": pin}
    book.append(stamp, "staff", body, number=number)
    return number


def add_staff(
    desk: Desk, approver: int, name: str, role: str, code: str | None, ask: AskPin, another: bool = False
) -> dict[str, Any]:
    """Someone new on the staff, or one who left and comes back as the same person; a manager or director gets a PIN.

    Refused for a name or code that is there; `another` makes a second person of the name, who needs a code.
    """
    known_option(role, ROLES, "--role")
    name, code = _name(name), clean_name(code, "--code")
    if another and not code:
        raise Usage(_("--another needs --code: two people of one name are told apart by it"))
    pin = hashed(ask(name)) if role in (MANAGER, DIRECTOR) else None
    return _add_staff(desk, approver, name, role, code, another, lambda: pin)


@recorded
def _add_staff(
    desk: Desk, approver: int, name: str, role: str, code: str | None, another: bool, pin: Callable[[], Any]
) -> dict[str, Any]:
    with desk.store.writing() as book:
        facts, stamp = Facts(book), desk.stamp(book, None, approver)
        people = facts.roster.people.values()
        of_name = [s for s in people if name in (s.name, facts.roster.name(s.id))]
        if any(s.left is None for s in of_name) and not another:
            words = _("{name} is on the staff already; a second person of that name: add --another and --code")
            raise Refused(words.format(name=name))
        if code and any((s.code or "").lower() == code.lower() for s in people if s.left is None or s in of_name):
            raise Refused(_("The code {code} is taken").format(code=code))
        if of_name and not another:
            number = _back(facts, stamp, of_name, role, code, pin())
        else:
            number = _append_staff(book, stamp, name, role, code, pin())
        roster = Facts(book).roster
        return {"staff": shown(roster, number)}


def _back(facts: Facts, stamp: Stamp, of_name: list[Staff], role: str, code: str | None, pin: Any) -> int:
    """One who left comes back as the same person, in the same role. Refused where the name is several people's."""
    if len(of_name) > 1:
        names = _(", ").join(facts.roster.name(s.id) for s in of_name)
        raise Refused(
            _("'{text}' may mean {names}: write the name").format(text=of_name[0].name, names=names), code="ambiguous"
        )
    (person,) = of_name
    if person.role != role:
        words = _("{name} was here as {role}, and comes back as that; for another role add --another and --code")
        raise Refused(words.format(name=facts.roster.name(person.id), role=_(person.role)))
    facts.book.append(stamp, "staff-back", {"staff": person.id, "code": code})
    if pin:
        facts.book.append(stamp, "pin", {"staff": person.id, "pin": pin})
    return person.id


def shown(roster: Roster, number: int) -> dict[str, Any]:
    """One of the staff as every answer shows them."""
    s = roster.people[number]
    left = s.left.isoformat() if s.left else None
    return {"name": roster.name(number), "role": s.role, "code": s.code, "joined": s.joined.isoformat(), "left": left}


def list_staff(desk: Desk) -> dict[str, Any]:
    """All who are or were on the staff, in staff order."""
    with desk.store.reading() as book:
        roster = Facts(book).roster
        return {"staff": [shown(roster, number) for number in roster.people]}


def staff_spelt(desk: Desk, begins: str) -> list[str]:
    """The names of those here whose name, code, pinyin or initials begin so."""
    low = begins.lower()
    with desk.store.reading() as book:
        facts = Facts(book)
        spelt = {e.number: (e.body["name"], e.body["code"] or "", *e.body["pinyin"]) for e in book.kinds("staff")}
        here = [s for s in facts.roster.people.values() if s.left is None]
        return [facts.roster.name(s.id) for s in here if any(w.lower().startswith(low) for w in spelt[s.id])]


def new_pin(desk: Desk, approver: int, who: str, ask: AskPin) -> dict[str, Any]:
    """A new PIN for a manager or director, whose lock it ends (16.3). Refused for anyone else."""
    with desk.store.reading() as book:
        found = Facts(book).staff(who, present=desk.now(book))
    if found.role not in (MANAGER, DIRECTOR):
        raise Refused(_("{name} has no PIN: only managers and directors have one").format(name=found.name))
    pin = hashed(ask(found.name))
    answer = _enter_pin(desk, approver, found, lambda: pin)
    with suppress(StoreError):  # the PIN is another, whether or not the lock can be ended
        Beside(desk.store.path).unlock(found.id)
    return answer


@recorded
def _enter_pin(desk: Desk, approver: int, of: Staff, pin: Callable[[], Any]) -> dict[str, Any]:
    with desk.store.writing() as book:
        book.append(desk.stamp(book, None, approver), "pin", {"staff": of.id, "pin": pin()})
        return {"staff": shown(Facts(book).roster, of.id)}


# --- approvals


def approver(
    desk: Desk, who: str | None, role: str, ask: AskPin, check: Callable[[str, Mapping[str, Any]], bool] | None = None
) -> int:
    """The manager (or director) who approves a command, PIN checked. Returns the staff number.

    `who` left out: the only one with that role; more than one: usage error. Someone without the role: refused.
    Each attempt is counted before it is looked at; a wrong PIN is recorded and refused; five in a row lock the approval
    for fifteen minutes, which is said before the PIN is asked for (16.3).
    """
    with desk.store.reading() as book:
        facts, now = Facts(book), desk.now(book)
        person = _approver_meant(facts, who, role, now)
        kept = _kept_pin(book, person.id)
    attempts, clock = Beside(desk.store.path), int(desk.system.timestamp())
    _refuse_locked(person, attempts.locked(person.id, clock))
    pin = ask(person.name)
    _refuse_locked(person, attempts.count(person.id, clock))
    if kept is None or not (check or matches)(pin, kept):
        _record_wrong_pin(desk, person.id)
        raise Refused(_("Wrong PIN for {name}; nothing was changed").format(name=person.name), code="wrong_pin")
    attempts.unlock(person.id)
    return person.id


def _refuse_locked(person: Staff, seconds: int) -> None:
    if seconds:
        words = _("Too many wrong PINs for {name}: locked for {n} minutes")
        raise Refused(words.format(name=person.name, n=-(-seconds // 60)), code="locked")


def _approver_meant(facts: Facts, who: str | None, role: str, now: Any) -> Staff:
    if who:
        found = facts.staff(who, present=now)
        if found.role != role and not (role == MANAGER and found.role == DIRECTOR):
            needed = _("the director") if role == DIRECTOR else _("the manager")
            raise Refused(_("{name} may not approve this: it takes {role}").format(name=found.name, role=needed))
        return found
    those = [s for s in facts.roster.people.values() if s.role == role and not s.gone(now)]
    if not those and role == DIRECTOR:
        raise Refused(_("There is no director on the staff: 'staff add NAME --role director'"), "7.7")
    if len(those) != 1:
        raise Usage(_("There is more than one: say with --as who approves"))
    return those[0]


def _kept_pin(book: Book, staff: int) -> Mapping[str, Any] | None:
    kept = [e.body["pin"] for e in book.kinds("staff") if e.number == staff]
    kept += [e.body["pin"] for e in book.kinds("pin") if e.body["staff"] == staff]
    found: Mapping[str, Any] | None = kept[-1] if kept else None
    return found


def _record_wrong_pin(desk: Desk, staff: int) -> None:
    with desk.store.writing() as book:
        now = desk.now(book)
        book.append(Stamp(now, now, False, desk.set_clock is not None, desk.account), "wrong-pin", {"staff": staff})
