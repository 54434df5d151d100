"""The day's answers as people read them: reception, queue, introductions, disputes, deals, the month.

One function per view; `lines.py` prints. Rich is imported only where a table has to be fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.cli.lines import (
    Answer,
    chain,
    cited,
    columns,
    commas,
    cut,
    deal_status,
    entry_numbers,
    heading,
    introduction,
    line,
    listed,
    money,
    named,
    noted,
    padded,
    pairs,
    policy_said,
    reason,
    recipient,
    rulings,
    table,
    visit_numbers,
    visit_state,
    when,
    word,
)
from salesdesk.money import percent
from salesdesk.text import _, visible


def checkin(answer: Answer) -> None:
    """Who receives; the owner; why; who is next. Also what `handover` answers."""
    line(_who_receives(answer), bold=True)
    visit, customer = answer["visit"], answer["customer"]
    who = commas(named(customer), customer["phone"], customer["new"] and _("new"))
    pairs(
        (_("Owner"), _owned(answer)), (_("Why"), reason(answer)), (_("Next"), answer["next"] or _("nobody is ready")),
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
    c = answer["customer"]
    who = named(c) if c["name"] else _("a visitor without a name (#{n})").format(n=c["id"])
    return sentence.format(receiver=answer["receiver"], customer=who)


def _owned(answer: Answer) -> str:
    """The owner, and through which day."""
    if not answer["owner"]:
        return _("nobody")
    return _("{owner}, protected through {until}").format(owner=answer["owner"], until=answer["protected_until"])


def _visit(visit: Answer) -> str:
    """Number, time, kind, status."""
    kind = None if visit["status"] == "waiting" else word(visit["kind"])
    turn, late = visit["uses_turn"] and _("turn used"), visit["late_entry"] and _("late entry")
    return commas(visit["id"], when(visit["at"], visit["at"]), kind, turn, word(visit["status"]), late)


def done(answer: Answer) -> None:
    """Who is ready again, and who was taken from the waiting."""
    name, took = answer["freed"], answer["took"]
    freed = _("{name} is done") if took else _("{name} is ready again")
    line(freed.format(name=name) if name else _("Recorded; it left nobody ready"))
    _taken(answer["taken"])


def _taken(taken: Sequence[Answer]) -> None:
    """Who was taken from the waiting, by whom."""
    for t in taken:
        words = _("Taken from the waiting: visit {n}; {receiver} receives ({kind})")
        line(words.format(n=t["visit"], receiver=t["receiver"], kind=word(t["kind"])))


def undone(answer: Answer) -> None:
    """What was taken back."""
    u, words = answer["undone"], _("Taken back: {what}, {at} (entry {entry}); queue and register are as before it")
    line(words.format(what=u["what"], at=when(u["at"], u["at"]), entry=u["entry"]))


def called(answer: Answer) -> None:
    """A phone inquiry on record."""
    call, customer = answer["call"], answer["customer"]
    line(reason(answer))
    who, entry = commas(named(customer), customer["phone"]), commas(call["entry"], when(call["at"], call["at"]))
    pairs((_("Caller"), who), (_("Entry"), entry))


def register(answer: Answer) -> None:
    """The day's visits and calls, what was said, and what is not confirmed yet."""
    line(_("Register of {day}").format(day=answer["date"]), bold=True)
    heads = (_("Visit"), _("Time"), _("Customer"), _("Phone"), _("Receiver"), _("Kind"), _("Marks"))
    table(">!.!.!.", heads, map(_register_row, answer["visits"]), _("No visits that day."))
    lead = "  " + _("{heading}: ")
    said = [(lead.format(heading=visit_numbers([v["id"]])), _said(v)) for v in answer["visits"] if _said(v)]
    listed(_("Said at the desk"), said)
    if answer["calls"]:
        heading(_("Calls"))
        calls = [
            (c["entry"], c["at"][11:16], named(c["customer"], 24), c["customer"]["phone"], noted(c))
            for c in answer["calls"]
        ]
        table(">!.!.", (_("Entry"), _("Time"), _("Caller"), _("Phone"), _("Note")), calls, "")
    if answer["unconfirmed"]:
        todo = _("Not confirmed yet: {visits}. The manager: 'confirm --on {day}' [7.2]")
        heading(todo.format(visits=visit_numbers(answer["unconfirmed"]), day=answer["date"]))
    elif answer["visits"]:
        heading(_("All is confirmed [7.2]"))


def _register_row(v: Answer) -> Sequence[object]:
    customer, state = v["customer"], visit_state(v)
    marks = commas(
        state != "done" and word(state), v["late_entry"] and _("late"),
        v["corrected"] and _("corrected"), v["training"] and _("training"),
    )  # fmt: skip
    kind = word(v["kind"]) if v["receiver"] else None
    return v["id"], v["at"][11:16], named(customer, 24), customer["phone"], v["receiver"], kind, marks


def _said(v: Answer) -> str:
    """What a visitor or caller said: another name, where from, what they look for."""
    keys = ("name_said", "source", "need", "budget", "rating", "note")
    return _("; ").join(f"{word(k)} {' '.join(v[k].split())}" for k in keys if v.get(k))


def confirmed(answer: Answer) -> None:
    """How many visits the manager confirmed."""
    some, none = _("{date}: visits confirmed: {confirmed} [7.2]"), _("{date}: nothing new to confirm [7.2]")
    line((some if answer["confirmed"] else none).format(**answer))
    if answer.get("training"):
        line(_("Entered under a set clock (SALESDESK_NOW): {training} of them").format(**answer))


def corrected(answer: Answer) -> None:
    """A visit as the correction leaves it."""
    visit, customer = answer["visit"], answer["customer"]
    words = _("Visit {n} is corrected by entry {entry}; the old one stays, marked")
    line(f"{words.format(n=visit['id'], entry=answer['entry'])} {cited(answer['clauses'])}")
    facts = commas(when(visit["at"], ""), word(visit["kind"]), word(visit["status"]))
    heads = {"at": _("Time"), "name": _("Name"), "phone": _("Phone"), "receiver": _("Receiver")}
    pairs((_("Visit"), facts), (_("Customer"), named(customer)), (_("Receiver"), answer["receiver"]))
    for c in answer["changes"]:
        was, now = (when(c[k], "") if c["what"] == "at" else c[k] or "—" for k in ("was", "now"))
        line(f"{was} → {now}", "  " + _("{heading}: ").format(heading=heads[c["what"]]))
    if answer["to_confirm"]:
        words = _("That day was confirmed; the correction waits for the manager: 'confirm --on {day}' [7.2]")
        line(words.format(day=answer["to_confirm"]))


def queue(answer: Answer) -> None:
    """The order from head to tail, who is next, who minds the office at noon, who waits."""
    order = answer["order"]
    _taken(answer.get("taken", ()))
    line(_("Queue of {day}").format(day=answer["date"]), bold=True)
    if not order:
        line(_("Nobody is in it: 'queue open' opens the day."), "  ")
    names = max((columns(visible(p["name"])) for p in order), default=0)
    for i, place in enumerate(order, 1):
        _place(i, place, names)
    next_up = answer["next"] or (_("nobody is ready") if any(p["status"] != "off" for p in order) else "")
    pairs(
        (_("Next"), next_up),
        (_("Lunch"), _(", ").join(answer["lunch"])),
        (_("Waiting"), visit_numbers(answer["waiting"])),
    )


def _place(i: int, place: Answer, width: int) -> None:
    """One place, and with `--why` what put its holder there."""
    from salesdesk.desk import entries

    state = commas(word(place["status"]), place["priority"] and _("priority"))
    line(f"{padded(visible(place['name']), width)}  {state}", f"{i:>4}  ")
    for e in place.get("entries", ()):
        kind, _space, number = e["what"].partition(" ")
        what = (_(entries.KINDS[kind]) if kind in entries.KINDS else word(kind, "entry")).format(n=number)
        line(f"{when(e['at'], e['at'])} {what} [{e['clause']}] {entry_numbers([e['entry']])}", " " * 8)


def referral(answer: Answer) -> None:
    """One introduction as it stands."""
    r = answer["referral"]
    head = _("Introduction {n}: {kind}; {status}")
    kind, status = word(r["kind"], "referral"), word(r["status"], "referral")
    line(f"{head.format(n=r['id'], kind=kind, status=status)} {cited(answer['clauses'])}".strip(), bold=True)
    who, file = commas(r["name"], r["phone"]), answer.get("file")
    pairs(
        (_("Customer"), who),
        (_("Name said"), r.get("name_said")),
        (_("By"), r["by"]),
        (_("Visit on"), r["visit_on"]),
        (_("Slip"), file),
    )


def referrals(answer: Answer) -> None:
    """The introductions asked for."""
    rows = [
        (r["id"], cut(visible(r["name"] or ""), 20), r["phone"], word(r["kind"], "kind"), r["by"],
         r["visit_on"], word(r["status"], "referral")) for r in answer["referrals"]
    ]  # fmt: skip
    heads = ("#", _("Customer"), _("Phone"), _("Kind"), _("By"), _("Visit on"), _("Status"))
    table(">.!..!.", heads, rows, _("There are no introductions to show."))


def owner(answer: Answer) -> None:
    """Whose customer, what a deal signed that day would pay, and why."""
    until, customer = answer["protected_until"] or "", named(answer["customer"])
    whose = _("{customer} is {owner}'s customer, protected through {until}")
    told = whose if answer["owner"] else _("{customer} is nobody's customer")
    told = told.format(customer=customer, owner=answer["owner"], until=until)
    line(f"{told} {cited(answer['clauses'])}".strip(), bold=True)
    _shares(answer["shares"], _("If the deal were signed that day"))
    chain(answer["chain"])
    _evidence(answer["evidence"], until)
    listed(_("It would be held"), [("  - ", reason) for reason in answer["holds"]])


def _shares(shares: Sequence[Answer], head: str) -> None:
    """Who has what share, and the money where there is some."""
    heading(head)
    paid = bool(shares) and "amount" in shares[0]
    heads = (_("Who"), _("Role"), _("Share"), *([_("Amount")] if paid else ()), _("Clause"))
    rows = [
        (recipient(s["to"]), word(s["role"]), percent(s["share"]), *([money(s["amount"])] if paid else ()),
         cited([s["clause"]])) for s in shares
    ]  # fmt: skip
    table("..>>!" if paid else "..>!", heads, rows, _("Nobody is paid: no registration protects the customer."))


def _evidence(visits: Sequence[Answer], beside: str) -> None:
    """The visits it rests on."""
    heading(_("Evidence"))
    rows = [
        (v["visit"], when(v["at"], beside), v["receiver"], word(v["kind"]),
         _("confirmed") if v["confirmed"] else _("not confirmed")) for v in visits
    ]  # fmt: skip
    heads = (_("Visit"), _("When"), _("Receiver"), _("Kind"), _("Register"))
    table(">!...", heads, rows, _("No visit on record."))


def claims(answer: Answer) -> None:
    """The disputes asked for."""
    rows = [
        (c["id"], c["filed"][:10], c["by"], named(c["customer"], 24), word(c["ground"]),
         word(c["status"], "claim")) for c in answer["claims"]
    ]  # fmt: skip
    heads = ("#", _("Filed"), _("Claimed by"), _("Customer"), _("Ground"), _("Status"))
    table(">!....", heads, rows, _("No open dispute. All of them: 'claim list --all'"))


def claim(answer: Answer) -> None:
    """A dispute, and what the policy says to it."""
    c, said = answer["claim"], answer["proposal"]
    pending = c["status"] in ("open", "awaiting-director")
    head = _("Claim {n} by {who}: {ground}; {status}")
    line(head.format(n=c["id"], who=c["by"], ground=word(c["ground"]), status=word(c["status"], "claim")), bold=True)
    todo = "upheld" if c["status"] == "open" and said["borne_out"] else c["status"]
    pairs(
        (_("Customer"), commas(named(c["customer"]), c["customer"]["phone"])), (_("Filed"), when(c["filed"], "")),
        *((_("Introduction"), introduction(r)) for r in c["introductions"]),
        (_("In the claimant's words"), c["note"]),
        (_("Policy"), policy_said(said, c["ground"])),
        *rulings(c),
        (_("Owner"), said["owner"] or _("nobody")),
        (_("To do"), word(todo, "todo").format(n=c["id"]) if pending else None),
    )  # fmt: skip
    _opinion(c)
    _shares(said["shares"], _("If it is upheld") if todo == "upheld" and pending else _("As things stand"))
    chain(said.get("chain", ()))
    _evidence(said["evidence"], c["filed"])


def _opinion(c: Answer) -> None:
    """7.7: the manager's opinion with the shares it gives, as it awaits the director or has been decided."""
    opinion = c["opinion"]
    if not opinion:
        return
    heads = {
        "awaiting-director": _("The manager's opinion, awaiting the director [7.7]"),
        "upheld": _("The manager's opinion, approved by the director [7.7]"),
    }
    heading(heads.get(c["status"], _("The manager's opinion, refused by the director [7.7]")))
    line(opinion["text"] or "—", "  ")
    rows = [(recipient(s["to"]), percent(s["share"])) for s in opinion["shares"]]
    table(".>", (_("Who"), _("Share")), rows, "")


def deal(answer: Answer) -> None:
    """A deal, who is paid, and why."""
    d = answer["deal"]
    head = _("Deal {n}: {unit}; {status}").format(n=d["id"], unit=d["unit"], status=word(d["status"]))
    line(f"{head} {cited(answer.get('clauses', ()))}".strip(), bold=True)
    pairs(
        (_("Customer"), commas(named(d["customer"]), d["customer"]["phone"])), (_("Signed"), when(d["signed_at"], "")),
        (_("Price"), money(d["price"])), (_("Commission"), money(d["commission"])), (_("Buyer"), d["buyer"]),
        (_("Cancelled"), _cancelled(d["cancelled"])),
    )  # fmt: skip
    _shares(answer["shares"], _("Shares, had it stood") if d["status"] == "cancelled" else _("Shares"))
    chain(answer.get("chain", ()))
    _evidence(answer.get("evidence", ()), d["signed_at"])
    listed(_("Held, not paid yet"), [("  - ", reason) for reason in answer["holds"]])


def _cancelled(c: Answer | None) -> str:
    return commas(when(c["at"], ""), f"{c['reason'] or ''} {entry_numbers([c['entry']])}".strip()) if c else ""


def deals(answer: Answer) -> None:
    """The deals asked for."""
    rows = [
        (d["id"], d["signed_at"][:10], named(d["customer"], 24), cut(visible(d["unit"]), 24), money(d["price"]),
         money(d["commission"]), deal_status(d)) for d in answer["deals"]
    ]  # fmt: skip
    heads = ("#", _("Signed"), _("Customer"), _("Unit"), _("Price"), _("Commission"), _("Status"))
    table(">!..>>.", heads, rows, _("There are no deals to show."))


LINES_SHOWN = 100


def payout(answer: Answer) -> None:
    """The month's commission: per person, line by line, what is held; file and seal."""
    head = _("Commission of {month}: {total} ({status})")
    line(head.format(month=answer["month"], total=money(answer["total"]), status=word(answer["status"])), bold=True)
    rows = [(recipient(p["to"]), word(p["role"]), money(p["amount"])) for p in answer["by_person"]]
    table("..>", (_("Who"), _("Role"), _("Amount")), rows, _("Nothing is paid in this month."))
    if answer["file"] and len(answer["lines"]) > LINES_SHOWN:
        line(_("{n} lines: see the workbook").format(n=len(answer["lines"])))
    elif answer["lines"]:
        heading(_("Line by line"))
        figures = (_("Share"), _("Amount"), _("Clause"))
        lines = [
            (x["deal"], word(x["kind"]), recipient(x["to"]), word(x["role"]), percent(x["share"]),
             money(x["amount"]), cited([x["clause"]])) for x in answer["lines"]
        ]  # fmt: skip
        table(">...>>!", (_("Deal"), _("Kind"), _("Who"), _("Role"), *figures), lines, "")
    listed(_("Why adjusted"), [_adjusted(x) for x in answer["lines"] if x["why"]])
    lead = "  " + _("{heading}: ").format(heading=_("deal {n}"))
    held = [(lead.format(n=h["deal"]), reason) for h in answer["held"] for reason in h["reasons"]]
    listed(_("Held, not paid yet"), held)
    closing = _("a draft; once the month is over 'payout --month {month} --close' closes it").format(
        month=answer["month"]
    )
    line()
    pairs((_("File"), answer["file"]), (_("Seal"), answer["seal"]), (_("Status"), "" if answer["seal"] else closing))


def _adjusted(x: Answer) -> tuple[str, str]:
    """What closed months paid, what is due now, and why: behind the deal and who it is paid to."""
    why = x["why"]
    lead = "  " + _("{heading}: ").format(heading=commas(_("deal {n}").format(n=x["deal"]), recipient(x["to"])))
    words = _("paid {paid}, now due {due}").format(paid=money(why["paid"]), due=money(why["due"]))
    return lead, f"{commas(words, why['reason'])} {entry_numbers([why['entry']])}"
