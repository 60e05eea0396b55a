"""Cells that hold dates, date-times and times of day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from turnout.instances.cells import BLANK, EPOCH_1900, Bad, _Blank, _is_number, _missing, _text
from turnout.models.settings import FIRST_YEAR, LAST_YEAR, clock
from turnout.models.tables import LATEST

SERIALS_1900_WITHOUT_FAULT = 61
"""Below this serial number the 1900 system counts a 29 February 1900 that never was."""

LONGEST = 64
"""No date or time is longer. Asked first: the patterns below would go through a long cell again and again."""

_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_DATE = (
    r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})-(?P<d>\d{1,2})|/(?P<m2>\d{1,2})/(?P<d2>\d{1,2})|\.(?P<m3>\d{1,2})\.(?P<d3>\d{1,2})"
)
_DATE += r"|年\s?(?P<m4>\d{1,2})月\s?(?P<d4>\d{1,2})[日号]?|(?P<m5>\d{2})(?P<d5>\d{2}))"
_YMD = re.compile(_DATE)
_DMY = re.compile(r"(?P<d>\d{1,2})[ -](?P<b>[A-Za-z]{3,9})\.?,?[ -](?P<y>\d{4})")
_MDY = re.compile(r"(?P<b>[A-Za-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?")
_CLOCK_IN_WORDS = re.compile(r"(\d{1,2})[点时](?:(\d{1,2})分?|(整)|(半))?")
_WEEKDAY_BEHIND = re.compile(r"\s*\(?(?:星期|礼拜|周)([一二三四五六日天])\)?$")
_ZONE = re.compile(r"(?<=\d)\s?(Z|UTC|GMT|CST|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def _of_parts(year: int, month: int, day: int) -> Any:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return Bad("no-such-date")
    return _plausible(date)


def _plausible(date: dt.date) -> Any:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        return Bad("year-out-of-range", {"first": FIRST_YEAR, "last": LAST_YEAR})
    return date


def _date_text(text: str) -> Any:
    """A date written out. What may mean two dates, or has a year of two digits, is refused."""
    if match := _WEEKDAY_BEHIND.search(text):
        date = _date_text(text[: match.start()])
        same = isinstance(date, Bad) or date.weekday() == "一二三四五六日".index(match[1].replace("天", "日"))
        return date if same else Bad("weekday-differs")
    if match := _YMD.fullmatch(text):
        parts = match.groupdict()
        month = next(v for k, v in parts.items() if k[0] == "m" and v)
        day = next(v for k, v in parts.items() if k[0] == "d" and v)
        return _of_parts(int(parts["y"]), int(month), int(day))
    if match := _DMY.fullmatch(text) or _MDY.fullmatch(text):
        month_number = _MONTHS.get(match["b"][:3].lower())
        if month_number is not None:
            return _of_parts(int(match["y"]), month_number, int(match["d"]))
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", text):
        return Bad("date-ambiguous")
    if re.fullmatch(r"\d{2}[/.年-]\d{1,2}[/.月-]\d{1,2}日?", text):
        return Bad("year-two-digits")
    if re.fullmatch(r"\d{4,6}(\.\d+)?", text):
        return Bad("serial-as-text")
    return Bad("not-a-date")


def _of_serial(number: float, epoch: dt.date) -> Any:
    """The date-time of a spreadsheet's serial number, rounded to seconds; `epoch` is day 0."""
    if number != number or not 1 <= number < 3_000_000 or (epoch == EPOCH_1900 and number < SERIALS_1900_WITHOUT_FAULT):
        return Bad("bad-serial")
    days, rest = divmod(round(number * 86_400), 86_400)
    date = _plausible(epoch + dt.timedelta(days=days)) if days < 200_000 else Bad("bad-serial")
    return date if isinstance(date, Bad) else dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=rest)


def _date_time(cell: Any, epoch: dt.date) -> Any:
    """A date, or a datetime where a time of day is given; whole minutes only."""
    missing = _missing(cell)
    if missing is not None:
        return missing
    if isinstance(cell, dt.datetime):
        return (
            _plausible(cell.date())
            if isinstance(_plausible(cell.date()), Bad)
            else _whole_minutes(cell.replace(tzinfo=None))
        )
    if isinstance(cell, dt.date):
        return _plausible(cell)
    if _is_number(cell):
        if cell == cell and FIRST_YEAR * 10_000 < cell < (LAST_YEAR + 1) * 10_000 and cell == int(cell):
            return _date_text(str(int(cell)))  # 20260305: far beyond all serial numbers
        moment = _of_serial(cell, epoch)
        return moment if isinstance(moment, Bad) else _whole_minutes(moment)
    if not isinstance(cell, str):
        return Bad("not-a-date")
    text = _text(cell)
    if len(text) > LONGEST:
        return Bad("not-a-date")
    if ":" in text and _ZONE.search(text):
        return Bad("time-zone")
    # A time follows a blank or a T; the blanks within `29 Feb 2028` are none of its own.
    match = re.fullmatch(r"(.*\S)(?:\s+|(?<=\d)[Tt])(\d{1,2}[:点时].*)", text)
    if match is None:
        return Bad("time-zone") if re.search(r"(?<=\d)Z$", text) else _date_text(text)
    date, minutes = _date_text(match[1]), read_time(match[2], 24 * 60)
    if isinstance(date, Bad):
        return date
    if isinstance(minutes, Bad | _Blank):
        return Bad("not-a-time") if minutes is BLANK else minutes
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minutes)


def _whole_minutes(moment: dt.datetime) -> Any:
    rounded = moment.replace(microsecond=0) + dt.timedelta(seconds=moment.microsecond >= 500_000)
    return rounded if rounded.second == 0 else Bad("seconds")


def read_date(cell: Any, epoch: dt.date = EPOCH_1900) -> Any:
    """datetime at 00:00 of a date; a date-time only where its time is 00:00."""
    moment = _date_time(cell, epoch)
    if isinstance(moment, dt.datetime):
        return moment if (moment.hour, moment.minute) == (0, 0) else Bad("time-in-date")
    if isinstance(moment, dt.date):
        return dt.datetime.combine(moment, dt.time())
    return moment


def read_start(cell: Any, epoch: dt.date = EPOCH_1900) -> Any:
    """datetime: of a date-time, or 00:00 of a plain date."""
    moment = _date_time(cell, epoch)
    if isinstance(moment, dt.date) and not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time())
    return moment


def read_end(cell: Any, epoch: dt.date = EPOCH_1900) -> Any:
    """datetime: of a date-time, or 00:00 of the day after a plain date, which is included whole.

    A cell of a workbook that holds a date is plain; so is one with a date-time at 00:00, as spreadsheets keep dates.
    """
    moment = _date_time(cell, epoch)
    if isinstance(moment, dt.datetime) and not (not isinstance(cell, str) and (moment.hour, moment.minute) == (0, 0)):
        return moment
    if isinstance(moment, dt.date):
        return dt.datetime(moment.year, moment.month, moment.day) + dt.timedelta(days=1)
    return moment


def _seconds_of(text: str) -> int | None:
    """Seconds from 00:00 of `8:30`, `08:30:00`, `8点`, `8时30分`, `8点半`; None for anything else."""
    if match := _CLOCK.fullmatch(text):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    elif match := _CLOCK_IN_WORDS.fullmatch(text):
        hour, minute, second = int(match[1]), 30 if match[4] else int(match[2] or 0), 0
    else:
        return None
    return None if minute > 59 or second > 59 else 3600 * hour + 60 * minute + second


def read_time(cell: Any, latest: int = LATEST) -> Any:
    """int: minutes from 00:00, at most `latest`. A number of a workbook is a fraction of a day.

    A bare 1 or 2 is refused: whoever typed it meant o'clock, a spreadsheet means whole days.
    """
    missing = _missing(cell)
    if missing is not None:
        return missing
    if isinstance(cell, dt.date):
        # Spreadsheets keep times of 24:00 and later as dates in the first days of their calendar.
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())
        epoch = dt.datetime(1904, 1, 1) if cell.year == 1904 else dt.datetime(1899, 12, 31)
        cell = moment - epoch
        if not dt.timedelta() <= cell <= dt.timedelta(days=3):
            return Bad("date-in-time")
    if isinstance(cell, dt.time):
        cell = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
    elif _is_number(cell):
        if not 0 <= cell <= latest / 1440:
            return Bad("not-a-time")
        if cell in (1, 2):
            return Bad("time-ambiguous")
        seconds = round(cell * 86_400)
    else:
        text = _text(cell)
        if len(text) > LONGEST:
            return Bad("not-a-time")
        if _ZONE.search(text):
            return Bad("time-zone")
        written = _seconds_of(text)
        if written is None:
            return Bad("not-a-time")
        seconds = written
    if seconds % 60:
        return Bad("seconds")
    if not 0 <= seconds <= latest * 60:
        return Bad("time-too-late", {"latest": clock(latest)})
    return seconds // 60
