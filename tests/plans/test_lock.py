"""One run at a time on a plan folder, and no lock that outlives its run."""

import errno
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest

from turnout.plans import FolderError, PlanFolder, write
from turnout.tests.plans.conftest import NEW, topic

HOLDER = """
import sys, time
from turnout.plans import PlanFolder
with PlanFolder(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(target: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(target)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_fault_114_a_second_run_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    process = hold(tmp_path / "plan")
    try:
        began = time.monotonic()
        with pytest.raises(FolderError) as caught:
            PlanFolder(tmp_path / "plan").__enter__()
        assert time.monotonic() - began < 2
        for language in ("en", "zh"):
            text = getattr(caught.value.text, language)
            assert str(process.pid) in text
            assert platform.node() in text
            assert time.strftime("%Y-") in text
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_fault_114_a_lock_of_a_killed_run_does_not_block(tmp_path: Path) -> None:
    process = hold(tmp_path / "plan")
    process.kill()
    process.communicate()
    write(NEW, tmp_path / "plan")
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


def test_fault_114_two_threads_of_one_process_do_not_share_the_folder(tmp_path: Path) -> None:
    with PlanFolder(tmp_path / "plan"), pytest.raises(FolderError, match=str(os.getpid())):
        PlanFolder(tmp_path / "plan").__enter__()
    write(NEW, tmp_path / "plan")


def test_fault_114_a_thread_that_is_turned_away_does_not_give_the_lock_back(tmp_path: Path) -> None:
    with PlanFolder(tmp_path / "plan"):
        with pytest.raises(FolderError):
            PlanFolder(tmp_path / "plan").__enter__()
        command = [sys.executable, "-c", HOLDER, str(tmp_path / "plan")]
        other = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (other.stdout, other.returncode) == ("", 1)
    assert "another run is writing" in other.stderr


@pytest.mark.skipif(os.name == "nt", reason="takes a folder as POSIX systems can")
def test_fault_114_whoever_may_not_open_the_lock_is_turned_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = os.open

    def refused(path: Path, *arguments: int) -> int:
        if Path(path).name == ".plan.turnout-lock":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return original(path, *arguments)

    process = hold(tmp_path / "plan")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        with pytest.raises(FolderError, match=str(process.pid)):
            PlanFolder(tmp_path / "plan").__enter__()
    process.kill()
    process.communicate()
    write(NEW, tmp_path / "plan")
    assert [p.name for p in tmp_path.iterdir()] == ["plan"]


def test_fault_114_a_lock_file_with_nonsense_in_it_does_not_block(tmp_path: Path) -> None:
    (tmp_path / ".plan.turnout-lock").write_bytes(b"\xff\xfe nonsense")
    write(NEW, tmp_path / "plan")
    assert topic(tmp_path / "plan") == "新"
