"""The README's screens: `python -m tests.screens` plays the sample month and draws what comes out as SVG into `data/screens/`."""

from __future__ import annotations

import re
import shlex
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from salesdesk.cli.demo import play, sample_lines
from salesdesk.desk.office import policy_file
from tests.office import type_command

FOLDER = policy_file().parent / "screens"
RUN = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+")
CLOCK = "2025-10-31 18:45"
SHOWN = {"owner": "owner '#11'", "claim": "claim show 3", "payout": "payout --month 2025-10", "board": "board"}
LANGUAGES = {"": "en", "-zh": "zh"}


def draw(store: Path, name: str, language: str, command: str) -> str:
    """One screen as SVG: the command and what it printed, 80 columns wide."""
    answer = type_command(store, CLOCK, shlex.split(command), COLUMNS="80", SALESDESK_LANG=language)
    assert answer.code == 0, answer.err
    console = Console(record=True, width=80, file=open("/dev/null", "w"), highlight=False)  # noqa: SIM115
    text = Text(f"$ salesdesk {command}\n{answer.out.rstrip()}")
    for n, run in enumerate(RUN.finditer(text.plain)):  # each run is placed by itself: no font can shift the columns
        text.stylize("not blink" if n % 2 else "not blink2", run.start(), run.end())
    console.print(text)
    return console.export_svg(title="salesdesk", unique_id=name)


def main() -> None:
    store = Path(tempfile.mkdtemp()) / "demo.db"
    play(store, sample_lines())
    FOLDER.mkdir(exist_ok=True)
    for name, command in SHOWN.items():
        for suffix, language in LANGUAGES.items():
            (FOLDER / f"{name}{suffix}.svg").write_text(draw(store, name + suffix, language, command), "utf-8")


if __name__ == "__main__":
    main()
