"""What tests know of the inside: rules, facts, and the desk's operations, by the names under which they use them.

The policy's cases, the golden month and the README's sessions know the command line alone. The naive reading, the queue model
and the random weeks build facts and call operations in this process; where those move, this file moves with them.
"""

from __future__ import annotations

from salesdesk.days import months_after
from salesdesk.desk import claims, deals, keeping, leaving, queue, reception, referrals, register
from salesdesk.desk import month as desk_month
from salesdesk.desk import office as desk_office
from salesdesk.desk.arrival import Arrival
from salesdesk.desk.base import Desk
from salesdesk.desk.handover import Wish, handover
from salesdesk.errors import DeskError, Refused, StoreError
from salesdesk.facts import Claim, Deal, Entry, Handover, Opinion, Referral, Roster, Share, Signature, Staff, Visit
from salesdesk.money import portion, split
from salesdesk.phones import unit_key
from salesdesk.rules import disputes, followup, ownership, reports
from salesdesk.rules.clauses import CLAUSES
from salesdesk.rules.commission import rate_kept, result
from salesdesk.rules.followup import Note, Plan
from salesdesk.rules.ownership import Case, case_of, merged, walk
from salesdesk.rules.policy import KEYS, Policy, Value
from salesdesk.rules.reports import Came, Figures, Sold
from salesdesk.store.records import Store

__all__ = [
    "CLAUSES",
    "KEYS",
    "Arrival",
    "Came",
    "Case",
    "Claim",
    "Deal",
    "Desk",
    "DeskError",
    "Entry",
    "Figures",
    "Handover",
    "Note",
    "Opinion",
    "Plan",
    "Policy",
    "Referral",
    "Refused",
    "Roster",
    "Share",
    "Signature",
    "Sold",
    "Staff",
    "Store",
    "StoreError",
    "Value",
    "Visit",
    "Wish",
    "case_of",
    "claims",
    "deals",
    "desk_month",
    "desk_office",
    "disputes",
    "followup",
    "handover",
    "keeping",
    "leaving",
    "merged",
    "months_after",
    "ownership",
    "portion",
    "queue",
    "rate_kept",
    "reception",
    "referrals",
    "register",
    "reports",
    "result",
    "split",
    "unit_key",
    "walk",
]
