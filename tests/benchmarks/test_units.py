"""Generated units of many seeds against what is promised of every unit of their size."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from turnout.benchmarks import units
from turnout.benchmarks.limits import Limit
from turnout.benchmarks.pace import pace
from turnout.benchmarks.records import PlanFigures
from turnout.benchmarks.units import HUNDRED, READY, TIGHTNESS, UNIT, hundred, missed, parsed, row, unit, works

GOOD = PlanFigures(0, 19.0, 30.0, 400.0, branches=24, members=552, pairs=1104, unplaced=2, unplaced_bound=2, gap=0.01)


def test_units_are_of_the_sizes_that_are_promised() -> None:
    every = [unit(t, seed) for t in TIGHTNESS for seed in range(1, 12)]
    assert {s.branches for s in every} == set(range(20, 31))
    assert all(400 <= (s.members or 0) <= 700 for s in every)
    assert len({s.name for s in every}) == len(every)
    assert unit("tight", 3).options == (
        "--branches", "22", "--members", "506", "--tightness", "tight", "--seed", "3",
    )  # fmt: skip
    assert hundred("normal", 2).options[:4] == ("--branches", "100", "--members", "2300")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"unplaced": 3}, "unplaced"), ({"gap": 0.0101}, "gap"), ({"visits_gap": 0.06}, "visits' gap"),
        ({"peak_mb": 501.0}, "peak memory"), ({"wall": 21.0, "cpu": 21.0}, "wall"),
    ],
)  # fmt: skip
def test_each_promise_can_be_missed(change: dict[str, float], name: str) -> None:
    assert missed(UNIT, GOOD) == []
    plan = dataclasses.replace(GOOD, **change)  # type: ignore[arg-type]
    assert [h.name for h in missed(UNIT, plan)] == [name]
    assert row("x", UNIT, plan)[-1] == name


def test_a_busy_machine_is_no_fault_of_the_plan() -> None:
    assert missed(UNIT, dataclasses.replace(GOOD, wall=80.0, cpu=19.0)) == []


def test_a_slow_machine_has_longer_but_no_worse_plans() -> None:
    limit = UNIT.at(2.0)
    assert missed(limit, dataclasses.replace(GOOD, wall=39.0, cpu=39.0)) == []
    assert [h.name for h in missed(limit, dataclasses.replace(GOOD, wall=41.0, cpu=41.0))] == ["wall"]
    assert [h.name for h in missed(limit, dataclasses.replace(GOOD, gap=0.0101))] == ["gap"]
    assert [h.name for h in missed(limit, dataclasses.replace(GOOD, peak_mb=501.0))] == ["peak memory"]


def test_an_unknown_pace_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(folder: Path) -> float:
        raise ValueError("nothing is known of clerk at 500: make bench SIZES=500 BENCH=--write")

    monkeypatch.setattr(units, "pace", unknown)
    with pytest.raises(SystemExit, match="pace: nothing is known of clerk at 500: make bench"):
        units.main(["--folder", str(tmp_path)])


def test_what_is_measured_can_be_chosen() -> None:
    assert len(works(parsed([]))) == 2 + 4 * 11
    given = parsed(["--only", "hundred", "--tightness", "tight", "--from", "4", "--seeds", "5"])
    assert [name for name, _, _ in works(given)] == ["100-tight-4", "100-tight-5"]


def test_a_miss_is_told_by_the_exit_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for gap, status in ((0.0, 0), (0.5, 1)):
        plan = dataclasses.replace(GOOD, gap=gap)
        monkeypatch.setattr(units, "pace", lambda folder: 1.0)
        monkeypatch.setattr(units, "ready", lambda name, folder, plan=plan: plan)
        assert units.main(["--only", "ready", "--folder", str(tmp_path)]) == status
        assert f"{2 * status} of 2 missed something" in capsys.readouterr().out


@pytest.fixture(scope="module")
def slower(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How many times as long as on the machine whose times are promised the same work takes here."""
    return pace(tmp_path_factory.mktemp("pace") / "instance")


def said(name: str, found: PlanFigures, limit: Limit) -> str:
    """The unit's line where it misses something, else nothing."""
    return "  ".join(row(name, limit, found)) if found.status or missed(limit, found) else ""


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("name", READY)
def test_ready_made_units_keep_their_promises(name: str, slower: float, tmp_path: Path) -> None:
    assert said(name, units.ready(name, tmp_path), UNIT.at(slower)) == ""


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("tightness", TIGHTNESS)
@pytest.mark.parametrize("seed", range(1, 12))
def test_units_keep_their_promises(tightness: str, seed: int, slower: float, tmp_path: Path) -> None:
    size = unit(tightness, seed)
    assert said(size.name, units.planned(size, tmp_path), UNIT.at(slower)) == ""


@pytest.mark.long
@pytest.mark.clock
@pytest.mark.parametrize("tightness", TIGHTNESS)
@pytest.mark.parametrize("seed", range(1, 5))
def test_units_of_a_hundred_branches_keep_theirs(tightness: str, seed: int, slower: float, tmp_path: Path) -> None:
    size = hundred(tightness, seed)
    assert said(size.name, units.planned(size, tmp_path), HUNDRED.at(slower)) == ""
