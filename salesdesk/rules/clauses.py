"""The clauses by their ids, each in a sentence, and where the program decides by it. Ids never change meaning."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from salesdesk.rules.policy import Policy, filled
from salesdesk.text import N_, _


class Clause(Struct, frozen=True):
    """A clause: what it says, values of the policy as ``{key}``, and the function that applies it, whose docstring begins
    with its id. 10 reads all the others: none."""

    says: str
    rule: str


CLAUSES = {
    "0.1": Clause(N_("A month runs from the day after the event through the same day number of the next month."), "days.months_after"),
    "0.2": Clause(N_("Money is whole fen, shares are exact fractions; the parts always add up to the whole."), "money.split"),
    "0.3": Clause(N_("The queue moves in the order of entry; ownership follows the stated times."), "rules.ownership.walk"),
    "1.2": Clause(N_("Colleagues stand in for an absent owner."), "rules.reception.returning"),
    "1.3": Clause(N_("An old customer who brings a new one along costs one turn, not two."), "rules.reception.brought_along"),
    "2.1": Clause(N_("The manager may strike this round's turn for dress or unreadiness."), "rules.rotation.strike"),
    "2.5": Clause(N_("Whoever the manager finds unready is off the queue until released."), "rules.rotation.off"),
    "3.1": Clause(N_("New customers go round in roster order."), "rules.reception.by_turn"),
    "3.2": Clause(N_("The round goes on over the days, over and over."), "rules.rotation.opening"),
    "3.3": Clause(N_("Swapping two places needs the manager."), "rules.rotation.swap"),
    "3.4": Clause(N_("Absent when up without good reason: the round is gone; excused: the place is kept."), "rules.rotation.turn"),
    "3.6": Clause(N_("A visitor who has been here before goes to the earlier salesperson."), "rules.reception.returning"),
    "3.7": Clause(N_("A visitor who cannot recall by whom they were received is received as new."), "rules.reception.by_turn"),
    "3.7g": Clause(N_("Recognised the same day: back to the original, with all of the commission."), "rules.disputes.recognise"),
    "3.7h": Clause(N_("A deal on the spot before the recognition: all is the new salesperson's."), "rules.disputes.recognise"),
    "3.7i": Clause(N_("Recognised within {recognition_months}: the new one follows up, {recognised_share} to the original, {recognised_rest} to the new one."), "rules.disputes.recognise"),
    "3.7j": Clause(N_("Not recognised within {recognition_months}: all is the new salesperson's."), "rules.disputes.recognise"),
    "3.10": Clause(N_("A new customer in reception refuses the salesperson."), "desk.handover.decide"),
    "3.10a": Clause(N_("No fault: not granted."), "desk.handover.decide"),
    "3.10b": Clause(N_("Slight fault: not granted, the fault is on record."), "desk.handover.decide"),
    "3.10c": Clause(N_("Grave fault, or the customer insists: the next by turn takes over."), "desk.handover.decide"),
    "3.13": Clause(N_("A phone inquiry is recorded and never decides whose customer it is."), "desk.reception.call"),
    "3.14": Clause(N_("At lunch the first {lunch_minders} of the queue mind the desk."), "rules.rotation.lunch"),
    "4.1": Clause(N_("Under protection the owner receives; no turn is used; the visit renews the protection."), "rules.reception.returning"),
    "4.2": Clause(N_("The owner is not ready: the last ready one does duty, without turn or share."), "rules.reception.returning"),
    "5.1": Clause(N_("A new visitor who asks for a salesperson gets that one; no turn is used."), "rules.reception.asked_for"),
    "5.2": Clause(N_("In reception the visitor insists on another: {first_share} to the first, {first_rest} to the other."), "desk.handover.decide"),
    "5.3": Clause(N_("A returning customer insists on another: duty, the owner stays."), "rules.reception.insists_on_another"),
    "5.4": Clause(N_("Sent by an old customer is new, unless asked for, announced, or brought along."), "rules.reception.decide"),
    "6.1.1": Clause(N_("A company customer reached us through the company before any visit."), "desk.referrals.company"),
    "6.1.2": Clause(N_("An executive names the receiver: duty, nobody's customer, all to the pool."), "rules.reception.company_named"),
    "6.1.3": Clause(N_("The company introduces: by turn and owned; {company_pool_share} to the pool."), "rules.commission.scaled"),
    "6.1.4": Clause(N_("The company arranges the deal, a salesperson does the aftercare: {aftercare_share}, the pool {aftercare_rest}."), "rules.commission.scaled"),
    "6.1.5": Clause(N_("The company arranges the deal, others do the aftercare: all to the pool."), "rules.commission.scaled"),
    "6.2.1": Clause(N_("An employee's referral is registered before the first visit, with the planned day."), "desk.referrals.employee"),
    "6.2.2": Clause(N_("No visit on the planned day: lapsed; a visit on an earlier day: void."), "rules.introductions.status"),
    "6.2.3": Clause(N_("Valid if the introducer comes along or has phoned, and the manager has signed."), "rules.introductions.status"),
    "6.2.4": Clause(N_("Neither: received as new, the referral is void."), "rules.introductions.status"),
    "6.2.5": Clause(N_("A valid referral: by turn; {introducer_share} to the introducer."), "rules.commission.scaled"),
    "7.1": Clause(N_("Every visit is registered and protects for {protection_months} from the latest visit."), "rules.ownership.walk"),
    "7.2": Clause(N_("A day counts once the manager confirmed it; entries are corrected, never altered."), "desk.register.confirm"),
    "7.3": Clause(N_("Two registrations of one person: the earlier stands while it was protected."), "rules.disputes.earlier"),
    "7.4": Clause(N_("Spouses with two salespeople: both follow up, {own_side_share} of a deal to its own side, {own_side_rest} to the other."), "rules.disputes.couple"),
    "7.5": Clause(N_("An old customer introduces a new one."), "rules.disputes.old_customer_of"),
    "7.5a": Clause(N_("Announced for a day beforehand: the salesperson's customer."), "rules.reception.announced"),
    "7.5b": Clause(N_("Brought along by the old customer, who asks for the salesperson."), "rules.reception.brought_along"),
    "7.5c": Clause(N_("Neither: the customer of whoever received by turn."), "rules.reception.by_turn"),
    "7.6": Clause(N_("Another name or unit after the deal changes no share; the amounts follow the price."), "rules.commission.rate_kept"),
    "7.7": Clause(N_("What no clause decides: the manager's opinion, approved by the director."), "rules.commission.opinion"),
    "8.1": Clause(N_("The register entry is complete."), "desk.followup.incomplete"),
    "8.2": Clause(N_("Salespeople grade their customers and plan the next contact."), "desk.followup.add"),
    "8.3": Clause(N_("The manager's statistics over customers and owners."), "desk.reports.office"),
    "8.4": Clause(N_("The manager sees what is overdue, before and after the deal."), "desk.followup.overdue"),
    "8.5": Clause(N_("Every Monday last week's calls, visits and deals, as a file."), "desk.reports.weekly"),
    "9": Clause(N_("How the shares of a deal come about."), "rules.commission.result"),
    "10": Clause(N_("Readings on fine points."), ""),
}  # fmt: skip


BY_VISIT = ("protection_months", "recognition_months", "recognised_share", "first_share")
BY_DAY = ("introducer_share", "company_pool_share", "aftercare_share", "own_side_share", "lunch_minders")


def said(number: str, policy: Policy, on: date, visit: date | None = None) -> str:
    """What a clause says, told with the values in force on `on`, and on the day of the `visit` for those that judge one (16.4)."""
    days = dict.fromkeys(BY_DAY, on) | dict.fromkeys(BY_VISIT, visit or on)
    return filled(_(CLAUSES[number].says), policy, days)
