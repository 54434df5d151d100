"""Questions at the desk: the number first, what the register knows, and a go-ahead before anything is entered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from salesdesk.cli.lines import columns
from tests.office import Office, type_command
from tests.terminal import terminals, typing

DAY = "2025-10-05"
pytestmark = terminals


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """李四 has received 张三 and is free again; next is 王五."""
    made = Office(tmp_path)
    made.ask(f"{DAY} 08:30", "queue open")
    made.ask(f"{DAY} 09:00", "checkin 13800000001 --name 张三")
    made.ask(f"{DAY} 09:30", "done 李四")
    return made


def entries(office: Office) -> int:
    with closing(sqlite3.connect(office.store)) as sql:
        (count,) = sql.execute("SELECT count(*) FROM entry").fetchone()
    return int(count)


def test_a_known_customer_needs_the_number_and_a_yes(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "138 0000 0001")
        offered = screen.type("Record it?", "")
        code, shown = screen.ended()
    assert "张三, 李四's customer, protected through 2025-11-05." in offered
    assert "[4.1]" in offered
    assert "Name" not in offered
    assert code == 0
    assert "李四 receives 张三" in shown
    assert len(office.ask(f"{DAY} 10:01", "owner 13800000001")["evidence"]) == 2


def test_a_new_visitor_is_asked_for_the_name_and_wishes(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "13900000002")
        for question, answer in (
            ("Name", "钱女士"),
            ("Been here before", ""),
            ("Asks for", ""),
            ("hear of us", ""),
            ("look for", "三居"),
            ("Budget", ""),
            ("Rating", "E"),
            ("Rating", "b"),
        ):
            screen.type(question, answer)
        offered = screen.type("Record it?", "y")
        assert screen.ended()[0] == 0
    assert "钱女士, 三居, B" in offered, "what will be entered is read back"
    (visit,) = [v for v in office.ask(f"{DAY} 10:01", "register")["visits"] if v["id"] == 2]
    assert visit["customer"]["name"] == "钱女士"
    assert office.ask(f"{DAY} 10:01", "owner 13900000002")["owner"] == "王五"


def test_an_error_at_a_question_is_wrapped(office: Office) -> None:
    """It was 96 columns wide on a screen of 80 in Chinese."""
    with typing(office, f"{DAY} 10:00", "claim", "file", "--by", "李四", SALESDESK_LANG="zh") as screen:
        screen.until("：")
        screen.enter("一三八〇〇〇〇〇〇〇一，记在旧登记簿上")
        screen.until("不是电话号码")
        shown = screen.until("：", 5)
        drawn = screen.text
    assert shown
    assert max(columns(row) for row in drawn.splitlines()) <= 80


def test_one_who_cannot_recall_is_asked_about_and_one_of_the_same_name_is_shown(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "13900000002")
        screen.type("Name", "张三")
        shown = screen.type("Been here before", "y")
        for question in ("hear of us", "look for", "Budget", "Rating"):
            assert "Asks for" not in screen.type(question, "")
        screen.type("Record it?", "")
        assert screen.ended()[0] == 0
    assert "On file already: 张三 (#1), 138****0001, 李四's customer" in shown
    assert [v["kind"] for v in office.ask(f"{DAY} 10:01", "register")["visits"]] == ["turn", "unrecalled"]


def test_one_who_asks_for_somebody_gets_whoever_is_ready(office: Office) -> None:
    """5.1: refused who is not ready; the visitor chooses again."""
    office.ask(f"{DAY} 09:40", "queue away 赵六")
    with typing(office, f"{DAY} 10:00", "checkin", "--name", "钱女士", "--source", "路过") as screen:
        screen.type("Phone number", "13900000002")
        screen.type("Been here before", "n")
        screen.type("Asks for", "赵六")
        assert "赵六" in screen.type("Asks for", "ls")
        for question in ("look for", "Budget", "Rating"):
            assert "hear of us" not in screen.type(question, "")
        assert "[5.1]" in screen.type("Record it?", "")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:01", "owner 13900000002")["owner"] == "李四"


def test_options_without_a_number_are_asked_for_the_number_still(office: Office) -> None:
    before = entries(office)
    with typing(office, f"{DAY} 10:00", "checkin", "--unrecalled") as screen:
        screen.type("Phone number", "13900000002")
        screen.type("Name", "")
        assert "Been here" not in screen.type("hear of us", "")
        screen.interrupt()
        assert screen.ended()[0] != 0
    assert entries(office) == before


def test_a_day_that_is_not_open_is_told_before_anything_is_asked(office: Office) -> None:
    with typing(office, "2025-10-06 10:00", "checkin") as screen:
        code, shown = screen.ended()
    assert code == 1
    assert "queue open" in shown
    assert "Phone number" not in shown


def test_done_alone_ends_the_only_reception_and_asks_where_there_are_several(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "done") as screen:
        assert "Nobody is receiving" in screen.ended()[1]
    office.ask(f"{DAY} 10:00", "checkin 13900000002")
    office.ask(f"{DAY} 10:01", "checkin 13900000003")
    with typing(office, f"{DAY} 10:02", "done") as screen:
        screen.type("Whose reception is over (王五, 赵六)", "zl")
        assert "赵六 is ready again" in screen.ended()[1]
    with typing(office, f"{DAY} 10:03", "done") as screen:
        assert "王五 is ready again" in screen.ended()[1]


def test_a_number_that_cannot_be_read_is_asked_for_again(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "12345")
        assert "12345" in screen.type("Phone number", "13800000001")
        screen.type("Record it?", "是")
        assert screen.ended()[0] == 0


@pytest.mark.parametrize("no", ["n", "N", "否", "不"])
def test_a_no_records_nothing(office: Office, no: str) -> None:
    before = entries(office)
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "13800000001")
        screen.type("Record it?", no)
        code, shown = screen.ended()
    assert (code, entries(office)) == (1, before)
    assert "Traceback" not in shown


def test_ctrl_c_at_a_question_records_nothing(office: Office) -> None:
    before = entries(office)
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "13800000001")
        screen.until("Record it? [Y/n]: ")
        screen.interrupt()
        code, shown = screen.ended()
    assert code != 0
    assert entries(office) == before
    assert "Traceback" not in shown


def test_while_a_question_stands_open_another_terminal_is_not_kept_waiting(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "13800000001")
        screen.until("Record it?")
        assert office.ask(f"{DAY} 10:00", "checkin 13900000003")["receiver"] == "王五"


@pytest.mark.parametrize("command", ["staff add 钱经理 --role manager", "staff pin 陈经理"])
def test_while_a_new_pin_is_asked_for_another_terminal_is_not_kept_waiting(office: Office, command: str) -> None:
    with typing(office, f"{DAY} 10:00", *command.split(), "--as", "陈经理") as screen:
        screen.until("New PIN of")
        assert office.ask(f"{DAY} 10:00", "checkin 13900000003")["receiver"] == "王五"
        screen.secret(": ", "9753")
        screen.secret("Once more: ", "9753")
        assert screen.ended()[0] == 0


TWICE = {
    "checkin 13800000001": "visit 1",
    "call 13800000001 --note 再问": "call 1",
    "deal add 13800000001 --unit 3-1202 --price 900000": "deal 1",
    "claim file 13800000001 --by 王五 --ground other --note x": "claim 1",
    "refer client 13800000001 --name 张三 --by 李四 --from #1 --visit-at 2025-10-06T10:00": "introduction 1",
}


@pytest.fixture
def busy(office: Office) -> Office:
    """All of it is on record of 张三's number at 09:31, the visit since 09:00."""
    office.ask(f"{DAY} 09:31", "call 13800000001")
    office.ask(f"{DAY} 09:31", "deal add 13800000001 --unit 3-1201 --price 900000")
    office.ask(f"{DAY} 09:31", "claim file 13800000001 --by 王五 --ground other --note x")
    office.ask(f"{DAY} 09:31", "refer client 13800000001 --name 张三 --by 李四 --from #1 --visit-at 2025-10-06T10:00")
    return office


@pytest.mark.parametrize("command", TWICE)
def test_the_same_number_within_minutes_is_shown_and_entered_after_a_yes_only(busy: Office, command: str) -> None:
    at, began = ("09:10", "09:00") if command.startswith("checkin") else ("09:41", "09:31")
    before = entries(busy)
    with typing(busy, f"{DAY} 09:41", *command.split(), "--at", f"{DAY} {at}") as screen:
        shown = screen.type("Enter it once more? [y/N]", "")
        assert screen.ended()[0] == 1
    assert f"on record since {began} already: {TWICE[command]}." in " ".join(shown.split())
    assert entries(busy) == before
    with typing(busy, f"{DAY} 09:41", *command.split(), "--at", f"{DAY} {at}") as screen:
        screen.type("Enter it once more? [y/N]", "y")
        assert screen.ended()[0] == 0
    assert entries(busy) > before


@pytest.mark.parametrize("command", TWICE)
def test_after_more_than_ten_minutes_or_without_a_terminal_nothing_is_asked(busy: Office, command: str) -> None:
    before = entries(busy)
    busy.ask(f"{DAY} 09:41", command)
    assert entries(busy) > before
    with typing(
        busy, f"{DAY} 09:52", *command.replace("13800000001", "13800000099", 1).replace("3-1202", "3-1203").split()
    ) as screen:
        assert "once more" not in screen.ended()[1]
    if command.startswith("checkin"):
        busy.ask(f"{DAY} 09:53", "done 李四")
    with typing(busy, f"{DAY} 10:03", *command.replace("3-1202", "3-1204").split()) as screen:
        assert "once more" not in screen.ended()[1]


def test_the_prompts_of_a_check_in_show_the_same_number_too(office: Office) -> None:
    office.ask(f"{DAY} 09:55", "checkin 13800000001")
    office.ask(f"{DAY} 09:56", "done 李四")
    before = entries(office)
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", "13800000001")
        screen.type("visit 2. Enter it once more? [y/N]", "")
        assert screen.ended()[0] == 1
    assert entries(office) == before


CLAIM = (
    ("Phone number", "13900000002"),
    ("Who claims", "李四"),
    ("Ground", "recognised"),
    ("other number", "13800000001"),
)
DEAL = (("Phone number", "13800000001"), ("Which unit", "3-1201"), ("Price", "1200000"))
EMPLOYEE = (
    ("Phone number", "13700000009"),
    ("Name", "周先生"),
    ("Who introduces", "孙会计"),
    ("Planned day", "2025-10-09"),
)
COMPANY = (
    ("Phone number", "13700000009"),
    ("Name", "周先生"),
    ("Through whom", "集团办公室"),
    ("Handling", "introduced"),
)
NAMED = (*COMPANY[:3], ("Handling", "1"), ("Whom the executive named", "李四"))
CLIENT = (("Name", "周先生"), ("Whose customer", "李四"), ("old customer", "13800000001"), ("When", "2025-10-06 15:00"))
QUESTIONS = {
    "claim file": (CLAIM, "claim list", "claims"),
    "deal add": (DEAL, "deal list", "deals"),
    "refer employee": (EMPLOYEE, "refer list", "referrals"),
    "refer company": (COMPANY, "refer list", "referrals"),
    "refer company --at 2025-10-05T09:50": (NAMED, "refer list", "referrals"),
    "refer client": (CLIENT, "refer list", "referrals"),
}


@pytest.mark.parametrize("command", QUESTIONS)
@pytest.mark.parametrize("agreed", [True, False])
def test_what_a_command_asks_for_is_shown_and_agreed_to_before_it_is_entered(
    office: Office, command: str, agreed: bool
) -> None:
    office.ask(f"{DAY} 09:40", "checkin 13900000002 --name 李某 --unrecalled")
    asked, listing, key = QUESTIONS[command]
    with typing(office, f"{DAY} 10:00", *command.split()) as screen:
        for question, answer in asked:
            screen.type(question, answer)
        offered = screen.type("Record it?", "y" if agreed else "n")
        code, shown = screen.ended()
    assert "[" in offered, "what the policy says, with its clause"
    assert "Not recorded yet" in offered
    assert (code, "Recorded" in shown) == ((0, True) if agreed else (1, False))
    assert len(office.ask(f"{DAY} 10:01", listing)[key]) == int(agreed)


@pytest.mark.parametrize("price", ["1200000", "1,200,000", "120万"])
def test_a_price_that_cannot_be_read_is_asked_for_again(office: Office, price: str) -> None:
    with typing(office, f"{DAY} 10:00", "deal", "add", "13800000001", "--unit", "3-1201") as screen:
        screen.type("Price", "a lot")
        screen.type("Price", price)
        screen.type("Record it?", "y")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:01", "deal show 1")["deal"]["price"] == "1200000.00"


@pytest.mark.parametrize("ground", ["1", "recognised", "事后认出"])
def test_a_ground_is_chosen_by_its_number_its_key_or_its_word(office: Office, ground: str) -> None:
    office.ask(f"{DAY} 09:40", "checkin 13900000002 --name 李某 --unrecalled")
    with typing(office, f"{DAY} 10:00", "claim", "file", "13900000002", "--by", "李四", SALESDESK_LANG="zh") as screen:
        assert "记不起" in screen.type("理由", "撞单")
        screen.type("理由", ground)
        screen.type("同一客户的另一", "13800000001")
        screen.type("登记吗", "")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:01", "claim show 1")["claim"]["ground"] == "recognised"


@pytest.mark.parametrize("role", ["1", "售楼员", "salesperson"])
def test_a_role_is_asked_for_and_looked_at_before_the_pin(office: Office, role: str) -> None:
    with typing(office, f"{DAY} 10:00", "staff", "add", "钱七", SALESDESK_LANG="zh") as screen:
        screen.type("身份", role)
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:01", "staff list")["staff"][-1]["role"] == "salesperson"
    refused = office.type(f"{DAY} 10:02", "staff add 钱八 --role seller", pin="0000")
    assert (refused.code, "choose one of" in refused.err) == (2, True), "not the PIN"


@pytest.mark.parametrize(("answer", "status"), [("1", "upheld"), ("reject", "rejected"), ("驳回", "rejected")])
def test_a_ruling_is_asked_for(office: Office, answer: str, status: str) -> None:
    office.ask(f"{DAY} 09:40", "checkin 13900000002 --name 李某 --unrecalled")
    office.ask(f"{DAY} 09:45", "claim file 13900000002 --by 李四 --ground recognised --same-as 13800000001")
    with typing(office, f"{DAY} 10:00", "claim", "rule", "1", SALESDESK_LANG="zh") as screen:
        screen.type("裁定", answer)
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:01", "claim show 1")["claim"]["status"] == status


def test_a_claim_that_is_not_borne_out_is_ruled_by_a_written_opinion(office: Office) -> None:
    """7.7: what the policy does not bear out cannot be upheld; the opinion and its shares are asked for up to 100."""
    office.ask(f"{DAY} 09:40", "claim file 13800000001 --by 王五 --ground other --note 是我先联系的")
    with typing(office, f"{DAY} 10:00", "claim", "rule", "1") as screen:
        screen.type("Ruling: ", "1")
        assert "does not bear this claim out" in " ".join(screen.type("Ruling: ", "3").split())
        screen.type("The written opinion: ", "各有功劳")
        screen.type("(100% left): ", "李四=70")
        screen.type("(30% left): ", "王五=40")
        assert "more than is left" in screen.type("(30% left): ", "李五=30")
        assert "Nobody on the staff" in screen.type("(30% left): ", "王五=30")
        assert screen.ended()[0] == 0
    claim = office.ask(f"{DAY} 10:01", "claim show 1")["claim"]
    assert claim["status"] == "awaiting-director"
    assert claim["opinion"] == {
        "text": "各有功劳",
        "shares": [{"to": "李四", "share": "7/10"}, {"to": "王五", "share": "3/10"}],
    }


def test_a_name_where_a_number_is_asked_for_names_the_way_to_find_it(office: Office) -> None:
    assert "customer find" in office.type(f"{DAY} 10:00", "owner 张三").err


def test_init_alone_asks_for_the_names_and_a_pin_of_four_characters(tmp_path: Path) -> None:
    store = tmp_path / "new.db"
    with typing(store, f"{DAY} 08:00", "init", pin=None) as screen:
        screen.type("The office's name", "滨江花园")
        screen.type("The manager's name", "陈静")
        screen.type("The director's name", "")
        screen.secret("New PIN of 陈静 (4 to 12 characters): ", "24")
        assert "Once more" not in screen.secret("New PIN of 陈静 (4 to 12 characters): ", "2468")
        screen.secret("Once more: ", "1357")
        assert "not the same" in screen.secret("New PIN of 陈静 (4 to 12 characters): ", "2468")
        screen.secret("Once more: ", "2468")
        assert screen.ended()[0] == 0
    assert type_command(store, f"{DAY} 08:01", ["queue", "open", "--as", "陈静"]).code == 0


@pytest.mark.parametrize(
    ("command", "question"),
    [
        ("customer erase 13800000001", "Erase them?"),
        ("restore {copy}", "Put it back?"),
        ("payout --month 2025-10 --close", "Close 2025-10?"),
    ],
)
def test_what_cannot_be_undone_is_asked_about_first_and_enter_says_no(
    office: Office, tmp_path: Path, command: str, question: str
) -> None:
    office.ask(f"{DAY} 09:40", f"backup {tmp_path / 'copy.db'}")
    before = office.store.read_bytes()
    words = command.format(copy=tmp_path / "copy.db").split()
    with typing(office, "2025-11-02 10:00", *words) as screen:
        screen.type(question, "")
        assert screen.ended()[0] == 1
    assert office.store.read_bytes() == before
    with typing(office, "2025-11-02 10:00", *words) as screen:
        screen.type(question, "y")
        assert screen.ended()[0] == 0
    assert office.store.read_bytes() != before


def test_a_month_is_shown_before_it_is_closed_and_one_that_cannot_be_is_refused_before_the_question(
    office: Office,
) -> None:
    office.ask(f"{DAY} 09:40", "deal add 13800000001 --unit 3-1201 --price 900000")
    office.ask(f"{DAY} 18:00", "confirm")
    with typing(office, f"{DAY} 18:30", "payout", "--month", "2025-10", "--close") as screen:
        code, shown = screen.ended()
    assert (code, "from 2025-11-01 on" in shown, "[y/N]" in shown) == (1, True, False)
    office.ask(f"{DAY} 18:31", "checkin 13900000009")
    office.ask(f"{DAY} 18:40", "deal add 13900000009 --unit 3-1202 --price 1000000")
    for typed, code in (("2468", 1), ("y", 0)):
        with typing(office, "2025-11-02 10:00", "payout", "--month", "2025-10", "--close") as screen:
            shown = screen.type("Close 2025-10? [y/N]", typed)
            assert screen.ended()[0] == code, "a PIN typed there is no yes"
    assert "¥2,700.00" in shown
    assert "1 deals are held, commission ¥3,000.00: they are paid in a later month." in shown
    with typing(office, "2025-11-03 10:00", "payout", "--month", "2025-10", "--close") as screen:
        code, shown = screen.ended()
    assert (code, "2025-10 is closed already" in shown, "[y/N]" in shown) == (0, True, False)


@pytest.mark.parametrize("command", ["payout --month 2025-10", "register", "owner 13800000001"])
def test_a_file_that_is_there_is_not_written_over_without_a_yes(office: Office, tmp_path: Path, command: str) -> None:
    out = tmp_path / "there.xlsx"
    out.write_bytes(b"mine")
    for answer, code in (("", 1), ("y", 0)):
        with typing(office, f"{DAY} 10:00", *command.split(), "--out", str(out)) as screen:
            screen.type("is there already. Replace it? [y/N]", answer)
            assert screen.ended()[0] == code
        assert (out.read_bytes() == b"mine") == bool(code)
    office.ask(f"{DAY} 10:00", f"{command} --out {out}")


def test_an_older_backup_is_not_replaced_without_a_yes_and_no_other_file_with_one(
    office: Office, tmp_path: Path
) -> None:
    old, signed = tmp_path / "old.db", tmp_path / "signed.xlsx"
    office.ask(f"{DAY} 09:59", f"backup {old}")
    signed.write_bytes(b"signed")
    office.ask(f"{DAY} 10:00", "checkin 13800000001")
    before = old.read_bytes()
    for answer, code in (("", 1), ("y", 0)):
        with typing(office, f"{DAY} 10:01", "backup", str(old)) as screen:
            screen.type("is there already. Replace it? [y/N]", answer)
            assert screen.ended()[0] == code
        assert (old.read_bytes() == before) == bool(code)
    with typing(office, f"{DAY} 10:02", "backup", str(signed)) as screen:
        code, shown = screen.ended()
    assert (code, "no older backup" in shown, signed.read_bytes()) == (1, True, b"signed")


def test_a_lock_is_said_and_no_pin_asked_for(office: Office) -> None:
    for _n in range(5):
        office.type(f"{DAY} 10:00", "confirm", "1111")
    with typing(office, f"{DAY} 10:01", "confirm") as screen:
        code, shown = screen.ended()
    assert (code, "locked for 15 minutes" in shown, "PIN of" in shown) == (1, True, False)


def test_what_is_given_whole_is_entered_without_a_question(office: Office) -> None:
    with typing(
        office, f"{DAY} 10:00", "deal", "add", "13800000001", "--unit", "3-1201", "--price", "1200000"
    ) as screen:
        code, shown = screen.ended()
    assert (code, "Record it?" in shown) == (0, False)


def test_the_questions_are_asked_in_chinese(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "checkin", SALESDESK_LANG="zh") as screen:
        screen.type("电话", "13800000001")
        assert "张三，李四的客户" in screen.type("登记吗？", "好")
        assert screen.ended()[0] == 0


# --- slips of the hand


def test_a_wrong_pin_is_asked_for_again(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "confirm", pin=None) as screen:
        screen.secret("PIN of 陈经理: ", "1111")
        assert "Wrong PIN" in screen.secret("PIN of 陈经理: ", "2468")
        assert screen.ended()[0] == 0


def test_undo_asks_where_the_newest_entry_is_none_that_it_takes_back(office: Office) -> None:
    """The deal stays: Enter leaves the reception alone, a yes takes the `done` back."""
    office.ask(f"{DAY} 09:31", "deal add 13800000001 --unit 3-1201 --price 900000")
    before = entries(office)
    with typing(office, f"{DAY} 09:32", "undo") as screen:
        shown = screen.type("Take back a reception over, 张三 (#1), 138****0001, 李四, 10-05 09:30? [y/N]", "")
        assert screen.ended()[0] == 1
    told = " ".join(shown.split())
    assert "The newest entry (deal 1) is none that undo takes back. A deal is cancelled by 'deal cancel 1'." in told
    assert entries(office) == before
    with typing(office, f"{DAY} 09:32", "undo") as screen:
        screen.type("[y/N]", "y")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 09:33", "queue")["order"][-1]["status"] == "busy"


def test_another_name_is_told_and_changes_nothing_and_a_name_with_blanks_is_the_same(office: Office) -> None:
    said = ["checkin", "13800000001", "--name", "胡女士"]
    with typing(office, f"{DAY} 10:00", *said) as screen:
        code, shown = screen.ended()
    assert (code, "[y/N]" in shown) == (0, False)
    assert "On record as 张三: the name 胡女士 is kept with this entry" in " ".join(shown.split())
    office.ask(f"{DAY} 10:10", "done 李四")
    with typing(office, f"{DAY} 10:30", *said[:-1], " 张三") as screen:
        code, shown = screen.ended()
    assert (code, "On record as" in shown) == (0, False)
    assert office.ask(f"{DAY} 10:31", "customer show '#1'")["customer"]["name"] == "张三"


def test_undo_asks_after_any_newer_entry_and_names_what_it_takes_and_asks_nothing_that_it_would_refuse(
    office: Office,
) -> None:
    """A colleague was added just now: the check-in of three minutes before is named, not taken back in silence."""
    office.ask(f"{DAY} 10:00", "checkin 13800000002 --name 钱七")
    office.ask(f"{DAY} 10:03", "staff add 刘洋 --role salesperson")
    before = entries(office)
    with typing(office, f"{DAY} 10:04", "undo") as screen:
        shown = screen.type("Take back check-in 2, 钱七 (#2), 138****0002, 王五, 10-05 10:00? [y/N]", "")
        assert screen.ended()[0] == 1
    assert "(a new colleague)" in " ".join(shown.split())
    with typing(office, f"{DAY} 10:10", "undo") as screen:
        code, shown = screen.ended()
    assert (code, "[y/N]" in shown, "older than 5 minutes" in " ".join(shown.split())) == (1, False, True)
    with typing(office, f"{DAY} 10:04", "undo", USER="colleague") as screen:
        screen.type("[y/N]", "")
    assert entries(office) == before
    office.ask(f"{DAY} 10:10", "queue away 赵六")
    with typing(office, f"{DAY} 10:11", "undo", USER="colleague") as screen:
        shown = screen.type("Take back went away, 赵六, 10-05 10:10? [y/N]", "y")
        assert "entered it." in shown
        assert "Taken back: went away, 赵六, 10-05 10:10 (entry" in " ".join(screen.ended()[1].split())


def test_undo_says_what_in_chinese(office: Office) -> None:
    office.ask(f"{DAY} 09:31", "call 13800000005")
    with typing(office, f"{DAY} 09:32", "undo", SALESDESK_LANG="zh") as screen:
        shown = "".join(screen.type("撤回", "").split()) + "".join(screen.until("是/").split())
    assert "call" not in shown
    assert "done" not in shown


def test_one_announced_without_a_number_is_asked_about_by_name(office: Office) -> None:
    """7.5a: 严丽 was announced by 李四 for 15:00. Enter says that it is her; a no leaves it to the turn."""
    office.ask(f"{DAY} 09:40", f"refer client --name 严丽 --by 李四 --from '#1' --visit-at '{DAY} 15:00'")
    question = "严丽, today 15:00, announced by 李四 (introduction 1): is it this customer? [Y/n]"
    with typing(office, f"{DAY} 15:01", "checkin", "13800000007", "--name", "严丽") as screen:
        screen.type(question, "n")
        assert "王五 receives 严丽" in screen.ended()[1]
    office.ask(f"{DAY} 15:01", "undo")
    with typing(office, f"{DAY} 15:02", "checkin") as screen:
        screen.type("Phone number", "13800000007")
        screen.type("Name", "严丽")
        screen.type(question, "")
        for asked in ("Been here before", "Asks for", "hear of us", "look for", "Budget", "Rating"):
            screen.type(asked, "")
        assert "Once recorded, 李四's customer." in " ".join(screen.type("Record it?", "").split())
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 15:03", "refer show 1")["referral"]["status"] == "valid"
    with typing(office, f"{DAY} 15:04", "checkin", "13800000001", "--name", "严丽") as screen:
        assert "[Y/n]" not in screen.ended()[1], "a protected customer is another's, whatever the name"


def test_what_will_be_refused_is_refused_before_it_is_asked_about(office: Office) -> None:
    """Visit 2 is still open: no use asking whether to enter the number once more."""
    office.ask(f"{DAY} 10:00", "checkin 13800000002 --name 钱七")
    with typing(office, f"{DAY} 10:01", "checkin", "13800000002") as screen:
        code, shown = screen.ended()
    assert (code, "once more" in shown, "Visit 2 of this customer is still open" in shown) == (1, False, True)
    office.ask(f"{DAY} 10:02", "done 王五")
    with typing(office, f"{DAY} 10:03", "checkin", "13800000002", "--ask-for", "钱七") as screen:
        code, shown = screen.ended()
    assert (code, "once more" in shown) == (1, False)
    with typing(office, f"{DAY} 10:03", "checkin", "13800000002") as screen:
        screen.type("Enter it once more? [y/N]", "")
        assert screen.ended()[0] == 1


def test_the_preview_tells_what_is_now_and_what_will_be(office: Office) -> None:
    """7.1: 张三 was 李四's through 5 November. On the 6th nobody's; by turn 王五 receives, whose customer 张三 is then."""
    office.ask("2025-11-06 09:00", "queue open 王五 赵六 李四")
    with typing(office, "2025-11-06 10:00", "checkin") as screen:
        screen.type("Phone number", "13800000001")
        offered = " ".join(screen.type("Record it?", "n").split())
    assert (
        "张三, not protected. 王五 receives: the turn is theirs. 李四's registration lapsed after 2025-11-05."
        in offered
    )
    assert "Once recorded, 王五's customer." in offered


def test_the_preview_of_a_protected_customer_names_the_day_of_now(office: Office) -> None:
    office.ask("2025-10-20 09:00", "queue open")
    with typing(office, "2025-10-20 10:00", "checkin") as screen:
        screen.type("Phone number", "13800000001")
        offered = screen.type("Record it?", "n")
    assert "张三, 李四's customer, protected through 2025-11-05." in offered
    assert "Once recorded" not in offered
    with typing(office, "2025-10-20 10:01", "checkin") as screen:
        screen.type("Phone number", "13800000009")
        offered = screen.until("Enter leaves a question out.")
        screen.interrupt()
    assert "A new customer." in offered
    assert "protected" not in offered


def test_a_name_that_was_taken_back_was_never_said(office: Office) -> None:
    """7.2: the first name said that stands is the name; nobody is found by one that was only kept beside it."""
    office.ask(f"{DAY} 10:00", "checkin 13800000002 --name 胡女士")
    office.ask(f"{DAY} 10:01", "undo")
    office.ask(f"{DAY} 10:02", "checkin 13800000002 --name 吴女士")
    office.ask(f"{DAY} 10:03", "call 13800000002 --name 胡女士")
    assert office.ask(f"{DAY} 10:03", "customer show 13800000002")["customer"]["name"] == "吴女士"
    assert office.ask(f"{DAY} 10:03", "customer find 胡女士")["customers"] == []


def test_a_unit_that_is_sold_is_refused_and_a_price_that_no_flat_has_is_asked_about(office: Office) -> None:
    office.ask(f"{DAY} 09:40", "checkin 13900000002")
    office.ask(f"{DAY} 10:00", "deal add 13800000001 --unit 3-1201 --price 900000")
    sold = ["deal", "add", "13900000002", "--unit", "3-1201", "--price", "120"]
    with typing(office, f"{DAY} 10:20", *sold) as screen:
        screen.type("The price is ¥120.00: is that right? [y/N]", "")
        assert screen.ended()[0] == 1
    with typing(office, f"{DAY} 10:20", *sold[:-1], "900000") as screen:
        code, shown = screen.ended()
    assert (code, "3-1201 is sold already: deal 1, signed 2025-10-05" in shown) == (1, True)
    assert len(office.ask(f"{DAY} 10:21", "deal list")["deals"]) == 1
    office.ask(f"{DAY} 10:22", "deal cancel 1 --reason 退房")
    with typing(office, f"{DAY} 10:23", *sold[:-1], "900000") as screen:
        code, shown = screen.ended()
    assert (code, "[y/N]" in shown) == (0, False), "a cancelled deal sells nothing"


def test_a_ruling_without_a_number_means_the_only_open_claim_and_shows_it(office: Office) -> None:
    for _n in range(2):
        office.ask(f"{DAY} 09:45", "claim file 13800000001 --by 王五 --ground other --note x")
    with typing(office, f"{DAY} 10:00", "claim", "rule") as screen:
        screen.type("The number of the claim: ", "2")
        assert "Claim 2 by 王五" in screen.type("Ruling: ", "2")
        assert screen.ended()[0] == 0
    with typing(office, f"{DAY} 10:05", "claim", "rule") as screen:
        assert "Claim 1 by 王五" in screen.type("Ruling: ", "reject")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:06", "claim list")["claims"] == []
    with typing(office, f"{DAY} 10:07", "claim", "rule") as screen:
        assert "No open dispute" in screen.ended()[1]


def test_the_director_sees_the_case_and_approves_or_refuses_before_the_pin(office: Office) -> None:
    for n in (1, 2):
        office.ask(f"{DAY} 09:45", "claim file 13800000001 --by 王五 --ground other --note 我先接待")
        office.ask(
            f"{DAY} 09:46", f"claim rule {n} --uphold --opinion 各半 --share 李四=50 --share 王五=50 --as 陈经理"
        )
    for n, answer, status in ((1, "2", "refused"), (2, "approve", "upheld")):
        with typing(office, f"{DAY} 10:00", "claim", "approve", str(n), pin=None) as screen:
            shown = screen.type("Decision: ", answer)
            screen.secret("PIN of 周总监: ", "2468")
            assert screen.ended()[0] == 0
        assert shown.index("我先接待") < shown.index("各半") < shown.index("1  approve")
        assert office.ask(f"{DAY} 10:01", f"claim show {n}")["claim"]["status"] == status
    with typing(office, f"{DAY} 10:02", "claim", "approve", "1", pin=None) as screen:
        code, shown = screen.ended()
    assert (code, "does not await the director" in shown, "PIN" in shown) == (1, True, False)


def test_a_name_that_a_terminal_would_obey_is_visible_in_a_question_too(office: Office) -> None:
    office.ask(f"{DAY} 09:40", "checkin 13900000002 --name '\u202e倒'")
    office.ask(f"{DAY} 09:45", "done 王五")
    with typing(office, f"{DAY} 10:20", "customer", "erase", "13900000002") as screen:
        shown = screen.type("Erase them? [y/N]", "")
        screen.ended()
    assert "倒" in shown
    assert "\u202e" not in shown


def test_a_colleague_mistyped_is_told_who_there_is(office: Office) -> None:
    assert "李四, 王五, 赵六" in office.type(f"{DAY} 10:00", "done 李死").err


@pytest.mark.parametrize("answer", ["没有", "无", "-"])
def test_nothing_is_said_in_words_too(office: Office, answer: str) -> None:
    with typing(office, f"{DAY} 10:00", "checkin") as screen:
        screen.type("Phone number", answer)
        screen.type("Name", answer)
        screen.type("Been here before", "也许")
        screen.type("Answer y (yes) or n (no)", answer if answer != "-" else "n")
        for question in ("Asks for", "hear of us", "look for", "Budget", "Rating"):
            screen.type(question, answer)
        screen.type("Record it?", "是的")
        assert screen.ended()[0] == 0
    ((who, said),) = [(v["customer"], v.get("source")) for v in office.ask(f"{DAY} 10:01", "register")["visits"][1:]]
    assert (who["name"], who["phone"], said) == (None, None, None)


# --- the session of the day


def test_the_session_runs_the_same_commands_and_a_refusal_leaves_it_open(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "desk", XDG_DATA_HOME=str(office.store.parent)) as screen:
        screen.type("salesdesk> ", "checkin 13900000002 --name 钱女士")
        assert "王五" in screen.type("salesdesk> ", "checkin 12")
        screen.type("salesdesk> ", "done 王五")
        screen.type("salesdesk> ", "exit")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:05", "owner 13900000002")["owner"] == "王五"


@pytest.mark.slow
def test_the_session_survives_a_store_locked_by_another_terminal(office: Office) -> None:
    with typing(office, f"{DAY} 10:00", "desk", XDG_DATA_HOME=str(office.store.parent)) as screen:
        with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
            screen.until("salesdesk> ")
            other.execute("BEGIN IMMEDIATE")
            screen.enter("checkin 13900000002 --name 钱女士")
            screen.until("in use by another terminal")
            other.execute("ROLLBACK")
        screen.type("salesdesk> ", "checkin 13900000002 --name 钱女士")
        screen.type("salesdesk> ", "exit")
        assert screen.ended()[0] == 0
    assert office.ask(f"{DAY} 10:05", "owner 13900000002")["owner"] == "王五"


def test_ctrl_c_in_the_session_drops_the_question_and_leaves_nothing_half_done(office: Office) -> None:
    before = entries(office)
    with typing(office, f"{DAY} 10:00", "desk", XDG_DATA_HOME=str(office.store.parent)) as screen:
        screen.type("salesdesk> ", "checkin")
        screen.type("Phone number", "13800000001")
        screen.until("Record it? [Y/n]: ")
        screen.interrupt()
        screen.type("salesdesk> ", "exit")
        assert screen.ended()[0] == 0
    assert entries(office) == before
