"""Parts of an instance on their own: planned, verified, and equal to the parts of the whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance
from turnout.models.plan import Scope
from turnout.plans import write
from turnout.scheduler import plan
from turnout.tests.commands.conftest import Run
from turnout.verifier import verify


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small enterprises that share nothing scarce."""
    folder = tmp_path_factory.mktemp("many") / "instance"
    generate(folder, enterprises=3, branches=9, members=90, seed=3)
    return folder


@pytest.fixture(scope="module")
def enterprises(source: Path) -> Instance:
    return load(source)


@pytest.fixture(scope="module")
def planned(enterprises: Instance, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a plan of all of it."""
    folder = tmp_path_factory.mktemp("planned") / "plan"
    write(plan(enterprises, effort="quick"), folder)
    return folder


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


def test_report_writes_a_folder_for_each_part_asked_for(
    run: Run, source: Path, enterprises: Instance, planned: Path, tmp_path: Path
) -> None:
    """Two committees, each with its own view, the second one by its name; a single one has OUT to itself."""
    one, two, _ = roots(enterprises)
    names = dict(zip(enterprises["committees"]["committee_id"], enterprises["committees"]["name"], strict=True))
    asked = ("report", planned, source, "--what", "page", "--lang", "zh")
    said = run(*asked, "-o", tmp_path / "out", "--under", one, "--under", names[two])
    assert said.status == 0, said.err
    folders = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(folders) == 2
    alone = {}
    for top in (one, two):
        assert run(*asked, "-o", tmp_path / top, "--under", top).status == 0
        alone[(tmp_path / top / "plan.html").read_bytes()] = top
    assert {alone[(tmp_path / "out" / folder / "plan.html").read_bytes()] for folder in folders} == {one, two}
    assert run(*asked, "-o", tmp_path / "out", "--under", one, "--under", two).status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == folders


def test_report_writes_a_folder_for_each_enterprise_of_a_stage(
    run: Run, source: Path, enterprises: Instance, planned: Path, tmp_path: Path
) -> None:
    asked = ("report", planned, source, "-o", tmp_path / "out", "--what", "page")
    assert run(*asked, "--stage", "1").status == 0
    assert len(list((tmp_path / "out").iterdir())) == 3
    assert all((folder / "plan.html").is_file() for folder in (tmp_path / "out").iterdir())
    assert run(*asked, "--stage", "99").status == 2


def test_a_link_in_the_way_of_a_part_is_not_followed(run: Run, source: Path, planned: Path, tmp_path: Path) -> None:
    asked = ("report", planned, source, "-o", tmp_path / "out", "--what", "page", "--stage", "1")
    assert run(*asked).status == 0
    folder = next((tmp_path / "out").iterdir())
    shutil.rmtree(folder)
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert run(*asked).status == 7
    assert list((tmp_path / "elsewhere").iterdir()) == []
