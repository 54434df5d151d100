"""A rule is told with the values in force, never with the defaults (16.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from salesdesk.rules.clauses import CLAUSES
from salesdesk.rules.policy import KEYS
from tests.office import Office

OTHER = {
    "protection_months": "3", "recognition_months": "5", "recognised_share": "4/5", "first_share": "13/20",
    "own_side_share": "9/10", "introducer_share": "17/100", "company_pool_share": "19/100", "aftercare_share": "23/100",
    "commission_percent": "0.7", "lunch_minders": "4", "undo_minutes": "9",
}  # fmt: skip
"""Each value of the policy, none at its default."""
DEFAULTS = r"\b(?:70|50|30)(?:\.0)? ?%|(?<![\d.])[137]/(?:2|10)|\bhal(?:f|ves?|ved)\b|\b(?:a|one|the) month\b|\btwo of the queue"
DEFAULTS_ZH = r"(?:70|50|30) ?%|各半|平分|一半|[三七]成|一个月|前(?:两|二|2) ?位"
TOLD = {
    "3.7i": ("5", "80%", "20%"), "3.7j": ("5",), "3.14": ("4",), "5.2": ("65%", "35%"), "6.1.3": ("19%",),
    "6.1.4": ("23%", "77%"), "6.2.5": ("17%",), "7.1": ("3",), "7.4": ("90%", "10%"),
}  # fmt: skip
DAY = "2025-10-05"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Every value is another from 2025-09-02 on."""
    made = Office(tmp_path)
    assert set(OTHER) == {k for k in KEYS if k in OTHER} == set(KEYS), "a value without another one to test with"
    for key, value in OTHER.items():
        made.ask("2025-09-01 09:00", f"policy set {key} {value} --from 2025-09-02")
    made.ask(f"{DAY} 08:30", "queue open")
    return made


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_clause_names_a_default(office: Office, lang: str) -> None:
    says = {c["clause"]: c["says"] for c in office.ask(f"{DAY} 09:00", "clause", SALESDESK_LANG=lang)["clauses"]}
    assert set(says) == set(CLAUSES)
    del says["0.1"]  # what a month is, not how many there are
    assert {k: s for k, s in says.items() if re.search(DEFAULTS if lang == "en" else DEFAULTS_ZH, s)} == {}
    for clause, values in TOLD.items():
        assert all(v in says[clause] for v in values), says[clause]


def test_a_clause_is_told_as_of_a_day(office: Office) -> None:
    def first(on: str) -> str:
        return str(office.ask(f"{DAY} 09:00", f"clause 5.2 --on {on}")["clauses"][0]["says"])

    assert "70% to the first, 30% to the other" in first("2025-09-01")
    assert "65% to the first, 35% to the other" in first("2025-09-02")


def claims(office: Office) -> Iterator[str]:
    """Files a claim 3.7i and one of 7.4; the options for `claim show` of each."""
    office.ask(f"{DAY} 09:00", "checkin 13800000001 --name 张三")
    office.ask(f"{DAY} 09:01", "done 李四")
    office.ask(f"{DAY} 09:02", "checkin 13900000001 --name 张三 --unrecalled")
    office.ask(f"{DAY} 09:03", "checkin 13800000002 --name 李女士")
    office.ask("2025-12-20 10:00", "claim file 13900000001 --by 李四 --ground recognised --same-as 13800000001")
    office.ask("2025-12-20 10:01", "claim file 13800000002 --by 赵六 --ground couple --spouse 13800000001")
    yield from ("1", "2")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_claim_is_told_as_its_shares_are(office: Office, lang: str, tmp_path: Path) -> None:
    """3.7i: four fifths stay with the original, five months to be recognised in; 7.4: nine tenths to the own side."""
    expected = {
        "en": ("Recognised within 5 months (through 2026-03-05): the new one follows up, 80% to the original, 20% to the new one",
               "90% of a deal to its own side, 10% to the other"),
        "zh": ("5 个月内（至 2026-03-05）认出：由新售楼员跟进，原售楼员得 80%，新售楼员得 20%", "成交一方得 90%，另一方得 10%"),
    }  # fmt: skip
    for number, words in zip(claims(office), expected[lang], strict=True):
        shown = office.ask("2025-12-20 10:05", f"claim show {number}", SALESDESK_LANG=lang)["proposal"]
        assert words in shown["explanation"]
    sheet = tmp_path / "claim.xlsx"
    office.ask("2025-12-20 10:06", f"claim show 1 --out {sheet}", SALESDESK_LANG=lang)
    cells = [str(c) for row in load_workbook(sheet).active.values for c in row if c]
    told = [c for c in cells if re.search(DEFAULTS if lang == "en" else DEFAULTS_ZH, c)]
    assert told == []
    assert any("80%" in c for c in cells)
