"""An old register entered as late visits: all of it or nothing, each as the manager would have entered it by hand."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from salesdesk.cli.lines import columns
from tests.office import Office

NOW = "2025-11-20 09:00"
HEADS = ("日期", "时间", "姓名", "电话", "接待人", "来源", "级别")
Write = Callable[..., str]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def old(tmp_path: Path) -> Write:
    """Writes a register of these rows; gives the file's name."""

    def write(*rows: Sequence[Any], heads: Sequence[str] = HEADS, name: str = "old.xlsx") -> str:
        book = Workbook()
        for row in (heads, *rows):
            book.active.append(row)
        book.save(tmp_path / name)
        return str(tmp_path / name)

    return write


def visit(
    day: str, phone: str | None = "13800000001", who: str = "李四", clock: str = "10:00", name: str = "张三"
) -> list[Any]:
    return [day, clock, name, phone, who, "朋友", "A"]


def entries(office: Office) -> int:
    with closing(sqlite3.connect(office.store)) as connection:
        return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def test_rows_become_late_visits_that_wait_for_the_manager(office: Office, old: Write) -> None:
    file = old(
        visit("2024-05-01"), visit("2024-05-20", who="王五"), visit("2024-05-21"), visit("2024-08-01", who="王五")
    )
    answer = office.ask(NOW, f"import {file}")
    assert {k: answer[k] for k in ("file", "rows", "imported", "customers_new", "dry_run")} == {
        "file": file, "rows": 4, "imported": 4, "customers_new": 1, "dry_run": False,
    }  # fmt: skip
    kinds = []
    for day in ("2024-05-01", "2024-05-20", "2024-05-21", "2024-08-01"):
        (v,) = office.ask(NOW, f"register --on {day}")["visits"]
        assert (v["late_entry"], v["uses_turn"], v["status"], v["confirmed"]) == (True, False, "done", False)
        assert (v["source"], v["rating"], v["customer"]["name"]) == ("朋友", "A", "张三")
        kinds.append(v["kind"])
    assert kinds == ["turn", "duty", "returning", "turn"]
    assert office.ask(NOW, "owner 13800000001 --on 2024-08-02")["owner"] == "王五"
    assert office.ask(NOW, "confirm --on 2024-05-01")["confirmed"] == 1
    assert office.ask(NOW, "verify")["ok"]


def test_the_order_of_the_rows_does_not_matter(office: Office, old: Write) -> None:
    office.ask(
        NOW, f"import {old(visit('2025-10-20', who='王五'), visit('2025-09-01'), visit('2025-09-20', who='王五'))}"
    )
    owned = [office.ask(NOW, f"owner 13800000001 --on {day}")["owner"] for day in ("2025-09-30", "2025-10-20")]
    assert owned == ["李四", "李四"]


def test_an_import_enters_what_late_checkins_would(tmp_path: Path, old: Write) -> None:
    """The same rows by hand in another office: same kinds, same clauses, same owners; some customers known before."""
    rng = random.Random(7)
    phones, day = [f"1380000000{n}" for n in range(6)], date(2025, 9, 2)
    rows = [
        visit(str(day + timedelta(days=rng.randrange(70))), rng.choice(phones), rng.choice(("李四", "王五", "赵六")),
              f"{rng.randrange(9, 18):02d}:{n % 60:02d}")
        for n in range(60)
    ]  # fmt: skip
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    by_file, by_hand = (Office(folder) for folder in folders)
    for office in (by_file, by_hand):
        office.ask(
            "2025-10-10 08:00", "refer company 13800000005 --name 贵客 --source 总部 --handling named --receiver 赵六"
        )
        office.ask("2025-10-10 09:00", "queue open")
        office.ask("2025-10-10 09:05", "checkin 13800000000 --name 张三")
        office.ask("2025-10-10 09:06", "checkin 13800000005 --name 贵客")
    by_file.ask(NOW, f"import {old(*rows)}")
    for row in sorted(rows, key=lambda r: (r[0], r[1])):
        late = f'--receiver {row[4]} --at "{row[0]} {row[1]}" --source 朋友 --rating A --as 陈经理'
        by_hand.ask(NOW, f"checkin {row[3]} --name 张三 {late}")

    def shown(office: Office) -> list[Any]:
        days = sorted({str(r[0]) for r in rows})
        said = [office.ask(NOW, f"register --on {d}")["visits"] for d in days]
        drop = ("entry", "customer")
        visits = [{k: v for k, v in x.items() if k not in drop} for day in said for x in day]
        owners = [office.ask(NOW, f"owner {p} --on {d}") for p in phones for d in days[::9]]
        return [visits, [{k: o[k] for k in ("owner", "protected_until", "shares", "evidence")} for o in owners]]

    assert shown(by_file) == shown(by_hand)


def test_a_dry_run_records_nothing_and_says_the_same(office: Office, old: Write) -> None:
    file, before = old(visit("2025-08-01"), visit("2025-08-02", "13800000002")), entries(office)
    dry = office.ask(NOW, f"import {file} --dry-run")
    assert (dry["rows"], dry["imported"], dry["customers_new"], dry["dry_run"]) == (2, 0, 2, True)
    assert entries(office) == before
    done = office.ask(NOW, f"import {file}")
    assert {**done, "imported": 0, "dry_run": True} == dry


def test_twins_are_listed_masked(office: Office, old: Write) -> None:
    office.ask("2025-11-19 09:00", "queue open")
    office.ask("2025-11-19 09:05", "checkin 13800000009 --name 老客")
    rows = [visit("2025-08-01"), visit("2025-08-02", "138 0000 0001", name="李大"), visit("2025-08-03", "13800000009")]
    answer = office.ask(NOW, f"import {old(*rows, visit('2025-08-04', '13800000003'))}")
    assert answer["twins"] == [
        {"phone": "138****0001", "on_record": False, "customer": None, "rows": [2, 3], "names": ["张三", "李大"]},
        {"phone": "138****0009", "on_record": True, "customer": 1, "rows": [4], "names": ["老客", "张三"]},
    ]
    assert answer["customers_new"] == 2


def test_a_file_read_twice_enters_nothing_twice(office: Office, old: Write) -> None:
    office.ask(NOW, f"import {old(visit('2025-08-01'), visit('2025-08-02'))}")
    before = entries(office)
    again = office.ask(NOW, f"import {old(visit('2025-08-01'), visit('2025-08-02'), visit('2025-08-03'))}")
    assert (again["rows"], again["imported"], again["already"], again["customers_new"]) == (3, 1, 2, 0)
    assert entries(office) == before + 1


def test_visitors_without_a_number_get_a_file_each(office: Office, old: Write) -> None:
    answer = office.ask(NOW, f"import {old(visit('2025-08-01', None), visit('2025-08-02', None, who='王五'))}")
    assert answer["customers_new"] == 2
    assert office.ask(NOW, "owner '#2' --on 2025-08-03")["owner"] == "王五"


def test_a_row_without_a_number_is_not_entered_again(office: Office, old: Write) -> None:
    """The same minute, name and receiver are the same visit; another name, time or receiver is another."""
    office.ask(NOW, f"import {old(visit('2025-08-01', None), visit('2025-08-02', None, name='钱女士'))}")
    rows = [
        visit("2025-08-01", None), visit("2025-08-02", None, name="钱女士"), visit("2025-08-01", None, name="周"),
        visit("2025-08-01", None, clock="10:01"), visit("2025-08-01", None, who="王五"),
    ]  # fmt: skip
    again = office.ask(NOW, f"import {old(*rows)}")
    assert (again["rows"], again["imported"], again["already"], again["customers_new"]) == (5, 3, 2, 3)


def test_the_columns_read_and_not_read_are_named(office: Office, old: Write) -> None:
    heads = ("序号", "日期", "时间", "姓名", "电话", "接待人", "认知渠道", "意向楼栋")
    file = old([1, "2025-08-01", "10:00", "张三", "13800000001", "李四", "抖音", "3栋"], heads=heads)
    answer = office.ask(NOW, f"import {file} --dry-run")
    assert answer["columns"] == {
        "date": "日期", "time": "时间", "name": "姓名", "phone": "电话", "receiver": "接待人", "source": "认知渠道",
    }  # fmt: skip
    assert answer["ignored"] == ["序号", "意向楼栋"]
    told = office.type(NOW, f"import {file}", COLUMNS="200").out
    assert "Not read       序号, 意向楼栋" in told
    assert "source ← 认知渠道" in told
    assert office.ask(NOW, "register --on 2025-08-01")["visits"][0]["source"] == "抖音"


@pytest.mark.parametrize("number", [13800000001, 13800000001.0])
def test_a_mobile_kept_as_a_number_is_exact(office: Office, old: Write, number: float) -> None:
    office.ask(NOW, f"import {old(visit('2025-08-01', number))}")  # type: ignore[arg-type]
    assert office.ask(NOW, "owner 13800000001 --on 2025-08-02")["owner"] == "李四"


@pytest.mark.parametrize("total", [
    ["合计", None, 2, None, None], [None, None, "小 计：", 2, None], ["total", None, None, None, None],
    ["本月合计", None, "2组", None, None],
])  # fmt: skip
def test_a_row_that_adds_up_is_skipped_and_named(office: Office, old: Write, total: list[Any]) -> None:
    answer = office.ask(NOW, f"import {old(visit('2025-08-01'), total, visit('2025-08-02'))}")
    assert (answer["rows"], answer["imported"], answer["totals"]) == (2, 2, [3])


def test_a_customer_called_like_a_total_is_a_visit(office: Office, old: Write) -> None:
    assert office.ask(NOW, f"import {old(visit('2025-08-01', name='合计'))}")["imported"] == 1


def test_the_earlier_month_that_wants_closing_is_named(office: Office, old: Write) -> None:
    """Section 10: months close in order from that of the oldest visit; November came first before the import."""
    office.ask("2025-11-19 09:00", "queue open")
    office.ask("2025-11-19 09:05", "checkin 13800000009 --name 老客")
    assert office.ask(NOW, f"import {old(visit('2025-11-03'))} --dry-run")["closes_first"] is None
    assert office.ask(NOW, f"import {old(visit('2025-08-01'))}")["closes_first"] == "2025-08"
    assert "2025-07 comes first" in " ".join(office.type(NOW, f"import {old(visit('2025-07-01'))}").out.split())
    assert office.refused("2025-11-20 10:00", "payout --month 2025-08 --close")["message"].endswith(
        "2025-07 comes first"
    )


# --- bad rows


def test_a_row_twice_in_one_file_is_refused_and_both_are_named(office: Office, old: Write) -> None:
    other = [*visit("2025-08-01")[:5], "抖音", "A"]
    message = bad_rows(office, old(visit("2025-08-01"), visit("2025-08-02"), visit("2025-08-01"), other))
    assert "1 of 4 rows cannot be taken" in message
    assert "row 4: says the same as row 2" in message


def test_what_is_wrong_is_wrapped_and_in_the_order_of_the_rows(office: Office, old: Write) -> None:
    rows = [visit("?"), visit("2025-08-01"), visit("8月1日", "123", who="无名氏"), visit("2025-08-01")]
    err = office.type(NOW, f"import {old(*rows)}", COLUMNS="80", SALESDESK_LANG="zh").err.splitlines()
    assert max(map(columns, err)) <= 80
    assert [line[:7] for line in err if line.startswith("  第")] == ["  第 2 行", "  第 4 行", "  第 5 行"]


def test_rows_of_one_number_are_named_in_order(office: Office, old: Write) -> None:
    rows = [visit("2025-08-03"), visit("2025-08-01"), visit("2025-08-02")]
    assert office.ask(NOW, f"import {old(*rows)} --dry-run")["twins"][0]["rows"] == [2, 3, 4]
    assert "第 2，3，4 行" in office.type(NOW, f"import {old(*rows)} --dry-run", SALESDESK_LANG="zh").out


@pytest.mark.parametrize("words", ["电话=手机 --map 备注=级别", "phone=手机 --map note=级别"])
def test_a_field_is_mapped_by_either_name(office: Office, old: Write, words: str) -> None:
    file = old(visit("2025-08-01"), heads=("日期", "时间", "姓名", "手机", "接待人", "来源", "级别"))
    answer = office.ask(NOW, f"import {file} --map {words} --dry-run", SALESDESK_LANG="zh")
    assert (answer["columns"]["phone"], answer["columns"]["note"]) == ("手机", "级别")


def test_the_fields_are_named_in_the_language_in_use(office: Office, old: Write) -> None:
    told = office.type(NOW, f"import {old(visit('2025-08-01'))} --map x=y", SALESDESK_LANG="zh").err
    assert "日期，时间，姓名，电话" in told
    assert "receiver" not in told


def bad_rows(office: Office, file: str) -> str:
    before = entries(office)
    error = office.refused(NOW, f"import {file}")
    assert error["code"] == "bad_rows"
    assert office.refused(NOW, f"import {file} --dry-run") == error
    assert entries(office) == before
    return str(error["message"])


def test_all_bad_rows_are_named_with_their_reasons(office: Office, old: Write) -> None:
    office.ask("2025-11-01 09:00", "staff add 钱七 --role salesperson")
    office.ask("2025-11-10 09:00", "staff leave 钱七")
    rows = [
        visit("2025-08-01"), visit("8月1日"), visit("2025-08-01", "123"), visit("2025-08-01", who="无名"),
        visit("2025-08-01", who="孙会计"), visit("2025-11-21"), visit("2025-11-20"), visit("2025-11-15", who="钱七"),
        visit("2025-10-01", who="钱七"), visit("2025-08-01", name="名" * 61), visit("2025-08-01", 73188881234.0),
        [*visit("2025-08-01")[:6], "E"], visit("2025-08-01", who=""), visit("2025-11-05", who="qq"),
    ]  # fmt: skip
    message = bad_rows(office, old(*rows))
    for part in (
        "12 of 14 rows cannot be taken; nothing was recorded", "row 3: date: '8月1日' cannot be read",
        "row 4: phone: '123' is not a phone number", "row 5: Nobody on the staff is called '无名'",
        "row 6: 孙会计 is no salesperson", "row 7: 2025-11-21 is in the future", "row 8: 2025-11-20 is today",
        "row 9: 钱七 was no salesperson of the office that day", "row 10: 钱七 was no salesperson", "row 11: name: at most 60",
        "row 12: phone: kept as a number", "row 13: rating: one of A, B, C, D", "row 14: receiver: missing",
    ):  # fmt: skip
        assert part in message
    assert "row 2:" not in message
    assert "row 15:" not in message
    told = office.type(NOW, f"import {old(*rows)}")
    assert (told.code, told.out) == (1, "")
    assert told.err.splitlines()[2].startswith("  row 4: phone: '123' is not a phone number; write it like")


def test_at_most_fifty_are_named(office: Office, old: Write) -> None:
    message = bad_rows(office, old(*[visit("?")] * 60))
    assert message.count("row ") == 50
    assert message.endswith("and 10 more")


def test_hostile_text_in_a_bad_row_is_shown_not_obeyed(office: Office, old: Write) -> None:
    hostile = "[red]\u202e王"
    told = office.type(NOW, f"import {old(visit('2025-08-01', who=hostile))}")
    assert "[red]\\u202e王" in told.err


# --- the command


def test_it_is_the_managers(office: Office, old: Write) -> None:
    file = old(visit("2025-08-01"))
    wrong = office.type(NOW, f"import {file} --json", pin="9999")
    assert (wrong.code, wrong.json["error"]["code"]) == (1, "wrong_pin")
    assert office.type(NOW, f"import {file} --json", pin=None).code == 2
    assert office.type(NOW, f"import {file} --json --as 李四").code == 1


def test_wrong_maps_and_files(office: Office, old: Write) -> None:
    file = old(visit("2025-08-01"))
    for words in ("--map 电话", "--map tel=电话", "--map phone=电话 --map phone=手机"):
        assert office.refused(NOW, f"import {file} {words}", 2)["code"] == "usage"
    office.refused(NOW, f"import {file}.nothing")
    office.refused(NOW, f"import {old(heads=('a', 'b'), name='other.xlsx')}")
    assert office.ask(NOW, f"import {file} --map source=级别 --map rating= --dry-run")["rows"] == 1


def test_a_request_repeated_is_entered_once(office: Office, old: Write) -> None:
    file = old(visit("2025-08-01", None))
    first = office.ask(NOW, f"import {file} --request-id r1")
    assert office.ask(NOW, f"import {file} --request-id r1") == first
    assert len(office.ask(NOW, "register --on 2025-08-01")["visits"]) == 1


def test_an_empty_register_enters_nothing(office: Office, old: Write) -> None:
    answer = office.ask(NOW, f"import {old()}")
    assert (answer["rows"], answer["imported"], answer["twins"], answer["from"]) == (0, 0, [], None)
    assert "0 of 0 rows" in office.type(NOW, f"import {old()}").out


def test_what_people_read(office: Office, old: Write) -> None:
    rows = [visit("2025-08-01"), visit("2025-08-02"), *(visit("2025-08-03", f"1390000{n:04d}") for n in range(2))]
    out = office.type(NOW, f"import {old(*rows)} --dry-run", COLUMNS="200").out.splitlines()
    assert out[0].endswith("old.xlsx: 4 rows can be taken; nothing is recorded yet")
    assert out[2:4] == ["  Days           3, from 2025-08-01 to 2025-08-03", "  New customers  3"]
    assert out[-2:] == ["Numbers met more than once: 1", "  138****0001  rows 2, 3, 张三"]
    assert "'confirm --on DATE' [7.2]" in office.type(NOW, f"import {old(*rows)}").out


def test_a_number_used_for_many_costs_no_more_each(office: Office, old: Write) -> None:
    """A stand-in number written down for whoever gave none: walked once, not once a row."""
    start = datetime(2020, 1, 1, 9)
    rows = [visit(str((start + timedelta(days=n // 4)).date()), clock=f"{9 + n % 4}:00") for n in range(1500)]
    assert office.ask(NOW, f"import {old(*rows)}")["imported"] == 1500
