"""The rarer answers as people read them: staff, customers' files, the policy, a payout looked at closely, the store."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.cli.lines import (
    Answer,
    chain,
    cited,
    commas,
    entry_numbers,
    heading,
    line,
    listed,
    money,
    named,
    pairs,
    recipient,
    table,
    when,
    word,
)
from salesdesk.money import percent
from salesdesk.text import N_, _, labelled

# --- the office and its staff


def created(answer: Answer) -> None:
    """A store made."""
    line(_("The office is set up"), bold=True)
    people = (_("Manager"), answer["manager"]), (_("Director"), answer["director"])
    pairs((_("Store"), answer["store"]), (_("Office"), answer["office"]), *people)
    line(_("Go on with 'staff add NAME --role salesperson', then 'queue open'"))


def one_of_staff(answer: Answer) -> None:
    """One of the staff, new or changed."""
    s = answer["staff"]
    code, left = s["code"] and _("code {code}").format(**s), s["left"] and _("left on {day}").format(day=s["left"][:10])
    line(commas(s["name"], word(s["role"]), code, _("here since {day}").format(day=s["joined"][:10]), left))
    if left and "open" in answer:
        line(still_open(answer["open"]), "  ")


def still_open(counts: Answer) -> str:
    """What someone who leaves leaves open."""
    words = _(
        "Left open: customers under protection {customers}, claims {claims}, unpaid deals {deals}, matters {matters}"
    )
    return words.format(**counts)


def pin_changed(answer: Answer) -> None:
    """A new PIN holds."""
    line(_("The PIN of {name} is changed").format(name=answer["staff"]["name"]))


def staff(answer: Answer) -> None:
    """All who are or were on the staff."""
    days = ("joined", "left")
    rows = [(s["name"], word(s["role"]), s["code"] or "", *((s[d] or "")[:10] for d in days)) for s in answer["staff"]]
    heads = (_("Name"), _("Role"), _("Code"), _("Since"), _("Left"))
    table("...!!", heads, rows, _("There is nobody on the staff."))


# --- customers' files


def customers(answer: Answer) -> None:
    """The files found."""
    rows = [(f"#{c['id']}", c["name"], c["phone"]) for c in answer["customers"]]
    table("!.!", (_("File no."), _("Customer"), _("Phone")), rows, _("Nobody in the register is like that."))


def customer(answer: Answer) -> None:
    """One file: whose customer, which visits, which deals."""
    c = answer["customer"]
    line(commas(named(c), c["phone"], c["new"] and _("no visit yet")), bold=True)
    whose = _("{owner}, protected through {until}").format(owner=answer["owner"], until=answer["protected_until"])
    same = commas(*(f"#{n}" for n in answer["files"] if n != c["id"]))
    pairs(
        (_("Owner"), whose if answer["owner"] else _("nobody")), (_("Same person"), same),
        (_("Consent"), _consent(answer["consent"])),
    )  # fmt: skip
    heading(_("Visits"))
    visits = [(v["visit"], when(v["at"], ""), word(v["kind"]), word(v["status"])) for v in answer["visits"]]
    table(">!..", (_("Visit"), _("When"), _("Kind"), _("Status")), visits, _("No visit on record."))
    if answer["deals"]:
        heading(_("Deals"))
        deals = [(d["deal"], when(d["signed_at"], ""), d["unit"]) for d in answer["deals"]]
        table(">!.", (_("Deal"), _("Signed"), _("Unit")), deals, "")
    told = []
    for t in answer["timeline"]:
        text = _("name said: {name}").format(name=t["text"]) if t["what"] == "name" else t["text"]
        told.append((f"  {when(t['at'], '')}  ", f"{text} {cited([t['clause']])} {entry_numbers([t['entry']])}"))
    listed(_("On record too"), told)


def _consent(consent: Answer) -> str:
    """Since when, and whether greetings and marketing are welcome."""
    if not consent["given"]:
        return _("none on record")
    wishes = _("greetings and marketing too") if consent["marketing"] else _("no marketing")
    return commas(_("given on {day}").format(day=consent["given"]), wishes)


def customer_changed(answer: Answer) -> None:
    """A file after a correction, a consent, a freeze or an erasure."""
    who, entered = named(answer["customer"]), _("{customer}: entered, this is the right name")
    if "erased" in answer:
        entered = _("{customer}: name, number and words are erased; shares and the chain stay")
    elif answer.get("frozen"):
        entered = _("{customer}: frozen; kept, but shown by no list")
    elif "consent" in answer:
        entered = _("{customer}: consent entered")
    line(f"{entered.format(customer=who)} {cited(answer.get('clauses', ()))}".strip(), bold=True)
    consent = answer.get("consent")
    pairs((_("Phone"), answer["customer"]["phone"]), (_("Consent"), _consent(consent) if consent else None))


# --- the policy's numbers

MEANINGS = {
    "protection_months": N_("months a registration protects"),
    "recognition_months": N_("months to recognise a visitor"),
    "recognised_share": N_("stays with the original"),
    "first_share": N_("stays with the first received"),
    "own_side_share": N_("of the deal's own side"),
    "introducer_share": N_("of an employee who introduced"),
    "company_pool_share": N_("of the pool, company customer"),
    "aftercare_share": N_("of whoever does the aftercare"),
    "commission_percent": N_("commission, of the price"),
    "lunch_minders": N_("who mind the desk at lunch"),
    "undo_minutes": N_("minutes to take back freely"),
}


def _value(key: str, value: str | None) -> str | None:
    """A share in percent, the rate with its sign, the others as they stand."""
    if value is None:
        return None
    return percent(value) if key.endswith("_share") else f"{value}%" if key.endswith("_percent") else value


def value_becomes(key: str, was: str, value: str, since: str) -> str:
    """What changes when a value is set, in a sentence."""
    words = _("{key} ({meaning}): {was} becomes {value} from {day} on.")
    return words.format(key=key, meaning=_(MEANINGS[key]), was=_value(key, was), value=_value(key, value), day=since)


def policy(answer: Answer) -> None:
    """Each value in force on a day, and below what is to come."""
    line(_("Policy on {day}").format(day=answer["date"]), bold=True)
    rows = [
        (v["key"], _value(v["key"], v["value"]), cited([v["clause"]]), v["from"], _(MEANINGS.get(v["key"], "—")))
        for v in answer["values"]
    ]
    heads = (_("Key"), _("Value"), _("Clause"), _("From"), _("What it is"))
    table("!>!!.", heads, rows, _("The policy has no values."))
    coming = [(v["key"], c) for v in answer["values"] for c in v["coming"]]
    words = _("{key} becomes {value} from {day} on")
    told = [words.format(key=key, value=_value(key, c["value"]), day=c["from"]) for key, c in coming]
    listed(_("To come"), [("  - ", text) for text in told])


def clauses(answer: Answer) -> None:
    """What the clauses say that the answers cite."""
    for c in answer["clauses"]:
        line(c["says"], f"  {c['clause']:<7}")


def policy_set(answer: Answer) -> None:
    """A new value, and from when it applies."""
    entered = answer["set"]
    words = _("{key} is {value} from {day} on").format(
        key=entered["key"], value=_value(entered["key"], entered["value"]), day=entered["since"]
    )
    line(f"{words} {cited(answer['clauses'])}", bold=True)
    pairs((_("What it is"), _(MEANINGS.get(entered["key"], "—"))))


# --- a payout looked at closely


def explained(answer: Answer) -> None:
    """One person's month, line by line, each with how it came about."""
    head = _("{name}, commission of {month}: {total}")
    line(head.format(name=answer["to"], month=answer["month"], total=money(answer["total"])), bold=True)
    if not answer["lines"]:
        line(_("Nothing is paid in this month."), "  ")
    for x in answer["lines"]:
        words = _("Deal {n}, {unit}: {kind} of {share}, {amount}").format(
            n=x["deal"], unit=x["unit"], kind=word(x["kind"]), share=percent(x["share"]), amount=money(x["amount"])
        )
        chain(x["chain"], f"{words} {cited([x['clause']])}")


def what_if(answer: Answer) -> None:
    """The month as it stands beside the same under other values, and the difference per person."""
    other = answer["what_if"]
    head = _("Commission of {month}: {total} today, {other} under the other policy; nothing is entered")
    totals = {"total": money(answer["total"]), "other": money(other["total"])}
    line(head.format(month=answer["month"], **totals), bold=True)
    rows = [
        (recipient(p["to"]), word(p["role"]), money(p["today"]), money(p["other"]), _signed(p["difference"]))
        for p in other["by_person"]
    ]
    heads = (_("Who"), _("Role"), _("Today"), _("Other"), _("Difference"))
    table("..>>>", heads, rows, _("Nothing is paid in this month."))


def _signed(yuan: str) -> str:
    """A difference with its sign; none for nothing."""
    amount = money(yuan)
    return "—" if float(yuan) == 0 else amount if amount.startswith("-") else f"+{amount}"


# --- the store


def kept(answer: Answer) -> None:
    """A backup written."""
    line(_("A checked copy is written"), bold=True)
    _sealed(answer)


def restored(answer: Answer) -> None:
    """A backup put back, where the store from before it is, and how much is to be entered again."""
    line(_("The backup is put back"), bold=True)
    _sealed(answer, (_("Before it"), answer["kept"]))
    if answer["gap"]:
        words = _("Entered after the backup, to be entered again: {n}. They are in the store from before it")
        line(words.format(n=answer["gap"]))


def verified(answer: Answer) -> None:
    """The store is whole; with a seal, so is what was sealed."""
    line(_("The store is whole; nothing entered was altered since [7.2]"), bold=True)
    if answer["sealed"]:
        line(_("The seal fits: what was sealed is unchanged"))
    _sealed(answer)


def doctor(answer: Answer) -> None:
    """Check by check, and what to do."""
    good = _("All is well") if answer["ok"] else _("Something is wrong: keep this store as it is, put a backup back")
    line(good, bold=True)
    for c in answer["checks"]:
        state = c["detail"] or _("good") if c["ok"] else commas(_("BAD"), c["detail"])
        line(labelled(c["check"], state), "  - ")
    _sealed(answer, ("SQLite", answer["sqlite"]))


def _sealed(answer: Answer, *more: tuple[str, str | None]) -> None:
    """The file, how many entries, the seal to write down."""
    numbers: Sequence[tuple[str, str | None]] = ((_("Entries"), str(answer["entries"])), (_("Seal"), answer["seal"]))
    pairs((_("File"), answer.get("file")), *more, *numbers)
