"""Ways to write an instance differently: the same one in other words, or one that allows more."""

from __future__ import annotations

import datetime as dt
import random
import re
import string
from collections.abc import Callable

from turnout.models.calendar import built_in_kind
from turnout.models.tables import TABLES, Kind
from turnout.tests.reference.raw import ID_COLUMNS, Raw

DATES = (Kind.DATE, Kind.START, Kind.END)
_LETTERS = string.digits + string.ascii_uppercase
_BACKWARDS = str.maketrans(_LETTERS, _LETTERS[::-1])
NOT_NAMES = ("", "-")


def shuffled(raw: Raw, seed: int) -> Raw:
    """The rows of every table in another order."""
    other, rng = raw.copy(), random.Random(seed)
    for rows in other.tables.values():
        rng.shuffle(rows)
    return other


def renamed(raw: Raw, name: Callable[[str], str]) -> Raw:
    """Every id under another name, wherever it stands."""
    other = raw.copy()
    for rows in other.tables.values():
        for row in rows:
            for column in ID_COLUMNS & set(row):
                row[column] = row[column] if row[column] in NOT_NAMES else name(row[column])
            if "cycle" in row:
                row["cycle"] = " ".join(code if code == "-" else name(code) for code in row["cycle"].split())
    return other


def backwards(text: str) -> str:
    """Another name: every letter and digit from the other end of its alphabet, so that the order of names turns."""
    return "x" + text.translate(_BACKWARDS)


def moved(raw: Raw, weeks: int) -> Raw:
    """Every date later by whole weeks, every day of the same kind as before; theme days of a month become weekdays."""
    other, by = raw.copy(), dt.timedelta(weeks=weeks)
    first, last = (dt.date.fromisoformat(raw.settings[key]) for key in ("start_date", "end_date"))
    for name, rows in other.tables.items():
        for row in rows:
            for column in TABLES[name].columns:
                if column.kind in DATES and row.get(column.name):
                    day = dt.date.fromisoformat(row[column.name][:10]) + by
                    row[column.name] = f"{day}{row[column.name][10:]}"
    other.settings |= {"start_date": str(first + by), "end_date": str(last + by)}
    written = {row["date"] for row in other["calendar"]}
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        if str(day + by) not in written:
            other.add("calendar", date=day + by, kind=built_in_kind(day))
    return other


def without_days_of_month(raw: Raw) -> Raw:
    """No theme day that is a day of the month."""
    other = raw.copy()
    for row in other["branches"]:
        row["theme_day"] = re.sub(r"\d+", "", row.get("theme_day", ""))
    return other


def with_a_useless_venue(raw: Raw, number: int) -> Raw:
    """One venue more: with too few seats, out of reach, or never open for long enough."""
    other = raw.copy()
    seats, site, closes = "100", raw["branches"][0]["site_id"], "24:00"
    if number == 0:
        seats = str(raw.settings["session"]["min_batch"] - 1)
    elif number == 1:
        site = "NOWHERE"
        other.add("sites", site_id=site, name="island")
    else:
        closes = "8:00"
    other.add("venues", venue_id="A0", name="useless", site_id=site, capacity=seats, open="7:30", close=closes)
    return other


def joined(one: Raw, two: Raw) -> Raw:
    """Two instances side by side, far apart and with no id in common, under the settings and calendar of the first."""
    far = renamed(two, lambda name: f"Z{name}")
    for row in far["sites"]:
        if row.get("longitude"):
            row["longitude"] = str(float(row["longitude"]) - 20)
    both = one.copy()
    for name, rows in far.tables.items():
        if name != "calendar":
            both[name].extend(rows)
    return both


def under(raw: Raw, other: Raw) -> Raw:
    """The tables of one instance under the settings and the calendar of another."""
    same = raw.copy()
    same.settings, same.tables["calendar"] = other.copy().settings, other.copy()["calendar"]
    return same


def _more_seats(raw: Raw) -> None:
    for row in raw["venues"]:
        row["capacity"] = str(int(row["capacity"]) + 2)


def _larger_batches(raw: Raw) -> None:
    for rules in raw.settings["post_types"].values():
        rules["max_batch"] += 1


def _smaller_gap(raw: Raw) -> None:
    raw.settings["session"]["gap_days"] = max(1, raw.settings["session"]["gap_days"] - 2)


def _smaller_least(raw: Raw) -> None:
    raw.settings["session"]["min_batch"] -= 1


def _longer_ways(raw: Raw) -> None:
    raw.settings["session"]["max_attendee_travel"] += 30


def _less_rest(raw: Raw) -> None:
    raw.settings["session"] |= {"rest_after_night": 0, "rest_before_night": 0, "clearance_minutes": 0}


def _nobody_needed_at_post(raw: Raw) -> None:
    for row in raw["groups"]:
        row.pop("max_away", None)


def _untiring_lecturers(raw: Raw) -> None:
    for row in raw["lecturers"]:
        row.pop("max_sessions", None)


def _no_lecturers_needed(raw: Raw) -> None:
    raw.settings["session"]["lecturer_required"] = False


def _nobody_absent(raw: Raw) -> None:
    raw.tables["absences"] = []


def _venues_always_open(raw: Raw) -> None:
    raw.tables["closures"] = []
    for row in raw["venues"]:
        row |= {"open": "0:00", "close": "24:00"}


def _venues_for_anyone(raw: Raw) -> None:
    for row in raw["venues"]:
        row["committee_id"] = ""


RELAXATIONS: tuple[Callable[[Raw], None], ...] = (
    _more_seats, _larger_batches, _smaller_gap, _smaller_least, _longer_ways, _less_rest, _nobody_needed_at_post,
    _untiring_lecturers, _no_lecturers_needed, _nobody_absent, _venues_always_open, _venues_for_anyone,
)  # fmt: skip
"""Limits that may be taken back; every plan that was legal stays legal at no higher cost."""


def relaxed(raw: Raw, number: int) -> Raw:
    """The instance with one limit taken back."""
    other = raw.copy()
    RELAXATIONS[number](other)
    return other
