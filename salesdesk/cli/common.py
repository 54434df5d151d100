"""What all commands share: the store, the clock, PINs, options by their usual names, one way out."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salesdesk.cli.typer_inside import HELP, get_current_context
from salesdesk.cli.usage import Group, see
from salesdesk.errors import Refused, StoreError, Usage
from salesdesk.phones import clean, file_number, normalise
from salesdesk.text import N_, _, json_text, sentences, visible

if TYPE_CHECKING:
    from salesdesk.desk.base import Desk
    from salesdesk.store.records import Store

_store: Store | None = None
_request: str | None = None
_at_work: str | None = None
"""The request id of the command at work, given or made."""
_asked = False
"""Whether the command at work had to ask for something."""
pin_check: Callable[[str, Mapping[str, Any]], bool] | None = None
"""How a PIN is compared; None is the usual way. The demo remembers that its own PIN was right."""


def complete_staff(incomplete: str) -> list[str]:
    """Tab completion of staff names."""
    from salesdesk.cli.complete import staff

    return staff(incomplete)


def complete_customers(incomplete: str) -> list[tuple[str, str]]:
    """Tab completion of customers' files."""
    from salesdesk.cli.complete import customers

    return customers(incomplete)


COMPLETE = {"STAFF": complete_staff, "PHONE": complete_customers}


def option(name: str, help_: str, metavar: str | None = None) -> Any:
    """An option; one that takes a STAFF or a PHONE completes it on Tab."""
    return typer.Option(name, metavar=metavar, help=help_, autocompletion=COMPLETE.get(metavar or ""))


def argument(metavar: str, help_: str) -> Any:
    """An argument, completed likewise."""
    return typer.Argument(metavar=metavar, help=help_, autocompletion=COMPLETE.get(metavar))


As = Annotated[str | None, option("--as", _("Who approves it, where it takes the manager or the director."), "STAFF")]
At = Annotated[str | None, option("--at", _("When it happened: '2025-10-05 10:05' (default: now)."))]
On = Annotated[str | None, option("--on", _("The day: 2025-10-05 (default: today)."))]
Json = Annotated[bool, option("--json", _("Answer as one JSON object."))]
Out = Annotated[str | None, option("--out", _("Write a workbook (.xlsx)."))]
ListOut = Annotated[str | None, option("--out", _("Write it to a file instead (.xlsx or .csv)."), "FILE")]
PHONE = _("Phone number, or '#12', in quotes, for file 12.")
Phone = Annotated[str, argument("PHONE", PHONE)]
MaybePhone = Annotated[str | None, argument("PHONE", PHONE)]


def noun() -> typer.Typer:
    """A noun with verbs below it."""
    return typer.Typer(cls=Group, context_settings=HELP, rich_markup_mode=None, no_args_is_help=True)


def verbs() -> typer.Typer:
    """A file's top-level commands."""
    return typer.Typer(context_settings=HELP, rich_markup_mode=None)


def data_folder() -> Path:
    """The user's data folder. StoreError where nothing says which that is."""
    usual = {"win32": ("LOCALAPPDATA", "AppData/Local"), "darwin": ("", "Library/Application Support")}
    variable, below = usual.get(sys.platform, ("XDG_DATA_HOME", ".local/share"))
    try:
        return Path(os.environ.get(variable) or Path.home() / below) / "salesdesk"
    except RuntimeError as e:
        where = _("This account has no home folder: say where the store is, with --db or SALESDESK_DB")
        raise StoreError(where) from e


def use_store(path: str | None) -> None:
    """Says which store this command works on; it is opened when first used."""
    from salesdesk.store.records import Store

    global _store
    there = Store(Path(path) if path else data_folder() / "salesdesk.db")
    if _store is None or _store.path != there.path:
        _store = there
    _store.wait = None


def take_request(args: list[str]) -> list[str]:
    """Begins a command: takes `--request-id ID`, which any that enters something may carry, out of its words.

    Usage error for words that no file could be named by, and nothing else could be entered under.
    """
    global _request, _at_work
    _request = _at_work = None
    if _store is not None:
        _store.written = None
    for word in args:
        if re.search("[\0\ud800-\udc7f\udd00-\udfff]", word):
            unwritable = _("{option}: contains characters that cannot be written down")
            raise Usage(unwritable.format(option=visible(word[:40])))
    left = []
    words = iter(args)
    for word in words:
        if word == "--request-id":
            _request = next(words, None)
        elif word.startswith("--request-id="):
            _request = word.partition("=")[2]
        else:
            left.append(word)
    return left


def store_option() -> list[str]:
    """The words that make a further command work on the same store."""
    return ["--db", str(_store.path)] if _store else []


def close_store() -> None:
    if _store is not None:
        _store.close()


def desk() -> Desk:
    """The desk at work: the store, the clock read here and nowhere else, the account."""
    from salesdesk.desk.base import Desk, made_request

    global _asked, _at_work
    _asked = False
    if _store is None:
        use_store(os.environ.get("SALESDESK_DB"))
    assert _store is not None
    account = os.environ.get("USER") or os.environ.get("USERNAME") or "?"
    system = datetime.now(UTC)
    _at_work = clean(_request, "--request-id", 100) or made_request(system)
    return Desk(_store, system, os.environ.get("SALESDESK_NOW") or None, visible(account)[:60], _at_work)


def to_see_it_again() -> str:
    """How a command whose answer was lost is answered again, and not entered twice."""
    words = _("Run the same command again with --request-id {id}: it is answered again, and not entered twice")
    return words.format(id=_at_work)


def _entered() -> bool | None:
    """Whether the command at work entered something, looked up afresh; None where that cannot be seen."""
    try:
        return _store is not None and _store.entered() is not None
    except StoreError:
        return None


def stopped() -> str:
    """What to say to someone who broke a command off: by then it may have been entered."""
    entered = _entered()
    if entered is False:
        return _("Stopped; nothing was recorded")
    certain = _("Stopped, but it is on record already.")
    return sentences(
        certain if entered else _("Stopped; it is not certain whether it was recorded."), to_see_it_again()
    )


def unshown(error: OSError) -> None:
    """Says that stdout cannot be written to, and how an entry is seen again. Nothing is written there any more.

    A reader that needs no more of a list (`… | head`) is no mishap.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    entered = _entered()
    with suppress(OSError):
        if entered is not False:
            lost = _("The answer could not be shown; what was entered is on record.")
            print(sentences(lost, to_see_it_again()), file=sys.stderr)
        elif not isinstance(error, BrokenPipeError):
            print(_("The answer could not be shown"), file=sys.stderr)


def workbook_path(text: str) -> Path:
    """The file to write a workbook to. Usage error for another ending; refused where there is no such folder."""
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise Usage(_("--out: the file's name ends in .xlsx"))
    if not path.absolute().parent.is_dir():
        raise Refused(_("There is no folder {path}").format(path=path.parent))
    return path


# --- PINs


def ask_pin(name: str) -> str:
    """The PIN of an approver: SALESDESK_PIN, or a hidden prompt. Usage error without a terminal."""
    return _secret("SALESDESK_PIN", _("PIN of {name}").format(name=name), twice=False)


def ask_first_pin(name: str) -> str:
    """The PIN of the first manager and director: SALESDESK_PIN, or prompted twice."""
    return _secret("SALESDESK_PIN", _("New PIN of {name} (4 to 12 characters)").format(name=name), twice=True)


def ask_new_pin(name: str) -> str:
    """A new PIN: SALESDESK_NEW_PIN, or prompted twice."""
    return _secret("SALESDESK_NEW_PIN", _("New PIN of {name} (4 to 12 characters)").format(name=name), twice=True)


def _secret(variable: str, prompt: str, twice: bool) -> str:
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Usage(_("A PIN is needed: set {variable}, or run this in a terminal").format(variable=variable))
    hidden: Callable[[str], str] = partial(prompted, hide_input=True, err=True)
    while True:
        secret = hidden(prompt)
        problem = twice and (_not_a_new_pin(secret) or _not_the_same(secret, hidden(_("Once more"))))
        if not problem:
            return secret
        print(problem, file=sys.stderr)


def _not_the_same(secret: str, again: str) -> str:
    return "" if secret == again else _("The two are not the same")


def _not_a_new_pin(secret: str) -> str:
    """What is wrong with a new PIN, if anything: told before it is asked for again."""
    from salesdesk.desk.office import check_pin

    try:
        check_pin(secret)
    except Usage as e:
        return e.message
    return ""


def approved(office: Desk, who: str | None, role: str = "manager") -> int:
    """The staff number of the manager (or director) who approves, PIN checked."""
    from salesdesk.desk.office import approver

    while True:
        try:
            return approver(office, who, role, ask_pin, pin_check)
        except Refused as e:
            if e.code != "wrong_pin" or "SALESDESK_PIN" in os.environ or not terminal():
                raise
            print(visible(e.message), file=sys.stderr)
            office.store.written = None  # the wrong PIN is on record, not what it was asked for


def directed(office: Desk, who: str | None) -> int:
    """The staff number of the director who approves."""
    return approved(office, who, "director")


def perhaps(office: Desk, who: str | None) -> int | None:
    """The approver where `--as` is spelt out, else None: the rule says whether one was needed."""
    return approved(office, who) if who else None


# --- questions


def terminal() -> bool:
    """Whether a person sits here: only then anything is asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


ANSWER_ROOM = 8
"""Columns kept free behind a question for its answer."""


def prompted(question: str, **more: Any) -> str:
    """What is typed after a question; broken off, the next line begins at its beginning."""
    from salesdesk.cli.lines import columns_left, wrapped

    *above, last = wrapped(visible(question), columns_left(ANSWER_ROOM))
    for part in above:
        print(part, file=sys.stderr if more.get("err") else sys.stdout)
    try:
        answer: str = typer.prompt(last, prompt_suffix=_(": "), **more)
    except typer.Abort:
        print(file=sys.stderr)
        raise
    return answer.strip()


def need(value: str | None, option: str, question: str, reads: Callable[[str], object] = str) -> str:
    """A value that a command cannot do without: asked for in a terminal until it can be read, else a usage error."""
    from salesdesk.cli.lines import line

    global _asked
    if value is not None:
        return value
    if not terminal():
        raise Usage(see(_("{option} is missing").format(option=_(option)), get_current_context(silent=True)))
    _asked = True
    while True:
        answer = prompted(question)
        try:
            reads(answer)
        except Usage as e:
            line(e.message)
            continue
        if answer:
            return answer


def need_phone(value: str | None, question: str) -> str:
    """A number, or a file's."""
    return need(value, "PHONE", question, lambda text: file_number(text) or normalise(text, N_("Phone number")))


def choice(value: str | None, option: str, question: str, choices: Mapping[str, str], topic: str = "") -> str:
    """One of `choices`: by its key, its word in the language in use, or its number in the list that a question shows.

    Usage error for what is none of them; in a terminal it is asked for again.
    """
    from salesdesk.cli.lines import commas, numbered, word

    words = {key: word(key, topic) for key in choices}
    meant = {w: key for key, w in words.items()} | {key: key for key in choices}
    asked = value is None and terminal()
    if asked:
        numbered(choices, topic)
        meant |= {str(n): key for n, key in enumerate(choices, 1)}

    def among(text: str) -> None:
        known = commas(*(w if asked or w == key else f"{w} ({key})" for key, w in words.items()))
        if text not in meant:
            raise Usage(_("{option}: choose one of {known}").format(option=question if asked else option, known=known))

    chosen = need(value, option, question, among)
    among(chosen)
    return meant[chosen]


def enter(office: Desk, operation: Callable[[], dict[str, Any]], as_json: bool, view: str) -> None:
    """Enters something and shows the answer. Where values were asked for, what would be entered is shown and agreed to first."""
    seen = _agreed_to(office, operation, view) if _asked and not as_json else None
    answer = operation()
    if answer != seen:
        say(answer, as_json, view)
    if seen is not None:
        print(_("Recorded: {what}").format(what=_numbered(answer)))


KINDS = {
    "visit": N_("visit {n}"), "call": N_("call {n}"), "deal": N_("deal {n}"), "claim": N_("claim {n}"),
    "referral": N_("introduction {n}"),
}  # fmt: skip


def not_twice(
    office: Desk,
    kind: str,
    phone: str | None,
    at: str | None,
    as_json: bool,
    operation: Callable[[], dict[str, Any]] | None = None,
) -> None:
    """In a terminal, shows what was entered of the same number minutes ago, and asks before it is entered once more.

    With the operation, it is tried first: what will be refused is not asked about.
    """

    def question() -> str | None:
        from salesdesk.desk.base import rehearse
        from salesdesk.desk.repeated import lately

        seen = lately(office, kind, phone, at) if phone else None
        if seen and operation:
            rehearse(office, operation)
        words = _("This number is on record since {at:%H:%M} already: {what}. Enter it once more? [y/N]")
        return words.format(at=seen.at, what=_(KINDS[kind]).format(n=seen.number)) if seen else None

    make_sure(question, as_json)


def _numbered(answer: Mapping[str, Any]) -> str:
    """What an answer is about, with its number."""
    return next(_(words).format(n=answer[kind]["id"]) for kind, words in KINDS.items() if "id" in answer.get(kind, ()))


def make_sure(question: Callable[[], str | None], as_json: bool) -> None:
    """In a terminal, asks where there is a question; Enter says no. Raises Abort where the answer is no."""
    if terminal() and not as_json and (words := question()):
        from salesdesk.cli.prompts import agreed

        agreed(words)


def may_replace(out: str | None, as_json: bool) -> None:
    """In a terminal, asks before a file that is there is written over; Enter says no."""
    if out is not None and os.path.exists(out):
        make_sure(lambda: _("{file} is there already. Replace it? [y/N]").format(file=out), as_json)


def _agreed_to(office: Desk, operation: Callable[[], dict[str, Any]], view: str) -> dict[str, Any]:
    from salesdesk.cli.prompts import agreed
    from salesdesk.desk.base import rehearse

    seen = rehearse(office, operation)
    print(_("Not recorded yet:"))
    say(seen, False, view)
    agreed()
    return seen


# --- the way out


def say(answer: Mapping[str, Any], as_json: bool, view: str, views: str = "views", out: str | None = None) -> None:
    """Prints the answer: one JSON object, or as people read it: a view of the file `views`, else of `office_views`.

    With `out` it is written to that file, and only the file is named.
    """
    if out is not None:
        may_replace(out, as_json)
        import_module("salesdesk.cli.exports").write(view, answer, out)
        answer = {**answer, "file": out}
    if as_json:
        print(json_text(answer))
    elif out is not None:
        print(visible(_("Written to {file}").format(file=out)))
    else:
        files = (import_module(f"salesdesk.cli.{name}") for name in (views, "office_views"))
        next(getattr(file, view) for file in files if hasattr(file, view))(answer)


def say_with_file(answer: Mapping[str, Any], out: str | None, again: str, as_json: bool, view: str) -> None:
    """Prints the answer, and warns where the entry stands but its file could not take the name `out`."""
    say(answer, as_json, view)
    if out and not answer["file"]:
        import shlex

        words = _("It is on record, but {file} could not be replaced: close it if it is open, then run '{command}'")
        command = f"{again} --out {shlex.quote(out)}"
        print(visible(words.format(file=out, command=command)), file=sys.stderr)
