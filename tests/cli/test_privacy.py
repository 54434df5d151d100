"""An erased person is gone from the file's bytes and from every command (T22); numbers are masked, PINs never shown (T23)."""

from __future__ import annotations

import random
import shlex
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.office import PIN, Answer, Office, type_command
from tests.store.lived import lived
from tests.store.tools import Figure, report_on
from tests.store.weakened import weakened

PHONE, NAME, NOTE = "13912345678", "金丝雀", "只此一句"
WORDS = (PHONE, NAME, NOTE, "仓小雀荐", "要四房", "九百万", "金小雀", "仓小雀", "丝路雀", "雀为何", "意见雀")
LIFE = f"""
2025-10-05 08:30 | queue open 李四 王五 赵六
2025-10-05 09:00 | checkin {PHONE} --name {NAME} --source 仓小雀荐 --need 要四房 --budget 九百万 --note {NOTE} --request-id a1
2025-10-05 09:10 | done --visit 1 --request-id a2
2025-10-05 09:20 | call {PHONE} --name {NAME} --note {NOTE} --request-id a3
2025-10-05 09:30 | refer employee {PHONE} --name {NAME} --by 孙会计 --visit-on 2025-10-06 | 1
2025-10-05 09:40 | correct 1 --reason 雀为何 --name 仓小雀 --request-id a4
2025-10-05 09:50 | followup add {PHONE} --by 李四 --note {NOTE} --need 要四房 --budget 九百万 --source 仓小雀荐 --request-id a5
2025-10-05 10:00 | deal add {PHONE} --unit 3-1-501 --price 1200000 --request-id a6
2025-10-05 10:10 | deal amend 1 --buyer 金小雀 --reason 雀为何 --request-id a7
2025-10-05 10:20 | customer correct {PHONE} --name 丝路雀 --reason 雀为何 --request-id a8
2025-10-05 10:30 | claim file {PHONE} --by 王五 --ground other --note {NOTE} --request-id a9
2025-10-05 10:35 | claim rule 1 --uphold --opinion 意见雀 --share 李四=50 --share 王五=50 --as 陈经理 --request-id a10
2025-10-05 10:38 | claim approve 1 --request-id a11
2025-10-05 10:40 | customer show {PHONE} --whole --as 陈经理 --request-id a12
2025-10-05 10:50 | customer consent {PHONE} --request-id a13
2025-10-05 10:55 | refer client 13800000099 --name 新客 --by 李四 --from {PHONE} --visit-at "2025-10-05 15:00" --request-id a14
"""


def live(store: Path, lines: str = LIFE) -> None:
    for line in lines.strip().splitlines():
        clock, command, *rest = line.split(" | ")
        answer = type_command(store, clock, [*shlex.split(command), "--json"])
        assert answer.code == (int(rest[0]) if rest else 0), f"{command}: {answer.err}"


def left_in(folder: Path) -> list[str]:
    """Which of the person's words any file of that folder still holds."""
    bytes_of = b"".join(path.read_bytes() for path in folder.iterdir())
    return [word for word in WORDS if word.encode() in bytes_of]


def test_an_erased_person_is_gone_from_the_bytes_and_the_chain_is_whole(
    tmp_path: Path, record_property: Figure
) -> None:
    office = Office(tmp_path)
    live(office.store)
    assert left_in(tmp_path) == list(WORDS), "the control: all of it was there"
    office.ask("2025-10-05 11:00", f"customer erase {PHONE}")
    found = left_in(tmp_path)
    record_property("words of an erased person, left in the files", f"{len(WORDS)}, {len(found)}")
    assert not found
    assert not report_on(office.store).findings
    assert office.ask("2025-10-05 11:01", "deal show 1")["shares"], "the shares stay"


def test_what_names_nobody_stays_in_the_statistics_of_an_erased_person(tmp_path: Path) -> None:
    """B29: a past month's report is the same before and after; a source with a number or a name in it goes with the person."""
    office = Office(tmp_path)
    said = ("58同城", f"朋友{NAME}", "138-0000-1234的朋友", "电话一三八零零零零", "路过")
    office.ask("2025-10-05 08:30", "queue open")
    for n, source in enumerate(said):
        office.ask(f"2025-10-05 09:0{n}", f"checkin 1391234567{n} --name {NAME} --source {source} --rating B")
        office.ask(f"2025-10-05 09:0{n}", f"done --visit {n + 1}")

    def sources() -> dict[str | None, int]:
        return {
            s["source"]: s["visits"] for s in office.ask("2025-11-02 09:00", "report office --month 2025-10")["sources"]
        }

    assert sources() == dict.fromkeys(said, 1)
    office.ask("2025-11-01 09:00", "customer erase 13912345670")
    assert sources() == dict.fromkeys(said, 1), "the same report"
    for n in range(1, 4):
        office.ask("2025-11-01 09:00", f"customer erase 1391234567{n}")
    assert sources() == {"58同城": 1, "路过": 1, None: 3}
    assert not report_on(office.store).findings
    assert not [s for s in said[1:4] if s.encode() in office.store.read_bytes()]


def test_without_secure_deletion_the_words_stay_in_the_file(tmp_path: Path) -> None:
    """The control: SQLite's own way leaves what was deleted in its free space, until the file is written anew."""
    office = Office(tmp_path)
    live(office.store)
    with weakened(pragmas={"secure_delete": "OFF"}, without="VACUUM"):
        office.ask("2025-10-05 11:00", f"customer erase {PHONE}")
    assert left_in(tmp_path)


READING = (
    "queue",
    "queue --why",
    "register",
    "register --on 2025-10-05",
    "owner '#1'",
    "owner {phone}",
    "claim",
    "claim list --all",
    "claim show 1",
    "deal list",
    "deal show 1",
    "payout --month 2025-10",
    "report weekly",
    "report office --month 2025-10",
    "customer find {name}",
    "customer find {last}",
    "customer show '#1'",
    "customer show {phone}",
    "refer list",
    "refer show 1",
    "followup",
    "followup incomplete --from 2025-10-01",
    "policy show",
    "staff list",
    "verify",
    "doctor",
    "board",
)
FAILING = (
    "checkin {phone} --ask-for 无此人",
    "checkin {phone}x",
    "done --visit 99",
    "claim file {phone} --by 无此人 --ground other",
    "claim file {phone} --by 王五 --ground earlier --same-as 13900000000",
    "deal add {phone} --unit x --price abc",
    "refer employee {phone} --name {name} --by 孙会计 --visit-on 2020-01-01",
    "customer show {phone} --whole --as 李四",
    "owner 1391234567",
    "call {phone} --at 2099-01-01",
    "customer freeze {phone} --reason x --as 李四",
    "handover 99 --reason refused",
)


def typed(store: Path, command: str, clock: str = "2025-10-05 12:00", pin: str = PIN, as_json: bool = True) -> Answer:
    words = shlex.split(command.format(phone=PHONE, name=NAME, last=PHONE[-4:]))
    return type_command(store, clock, [*words, "--json"] if as_json else words, pin)


def test_no_command_finds_an_erased_person(tmp_path: Path) -> None:
    office = Office(tmp_path)
    live(office.store)
    office.ask("2025-10-05 11:00", f"customer erase {PHONE}")
    for command in READING:
        for as_json in (True, False):
            answer = typed(office.store, command, as_json=as_json)
            said = answer.out + answer.err
            typed_themselves = command.format(phone=PHONE, name=NAME, last="")
            shown = [w for w in WORDS if w in said and w not in typed_themselves]
            assert not shown, f"{command}: {shown} in {said}"
            assert "Traceback" not in said
    assert typed(office.store, "owner {phone}").code == 1
    assert typed(office.store, "customer find {name}").json["customers"] == []
    assert typed(office.store, f"customer erase {PHONE}").code == 1
    assert typed(office.store, "customer erase '#1'").code == 1, "twice is one entry"


def test_a_person_comes_back_as_a_new_customer_after_the_erasure(tmp_path: Path) -> None:
    office = Office(tmp_path)
    live(office.store)
    office.ask("2025-10-05 11:00", f"customer erase {PHONE}")
    again = office.ask("2025-10-05 11:10", f"checkin {PHONE}")
    assert again["customer"]["id"] != 1
    assert not report_on(office.store).findings


def test_a_frozen_person_is_shown_by_no_list(tmp_path: Path) -> None:
    office = Office(tmp_path)
    live(office.store)
    office.ask("2025-10-05 11:00", f"customer freeze {PHONE} --reason 本人要求")
    for command in READING:
        if "{" not in command and "#1" not in command:
            answer = typed(office.store, command)
            assert answer.code == 0, command
            assert PHONE not in answer.out, command
            assert NAME not in answer.out, command
            assert "丝路雀" not in answer.out, command
    assert typed(office.store, "customer find {name}").json["customers"] == []


# --- masks


@pytest.mark.parametrize("as_json", [True, False])
def test_no_reading_command_and_no_error_shows_a_whole_number(tmp_path: Path, as_json: bool) -> None:
    office = Office(tmp_path)
    live(office.store)
    for command in (*READING, *FAILING):
        answer = typed(office.store, command, as_json=as_json)
        said = answer.out + answer.err
        assert (answer.code == 0) == (command in READING), said
        assert "Traceback" not in said, command
        whole = PHONE in said or f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}" in said
        assert not whole or "checkin {phone}x" in command, f"{command}: {said}"


def test_the_whole_number_is_shown_to_the_manager_and_that_is_an_entry(tmp_path: Path) -> None:
    office = Office(tmp_path)
    live(office.store)
    before = report_on(office.store).entries
    assert office.ask("2025-10-05 12:00", f"customer show {PHONE} --whole --as 陈经理")["customer"]["phone"] == PHONE
    assert report_on(office.store).entries == before + 1


def test_the_payout_workbook_shows_no_whole_number(tmp_path: Path) -> None:
    office = Office(tmp_path)
    live(office.store)
    out = tmp_path / "pay.xlsx"
    office.ask("2025-11-03 10:00", f"payout --month 2025-10 --out {out}")
    with ZipFile(out) as book:
        assert not [n for n in book.namelist() if PHONE.encode() in book.read(n)]


def test_a_pin_is_never_shown_or_stored(tmp_path: Path) -> None:
    store, pin = lived(tmp_path), f"9{random.Random(23).randrange(10**10):010d}"
    clock = "2025-11-03 10:00"
    command = ["staff", "pin", "陈经理", "--as", "周总监", "--json"]
    answers = [type_command(store, clock, command, None, SALESDESK_PIN=PIN, SALESDESK_NEW_PIN=pin)]
    for words in (
        ["confirm", "--as", "陈经理"],
        ["queue", "strike", "李四", "--reason", "x"],
        ["payout", "--month", "2025-10", "--close"],
    ):
        answers += [type_command(store, clock, [*words, *json], pin) for json in (["--json"], [])]
    wrong = f"8{pin[1:]}"
    answers += [type_command(store, clock, ["confirm", "--as", "陈经理"], wrong)]
    assert [a.code for a in answers].count(0) >= 3
    assert answers[-1].code == 1
    for said in (pin, wrong):
        assert not [a for a in answers if said in a.out + a.err]
        assert not [p for p in tmp_path.iterdir() if said.encode() in p.read_bytes()]


def test_each_view_of_a_whole_number_is_an_entry(tmp_path: Path) -> None:
    """`customer show --whole` and the slip, which bears the number; nothing is entered where the slip cannot be written."""
    office = Office(tmp_path)
    office.ask("2025-10-05 09:00", f"refer employee {PHONE} --name {NAME} --by 孙会计 --visit-on 2025-10-06")
    before = report_on(office.store).entries
    office.refused("2025-10-05 09:05", f"refer slip 1 --out {tmp_path}/none/slip.xlsx")
    assert office.type("2025-10-05 09:05", f"customer show {PHONE} --whole", pin=None).code == 2
    office.refused("2025-10-05 09:05", f"customer show {PHONE} --whole --as 孙会计")
    office.ask("2025-10-05 09:05", f"customer show {PHONE}")
    assert report_on(office.store).entries == before
    office.ask("2025-10-05 09:10", f"refer slip 1 --out {tmp_path}/slip.xlsx")
    assert report_on(office.store).entries == before + 1
    office.ask("2025-10-05 09:15", f"customer show {PHONE} --whole --as 陈经理")
    assert report_on(office.store).entries == before + 2
    shown = office.ask("2025-10-05 09:16", f"customer show {PHONE} --whole")
    assert shown["customer"]["phone"] == PHONE, "the only manager, as wherever the manager approves"
    assert report_on(office.store).entries == before + 3
