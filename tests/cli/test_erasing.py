"""After a person is erased (policy 16.10): nobody writes words on the file again, the store stays whole and can be backed
up, and no number is found in it by trying."""

from __future__ import annotations

import hmac
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from salesdesk.desk import customers, keeping, reception
from salesdesk.desk.arrival import Arrival
from salesdesk.store import check, records, seal
from salesdesk.store import keeping as copying
from tests.cli.test_privacy import NAME, PHONE, live
from tests.office import Office
from tests.store.tools import MANAGER, desk_at, mobile, office_of, rows, whole
from tests.store.tools import closing as at_work

BEFORE = """
2025-10-05 08:30 | queue open 李四 王五 赵六
2025-10-05 09:00 | checkin 13800000001 --name 张一 --note 再来
2025-10-05 09:10 | done 李四
2025-10-05 09:20 | deal add 13800000001 --unit 3-1-501 --price 1200000
2025-10-05 09:25 | deal add 13800000001 --unit 3-1-502 --price 1200000
2025-10-05 11:00 | customer erase 13800000001
"""


def an_office(folder: Path) -> Office:
    """File #1 erased, with a visit and two deals on it."""
    office = Office(folder)
    live(office.store, BEFORE)
    return office


def safe(office: Office) -> None:
    """The store is whole, says so, and can be backed up and put back."""
    copy = office.store.with_name("copy.db")
    assert office.ask("2025-10-05 12:00", "verify")["ok"]
    assert office.ask("2025-10-05 12:00", "doctor")["ok"]
    office.ask("2025-10-05 12:00", f"backup {copy}")
    office.ask("2025-10-05 12:00", f"restore {copy} --as 陈经理")
    assert whole(office.store)


# --- words entered later


@pytest.mark.parametrize(
    "command",
    [
        "call '#1' --name x", "call '#1' --note x", "checkin '#1' --name x", "checkin '#1' --note x",
        "followup add '#1' --by 李四 --need x", "followup done '#1' --by 李四 --note x",
        "claim file '#1' --by 王五 --ground other --note x", "customer correct '#1' --name x --reason y",
        "correct 1 --name x --reason y", "deal amend 1 --buyer x --reason y",
        "refer client '#1' --name x --by 李四 --from '#1' --visit-at '2025-10-05 16:00'",
        "refer employee '#1' --name x --by 孙会计 --visit-on 2025-10-06",
        "refer company '#1' --name x --source y --handling introduced",
    ],
)  # fmt: skip
def test_words_on_an_erased_file_are_refused(tmp_path: Path, command: str) -> None:
    office = an_office(tmp_path)
    before = office.store.read_bytes()
    office.refused("2025-10-05 11:10", command)
    assert office.store.read_bytes() == before
    safe(office)


def test_the_refusal_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    error = an_office(tmp_path).refused("2025-10-05 11:10", "call '#1' --name x")
    assert "#1" in error["message"]
    assert "number" in error["message"]


@pytest.mark.parametrize(
    "command",
    [
        "deal cancel 1 --reason 退房", "deal amend 1 --unit 5-1-101 --reason 换房",
        "correct 1 --receiver 王五 --reason 登记错", "correct 1 --phone 13800000009 --reason 登记错",
    ],
)  # fmt: skip
def test_what_a_correction_or_cancellation_must_carry_stands_without_the_person(tmp_path: Path, command: str) -> None:
    office = an_office(tmp_path)
    office.ask("2025-10-05 11:10", command)
    assert rows(office.store, "SELECT count(*) FROM detail WHERE customer = 1") == [(0,)]
    ((said,),) = rows(office.store, "SELECT words FROM detail ORDER BY seq DESC LIMIT 1")
    assert json.loads(said)["reason"] in command
    safe(office)


def test_a_ruling_on_an_erased_file_keeps_its_opinion_without_the_person(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    office.ask("2025-10-05 11:10", "claim file '#1' --by 王五 --ground other")
    office.ask("2025-10-05 11:11", "claim rule 1 --uphold --opinion 各半 --share 李四=50 --share 王五=50 --as 陈经理")
    office.ask("2025-10-05 11:12", "claim approve 1")
    assert rows(office.store, "SELECT count(*) FROM detail WHERE customer = 1") == [(0,)]
    assert rows(office.store, "SELECT words FROM detail ORDER BY seq DESC LIMIT 1") == [('{"opinion":"各半"}',)]
    safe(office)


def test_without_words_an_erased_file_is_received_as_before(tmp_path: Path) -> None:
    """The register goes on: whose customer the file is stays known."""
    office = an_office(tmp_path)
    assert office.ask("2025-10-05 11:10", "checkin '#1'")["owner"] == "李四"
    office.ask("2025-10-05 11:11", "call '#1'")
    safe(office)


def test_a_store_that_earlier_versions_spoiled_is_whole_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`call '#1' --name x` after the erasure, as every version up to 2 entered it."""
    office = an_office(tmp_path)
    with monkeypatch.context() as m:
        m.setattr(records.Book, "_without_erased", lambda _self, personal: personal)
        office.ask("2025-10-05 11:10", "call '#1' --name x")
        office.ask("2025-10-05 11:11", "deal cancel 1 --reason 退房")
    assert rows(office.store, "SELECT count(*) FROM detail WHERE customer = 1") == [(2,)], "the control"
    safe(office)


def test_words_from_before_the_erasure_that_are_back_are_seen(tmp_path: Path) -> None:
    """The control: what the check of erased files is for. The words fit their commitment: they are a copy's."""
    office = Office(tmp_path)
    live(office.store, BEFORE.rpartition("2025-10-05 11:00")[0])
    ((seq, *kept),) = rows(office.store, "SELECT * FROM detail WHERE phone = '13800000001'")
    office.ask("2025-10-05 11:00", "customer erase 13800000001")
    with closing(sqlite3.connect(office.store)) as sql:
        sql.execute("INSERT INTO detail VALUES (?,?,?,?,?,?)", (seq, *kept))
        sql.commit()
        assert [(f.code, f.entry) for f in check.check(sql).findings] == [("erased", seq)]


def test_an_erasure_excuses_no_words_that_are_gone_since(tmp_path: Path) -> None:
    """The reason of a cancellation after the erasure is taken away: no erasure did that."""
    office = an_office(tmp_path)
    office.ask("2025-10-05 11:10", "deal cancel 1 --reason 退房")
    with closing(sqlite3.connect(office.store)) as sql:
        (seq,) = sql.execute("SELECT max(seq) FROM detail").fetchone()
        sql.execute("DROP TRIGGER detail_no_delete")
        sql.execute("DELETE FROM detail WHERE seq = ?", (seq,))
        sql.commit()
        assert [(f.code, f.entry) for f in check.check(sql).findings] == [("words", seq)]


# --- nothing is found by trying

OLD, SPOUSE = "13800000777", "13800000778"
ROLES = f"""
2025-10-05 08:30 | queue open 李四 王五 赵六
2025-10-05 08:31 | checkin {OLD} --name 老客 --request-id given-0
2025-10-05 08:32 | done 李四
2025-10-05 08:40 | call {PHONE} --name {NAME} --note {NAME}来电 --request-id given-1
2025-10-05 08:41 | call {PHONE} --name {NAME}
2025-10-05 08:45 | refer client {PHONE} --name {NAME} --by 李四 --from {OLD} --visit-at "2025-10-05 09:00" --request-id given-2
2025-10-05 09:00 | checkin {PHONE} --name {NAME} --request-id given-3
2025-10-05 09:10 | checkin 13800000701 --name 甲 --brought-by {PHONE} --ask-for 李四 --request-id given-4
2025-10-05 09:11 | checkin 13800000702 --name 乙 --brought-by {PHONE}
2025-10-05 09:20 | done 李四
2025-10-05 09:21 | refer client 13800000703 --name 丙 --by 李四 --from {PHONE} --visit-at "2025-10-05 15:00" --request-id given-5
2025-10-05 09:22 | refer client --name 丁 --by 李四 --from {PHONE} --visit-at "2025-10-05 15:30"
2025-10-05 09:30 | claim file {OLD} --by 王五 --ground couple --spouse {PHONE} --request-id given-6
2025-10-05 09:31 | claim rule 1 --reject
2025-10-05 09:32 | claim file {OLD} --by 王五 --ground earlier --same-as {PHONE} --request-id given-7
2025-10-05 09:33 | claim rule 2 --reject
2025-10-05 09:34 | claim file {OLD} --by 李四 --ground introduced --from {PHONE} --request-id given-8
2025-10-05 09:35 | claim rule 3 --reject
2025-10-05 09:40 | deal add {PHONE} --unit 3-1-501 --price 1200000 --request-id given-9
2025-10-05 09:41 | deal amend 1 --buyer {NAME}妹 --reason {NAME}改名 --request-id given-10
2025-10-05 09:45 | correct 1 --reason {NAME}认错 --phone {PHONE} --request-id given-11
2025-10-05 09:50 | followup add {PHONE} --by 李四 --note {NAME} --request-id given-12
2025-10-05 10:00 | customer correct {PHONE} --name {NAME}儿 --reason 改名 --request-id given-13
2025-10-05 10:10 | customer show {PHONE} --whole --as 陈经理 --request-id given-14
"""
"""The canary in every role that a number can be typed in, the request ids given and made."""


def beside(store: Path) -> Iterator[bytes]:
    """The store, and every file beside it."""
    yield from (path.read_bytes() for path in sorted(store.parent.iterdir()) if path.is_file())


def candidates() -> list[str]:
    """A thousand numbers, the right one among them."""
    return [f"{int(PHONE) + n}" for n in range(-500, 500)]


def words_tried(phone: str) -> Iterator[str]:
    """What a request about that number may have been digested from: operations and arguments as the program passes them."""
    for prefix in ("", "salesdesk.desk.reception.", "salesdesk.desk.customers."):
        for args in (
            ["call", [phone, NAME, f"{NAME}来电", None, None], []],
            ["call", [phone, NAME, None, None, None], []],
            ["show_whole", [phone, 1], []],
            ["_erase", [1, phone], []],
            ["checkin", [Arrival(phone, NAME), None, None], []],
            ["checkin", [Arrival("13800000701", "甲", brought_by=phone, ask_for="李四"), None, None], []],
            ["checkin", [Arrival("13800000702", "乙", brought_by=phone), None, None], []],
        ):
            yield repr([f"{prefix}{args[0]}", *args[1:]])
    for file, name in product(range(1, 9), (None, NAME)):
        yield seal.canonical([file, name, phone, {}])


def found_by_trying(store: Path) -> set[str]:
    """The attack: every candidate against whatever in the store and beside it may be a digest, with every salt there is."""
    everything = b"".join(beside(store))
    texts = {m.decode() for m in re.findall(rb"(?=([0-9a-f]{64}))", everything)}
    blobs = {bytes.fromhex(t) for t in texts}
    columns = rows(store, "SELECT digest FROM answered") + rows(store, "SELECT commitment FROM entry")
    salts = {s for s, *_rest in rows(store, "SELECT salt FROM detail")}
    salts |= {part for (text,) in columns if text for part in text.split(":")[:-1]}
    found = set()
    for phone in candidates():
        for words in words_tried(phone):
            plain = words.encode()
            tried = [sha256(plain).digest(), *(hmac.digest(bytes.fromhex(s), plain, "sha256") for s in salts)]
            found |= {phone for t in tried if t in blobs}
    return found


def test_the_attack_finds_the_number_while_the_person_is_on_record(tmp_path: Path) -> None:
    """The control: before the erasure the bytes hold all of it, and the digests are found by trying."""
    office = Office(tmp_path)
    live(office.store, ROLES)
    assert all(word.encode() in b"".join(beside(office.store)) for word in (PHONE, NAME))
    assert found_by_trying(office.store) == {PHONE}


@pytest.mark.parametrize("given", ["", " --request-id last"], ids=["made", "given"])
def test_no_number_of_an_erased_person_is_found_by_trying(tmp_path: Path, given: str) -> None:
    office = Office(tmp_path)
    live(office.store, ROLES)
    office.ask("2025-10-05 11:00", f"customer erase {PHONE}{given}")
    everything = b"".join(beside(office.store))
    assert [word for word in (PHONE, NAME) if word.encode() in everything] == []
    assert found_by_trying(office.store) == set()
    safe(office)


def test_requests_from_before_an_erasure_are_known_and_entered_no_second_time(tmp_path: Path) -> None:
    """Their answers went with the person's words, whoever else they named; the ids stand with their entries."""
    office = Office(tmp_path)
    live(office.store, ROLES)
    office.ask("2025-10-05 11:00", f"customer erase {PHONE} --request-id last")
    before = rows(office.store, "SELECT max(seq) FROM entry")
    for command in (
        f"call {PHONE} --name {NAME} --note {NAME}来电 --request-id given-1",
        f"checkin 13800000701 --name 甲 --brought-by {PHONE} --ask-for 李四 --request-id given-4",
        f"customer erase {PHONE} --request-id last",
    ):
        assert "was entered" in office.refused("2025-10-05 11:01", command)["message"]
    assert rows(office.store, "SELECT max(seq) FROM entry") == before


def test_rows_that_moved_between_pages_leave_nothing_of_the_erased(tmp_path: Path) -> None:
    """SQLite zeroes what it deletes, not what it moved before to another page: the index over numbers splits all the time."""
    (tmp_path / "desk").mkdir()
    store, copy = office_of(tmp_path / "desk"), tmp_path / "copy.db"
    numbers = [(n * 7919) % 1200 for n in range(1200)]
    with at_work(desk_at(store)) as desk:
        with desk.store.writing():
            for n in numbers:
                reception.call(desk, mobile(n), f"名{n:05d}", None, None, None)
        moved = [n for n in range(1200) if store.read_bytes().count(mobile(n).encode()) > 2]
        assert moved, "the control: a row and its index hold a number twice, pages that were split oftener"
        copying.backup(store, copy)
        for n in moved[:5]:
            customers.erase(desk, MANAGER, mobile(n))
        assert traces(store, moved[:5]) == []
        keeping.restore(desk, str(copy), MANAGER)
    assert traces(store, moved[:5]) == [], "erased again from the backup that was put back"
    assert whole(store)


def traces(store: Path, numbers: list[int]) -> list[int]:
    everything = b"".join(beside(store))
    return [n for n in numbers if mobile(n).encode() in everything]


# --- whole numbers (16.9)


def test_a_whole_number_is_answered_only_where_it_was_typed(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.ask("2025-10-05 08:30", "queue open")
    typed = office.ask("2025-10-05 09:00", f"checkin '139 1234 5678' --name {NAME} --request-id a")
    assert typed["customer"]["phone"] == PHONE
    again = office.ask("2025-10-05 09:00", f"checkin '139 1234 5678' --name {NAME} --request-id a")
    assert again["customer"]["phone"] == PHONE, "it was typed again"
    handed = office.ask("2025-10-05 09:01", "handover 1 --reason asked-for --to 王五 --insists")
    assert handed["customer"]["phone"] == "139****5678"
    for command in ("done 王五", "checkin '#1'", "undo"):
        for flag in ("--json", ""):
            answer = office.type("2025-10-05 09:10", f"{command} {flag}")
            assert PHONE not in re.sub(r"[\s-]", "", answer.out + answer.err), command
            if command == "checkin '#1'" and flag:
                assert answer.json["customer"]["phone"] == "139****5678"
                office.ask("2025-10-05 09:10", "done --visit 2")
