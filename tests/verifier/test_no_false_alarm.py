"""Valid plans of every kind raise no alarm: whole ones, hurried ones, parts, replanned ones, and those of an exact
model that knows nothing of the planner."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from turnout.models.instance import Instance
from turnout.models.plan import Plan, Scope
from turnout.scheduler import plan
from turnout.tests.reference.exact import optimum
from turnout.tests.reference.visitors import visited
from turnout.tests.reference.world import World
from turnout.tests.reference.written import as_plan
from turnout.tests.verifier.stated import restated
from turnout.verifier import verify

Made = tuple[Plan, Plan | None]
"""A plan and the base plan that it keeps."""


def planned(instance: Instance, chance: random.Random) -> Made:
    return plan(instance), None


def hurried(instance: Instance, chance: random.Random) -> Made:
    return plan(instance, effort="quick", deterministic_limit=0.01), None


def without_visits(instance: Instance, chance: random.Random) -> Made:
    return plan(instance, only="timetable"), None


def part(instance: Instance, chance: random.Random) -> Made:
    under = chance.choice(instance["committees"]["committee_id"].tolist())
    return plan(instance, scope=Scope(under=[under])), None


def again(instance: Instance, chance: random.Random) -> Made:
    """Some sessions locked or held; then one absence more, so that their breaches are inherited."""
    made = plan(instance)
    status = [chance.choice(("planned", "locked", "held")) for _ in range(len(made.sessions))]
    base = replace(made, sessions=made.sessions.assign(status=pd.Series(status, dtype="str")))
    return plan(instance, base=base), base


def fewer_sessions(instance: Instance, chance: random.Random) -> Made:
    """A plan with some discussions taken out, its claims restated."""
    made = plan(instance)
    talks = made.sessions.loc[made.sessions["kind"] == "discussion", "session_id"].tolist()
    gone = chance.sample(talks, len(talks) // 2)
    left = {
        name: frame.loc[~frame["session_id"].isin(gone)].reset_index(drop=True)
        for name, frame in made.tables().items()
        if name in ("sessions", "attendance", "visits")
    }
    return restated(instance, Plan(**made.tables() | left, manifest=made.manifest)), None


def proven_best(instance: Instance, chance: random.Random) -> Made:
    """The exact model's timetable."""
    found = optimum(instance)
    return (plan(instance) if found is None else restated(instance, as_plan(World(instance), found.sessions))), None


KINDS: tuple[Callable[[Instance, random.Random], Made], ...] = (
    planned,
    hurried,
    without_visits,
    part,
    again,
    fewer_sessions,
    proven_best,
)


def alarms(seed: int) -> list[str]:
    """What the verifier says of one valid plan."""
    instance = visited(seed).instance()
    made, base = KINDS[seed % len(KINDS)](instance, random.Random(seed))
    return [f"{v.rule} {v.text.en}" for v in verify(instance, made, base=base).violations]


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=[kind.__name__ for kind in KINDS])
def test_valid_plans_raise_no_alarm(kind: int) -> None:
    assert alarms(70 + kind) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_a_thousand_valid_plans_raise_no_alarm(block: int) -> None:
    assert {seed: found for seed in range(1000 + 50 * block, 1050 + 50 * block) if (found := alarms(seed))} == {}
