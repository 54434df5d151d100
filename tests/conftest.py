"""What a run reached (turns, kill points, states …) is printed at its end, and so is every test that could not run."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures that tests handed over with `record_property`, one a line."""
    stats = terminalreporter.stats
    reports = [r for kind in ("passed", "failed") for r in stats.get(kind, ()) if hasattr(r, "user_properties")]
    figures = sorted({f"{name}: {value}" for r in reports for name, value in r.user_properties})
    skipped = sorted({f"NOT RUN {r.nodeid}: {r.longrepr[2]}" for r in stats.get("skipped", ())})
    for title, lines in (("figures reached", figures), ("not run", skipped)):
        if lines:
            terminalreporter.section(title)
            for line in lines:
                terminalreporter.line(line)
