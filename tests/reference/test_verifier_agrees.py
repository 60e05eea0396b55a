"""Two readings of the rules, made apart from each other, say the same of optimal plans of small instances."""

from __future__ import annotations

from typing import Any

import pytest

from turnout.tests.reference.exact import optimum
from turnout.tests.reference.small import small
from turnout.tests.reference.world import World
from turnout.tests.reference.written import as_plan
from turnout.verifier import verify

LONG = [pytest.param(seed, marks=pytest.mark.long) for seed in range(315, 500)]


@pytest.mark.parametrize("seed", [*range(300, 315), *LONG])
def test_an_optimal_plan_keeps_every_rule_at_the_same_cost(seed: int) -> None:
    instance = small(seed, largest=150).instance()
    found = optimum(instance)
    if found is None:
        return  # not proven; how many may go so is held by the comparison with the optimiser
    plan = as_plan(World(instance), found.sessions)
    verdict = verify(instance, plan)
    assert [v for v in verdict.violations if v.rule.startswith(("H", "FORMAT"))] == []
    figures: Any = verdict.figures
    assert figures["cost"]["timetable"]["total"] == found.cost
    assert 2 * len(instance["members"]) - len(plan.attendance) == found.unplaced
