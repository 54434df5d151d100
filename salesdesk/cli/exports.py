"""Answers as files: what each list's columns are, and the sheets of a case and of an ownership."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from salesdesk.books.case import CaseSheet, Table, write_case
from salesdesk.books.lists import Columns, write_list
from salesdesk.cli import common
from salesdesk.cli.lines import (
    Answer,
    cited,
    commas,
    deal_status,
    introduction,
    named,
    noted,
    policy_said,
    recipient,
    rulings,
    visit_state,
    word,
)
from salesdesk.errors import Refused
from salesdesk.money import percent
from salesdesk.rules.clauses import CLAUSES
from salesdesk.text import N_, _

List = tuple[str, Columns, Sequence[Sequence[Any]]]
SIGNED = {"register": N_("Confirmed by (manager): ______________________     Date: ______________")}
"""The lists that are signed, with the line for it."""
COMMAND = re.compile(r"[:：] ?['“][^'“”]*['”]$")
"""The command at the end of a reason: it helps whoever types, and is out of place on paper."""


def write(view: str, answer: Answer, out: str) -> None:
    """Writes the answer that `view` shows to the file `out`. Usage error for a name that does not fit."""
    if view in SHEETS:
        write_case(common.workbook_path(out), SHEETS[view](answer))
        return
    path = Path(out)
    if not path.absolute().parent.is_dir():
        raise Refused(_("There is no folder {path}").format(path=path.parent))
    signed = _(SIGNED[view]) if view in SIGNED else ""
    write_list(path, *LISTS[view](answer), office=_office() or _("Sales office"), signed=signed)


# --- lists


def _texts(*headings: str) -> list[tuple[str, str]]:
    return [(heading, "text") for heading in headings]


def _register(answer: Answer) -> List:
    """The day's visits and calls, with what was said."""
    who = _texts(_("Time"), _("Customer"), _("File no."), _("Phone"), _("Receiver"), _("Kind"))
    said = _texts(_("Source"), _("Need"), _("Budget"), _("Rating"), _("Note"), _("Marks"))
    rows = [_visit(v) for v in answer["visits"]] + [_call(c) for c in answer["calls"]]
    title = _("Register of {day}").format(day=answer["date"])
    return title, [(_("Visit"), "number"), (_("Day"), "day"), *who, *said], sorted(rows, key=lambda r: (r[1], r[2]))


def _who(row: Answer) -> tuple[Any, ...]:
    c = row["customer"]
    return row["at"][:10], row["at"][11:16], c["name"], f"#{c['id']}", c["phone"]


def _visit(v: Answer) -> tuple[Any, ...]:
    registered, state = v["receiver"], visit_state(v)
    marks = commas(
        state != "done" and word(state), registered and not v["confirmed"] and _("unconfirmed"),
        v["late_entry"] and _("late"), v["corrected"] and _("corrected"), v["training"] and _("training"),
    )  # fmt: skip
    said = (" ".join((v.get(k) or "").split()) for k in ("source", "need", "budget", "rating"))
    return v["id"], *_who(v), v["receiver"], word(v["kind"]) if registered else None, *said, noted(v), marks


def _call(c: Answer) -> tuple[Any, ...]:
    return None, *_who(c), None, _("a call"), *[None] * 4, noted(c), None


def _referrals(answer: Answer) -> List:
    columns = _texts(_("Customer"), _("Phone"), _("Kind"), _("By"), _("Visit on"), _("Status"))
    rows = [
        (r["id"], r["name"], r["phone"], word(r["kind"], "referral"), r["by"], r["visit_on"],
         word(r["status"], "referral")) for r in answer["referrals"]
    ]  # fmt: skip
    return _("Introductions"), [("#", "number"), *columns], rows


def _deals(answer: Answer) -> List:
    money = [(_("Price (yuan)"), "money"), (_("Commission (yuan)"), "money")]
    columns = [("#", "number"), (_("Signed"), "day"), *_texts(_("Customer"), _("Unit")), *money, (_("Status"), "text")]
    rows = [
        (d["id"], d["signed_at"][:10], named(d["customer"]), d["unit"], d["price"], d["commission"], deal_status(d))
        for d in answer["deals"]
    ]
    return _("Deals"), columns, rows


def _claims(answer: Answer) -> List:
    texts = _texts(_("By"), _("Customer"), _("Phone"), _("Ground"), _("Status"))
    rows = [
        (c["id"], c["filed"][:10], c["by"], named(c["customer"]), c["customer"]["phone"], word(c["ground"]),
         word(c["status"], "claim")) for c in answer["claims"]
    ]  # fmt: skip
    return _("Disputes"), [("#", "number"), (_("Filed"), "day"), *texts], rows


def _staff(answer: Answer) -> List:
    columns = [*_texts(_("Name"), _("Role"), _("Code")), (_("Since"), "day"), (_("Left"), "day")]
    days = ("joined", "left")
    rows = [(s["name"], word(s["role"]), s["code"], *((s[d] or "")[:10] for d in days)) for s in answer["staff"]]
    return _("Staff"), columns, rows


LISTS: dict[str, Callable[[Answer], List]] = {
    "register": _register, "referrals": _referrals, "deals": _deals, "claims": _claims, "staff": _staff,
}  # fmt: skip


# --- sheets


def _owner(answer: Answer) -> CaseSheet:
    """Whose customer, and why."""
    c = answer["customer"]
    facts = (
        (_("Customer"), commas(named(c), c["phone"])), (_("Owner"), answer["owner"] or _("nobody")),
        (_("Protected through"), answer["protected_until"] or "—"), (_("Clauses"), cited(answer["clauses"])),
        *((_("Held"), COMMAND.sub("", held)) for held in answer["holds"]),
    )  # fmt: skip
    tables = (
        _shares(answer["shares"]), _evidence(answer["evidence"]), _chain(answer["chain"]), *_clauses(answer, answer["on"]),
    )  # fmt: skip
    return CaseSheet(_office(), _("Whose customer: {who}").format(who=named(c)), facts, tables)


def _claim(answer: Answer) -> CaseSheet:
    """A dispute to sign: the parties, the visits, what the policy says."""
    c, said = answer["claim"], answer["proposal"]
    parties = dict.fromkeys([
        c["by"], *(v["receiver"] for v in said["evidence"]), *(s["to"] for s in said["shares"] if s["role"] == "sales"),
    ])  # fmt: skip
    people = [p for p in parties if p]
    opinion = c.get("opinion") or {"text": None, "shares": ()}
    given = _(", ").join(f"{recipient(s['to'])} {percent(s['share'])}" for s in opinion["shares"])
    facts = (
        (_("Customer"), commas(named(c["customer"]), c["customer"]["phone"])),
        (_("Claimed by"), c["by"]), (_("Parties"), _(", ").join(people)), (_("Ground"), word(c["ground"])),
        (_("Filed"), c["filed"][:16].replace("T", " ")), (_("Status"), word(c["status"], "claim")),
        *((_("Introduction"), introduction(r)) for r in c["introductions"]),
        *([(_("In the claimant's words"), c["note"])] if c["note"] else []),
        (_("The policy"), policy_said(said, c["ground"])),
        *rulings(c),
        (_("Owner"), said["owner"] or _("nobody")),
        *([(_("The manager's opinion"), commas(opinion["text"], given))] if opinion["text"] else []),
    )  # fmt: skip
    tables = [
        _evidence(said["evidence"]),
        _shares(said["shares"]),
        *([_chain(said["chain"])] if "chain" in said else []),
        *_clauses(said, c["filed"][:10]),
    ]
    signers = [*people, _("Manager"), _("Director")]
    return CaseSheet(_office(), _("Claim {n}").format(n=c["id"]), facts, tables, signers)


SHEETS: dict[str, Callable[[Answer], CaseSheet]] = {"owner": _owner, "claim": _claim}


def _office() -> str:
    with common.desk().store.reading() as book:
        return str(book.office["office"])


def _shares(shares: Sequence[Answer]) -> Table:
    rows = [(recipient(s["to"]), word(s["role"]), percent(s["share"]), cited([s["clause"]])) for s in shares]
    none = _("Nobody is paid: no registration protects the customer.")
    return Table(_("Shares"), (_("Who"), _("Role"), _("Share"), _("Clause")), rows, none)


def _evidence(visits: Sequence[Answer]) -> Table:
    rows = [
        (_("visit {n}, {at}").format(n=v["visit"], at=v["at"][:16].replace("T", " ")), v["receiver"] or "—",
         word(v["kind"]), _("confirmed") if v["confirmed"] else _("not confirmed")) for v in visits
    ]  # fmt: skip
    return Table(_("Evidence"), (_("Visit"), _("Receiver"), _("Kind"), _("Register")), rows, _("No visit on record."))


def _chain(steps: Sequence[Answer]) -> Table:
    rows = [(cited([s["clause"]]), s["text"]) for s in steps]
    return Table(_("How it came about"), (_("Clause"), _("What happened")), rows, "—")


def _clauses(answer: Answer, on: str | None) -> Iterable[Table]:
    """The clauses that stand on the sheet, each with what it says on that day, and on that of the latest visit."""
    from salesdesk.desk.policy import clauses

    steps = (*answer["shares"], *answer.get("chain", ()))
    cited_here = dict.fromkeys([*answer["clauses"], *(s["clause"] for s in steps)])
    if numbers := [n for n in cited_here if n in CLAUSES]:
        visit = max((v["at"][:10] for v in answer["evidence"]), default=None)
        rows = [(f"[{c['clause']}]", c["says"]) for c in clauses(common.desk(), numbers, on, visit)]
        yield Table(_("Clauses"), (_("Clause"), _("What it says")), rows, "")
