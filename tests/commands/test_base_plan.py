"""A base plan that is read in a process of its own is as it would be otherwise, and so is what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from turnout.commands import base_plan
from turnout.commands.base_plan import begin_reading
from turnout.commands.status import Status
from turnout.plans import PlanError, read
from turnout.scheduler import Workers
from turnout.tests.commands.conftest import Run


@pytest.fixture
def made(run: Run, tiny: Path, tmp_path: Path) -> Path:
    """A plan of the smallest instance."""
    run("plan", tiny, "-o", tmp_path / "made", "--effort", "quick", "--quiet")
    return tmp_path / "made"


@pytest.fixture(params=["here", "beside"])
def large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every plan is a large one, or none is."""
    monkeypatch.setattr(base_plan, "LARGE", 0 if request.param == "beside" else 10**9)


@pytest.mark.usefixtures("large")
def test_it_is_the_plan_that_stands_there(made: Path) -> None:
    with Workers(2) as workers:
        base = begin_reading(str(made), workers)()
    whole = read(made)
    assert base.manifest == whole.manifest
    assert len(base.sessions)
    for name in ("sessions", "attendance"):
        pd.testing.assert_frame_equal(base.tables()[name], whole.tables()[name])


@pytest.mark.usefixtures("large")
def test_what_is_wrong_with_it_is_told_in_both_languages(made: Path) -> None:
    sessions = made / "sessions.csv"
    sessions.write_text(sessions.read_text(encoding="utf-8").replace("planned", "plannde", 1), encoding="utf-8")
    with Workers(2) as workers, pytest.raises(PlanError) as caught:
        begin_reading(str(made), workers)()
    assert "sessions.csv, row 2, column status: not one of planned, locked, held" in caught.value.text.en
    assert "sessions.csv 第 2 行“status”列：不是下列之一" in caught.value.text.zh


@pytest.mark.usefixtures("large")
def test_so_it_is_by_the_command(run: Run, tiny: Path, made: Path, tmp_path: Path) -> None:
    (made / "plan.json").write_text("{", encoding="utf-8")
    said = run("plan", tiny, "-o", tmp_path / "plan", "--base", made, "--workers", "2", "--lang", "zh")
    assert said.status == Status.FILES
    assert "plan.json 不是有效的 JSON" in said.err
    assert not (tmp_path / "plan").exists()


@pytest.mark.usefixtures("large")
def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Workers(2) as workers, pytest.raises(FileNotFoundError):
        begin_reading(str(tmp_path / "none"), workers)()
