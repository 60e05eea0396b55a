"""Demand and supply counted out: just enough places everybody, one unit less leaves out just as many as it must."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turnout.scheduler import plan
from turnout.tests.examples import examples
from turnout.tests.reference.raw import Raw

SLOTS = st.integers(1, 4)
SEATS = st.integers(2, 7)


def drivers(people: int, slots: int, seats: int) -> Raw:
    """A crew of drivers who meet on Mondays only, `slots` times two hours from 8:00, in one hall with `seats` seats."""
    raw = Raw(settings={
        "start_date": "2026-03-02", "end_date": "2026-03-15",
        "session": {"min_batch": 1, "lecturer_required": False},
        "post_types": {"mobile": {"max_batch": seats}},
    })  # fmt: skip
    raw.add("sites", site_id="S", name="town", longitude=116, latitude=39)
    raw.add("committees", committee_id="E", name="enterprise", site_id="S")
    raw.add("branches", branch_id="B", name="branch", committee_id="E", site_id="S")
    raw.add("groups", group_id="G", name="drivers", post_type="mobile")
    for i in range(slots):
        raw.add("windows", group_id="G", weekday="Mon", start=f"{8 + 2 * i}:00", end=f"{10 + 2 * i}:00")
    for i in range(people):
        raw.add("members", person_id=f"M{i:02d}", name=f"member {i}", branch_id="B", group_id="G")
    raw.add("venues", venue_id="V", name="hall", site_id="S", capacity=seats)
    return raw


def unplaced(raw: Raw) -> int:
    """Unplaced pairs of the plan, which its bound proves to be the fewest."""
    manifest = plan(raw.instance(), only="timetable").manifest
    assert manifest.bound.unplaced == manifest.objective.unplaced
    return manifest.objective.unplaced


@given(slots=SLOTS, seats=SEATS)
@settings(max_examples=6)
def test_seats_just_enough_and_one_more_person(slots: int, seats: int) -> None:
    assert unplaced(drivers(slots * seats, slots, seats)) == 0
    assert unplaced(drivers(slots * seats + 1, slots, seats)) == 2


@given(slots=SLOTS, seats=SEATS)
@settings(max_examples=6)
def test_one_seat_less_for_discussions_leaves_one_discussion_out(slots: int, seats: int) -> None:
    """Two halls: the one for the first Monday has all seats, that for the second is one seat short in one batch."""
    raw = drivers(slots * seats, slots, seats)
    raw.add("closures", venue_id="V", start="2026-03-09 08:00", end="2026-03-09 10:00")
    raw.add("venues", venue_id="W", name="room", site_id="S", capacity=seats - 1)
    raw.add("closures", venue_id="W", start="2026-03-02", end="2026-03-08")
    raw.add("closures", venue_id="W", start="2026-03-09 10:00", end="2026-03-09")
    assert unplaced(raw) == 1


@pytest.mark.parametrize("missing", [0, 1, 2])
@given(slots=SLOTS, seats=SEATS)
@settings(max_examples=4)
def test_each_lecture_less_leaves_a_batch_out(missing: int, slots: int, seats: int) -> None:
    raw = drivers(slots * seats, slots, seats)
    raw.settings["session"]["lecturer_required"] = True
    raw.add("lecturers", person_id="L", name="lecturer", committee_id="E", max_sessions=max(0, slots - missing))
    raw.add("lecturer_windows", person_id="L", weekday="Mon", start="8:00", end="20:00")
    assert unplaced(raw) == 2 * seats * min(missing, slots)


@given(slots=SLOTS, away=st.integers(1, 5))
@settings(max_examples=6)
def test_nobody_more_away_than_may_be(slots: int, away: int) -> None:
    raw = drivers(slots * away, slots, 50)
    raw["groups"][0]["max_away"] = str(away)
    assert unplaced(raw) == 0
    raw["groups"][0]["max_away"] = str(away - 1)
    assert unplaced(raw) == 2 * slots


@given(people=st.integers(1, 9), least=st.integers(2, 5))
@settings(max_examples=6)
def test_too_few_for_a_batch_are_all_left_out(people: int, least: int) -> None:
    raw = drivers(people, 4, 9)
    raw.settings["session"]["min_batch"] = least
    assert unplaced(raw) == (0 if people >= least else 2 * people)


@given(pigeons=st.integers(1, 5), holes=st.integers(1, 4))
@settings(max_examples=8)
def test_branches_that_need_the_one_hall_at_once(pigeons: int, holes: int) -> None:
    """As many branches of three as there are pigeons, one hall, and on each Monday as many times as there are holes."""
    raw = drivers(0, holes, 3)
    for branch in range(pigeons):
        raw.add("branches", branch_id=f"P{branch}", name="branch", committee_id="E", site_id="S")
        for i in range(3):
            raw.add("members", person_id=f"P{branch}{i}", name="member", branch_id=f"P{branch}", group_id="G")
    assert unplaced(raw) == 6 * max(0, pigeons - holes)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), SEATS), min_size=1, max_size=5))
@examples(8, many=500)
def test_a_planted_plan_is_found(crews: list[tuple[int, int, int]]) -> None:
    """Crews whose only meeting times are those of a plan drawn beforehand, in one hall: everybody can be placed."""
    raw = drivers(0, 0, 50)
    raw.tables["groups"] = []
    for number, (monday, later, people) in enumerate(crews):
        raw.add("groups", group_id=f"C{number}", name="crew", post_type="mobile")
        raw.add("branches", branch_id=f"C{number}", name="branch", committee_id="E", site_id="S")
        for week, hour in ((0, monday), (7, later)):
            day = f"2026-03-{2 + week + number % 5:02d}"
            start = 8 + 2 * hour
            raw.add("windows", group_id=f"C{number}", date=day, start=f"{start}:00", end=f"{start + 2}:00")
        for i in range(people):
            raw.add("members", person_id=f"C{number}{i}", name="member", branch_id=f"C{number}", group_id=f"C{number}")
    raw.settings["post_types"]["mobile"]["max_batch"] = 7
    assert unplaced(raw) == 0
