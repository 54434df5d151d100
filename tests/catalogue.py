"""The message catalogue: ``python -m tests.catalogue`` extracts every message, updates the .po file, compiles the .mo.

It prints the messages that have no translation yet; write those into the .po file and run it again.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "salesdesk"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "salesdesk.po"
MO = PO.with_suffix(".mo")


def extracted() -> Catalog:
    """Every message in the source, with the files it stands in. Read from the syntax tree: f-strings hide none."""
    found = Catalog()
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE.parent).as_posix()
        for call in calls(path):
            said = call.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                found.add(said.value, locations=[(place, 0)])
    return found


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call of `_` and `N_` in a file, in its order."""
    nodes = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call) and n.args)
    named = (n for n in nodes if isinstance(n.func, ast.Name) and n.func.id in ("_", "N_"))
    return iter(sorted(named, key=lambda n: (n.lineno, n.col_offset)))


def kept() -> Catalog:
    """The catalogue as it is in the .po file."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="salesdesk")


def compiled(catalogue: Catalog) -> bytes:
    """What belongs into the .mo file."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages without a translation."""
    return [str(m.id) for m in catalogue if m.id and not (m.string and str(m.string).strip() and not m.fuzzy)]


def update() -> Catalog:
    """Brings both files up to the source. Translations of messages that are gone are dropped; git keeps them."""
    catalogue = kept()
    translations = {m.id: m.string for m in catalogue}
    for gone in [str(m.id) for m in catalogue if m.id]:
        catalogue.delete(gone)
    for m in extracted():
        if m.id:
            catalogue.add(m.id, translations.get(m.id) or "", locations=m.locations, flags=m.flags - {"python-format"})
    with PO.open("wb") as po:
        write_po(po, catalogue, width=120, sort_output=True, no_location=True)
    MO.write_bytes(compiled(kept()))
    return kept()


def main() -> int:
    """Updates, compiles, reports. Returns 1 where a translation is missing."""
    catalogue = update()
    missing = untranslated(catalogue)
    for message in missing:
        print(f"no translation: {message}")
    print(f"{len(catalogue)} messages, {len(missing)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
