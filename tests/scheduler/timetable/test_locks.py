"""H10: locked and held sessions of a base plan stand as they were, whatever has become of the instance."""

from __future__ import annotations

from typing import Any

import pytest

from turnout.models import InstanceError, Plan
from turnout.models.plan import Scope
from turnout.scheduler import plan
from turnout.scheduler.timetable import plan_timetable
from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import MONDAYS, as_plan, branch, crew, lecturer, window
from turnout.verifier import verify


def locked(raw: Raw, **status: str) -> Plan:
    """The plan of an instance with some sessions locked or held."""
    instance = raw.instance()
    return as_plan(instance, plan_timetable(instance), **status)


def replanned(raw: Raw, base: Plan) -> Plan:
    """The plan made on a base, which the verifier accepts as a whole: rules, reasons, costs, bounds."""
    instance = raw.instance()
    made = plan(instance, base=base, only="timetable")
    verdict = verify(instance, made, base=base)
    assert [v.text.en for v in verdict.violations] == []
    assert standing(made) == standing(base)
    return made


def standing(made: Plan) -> dict[str, Any]:
    """Locked and held sessions with those who attend them."""
    rows = made.sessions[made.sessions["status"] != "planned"]
    who = made.attendance[made.attendance["session_id"].isin(set(rows["session_id"]))]
    return {"sessions": rows.to_dict("records"), "attendance": sorted(who.itertuples(index=False, name=None))}


def figures(made: Plan) -> tuple[int, int, int, int]:
    """Unplaced pairs and their bound, cost and its bound."""
    m = made.manifest
    return m.objective.unplaced, m.bound.unplaced, m.cost.timetable.total, m.bound.timetable


def test_a_locked_study_stays_though_a_cheaper_time_has_come_up() -> None:
    raw = crew()
    raw["windows"][0]["burden"] = "9"
    base = locked(raw, B_S1="locked")
    window(raw, "2026-03-02", "14:00", "16:00")
    assert figures(replanned(raw, base)) == (0, 0, 87, 87)
    assert figures(replanned(raw, locked(raw))) == (0, 0, 60, 60)


def test_what_is_not_locked_is_planned_anew() -> None:
    raw = crew()
    base = locked(raw, B_S1="held")
    window(raw, "2026-03-12", "14:00", "16:00")
    raw.add("closures", venue_id="V", start="2026-03-09", end="2026-03-09")
    made = replanned(raw, base)
    assert figures(made) == (0, 0, 60, 60)
    assert made.sessions["date"].tolist() == ["2026-03-12", "2026-03-02"]


def test_a_discussion_keeps_its_gap_to_a_locked_study() -> None:
    raw = crew()
    base = locked(raw, B_S1="locked")
    raw["windows"].clear()
    window(raw, "2026-03-08", "8:00", "10:00")
    made = replanned(raw, base)
    assert figures(made) == (3, 3, 30, 30)
    assert made.unplaced["reason"].tolist() == ["LOCKED"] * 3


def test_a_study_comes_before_a_locked_discussion() -> None:
    raw = crew()
    base = locked(raw, B_D1="locked")
    raw["windows"].pop(0)
    window(raw, "2026-03-03", "8:00", "10:00")
    assert figures(replanned(raw, base)) == (3, 3, 30, 30)


def test_somebody_new_joins_no_locked_session() -> None:
    raw = crew()
    base = locked(raw, B_S1="locked", B_D1="locked")
    raw.add("members", person_id="B9", name="new", branch_id="B", group_id="G")
    assert figures(replanned(raw, base)) == (2, 2, 60, 60)


def test_locked_sessions_occupy_venues_lecturers_and_crews() -> None:
    raw = crew()
    lecturer(raw, max_sessions=1)
    raw["groups"][0]["max_away"] = "3"
    base = locked(raw, B_S1="locked")
    branch(raw, "C", 2, group="H")
    made = replanned(raw, base)
    assert figures(made)[0] == 4
    raw["lecturers"][0]["max_sessions"] = ""
    raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
    assert figures(replanned(raw, base))[0] == 2


def test_the_locked_lecturers_way_may_lead_over_another_place() -> None:
    """He lectures at S and, locked, at T, between which there is no way; the only study left lies between, at U."""
    raw = crew(people=0)
    for site in "TU":
        raw.add("sites", site_id=site, name=site)
        raw.add("venues", venue_id=f"V{site}", name="hall", site_id=site, capacity=9)
    raw.add("travel", from_site="S", to_site="U", minutes=30)
    raw.add("travel", from_site="U", to_site="T", minutes=30)
    lecturer(raw)
    for name, site, hours in (
        ("B1", "S", ("8:00", "10:00")), ("B2", "U", ("10:30", "12:30")), ("B3", "T", ("13:00", "15:00")),
    ):
        branch(raw, name, 2, group=f"G{name}", windows=False, site=site)
        for date in MONDAYS:
            window(raw, date, *hours, group=f"G{name}")
    base = locked(raw, B3_S1="locked")
    assert figures(replanned(raw, base)) == (0, 0, 180, 180)


class TestTheInstanceHasChanged:
    """The breaches are inherited; costs are what the verifier makes of them."""

    def test_an_attendee_is_absent_now(self) -> None:
        raw = crew()
        raw["windows"][0]["burden"] = "7"
        base = locked(raw, B_S1="locked")
        raw.add("absences", person_id="B0", start="2026-03-02", end="2026-03-02")
        assert figures(replanned(raw, base)) == (0, 0, 81, 81)

    def test_the_window_is_gone(self) -> None:
        raw = crew()
        raw["windows"][0]["burden"] = "7"
        base = locked(raw, B_S1="locked")
        raw["windows"].pop(0)
        assert figures(replanned(raw, base)) == (0, 0, 60, 60)

    def test_the_grid_and_the_length_are_others(self) -> None:
        raw = crew()
        raw["windows"][0]["burden"] = "7"
        base = locked(raw, B_S1="locked")
        raw.settings["session"] |= {"grid_minutes": 45, "day_start": "7:30"}
        raw.settings["session"] |= {"study_minutes": 90, "discussion_minutes": 60}
        assert figures(replanned(raw, base)) == (0, 0, 81, 81)

    def test_the_theme_day_is_another(self) -> None:
        raw = crew()
        base = locked(raw, B_S1="locked")
        raw["branches"][0]["theme_day"] = "9"
        assert figures(replanned(raw, base)) == (0, 0, 63, 63)

    def test_there_is_no_way_to_the_venue_any_more(self) -> None:
        raw = crew()
        base = locked(raw, B_S1="locked")
        raw.add("sites", site_id="T", name="far")
        raw.add("venues", venue_id="W", name="hall", site_id="S", capacity=9)
        raw["venues"][0]["site_id"] = "T"
        assert figures(replanned(raw, base)) == (0, 0, 60, 60)

    def test_everybody_has_moved_to_another_branch(self) -> None:
        """The audience of the locked session has no member left."""
        raw = crew()
        base = locked(raw, B_S1="locked")
        branch(raw, "C", 0)
        for row in raw["members"]:
            row["branch_id"] = "C"
        made = replanned(raw, base)
        assert figures(made) == (0, 0, 60, 60)
        assert sorted(made.sessions["audience_id"]) == ["B", "C"]

    def test_the_plan_begins_later_than_a_held_session(self) -> None:
        raw = crew()
        base = locked(raw, B_S1="held")
        raw.settings["start_date"] = "2026-03-05"
        assert figures(replanned(raw, base)) == (0, 0, 60, 60)

    def test_ids_that_are_gone_are_all_told(self) -> None:
        raw = crew()
        base = locked(raw, B_S1="locked", B_D1="held")
        raw["members"].pop()
        raw["venues"][0]["venue_id"] = "W"
        with pytest.raises(InstanceError) as caught:
            plan_timetable(raw.instance(), base=base)
        found = {(n.column, n.value) for n in caught.value.notices}
        assert found == {("venue_id", "V"), ("person_id", "B2")}
        assert caught.value.total == 4


def test_a_base_without_locks_changes_nothing() -> None:
    instance = crew().instance()
    free = plan_timetable(instance)
    again = plan_timetable(instance, base=as_plan(instance, free))
    assert again.sessions.equals(free.sessions)
    assert again.attendance.equals(free.attendance)


def test_a_part_is_planned_anew_as_if_what_is_locked_outside_did_not_exist() -> None:
    """The study of B is locked in the port, which is planned alone; that of the town's C is not its matter."""
    raw = crew()
    raw.add("committees", committee_id="P", name="port", parent_id="E", site_id="S")
    raw["branches"][0]["committee_id"] = "P"
    branch(raw, "C", 3, group="H")
    window(raw, MONDAYS[0], "10:00", "12:00", group="H")
    window(raw, MONDAYS[1], "10:00", "12:00", group="H")
    base = locked(raw, B_S1="locked", C_S1="held")
    made = plan(raw.instance(), base=base, only="timetable", scope=Scope(under=["P"]))
    assert made.sessions.set_index("session_id")["status"].to_dict() == {"B-D1": "planned", "B-S1": "locked"}
    assert verify(raw.instance(), made, base=base).ok


def test_new_sessions_take_no_locked_sessions_id() -> None:
    raw = crew()
    base = locked(raw, B_D1="locked")
    base.sessions["session_id"] = base.sessions["session_id"].replace("B-D1", "B-S1x").replace("B-S1", "gone")
    base.sessions["session_id"] = base.sessions["session_id"].replace("B-S1x", "B-S1")
    base.attendance["session_id"] = base.attendance["session_id"].map({"B-D1": "B-S1", "B-S1": "gone"})
    made = plan_timetable(raw.instance(), base=base)
    assert sorted(made.sessions["session_id"]) == ["B-S1", "B-S2"]


def lecturing(raw: Raw, person: str, committee: str, *dates: str) -> None:
    """Somebody who lectures from eight to ten on these dates."""
    raw.add("lecturers", person_id=person, name="lecturer", committee_id=committee)
    for date in dates:
        raw.add("lecturer_windows", person_id=person, date=date, start="8:00", end="10:00")


def test_the_gap_and_a_locked_lecture_together_leave_no_time() -> None:
    """B0 studies on Wednesday. On Monday before it is too early to discuss, on Monday after he lectures."""
    raw = crew(gap_days=1, lecturer_required=True)
    window(raw, "2026-03-04", "8:00", "10:00")
    branch(raw, "C", 3, group="H", windows=False)
    window(raw, MONDAYS[1], "8:00", "10:00", "H")
    raw.add("venues", venue_id="W", name="second hall", site_id="S", capacity=10)
    lecturing(raw, "B0", "E", MONDAYS[1])
    lecturing(raw, "L", "E", "2026-03-04")
    base = locked(raw, C_S1="locked")
    made = replanned(raw, base)
    told = {(r.person_id, r.kind): r.reason for r in made.unplaced.itertuples()}
    assert told["B0", "discussion"] == "NO_GAP"


def test_a_locked_lecture_in_another_block_is_told_without_its_id() -> None:
    """C0 of committee F lectures for E at the only hour at which he could study; lecturers are no longer needed."""
    raw = crew(lecturer_required=True)
    raw.add("sites", site_id="T", name="far away", longitude=100, latitude=30)
    raw.add("committees", committee_id="F", name="enterprise 2", site_id="T")
    raw["venues"][0]["committee_id"] = "E"
    raw.add("venues", venue_id="W", name="hall", site_id="T", capacity=10, committee_id="F")
    raw.add("branches", branch_id="C", name="branch C", committee_id="F", site_id="T")
    raw.add("groups", group_id="H", name="drivers", post_type="mobile")
    window(raw, MONDAYS[0], "8:00", "10:00", "H")
    for i in range(3):
        raw.add("members", person_id=f"C{i}", name="member", branch_id="C", group_id="H")
    lecturing(raw, "C0", "E", *MONDAYS)
    lecturing(raw, "L", "F", *MONDAYS)
    base = locked(raw, B_S1="locked")
    raw.settings["session"]["lecturer_required"] = False
    made = replanned(raw, base)
    told = {(r.person_id, r.kind): (r.reason, r.detail) for r in made.unplaced.itertuples()}
    assert told["C0", "study"] == ("LOCKED", "")
