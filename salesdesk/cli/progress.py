"""A progress bar, on a terminal alone, and only for what takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

PATIENCE = 1.0


@contextmanager
def bar(words: str, patience: float = PATIENCE) -> Iterator[Callable[[int, int | None], None]]:
    """Gives a function to tell how much of how much is done; the bar goes when it is over. `patience` in seconds."""
    began, shown = monotonic(), list[Any]()

    def tick(done: int, total: int | None) -> None:
        if not shown and sys.stderr.isatty() and monotonic() - began >= patience:
            shown.append(_rich(words))
        for progress in shown:
            progress.update(progress.task_ids[0], completed=done, total=total)

    try:
        yield tick
    finally:
        for progress in shown:
            progress.stop()


def _rich(words: str) -> Any:
    from rich.console import Console
    from rich.progress import Progress

    progress = Progress(console=Console(stderr=True), transient=True)
    progress.add_task(words, total=None)
    progress.start()
    return progress
