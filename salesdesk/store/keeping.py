"""Keeping the store safe: a checked copy, and putting one back without losing what must stay gone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic

from salesdesk.errors import Damaged, Refused, StoreError
from salesdesk.files import real, sync_folder, working_folder
from salesdesk.store.check import Report, check
from salesdesk.store.database import (
    APPLICATION,
    connect,
    exists,
    marked_as_restoring,
    open_store,
    plain_errors,
    private_file,
    transaction,
)
from salesdesk.text import _

IDLE_SECONDS = 30.0
"""How long a copy may make no progress."""
PAGES, PAUSE = 256, 0.25
"""Pages copied at a time, and the seconds until a locked store is tried again."""
_NEWEST = "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1"


class Progress:
    """Watches a copy, and gives up one that makes no progress for some seconds: StoreError.

    SQLite begins again when another terminal enters something: to come as far again it may take as long again.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self.seconds, self.clock = seconds, clock
        self.begun = self.reached = clock()
        self.fewest: int | None = None

    def step(self, status: int, left: int, _total: int) -> None:
        """After each step: what SQLite said of it, and how many pages are left."""
        now = self.clock()
        locked = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if not locked and (self.fewest is None or left < self.fewest):
            self.fewest, self.reached = left, now
        elif now - self.reached > self.seconds + (self.reached - self.begun):
            raise StoreError(_("The store is in use by another terminal; nothing was copied, run the command again"))


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, seconds: float) -> None:
    """Copies page by page; ends by itself when other terminals keep it from going on."""
    source.backup(target, pages=PAGES, progress=Progress(seconds, monotonic).step, sleep=PAUSE)


def backup(store: Path, target: Path, seconds: float = IDLE_SECONDS, *, as_it_is: bool = False) -> Report:
    """Writes a checked copy of `store` at `target`, readable by its owner only, whole or not at all.

    A store that was altered is not backed up, unless `as_it_is`: kept for the evidence when a backup takes its place.
    """
    if real(target) == real(store):
        raise Refused(_("A backup needs another file than the store"))
    source = open_store(real(store))
    try:
        with _put_in_place(target) as part, plain_errors(store):
            report = _copied(source, part, seconds)
            if report.findings and not as_it_is:
                raise StoreError(_("The store is not whole: run 'salesdesk doctor'; no backup was written"))
    except OSError as e:
        raise StoreError(_("{path} cannot be written: {reason}").format(path=target, reason=e.strerror)) from e
    finally:
        source.close()
    return report


@contextmanager
def _put_in_place(target: Path) -> Iterator[Path]:
    """A file beside `target`, readable by its owner only, that takes its place once it is whole, and is gone if it is not."""
    with working_folder(target.parent) as folder:
        part = folder / target.name
        private_file(part)
        yield part
        os.replace(part, target)
        sync_folder(target.parent)


def _copied(source: sqlite3.Connection, part: Path, seconds: float) -> Report:
    with closing(connect(part)) as copy:
        _copy(source, copy, seconds)
        return check(copy)


def rewrite(store: Path) -> None:
    """Writes the whole file anew: rows that SQLite moved between pages leave copies that `secure_delete` does not reach.

    StoreError where another terminal is at the store too long or the disk is full; what was entered stands.
    """
    try:
        with closing(connect(store)) as connection:
            connection.execute("VACUUM")
    except sqlite3.Error as e:
        left = _(
            "Erased, but traces may be left in the file, which could not be written anew ({reason}): "
            "the next erasure clears them"
        )
        raise StoreError(left.format(reason=e)) from e


def keep(store: Path, target: Path) -> None:
    """A plain copy of the store as it was last committed, beside it, before it is changed."""
    with closing(connect(store)) as source, _put_in_place(target) as part, closing(connect(part)) as copy:
        _copy(source, copy, IDLE_SECONDS)


def newest_of_backup(path: Path) -> tuple[int, str] | None:
    """The newest entry of a backup, and its hash; None for any other file."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(real(path))) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            newest = connection.execute(_NEWEST).fetchone()
    except sqlite3.Error:
        return None
    return newest if application == APPLICATION else None


def restore(store: Path, source: Path, finish: Callable[[Path], None], seconds: float = IDLE_SECONDS) -> Report:
    """Puts the checked copy `source` in the place of what `store` holds. StoreError when the copy is not whole.

    `finish` enters into a copy beside the store what must be in it; only then it takes the store's place, in one transaction.
    From before `finish` looks at the store until then no other terminal enters anything: it would be lost without a word.
    Where one did all the same it is Refused.
    """
    store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with working_folder(store.parent) as folder:
        part = folder / store.name
        report = backup(source, part, seconds, as_it_is=True)
        if report.findings:
            raise StoreError(_("{path} is not whole: it cannot be put back").format(path=source))
        with marked_as_restoring(store):
            before = _head_after_all(store)
            finish(part)
            if before is not None and _head_after_all(store) != before:
                raise Refused(_("Something was entered meanwhile: nothing was put back, run the command again"))
            if not store.exists():
                private_file(store)
            with plain_errors(store), closing(connect(part)) as copy, closing(connect(store)) as live:
                _copy(copy, live, seconds)
    return report


def _head_after_all(store: Path) -> tuple[int, str] | None:
    """The newest entry once all terminals at work have ended theirs; None where there is no store that can be read."""
    with suppress(Damaged):
        if exists(store):
            with closing(open_store(store)) as live, transaction(live, store, write=True):
                newest: tuple[int, str] = live.execute(_NEWEST).fetchone()
                return newest
    return None
