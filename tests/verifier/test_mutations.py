"""Valid plans, each changed by the least step that breaks a rule: all are found, each by its rule.

In `make test` the harbour's plan; in the long tests those of the ready-made instances and many small
random ones. Valid plans themselves raise no alarm.
"""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from turnout.instances import load
from turnout.models.instance import Instance
from turnout.models.plan import Plan
from turnout.scheduler import plan
from turnout.tests.reference.visitors import visited
from turnout.tests.verifier.harbour import whole
from turnout.tests.verifier.mutations import RULES, Off, Spot
from turnout.tests.verifier.mutations_of_visits import CLAIMS
from turnout.verifier import verify

READY = Path(__file__).resolve().parents[2] / "instances" / "ready"
EVERY = (*RULES, *CLAIMS)
LEAST = 100
"""Mutations of the harbour's plan that break a rule; as many again stand one by one in the tests of each rule."""


@cache
def made(seed: int) -> tuple[Instance, Plan]:
    """A small random instance and its plan."""
    instance = visited(seed).instance()
    return instance, plan(instance)


def offs(instance: Instance, valid: Plan, seed: int) -> list[Off]:
    """One draw of every way to be off."""
    spot = Spot(instance, valid, random.Random(seed))
    return [off for way in EVERY for off in way(spot)] if len(valid.sessions) else []


def wrong(instance: Instance, valid: Plan, seed: int) -> list[tuple[str, bool, set[str]]]:
    """Mutations that are not found by their rule, and those just short of it that are."""
    found = []
    for off in offs(instance, valid, seed):
        rules = {violation.rule for violation in verify(off.instance, off.plan).violations}
        if (off.rule in rules) != off.broken:
            found.append((off.rule, off.broken, rules))
    return found


def test_every_mutation_of_the_harbours_plan_is_found_by_its_rule() -> None:
    drawn = Counter(off.rule for off in offs(*whole(), 0) if off.broken)
    assert drawn.total() >= LEAST
    assert {f"H{n}" for n in range(1, 10)} | {f"V{n}" for n in (1, 2, 3, 4, 5, 7)} | {"T1", "T2"} <= set(drawn)
    assert wrong(*whole(), 0) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(6))
def test_every_mutation_of_many_small_plans_is_found_by_its_rule(block: int) -> None:
    for seed in range(10 * block, 10 * block + 10):
        assert wrong(*made(seed), seed) == [], seed


@pytest.mark.long
@pytest.mark.parametrize("name", ["tiny", "construction", "airline", "refinery"])
def test_every_mutation_of_a_ready_made_instances_plan_is_found_by_its_rule(name: str) -> None:
    instance = load(READY / name)
    valid = plan(instance)
    for seed in range(3):
        assert wrong(instance, valid, seed) == []
