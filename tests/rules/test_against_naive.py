"""The rules against the naive implementation (`tests/naive.py`) on random small offices.

`Office` makes up months of a small office in order of entry: visits, late ones too, corrections, handovers, claims and their
rulings, introductions, deals, people who leave. Every fact is one that the desk could have entered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests import naive
from tests.inside import (
    KEYS,
    Case,
    Claim,
    Deal,
    Handover,
    Opinion,
    Policy,
    Referral,
    Roster,
    Signature,
    Staff,
    Value,
    Visit,
    case_of,
    disputes,
    ownership,
    result,
)
from tests.naive import Answer, World

TZ = ZoneInfo("Asia/Shanghai")
FIRST_DAY = datetime(2025, 1, 20, 9, 0, tzinfo=TZ)
EMPLOYEES = (8, 9)
NO_PHONE = 7
"""The file of whoever is announced without a number."""
NEXT_DAY = {"waiting": "unreceived"}
GROUNDS = ("recognised", "earlier", "earlier", "couple", "couple", "introduced", "solicited", "other")
SEEDS = range(10)
CASES_PER_SEED = 6_000
CLAIMS_PER_SEED = 300
DEFAULTS = {
    "protection_months": "1", "recognition_months": "1", "recognised_share": "1/2", "first_share": "7/10",
    "own_side_share": "1/2", "introducer_share": "3/10", "company_pool_share": "3/10", "aftercare_share": "3/10",
}  # fmt: skip
POLICY = Policy.of([Value(key, KEYS[key], date(2000, 1, 1), value) for key, value in DEFAULTS.items()])


Judged = Callable[["Office", Claim, dict[str, object] | None], None]
"""Called for every claim that is ruled, with what the page makes of it."""


class Office:
    """A random office, entry by entry. `world` holds the facts as they stand."""

    def __init__(self, rng: Random, judged: Judged = lambda _office, _claim, _effect: None) -> None:
        self.rng, self.judged = rng, judged
        self.now = FIRST_DAY + timedelta(days=rng.randrange(400))
        self.start = self.now
        self.seq = 100
        self.number = 0
        self.files = list(range(1, rng.choice((1, 2, 3, 3)) + 1))
        self.world = World()
        self.salespeople = list(range(1, rng.randint(2, 5) + 1))
        for s in self.salespeople:
            self.world.staff[s] = Staff(s, f"S{s}", "salesperson", None, FIRST_DAY - timedelta(days=99))
        for s in EMPLOYEES:
            self.world.staff[s] = Staff(s, f"E{s}", "employee", None, FIRST_DAY - timedelta(days=99))
        self.confirmations: dict[date, int] = {}

    # --- the clock and the entries

    def entry(self) -> int:
        self.seq += 1
        return self.seq

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def later(self) -> None:
        """Some time goes by: none, minutes, hours, days, or about a month, in office hours."""
        steps = [timedelta(0), timedelta(minutes=1), timedelta(seconds=20), timedelta(hours=2)]
        steps += [timedelta(days=self.rng.randint(1, 9)) for _ in range(4)]
        steps += [timedelta(days=self.rng.randint(28, 32))]
        self.go_on(self.now + self.rng.choice(steps))

    def go_on(self, then: datetime) -> None:
        if then.hour >= 20:
            then = (then + timedelta(days=1)).replace(hour=9, minute=self.rng.randrange(60))
        if then.date() > self.now.date():
            self.world.visits = [replace(v, status=NEXT_DAY.get(v.status, v.status)) for v in self.world.visits]
        self.now = then

    def stated(self) -> datetime:
        """Now; now and then an earlier minute of the same day."""
        if self.chance(0.9):
            return self.now
        return max(self.now - timedelta(minutes=self.rng.randrange(300)), self.now.replace(hour=8, minute=0, second=0))

    def past_day(self) -> datetime:
        """A time on an earlier day, often just before or on a visit on record."""
        at = self.now - timedelta(days=self.rng.randint(1, 35), minutes=self.rng.randrange(60))
        if self.world.visits and self.chance(0.5):
            at = self.rng.choice(self.world.visits).at + timedelta(minutes=self.rng.choice((-60, -1, 0, 1, 1440)))
        at = max(at, self.start - timedelta(days=40))
        return at if at.date() < self.now.date() else self.now - timedelta(days=1)

    def someone(self, at: datetime, but: int | None = None) -> int | None:
        """A salesperson who was on the staff at that time."""
        here = [s for s in self.salespeople if s != but and not naive.has_left(self.world, s, at)]
        return self.rng.choice(here) if here else None

    def stand(self, file: int, at: datetime) -> Answer:
        return naive.answer(self.world, file, at, max(at, self.now))

    def person(self, file: int) -> set[int]:
        return naive.person(self.world, file)

    def seen(self, file: int) -> bool:
        """Whether the person has a visit on record."""
        return any(v.customer in self.person(file) and v.received for v in self.world.visits)

    # --- visits

    def visit(self, file: int | None = None) -> None:
        """A visitor at the desk today."""
        file, at = file or self.rng.choice(self.files), self.stated()
        if any(v.status == "waiting" and v.customer in self.person(file) for v in self.world.visits):
            return
        receiver = self.someone(self.now)
        if receiver is None:
            return
        stand = self.stand(file, self.now)
        v = self.blank(file, at, receiver)
        if naive.is_named(self.world, self.person(file)):
            v = replace(v, kind="duty", founded_as="duty")
        elif stand.owner is not None:
            v = self.returning(v, stand.owner)
        else:
            v = self.new(v)
        self.add(self.fate(self.introduced(v)))

    def blank(self, file: int, at: datetime, receiver: int, late: bool = False) -> Visit:
        seq = self.entry()
        ahead = dict.fromkeys((w.id for w in self.world.visits if w.at > at), seq)
        return Visit(
            self.next_number(), seq, at, self.now, file, "turn", "done", receiver, False, late,
            stated=seq, ahead_of=ahead, founded_as="turn",
        )  # fmt: skip

    def add(self, v: Visit) -> None:
        self.world.visits.append(v)
        if v.received and not v.late and v.receiver is not None and self.chance(0.25):
            self.handover(v)

    def returning(self, v: Visit, owner: int) -> Visit:
        """4.1 or 4.2: the owner receives, or another on duty."""
        kind = "returning" if v.receiver == owner else "duty"
        return replace(v, kind=kind, founded_as=kind)

    def new(self, v: Visit) -> Visit:
        """By announcement, brought along, asked for, unrecalled, or by turn."""
        announced = self.announcement_for(v)
        if announced is not None:
            kind = "client" if v.receiver == announced.by else "duty"
            return replace(
                v, kind=kind, founded_as=kind, announcer=announced.by, announcement=announced.id, client="7.5a"
            )
        if self.chance(0.12):
            announcer = self.someone(self.now)
            kind = "client" if v.receiver == announcer else "duty"
            return replace(v, kind=kind, founded_as=kind, announcer=announcer, client="7.5b")
        if self.chance(0.12):
            return replace(v, kind="asked-for", founded_as="asked-for")
        if self.chance(0.5) and not self.seen(v.customer):
            return replace(v, kind="unrecalled", founded_as="unrecalled", unrecalled=True)
        return v

    def announcement_for(self, v: Visit) -> Referral | None:
        """7.5a: the earliest announcement of this file for today whose old customer still counts."""
        for r in self.world.referrals:
            right = r.kind == "client" and r.customer == v.customer and r.visit_on == v.day and r.by is not None
            matched = any(w.announcement == r.id or r.id in w.voids for w in self.world.visits)
            if right and not matched and r.old_customer is not None and r.by is not None:
                old = self.person(r.old_customer)
                if naive.is_old_customer(self.world, old, r.by, self.now):
                    return r
        return None

    def introduced(self, v: Visit) -> Visit:
        """Under which introduction the visit comes, if any."""
        for r in self.world.referrals:
            if r.customer != v.customer or r.kind == "client":
                continue
            if r.kind == "company":
                return replace(v, referral=r.id)
            state = naive.employee_state(self.world, r, self.now)
            if r.visit_on == v.day and state in ("open", "signed", "come-along", "valid"):
                along = self.chance(0.7)
                if state in ("signed", "valid") or along:
                    return replace(v, referral=r.id, with_introducer=along)
                return replace(v, voids=(r.id,))
        return v

    def fate(self, v: Visit) -> Visit:
        """A few visitors wait: they give up, are never received, or still stand there."""
        if self.chance(0.92):
            return v
        waits = replace(v, receiver=None, status="waiting", announcer=v.announcer)
        how = self.rng.choice(("gave up", "unreceived", "waiting"))
        if how == "gave up":
            return replace(waits, status="done", ended_waiting=True, stated=self.entry())
        return replace(waits, status="unreceived") if how == "unreceived" else waits

    def handover(self, v: Visit) -> None:
        """3.10c, 5.2, 5.3, or back to the owner; what the desk would grant."""
        taker = self.someone(self.now, but=v.receiver)
        spans, _theirs = naive.walk(self.world, self.person(v.customer), v.at)
        started = next((s for s in spans if s.start.id == v.id), None)
        owner = self.stand(v.customer, v.at).owner
        if taker is None or v.receiver is None:
            return
        if taker == owner:
            clause, kind = v.client or "4.1", "client" if v.client else "returning"
        elif started and self.chance(0.4):
            clause, kind = "3.10c", "turn" if started.owner == v.receiver else "duty"
        elif started and owner == v.receiver:
            clause, kind = "5.2", "asked-for"
        else:
            clause, kind = "5.3", "duty"
        h = Handover(self.entry(), clause, v.receiver, taker)
        self.put(replace(v, receiver=taker, handover=h, kind=kind))

    def put(self, v: Visit) -> None:
        self.world.visits = [v if w.id == v.id else w for w in self.world.visits]

    def late_visit(self) -> None:
        """A visit of an earlier day, entered today."""
        file, at = self.rng.choice(self.files), self.past_day()
        receiver = self.someone(at)
        if receiver is None:
            return
        unrecalled = self.chance(0.3) and not self.seen(file)
        company = [r.id for r in self.world.referrals if r.kind == "company" and r.customer == file]
        v = replace(self.blank(file, at, receiver, late=True), unrecalled=unrecalled)
        stand = self.stand(file, at)
        if stand.owner is not None:
            v = self.returning(v, stand.owner)
        self.add(replace(v, referral=company[0] if company else None))

    def correct(self) -> None:
        """7.2: another time, another number's file, or another receiver; introductions are left alone."""
        free = [v for v in self.world.visits if v.received and v.referral is None and not v.voids]
        if not free:
            return
        v = self.rng.choice(free)
        at, customer, receiver = v.at, v.customer, v.receiver
        how = self.rng.randrange(3)
        if how == 0:
            at = min(self.past_day(), self.now)
        elif how == 1:
            customer = self.rng.choice(self.files)
        elif v.handover is None:
            receiver = self.someone(v.at) or v.receiver
        tied = {r.customer for r in self.world.referrals}
        if customer in tied or v.customer in tied:
            return
        others = [w for w in self.world.visits if w.id != v.id and w.at > at]
        moved = customer != v.customer
        seq = self.entry()
        ahead = dict.fromkeys((w.id for w in others if moved or w.at <= v.at), seq)
        ahead |= {} if moved else {w.id: v.ahead_of[w.id] for w in others if w.id in v.ahead_of}
        self.put(replace(v, at=at, customer=customer, receiver=receiver, ahead_of=ahead, stated=seq))

    def confirm(self) -> None:
        for day in {v.day for v in self.world.visits}:
            if self.chance(0.9):
                self.confirmations[day] = self.entry()

    # --- introductions

    def refer(self) -> None:
        """6.1, 6.2.1, 7.5a; most who were announced come, most on the day."""
        seen = {v.customer for v in self.world.visits}
        file = self.rng.choice([f for f in self.files if f not in seen] or self.files)
        kind = self.rng.choice(("employee", "employee", "company", "client", "client"))
        days = self.rng.choice((0, 0, 1, 3))
        announced = NO_PHONE if kind == "client" and self.chance(0.6) else file
        self.register(kind, announced, (self.now + timedelta(days=days)).date())
        if self.chance(0.5):
            self.sign()
        if self.chance(0.8):
            self.go_on(self.now + timedelta(days=days, minutes=self.rng.randrange(60)))
            self.visit(file if self.chance(0.7) else None)
            self.sign()
            if announced == NO_PHONE:
                self.claim("introduced", file)

    def register(self, kind: str, file: int, day: date) -> None:
        seq = self.entry()
        if kind == "client":
            owned = [f for f in self.files if self.stand(f, self.now).owner]
            old, by = self.rng.choice(owned or self.files), self.someone(self.now)
            stand = self.stand(old, self.now).owner
            self.put_referral(Referral(self.next_number(), seq, kind, file, stand or by, self.now, self.now, day,
                                       old_customer=old))  # fmt: skip
        elif not self.fresh(file):
            return
        elif kind == "employee":
            by = self.rng.choice(EMPLOYEES)
            self.put_referral(Referral(self.next_number(), seq, kind, file, by, self.stated(), self.now, day))
        else:
            handling = self.rng.choice(("named", "introduced", "introduced", "aftercare", "aftercare-other"))
            receiver = self.someone(self.now) if handling == "named" else None
            self.put_referral(Referral(self.next_number(), seq, kind, file, None, self.stated(), self.now,
                                       handling=handling, receiver=receiver))  # fmt: skip

    def put_referral(self, r: Referral) -> None:
        self.world.referrals.append(r)

    def fresh(self, file: int) -> bool:
        """6.1.1, 6.2.1: no visit on record, no visitor waiting, no introduction that stands."""
        files = self.person(file)
        if any(v.customer in files and (v.received or v.status == "waiting") for v in self.world.visits):
            return False
        mine = [r for r in self.world.referrals if r.customer in files and r.kind != "client"]
        dead = ("lapsed", "void")
        return all(r.kind == "employee" and naive.employee_state(self.world, r, self.now) in dead for r in mine)

    def sign(self) -> None:
        """6.2.3: phoned before the visit, or beside the introducer."""
        for r in self.world.referrals:
            if r.kind == "employee":
                state = naive.employee_state(self.world, r, self.now)
                how = {"open": "phoned", "come-along": "accompanied"}.get(state)
                if how and self.chance(0.8):
                    self.world.signatures.append(Signature(self.entry(), r.id, how, self.now))

    # --- claims

    def recognise(self) -> None:
        """3.7: a visitor cannot recall by whom, and is recognised, or is not."""
        fresh = [f for f in self.files if not self.seen(f)]
        if fresh and self.world.visits:
            self.visit(self.rng.choice(fresh))
            self.later()
            self.claim("recognised")

    def claim(self, ground: str = "", about: int | None = None) -> None:
        """A claim is filed; now and then as of an earlier time."""
        file, other = about or self.rng.choice(self.files), self.rng.choice(self.files)
        ground = ground or self.rng.choice(GROUNDS)
        if about is None and self.chance(0.8):
            file, other = self.likely(ground, file, other)
        if not self.world.visits or not self.filed_rightly(ground, file, other):
            return
        late = self.chance(0.1)
        by = self.someone(self.now) or 1
        announced = [r for r in self.world.referrals if r.kind == "client"]
        if ground == "introduced" and announced:
            r = announced[-1]
            by, other = r.by or by, r.old_customer or other
        filed = self.past_day() if late else self.stated()
        mine = [v.id for v in self.world.visits if v.customer in self.person(file) and v.received]
        meant = self.rng.choice(mine) if mine and self.chance(0.3) else None
        self.world.claims.append(Claim(
            self.next_number(), self.entry(), file, by, ground, "open", filed, self.now, late,
            same_as=other if ground in ("recognised", "earlier") else None,
            spouse=other if ground == "couple" else None,
            old_customer=other if ground == "introduced" else None, visit=meant,
        ))  # fmt: skip
        if self.chance(0.7):
            self.rule()

    def likely(self, ground: str, file: int, other: int) -> tuple[int, int]:
        """Two files that such a claim would be about."""
        mine = [v.customer for v in self.world.visits if fits(ground, v)]
        file = self.rng.choice(mine) if mine else file
        theirs = [f for f in self.files if f not in self.person(file) and self.stand(f, self.now).owner]
        return file, self.rng.choice(theirs) if theirs else other

    def filed_rightly(self, ground: str, file: int, other: int) -> bool:
        """What the desk accepts: a second `couple` is refused, as is a second `solicited` or `introduced` of a visit."""
        if ground == "couple":
            return not self.in_household(file) and not self.in_household(other)
        again = [c for c in self.world.claims if c.ground == ground and c.customer in self.person(file)]
        return ground not in ("solicited", "introduced") or not again

    def in_household(self, file: int) -> bool:
        return bool(naive.household(self.world, self.person(file))[0])

    def rule(self) -> None:
        """The manager rules an open claim: as the policy has it, by 7.7, or rejects it."""
        waiting = [c for c in self.world.claims if c.status == "open"]
        if not waiting:
            return
        c = self.rng.choice(waiting)
        if c.ground == "other" or self.chance(0.1):
            self.rule_by_opinion(c)
            return
        effect = naive.effect_of(self.world, c)
        self.judged(self, c, effect)
        ruled = replace(c, ruled=self.now, ruled_entry=self.entry(), status="rejected")
        if effect is not None and self.chance(0.95):
            pair = [f for key in ("couple", "link") for f in effect.get(key, ())]  # type: ignore[attr-defined]
            homes = [self.in_household(f) for f in pair]
            refused = any(homes) if "couple" in effect else pair and all(homes)
            if refused or self.recognised_before(effect):
                return
            ruled = replace(ruled, status="upheld", effect=effect)
            self.matched_by_ruling(effect)
        self.put_claim(ruled)

    def matched_by_ruling(self, effect: Mapping[str, object]) -> None:
        """The visit that a 7.5 ruling is about is the announced one from now on."""
        for v in self.world.visits:
            if v.id == effect.get("introduced"):
                self.put(replace(v, announcement=effect["announcement"]))  # type: ignore[arg-type]

    def recognised_before(self, effect: Mapping[str, object]) -> bool:
        """A second recognition of one visit: the page is silent, so none is upheld here."""
        ruled = {c.effect.get(key) for c in self.world.claims for key in ("same-day", "recognised")} - {None}
        return bool(ruled & {effect.get("same-day"), effect.get("recognised")})

    def rule_by_opinion(self, c: Claim) -> None:
        """7.7: an opinion with shares, approved by the director or not yet, or refused."""
        people: list[int | str] = self.rng.sample([*self.salespeople, *EMPLOYEES, "pool"], 2)
        part = Fraction(self.rng.randint(1, 99), 100)
        seq = self.entry()
        opinion = Opinion(((people[0], part), (people[1], 1 - part)), seq)
        ruled = replace(c, opinion=opinion, ruled=self.now, ruled_entry=seq, status="awaiting-director")
        if naive.is_about(self.world, ruled) is None:
            return
        status = self.rng.choice(("upheld", "upheld", "upheld", "awaiting-director", "refused"))
        approved = self.entry() if status != "awaiting-director" else None
        self.put_claim(replace(ruled, status=status, approved_entry=approved))

    def put_claim(self, claim: Claim) -> None:
        self.world.claims = [claim if c.id == claim.id else c for c in self.world.claims]

    # --- deals, people

    def deal(self) -> None:
        """Signed where something protects, or where the company arranged it; some are cancelled."""
        file = self.rng.choice(self.files)
        at = self.past_day() if self.chance(0.15) else self.stated()
        intro = naive.introduction(self.world, self.person(file), self.now)
        carer = self.someone(self.now) if intro and intro[0].handling == "aftercare" else None
        if not self.stand(file, at).shares:
            return
        late = at.date() < self.now.date()
        seq = self.entry()
        self.world.deals.append(Deal(self.next_number(), seq, file, at, "1-101", 100, 300_001, carer, late))

    def cancel(self) -> None:
        """One deal is taken back."""
        stand = [d for d in self.world.deals if d.cancelled is None]
        if stand:
            self.entry()
            gone = self.rng.choice(stand)
            self.world.deals = [replace(d, cancelled=self.now) if d.id == gone.id else d for d in self.world.deals]

    def leave(self) -> None:
        """One of the salespeople leaves, if two stay."""
        here = [s for s in self.salespeople if self.world.staff[s].left is None]
        if len(here) > 2 or self.chance(0.3):
            gone = self.rng.choice(here) if here else None
            if gone is not None:
                self.entry()
                self.world.staff[gone] = replace(self.world.staff[gone], left=self.now)

    # --- as a whole

    def live(self) -> None:
        """A few months: up to eight visits, and what goes with them."""
        verbs: list[tuple[Callable[[], None], int]] = [
            (self.visit, 10), (self.late_visit, 2), (self.claim, 4), (self.rule, 1), (self.deal, 3), (self.refer, 2),
            (self.sign, 1), (self.correct, 1), (self.leave, 1), (self.confirm, 2),
            (self.cancel, 1), (self.recognise, 2),
        ]  # fmt: skip
        plan = self.rng.choices([v for v, _w in verbs], [w for _v, w in verbs], k=self.rng.randint(4, 18))
        for verb in plan:
            if len(self.world.visits) < 8 or verb not in (self.visit, self.late_visit, self.refer, self.recognise):
                verb()
            self.later()
        if self.chance(0.6):
            self.confirm()
        self.world.visits = [
            replace(v, confirmed=self.confirmations.get(v.day, 0) > v.stated) for v in self.world.visits
        ]
        self.rng.shuffle(self.world.visits)
        self.rng.shuffle(self.world.claims)


def fits(ground: str, v: Visit) -> bool:
    """Whether such a claim could be about that visit."""
    if ground == "solicited":
        return v.handover is not None and v.handover.clause == "5.2"
    return v.unrecalled or ground != "recognised"


def case(office: Office) -> Case:
    w = office.world
    return case_of(
        [*office.files, NO_PHONE], w.visits, w.claims, Roster(w.staff), POLICY, w.deals, w.referrals, w.signatures
    )


# --- the comparison


@dataclasses.dataclass(frozen=True)
class Question:
    """A deal of `file` signed `at`, or only the question."""

    file: int
    at: datetime
    now: datetime
    deal: Deal | None = None


def questions(office: Office) -> Iterator[Question]:
    """Every deal, and every file at some moments: at the end, about a visit, some time."""
    rng, now = office.rng, office.now
    for d in office.world.deals:
        yield Question(d.customer, d.at, now, d)
    for file in office.files:
        moments = [now, now + timedelta(days=rng.randint(0, 40))]
        if office.world.visits:
            at = rng.choice(office.world.visits).at
            moments += [at.replace(second=0), at + timedelta(days=rng.randint(20, 33))]
        for at in rng.sample(moments, 2):
            yield Question(file, at, max(now, at))


def by_the_rules(known: Case, q: Question) -> Answer:
    """The rules' answer in the words of the naive one."""
    who = known.person[q.file]
    found = result(known, who, q.at, q.now, q.deal)
    span = None if ownership.is_named(known, who) else found.standing.answers
    shares = [(s.to, s.role, s.share, s.clause) for s in found.shares]
    return Answer(span.owner if span else None, span.until if span else None, shares, bool(found.holds))


def compared(office: Office, known: Case, q: Question) -> None:
    want, have = naive.answer(office.world, q.file, q.at, q.now, q.deal), by_the_rules(known, q)
    if not want.shares and q.deal is None:
        want, have = dataclasses.replace(want, held=False), dataclasses.replace(have, held=False)
    assert have == want, shown(office, f"{q}\nrules {have}\nnaive {want}")


def shown(office: Office, what: str) -> str:
    """The office's facts in order of entry, one a line."""
    facts: list[Any] = [*office.world.visits, *office.world.claims, *office.world.deals, *office.world.referrals]
    facts += office.world.signatures
    left = [f"{s.id} left {s.left}" for s in office.world.staff.values() if s.left]
    return "\n".join([what, *left, *(str(f) for f in sorted(facts, key=lambda f: f.entry))])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_agree_with_the_page_read_naively(seed: int) -> None:
    rng, cases = Random(seed), 0
    while cases < CASES_PER_SEED:
        office = Office(rng)
        office.live()
        known = case(office)
        for q in questions(office):
            compared(office, known, q)
            cases += 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rules_judge_claims_as_the_page_read_naively_does(seed: int) -> None:
    judged = 0

    def agree(office: Office, claim: Claim, effect: dict[str, object] | None) -> None:
        nonlocal judged
        judged += 1
        finding = disputes.judge(case(office), claim)
        have = dict(finding.effect) if finding.borne_out else None
        assert have == effect, shown(office, f"{claim}\nrules {have}: {finding.reason}\nnaive {effect}")

    rng = Random(1_000 + seed)
    while judged < CLAIMS_PER_SEED:
        Office(rng, agree).live()
