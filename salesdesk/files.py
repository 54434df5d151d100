"""Files that are whole or not there at all: a working folder beside the target, swept where its process was killed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows, which locks no folders: there a folder is known to be forgotten by its age
    flock = None  # type: ignore[assignment]

LEFTOVER = ".salesdesk-part-"
STALE_SECONDS = 3600.0
"""How old a working folder is that nobody works in any more, where folders cannot be locked."""


def real(path: Path) -> Path:
    """The absolute path without links. Never raises: a loop of links, or a working folder that is gone, stays as it is."""
    try:
        return Path(os.path.realpath(path))
    except OSError:
        return path


def free_name(path: Path) -> Path:
    """`path`, or the first of `path-2`, `path-3` … that names nothing yet."""
    name, n = path, 1
    while os.path.lexists(name):
        n += 1
        name = path.with_name(f"{path.name}-{n}")
    return name


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A folder of one's own (0700) on the target's disk, gone at the end. It is locked as long as its process lives.

    What killed processes left in `beside` is swept first. OSError where it cannot be made.
    """
    sweep(beside)
    name, lock = _locked_folder(beside)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked_folder(beside: Path) -> tuple[str, int | None]:
    """A new folder and its lock; made again where a sweeper was quicker than the lock."""
    import tempfile

    while True:
        name = tempfile.mkdtemp(prefix=LEFTOVER, dir=beside)
        if flock is None:
            return name, None
        lock = _lock(name)
        if lock is not None and os.path.exists(name):
            return name, lock
        if lock is not None:
            os.close(lock)


def _lock(folder: str | Path) -> int | None:
    """The lock on a folder, to be closed; None where another process holds it, or there is no such folder any more."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def sweep(folder: Path) -> None:
    """Removes the working folders in `folder` whose process was killed: whole copies with personal words lie in them."""
    with suppress(OSError):
        for left in os.scandir(folder):
            if left.name.startswith(LEFTOVER) and left.is_dir(follow_symlinks=False):
                _sweep(left)


def _sweep(left: os.DirEntry[str]) -> None:
    if flock is None:
        if left.stat().st_mtime < time.time() - STALE_SECONDS:
            shutil.rmtree(left.path, ignore_errors=True)
    elif (lock := _lock(left.path)) is not None:
        shutil.rmtree(left.path, ignore_errors=True)
        os.close(lock)


def sync_folder(folder: Path) -> None:
    """Has the names in a folder reach the disk."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
