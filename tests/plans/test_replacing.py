"""Where folders cannot change places: file by file, and yet the old plan or the new one, whole."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.plans import OWN_FILES, PlanFolder, folder, read, replace, write
from turnout.tests.plans.conftest import NEW, OLD, Failing, small_plan, snapshot, topic


def held_open(monkeypatch: pytest.MonkeyPatch, name: str, tries: int) -> None:
    """Replacing this file fails so many times, as on Windows while Excel shows it."""
    original, left = os.replace, iter(range(tries))

    def refusing(source: Path, target: Path) -> None:
        if Path(source).name == name and next(left, None) is not None:
            raise PermissionError(errno.EACCES, "in use")
        original(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(folder, "exchange", lambda one, other: False)


def test_fault_113_a_file_that_is_open_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(OLD, tmp_path / "plan")
    held_open(monkeypatch, "visits.csv", 3)
    assert write(NEW, tmp_path / "plan") == folder.Written(tmp_path / "plan")
    assert topic(tmp_path / "plan") == "新"


@pytest.mark.parametrize("name", ["sessions.csv", "visits.csv", "plan.json"])
def test_fault_113_beside_a_plan_that_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write(OLD, tmp_path / "plan")
    before = snapshot(tmp_path / "plan")
    held_open(monkeypatch, name, replace._TRIES)
    written = write(NEW, tmp_path / "plan")
    assert written == folder.Written(tmp_path / "plan-2", beside=True)
    assert topic(written.folder) == "新"
    assert snapshot(tmp_path / "plan") == before


def test_fault_111_a_device_that_fails_while_files_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "exchange", lambda one, other: False)
    for step in range(1, 2 * len(OWN_FILES) + 1):
        target = tmp_path / str(step) / "plan"
        write(OLD, target)
        before = snapshot(target.parent)
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", Failing(step, OSError(errno.EIO, "I/O error")).instead_of(os.replace))
            with pytest.raises(OSError, match="I/O error"):
                write(NEW, target)
        assert snapshot(target.parent) == before


def dying_at(name: str) -> Callable[[Path, Path], None]:
    """In place of os.replace: the process dies, as by SIGKILL, before it moves this file."""
    original = os.replace

    def replacing(source: Path, target: Path) -> None:
        if Path(source).name == name:
            os._exit(137)
        original(source, target)

    return replacing


@pytest.mark.skipif(not hasattr(os, "fork"), reason="dies in a forked child")
def test_fault_100_a_run_that_cannot_complete_what_was_begun_leaves_it_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "plan"
    write(OLD, target)
    monkeypatch.setattr(folder, "exchange", lambda one, other: False)
    if not (child := os.fork()):
        monkeypatch.setattr(os, "replace", dying_at("visits.csv"))
        write(small_plan(topic="新", seed=2), target)
    os.waitpid(child, 0)
    with monkeypatch.context() as patch:
        held_open(patch, "unplaced.csv", replace._TRIES)
        with pytest.raises(PermissionError):
            write(OLD, target)
    assert (topic(target), read(target).manifest.seed) == ("新", 2)
    with PlanFolder(target):
        assert sorted(p.name for p in target.iterdir()) == sorted(OWN_FILES)
    assert (topic(target), read(target).manifest.seed) == ("新", 2)
