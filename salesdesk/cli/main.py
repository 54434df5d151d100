"""The entry: collector off while things are imported, language, one place that turns errors into exit codes."""

from __future__ import annotations

import gc

gc.disable()  # importing is a third faster without the collector; it is on again before a command works

import errno  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from contextlib import suppress  # noqa: E402

from salesdesk import text  # noqa: E402


def main() -> None:
    """The `salesdesk` command."""
    sys.exit(run(sys.argv[1:]))


def run(args: list[str]) -> int:
    """Runs one command line; returns its exit code. Errors are printed here and nowhere else."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    text.use_language(_said_language(args))
    from salesdesk.cli import app

    try:
        code = app.call(args)
        sys.stdout.flush()
    except OSError as e:
        if e.errno not in (errno.EPIPE, errno.ENOSPC, errno.EIO):
            raise
        return _unshown()
    return code


def _unshown() -> int:
    """Nobody can read the answer: what was to be entered is on record all the same, so the command has not failed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with suppress(OSError):
        print(text._("The answer could not be shown; what was entered is on record"), file=sys.stderr)
    return 0


def _said_language(args: list[str]) -> str | None:
    """`--lang zh`, read before anything else because help texts are made with the commands."""
    for i, arg in enumerate(args):
        if arg.startswith("--lang="):
            return arg.partition("=")[2]
        if arg == "--lang" and i + 1 < len(args):
            return args[i + 1]
    return None
