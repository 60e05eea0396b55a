"""Plans of small instances are as good as the proven optimum, their bounds hold, and the verifier finds nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from turnout.models.instance import Instance
from turnout.scheduler import plan
from turnout.tests.reference.exact import optimum
from turnout.tests.reference.small import small
from turnout.verifier import verify

SMALL = 160
"""Pairs of a session and a set of members alike in the instances of every run."""
IN_EVERY_RUN = 160
IN_THE_LONG_RUN = {80: (2600, 50), 160: (800, 25), 240: (160, 20)}
"""By such pairs: how many instances, and how many to a test. With 5,000 sets of visits and 12,000 audiences on their
own, which are compared with everything tried, these are more than 10,000 comparisons."""
LONG = [
    (size, range(first, first + chunk))
    for start, (size, (count, chunk)) in zip((1000, 20_000, 30_000), IN_THE_LONG_RUN.items(), strict=True)
    for first in range(start, start + count, chunk)
]


def differences(instance: Instance) -> list[str] | None:
    """What is wrong with the plan of one instance, in words. None: its optimum was not proven in time."""
    best = optimum(instance)
    if best is None:
        return None
    made = plan(instance, only="timetable")
    manifest = made.manifest
    found = {"unplaced": manifest.objective.unplaced, "cost": manifest.cost.timetable.total}
    wrong = [f"{k} is {v}, optimal {getattr(best, k)}" for k, v in found.items() if v != getattr(best, k)]
    if manifest.bound.unplaced > best.unplaced:
        wrong.append(f"bound of unplaced is {manifest.bound.unplaced}, a plan has {best.unplaced}")
    if manifest.bound.timetable > best.cost:
        wrong.append(f"bound of cost is {manifest.bound.timetable}, a plan costs {best.cost}")
    verdict = verify(instance, made)
    return wrong + [f"{v.rule}: {v.text.en}" for v in verdict.violations]


def compare(seeds: range, largest: int) -> tuple[dict[int, list[str]], int]:
    """Seeds with something wrong, and how many could not be compared."""
    outcome = {seed: differences(small(seed, largest).instance()) for seed in seeds}
    kept = Counter(wrong is None for wrong in outcome.values())
    return {seed: wrong for seed, wrong in outcome.items() if wrong}, kept[True]


@pytest.mark.parametrize("first", range(0, IN_EVERY_RUN, 8))
def test_the_plan_is_optimal_and_its_bounds_hold(first: int) -> None:
    wrong, unproven = compare(range(first, first + 8), SMALL)
    assert wrong == {}
    assert unproven <= 3


def test_a_plan_above_its_bound_is_searched_as_a_whole_though_no_audience_is_above_its_own() -> None:
    """Joint studies cost more than their bound says, so that every branch alone looks as cheap as can be."""
    assert differences(small(2257, 80).instance()) == []


def test_members_of_a_small_batch_are_not_mixed_with_others_who_meet_at_the_same_kind_of_start() -> None:
    """All audiences together hold two studies at one column, one of them with the shifts' smaller limit."""
    assert differences(small(3953, 80).instance()) == []


@pytest.mark.long
@pytest.mark.parametrize(("size", "seeds"), LONG, ids=lambda value: str(getattr(value, "start", value)))
def test_many_plans_are_optimal_and_their_bounds_hold(size: int, seeds: range) -> None:
    wrong, unproven = compare(seeds, size)
    assert wrong == {}
    assert unproven <= len(seeds) // 4
