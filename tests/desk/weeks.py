"""Random weeks of an office, driven through the real operations of the desk, with what must hold after every step."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from tests.inside import (
    Arrival,
    Desk,
    DeskError,
    Refused,
    Store,
    StoreError,
    Wish,
    claims,
    deals,
    desk_month,
    desk_office,
    handover,
    keeping,
    leaving,
    queue,
    reception,
    referrals,
    register,
)
from tests.office import PIN, template

STAFF = ("李四", "王五", "赵六", "钱七")
INTRODUCERS = ("孙会计", "何助理")
MANAGER, DIRECTOR = 1, 2

RECEPTION = {
    "arrives": 40, "late": 5, "ends": 32, "verb": 14, "hands_over": 12, "calls": 2, "refers": 7, "signs": 4, "confirms": 5,
    "corrects": 3, "claims": 4, "rules": 5, "sells": 5, "cancels": 2, "closes": 1, "people": 1, "undoes": 4, "wrong_pin": 0.5,
}  # fmt: skip
MONTHS = RECEPTION | {
    "arrives": 25, "late": 20, "ends": 20, "verb": 4, "hands_over": 6, "confirms": 16, "corrects": 6, "claims": 10,
    "rules": 14, "sells": 24, "cancels": 8, "closes": 10, "undoes": 2,
}  # fmt: skip


def fen(yuan: str) -> int:
    return int(Fraction(yuan) * 100)


def text(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


class OnlyTried(Exception):
    """Takes a transaction back that was only tried."""


class Week:
    """One office. `steps` counts what was done, `refused` what was refused; `log` is what a reader needs to do it again."""

    def __init__(self, folder: Path, seed: int, weights: dict[str, float], undo_every: float = 0.25) -> None:
        self.path = folder / "office.db"
        shutil.copyfile(template(STAFF), self.path)
        self.store, self.random, self.seed = Store(self.path), Random(seed), seed
        self.weights, self.undo_every = weights, undo_every
        self.clock = datetime(2025, 10, 20, 9, 0)
        self.first_day = self.clock.date()
        self.staff = list(STAFF)
        self.phones = [f"1380000{n:04d}" for n in range(1, 13)]
        self.seen: Counter[str] = Counter()
        self.brought: set[int] = set()
        self.claimed: list[int] = []
        self.sold: list[int] = []
        self.referred: list[int] = []
        self.closed: dict[str, str] = {}
        self.log: list[str] = []
        self.calls: list[tuple[str, Any, tuple[Any, ...], dict[str, Any]]] = []

    # --- doing something

    @property
    def desk(self) -> Desk:
        return Desk(self.store, datetime.now(UTC), f"{self.clock:%Y-%m-%d %H:%M}", "test")

    def do(self, what: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """The answer, or None where it is refused; then the store is byte for byte as it was."""
        before, name = self.path.read_bytes(), f"{what.__module__.rpartition('.')[2]}.{what.__name__}"
        self.calls.append((f"{self.clock:%Y-%m-%d %H:%M}", what, args, more))
        self.log.append(f"{self.clock:%Y-%m-%d %H:%M} {name} {args} {more or ''}")
        try:
            answer = what(self.desk, *args, **more)
        except StoreError:
            raise
        except DeskError as e:
            self.unchanged(before, e.message)
            self.seen[f"{name} refused"] += 1
            self.log[-1] += f"  -- {e.message}"
            return None
        self.seen[name] += 1
        return answer

    def unchanged(self, before: bytes, message: str) -> None:
        assert self.path.read_bytes() == before, f"refused, yet the store changed: {message}"

    def undoable(self, what: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Now and then done, taken back, compared, and done again."""
        if self.chance(self.undo_every) and self.would(what, *args, **more):
            before = self.snapshot()
            self.do(what, *args, **more)
            undone = self.do(register.undo, None, None)
            assert undone, "the newest entry, just made, cannot be taken back"
            same(before, self.snapshot())
            self.seen["undone at once and compared"] += 1
        return self.do(what, *args, **more)

    def would(self, what: Callable[..., Any], *args: Any, **more: Any) -> bool:
        """Whether it would be done: tried in a transaction that is rolled back."""
        try:
            with self.store.writing():
                what(self.desk, *args, **more)
                raise OnlyTried
        except OnlyTried:
            return True
        except DeskError:
            return False

    def day(self, back: int = 0) -> str:
        return f"{self.clock - timedelta(days=back):%Y-%m-%d}"

    def pick(self, *those: Any) -> Any:
        return self.random.choice(those)

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def phone(self) -> str:
        return self.random.choice(self.phones)

    def someone(self) -> str:
        return self.random.choice(self.staff)

    # --- looking

    def snapshot(self) -> dict[str, str]:
        """Queue, owners, register, and what hangs on them, as the desk answers them."""
        d = self.desk
        later = f"{self.clock + timedelta(days=33):%Y-%m-%d}"
        shown = {f"owner {p}": owner(d, p, None) for p in self.files()}
        shown |= {f"owner {p} on {later}": owner(d, p, later) for p in self.phones}
        return shown | {
            "queue": text(queue.show(d, None, True)), "register": text(register.show(d, None)),
            "referrals": text(referrals.list_all(d, None, None)), "claims": text(claims.list_claims(d, True)),
            "deals": text(deals.list_deals(d, None)), "month": text(desk_month.payout(d, self.day()[:7])),
        }  # fmt: skip

    def files(self) -> list[str]:
        """Every number, and the files of those who gave none."""
        return [*self.phones, *(f"#{n}" for n in range(1, 20))]

    def owners(self) -> dict[str, Any]:
        found = {p: owner(self.desk, p, None) for p in self.files()}
        return {p: json.loads(a) for p, a in found.items() if a}

    # --- the steps

    def step(self) -> None:
        if self.clock.hour >= 17 or self.clock.time() < datetime(2025, 1, 1, 9).time():
            self.new_day()
        self.clock += timedelta(minutes=self.pick(0, 1, 4, 30))
        name = self.random.choices(list(self.weights), list(self.weights.values()))[0]
        getattr(self, f"step_{name}")()
        self.check_desk()

    def new_day(self) -> None:
        days = self.pick(1, 1, 1, 2, 5, 12) if self.weights is RECEPTION else self.pick(1, 3, 8, 15)
        self.clock = self.clock.replace(hour=9, minute=0) + timedelta(days=days)
        names = self.random.sample(self.staff, self.pick(2, 3)) if self.chance(0.2) else []
        self.undoable(queue.open_day, MANAGER, names, None)

    def step_arrives(self) -> None:
        arrival = self.arrival()
        at = f"{self.clock - timedelta(minutes=40):%Y-%m-%d %H:%M}" if self.chance(0.05) else None
        answer = self.undoable(reception.checkin, arrival, at, self.pick(None, MANAGER))
        if answer and arrival.brought_by and arrival.ask_for:
            self.brought.add(answer["visit"]["id"])

    def arrival(self) -> Arrival:
        phone = None if self.chance(0.04) else f"#{self.random.randint(1, 14)}" if self.chance(0.08) else self.phone()
        dice = self.random.random()
        if dice < 0.14:
            return Arrival(phone, brought_by=self.phone(), ask_for=self.someone())
        if dice < 0.30:
            return Arrival(phone, ask_for=self.someone(), insists=self.chance(0.5))
        if dice < 0.42:
            return Arrival(phone, unrecalled=True)
        if dice < 0.50:
            return Arrival(phone, with_introducer=True)
        if dice < 0.54 and self.referred:
            return Arrival(phone, referral=self.random.choice(self.referred), with_introducer=self.chance(0.5))
        return Arrival(phone)

    def step_late(self) -> None:
        at = f"{self.day(self.random.randint(1, 25))} {self.random.randint(9, 16):02d}:{self.random.randint(0, 59):02d}"
        arrival = Arrival(self.phone(), receiver=self.someone(), unrecalled=self.chance(0.2))
        self.undoable(reception.checkin, arrival, at, self.pick(MANAGER, MANAGER, None))

    def step_ends(self) -> None:
        rows = [v for v in register.show(self.desk, None)["visits"] if v["status"] in ("receiving", "waiting")]
        if rows and self.chance(0.6):
            self.undoable(reception.done, None, self.random.choice(rows)["id"], None, None)
        else:
            self.undoable(reception.done, self.someone(), None, None, None)

    def step_verb(self) -> None:
        who, other, boss = self.someone(), self.someone(), MANAGER
        verb = self.pick("join", "away", "away", "back", "back", "off", "strike", "swap", "priority")
        flag = self.chance(0.3)
        args = {
            "join": (who, None, self.pick(None, boss)), "away": (who, flag, None, boss), "back": (who, None, None),
            "off": (who, flag, None, boss), "strike": (who, "r", None, boss), "swap": (who, other, None, boss),
            "priority": (who, None, boss),
        }[verb]  # fmt: skip
        self.undoable(getattr(queue, verb), *args)

    def step_hands_over(self) -> None:
        rows = [v["id"] for v in register.show(self.desk, None)["visits"] if v["status"] == "receiving"]
        number = self.random.choice(rows) if rows else 1
        insists = self.chance(0.7)
        if self.chance(0.5):
            wish = Wish("refused", self.pick("none", "slight", "grave"), insists, None, self.chance(0.3))
        else:
            wish = Wish("asked-for", insists=insists, to=self.someone())
        self.undoable(handover, MANAGER, number, wish, None)

    def step_calls(self) -> None:
        self.do(reception.call, self.phone(), None, None, None, None)

    def step_refers(self) -> None:
        dice, phone, ahead = self.random.random(), self.phone(), self.day(-self.pick(0, 0, 0, 1))
        if dice < 0.4:
            answer = self.do(referrals.employee, MANAGER, phone, "客", self.pick(*INTRODUCERS), ahead, None)
        elif dice < 0.6:
            how = self.pick("named", "introduced", "aftercare", "aftercare-other")
            who = self.someone() if how == "named" else None
            answer = self.do(referrals.company, MANAGER, phone, "客", "总部", how, who, None)
        else:
            own = claimed_owner(self.desk, old := self.phone()) or self.someone()
            answer = self.do(
                referrals.client, phone if self.chance(0.8) else None, "客", own, old, f"{ahead} 18:00", None, None
            )
        if answer:
            self.referred.append(answer["referral"]["id"])

    def step_signs(self) -> None:
        if self.referred:
            self.do(
                referrals.confirm,
                MANAGER,
                self.random.choice(self.referred[-5:]),
                self.pick("phoned", "accompanied"),
                None,
            )

    def step_confirms(self) -> None:
        day = self.day(self.pick(0, 1, 2, 5, 12, 20))
        if self.do(register.confirm, MANAGER, day):
            self.twice(register.confirm, MANAGER, day, nothing_new=lambda a: a["confirmed"] == 0)

    def twice(self, what: Callable[..., Any], *args: Any, nothing_new: Callable[[Any], bool]) -> None:
        before = self.path.read_bytes()
        again = self.do(what, *args)
        assert nothing_new(again), again
        assert self.path.read_bytes() == before, f"{what.__name__} a second time changed the store"

    def step_corrects(self) -> None:
        number, dice = self.random.randint(1, 60), self.random.random()
        more: dict[str, Any] = {"name": "改"}
        if dice < 0.35:
            more = {"receiver": self.someone()}
        elif dice < 0.7:
            more = {"visit_at": f"{self.day(self.random.randint(0, 20))} {self.random.randint(9, 16):02d}:30"}
        elif dice < 0.9:
            more = {"phone": self.phone()}
        self.do(register.correct, MANAGER, number, "写错了", None, **more)

    def step_claims(self) -> None:
        ground = self.pick("recognised", "earlier", "couple", "introduced", "solicited", "other")
        other = self.phone()
        filing = claims.Filing(
            self.phone(), self.someone(), ground, other if ground in ("recognised", "earlier") else None,
            other if ground == "couple" else None, other if ground == "introduced" else None,
            self.random.randint(1, 40) if self.chance(0.1) else None,
        )  # fmt: skip
        if answer := self.do(claims.file_claim, filing, None, MANAGER):
            self.claimed.append(answer["claim"]["id"])

    def step_rules(self) -> None:
        if not self.claimed:
            return
        number, dice = self.random.choice(self.claimed[-6:]), self.random.random()
        if dice < 0.5:
            self.do(claims.rule, MANAGER, number, True, None, [], None)
        elif dice < 0.65:
            self.do(claims.rule, MANAGER, number, False, None, [], None)
        elif dice < 0.8:
            shares = [f"{self.someone()}=33.33", "孙会计=16.67", "pool=50"]
            self.do(claims.rule, MANAGER, number, True, "意见", shares, None)
        else:
            self.do(claims.approve, DIRECTOR, number, self.chance(0.3), None)

    def step_sells(self) -> None:
        at = f"{self.day(self.random.randint(1, 20))} 16:30" if self.chance(0.3) else None
        amount = self.pick(None, "0.01", "0.05", "33.33", "1000.01", "8400")
        carer = self.someone() if self.chance(0.1) else None
        answer = self.do(
            deals.add, self.phone(), f"1-{len(self.sold) + 101}", "1200000.50", amount, None, carer, at, MANAGER
        )
        if answer:
            self.sold.append(answer["deal"]["id"])
        elif self.chance(0.2) and self.sold:
            change = deals.Change(reason="换房", unit=f"2-{len(self.sold)}", price=self.pick(None, "900000.01"))
            self.do(deals.amend, MANAGER, self.random.choice(self.sold), change, None)

    def step_cancels(self) -> None:
        if self.sold:
            self.do(deals.cancel, MANAGER, self.random.choice(self.sold), "退", None)

    def step_closes(self) -> None:
        month = self.due_month()
        if month is None:
            return
        if self.do(desk_month.payout, month, True, MANAGER):
            self.twice(desk_month.payout, month, True, MANAGER, nothing_new=lambda a: bool(a["status"] == "closed"))
            self.closed[month] = text(desk_month.payout(self.desk, month))
            self.check_money(month)

    def due_month(self) -> str | None:
        """The month after the last closed one, or the first that can be closed."""
        if self.closed:
            year, number = map(int, max(self.closed).split("-"))
            return f"{year + number // 12}-{number % 12 + 1:02d}"
        return self.pick("2025-09", "2025-10", self.day()[:7])  # type: ignore[no-any-return]

    def step_people(self) -> None:
        if self.chance(0.5) and len(self.staff) > 3:
            who = self.someone()
            if self.do(leaving.staff_left, MANAGER, who):
                self.staff.remove(who)
        else:
            new = f"新{len(self.log)}"
            self.do(desk_office.add_staff, MANAGER, new, "salesperson", None, no_pin)
            self.staff.append(new)

    def step_undoes(self) -> None:
        self.do(register.undo, MANAGER, None)

    def step_wrong_pin(self) -> None:
        """Recorded by design, and nothing else."""
        before, d = self.snapshot(), self.desk
        try:
            desk_office.approver(d, "陈经理", "manager", lambda _: "0000")
        except Refused:
            self.seen["wrong PIN"] += 1
        same(before, self.snapshot())
        assert desk_office.approver(d, "陈经理", "manager", lambda _: PIN) == MANAGER

    # --- what must hold

    def check_desk(self) -> None:
        """After every step: the queue is a queue, nobody waits beside someone ready, nobody has two but by 7.5b."""
        shown = queue.show(self.desk, None)
        names = [p["name"] for p in shown["order"]]
        assert len(names) == len(set(names)), f"twice on the queue: {names}"
        flags = [p["priority"] for p in shown["order"]]
        assert flags == sorted(flags, reverse=True), f"priority turns are no prefix: {shown['order']}"
        assert not (shown["waiting"] and shown["next"]), f"{shown['next']} is ready while {shown['waiting']} wait"
        assert set(names) <= set(self.staff), f"on the queue, not on the staff: {set(names) - set(self.staff)}"
        if names:
            self.check_receiving({p["name"] for p in shown["order"] if p["status"] == "busy"}, shown["waiting"])

    def check_receiving(self, busy: set[str], waiting: list[int]) -> None:
        rows = [v for v in register.show(self.desk, None)["visits"] if v["status"] == "receiving"]
        for name in {v["receiver"] for v in rows}:
            mine = sorted(v["id"] for v in rows if v["receiver"] == name)
            others = [n for n in mine if n not in self.brought]
            assert len(others) <= 1, f"{name} receives {mine} at once"
            assert name in busy, f"{name} receives {mine}, and the queue says otherwise"

    def check_everything(self) -> None:
        """Now and then and at the end: shares, fen, closed months, the whole store."""
        for phone, answer in self.owners().items():
            parts = [Fraction(s["share"]) for s in answer["shares"]]
            assert sum(parts) == (1 if parts else 0), (phone, answer["shares"])
            assert len({(s["to"], s["role"]) for s in answer["shares"]}) == len(parts), answer["shares"]
        for number in self.sold:
            self.check_deal(deals.show(self.desk, number))
        for month, kept in self.closed.items():
            assert text(desk_month.payout(self.desk, month)) == kept, f"the closed month {month} changed"
        keeping.verify(self.desk, None)

    def check_deal(self, answer: dict[str, Any]) -> None:
        shares = answer["shares"]
        if not shares:
            assert answer["holds"] or answer["deal"]["status"] == "cancelled", answer
            return
        assert sum(Fraction(s["share"]) for s in shares) == 1, answer
        assert sum(fen(s["amount"]) for s in shares) == fen(answer["deal"]["commission"]), answer

    def check_money(self, month: str) -> None:
        """Just after a closing: every deal signed till then is paid, held, taken back, or never was paid."""
        last = json.loads(self.closed[month])
        held = {h["deal"] for h in last["held"]}
        paid = [line for kept in self.closed.values() for line in json.loads(kept)["lines"]]
        for number in self.sold:
            net: Counter[tuple[str, str]] = Counter()
            for x in paid:
                if x["deal"] == number:
                    net[x["to"], x["role"]] += fen(x["amount"])
            self.check_paid(
                deals.show(self.desk, number), net, month, number in held, any(x["deal"] == number for x in paid)
            )
            self.seen["deals checked against closed months"] += 1

    def check_paid(
        self, answer: dict[str, Any], net: Counter[tuple[str, str]], month: str, held: bool, paid: bool
    ) -> None:
        deal, here = answer["deal"], answer["deal"]["signed_at"][:7] <= month
        total = sum(net.values())
        if deal["status"] == "cancelled":
            assert not held, f"{deal} is cancelled and held"
            assert not any(net.values()), f"{deal} is cancelled, {net} was not taken back"
        elif not here:
            assert not paid, f"{deal} of a later month: {net}"
            assert not held, f"{deal} of a later month is held"
        elif not paid:
            assert held, f"{deal} is neither paid nor held"
            assert answer["holds"], f"{deal} is held for no reason"
        else:
            assert not held, f"{deal} is paid and held"
            assert total == fen(deal["commission"]), f"{deal}: {net}"
            if not answer["holds"]:
                wanted = {(s["to"] or "pool", s["role"]): fen(s["amount"]) for s in answer["shares"]}
                assert {k: v for k, v in net.items() if v} == {k: v for k, v in wanted.items() if v}, (
                    deal,
                    net,
                    wanted,
                )


def no_pin(_name: str) -> str:
    return PIN


def owner(desk: Desk, phone: str, on: str | None) -> str:
    """The answer of `owner`, empty where the number was never seen."""
    try:
        return text(claims.owner(desk, phone, on))
    except Refused:
        return ""


def claimed_owner(desk: Desk, phone: str) -> str | None:
    answer = owner(desk, phone, None)
    found: str | None = json.loads(answer)["owner"] if answer else None
    return found


def same(before: dict[str, str], after: dict[str, str]) -> None:
    for what, was in before.items():
        assert after[what] == was, f"{what} is not as before:\n  {was}\n  {after[what]}"


def lived(week: Week, steps: int) -> Week:
    """Lives the week; a failure names the last steps."""
    try:
        week.new_day()
        for n in range(1, steps + 1):
            week.step()
            if n % 15 == 0:
                week.check_everything()
        week.check_everything()
    except AssertionError as e:
        raise AssertionError("\n".join((str(e), *week.log[-60:]))) from e
    return week
