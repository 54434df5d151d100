"""Keeping the register safe: backup, restore, verify, doctor (issue of trust; policy 7.2: never altered, never destroyed)."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesdesk.desk.base import Desk
from salesdesk.errors import Damaged, NotFound, Refused, StoreError, Usage
from salesdesk.files import free_name, real
from salesdesk.store import check, keeping
from salesdesk.store.beside import Beside
from salesdesk.store.database import SHARED, copied_folder, exists, file_system, plain_errors, put_aside
from salesdesk.store.records import Stamp, Store
from salesdesk.store.seal import read
from salesdesk.text import N_, _

FINDINGS = {
    "file": N_("the file itself is damaged"),
    "number": N_("the entry is missing or out of order"),
    "chain": N_("the entry was altered, or one before it is gone"),
    "words": N_("the personal words of the entry were altered or taken away"),
    "erased": N_("an erased person's words are back"),
    "paid": N_("the lines of the month it closed were altered"),
    "index": N_("the entry is not found under its customer"),
}


def backup(desk: Desk, target: str) -> dict[str, Any]:
    """A checked copy of the store, readable by its owner only."""
    replaces(desk, target)
    with desk.store.reading() as book:
        now = desk.now(book)
    report = keeping.backup(desk.store.path, Path(target))
    with suppress(StoreError):  # the backup stands, whether or not its day can be noted
        Beside(desk.store.path).backed_up(int(now.timestamp()), report.entries)
    remember_erased(desk)
    return {"file": target, "entries": report.entries, "seal": report.seal}


def replaces(desk: Desk, target: str) -> bool:
    """Whether the backup takes the place of an older one of this office. Refused where anything else is there."""
    path = Path(target)
    if not path.name:
        raise Usage(_("{option} is missing").format(option="FILE"))
    if not os.path.lexists(path):
        return False
    if real(path) == desk.store.path:
        raise Refused(_("A backup needs another file than the store"))
    newest = keeping.newest_of_backup(path)
    with desk.store.reading() as book:
        if newest is None or not book.has(*newest):
            words = _("{path} is there already, and is no older backup of this office: choose another name")
            raise Refused(words.format(path=target))
    return True


def remember_erased(desk: Desk) -> None:
    """Keeps beside the store who is erased in it: an old backup must not bring them back, even where the store is lost."""
    with suppress(StoreError):  # the register itself says it; this is for the day it is lost
        with desk.store.reading() as book:
            origin, gone = book.origin, book.erased()
        Beside(desk.store.path).keep_erased(origin, gone)


def verify(desk: Desk, seal: str | None) -> dict[str, Any]:
    """The store is whole and nothing entered was altered since; with a seal: what was sealed is unchanged.

    Raises StoreError, naming the first bad entry, when it is not; refused where the seal does not fit; usage error for a
    seal that is not written like one.
    """
    code = read(seal) if seal is not None else None
    if seal is not None and code is None:
        raise Usage(_("'{seal}' is not how a seal is written (like 208-HC5P-INPN-NO44-MBKM)").format(seal=seal[:40]))
    connection = desk.store.connection()
    with plain_errors(desk.store.path):
        report = check.check(connection)
        held = check.sealed(connection, code) if code else None
    if report.findings:
        raise StoreError(_first(report), "7.2")
    if held is False:
        words = _(
            "The seal does not fit. First look whether it was copied rightly, and whether this is the store it was made of; "
            "else what was sealed has been altered or is gone"
        )
        raise Refused(words, "7.2", code="seal")
    return {"ok": True, "entries": report.entries, "seal": report.seal, "sealed": held}


def judged_by(desk: Desk, source: str) -> Desk:
    """The desk whose PINs count for a restore: the present store's, or the backup's where there is none that can be read."""
    _there(source)
    try:
        if exists(desk.store.path):
            with desk.store.reading() as book:
                book.kinds("staff", "pin")
            return desk
    except Damaged:
        desk.store.close()
    return replace(desk, store=Store(Path(source)))


class Present(Struct, frozen=True):
    """The store that a backup takes the place of: where it is kept, its origin, who was erased, its newest entry."""

    kept: str | None = None
    origin: str = ""
    erased: frozenset[int] = frozenset()
    newest: int = 0


def restore(desk: Desk, source: str, approver: int) -> dict[str, Any]:
    """Puts a backup back: checked first, the present store kept beside it, erased people kept erased, gaps reported."""
    _there(source)
    present, gap = Present(), 0

    def finish(part: Path) -> None:
        nonlocal present, gap
        present = _present(desk)
        with closing(Store(part)) as store:
            gap = _after_restore(desk, store, approver, present)

    try:
        report = keeping.restore(desk.store.path, Path(source), finish)
    except Refused:  # the store stays as it is: what was kept is a second copy of it
        if present.kept and exists(desk.store.path):
            os.unlink(present.kept)
        raise
    remember_erased(desk)
    return {"file": source, "entries": report.entries, "seal": report.seal, "kept": present.kept, "gap": gap}


def _there(source: str) -> None:
    if not os.path.isfile(source):
        raise NotFound(_("There is no file {path}").format(path=source))


def _present(desk: Desk) -> Present:
    """Keeps the present store beside itself: a whole copy, or the file as it is where nothing can be read of it."""
    if not exists(desk.store.path):
        return Present()
    name = f"{desk.store.path.name}.before-restore-{desk.system.astimezone():%Y%m%d-%H%M%S}"
    kept = free_name(desk.store.path.with_name(name))
    present = Present(str(kept))
    try:
        with desk.store.reading() as book:
            present = Present(str(kept), book.origin, frozenset(book.erased()), book.head()[0])
        keeping.backup(desk.store.path, kept, as_it_is=True)
    except Damaged:
        desk.store.close()
        put_aside(desk.store.path, kept)
    finally:
        desk.store.close()
    return present


def _after_restore(desk: Desk, store: Store, approver: int, present: Present) -> int:
    """Erases again whom the backup brought back, enters the restore; returns how many entries the backup lacks."""
    from salesdesk.desk.followup import impersonal

    with store.writing() as book:
        now = desk.now(book)
        stamp = Stamp(now, now, False, desk.set_clock is not None, desk.account, approver)
        here, same = book.head()[0], book.origin == present.origin
        gone = Beside(desk.store.path).erased(book.origin) | (present.erased if same else set())
        again = sorted(gone - book.erased())
        for customer in again:
            said = impersonal(book, customer)
            book.append(stamp, "erase", {"again": True, "said": said}, number=customer, about=[customer])
            book.erase(customer)
        book.append(stamp, "restore", {"from": here, "newest": present.newest})
    if again:
        keeping.rewrite(store.path)
    return max(0, present.newest - here) if same else 0


# --- doctor


def doctor(desk: Desk) -> dict[str, Any]:
    """The whole check in plain words: file, versions, chain, references, locks, folder, permissions, backups."""
    connection = desk.store.connection()
    with plain_errors(desk.store.path):
        report = check.check(connection)
        tests = [
            (_("file and chain"), _first(report)),
            (_("references between entries"), check.lost_references(connection)),
            (_("fen in = fen out in every closed month"), check.odd_months(connection)),
            (_("journal mode"), check.unsafe_journal(connection)),
            (_("no lock held by another terminal"), check.held_lock(connection)),
        ]
    from salesdesk.desk.folding import first_unreadable

    tests.append((_("every reading command answers"), "" if report.findings else first_unreadable(desk)))
    tests += _around(desk.store.path)
    checks = [{"check": name, "ok": not fault, "detail": fault} for name, fault in tests]
    told = ((_("file beside the store"), _made_anew(desk)), (_("newest backup"), _newest_backup(desk, report.entries)))
    checks += [{"check": name, "ok": True, "detail": words} for name, words in told]
    return {
        "ok": all(c["ok"] for c in checks), "checks": checks, "entries": report.entries, "seal": report.seal,
        "sqlite": check.sqlite_version,
    }  # fmt: skip


def _around(path: Path) -> list[tuple[str, str]]:
    """What surrounds the file, each with its fault: who may read it, the folder it lies in."""
    mode, names, kind = os.stat(path).st_mode & 0o077, os.stat(path).st_nlink, file_system(path)
    return [
        (_("readable by its owner only"), oct(mode) if mode and os.name != "nt" else ""),
        (_("no second name (hard link)"), str(names) if names > 1 else ""),
        (_("not on a network folder"), kind if kind in SHARED else ""),
        (_("not in a folder that is copied to a cloud"), copied_folder(path)),
    ]


def _made_anew(desk: Desk) -> str:
    """Whether the file beside the store was lost: then it knows nothing of stores that are lost too."""
    when = Beside(desk.store.path).made_anew()
    if when is None:
        return ""
    words = _("was damaged or gone, made anew from the store on {at:%Y-%m-%d %H:%M}")
    with desk.store.reading() as book:
        return words.format(at=datetime.fromtimestamp(when, book.tz))


def _newest_backup(desk: Desk, entries: int) -> str:
    """When the newest backup was made, and how many entries it lacks by now."""
    newest = Beside(desk.store.path).newest_backup()
    if newest is None:
        return _("none yet: 'salesdesk backup FILE'")
    with desk.store.reading() as book:
        age = desk.now(book) - datetime.fromtimestamp(newest[0], book.tz)
    words = _("{days} days old, lacks {n} entries")
    return words.format(days=max(age.days, 0), n=max(entries - newest[1], 0))


def _first(report: check.Report) -> str:
    """The first thing that is wrong, in words; nothing where all is well."""
    words = (_("Entry {n}: {what}").format(n=f.entry, what=_(FINDINGS[f.code])) for f in report.findings)
    return next(words, "")
