"""The README's sessions: played as printed. `python -m tests.readme` writes what really comes out into the page.

A block below a comment `<!-- typed: … | … -->` is played in a terminal, where these answers are typed at the questions.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.office import type_command
from tests.terminal import typing

README = Path(__file__).parent.parent / "README.md"
SEAL = re.compile(r"(\d+)(?:-[A-Z2-7]{4}){4}")  # every store has its own: the page shows one
BOLD = re.compile(r"\x1b\[\d*m")
BLOCK = re.compile(r"(?:<!-- typed: (?P<typed>.*?) -->\n)?```console\n(?P<shown>.*?)(?=```)", re.DOTALL)


def play(commands: list[str], store: Path, clock: str, language: str, typed: str | None) -> tuple[list[str], str]:
    """Types the commands; returns the lines as they are printed on the page, and the clock at the end."""
    lines: list[str] = []
    answers = iter([] if typed is None else [word.strip() for word in typed.split("|")])
    for command in commands:
        lines.append(f"$ {command}")
        if command.startswith("export SALESDESK_NOW="):
            clock = shlex.split(command)[1].partition("=")[2]
            continue
        words = shlex.split(command)[1:]
        told = (
            _shown(store, clock, words, language) if typed is None else _typed(store, clock, words, language, answers)
        )
        lines += SEAL.sub(r"\1-K3QF-7TMA-XW2E-PLDA", told.rstrip()).splitlines()
    assert not list(answers), f"{commands}: more typed than asked for"
    return lines, clock


def _shown(store: Path, clock: str, words: list[str], language: str) -> str:
    answer = type_command(store, clock, words, COLUMNS="80", SALESDESK_LANG=language)
    assert answer.code == 0, f"{words}: {answer.err}"
    return answer.out


def _typed(store: Path, clock: str, words: list[str], language: str, answers: Iterator[str]) -> str:
    """What stands on the screen at the end, what was typed at the questions included."""
    with typing(store, clock, *words, pin=None, SALESDESK_LANG=language) as screen:
        code, drawn = screen.answer_all(answers)
    assert code == 0, drawn
    return "\n".join(line.rstrip() for line in BOLD.sub("", drawn).splitlines())


def played(page: str) -> str:
    """The page with every console block as it comes out today, in one store of each language."""
    folder, here = Path(tempfile.mkdtemp()), Path.cwd()
    clock, chinese = "", page.index("## 中文")

    def anew(found: re.Match[str]) -> str:
        nonlocal clock
        language = "zh" if found.start() > chinese else "en"
        commands = [line[2:] for line in found["shown"].splitlines() if line.startswith("$ ")]
        lines, clock = play(commands, Path(f"{language}.db"), clock, language, found["typed"])
        return found[0].removesuffix(found["shown"]) + "\n".join(lines) + "\n"

    os.chdir(folder)
    try:
        return BLOCK.sub(anew, page)
    finally:
        os.chdir(here)


if __name__ == "__main__":
    README.write_text(played(README.read_text("utf-8")), "utf-8")
