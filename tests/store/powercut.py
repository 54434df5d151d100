"""A disk that loses power: from the log of what a command did to its files, every state the disk may be found in afterwards.

A write, a truncation, a new or a removed name counts as on the disk only after the file (or its folder) was synced. What was
not may be there, be missing, or be there in part, sector by sector, whatever came before or after it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

SECTOR = 512
LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s*= (-?\d+)")
HANDLE = re.compile(r"^\d+<([^>]*)>")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Change:
    """One call that changes a file: a write, a truncation, a name made or taken away, or a sync."""

    what: str
    path: str
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True)
class File:
    """A file: whether its name is surely there, what is surely in it, and what may or may not have reached the disk."""

    there: bool
    sure: bytes = b""
    names: tuple[bool, ...] = ()
    waiting: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Disk:
    """The files of one folder."""

    files: dict[str, File] = field(default_factory=dict)


def _text(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def changes(log: str, folder: Path) -> Iterator[Change]:
    """The changes in a log of ``strace -y -xx``, in order."""
    for line in log.splitlines():
        found = LINE.match(line)
        if not found or int(found[4]) < 0:
            continue
        call, args = found[2], found[3]
        if call == "openat" and "O_CREAT" in args:
            named = STRING.search(args)
            if named:
                yield Change("create", _text(named[1]).decode())
        elif call == "unlink":
            named = STRING.search(args)
            if named:
                yield Change("unlink", _text(named[1]).decode())
        elif (handle := HANDLE.match(args)) is not None:
            path = _text(handle[1]).decode() if handle[1].startswith("\\x") else handle[1]
            if call == "pwrite64" and (data := STRING.search(args)):
                yield Change("write", path, int(args.rsplit(",", 1)[1]), _text(data[1]))
            elif call == "ftruncate":
                yield Change("truncate", path, int(args.rsplit(",", 1)[1]))
            elif call in ("fsync", "fdatasync"):
                yield Change("sync folder" if Path(path) == folder else "sync", path)


def written(content: bytes, change: Change) -> bytes:
    """The content after a write or a truncation."""
    if change.what == "truncate":
        return content[: change.at].ljust(change.at, b"\0")
    padded = content.ljust(change.at, b"\0")
    return padded[: change.at] + change.data + padded[change.at + len(change.data) :]


def after(disk: Disk, change: Change) -> Disk:
    """The disk once more has been done to it."""
    files = dict(disk.files)
    if change.what == "sync folder":
        return Disk({p: replace(f, there=f.names[-1] if f.names else f.there, names=()) for p, f in files.items()})
    file = files.get(change.path, File(False))
    if change.what == "sync":
        for waiting in file.waiting:
            file = replace(file, sure=written(file.sure, waiting))
        file = replace(file, waiting=())
    elif change.what in ("create", "unlink"):
        wanted = change.what == "create"
        now = file.names[-1] if file.names else file.there
        file = file if now == wanted else replace(file, names=(*file.names, wanted))
    else:
        file = replace(file, waiting=(*file.waiting, change))
    return Disk({**files, change.path: file})


def _torn(change: Change, chance: random.Random) -> list[Change]:
    """Some of the sectors of a write."""
    if change.what != "write" or len(change.data) <= SECTOR:
        return [change]
    starts = range(0, len(change.data), SECTOR)
    return [
        replace(change, at=change.at + s, data=change.data[s : s + SECTOR]) for s in starts if chance.random() < 0.5
    ]


def _content(file: File, keep: float, tear: float, chance: random.Random) -> bytes:
    content = file.sure
    for change in file.waiting:
        if chance.random() < keep:
            for part in _torn(change, chance) if chance.random() < tear else [change]:
                content = written(content, part)
    return content


Found = tuple[tuple[str, bytes], ...]


def found(disk: Disk, keep: float, tear: float, chance: random.Random) -> Found:
    """One state in which the disk may be found: which files there are, and what is in each."""
    state = []
    for path, file in sorted(disk.files.items()):
        there = file.there
        for name in file.names:
            there = name if chance.random() < keep else there
        if there:
            state.append((path, _content(file, keep, tear, chance)))
    return tuple(state)


MIXES = [(1.0, 0.0), (0.0, 0.0), (1.0, 1.0), *((k, t) for k in (0.9, 0.6, 0.3) for t in (0.1, 0.5, 0.9))]


def states(disk: Disk, count: int, chance: random.Random) -> set[Found]:
    """Up to `count` different states of the disk: everything kept, everything lost, and mixtures, whole and torn."""
    return {found(disk, *MIXES[n % len(MIXES)], chance) for n in range(count)}
