"""The old plan or the new one, whole, whatever happens while writing."""

import contextlib
import errno
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from turnout.models.plan import Plan
from turnout.plans import OWN_FILES, FolderError, PlanFolder, folder, read, write
from turnout.tests.plans.conftest import NEW, OLD, Failing, small_plan, snapshot, topic


@pytest.fixture(params=["folders change places", "file by file"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of putting a new plan in place; the second is what Windows and mount points get."""
    if request.param == "file by file":
        monkeypatch.setattr(folder, "exchange", lambda one, other: False)
    return str(request.param)


def test_a_new_plan_replaces_the_old_one_and_leaves_nothing_else(either_way: str, tmp_path: Path) -> None:
    target = tmp_path / "计划"
    write(OLD, target)
    assert write(NEW, target).folder == target
    assert topic(target) == "新"
    assert sorted(p.name for p in target.iterdir()) == sorted(OWN_FILES)
    assert [p.name for p in tmp_path.iterdir()] == ["计划"]


def test_missing_folders_above_are_made(tmp_path: Path) -> None:
    write(NEW, tmp_path / "a" / "b" / "plan")
    assert topic(tmp_path / "a" / "b" / "plan") == "新"


def test_other_peoples_files_stay(either_way: str, tmp_path: Path) -> None:
    target = tmp_path / "plan"
    write(OLD, target)
    (target / "计划.xlsx").write_bytes(b"notes")
    (target / "calendars").mkdir()
    (target / "calendars" / "B1.ics").write_bytes(b"BEGIN")
    (target / "latest").symlink_to("calendars")
    write(NEW, target)
    assert topic(target) == "新"
    assert (target / "计划.xlsx").read_bytes() == b"notes"
    assert (target / "calendars" / "B1.ics").read_bytes() == b"BEGIN"
    assert os.readlink(target / "latest") == "calendars"


def test_other_peoples_files_that_cannot_be_moved_stay_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "plan"
    write(OLD, target)
    for name in ("a.txt", "b.txt", "c.txt"):
        (target / name).write_text(name, encoding="utf-8")
    original = os.rename

    def refusing(source: Path, other: Path) -> None:
        if Path(source).name == "b.txt":
            raise OSError(errno.EBUSY, "Device or resource busy")
        original(source, other)

    monkeypatch.setattr(os, "rename", refusing)
    assert write(NEW, target) == folder.Written(target)
    assert topic(target) == "新"
    assert [(target / name).read_text(encoding="utf-8") for name in ("a.txt", "b.txt", "c.txt")] == [
        "a.txt", "b.txt", "c.txt",
    ]  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


def test_leaving_without_commit_changes_nothing(tmp_path: Path) -> None:
    with PlanFolder(tmp_path / "deep" / "plan") as place:
        place.stage(NEW)
    assert list(tmp_path.iterdir()) == []
    write(OLD, tmp_path / "plan")
    before = snapshot(tmp_path)
    with PlanFolder(tmp_path / "plan") as place:
        place.stage(NEW)
    assert snapshot(tmp_path) == before


def test_a_rejected_plan_is_kept_aside(tmp_path: Path) -> None:
    write(OLD, tmp_path / "plan")
    for name in ("plan-rejected", "plan-rejected-2"):
        with PlanFolder(tmp_path / "plan") as place:
            place.stage(NEW)
            aside = place.reject()
        assert aside == tmp_path / name
        assert topic(aside) == "新"
    assert topic(tmp_path / "plan") == "旧"


def test_the_current_folder_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inode = tmp_path.stat().st_ino
    write(OLD, ".")
    write(NEW, ".")
    assert tmp_path.stat().st_ino == inode, "a shell that stands in the folder must not be left in a removed one"
    assert topic(Path.cwd()) == "新"


def test_a_link_to_a_folder_is_kept_and_its_target_written(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "latest").symlink_to("runs")
    write(NEW, tmp_path / "latest")
    assert os.readlink(tmp_path / "latest") == "runs"
    assert topic(tmp_path / "runs") == "新"


def test_fault_111_disk_full_at_any_write_leaves_the_old_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan"
    write(OLD, target)
    (target / "notes.txt").write_text("mine", encoding="utf-8")
    before = snapshot(tmp_path)

    for step in range(1, 100):
        failing = Failing(step, OSError(errno.ENOSPC, "No space left on device"))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", failing.instead_of(os.fsync))
            patch.setattr(os, "mkdir", failing.instead_of(os.mkdir))
            with contextlib.suppress(OSError):
                write(NEW, target)
        if topic(target) == "新":
            break
        assert snapshot(tmp_path) == before
    assert step > len(OWN_FILES)
    assert topic(target) == "新"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a device that is always full")
def test_fault_111_a_full_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan"
    write(OLD, target)
    before = snapshot(tmp_path)
    original = Path.open

    def onto_full(self: Path, mode: str = "r", *args: object, **kwargs: object) -> object:
        path = Path("/dev/full") if self.name == "attendance.csv" and "w" in mode else self
        return original(path, mode, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", onto_full)
    with pytest.raises(OSError, match="No space left"):
        write(NEW, target)
    monkeypatch.undo()
    assert snapshot(tmp_path) == before


def test_fault_112_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("a file", encoding="utf-8")
    for path in (tmp_path / "plan", tmp_path / "plan" / "deeper"):
        with pytest.raises(FolderError, match="is a file"):
            PlanFolder(path).__enter__()
    assert snapshot(tmp_path) == {"plan": b"a file"}


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that nobody can write to")
def test_fault_112_a_folder_that_cannot_be_written_is_found_before_anything_is_staged() -> None:
    with pytest.raises(FileNotFoundError):
        PlanFolder("/proc/self/plan").__enter__()


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="nothing is read-only for root")
def test_fault_112_a_read_only_folder(tmp_path: Path) -> None:
    target = tmp_path / "plan"
    target.mkdir(mode=0o555)
    with pytest.raises(PermissionError):
        PlanFolder(target).__enter__()


def test_fault_112_a_full_disk_is_found_before_solving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        PlanFolder(tmp_path / "plan").__enter__()
    assert list(tmp_path.iterdir()) == []


def test_fault_112_a_refusal_names_the_folder_and_no_hidden_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, data: bytes) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(PermissionError) as caught:
        PlanFolder(tmp_path / "plan").__enter__()
    assert caught.value.filename == str(tmp_path / "plan")


def test_fault_112_another_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mount point cannot change places with the folder beside it; its files are replaced one by one."""
    target = tmp_path / "plan"
    write(OLD, target)
    inode = target.stat().st_ino
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == target)
    write(NEW, target)
    assert topic(target) == "新"
    assert target.stat().st_ino == inode


@pytest.mark.parametrize("name", ["sessions.csv", "plan.json", ".turnout-new", ".turnout-swap"])
def test_fault_116_links_in_the_folder_are_not_followed(tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "sessions.csv").write_text("precious", encoding="utf-8")
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / name).symlink_to(victim / "sessions.csv" if "." in name[1:] else victim)
    with pytest.raises(FolderError, match="link"):
        write(NEW, tmp_path / "plan")
    assert (victim / "sessions.csv").read_text(encoding="utf-8") == "precious"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plan", "victim"]


FILE_EVENTS = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove"}


def die_while_writing(target: Path, step: int) -> bool:
    """Write in a forked child that dies at its n-th file operation, as by SIGKILL; whether it came to its end."""
    child = os.fork()
    if not child:
        count = iter(range(10_000))

        def dying(event: str, args: tuple[object, ...]) -> None:
            if event in FILE_EVENTS and str(args[0]).startswith(str(target.parent)) and next(count) == step:
                os._exit(137)

        sys.addaudithook(dying)
        try:
            write(NEW, target)
            os._exit(0)
        finally:
            os._exit(99)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 137)
    return status == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="dies in a forked child")
def test_fault_100_killed_at_any_file_operation(either_way: str, tmp_path: Path) -> None:
    """After each death: a whole plan to read at once, old before new, and the next run finds everything in order."""
    target = tmp_path / "plan"
    seen = []
    for step in range(400):
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
        write(OLD, target)
        (target / "计划.xlsx").write_bytes(b"notes")
        done = die_while_writing(target, step)
        seen.append(topic(target))
        whole = read(target)
        assert whole.tables()["attendance"].equals(OLD.attendance)
        write(small_plan(topic="后"), target)
        assert topic(target) == "后"
        assert (target / "计划.xlsx").read_bytes() == b"notes"
        assert [p.name for p in tmp_path.iterdir()] == ["plan"]
        assert sorted(p.name for p in target.iterdir()) == sorted([*OWN_FILES, "计划.xlsx"])
        if done:
            break
    assert seen[0] == "旧"
    assert seen[-1] == "新"
    assert seen == sorted(seen, key=["旧", "新"].index)


def test_plan_json_can_be_stated_anew_before_the_commit(plan: Plan, tmp_path: Path) -> None:
    with PlanFolder(tmp_path / "plan") as place:
        place.stage(plan)
        place.restate(plan.manifest.model_copy(update={"partial": True}))
        place.commit()
    assert json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))["partial"] is True
