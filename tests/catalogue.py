"""The message catalogue: ``python -m tests.catalogue`` extracts every message, updates the .po file, compiles the .mo.

It prints the messages that have no translation yet; write those into the .po file and run it again.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "salesdesk"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "salesdesk.po"
MO = PO.with_suffix(".mo")


def extracted() -> Catalog:
    """Every message in the source, with the files it stands in."""
    found = Catalog()
    for file, _line, message, _comments, _context in extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords={"_": None, "N_": None}
    ):
        found.add(message, locations=[(f"salesdesk/{Path(file).as_posix()}", 0)])
    return found


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
        write_po(po, catalogue, width=120, sort_by_file=True, include_lineno=False)
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
