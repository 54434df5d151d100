"""Entries in words: what each kind is called, and whom one is about."""

from __future__ import annotations

from salesdesk.desk.gather import Facts
from salesdesk.facts import Entry
from salesdesk.phones import masked
from salesdesk.text import N_, _

KINDS = {
    "visit": N_("check-in {n}"), "done": N_("a reception over"), "handover": N_("a handover"),
    "queue-open": N_("the opening"), "queue-join": N_("came on"), "queue-away": N_("went away"),
    "queue-back": N_("came back"), "queue-off": N_("went off"), "queue-strike": N_("turn struck"),
    "queue-swap": N_("places exchanged"), "queue-priority": N_("priority granted"),
}  # fmt: skip
"""What `undo` takes back."""
STAYS = {
    "deal": N_("deal {n}"), "deal-amended": N_("a change of a deal"), "deal-cancelled": N_("a cancelled deal"),
    "claim": N_("claim {n}"), "ruling": N_("a ruling"), "approval": N_("the director's decision"),
    "call": N_("call {n}"), "referral": N_("introduction {n}"), "referral-signed": N_("a signature"),
    "confirm": N_("the confirmation"), "correct": N_("a correction"), "staff": N_("a new colleague"),
    "staff-left": N_("a colleague's leaving"), "policy": N_("a new policy value"), "followup": N_("a follow-up"),
    "consent": N_("a consent"), "renamed": N_("a corrected name"), "freeze": N_("a frozen file"),
    "erase": N_("an erased file"), "close": N_("a closed month"), "restore": N_("a restored store"),
}  # fmt: skip
"""What it does not. Looks, PINs and what was taken back are in neither: nobody means them by `undo`."""


def called(e: Entry) -> str:
    """What an entry is called."""
    return _((KINDS | STAYS)[e.kind]).format(n=e.number or e.seq)


def told(facts: Facts, e: Entry) -> str:
    """What an entry is called, whose visits it is about and who received them, or whose place in the queue."""
    visits = {"visit": [e.number], "handover": [e.body.get("visit")], "done": e.body.get("visits", [])}
    words = [called(e)]
    for number in visits.get(e.kind, ()):
        _case, v = facts.visit(number)
        name, phone = facts.people([v.customer])[v.customer]
        words += [f"{name or ''} (#{v.customer})".strip(), masked(phone) or ""]
        words += [facts.roster.name(v.receiver) if v.receiver is not None else _("waiting")]
    words += [facts.roster.name(e.body[key]) for key in ("staff", "other") if key in e.body]
    return _(", ").join(w for w in words if w)
