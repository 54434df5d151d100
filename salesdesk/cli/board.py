"""The board for the wall screen: board [--watch]. Drawn by Rich; everything on it is made visible first."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from sqlite3 import OperationalError
from typing import Annotated, Any

from msgspec import Struct
from rich.box import SQUARE
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from salesdesk.cli import common
from salesdesk.cli.common import Json, option
from salesdesk.cli.lines import commas, word
from salesdesk.desk import board as desk_board
from salesdesk.errors import StoreError, Usage
from salesdesk.text import _, visible

app = common.verbs()
Shown = Mapping[str, Any]
SECONDS = 2.0
PATIENCE = 1.0
"""A wall screen says soon that the store is locked, and asks again."""
WIDE, FEW = 110, 10
COLOURS = {"ready": "green", "busy": "yellow", "away": "dim", "off": "dim"}


@app.command()
def board(
    watch: Annotated[bool, option("--watch", _("Stay, and look again every two seconds."))] = False,
    json: Json = False,
) -> None:
    if not watch:
        common.say(desk_board.show(common.desk()), json, "once", "board")
        return
    if json or not common.terminal():
        raise Usage(_("--watch draws on a terminal: leave it out, or leave out --json"))
    _watch()


def once(answer: Shown) -> None:
    """The board as it is now, the soonest of what lapses."""
    console = _console()
    console.print(_drawn(answer, console.width, None, console))


def _console() -> Console:
    return Console(markup=False, emoji=False, highlight=False)


# --- watching


class Look(Struct, frozen=True):
    """What was seen last, and what kept the newest look from seeing."""

    answer: Shown | None = None
    trouble: str | None = None


def _watch() -> None:
    """Looks again and again until Ctrl-C; the screen is then as it was before."""
    console = _console()
    with suppress(KeyboardInterrupt):
        look = _look(Look())
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                live.update(_seen(look, console), refresh=True)
                time.sleep(SECONDS)
                look = _look(look)


def _look(last: Look) -> Look:
    """The board now; while the store cannot be read what was seen last. One that never could be read ends the watch."""
    desk = common.desk()
    desk.store.wait = PATIENCE
    try:
        return Look(desk_board.show(desk))
    except StoreError as e:
        locked = isinstance(e.__cause__, OperationalError)
        if last.answer is None and not locked:
            raise
        words = _("The store is in use by another terminal; trying again") if locked else e.message
        return Look(last.answer, words)
    finally:
        desk.store.close()


def _seen(look: Look, console: Console) -> RenderableType:
    """The last board, cut to the screen, below a line that says what is wrong where something is."""
    parts: list[RenderableType] = [Text(visible(look.trouble), "bold reverse")] if look.trouble else []
    if look.answer:
        parts.append(_drawn(look.answer, console.width, console.height - len(parts), console))
    return Group(*parts)


# --- drawing


def _drawn(b: Shown, width: int, height: int | None, console: Console) -> RenderableType:
    """All panels: side by side where there is room, else below each other; the longest list cut to the height."""
    head, wide = Group(_head(b), _next(b)), width >= WIDE
    left, due = [_rotation(b), _waiting(b)], _due(b)
    above = Group(head, due) if wide else Group(head, *left, due)
    used = len(console.render_lines(above, console.options.update(width=width // 2 if wide else width)))
    lapsing = _lapsing(b, FEW if height is None else max(height - used - 2, 1))
    if not wide:
        return Group(head, *left, due, lapsing)
    sides = Table.grid(expand=True, padding=(0, 1, 0, 0))
    sides.add_column(ratio=1)
    sides.add_column(ratio=1)
    sides.add_row(Group(*left), Group(due, lapsing))
    return Group(head, sides)


def _head(b: Shown) -> RenderableType:
    """The office, the day, and the time of what is shown."""
    grid = Table.grid(expand=True)
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(Text(visible(b["office"] or _("Sales desk")), "bold"), Text(f"{b['date']}  {b['at'][11:19]}"))
    return grid


def _next(b: Shown) -> RenderableType:
    """Who is next, and who minds the desk at lunch."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    closed = _("The queue is not open yet")
    next_up = b["next"] or (_("nobody is ready") if b["open"] else closed)
    grid.add_row(Text(_("Next")), Text(visible(next_up), "bold green" if b["next"] else "bold"))
    if b["lunch"]:
        grid.add_row(Text(_("Lunch")), Text(visible(commas(*b["lunch"]))))
    return _panel("", grid)


def _rotation(b: Shown) -> RenderableType:
    """The queue from head to tail, and who is with whom since when."""
    rows = []
    for n, p in enumerate(b["order"], 1):
        mark = "→" if p["name"] == b["next"] else ""
        state = commas(word(p["status"]), p["priority"] and _("priority"))
        visitors = "\n".join(f"{_who(v['customer'])}  {_since(v['since'], b['at'])}" for v in p["with"])
        style = "bold green" if mark else COLOURS[p["status"]]
        rows.append(((mark, n, p["name"], state, visitors), style))
    return _panel(_("Rotation"), _grid("<>...", rows), _("Nobody is in it: 'queue open' opens the day."))


def _waiting(b: Shown) -> RenderableType:
    rows = [((_who(v["customer"]), _since(v["since"], b["at"])), "bold yellow") for v in b["waiting"]]
    return _panel(_("Waiting"), _grid("..", rows), _("Nobody waits."))


def _due(b: Shown) -> RenderableType:
    """Introductions whose customer is to come today."""
    rows = [
        ((r["visit_at"][11:16] if r["visit_at"] else "", _who(r["customer"]), r["by"] or "",
          commas(word(r["kind"], "referral"), r["status"] == "signed" and _("signed"))), "")
        for r in b["referrals"]
    ]  # fmt: skip
    return _panel(_("Introductions due today"), _grid("<...", rows), _("None is due."))


def _lapsing(b: Shown, most: int) -> RenderableType:
    """8.3: protections that end within a week; at most so many, and how many more there are."""
    found = b["lapsing"]
    kept = found if len(found) <= most else found[: most - 1]
    rows = [
        (
            (x["until"][5:], x["owner"], _who(x["customer"]), _in_days(x["days_left"])),
            "bold" if x["days_left"] < 2 else "",
        )
        for x in kept
    ]
    if len(kept) < len(found):
        rows.append((("", "", _("… and {n} more").format(n=len(found) - len(kept)), ""), "dim"))
    return _panel(_("Protections lapsing this week"), _grid("<...", rows), _("None within a week."))


def _who(c: Shown) -> str:
    """``张** 138****1234``; the file number where nothing else is known."""
    return " ".join(w for w in (c["name"], c["phone"]) if w) or f"#{c['id']}"


def _since(at: str, now: str) -> str:
    minutes = int((datetime.fromisoformat(now) - datetime.fromisoformat(at)).total_seconds() // 60)
    return _("since {time}, {n} min").format(time=at[11:16], n=max(minutes, 0))


def _in_days(n: int) -> str:
    return _("today") if n == 0 else _("tomorrow") if n == 1 else _("in {n} days").format(n=n)


def _grid(marks: str, rows: Sequence[tuple[Sequence[object], str]]) -> Table | None:
    """Rows in columns, each in its style: ``>`` figures, ``<`` never broken; None where there are none."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for mark in marks:
        grid.add_column(justify="right" if mark == ">" else "left", no_wrap=mark in "<>", overflow="fold")
    for cells, style in rows:
        grid.add_row(*(Text("\n".join(map(visible, str(c).split("\n")))) for c in cells), style=style or None)
    return grid if rows else None


def _panel(head: str, inside: RenderableType | None, none: str = "") -> Panel:
    title = Text(head, "bold") if head else None
    return Panel(inside or Text(none, "dim"), title=title, title_align="left", box=SQUARE)
