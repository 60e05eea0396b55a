"""Parts of an instance on their own: planned, verified, and equal to the parts of the whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance
from turnout.models.plan import Scope
from turnout.scheduler import plan
from turnout.tests.commands.conftest import Run
from turnout.verifier import verify


@pytest.fixture(scope="module")
def enterprises(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Three small enterprises that share nothing scarce."""
    folder = tmp_path_factory.mktemp("many") / "instance"
    generate(folder, enterprises=3, branches=9, members=90, seed=3)
    return load(folder)


def roots(instance: Instance) -> list[str]:
    committees = instance["committees"]
    return committees.loc[committees["parent_id"] == "", "committee_id"].tolist()


def test_plans_of_parts_that_share_nothing_are_the_parts_of_the_whole_plan(enterprises: Instance) -> None:
    whole = plan(enterprises, effort="quick")
    parts = [plan(enterprises, effort="quick", scope=Scope(under=[root])) for root in roots(enterprises)]
    assert len(parts) == 3
    for name, frame in whole.tables().items():
        together = pd.concat([part.tables()[name] for part in parts])
        order = list(frame.columns)
        assert together.sort_values(order, ignore_index=True).equals(frame.sort_values(order, ignore_index=True)), name
    for line in ("unplaced", "timetable", "t1_shortfall", "t2_shortfall", "sit_ins"):
        assert sum(getattr(part.manifest.bound, line) for part in parts) == getattr(whole.manifest.bound, line)


def test_a_plan_is_verified_for_the_part_that_is_asked_for(enterprises: Instance) -> None:
    """plan.json cannot make a plan pass for more than it is: what it must cover may be said from outside."""
    one, other, _ = roots(enterprises)
    part = plan(enterprises, effort="quick", scope=Scope(under=[one]))
    assert verify(enterprises, part).ok
    assert verify(enterprises, part, scope=Scope(under=[one])).ok
    for wanted in (Scope(), Scope(under=[other]), Scope(under=[one, other]), Scope(stage="1", under=[one])):
        assert [v.rule for v in verify(enterprises, part, scope=wanted).violations] == ["MANIFEST"]


def test_verify_takes_stage_and_under_as_plan_does(run: Run, tiny: Path, tmp_path: Path) -> None:
    assert run("plan", tiny, "-o", tmp_path / "part", "--under", "DW").status == 0
    assert run("verify", tiny, tmp_path / "part").status == 0
    assert run("verify", tiny, tmp_path / "part", "--under", "DW").status == 0
    assert run("plan", tiny, "-o", tmp_path / "whole").status == 0
    said = run("verify", tiny, tmp_path / "whole", "--under", "DW", "--lang", "zh")
    assert said.status == 4
    assert "计划的范围是 *，而不是 --under DW" in said.out
    assert run("verify", tiny, tmp_path / "whole", "--under", "nobody").status == 2
    assert run("verify", tiny, tmp_path / "whole", "--stage", "9").status == 2
