"""The answers as people read them: one function per view, all through one door to the terminal.

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
from fractions import Fraction
from typing import Any

from salesdesk.text import N_, _, visible

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
    "turn": N_("by turn"), "asked-for": N_("asked for"), "unrecalled": N_("cannot recall"),
    "client": N_("sent by a client"), "receiving": N_("in reception"), "unreceived": N_("not received"),
    "referral.employee": N_("employee's referral"), "referral.company": N_("through the company"),
    "referral.client": N_("client announced"), "referral.open": N_("visit to come"),
    "referral.signed": N_("signed, visit to come"), "claim.open": N_("open"),
    "awaiting-director": N_("awaits the director"), "refused": N_("refused by the director"),
    "recognised": N_("recognised later"), "earlier": N_("registered earlier"), "couple": N_("married couple"),
    "introduced": N_("sent by an old customer"), "entry.visit": N_("check-in {n}"),
    "entry.done": N_("a reception over"), "entry.handover": N_("a handover"), "entry.queue-open": N_("the opening"),
    "entry.queue-join": N_("came on"), "entry.queue-away": N_("went away"), "entry.queue-back": N_("came back"),
    "entry.queue-off": N_("went off"), "entry.queue-strike": N_("turn struck"),
    "entry.queue-swap": N_("places exchanged"), "entry.queue-priority": N_("priority granted"),
    "todo.upheld": N_("the manager: 'claim rule {n} --uphold' or '--reject'"),
    "todo.open": N_("the manager: 'claim rule {n} --reject', or --uphold with --opinion and --share [7.7]"),
    "todo.awaiting-director": N_("the director: 'claim approve {n}', or with --refuse [7.7]"),
}  # fmt: skip
"""The words for the others; where one key means two things, the topic stands before it."""


def _word(key: str | None, topic: str = "") -> str:
    """The word for a key of the answer; a key without one is shown as it is."""
    word = WORDS.get(f"{topic}.{key}") or WORDS.get(key or "", key)
    return _(word) if word else "—"


def _when(at: str, beside: str) -> str:
    """``10-05 10:05``; with the year where that is not the year of the date shown `beside`."""
    full = f"{at[:10]} {at[11:16]}"
    return full[5:] if at[:4] == beside[:4] else full


def _money(yuan: str) -> str:
    """``¥8,400.00``; the wide sign where the output is GBK, which has no other."""
    gbk = (getattr(sys.stdout, "encoding", None) or "").lower().startswith(("gb", "cp936"))
    amount = Decimal(yuan)
    return f"{'-' if amount < 0 else ''}{'￥' if gbk else '¥'}{abs(amount):,.2f}"


def _percent(share: str) -> str:
    """``7/10`` as ``70%``; a third stays ``1/3``."""
    exact = Fraction(share) * 100
    return f"{float(exact):g}%" if (exact * 100).denominator == 1 else share


def _cited(clauses: Iterable[str]) -> str:
    """``[3.1, 7.1]``, or nothing."""
    named = ", ".join(clauses)
    return f"[{named}]" if named else ""


def _reason(answer: Answer) -> str:
    return f"{answer['explanation']} {_cited(answer['clauses'])}".strip()


def _commas(*parts: object) -> str:
    return ", ".join(str(p) for p in parts if p)


def _visits(numbers: Sequence[int]) -> str:
    """``visit 4``, ``visits 4, 5``, or nothing."""
    return (_("visits {n}") if numbers[1:] else _("visit {n}")).format(n=_commas(*numbers)) if numbers else ""


def _entries(entries: Sequence[int]) -> str:
    """``(entry 12, 14)``, or nothing."""
    return _("(entry {numbers})").format(numbers=_commas(*entries)) if entries else ""


def _customer(c: Answer | int, room: int = sys.maxsize) -> str:
    """``张三 (#3)``, the name cut to `room` columns; the file number where there is no name."""
    if isinstance(c, int) or not c["name"]:
        return f"#{c if isinstance(c, int) else c['id']}"
    return f"{_cut(visible(c['name']), room)} (#{c['id']})"


def _recipient(to: str | None) -> str:
    return _("(not yet named)") if to is None else _("pool") if to == "pool" else to


def _room(taken: int = 0) -> int:
    """The columns left on the terminal, as many as one likes where there is none."""
    return max((shutil.get_terminal_size((0, 0)).columns or sys.maxsize) - taken, 20)


def _bold(text: str) -> str:
    """`text` in bold, on a terminal that knows it and where nobody asked for NO_COLOR."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or sys.platform == "win32"
    return text if plain or not sys.stdout.isatty() else f"\x1b[1m{text}\x1b[0m"


def _width(text: str) -> int:
    """The columns `text` takes: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _cut(text: str, room: int) -> str:
    """`text`, or as much of its beginning as fits into `room` columns."""
    while _width(text) > room:
        text = f"{text[:-2]}…"
    return text


PIECES = r"\s+|[^\x00-\u2e7f][，。；：、！？）」』”]*|[!-\u2e7f]+[，。；：、！？）」』”]*"
"""What a line may be broken between: spaces, words, Chinese characters with the marks that close them."""


def _wrapped(text: str, room: int) -> list[str]:
    """The lines of `text`, each at most `room` columns wide where it can be broken."""
    lines = [""] if _width(text) > room else [text]
    for piece in re.findall(PIECES, text) if lines == [""] else ():
        if lines[-1] and _width(lines[-1]) + _width(piece.rstrip()) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _line(text: str = "", lead: str = "", bold: bool = False) -> None:
    """Prints one text behind `lead`; what does not fit goes on below, under the text."""
    first = visible(lead)
    for i, part in enumerate(_wrapped(visible(text), _room(_width(first)))):
        sys.stdout.write((first if i == 0 else " " * _width(first)) + (_bold(part) if bold else part) + "\n")


def _title(text: str) -> None:
    """A heading, set off from what is above it."""
    _line()
    _line(text, bold=True)


def _listed(title: str, items: Sequence[tuple[str, str]]) -> None:
    """A heading and the texts below it, each behind its lead; nothing where there are none."""
    if items:
        _title(title)
    for lead, text in items:
        _line(text, lead)


def _pairs(*pairs: tuple[str, str | None]) -> None:
    """Labels and values below each other, the empty ones left out."""
    there = [(label, value) for label, value in pairs if value]
    width = max((_width(label) for label, _value in there), default=0)
    for label, value in there:
        _line(value or "", f"  {_padded(label, width)}  ")


def _table(marks: str, heads: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> None:
    """A table fitted to the terminal, or a sentence. A mark for each column: ``>`` figures, ``!`` never broken."""
    cells = [["—" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    if not cells:
        _line(none, "  ")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False, width=min(_room(2), 200))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for mark, head in zip(marks, heads, strict=True):
        side: Any = "right" if mark == ">" else "left"
        least = 8 if mark == "." else None
        table.add_column(Text(visible(head)), justify=side, no_wrap=mark != ".", overflow="fold", min_width=least)
    for row in cells:
        table.add_row(*map(Text, row))
    with console.capture() as captured:
        console.print(table)
    sys.stdout.write("".join(f"  {line.rstrip()}\n" for line in captured.get().splitlines()))


def checkin(answer: Answer) -> None:
    """Who receives; the owner; why; who is next. Also what `handover` answers."""
    _line(_who_receives(answer), bold=True)
    visit, customer = answer["visit"], answer["customer"]
    who = _commas(_customer(customer), customer["phone"], customer["new"] and _("new"))
    _pairs(
        (_("Owner"), _owned(answer)), (_("Why"), _reason(answer)), (_("Next"), answer["next"] or _("nobody is ready")),
        (_("Customer"), who), (_("Visit"), _visit(visit)),
    )  # fmt: skip


def _who_receives(answer: Answer) -> str:
    sentence = _("{receiver} receives {customer}")
    if not answer["receiver"]:
        sentence = _("Nobody is ready: {customer} waits")
    elif "granted" in answer:
        goes_on = _("Not granted: {receiver} goes on with {customer}")
        sentence = _("{receiver} takes over {customer}") if answer["granted"] else goes_on
    elif answer["visit"]["late_entry"]:
        sentence = _("Entered late: {receiver} received {customer}")
    return sentence.format(receiver=answer["receiver"], customer=_customer(answer["customer"]))


def _owned(answer: Answer) -> str:
    """The owner, and through which day."""
    if not answer["owner"]:
        return _("nobody")
    return _("{owner}, protected through {until}").format(owner=answer["owner"], until=answer["protected_until"])


def _visit(visit: Answer) -> str:
    """Number, time, kind, status."""
    kind = None if visit["status"] == "waiting" else _word(visit["kind"])
    turn, late = visit["uses_turn"] and _("turn used"), visit["late_entry"] and _("late entry")
    return _commas(visit["id"], _when(visit["at"], visit["at"]), kind, turn, _word(visit["status"]), late)


def done(answer: Answer) -> None:
    """Who is ready again, and who was taken from the waiting."""
    name, took = answer["freed"], answer["took"]
    freed = _("{name} is done") if took else _("{name} is ready again")
    _line(freed.format(name=name) if name else _("Recorded; it left nobody ready"))
    if took:
        _line(_("Taken from the waiting: {visits}; 'register' shows who receives").format(visits=_visits(took)))


def undone(answer: Answer) -> None:
    """What was taken back."""
    words = _("Taken back: '{command}' (entry {entry}); queue and register are as before it")
    _line(words.format(**answer["undone"]))


def called(answer: Answer) -> None:
    """A phone inquiry on record."""
    call, customer = answer["call"], answer["customer"]
    _line(_reason(answer))
    who, entry = _commas(_customer(customer), customer["phone"]), _commas(call["entry"], _when(call["at"], call["at"]))
    _pairs((_("Caller"), who), (_("Entry"), entry))


def register(answer: Answer) -> None:
    """The day's visits and calls, what was said, and what is not confirmed yet."""
    _line(_("Register of {day}").format(day=answer["date"]), bold=True)
    heads = (_("Visit"), _("Time"), _("Customer"), _("Phone"), _("Receiver"), _("Kind"), _("Marks"))
    _table(">!.!.!.", heads, map(_register_row, answer["visits"]), _("No visits that day."))
    _listed(_("Said at the desk"), [(f"  {_visits([v['id']])}: ", _said(v)) for v in answer["visits"] if _said(v)])
    if answer["calls"]:
        _title(_("Calls"))
        calls = [(c["entry"], c["at"][11:16], _customer(c["customer"], 40)) for c in answer["calls"]]
        _table(">!.", (_("Entry"), _("Time"), _("Caller")), calls, "")
    if answer["unconfirmed"]:
        todo = _("Not confirmed yet: {visits}. The manager: 'confirm --on {day}' [7.2]")
        _title(todo.format(visits=_visits(answer["unconfirmed"]), day=answer["date"]))
    elif answer["visits"]:
        _title(_("All is confirmed [7.2]"))


def _register_row(v: Answer) -> Sequence[object]:
    customer, registered = v["customer"], v["status"] in ("receiving", "done")
    marks = _commas(
        v["status"] != "done" and _word(v["status"]), registered and not v["confirmed"] and _("unconfirmed"),
        v["late_entry"] and _("late"), v["corrected"] and _("corrected"), v["training"] and _("training"),
    )  # fmt: skip
    kind = _word(v["kind"]) if registered else None
    return v["id"], v["at"][11:16], _customer(customer, 24), customer["phone"], v["receiver"], kind, marks


def _said(v: Answer) -> str:
    """What a visitor said: where from, what they look for."""
    keys = ("source", "need", "budget", "rating", "note")
    return "; ".join(f"{_word(k)} {' '.join(v[k].split())}" for k in keys if v.get(k))


def confirmed(answer: Answer) -> None:
    """How many visits the manager confirmed."""
    some, none = _("{date}: visits confirmed: {confirmed} [7.2]"), _("{date}: nothing new to confirm [7.2]")
    _line((some if answer["confirmed"] else none).format(**answer))
    if answer.get("training"):
        _line(_("Entered under a set clock (SALESDESK_NOW): {training} of them").format(**answer))


def corrected(answer: Answer) -> None:
    """A visit as the correction leaves it."""
    visit, customer = answer["visit"], answer["customer"]
    words = _("Visit {n} is corrected by entry {entry}; the old one stays, marked")
    _line(f"{words.format(n=visit['id'], entry=answer['entry'])} {_cited(answer['clauses'])}")
    facts = _commas(_when(visit["at"], ""), _word(visit["kind"]), _word(visit["status"]))
    _pairs((_("Visit"), facts), (_("Customer"), _customer(customer)), (_("Receiver"), answer["receiver"]))


def queue(answer: Answer) -> None:
    """The order from head to tail, who is next, who minds the office at noon, who waits."""
    order = answer["order"]
    _line(_("Queue of {day}").format(day=answer["date"]), bold=True)
    if not order:
        _line(_("Nobody is in it: 'queue open' opens the day."), "  ")
    names = max((_width(visible(p["name"])) for p in order), default=0)
    for i, place in enumerate(order, 1):
        _place(i, place, names)
    next_up = answer["next"] or (_("nobody is ready") if any(p["status"] != "off" for p in order) else "")
    _pairs((_("Next"), next_up), (_("Lunch"), ", ".join(answer["lunch"])), (_("Waiting"), _visits(answer["waiting"])))


def _place(i: int, place: Answer, width: int) -> None:
    """One place, and with `--why` what put its holder there."""
    state = _commas(_word(place["status"]), place["priority"] and _("priority"))
    _line(f"{_padded(visible(place['name']), width)}  {state}", f"{i:>4}  ")
    for e in place.get("entries", ()):
        kind, _space, number = e["what"].partition(" ")
        what = _word(kind, "entry").format(n=number)
        _line(f"{_when(e['at'], e['at'])} {what} [{e['clause']}] {_entries([e['entry']])}", " " * 8)


def referral(answer: Answer) -> None:
    """One introduction as it stands."""
    r = answer["referral"]
    head = _("Introduction {n}: {kind}; {status}")
    kind, status = _word(r["kind"], "referral"), _word(r["status"], "referral")
    _line(f"{head.format(n=r['id'], kind=kind, status=status)} {_cited(answer['clauses'])}".strip(), bold=True)
    who, file = _commas(r["name"], r["phone"]), answer.get("file")
    _pairs((_("Customer"), who), (_("By"), r["by"]), (_("Visit on"), r["visit_on"]), (_("Slip"), file))


def referrals(answer: Answer) -> None:
    """The introductions asked for."""
    rows = [
        (r["id"], _cut(visible(r["name"] or ""), 20), r["phone"], _word(r["kind"], "referral"), r["by"],
         r["visit_on"], _word(r["status"], "referral")) for r in answer["referrals"]
    ]  # fmt: skip
    heads = ("#", _("Customer"), _("Phone"), _("Kind"), _("By"), _("Visit on"), _("Status"))
    _table(">.!..!.", heads, rows, _("There are no introductions to show."))


def owner(answer: Answer) -> None:
    """Whose customer, what a deal signed that day would pay, and why."""
    until, customer = answer["protected_until"] or "", _customer(answer["customer"])
    whose = _("{customer} is {owner}'s customer, protected through {until}")
    told = whose if answer["owner"] else _("{customer} is nobody's customer")
    told = told.format(customer=customer, owner=answer["owner"], until=until)
    _line(f"{told} {_cited(answer['clauses'])}".strip(), bold=True)
    _shares(answer["shares"], _("If the deal were signed that day"))
    _chain(answer["chain"])
    _evidence(answer["evidence"], until)
    _listed(_("It would be held"), [("  - ", reason) for reason in answer["holds"]])


def _shares(shares: Sequence[Answer], title: str) -> None:
    """Who has what share, and the money where there is some."""
    _title(title)
    paid = bool(shares) and "amount" in shares[0]
    heads = (_("Who"), _("Role"), _("Share"), *([_("Amount")] if paid else ()), _("Clause"))
    rows = [
        (_recipient(s["to"]), _word(s["role"]), _percent(s["share"]), *([_money(s["amount"])] if paid else ()),
         _cited([s["clause"]])) for s in shares
    ]  # fmt: skip
    _table("..>>!" if paid else "..>!", heads, rows, _("Nobody is paid: no registration protects the customer."))


def _chain(steps: Sequence[Answer]) -> None:
    """How it came about, step by step, each with its clause and entries."""
    told = [f"{s['text']} {_cited([s['clause']])} {_entries(s['entries'])}".strip() for s in steps]
    _listed(_("How it came about"), [(f"{i:>4}. ", text) for i, text in enumerate(told, 1)])


def _evidence(visits: Sequence[Answer], beside: str) -> None:
    """The visits it rests on."""
    _title(_("Evidence"))
    rows = [
        (v["visit"], _when(v["at"], beside), v["receiver"], _word(v["kind"]),
         _("confirmed") if v["confirmed"] else _("not confirmed")) for v in visits
    ]  # fmt: skip
    heads = (_("Visit"), _("When"), _("Receiver"), _("Kind"), _("Register"))
    _table(">!...", heads, rows, _("No visit on record."))


def claims(answer: Answer) -> None:
    """The disputes asked for."""
    rows = [
        (c["id"], c["filed"][:10], c["by"], _customer(c["customer"], 24), _word(c["ground"]),
         _word(c["status"], "claim")) for c in answer["claims"]
    ]  # fmt: skip
    heads = ("#", _("Filed"), _("By"), _("Customer"), _("Ground"), _("Status"))
    _table(">!....", heads, rows, _("There are no disputes to show."))


def claim(answer: Answer) -> None:
    """A dispute, and what the policy says to it."""
    c, said = answer["claim"], answer["proposal"]
    pending = c["status"] in ("open", "awaiting-director")
    head = _("Claim {n} by {who}: {ground}; {status}")
    _line(head.format(n=c["id"], who=c["by"], ground=_word(c["ground"]), status=_word(c["status"], "claim")), bold=True)
    todo = "upheld" if c["status"] == "open" and said["borne_out"] else c["status"]
    borne_out = _("Borne out.") if said["borne_out"] else _("Not borne out.")
    _pairs(
        (_("Customer"), _commas(_customer(c["customer"]), c["customer"]["phone"])), (_("Filed"), _when(c["filed"], "")),
        (_("Policy"), f"{borne_out if pending else ''} {_reason(said)}".strip()),
        (_("Owner"), said["owner"] or _("nobody")),
        (_("To do"), _word(todo, "todo").format(n=c["id"]) if pending else None),
    )  # fmt: skip
    _shares(said["shares"], _("If it is upheld") if pending and said["borne_out"] else _("As things stand"))
    _chain(said.get("chain", ()))
    _evidence(said["evidence"], c["filed"])


def deal(answer: Answer) -> None:
    """A deal, who is paid, and why."""
    d = answer["deal"]
    head = _("Deal {n}: {unit}; {status}").format(n=d["id"], unit=d["unit"], status=_word(d["status"]))
    _line(f"{head} {_cited(answer.get('clauses', ()))}".strip(), bold=True)
    _pairs(
        (_("Customer"), _customer(d["customer"])), (_("Signed"), _when(d["signed_at"], "")),
        (_("Price"), _money(d["price"])), (_("Commission"), _money(d["commission"])),
    )  # fmt: skip
    _shares(answer["shares"], _("Shares, had it stood") if d["status"] == "cancelled" else _("Shares"))
    _chain(answer.get("chain", ()))
    _evidence(answer.get("evidence", ()), d["signed_at"])
    _listed(_("Held, not paid yet"), [("  - ", reason) for reason in answer["holds"]])


def deals(answer: Answer) -> None:
    """The deals asked for."""
    rows = [
        (d["id"], d["signed_at"][:10], _customer(d["customer"], 24), _cut(visible(d["unit"]), 24), _money(d["price"]),
         _money(d["commission"]), _word(d["status"])) for d in answer["deals"]
    ]  # fmt: skip
    heads = ("#", _("Signed"), _("Customer"), _("Unit"), _("Price"), _("Commission"), _("Status"))
    _table(">!..>>.", heads, rows, _("There are no deals to show."))


def payout(answer: Answer) -> None:
    """The month's commission: per person, line by line, what is held; file and seal."""
    head = _("Commission of {month}: {total} ({status})")
    _line(head.format(month=answer["month"], total=_money(answer["total"]), status=_word(answer["status"])), bold=True)
    rows = [(_recipient(p["to"]), _word(p["role"]), _money(p["amount"])) for p in answer["by_person"]]
    _table("..>", (_("Who"), _("Role"), _("Amount")), rows, _("Nothing is paid in this month."))
    if answer["lines"]:
        _title(_("Line by line"))
        figures = (_("Share"), _("Amount"), _("Clause"))
        lines = [
            (x["deal"], _word(x["kind"]), _recipient(x["to"]), _word(x["role"]), _percent(x["share"]),
             _money(x["amount"]), _cited([x["clause"]])) for x in answer["lines"]
        ]  # fmt: skip
        _table(">...>>!", (_("Deal"), _("Kind"), _("Who"), _("Role"), *figures), lines, "")
    held = [(f"  {_('deal {n}').format(n=h['deal'])}: ", reason) for h in answer["held"] for reason in h["reasons"]]
    _listed(_("Held, not paid yet"), held)
    closing = _("a draft; 'payout --month {month} --close' closes the month").format(month=answer["month"])
    _line()
    _pairs((_("File"), answer["file"]), (_("Seal"), answer["seal"]), (_("Status"), "" if answer["seal"] else closing))


def created(answer: Answer) -> None:
    """A store made."""
    _line(_("The office is set up"), bold=True)
    people = (_("Manager"), answer["manager"]), (_("Director"), answer["director"])
    _pairs((_("Store"), answer["store"]), (_("Office"), answer["office"]), *people)
    _line(_("Go on with 'staff add NAME --role salesperson', then 'queue open'"))


def one_of_staff(answer: Answer) -> None:
    """One of the staff, new or changed."""
    s = answer["staff"]
    code, left = s["code"] and _("code {code}").format(**s), s["left"] and _("left on {day}").format(day=s["left"][:10])
    _line(_commas(s["name"], _word(s["role"]), code, _("here since {day}").format(day=s["joined"][:10]), left))


def staff(answer: Answer) -> None:
    """All who are or were on the staff."""
    days = ("joined", "left")
    rows = [(s["name"], _word(s["role"]), s["code"] or "", *((s[d] or "")[:10] for d in days)) for s in answer["staff"]]
    heads = (_("Name"), _("Role"), _("Code"), _("Since"), _("Left"))
    _table("...!!", heads, rows, _("There is nobody on the staff."))
