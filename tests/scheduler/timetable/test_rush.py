"""Placing people in a hurry: no bound, no solver, and yet every rule kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance
from turnout.scheduler import plan
from turnout.scheduler.deadline import QUICK, Deadline, Limits
from turnout.scheduler.timetable.repair import Repairer
from turnout.tests.reference.small import small
from turnout.tests.scheduler.timetable.crew import crew
from turnout.verifier import verify


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bounds, and nobody is planned a second time."""

    def none(self: Deadline, waiting: int, hands: int, first: float = 0.0, closing: float = 0.0) -> Limits:
        return QUICK

    monkeypatch.setattr(Deadline, "limits", none)
    monkeypatch.setattr(Repairer, "replan", lambda self, homes, exact=False: False)


def unplaced(instance: Instance) -> int:
    """Of a plan made in a hurry, which is found legal and its bounds true."""
    made = plan(instance)
    verdict = verify(instance, made)
    assert verdict.ok, verdict.violations
    assert made.manifest.bound.unplaced <= made.manifest.objective.unplaced
    return made.manifest.objective.unplaced


@pytest.mark.usefixtures("hurried")
def test_whoever_fits_is_placed() -> None:
    assert unplaced(crew().instance()) == 0


@pytest.mark.usefixtures("hurried")
def test_the_discussion_keeps_its_gap_to_the_study() -> None:
    """Two weeks apart there is no second Monday: nobody can discuss."""
    assert unplaced(crew(gap_days=8).instance()) == 3


@pytest.mark.usefixtures("hurried")
def test_more_people_than_seats_meet_in_turns() -> None:
    """Ten seats for twelve: the two who are left over on the first Monday may not meet without a gap to come."""
    raw = crew(people=12)
    raw.add("venues", venue_id="W", name="room", site_id="S", capacity=4)
    assert unplaced(raw.instance()) == 0


@pytest.mark.usefixtures("hurried")
def test_no_more_than_may_be_away_at_once() -> None:
    raw = crew(people=4)
    raw["groups"][0]["max_away"] = "2"
    assert unplaced(raw.instance()) == 4


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("part", range(2))
def test_every_rule_is_kept_on_random_instances(part: int) -> None:
    for seed in range(part * 12, part * 12 + 12):
        unplaced(small(seed, 100).instance())


@pytest.mark.usefixtures("hurried")
def test_most_people_of_an_enterprise_are_placed(tmp_path: Path) -> None:
    generate(tmp_path / "instance", branches=24, seed=1)
    instance = load(tmp_path / "instance")
    assert unplaced(instance) <= 0.05 * 2 * len(instance["members"])
