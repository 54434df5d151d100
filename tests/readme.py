"""The README's sessions: played as printed. `python -m tests.readme` writes what really comes out into the page."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from pathlib import Path

from tests.office import type_command

README = Path(__file__).parent.parent / "README.md"
SEAL = re.compile(r"(\d+)(?:-[A-Z2-7]{4}){4}")  # every store has its own: the page shows one
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def play(commands: list[str], store: Path, clock: str, language: str) -> tuple[list[str], str]:
    """Types the commands; returns the lines as they are printed on the page, and the clock at the end."""
    lines = []
    for command in commands:
        lines.append(f"$ {command}")
        if command.startswith("export SALESDESK_NOW="):
            clock = shlex.split(command)[1].partition("=")[2]
            continue
        answer = type_command(store, clock, shlex.split(command)[1:], COLUMNS="80", SALESDESK_LANG=language)
        assert answer.code == 0, f"{command}: {answer.err}"
        lines += SEAL.sub(r"\1-K3QF-7TMA-XW2E-PLDA", answer.out.rstrip()).splitlines()
    return lines, clock


def played(page: str) -> str:
    """The page with every console block as it comes out today, in one store of each language."""
    folder = Path(tempfile.mkdtemp())
    clock = ""
    here = Path.cwd()
    os.chdir(folder)
    try:
        for block in BLOCK.findall(page):
            language = "zh" if page.index(block) > page.index("## 中文") else "en"
            commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
            lines, clock = play(commands, Path(f"{language}.db"), clock, language)
            page = page.replace(block, "\n".join(lines) + "\n", 1)
    finally:
        os.chdir(here)
    return page


if __name__ == "__main__":
    README.write_text(played(README.read_text("utf-8")), "utf-8")
