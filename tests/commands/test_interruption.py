"""Signals, closed pipes, poor consoles: real processes, with a planner that waits to be stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from turnout.plans import OWN_FILES, read, write
from turnout.tests.plans.conftest import small_plan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
SIGNALS = pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)


class Running:
    """A `turnout plan` of its own, with a planner of `fake.Planner`."""

    def __init__(self, behaviour: str, tiny: Path, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "turnout.tests.commands.fake", behaviour, "plan", str(tiny), "-o", "plan"]
        environment = {**os.environ, "TURNOUT_LANG": "en"}
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )

    def until_planning(self) -> None:
        end = time.monotonic() + 60
        while not (self.folder / "planning").exists():
            assert time.monotonic() < end, "planning never began"
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.02)

    def end(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=60)
        assert b"Traceback" not in out + err
        return self.process.returncode, out.decode("utf-8"), err.decode("utf-8")


def only_the_plan(folder: Path) -> bool:
    return sorted(p.name for p in folder.iterdir() if p.name != "planning") == ["plan"]


@SIGNALS
def test_fault_098_099_once_keeps_the_best_plan_so_far(tiny: Path, tmp_path: Path, number: int, status: int) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    running = Running("patient", tiny, tmp_path)
    running.until_planning()
    running.process.send_signal(number)
    ended, out, err = running.end()
    assert ended == status
    assert "Stopping" in err
    assert "PARTIAL" in out
    assert read(tmp_path / "plan").manifest.partial
    assert read(tmp_path / "plan").sessions["topic"].iloc[0] != "旧"
    assert only_the_plan(tmp_path)


@SIGNALS
def test_fault_098_099_before_there_is_any_plan_nothing_is_written(
    tiny: Path, tmp_path: Path, number: int, status: int
) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    running = Running("empty", tiny, tmp_path)
    running.until_planning()
    running.process.send_signal(number)
    ended, out, _ = running.end()
    assert (ended, out) == (status, "")
    assert read(tmp_path / "plan").sessions["topic"].iloc[0] == "旧"
    assert only_the_plan(tmp_path)


@SIGNALS
def test_fault_098_099_twice_ends_at_once(tiny: Path, tmp_path: Path, number: int, status: int) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    running = Running("deaf", tiny, tmp_path)
    running.until_planning()
    running.process.send_signal(number)
    time.sleep(0.5)
    assert running.process.poll() is None
    began = time.monotonic()
    running.process.send_signal(number)
    ended, out, _ = running.end()
    assert (ended, out) == (status, "")
    assert time.monotonic() - began < 5
    assert read(tmp_path / "plan").sessions["topic"].iloc[0] == "旧"
    write(small_plan(topic="新"), tmp_path / "plan")
    assert only_the_plan(tmp_path), "what the ended run left is cleared away by the next"


def test_fault_099_a_signal_that_is_sent_twice_over_counts_once(tiny: Path, tmp_path: Path) -> None:
    """`timeout` does that."""
    running = Running("patient", tiny, tmp_path)
    running.until_planning()
    for _ in range(2):
        running.process.send_signal(signal.SIGTERM)
    assert running.end()[0] == 143
    assert read(tmp_path / "plan").manifest.partial


def test_fault_100_killed_while_planning_leaves_the_plan_and_no_lock(tiny: Path, tmp_path: Path) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    running = Running("deaf", tiny, tmp_path)
    running.until_planning()
    running.process.kill()
    running.end()
    assert read(tmp_path / "plan").sessions["topic"].iloc[0] == "旧"
    again = Running("quick", tiny, tmp_path)
    assert again.end()[0] == 0
    assert only_the_plan(tmp_path)


def test_fault_114_a_second_process_is_told_of_the_first(tiny: Path, tmp_path: Path) -> None:
    first = Running("deaf", tiny, tmp_path)
    first.until_planning()
    status, out, err = Running("quick", tiny, tmp_path).end()
    first.process.kill()
    first.end()
    assert (status, out) == (7, "")
    assert f"process {first.process.pid} on " in err


def test_fault_126_a_reader_that_goes_away(tiny: Path, tmp_path: Path) -> None:
    running = Running("quick", tiny, tmp_path)
    assert running.process.stdout is not None
    running.process.stdout.close()
    assert running.process.stderr is not None
    err = running.process.stderr.read().decode("utf-8")
    running.process.stderr.close()
    assert running.process.wait(60) == 0, err
    assert "Traceback" not in err
    assert "Exception ignored" not in err
    assert sorted(p.name for p in (tmp_path / "plan").iterdir()) == sorted(OWN_FILES)


def test_fault_126_no_streams_at_all(tiny: Path, tmp_path: Path) -> None:
    command = f"exec {sys.executable} -m turnout.tests.commands.fake quick plan {tiny} -o plan >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp936"])
@pytest.mark.parametrize("arguments", [["plan"], ["--help"]])
def test_fault_127_a_console_that_cannot_show_everything(
    tiny: Path, tmp_path: Path, encoding: str, arguments: list[str]
) -> None:
    command = [sys.executable, "-m", "turnout.tests.commands.fake", "quick", *arguments, "--lang", "zh"]
    command += [str(tiny), "-o", "plan"] if arguments == ["plan"] else []
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env=environment)
    assert done.returncode == 0
    assert b"Error" not in done.stderr
    word = "党员" if encoding == "cp936" else "?"
    assert word in done.stdout.decode(encoding)
