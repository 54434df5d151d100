"""A terminal to type in: the program started as at the desk, on a pseudo terminal of 80 columns."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.office import PIN, Office

terminals = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")


class Screen:
    """A terminal with the program running in it."""

    def __init__(self, process: subprocess.Popen[bytes], end: int) -> None:
        self.process, self.end, self.text, self.seen = process, end, "", 0

    def until(self, words: str, seconds: float = 30.0) -> str:
        """What has been drawn since the last call up to `words`, once they are there, on one line or on two."""
        start, stop = self.seen, time.monotonic() + seconds
        wanted = re.compile(r"\s+".join(map(re.escape, words.split(" "))))
        while not (found := wanted.search(self.text, start)) and time.monotonic() < stop and self._read():
            pass
        assert found, self.text[start:]
        self.seen = found.end()
        return self.text[start : self.seen]

    def type(self, after: str, line: str) -> str:
        """Types a line once `after` has been asked; what was drawn up to there."""
        drawn = self.until(after)
        self.enter(line)
        return drawn

    def enter(self, line: str) -> None:
        """Types a line."""
        os.write(self.end, f"{line}\n".encode())

    def secret(self, after: str, line: str) -> str:
        """Types a hidden line once `after` has been asked and nothing is echoed any more: what comes earlier is dropped."""
        drawn = self.until(after)
        stop = time.monotonic() + 10
        while termios.tcgetattr(self.end)[3] & termios.ECHO and time.monotonic() < stop:
            time.sleep(0.01)
        self.enter(line)
        return drawn

    def answer_all(self, lines: Iterator[str]) -> tuple[int, str]:
        """Types the next line whenever a question stands open, up to the end: the exit code, and all that was drawn."""
        while self.process.poll() is None or select.select([self.end], [], [], 0)[0]:
            if select.select([self.end], [], [], 0.25)[0]:
                if not self._read():
                    break
            elif self.text.endswith((": ", "：")):
                self.enter(next(lines))
        return self.process.wait(30), self.text

    def interrupt(self) -> None:
        """Ctrl-C. One that comes while the line editor is only getting ready is lost: it is then pressed again."""
        for _n in range(5):
            self._read(0.5)
            drawn = len(self.text)
            self.process.send_signal(signal.SIGINT)
            stop = time.monotonic() + 10
            while len(self.text) == drawn and self.process.poll() is None and time.monotonic() < stop:
                self._read()
            if len(self.text) > drawn or self.process.poll() is not None:
                return

    def ended(self) -> tuple[int, str]:
        """The exit code, and what was drawn since the last call."""
        start = self.seen
        while self._read(60.0):
            pass
        self.seen = len(self.text)
        return self.process.wait(30), self.text[start:]

    def _read(self, seconds: float = 0.1) -> bool:
        """Takes in what is drawn within some time; False once the program is gone."""
        if not select.select([self.end], [], [], seconds)[0]:
            return seconds < 1
        try:
            part = os.read(self.end, 65536)
        except OSError:
            return False
        self.text += part.decode("utf-8", "replace")
        return bool(part)


@contextmanager
def typing(office: Office | Path, clock: str, *words: str, pin: str | None = PIN, **more: str) -> Iterator[Screen]:
    """`salesdesk WORDS` in a terminal of its own, at that clock."""
    import pty

    store = office if isinstance(office, Path) else office.store
    main, side = pty.openpty()
    env = {**os.environ, "SALESDESK_DB": str(store), "SALESDESK_NOW": clock, "SALESDESK_LANG": "en"}
    env |= {"COLUMNS": "80", "LINES": "40", "TERM": "xterm", **({"SALESDESK_PIN": pin} if pin else {}), **more}
    command = [sys.executable, "-c", "from salesdesk.cli.main import main; main()", *words]
    process = subprocess.Popen(command, env=env, stdin=side, stdout=side, stderr=side, start_new_session=True)
    os.close(side)
    try:
        yield Screen(process, main)
    finally:
        process.kill()
        process.wait()
        os.close(main)
