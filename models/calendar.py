"""Which days are workdays, rest days and holidays in China.

For a year whose State Council notice is out, the packaged official calendar says it day by day: days off of the notice
(moved days and enclosed weekends included) are holidays, make-up workdays are workdays. For other years, the statutory
days with their days in lieu are holidays and weekends are rest. The `calendar` table overrides both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

WORKDAY, REST, HOLIDAY = "workday", "rest", "holiday"


@dataclass(frozen=True)
class DayKinds:
    """The kind of every day of a range.

    first: the first date. kinds: one of `workday`, `rest`, `holiday` per day, in order. provisional: whether a day
    without a row in the `calendar` table lies in a year whose notice is not out.
    """

    first: dt.date
    kinds: tuple[str, ...]
    provisional: bool

    def kind(self, date: dt.date) -> str:
        """The kind of one date. Raises IndexError outside the range."""
        index = (date - self.first).days
        if index < 0:
            raise IndexError(date)
        return self.kinds[index]

    def mask(self, kind: str) -> np.ndarray:
        """bool array, one entry a day: whether the day is of this kind."""
        return np.array([k == kind for k in self.kinds], dtype=bool)


@lru_cache(maxsize=4)
def _official() -> tuple[frozenset[dt.date], frozenset[dt.date], frozenset[int]]:
    """Days off, make-up workdays and the years covered by official notices."""
    from chinese_calendar import constants

    off, work = frozenset(constants.holidays), frozenset(constants.workdays)
    return off, work, frozenset(d.year for d in off)


@lru_cache(maxsize=64)
def _statutory(year: int) -> frozenset[dt.date]:
    """Statutory days off of a year without an official notice, days in lieu included."""
    import holidays

    return frozenset(holidays.country_holidays("CN", years=year))


def announced(year: int) -> bool:
    """Whether the official notice for this year is known."""
    return year in _official()[2]


def built_in_kind(date: dt.date) -> str:
    """The kind of a date without regard to the `calendar` table."""
    off, work, years = _official()
    if date.year in years:
        if date in off:
            return HOLIDAY
        if date in work:
            return WORKDAY
    elif date in _statutory(date.year):
        return HOLIDAY
    return REST if date.weekday() >= 5 else WORKDAY


def day_kinds(calendar: pd.DataFrame, first: dt.date, last: dt.date) -> DayKinds:
    """Kinds of all days from `first` to `last`, both included.

    calendar: the canonical `calendar` table (date datetime64, kind str).
    """
    own = {d.date(): str(k) for d, k in zip(calendar["date"], calendar["kind"], strict=True)}
    dates = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    provisional = any(d not in own and not announced(d.year) for d in dates)
    return DayKinds(first, tuple(own.get(d) or built_in_kind(d) for d in dates), provisional)
