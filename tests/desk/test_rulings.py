"""What the policy said when a claim was ruled stays with the ruling (7.8), an older version's too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from salesdesk.rules.disputes import Finding
from salesdesk.store.records import Book, Stamp
from tests.office import Office

DAY = "2025-10-06"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """李四 registered 13800000001 on the 5th; on the 6th a visitor cannot recall by whom: 3.7g bears 李四 out that day."""
    made = Office(tmp_path)
    made.ask("2025-10-05 09:00", "queue open")
    made.ask("2025-10-05 10:00", "checkin 13800000001 --name 张三")
    made.ask(f"{DAY} 09:00", "queue open")
    made.ask(f"{DAY} 10:00", "checkin 13800000002 --name 张先生 --unrecalled")
    made.ask(f"{DAY} 10:10", "claim file 13800000002 --by 李四 --ground recognised --same-as 13800000001")
    return made


def without(monkeypatch: pytest.MonkeyPatch, kind: str, key: str) -> None:
    """Entries of that kind are written without that key, as a version before it did."""
    append = Book.append

    def older(book: Book, stamp: Stamp, of: str, body: Mapping[str, Any], **more: Any) -> int:
        return append(book, stamp, of, {k: v for k, v in body.items() if (of, k) != (kind, key)}, **more)

    monkeypatch.setattr(Book, "append", older)


@pytest.mark.parametrize(("ruling", "status"), [("--uphold", "upheld"), ("--reject", "rejected")])
def test_a_ruling_of_an_older_version_is_worked_out_as_of_its_entry(
    office: Office, monkeypatch: pytest.MonkeyPatch, ruling: str, status: str
) -> None:
    """Today the files are joined, or the visit would be judged by a policy set since: neither was so then."""
    without(monkeypatch, "ruling", "borne_out")
    office.ask(f"{DAY} 10:20", f"claim rule 1 {ruling}")
    monkeypatch.undo()
    shown = office.ask("2025-12-01 10:00", "claim show 1")
    assert (shown["claim"]["status"], shown["proposal"]["borne_out"]) == (status, True)
    assert "3.7g" in shown["proposal"]["clauses"]
    assert shown["proposal"]["explanation"] == "Recognised the same day: the customer goes back to the original"


def test_what_is_recorded_stands_whatever_a_later_version_reads(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later reading of the clause must not make the manager's rejection look right (7.8)."""
    office.ask(f"{DAY} 10:20", "claim rule 1 --reject")
    monkeypatch.setattr("salesdesk.rules.disputes.JUDGES", {"recognised": lambda *_of: Finding(False, ("3.7",), "No.")})
    said = office.ask(f"{DAY} 10:30", "claim show 1")["proposal"]
    assert (said["borne_out"], said["explanation"]) == (True, "")


def test_a_policy_set_after_the_ruling_does_not_change_what_was_said(office: Office) -> None:
    """Recognised on 20 November, two weeks after the month: not borne out by 3.7j, though two months are allowed since."""
    office.ask("2025-11-20 10:00", "claim file 13800000002 --by 李四 --ground recognised --same-as 13800000001")
    office.ask("2025-11-20 10:01", "claim rule 2 --reject")
    before = office.ask("2025-11-20 10:02", "claim show 2")["proposal"]
    office.ask("2025-11-20 10:03", "policy set recognition_months 2 --from 2025-10-01")
    after = office.ask("2025-11-20 10:04", "claim show 2")["proposal"]
    assert before["borne_out"] is after["borne_out"] is False
    assert after["explanation"] == before["explanation"] == "Not recognised by 2025-11-06: all is the new salesperson's"
