"""What nobody should type and somebody will: words that a spreadsheet, a terminal or a shell might obey; extreme values.

`SHOWN` gives each word with the form in which it must be shown, written down by hand, none worked out by the program.
`TYPED` are all words for the command line; `FEW` one of each sort, where every one costs a workbook. Then numbers,
days, amounts and the like of every size, all as text.
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
    "'quoted": "'quoted",
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
    "a\u200bb": "a\\u200bb",
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
    "[#ff]": "[#ff]",
    "[link=http://a.b]王[/link]": "[link=http://a.b]王[/link]",
    ":smile:": ":smile:",
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

FEW = (
    "=1+1", "==", "+8613800001234", "-1", "@SUM(A1)", "＝1+1", "#N/A", "{=A1}", "1", "'quoted", "[red]x[/red]", "[/]", ":smile:",
    "[link=http://a.b]王[/link]", "\u202e反过来", "a\u200bb", "🏠", "👨\u200d👩\u200d👧",
)  # fmt: skip
"""One or two of each sort."""

LONG = "名" * 60
"""The longest name there is."""

TYPED = (
    *SHOWN, LONG, "字" * 2001,
    "\t制表", "\r回车", "a\nb", "\u200b零宽", "\ufeff", "'; DROP TABLE entry; --", "' OR 1=1", "--as", "-", "--", "#1", "$(reboot)",
    "`id`", "a" * 61, "a" * 5000, "𠮷" * 60, "é" * 60, "", " ", "　", "\u0301" * 40, "ﷺ" * 60, "NULL", "None", "\\", '"',
    "../../etc/passwd", "C:\\x", "pool", "李四", "{name}", "%s%n", "@x",
)  # fmt: skip
"""All of them, and those that only a command line can be given."""

# --- values of every size; first those at the edge of what is taken

EDGE_TIMES = (
    "0001-01-01 00:00", "1999-12-31 23:59", "2000-01-01 00:00", "2000-02-29 23:59:59", "2099-12-31 23:59", "2100-01-01 00:00",
    "2100-01-01 00:01", "9999-12-31 23:59", "0001-01-01 00:00+23:59", "9999-12-31 23:59-23:59", "2000-01-01 00:00+14:00",
    "2025-10-26 02:30+01:00", "2025-11-03 10:00-12:00", "2025-02-30 10:00", "1986-05-04 02:30", "1900-12-31 23:54",
)  # fmt: skip
EDGE_NUMBERS = (
    "0", "-1", "1", "2147483647", "2147483648", "9" * 20, "9" * 5000, "1e9", "1e999999999", "NaN", "inf", "0.01",
    "0.001", "99999999999.99", "2147483647.99", "1/3", "1/0", "7/10", "100", "100.0001", "1_000", "٣", "+5",
)  # fmt: skip
EDGE_WORDS = (
    "", " ", "\x00", "\ud800", "字" * 2001, "-", "#0", "#" + "9" * 20, "#2147483647", "=1+1", "--", "a\nb", "pool",
)  # fmt: skip
NUMBERS = (
    *EDGE_NUMBERS, "-0", "+1", " 1", "01", "1.0", "1e3", "0x10", "１", "②", "²", "nan", "-inf",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "9" * 400, "1" * 5000,
)  # fmt: skip
PHONES = (
    "13800000001", "#1", "#0", "#-1", "#999999999", "#9223372036854775808", f"#{'9' * 20}", f"#{'1' * 5000}", "#１", "#",
    "1" * 20, "+", "+" + "9" * 40, "0" * 11, "0" * 5000, "１３８００００１２３４", "1380000123②", "abc",
)  # fmt: skip
DAYS = (
    *dict.fromkeys(time[:10] for time in EDGE_TIMES[:8]),
    "0001-12-31", "0000-01-01", "1582-10-10", "1969-12-31", "1970-01-01", "2025-02-29", "2024-02-29", "2025-11-03",
    "2025-13-01", "2025-00-00", "2038-01-19", "10000-01-01", "99999-1-1", "-001-01-01", "２０２５-10-05", "2025-10-5",
)  # fmt: skip
CLOCKS = (
    "",
    " 00:00",
    " 23:59",
    " 23:59:60",
    " 24:00",
    "T12:00:00+23:59",
    " 12:00+00:00",
    " 12:00-23:59",
    " 12:00+24:00",
)
TIMES = (*EDGE_TIMES, *(f"{day}{clock}" for day in DAYS for clock in CLOCKS))
MONTHS = (
    "0001-01",
    "0000-12",
    "1969-12",
    "2025-00",
    "2025-10",
    "2025-13",
    "9999-11",
    "9999-12",
    "99999-01",
    "２０２５-10",
)
WEEKS = (
    "0001-W01",
    "0000-W01",
    "1970-W01",
    "2025-W00",
    "2025-W45",
    "2025-W53",
    "9999-W52",
    "9999-W53",
    "2025-W99",
    "99999-W01",
)
AMOUNTS = (
    *NUMBERS, "0.01", "0.001", "-0.01", "1,000", "1,00", "1万", "999999999万", "0.00001万", "9" * 13, "9" * 14,
    f"{'9' * 13}.99", "1e100000", "Infinity",
)  # fmt: skip
PERCENTS = (
    "0",
    "0.0001",
    "0.00001",
    "100",
    "100.0001",
    "1000",
    "50%",
    "-1",
    "1/3",
    "nan",
    "1e400",
    f"0.{'0' * 5000}1",
    "９",
    "9" * 5000,
)
