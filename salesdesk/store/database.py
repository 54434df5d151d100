"""Opening the store: one file, its settings, its version, and what sqlite3 says when it cannot.

Two kinds of transaction: `reading` ends before anything is printed, `writing` takes the write lock at once.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from salesdesk.errors import Damaged, Refused, StoreError
from salesdesk.files import real, sweep
from salesdesk.text import _

APPLICATION = 0x5344534B
SCHEMA_VERSION = 3
WAIT_SECONDS = 10.0
PRAGMAS = (
    "journal_mode=TRUNCATE",
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


FORBIDDEN = {
    sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_CREATE_TRIGGER, sqlite3.SQLITE_CREATE_VIEW, sqlite3.SQLITE_CREATE_VTABLE,
    sqlite3.SQLITE_CREATE_TEMP_TABLE, sqlite3.SQLITE_CREATE_TEMP_TRIGGER, sqlite3.SQLITE_CREATE_TEMP_VIEW,
    sqlite3.SQLITE_CREATE_TEMP_INDEX, sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_DROP_INDEX, sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_DROP_VIEW, sqlite3.SQLITE_DROP_VTABLE, sqlite3.SQLITE_DROP_TEMP_TABLE, sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_DROP_TEMP_TRIGGER, sqlite3.SQLITE_DROP_TEMP_VIEW, sqlite3.SQLITE_DROP_TEMP_INDEX,
}  # fmt: skip
READ_PRAGMAS = {"application_id", "user_version", "quick_check", "integrity_check", "journal_mode", "table_info"}


def guard(action: int, first: str | None, second: str | None, _base: str | None, _trigger: str | None) -> int:
    """What the program itself may do to the store: read, and append. Deleted are only personal words and kept answers."""
    if action == sqlite3.SQLITE_DELETE:
        return sqlite3.SQLITE_OK if first in ("detail", "answered") else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        harmless = first in READ_PRAGMAS and (second is None or first == "table_info")
        return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_DENY if action in FORBIDDEN else sqlite3.SQLITE_OK


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the store's settings. Raises sqlite3 errors; use inside `plain_errors`."""
    connection = _bare(path)
    _settle(connection)
    return connection


def _bare(path: Path, wait: float | None = None) -> sqlite3.Connection:
    """The absolute path, so that no name is read as a URI or as a store in memory."""
    return sqlite3.connect(real(path), timeout=WAIT_SECONDS if wait is None else wait, isolation_level=None)


def _settle(connection: sqlite3.Connection) -> None:
    """The store's settings. On a file that is not ours even they would write."""
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turns what sqlite3 raises into a sentence with exit code 3."""
    try:
        yield
    except sqlite3.OperationalError as e:
        raise StoreError(_operational(str(e), path)) from e
    except sqlite3.IntegrityError as e:
        raise StoreError(_("The store refused the entry ({reason}); nothing was recorded").format(reason=e)) from e
    except (sqlite3.DatabaseError, UnicodeDecodeError) as e:
        raise _damaged(path) from e


def _damaged(path: Path) -> Damaged:
    return Damaged(_("{path} is damaged or is not a salesdesk store; restore a backup").format(path=path))


def _operational(reason: str, path: Path) -> str:
    if "locked" in reason or "busy" in reason:
        return _("The store is in use by another terminal; nothing was recorded, run the command again")
    if "full" in reason or "disk I/O" in reason:
        return _("The disk is full or failing; nothing was recorded. Make room, then run the command again")
    if "readonly" in reason or "unable to open" in reason:
        return _("{path} cannot be opened for writing: look at its owner and folder").format(path=path)
    return _("The store could not be used ({reason}); nothing was recorded").format(reason=reason)


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the journal of the file."""
    return path.with_name(f"{path.name}-journal")


def put_aside(path: Path, kept: Path) -> None:
    """Renames a file that cannot be read, its journal with it: kept as it is for whoever can still read it."""
    for old, new in ((path, kept), (journal_of(path), journal_of(kept))):
        with suppress(FileNotFoundError):
            os.replace(old, new)


def exists(path: Path) -> bool:
    """Whether there is a store: an empty file is what an `init` that was cut off leaves behind, its journal rolled back."""
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return False
        journal = journal_of(path)
        if journal.is_file() and journal.stat().st_size > 0:
            _roll_back(path)
        return path.stat().st_size > 0
    except PermissionError as e:
        raise StoreError(_operational("unable to open", path)) from e
    except OSError as e:
        raise StoreError(_("{path} cannot be opened: {reason}").format(path=path, reason=e.strerror)) from e


def _roll_back(path: Path) -> None:
    """Lets SQLite undo what a killed command left half done: it does so before the first read."""
    with plain_errors(path), closing(_bare(path)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def open_store(path: Path, wait: float | None = None) -> sqlite3.Connection:
    """The store at `path`, checked to be ours and of this version, brought up to it where older.

    A lock is waited for `wait` seconds; None: as long as a command at the desk does.

    Raises StoreError when it is missing (naming `init`), damaged, or of a newer version.
    """
    refuse_network_folder(path)
    sweep(path.parent)
    if not exists(path):
        raise StoreError(_("There is no store at {path}: create it with 'salesdesk init'").format(path=path))
    with plain_errors(path), ExitStack() as undo:
        connection = undo.enter_context(closing(_bare(path, wait)))
        version = _version(connection, path)
        _settle(connection)
        if version < SCHEMA_VERSION:
            from salesdesk.store.migrations import migrate

            migrate(connection, path)
        connection.set_authorizer(guard)
        undo.pop_all()
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the store. Raises StoreError where it is not ours or newer."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION or version < 1:
        raise _damaged(path)
    if version > SCHEMA_VERSION:
        newer = _("{path} was made by a newer salesdesk (version {v}): update this program").format(
            path=path, v=version
        )
        raise StoreError(newer)
    return int(version)


SHARED = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.davfs",
    "fuse.rclone", "fuse.s3fs", "vboxsf", "fuse.vmhgfs-fuse", "prl_fs",
}  # fmt: skip
COPIED = ("onedrive", "dropbox", "icloud", "google drive", "nutstore", "坚果云", "baidusyncdisk", "百度网盘")
_OCTAL = re.compile(r"\\([0-7]{3})")


def file_system(path: Path, mounts: str = "/proc/self/mountinfo") -> str | None:
    """The kind of file system that holds `path`, where the machine tells."""
    try:
        lines = Path(mounts).read_text("utf-8", "surrogateescape").split("\n")
        here, best, kind = str(real(path)), "", None
    except OSError:
        return None
    for line in lines:
        left, _dash, right = line.partition(" - ")
        words, kinds = left.split(" "), right.split(" ")
        if len(words) < 5 or not kinds[0]:
            continue
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), words[4])
        inside = here == point or here.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, kinds[0]
    return kind


def restoring_mark(path: Path) -> Path:
    """The file beside the store that is locked while a backup is being put in its place."""
    return path.with_name(f"{path.name}-restoring")


@contextmanager
def marked_as_restoring(path: Path) -> Iterator[None]:
    """Holds the mark, which SQLite locks for the process: it holds however long that works, and ends with it when killed.

    The empty file stays: whoever waits for it would wait for one that is gone. StoreError beyond the usual wait.
    """
    mark = restoring_mark(path)
    private_file(mark)
    with plain_errors(path), closing(_bare(mark)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def refuse_entering(path: Path) -> None:
    """Nothing is entered while a backup is being put back, nor under a second name of the file.

    A mark that is not locked is one of a restore that is over, or was killed.
    """
    mark = restoring_mark(path)
    if mark.exists():
        try:
            with closing(_bare(mark, 0)) as connection:
                connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as e:
            if "locked" in str(e):
                words = _("A backup is being put back; nothing was recorded, run the command again in a minute")
                raise StoreError(words) from e
    refuse_second_name(path)


def refuse_second_name(path: Path) -> None:
    """SQLite finds what a killed command left by the file's name: entered under two, it would not be undone."""
    if path.exists() and path.stat().st_nlink > 1:
        words = _("{path} has a second name (a hard link): nothing was recorded. Remove that name, or copy the file")
        raise StoreError(words.format(path=path))


def refuse_network_folder(path: Path) -> None:
    """SQLite's locks do not hold on shared folders: one machine holds the file, the others come over SSH."""
    kind = file_system(path)
    if kind in SHARED:
        words = _(
            "{path} lies on a network folder ({kind}), where two terminals would spoil it: keep it on one machine"
        )
        raise StoreError(words.format(path=path, kind=kind))


def copied_folder(path: Path) -> str:
    """The part of the path that a program which copies folders to the cloud watches: it would copy the store half written."""
    return next((part for part in real(path).parts if part.lower().startswith(COPIED)), "")


def create(path: Path) -> sqlite3.Connection:
    """A new, empty file readable by its owner only, ready for the schema. Refused when there is a store already."""
    refuse_network_folder(path)
    with _creating(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if exists(path):
        raise Refused(_("There is a store at {path} already; nothing was changed").format(path=path))
    private_file(path)
    return connect(path)


@contextmanager
def _creating(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise StoreError(_("{path} cannot be created: {reason}").format(path=path, reason=e.strerror)) from e


def private_file(path: Path) -> None:
    """An empty file that only its owner reads, where there is none. StoreError where it cannot be made."""
    with _creating(path):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, write: bool) -> Iterator[None]:
    """One transaction: taken at once for a write, rolled back on any error."""
    with plain_errors(path), all_or_nothing(connection, "BEGIN IMMEDIATE" if write else "BEGIN"):
        yield


@contextmanager
def all_or_nothing(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Commits at the end; whatever goes wrong before or in the commit rolls all of it back."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
