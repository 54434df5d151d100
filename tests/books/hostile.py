"""Words that a spreadsheet, an XML parser or a terminal might obey, each with the form in which it must be shown.

The shown forms are written down by hand, none is worked out by the program.
"""

from __future__ import annotations

LONGEST = 32_767
SHOWN = {
    # what a cell obeys as a formula
    "=1+1": "=1+1",
    "==": "==",
    "=": "=",
    '=HYPERLINK("http://x","y")': '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "={1,2}": "={1,2}",
    "{=A1}": "{=A1}",
    "+1": "+1",
    "+8613800001234": "+8613800001234",
    "-1": "-1",
    "-2+3+cmd|' /C calc'!A0": "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)": "@SUM(A1)",
    "\t=1+1": "\\x09=1+1",
    "\r=1+1": "\\x0d=1+1",
    "\n=1+1": "\\x0a=1+1",
    "=1\n+1": "=1\\x0a+1",
    "\r\n": "\\x0d\\x0a",
    "＝1+1": "＝1+1",
    "＋1": "＋1",
    "－1": "－1",
    "＠SUM(A1)": "＠SUM(A1)",
    "\ufeff=1+1": "\\ufeff=1+1",
    "\u200b=1+1": "\\u200b=1+1",
    " =1+1": " =1+1",
    "'=1+1": "'=1+1",
    "'": "'",
    "''": "''",
    "b'=1+1'": "b'=1+1'",
    '"=1+1"': '"=1+1"',
    # what a cell obeys as an error, a number, a day or a truth
    "#N/A": "#N/A",
    "#REF!": "#REF!",
    "#DIV/0!": "#DIV/0!",
    "#NULL!": "#NULL!",
    "1": "1",
    "00012": "00012",
    "1e5": "1e5",
    "3.1": "3.1",
    "7/10": "7/10",
    "2025-10-05": "2025-10-05",
    "10:05": "10:05",
    "TRUE": "TRUE",
    "nan": "nan",
    "12345678901234567890": "12345678901234567890",
    # what a file cannot hold, or a terminal obeys
    "\x00": "\\x00",
    "王\x00五": "王\\x00五",
    "\x07\x08\x0b\x0c": "\\x07\\x08\\x0b\\x0c",
    "\x1b]0;x\x07王": "\\x1b]0;x\\x07王",
    "\x1b[31m红": "\\x1b[31m红",
    "\x7f": "\\x7f",
    "\x9b31m": "\\x9b31m",
    "\ud800": "\\ud800",
    "李\udcff四": "李\\udcff四",
    "\udbff\ud800": "\\udbff\\ud800",
    "\ufffe": "\\ufffe",
    "\uffff": "\\uffff",
    "\U0001ffff": "\\U0001ffff",
    "\ufdd0": "\\ufdd0",
    "\ue000": "\\ue000",
    "\u202e反过来": "\\u202e反过来",
    "\u2066左\u2069": "\\u2066左\\u2069",
    "\u200d": "\\u200d",
    "\u2028行": "\\u2028行",
    "\u2029段": "\\u2029段",
    "\U000e0041": "\\U000e0041",
    "\x85": "\\x85",
    # what XML, Excel's own escapes, and page headers obey
    "<b>&amp;</b>": "<b>&amp;</b>",
    "<!--": "<!--",
    "]]>": "]]>",
    "<![CDATA[x]]>": "<![CDATA[x]]>",
    "&#x41;": "&#x41;",
    "<f>1+1</f>": "<f>1+1</f>",
    "_x0041_": "_x0041_",
    "_x005F_x0041_": "_x005F_x0041_",
    "_x0000_": "_x0000_",
    "_x000D__x000A_": "_x000D__x000A_",
    "__x0041__": "__x0041__",
    "&P&N&D": "&P&N&D",
    "&[Path]": "&[Path]",
    "%s{name}{0}": "%s{name}{0}",
    "[red]x[/red]": "[red]x[/red]",
    "[/]": "[/]",
    "\\x1b": "\\x1b",
    # what must simply come back as it was
    " 首尾 ": " 首尾 ",
    "两  格": "两  格",
    "　全角　": "　全角　",
    "\u00a0x\u00a0": "\u00a0x\u00a0",
    "🏠": "🏠",
    "👨\u200d👩\u200d👧": "👨\\u200d👩\\u200d👧",
    "𠮷野家": "𠮷野家",
    "e\u0301": "e\u0301",
    "ﷺ": "ﷺ",
}
"""Each hostile word, and what must stand in the cell."""

JUST_FITTING = ("長" * LONGEST, "🏠" * (LONGEST // 2), "=" * LONGEST)
"""As much as a cell holds, counted as Excel counts: in halves of four bytes."""

TOO_LONG = ("李" * (LONGEST + 1), "🏠" * (LONGEST // 2 + 1), "\x1b" * (LONGEST // 4 + 1))
"""What fits into no cell, the last one only once it is written out."""

OBEYED = "=+-@＝＋－＠"
"""What a shown text may not begin with unless it stands behind a quote."""
