"""The answers of `followup` and `report` as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from salesdesk.cli.lines import cited, commas, heading, line, money, named, noted, pairs, table, when, word
from salesdesk.text import N_, _

Answer = Mapping[str, Any]
LACKS = {
    "name": N_("name"), "source": N_("source"), "need": N_("need"), "budget": N_("budget"), "rating": N_("rating"),
}  # fmt: skip


def _rate(share: str | None) -> str:
    """``1/3`` as ``33%``; nothing to count: a dash."""
    return "—" if share is None else f"{float(Fraction(share)):.0%}"


def followed_up(answer: Answer) -> None:
    """What was entered about a customer."""
    f, customer = answer["followup"], answer["customer"]
    made = _("Contact made with {customer}") if f["contact"] else _("Entered for {customer}")
    line(f"{made.format(customer=named(customer))} {cited(answer['clauses'])}", bold=True)
    pairs(
        (_("By"), f["by"]), (_("Grade"), f["grade"]), (_("Next contact"), f["next"]),
        (_("Whose customer"), commas(*answer["salespeople"]) or _("nobody's")), (_("Note"), f.get("note")),
    )  # fmt: skip


def overdue(answer: Answer) -> None:
    """What is overdue, unsigned and signed, and what is due today, by salesperson."""
    whose = f" {_('of {name}').format(name=answer['by'])}" if answer["by"] else ""
    head = _("Planned contacts{whose}, {day}").format(whose=whose, day=answer["date"])
    line(f"{head} {cited(answer['clauses'])}", bold=True)
    _due(answer, "unsigned", _("Overdue: not yet signed"), _("Nothing is overdue."))
    _due(answer, "signed", _("Overdue: signed, aftercare"), _("Nothing is overdue."))
    _due(answer, "today", _("Due today"), _("Nothing is due today."))


def _due(answer: Answer, key: str, title: str, none: str) -> None:
    heading(title)
    rows = [
        (d["salesperson"], named(d["customer"], 24), d["customer"]["phone"], d["grade"], d["next"],
         d["days_overdue"], d["last_contact"]) for d in answer[key]
    ]  # fmt: skip
    heads = (_("Salesperson"), _("Customer"), _("Phone"), _("Grade"), _("Planned"), _("Days"), _("Last contact"))
    table("..!!!>!", heads, rows, none)


def incomplete(answer: Answer) -> None:
    """The visits that lack something."""
    head = _("Register of {first} to {last}: {n} of {visits} entries are incomplete")
    numbers = {"n": len(answer["incomplete"]), "visits": answer["visits"]}
    said = head.format(first=answer["from"], last=answer["to"], **numbers)
    line(f"{said} {cited(answer['clauses'])}", bold=True)
    rows = [
        (r["visit"], when(r["at"], ""), named(r["customer"], 24), r["receiver"],
         commas(*(_(LACKS[k]) for k in r["lacks"]))) for r in answer["incomplete"]
    ]  # fmt: skip
    heads = (_("Visit"), _("When"), _("Customer"), _("Receiver"), _("Lacks"))
    table(">!...", heads, rows, _("Nothing is missing."))


def weekly(answer: Answer) -> None:
    """The week in figures and lists."""
    head = _("Week {week}, {first} to {last}").format(week=answer["week"], first=answer["from"], last=answer["to"])
    line(f"{head} {cited(answer['clauses'])}", bold=True)
    t = answer["totals"]
    pairs(
        (_("Calls"), str(t["calls"])), (_("Visits"), str(t["visits"])), (_("Customers who came"), str(t["customers"])),
        (_("Deals"), str(t["deals"])), (_("Price"), money(t["price"])), (_("Commission"), money(t["commission"])),
        (_("File"), answer["file"]),
    )  # fmt: skip
    heading(_("Calls"))
    table("!.!.", (_("When"), _("Caller"), _("Phone"), _("Note")), map(_call, answer["calls"]), _("No calls."))
    heading(_("Visits"))
    heads = (_("When"), _("Customer"), _("Phone"), _("Receiver"), _("Kind"), _("Source"))
    table("!.!...", heads, map(_visit, answer["visits"]), _("No visits."))
    heading(_("Deals"))
    heads = (_("Signed"), _("Customer"), _("Unit"), _("Price"), _("Salespeople"), _("Status"))
    table("!..>..", heads, map(_deal, answer["deals"]), _("No deals."))


def _call(c: Answer) -> tuple[object, ...]:
    return when(c["at"], c["at"]), named(c["customer"], 24), c["customer"]["phone"], noted(c)


def _visit(v: Answer) -> tuple[object, ...]:
    who = v["customer"]
    return when(v["at"], v["at"]), named(who, 24), who["phone"], v["receiver"], word(v["kind"]), v.get("source")


def _deal(d: Answer) -> tuple[object, ...]:
    names, status = commas(*d["salespeople"]), word(d["status"])
    return (
        when(d["signed_at"], d["signed_at"]),
        named(d["customer"], 24),
        d["unit"],
        money(d["price"]),
        names,
        status,
    )


def office(answer: Answer) -> None:
    """The month by source and salesperson, and whose registrations are about to lapse."""
    head = _("The office in {month}, seen on {day}").format(month=answer["month"], day=answer["date"])
    line(f"{head} {cited(answer['clauses'])}", bold=True)
    signed = _("{signed} of {customers} ({rate})").format(**answer, rate=_rate(answer["conversion"]))
    pairs((_("Visits"), str(answer["visits"])), (_("Customers who signed"), signed))
    heading(_("By source"))
    rows = [
        (s["source"] or _("not said"), s["visits"], s["customers"], s["signed"], _rate(s["conversion"]))
        for s in answer["sources"]
    ]
    heads = (_("Source"), _("Visits"), _("Customers"), _("Signed"), _("Conversion"))
    table(".>>>>", heads, rows, _("No visits in this month."))
    _salespeople(answer)
    _lapsing(answer)


def _salespeople(answer: Answer) -> None:
    heading(_("By salesperson"))
    keys = ("turns", "duty", "visits", "customers", "signed")
    rows = [(s["name"], *(s[k] for k in keys), _rate(s["closing_rate"]), s["deals"]) for s in answer["salespeople"]]
    counts = (_("Turns"), _("Duty"), _("Visits"), _("Customers"), _("Signed"), _("Closing rate"), _("Deals"))
    table(".>>>>>>>", (_("Salesperson"), *counts), rows, _("There is no salesperson."))


def _lapsing(answer: Answer) -> None:
    """8.3: the early warning."""
    heading(_("Protections about to lapse"))
    rows = [
        (x["owner"], named(x["customer"], 24), x["customer"]["phone"], x["until"], x["days_left"], x["last_visit"])
        for x in answer["lapsing"]
    ]
    heads = (_("Owner"), _("Customer"), _("Phone"), _("Protected through"), _("Days left"), _("Last visit"))
    table("..!!>!", heads, rows, _("None within a week."))
