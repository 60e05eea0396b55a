"""Dates, times and days of the week: what a cell may hold. Tests are numbered as the list of faults is."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from turnout.instances.cell_words import CELL_WORDS
from turnout.instances.cells import (
    BLANK,
    EPOCH_1904,
    Bad,
    read_theme_day,
    read_weekday,
)
from turnout.instances.moments import read_date, read_end, read_start, read_time
from turnout.models import Settings
from turnout.tests.instances.world import World


def code(value: Any) -> Any:
    """The code of a bad cell, the value of a good one."""
    if isinstance(value, Bad):
        text, _ = CELL_WORDS[value.code]
        text.fill(**value.values)
        return value.code
    return None if value is BLANK else value


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize("cell", ["2026-02-30", "29 Feb 2026", "2026年2月29日", "2026-13-01", "2026-00-10", "20260230"])
def test_fault_036_dates_that_do_not_exist_are_refused(cell: str) -> None:
    assert code(read_date(cell)) == "no-such-date"


@pytest.mark.parametrize(
    "cell",
    [
        "29 Feb 2028",
        "2028-02-29",
        "2028/2/29",
        "2028.2.29",
        "2028年2月29日",
        "２０２８-０２-２９",
        "Feb 29, 2028",
        "20280229",
    ],
)
def test_fault_036_a_leap_day_in_any_clear_writing_is_understood(cell: str) -> None:
    assert read_date(cell) == day("2028-02-29")


@pytest.mark.parametrize("cell", ["01/02/2026", "13/02/2026", "1-2-2026", "01.02.2026"])
def test_fault_037_dates_that_may_be_two_are_refused(cell: str) -> None:
    assert code(read_date(cell)) == "date-ambiguous"


def test_fault_038_serial_dates_count_only_as_numbers() -> None:
    assert read_date(46086) == day("2026-03-05")
    assert read_date(46086.0 - 1462, EPOCH_1904) == day("2026-03-05")
    assert code(read_date("46086")) == "serial-as-text"
    assert code(read_date(3e9)) == "bad-serial"
    assert read_start(46086.5625) == day("2026-03-05T13:30")


@pytest.mark.parametrize("cell", [60, 1, 0, -1, 59.0, float("nan")])
def test_fault_039_the_day_that_never_was_is_refused(cell: float) -> None:
    assert code(read_date(cell)) == "bad-serial"


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("2026-03-05 00:00:00", day("2026-03-05")),
        ("2026-03-05T00:00", day("2026-03-05")),
        (dt.datetime(2026, 3, 5), day("2026-03-05")),
        (dt.date(2026, 3, 5), day("2026-03-05")),
        ("2026-03-05 08:00", "time-in-date"),
        (dt.datetime(2026, 3, 5, 8), "time-in-date"),
        (46086.5, "time-in-date"),
    ],
)
def test_fault_040_a_date_has_no_time_but_midnight(cell: Any, result: Any) -> None:
    assert code(read_date(cell)) == result


@pytest.mark.parametrize("cell", ["26-03-05", "26/3/5", "26年3月5日"])
def test_fault_041_years_of_two_digits_are_refused(cell: str) -> None:
    assert code(read_date(cell)) == "year-two-digits"


@pytest.mark.parametrize("cell", ["2206-01-05", "1026-01-05", dt.date(2206, 1, 5), 120_000])
def test_fault_042_years_far_away_are_refused(cell: Any) -> None:
    assert code(read_date(cell)) == "year-out-of-range"


def test_fault_042_a_slip_of_the_year_is_told(world: World) -> None:
    assert world.put("roster", "group_id,date,code\nG1,2062-01-05,D").warnings() == ["far-date"]


@pytest.mark.parametrize(
    "cell", ["2026-03-05T08:00+08:00", "2026-03-05T08:00Z", "2026-03-05 08:00 UTC", "2026-03-05 08:00+0800"]
)
def test_fault_043_time_zones_are_refused(cell: str) -> None:
    for read in (read_date, read_start, read_end):
        assert code(read(cell)) == "time-zone"
    assert code(read_time("08:00+08:00")) == "time-zone"


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("windows", "G2,2026-01-05,,,,10:00,10:00,", "end"),
        ("windows", "G2,2026-01-05,,,,10:00,09:30,", "end"),
        ("windows", "G2,,Mon,2026-03-01,2026-02-01,08:00,09:30,", "until"),
        ("shifts", "E,20:00,08:00", "end"),
    ],
)
def test_fault_044_what_ends_before_it_begins_is_refused(world: World, table: str, row: str, column: str) -> None:
    (error,) = world.add(table, row).errors()
    assert (error.code, error.column) == ("end-before-start", column)


def test_fault_044_a_venue_closes_after_it_opens(world: World) -> None:
    world.put("venues", "venue_id,name,site_id,capacity,open,close\nV1,Hall,S1,40,12:00,8:00\nV2,Hall,S1,40,22:00,")
    assert [(e.code, e.row) for e in world.errors()] == [("end-before-start", 2), ("end-before-start", 3)]


def test_fault_045_24_00_is_the_next_days_beginning() -> None:
    assert read_time("24:00") == 1440
    assert read_start("2026-03-05 24:00") == day("2026-03-06")
    assert read_end("2026-03-05T24:00") == day("2026-03-06")


@pytest.mark.parametrize(
    "row",
    ["002,2026-03-05 10:00,2026-03-05 10:00", "002,2026-03-05,2026-03-04", "002,2026-03-05 10:00,2026-03-05 9:00"],
)
def test_fault_046_an_absence_ends_after_it_begins(world: World, row: str) -> None:
    (error,) = world.put("absences", f"person_id,start,end\n{row}").errors()
    assert (error.code, error.column) == ("end-before-start", "end")


def test_fault_046_an_absence_of_one_whole_day_is_two_equal_dates(world: World) -> None:
    absences = world.put("absences", "person_id,start,end\n002,2026-03-05,2026-03-05").load()["absences"]
    assert absences["start"].iloc[0] == pd.Timestamp("2026-03-05")
    assert absences["end"].iloc[0] == pd.Timestamp("2026-03-06")


def test_fault_047_shifts_may_run_over_the_quarters_end(world: World) -> None:
    assert world.put("roster", "group_id,date,code\nG1,2026-03-31,N").warnings() == []


@pytest.mark.parametrize("cell", ["2026-03-08 02:30", "2026-10-25 02:30"])
def test_fault_048_there_is_no_daylight_saving(cell: str) -> None:
    assert read_start(cell) == day(cell.replace(" ", "T"))


@pytest.mark.parametrize(("quarter", "days"), [("2026Q1", 90), ("2028Q1", 91), ("2026Q2", 91), ("2026Q4", 92)])
def test_fault_049_quarters_have_their_days(quarter: str, days: int) -> None:
    settings = Settings(quarter=quarter)
    assert (settings.end - settings.start).days + 1 == days


@pytest.mark.parametrize(("quarter", "codes"), [("2026Q1", []), ("2027Q1", ["provisional"])])
def test_fault_050_a_year_that_is_not_published_is_provisional(world: World, quarter: str, codes: list[str]) -> None:
    world.settings(f'quarter = "{quarter}"').change("windows", "2026-01-01,2026-03-31", ",")
    assert world.warnings() == codes


def test_fault_050_a_calendar_of_ones_own_makes_a_plan_firm(world: World) -> None:
    world.settings('quarter = "2027Q1"\nstart_date = "2027-03-01"\nend_date = "2027-03-02"')
    world.put("calendar", "date,kind\n2027-03-01,workday\n2027年3月2日,休息日")
    assert world.warnings() == []


def test_fault_052_the_machines_time_zone_does_not_matter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    world.put("absences", "person_id,start,end\n002,2026-03-05 23:30,2026-03-06 00:30")
    hashes = set()
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        if hasattr(time, "tzset"):
            time.tzset()
        hashes.add(world.load().content_hash)
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("8:30", 510), ("08:30", 510), ("08:30:00", 510), ("8：30", 510), ("32:00", 1920), ("48:00", 2880), ("0:00", 0),
        (0.354166667, 510), (dt.time(8, 30), 510), (dt.timedelta(hours=32), 1920), (dt.datetime(1900, 1, 1, 8), 1920),
        (dt.date(1900, 1, 1), 1440), (dt.datetime(1904, 1, 2, 8), 1920), (dt.time(23, 59, 59, 991_000), 1440),
    ],
)  # fmt: skip
def test_times_are_minutes(cell: Any, minutes: int) -> None:
    assert read_time(cell) == minutes


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("48:01", "time-too-late"), ("8:60", "not-a-time"), ("8.30", "not-a-time"), ("0830", "not-a-time"),
        ("8:30:15", "seconds"), ("8:30 PM", "not-a-time"), ("-1:00", "not-a-time"), ("早上", "not-a-time"),
        (2.5, "not-a-time"), (-0.1, "not-a-time"), (dt.date(2026, 3, 5), "date-in-time"), ("99:00", "time-too-late"),
        (dt.datetime(2026, 3, 5, 8), "date-in-time"), (float("nan"), "not-a-time"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(cell: Any, problem: str) -> None:
    assert code(read_time(cell)) == problem


@pytest.mark.parametrize("cell", ["abc", "2026", "2026-3", "March", True, "2026-03-05 morning", "5/2026", dt.time(8)])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    assert code(read_date(cell)) in ("not-a-date", "serial-as-text")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Mon monday 周一 星期一 礼拜一 MON Mon.", 0),
        ("Tue Tues", 1),
        ("Wed", 2),
        ("Thu Thur Thurs", 3),
        ("Fri 周五", 4),
        ("Sat", 5),
        ("Sun 周日 周天 星期天 星期日", 6),
    ],
)
def test_days_of_the_week_in_both_languages(words: str, number: int) -> None:
    assert {read_weekday(word) for word in words.split()} == {number}


@pytest.mark.parametrize("cell", ["1", "7", 1, "周八", "Mond", "Mon-Fri"])
def test_weekdays_that_may_be_two_are_refused(cell: Any) -> None:
    assert code(read_weekday(cell)) == "not-a-weekday"


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("10", "10"), ("05", "5"), (5.0, "5"), ("5日", "5"), ("每月5日", "5"), ("周五", "Fri"), ("friday", "Fri"),
        ("31", "31"), ("32", "not-a-theme-day"), ("0", "not-a-theme-day"), ("5,20", "not-a-theme-day"), ("", None),
        (dt.date(2026, 1, 5), "not-a-theme-day"),
    ],
)  # fmt: skip
def test_theme_days(cell: Any, result: Any) -> None:
    assert code(read_theme_day(cell)) == result


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("G2,2026-01-05,Mon,,,08:00,09:00,", "date-or-weekday"),
        ("G2,,,,,08:00,09:00,", "date-or-weekday"),
        ("G2,2026-01-05,,2026-01-01,,08:00,09:00,", "bounds-of-a-date"),
        ("G2,2026-01-05,,,2026-01-31,08:00,09:00,", "bounds-of-a-date"),
        ("G2,2026-01-05,,,,08:00,09:00,1001", "out-of-range"),
        ("G2,2026-01-05,,,,,09:00,", "missing-value"),
    ],
)
def test_windows_are_of_a_date_or_of_a_weekday(world: World, row: str, problem: str) -> None:
    (error,) = world.add("windows", row).errors()
    assert (error.code, error.row) == (problem, 3)


def test_a_row_with_one_bad_cell_is_checked_on_for_what_its_other_cells_say(world: World) -> None:
    """All errors at once: the burden cannot be read, and neither date nor weekday is given, and it ends too early."""
    assert world.add("windows", "G2,,,,,08:00,07:00,many").codes() == [
        "date-or-weekday", "end-before-start", "not-whole",
    ]  # fmt: skip


def test_what_could_not_be_read_itself_is_not_compared(world: World) -> None:
    """A date that does not exist is told, not also that date and weekday are missing."""
    assert world.add("windows", "G2,2026-02-30,,,,08:00,09:00,").codes() == ["no-such-date"]


@pytest.mark.parametrize("cell", ["2026" + " " * 32_000 + "x", "周一" * 16_000, "8:30" + "0" * 32_000])
def test_a_long_cell_is_no_date_and_holds_nobody_up(cell: str) -> None:
    assert (code(read_date(cell)), code(read_time(cell))) == ("not-a-date", "not-a-time")
