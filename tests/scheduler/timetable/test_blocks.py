"""Blocks: every audience whole in one of them, and the same plan from any number of workers."""

from __future__ import annotations

import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance
from turnout.scheduler import plan
from turnout.scheduler.timetable import blocks, planning, slices
from turnout.scheduler.timetable.bound import timetable_bound
from turnout.scheduler.timetable.ground import Ground
from turnout.tests.scheduler.timetable import crew as crews
from turnout.verifier import verify


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    folder = tmp_path_factory.mktemp("unit") / "instance"
    generate(folder, branches=12, seed=4)
    return load(folder)


def test_every_member_is_in_one_block_and_no_audience_is_cut(unit: Instance) -> None:
    parts = blocks.cut(unit, branches_a_block=3)
    assert len(parts) > 1
    people = sorted(p for b in parts for p in b.instance["members"]["person_id"])
    assert people == sorted(unit["members"]["person_id"])
    groups = unit["groups"]
    joint = set(groups.loc[groups["post_type"] == "cross_unit", "group_id"])
    home: dict[str, set[int]] = {}
    for block in parts:
        members = block.instance["members"]
        for branch, group in zip(members["branch_id"], members["group_id"], strict=True):
            home.setdefault(group if group in joint else branch, set()).add(block.number)
    assert all(len(numbers) == 1 for numbers in home.values())


def test_a_shared_lecturer_goes_to_one_block_and_a_shared_venue_to_each_in_turn(unit: Instance) -> None:
    parts = blocks.cut(unit, branches_a_block=3)
    for lecturer in unit["lecturers"]["person_id"]:
        users = [b for b in parts if lecturer in set(b.instance["lecturers"]["person_id"]) - b.barred]
        assert len(users) <= 1
    for venue in unit["venues"]["venue_id"]:
        turns = [b.turns[venue] for b in parts if venue in b.turns]
        assert sorted(k for k, _ in turns) == list(range(len(turns)))
        assert all(n == len(turns) for _, n in turns)


def test_slices_with_prices_of_their_own_give_the_bound_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drivers of B, one of them never there, whose windows cost nothing, and of C, whose windows cost 500 each."""
    raw = crews.crew(people=4)
    raw.add("absences", person_id="B3", start="2026-03-01", end="2026-03-31")
    raw.add("committees", committee_id="F", name="unit", site_id="S", parent_id="E")
    crews.branch(raw, "C", 3, group="H", windows=False)
    raw["branches"][-1]["committee_id"] = "F"
    for date in crews.MONDAYS:
        crews.window(raw, date, "10:00", "12:00", group="H", burden=500)
    monkeypatch.setattr(slices, "WHOLE_UP_TO", 0)
    monkeypatch.setattr(slices, "BRANCHES_A_SLICE", 1)
    (block,) = blocks.cut(raw.instance())
    found = [slices.bound_slice(part) for part in slices.slices(block)]
    assert [bound.price for bound in found] == [79, 563]
    ground = Ground(block.instance)
    joined, whole = slices.joined(ground, found), timetable_bound(ground)
    assert (joined.unplaced, joined.price, joined.value) == (whole.unplaced, whole.price, whole.value)
    assert joined.cost(2) == 60 + 60 + 3000


def test_blocks_give_a_legal_plan_near_the_bound(unit: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = plan(unit, only="timetable", effort="quick").manifest
    monkeypatch.setattr(planning, "cut", lambda instance, base: blocks.cut(instance, base, 3))
    made = plan(unit, only="timetable", effort="quick")
    assert verify(unit, made).ok
    cut = made.manifest
    assert cut.bound.unplaced <= min(cut.objective.unplaced, whole.objective.unplaced)
    assert cut.bound.timetable <= cut.cost.timetable.total
    if whole.objective.unplaced <= cut.objective.unplaced:
        assert cut.bound.timetable <= whole.cost.timetable.total
    assert cut.objective.unplaced <= whole.objective.unplaced + 0.01 * 2 * len(unit["members"])


def test_bounds_are_the_same_by_slices_and_where_blocks_are_planned(
    unit: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "cut", lambda instance, base: blocks.cut(instance, base, 3))
    monkeypatch.setattr(slices, "WHOLE_UP_TO", 0)
    monkeypatch.setattr(slices, "BRANCHES_A_SLICE", 2)
    found = []
    for many in (2, 99):
        monkeypatch.setattr(planning, "MANY_BLOCKS", many)
        made = plan(unit, only="timetable", effort="quick")
        found.append((made.manifest.bound.unplaced, made.sessions.to_csv(), made.manifest.bound.timetable))
    assert found[0] == found[1]


def test_blocks_are_planned_again_side_by_side_where_they_have_nothing_in_common() -> None:
    things = [frozenset({("venue", v) for v in venues}) for venues in ("a", "ab", "c", "b", "")]
    assert blocks.in_turns(things) == [[0, 2, 3, 4], [1]]
    assert blocks.in_turns([]) == []


def test_a_lecturer_who_belongs_to_another_block_is_not_what_a_block_may_use(unit: Instance) -> None:
    for block in blocks.cut(unit, branches_a_block=3):
        used = {name for kind, name in blocks.things_of(block) if kind == "lecturer"}
        assert used == set(block.instance["lecturers"]["person_id"]) - block.elsewhere
