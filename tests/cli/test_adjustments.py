"""What people read of a month that adjusts a closed one: what was paid, what is due now, by which entry and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from salesdesk.store.records import Book, Stamp
from tests.office import Office
from tests.store.test_migrations import left_by

DAY, PHONE = "2025-10-05", "13800000001"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """October is closed: 3,000.00 to 李四 for one deal."""
    made = Office(tmp_path)
    made.ask(f"{DAY} 09:00", "queue open")
    made.ask(f"{DAY} 10:00", f"checkin {PHONE} --name 张三")
    made.ask(f"{DAY} 18:00", "confirm")
    made.ask("2025-10-10 10:00", f"deal add {PHONE} --unit 5-602 --price 1000000")
    made.ask("2025-11-01 09:00", "payout --month 2025-10 --close")
    return made


def read(office: Office, clock: str, command: str) -> str:
    """What stands on the screen, lines joined."""
    answer = office.type(clock, command, COLUMNS="300")
    assert answer.code == 0, answer.err
    return " ".join(answer.out.split())


def written(path: Path) -> str:
    sheets = load_workbook(path).worksheets
    return " ".join(str(c) for s in sheets for row in s.iter_rows(values_only=True) for c in row if c is not None)


def test_a_claw_back_says_the_day_the_reason_and_the_entry_wherever_it_is_read(office: Office, tmp_path: Path) -> None:
    """B1: 客户贷款未批 on 5 November takes back what October paid."""
    entry = office.ask("2025-11-05 10:00", "deal cancel 1 --reason 客户贷款未批退房")["deal"]["cancelled"]["entry"]
    now, month = "2025-11-06 10:00", "payout --month 2025-11"
    office.ask(now, f"{month} --out {tmp_path / 'p.xlsx'}")
    told = f"Deal 1 was cancelled on 2025-11-05 10:00: 客户贷款未批退房 [9] (entry {entry})"
    paid = "李四 was paid 3000.00 and is due 0.00 now: -3000.00: 客户贷款未批退房"
    explained = read(office, now, f"{month} --explain 李四")
    assert told in explained
    assert f"{paid} [3.1] (entry {entry})" in explained
    shown = read(office, now, "deal show 1")
    assert told in shown
    assert f"Cancelled 2025-11-05 10:00, 客户贷款未批退房 (entry {entry})" in shown
    assert f"deal 1, 李四: paid ¥3,000.00, now due ¥0.00, 客户贷款未批退房 (entry {entry})" in read(office, now, month)
    book = written(tmp_path / "p.xlsx")
    assert "Deal 1 was cancelled on 2025-11-05 10:00: 客户贷款未批退房" in book
    assert paid in book
    cited = [row[-1] for row in load_workbook(tmp_path / "p.xlsx")["Lines"].iter_rows(values_only=True) if row[0] == 1]
    assert cited[0].split(", ")[-1] == str(entry)


def test_an_amendment_is_seen_in_the_deal_the_list_and_the_payout(office: Office, tmp_path: Path) -> None:
    """B6: unit, price, commission and reason are told; the new buyer's name stands with the deal, masked in lists."""
    command = "deal amend 1 --unit 5-702 --price 1100000 --buyer 何晓燕 --reason 换高楼层"
    entry = office.ask("2025-11-05 10:00", command)["deal"]["amendments"][0]["entry"]
    now = "2025-11-06 10:00"
    told = "Deal 1 was amended on 2025-11-05 10:00: the unit from 5-602 to 5-702, the price from 1000000.00 to 1100000.00, "
    told += f"the commission from 3000.00 to 3300.00, another buyer's name: 换高楼层 [7.6] (entry {entry})"
    shown = read(office, now, "deal show 1")
    assert told in shown
    assert "Buyer 何晓燕" in shown
    assert told in read(office, now, "payout --month 2025-11 --explain 李四")
    assert "signed, amended" in read(office, now, "deal list")
    office.ask(now, f"payout --month 2025-11 --out {tmp_path / 'p.xlsx'}")
    book = written(tmp_path / "p.xlsx")
    assert told.split(" [7.6]")[0] in book
    assert "李四 was paid 3000.00 and is due 3300.00 now: 300.00: 换高楼层" in book
    listed = office.ask(now, "deal list")["deals"][0]
    assert listed["buyer"] == "何**"
    assert [a["now"] for a in listed["amendments"]] == ["5-702", "1100000.00", "3300.00", "何**"]
    for text in (book, read(office, now, "deal list"), read(office, now, "payout --month 2025-11 --explain 李四")):
        assert "何晓燕" not in text
    office.ask("2025-11-07 10:00", f"customer erase {PHONE}")
    blank = office.ask("2025-11-07 10:01", "deal show 1")["deal"]
    assert (blank["buyer"], {a["why"] for a in blank["amendments"]}) == (None, {None})


def test_what_if_with_the_policy_as_it_is_changes_nothing_beside_an_adjustment(office: Office, tmp_path: Path) -> None:
    """B16: 李四 gives back 3,000 and has 3,600 for a new deal: 600 in the head and in the rows, today and then."""
    office.ask("2025-11-05 10:00", "deal cancel 1 --reason 退房")
    office.ask("2025-11-05 10:01", f"deal add {PHONE} --unit 6-101 --price 1200000")
    same = tmp_path / "same.toml"
    same.write_text('[commission_percent]\nclause = "9"\nfrom = 2000-01-01\nvalue = "0.3"\n', encoding="utf-8")
    answer = office.ask("2025-11-06 10:00", f"payout --month 2025-11 --policy {same}")
    assert (answer["total"], answer["what_if"]["total"]) == ("600.00", "600.00")
    assert answer["what_if"]["by_person"] == [
        {"to": "李四", "role": "sales", "today": "600.00", "other": "600.00", "difference": "0.00"}
    ]


def test_a_month_closed_by_an_older_version_has_no_why(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its closing entry does not say: null, and the line reads as before."""
    office.ask("2025-11-05 10:00", "deal cancel 1 --reason 退房")
    append = Book.append

    def without(book: Book, stamp: Stamp, kind: str, body: Mapping[str, Any], **more: Any) -> int:
        return append(book, stamp, kind, {k: v for k, v in body.items() if k != "why"}, **more)

    monkeypatch.setattr(Book, "append", without)
    office.ask("2025-12-01 10:00", "payout --month 2025-11 --close")
    monkeypatch.undo()
    line = office.ask("2025-12-02 10:00", "payout --month 2025-11")["lines"][0]
    assert (line["amount"], line["why"]) == ("-3000.00", None)
    assert "Why adjusted" not in read(office, "2025-12-02 10:00", "payout --month 2025-11")
    read(office, "2025-12-02 10:00", "payout --month 2025-11 --explain 李四")


def test_a_deal_of_an_older_version_is_amended_in_proportion_and_shows_its_buyer(tmp_path: Path) -> None:
    """12,000.00 were given for 1,200,000.00: half the price, half the sum; the buyer's name was changed before."""
    office = Office(tmp_path)
    office.store = left_by(1, tmp_path / "old")
    was = office.ask("2025-11-03 10:30", "deal show 1")["deal"]
    assert (was["buyer"], [a["why"] for a in was["amendments"]]) == ("张小一", ["写子女名"])
    now = office.ask("2025-11-03 10:31", "deal amend 1 --price 600000 --reason 换房")["deal"]
    assert (now["commission"], now["amendments"][1]["was"]) == ("6000.00", "1200000.00")


def test_what_waits_for_the_director_says_so(office: Office) -> None:
    """B21: ruled by opinion, not approved: nobody has to rule any more."""
    office.ask("2025-11-05 10:01", f"deal add {PHONE} --unit 6-101 --price 1200000")
    office.ask("2025-11-05 10:02", f"claim file {PHONE} --by 王五 --ground other")
    assert office.ask("2025-11-05 10:03", "deal show 2")["holds"] == ["claim 1 is open: 'claim rule 1'"]
    office.ask("2025-11-05 10:04", "claim rule 1 --uphold --opinion 各半 --share 李四=50 --share 王五=50 --as 陈经理")
    awaits = "the opinion on claim 1 awaits the director: 'claim approve 1'"
    assert office.ask("2025-11-05 10:05", "deal show 2")["holds"] == [awaits]
    assert office.ask("2025-11-05 10:05", "payout --month 2025-11")["held"] == [{"deal": 2, "reasons": [awaits]}]


def test_nobodys_customer_is_told_in_words(office: Office) -> None:
    """B26: where the company named the receiver there is no owner to name."""
    phone, now = "13800000009", "2025-11-05 10:03"
    office.ask(
        "2025-11-05 09:00", f"refer company {phone} --name 钱某 --source 总公司 --handling named --receiver 李四"
    )
    office.ask("2025-11-05 09:30", "queue open")
    office.ask("2025-11-05 10:00", f"checkin {phone}")
    told = [s["text"] for s in office.ask(now, f"owner {phone}")["chain"]]
    assert "The company named the receiver: nobody owns this customer, the pool has all" in told
    assert not [text for text in told if "protected through" in text]
