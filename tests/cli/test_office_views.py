"""What people read of the rarer answers: customers' files, the policy, a payout looked at closely, the store."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk.cli import lines, office_views, report_views, views
from salesdesk.desk import board
from salesdesk.rules.policy import KEYS
from tests.office import PIN, Office

DAY = "2025-10-05"
PHONE = "13800000001"
Read = Callable[..., str]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose day is open and that has received one customer."""
    made = Office(tmp_path)
    made.ask(f"{DAY} 09:00", "queue open")
    made.ask(f"{DAY} 10:00", f"checkin {PHONE} --name 张三")
    return made


@pytest.fixture
def read(office: Office) -> Read:
    """Types a command at a time of the day; gives what stands on stdout."""

    def type_it(time: str, command: str, *, day: str = DAY, code: int = 0, **env: str) -> str:
        answer = office.type(f"{day} {time}", command, **{"COLUMNS": "80", **env})
        assert (answer.code, answer.err) == (code, ""), f"{command}: {answer.err}"
        return answer.out

    return type_it


def test_every_view_that_a_command_asks_for_is_there() -> None:
    source = Path(views.__file__).parent
    asked = {
        name
        for file in source.glob("*.py")
        for name in re.findall(r'json, "(\w+)"\)', file.read_text(encoding="utf-8"))
    }
    missing = [name for name in asked if not hasattr(views, name) and not hasattr(office_views, name)]
    assert asked
    assert missing == []


def test_no_view_hides_another_of_the_same_name() -> None:
    files = (views, office_views)
    mine = [{n for n, f in inspect.getmembers(m, inspect.isfunction) if f.__module__ == m.__name__} for m in files]
    helpers = {n for n, f in inspect.getmembers(lines, inspect.isfunction) if f.__module__ == lines.__name__}
    public = [{n for n in names if not n.startswith("_")} for names in mine]
    assert not public[0] & public[1]
    assert not helpers & (public[0] | public[1])


@pytest.mark.parametrize("module", [views, office_views, report_views, lines, board])
def test_every_public_function_of_the_screens_says_what_it_is_for(module: object) -> None:
    own = [f for _n, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__]  # type: ignore[attr-defined]
    assert [f.__name__ for f in own if not f.__name__.startswith("_") and not f.__doc__] == []


def test_customers_found_are_listed_masked_with_their_file_numbers(read: Read) -> None:
    told = read("10:05", "customer find 张")
    assert re.search(r"#1 +张三 +138\*{4}0001", told)
    assert PHONE not in told
    assert "Nobody in the register is like that." in read("10:06", "customer find 钱")


def test_a_file_shows_the_owner_the_visits_and_the_deals(read: Read) -> None:
    read("10:10", f"deal add {PHONE} --unit 3-1201 --price 1200000")
    told = read("10:20", f"customer show {PHONE}")
    assert told.startswith("张三 (#1), 138****0001\n")
    assert "Owner    李四, protected through 2025-11-05" in told
    assert "Consent  none on record" in told
    assert re.search(r"2025-10-05 10:00 +by turn +in reception", told)
    assert "2025-10-05 10:10  3-1201" in told


def test_the_whole_number_is_shown_to_the_manager_only(read: Read) -> None:
    assert f"张三 (#1), {PHONE}" in read("10:20", f"customer show {PHONE} --whole --as 陈经理")


def test_changes_of_a_file_say_what_was_entered(read: Read) -> None:
    renamed = read("10:10", f"customer correct {PHONE} --name 张山 --reason 写错")
    assert renamed.startswith("张山 (#1): entered, this is the right name [7.2]\n")
    given = read("10:11", f"customer consent {PHONE} --marketing")
    assert "consent entered" in given
    assert f"given on {DAY}, greetings and marketing too" in given
    assert "no marketing" in read("10:12", f"customer consent {PHONE}")
    assert read("10:13", "customer freeze #1 --reason 争议").startswith("#1: frozen; kept, but shown by no list\n")
    assert "are erased; shares and the chain stay" in read("10:14", "customer erase #1")


def test_the_policy_is_shown_with_words_shares_in_percent_and_what_is_to_come(read: Read) -> None:
    entered = read("10:10", "policy set first_share 3/5 --from 2025-12-01")
    assert entered.startswith("first_share is 60% from 2025-12-01 on [5.2]\n")
    told = read("10:11", "policy show")
    assert told.startswith(f"Policy on {DAY}\n")
    assert re.search(r"first_share +70%  \[5\.2\] +2000-01-01  stays with the first", told)
    assert re.search(r"commission_percent +0\.3%  \[9\]", told)
    assert "To come\n  - first_share becomes 60% from 2025-12-01 on\n" in told
    assert re.search(r"first_share +60%", read("10:12", "policy show --on 2025-12-01"))


def test_every_value_of_the_policy_has_words() -> None:
    assert set(office_views.MEANINGS) == set(KEYS)


def test_the_policy_fits_a_line_each_at_80_columns(read: Read) -> None:
    told = read("10:11", "policy show").splitlines()
    assert len(told) == 1 + 2 + len(office_views.MEANINGS)
    assert all(lines.columns(line) <= 80 for line in told)


def test_a_clause_is_shown_with_what_it_says(read: Read) -> None:
    assert read("10:10", "clause 7.1").startswith("  7.1    ")
    assert len(read("10:10", "clause").splitlines()) > 20


def test_a_payout_explained_tells_each_line_from_the_visit_on(read: Read) -> None:
    read("11:00", f"deal add {PHONE} --unit 3-1201 --price 1200000")
    read("18:00", "confirm")
    told = read("18:10", "payout --month 2025-10 --explain 李四")
    assert told.startswith("李四, commission of 2025-10: ¥3,600.00\n")
    assert "Deal 1, 3-1201: share of 100%, ¥3,600.00 [3.1]\n   1. Visit 1 on 2025-10-05 10:00" in told
    assert "Nothing is paid in this month." in read("18:11", "payout --month 2025-10 --explain 王五")


def test_a_what_if_shows_both_months_and_the_difference_per_person(read: Read, tmp_path: Path) -> None:
    read("11:00", f"deal add {PHONE} --unit 3-1201 --price 1200000")
    read("18:00", "confirm")
    other = tmp_path / "other.toml"
    other.write_text('[commission_percent]\nclause = "9"\nfrom = 2000-01-01\nvalue = "0.5"\n', encoding="utf-8")
    told = read("18:10", f"payout --month 2025-10 --policy {other}")
    assert "¥3,600.00 today, ¥6,000.00 under the other policy; nothing is entered" in " ".join(told.split())
    assert re.search(r"李四 +sales +¥3,600\.00 +¥6,000\.00 +\+¥2,400\.00", told)


def test_backup_verify_restore_and_doctor_name_the_seal(read: Read, tmp_path: Path) -> None:
    kept = read("10:10", f"backup {tmp_path / 'b.db'}")
    seal = kept.split()[-1]
    assert kept.startswith("A checked copy is written\n")
    assert read("10:11", "verify").startswith("The store is whole; nothing entered was altered since [7.2]\n")
    read("10:12", f"call {PHONE}")
    assert "The seal fits: what was sealed is unchanged" in read("10:13", f"verify --seal {seal}")
    told = read("10:14", f"restore {tmp_path / 'b.db'}", COLUMNS="200")
    assert told.startswith("The backup is put back\n")
    assert "Entered after the backup, to be entered again: 1." in told
    health = read("10:15", "doctor")
    assert health.startswith("All is well\n  - file and chain: good\n")


@pytest.mark.parametrize("slip", ["abc", "{seal}x", "0{seal}", "{short}", "{seal} {seal}", "", "1-0000-1111-8888-9999"])
def test_a_seal_that_is_not_written_like_one_is_wrong_usage(office: Office, slip: str) -> None:
    """A typing slip is no tampering: exit 2, and how a seal is written."""
    seal = office.ask(f"{DAY} 10:10", "verify")["seal"]
    error = office.refused(f"{DAY} 10:11", f"verify --seal '{slip.format(seal=seal, short=seal[:-1])}'", 2)
    assert error["code"] == "usage"
    assert "is not how a seal is written (like 208-HC5P-INPN-NO44-MBKM)" in error["message"]


def test_a_seal_with_one_wrong_letter_is_first_looked_at_again(office: Office) -> None:
    seal = office.ask(f"{DAY} 10:10", "verify")["seal"]
    wrong = seal[:-1] + ("A" if seal[-1] != "A" else "B")
    error = office.refused(f"{DAY} 10:11", f"verify --seal {wrong}")
    assert error["code"] == "seal"
    assert error["message"].startswith("The seal does not fit. First look whether it was copied rightly")
    full = "".join(chr(ord(c) + 0xFEE0) for c in seal.lower())
    assert office.ask(f"{DAY} 10:12", f"verify --seal ' {full} '")["sealed"] is True


def test_an_unhealthy_store_says_what_to_do(office: Office, read: Read) -> None:
    office.store.chmod(0o644)
    told = read("10:15", "doctor", code=3)
    assert told.startswith("Something is wrong: keep this store as it is, put a backup back\n")
    assert "readable by its owner only: BAD, 0o44" in told


def test_an_opinion_is_shown_with_its_shares_until_and_after_the_director(read: Read) -> None:
    read("11:00", f"claim file {PHONE} --by 王五 --ground other")
    ruled = read("11:10", "claim rule 1 --uphold --opinion 两人同办 --share 李四=60 --share 王五=40 --as 陈经理")
    assert "The manager's opinion, awaiting the director [7.7]\n  两人同办\n" in ruled
    assert re.search(r"李四 +60%\n +王五 +40%", ruled)
    assert "'claim approve 1'" in ruled
    assert "The manager's opinion, approved by the director [7.7]" in read("11:20", "claim approve 1")


def test_a_refused_opinion_stays_on_show(read: Read) -> None:
    read("11:00", f"claim file {PHONE} --by 王五 --ground other")
    read("11:10", "claim rule 1 --uphold --opinion 两人同办 --share 李四=60 --share 王五=40 --as 陈经理")
    assert "The manager's opinion, refused by the director [7.7]" in read("11:20", "claim approve 1 --refuse")


def test_done_names_who_receives_the_visitor_that_waited(read: Read) -> None:
    for n in (2, 3, 4):
        read("10:01", f"checkin 1390000000{n}")
    assert read("10:05", "done 王五") == (
        "王五 is done\nTaken from the waiting: visit 4; 王五 receives (by turn)\n"
    )  # fmt: skip


def test_confirming_tells_how_many_entries_were_made_under_a_set_clock(read: Read) -> None:
    assert "Entered under a set clock (SALESDESK_NOW): 1 of them" in read("18:00", "confirm")


def test_a_new_office_is_told_where_its_store_is_and_how_to_go_on(tmp_path: Path) -> None:
    made = Office(tmp_path)
    made.store.unlink()
    answer = made.type(f"{DAY} 08:00", "init --manager 陈经理 --office 示范售楼处", PIN, COLUMNS="200")
    assert answer.out.startswith("The office is set up\n")
    assert "示范售楼处" in answer.out
    assert "staff add NAME" in answer.out
