"""Free time: shifts and their rest, windows, evenings, office hours; and the rotas that plants really run."""

from __future__ import annotations

import datetime as dt
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from turnout.models.settings import clock, parse_clock
from turnout.scheduler.timetable.free import FreeTimes
from turnout.scheduler.timetable.grid import grids
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small
from turnout.tests.reference.world import World

FIRST = dt.date(2026, 3, 2)


def group_of(post: str, days: int = 5, session: dict[str, Any] | None = None, **cells: object) -> Raw:
    """One group G of this post type, five days from Monday 2 March 2026, sessions on the hour."""
    raw = Raw(settings={
        "start_date": str(FIRST), "end_date": str(FIRST + dt.timedelta(days=days - 1)),
        "session": {"grid_minutes": 60, **(session or {})},
    })  # fmt: skip
    raw.add("sites", site_id="S", name="town", longitude=116, latitude=39)
    raw.add("committees", committee_id="E", name="enterprise", site_id="S")
    raw.add("branches", branch_id="B", name="branch", committee_id="E", site_id="S")
    raw.add("groups", group_id="G", name="group", post_type=post, **cells)
    for code, start, end in (("D", "8:00", "20:00"), ("N", "20:00", "32:00"), ("L", "24:00", "32:00")):
        raw.add("shifts", code=code, start=start, end=end)
    return raw


def burdens(raw: Raw, travel: int = 0) -> dict[str, str]:
    """For each day `HH:MM=burden` of all starts of a study that fits the group's free time."""
    instance = raw.instance()
    grid = grids(instance)[0]
    slots = FreeTimes(instance).of(0).slots(grid, travel).reshape(grid.days, grid.per_day)
    return {
        f"{FIRST + dt.timedelta(days=d):%a}": " ".join(
            f"{clock(int(grid.starts[i]))}={day[i]}" for i in np.flatnonzero(day >= 0)
        )
        for d, day in enumerate(slots)
        if (day >= 0).any()
    }


class TestShifts:
    def test_days_on_and_off(self) -> None:
        """D on Monday, off on Tuesday: a quarter of an hour is kept to the shift; 1 on duty days, 4 on rest days."""
        raw = group_of("shift", days=2, cycle="D -", cycle_start="2026-03-02")
        every = " ".join(f"{h:02d}:00=4" for h in range(7, 20))
        assert burdens(raw) == {"Tue": every}
        raw["shifts"][0]["end"] = "18:00"
        assert burdens(raw) == {"Mon": "19:00=1", "Tue": every}

    def test_rest_around_a_night(self) -> None:
        """A night from 20:00 to 8:00: nothing after noon before it, nothing until 16:00 after it."""
        raw = group_of("shift", days=3, cycle="N - -", cycle_start="2026-03-02")
        found = burdens(raw)
        assert found["Mon"] == "07:00=1 08:00=1 09:00=1 10:00=1"
        assert found["Tue"] == "16:00=4 17:00=4 18:00=4 19:00=4"
        raw.settings["session"] |= {"rest_before_night": 0, "rest_after_night": 0}
        found = burdens(raw)
        assert found["Mon"].endswith("17:00=1")
        assert found["Tue"].startswith("09:00=4")

    def test_shifts_a_week_before_and_after_the_plan_are_in_the_way_of_long_ways(self) -> None:
        """Seven days each way: on Monday he would have to leave during one shift, on Friday to be back for another."""
        raw = group_of("shift")
        for date in ("2026-02-23", "2026-03-13"):
            raw.add("roster", group_id="G", date=date, code="D")
        assert list(burdens(raw, travel=7 * 1440)) == ["Tue", "Wed", "Thu"]

    def test_a_shift_that_starts_at_midnight_is_duty_of_the_day_after(self) -> None:
        raw = group_of("shift", days=3, cycle="L - -", cycle_start="2026-03-02")
        found = burdens(raw)
        assert found["Mon"] == "07:00=4 08:00=4 09:00=4 10:00=4 11:00=4 12:00=4 13:00=4 14:00=4"
        assert found["Tue"] == "16:00=1 17:00=1 18:00=1 19:00=1"

    @pytest.mark.parametrize(("start", "end", "night"), [
        ("2:00", "3:00", False), ("2:00", "3:01", True), ("3:00", "4:00", True), ("3:01", "12:00", False),
        ("16:00", "27:00", False), ("16:00", "27:01", True), ("27:00", "28:00", True), ("8:00", "48:00", True),
    ])  # fmt: skip
    def test_a_night_holds_three_oclock(self, start: str, end: str, night: bool) -> None:
        raw = group_of("shift", cycle="X - - - -", cycle_start="2026-03-02")
        raw.add("shifts", code="X", start=start, end=end)
        free = FreeTimes(raw.instance()).of(0)
        stop = parse_clock(end, 2880)
        assert stop + (480 if night else 15) in free.begin.tolist()
        assert parse_clock(start, 2880) - (480 if night else 15) in free.end.tolist()

    def test_a_roster_row_replaces_the_cycle_of_its_date(self) -> None:
        raw = group_of("shift", days=2, cycle="D", cycle_start="2026-01-01")
        assert burdens(raw) == {}
        raw.add("roster", group_id="G", date="2026-03-03", code="-")
        assert list(burdens(raw)) == ["Tue"]

    def test_rows_around_the_plan_reach_in(self) -> None:
        raw = group_of("shift", days=1)
        raw.add("roster", group_id="G", date="2026-03-01", code="N")
        assert burdens(raw) == {"Mon": "16:00=4 17:00=4 18:00=4 19:00=4"}
        raw["roster"][0] |= {"date": "2026-03-03", "code": "D"}
        raw.settings["session"]["rest_before_night"] = 24
        raw["shifts"][0] |= {"start": "1:00", "end": "9:00"}
        assert burdens(raw) == {}

    def test_the_cycle_repeats_backwards_too(self) -> None:
        later = burdens(group_of("shift", cycle="D - -", cycle_start="2026-04-01"))
        assert later == burdens(group_of("shift", cycle="D - -", cycle_start="2026-03-02"))

    def test_no_session_on_a_holiday(self) -> None:
        raw = group_of("shift", days=2, cycle="-", cycle_start="2026-03-02")
        raw.add("calendar", date="2026-03-02", kind="holiday")
        assert list(burdens(raw)) == ["Tue"]

    def test_windows_take_the_place_of_gaps(self) -> None:
        raw = group_of("shift", days=2, cycle="-", cycle_start="2026-03-02")
        raw.add("windows", group_id="G", date="2026-03-03", start="9:00", end="12:00", burden=3)
        raw.add("calendar", date="2026-03-03", kind="holiday")
        assert burdens(raw) == {"Tue": "09:00=3 10:00=3"}

    def test_dear_days_stay_dear(self) -> None:
        raw = group_of("shift", days=1, cycle="-", cycle_start="2026-03-02")
        raw.settings["cost"] = {"rest_day": 40_000}
        assert burdens(raw)["Mon"].startswith("07:00=40000")


class TestWindowsAndHours:
    def test_weekdays_within_their_bounds_whatever_the_day(self) -> None:
        raw = group_of("mobile", days=21)
        bounds = {"from_": "2026-03-08", "until": "2026-03-14"}
        raw.add("windows", group_id="G", weekday="Sat", start="9:00", end="11:00", **bounds)
        free = FreeTimes(raw.instance()).of(0)
        assert (free.begin // 1440).tolist() == [12]

    def test_windows_are_never_merged(self) -> None:
        raw = group_of("mobile", days=1)
        raw.add("windows", group_id="G", date="2026-03-02", start="9:00", end="10:00")
        raw.add("windows", group_id="G", date="2026-03-02", start="10:00", end="11:00")
        assert burdens(raw) == {}

    def test_evenings_of_site_posts_and_their_windows(self) -> None:
        raw = group_of("site", days=7)
        raw.add("windows", group_id="G", date="2026-03-07", start="8:00", end="10:00", burden=2)
        evenings = dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), "18:00=1 19:00=1")
        assert burdens(raw) == evenings | {"Sat": "08:00=2"}

    def test_office_hours_range_by_range_on_workdays(self) -> None:
        raw = group_of("other", days=7)
        raw.add("calendar", date="2026-03-03", kind="rest")
        raw.add("calendar", date="2026-03-07", kind="workday", name="made up")
        day = "09:00=0 10:00=0 14:00=0 15:00=0"
        assert burdens(raw) == dict.fromkeys(("Mon", "Wed", "Thu", "Fri", "Sat"), day)

    def test_the_way_there_and_back_lies_in_the_same_interval(self) -> None:
        raw = group_of("other", days=1)
        assert burdens(raw, travel=30) == {"Mon": "09:00=0 14:00=0 15:00=0"}
        assert burdens(raw, travel=31) == {}

    def test_without_a_group_office_hours_hold(self) -> None:
        raw = group_of("mobile", days=1)
        free = FreeTimes(raw.instance()).of(-1)
        assert list(zip(free.begin.tolist(), free.end.tolist(), strict=True)) == [(510, 720), (810, 1050)]


@pytest.mark.parametrize("seed", range(8))
def test_as_a_reading_of_the_rules_person_by_person(seed: int) -> None:
    """All groups of random instances, all starts, three ways."""
    instance = small(seed).instance()
    world, free = World(instance), FreeTimes(instance)
    grid = grids(instance)[0]
    for number, name in [(-1, ""), *enumerate(instance["groups"]["group_id"])]:
        for travel in (0, 30, 61):
            slots = free.of(number).slots(grid, travel).tolist()
            right = [world._group_burden(name, b, b - travel, b + grid.minutes + travel) for b in grid.begin.tolist()]
            assert slots == [-1 if b is None else b for b in right], (name, travel)


PATTERNS = json.loads(
    (Path(__file__).parents[3] / "instances" / "data" / "rota_patterns.json").read_text(encoding="utf-8")
)["patterns"]
STARTS = ("9:00", "14:30", "16:30", "19:00")


def fewest_batches(pattern: dict[str, Any], rest: int = 8) -> int:
    """Fewest studies of two hours in thirty days, at 9:00, 14:30, 16:30 or 19:00, so that every crew can attend one; 0
    where some crew can attend none.

    Crew k works code number (d − k·offset) mod length on day d.
    """
    raw = group_of("shift", days=30, session={"grid_minutes": 30, "rest_after_night": rest, "rest_before_night": rest})
    raw["shifts"].clear()
    raw["groups"].clear()
    for code, (start, end) in pattern["shifts"].items():
        raw.add("shifts", code=code, start=start, end=end)
    for crew in range(pattern["crews"]):
        start = FIRST + dt.timedelta(days=crew * pattern["offset"])
        cells = {"cycle": pattern["cycle"], "cycle_start": start}
        raw.add("groups", group_id=f"G{crew}", name="crew", post_type="shift", **cells)
    instance = raw.instance()
    free, grid = FreeTimes(instance), grids(instance)[0]
    usable = np.isin(grid.begin % 1440, [parse_clock(s) for s in STARTS])
    can = np.array([free.of(crew).slots(grid, 0)[usable] >= 0 for crew in range(pattern["crews"])])
    kinds = np.unique(can, axis=1).T
    for batches in range(1, len(can) + 1):
        if any(kinds[list(some)].any(axis=0).all() for some in combinations(range(len(kinds)), batches)):
            return batches
    return 0


KNOWN = {
    "4c3s_2-2-2-2": 2, "4c3s_power": 2, "4c3s_1-1-1-1": 2, "4c3s_3": 2, "5c3s_10": 2, "5c3s_5": 2, "5c4t_study": 2,
    "4c2s_DNOO": 2, "4c2s_DONO": 2, "4c2s_DDNNOOOO": 2, "3c2s_DNO": 3, "3c2s_DDNNOO": 3, "1on1off": 2, "24on48off": 2,
    "24on24off": 2, "hsr_2on3off": 2, "rail_long_6on6off": 2, "offshore_28": 2, "offshore_14": 2, "drill_20_10": 3,
    "site_quarter": 0,
}  # fmt: skip
"""Two batches for every rota of four or five crews, three for three crews in twelve-hour shifts; a crew that works from
7:00 to 19:00 for 75 days is never free in the first month."""


@pytest.mark.parametrize("pattern", PATTERNS, ids=[p["id"] for p in PATTERNS])
def test_how_many_batches_reach_all_crews_of_a_rota(pattern: dict[str, Any]) -> None:
    assert fewest_batches(pattern) == KNOWN[pattern["id"]]


def test_a_mobile_group_without_windows_is_never_free_whoever_is_asked_first() -> None:
    raw = group_of("mobile")
    raw.add("groups", group_id="H", name="others", post_type="other")
    for first, second in ((0, 1), (1, 0)):
        times = FreeTimes(raw.instance())
        assert {first: len(times.of(first).begin) > 0, second: len(times.of(second).begin) > 0} == {0: False, 1: True}
