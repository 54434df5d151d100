"""Whose customer, and disputes: owner; claim with list, file, rule, approve, show below it."""

from __future__ import annotations

from typing import Annotated

import typer

from salesdesk.cli import common
from salesdesk.cli.common import As, At, Json, ListOut, On, Out
from salesdesk.desk import claims
from salesdesk.text import _

app = common.verbs()
noun = common.noun()
NOUNS = {"claim": noun}
Number = Annotated[int, typer.Argument(metavar="N", help=_("The number of the claim."))]
Phone = Annotated[
    str,
    typer.Argument(
        metavar="PHONE", autocompletion=common.complete_customers, help=_("Phone number, or #12 for a file.")
    ),
]

MaybePhone = Annotated[
    str | None,
    typer.Argument(
        metavar="PHONE", autocompletion=common.complete_customers, help=_("Phone number, or #12 for a file.")
    ),
]


@app.command()
def owner(phone: Phone, on: On = None, out: Out = None, json: Json = False) -> None:
    common.say(claims.owner(common.desk(), phone, on), json, "owner", out=out)


@noun.callback(invoke_without_command=True, no_args_is_help=False)
def claim(ctx: typer.Context, json: Json = False) -> None:
    if ctx.invoked_subcommand is None:
        common.say(claims.list_claims(common.desk(), False), json, "claims")


@noun.command("list", help=_("Open disputes, or all."))
def list_claims(
    everything: Annotated[bool, typer.Option("--all", help=_("Settled ones too."))] = False,
    out: ListOut = None,
    json: Json = False,
) -> None:
    common.say(claims.list_claims(common.desk(), everything), json, "claims", out=out)


@noun.command("file", help=_("File a claim; shows what the policy says."))
def file_claim(
    phone: MaybePhone = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="STAFF", autocompletion=common.complete_staff, help=_("Who claims.")),
    ] = None,
    ground: Annotated[
        str | None, typer.Option("--ground", help=_("recognised, earlier, couple, introduced, solicited or other."))
    ] = None,
    same_as: Annotated[
        str | None,
        typer.Option(
            "--same-as",
            metavar="PHONE",
            autocompletion=common.complete_customers,
            help=_("The same person's other file."),
        ),
    ] = None,
    spouse: Annotated[
        str | None,
        typer.Option(
            "--spouse", metavar="PHONE", autocompletion=common.complete_customers, help=_("The spouse's file (7.4).")
        ),
    ] = None,
    old: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="PHONE", autocompletion=common.complete_customers, help=_("The old customer (7.5).")
        ),
    ] = None,
    visit: Annotated[int | None, typer.Option("--visit", metavar="N", help=_("Which visit is meant."))] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("In the claimant's words."))] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    phone = common.need(phone, "PHONE", _("Phone number or #file"))
    by = common.need(by, "--by", _("Who claims"))
    ground = common.need(ground, "--ground", _("Ground (recognised, earlier, couple, introduced, solicited, other)"))
    filing = claims.Filing(phone, by, ground, same_as, spouse, old, visit, note)
    common.say(claims.file_claim(desk, filing, at, common.perhaps(desk, as_)), json, "claim")


@noun.command(help=_("The manager's ruling; with --opinion and --share a 7.7 ruling."))
def rule(
    number: Number,
    uphold: Annotated[bool, typer.Option("--uphold", help=_("Uphold it."))] = False,
    reject: Annotated[bool, typer.Option("--reject", help=_("Reject it."))] = False,
    opinion: Annotated[str | None, typer.Option("--opinion", help=_("The written opinion (7.7)."))] = None,
    share: Annotated[
        list[str] | None, typer.Option("--share", metavar="STAFF=PERCENT", help=_("Shares, 100 in all."))
    ] = None,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    shares = share or []
    claims.check_ruling(uphold, reject, opinion, shares)
    answer = claims.rule(desk, common.approved(desk, as_), number, uphold, opinion, shares, at)
    common.say(answer, json, "claim")


@noun.command(help=_("The director approves the opinion, or refuses it (7.7)."))
def approve(
    number: Number,
    refuse: Annotated[bool, typer.Option("--refuse", help=_("Refuse it."))] = False,
    at: At = None,
    as_: As = None,
    json: Json = False,
) -> None:
    desk = common.desk()
    common.say(claims.approve(desk, common.directed(desk, as_), number, refuse, at), json, "claim")


@noun.command(help=_("The case with its evidence."))
def show(number: Number, out: Out = None, json: Json = False) -> None:
    common.say(claims.show(common.desk(), number), json, "claim", out=out)
