"""What must hold between the sit-ins of related instances, whatever the instances and their timetables are."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turnout.models.instance import Instance
from turnout.models.settings import Settings
from turnout.scheduler import plan
from turnout.scheduler.sit_ins import SitIns, plan_visits
from turnout.tests.examples import examples
from turnout.tests.reference.raw import ID_COLUMNS
from turnout.tests.reference.visitors import visited
from turnout.tests.scheduler.sit_ins.random_instances import Given, small_world

Value = tuple[int, int, int]
YEARS = 28
"""After so many years the calendar comes again: whole weeks, the same leap years."""
MORE_IDS = {"session_id", "audience_id", "lecturer_id"}


def solved(world: Given, seed: int = 1) -> SitIns:
    """The visits, whose bounds are no higher than their values."""
    made = plan_visits(*world, seed=seed)
    assert all(b <= v for b, v in zip(bounds(made), value(made), strict=True))
    return made


def value(made: SitIns) -> Value:
    """Lines 2 to 4 of what is best."""
    return made.t1_shortfall, made.t2_shortfall, made.cost.total


def bounds(made: SitIns) -> Value:
    """The bounds of lines 2 to 4."""
    return made.bound_t1, made.bound_t2, made.bound_cost


def never_above(made: SitIns, legal: Value) -> None:
    """The bounds hold for any legal plan of the same instance that is as good in the lines before."""
    for line in range(3):
        if legal[:line] <= value(made)[:line]:
            assert bounds(made)[line] <= legal[line]


def other_tables(instance: Instance, **tables: pd.DataFrame) -> Instance:
    return instance.with_tables(tables)


def other_settings(instance: Instance, **sit_in: object) -> Instance:
    content = instance.settings.model_dump(mode="json")
    content["sit_in"] |= sit_in
    return instance.with_settings(Settings.model_validate(content))


def renamed(frame: pd.DataFrame, name: Callable[[str], str]) -> pd.DataFrame:
    """A table with every id under another name."""
    columns = [c for c in frame.columns if c in ID_COLUMNS | MORE_IDS]
    return frame.assign(**{c: frame[c].map(lambda cell: name(cell) if cell else cell).astype("str") for c in columns})


def under_names(world: Given, name: Callable[[str], str]) -> Given:
    instance, sessions, attendance = world
    tables = {table: renamed(frame, name) for table, frame in instance.tables.items()}
    return (
        instance.with_tables(tables),
        renamed(sessions, name).sort_values("session_id", ignore_index=True),
        renamed(attendance, name).sort_values(["session_id", "person_id"], ignore_index=True),
    )


def rows_in_any_order_give_the_same_visits(world: Given, seed: int) -> None:
    instance, sessions, attendance = world
    frames = {name: frame.sample(frac=1, random_state=seed % 2**32) for name, frame in instance.tables.items()}
    tables = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    assert value(solved((instance.with_tables(tables), sessions, attendance))) == value(solved(world))


def names_decide_nothing(world: Given, seed: int) -> None:
    other = under_names(world, lambda text: "x" + text.translate(str.maketrans("0123456789", "9876543210")))
    assert value(solved(other)) == value(solved(world))


def other_seeds_find_the_same(world: Given, seed: int) -> None:
    assert value(solved(world, seed=seed % 1000 + 2)) == value(solved(world))


def one_who_may_not_visit_changes_nothing(world: Given, seed: int) -> None:
    """A supervisor of a committee that has none else: even shares of other committees stay."""
    instance, sessions, attendance = world
    committees = instance["committees"]
    free = committees.loc[
        (committees["kind"] == "committee") & ~committees["committee_id"].isin(instance["supervisors"]["committee_id"])
    ]
    if free.empty:
        return
    row = {"person_id": "idle", "name": "idle", "committee_id": free["committee_id"].iloc[0], "site_id": "P0"}
    limits = ({"max_visits": 0, "max_visits_per_day": 3}, {"max_visits": 5, "max_visits_per_day": 0})[seed % 2]
    more = pd.DataFrame([row | limits]).astype(instance["supervisors"].dtypes.to_dict())
    other = other_tables(instance, supervisors=pd.concat([instance["supervisors"], more], ignore_index=True))
    assert value(solved((other, sessions, attendance))) == value(solved(world))


def a_limit_taken_back_is_never_worse(world: Given, seed: int) -> None:
    instance, sessions, attendance = world
    people = instance["supervisors"]
    relaxed = (
        lambda: other_tables(instance, supervisors=people.assign(max_visits=people["max_visits"] + 1)),
        lambda: other_tables(instance, supervisors=people.assign(max_visits_per_day=people["max_visits_per_day"] + 1)),
        lambda: other_tables(instance, absences=instance["absences"].iloc[:0]),
        lambda: other_settings(instance, quota=max(0, instance.settings.sit_in.quota - 1)),
        lambda: other_settings(instance, travel_minute=0),
        lambda: other_settings(instance, imbalance=0),
    )[seed % 6]()
    before, after = solved(world), solved((relaxed, sessions, attendance))
    assert value(after) <= value(before)
    never_above(after, value(before))


def parts_that_share_nothing_add_up(world: Given, seed: int) -> None:
    instance, sessions, attendance = world
    other = under_names(small_world(seed + 1), lambda text: f"Z{text}")
    alone = [solved(world), solved((other[0].with_settings(instance.settings), *other[1:]))]
    tables = {n: pd.concat([instance[n], other[0][n]], ignore_index=True) for n in instance.tables if n != "calendar"}
    both = (
        instance.with_tables(tables),
        pd.concat([sessions, other[1]], ignore_index=True),
        pd.concat([attendance, other[2]], ignore_index=True),
    )
    assert value(solved(both)) == tuple(map(sum, zip(*map(value, alone), strict=True)))


def later_by_whole_weeks_is_the_same(world: Given, seed: int) -> None:
    instance, sessions, attendance = world
    by = pd.DateOffset(years=YEARS)
    tables = {}
    for name, frame in instance.tables.items():
        tables[name] = frame.copy()
        for column, kind in frame.dtypes.items():
            if kind.kind == "M" and len(frame):
                tables[name][column] = (frame[column] + by).astype(kind)
    content = instance.settings.model_dump(mode="json")
    content["quarter"] = f"{int(content['quarter'][:4]) + YEARS}{content['quarter'][4:]}"
    for key in ("start_date", "end_date"):
        if content[key]:
            content[key] = f"{int(content[key][:4]) + YEARS}{content[key][4:]}"
    moved = replace(instance, tables=tables, settings=Settings.model_validate(content))
    dates = sessions["date"].map(lambda date: f"{int(date[:4]) + YEARS}{date[4:]}").astype("str")
    assert value(solved((moved, sessions.assign(date=dates), attendance))) == value(solved(world))


def a_discussion_taken_away_is_never_better(world: Given, seed: int) -> None:
    """Without the supervisors' own engagements, which sessions taken away would free."""
    instance, sessions, attendance = world
    attendance = attendance.loc[~attendance["person_id"].isin(instance["supervisors"]["person_id"])]
    sessions = sessions.assign(lecturer_id=pd.Series([""] * len(sessions), dtype="str"))
    if sessions.empty:
        return
    gone = random.Random(seed).choice(sessions["session_id"].tolist())
    fewer = sessions.loc[sessions["session_id"] != gone].reset_index(drop=True)
    rest = attendance.loc[attendance["session_id"] != gone].reset_index(drop=True)
    most, least = solved((instance, sessions, attendance.reset_index(drop=True))), solved((instance, fewer, rest))
    assert value(most) <= value(least)
    never_above(most, value(least))


PROPERTIES: tuple[Callable[[Given, int], None], ...] = (
    rows_in_any_order_give_the_same_visits,
    names_decide_nothing,
    other_seeds_find_the_same,
    one_who_may_not_visit_changes_nothing,
    a_limit_taken_back_is_never_worse,
    parts_that_share_nothing_add_up,
    later_by_whole_weeks_is_the_same,
    a_discussion_taken_away_is_never_better,
)
each_property = pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)


@each_property
@given(seed=st.integers(0, 10**9))
@settings(max_examples=4)
def test_between_related_instances(holds: Callable[[Given, int], None], seed: int) -> None:
    holds(small_world(seed), seed)


@pytest.mark.long
@each_property
@given(seed=st.integers(0, 10**9))
@settings(max_examples=200)
def test_between_many_related_instances(holds: Callable[[Given, int], None], seed: int) -> None:
    holds(small_world(seed), seed)


@given(seed=st.integers(0, 10**9))
@examples(2, many=200)
def test_planned_again_on_the_timetable_that_stands_the_visits_are_the_same(seed: int) -> None:
    instance = visited(seed, 60).instance()
    made = plan(instance)
    again = plan(instance, only="sit-ins", timetable=made)
    for name, table in made.tables().items():
        pd.testing.assert_frame_equal(again.tables()[name], table, obj=name)
    assert again.manifest.bound == made.manifest.bound
    assert again.manifest.cost == made.manifest.cost
