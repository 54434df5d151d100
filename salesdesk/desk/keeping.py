"""Keeping the register safe: backup, restore, verify, doctor (issue of trust; policy 7.2: never altered, never destroyed)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from salesdesk.desk.base import Desk
from salesdesk.errors import NotFound, Refused, Usage
from salesdesk.store import check, keeping
from salesdesk.store.database import SHARED, exists, file_system, plain_errors
from salesdesk.store.records import Stamp, Store
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
    if not Path(target).name:
        raise Usage(_("{option} is missing").format(option="FILE"))
    report = keeping.backup(desk.store.path, Path(target))
    return {"file": target, "entries": report.entries, "seal": report.seal}


def verify(desk: Desk, seal: str | None) -> dict[str, Any]:
    """The store is whole and nothing entered was altered since; with a seal: what was sealed is unchanged.

    Refused, naming the first bad entry, when it is not.
    """
    connection = desk.store.connection()
    with plain_errors(desk.store.path):
        report = check.check(connection)
        held = check.sealed(connection, seal) if seal else None
    if report.findings:
        first = report.findings[0]
        words = _("Entry {n}: {what}").format(n=first.entry, what=_(FINDINGS[first.code]))
        raise Refused(words, "7.2", code=f"altered_{first.code}")
    if held is False:
        raise Refused(_("The seal does not fit: what was sealed has been altered or is gone"), "7.2", code="seal")
    return {"ok": True, "entries": report.entries, "seal": report.seal, "sealed": held}


def restore(desk: Desk, source: str, approver: int) -> dict[str, Any]:
    """Puts a backup back: checked first, the present store kept beside it, erased people kept erased, gaps reported."""
    if not os.path.isfile(source):
        raise NotFound(_("There is no file {path}").format(path=source))
    kept, erasures, newest = _present(desk)

    def finish(part: Path) -> None:
        store = Store(part)
        try:
            _after_restore(desk, store, approver, erasures, newest)
        finally:
            store.close()

    report = keeping.restore(desk.store.path, Path(source), finish)
    gap = max(0, newest - report.entries)
    return {"file": source, "entries": report.entries, "seal": report.seal, "kept": kept, "gap": gap}


def _present(desk: Desk) -> tuple[str | None, list[int], int]:
    """Keeps the present store beside itself; who was erased in it, and its newest entry."""
    if not exists(desk.store.path):
        return None, [], 0
    try:
        with desk.store.reading() as book:
            erasures = [e.number for e in book.kinds("erase") if e.number is not None]
            newest = book.head()[0]
            now = desk.now(book)
        name = f"{desk.store.path.name}.before-restore-{now:%Y%m%d-%H%M%S}"
        kept = desk.store.path.with_name(name)
        keeping.backup(desk.store.path, kept, as_it_is=True)
    finally:
        desk.store.close()
    return str(kept), erasures, newest


def _after_restore(desk: Desk, store: Store, approver: int, erasures: Iterable[int], newest: int) -> None:
    """Erases again whom the backup brought back, and enters the restore."""
    with store.writing() as book:
        now = desk.now(book)
        stamp = Stamp(now, now, False, desk.set_clock is not None, desk.account, approver)
        here = book.head()[0]
        done = {e.number for e in book.kinds("erase")}
        for customer in erasures:
            if customer not in done:
                book.append(stamp, "erase", {"again": True}, number=customer, about=[customer])
                book.erase(customer)
        book.append(stamp, "restore", {"from": here, "newest": newest})


# --- doctor


def doctor(desk: Desk) -> dict[str, Any]:
    """The whole check in plain words: file, versions, chain, references, network folder, permissions."""
    connection = desk.store.connection()
    with plain_errors(desk.store.path):
        report = check.check(connection)
        tests = [
            (_("file and chain"), not report.findings, _first(report)),
            (_("references between entries"), not (lost := check.lost_references(connection)), lost),
            (_("fen in = fen out in every closed month"), not (odd := check.odd_months(connection)), odd),
            (
                _("journal mode"),
                check.journal_mode(connection) in ("truncate", "delete", "persist"),
                check.journal_mode(connection),
            ),
        ]
    mode = os.stat(desk.store.path).st_mode & 0o077
    tests += [
        (_("readable by its owner only"), os.name == "nt" or mode == 0, oct(mode)),
        (_("not on a network folder"), file_system(desk.store.path) not in SHARED, file_system(desk.store.path) or "?"),
    ]
    checks = [{"check": name, "ok": ok, "detail": "" if ok else str(detail)} for name, ok, detail in tests]
    return {
        "ok": all(c["ok"] for c in checks), "checks": checks, "entries": report.entries, "seal": report.seal,
        "sqlite": check.sqlite_version,
    }  # fmt: skip


def _first(report: check.Report) -> str:
    return "".join(f"{f.entry}: {_(FINDINGS[f.code])}" for f in report.findings[:1])
