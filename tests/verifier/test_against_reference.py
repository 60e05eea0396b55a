"""The verifier against another program that knows the rules: who is free for which session, at what cost, and who
has no chance.

The reference works member by member and start by start, slow and plain; here it is asked about random instances of
every post type, with absences, travel, roster exceptions and windows past midnight.
"""

import datetime as dt
import random

import pandas as pd
import pytest

from turnout.models.instance import Instance
from turnout.models.plan import PLAN_COLUMNS, Plan, empty_table
from turnout.models.settings import clock
from turnout.tests.reference.candidates import Candidate, candidates
from turnout.tests.reference.small import small
from turnout.tests.reference.world import World
from turnout.tests.verifier.stated import plan_of, restated
from turnout.verifier import verify

SEEDS = range(12)
DAY = 24 * 60


def sessions_of(instance: Instance, chosen: list[Candidate], shifted: list[int]) -> pd.DataFrame:
    """The candidates as sessions, each moved by some minutes."""
    rows = []
    for number, (c, minutes) in enumerate(zip(chosen, shifted, strict=True)):
        date = instance.start + dt.timedelta(days=c.day)
        begin, end = (at - c.day * DAY + minutes for at in (c.start, c.end))
        lecturer = c.lecturers[0] if c.lecturers else ""
        rows.append(
            (
                f"s{number:04d}",
                c.kind,
                c.audience.type,
                c.audience.id,
                date.isoformat(),
                clock(begin),
                clock(end),
                c.venue,
                lecturer,
                0,
                "",
                "planned",
            )
        )
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS["sessions"])).astype(
        dict.fromkeys(PLAN_COLUMNS["sessions"], "str") | {"size": "int64"}
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_free_for_which_session_and_at_what_cost(seed: int) -> None:
    """H2 and H3 are found broken for exactly the members whom the reference does not let attend; the others cost
    the same."""
    instance, chance = small(seed).instance(), random.Random(seed)
    world = World(instance)
    every = list(candidates(world))
    chosen = chance.sample(every, min(len(every), 25))
    sessions = sessions_of(instance, chosen, [0] * len(chosen))
    people = [(f"s{i:04d}", m.id) for i in range(len(chosen)) for m in world.members]
    table = pd.DataFrame(people, columns=list(PLAN_COLUMNS["attendance"]), dtype="str")
    verdict = verify(instance, restated(instance, plan_of(sessions, table)))
    wrong = {violation.ids[:2] for violation in verdict.violations if violation.rule in ("H2", "H3")}
    can = {(f"s{i:04d}", world.members[m].id) for i, c in enumerate(chosen) for m in c.attend}
    listed = [violation for violation in verdict.violations if violation.rule in ("H2", "H3")]
    assert not wrong & can
    if verdict.total == len(verdict.violations):
        assert wrong == set(people) - can
    only = table.loc[[pair in can for pair in people]].reset_index(drop=True)
    plan = restated(instance, plan_of(sessions, only))
    cost = plan.manifest.cost.timetable
    assert cost.total == sum(c.cost for c in chosen) + sum(sum(c.attend.values()) for c in chosen)
    assert not {"H1", "H2", "H3"} & {violation.rule for violation in verify(instance, plan).violations}
    assert listed or len(can) == len(people)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_no_chance(seed: int) -> None:
    """In an empty plan a study is CONTENTION, a discussion NO_STUDY, for exactly those whom some candidate could
    serve."""
    instance = small(seed).instance()
    world = World(instance)
    away = {g: int(row.max_away) if not pd.isna(row.max_away) else 10**6 for g, row in world.groups.items()}
    served = set()
    for c in candidates(world):
        groups = [world.members[m].group for m in c.attend]
        gathered = sum(min(groups.count(g), away.get(g, 10**6)) for g in set(groups))
        if gathered >= instance.settings.session.min_batch:
            served |= {(world.members[m].id, c.kind) for m in c.attend if away.get(world.members[m].group, 1) > 0}
    plan: Plan = restated(instance, plan_of(empty_table("sessions"), empty_table("attendance")))
    found = {
        (person, kind)
        for person, kind, reason, _ in plan.unplaced.itertuples(index=False, name=None)
        if reason == ("CONTENTION" if kind == "study" else "NO_STUDY")
    }
    assert found == served
    assert len(plan.unplaced) == 2 * len(world.members)
