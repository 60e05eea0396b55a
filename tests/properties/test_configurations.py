"""The solver against itself: whatever its seed, with presolve and without, plans are worth the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.scheduler import plan, solving
from turnout.scheduler.sit_ins import model, piece, plan_visits
from turnout.scheduler.timetable import search
from turnout.tests.examples import examples
from turnout.tests.reference.small import small
from turnout.tests.scheduler.sit_ins.random_instances import small_world

SIZE = 60
"""Pairs of a session and a set of members alike in the timetables: few enough that plans are optimal."""
CONFIGURATIONS = (
    {"presolve": False},
    {"linearization": 0},
    {"presolve": False, "linearization": 1},
)
"""Beside the usual one, each also with another seed."""

Values = tuple[tuple[int, ...], tuple[int, ...]]
each_configuration = pytest.mark.parametrize("options", CONFIGURATIONS, ids=str)


def configured(options: dict[str, Any], make: Callable[[], Values]) -> Values:
    """Values and bounds with every model solved under these options."""

    def run(*given: Any, **wishes: Any) -> Any:
        return solving.run(*given, **wishes | options)

    with ExitStack() as stack:
        for place in (search, model, piece):
            stack.enter_context(patch.object(place, "run", run))
        return make()


def timetable(number: int, seed: int) -> Values:
    """Lines 1 and 4 of what is best, and their bounds."""
    made = plan(small(number, SIZE).instance(), only="timetable", seed=seed).manifest
    return (made.objective.unplaced, made.cost.timetable.total), (made.bound.unplaced, made.bound.timetable)


def visits(number: int, seed: int) -> Values:
    """Lines 2 to 4 of what is best, and their bounds."""
    made = plan_visits(*small_world(number), seed=seed)
    bounds = made.bound_t1, made.bound_t2, made.bound_cost
    return (made.t1_shortfall, made.t2_shortfall, made.cost.total), bounds


@pytest.mark.parametrize("values", [timetable, visits])
@each_configuration
@given(number=st.integers(0, 10**9), seed=st.integers(2, 1000))
@examples(2, many=100)
def test_other_options_find_plans_of_the_same_value(
    values: Callable[[int, int], Values], options: dict[str, Any], number: int, seed: int
) -> None:
    usual, bounds = values(number, 1)
    found, other_bounds = configured(options, lambda: values(number, seed))
    assert found == usual
    for bound in (bounds, other_bounds):
        assert all(b <= v for b, v in zip(bound, usual, strict=True))
