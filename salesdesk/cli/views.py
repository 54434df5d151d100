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
Row = Sequence[object]

WORDS = {
    "turn": N_("by turn"), "returning": N_("returning"), "duty": N_("duty"), "asked-for": N_("asked for"),
    "unrecalled": N_("cannot recall"), "client": N_("sent by a client"), "receiving": N_("in reception"),
    "waiting": N_("waiting"), "done": N_("done"), "unreceived": N_("not received"), "ready": N_("ready"),
    "busy": N_("busy"), "away": N_("away"), "off": N_("off"), "referral.employee": N_("employee's referral"),
    "referral.company": N_("through the company"), "referral.client": N_("client announced"),
    "referral.open": N_("visit to come"), "referral.signed": N_("signed, visit to come"), "valid": N_("valid"),
    "lapsed": N_("lapsed"), "void": N_("void"), "claim.open": N_("open"), "upheld": N_("upheld"),
    "rejected": N_("rejected"), "awaiting-director": N_("awaits the director"),
    "refused": N_("refused by the director"), "recognised": N_("recognised later"),
    "earlier": N_("registered earlier"), "couple": N_("married couple"), "introduced": N_("sent by an old customer"),
    "solicited": N_("solicited"), "other": N_("other"), "signed": N_("signed"), "cancelled": N_("cancelled"),
    "draft": N_("draft"), "closed": N_("closed"), "share": N_("share"), "adjustment": N_("adjustment"),
    "sales": N_("sales"), "introducer": N_("introducer"), "pool": N_("pool"), "salesperson": N_("salesperson"),
    "manager": N_("manager"), "director": N_("director"), "assistant": N_("assistant"), "employee": N_("employee"),
    "source": N_("source"), "need": N_("need"), "budget": N_("budget"), "rating": N_("rating"), "note": N_("note"),
    "entry.visit": N_("check-in {n}"), "entry.done": N_("a reception over"), "entry.handover": N_("a handover"),
    "entry.queue-open": N_("the opening"), "entry.queue-join": N_("came on"), "entry.queue-away": N_("went away"),
    "entry.queue-back": N_("came back"), "entry.queue-off": N_("went off"), "entry.queue-strike": N_("turn struck"),
    "entry.queue-swap": N_("places exchanged"), "entry.queue-priority": N_("priority granted"),
}  # fmt: skip
"""What the keys of an answer are called; where one key means two things, the topic stands before it."""


def _word(key: str | None, topic: str = "") -> str:
    """The word for a key of the answer; a key without one is shown as it is."""
    word = WORDS.get(f"{topic}.{key}") or WORDS.get(key or "", key)
    return _(word) if word else "—"


def _when(at: str, beside: str) -> str:
    """``10-05 10:05``; with the year where that is not the year of the date shown `beside`."""
    full = f"{at[:10]} {at[11:16]}"
    return full[5:] if at[:4] == beside[:4] else full


def _money(yuan: str) -> str:
    """``¥8,400.00``; with the wide sign where the encoding of the output has no other (GBK)."""
    try:
        sign = "¥".encode(getattr(sys.stdout, "encoding", None) or "utf-8") and "¥"
    except UnicodeEncodeError:
        sign = "￥"
    amount = Decimal(yuan)
    return f"{'-' if amount < 0 else ''}{sign}{abs(amount):,.2f}"


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
    words = _("visit {numbers}") if len(numbers) == 1 else _("visits {numbers}")
    return words.format(numbers=_commas(*numbers)) if numbers else ""


def _entries(entries: Sequence[int]) -> str:
    """``(entry 12)``, ``(entries 12, 14)``, or nothing."""
    words = _("(entry {numbers})") if len(entries) == 1 else _("(entries {numbers})")
    return words.format(numbers=_commas(*entries)) if entries else ""


def _customer(c: Answer | int, room: int = sys.maxsize) -> str:
    """``张三 (#3)``, the name cut to `room` columns; the file number where there is no name."""
    if isinstance(c, int) or not c["name"]:
        return f"#{c if isinstance(c, int) else c['id']}"
    return f"{_cut(visible(c['name']), room)} (#{c['id']})"


def _recipient(to: str | None) -> str:
    return _("(not yet named)") if to is None else _("pool") if to == "pool" else to


# --- the door


def _columns() -> int:
    """How wide the terminal is; 0 where there is none."""
    return shutil.get_terminal_size((0, 0)).columns


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
    if _width(text) <= room:
        return text
    while _width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


PIECES = re.compile(r"\s+|[\u2e80-\U0003ffff][，。；：、！？）」』”]*|[^\s\u2e80-\U0003ffff]+[，。；：、！？）」』”]*")
"""What a line may be broken between: spaces, words, Chinese characters with the marks that close them."""


def _wrapped(text: str, room: int) -> list[str]:
    """The lines of `text`, each at most `room` columns wide where it can be broken."""
    lines = [""]
    for piece in PIECES.findall(text):
        if lines[-1] and _width(lines[-1]) + _width(piece.rstrip()) > room:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _line(text: str = "", lead: str = "") -> None:
    """Prints one text behind `lead`; what does not fit goes on below, under the text. Without a lead it is a title."""
    first = visible(lead)
    room = max(_columns() - _width(first), 20) if _columns() else sys.maxsize
    for i, part in enumerate(_wrapped(visible(text), room)):
        sys.stdout.write(f"{first if i == 0 else ' ' * _width(first)}{part}\n")


def _title(text: str, above: str = "") -> None:
    """A line in bold, with `above` before it."""
    shown = _wrapped(visible(text), max(_columns(), 20) if _columns() else sys.maxsize)
    sys.stdout.write(above + "".join(f"{_bold(part)}\n" for part in shown))


def _pairs(*pairs: tuple[str, str | None]) -> None:
    """Labels and values below each other, the empty ones left out."""
    there = [(label, value) for label, value in pairs if value]
    width = max((_width(label) for label, _value in there), default=0)
    for label, value in there:
        _line(value or "", f"  {_padded(label, width)}  ")


def _table(heads: Sequence[str], rows: Iterable[Row], none: str) -> None:
    """A table fitted to the terminal, or a sentence. ``>`` before a head: figures; ``!``: a column never broken."""
    cells = [["—" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    if not cells:
        _line(none, "  ")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False, width=max(_columns() or 120, 40) - 2)
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for head in heads:
        side, whole = "right" if head[0] == ">" else "left", head[0] in ">!"
        name = Text(visible(head.lstrip(">!")))
        table.add_column(name, justify=side, no_wrap=whole, overflow="fold", min_width=None if whole else 8)  # type: ignore[arg-type]
    for row in cells:
        table.add_row(*map(Text, row))
    with console.capture() as captured:
        console.print(table)
    sys.stdout.write("".join(f"  {line.rstrip()}\n" for line in captured.get().splitlines()))


# --- reception


def checkin(answer: Answer) -> None:
    """Who receives; the owner; why; who is next. Also what `handover` answers."""
    _title(_who_receives(answer))
    visit, customer = answer["visit"], answer["customer"]
    _pairs(
        (_("Owner"), _owned(answer)),
        (_("Why"), _reason(answer)),
        (_("Next"), answer["next"] or _("nobody is ready")),
        (_("Customer"), _commas(_customer(customer), customer["phone"], customer["new"] and _("new"))),
        (_("Visit"), _visit(visit)),
    )


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
    _pairs(
        (_("Caller"), _commas(_customer(customer), customer["phone"])),
        (_("Entry"), _commas(call["entry"], _when(call["at"], call["at"]))),
    )


def register(answer: Answer) -> None:
    """The day's visits and calls, what was said, and what is not confirmed yet."""
    _title(_("Register of {day}").format(day=answer["date"]))
    heads = (f">{_('Visit')}", f"!{_('Time')}", _("Customer"), f"!{_('Phone')}", _("Receiver"), f"!{_('Kind')}", _("Marks"))
    _table(heads, map(_register_row, answer["visits"]), _("No visits that day."))
    _words_said(answer["visits"])
    if answer["calls"]:
        _title(_("Calls"), "\n")
        rows = [(c["entry"], c["at"][11:16], _customer(c["customer"], 40), c["customer"]["phone"]) for c in answer["calls"]]
        _table((f">{_('Entry')}", f"!{_('Time')}", _("Caller"), f"!{_('Phone')}"), rows, "")
    if answer["unconfirmed"]:
        todo = _("Not confirmed yet: {visits}. The manager: 'confirm --on {day}' [7.2]")
        _title(todo.format(visits=_visits(answer["unconfirmed"]), day=answer["date"]), "\n")
    elif answer["visits"]:
        _title(_("All is confirmed [7.2]"), "\n")


def _register_row(v: Answer) -> Row:
    customer, registered = v["customer"], v["status"] in ("receiving", "done")
    marks = _commas(
        v["status"] != "done" and _word(v["status"]),
        registered and not v["confirmed"] and _("unconfirmed"),
        v["late_entry"] and _("late"),
        v["corrected"] and _("corrected"),
        v["training"] and _("training"),
    )
    kind = _word(v["kind"]) if registered else None
    return v["id"], v["at"][11:16], _customer(customer, 24), customer["phone"], v["receiver"], kind, marks


def _words_said(visits: Iterable[Answer]) -> None:
    """What the visitors said: where from, what they look for."""
    keys = ("source", "need", "budget", "rating", "note")
    said = {v["id"]: "; ".join(f"{_word(k)} {' '.join(v[k].split())}" for k in keys if v.get(k)) for v in visits}
    if any(said.values()):
        _title(_("Said at the desk"), "\n")
    for number, words in said.items():
        if words:
            _line(words, f"  {_visits([number])}: ")


def confirmed(answer: Answer) -> None:
    """How many visits the manager confirmed."""
    new = _("{date}: visits confirmed: {confirmed} [7.2]") if answer["confirmed"] else _("{date}: nothing new to confirm [7.2]")
    _line(new.format(**answer))
    if answer.get("training"):
        _line(_("Entered under a set clock (SALESDESK_NOW): {training} of them").format(**answer))


def corrected(answer: Answer) -> None:
    """A visit as the correction leaves it."""
    visit, customer = answer["visit"], answer["customer"]
    words = _("Visit {n} is corrected by entry {entry}; the old one stays, marked")
    _line(f"{words.format(n=visit['id'], entry=answer['entry'])} {_cited(answer['clauses'])}")
    _pairs(
        (_("Visit"), _commas(_when(visit["at"], ""), _word(visit["kind"]), _word(visit["status"]))),
        (_("Customer"), _commas(_customer(customer), customer["phone"])),
        (_("Receiver"), answer["receiver"]),
    )


# --- the queue


def queue(answer: Answer) -> None:
    """The order from head to tail, who is next, who minds the office at noon, who waits."""
    order = answer["order"]
    _title(_("Queue of {day}").format(day=answer["date"]))
    if not order:
        _line(_("Nobody is in it: 'queue open' opens the day."), "  ")
    names = max((_width(visible(p["name"])) for p in order), default=0)
    states = max((_width(_word(p["status"])) for p in order), default=0)
    for i, place in enumerate(order, 1):
        _place(i, place, names, states)
    nobody = _("nobody is ready") if any(p["status"] != "off" for p in order) else None
    lunch, waiting = ", ".join(answer["lunch"]), _visits(answer["waiting"])
    _pairs((_("Next"), answer["next"] or nobody), (_("Lunch"), lunch), (_("Waiting"), waiting))


def _place(i: int, place: Answer, names: int, states: int) -> None:
    """One place, and with `--why` what put its holder there."""
    cells = (_padded(visible(place["name"]), names), _padded(_word(place["status"]), states))
    _line("  ".join((*cells, _("priority") if place["priority"] else "")).rstrip(), f"{i:>4}  ")
    for e in place.get("entries", ()):
        kind, _space, number = e["what"].partition(" ")
        what = _word(kind, "entry").format(n=number)
        _line(f"{_when(e['at'], e['at'])} {what} [{e['clause']}] {_entries([e['entry']])}", " " * 8)


# --- introductions


def referral(answer: Answer) -> None:
    """One introduction as it stands."""
    r = answer["referral"]
    head = _("Introduction {n}: {kind}; {status}")
    kind, status = _word(r["kind"], "referral"), _word(r["status"], "referral")
    _title(f"{head.format(n=r['id'], kind=kind, status=status)} {_cited(answer['clauses'])}".strip())
    _pairs(
        (_("Customer"), _commas(r["name"], r["phone"])),
        (_("By"), r["by"]),
        (_("Visit on"), r["visit_on"]),
        (_("Slip"), answer.get("file")),
    )


def referrals(answer: Answer) -> None:
    """The introductions asked for."""
    rows = [
        (r["id"], _cut(visible(r["name"] or ""), 20), r["phone"], _word(r["kind"], "referral"), r["by"],
         r["visit_on"], _word(r["status"], "referral")) for r in answer["referrals"]
    ]  # fmt: skip
    heads = (">#", _("Customer"), f"!{_('Phone')}", _("Kind"), _("By"), f"!{_('Visit on')}", _("Status"))
    _table(heads, rows, _("There are no introductions to show."))


# --- whose customer, and disputes


def owner(answer: Answer) -> None:
    """Whose customer, what a deal signed that day would pay, and why."""
    until, customer = answer["protected_until"] or "", _customer(answer["customer"])
    whose = _("{customer} is {owner}'s customer, protected through {until}")
    told = whose if answer["owner"] else _("{customer} is nobody's customer")
    told = told.format(customer=customer, owner=answer["owner"], until=until)
    _title(f"{told} {_cited(answer['clauses'])}".strip())
    _shares(answer["shares"], _("If the deal were signed that day"))
    _chain(answer["chain"])
    _evidence(answer["evidence"], until)
    _holds(answer["holds"], _("It would be held"))


def _shares(shares: Sequence[Answer], title: str) -> None:
    """Who has what share, and the money where there is some."""
    _title(title, "\n")
    heads, rows = [_("Who"), _("Role"), f">{_('Share')}", f"!{_('Clause')}"], []
    for s in shares:
        money = [_money(s["amount"])] if "amount" in s else []
        rows.append([_recipient(s["to"]), _word(s["role"]), _percent(s["share"]), *money, _cited([s["clause"]])])
    if rows and len(rows[0]) > len(heads):
        heads.insert(3, f">{_('Amount')}")
    _table(heads, rows, _("Nobody is paid: no registration protects the customer."))


def _chain(steps: Sequence[Answer]) -> None:
    """How it came about, step by step, each with its clause and entries."""
    if steps:
        _title(_("How it came about"), "\n")
    for i, step in enumerate(steps, 1):
        _line(f"{step['text']} {_cited([step['clause']])} {_entries(step['entries'])}".strip(), f"{i:>4}. ")


def _evidence(visits: Sequence[Answer], beside: str) -> None:
    """The visits it rests on."""
    _title(_("Evidence"), "\n")
    rows = [
        (v["visit"], _when(v["at"], beside), v["receiver"], _word(v["kind"]),
         _("confirmed") if v["confirmed"] else _("not confirmed")) for v in visits
    ]  # fmt: skip
    heads = (f">{_('Visit')}", f"!{_('When')}", _("Receiver"), _("Kind"), _("Register"))
    _table(heads, rows, _("No visit on record."))


def _holds(reasons: Sequence[str], title: str) -> None:
    """Why nothing is paid yet."""
    if reasons:
        _title(title, "\n")
    for reason in reasons:
        _line(reason, "  - ")


def claims(answer: Answer) -> None:
    """The disputes asked for."""
    rows = [
        (c["id"], c["filed"][:10], c["by"], _customer(c["customer"], 24), _word(c["ground"]), _word(c["status"], "claim"))
        for c in answer["claims"]
    ]
    heads = (">#", f"!{_('Filed')}", _("By"), _("Customer"), _("Ground"), _("Status"))
    _table(heads, rows, _("There are no disputes to show."))


def claim(answer: Answer) -> None:
    """A dispute, and what the policy says to it."""
    c, said = answer["claim"], answer["proposal"]
    pending = c["status"] in ("open", "awaiting-director")
    head = _("Claim {n} by {who}: {ground}; {status}")
    _title(head.format(n=c["id"], who=c["by"], ground=_word(c["ground"]), status=_word(c["status"], "claim")))
    borne_out = _("Borne out.") if said["borne_out"] else _("Not borne out.")
    _pairs(
        (_("Customer"), _commas(_customer(c["customer"]), c["customer"]["phone"])),
        (_("Filed"), _when(c["filed"], "")),
        (_("Policy"), f"{borne_out if pending else ''} {_reason(said)}".strip()),
        (_("Owner"), said["owner"] or _("nobody")),
        (_("To do"), _to_rule(c["status"], said["borne_out"]).format(n=c["id"])),
    )
    _shares(said["shares"], _("If it is upheld") if pending and said["borne_out"] else _("As things stand"))
    _chain(said.get("chain", ()))
    _evidence(said["evidence"], c["filed"])


def _to_rule(status: str, borne_out: bool) -> str:
    """The command that a claim waits for."""
    if status == "awaiting-director":
        return _("the director: 'claim approve {n}' [7.7]")
    uphold = _("the manager: 'claim rule {n} --uphold' or '--reject'")
    opinion = _("the manager: 'claim rule {n} --reject', or --uphold with --opinion and --share [7.7]")
    return "" if status != "open" else uphold if borne_out else opinion


# --- deals and the month


def deal(answer: Answer) -> None:
    """A deal, who is paid, and why."""
    d = answer["deal"]
    head = _("Deal {n}: {unit}; {status}").format(n=d["id"], unit=d["unit"], status=_word(d["status"]))
    _title(f"{head} {_cited(answer.get('clauses', ()))}".strip())
    _pairs(
        (_("Customer"), _customer(d["customer"])),
        (_("Signed"), _when(d["signed_at"], "")),
        (_("Price"), _money(d["price"])),
        (_("Commission"), _money(d["commission"])),
    )
    _shares(answer["shares"], _("Shares, had it stood") if d["status"] == "cancelled" else _("Shares"))
    _chain(answer.get("chain", ()))
    _evidence(answer.get("evidence", ()), d["signed_at"])
    _holds(answer["holds"], _("Held, not paid yet"))


def deals(answer: Answer) -> None:
    """The deals asked for."""
    rows = [
        (d["id"], d["signed_at"][:10], _customer(d["customer"], 24), _cut(visible(d["unit"]), 24), _money(d["price"]),
         _money(d["commission"]), _word(d["status"])) for d in answer["deals"]
    ]  # fmt: skip
    heads = (">#", f"!{_('Signed')}", _("Customer"), _("Unit"), f">{_('Price')}", f">{_('Commission')}", _("Status"))
    _table(heads, rows, _("There are no deals to show."))


def payout(answer: Answer) -> None:
    """The month's commission: per person, line by line, what is held; file and seal."""
    head = _("Commission of {month}: {total} ({status})")
    _title(head.format(month=answer["month"], total=_money(answer["total"]), status=_word(answer["status"])))
    rows = [(_recipient(p["to"]), _word(p["role"]), _money(p["amount"])) for p in answer["by_person"]]
    _table((_("Who"), _("Role"), f">{_('Amount')}"), rows, _("Nothing is paid in this month."))
    if answer["lines"]:
        _title(_("Line by line"), "\n")
        figures = (f">{_('Share')}", f">{_('Amount')}", f"!{_('Clause')}")
        _table((f">{_('Deal')}", _("Kind"), _("Who"), _("Role"), *figures), map(_payout_row, answer["lines"]), "")
    held = _("deal {n}: {reasons}")
    _holds([held.format(n=h["deal"], reasons="; ".join(h["reasons"])) for h in answer["held"]], _("Held, not paid yet"))
    _line()
    closing = _("a draft; 'payout --month {month} --close' closes the month").format(month=answer["month"])
    _pairs((_("File"), answer["file"]), (_("Seal"), answer["seal"]), (_("Status"), "" if answer["seal"] else closing))


def _payout_row(x: Answer) -> Row:
    figures = (_percent(x["share"]), _money(x["amount"]), _cited([x["clause"]]))
    return x["deal"], _word(x["kind"]), _recipient(x["to"]), _word(x["role"]), *figures


# --- the office


def created(answer: Answer) -> None:
    """A store made."""
    _title(_("The office is set up"))
    keys = {"store": _("Store"), "office": _("Office"), "manager": _("Manager"), "director": _("Director")}
    _pairs(*((label, answer[key]) for key, label in keys.items()))
    _line(_("Go on with 'staff add NAME --role salesperson', then 'queue open'"))


def one_of_staff(answer: Answer) -> None:
    """One of the staff, new or changed."""
    s = answer["staff"]
    code = s["code"] and _("code {code}").format(code=s["code"])
    since = _("here since {day}").format(day=s["joined"][:10])
    left = s["left"] and _("left on {day}").format(day=s["left"][:10])
    _line(_commas(s["name"], _word(s["role"]), code, since, left))


def staff(answer: Answer) -> None:
    """All who are or were on the staff."""
    rows = [
        (s["name"], _word(s["role"]), s["code"] or "", s["joined"][:10], (s["left"] or "")[:10]) for s in answer["staff"]
    ]
    heads = (_("Name"), _("Role"), _("Code"), f"!{_('Since')}", f"!{_('Left')}")
    _table(heads, rows, _("There is nobody on the staff."))
