"""Components: what ties committees together, one thing at a time, and bounds of several components together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from turnout.models.plan import TimetableCost, empty_table
from turnout.scheduler.timetable.block_plan import BlockPlan
from turnout.scheduler.timetable.blocks import cut
from turnout.scheduler.timetable.bound import TimetableBound
from turnout.scheduler.timetable.planning import whole_bounds
from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import branch, crew, lecturer


def two() -> Raw:
    """Enterprises E (the crew's) and F, with a branch and a hall of their own each."""
    raw = crew()
    raw.add("committees", committee_id="F", name="other enterprise", site_id="S")
    branch(raw, "C", 3, group="H")
    raw["branches"][-1]["committee_id"] = "F"
    raw["venues"][0]["committee_id"] = "E"
    raw.add("venues", venue_id="W", name="hall", site_id="S", capacity=9, committee_id="F")
    return raw


def sharing(raw: Raw) -> bool:
    """Whether the instance is one component."""
    parts = cut(raw.instance())
    assert all(part.alone for part in parts)
    return len(parts) == 1


def test_nothing_shared() -> None:
    assert not sharing(two())


def test_a_hall_for_anyone() -> None:
    raw = two()
    raw["venues"][0]["committee_id"] = ""
    assert sharing(raw)


def test_a_hall_with_too_few_seats_for_any_batch_ties_nobody() -> None:
    raw = two()
    raw.add("venues", venue_id="X", name="cabin", site_id="S", capacity=1)
    assert not sharing(raw)


def test_a_hall_out_of_reach_of_one_of_them_ties_nobody() -> None:
    raw = two()
    raw.add("sites", site_id="T", name="island")
    raw.add("travel", from_site="T", to_site="S", minutes=61)
    raw.add("venues", venue_id="X", name="hall", site_id="T", capacity=9)
    assert not sharing(raw)


def test_a_crew_with_a_limit_on_people_away() -> None:
    raw = two()
    raw["members"][-1]["group_id"] = raw["members"][0]["group_id"]
    assert not sharing(raw)
    next(g for g in raw["groups"] if g["group_id"] == raw["members"][0]["group_id"])["max_away"] = "2"
    assert sharing(raw)


def test_a_member_of_one_who_lectures_to_the_other() -> None:
    raw = two()
    lecturer(raw)
    raw["lecturers"][-1]["committee_id"] = "F"
    assert not sharing(raw)
    raw["lecturers"][-1]["person_id"] = raw["members"][0]["person_id"]
    raw["lecturers"][-1]["name"] = raw["members"][0]["name"]
    assert sharing(raw)


def part(unplaced: int, cost: int, bound: tuple[int, int], proven: bool) -> BlockPlan:
    """A block's plan with this value; bound: least unplaced pairs, and value at a price of 10."""
    table = empty_table("unplaced").reindex(range(unplaced))
    least, value = bound
    return BlockPlan(
        empty_table("sessions"), empty_table("attendance"), table,
        TimetableCost(session=cost, burden=0, travel=0, off_theme_day=0, total=cost),
        TimetableBound(least, value, 10, {}, {}), 0, proven, True, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("plans", "bounds"),
    [
        ([part(0, 50, (0, 45), False)], (0, 45)),
        ([part(0, 50, (0, 45), True)], (0, 50)),
        ([part(0, 50, (0, 45), True), part(2, 30, (2, 48), False)], (2, 78)),  # both at their least: each keeps its own
        ([part(0, 50, (0, 45), True), part(3, 30, (2, 48), False)], (2, 63)),  # the pair too many may lie in either
        ([part(4, 50, (0, 45), False)], (0, 5)),
        ([part(9, 50, (0, 45), False)], (0, 0)),
    ],
)
def test_bounds_of_several_together(plans: list[BlockPlan], bounds: tuple[int, int]) -> None:
    assert whole_bounds(plans) == bounds


def test_a_bound_is_never_above_the_plan_itself() -> None:
    plan = part(1, 40, (1, 99), False)
    assert whole_bounds([plan, replace(plan)]) == (2, 80)
