"""Goals 1 to 4: the desk. Cold check-in, help and completion, the warm session, growth."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.site import Site
from tests.bench.timing import SALESDESK, Figure, Run, in_turn, middle, milliseconds, python, ratio

SMALL = 1_000
SIZES = (1_000, 100_000, 1_000_000)
HUGE = 5_000_000


def checkin(rounds: int, _big: bool) -> Iterator[Figure]:
    """1: a cold check-in beside the bare imports of its stack."""
    runs = in_turn({"checkin": Site(SMALL).checkin(), "bare": python("import typer, sqlmodel")}, rounds)
    note = f"{milliseconds(runs['checkin'])} : {milliseconds(runs['bare'])}"
    yield Figure(1, "cold checkin : import typer, sqlmodel", ratio(runs["checkin"], runs["bare"]), 0.95, note=note)


def words(rounds: int, _big: bool) -> Iterator[Figure]:
    """2: help, a usage error, completion."""
    site = Site(SMALL)

    def tab(*typed: str) -> dict[str, str]:
        return {
            "_SALESDESK_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(("salesdesk", *typed)),
            "COMP_CWORD": str(len(typed)),
        }  # fmt: skip

    commands = {
        "typer": python("import typer"), "rich": python("import typer, rich.console, rich.table"),
        "help": site.command("--help"), "checkin --help": site.command("checkin", "--help"),
        "usage": site.command("checkin", "--nosuch", code=2), "tab": site.command(**tab("che")),
        "staff": site.command(**tab("done", "s")), "customer": site.command(**tab("checkin", "#1")),
    }  # fmt: skip
    runs = in_turn(commands, rounds)
    base = runs["typer"]
    yield Figure(2, "--help : import typer", ratio(runs["help"], base), 1.15, note=milliseconds(runs["help"]))
    yield Figure(2, "--help : import typer with Rich", ratio(runs["help"], runs["rich"]), 2.1)
    yield Figure(2, "checkin --help : import typer", ratio(runs["checkin --help"], base), 2.1)
    yield Figure(2, "usage error : import typer", ratio(runs["usage"], base), 2.3, note=milliseconds(runs["usage"]))
    yield Figure(2, "tab : import typer", ratio(runs["tab"], base), 2.3, note=milliseconds(runs["tab"]))
    for who in ("staff", "customer"):
        yield Figure(2, f"completion of a {who}", middle(runs[who]), 0.25, "s")


def warm(rounds: int, _big: bool) -> Iterator[Figure]:
    """3: check-ins typed into one `desk` session, beside the disk's own sync."""
    site = Site(SMALL)
    took, synced = sorted(_session(site, 10 * rounds)), sorted(_syncs(site.path.parent, 200))
    one = statistics.median(synced)
    p99 = took[int(len(took) * 0.99)]
    note = f"{statistics.median(took) * 1000:.1f} ms whole; one sync {one * 1000:.2f} ms"
    beyond = statistics.median(took) - SYNCS * one
    yield Figure(3, "warm checkin beyond the disk, median", beyond * 1000, 10, "ms", note=note)
    slow = synced[int(len(synced) * 0.99)]
    note = f"{p99 * 1000:.1f} ms whole; one sync {slow * 1000:.2f} ms"
    yield Figure(3, "warm checkin beyond the disk, 99 %", (p99 - SYNCS * slow) * 1000, 25, "ms", note=note)


SYNCS = 5
"""Syncs of one check-in at most (goal 4)."""


def _session(site: Site, count: int) -> Iterator[float]:
    """Seconds from a typed check-in to its answer; each visit is done before the next."""
    env = site.env(PYTHONUNBUFFERED="1")
    desk = subprocess.Popen([SALESDESK, "desk"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True)
    typed, told = desk.stdin, desk.stdout
    assert typed is not None
    assert told is not None
    told.readline()
    visit = site.newest_visit()

    def say(line: str) -> float:
        start = time.perf_counter()
        typed.write(line + "\n")
        typed.flush()
        answer = told.readline()
        assert answer.startswith("{"), answer
        return time.perf_counter() - start

    for n in range(count + 10):
        seconds = say(f"checkin {next(site.phones)} --json")
        say(f"done --visit {visit + n + 1} --json")
        if n >= 10:
            yield seconds
    desk.communicate("exit\n")


def _syncs(folder: Path, count: int) -> Iterator[float]:
    """Seconds of one synced append of 4 KiB."""
    with tempfile.TemporaryFile(dir=folder) as file:
        for _n in range(count):
            file.write(b"x" * 4096)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            yield time.perf_counter() - start


def growth(rounds: int, huge: bool) -> Iterator[Figure]:
    """4: the same commands on stores a thousand times as large, the work counted and the disk's syncs too."""
    sites = {n: Site(n) for n in SIZES}
    yield from _grown(sites, rounds, 1.10)
    if huge:
        yield from _grown({SMALL: sites[SMALL], HUGE: Site(HUGE, cold=True)}, rounds, 1.3)
    size = sites[SIZES[-1]].path.stat().st_size / SIZES[-1]
    yield Figure(4, "bytes a visit (its done, its words, its share of the day)", size, unit="B")
    syncs = _counted(sites[SMALL])
    if syncs is not None:
        yield Figure(4, "syncs a check-in", syncs, SYNCS, "")


def _grown(sites: dict[int, Site], rounds: int, limit: float) -> Iterator[Figure]:
    commands: dict[str, Callable[[Site], object]] = {"checkin": Site.checkin, "owner": Site.owner}
    made = {(name, n): make(site) for name, make in commands.items() for n, site in sites.items()}
    made |= {("queue", n): site.command("queue") for n, site in sites.items()}
    runs = in_turn({f"{name} {n}": c for (name, n), c in made.items()}, rounds)  # type: ignore[misc]
    small, *larger = sites
    for name in ("checkin", "owner", "queue"):
        base = runs[f"{name} {small}"]
        for n in larger:
            yield _one(f"{name} at {n:,} : {small:,} visits", runs[f"{name} {n}"], base, limit)


def _one(name: str, runs: Sequence[Run], base: Sequence[Run], limit: float) -> Figure:
    return Figure(4, name, ratio(runs, base), limit, note=f"{milliseconds(runs)} : {milliseconds(base)}")


def _counted(site: Site) -> float | None:
    """How often one cold check-in waits for the disk, by strace where there is one."""
    strace = shutil.which("strace")
    if not strace:
        return None
    with tempfile.NamedTemporaryFile("r") as log:
        traced = [strace, "-f", "-e", "trace=fsync,fdatasync", "-o", log.name, SALESDESK, "checkin", next(site.phones)]
        subprocess.run(traced, env=site.env(), check=True, stdout=subprocess.DEVNULL)
        site.finish()
        return sum("sync(" in line for line in log)
