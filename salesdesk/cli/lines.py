"""How answers are printed: lines, labels, tables, money, dates, words for keys; the one door to the terminal.

Every text is made visible on its way out: nothing in a name is obeyed, neither by the terminal nor by Rich.
Lines are aligned here, by the width Chinese takes; Rich is imported only where a table has to be fitted.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from salesdesk.text import N_, _, sentences, visible

Answer = Mapping[str, Any]

SAME = (
    N_("returning"), N_("duty"), N_("waiting"), N_("done"), N_("ready"), N_("busy"), N_("away"), N_("off"), N_("valid"),
    N_("lapsed"), N_("void"), N_("upheld"), N_("rejected"), N_("solicited"), N_("other"), N_("signed"), N_("cancelled"),
    N_("draft"), N_("closed"), N_("share"), N_("adjustment"), N_("sales"), N_("introducer"), N_("pool"),
    N_("salesperson"), N_("manager"), N_("director"), N_("assistant"), N_("employee"), N_("source"), N_("need"),
    N_("budget"), N_("rating"), N_("note"),
)  # fmt: skip
"""Keys of the answers that are their own words."""

WORDS = {
    "name_said": N_("name said"),
    "turn": N_("by turn"), "asked-for": N_("asked for"), "unrecalled": N_("cannot recall"),
    "client": N_("sent by a client"), "receiving": N_("in reception"), "left": N_("not received, left"),
    "referral.employee": N_("employee's referral"), "referral.company": N_("through the company"),
    "referral.client": N_("client announced"), "referral.open": N_("visit to come"),
    "referral.signed": N_("signed, to come"), "kind.company": N_("company"), "kind.client": N_("client"), "claim.open": N_("open"),
    "awaiting-director": N_("awaits the director"), "refused": N_("refused by the director"),
    "recognised": N_("recognised later"), "earlier": N_("registered earlier"), "couple": N_("married couple"),
    "introduced": N_("sent by an old customer"), "handling.named": N_("receiver named"),
    "handling.introduced": N_("by turn"), "handling.aftercare": N_("aftercare"),
    "handling.aftercare-other": N_("aftercare by others"), "how.accompanied": N_("came along"),
    "how.phoned": N_("phoned"), "ruling.uphold": N_("uphold"), "ruling.reject": N_("reject"),
    "ruling.opinion": N_("written opinion"), "approval.approve": N_("approve"), "approval.refuse": N_("refuse"),
    "entry.took": N_("check-in {n}, taken from the waiting"), "entry.passed": N_("passed over at check-in {n}"),
    "todo.upheld": N_("the manager: 'claim rule {n} --uphold' or '--reject'"),
    "todo.open": N_("the manager: 'claim rule {n} --reject', or --uphold with --opinion and --share [7.7]"),
    "todo.awaiting-director": N_("the director: 'claim approve {n}', or with --refuse [7.7]"),
}  # fmt: skip
"""The words for the others; where one key means two things, the topic stands before it."""


def word(key: str | None, topic: str = "") -> str:
    """The word for a key of the answer; a key without one is shown as it is."""
    found = WORDS.get(f"{topic}.{key}") or WORDS.get(key or "", key)
    return _(found) if found else "—"


def when(at: str, beside: str) -> str:
    """``10-05 10:05``; with the year where that is not the year of the date shown `beside`."""
    full = f"{at[:10]} {at[11:16]}"
    return full[5:] if at[:4] == beside[:4] else full


def money(yuan: str) -> str:
    """``¥8,400.00``; the wide sign where the output is GBK, which has no other."""
    gbk = (getattr(sys.stdout, "encoding", None) or "").lower().startswith(("gb", "cp936"))
    amount = Decimal(yuan)
    return f"{'-' if amount < 0 else ''}{'￥' if gbk else '¥'}{abs(amount):,.2f}"


def cited(clauses: Iterable[str]) -> str:
    """``[3.1, 7.1]``, or nothing."""
    numbers = ", ".join(clauses)
    return f"[{numbers}]" if numbers else ""


def reason(answer: Answer) -> str:
    """Why, in words, with the clauses."""
    return f"{answer['explanation']} {cited(answer['clauses'])}".strip()


def commas(*parts: object) -> str:
    """The parts that say something, with commas between them."""
    return _(", ").join(str(p) for p in parts if p)


def visit_numbers(numbers: Sequence[int]) -> str:
    """``visit 4``, ``visits 4, 5``, or nothing."""
    return (_("visits {n}") if numbers[1:] else _("visit {n}")).format(n=commas(*numbers)) if numbers else ""


def entry_numbers(entries: Sequence[int]) -> str:
    """``(entry 12)``, ``(entries 12, 14)``, or nothing."""
    words = _("(entries {numbers})") if entries[1:] else _("(entry {numbers})")
    return words.format(numbers=commas(*entries)) if entries else ""


def named(c: Answer, room: int = sys.maxsize) -> str:
    """``张三 (#3)``, the name cut to `room` columns; the file number where there is no name."""
    return f"{cut(visible(c['name']), room)} (#{c['id']})" if c["name"] else f"#{c['id']}"


def noted(row: Answer) -> str:
    """The note of a visit or call in one line, with another name that was said (7.2)."""
    said = _("name said: {name}").format(name=row["name_said"]) if row.get("name_said") else ""
    return _("; ").join(" ".join(s.split()) for s in (said, row.get("note") or "") if s)


def visit_state(v: Answer) -> str:
    """What has become of a visit, in the word's key: `left` where nobody received it."""
    return "left" if v["status"] == "done" and not v["receiver"] else str(v["status"])


def recipient(to: str | None) -> str:
    """Who is paid: the name, or the word for the pool and for one not yet named."""
    return _("(not yet named)") if to is None else _("pool") if to == "pool" else to


def columns_left(taken: int = 0) -> int:
    """The columns left on the terminal, as many as one likes where there is none."""
    return max((shutil.get_terminal_size((0, 0)).columns or sys.maxsize) - taken, 20)


def _bold(text: str) -> str:
    """`text` in bold, on a terminal that knows it and where nobody asked for NO_COLOR."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or sys.platform == "win32"
    return text if plain or not sys.stdout.isatty() else f"\x1b[1m{text}\x1b[0m"


def columns(text: str) -> int:
    """The columns `text` takes: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int) -> str:
    """`text` with the blanks that make it `width` columns wide."""
    return text + " " * (width - columns(text))


def cut(text: str, room: int) -> str:
    """`text`, or as much of its beginning as fits into `room` columns."""
    while columns(text) > room:
        text = f"{text[:-2]}…"
    return text


ROWS = 500
PIECES = r"\s+|(?:[^\x00-\u2e7f]|[!-\u2e7f]+)[，。；：、！？）」』”]*(?: \[\d[\w., ]*\])?"
"""What a line may be broken between: spaces, words, Chinese characters with their closing marks; a clause stays with its word."""


def wrapped(text: str, room: int) -> list[str]:
    """The lines of `text`, each at most `room` columns wide where it can be broken."""
    lines = [""] if columns(text) > room else [text]
    for piece in re.findall(PIECES, text) if lines == [""] else ():
        if lines[-1] and columns(lines[-1]) + columns(piece.rstrip()) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def line(text: str = "", lead: str = "", bold: bool = False) -> None:
    """Prints one text behind `lead`; what does not fit goes on below, under the text."""
    first = visible(lead)
    for i, part in enumerate(wrapped(visible(text), columns_left(columns(first)))):
        sys.stdout.write((first if i == 0 else " " * columns(first)) + (_bold(part) if bold else part) + "\n")


def policy_said(said: Answer, ground: str) -> str:
    """What the policy says to a claim, or said when it was ruled; where no clause decides, that is all it says."""
    borne_out = _("Borne out.") if said["borne_out"] else "" if ground == "other" else _("Not borne out.")
    return sentences(borne_out, reason(said))


def ruling(r: Answer) -> str:
    """When, by whom, and the entry that says so."""
    return _("{at} by {who} {entry}").format(at=when(r["at"], ""), who=r["by"], entry=entry_numbers([r["entry"]]))


def rulings(c: Answer) -> list[tuple[str, str]]:
    """The manager's ruling, by 7.7 where there is an opinion, then what the director decided: label and text."""
    ruled = word("rejected" if c["status"] == "rejected" else "upheld") + (" [7.7]" if c["opinion"] else "")
    heads = (_("Ruled"), ruled), (_("Refused") if c["status"] == "refused" else _("Approved"), "")
    return [(label, commas(what, ruling(r))) for (label, what), r in zip(heads, c["rulings"], strict=False)]


def deal_status(d: Answer) -> str:
    """Signed or cancelled, with a mark where it was amended."""
    return commas(word(d["status"]), d["amendments"] and _("amended"))


def introduction(r: Answer) -> str:
    """An introduction in a line: kind, by whom, for when, what became of it."""
    kind = word(r["kind"], "referral")
    return commas(_("introduction {n}").format(n=r["id"]), kind, r["by"], r["visit_on"], word(r["status"], "referral"))


def numbered(choices: Mapping[str, str], topic: str) -> None:
    """Prints what can be chosen: number, word and what it means."""
    room = max(columns(word(key, topic)) for key in choices)
    for n, (key, meaning) in enumerate(choices.items(), 1):
        line(_(meaning), f"  {n}  {padded(word(key, topic), room)}  ")


def heading(text: str) -> None:
    """A heading, set off from what is above it."""
    line()
    line(text, bold=True)


def listed(head: str, items: Sequence[tuple[str, str]]) -> None:
    """A heading and the texts below it, each behind its lead; nothing where there are none."""
    if items:
        heading(head)
    for lead, text in items:
        line(text, lead)


def pairs(*given: tuple[str, str | None]) -> None:
    """Labels and values below each other, the empty ones left out."""
    there = [(label, value) for label, value in given if value]
    width = max((columns(label) for label, _value in there), default=0)
    for label, value in there:
        line(value or "", f"  {padded(label, width)}  ")


def table(marks: str, heads: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> None:
    """A table fitted to the terminal, or a sentence. A mark for each column: ``>`` figures, ``!`` never broken.

    A long one is drawn some hundred rows at a time, each part under its headings: memory does not grow with it.
    """
    left, drawn = iter(rows), False
    while cells := [["—" if cell is None else visible(str(cell)) for cell in row] for row in islice(left, ROWS)]:
        _draw(marks, heads, cells)
        drawn = True
    if not drawn:
        line(none, "  ")


def _draw(marks: str, heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False, width=min(columns_left(2), 200))
    grid = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for mark, head in zip(marks, heads, strict=True):
        side: Any = "right" if mark == ">" else "left"
        least = 8 if mark == "." else None
        grid.add_column(Text(visible(head)), justify=side, no_wrap=mark != ".", overflow="fold", min_width=least)
    for row in cells:
        grid.add_row(*map(Text, row))
    with console.capture() as captured:
        console.print(grid)
    sys.stdout.write("".join(f"  {row.rstrip()}\n" for row in captured.get().splitlines()))


def chain(steps: Sequence[Answer], head: str = "") -> None:
    """How it came about, step by step, each with its clause and entries."""
    told = [f"{s['text']} {cited([s['clause']])} {entry_numbers(s['entries'])}".strip() for s in steps]
    listed(head or _("How it came about"), [(f"{i:>4}. ", text) for i, text in enumerate(told, 1)])
