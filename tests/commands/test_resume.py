"""A run that is killed and goes on: the same bytes, less work, and words where nothing can be used."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Progress
from turnout.plans import Checkpoints
from turnout.scheduler import course, plan
from turnout.scheduler.job import Job, Outcome, perform
from turnout.tests.commands.conftest import Run

KILLED_AFTER = 3
PROGRAM = f"""
import os, signal, sys
from turnout import cli
from turnout.plans import Checkpoints

write, kept = Checkpoints.write, []

def write_and_die(self, name, content):
    write(self, name, content)
    kept.append(name)
    if len(kept) == {KILLED_AFTER}:
        os.kill(os.getpid(), signal.SIGKILL)

Checkpoints.write = write_and_die
if __name__ == "__main__":
    cli.main(sys.argv[1:])
"""
OPTIONS = ("--effort", "quick", "--workers", "1")


@pytest.fixture(scope="module")
def enterprises(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small enterprises that share nothing."""
    folder = tmp_path_factory.mktemp("many") / "instance"
    generate(folder, enterprises=3, branches=9, members=90, seed=3)
    return folder


def tables(plan: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in plan.glob("*.csv")}


@pytest.fixture(scope="module")
def left(enterprises: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run that was killed after a few parts left."""
    folder = tmp_path_factory.mktemp("killed")
    program = folder / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), "plan", str(enterprises), "-o", str(folder / "plan"), *OPTIONS]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (folder / "plan" / "plan.json").exists()
    return Checkpoints.beside(folder / "plan")


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tasks that are done in this process from now on; none is given to another."""
    done: list[str] = []

    def counted(job: Job, *rest: object, **more: object) -> Outcome:
        done.append(job.task.__name__)
        return perform(job, *rest, **more)  # type: ignore[arg-type]

    def own(self: course.Course) -> list[object]:
        return self.here()

    monkeypatch.setattr(course, "perform", counted)
    monkeypatch.setattr(course.Course, "elsewhere", own)
    return done


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_fault_100_a_killed_run_goes_on_to_the_same_bytes(
    run: Run, enterprises: Path, left: Path, tmp_path: Path, tasks: list[str]
) -> None:
    assert run("plan", enterprises, "-o", tmp_path / "whole", *OPTIONS).status == 0
    every = len(tasks)
    assert every > KILLED_AFTER
    shutil.copytree(left, Checkpoints.beside(tmp_path / "plan"))
    tasks.clear()
    said = run("plan", enterprises, "-o", tmp_path / "plan", *OPTIONS, "--resume")
    assert said.status == 0
    assert f"going on with {KILLED_AFTER} finished parts" in said.err
    assert len(tasks) == every - KILLED_AFTER
    assert tables(tmp_path / "plan") == tables(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "whole"], "no part is left"


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("change", "why"),
    [(("--seed", "9"), "种子不同"), (("--deterministic-limit", "1"), "要求不同"),
     (("--under", "?"), "范围不同"), ((), "已损坏")],
)  # fmt: skip
def test_parts_that_are_anothers_or_damaged_are_not_used(
    run: Run, enterprises: Path, left: Path, tmp_path: Path, tasks: list[str], change: tuple[str, ...], why: str
) -> None:
    options = [root_of(enterprises) if word == "?" else word for word in (*OPTIONS, "--lang", "zh", *change)]
    parts = Checkpoints.beside(tmp_path / "plan")
    shutil.copytree(left, parts)
    if not change:
        for part in parts.glob("*.part"):
            part.write_bytes(part.read_bytes()[:-1])
    said = run("plan", enterprises, "-o", tmp_path / "plan", *options, "--resume")
    assert said.status == 0
    assert why in said.err
    assert tasks.count("plan_block") == (1 if "--under" in options else 3), "all blocks are planned anew"


def root_of(instance: Path) -> str:
    lines = (instance / "committees.csv").read_text(encoding="utf-8").splitlines()
    return next(row[0] for row in (line.split(",") for line in lines[1:]) if not row[2])


def test_nothing_to_go_on_with(run: Run, tiny: Path, tmp_path: Path) -> None:
    said = run("plan", tiny, "-o", tmp_path / "plan", "--resume")
    assert said.status == 0
    assert "nothing is left of an earlier run" in said.err


@pytest.mark.parametrize("how", ["no time", "interrupted"])
def test_what_was_cut_short_is_planned_anew(enterprises: Path, tmp_path: Path, how: str) -> None:
    """Only what an uninterrupted run would have made is gone on with, and what came of cut parts is not."""
    instance = load(enterprises)
    whole = plan(instance, effort="quick")
    cancel = threading.Event()

    def told(progress: Progress) -> None:
        if how == "interrupted" and progress.done:
            cancel.set()

    limit = 0.0 if how == "no time" else None
    parts = Checkpoints(tmp_path / "parts")
    cut = plan(instance, effort="quick", time_limit=limit, progress=told, cancel=cancel, checkpoints=parts)
    assert cut.manifest.partial
    assert bool(parts) == (how == "interrupted")
    again = plan(instance, effort="quick", checkpoints=Checkpoints(tmp_path / "parts", resume=True))
    assert not again.manifest.partial
    assert all(again.tables()[name].equals(frame) for name, frame in whole.tables().items())
    assert again.manifest.bound == whole.manifest.bound


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_fault_100_a_run_killed_again_and_again_comes_to_its_end(run: Run, tmp_path: Path) -> None:
    """First after a second, too soon for any machine; each time after a little longer, with two workers; every time it
    goes on."""
    generate(tmp_path / "instance", enterprises=4, branches=80, members=1600, seed=5)
    assert run("plan", tmp_path / "instance", "-o", tmp_path / "whole").status == 0
    command = [sys.executable, "-m", "turnout.cli", "plan", str(tmp_path / "instance"), "-o", str(tmp_path / "plan")]
    command += ["--workers", "2", "--resume"]
    times, patience = 0, 1.0
    while True:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        began = time.monotonic()
        while process.poll() is None and time.monotonic() - began < patience:
            time.sleep(0.02)
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        times, patience = times + 1, patience * 1.3
    assert process.returncode == 0
    assert times > 0
    assert tables(tmp_path / "plan") == tables(tmp_path / "whole")
    assert not Checkpoints.beside(tmp_path / "plan").exists()
