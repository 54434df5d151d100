"""A new value of the policy: from the first day it may apply, shown beside the old one, and asked about in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office import Office
from tests.terminal import terminals, typing

SET = ("policy", "set")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """September is closed."""
    made = Office(tmp_path)
    made.ask("2025-09-10 09:00", "queue open")
    made.ask("2025-09-10 09:05", "checkin 13800000001 --name 张三")
    made.ask("2025-10-01 09:00", "payout --month 2025-09 --close")
    return made


def value(office: Office, key: str) -> str:
    (found,) = [v["value"] for v in office.ask("2025-10-20 09:00", "policy show")["values"] if v["key"] == key]
    return str(found)


def test_the_day_a_refusal_names_is_taken(office: Office) -> None:
    """September is closed through the 30th: the first day that is not closed is the 1st of October."""
    error = office.refused("2025-10-02 09:00", "policy set lunch_minders 3 --from 2025-09-30")
    assert "from 2025-10-01 on" in error["message"]
    assert (
        office.ask("2025-10-02 09:00", "policy set lunch_minders 3 --from 2025-10-01")["set"]["since"] == "2025-10-01"
    )


@terminals
@pytest.mark.parametrize(("key", "new", "shown"), [
    ("commission_percent", "40", "0.3% becomes 40%"), ("protection_months", "0", "1 becomes 0"),
    ("first_share", "0", "70% becomes 0%"), ("undo_minutes", "900", "5 becomes 900"),
])  # fmt: skip
def test_a_value_that_cannot_be_meant_is_asked_about(office: Office, key: str, new: str, shown: str) -> None:
    with typing(office, "2025-10-02 09:00", *SET, key, new, "--from", "2025-11-01") as screen:
        asked = screen.type("[y/N]", "")
        code, _rest = screen.ended()
    assert code == 1
    assert shown in " ".join(asked.split())
    assert "2025-11-01" in asked
    assert "unusual" in " ".join(asked.split())
    assert str([v["coming"] for v in office.ask("2025-10-02 10:00", "policy show")["values"] if v["coming"]]) == "[]"


@terminals
def test_a_likely_value_is_shown_beside_the_old_one_and_agreed_to(office: Office) -> None:
    with typing(office, "2025-10-02 09:00", *SET, "commission_percent", "0.4", "--from", "2025-10-10") as screen:
        asked = screen.type("[y/N]", "y")
        assert screen.ended()[0] == 0
    assert "0.3% becomes 0.4% from 2025-10-10 on" in " ".join(asked.split())
    assert "unusual" not in asked
    assert value(office, "commission_percent") == "0.4"


@terminals
def test_what_will_be_refused_is_not_asked(office: Office) -> None:
    with typing(office, "2025-10-02 09:00", *SET, "lunch_minders", "3", "--from", "2025-09-30") as screen:
        code, shown = screen.ended()
    assert code == 1
    assert "[y/N]" not in shown


def test_a_script_is_not_asked(office: Office) -> None:
    office.ask("2025-10-02 09:00", "policy set commission_percent 40 --from 2025-10-10")
    assert value(office, "commission_percent") == "40"
