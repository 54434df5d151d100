"""`desk`: one warm session for the day at reception, the same commands without the start-up."""

from __future__ import annotations

import shlex
import sys

from salesdesk.cli import common
from salesdesk.errors import DeskError
from salesdesk.text import _, visible

app = common.verbs()
LEAVE = ("exit", "quit", "q")


@app.command("desk")
def session() -> None:
    _line_editing()
    print(_("The desk is open. Type a command ('checkin 138…', 'queue', 'help'), 'exit' to leave."))
    while (line := _ask()) is not None:
        _obey(line)


def _ask() -> str | None:
    """The next line: the board above the prompt, None at the end. Ctrl-C drops the line, nothing else."""
    while True:
        try:
            if sys.stdin.isatty():
                print(_status())
            line = input("salesdesk> " if sys.stdin.isatty() else "").strip()
        except KeyboardInterrupt:
            print()
            continue
        except EOFError:
            return None
        return None if line in LEAVE else line


def _obey(line: str) -> None:
    """Runs one line as the shell would; a failing one leaves the session open."""
    from salesdesk.cli.app import call

    try:
        words = shlex.split(line)
    except ValueError as e:
        print(visible(_("Cannot read that: {reason}").format(reason=e)), file=sys.stderr)
        return
    if words and words[0] == "salesdesk":
        words = words[1:]
    if not words or words[0] == "desk":
        return
    if words[0] == "help":
        words = [*words[1:], "--help"]
    call([*common.store_option(), *words])


def _status() -> str:
    """One line of the board: who is next, who is with a visitor, who waits."""
    from salesdesk.desk import queue

    try:
        q = queue.show(common.desk(), None)
    except DeskError as e:
        return visible(e.message)
    busy = _(", ").join(p["name"] for p in q["order"] if p["status"] == "busy") or "—"
    line = _("next: {next} · with visitors: {busy} · waiting: {waiting}")
    return visible(line.format(next=q["next"] or "—", busy=busy, waiting=len(q["waiting"])))


def _line_editing() -> None:
    """Arrow keys, history and completion while the desk is open. Nothing typed is kept: it names customers, erased ones too."""
    try:
        import readline
    except ImportError:
        return
    readline.set_completer(_complete)
    readline.parse_and_bind("tab: complete")


def _complete(text: str, state: int) -> str | None:
    from salesdesk.cli.app import COMMANDS
    from salesdesk.cli.complete import staff_names

    found = [w for w in (*COMMANDS, *staff_names()) if w.startswith(text)]
    return found[state] + " " if state < len(found) else None
