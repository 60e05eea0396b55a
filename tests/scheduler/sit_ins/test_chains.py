"""Days of visits without a list of them: never dearer than any day that is listed."""

from __future__ import annotations

import numpy as np

from turnout.scheduler.sit_ins.chains import Chains, Worth
from turnout.scheduler.sit_ins.needs import needs_of
from turnout.scheduler.sit_ins.part import IntArray, Part
from turnout.scheduler.sit_ins.planning import prepare
from turnout.scheduler.sit_ins.trips import Classes, Trips, all_trips, classes_of, costs_of
from turnout.tests.scheduler.sit_ins.large_instances import large_world
from turnout.tests.scheduler.sit_ins.random_instances import small_world


def made_up(part: Part, team: int, seed: int) -> Worth:
    """Random prices at which many days are worth something."""
    rng = np.random.default_rng(seed)
    rows = int(np.diff(part.team_row)[team])
    length = part.prices.day + rng.integers(-30, 30, size=3)
    load = rng.integers(0, 20, size=len(classes_of(part).team))
    return Worth(rng.integers(-200, 60, size=rows), length, load, part.prices.travel_minute)


def comes_to(part: Part, team: int, worth: Worth, trips: Trips) -> IntArray:
    """What each trip of a team comes to."""
    padded = np.append(worth.visit, 0)
    rows = padded[np.where(trips.rows >= 0, trips.rows - int(part.team_row[team]), -1)]
    travel = trips.cost - part.prices.day - part.prices.visit * trips.size
    result: IntArray = travel + rows.sum(axis=1) + worth.length[trips.size - 1] + worth.load[trips.cls] * trips.size
    return result


def chains_of(part: Part, classes: Classes, trips: Trips) -> Chains:
    needs, _ = needs_of(part, part.need1, part.need2, trips.rows)
    return Chains(part, classes, needs, np.ones(part.teams, dtype=bool))


def test_no_day_of_trips_comes_to_less() -> None:
    """Against the best listed trip of each class and day."""
    worth_something = 0
    for seed in range(40):
        for part in prepare(*small_world(seed)).parts:
            classes = classes_of(part)
            trips, _ = all_trips(part, classes)
            chains, team = chains_of(part, classes, trips), classes.team[trips.cls]
            for t in range(part.teams):
                worth, mine = made_up(part, t, seed), trips.take(team == t)
                best: dict[tuple[int, int], int] = {}
                values = comes_to(part, t, worth, mine).tolist()
                for v, c, first in zip(values, mine.cls.tolist(), mine.rows[:, 0].tolist(), strict=True):
                    key = c, int(part.row_day[first])
                    best[key] = min(v, best.get(key, 0))
                listed = sum(v * int(classes.count[c]) for (c, _), v in best.items())
                assert chains.least(t, worth) <= listed
                worth_something += listed < 0
    assert worth_something > 15


def test_finds_trips_that_look_good() -> None:
    """In a unit where chains are trips: what it finds comes to less than asked, at its true cost, and the best of all
    is among it."""
    (part,) = prepare(*large_world(12, seed=2, levels=2, a_committee=12)).parts
    classes = classes_of(part)
    trips, _ = all_trips(part, classes)
    chains, team = chains_of(part, classes, trips), classes.team[trips.cls]
    for t in range(part.teams):
        worth = made_up(part, t, t)
        value = comes_to(part, t, worth, trips.take(team == t))
        asked = int(value.min()) + 50
        found = chains.below(t, worth, asked)
        mine = comes_to(part, t, worth, found)
        assert (mine < asked).all()
        assert mine.min() == value.min()
        assert (found.cost == costs_of(part, classes, found.cls, found.rows)).all()
