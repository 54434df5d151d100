"""Goals 5 to 7: the month, the keeping, the paper register."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from salesdesk.desk.deals import result_of
from salesdesk.desk.gather import Facts
from salesdesk.rules import month
from salesdesk.store.check import check
from salesdesk.store.keeping import backup
from salesdesk.store.records import Store
from tests.bench.big import NAMES, phone_of
from tests.bench.site import FOLDER, Site, kept
from tests.bench.timing import SALESDESK, Command, Figure, in_turn, milliseconds, plain_env, python, ratio, run
from tests.office import PIN

MONTH, DEALS, A_DAY = "2001-01", 10_000, 400
BARE = """
import pickle
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
book = Workbook(write_only=True)
for title, rows in pickle.load(open({rows!r}, "rb")):
    sheet, made = book.create_sheet(title), {{}}
    for row in rows:
        cells = []
        for n, (value, shape) in enumerate(row):
            cell = made.get((n, shape)) or made.setdefault((n, shape), WriteOnlyCell(sheet))
            cell.value, cell.number_format = value, shape
            cells.append(cell)
        sheet.append(cells)
book.save({out!r})
"""


CELLS = """
import pickle
from openpyxl import load_workbook
sheets = [(s.title, [[(c.value, c.number_format) for c in row] for row in s.iter_rows()]) for s in load_workbook({book!r})]
pickle.dump(sheets, open({rows!r}, "wb"))
"""


def payout(rounds: int, _big: bool) -> Iterator[Figure]:
    """5: the month of 10,000 deals as a workbook, beside openpyxl writing the same cells."""
    many, few = (_payout(kept(n + 2_000, A_DAY, n)) for n in (DEALS, DEALS // 10))
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare(_written(many, folder), folder)
        runs = in_turn({"many": _out(many, folder), "bare": bare, "few": _out(few, folder)}, max(2, rounds // 4))
    note = f"{milliseconds(runs['many'])} : {milliseconds(runs['bare'])}"
    yield Figure(5, "payout of 10,000 deals : openpyxl", ratio(runs["many"], runs["bare"]), 1.35, note=note)
    peaks = [max(r.peak for r in runs[k]) for k in ("many", "few")]
    yield Figure(5, "peak memory, 10,000 deals", peaks[0], unit="MB", note=f"{peaks[1]:.0f} MB for 1,000")
    yield Figure(5, "rules, deals a second", _rules(kept(DEALS + 2_000, A_DAY, DEALS)), 20_000, "/s", least=True)


def _payout(store: Path) -> Command:
    env = plain_env(SALESDESK_DB=str(store), SALESDESK_NOW="2001-02-28 10:00")
    return Command(lambda: [SALESDESK, "payout", "--month", MONTH], env)


def _out(command: Command, folder: str) -> Command:
    return Command(lambda: [*command.args(), "--out", f"{folder}/payout.xlsx"], command.env)


def _written(command: Command, folder: str) -> Path:
    subprocess.run(_out(command, folder).args(), env=dict(command.env), check=True, stdout=subprocess.DEVNULL)
    return Path(folder) / "payout.xlsx"


def _bare(book: Path, folder: str) -> Command:
    """A process that writes the cells of `book` with openpyxl alone. They are read by another: a child starts with our memory."""
    rows = Path(folder) / "rows.pickle"
    run(python(CELLS.format(book=str(book), rows=str(rows))))
    return python(BARE.format(rows=str(rows), out=f"{folder}/bare.xlsx"))


def _rules(path: Path) -> float:
    """How many deals a second the rules work out, their facts at hand."""
    store, now = Store(path), datetime.now(UTC)
    with store.reading() as book:
        facts = Facts(book)
        entries = book.kinds("deal")
        cases = facts.cases({e.body["customer"] for e in entries})
        deals = [(cases[d.customer], d) for case in {id(c): c for c in cases.values()}.values() for d in case.deals]
        start = time.perf_counter()
        lines = [month.shares(d, result_of(case, d, now)) for case, d in deals]
        seconds = time.perf_counter() - start
    store.close()
    return len(lines) / seconds


def keeping(_rounds: int, _big: bool) -> Iterator[Figure]:
    """6: verify, backup, and twenty terminals at once."""
    path = kept(100_000)
    with closing(sqlite3.connect(path)) as sql:
        timed = [_timed(lambda: check(sql)) for _n in range(3)]
    seconds, report = statistics.median(s for s, _report in timed), timed[0][1]
    yield Figure(6, "verify, entries a second", report.entries / seconds, 80_000, "/s", least=True)
    yield from _backup(path, seconds)
    yield from _at_once(20)


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    done = do()
    return time.perf_counter() - start, done


def _backup(path: Path, checking: float) -> Iterator[Figure]:
    target, size = FOLDER / "backup.db", path.stat().st_size / 1e6
    whole, _report = _timed(lambda: backup(path, target))
    plain, _done = _timed(lambda: _copied(path, target))
    target.unlink()
    note = f"{whole:.1f} s for {size:.0f} MB; its check {checking:.1f}, cp and sync {plain:.1f} s"
    yield Figure(6, "backup : its check and a plain synced copy", whole / (checking + plain), 1.35, note=note)


def _copied(path: Path, target: Path) -> None:
    shutil.copyfile(path, target)
    with open(target, "rb+") as file:
        os.fsync(file.fileno())


def _at_once(terminals: int) -> Iterator[Figure]:
    site = Site(1_000)
    before = site.newest_visit()

    def go() -> list[subprocess.Popen[str]]:
        made = [
            subprocess.Popen(
                [SALESDESK, "checkin", phone_of(900_000 + n), "--json"],
                env=site.env(),
                text=True,
                stdout=subprocess.PIPE,
            )
            for n in range(terminals)
        ]
        for p in made:
            p.wait()
        return made

    seconds, made = _timed(go)
    numbers = {json.load(p.stdout)["visit"]["id"] for p in made if p.returncode == 0 and p.stdout}
    once = len(numbers & set(range(before + 1, before + terminals + 1)))
    note = f"{seconds:.1f} s; done: {sum(p.returncode == 0 for p in made)}, each once: {once}"
    yield Figure(6, f"{terminals} cold check-ins at once, done and not doubled", once, terminals, "", True, note)


def importing(rounds: int, _big: bool) -> Iterator[Figure]:
    """7: a paper register of 100,000 rows, beside openpyxl reading them."""
    register, empty, store = FOLDER / "register.xlsx", kept(0), FOLDER / "import.db"
    if not register.exists():
        _paper_register(register, 100_000)
    env = plain_env(SALESDESK_DB=str(store), SALESDESK_NOW="2025-10-05 10:00", SALESDESK_PIN=PIN)
    words = [SALESDESK, "import", str(register), "--as", "陈经理"]
    read = f"from openpyxl import load_workbook\nfor row in load_workbook({str(register)!r}, read_only=True).active.values: pass"
    commands = {
        "import": Command(lambda: words, env, before=lambda: _anew(empty, store)), "read": python(read),
    }  # fmt: skip
    runs = in_turn(commands, max(2, rounds // 8), warm_up=1)
    note = f"{milliseconds(runs['import'])} : {milliseconds(runs['read'])}"
    yield Figure(7, "import of 100,000 rows : openpyxl reading them", ratio(runs["import"], runs["read"]), 3, note=note)


def _paper_register(path: Path, rows: int) -> None:
    """An old register: date, time, name, phone, receiver, source."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["日期", "时间", "姓名", "电话", "接待人", "来源"])
    first = date(2020, 1, 1)
    for n in range(rows):
        when = first + timedelta(days=n // 60)
        sheet.append(
            [when, f"{9 + n % 9}:{n % 60:02}", NAMES[n % 8], phone_of(n % 60_000), f"销售{3 + n % 10}", "路过"]
        )
    book.save(path)


def _anew(empty: Path, store: Path) -> None:
    shutil.copyfile(empty, store)
