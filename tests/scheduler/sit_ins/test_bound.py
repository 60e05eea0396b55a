"""The bound for large parts, held on small ones against proven optima."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from turnout.models.tables import LARGEST
from turnout.scheduler.deadline import Limits, Stop
from turnout.scheduler.sit_ins import bound, part_plan
from turnout.scheduler.sit_ins.cost import value
from turnout.scheduler.sit_ins.greedy import first_plan
from turnout.scheduler.sit_ins.part import Part, Prices, Visits
from turnout.scheduler.sit_ins.part_plan import EFFORTS, Planning, plan_part
from turnout.scheduler.sit_ins.piece import replan
from turnout.scheduler.sit_ins.planning import prepare
from turnout.scheduler.sit_ins.shares import cases_of
from turnout.scheduler.sit_ins.trips import all_trips, classes_of
from turnout.tests.scheduler.sit_ins.brute_force import Visit, World
from turnout.tests.scheduler.sit_ins.large_instances import large_world
from turnout.tests.scheduler.sit_ins.random_instances import Given, small_world


def sessions_of(given: Given, part: Part, visits: Visits) -> list[Visit]:
    """Visits of a part by ids."""
    problem = prepare(*given).problem
    persons, talks = part.sup[visits.sup], part.row_disc[visits.row]
    return [(problem.person[s], problem.discussions.session_id[d]) for s, d in zip(persons, talks, strict=True)]


def held(part: Part) -> float:
    """The bound of one part over its optimal cost; never above 1, nor are the bounds of the shortfalls above the
    least ones. Neither is what the model by home says."""
    plan = plan_part(part, 1, EFFORTS["normal"], Stop())
    best = value(part, plan.visits)
    assert plan.bound == best
    classes = classes_of(part)
    trips, thinned = all_trips(part, classes)
    assert not thinned.any()
    cases = [cases_of(part, t, int(classes.cap[classes.team == t].sum())) for t in range(part.teams)]
    _, floor = replan(part, classes, trips, plan.visits, cases, 1.0, 1)
    assert floor <= best
    bounds = Planning(part, 1, EFFORTS["normal"], Stop()).bounds(plan.visits)
    assert all(b <= v for b, v in zip(bounds, best, strict=True))
    return bounds[2] / max(best[2], 1)


def test_holds_for_every_plan_as_good_in_the_lines_before() -> None:
    """The bounds given with a plan that is not the best: no legal plan that is as good in lines 2 and 3 costs less."""
    looked_at = 0
    for seed in range(40):
        given = small_world(seed)
        parts = prepare(*given).parts
        if len(parts) != 1:
            continue
        (part,) = parts
        classes = classes_of(part)
        plan = first_plan(part, classes, all_trips(part, classes)[0])
        bounds, reached = Planning(part, 1, EFFORTS["normal"], Stop()).bounds(plan), value(part, plan)
        world = World(*given)
        values = [world.value(v) for v in world.plans()]
        own = world.value(sessions_of(given, part, plan))  # with the shortfalls of units that nobody can serve
        assert own[2] == reached[2]
        assert min(values)[0] >= bounds[0] + own[0] - reached[0]
        as_good = [v[2] for v in values if v[:2] <= own[:2]]
        assert min(as_good) >= bounds[2]
        looked_at += 1
    assert looked_at > 12


@pytest.mark.parametrize("block", range(4))
def test_never_above_the_optimum_of_small_instances(block: int) -> None:
    for seed in range(40 * block, 40 * (block + 1)):
        for part in prepare(*small_world(seed)).parts:
            held(part)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("branches", "levels", "a_committee"), [(12, 2, 6), (14, 3, 5), (24, 3, 8)])
def test_close_to_the_optimum_of_a_unit(seed: int, branches: int, levels: int, a_committee: int) -> None:
    """Solved by the exact model; the prices alone prove nearly as much."""
    (part,) = prepare(*large_world(branches, seed=seed, levels=levels, a_committee=a_committee)).parts
    assert held(part) > 0.98


def test_tells_what_travel_and_days_must_cost() -> None:
    """Where one team must make k visits, at best three a day, they cost k visits and ⌈k/3⌉ days at least."""
    (part,) = prepare(*large_world(12, seed=2, levels=2, a_committee=12)).parts
    visits = plan_part(part, 1, EFFORTS["normal"], Stop()).visits
    fewest = int(part.need2.max())
    assert Planning(part, 1, EFFORTS["normal"], Stop()).bounds(visits)[2] >= 60 * fewest + 120 * -(-fewest // 3)


def test_holds_where_costs_are_huge() -> None:
    """Everything ten thousand million times as dear, beyond what sums of 64 bits hold: so is the bound, a little
    less."""
    dear = 10**10
    (part,) = prepare(*large_world(12, seed=2, levels=2, a_committee=12)).parts
    visits = first_plan(part, classes_of(part), all_trips(part, classes_of(part))[0])
    usual = Planning(part, 1, EFFORTS["normal"], Stop()).bounds(visits)[2]
    prices = Prices(**{name: dear * price for name, price in asdict(part.prices).items()})
    found = Planning(replace(part, prices=prices), 1, EFFORTS["normal"], Stop()).bounds(visits)[2]
    assert 0.99 * dear * usual < found <= dear * (usual + 1)


@pytest.mark.parametrize("listed", [10**6, 1])
def test_holds_where_no_limit_on_visits_is_meant(listed: int) -> None:
    """A supervisor whose limits are the largest numbers there are: days are still only as long as their discussions."""
    (part,) = prepare(*large_world(12, seed=2, levels=2, a_committee=12)).parts
    free = replace(part, sup_cap=part.sup_cap * 0 + LARGEST, sup_daily=part.sup_daily * 0 + LARGEST)
    best = plan_part(free, 1, EFFORTS["quick"], Stop()).visits
    bounds = Planning(free, 1, EFFORTS["quick"], Stop(), listed=listed).bounds(best)
    assert all(b <= v for b, v in zip(bounds, value(free, best), strict=True))
    assert bounds[2] > 0


@pytest.mark.parametrize("block", range(2))
def test_never_above_the_optimum_where_not_all_trips_are_listed(block: int) -> None:
    """Made to list few paths, as in a very large enterprise: the others are bounded without being listed."""
    unlisted = 0
    for seed in range(40 * block, 40 * (block + 1)):
        for part in prepare(*small_world(seed)).parts:
            best = plan_part(part, 1, EFFORTS["normal"], Stop()).visits
            unlisted += int(all_trips(part, classes_of(part), 3)[1].any())
            bounds = Planning(part, 1, EFFORTS["normal"], Stop(), listed=3).bounds(best)
            assert all(b <= v for b, v in zip(bounds, value(part, best), strict=True))
    assert unlisted > 10


def test_cases_added_last_have_no_prices_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once: trips were asked for at prices of cases that nobody had priced, and planning ended with an error."""
    monkeypatch.setattr(bound, "TRIES", 1)
    for part in prepare(*large_world(40, seed=1, levels=3, a_committee=10)).parts:
        best = plan_part(part, 1, EFFORTS["quick"], Stop()).visits
        bounds = Planning(part, 1, EFFORTS["quick"], Stop(), listed=3).bounds(best)
        assert all(b <= v for b, v in zip(bounds, value(part, best), strict=True))


def test_a_part_that_could_not_stand_by_the_end_is_hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few trips are listed, and there is no bound that would have to reckon with the others; but visits there are."""
    monkeypatch.setattr(part_plan, "HURRIED", 20)
    (part,) = prepare(*large_world(24, seed=5)).parts
    stop = Stop(Limits(end=0.0))
    hurried = plan_part(part, 1, EFFORTS["quick"], stop)
    assert stop.cut
    at_leisure = plan_part(part, 1, EFFORTS["quick"], Stop(Limits(end=60.0)))
    assert (hurried.bound, hurried.complete) == ((0, 0, 0), False)
    assert at_leisure.complete
    assert at_leisure.bound <= value(part, at_leisure.visits) <= value(part, hurried.visits)
    assert len(hurried.visits.sup) > 0


@pytest.mark.long
@pytest.mark.parametrize("block", range(50))
def test_never_above_the_optimum_of_many_more(block: int) -> None:
    for seed in range(20_000 + 100 * block, 20_100 + 100 * block):
        for part in prepare(*small_world(seed, talks=8, supervisors=6)).parts:
            held(part)
