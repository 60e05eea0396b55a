"""A limit by the clock is kept within ten seconds, the verifier's own time left out; large instances included."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from turnout.benchmarks.pace import pace
from turnout.instances.generating import generate
from turnout.tests.commands.conftest import Run

MORE = 10.0


def planned(run: Run, instance: Path, plan: Path, limit: float, *more: object) -> tuple[dict[str, Any], float]:
    """The plan's manifest, and the seconds that it took beside verifying."""
    began = time.monotonic()
    said = run("plan", instance, "-o", plan, "--time-limit", limit, "--quiet", *more)
    took = time.monotonic() - began
    assert said.status == 0, said.err
    manifest: dict[str, Any] = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    return manifest, took - manifest["seconds"]["verify"]["wall"]


@pytest.fixture(scope="module")
def slower(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How many times as long as on the machine of the docs' figures everything takes."""
    return pace(tmp_path_factory.mktemp("pace") / "instance")


@pytest.mark.long
@pytest.mark.clock
def test_fault_096_without_any_time_people_are_placed_at_once(run: Run, slower: float, tmp_path: Path) -> None:
    """600 branches, on a slower machine as many fewer: a bound that needs no proof, and not one in twenty left out."""
    generate(tmp_path / "instance", branches=int(600 / slower), seed=2)
    manifest, took = planned(run, tmp_path / "instance", tmp_path / "plan", 0)
    assert took <= MORE
    assert manifest["partial"]
    assert (manifest["bound"]["unplaced"], manifest["bound"]["timetable"]) == (0, 0)
    assert manifest["objective"]["unplaced"] <= 0.05 * manifest["counts"]["pairs"]


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The enterprises of stage 2: 1,290,000 members."""
    folder = tmp_path_factory.mktemp("million") / "instance"
    generate(folder, stage=2)
    return folder


def in_a_minute(run: Run, million: Path) -> tuple[dict[str, Any], float]:
    """What came of a minute, and the seconds that it took; the plan stands beside the instance."""
    return planned(run, million, million.parent / "plan", 60)


@pytest.fixture
def begun(run: Run, million: Path) -> tuple[Path, int]:
    """That plan halfway through the quarter: its first half of sessions is held; how many these are."""
    file = million.parent / "plan" / "sessions.csv"
    if not file.exists():
        in_a_minute(run, million)
    sessions = pd.read_csv(file, dtype="str", keep_default_na=False)
    held = sessions["date"] <= sessions["date"].sort_values().iloc[len(sessions) // 2]
    sessions.loc[held, "status"] = "held"
    sessions.to_csv(file, index=False)
    return file.parent, int(held.sum())


@pytest.mark.long
@pytest.mark.clock
def test_fault_097_a_limit_is_kept_at_a_million_members(run: Run, million: Path) -> None:
    manifest, took = in_a_minute(run, million)
    assert took <= 60 + MORE
    assert manifest["partial"]
    assert manifest["counts"]["placed"] > 0


@pytest.mark.long
@pytest.mark.clock
def test_fault_097_so_is_a_short_one(run: Run, million: Path, slower: float, tmp_path: Path) -> None:
    """In which some are placed on the machine of the docs' figures; a slower one may have no time for that."""
    manifest, took = planned(run, million, tmp_path / "plan", 20)
    assert took <= 20 + MORE
    assert manifest["partial"]
    assert manifest["counts"]["placed"] > 0 or slower > 1.25


@pytest.mark.long
@pytest.mark.clock
def test_fault_097_so_is_no_time_at_all(run: Run, million: Path, slower: float, tmp_path: Path) -> None:
    """Reading takes half of the ten seconds, on the machine of the docs' figures: a slower one has as much longer."""
    manifest, took = planned(run, million, tmp_path / "plan", 0)
    assert took <= MORE * slower
    assert (manifest["partial"], manifest["counts"]["placed"]) == (True, 0)
    assert 0 < manifest["bound"]["unplaced"] < manifest["objective"]["unplaced"]


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("limit", [0, 20])
def test_fault_097_so_is_one_halfway_through_the_quarter(
    limit: int, run: Run, million: Path, begun: tuple[Path, int], slower: float, tmp_path: Path
) -> None:
    base, held = begun
    manifest, took = planned(run, million, tmp_path / "plan", limit, "--base", base)
    assert took <= limit + MORE * slower
    assert manifest["partial"]
    assert manifest["counts"]["sessions"] >= held > 1000


def test_a_limit_that_reading_alone_takes_up_is_told(run: Run, tiny: Path, tmp_path: Path) -> None:
    said = run("plan", tiny, "-o", tmp_path / "plan", "--time-limit", "0.000001")
    assert said.status == 0
    assert "reading the instance alone took longer than --time-limit" in said.err
    assert "alone" not in run("plan", tiny, "-o", tmp_path / "plan", "--time-limit", "60").err
