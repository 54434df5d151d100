"""The entry: collector off while things are imported, language, one place that turns errors into exit codes."""

from __future__ import annotations

import gc

gc.disable()  # importing is a third faster without the collector; it is on again before a command works

import os  # noqa: E402
import sys  # noqa: E402

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

    return app.call(args)


def _said_language(args: list[str]) -> str | None:
    """`--lang zh`, read before anything else because help texts are made with the commands."""
    for i, arg in enumerate(args):
        if arg.startswith("--lang="):
            return arg.partition("=")[2]
        if arg == "--lang" and i + 1 < len(args):
            return args[i + 1]
    return None
