"""Prices of lecturers: bounds where too few of them are there at the best time, and no plan below any of them."""

from __future__ import annotations

import numpy as np
import pytest

from turnout.models.instance import Instance
from turnout.scheduler.deadline import never
from turnout.scheduler.timetable import supply_bound
from turnout.scheduler.timetable.bound import Problems, TimetableBound, timetable_bound
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.lecturing import supply
from turnout.scheduler.timetable.prices import Prices
from turnout.tests.scheduler.timetable.crew import cheap_monday_dear_wednesday, few_lecturers, worth


def priced(instance: Instance, price: int) -> TimetableBound:
    """The bounds where L has this price."""
    ground = Ground(instance)
    supplies = supply(ground)
    each = np.zeros(len(supplies.most), dtype=np.int64)
    each[supplies.of[list(ground.lecturers.ids).index("L")]] = price
    return timetable_bound(ground, exact=True, prices=Prices(supplies, each))


@pytest.mark.parametrize(("price", "cost"), [(0, 120), (2, 122), (6, 126), (9, 123)])
def test_a_price_is_what_the_next_best_time_costs_more(price: int, cost: int) -> None:
    raw = cheap_monday_dear_wednesday(3)
    assert worth(raw) == (0, 126)
    assert priced(raw.instance(), price).cost(0) == cost


def test_the_price_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the dual of the programme of all audiences, and gives the whole cost without solving that programme."""
    monkeypatch.setattr(supply_bound, "MOST_FOLLOWED", 0)
    ground, problems = Ground(cheap_monday_dear_wednesday(3).instance()), Problems()
    alone = timetable_bound(ground, problems=problems)
    found = supply_bound.together(ground, alone, problems, never)
    assert (alone.cost(0), found.bound.cost(0)) == (120, 126)
    assert found.guide is not None
    for home, pattern in found.guide.patterns.items():
        off = ground.off_theme(ground.audiences[home], STUDY)[pattern.study.given.slot]
        assert pattern.study.given.off.tolist() == off.tolist(), "what it costs there, prices left out"


def test_where_no_lecturer_is_short_nothing_has_a_price() -> None:
    raw = cheap_monday_dear_wednesday(3)
    for row in raw["lecturers"]:
        row["max_sessions"] = "2"
    ground, problems = Ground(raw.instance()), Problems()
    alone = timetable_bound(ground, problems=problems)
    assert supply_bound.together(ground, alone, problems, never).bound.cost(0) == alone.cost(0) == 120


@pytest.mark.parametrize("seed", [*range(300, 312), 320, 321])
def test_no_optimum_undercuts_the_bounds_whatever_the_prices(seed: int) -> None:
    instance, best = few_lecturers(seed)
    ground, rng = Ground(instance), np.random.default_rng(seed)
    supplies = supply(ground)
    for most in (3, 20, 200):
        each = np.where(supplies.most >= 0, rng.integers(0, most, len(supplies.most)), 0)
        bound = timetable_bound(ground, exact=True, prices=Prices(supplies, each))
        assert bound.unplaced <= best.unplaced
        for unplaced in (best.unplaced, best.unplaced + 1):
            assert bound.cost(unplaced) <= best.cost
