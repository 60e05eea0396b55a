"""How slow a machine is beside the one whose times are promised."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.benchmarks import pace as paces
from turnout.benchmarks.measuring import Measured
from turnout.benchmarks.pace import known, pace
from turnout.benchmarks.running import GenerateError

GENERATED = Measured(0, 1.0, 1.0, 100.0, "", "")
Install = Callable[[float, int, Measured], None]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, repository: Path) -> Install:
    """A machine whose processors need so many times as long as the one of the docs. unplaced: more than there."""
    there = known(repository / "docs")

    def install(slower: float, unplaced: int, generated: Measured) -> None:
        said = json.dumps({"unplaced": there.unplaced + unplaced, "cost": there.cost, "sessions": 1, "note": ""})
        worked = Measured(0, 1.0, there.cpu * slower, 100.0, said, "")
        monkeypatch.setattr(paces, "measured", lambda words: generated if "generate" in words else worked)

    return install


@pytest.mark.parametrize(("slower", "found"), [(2.5, 2.5), (1.0, 1.0), (0.4, 1.0)])
def test_a_machine_has_as_much_longer_as_the_same_work_takes(
    machine: Install, slower: float, found: float, tmp_path: Path
) -> None:
    """A quicker one has no less time: what is promised is promised there, too."""
    machine(slower, 0, GENERATED)
    assert pace(tmp_path / "instance") == pytest.approx(found)


def test_other_work_says_nothing(machine: Install, tmp_path: Path) -> None:
    machine(2.0, 1, GENERATED)
    with pytest.raises(ValueError, match="not the same work"):
        pace(tmp_path / "instance")
    machine(2.0, 0, dataclasses.replace(GENERATED, status=7, errors="no room"))
    with pytest.raises(GenerateError, match="no room"):
        pace(tmp_path / "instance")


def test_nothing_known_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SIZES=500"):
        known(tmp_path)
