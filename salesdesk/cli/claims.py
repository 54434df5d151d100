"""Whose customer, and disputes: owner; claim with list, file, rule, approve, show below it."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import choices, common
from salesdesk.cli.common import As, At, Json, ListOut, MaybePhone, On, Out, Phone, argument, option
from salesdesk.desk import claims
from salesdesk.desk.base import Desk
from salesdesk.errors import Refused, Usage
from salesdesk.text import _

app = common.verbs()
noun = common.noun()
NOUNS = {"claim": noun}
Number = Annotated[int, argument("N", _("The number of the claim."))]
MaybeNumber = Annotated[int | None, argument("N", _("The number of the claim."))]


@app.command()
def owner(phone: Phone, on: On = None, out: Out = None, json: Json = False) -> None:
    answer = claims.owner(common.desk(), phone, on)
    common.say({**answer, "on": on} if out else answer, json, "owner", out=out)


@noun.callback(invoke_without_command=True, no_args_is_help=False)
def claim(ctx: typer.Context, json: Json = False) -> None:
    if ctx.invoked_subcommand is None:
        common.say(claims.list_claims(common.desk(), False), json, "claims")


@noun.command("list", help=_("Open disputes, or all."))
def list_claims(
    everything: Annotated[bool, option("--all", _("Settled ones too."))] = False,
    out: ListOut = None,
    json: Json = False,
) -> None:
    common.say(claims.list_claims(common.desk(), everything), json, "claims", out=out)


def _other_file(
    ground: str, same_as: str | None, spouse: str | None, old: str | None
) -> tuple[str | None, str | None, str | None]:
    """The other file that the ground is about, asked for where it was not said."""
    if ground in ("recognised", "earlier"):
        same_as = common.need_phone(same_as, _("The same person's other number or #file"))
    elif ground == "couple":
        spouse = common.need_phone(spouse, _("The spouse's number or #file"))
    elif ground == "introduced":
        old = common.need_phone(old, _("The old customer's number or #file"))
    return same_as, spouse, old


@noun.command("file", help=_("File a claim; shows what the policy says."))
def file_claim(
    phone: MaybePhone = None,
    by: Annotated[str | None, option("--by", _("Who claims."), "STAFF")] = None,
    ground: Annotated[
        str | None, option("--ground", _("recognised, earlier, couple, introduced, solicited or other."))
    ] = None,
    same_as: Annotated[str | None, option("--same-as", _("The same person's other file."), "PHONE")] = None,
    spouse: Annotated[str | None, option("--spouse", _("The spouse's file (7.4)."), "PHONE")] = None,
    old: Annotated[str | None, option("--from", _("The old customer (7.5)."), "PHONE")] = None,
    visit: Annotated[int | None, option("--visit", _("Which visit is meant."), "N")] = None,
    note: Annotated[str | None, option("--note", _("In the claimant's words."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need_phone(phone, _("Phone number or #file"))
    common.not_twice(desk, "claim", phone, at, json)
    by = common.need(by, "--by", _("Who claims"))
    ground = common.choice(ground, "--ground", _("Ground"), choices.GROUNDS)
    if common.terminal():
        same_as, spouse, old = _other_file(ground, same_as, spouse, old)
    filing = claims.Filing(phone, by, ground, same_as, spouse, old, visit, note)
    manager = common.perhaps(desk, as_)
    common.enter(desk, lambda: claims.file_claim(desk, filing, at, manager), json, "claim")


def _which(desk: Desk, number: int | None) -> int:
    """The claim that is meant: the only open one, where none is named in a terminal."""
    if number is not None:
        return number
    if common.terminal():
        waiting = claims.list_claims(desk, False)["claims"]
        if not waiting:
            raise Refused(_("No open dispute. All of them: 'claim list --all'"))
        if len(waiting) == 1:
            return int(waiting[0]["id"])
        common.say({"claims": waiting}, False, "claims")
    return int(common.need(None, "N", _("The number of the claim"), _number))


def _number(text: str) -> None:
    if not (text.isascii() and text.isdigit()):
        raise Usage(_("{option}: write a whole number").format(option=_("The number of the claim")))


@noun.command(help=_("The manager's ruling; with --opinion and --share a 7.7 ruling."))
def rule(
    number: MaybeNumber = None,
    uphold: Annotated[bool, option("--uphold", _("Uphold it."))] = False,
    reject: Annotated[bool, option("--reject", _("Reject it."))] = False,
    opinion: Annotated[str | None, option("--opinion", _("The written opinion (7.7)."))] = None,
    share: Annotated[list[str] | None, option("--share", _("Shares, 100 in all."), "STAFF=PERCENT")] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    shares = share or []
    number = _which(desk, number)
    if not uphold and not reject and common.terminal():
        from salesdesk.cli import prompts

        seen = claims.show(desk, number)
        common.say(seen, False, "claim")
        ruling = prompts.ruling(seen["proposal"]["borne_out"])
        uphold, reject = ruling != "reject", ruling == "reject"
        if ruling == "opinion":
            opinion, shares = prompts.opinion(desk)
    claims.check_ruling(uphold, reject, opinion, shares)
    answer = claims.rule(desk, common.approved(desk, as_), number, uphold, opinion, shares, at)
    common.say(answer, json, "claim")


@noun.command(help=_("The director approves the opinion, or refuses it (7.7)."))
def approve(
    number: Number,
    refuse: Annotated[bool, option("--refuse", _("Refuse it."))] = False,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    if not refuse and not json and common.terminal():
        common.say(claims.awaiting(desk, number), False, "claim")
        refuse = common.choice(None, "--refuse", _("Decision"), choices.APPROVALS, "approval") == "refuse"
    common.say(claims.approve(desk, common.directed(desk, as_), number, refuse, at), json, "claim")


@noun.command(help=_("The case with its evidence."))
def show(number: Number, out: Out = None, json: Json = False) -> None:
    common.say(claims.show(common.desk(), number), json, "claim", out=out)
