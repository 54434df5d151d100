"""Keeping the store safe: a checked copy, and putting one back without losing what must stay gone."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from salesdesk.errors import Damaged, Refused, StoreError
from salesdesk.store.check import Report, check
from salesdesk.store.database import connect, exists, journal_of, open_store, plain_errors, restoring_mark, transaction
from salesdesk.text import _

COPY_SECONDS = 30.0


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, seconds: float) -> None:
    """Copies page by page; ends by itself when another terminal holds the lock too long."""
    end = time.monotonic() + seconds

    def progress(_status: int, _left: int, _total: int) -> None:
        if time.monotonic() > end:
            raise StoreError(_("The store is in use by another terminal; nothing was copied, run the command again"))

    source.backup(target, pages=256, progress=progress)


def backup(store: Path, target: Path, seconds: float = COPY_SECONDS, *, as_it_is: bool = False) -> Report:
    """Writes a checked copy of `store` at `target`, readable by its owner only, whole or not at all.

    A store that was altered is not backed up, unless `as_it_is`: kept for the evidence when a backup takes its place.
    """
    if target.resolve() == store.resolve():
        raise Refused(_("A backup needs another file than the store"))
    source = open_store(store)
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
    part = target.with_name(f".{target.name}.part")
    try:
        _new_file(part)
        yield part
        os.replace(part, target)
        _sync_folder(target.parent)
    finally:
        _sweep(part)


def _sweep(part: Path) -> None:
    for leftover in (part, journal_of(part)):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)


def _new_file(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _copied(source: sqlite3.Connection, part: Path, seconds: float) -> Report:
    with closing(connect(part)) as copy:
        _copy(source, copy, seconds)
        return check(copy)


def keep(store: Path, target: Path) -> None:
    """A plain copy of the store as it was last committed, beside it, before it is changed."""
    with closing(connect(store)) as source, _put_in_place(target) as part, closing(connect(part)) as copy:
        _copy(source, copy, COPY_SECONDS)


def _sync_folder(folder: Path) -> None:
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def restore(store: Path, source: Path, finish: Callable[[Path], None], seconds: float = COPY_SECONDS) -> Report:
    """Puts the checked copy `source` in the place of what `store` holds. Refused when the copy is not whole.

    `finish` enters into a copy beside the store what must be in it; only then it takes the store's place, in one transaction.
    From before `finish` looks at the store until then no other terminal enters anything: it would be lost without a word.
    """
    store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = store.with_name(f".{store.name}.restoring")
    try:
        report = backup(source, part, seconds, as_it_is=True)
        if report.findings:
            raise StoreError(_("{path} is not whole: it cannot be put back").format(path=source))
        with _alone(store):
            finish(part)
            if not store.exists():
                _new_file(store)
            with plain_errors(store), closing(connect(part)) as copy, closing(connect(store)) as live:
                _copy(copy, live, seconds)
    finally:
        _sweep(part)
    return report


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Keeps other terminals from entering anything: those at it are waited for, those that come see the mark under the lock."""
    mark = restoring_mark(store)
    mark.touch(0o600)
    try:
        with suppress(Damaged):
            if exists(store):
                with closing(open_store(store)) as live, transaction(live, store, write=True):
                    pass
        yield
    finally:
        mark.unlink(missing_ok=True)


def put_aside(store: Path, kept: Path) -> None:
    """Renames a store that cannot be read, its journal with it: kept as it is for whoever can still read it."""
    for old, new in ((store, kept), (journal_of(store), journal_of(kept))):
        with suppress(FileNotFoundError):
            os.replace(old, new)
