"""Random commands with extreme values: every command of the app, taken from the app itself, so that none is forgotten."""

from __future__ import annotations

import io
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from openpyxl import Workbook

from salesdesk.desk.arrival import RATINGS
from salesdesk.desk.claims import NEEDED
from salesdesk.facts import ROLES
from salesdesk.rules.introductions import HANDLINGS, STATUSES
from salesdesk.rules.policy import KEYS
from tests.hostile import EDGE_NUMBERS, EDGE_TIMES, EDGE_WORDS
from tests.office import Answer, command_tree, type_command
from tests.store.lived import lived, play
from tests.store.tools import report_on

START = datetime(2025, 11, 3, 10, 0)
MORE = """
2025-11-03 09:40 | backup {folder}/kept.db
2025-11-03 09:42 | checkin 13800000009 --name 张九
2025-11-03 09:43 | customer erase 13800000009
2025-11-03 09:44 | restore {folder}/kept.db --as 陈经理
2025-11-03 09:50 | checkin 13800000010 --name 张十
2025-11-03 09:52 | customer erase 13800000010
2025-11-03 09:53 | refer employee 13800000030 --name 周十 --by 孙会计 --visit-on 2025-12-31
2025-11-03 09:54 | claim file 13800000002 --by 赵六 --ground other
2025-11-03 09:55 | claim rule 2 --uphold --opinion 各半 --share 赵六=50 --share 王五=50 --as 陈经理
2025-11-03 09:56 | queue off 赵六
"""
READS = {
    "register", "queue", "owner", "claim", "claim list", "claim show", "deal list", "deal show", "payout", "followup",
    "followup incomplete", "report weekly", "report office", "policy show", "customer find", "customer show", "clause",
    "staff list", "verify", "doctor", "board", "refer list", "refer show", "desk",
}  # fmt: skip
"""The commands that only read, as they are without what makes an entry of some (`--close`, `--whole`)."""
WRITES = {
    "checkin", "done", "undo", "handover", "call", "confirm", "correct", "queue open", "queue join", "queue away",
    "queue back", "queue off", "queue strike", "queue swap", "queue priority", "refer employee", "refer company",
    "refer client", "refer confirm", "refer slip", "claim file", "claim rule", "claim approve", "deal add", "deal amend",
    "deal cancel", "followup add", "followup done",
    "policy set", "customer correct", "customer consent", "customer freeze", "customer erase", "init", "staff add", "staff leave",
    "staff pin", "backup", "restore", "import", "demo",
}  # fmt: skip
KINDS = {"claim": "claim", "deal": "deal", "refer": "referral"}
NEVER_ENDS = {"--watch"}
OFTEN = {
    "demo": 0, "init": 0.1, "desk": 0.1, "staff leave": 0.1, "restore": 0.4, "customer erase": 0.4, "customer freeze": 0.2,
    "checkin": 6, "done": 4, "deal add": 4, "claim file": 3, "claim rule": 3, "claim approve": 2, "refer employee": 2,
    "refer client": 2, "refer confirm": 2, "confirm": 2, "queue away": 2, "queue back": 3, "queue join": 2, "payout": 2,
    "handover": 5, "correct": 2, "policy set": 2, "followup add": 2,
}  # fmt: skip
"""How often these are typed where another is typed once; the demo, which takes seconds, only where all are typed in turn."""

LIKELY = {
    "--by": 0.97, "--ground": 0.97, "--unit": 0.97, "--price": 0.97, "--name": 0.97, "--visit-on": 0.97, "--from": 0.97,
    "--visit-at": 0.97, "--source": 0.97, "--handling": 0.97, "--how": 0.97, "--role": 0.97, "--month": 0.97, "--reason": 0.97,
    "--same-as": 0.9, "--spouse": 0.9, "--next": 0.8, "--manager": 0.97, "--as": 0.85, "--json": 0.5, "--close": 0.5,
    "--uphold": 0.6, "--fault": 0.6, "--opinion": 0.4, "--share": 0.4, "--visit": 0.3, "--to": 0.5, "--insists": 0.3,
}  # fmt: skip
"""How often an option is typed: those that a command asks for in a terminal, or that most need; others seldom."""
STAFF = (*("李四", "王五", "赵六") * 3, "孙会计", "何助理", "陈经理", "周总监")


def commands() -> dict[str, list[Any]]:
    """The parameters of every command that can be typed, by its name, as the app itself has them."""
    return {" ".join(words): parameters for words, parameters in command_tree()}


@lru_cache
def _begun() -> Path:
    """The office each round begins with: closed months, erased persons, a restore behind it."""
    folder = Path(tempfile.mkdtemp())
    store = lived(folder)
    play(store, MORE.format(folder=folder))
    book = Workbook()
    for row in (
        ("日期", "姓名", "电话", "接待人"),
        ("2025-09-20", "钱八", "13800000020", "李四"),
        ("2025-09-21", "", "13800000001", "王五"),
    ):
        book.active.append(row)
    book.save(folder / "old.xlsx")
    return folder


@dataclass
class Typist:
    """Somebody at the desk who types anything; `wrong` is what should not have come of it."""

    folder: Path
    random: Random
    clock: datetime = START
    log: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    commands: dict[str, list[Any]] = field(default_factory=commands)
    kind: str = "visit"
    """What the command at work numbers."""
    extreme: Any = None
    """The parameter of the command at work that is given an extreme value."""

    def __post_init__(self) -> None:
        for name in ("office.db", "kept.db", "old.xlsx"):
            shutil.copyfile(_begun() / name, self.folder / name)
        self.store = self.folder / "office.db"
        self.store.chmod(0o600)

    # --- typing

    def play(self, count: int, first: list[str]) -> None:
        """Types each of `first`, then others, `count` in all; looks at the office after each that was accepted."""
        names = list(self.commands)
        weights = [OFTEN.get(n, 1.0) for n in names]
        for n in range(count):
            name = first[n] if n < len(first) else self.random.choices(names, weights)[0]
            words = [*name.split(), *self.words(self.commands[name], KINDS.get(name.split()[0], "visit"))]
            if self.random.random() < 0.1:
                words += ["--request-id", f"r{self.random.randint(1, 9)}"]
            before = self.head()
            answer = self.type(words, self.now())
            self.seen[f"{name} {answer.code}"] += 1
            if answer.code == 0 and self.head() != before:
                self.seen["accepted"] += 1
                self.look(thorough=self.seen["accepted"] % 25 == 0)
            if len(self.wrong) > 9:
                return
        self.look(thorough=True)

    def now(self) -> str:
        leap = self.random.choices((timedelta(minutes=7), timedelta(days=1), timedelta(days=33)), (40, 1, 0.2))[0]
        day, self.clock = self.clock.date(), self.clock + leap
        if self.clock.date() > day:
            opened = self.type(["queue", "open", "--as", "陈经理"], f"{self.clock:%Y-%m-%d %H:%M}")
            self.seen[f"queue open {opened.code}"] += 1
        if self.random.random() < 0.02:
            return self.random.choice(EDGE_TIMES)
        return f"{self.clock:%Y-%m-%d %H:%M}"

    def type(self, words: list[str], clock: str, *, reads: bool = False) -> Answer:
        """One command; whatever escapes it, or an exit code that it must not have, is wrong."""
        self.log.append(f"{clock} | {words!a}")
        try:
            with mock.patch.object(sys, "stdin", io.StringIO("queue\nowner '#1'\n")):
                answer = type_command(self.store, clock, words)
        except BaseException:  # noqa: BLE001  (whatever escapes is the very harm looked for)
            answer = Answer(99, "", f"Traceback {traceback.format_exc()[-900:]}")
        store_may_fail = words[0] in ("backup", "restore", "demo") and not reads
        allowed = (0, 1) if reads else (0, 1, 2, 3) if store_may_fail else (0, 1, 2)
        said = answer.out + answer.err
        if answer.code not in allowed or "Traceback" in said or "could not be read again" in said:
            self.wrong.append("\n".join([*self.log[-3:], f"exit {answer.code}", ascii(said[-900:])]))
        return answer

    def newest(self, kind: str) -> range:
        """The numbers of the last three of a kind, and one that is none yet."""
        with closing(sqlite3.connect(self.store)) as sql:
            (last,) = sql.execute("SELECT coalesce(max(number), 0) FROM entry WHERE kind = ?", (kind,)).fetchone()
        return range(max(1, last - 2), last + 2)

    def head(self) -> bytes:
        return self.store.read_bytes()[24:28] if self.store.exists() else b""

    # --- looking

    def readings(self) -> list[list[str]]:
        """What only reads, with values that are on record, as people and as scripts read it."""
        days = [f"{self.clock:%Y-%m-%d}", "2025-10-05", "2025-10-06", "2000-01-01", "2100-01-01"]
        month = f"{self.clock:%Y-%m}"
        numbers = [str(n) for n in range(1, 4)]
        of = {
            "owner": [["owner", f"#{n}"] for n in range(1, 12)] + [["owner", "#1", "--on", d] for d in days],
            "queue": [["queue", "--why", "--on", d] for d in days], "register": [["register", "--on", d] for d in days],
            "policy show": [["policy", "show", "--on", d] for d in days],
            "payout": [["payout", "--month", m] for m in ("2025-10", "2025-11", month)]
            + [["payout", "--month", month, "--explain", "李四"]],
            "report office": [["report", "office", "--on", d] for d in days],
            "customer find": [["customer", "find", "张"]], "clause": [["clause", "3.7i"]],
            "followup incomplete": [["followup", "incomplete", "--from", "2025-10-01"]],
        }  # fmt: skip
        for name in ("claim show", "deal show", "refer show"):
            of[name] = [[*name.split(), n] for n in numbers]
        of["customer show"] = [["customer", "show", f"#{n}"] for n in range(1, 12)]
        return [words for name in sorted(READS) for words in of.get(name, [name.split()])]

    def look(self, thorough: bool) -> None:
        """The office still answers: `doctor` runs every reading command's core; now and then all are typed, and more."""
        clock, known = f"{self.clock:%Y-%m-%d %H:%M}", self.readings()
        sample = known if thorough else [["doctor"], *self.random.sample(known, 3)]
        for words in sample:
            as_json = words != ["desk"] and self.random.random() < 0.5
            self.type([*words, "--json"] if as_json else words, clock, reads=True)
        if thorough:
            if findings := report_on(self.store).findings:
                self.wrong.append(f"{self.log[-len(sample) - 1]}: {findings}")
            (self.folder / "look.db").unlink(missing_ok=True)
            if self.type(["backup", str(self.folder / "look.db")], clock, reads=True).code:
                self.wrong.append("no backup can be made")
            if self.type(["verify"], clock, reads=True).code:
                self.wrong.append("verify fails")

    # --- what is typed

    def words(self, parameters: list[Any], kind: str) -> list[str]:
        """Options and arguments: those required, some of the others, most as people mean them, some extreme."""
        arguments, options, self.kind = [], [], kind
        self.extreme = self.random.choice(parameters) if parameters and self.random.random() < 0.4 else None
        for p in parameters:
            option, needed = p.param_type_name == "option", p.required
            if set(p.opts) & NEVER_ENDS or (
                p is not self.extreme and self.random.random() > (0.98 if needed else self.likely(p))
            ):
                continue
            if getattr(p, "is_flag", False):
                options.append(p.opts[0])
                continue
            several = self.random.randint(1, 3) if p.nargs == -1 or p.multiple else 1
            for _n in range(several):
                value = self.value(p)
                if option:
                    options += [p.opts[0], value]
                else:
                    arguments.append(value)
        return [*arguments, *options]

    def likely(self, p: Any) -> float:
        return 0.95 if p.param_type_name == "argument" else LIKELY.get(p.opts[0], 0.08)

    def value(self, p: Any) -> str:
        if p is self.extreme:
            kinds = (EDGE_TIMES, tuple(t[:10] for t in EDGE_TIMES), EDGE_NUMBERS, EDGE_WORDS)
            return self.random.choice(self.random.choice(kinds))
        return str(self.random.choice(self.usual(p.opts[-1], p.metavar or "")))

    def usual(self, name: str, metavar: str) -> Any:
        """What people mean there."""
        day = self.clock + timedelta(days=self.random.choice((-400, -40, -2, -1, 0, 0, 0, 1, 30)))
        on, file = (
            f"{day:%Y-%m-%d}",
            str(self.folder / self.random.choice(("kept.db", "new.db", "out.xlsx", "out.csv"))),
        )
        lately = self.clock - timedelta(minutes=self.random.randint(0, 90))
        by_metavar: dict[str, Any] = {
            "PHONE": (*(f"138000000{n:02d}" for n in range(1, 12)), *(f"#{n}" for n in range(1, 9))), "STAFF": STAFF,
            "N": self.newest(self.kind), "VISIT": self.newest("visit"), "DATE": (on,), "FILE": (file,),
            "FILE.xlsx": (str(self.folder / "old.xlsx"),),
        }  # fmt: skip
        by_name: dict[str, Any] = {
            "--as": (*("陈经理", "周总监") * 8, "李四"), "--role": ROLES, "--how": ("accompanied", "phoned"),
            "--ground": (*NEEDED, "solicited", "other"), "--handling": tuple(HANDLINGS), "--fault": ("none", "slight", "grave"),
            "--rating": RATINGS, "--grade": RATINGS, "--status": STATUSES, "--share": ("李四=100", "pool=100"),
            "key": tuple(KEYS), "value": ("1", "0", "1/2", "0.3", "1000", "120", "2"), "--reason": ("refused", "asked-for", "写错"),
            "--at": (f"{lately:%Y-%m-%d %H:%M}", f"{on} 10:05"), "--visit-at": (f"{on} 15:00",), "--week": (f"{day:%G-W%V}",),
            "--month": (f"{day:%Y-%m}", "2025-10", "2025-11"), "--price": ("1200000", "0", "0.01", "2147483647.99", "900000.55"),
            "--commission": ("12000", "0", "2147483647"), "--rate": ("0.3", "0", "100"), "--seal": ("1-AAAA-BBBB", "60-AAAA"),
            "number": (*range(1, 9), "3.7i"), "--zone": ("Asia/Shanghai", "Europe/Berlin"), "--policy": (file,),
            "--keep": (str(self.folder / "demo"),), "--on": (on,), "--next": (on,), "--given": (on,), "--from": (on,),
            "--visit-on": (on,), "--out": (file,),
        }  # fmt: skip
        if metavar in ("PHONE", "N"):
            return by_metavar[metavar]
        return by_name.get(name) or by_metavar.get(metavar) or ("张三", "路过", "3-1-501")
