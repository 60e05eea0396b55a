"""The official calendar of 2026, day by day; a year without a notice makes a plan provisional."""

from __future__ import annotations

import datetime as dt

import pytest

from turnout.models.calendar import built_in_kind
from turnout.scheduler import plan
from turnout.tests.scheduler.timetable.crew import crew

OFF_2026 = ("01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07")
"""First and last days of the State Council's notice on public holidays in 2026."""
MADE_UP_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def official(date: dt.date) -> str:
    """The kind of a day of 2026 by the notice."""
    day = f"{date:%m-%d}"
    if any(span.split()[0] <= day <= span.split()[1] for span in OFF_2026):
        return "holiday"
    return "workday" if day in MADE_UP_2026 or date.weekday() < 5 else "rest"


def test_every_day_of_2026_is_as_the_notice_says() -> None:
    dates = [dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(365)]
    assert {str(d): built_in_kind(d) for d in dates} == {str(d): official(d) for d in dates}


@pytest.mark.parametrize(("day", "placed"), [("2026-02-14", True), ("2026-02-15", False), ("2026-05-01", False)])
def test_the_office_works_on_made_up_saturdays_and_not_on_holidays(day: str, placed: bool) -> None:
    raw = crew(people=0)
    raw.settings |= {"start_date": day, "end_date": day}
    for i in range(2):
        raw.add("members", person_id=f"O{i}", name="office", branch_id="B")
    manifest = plan(raw.instance(), only="timetable").manifest
    assert manifest.counts["placed"] == (2 if placed else 0)
    assert not manifest.provisional


def test_a_year_without_a_notice_is_planned_by_statutory_days_and_provisional() -> None:
    raw = crew(people=0)
    raw.settings |= {"start_date": "2027-09-30", "end_date": "2027-10-01"}
    for i in range(2):
        raw.add("members", person_id=f"O{i}", name="office", branch_id="B")
    raw.settings["session"]["gap_days"] = 1
    manifest = plan(raw.instance(), only="timetable").manifest
    assert manifest.provisional
    assert manifest.counts["placed"] == 2
    raw.add("calendar", date="2027-09-30", kind="workday")
    assert plan(raw.instance(), only="timetable").manifest.provisional
    raw.add("calendar", date="2027-10-01", kind="workday", name="shifted")
    manifest = plan(raw.instance(), only="timetable").manifest
    assert not manifest.provisional
    assert manifest.counts["placed"] == 4
