"""A store to measure on: a copy of one that is kept between runs, its queue open on the day after its last visit."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from itertools import cycle
from pathlib import Path

from salesdesk.store.migrations import statements
from tests.bench import big
from tests.bench.timing import SALESDESK, Command, plain_env
from tests.office import PIN, type_command

FOLDER = Path(os.environ.get("SALESDESK_BENCH", Path(tempfile.gettempdir()) / "salesdesk-bench"))


def kept(visits: int, a_day: int = big.A_DAY, deals: int = 0) -> Path:
    """The store of that size, made when there is none yet."""
    FOLDER.mkdir(exist_ok=True)
    schema = sha256("".join(statements()).encode()).hexdigest()[:8]
    path = FOLDER / f"{schema}-{visits}-{a_day}-{deals}.db"
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        # In a process of its own: the memory of this one would count as the peak of every command it starts.
        words = map(str, (part, visits, a_day, deals))
        subprocess.run([sys.executable, "-m", "tests.bench.big", *words], check=True, cwd=Path(__file__).parents[2])
        part.rename(path)
    return path


class Site:
    """A store at work: check-ins on it, each done again outside the time. `cold` drops the file from the page cache."""

    def __init__(self, visits: int, cold: bool = False) -> None:
        whole = kept(visits)
        self.path, self.cold = whole.with_suffix(f".{'cold' if cold else 'warm'}"), cold
        shutil.copyfile(whole, self.path)
        with closing(sqlite3.connect(self.path)) as sql:
            (last,) = sql.execute("SELECT max(day) FROM entry WHERE kind = 'confirm'").fetchone()
            once = "SELECT customer FROM about GROUP BY customer HAVING count(*) = 3 ORDER BY customer"
            files = [c for (c,) in sql.execute(once)]
        self.day = date.fromisoformat(last) + timedelta(days=1)
        self.phones = cycle([big.phone_of(f) for f in files[:: max(1, len(files) // 100)]])
        self.type("queue", "open", "--as", "陈经理")

    def type(self, *words: str) -> str:
        answer = type_command(self.path, f"{self.day} 09:00", words)
        assert answer.code == 0, answer.err
        return answer.out

    def env(self, **more: str) -> dict[str, str]:
        at = f"{self.day} 10:00"
        return plain_env(SALESDESK_DB=str(self.path), SALESDESK_NOW=at, SALESDESK_PIN=PIN, HOME=str(FOLDER), **more)

    def command(self, *words: str, code: int = 0, **env: str) -> Command:
        return Command(lambda: [SALESDESK, *words], self.env(**env), code, self._before)

    def checkin(self) -> Command:
        """A visitor who was here once, long ago."""
        return Command(self._checkin, self.env(), 0, self._before, self.finish)

    def owner(self) -> Command:
        return Command(lambda: [SALESDESK, "owner", next(self.phones)], self.env(), 0, self._before)

    def _checkin(self) -> Sequence[str]:
        return [SALESDESK, "checkin", next(self.phones)]

    def newest_visit(self) -> int:
        with closing(sqlite3.connect(self.path)) as sql:
            newest = "SELECT number FROM entry WHERE kind = 'visit' AND number IS NOT NULL ORDER BY number DESC LIMIT 1"
            return int(sql.execute(newest).fetchone()[0])

    def finish(self) -> None:
        """The newest visit is done, so that the next visitor finds the desk as this one did."""
        answer = type_command(self.path, f"{self.day} 10:00", ["done", "--visit", str(self.newest_visit())])
        assert answer.code == 0, answer.err

    def _before(self) -> None:
        if self.cold:
            with open(self.path, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
