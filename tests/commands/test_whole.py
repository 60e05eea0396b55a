"""The real thing, from tables to verified files, through the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from turnout.plans import OWN_FILES, read
from turnout.tests.commands.conftest import Run

TABLES = [name for name in OWN_FILES if name.endswith(".csv")]


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A plan of the instance `tiny`."""
    folder = tmp_path_factory.mktemp("planned") / "plan"
    start(repository / "instances" / "ready" / "tiny", folder)
    return folder


def start(instance: Path, folder: Path, *options: str, **environment: str) -> None:
    """`turnout plan` in a process of its own."""
    command = [sys.executable, "-m", "turnout.cli", "plan", str(instance), "-o", str(folder), "--quiet", *options]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})


def test_the_plan_of_tiny_is_the_best_there_is(run: Run, planned: Path, tiny: Path) -> None:
    said = run("verify", tiny, planned)
    assert (said.status, said.err) == (0, "")
    manifest = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    assert manifest["objective"] == {"unplaced": 1, "t1_shortfall": 0, "t2_shortfall": 0}
    assert manifest["bound"]["unplaced"] == 1
    assert manifest["cost"]["timetable"]["total"] == manifest["bound"]["timetable"] == 273
    assert manifest["cost"]["sit_ins"]["total"] == 440


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ((), {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "C"}),
        (("--workers", "1"), {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "tr_TR.UTF-8"}),
        (("--workers", "2"), {"PYTHONHASHSEED": "3", "TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8"}),
    ],
    ids=["Los Angeles", "Shanghai, 1 worker", "Kiritimati, 2 workers"],
)
def test_fault_106_the_same_bytes_everywhere(
    planned: Path, tiny: Path, tmp_path: Path, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    start(tiny, tmp_path / "plan", *options, **environment)
    assert tables(tmp_path / "plan") == tables(planned)


def test_the_timetable_first_and_its_sit_ins_later(run: Run, tiny: Path, tmp_path: Path) -> None:
    assert run("plan", tiny, "-o", tmp_path / "plan", "--only", "timetable").status == 0
    before = tables(tmp_path / "plan")
    assert len(read(tmp_path / "plan").visits) == 0
    assert run("plan", tiny, "-o", tmp_path / "plan", "--only", "sit-ins").status == 0
    after = tables(tmp_path / "plan")
    assert (after["sessions.csv"], after["attendance.csv"]) == (before["sessions.csv"], before["attendance.csv"])
    assert len(read(tmp_path / "plan").visits) == 2
    assert run("verify", tiny, tmp_path / "plan").status == 0


def test_the_base_plans_locked_sessions_stand(run: Run, planned: Path, tiny: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name in OWN_FILES:
        (old / name).write_bytes((planned / name).read_bytes())
    lines = (old / "sessions.csv").read_text(encoding="utf-8").splitlines()
    locked = lines[1].replace(",planned", ",locked")
    (old / "sessions.csv").write_text("\n".join([lines[0], locked, *lines[2:]]) + "\n", encoding="utf-8")
    assert run("plan", tiny, "-o", tmp_path / "new", "--base", old).status == 0
    assert locked in (tmp_path / "new" / "sessions.csv").read_text(encoding="utf-8").splitlines()
    assert run("verify", tiny, tmp_path / "new", "--base", old).status == 0


def test_part_of_an_instance_is_planned_as_if_the_rest_did_not_exist(
    run: Run, repository: Path, tmp_path: Path
) -> None:
    refinery = repository / "instances" / "ready" / "refinery"
    committees = (refinery / "committees.csv").read_text(encoding="utf-8").splitlines()
    part = next(line for line in committees[1:] if line.split(",")[2]).split(",")[0]
    assert run("plan", refinery, "-o", tmp_path / "plan", "--under", part, "--effort", "quick").status == 0
    assert json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))["scope"]["under"] == [part]
    assert run("verify", refinery, tmp_path / "plan").status == 0


def test_a_part_below_a_general_branch_has_no_targets(run: Run, repository: Path, tmp_path: Path) -> None:
    """It is planned as if the rest did not exist: no committee is left that could cover its branches."""
    construction = repository / "instances" / "ready" / "construction"
    said = run("plan", construction, "-o", tmp_path / "plan", "--under", "ZYJG", "--effort", "quick", "--workers", "1")
    assert said.status == 0, said.err
    assert len(read(tmp_path / "plan").coverage) == 0
    assert run("verify", construction, tmp_path / "plan").status == 0


def test_fault_096_no_time_at_all_gives_a_plan_that_stands(run: Run, tiny: Path, tmp_path: Path) -> None:
    assert run("plan", tiny, "-o", tmp_path / "plan", "--time-limit", "0").status == 0
    assert run("verify", tiny, tmp_path / "plan").status == 0


def test_strict_tells_of_the_one_who_cannot_be_placed(run: Run, tiny: Path, tmp_path: Path) -> None:
    said = run("plan", tiny, "-o", tmp_path / "plan", "--strict", "--lang", "zh")
    assert said.status == 6
    assert "未安排：1 人次（涉及 1 人）；已证明不可能更少" in said.out
    assert "NO_GAP" in said.out


BLOCKED = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("the network was used")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from turnout import cli
cli.main(sys.argv[1:])
"""


def test_fault_124_planning_needs_no_network(tiny: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BLOCKED, "plan", str(tiny), "-o", str(tmp_path / "plan")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
