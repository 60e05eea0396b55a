"""Wide moves: many audiences at once, within what the solver may take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from turnout.scheduler.allowance import allowed, left
from turnout.scheduler.deadline import never
from turnout.scheduler.timetable.block_plan import total_cost, unplaced_pairs
from turnout.scheduler.timetable.bound import timetable_bound
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.improve import BUDGETS, Budget, Improver
from turnout.scheduler.timetable.state import State
from turnout.scheduler.timetable.wide import widened
from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import branch, crew, lecturer

NORMAL = BUDGETS["normal"]


def two_crews() -> Raw:
    """Two crews of three that meet at the same hours, with a hall and a lecturer for each."""
    raw = crew()
    branch(raw, "C", 3, group="H")
    raw.add("venues", venue_id="W", name="second hall", site_id="S", capacity=10)
    lecturer(raw, max_sessions=1)
    lecturer(raw, "K", max_sessions=1)
    return raw


def widely(budget: Budget, units: float | None = None) -> tuple[int, int, float]:
    """The two crews planned by wide moves from nothing: unplaced pairs, cost, and what is left of the solver's
    units."""
    ground = Ground(two_crews().instance())
    state = State(ground)
    with allowed(units):
        widened([Improver(ground, state, timetable_bound(ground), 1, budget, never)])
        remaining = left()
    return unplaced_pairs(ground, state), total_cost(ground, state).total, remaining


def test_wide_moves_alone_find_the_best_of_a_tiny_block() -> None:
    assert widely(NORMAL)[:2] == (0, 120)


@pytest.mark.parametrize("budget", [replace(NORMAL, wide=0), replace(NORMAL, wide_limit=0.0)])
def test_without_moves_or_time_everything_stays(budget: Budget) -> None:
    assert widely(budget)[:2] == (12, 0)


def test_what_they_take_is_taken_from_what_is_allowed() -> None:
    assert widely(NORMAL, 0.0) == (12, 0, 0.0)
    assert 0 < widely(NORMAL, 3.0)[2] < 3.0


@pytest.mark.parametrize("ahead", [True, False])
def test_a_second_search_begins_where_the_first_began_and_the_better_is_kept(ahead: bool) -> None:
    """The first may not move at all; the second finds the best, whether it runs beside the first or after it."""
    ground = Ground(two_crews().instance())
    state, bound = State(ground), timetable_bound(ground)
    still, moving = (Improver(ground, state, bound, 1, replace(NORMAL, wide=n), never) for n in (0, 16))
    best = widened([still, moving], ahead)
    assert (unplaced_pairs(ground, best), total_cost(ground, best).total) == (0, 120)
    assert unplaced_pairs(ground, state) == 12
