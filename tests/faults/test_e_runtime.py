"""E. Solver and runtime (91–110): what the solver says is checked, what the system does is survived.

Signals, killed runs and dead workers stand in `test_interruptions.py` and `tests/commands/test_interruption.py`.
"""

import dataclasses
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ortools.sat.python import cp_model

from turnout import scheduler
from turnout.models import Plan
from turnout.tests.faults.scene import ONE_IS_A_BATCH, Scene
from turnout.tests.plans.conftest import snapshot

FILES = ("sessions.csv", "attendance.csv", "visits.csv", "unplaced.csv", "coverage.csv")


def tables(scene: Scene) -> dict[str, bytes]:
    return {name: (scene.plan / name).read_bytes() for name in FILES}


def contested(scene: Scene) -> None:
    """Seven more branches than supervisors: whom to visit, and when, is left to the solver."""
    scene.world.texts["settings.toml"] = f'quarter = "2026Q3"\n{ONE_IS_A_BATCH}'
    scene.world.change("windows", "2026-01-01,2026-03-31", ",")
    scene.world.add("branches", *(f"A{i},N,C1,S{1 + i % 2}," for i in range(6)))
    scene.world.add("members", *(f"9{i}{j},N,A{i}," for i in range(6) for j in range(2)))
    scene.world.put("supervisors", "person_id,name,committee_id,site_id\nU1,X,C1,S1\nU2,Y,C1,S2\nU3,Z,C2,S2")


@pytest.fixture
def seen(scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, bytes]:
    """The scene's plan as it should be; reports of turnout's own errors go to the test's folder."""
    contested(scene)
    (tmp_path / "reports").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "reports"))
    assert scene.write().planned().status == 0
    return tables(scene)


def says(answers: Callable[[int], Any]) -> tuple[Callable[..., Any], list[int]]:
    """CP-SAT that answers the n-th question as told, and rightly where it is told nothing."""
    honest = cp_model.CpSolver.solve
    asked: list[int] = []

    def solve(self: cp_model.CpSolver, model: cp_model.CpModel, *more: Any) -> Any:
        asked.append(len(asked))
        told = answers(asked[-1])
        return honest(self, model, *more) if told is None else told

    return solve, asked


def test_fault_091_an_unknown_answer_is_not_read(
    scene: Scene, seen: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan without the solver's help stands, with a bound that is no better than what is proven."""
    solve, asked = says(lambda n: cp_model.UNKNOWN)
    monkeypatch.setattr(cp_model.CpSolver, "solve", solve)
    assert scene.planned().status == 0
    assert asked
    assert scene.run("verify", scene.instance, scene.plan).status == 0
    manifest = scene.result().manifest
    assert manifest.bound.sit_ins <= manifest.cost.sit_ins.total


def test_fault_092_an_invalid_model_ends_with_the_solvers_words(
    scene: Scene, seen: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    solve, _ = says(lambda n: cp_model.MODEL_INVALID)
    monkeypatch.setattr(cp_model.CpSolver, "solve", solve)
    monkeypatch.setattr(cp_model.CpModel, "validate", lambda self: "var #3 has an empty domain")
    for lang in ("en", "zh"):
        said = scene.planned("--lang", lang)
        assert (said.status, said.out) == (9, "")
        assert "invalid model: var #3 has an empty domain" in said.err
    assert tables(scene) == seen


def test_fault_093_infeasible_where_a_solution_is_known_is_asked_again(
    scene: Scene, seen: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    solve, asked = says(lambda n: cp_model.INFEASIBLE if n == 0 else None)
    monkeypatch.setattr(cp_model.CpSolver, "solve", solve)
    assert scene.planned().status == 0
    assert len(asked) > 1
    assert scene.run("verify", scene.instance, scene.plan).status == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fault_093_infeasible_twice_is_an_error_of_our_own(
    scene: Scene, seen: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    solve, asked = says(lambda n: cp_model.INFEASIBLE)
    monkeypatch.setattr(cp_model.CpSolver, "solve", solve)
    said = scene.planned("--lang", lang)
    assert (said.status, said.out, len(asked)) == (9, "", 2)
    assert "no solution, although there is one" in said.err
    assert tables(scene) == seen


def false_claim(number: int) -> Callable[[Plan], dict[str, Any]]:
    """094: a cost that is not that of the plan. 095: a bound above it."""

    def change(plan: Plan) -> dict[str, Any]:
        cost, bound = plan.manifest.cost, plan.manifest.bound
        if number == 94:
            timetable = cost.timetable.model_copy(update={"session": cost.timetable.session + 1})
            return {"cost": cost.model_copy(update={"timetable": timetable})}
        return {"bound": bound.model_copy(update={"timetable": cost.timetable.total + 1})}

    return change


@pytest.mark.parametrize("number", [94, 95], ids=["094_another_cost", "095_a_bound_above_the_cost"])
def test_fault_094_095_false_figures_never_stand(
    scene: Scene, seen: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    honest, change = scheduler.plan, false_claim(number)

    def lying(*arguments: Any, **more: Any) -> Plan:
        made = honest(*arguments, **more)
        return dataclasses.replace(made, manifest=made.manifest.model_copy(update=change(made)))

    monkeypatch.setattr(scheduler, "plan", lying)
    before = snapshot(scene.plan)
    for lang, words in (("en", "rejected the plan it made"), ("zh", "未通过自身核验")):
        said = scene.planned("--lang", lang)
        assert (said.status, said.out) == (9, "")
        assert {94: "COST", 95: "BOUND"}[number] in said.err
        assert words in said.err
    assert snapshot(scene.plan) == before


def test_fault_096_a_time_limit_of_nothing_gives_a_plan_that_stands(scene: Scene) -> None:
    for table in ("groups", "shifts", "windows"):
        scene.world.drop(f"{table}.csv")
    scene.world.put("members", "person_id,name,branch_id\n001,Wang,B1\n002,Li,B1\n003,Zhao,B1")
    assert scene.write().planned("--time-limit", "0").status == 0
    assert scene.run("verify", scene.instance, scene.plan).status == 0
    before = snapshot(scene.plan)
    for value in ("-1", "NaN", "5 minutes"):
        assert scene.planned(f"--time-limit={value}").status == 2
    assert snapshot(scene.plan) == before


def test_fault_103_no_code_of_ours_runs_inside_a_solve(repository: Path) -> None:
    """Answers are read once a solve has ended, so that nothing can be raised in the middle of one."""
    files = list((repository / "scheduler").rglob("*.py"))
    assert len(files) > 50
    for path in files:
        assert "Callback" not in path.read_text(encoding="utf-8"), path.name


def test_fault_104_a_hint_that_contradicts_itself_makes_nothing_worse(
    scene: Scene, seen: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = cp_model.CpModel.add_hint
    monkeypatch.setattr(cp_model.CpModel, "add_hint", lambda self, var, value: honest(self, var, 1))
    before = scene.result().manifest
    assert scene.planned().status == 0
    after = scene.result().manifest
    assert scene.run("verify", scene.instance, scene.plan).status == 0
    assert after.objective == before.objective
    assert after.cost.sit_ins.total <= before.cost.sit_ins.total


def test_fault_105_the_plan_does_not_depend_on_the_workers(scene: Scene, seen: dict[str, bytes]) -> None:
    assert scene.planned("--workers", "3").status == 0
    assert tables(scene) == seen


@pytest.mark.parametrize("number", ["107", "108"])
def test_fault_107_108_the_plan_says_what_made_it(scene: Scene, seen: dict[str, bytes], number: str) -> None:
    """107: seconds are of a clock that nobody sets, and stand in plan.json. 108: so do all versions that matter."""
    manifest = scene.result().manifest
    if number == "107":
        assert {"read", "timetable", "sit_ins", "verify", "write"} <= set(manifest.seconds)
        source = Path(scheduler.__file__).parent
        settable = re.compile(r"\btime\.time\(|datetime\.now")
        assert [path.name for path in source.rglob("*.py") if settable.search(path.read_text("utf-8"))] == []
    else:
        assert {"python", "turnout", "ortools"} <= set(manifest.versions)


def test_fault_110_nothing_is_written_but_the_plan(scene: Scene, seen: dict[str, bytes], tmp_path: Path) -> None:
    """There is no log that could grow."""
    assert {path.name for path in tmp_path.iterdir()} == {"instance", "plan", "reports"}
    assert {path.name for path in scene.plan.iterdir()} == {*FILES, "plan.json"}
    assert os.listdir(tmp_path / "reports") == []
