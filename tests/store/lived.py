"""A store that has lived: every kind of entry in it, made through the commands, once per process and copied for each test."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from tests.office import template, type_command

MARKS = ("application_id", "user_version")
SALESPEOPLE = ("李四", "王五", "赵六")
LINES = """
2025-10-05 08:30 | queue open 李四 王五 赵六
2025-10-05 09:00 | checkin 13800000001 --name 张一 --source 路过 --need 三房 --budget 120万 --rating A --note 周末再来
2025-10-05 09:05 | checkin 13800000002 --name 张二 --note 𠮷先生
2025-10-05 09:06 | done 李四
2025-10-05 09:07 | undo
2025-10-05 09:10 | checkin 13800000003 --name 张三 --ask-for 赵六
2025-10-05 09:20 | done 李四
2025-10-05 09:21 | done 王五
2025-10-05 09:22 | done 赵六
2025-10-05 09:30 | checkin 13800000004 --name 张四 --unrecalled
2025-10-05 09:31 | handover 4 --reason asked-for --to 王五 --insists --as 陈经理
2025-10-05 09:35 | done --visit 4
2025-10-05 09:40 | call 13800000005 --name 张五 --note 问开放时间
2025-10-05 09:45 | refer employee 13800000006 --name 张六 --by 孙会计 --visit-on 2025-10-06
2025-10-05 09:50 | correct 2 --reason 写错 --name 张贰
2025-10-05 09:55 | queue strike 王五 --reason 不在岗
2025-10-05 18:00 | confirm --as 陈经理
2025-10-06 08:30 | queue open
2025-10-06 09:01 | checkin 13800000007 --name 张七
2025-10-06 09:02 | done --visit 5
2025-10-06 10:00 | checkin 13800000001
2025-10-06 10:10 | done --visit 6
2025-10-06 10:20 | checkin 13800000006 --name 张六
2025-10-06 10:30 | done --visit 7
2025-10-06 11:00 | claim file 13800000004 --by 李四 --ground other --note 我接待过
2025-10-06 11:10 | claim rule 1 --uphold --opinion 各半 --share 李四=50 --share 王五=50 --as 陈经理
2025-10-06 11:20 | claim approve 1 --as 周总监
2025-10-06 11:30 | deal add 13800000001 --unit 3-1-501 --price 1200000 --commission 12000
2025-10-06 11:35 | deal add 13800000002 --unit 3-1-502 --price 1000000.50 --commission 9999.99
2025-10-06 11:40 | deal add 13800000003 --unit 3-1-503 --price 1000000 --commission 8000
2025-10-06 11:45 | deal cancel 3 --reason 退房
2025-10-06 11:50 | deal amend 1 --buyer 张小一 --reason 写子女名
2025-10-06 12:00 | customer consent 13800000001 --given 2025-10-05 --marketing
2025-10-06 12:05 | customer show 13800000001 --whole --as 陈经理
2025-10-06 12:10 | customer correct 13800000003 --name 张叁 --reason 身份证
2025-10-06 12:20 | customer freeze 13800000005 --reason 本人要求
2025-10-06 12:30 | customer erase 13800000007
2025-10-06 12:40 | followup add 13800000001 --by 李四 --note 已回电 --grade B --next 2025-10-20
2025-10-06 18:00 | confirm
2025-11-03 09:00 | payout --month 2025-10 --close
2025-11-03 09:10 | checkin 13800000008 --request-id lived-1 | 1
2025-11-03 09:15 | queue open
2025-11-03 09:20 | checkin 13800000008 --name 张八 --request-id lived-2
2025-11-03 09:25 | deal add 13800000001 --unit 5-1-101 --price 900000 --commission 5000.01
2025-11-03 09:30 | staff leave 何助理
"""


def steps(lines: str = LINES) -> list[tuple[str, str, int]]:
    """Clock, command, the exit code it must have."""
    parts = [line.split(" | ") for line in lines.strip().splitlines()]
    return [(clock, command, int(rest[0]) if rest else 0) for clock, command, *rest in parts]


def play(store: Path, lines: str) -> None:
    """Types all lines; each must end as it says."""
    for clock, command, code in steps(lines):
        answer = type_command(store, clock, [*shlex.split(command), "--json"])
        assert answer.code == code, f"{command}: exit {answer.code} {answer.err}"


def store_of(folder: Path, lines: str) -> Path:
    """A store with the usual staff, and these lines typed."""
    path = Path(shutil.copyfile(template(SALESPEOPLE), folder / "office.db"))
    play(path, lines)
    return path


@lru_cache
def _lived() -> Path:
    return store_of(Path(tempfile.mkdtemp()), LINES)


def lived(folder: Path) -> Path:
    """A copy of the store that has lived."""
    return Path(shutil.copyfile(_lived(), folder / "office.db"))


def written_out(store: Path) -> str:
    """A store as SQL, its version included: the fixture of a version that a later one has to bring up."""
    with closing(sqlite3.connect(store)) as sql:
        marks = [f"PRAGMA {mark} = {sql.execute(f'PRAGMA {mark}').fetchone()[0]};" for mark in MARKS]
        return "\n".join([*marks, *sql.iterdump()]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written_out(_lived()))
