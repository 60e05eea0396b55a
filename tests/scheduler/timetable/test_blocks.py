"""Blocks: every audience whole in one of them, and the same plan from any number of workers."""

from __future__ import annotations

import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance
from turnout.scheduler import plan
from turnout.scheduler.timetable import blocks, planning
from turnout.verifier import verify


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    folder = tmp_path_factory.mktemp("unit") / "instance"
    generate(folder, branches=24, seed=4)
    return load(folder)


def test_every_member_is_in_one_block_and_no_audience_is_cut(unit: Instance) -> None:
    parts = blocks.cut(unit, branches_a_block=6)
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
    parts = blocks.cut(unit, branches_a_block=6)
    for lecturer in unit["lecturers"]["person_id"]:
        users = [b for b in parts if lecturer in set(b.instance["lecturers"]["person_id"]) - b.barred]
        assert len(users) <= 1
    for venue in unit["venues"]["venue_id"]:
        turns = [b.turns[venue] for b in parts if venue in b.turns]
        assert sorted(k for k, _ in turns) == list(range(len(turns)))
        assert all(n == len(turns) for _, n in turns)


def test_blocks_give_a_legal_plan_near_the_bound(unit: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = plan(unit, only="timetable", effort="quick").manifest
    monkeypatch.setattr(planning, "cut", lambda instance, base: blocks.cut(instance, base, 6))
    made = plan(unit, only="timetable", effort="quick")
    assert verify(unit, made).ok
    cut = made.manifest
    assert cut.bound.unplaced <= min(cut.objective.unplaced, whole.objective.unplaced)
    assert cut.bound.timetable <= cut.cost.timetable.total
    if whole.objective.unplaced <= cut.objective.unplaced:
        assert cut.bound.timetable <= whole.cost.timetable.total
    assert cut.objective.unplaced <= whole.objective.unplaced + 0.01 * 2 * len(unit["members"])
