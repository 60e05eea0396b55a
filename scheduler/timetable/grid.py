"""The grid of possible starts, as slot numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.settings import DAY

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """All starts of one session kind (H1): day by day, earliest first.

    days: number of days of the plan. starts: (per_day,) minutes from 00:00 of each possible start. minutes: duration.
    A slot number is day·per_day + position in `starts`. Absolute minutes count from 00:00 of the plan's first day.
    """

    days: int
    starts: IntArray
    minutes: int

    @property
    def per_day(self) -> int:
        """Starts a day."""
        return len(self.starts)

    @property
    def size(self) -> int:
        """Number of slots."""
        return self.days * len(self.starts)

    @cached_property
    def begin(self) -> IntArray:
        """(slots,) absolute minute of each start, ascending."""
        return (np.arange(self.days, dtype=np.int64)[:, None] * DAY + self.starts[None, :]).ravel()

    @cached_property
    def day(self) -> IntArray:
        """(slots,) day number of each start."""
        return np.repeat(np.arange(self.days, dtype=np.int64), len(self.starts))


def grids(instance: Instance) -> tuple[Grid, Grid]:
    """The grids of studies and of discussions (H1: on the grid counted from 00:00, within day_start and day_end)."""
    session = instance.settings.session
    days = len(instance.days.kinds)

    def grid(minutes: int) -> Grid:
        step = session.grid_minutes
        first = -(-session.day_start // step) * step
        return Grid(days, np.arange(first, session.day_end - minutes + 1, step, dtype=np.int64), minutes)

    return grid(session.study_minutes), grid(session.discussion_minutes)


def day_numbers(dates: pd.Series, first: dt.date, missing: int) -> IntArray:
    """(n,) int64 days from the plan's first to each date; `missing` where there is none."""
    days = (dates - pd.Timestamp(first)).dt.days
    return np.asarray(days.fillna(missing), dtype=np.int64)


def in_a_row(grid: Grid, starts: BoolArray) -> int:
    """The most sessions at these starts that do not overlap."""
    count, end = 0, -1
    for begin in grid.begin[np.flatnonzero(starts)].tolist():
        if begin >= end:
            count, end = count + 1, begin + grid.minutes
    return count
