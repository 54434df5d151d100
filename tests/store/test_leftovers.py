"""What a killed restore, backup or export leaves: swept by the next command on that store or into that folder.

Whole copies with personal words lie in it, hidden; nobody would look for them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk.desk import keeping
from salesdesk.files import LEFTOVER, free_name, sweep, working_folder
from salesdesk.store import keeping as copying
from salesdesk.store.keeping import check
from tests.store.tools import MANAGER, check_in, closing, desk_at, killed, mobile, office_of, together, whole

Work = Callable[[Path, Path], None]


def holding(folder: Path) -> set[Path]:
    """The files outside the store, its old copy and the file beside it in which the customer stands."""
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p for p in files if mobile(7).encode() in p.read_bytes()} - {
        folder / "office.db",
        folder / "out" / "old.db",
    }


def restore(store: Path, out: Path) -> None:
    with closing(desk_at(store)) as desk:
        keeping.restore(desk, str(out / "old.db"), MANAGER)


def back_up(store: Path, out: Path) -> None:
    copying.backup(store, out / "new.db")


WORKS: dict[str, tuple[Work, str]] = {"restore": (restore, ""), "backup": (back_up, "out")}


@pytest.mark.parametrize("what", WORKS)
def test_the_next_command_sweeps_what_a_killed_one_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    store, out = office_of(tmp_path), tmp_path / "out"
    out.mkdir()
    with closing(desk_at(store)) as desk:
        check_in(desk, mobile(7))
    copying.backup(store, out / "old.db")
    work, where = WORKS[what]

    def hang(pipe: int) -> None:
        def stay(connection: object) -> object:
            os.write(pipe, b"copied")
            time.sleep(60)
            return connection

        monkeypatch.setattr(copying, "check", stay)
        work(store, out)

    assert killed([hang], 1.5) == ["copied"]
    left = holding(tmp_path)
    assert left, "the control: a whole copy was left"
    assert {p.parent.stat().st_mode & 0o777 for p in left} == {0o700}
    assert copying.check is check
    if where:
        copying.backup(store, out / "another.db")
        (out / "another.db").unlink()
    else:
        with closing(desk_at(store)) as desk, desk.store.reading():
            pass
    assert not holding(tmp_path)
    assert not list(tmp_path.rglob(".*"))
    assert whole(store)


def test_what_another_terminal_works_in_is_not_swept(tmp_path: Path) -> None:
    with working_folder(tmp_path) as mine:
        (mine / "whole").write_text("x")
        sweep(tmp_path)
        with working_folder(tmp_path) as another:
            assert another != mine
        assert (mine / "whole").read_text() == "x"
    assert list(tmp_path.iterdir()) == []


def test_eight_terminals_that_begin_and_sweep_at_once_keep_their_folders(tmp_path: Path) -> None:
    def work(_n: int, _start: object) -> int:
        kept = 0
        for _round in range(50):
            with working_folder(tmp_path) as mine:
                (mine / "whole").write_text("x")
                sweep(tmp_path)
                kept += (mine / "whole").exists()
        return kept

    assert together(8, work) == [50] * 8
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".salesdesk-archive", ".salesdesk", "salesdesk-part-x", f"{LEFTOVER}file"])
def test_what_somebody_else_put_there_is_not_swept(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("file"):
        path.write_text("mine")
    else:
        path.mkdir()
    sweep(tmp_path)
    assert path.exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    (there / "whole").write_text("x")
    (here / f"{LEFTOVER}link").symlink_to(there)
    sweep(here)
    assert (there / "whole").exists()


def test_a_free_name_is_one_that_names_nothing(tmp_path: Path) -> None:
    name = tmp_path / "a.db"
    assert free_name(name) == name
    name.symlink_to(tmp_path / "nowhere")
    (tmp_path / "a.db-2").mkdir()
    assert free_name(name) == tmp_path / "a.db-3"
