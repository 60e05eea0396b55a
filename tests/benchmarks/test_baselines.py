"""The methods of comparison keep every rule, and find the best plan of the instance small enough to solve by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from turnout.benchmarks import baseline, clerk
from turnout.benchmarks.diary import Diary, touched
from turnout.benchmarks.sheet import Held, as_plan, broken_rules
from turnout.instances import load
from turnout.models import Instance
from turnout.scheduler.timetable.grid import Grid
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Ground
from turnout.verifier import verify

READY = Path(__file__).resolve().parents[2] / "instances" / "ready"
METHODS = pytest.mark.parametrize("method", list(baseline.METHODS))


@pytest.fixture(scope="module")
def tiny() -> Instance:
    """Two branches, of which the README shows the best plan: 1 unplaced, cost 273."""
    return load(READY / "tiny")


@METHODS
def test_both_find_the_best_plan_of_tiny(method: str, tiny: Instance) -> None:
    found = baseline.run(method, tiny)
    assert (found["unplaced"], found["cost"], found["broken"]) == (1, 273, {})


@METHODS
def test_both_do_the_same_again(method: str, tiny: Instance) -> None:
    assert baseline.run(method, tiny) == baseline.run(method, tiny)


@METHODS
def test_nobody_leaves_where_nobody_may(method: str, tiny: Instance, changed: Callable[..., Instance]) -> None:
    """H8: with max_away 0 for the first crew its three people stay at work, twice."""
    away = tiny["groups"]["max_away"].mask(tiny["groups"]["group_id"] == "Z1", 0)
    found = baseline.run(method, changed(tiny, "groups", max_away=away))
    assert (found["unplaced"], found["broken"]) == (7, {})


@METHODS
def test_a_batch_waits_for_seats(method: str, tiny: Instance, changed: Callable[..., Instance]) -> None:
    """H4: with two seats everywhere no batch of three comes together."""
    found = baseline.run(method, changed(tiny, "venues", capacity=pd.Series(2, index=tiny["venues"].index)))
    assert (found["unplaced"], found["sessions"], found["broken"]) == (28, 0, {})


@METHODS
def test_lecturers_are_asked_no_more_often_than_they_come(
    method: str, tiny: Instance, changed: Callable[..., Instance]
) -> None:
    """H7: with one lecture in all, one study is held; it is the office's five or a crew's three."""
    lecturers = tiny["lecturers"]["max_sessions"].mask(tiny["lecturers"]["max_sessions"].notna(), 1)
    found = baseline.run(method, changed(tiny, "lecturers", max_sessions=lecturers))
    assert found["broken"] == {}
    assert found["unplaced"] in {28 - 9, 28 - 6}


@pytest.fixture
def changed() -> Callable[..., Instance]:
    """An instance with other values in some columns of one table."""

    def change(instance: Instance, table: str, **columns: pd.Series) -> Instance:
        return instance.with_tables({table: instance[table].assign(**columns)})

    return change


def test_the_clerk_keeps_every_rule_of_a_refinery() -> None:
    """Four-crew rotas, a joint group, committee-wide studies, members who lecture, max_away, absences."""
    instance = load(READY / "refinery")
    found = baseline.run("clerk", instance)
    assert found["broken"] == {}
    assert isinstance(found["unplaced"], int)
    assert found["unplaced"] < 0.1 * len(instance["members"])


def test_a_broken_rule_is_told(tiny: Instance) -> None:
    """H6: the same people twice in a study."""
    ground = Ground(tiny)
    sessions, _ = clerk.timetable(ground)
    study = next(s for s in sessions if s.kind == STUDY)
    again = Held(study.audience, STUDY, study.slot, study.venue, study.lecturer, list(study.members))
    assert "H6" in broken_rules(verify(tiny, as_plan(ground, [*sessions, again])))


def test_slots_that_touch_do_not_overlap() -> None:
    """Sessions of an hour every half hour from 08:00: 09:00 to 10:00 overlaps those of 08:30, 09:00 and 09:30."""
    grid = Grid(1, np.arange(480, 721, 30), 60)
    assert grid.begin[touched(grid, 540, 600)].tolist() == [510, 540, 570]


def test_what_is_booked_is_taken(tiny: Instance) -> None:
    ground, diary = Ground(tiny), Diary(Ground(tiny))
    slot = int(np.flatnonzero(diary.venue_free(0, STUDY) & diary.lecturer_free(0, 0))[0])
    diary.book(Held(0, STUDY, slot, 0, 0, []), {})
    begin = int(ground.grids[STUDY].begin[slot])
    site = int(ground.venues.site[0])
    assert not diary.venue_free(0, STUDY)[slot]
    assert not diary.venue_free(0, DISCUSSION)[touched(ground.grids[DISCUSSION], begin, begin + 120)].any()
    assert not diary.lecturer_free(0, site)[slot]
