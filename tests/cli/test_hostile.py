"""Hostile names, phones and dates at the command line (T28-T30): refused or kept, never obeyed, never a traceback."""

from __future__ import annotations

import json
import random
import re
import traceback
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.errors import Usage
from salesdesk.phones import normalise
from salesdesk.text import visible
from tests.hostile import TYPED
from tests.office import Answer, type_command
from tests.store.lived import lived
from tests.store.tools import Figure, report_on, rows
from tests.typed_at_random import SORTS, commands, one_extreme_each

CLOCK = "2025-11-03 10:00"
OBEYED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
PLACES = (
    ("checkin", "13800000055", "--name", "{}"),
    ("checkin", "13800000055", "--note", "{}"),
    ("checkin", "{}"),
    ("checkin", "13800000055", "--source", "{}"),
    ("checkin", "13800000055", "--ask-for", "{}"),
    ("checkin", "13800000055", "--brought-by", "{}"),
    ("checkin", "13800000055", "--at", "{}"),
    ("checkin", "13800000055", "--rating", "{}"),
    ("call", "{}", "--name", "{}"),
    ("owner", "{}"),
    ("owner", "#1", "--on", "{}"),
    ("customer", "find", "{}"),
    ("done", "{}"),
    ("done", "--visit", "{}"),
    ("queue", "--on", "{}"),
    ("queue", "away", "{}"),
    ("deal", "add", "#1", "--unit", "{}", "--price", "1"),
    ("deal", "add", "#1", "--unit", "x", "--price", "{}"),
    ("staff", "add", "{}", "--role", "salesperson"),
    ("staff", "add", "x", "--role", "{}"),
    ("staff", "add", "x", "--role", "employee", "--code", "{}"),
    ("claim", "file", "#1", "--by", "王五", "--ground", "other", "--note", "{}"),
    ("claim", "file", "#1", "--by", "王五", "--ground", "{}"),
    ("payout", "--month", "{}"),
    ("verify", "--seal", "{}"),
    ("refer", "employee", "13800000056", "--name", "{}", "--by", "孙会计", "--visit-on", "2025-11-03"),
    ("customer", "freeze", "#1", "--reason", "{}"),
    ("{}",),
    ("queue", "{}"),
    ("checkin", "--request-id", "{}"),
    ("checkin", "--json={}"),
    ("report", "weekly", "--week", "{}"),
    ("followup", "add", "#1", "--by", "李四", "--next", "{}"),
    ("--lang", "{}", "queue"),
    ("policy", "set", "{}", "1"),
    ("confirm", "--as", "{}"),
    ("backup", "{}"),
    ("restore", "{}"),
    ("import", "{}"),
    ("clause", "{}"),
)


FILES = ("backup", "restore", "import")


@lru_cache
def made() -> bytes:
    return lived(Path(mkdtemp())).read_bytes()


def store_in(folder: Path) -> Path:
    path = folder / "office.db"
    path.write_bytes(made())
    return path


def obeyed(text: str) -> list[str]:
    """The characters of an output that a terminal might obey; stdout writes broken ones out, as `run` sets it to."""
    shown = text.encode("utf-8", "backslashreplace").decode()
    return [ascii(c) for c in shown if unicodedata.category(c) in OBEYED and c != "\n"]


def complaint(answer: Answer) -> str | None:
    """What is wrong with the answer to a hostile word, if anything."""
    said = answer.out + answer.err
    if answer.code not in (0, 1, 2):
        return f"exit {answer.code}"
    if "Traceback" in said:
        return "a traceback"
    return f"raw characters {obeyed(said)[:3]}" if obeyed(said) else None


def typed_with(store: Path, place: tuple[str, ...], word: str, as_json: bool) -> Answer:
    words = [part.replace("{}", word) if "{}" in part else part for part in place]
    return answer_to(store, [*words, "--json"] if as_json else words)


def answer_to(store: Path, words: list[str]) -> Answer:
    """What a command answers; what escapes it would be a traceback, and is told as one that can be printed."""
    try:
        return type_command(store, CLOCK, words)
    except Exception as e:  # noqa: BLE001  (whatever escapes is the very harm looked for)
        return Answer(99, "", f"Traceback {words!a} {e!a} {traceback.format_exc()[-600:]!a}")


@pytest.mark.parametrize("share", [4, pytest.param(1, marks=pytest.mark.slow)], ids=["a fourth of them", "all of them"])
@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_a_hostile_word_anywhere_is_refused_or_kept_but_never_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[str, ...], share: int
) -> None:
    monkeypatch.chdir(tmp_path)
    store = store_in(tmp_path)
    bad = []
    for n, word in enumerate(TYPED[PLACES.index(place) % share :: share]):
        answer = typed_with(store, place, word, as_json=bool(n % 2))
        unwritable = place[0] in FILES and answer.code == 3
        if not unwritable and (what := complaint(answer)):
            bad.append(f"{place} {word[:40]!a}: {what}\n{answer.err[-900:]!a}")
    if bad:
        pytest.fail("\n".join(bad), pytrace=False)
    assert not report_on(store).findings


SHOWING = (
    "register",
    "queue",
    "owner #1",
    "customer find 王",
    "deal list",
    "refer list",
    "claim list --all",
    "board",
    "staff list",
    "followup",
)


def test_hostile_names_that_were_kept_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    kept = 0
    for n, word in enumerate(TYPED):
        answer = type_command(store, CLOCK, ["call", f"1380001{n:04d}", "--name", word, "--note", word, "--json"])
        kept += answer.code == 0
    assert kept > 15
    for command in SHOWING:
        for json_too in ([], ["--json"]):
            answer = type_command(store, CLOCK, [*command.split(), *json_too])
            assert answer.code == 0, answer.err
            assert complaint(answer) is None, command


def hostile_names(count: int) -> Iterator[str]:
    chance = random.Random(28)
    ranges = [
        (0, 0x20),
        (0x7F, 0xA0),
        (0x200B, 0x2030),
        (0x2066, 0x206A),
        (0xD800, 0xDFFF),
        (0xE000, 0xE010),
        (0xFDD0, 0xFDEF),
        (0xFFF0, 0xFFFF),
        (0x4E00, 0x9FFF),
        (0x20000, 0x20010),
        (0xE0000, 0xE007F),
        (0x20, 0x7F),
    ]
    for _n in range(count):
        yield "".join(chr(chance.randint(*chance.choice(ranges))) for _c in range(chance.randint(1, 20)))


def test_of_twenty_thousand_hostile_names_none_reaches_the_terminal_raw(record_property: Figure) -> None:
    raw = [name for name in hostile_names(20_000) if obeyed(visible(name))]
    record_property("hostile names, raw at the terminal", f"20000, {len(raw)}")
    assert not raw
    assert sum(bool(obeyed(name)) for name in hostile_names(1000)) > 900, "the control: printed as they are, they would"


WORDS = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(categories=["Cc", "Cf", "Nd", "No", "Zs"]), max_size=30),
    st.from_regex(r"\+?[0-9 \-()]{1,25}"),
    st.from_regex(r"[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}( [0-9]{1,2}:[0-9]{2})?"),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%d %H:%M}"),
    st.floats().map(str),
    st.integers().map(str),
)


PHONES = st.one_of(
    WORDS,
    st.sampled_from(["138 0000 1234", "+86 731 8888 1234", "0085291234567"]),
    st.from_regex(r"\+?[0-9 \-()]{5,20}"),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text("0123456789-+ #（）１２３٣०", max_size=20),
)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Any command, with up to all of its values extreme."""
    command = draw(st.sampled_from(commands()))
    values = {p: draw(st.one_of(st.sampled_from(p.sort[1]), WORDS)) for p in command.parameters if draw(st.booleans())}
    return command.line(draw(st.randoms(use_true_random=False)), values)


def harm_of(folder: Path, words: list[str]) -> str | None:
    """What is wrong with how a command line ended on a fresh store, if anything."""
    answer = answer_to(store_in(folder), [*words, "--json"])
    names_a_file = words[0] in FILES or "--out" in words
    said = ascii([word[:40] for word in words])
    if complaint(answer) and not (names_a_file and answer.code == 3):
        return f"{said}: {complaint(answer)} {answer.err[-300:]!a}"
    try:
        told = json.loads(answer.out if answer.code == 0 else answer.err)
    except ValueError:
        return None if {"--help", "-h", "--version", "--"} & set(words) else f"{said}: no JSON"
    return None if ("error" in told) == (answer.code != 0) else f"{said}: an error or not?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the commands are typed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made := tmp_path_factory.mktemp("typed"))
        commands()  # imports every command before Hypothesis draws from them
        yield made


def test_values_are_known_for_whatever_an_option_takes() -> None:
    """A new metavar needs a line in `SORTS`; a line that nothing takes any more goes."""
    parameters = [p for command in commands() for p in command.parameters]
    assert {p.takes for p in parameters if p.takes} <= SORTS.keys()
    taken = {p.takes or p.option for p in parameters}
    assert SORTS.keys() - taken == {"words"}


def harm_of_all(folder: Path, typed: Sequence[list[str]]) -> str:
    return "\n".join(harm for words in typed if (harm := harm_of(folder, words)))


def test_whatever_is_typed_ends_in_an_exit_code(folder: Path) -> None:
    """Every 29th of all values of all options."""
    assert not harm_of_all(folder, list(one_extreme_each(random.Random(28)))[::29])


@pytest.mark.slow
def test_every_extreme_value_of_every_option_ends_in_an_exit_code(folder: Path, record_property: Figure) -> None:
    typed = list(one_extreme_each(random.Random(29)))
    record_property("command lines typed, each with another extreme value", len(typed))
    assert not harm_of_all(folder, typed)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True)
@given(phone=PHONES)
def test_the_key_of_a_number_is_its_own_key(phone: str) -> None:
    try:
        key = normalise(phone)
    except Usage:
        return
    assert normalise(key) == key


def test_a_number_that_is_kept_is_the_one_that_was_typed(tmp_path: Path) -> None:
    store, kept = store_in(tmp_path), []

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(phone=PHONES)
    def typed(phone: str) -> None:
        answer = answer_to(store, ["call", phone, "--json"])
        if answer.code == 0 and not phone.strip().startswith("#"):
            ((number,),) = rows(store, "SELECT phone FROM detail ORDER BY seq DESC LIMIT 1")
            assert digits(phone).endswith(digits(number).lstrip("0"))
            assert re.fullmatch(r"1\d{10}|0\d{2,3}-\d{7,8}|\+[1-9]\d{6,14}", number)
            kept.append(number)

    typed()
    assert len(set(kept)) > 5, "the control: among what is typed there are numbers"


def digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c in "0123456789")


# --- spellings of a number

SPELLINGS = [
    "13800001234",
    "138 0000 1234",
    "138-0000-1234",
    "+8613800001234",
    "+86 138 0000 1234",
    "+86-13800001234",
    "008613800001234",
    "86 13800001234",
    "(138)00001234",
    "１３８００００１２３４",
    " 13800001234 ",
    "138.0000.1234",
    "138\u00a00000\u200b1234",
    "138\u30000000\u30001234",
]
NO_NUMBERS = [
    "",
    " ",
    "1380000123",
    "138000012345",
    "12800001234",
    "23800001234",
    "13800001234;13900001234",
    "13800001234/13900001234",
    "13800001234 13900001234",
    "١٣٨٠٠٠٠١٢٣٤",
    "१३८००००१२३४",
    "1380000123②",
    "1380000123x",
    "abc",
    "+",
    "+86",
    "0",
    "86",
    "#",
    "#x",
    "#-1",
    "13800001234 ext 5",
    "1-3-8",
    "+861380000123",
    "一三八〇〇〇〇一二三四",
    "1e10",
    "13800001234\u0301",
]
LANDLINES = {
    "0731-88881234": "0731-88881234",
    "073188881234": "0731-88881234",
    "+86 731 8888 1234": "0731-88881234",
    "010 6655 4433": "010-66554433",
}
FOREIGN = {"+852 9123 4567": "+85291234567", "0085291234567": "+85291234567", "+1 (212) 555-0100": "+12125550100"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_number_has_one_key_however_it_is_written(spelling: str) -> None:
    assert normalise(spelling) == "13800001234"


@pytest.mark.parametrize(("spelling", "key"), [*LANDLINES.items(), *FOREIGN.items()])
def test_landlines_and_numbers_from_elsewhere_have_a_key(spelling: str, key: str) -> None:
    assert normalise(spelling) == key


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        normalise(text)
