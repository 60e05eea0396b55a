"""Windows given by date or weekday: of groups, of lecturers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from turnout.verifier.given import DAY, day_numbers

Ints = NDArray[np.int64]

NOT_FREE = 2**40


class Windows:
    """Windows of owners, one per date on which they stand: weekday rows are spread over the plan's days."""

    def __init__(self, owner: Ints, table: pd.DataFrame, first_day: int, last_day: int) -> None:
        """owner: int64 (rows,), whose window each row of `table` is; -1: nobody's."""
        self._first_day = first_day - 1  # a window of the day before may reach past midnight
        dated = table["date"].notna().to_numpy(dtype=bool)
        weekday = table["weekday"].astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
        dates = range(self._first_day, last_day + 1)
        since, until = _bound(table, "from", self._first_day), _bound(table, "until", last_day)
        rows, days = [np.flatnonzero(dated)], [day_numbers(table["date"])[dated]]
        for date in dates:
            on = np.flatnonzero(~dated & (weekday == (date + 3) % 7) & (since <= date) & (date <= until))
            rows.append(on)
            days.append(np.full(len(on), date, np.int64))
        row, day = np.concatenate(rows), np.concatenate(days)
        self._days = len(dates)
        key = self._keys(owner[row], day)
        order = np.argsort(key, kind="stable")
        row, day, self._key = row[order], day[order], key[order]
        self._start = day * DAY + table["start"].to_numpy(dtype=np.int64)[row]
        self._end = day * DAY + table["end"].to_numpy(dtype=np.int64)[row]
        burden = table["burden"].to_numpy(dtype=np.int64) if "burden" in table else np.zeros(len(table), np.int64)
        self._burden = burden[row]

    def _keys(self, owner: Ints, day: Ints) -> Ints:
        """Where windows are looked up; those of other days that share a key hold no session of this one."""
        return owner * self._days + day

    def _rows(self, key: Ints) -> tuple[Ints, Ints]:
        """First row of each key and the one after its last; what stands next to its like is looked up once."""
        new = np.append(True, key[1:] != key[:-1])[: len(key)]
        distinct, run = key[new], np.cumsum(new) - 1
        first = np.searchsorted(self._key, distinct, side="left")
        last = np.searchsorted(self._key, distinct, side="right")
        return first[run], last[run]

    def burden(self, owner: Ints, day: Ints, start: Ints, end: Ints) -> Ints:
        """int64 (n,): smallest burden of a window that holds [start, end], `NOT_FREE` if none; `start` lies on
        `day` or before."""
        best = np.full(len(owner), NOT_FREE, np.int64)
        for back in (0, 1):
            key = self._keys(owner, day - back)
            first, last = self._rows(key)
            for step in range(int((last - first).max(initial=0))):
                rows = np.flatnonzero(first + step < last)
                at = first[rows] + step
                inside = (self._start[at] <= start[rows]) & (end[rows] <= self._end[at])
                best[rows] = np.minimum(best[rows], np.where(inside, self._burden[at], NOT_FREE))
        return best


def _bound(table: pd.DataFrame, name: str, otherwise: int) -> Ints:
    if name not in table:
        return np.full(len(table), otherwise, np.int64)
    return np.where(table[name].notna().to_numpy(dtype=bool), day_numbers(table[name]), otherwise)
