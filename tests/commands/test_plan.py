"""What `turnout plan` does around the planning: folders, languages, statuses, and what is left after each of them."""

import json
import os
import signal
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.commands.versions import ORTOOLS
from turnout.plans import OWN_FILES, PlanFolder, read, write
from turnout.tests.commands import fake
from turnout.tests.commands.conftest import Run
from turnout.tests.plans.conftest import small_plan

Install = Callable[[str], fake.Planner]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_plan_is_written_and_summed_up(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    planner("quick")
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == 0
    assert sorted(p.name for p in (tmp_path / "plan").iterdir()) == sorted(OWN_FILES)
    assert "NOT PLACED: 2 (of 1 people)" in said.out
    assert f"Plan: {tmp_path / 'plan'}" in said.out
    assert "planning the timetable" in said.err


def test_progress_can_be_silenced(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    planner("quick")
    assert run("plan", tiny, "-o", tmp_path / "plan", "--quiet").err == ""


def test_the_summary_as_json_stands_alone_on_standard_output(
    run: Run, planner: Install, tiny: Path, tmp_path: Path
) -> None:
    planner("quick")
    data = json.loads(run("plan", tiny, "-o", tmp_path / "plan", "--json").out)
    assert data["people"]["unplaced"] == {"NO_FREE_TIME": {"study": 1, "discussion": 1}}
    assert data["visits"]["fallback"] == 1
    assert data["plan"] == str(tmp_path / "plan")


def test_seconds_of_every_step_stand_in_the_manifest(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    planner("quick")
    run("plan", tiny, "-o", tmp_path / "plan")
    seconds = read(tmp_path / "plan").manifest.seconds
    assert {"read", "verify", "write"} <= seconds.keys()
    assert all(figures.keys() == {"wall", "cpu"} for figures in seconds.values())
    assert read(tmp_path / "plan").manifest.peak_memory_mb > 10


def test_options_reach_the_planner(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    made = planner("quick")
    write(small_plan(topic="旧"), tmp_path / "old")
    run(
        "plan", tiny, "-o", tmp_path / "plan", "--base", tmp_path / "old", "--only", "timetable", "--under", "DW",
        "--workers", "3", "--seed", "7", "--effort", "quick", "--deterministic-limit", "2.5", "--time-limit", "100",
    )  # fmt: skip
    asked = made.asked
    assert asked["base"].sessions["topic"].iloc[0] == "旧"
    assert (asked["only"], asked["workers"].count, asked["seed"]) == ("timetable", 3, 7)
    assert (asked["effort"], asked["deterministic_limit"]) == ("quick", 2.5)
    assert 90 < asked["time_limit"] <= 100
    assert asked["scope"].under == ["DW"]


def test_only_sit_ins_takes_the_timetable_that_stands(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    made = planner("quick")
    said = run("plan", tiny, "-o", tmp_path / "plan", "--only", "sit-ins")
    assert said.status == 7
    assert "no such file" in said.err
    assert not (tmp_path / "plan").exists()
    write(small_plan(topic="旧"), tmp_path / "plan")
    assert run("plan", tiny, "-o", tmp_path / "plan", "--only", "sit-ins").status == 0
    assert made.asked["timetable"].sessions["topic"].iloc[0] == "旧"


def test_strict_makes_unmet_targets_a_status(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    planner("quick")
    assert run("plan", tiny, "-o", tmp_path / "plan", "--strict").status == 6
    assert (tmp_path / "plan" / "sessions.csv").is_file()


def test_a_plan_that_the_verifier_rejects_never_stands(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    before = contents(tmp_path / "plan")
    planner("wrong")
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == 9
    assert said.out == ""
    assert contents(tmp_path / "plan") == before
    aside = tmp_path / "plan-rejected"
    assert str(aside) in said.err
    assert "H4" in (aside / "violations.txt").read_text(encoding="utf-8")
    assert read(aside).sessions["topic"].iloc[0] != "旧"


def test_a_wrong_instance_leaves_an_older_plan(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    write(small_plan(), tmp_path / "plan")
    before = contents(tmp_path / "plan")
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    for path in tiny.iterdir():
        (wrong / path.name).write_bytes(path.read_bytes())
    (wrong / "sites.csv").unlink()
    planner("quick")
    said = run("plan", wrong, "-o", tmp_path / "plan")
    assert said.status == 3
    assert "sites" in said.err
    assert contents(tmp_path / "plan") == before


def test_the_instance_itself_is_no_place_for_the_plan(run: Run, tiny: Path) -> None:
    assert run("plan", tiny, "-o", f"{tiny}/../tiny").status == 2


@pytest.mark.skipif(os.name == "nt", reason="makes links")
def test_a_link_that_leads_in_a_circle_is_a_file_that_cannot_be_read_or_written(
    run: Run, tiny: Path, tmp_path: Path
) -> None:
    (tmp_path / "circle").symlink_to("circle")
    assert run("plan", tmp_path / "circle", "-o", tmp_path / "plan").status == 7
    assert run("check", tmp_path / "circle", "--annotate", tmp_path / "copy.xlsx").status == 7
    assert run("plan", tiny, "-o", tmp_path / "circle").status == 7


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_fault_098_099_while_reading_there_is_nothing_to_keep(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    made, before = planner("quick"), signal.getsignal(signal.SIGINT)

    def interrupted(*arguments: object, **more: object) -> None:
        os.kill(os.getpid(), number)
        time.sleep(5)

    monkeypatch.setattr("turnout.commands.marking.load", interrupted)
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == status
    assert said.err.endswith("Interrupted; nothing was changed.\n")
    assert list(tmp_path.iterdir()) == []
    assert made.asked == {}
    assert signal.getsignal(signal.SIGINT) is before


def test_fault_098_ctrl_c_in_a_command_that_takes_no_interruption(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("turnout.commands.marking.load", interrupted)
    said = run("check", "somewhere")
    assert said.status == 130
    assert said.err.strip() == "Interrupted; nothing was changed."


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
@pytest.mark.parametrize(("step", "status"), [("stage", 130), ("commit", 0), ("_leave", 0)])
def test_fault_098_ctrl_c_while_writing(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, status: int
) -> None:
    """Before the plan is in its final form it is marked; afterwards there is nothing left to stop."""
    planner("quick")
    original = getattr(PlanFolder, step)

    def interrupted(self: PlanFolder, *arguments: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.3)
        return original(self, *arguments)

    monkeypatch.setattr(PlanFolder, step, interrupted)
    assert run("plan", tiny, "-o", tmp_path / "plan").status == status
    assert read(tmp_path / "plan").manifest.partial == (status == 130)


@pytest.mark.parametrize(("option", "value"), [("--under", "nobody"), ("--stage", "9")])
def test_a_scope_that_does_not_exist(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, option: str, value: str
) -> None:
    planner("quick")
    said = run("plan", tiny, "-o", tmp_path / "plan", option, value)
    assert said.status == 2
    assert value in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["-1", "NaN", "inf", "5 minutes", "", "1e999", "十"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fault_096_a_time_limit_that_is_none(run: Run, tiny: Path, tmp_path: Path, value: str, lang: str) -> None:
    said = run("plan", tiny, "-o", tmp_path / "plan", f"--time-limit={value}", "--lang", lang)
    assert said.status == 2
    assert said.err.startswith("错误：" if lang == "zh" else "error: ")
    assert "--time-limit" in said.err
    assert not (tmp_path / "plan").exists()


def test_fault_096_a_time_limit_of_nothing_is_one(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    made = planner("quick")
    assert run("plan", tiny, "-o", tmp_path / "plan", "--time-limit", "0").status == 0
    assert made.asked["time_limit"] == 0


def test_fault_091_a_run_that_ends_without_any_plan(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    planner("empty")
    monkeypatch.setattr(fake, "LONGEST", 0)
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == 5
    assert not (tmp_path / "plan").exists()


def test_fault_112_a_place_that_cannot_be_written_is_found_before_planning(
    run: Run, planner: Install, tiny: Path, tmp_path: Path
) -> None:
    made = planner("quick")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    said = run("plan", tiny, "-o", tmp_path / "file" / "plan")
    assert said.status == 7
    assert str(tmp_path / "file") in said.err
    assert made.asked == {}


def test_fault_111_a_disk_that_fills_up_while_writing(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    before = contents(tmp_path)
    planner("quick")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = run("plan", tiny, "-o", tmp_path / "plan", "--lang", "zh")
    assert said.status == 7
    assert "磁盘空间已满" in said.err
    assert contents(tmp_path) == before


def test_fault_113_a_plan_saved_beside_is_said_so(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(small_plan(topic="旧"), tmp_path / "plan")
    planner("quick")
    monkeypatch.setattr("turnout.plans.folder.exchange", lambda one, other: False)
    original = os.replace

    def in_use(source: Path, target: Path) -> None:
        if Path(source) == tmp_path / "plan" / "visits.csv":
            raise PermissionError(13, "in use")
        original(source, target)

    monkeypatch.setattr(os, "replace", in_use)
    monkeypatch.setattr("turnout.plans.replace._PAUSE", 0)
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == 7
    assert str(tmp_path / "plan-2") in said.err
    assert read(tmp_path / "plan").sessions["topic"].iloc[0] == "旧"


def test_fault_114_a_second_run_is_turned_away(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    made = planner("quick")
    with PlanFolder(tmp_path / "plan"):
        said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == 7
    assert f"process {os.getpid()}" in said.err
    assert made.asked == {}


def test_fault_116_a_link_among_the_plans_files(run: Run, planner: Install, tiny: Path, tmp_path: Path) -> None:
    planner("quick")
    (tmp_path / "plan").mkdir()
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "plan" / "visits.csv").symlink_to(tmp_path / "mine")
    assert run("plan", tiny, "-o", tmp_path / "plan").status == 7
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fault_123_an_error_of_our_own_names_nobody(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    write(small_plan(topic="旧"), tmp_path / "plan")
    before = contents(tmp_path / "plan")
    planner("broken")
    said = run("plan", tiny, "-o", tmp_path / "plan", "--lang", lang)
    assert said.status == 9
    assert "ValueError" in said.err
    (report,) = tmp_path.glob("turnout-report-*.txt")
    assert str(report) in said.err
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "fake.py" in text
    assert fake.NAME not in text + said.err + said.out
    assert contents(tmp_path / "plan") == before


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [("invalid", "invalid model: variable 3 has an empty domain"), ("greedy", "not enough memory")],
)
def test_fault_092_what_the_solver_or_the_machine_refuses_is_said(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str, words: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    planner(behaviour)
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert (said.status, said.out) == (9, "")
    assert words in said.err
    assert not (tmp_path / "plan").exists()


def test_fault_109_another_solver_is_warned_of_and_refused_under_strict(
    run: Run, planner: Install, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner("quick")
    monkeypatch.setattr("importlib.metadata.version", lambda package: "9.16.1234")
    assert run("plan", tiny, "-o", tmp_path / "plan", "--strict").status == 2
    said = run("plan", tiny, "-o", tmp_path / "plan")
    assert said.status == 0
    assert "ortools 9.16.1234 is installed" in said.out
    assert [warning["code"] for warning in read(tmp_path / "plan").manifest.warnings] == ["foreign-solver"]


def test_the_known_solver_is_the_one_that_is_required(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    major, minor = ORTOOLS
    assert f"ortools>={major}.{minor},<{major}.{minor + 1}" in project["dependencies"]
