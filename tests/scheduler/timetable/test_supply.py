"""Bounds of all audiences together: what the lecturers can supply, and what no plan undercuts."""

from __future__ import annotations

import pytest

from turnout.models.instance import Instance
from turnout.scheduler.deadline import never
from turnout.scheduler.timetable.bound import Problems, timetable_bound
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.lecturing import supply
from turnout.scheduler.timetable.supply_bound import Together, together
from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import branch, crew, few_lecturers, lecturer, worth


def bounds(instance: Instance) -> Together:
    """The bounds over all plans."""
    ground, problems = Ground(instance), Problems()
    return together(ground, timetable_bound(ground, problems=problems), problems, never)


def two_crews(max_sessions: object = 1) -> Raw:
    """Two crews of three drivers that meet at the same hours, in a hall each; a lecturer who holds one session."""
    raw = crew()
    branch(raw, "C", 3, group="H")
    raw.add("venues", venue_id="W", name="second hall", site_id="S", capacity=10)
    lecturer(raw, max_sessions=max_sessions)
    return raw


def test_a_lecturer_who_may_lecture_once_leaves_one_of_two_crews_out() -> None:
    raw = two_crews()
    assert worth(raw) == (6, 60)
    assert bounds(raw.instance()).bound.unplaced == 6


def test_two_lecturers_suffice_for_two_crews() -> None:
    raw = two_crews()
    lecturer(raw, "K", max_sessions=1)
    assert worth(raw) == (0, 120)
    assert bounds(raw.instance()).bound.unplaced == 0


def test_a_lecturer_is_in_one_place_at_a_time_however_often_he_may_lecture() -> None:
    raw = two_crews(max_sessions="")
    raw.tables["lecturer_windows"] = []
    raw.add("lecturer_windows", person_id="L", date="2026-03-02", start="8:00", end="10:00")
    assert worth(raw) == (6, 60)
    assert supply(Ground(raw.instance())).most.tolist() == [1]
    assert bounds(raw.instance()).bound.unplaced == 6


def test_the_pattern_behind_the_bound_leaves_out_whom_it_counts() -> None:
    guide = bounds(two_crews().instance()).guide
    assert guide is not None
    assert sorted(p.unplaced for p in guide.patterns.values()) == [0, 6]
    assert guide.cost(6) == 60


@pytest.mark.parametrize("seed", [*range(300, 312), 320, 321])
def test_no_optimum_undercuts_the_bounds_where_lecturers_are_few(seed: int) -> None:
    instance, best = few_lecturers(seed)
    bound = bounds(instance).bound
    assert bound.unplaced <= best.unplaced
    for unplaced in (best.unplaced, best.unplaced + 1):
        assert bound.cost(unplaced) <= best.cost
