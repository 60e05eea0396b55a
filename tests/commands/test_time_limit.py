"""A limit by the clock is kept within ten seconds, the verifier's own time left out; large instances included."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from turnout.instances.generating import generate
from turnout.tests.commands.conftest import Run

MORE = 10.0


def planned(run: Run, instance: Path, plan: Path, limit: float) -> tuple[dict[str, Any], float]:
    """The plan's manifest, and the seconds that it took beside verifying."""
    began = time.monotonic()
    said = run("plan", instance, "-o", plan, "--time-limit", limit, "--quiet")
    took = time.monotonic() - began
    assert said.status == 0, said.err
    manifest: dict[str, Any] = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    return manifest, took - manifest["seconds"]["verify"]["wall"]


@pytest.mark.long
@pytest.mark.clock
def test_fault_096_without_any_time_people_are_placed_at_once(run: Run, tmp_path: Path) -> None:
    """600 branches: a bound that needs no proof, and not one in twenty left out."""
    generate(tmp_path / "instance", branches=600, seed=2)
    manifest, took = planned(run, tmp_path / "instance", tmp_path / "plan", 0)
    assert took <= MORE
    assert manifest["partial"]
    assert (manifest["bound"]["unplaced"], manifest["bound"]["timetable"]) == (0, 0)
    assert manifest["objective"]["unplaced"] <= 0.05 * manifest["counts"]["pairs"]


@pytest.mark.long
@pytest.mark.clock
def test_fault_097_a_limit_is_kept_at_a_million_members(run: Run, tmp_path: Path) -> None:
    generate(tmp_path / "instance", stage=2)
    manifest, took = planned(run, tmp_path / "instance", tmp_path / "plan", 60)
    assert took <= 60 + MORE
    assert manifest["partial"]
    assert manifest["counts"]["placed"] > 0


def test_a_limit_that_reading_alone_takes_up_is_told(run: Run, tiny: Path, tmp_path: Path) -> None:
    said = run("plan", tiny, "-o", tmp_path / "plan", "--time-limit", "0.000001")
    assert said.status == 0
    assert "reading the instance alone took longer than --time-limit" in said.err
    assert "alone" not in run("plan", tiny, "-o", tmp_path / "plan", "--time-limit", "60").err
