"""Times, days, months, weeks and numbers that no office means: wrong usage at the edge, whatever command takes them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.office import Office

NOW = "2025-11-03 10:00"
DIGITS = "9" * 20
OUTSIDE = [
    "policy set lunch_minders 2 --from 2025-12-01 --at '0001-01-01 00:00' --as 陈经理",
    "policy set lunch_minders 2 --from 1999-12-31 --as 陈经理",
    "policy set lunch_minders 2 --from 9999-12-31",
    f"policy set lunch_minders {DIGITS} --from 2025-12-01",
    f"policy set commission_percent 0.{'1' * 5000} --from 2025-12-01",
    "policy set commission_percent 1e-999999999 --from 2025-12-01",
    "policy set commission_percent 1e999999999 --from 2025-12-01",
    f"policy set first_share 1/{DIGITS} --from 2025-12-01",
    "policy show --on 0001-01-01",
    "policy show --on 9999-12-31",
    "queue --on 1999-12-31",
    "queue --on 2100-01-02",
    "checkin 13800000001 --at '1999-12-31 23:59'",
    "checkin 13800000001 --at '2100-01-01 00:01'",
    "checkin 13800000001 --at '0001-01-01 00:00+08:00'",
    "checkin 13800000001 --at '0001-01-01 00:00-23:59'",
    "checkin 13800000001 --at '9999-12-31 23:59-23:59'",
    "checkin 13800000001 --at '2025-10-05 10:00+99:99'",
    f"checkin 13800000001 --referral {DIGITS}",
    f"checkin 13800000001 --brought-by '#{DIGITS}'",
    f"done --visit {DIGITS}",
    "done --visit 2147483648",
    f"handover {DIGITS} --reason refused --fault none",
    f"correct {DIGITS} --reason x --name y",
    f"claim show {DIGITS}",
    f"claim rule {DIGITS} --reject",
    f"claim approve {DIGITS}",
    f"claim file 13800000001 --by 李四 --ground other --visit {DIGITS}",
    f"deal show {DIGITS}",
    f"deal cancel {DIGITS} --reason x",
    f"deal amend {DIGITS} --unit x",
    f"deal add 13800000001 --unit x --price {DIGITS}",
    "deal add 13800000001 --unit x --price 2147483648",
    "deal add 13800000001 --unit x --price 214748.3648万",
    f"deal add 13800000001 --unit x --price 1 --rate {DIGITS}",
    f"refer show {DIGITS}",
    f"refer confirm {DIGITS} --how phoned",
    "refer employee 13800000002 --name 张 --by 孙会计 --visit-on 2100-01-02",
    "refer client 13800000002 --name 张 --by 李四 --from 13800000001 --visit-at '9999-12-31 23:59'",
    f"owner '#{DIGITS}'",
    "owner 13800000001 --on 9999-12-31",
    "deal list --month 9999-12",
    "payout --month 9999-12",
    "payout --month 0001-01",
    "payout --month 1999-12",
    "report weekly --week 9999-W52",
    "report weekly --week 0001-W01",
    "report office --month 9999-12",
    "report office --on 0001-01-01",
    "followup add 13800000001 --by 李四 --next 9999-12-31",
    "followup add 13800000001 --by 李四 --note x --at '0001-01-01 00:00' --as 陈经理",
    "followup --on 0001-01-01",
    "register --on 9999-12-31",
    "refer list --on 0001-01-01",
    "customer consent 13800000001 --given 0001-01-01",
]  # fmt: skip


@pytest.mark.parametrize("command", OUTSIDE)
def test_what_no_office_means_is_wrong_usage(tmp_path: Path, command: str) -> None:
    """Policy, Fifth round: a stated time, day or month lies between 2000-01-01 and 2100-01-01; cli.md: numbers below 2^31."""
    office = Office(tmp_path)
    office.ask(NOW, "queue open")
    before = office.store.read_bytes()
    error = office.refused(NOW, command, 2)
    assert error["code"] == "usage"
    assert office.store.read_bytes() == before


@pytest.mark.parametrize(
    "clock", ["1999-12-31 23:59", "2100-01-02 00:00", "0001-01-01 00:00", "9999-12-31 23:59-23:59"]
)
@pytest.mark.parametrize("command", ["queue", "queue open", "policy show", "board", "checkin 13800000001"])
def test_a_set_clock_outside_the_century_is_wrong_usage(tmp_path: Path, clock: str, command: str) -> None:
    office = Office(tmp_path)
    assert office.type(clock, command).code == 2


INSIDE = [
    ("policy show --on 2000-01-01", 0),
    ("policy show --on 2100-01-01", 0),
    ("payout --month 2000-01", 0),
    ("report office --month 2000-01", 0),
    ("report weekly --week 2000-W01", 0),
    ("claim show 2147483647", 1),
    ("deal show 2147483647", 1),
    ("checkin 13800000001 --receiver 李四 --at '2000-01-01 00:00' --as 陈经理", 1),
    ("refer employee 13800000002 --name 张 --by 孙会计 --visit-on 2100-01-01", 0),
]


@pytest.mark.parametrize(("command", "code"), INSIDE, ids=[shlex.quote(c) for c, _code in INSIDE])
def test_the_edges_themselves_are_taken(tmp_path: Path, command: str, code: int) -> None:
    """2000-01-01 and 2100-01-01 are days like others; 2^31 - 1 is a number that is not on record."""
    office = Office(tmp_path)
    office.ask(NOW, "queue open")
    assert office.type(NOW, command).code == code
