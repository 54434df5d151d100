"""What people read: the answers without --json, typed as people type them."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from salesdesk.cli import lines, office_views, views
from salesdesk.text import visible
from tests.hostile import FEW, LONG
from tests.office import PIN, Office

DAY = "2025-10-05"
PHONE, OTHER = "13800000001", "13800000002"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office at ten past nine, the queue just opened."""
    made = Office(tmp_path)
    made.ask(f"{DAY} 09:00", "queue open")
    return made


@pytest.fixture
def read(office: Office) -> Callable[..., str]:
    """Types a command at a time of the day; gives what stands on stdout."""

    def type_it(time: str, command: str, *, day: str = DAY, **env: str) -> str:
        answer = office.type(f"{day} {time}", command, **{"COLUMNS": "120", **env})
        assert (answer.code, answer.err) == (0, ""), f"{command}: {answer.err}"
        return answer.out

    return type_it


Read = Callable[..., str]


def test_the_first_line_of_a_checkin_says_who_receives(read: Read) -> None:
    first, *rest = read("10:00", f"checkin {PHONE} --name 张三").splitlines()
    assert first == "李四 receives 张三 (#1)"
    assert rest == [
        "  Owner     李四, protected through 2025-11-05",
        "  Why       李四 receives: the turn is theirs. [3.1]",
        "  Next      王五",
        f"  Customer  张三 (#1), {PHONE}, new",
        "  Visit     1, 10-05 10:00, by turn, turn used, in reception",
    ]


def test_a_visitor_who_waits_is_told_at_once_and_taken_when_someone_is_done(read: Read) -> None:
    for n in range(3):
        read("10:00", f"checkin 1390000000{n}")
    assert read("10:01", f"checkin {PHONE} --name 张三").startswith("Nobody is ready: 张三 (#4) waits\n")
    assert "Waiting  visit 4" in read("10:02", "queue")
    assert "李四 is done\nTaken from the waiting: visit 4" in read("10:03", "done 李四")
    assert read("10:04", "done 王五") == "王五 is ready again\n"


def test_a_handover_says_whether_it_is_granted(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三")
    refused = read("10:01", "handover 1 --reason refused --fault none")
    assert refused.startswith("Not granted: 李四 goes on with 张三 (#1)\n")
    assert "[3.10a]" in refused
    assert read("10:02", "handover 1 --reason refused --fault grave").startswith("王五 takes over 张三 (#1)\n")


def test_undo_names_what_it_took_back(read: Read) -> None:
    read("10:00", f"checkin {PHONE}")
    assert read("10:01", "undo").startswith("Taken back: check-in 1, (#1), 138****")


def test_a_call_is_told_with_its_clause(read: Read) -> None:
    told = read("10:00", f"call {PHONE} --name 张三")
    assert "[3.13]" in told
    assert "Caller  张三 (#1), 138****0001" in told


def test_the_register_shows_visits_calls_words_and_what_is_not_confirmed(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三 --need 三房 --rating A")
    read("10:05", f"call {OTHER} --name 钱七")
    shown = read("10:10", "register")
    assert "10:00  张三 (#1)  138****0001  李四" in shown
    assert "visit 1: need 三房; rating A" in shown
    assert "10:05  钱七 (#2)" in shown
    read("10:11", f"call {OTHER} --name 钱一 --note 问二期均价")
    shown = read("10:12", "register")
    assert "138****0002" in shown
    assert "name said: 钱一; 问二期均价" in shown
    assert f"Not confirmed yet: visit 1. The manager: 'confirm --on {DAY}' [7.2]" in shown
    assert read("18:00", "confirm").startswith(f"{DAY}: visits confirmed: 1 [7.2]\n")
    assert read("18:01", "confirm") == f"{DAY}: nothing new to confirm [7.2]\n"
    assert "All is confirmed [7.2]" in read("18:02", "register")


def test_one_who_left_while_waiting_is_marked(read: Read) -> None:
    for staff in ("李四", "王五", "赵六"):
        read("09:59", f"queue away {staff}")
    read("10:00", f"checkin {PHONE} --name 张三")
    read("10:05", "done --visit 1")
    shown = read("10:06", "register")
    assert "not received, left" in shown
    assert "by turn" not in shown
    assert "Not confirmed yet" not in shown


def test_a_correction_shows_the_visit_as_it_leaves_it(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三")
    told = read("10:10", "correct 1 --reason 写错 --name 张山")
    assert told.startswith("Visit 1 is corrected by entry ")
    assert "Name: 张三 → 张山" in told
    read("18:00", "confirm")
    assert "waits for the manager: 'confirm --on" in read("18:01", "correct 1 --reason 写错 --name 张三")
    assert "Customer  张山 (#1)" in told


def test_coming_back_says_who_was_taken(read: Read) -> None:
    for staff in ("李四", "王五", "赵六"):
        read("09:59", f"queue away {staff}")
    read("10:00", f"checkin {PHONE} --name 张三")
    shown = read("10:05", "queue back 王五")
    assert shown.startswith("Taken from the waiting: visit 1; 王五 receives (by turn)\n")
    assert "check-in 1, taken from the waiting [3.1]" in read("10:06", "queue --why")


def test_the_queue_shows_order_states_marks_and_why(read: Read) -> None:
    read("09:05", "queue priority 王五")
    read("09:06", "queue away 赵六")
    read("10:00", f"checkin {PHONE}")
    shown = read("10:01", "queue --why")
    assert "赵六  away" in shown
    assert "check-in 1 [3.1] (entry " in shown
    assert "Next   李四" in shown
    assert "priority" in read("10:02", "queue priority 李四")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("queue --on 2025-10-04", "Nobody is in it: 'queue open' opens the day."),
        ("register", "No visits that day."),
        ("refer list", "There are no introductions to show."),
        ("claim", "No open dispute. All of them: 'claim list --all'"),
        ("deal list", "There are no deals to show."),
        ("payout --month 2025-10", "Nothing is paid in this month."),
    ],
)
def test_an_empty_list_says_so_in_a_sentence(read: Read, command: str, sentence: str) -> None:
    assert sentence in read("09:10", command)


def test_introductions_are_shown_with_words_for_kind_and_status(read: Read) -> None:
    assert read("09:10", f"refer employee {PHONE} --name 张三 --by 孙会计 --visit-on 2025-10-06").startswith(
        "Introduction 1: employee's referral; visit to come [6.2.1]\n"
    )
    read("09:20", "refer confirm 1 --how phoned")
    row = next(line for line in read("09:30", "refer list").splitlines() if "张三" in line)
    assert row.split()[1:] == ["张三", "138****0001", "employee", "孙会计", "2025-10-06", "signed,", "to", "come"]


def test_owner_shows_shares_then_the_chain_then_evidence_then_holds(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三")
    shown = read("10:10", f"owner {PHONE}")
    assert shown.startswith("张三 (#1) is 李四's customer, protected through 2025-11-05 [3.1]\n")
    parts = [
        "100%  [3.1]",
        "How it came about",
        "   1. Visit 1 on 2025-10-05 10:00",
        "Evidence",
        "10-05 10:00  李四",
        "held",
    ]
    found = [shown.find(p) for p in parts]
    assert -1 not in found
    assert found == sorted(found)


def test_evidence_of_another_year_keeps_its_year(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三")
    later = read("10:00", f"owner {PHONE}", day="2026-02-01")
    assert "张三 (#1) is nobody's customer [7.1]" in later
    assert "2025-10-05 10:00  李四" in later


def test_a_claim_tells_what_the_policy_says_and_what_is_to_do(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三")
    read("10:30", f"checkin {OTHER} --name 张三 --unrecalled")
    told = read("11:00", f"claim file {OTHER} --by 李四 --ground recognised --same-as {PHONE}")
    assert told.startswith("Claim 1 by 李四: recognised later; open\n")
    assert "Borne out." in told
    assert "'claim rule 1 --uphold'" in told
    assert "recognised later  open" in read("11:01", "claim list")
    assert "To do" not in read("11:02", "claim rule 1 --uphold")


def test_a_deal_and_the_payout_show_money_with_thousands_and_the_yuan_sign(read: Read) -> None:
    read("10:00", f"checkin {PHONE} --name 张三")
    deal = read("11:00", f"deal add {PHONE} --unit 3-1201 --price 1200000")
    assert deal.startswith("Deal 1: 3-1201; signed\n")
    assert "Price       ¥1,200,000.00" in deal
    assert "100%  ¥3,600.00  [3.1]" in deal
    assert "¥1,200,000.00   ¥3,600.00  signed" in read("11:01", "deal list")
    held = read("11:02", "payout --month 2025-10")
    assert "Nothing is paid in this month." in held
    assert "deal 1: visit 1: its day is not confirmed" in held
    read("18:00", "confirm")
    closed = read("09:00", "payout --month 2025-10 --close", day="2025-11-03")
    assert closed.startswith("Commission of 2025-10: ¥3,600.00 (closed)\n")
    assert "Seal" in closed
    read("09:01", "deal cancel 1 --reason 退房", day="2025-11-03")
    back = read("09:02", "payout --month 2025-11", day="2025-11-03")
    assert "adjustment" in back
    assert "-¥3,600.00" in back


def test_staff_are_shown_with_their_roles(read: Read) -> None:
    assert (
        read("09:10", "staff add 钱七 --role employee --code q7") == "钱七, employee, code q7, here since 2025-10-05\n"
    )
    assert "left on 2025-10-05" in read("09:11", "staff leave 钱七")
    assert "salesperson" in read("09:12", "staff list")


@pytest.mark.parametrize("name", [*FEW, LONG])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_hostile_name_is_shown_and_never_obeyed(read: Read, name: str, columns: str) -> None:
    commands = [
        f"checkin {PHONE} --name {shlex.quote(name)} --note {shlex.quote(name)}",
        f"call {OTHER} --name {shlex.quote(name)}",
        f"refer company 13800000003 --name {shlex.quote(name)} --source x --handling introduced",
        "register", "refer list", f"owner {PHONE}",
        f"claim file {PHONE} --by 王五 --ground other", "claim list",
        f"deal add {PHONE} --unit {shlex.quote(name)} --price 100", "deal list", "deal show 1",
    ]  # fmt: skip
    told = [read("10:00", command, COLUMNS=columns) for command in commands]
    allowed = "\n"
    assert not [c for text in told for c in text if c not in allowed and visible(c) != c]
    assert visible(name)[:12] in told[0]
    assert all(lines.columns(line) <= int(columns) for text in told for line in text.splitlines())


def test_a_control_sequence_in_an_answer_is_written_out() -> None:
    out = io.StringIO()
    answer = {"staff": {"name": "\x1b[31m王\x07\x9b", "role": "employee", "code": None, "joined": DAY, "left": None}}
    with redirect_stdout(out):
        office_views.one_of_staff(answer)
        office_views.staff({"staff": [answer["staff"]]})
    assert "\x1b" not in out.getvalue()
    assert out.getvalue().count("\\x1b[31m王\\x07\\x9b") == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("setting", "bold"), [({}, sys.platform != "win32"), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_only_a_terminal_that_may_have_it_gets_bold(
    monkeypatch: pytest.MonkeyPatch, setting: dict[str, str], bold: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for key, value in setting.items():
        monkeypatch.setenv(key, value)
    out = Terminal()
    with redirect_stdout(out):
        views.queue({"date": DAY, "order": [], "next": None, "lunch": [], "waiting": []})
    assert out.getvalue().startswith("\x1b[1mQueue") is bold


def test_a_gbk_output_gets_the_wide_yuan_sign() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    with redirect_stdout(out):
        shown = lines.money("-8400.00")
    assert shown == "-￥8,400.00"


def test_reception_answers_without_importing_rich(office: Office) -> None:
    code = (
        "import sys; from salesdesk.cli.main import run\n"
        f"for a in (['checkin', '{PHONE}', '--name', '张三'], ['done', '李四'], ['undo'], ['call'], ['confirm'], ['queue']):\n"
        "    assert run(a) == 0\n"
        "assert 'rich' not in sys.modules"
    )
    env = {
        "SALESDESK_DB": str(office.store),
        "SALESDESK_NOW": f"{DAY} 10:00",
        "SALESDESK_PIN": PIN,
        "SALESDESK_LANG": "en",
    }
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_long_table_is_drawn_part_by_part_and_loses_no_row(capsys: pytest.CaptureFixture[str]) -> None:
    lines.table("!.", ("Deal", "Unit"), ((n, f"unit {n}") for n in range(2 * lines.ROWS + 1)), "none")
    shown = capsys.readouterr().out
    assert shown.count("Deal") == 3
    assert [line.split()[0] for line in shown.splitlines() if "unit" in line] == [
        str(n) for n in range(2 * lines.ROWS + 1)
    ]
