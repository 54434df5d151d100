"""The entry: collector off while things are imported, language, one place that turns errors into exit codes."""

from __future__ import annotations

import gc

gc.disable()  # importing is a third faster without the collector; it is on again before a command works

import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402

from salesdesk import text  # noqa: E402

SHOWN = "backslashreplace"


def main() -> None:
    """The `salesdesk` command."""
    _open_closed_streams()
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while starting
        code = 130
    sys.exit(code)


def _open_closed_streams() -> None:
    """Opens the standard streams that the launcher closed, before a file of ours takes their numbers.

    stdin is at its end; writing to stdout fails, as to a full disk; what is told on stderr is lost.
    """
    for number, (name, flags) in enumerate((("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, flags)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115


def run(args: list[str]) -> int:
    """Runs one command line; returns its exit code. Errors are printed here and nowhere else."""
    os.umask(0o077)
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, SHOWN), (sys.stderr, SHOWN)):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)
    for size in ("COLUMNS", "LINES"):  # what is no size of a terminal is not believed
        if not re.fullmatch(r"[1-9]\d{1,2}", os.environ.get(size, ""), re.ASCII):
            os.environ.pop(size, None)
    text.use_language(_said_language(args))
    from salesdesk.cli import app

    return app.call(args)


def _said_language(args: list[str]) -> str | None:
    """`--lang zh`, read before anything else because help texts are made with the commands."""
    for i, arg in enumerate(args):
        if arg.startswith("--lang="):
            return arg.partition("=")[2]
        if arg == "--lang" and i + 1 < len(args):
            return args[i + 1]
    return None
