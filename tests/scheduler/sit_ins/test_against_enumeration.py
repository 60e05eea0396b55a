"""Small instances: the planner against every legal set of visits, tried one by one."""

from __future__ import annotations

import pytest

from turnout.scheduler.sit_ins import SitIns, plan_visits
from turnout.tests.scheduler.sit_ins.brute_force import Visit, World
from turnout.tests.scheduler.sit_ins.random_instances import Given, small_world


def visits_of(result: SitIns) -> list[Visit]:
    return list(zip(result.visits["person_id"], result.visits["session_id"], strict=True))


def check(given: Given) -> None:
    """Legal, optimal in all lines and proven so; cost, coverage and roles as recomputed from the tables."""
    world, result = World(*given), plan_visits(*given, seed=1)
    visits = visits_of(result)
    assert all(world.may(p, s) for p, s in visits)
    assert len({s for _, s in visits}) == len(visits)
    assert world.legal(visits)
    value = result.t1_shortfall, result.t2_shortfall, result.cost.total
    assert value == world.value(visits)
    best = world.best()
    bound = result.bound_t1, result.bound_t2, result.bound_cost
    assert all(b <= o for b, o in zip(bound, best, strict=True))
    assert value == best
    assert bound == best
    claimed = {(r.target, r.scope_id, r.level): r.shortfall for r in result.coverage.itertuples()}
    assert claimed == world.shortfalls(visits)
    assert (result.coverage["required"] - result.coverage["achieved"]).clip(lower=0).tolist() == result.coverage[
        "shortfall"
    ].tolist()
    assert ((result.coverage["reason"] != "") == (result.coverage["shortfall"] > 0)).all()
    assert [world.role(visits, v) for v in visits] == result.visits["role"].tolist()


@pytest.mark.parametrize("block", range(8))
def test_small_instances_are_solved_to_the_proven_optimum(block: int) -> None:
    for seed in range(30 * block, 30 * (block + 1)):
        check(small_world(seed))


@pytest.mark.long
@pytest.mark.parametrize("block", range(100))
def test_many_more_small_instances(block: int) -> None:
    for seed in range(10_000 + 50 * block, 10_050 + 50 * block):
        check(small_world(seed, talks=8 if block % 20 == 0 else 7, supervisors=5 if block % 20 == 0 else 4))
