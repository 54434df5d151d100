"""A workbook read as bytes: its parts, its cells as the file says them, without the library that wrote it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
KEEP = "{http://www.w3.org/XML/1998/namespace}space"
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class RawCell:
    """One cell of a file. `text` is what Excel shows of it, its escapes read; `quoted` that it stands behind a quote."""

    sheet: str
    place: str
    kind: str
    text: str
    formula: bool
    quoted: bool

    @property
    def column(self) -> str:
        return self.place.rstrip("0123456789")

    @property
    def row(self) -> int:
        return int(self.place[len(self.column) :])


def as_excel_reads(words: str) -> str:
    """ECMA-376, ST_Xstring: ``_x0041_`` is the letter A."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), words)


def sheet_parts(names: list[str]) -> list[str]:
    """The parts of a workbook that are its sheets, in order."""
    found = [n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
    return sorted(found, key=lambda n: int(re.sub(r"\D", "", n)))


def cells_of(path: Path) -> list[RawCell]:
    """Every filled cell of every sheet. Fails where any part is no well-formed XML."""
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        trees = {n: ElementTree.fromstring(packed.read(n)) for n in packed.namelist()}
    quoted = [f.get("quotePrefix") == "1" for f in trees["xl/styles.xml"].iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    shared = trees.get("xl/sharedStrings.xml")
    strings = [_words(item) for item in shared.iterfind(f"{MAIN}si")] if shared is not None else []
    return [cell for part in sheet_parts(list(trees)) for cell in _cells(part, trees[part], quoted, strings)]


def _cells(part: str, tree: ElementTree.Element, quoted: list[bool], strings: list[str]) -> Iterator[RawCell]:
    for c in tree.iter(f"{MAIN}c"):
        kind = c.get("t", "n")
        words = _words(c)
        if kind == "s":
            words = strings[int(words)]
        formula = c.find(f"{MAIN}f") is not None
        if words or formula or kind != "n":
            yield RawCell(part, c.get("r", ""), kind, words, formula, quoted[int(c.get("s", "0"))])


def _words(node: ElementTree.Element) -> str:
    """The text below a node as Excel reads it: blanks at its ends are dropped where the file does not say to keep them."""
    said = []
    for t in node.iter():
        if t.tag in (f"{MAIN}t", f"{MAIN}v"):
            words = t.text or ""
            said.append(words if t.get(KEEP) == "preserve" or t.tag.endswith("v") else words.strip(" \t\r\n"))
    return as_excel_reads("".join(said))
