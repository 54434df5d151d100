"""Chinese and English, whole: no message without a translation, none that says something else, no English left over."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from salesdesk import text
from salesdesk.cli import usage
from salesdesk.cli.app import COMMANDS
from tests import catalogue
from tests.office import Answer, Office

DAY = "2025-10-05"
PO = catalogue.kept()
MESSAGES = [(str(m.id), str(m.string or "")) for m in PO if m.id]
SOURCES = sorted(catalogue.PACKAGE.rglob("*.py"))

# --- the catalogue


def test_every_message_is_translated() -> None:
    """When this fails: run ``python -m tests.catalogue``, write the translations into the .po file, run it again."""
    assert set(map(str, (m.id for m in catalogue.extracted() if m.id))) == {english for english, _chinese in MESSAGES}
    assert catalogue.untranslated(PO) == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(PO), "run python -m tests.catalogue"


def fields(message: str) -> set[tuple[str, str | None, str | None]]:
    """What is filled into a message, and how it is written."""
    return {(name, spec, how) for _said, name, spec, how in Formatter().parse(message) if name is not None}


def cited(message: str) -> set[str]:
    """The options and clauses it names."""
    return set(re.findall(r"--[a-z][a-z-]+|\b\d\.\d+(?:\.\d)?[a-j]?\b", message))


@pytest.mark.parametrize(("what"), [fields, cited])
def test_a_translation_names_what_the_message_names(what: Callable[[str], set[object]]) -> None:
    assert {e: c for e, c in MESSAGES if what(e) != what(c)} == {}


def test_a_translation_leaves_no_english_sentence() -> None:
    assert {e: english_in(c) for e, c in MESSAGES if english_in(c)} == {}


def test_a_translation_is_set_as_chinese_is() -> None:
    """No half-width mark beside a Chinese character, a blank before a clause in brackets and around a number."""
    wrong = r"[\u4e00-\u9fff”}][:;,!?](?!\w)|[:;,!?] ?[\u4e00-\u9fff]|[^\s(]\[[\d{]|[\u4e00-\u9fff]\{n\}|\{n\}[\u4e00-\u9fff{]"
    assert {c: re.findall(wrong, c) for _e, c in MESSAGES if re.search(wrong, c)} == {}


def test_the_day_is_told_with_full_width_marks(tmp_path: Path) -> None:
    """ "来访 1:" stood before what a visitor said."""
    office = Office(tmp_path)
    office.ask(f"{DAY} 08:30", "queue open")
    office.ask(f"{DAY} 09:00", "checkin 13800000001 --name 张三 --need 三房")
    assert "来访 1：需求 三房" in office.type(f"{DAY} 09:05", "register", SALESDESK_LANG="zh").out


def test_messages_are_written_down_whole() -> None:
    """Neither an f-string nor what `format` or `+` made: those cannot be in a catalogue."""
    made = [
        f"{path.name}:{call.lineno}" for path in SOURCES for call in catalogue.calls(path)
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
        or (isinstance(call.args[0], ast.Call) and ast.unparse(call.args[0].func).endswith((".format", ".join")))
    ]  # fmt: skip
    assert made == []


def test_what_stands_for_a_value_is_translated() -> None:
    told = {
        word
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.keyword) and call.arg == "metavar" and isinstance(call.value, ast.Constant)
        for word in re.findall(r"[A-Z]+", str(call.value.value))
    }
    assert told <= set(usage.PLACEHOLDERS)


# --- which language


@pytest.mark.parametrize(
    ("wanted", "environment", "language"),
    [
        ("zh", {"SALESDESK_LANG": "en", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ("en", {"SALESDESK_LANG": "zh"}, "en"),
        (None, {"SALESDESK_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        (None, {"SALESDESK_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        (None, {"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "C"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_option_then_the_variable_then_the_locale(
    wanted: str | None, environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SALESDESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    try:
        assert text.use_language(wanted) == language
        assert text._("Owner") == ("归属" if language == "zh" else "Owner")
    finally:
        text.use_language("en")


# --- what a Chinese office reads

LINES = [
    "--help", "-h", "checkin --help", "queue --help", "queue open --help", "owner --help", "claim file --help",
    "payout --help", "init --help", "queue open", "checkin 13800000001 --name 张三", "checkin 13800000002 --ask-for 王五",
    "checkin 13800000003", "checkin 13800000004", "queue", "queue --why", "done 李四", "register", "owner 13800000001",
    "deal add 13800000001 --unit 3-1-1202 --price 1200000", "deal show 1", "deal list",
    "claim file 13800000001 --by 王五 --ground other --note 本人先接待", "claim", "claim show 1",
    "claim rule 1 --reject", "payout --month 2025-10", "refer employee 13900000001 --name 周女士 --by 孙会计 --visit-on 2025-10-06",
    "refer list", "handover 2 --reason refused --fault none", "policy show", "staff list", "followup", "report office",
    "customer show 13800000001", "clause", "confirm",
]  # fmt: skip
REFUSED = {
    "checkin 13800000001 --ask-for 没有这人": 1, "owner 13999999999": 1, "queue strike 李四": 2, "checkin abc": 2,
    "checkin --xyz": 2, "checkin --recever 王五": 2, "nonsense": 2, "chekin": 2, "claim rul": 2, "claim rule": 2,
    "claim rule x": 2, "checkin 138 0000 1234": 2, "checkin --json=3": 2, "checkin --name": 2, "refer employee": 2,
    "payout --month 13": 2, "deal add 13800000001 --unit x --price -3": 2, "--db": 2, "claim approve 7": 1,
}  # fmt: skip
CODES = {"recognised", "earlier", "couple", "introduced", "solicited", "other", "salesperson", "manager", "director",
         "assistant", "employee"} | set(COMMANDS)  # fmt: skip
CHILD = """
import json, shlex, sys
from pathlib import Path
from tests.office import type_command
store, clock, commands, env = json.load(sys.stdin)
answers = [type_command(Path(store), clock, shlex.split(c), **env) for c in commands]
print(json.dumps([[a.code, a.out, a.err] for a in answers]))
"""


def english_in(said: str) -> list[str]:
    """Runs of English words, commands in quotes and the names of files, options and variables left aside."""
    plain = re.sub(
        r"“[^”]*”|\{[^}]*\}|--?[a-z][a-z-]*|[\w./-]*/[\w./-]+|[\w-]+\.(?:xlsx|csv|db)|salesdesk(?: [a-z]+)*|[A-Z_]{3,}",
        "·",
        said,
    )
    return re.findall(r"[A-Za-z]{2,}(?:[ ,;:'.]+[A-Za-z]{2,})+", plain)


def words_in(said: str) -> set[str]:
    """Each English word, as `english_in` sees them: for answers, where there should be none at all."""
    plain = re.sub(r"“[^”]*”|--?[a-z][a-z-]*|[\w./-]*/[\w./-]+|salesdesk|[A-Za-z]+_[A-Za-z_]+", "·", said)
    return set(re.findall(r"[A-Za-z]{2,}", plain))


def in_chinese(folder: Path, commands: list[str], **env: str) -> dict[str, Answer]:
    """The answers to `commands`, typed one after the other in a process that speaks Chinese from its first line."""
    office = Office(folder)
    given = [str(office.store), f"{DAY} 10:00", commands, {"SALESDESK_LANG": "zh", "COLUMNS": "80", **env}]
    made = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return {c: Answer(*a) for c, a in zip(commands, json.loads(made.stdout), strict=True)}


def test_help_and_answers_are_chinese(tmp_path: Path) -> None:
    answers = in_chinese(tmp_path, LINES)
    assert {c: a.err for c, a in answers.items() if a.code} == {}
    assert {c: english_in(a.out) for c, a in answers.items() if english_in(a.out)} == {}
    views = {c: words_in(a.out) - {"zh", "en"} for c, a in answers.items() if "-h" not in c}
    assert {c: words for c, words in views.items() if words} == {}


def test_help_names_its_parts_in_chinese(tmp_path: Path) -> None:
    helps = in_chinese(tmp_path, ["--help", "init --help", "queue open --help", "correct --help"])
    root, init, opening, correct = helps.values()
    assert "用法：salesdesk [选项] 命令 [参数]...\n" in root.out
    assert "\n选项：\n" in root.out
    assert "\n命令：\n" in root.out
    assert "显示此说明。" in root.out
    assert "[环境变量：SALESDESK_DB]" in root.out
    assert "[必填]" in correct.out
    assert "[默认：Asia/Shanghai]" in init.out
    assert "用法：salesdesk queue open [选项] [员工]..." in opening.out
    assert all(len(line.encode("gbk", "replace")) <= 80 for line in root.out.splitlines())


def test_errors_are_chinese(tmp_path: Path) -> None:
    """A refusal, and everything that can be typed wrongly, Typer's own words included."""
    answers = in_chinese(tmp_path, ["queue open", *REFUSED])
    assert {c: answers[c].code for c in REFUSED} == REFUSED
    left = {c: (words_in(answers[c].err) - CODES - {"abc", "nonsense", "chekin", "rul", "rule"}) for c in REFUSED}
    assert {c: words for c, words in left.items() if words} == {}
    assert answers["claim rule"].err == "缺少 编号；请看“salesdesk claim rule --help”\n"
    assert answers["chekin"].err == "没有“chekin”这个命令；是否指 checkin？\n"
    assert answers["refer employee"].err == "缺少 电话；请看“salesdesk refer employee --help”\n"


def test_keys_and_codes_stay_english(tmp_path: Path) -> None:
    """Scripts read the same in either language: only names and sentences differ."""
    commands = [f"{c} --json" for c in LINES if "-h" not in c] + [
        f"{c} --json" for c in REFUSED if c not in ("--db", "checkin --name")
    ]
    (tmp_path / "zh").mkdir()
    (tmp_path / "en").mkdir()
    chinese = in_chinese(tmp_path / "zh", commands)
    english = in_chinese(tmp_path / "en", commands, SALESDESK_LANG="en")
    sentences = re.compile(r'"(?:explanation|message|text|says|reasons|holds|hint)": ?(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])')
    for command in commands:
        told = [
            sentences.sub("", a.out or a.err).replace(str(tmp_path), "") for a in (chinese[command], english[command])
        ]
        assert told[0].replace("/zh/", "/en/") == told[1], command


def test_english_says_what_to_do_next(tmp_path: Path) -> None:
    answers = in_chinese(tmp_path, list(REFUSED), SALESDESK_LANG="en")
    assert answers["claim rule"].err == "N is missing; see 'salesdesk claim rule --help'\n"
    assert answers["claim rule x"].err == "N: write a whole number; see 'salesdesk claim rule --help'\n"
    assert answers["checkin --xyz"].err == "There is no option --xyz; see 'salesdesk checkin --help'\n"
    assert (
        answers["checkin --recever 王五"].err == "There is no option --recever; did you mean --receiver, --referral?\n"
    )
    assert answers["claim rul"].err == "There is no command 'rul'; did you mean rule?\n"
    assert answers["checkin 138 0000 1234"].err.startswith("'0000 1234' is too much: quote words that belong together;")
    assert answers["checkin --json=3"].err == "--json takes no value\n"
    assert answers["checkin --name"].err == "--name needs a value\n"


def test_the_language_alone_shows_the_help(tmp_path: Path) -> None:
    (answer,) = in_chinese(tmp_path, ["--lang zh"], SALESDESK_LANG="en").values()
    assert answer.code == 0
    assert answer.out.startswith("用法：")


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_catalogue_is_committed() -> None:
    ignored = subprocess.run(
        ["git", "check-ignore", str(catalogue.MO)], cwd=catalogue.PACKAGE, capture_output=True, check=False
    )
    assert ignored.returncode != 0
    assert os.access(catalogue.MO, os.R_OK)
