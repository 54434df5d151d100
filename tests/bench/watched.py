"""`python -m tests.bench.watched WORDS…`: the command, and on stderr how many functions of each module it passed, as JSON.

Passed is each function whose body ran in this process, from the first import to the answer, by its code object: `def`s,
methods too. Bodies of modules and classes, lambdas, comprehensions and what dataclasses make up are not functions here.
Nothing of the program is imported before it is watched.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType
from typing import Any

PACKAGE = Path(__file__).parents[2] / "salesdesk"


def watched(words: list[str]) -> tuple[int, set[CodeType]]:
    """Runs the program in this process: its exit code, and all code of ours that was called."""
    passed: set[CodeType] = set()
    ours = f"{PACKAGE}/"

    def note(frame: Any, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(ours):
            passed.add(frame.f_code)

    sys.setprofile(note)
    try:
        from salesdesk.cli.main import run

        code = run(words)
    finally:
        sys.setprofile(None)
    return code, passed


def functions_by_module(passed: set[CodeType]) -> Mapping[str, int]:
    """How many functions of each module were passed: ``desk.reception``."""
    named = (c for c in passed if c.co_flags & CO_OPTIMIZED and not c.co_name.startswith("<"))
    return Counter(module_name(Path(c.co_filename)) for c in named)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


if __name__ == "__main__":
    ended, called = watched(sys.argv[1:])
    print(json.dumps(dict(sorted(functions_by_module(called).items()))), file=sys.stderr)
    sys.exit(ended)
