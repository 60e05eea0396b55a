"""Each rule of sessions alone decides what a tiny instance costs: kept it is dear, without it the plan is better.

Those of people are in `test_people_rules.py`, locked sessions in `test_locks.py`.

Every figure is compared with the optimum of a model written from the rules alone (see `crew.worth`).
"""

from __future__ import annotations

import pytest

from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import MONDAYS, branch, crew, lecturer, window, worth

ALL_PLACED = (0, 60)
NOBODY = (6, 0)


def test_three_people_need_one_study_and_one_discussion() -> None:
    assert worth(crew()) == ALL_PLACED


class TestH1DatesAndGrid:
    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("8:00", "10:00", ALL_PLACED),
            ("8:10", "10:29", NOBODY),  # 8:30 is the first start on the grid, and ends at 10:30
            ("8:10", "10:30", ALL_PLACED),
            ("6:30", "8:59", NOBODY),  # not before day_start, 7:00
            ("6:30", "9:00", ALL_PLACED),
            ("19:30", "21:30", ALL_PLACED),
            ("20:00", "22:00", NOBODY),  # not after day_end, 21:30
            ("22:00", "33:00", ALL_PLACED),  # from 7:00 to 9:00 of the day after
        ],
    )
    def test_on_the_grid_within_the_day(self, start: str, end: str, expected: tuple[int, int]) -> None:
        raw = crew(windows=False)
        for date in MONDAYS:
            window(raw, date, start, end)
        assert worth(raw) == expected

    def test_the_grid_counts_from_midnight(self) -> None:
        raw = crew(windows=False, grid_minutes=50)
        for date in MONDAYS:
            window(raw, date, "9:00", "11:00")
        assert worth(raw) == NOBODY
        window(raw, MONDAYS[0], "9:10", "11:10")
        window(raw, MONDAYS[1], "9:10", "11:10")
        assert worth(raw) == ALL_PLACED

    def test_inside_the_plans_dates(self) -> None:
        raw = crew()
        raw.settings["end_date"] = "2026-03-08"
        assert worth(raw) == (3, 30)

    def test_each_kind_lasts_as_long_as_set(self) -> None:
        assert worth(crew(study_minutes=121)) == NOBODY
        assert worth(crew(discussion_minutes=121)) == (3, 30)


class TestH2Audiences:
    def test_branches_do_not_meet_together(self) -> None:
        raw = crew(people=1)
        branch(raw, "C", 1)
        raw["members"][-1]["group_id"] = "G"
        assert worth(raw) == (4, 0)
        raw["members"][-1]["branch_id"] = "B"
        assert worth(raw) == ALL_PLACED

    def test_a_joint_group_meets_across_branches_and_no_more_with_its_own(self) -> None:
        raw = crew(people=1)
        branch(raw, "C", 1)
        raw["members"][-1]["group_id"] = "G"
        raw["groups"][0] |= {"post_type": "cross_unit", "lead_branch_id": "B"}
        assert worth(raw) == ALL_PLACED
        raw.add("members", person_id="B9", name="office", branch_id="B")
        assert worth(raw) == (2, 60)

    def test_office_staff_study_with_the_committee_and_discuss_by_branch(self) -> None:
        raw = crew(people=0)
        branch(raw, "C", 2)
        branch(raw, "D", 2)
        assert worth(raw) == (0, 90)
        raw.settings["post_types"] = {"other": {"study_scope": "branch"}}
        assert worth(raw) == (0, 120)


class TestH3Free:
    def test_a_window_a_minute_too_short(self) -> None:
        raw = crew()
        raw["windows"][1]["end"] = "9:59"
        assert worth(raw) == (3, 30)

    def test_an_absence_may_touch_but_not_meet_the_session(self) -> None:
        raw = crew()
        raw.add("absences", person_id="B0", start="2026-03-02 07:00", end="2026-03-02 08:00")
        assert worth(raw) == ALL_PLACED
        raw.add("absences", person_id="B0", start="2026-03-02 10:00", end="2026-03-02 11:00")
        assert worth(raw) == ALL_PLACED
        raw.add("absences", person_id="B0", start="2026-03-02 09:59", end="2026-03-02 11:00")
        assert worth(raw) == (2, 60)

    @pytest.mark.parametrize(("minutes", "expected"), [(60, (0, 72)), (61, NOBODY)])
    def test_no_further_than_max_attendee_travel(self, minutes: int, expected: tuple[int, int]) -> None:
        assert worth(_away(minutes, "6:00", "12:00")) == expected

    @pytest.mark.parametrize(("start", "expected"), [("7:30", (0, 66)), ("7:31", NOBODY)])
    def test_the_way_lies_inside_the_same_free_interval(self, start: str, expected: tuple[int, int]) -> None:
        raw = _away(30, start, "10:30")
        for date in MONDAYS:
            window(raw, date, "7:00", "7:31")
        assert worth(raw) == expected


def _away(minutes: int, start: str, end: str) -> Raw:
    """The only hall lies this far from the crew, which is free from start to end."""
    raw = crew(windows=False)
    for date in MONDAYS:
        window(raw, date, start, end)
    raw.add("sites", site_id="T", name="far")
    raw["venues"][0]["site_id"] = "T"
    raw.add("travel", from_site="S", to_site="T", minutes=minutes)
    return raw


class TestH4Venues:
    def test_capacity(self) -> None:
        raw = crew()
        raw["venues"][0]["capacity"] = "2"
        assert worth(raw) == (2, 60)

    @pytest.mark.parametrize(("opens", "expected"), [("8:00", ALL_PLACED), ("8:01", NOBODY)])
    def test_opening_hours(self, opens: str, expected: tuple[int, int]) -> None:
        raw = crew()
        raw["venues"][0] |= {"open": opens, "close": "10:00"}
        assert worth(raw) == expected

    @pytest.mark.parametrize(("end", "expected"), [("2026-03-09 08:00", ALL_PLACED), ("2026-03-09 08:01", (3, 30))])
    def test_closures(self, end: str, expected: tuple[int, int]) -> None:
        raw = crew()
        raw.add("closures", venue_id="V", start="2026-03-08 20:00", end=end)
        assert worth(raw) == expected

    def test_a_committees_own_hall(self) -> None:
        raw = crew()
        raw.add("committees", committee_id="C", name="other part", parent_id="E", site_id="S")
        raw["venues"][0]["committee_id"] = "E"
        assert worth(raw) == ALL_PLACED
        raw["venues"][0]["committee_id"] = "C"
        assert worth(raw) == NOBODY
        raw["branches"][0]["committee_id"] = "C"
        assert worth(raw) == ALL_PLACED

    def test_one_session_at_a_time(self) -> None:
        raw = crew()
        branch(raw, "C", 2, group="H")
        assert worth(raw) == (4, 60)
        raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
        assert worth(raw) == (0, 120)

    def test_touching_sessions_share_a_hall(self) -> None:
        raw = crew()
        branch(raw, "C", 2, group="H", windows=False)
        for date in MONDAYS:
            window(raw, date, "9:30", "12:00", group="H")
        assert worth(raw) == (0, 120)


class TestH5Batches:
    def test_no_fewer_than_min_batch(self) -> None:
        assert worth(crew(min_batch=3)) == ALL_PLACED
        assert worth(crew(min_batch=4)) == NOBODY

    def test_no_more_than_max_batch(self) -> None:
        raw = crew()
        raw.settings["post_types"] = {"mobile": {"max_batch": 2}}
        assert worth(raw) == (2, 60)

    def test_the_smallest_max_batch_of_the_post_types_present(self) -> None:
        """Two drivers and three of the office, free at 8:00: five together, where drivers may be only four."""
        raw = crew(people=2)
        raw.settings["session"]["office_hours"] = ["08:00-10:00"]
        raw.settings["post_types"] = {"mobile": {"max_batch": 5}, "other": {"study_scope": "branch"}}
        for i in range(3):
            raw.add("members", person_id=f"O{i}", name="office", branch_id="B")
        for date in ("2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-10", "2026-03-11", "2026-03-12"):
            raw.add("closures", venue_id="V", start=date, end=date)
        raw.add("closures", venue_id="V", start="2026-03-13", end="2026-03-15")
        assert worth(raw) == (0, 60)
        raw.settings["post_types"]["mobile"]["max_batch"] = 4
        assert worth(raw) == (2, 60)


class TestH6OnceWithAGap:
    def test_the_gap(self) -> None:
        assert worth(crew(gap_days=7)) == ALL_PLACED
        assert worth(crew(gap_days=8)) == (3, 30)

    def test_no_discussion_without_a_study(self) -> None:
        raw = crew()
        lecturer(raw, max_sessions=0)
        assert worth(raw) == NOBODY

    def test_those_who_study_first_may_discuss_first(self) -> None:
        """Three weekly meetings, a second room on the middle one: half discuss there while the others study."""
        raw = crew(people=4, windows=False)
        raw.settings["end_date"] = "2026-03-22"
        raw.settings["post_types"] = {"mobile": {"max_batch": 2}}
        for date in (*MONDAYS, "2026-03-16"):
            window(raw, date, "8:00", "10:00")
        assert worth(raw) == (2, 90)
        raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
        raw.add("closures", venue_id="W", start="2026-03-01", end="2026-03-08")
        raw.add("closures", venue_id="W", start="2026-03-10", end="2026-03-31")
        assert worth(raw) == (0, 120)
        raw.settings["session"]["gap_days"] = 8
        assert worth(raw) == (2, 90)


class TestCosts:
    def test_the_cheaper_window_wins(self) -> None:
        raw = crew()
        raw["windows"][0]["burden"] = "5"
        assert worth(raw) == (0, 75)
        window(raw, "2026-03-02", "12:00", "14:00", burden=2)
        assert worth(raw) == (0, 66)

    def test_of_several_intervals_the_smallest_burden_counts(self) -> None:
        raw = crew()
        window(raw, "2026-03-02", "8:00", "12:00", burden=3)
        assert worth(raw) == ALL_PLACED
        raw["windows"][0]["end"] = "9:30"
        assert worth(raw) == (0, 69)

    def test_off_the_theme_day(self) -> None:
        raw = crew()
        raw["branches"][0]["theme_day"] = "9"
        assert worth(raw) == (0, 63)
        raw["branches"][0]["theme_day"] = "Mon"
        assert worth(raw) == ALL_PLACED
        raw["branches"][0]["theme_day"] = "31"
        assert worth(raw) == (0, 66)

    def test_huge_costs_are_costs_and_not_walls(self) -> None:
        """Weights go up to a million: joint studies at such a burden are still better than unplaced people."""
        raw = crew(people=0)
        raw.settings["cost"] = {"after_work": 1_000_000, "session": 1_000_000}
        for name in "CD":
            branch(raw, name, 2, group=f"G{name}", windows=False)
            raw["groups"][-1]["post_type"] = "site"
        raw.settings["post_types"] = {"site": {"study_scope": "committee"}}
        assert worth(raw) == (0, 3_000_000 + 8 * 1_000_000)
