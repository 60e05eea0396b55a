"""All audiences together with the gap between study and discussion: what it proves, and no plan below it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from ortools.math_opt.python import mathopt

from turnout.scheduler import solving
from turnout.scheduler.deadline import interrupted_by, never
from turnout.scheduler.solving import SolverError
from turnout.scheduler.timetable import dated
from turnout.scheduler.timetable.bound import Problems, timetable_bound
from turnout.scheduler.timetable.dated import DatedProgramme, dated_columns
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.highs import highs
from turnout.scheduler.timetable.lecturing import supply
from turnout.scheduler.timetable.scip import scip
from turnout.scheduler.timetable.supply_bound import together
from turnout.tests.scheduler.timetable.crew import (
    WEDNESDAY,
    cheap_monday_dear_wednesday,
    crew,
    few_lecturers,
    window,
    worth,
)


@pytest.mark.parametrize(("gap_days", "unplaced", "cost"), [(5, 0, 126), (7, 3, 96)])
def test_who_studies_too_late_for_any_discussion_is_seen(gap_days: int, unplaced: int, cost: int) -> None:
    raw = cheap_monday_dear_wednesday(gap_days)
    assert worth(raw) == (unplaced, cost)
    ground, problems = Ground(raw.instance()), Problems()
    found = together(ground, timetable_bound(ground, problems=problems), problems, never)
    assert found.dated
    assert found.bound.cost(unplaced) == cost
    assert found.guide is not None
    assert sum(pattern.unplaced for pattern in found.guide.patterns.values()) == unplaced


def test_without_highs_another_solver_proves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ground, problems = Ground(cheap_monday_dear_wednesday(7).instance()), Problems()
    bound = timetable_bound(ground, problems=problems)
    with_highs = together(ground, bound, problems, never)
    monkeypatch.setattr(dated, "highs_there", lambda: False)
    without = together(ground, bound, problems, never)
    assert with_highs.bound == without.bound
    assert without.guide is not None
    assert sum(pattern.unplaced for pattern in without.guide.patterns.values()) == 3


@pytest.mark.parametrize(("gap_days", "studies"), [(5, 1), (6, 2)])
def test_of_days_that_leave_the_same_days_for_a_discussion_the_cheapest_stands(gap_days: int, studies: int) -> None:
    """The crew can study on Monday for 2 each or on Wednesday for nothing, and discuss on the second Monday."""
    raw = crew(gap_days=gap_days)
    raw.tables["windows"][0]["burden"] = "2"
    window(raw, WEDNESDAY, "8:00", "10:00")
    ground = Ground(raw.instance())
    columns = dated_columns(ground, supply(ground))[ground.audience("branch", "B"), STUDY]
    assert columns.given.count == studies


@pytest.mark.parametrize("seed", [*range(300, 312), 320, 321])
def test_no_optimum_undercuts_it(seed: int) -> None:
    instance, best = few_lecturers(seed)
    ground, problems = Ground(instance), Problems()
    bound = timetable_bound(ground, problems=problems)
    value = DatedProgramme(ground, problems, supply(ground)).solve(200)
    assert value is not None
    lost = sum(problem.lost for problem, _ in problems.values())
    assert value - bound.price * (best.unplaced - lost) <= best.cost


def test_a_search_that_is_ended_from_outside_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS does not listen, so that it is left behind."""
    ended = threading.Event()
    monkeypatch.setattr(solving, "STUCK", 0.1)
    monkeypatch.setattr(mathopt, "solve", lambda *_, **__: ended.wait())
    ground, problems = Ground(cheap_monday_dear_wednesday(7).instance()), Problems()
    bound = timetable_bound(ground, problems=problems)
    with interrupted_by(lambda: True):
        assert DatedProgramme(ground, problems, supply(ground)).solve(200) is None
        found = together(ground, bound, problems, never)
    ended.set()
    assert (found.guide, found.dated) == (None, False)


def test_a_programme_without_a_solution_is_an_error() -> None:
    programme: Any = scip()
    programme.Constraint(1, 2)
    with pytest.raises(SolverError, match="without a solution"):
        highs(programme, 1)
