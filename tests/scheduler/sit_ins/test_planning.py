"""What a plan of sit-ins promises beyond single rules: determinism, reasons, interruption, larger units."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from turnout.scheduler.deadline import Deadline
from turnout.scheduler.parallel import Workers
from turnout.scheduler.sit_ins import SitIns, plan_visits
from turnout.tests.scheduler.sit_ins.brute_force import World
from turnout.tests.scheduler.sit_ins.large_instances import large_world
from turnout.tests.scheduler.sit_ins.random_instances import Given
from turnout.tests.scheduler.sit_ins.test_rules import LATER, MORNING, NOON, world

EVERYBODY = ("boss", "deputy", "local")


def same(a: SitIns, b: SitIns) -> None:
    pd.testing.assert_frame_equal(a.visits, b.visits)
    pd.testing.assert_frame_equal(a.coverage, b.coverage)
    assert (a.cost, a.bound_t1, a.bound_t2, a.bound_cost) == (b.cost, b.bound_t1, b.bound_t2, b.bound_cost)


def legal(given: Given, result: SitIns) -> None:
    """Every visit may be made, all together are legal, and the figures are those of the tables."""
    tables = World(*given)
    visits = list(zip(result.visits["person_id"], result.visits["session_id"], strict=True))
    assert all(tables.may(p, s) for p, s in visits)
    assert len({s for _, s in visits}) == len(visits)
    assert tables.legal(visits)
    assert tables.value(visits) == (result.t1_shortfall, result.t2_shortfall, result.cost.total)


def test_the_plan_does_not_depend_on_the_number_of_workers() -> None:
    given = large_world(40, seed=3, levels=2, a_committee=7, enterprise=14)
    alone = plan_visits(*given, effort="quick")
    legal(given, alone)
    with Workers(2) as pool:
        same(alone, plan_visits(*given, effort="quick", pool=pool))


def test_a_unit_of_24_branches_is_close_to_its_bound() -> None:
    given = large_world(24, seed=5)
    result = plan_visits(*given)
    legal(given, result)
    assert (result.t1_shortfall, result.t2_shortfall) == (result.bound_t1, result.bound_t2)
    assert result.bound_cost <= result.cost.total <= 1.05 * result.bound_cost


def test_a_hundred_branches_are_close_to_their_bound() -> None:
    given = large_world(100, seed=2)
    result = plan_visits(*given)
    legal(given, result)
    assert result.bound_cost <= result.cost.total <= 1.05 * result.bound_cost


def test_several_visits_of_a_day_at_one_place() -> None:
    """Three branches, and one day that holds them all: cheaper than three days."""
    given = world(MORNING, NOON, LATER | {"date": "2026-11-02", "start": "13:00", "end": "15:00"}, sit_in={"quota": 0})
    result = plan_visits(*given)
    assert (result.cost.visit, result.cost.day) == (180, 120)


def test_stopped_at_once_it_is_still_legal() -> None:
    given = large_world(24, seed=5)
    result = plan_visits(*given, deadline=Deadline(cancelled=lambda: True))
    assert not result.complete
    legal(given, result)
    assert result.bound_cost <= result.cost.total


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"supervisors": []}, "NO_SUPERVISOR"),
        ({"supervisor": {p: {"max_visits": 0} for p in EVERYBODY}}, "NO_SUPERVISOR"),
        ({"absences": [{"person_id": p, "start": "2026-11-01", "end": "2026-11-30"} for p in EVERYBODY]}, "CLASH"),
        ({"supervisor": {p: {"site_id": "isle"} for p in EVERYBODY}}, "UNREACHABLE"),
        ({"supervisor": {p: {"max_visits": int(p == "boss")} for p in EVERYBODY}}, "NO_CAPACITY"),
    ],
)  # fmt: skip
def test_reasons_of_a_shortfall(changes: dict[str, Any], reason: str) -> None:
    result = plan_visits(*world(MORNING, NOON, LATER, **changes))
    short = result.coverage[(result.coverage["target"] == "coverage") & (result.coverage["shortfall"] > 0)]
    assert len(short)
    assert set(short["reason"]) == {reason}
    assert result.t1_shortfall == result.bound_t1


def test_reason_no_discussion() -> None:
    result = plan_visits(*world(MORNING, NOON))
    row = result.coverage[(result.coverage["target"] == "coverage") & (result.coverage["scope_id"] == "C2")].iloc[0]
    assert (row["shortfall"], row["reason"]) == (1, "NO_DISCUSSION")


def test_reason_own_branch() -> None:
    members = [{"person_id": p, "branch_id": f"B{p[1]}"} for p in ("M11", "M21", "M31")]
    own = [{"person_id": "boss", "branch_id": "B3"}]
    cells = {"deputy": {"max_visits": 0}}
    result = plan_visits(*world(MORNING, NOON, LATER, members=members + own, supervisor=cells))
    row = result.coverage[(result.coverage["target"] == "coverage") & (result.coverage["scope_id"] == "C2")].iloc[0]
    assert (row["shortfall"], row["reason"]) == (1, "OWN_BRANCH")


def test_nothing_to_plan() -> None:
    result = plan_visits(*world())
    assert len(result.visits) == 0
    assert result.t1_shortfall == result.bound_t1 == 3
    assert result.cost.total == result.bound_cost == 0
