"""Settings: defaults, limits, ends of the plan."""

import datetime as dt
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from turnout.models import Settings
from turnout.models.settings import clock, parse_clock

DEFAULTS = """
quarter = "2026Q1"
seed = 1
[session]
study_minutes = 120
discussion_minutes = 120
grid_minutes = 30
day_start = "07:00"
day_end = "21:30"
office_hours = ["08:30-12:00", "13:30-17:30"]
after_work = "18:00"
min_batch = 3
gap_days = 7
clearance_minutes = 15
rest_after_night = 8
rest_before_night = 8
max_attendee_travel = 60
lecturer_required = true
[post_types]
shift = { max_batch = 20, study_scope = "branch" }
mobile = { max_batch = 20, study_scope = "branch" }
site = { max_batch = 30, study_scope = "branch" }
cross_unit = { max_batch = 40, study_scope = "branch" }
other = { max_batch = 50, study_scope = "committee" }
[cost]
session = 30
duty_day = 1
rest_day = 4
after_work = 1
travel_half_hour = 1
off_theme_day = 3
[sit_in]
quota = 100
quota_scope = "level"
pace = "even"
visit = 60
day = 120
travel_minute = 1
imbalance = 30
"""


def test_the_defaults() -> None:
    given_ = tomllib.loads(DEFAULTS)
    assert Settings.model_validate(given_) == Settings()
    written = Settings().model_dump(mode="json", exclude_none=True)
    assert written == given_


def test_a_post_type_given_in_part_keeps_its_own_defaults() -> None:
    settings = Settings.model_validate(
        {"post_types": {"site": {"study_scope": "committee"}, "other": {"max_batch": 9}}}
    )
    assert settings.post_types.site.max_batch == 30
    assert settings.post_types.other.study_scope == "committee"
    assert settings.post_types.of("other").max_batch == 9


@pytest.mark.parametrize(
    ("given_", "first", "last", "quarter"),
    [
        ({"quarter": "2026Q1"}, "2026-01-01", "2026-03-31", 1),
        ({"quarter": "2028Q1"}, "2028-01-01", "2028-03-31", 1),
        ({"quarter": "2026Q4"}, "2026-10-01", "2026-12-31", 4),
        ({"quarter": "2026Q1", "end_date": "2026-04-10"}, "2026-01-01", "2026-04-10", 2),
        ({"quarter": "2026Q1", "start_date": dt.date(2025, 12, 1)}, "2025-12-01", "2026-03-31", 1),
    ],
)
def test_the_plans_ends(given_: dict[str, object], first: str, last: str, quarter: int) -> None:
    settings = Settings.model_validate(given_)
    assert (settings.start.isoformat(), settings.end.isoformat()) == (first, last)
    assert (settings.quarter_number, settings.year) == (quarter, int(last[:4]))


@pytest.mark.parametrize(
    "given_",
    [
        {"quarter": "2026Q5"}, {"quarter": "1026Q1"}, {"end_date": "2025-12-31"}, {"end_date": "2027-03-01"},
        {"start_date": "1970-01-01"}, {"start_date": 5}, {"start_date": "5 March"}, {"seed": True}, {"seed": 1.0},
        {"cost": {"session": 2**31}}, {"cost": {"session": float("nan")}}, {"sit_in": {"quota": -1}},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(given_: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(given_)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().seed = 2


@given(st.integers(0, 2880))
def test_times_are_written_and_read(minutes: int) -> None:
    assert parse_clock(clock(minutes), 2880) == minutes
    assert len(clock(minutes)) == 5


@pytest.mark.parametrize("text", ["", "8", "8:5", "08:60", "-1:00", "24:01", "8:00:00", "八点"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a time|later than"):
        parse_clock(text)
