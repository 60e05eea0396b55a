"""What must hold between the timetables of related instances, whatever the instances are."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.instances import load
from turnout.models.instance import Instance
from turnout.models.plan import Plan
from turnout.scheduler import plan
from turnout.tests.examples import examples
from turnout.tests.properties import rewriting
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small
from turnout.verifier import verify

SIZE = 80
"""Pairs of a session and a set of members alike in the instances looked at: few enough that plans are optimal."""
SMALLER = 40
"""The same in most of those of the long run."""


def planned(instance: Instance, base: Plan | None = None) -> Plan:
    """The timetable, whose bounds are no higher than its values."""
    made = plan(instance, only="timetable", base=base)
    assert made.manifest.bound.unplaced <= made.manifest.objective.unplaced
    assert made.manifest.bound.timetable <= made.manifest.cost.timetable.total
    return made


def value(made: Plan) -> tuple[int, int]:
    """Lines 1 and 4 of what is best."""
    return made.manifest.objective.unplaced, made.manifest.cost.timetable.total


def never_above(bounds_of: Plan, legal: tuple[int, int]) -> None:
    """The bounds of an instance hold for a legal plan of it, given by its value."""
    assert bounds_of.manifest.bound.unplaced <= legal[0]
    if legal[0] <= bounds_of.manifest.objective.unplaced:
        assert bounds_of.manifest.bound.timetable <= legal[1]


def same_files(one: Plan, two: Plan) -> None:
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(table, two.tables()[name], obj=name)


def rows_in_any_order_give_the_same_plan(raw: Raw, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read = load(rewriting.shuffled(raw, seed).write(Path(folder) / "instance"))
    same_files(planned(raw.instance()), planned(read))


def names_decide_nothing(raw: Raw, seed: int) -> None:
    assert value(planned(rewriting.renamed(raw, rewriting.backwards).instance())) == value(planned(raw.instance()))


def a_useless_venue_changes_nothing(raw: Raw, seed: int) -> None:
    other = rewriting.with_a_useless_venue(raw, seed % 3)
    assert value(planned(other.instance())) == value(planned(raw.instance()))


def a_limit_taken_back_is_never_worse(raw: Raw, seed: int) -> None:
    before = planned(raw.instance())
    after = planned(rewriting.relaxed(raw, seed % len(rewriting.RELAXATIONS)).instance())
    assert value(after) <= value(before)
    never_above(after, value(before))


def parts_that_share_nothing_add_up(raw: Raw, seed: int) -> None:
    raw.settings["session"]["lecturer_required"] = raw.settings["session"]["lecturer_required"] and seed % 2 == 0
    other = rewriting.under(raw if seed % 2 == 0 else small(seed + 1, SIZE // 2), raw)
    alone = [planned(part.instance()) for part in (raw, other)]
    both = planned(rewriting.joined(raw, other).instance())
    sums = tuple(map(sum, zip(*map(value, alone), strict=True)))
    assert value(both) == sums


def later_by_weeks_is_the_same(raw: Raw, seed: int) -> None:
    timeless = rewriting.without_days_of_month(raw)
    weeks = random.Random(seed).randint(1, 30)
    assert value(planned(rewriting.moved(timeless, weeks).instance())) == value(planned(timeless.instance()))


def part_of_a_best_plan_can_be_locked(raw: Raw, seed: int) -> None:
    instance, rng = raw.instance(), random.Random(seed)
    best = planned(instance)
    status = [rng.choice(("planned", "locked", "held")) if seed % 2 else "locked" for _ in range(len(best.sessions))]
    base = replace(best, sessions=best.sessions.assign(status=pd.Series(status, dtype="str")))
    again = planned(instance, base)
    assert value(again) == value(best)
    verdict = verify(instance, again, base=base)
    assert [violation.text.en for violation in verdict.violations] == []
    kept = base.sessions[base.sessions["status"] != "planned"]
    assert set(kept["session_id"]) <= set(again.sessions["session_id"])


PROPERTIES: tuple[Callable[[Raw, int], None], ...] = (
    rows_in_any_order_give_the_same_plan,
    names_decide_nothing,
    a_useless_venue_changes_nothing,
    a_limit_taken_back_is_never_worse,
    parts_that_share_nothing_add_up,
    later_by_weeks_is_the_same,
    part_of_a_best_plan_can_be_locked,
)
each_property = pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)


@each_property
@given(seed=st.integers(0, 10**9))
@examples(6, many=50)
def test_between_related_instances(holds: Callable[[Raw, int], None], seed: int) -> None:
    holds(small(seed, SIZE), seed)


@pytest.mark.long
@each_property
@given(seed=st.integers(0, 10**9))
@examples(1, many=150)
def test_between_many_related_instances(holds: Callable[[Raw, int], None], seed: int) -> None:
    holds(small(seed, SMALLER), seed)
