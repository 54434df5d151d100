"""The facts of the office as the rules see them: frozen, without a table, a clock or a terminal.

An `Entry` is one line of the register as it was written; the other words here are what entries add up to.
Times are aware datetimes in the office's zone; `at.date()` is therefore the office's day. People are staff numbers,
customers are file numbers, and an `entry` is the number of the line in the register that a fact rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from msgspec import Struct, field

POOL = "pool"
MANAGER, DIRECTOR, SALESPERSON = "manager", "director", "salesperson"
ROLES = (SALESPERSON, MANAGER, DIRECTOR, "assistant", "employee")


class Entry(Struct, frozen=True):
    """One line of the register. `at` is the stated time, `entered` the clock when it was written."""

    seq: int
    kind: str
    number: int | None
    at: datetime
    entered: datetime
    late: bool
    training: bool
    approver: int | None
    account: str
    names: int | None
    body: Mapping[str, Any]


class Staff(Struct, frozen=True):
    """One of the staff. `left` is the minute of the entry that says so, or None.

    `absences` are the times between leaving and coming back: when, the entry that said so, when back.
    """

    id: int
    name: str
    role: str
    code: str | None
    joined: datetime
    left: datetime | None = None
    absences: tuple[tuple[datetime, int, datetime], ...] = ()

    def gone(self, at: datetime) -> bool:
        return (self.left is not None and self.left <= at) or any(a <= at < back for a, _entry, back in self.absences)

    def left_since(self, since: datetime, entry: int, at: datetime) -> bool:
        """Whether they left between an entry of `since` and `at`, back again or not: what they owned then has ended."""
        return any((since, entry) <= (left, e) and left <= at for left, e, _back in self.absences)

    def back_after(self, day: date) -> bool:
        """Whether they left, and came back after that day."""
        return any(back.date() > day for _left, _entry, back in self.absences)


class Roster(Struct, frozen=True, dict=True):
    """All who are or were on the staff, in staff order."""

    people: Mapping[int, Staff]

    def name(self, staff: int | None) -> str:
        """The name; with the code, else the staff number, where two people have it."""
        if staff is None:
            return "—"
        s = self.people[staff]
        return f"{s.name}({s.code or s.id})" if s.name in self._shared_names else s.name

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = Counter(s.name for s in self.people.values())
        return frozenset(name for name, n in names.items() if n > 1)

    def gone(self, staff: int, at: datetime) -> bool:
        return self.people[staff].gone(at)

    def salespeople(self, at: datetime) -> tuple[int, ...]:
        """The salespeople of the office at that time, in staff order."""
        return tuple(s.id for s in self.people.values() if s.role == SALESPERSON and s.joined <= at and not s.gone(at))

    def is_salesperson(self, staff: int) -> bool:
        return self.people[staff].role == SALESPERSON


class Outcome(Struct, frozen=True):
    """Who receives a visitor and why: what a rule of reception answers and an entry records.

    `passed` lost their round on the way (3.2, 3.4); `owner_to_be` is whose customer a new visitor becomes,
    None where nobody's (6.1.2) or where the visit founds nothing; `turn` tells that a place was used up.
    """

    kind: str
    receiver: int | None
    clauses: tuple[str, ...]
    turn: bool = False
    asked: bool = False
    passed: tuple[int, ...] = ()
    priority: bool = False
    announcer: int | None = None
    announcement: int | None = None
    client: str | None = None


class Handover(Struct, frozen=True):
    """A reception handed to another (3.10, 5.2, 5.3). `clause` says by which rule it was granted."""

    entry: int
    clause: str
    first: int
    taker: int


class Visit(Struct, frozen=True):
    """One registration, as all entries on it leave it. `received` is False while it waits and where it never was.

    `ended_waiting`: the visitor left unreceived and `done --visit` recorded it (renews, founds nothing).
    `stated`: the newest entry that says something a manager has to confirm. `ahead_of`: visits already on record
    when this one was stated to lie before them, each with the entry that said so (section 10, Rarest). `founded_as` is the kind it
    was first received as; `request` what the desk was told, for a visit that still waits.
    """

    id: int
    entry: int
    at: datetime
    entered: datetime
    customer: int
    kind: str
    status: str
    receiver: int | None
    uses_turn: bool
    late: bool = False
    training: bool = False
    unrecalled: bool = False
    ended_waiting: bool = False
    announcer: int | None = None
    client: str | None = None
    announcement: int | None = None
    referral: int | None = None
    with_introducer: bool = False
    handover: Handover | None = None
    founded_as: str = ""
    priority_granted: bool = False
    voids: tuple[int, ...] = ()
    stated: int = 0
    confirmed: bool = False
    ahead_of: Mapping[int, int] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)

    @property
    def received(self) -> bool:
        return self.status in ("receiving", "done") and not self.ended_waiting

    @property
    def counts(self) -> bool:
        """Whether it is a registration at all: it renews, and founds unless it ended waiting."""
        return self.status in ("receiving", "done")

    @property
    def day(self) -> date:
        return self.at.date()


class Referral(Struct, frozen=True):
    """An introduction entered before the visit (6.1, 6.2.1, 7.5a), as registered; its status is worked out."""

    id: int
    entry: int
    kind: str
    customer: int
    by: int | None
    registered: datetime
    entered: datetime
    visit_on: date | None = None
    visit_at: datetime | None = None
    old_customer: int | None = None
    handling: str | None = None
    receiver: int | None = None
    source: str = ""


class Signature(Struct, frozen=True):
    """The manager's signature under an employee's referral (6.2.3)."""

    entry: int
    referral: int
    how: str
    entered: datetime


class Amendment(Struct, frozen=True):
    """One change of a deal after the signing (7.6): each field with what it was and is now, prices in fen.

    `buyer`: the name was changed too; what it was and is stands in the words of the entry.
    """

    entry: int
    at: datetime
    changes: tuple[tuple[str, Any, Any], ...]
    buyer: bool


class Deal(Struct, frozen=True):
    """A deal as it stands; `cancelled` is the time it was taken back, `rated` that the policy's rate gave the commission.

    `rate`: the commission to the price, exactly, as the deal was entered or last given another; None where an older
    version did not write it down.
    """

    id: int
    entry: int
    customer: int
    at: datetime
    unit: str
    price: int
    commission: int
    aftercare: int | None = None
    late: bool = False
    cancelled: datetime | None = None
    rated: bool = False
    rate: Fraction | None = None
    cancelled_entry: int | None = None
    amendments: tuple[Amendment, ...] = ()


class Opinion(Struct, frozen=True):
    """The manager's written opinion on a claim, with shares (7.7)."""

    shares: tuple[tuple[int | str, Fraction], ...]
    entry: int


class Claim(Struct, frozen=True):
    """A dispute as it stands. `filed` is its stated time; `effect` what an upheld ruling does to the walk.

    `borne_out`, `said_by`: what the policy said when it was ruled (7.8), and by which clauses; None and none before, and
    where an older version did not write it down.
    """

    id: int
    entry: int
    customer: int
    by: int
    ground: str
    status: str
    filed: datetime
    entered: datetime
    late: bool = False
    same_as: int | None = None
    spouse: int | None = None
    old_customer: int | None = None
    visit: int | None = None
    opinion: Opinion | None = None
    ruled: datetime | None = None
    ruled_entry: int | None = None
    effect: Mapping[str, Any] = field(default_factory=dict)
    approved_entry: int | None = None
    borne_out: bool | None = None
    said_by: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.status in ("open", "awaiting-director")

    @property
    def files(self) -> tuple[int, ...]:
        """The customer files it names: their deals are held while it is open."""
        return tuple(f for f in (self.customer, self.same_as, self.spouse) if f is not None)


class Share(Struct, frozen=True):
    """One line of a result: recipient (staff number, "pool", or None for one not yet named), role, fraction, clause."""

    to: int | str | None
    role: str
    share: Fraction
    clause: str
    entries: tuple[int, ...] = ()
