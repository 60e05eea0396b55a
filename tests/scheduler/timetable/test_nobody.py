"""A plan for which there was no time: nobody is placed, and each is told the right reason at once."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance, Plan
from turnout.plans import Checkpoints
from turnout.scheduler import plan
from turnout.scheduler.deadline import LATE, Deadline, Stop
from turnout.scheduler.timetable import plan_timetable, planning
from turnout.scheduler.timetable.block_ground import occupy, start
from turnout.scheduler.timetable.block_plan import plan_block, total_cost
from turnout.scheduler.timetable.blocks import Block, cut
from turnout.scheduler.timetable.crowds import crowds_of
from turnout.scheduler.timetable.handout import hand_out
from turnout.scheduler.timetable.nobody import Nobody, nobody_placed
from turnout.scheduler.timetable.reasons import unplaced_table
from turnout.scheduler.timetable.witness import POSSIBLE, Witnesses
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree
from turnout.tests.reference.exact import optimum
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small
from turnout.tests.scheduler.timetable.crew import as_plan, branch, crew, lecturer, window
from turnout.verifier import verify

FEW, MANY = range(60), range(60, 600)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instances of any size are not even cut into blocks where there is no time."""
    monkeypatch.setattr(planning, "MANY_MEMBERS", -1)


def one_by_one(block: Block) -> Nobody:
    """The same timetable, put together session by session, each cohort's reasons worked out by themselves."""
    ground, state = start(block)
    occupy(ground, state, block.others)
    handout = hand_out(ground, state)
    table = unplaced_table(ground, state, handout)
    order = np.lexsort((table["kind"] == "discussion", table["person_id"].to_numpy(dtype=object)))
    unplaced = table.iloc[order].reset_index(drop=True)
    return Nobody(handout.sessions, handout.attendance, unplaced, total_cost(ground, state), least=0)


def assert_alike(made: Nobody, other: Nobody) -> None:
    """Equal but for the bound."""
    pd.testing.assert_frame_equal(made.sessions, other.sessions)
    pd.testing.assert_frame_equal(made.attendance, other.attendance)
    pd.testing.assert_frame_equal(made.unplaced, other.unplaced)
    assert made.cost == other.cost


def standing_plan(instance: Instance, seed: int) -> Plan:
    """A plan of which some sessions are locked or held, a few on another day than they were planned for."""
    made, chance = as_plan(instance, plan_timetable(instance, deterministic_limit=0)), random.Random(seed)
    sessions = made.sessions.copy()
    sessions["status"] = [chance.choice(["planned", "locked", "held"]) for _ in sessions.index]
    last = len(instance.days.kinds) - 1
    for row in sessions.index:
        if chance.random() < 0.3:
            sessions.loc[row, "date"] = str(instance.start + dt.timedelta(days=chance.randint(0, last)))
    return replace(made, sessions=sessions)


def possible(raw: Raw) -> list[list[bool]]:
    """Who has a witness, in the order of persons: for studies, and for discussions."""
    instance = raw.instance()
    tree, travel = Tree(instance), Travel(instance)
    crowds = crowds_of(instance, tree, travel)
    levels = Witnesses(instance, tree, travel, crowds).levels()[:, crowds.of]
    found: list[list[bool]] = (levels == POSSIBLE).tolist()
    return found


class TestReasons:
    @pytest.mark.parametrize("seed", [*FEW, *(pytest.param(s, marks=pytest.mark.long) for s in MANY)])
    def test_are_those_told_one_by_one(self, seed: int) -> None:
        instance = small(seed).instance()
        assert_alike(nobody_placed(instance), one_by_one(Block(0, instance)))

    @pytest.mark.parametrize("seed", [*FEW, *(pytest.param(s, marks=pytest.mark.long) for s in MANY[:180])])
    def test_beside_what_stands_are_those_told_one_by_one(self, seed: int) -> None:
        instance = small(seed).instance()
        base = standing_plan(instance, seed)
        assert_alike(nobody_placed(instance, base), one_by_one(Block(0, instance, base=base)))

    @pytest.mark.parametrize("seed", FEW)
    def test_beside_what_stands_in_other_blocks_are_those_told_one_by_one(self, seed: int) -> None:
        instance = small(seed).instance()
        for block in cut(instance, standing_plan(instance, seed), branches_a_block=1):
            made = plan_block(block, None, 1, "normal", stop=Stop(LATE))
            assert_alike(Nobody(made.sessions, made.attendance, made.unplaced, made.cost, 0), one_by_one(block))
            assert made.left_out
            assert {t.venue for t in made.taken} == set(made.sessions["venue_id"])

    @pytest.mark.parametrize("tightness", ["loose", "tight"])
    def test_of_a_unit_are_those_told_one_by_one(self, tightness: str, tmp_path: Path) -> None:
        generate(tmp_path / "unit", branches=24, tightness=tightness)
        instance = load(tmp_path / "unit")
        assert_alike(nobody_placed(instance), one_by_one(Block(0, instance)))
        base = standing_plan(instance, 1)
        assert_alike(nobody_placed(instance, base), one_by_one(Block(0, instance, base=base)))

    def test_are_in_the_order_of_persons(self) -> None:
        raw = crew()
        branch(raw, "A", 2)
        raw.tables["members"] = raw["members"][::-1]
        people = nobody_placed(raw.instance()).unplaced["person_id"].tolist()
        assert people == ["A0", "A0", "A1", "A1", "B0", "B0", "B1", "B1", "B2", "B2"]


class TestWitness:
    def test_a_crew_that_is_enough_by_itself(self) -> None:
        assert possible(crew()) == [[True] * 3] * 2

    def test_one_who_is_away_at_the_only_hour_that_others_are_there(self) -> None:
        raw = crew()
        raw.add("absences", person_id="B0", start="2026-03-02", end="2026-03-15")
        assert possible(raw) == [[False, True, True]] * 2

    def test_two_crews_that_are_enough_together(self) -> None:
        raw = crew(people=1)
        branch_of_two_crews(raw, together=True)
        assert possible(raw) == [[True] * 2] * 2

    def test_two_crews_that_never_meet(self) -> None:
        raw = crew(people=1)
        branch_of_two_crews(raw, together=False)
        assert possible(raw) == [[False] * 2] * 2

    def test_of_three_the_first_two_never_meet(self) -> None:
        """Whoever brings the most is of no use to the others, who are enough without them."""
        raw = crew(people=3, min_batch=3)
        branch_of_two_crews(raw, together=False, people=2)
        raw.add("groups", group_id="K", name="drivers", post_type="mobile")
        window(raw, "2026-03-03", "8:00", "10:00", "K")
        raw.add("members", person_id="B9", name="member 9", branch_id="B", group_id="K")
        assert possible(raw) == [[True] * 6] * 2

    def test_of_a_crew_only_so_many_may_be_away(self) -> None:
        raw = crew()
        raw["groups"][0]["max_away"] = "1"
        assert possible(raw) == [[False] * 3] * 2
        raw["groups"][0]["max_away"] = "2"
        assert possible(raw) == [[True] * 3] * 2

    def test_a_joint_group_of_two_branches_is_one_crew(self) -> None:
        raw = crew(people=0)
        branch(raw, "C", 0)
        raw["groups"][0].update(post_type="cross_unit", lead_branch_id="B", max_away="1")
        for i, name in enumerate("BC"):
            raw.add("members", person_id=f"M{i}", name="member", branch_id=name, group_id="G")
        assert possible(raw) == [[False] * 2] * 2
        raw["groups"][0]["max_away"] = "2"
        assert possible(raw) == [[True] * 2] * 2

    def test_the_next_hall_where_the_nearest_is_closed(self) -> None:
        raw = crew()
        raw.add("sites", site_id="T", name="next town", longitude=116.1, latitude=39)
        raw.add("travel", from_site="S", to_site="T", minutes=30)
        raw.add("closures", venue_id="V", start="2026-03-01", end="2026-03-31")
        raw.add("venues", venue_id="W", name="hall", site_id="T", capacity=10)
        assert possible(raw) == [[False] * 3] * 2
        window(raw, "2026-03-03", "7:00", "12:00")
        assert possible(raw) == [[True] * 3] * 2

    def test_no_lecturer_is_needed_for_a_discussion(self) -> None:
        raw = crew()
        lecturer(raw, start="12:00")
        assert possible(raw) == [[False] * 3, [True] * 3]


def branch_of_two_crews(raw: Raw, together: bool, people: int = 1) -> None:
    """A second crew H in branch B, there when the first is, or on the next day."""
    raw.add("groups", group_id="H", name="drivers", post_type="mobile")
    window(raw, "2026-03-02" if together else "2026-03-03", "8:00", "10:00", "H")
    for i in range(people):
        raw.add("members", person_id=f"B{5 + i}", name="member", branch_id="B", group_id="H")


@pytest.mark.parametrize("seed", FEW)
def test_no_plan_leaves_out_fewer_than_the_bound(seed: int) -> None:
    instance = small(seed, 100).instance()
    best = optimum(instance)
    assert best is None or nobody_placed(instance).least <= best.unplaced


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("seed", range(12))
def test_the_plan_keeps_every_rule(seed: int) -> None:
    instance = small(seed).instance()
    made = plan(instance, time_limit=0)
    assert [v.text.en for v in verify(instance, made).violations] == []
    assert (made.manifest.partial, made.manifest.counts["placed"], len(made.sessions)) == (True, 0, 0)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("seed", range(12))
def test_the_plan_keeps_every_rule_beside_what_stands(seed: int) -> None:
    """Nobody is placed beside it, and nothing that stands is less than the bound."""
    instance = small(seed).instance()
    whole, chance = plan_timetable(instance), random.Random(seed)
    base = as_plan(instance, whole, **{
        name.replace("-", "_"): chance.choice(["locked", "held"])
        for name in whole.sessions["session_id"] if chance.random() < 0.5
    })  # fmt: skip
    made = plan(instance, base=base, time_limit=0)
    assert [v.text.en for v in verify(instance, made, base=base).violations] == []
    assert set(made.sessions["status"]) <= {"locked", "held"}
    assert made.manifest.bound.timetable == made.manifest.cost.timetable.total
    assert made.manifest.bound.unplaced <= len(whole.unplaced)


@pytest.mark.usefixtures("hurried")
def test_what_is_finished_is_kept(tmp_path: Path) -> None:
    """The parts of an earlier run: the timetable is made as always."""
    instance = crew().instance()
    shelf = Checkpoints(tmp_path / "parts")
    whole = plan(instance, checkpoints=shelf)
    again = plan(instance, checkpoints=Checkpoints(tmp_path / "parts", resume=True), time_limit=0)
    pd.testing.assert_frame_equal(again.sessions, whole.sessions)


@pytest.mark.parametrize(
    "change", [{"day_start": "07:10", "day_end": "09:10", "grid_minutes": 30}, {"grid_minutes": 1440}]
)
def test_without_any_start_nobody_is_free(change: dict[str, Any]) -> None:
    table = nobody_placed(crew(**change).instance()).unplaced
    assert set(table["reason"]) == {"NO_FREE_TIME"}


def test_what_seemed_to_be_too_late_is_planned_in_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has the time to begin, at first; then there is as much as is wanted."""
    asked: list[int] = []

    def hurried(self: Stop, seconds: float) -> bool:
        asked.append(1)
        return len(asked) == 1

    monkeypatch.setattr(Stop, "hurried", hurried)
    made = plan_timetable(crew().instance())
    assert len(asked) > 1
    assert (len(made.sessions), len(made.unplaced)) == (2, 0)


def test_a_block_without_any_time(tmp_path: Path) -> None:
    generate(tmp_path / "unit", branches=24)
    instance = load(tmp_path / "unit")
    made = plan_block(cut(instance)[0], None, 1, "normal", stop=Stop(LATE))
    assert not made.complete
    assert len(made.sessions) == 0
    assert len(made.unplaced) == 2 * len(instance["members"])
    assert made.bound.unplaced == nobody_placed(instance).least


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("asked", [1, 2, 3])
def test_time_runs_out_while_blocks_are_cut(asked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """There seemed to be time at first: before the first block, or after all, none is left."""
    times: list[float] = []

    def over(self: Deadline, ahead: float = 0.0) -> bool:
        times.append(ahead)
        return len(times) >= asked

    monkeypatch.setattr(Deadline, "over", over)
    made = plan_timetable(crew().instance())
    assert len(times) == asked
    assert (len(made.sessions), len(made.unplaced), made.complete) == (0, 6, False)
