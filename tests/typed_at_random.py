"""Whatever can be typed: every command with every option that the app has, filled with fitting and with extreme values.

Commands, options and what they take are read from the app itself, so that a new one is driven from its first day. What
they take is told by their metavar, else by their name; `SORTS` says which values there are of each sort.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tests.hostile import AMOUNTS, DAYS, MONTHS, NUMBERS, PERCENTS, PHONES, TIMES, TYPED, WEEKS
from tests.office import command_tree

NAMES = ("李四", "王五", "赵六", "陈经理", "周总监", "孙会计", "何助理", "nobody", "#1", "1", "pool", "")
FILES = ("new.xlsx", "new.csv", "new.db", "missing/new.xlsx", "new.txt", "", ".", "名" * 300 + ".xlsx")
SORTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "STAFF": (("李四", "王五", "赵六"), (*NAMES, *NUMBERS)),
    "--as": (("陈经理", "周总监"), (*NAMES, *NUMBERS, *TYPED)),
    "PHONE": (("13800000001", "13800000004", "#2"), PHONES),
    "N": (("1", "2", "3"), NUMBERS),
    "VISIT": (("1", "6", "8"), NUMBERS),
    "YUAN": (("1000000", "8000.50"), AMOUNTS),
    "PERCENT": (("0.8", "30"), PERCENTS),
    "STAFF=PERCENT": (("李四=100",), (*(f"李四={p}" for p in PERCENTS), "=", "李四", "=100", "pool=1e9")),
    "DATE": (("2025-11-03", "2025-12-01"), DAYS),
    "--on": (("2025-10-05", "2025-11-03"), DAYS),
    "--at": (("2025-11-03 09:55", "2025-11-02 10:00"), TIMES),
    "--visit-at": (("2025-10-05 09:00", "2025-11-04 10:00"), TIMES),
    "--month": (("2025-10", "2025-11"), MONTHS),
    "--week": (("2025-W41", "2025-W44"), WEEKS),
    "FILE": (("new.xlsx",), FILES),
    "FILE.xlsx": (("new.xlsx",), FILES),
    "--out": (("new.xlsx",), FILES),
    "FIELD=HEADING": (("phone=电话",), ("=", "phone", "phone=", "=x", *(f"{w}={w}" for w in TYPED[::9]))),
    "CLAUSE": (("3.7i", "0.1"), (*NUMBERS, "3.7z", "16")),
    "KEY": (("protection_months", "commission_percent"), ("protection", "nothing", *TYPED[::9])),
    "TEXT": (("张", "1380"), (*TYPED, *PHONES, *NUMBERS)),
    "VALUE": (("2", "0.5"), (*NUMBERS, *PERCENTS)),
    "NAME": (("钱七", "韩九"), TYPED),
    "--role": (("salesperson", "manager", "employee"), TYPED),
    "--ground": (("other", "earlier", "recognised"), TYPED),
    "--handling": (("introduced", "named"), TYPED),
    "--how": (("phoned", "accompanied"), TYPED),
    "--status": (("open", "waiting"), TYPED),
    "--fault": (("other", "none"), TYPED),
    "--grade": (("A", "B"), TYPED),
    "--rating": (("A", "B"), TYPED),
    "--zone": (("Asia/Shanghai",), ("UTC", "Nowhere/None", "../etc", *TYPED[::5])),
    "--phone": (("13800000033",), PHONES),
    "words": (("一句话",), TYPED),
}
"""What fits and what is extreme, by metavar, else by option; whatever is not named takes any words."""

NOT_DRIVEN = {"desk", "demo"}
"""`desk` reads further commands, `demo` plays a month: each is driven by tests of its own."""
NOT_TYPED = {"--watch", "--json"}


@dataclass(frozen=True)
class Parameter:
    """An option or an argument: what is typed before its value ("" for an argument), which values it takes."""

    option: str
    takes: str
    required: bool

    @property
    def sort(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return SORTS.get(self.takes) or SORTS.get(self.option) or SORTS["words"]

    def typed(self, value: str) -> tuple[str, ...]:
        return (self.option, value) if self.option else (value,)


@dataclass(frozen=True)
class Command:
    """A command with its parameters and its flags."""

    words: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    flags: tuple[str, ...]

    def line(self, chance: random.Random, values: dict[Parameter, str], more: float = 0.3) -> list[str]:
        """The command with these values, what else it needs, and some of what it may take."""
        line = list(self.words)
        for p in self.parameters:
            if p in values:
                line += p.typed(values[p])
            elif p.required or chance.random() < more:
                line += p.typed(chance.choice(p.sort[0]))
        return line + [flag for flag in self.flags if chance.random() < more]


@lru_cache
def commands() -> tuple[Command, ...]:
    """Every command of the app, but those that are driven apart."""
    made = []
    for words, parameters in command_tree():
        flags = tuple(p.opts[0] for p in parameters if getattr(p, "is_flag", False) and p.opts[0] not in NOT_TYPED)
        taking = (p for p in parameters if not getattr(p, "is_flag", False))
        values = tuple(
            Parameter(
                p.opts[0] if p.opts[0].startswith("-") else "",
                "" if p.opts[0] == "--as" else p.metavar or "",
                p.required or not p.opts[0].startswith("-"),
            )
            for p in taking
        )
        if words[0] not in NOT_DRIVEN:
            made.append(Command(words, values, flags))
    return tuple(made)


def one_extreme_each(chance: random.Random) -> Iterator[list[str]]:
    """Each command, each of its parameters, each extreme value of it, the rest fitting."""
    for command in commands():
        for parameter in command.parameters:
            for value in parameter.sort[1]:
                yield command.line(chance, {parameter: value})
