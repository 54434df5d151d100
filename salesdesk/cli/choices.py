"""What can be chosen where a command asks for one of several, each with what it means."""

from __future__ import annotations

from salesdesk.text import N_

ROLES = {
    "salesperson": N_("is in the rotation, owns customers, earns shares"),
    "manager": N_("confirms, rules, closes; has a PIN"),
    "director": N_("approves what no clause decides; has a PIN"),
    "assistant": N_("keeps the files"), "employee": N_("any other colleague, who may refer customers (6.2)"),
}  # fmt: skip
GROUNDS = {
    "recognised": N_("could not recall by whom, and is recognised now (3.7)"),
    "earlier": N_("the same person is registered earlier, with another (7.3)"),
    "couple": N_("husband and wife, each registered with another (7.4)"),
    "introduced": N_("an old customer sent them, announced beforehand (7.5)"),
    "solicited": N_("the one who took over had asked for it (5.2)"),
    "other": N_("no clause decides: the manager's opinion (7.7)"),
}
HANDLINGS = {
    "named": N_("an executive names the receiver; all to the pool (6.1.2)"),
    "introduced": N_("received by turn and owned; a part to the pool (6.1.3)"),
    "aftercare": N_("arranged by the company; a salesperson does the aftercare (6.1.4)"),
    "aftercare-other": N_("arranged by the company; aftercare by other staff (6.1.5)"),
}
RULINGS = {
    "uphold": N_("the claim holds"), "reject": N_("it does not"),
    "opinion": N_("the manager's written opinion with shares; the director approves it (7.7)"),
}  # fmt: skip
APPROVALS = {"approve": N_("the opinion holds from now on"), "refuse": N_("the opinion does not hold")}
HOW = {
    "accompanied": N_("came along to the desk"),
    "phoned": N_("phoned the manager before the visit"),
}
