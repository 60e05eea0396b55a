"""Workdays, rest days and holidays in China."""

import datetime as dt

import pandas as pd
import pytest

from turnout.models.calendar import HOLIDAY, REST, WORKDAY, announced, built_in_kind, day_kinds

NONE = pd.DataFrame({"date": pd.Series(dtype="datetime64[s]"), "kind": pd.Series(dtype="str")})


def days(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("2026-01-01", HOLIDAY),  # New Year
        ("2026-01-02", HOLIDAY),  # moved day off
        ("2026-01-04", WORKDAY),  # a Sunday on which work is made up
        ("2026-02-14", WORKDAY),  # a Saturday on which work is made up
        ("2026-02-15", HOLIDAY),  # a Sunday within the Spring Festival
        ("2026-02-17", HOLIDAY),
        ("2026-01-10", REST),
        ("2026-01-12", WORKDAY),
    ],
)
def test_the_official_calendar(date: str, kind: str) -> None:
    assert built_in_kind(days(date)) == kind


def test_a_year_that_is_not_announced_has_its_statutory_days() -> None:
    assert announced(2026)
    assert not announced(2035)
    assert built_in_kind(days("2035-01-01")) == HOLIDAY
    assert built_in_kind(days("2035-10-01")) == HOLIDAY
    assert built_in_kind(days("2035-06-02")) == REST
    assert built_in_kind(days("2035-06-05")) == WORKDAY


def test_rows_of_the_calendar_table_go_before_the_built_in_calendar() -> None:
    own = pd.DataFrame(
        {"date": pd.to_datetime(["2035-01-01", "2035-01-02"]).astype("datetime64[s]"), "kind": [WORKDAY, REST]}
    )
    kinds = day_kinds(own, days("2035-01-01"), days("2035-01-02"))
    assert kinds.kinds == (WORKDAY, REST)
    assert not kinds.provisional
    assert day_kinds(own, days("2035-01-01"), days("2035-01-03")).provisional
    assert not day_kinds(NONE, days("2026-01-01"), days("2026-03-31")).provisional


def test_days_are_asked_for_by_date() -> None:
    kinds = day_kinds(NONE, days("2026-01-01"), days("2026-01-10"))
    assert kinds.kind(days("2026-01-10")) == REST
    assert kinds.mask(HOLIDAY).tolist() == [True] * 3 + [False] * 7
    for outside in ("2025-12-31", "2026-01-11"):
        with pytest.raises(IndexError):
            kinds.kind(days(outside))
