"""What the source must not do (T34), and where the store must not lie (T35)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesdesk.errors import StoreError
from salesdesk.store import database
from tests.office import type_command
from tests.store.lived import lived

SOURCE = Path(database.__file__).parent.parent
FILES = sorted(SOURCE.rglob("*.py"))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, with the name it is called by: ``os.open``, ``.executescript``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            yield (f"{owner.id}.{name}" if isinstance(owner, ast.Name) else f".{name}" if owner else name), node


def found(*names: str, but: tuple[str, ...] = ()) -> list[str]:
    """Where any of these is called, files that may do so left out."""
    return [
        f"{path.relative_to(SOURCE)}:{node.lineno} {name}"
        for path in FILES
        if str(path.relative_to(SOURCE)) not in but
        for name, node in calls(path)
        if name in names or f".{name.rpartition('.')[2]}" in names
    ]


def test_nothing_commits_behind_a_transactions_back() -> None:
    assert not found(".executescript", ".commit")


def test_only_the_store_opens_sqlite() -> None:
    assert not [f for f in found("sqlite3.connect", ".connect") if not f.startswith("store/")]


def test_the_stores_file_is_never_copied_or_opened_as_a_file() -> None:
    """One `close` of another handle would drop SQLite's locks: copies go through the backup interface."""
    assert not found("shutil.copy", "shutil.copyfile", "shutil.copy2", ".read_bytes", but=("books/workbook.py",))
    assert not [f for f in found("open", ".open") if f.startswith(("store/", "desk/")) and "os.open" not in f]


def test_there_is_one_way_of_text_into_a_cell() -> None:
    setting = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in FILES
        if path.name != "workbook.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Attribute) and t.attr == "value" for t in node.targets)
    ]
    assert not setting


def test_nothing_is_evaluated_and_no_shell_is_started() -> None:
    assert not found("eval", "exec", "os.system", "pickle.loads", "subprocess.run", "subprocess.Popen")


def test_every_write_takes_the_lock_at_once() -> None:
    """A transaction is begun in one place only."""
    begun = [f for f in FILES if "BEGIN" in f.read_text("utf-8") and f.parent.name != "migrations"]
    assert [f.name for f in begun] == ["database.py"]


# --- where the store lies

MOUNTS = """22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:26 / /dev/shm rw,nosuid - tmpfs tmpfs rw
40 22 0:40 / {point} rw,relatime shared:1 master:2 - {kind} //server/share rw
"""
NETWORK = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse.sshfs",
    "vboxsf",
    "afs",
    "ncpfs",
    "fuse.davfs",
    "fuse.vmhgfs-fuse",
    "prl_fs",
    "fuse.rclone",
    "fuse.s3fs",
    "ceph",
    "fuse.glusterfs",
    "glusterfs",
)
LOCAL = ("ext4", "xfs", "btrfs", "tmpfs", "overlay", "vfat", "fuseblk", "zfs")


def mounts(folder: Path, kind: str, point: str) -> str:
    path = folder / "mountinfo"
    path.write_text(MOUNTS.format(kind=kind, point=point), "utf-8")
    return str(path)


@pytest.fixture
def faked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose folder is said to be of some kind: the kind is written by the test."""
    real = Path.read_text

    def read_text(path: Path, *args: str) -> str:
        return real(tmp_path / "mountinfo" if path == Path("/proc/self/mountinfo") else path, *args)

    monkeypatch.setattr(Path, "read_text", read_text)
    return tmp_path


@pytest.mark.parametrize("kind", NETWORK)
def test_a_network_folder_is_refused_by_init_and_by_every_command(faked: Path, kind: str) -> None:
    store = lived(faked)
    mounts(faked, kind, str(faked))
    with pytest.raises(StoreError, match="network folder"):
        database.open_store(store)
    for command in (["queue"], ["init", "--manager", "x"], ["checkin", "13800000009"]):
        path = store if command[0] != "init" else faked / "new.db"
        answer = type_command(path, "2025-11-03 10:00", [*command, "--json"])
        assert answer.code == 3
        assert kind in answer.json["error"]["message"]
    assert not (faked / "new.db").exists()


@pytest.mark.parametrize("kind", LOCAL)
def test_a_folder_of_this_machine_is_taken(faked: Path, kind: str) -> None:
    store = lived(faked)
    mounts(faked, kind, str(faked))
    database.open_store(store).close()


@pytest.mark.parametrize("name", ["我的 共享", "with space", "tab\there", "back\\slash", "plain"])
def test_a_mount_point_is_read_however_its_name_is_written(tmp_path: Path, name: str) -> None:
    point = tmp_path / name
    written = "".join(c if c not in " \t\n\\" else f"\\{ord(c):03o}" for c in str(point))
    assert database.file_system(point / "office.db", mounts(tmp_path, "nfs4", written)) == "nfs4"
    assert database.file_system(tmp_path / "beside.db", mounts(tmp_path, "nfs4", written)) != "nfs4"


def test_a_machine_that_does_not_tell_its_mounts_is_taken_at_its_word(tmp_path: Path) -> None:
    assert database.file_system(tmp_path, str(tmp_path / "none")) is None
    odd = tmp_path / "odd"
    odd.write_bytes(
        b"22 1 254:0 / / rw - ext4 /dev/vda rw\n40 22 0:40 / /mnt/\xb9\xb2\xcf\xed rw - cifs //x rw\n\nshort line\n"
    )
    assert database.file_system(tmp_path, str(odd)) == "ext4"
