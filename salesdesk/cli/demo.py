"""The demo: a sample office, a month of its life played through the real commands, and its payout."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

from salesdesk.cli import common
from salesdesk.cli.common import Json, option
from salesdesk.desk import office
from salesdesk.errors import Refused
from salesdesk.text import _

app = common.verbs()
PIN = "2468"


def sample_lines(path: Path | None = None) -> Iterator[tuple[str, str, int]]:
    """The sample month line by line: clock, command, the exit code it must have."""
    for line in (path or office.policy_file().parent / "sample" / "month.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            clock, command, *rest = line.split(" | ")
            yield clock.strip(), command.strip(), int(rest[0]) if rest else 0


@contextmanager
def _clock(at: str) -> Iterator[None]:
    os.environ["SALESDESK_NOW"] = at
    try:
        yield
    finally:
        os.environ.pop("SALESDESK_NOW", None)


@contextmanager
def _remembered_pin() -> Iterator[None]:
    """The demo's PIN is checked once, not for each of its hundred approvals."""
    known: dict[str, bool] = {}

    def check(pin: str, kept: Mapping[str, Any]) -> bool:
        if kept["hash"] not in known:
            known[kept["hash"]] = office.matches(pin, kept)
        return known[kept["hash"]] and pin == PIN

    common.pin_check = check
    os.environ.update(SALESDESK_PIN=PIN, SALESDESK_NEW_PIN=PIN)
    try:
        yield
    finally:
        common.pin_check = None
        del os.environ["SALESDESK_PIN"], os.environ["SALESDESK_NEW_PIN"]


def play(store: Path, lines: Iterator[tuple[str, str, int]]) -> int:
    """Types every line at its clock on `store`. Returns how many. Refused when one ends otherwise than it must."""
    from salesdesk.cli.app import call

    count = 0
    with _remembered_pin():
        for clock, command, code in lines:
            out, err = StringIO(), StringIO()
            with _clock(clock), redirect_stdout(out), redirect_stderr(err):
                got = call(["--db", str(store), *shlex.split(command), "--json"])
            if got != code:
                failed = _("The sample stopped at '{clock} {command}': {error}")
                raise Refused(failed.format(clock=clock, command=command, error=err.getvalue().strip()))
            count += 1
    return count


@app.command()
def demo(
    keep: Annotated[str | None, option("--keep", _("Keep the store and the workbook here."), "DIR")] = None,
    json: Json = False,
) -> None:
    folder = Path(keep) if keep else Path(tempfile.mkdtemp(prefix="salesdesk-"))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = folder / "demo.db"
    if store.exists():
        raise Refused(_("There is a store at {path} already; nothing was changed").format(path=store))
    print(_("Playing a month of a sample office …"), file=sys.stderr)
    count = play(store, sample_lines())
    common.use_store(str(store))
    _show(folder / "payout-2025-10.xlsx", json)
    if json:
        return
    print(_("{n} commands were played into {path}").format(n=count, path=store))
    print(_("Look around: salesdesk --db {path} owner '#1' (the PIN is {pin})").format(path=store, pin=PIN))


def _show(workbook: Path, json: bool) -> None:
    """The month's payout, on screen and as a workbook."""
    from salesdesk.cli.month import written

    with _clock("2025-11-01 09:30"):
        common.say(written(common.desk(), "2025-10", str(workbook)), json, "payout")
