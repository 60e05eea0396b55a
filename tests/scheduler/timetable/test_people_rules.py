"""Rules of people, each alone deciding what a tiny instance costs: lecturers (H7), crews (H8), two places (H9)."""

from __future__ import annotations

import pytest

from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import MONDAYS, branch, crew, lecturer, window, worth

ALL_PLACED = (0, 60)
NOBODY = (6, 0)


class TestH7Lecturers:
    def test_every_study_has_one(self) -> None:
        raw = crew()
        lecturer(raw)
        assert worth(raw) == ALL_PLACED
        raw.add("absences", person_id="L", start="2026-03-02 09:59", end="2026-03-02")
        assert worth(raw) == (3, 30)
        raw.add("absences", person_id="L", start="2026-03-09 09:59", end="2026-03-09")
        assert worth(raw) == NOBODY

    def test_not_needed_without_any_lecturer(self) -> None:
        assert worth(crew(lecturer_required=True)) == ALL_PLACED

    @pytest.mark.parametrize(("start", "end", "expected"), [("8:00", "10:00", ALL_PLACED), ("8:01", "10:01", NOBODY)])
    def test_inside_one_of_his_windows(self, start: str, end: str, expected: tuple[int, int]) -> None:
        raw = crew()
        lecturer(raw, start=start, end=end)
        assert worth(raw) == expected

    def test_without_windows_he_keeps_office_hours(self) -> None:
        raw = crew()
        lecturer(raw)
        raw["lecturer_windows"].clear()
        assert worth(raw) == NOBODY
        raw.settings["session"]["office_hours"] = ["08:00-12:00"]
        assert worth(raw) == ALL_PLACED

    def test_of_the_audiences_committee_or_above(self) -> None:
        raw = crew()
        raw.add("committees", committee_id="C", name="part", parent_id="E", site_id="S")
        lecturer(raw, committee_id="C")
        assert worth(raw) == NOBODY
        raw["branches"][0]["committee_id"] = "C"
        assert worth(raw) == ALL_PLACED

    def test_one_study_at_a_time_and_max_sessions(self) -> None:
        raw = crew()
        branch(raw, "C", 2, group="H")
        raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
        lecturer(raw)
        assert worth(raw) == (2, 90)
        window(raw, "2026-03-02", "10:00", "12:00", group="H")
        assert worth(raw) == (0, 120)
        raw["lecturers"][0]["max_sessions"] = "1"
        assert worth(raw) == (4, 60)

    @pytest.mark.parametrize(("minutes", "expected"), [(30, (0, 120)), (31, (2, 90))])
    def test_time_for_the_way_from_venue_to_venue(self, minutes: int, expected: tuple[int, int]) -> None:
        assert worth(_two_towns(minutes)) == expected

    def test_two_places_without_a_way_between_them(self) -> None:
        raw = _two_towns(30)
        raw["travel"].clear()
        assert worth(raw) == (4, 60)

    def test_only_consecutive_sessions_need_time_for_the_way(self) -> None:
        """From S to T there is no way at all, but he lectures at U in between."""
        raw = _two_towns(30)
        raw["windows"][2]["start"], raw["windows"][2]["end"] = "13:00", "15:00"
        raw["travel"].clear()
        raw.add("travel", from_site="S", to_site="U", minutes=30)
        raw.add("travel", from_site="U", to_site="T", minutes=30)
        raw.add("sites", site_id="U", name="half-way")
        raw.add("venues", venue_id="X", name="inn", site_id="U", capacity=9)
        assert worth(raw) == (4, 60)
        branch(raw, "D", 2, group="I", windows=False, site="U")
        window(raw, "2026-03-02", "10:30", "12:30", group="I")
        window(raw, "2026-03-09", "10:30", "12:30", group="I")
        assert worth(raw) == (0, 180)


def _two_towns(minutes: int) -> Raw:
    """Two branches in two towns; the second meets half an hour after the first; one lecturer for both."""
    raw = crew()
    raw.add("sites", site_id="T", name="second town")
    raw.add("venues", venue_id="W", name="room", site_id="T", capacity=9)
    raw.add("travel", from_site="S", to_site="T", minutes=minutes)
    branch(raw, "C", 2, group="H", windows=False, site="T")
    window(raw, "2026-03-02", "10:30", "12:30", group="H")
    window(raw, "2026-03-09", "10:30", "12:30", group="H")
    lecturer(raw)
    return raw


class TestH8Away:
    def test_no_more_than_max_away_attend_at_once(self) -> None:
        raw = crew(people=4)
        assert worth(raw) == ALL_PLACED
        raw["groups"][0]["max_away"] = "2"
        assert worth(raw) == (4, 60)

    def test_over_all_the_groups_branches(self) -> None:
        raw = crew(people=2)
        branch(raw, "C", 2)
        for row in raw["members"]:
            row["group_id"] = "G"
        raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
        assert worth(raw) == (0, 120)
        raw["groups"][0]["max_away"] = "3"
        assert worth(raw) == (4, 60)

    def test_sessions_one_after_the_other(self) -> None:
        raw = crew(people=4, windows=False)
        raw["groups"][0]["max_away"] = "2"
        for date in MONDAYS:
            window(raw, date, "8:00", "12:00")
        assert worth(raw) == (0, 120)

    def test_nobody_may_be_away(self) -> None:
        raw = crew()
        raw["groups"][0]["max_away"] = "0"
        assert worth(raw) == NOBODY


class TestH9TwoPlaces:
    def test_a_member_cannot_lecture_elsewhere_meanwhile(self) -> None:
        """The study of branch C, by B0 alone, is at the same time as his own, or else as his discussion."""
        raw = crew()
        branch(raw, "C", 2, group="H")
        raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
        lecturer(raw, name="B0")
        lecturer(raw, name="L", start="8:00", end="9:00")
        assert worth(raw) == (3, 90)
        raw["lecturer_windows"][-7]["end"] = "20:00"
        assert worth(raw) == (0, 120)

    def test_lecturing_where_one_attends_is_one_place(self) -> None:
        raw = crew()
        lecturer(raw, name="B0")
        assert worth(raw) == ALL_PLACED

    def test_a_member_misses_his_own_discussion_where_he_lectures(self) -> None:
        """C can study only on the second Monday, by B0, whose branch discusses then; one more place would be dear."""
        raw = crew()
        branch(raw, "C", 2, group="H", windows=False)
        window(raw, MONDAYS[1], "8:00", "10:00", group="H")
        raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
        lecturer(raw, name="B0")
        assert worth(raw) == (2 + 1, 90)
        lecturer(raw, name="L")
        assert worth(raw) == (2, 90)
