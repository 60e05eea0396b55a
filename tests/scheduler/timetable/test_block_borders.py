"""Planned in blocks, an instance keeps all rules and its bounds hold: what one block must know of the others."""

from __future__ import annotations

import pytest

from turnout.models import Plan
from turnout.models.instance import Instance
from turnout.scheduler import plan
from turnout.scheduler.timetable import planning
from turnout.scheduler.timetable.blocks import Block, cut
from turnout.tests.reference.exact import optimum
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small
from turnout.tests.scheduler.timetable.crew import as_plan, branch, crew, lecturer
from turnout.verifier import verify


@pytest.fixture(autouse=True)
def _blocks_of_one_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    def small_blocks(instance: Instance, base: Plan | None = None) -> list[Block]:
        return cut(instance, base, branches_a_block=1)

    monkeypatch.setattr(planning, "cut", small_blocks)


def planned(instance: Instance, base: Plan | None = None) -> Plan:
    """The plan, which the verifier accepts."""
    made = plan(instance, base=base, only="timetable")
    assert [v.text.en for v in verify(instance, made, base=base).violations] == []
    return made


def two_enterprises() -> Raw:
    """The crew's enterprise E, and F with branch C of its own; each has a hall."""
    raw = crew()
    raw.add("committees", committee_id="F", name="other enterprise", site_id="S")
    branch(raw, "C", 3, group="H")
    raw["branches"][-1]["committee_id"] = "F"
    raw["venues"][0]["committee_id"] = "E"
    raw.add("venues", venue_id="W", name="hall", site_id="S", capacity=9, committee_id="F")
    return raw


def test_each_enterprise_is_a_block() -> None:
    raw = two_enterprises()
    assert len(cut(raw.instance(), None, branches_a_block=1)) == 2
    assert planned(raw.instance()).manifest.objective.unplaced == 0


def test_a_block_without_lecturers_still_needs_them() -> None:
    raw = two_enterprises()
    lecturer(raw)
    made = planned(raw.instance())
    assert made.manifest.objective.unplaced == 6
    assert set(made.unplaced["reason"]) == {"NO_LECTURER", "NO_STUDY"}


def test_a_locked_sessions_venue_that_is_others_now_is_not_used_by_all() -> None:
    raw = two_enterprises()
    raw["venues"].pop()
    raw["venues"][0]["committee_id"] = ""
    branch(raw, "D", 3, group="I")
    raw["branches"][-1]["committee_id"] = "F"
    raw.settings["end_date"] = "2026-03-22"
    first = planned(raw.instance())
    last = first.sessions["session_id"].tolist()[-1]
    base = as_plan(raw.instance(), first, **{last.replace("-", "_"): "locked"})
    raw["venues"][0]["committee_id"] = "E"
    assert planned(raw.instance(), base).manifest.bound.unplaced > 0


def test_attendees_of_a_locked_session_who_have_parted_stay_in_it() -> None:
    raw = two_enterprises()
    instance = raw.instance()
    base = as_plan(instance, planned(instance), B_S1="locked")
    raw["members"][0]["branch_id"], raw["members"][0]["group_id"] = "C", "H"
    made = planned(raw.instance(), base)
    assert made.manifest.objective.unplaced == 0
    assert (made.sessions["status"] == "locked").sum() == 1


def test_a_locked_session_follows_attendees_who_have_all_gone_elsewhere() -> None:
    raw = two_enterprises()
    instance = raw.instance()
    base = as_plan(instance, planned(instance), B_S1="locked")
    for row in raw["members"]:
        row["branch_id"], row["group_id"] = "C", "H"
    branch(raw, "D", 3, group="I")
    made = planned(raw.instance(), base)
    assert made.sessions.loc[made.sessions["status"] == "locked", "audience_id"].tolist() == ["B"]


@pytest.mark.parametrize("seed", [17, 21])
def test_rules_and_bounds_of_random_instances(seed: int) -> None:
    instance = small(seed, 120).instance()
    best = optimum(instance)
    made = planned(instance).manifest
    assert best is not None
    assert made.bound.unplaced <= best.unplaced <= made.objective.unplaced
    if made.objective.unplaced == best.unplaced:
        assert made.bound.timetable <= best.cost <= made.cost.timetable.total


def test_the_way_to_a_hall_counts_not_the_way_back() -> None:
    """Half an hour there, more than three back: both enterprises can use the one hall, but not at the same time."""
    raw = two_enterprises()
    raw["venues"].pop()
    raw["venues"][0] |= {"site_id": "H", "committee_id": ""}
    raw.add("sites", site_id="H", name="between")
    raw.add("travel", from_site="S", to_site="H", minutes=30)
    raw.add("travel", from_site="H", to_site="S", minutes=200)
    for row in raw["windows"]:
        row |= {"start": "7:30", "end": "10:30"}
    assert planned(raw.instance()).manifest.objective.unplaced == 6


def test_ids_of_locked_sessions_are_not_given_to_others_elsewhere() -> None:
    """Somebody named a locked session of B as C's would be named."""
    instance = two_enterprises().instance()
    base = as_plan(instance, plan(instance, only="timetable"), B_S1="locked")
    names = {"B-S1": "C-S1", "C-S1": "C-S9"}
    for frame in (base.sessions, base.attendance):
        frame["session_id"] = [names.get(s, s) for s in frame["session_id"]]
    made = planned(instance, base)
    assert made.sessions["session_id"].is_unique
    assert made.sessions.set_index("session_id").at["C-S1", "audience_id"] == "B"
