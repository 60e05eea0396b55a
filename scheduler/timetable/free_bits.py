"""Starts at which members are free, for many of them at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from turnout.models import Instance
from turnout.scheduler.timetable.bits import Bits, expanded, marked, packed
from turnout.scheduler.timetable.crowds import Crowds
from turnout.scheduler.timetable.free import FreeTime, FreeTimes
from turnout.scheduler.timetable.grid import Grid

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


class FreeBits:
    """Starts at which each of an instance's crowds is free.

    every: all free times that there are. times: (crowds,) which of them each one has.
    """

    def __init__(self, instance: Instance, crowds: Crowds, both: tuple[Grid, Grid]) -> None:
        self._grids, self._away = both, crowds.away
        self.times, self.every = _times(instance, crowds.group)
        self._free = _Intervals([t.begin for t in self.every], [t.end for t in self.every])
        moments = [np.array(busy, dtype=np.int64).reshape(-1, 2) for busy in crowds.absences]
        self._busy = _Intervals([m[:, 0] for m in moments], [m[:, 1] for m in moments])
        self._rule, self._allowed = _allowed(self.every, both)

    def bits(self, kind: int, crowds: IntArray, minutes: IntArray) -> Bits:
        """(crowds, words) starts of this kind at which each is free, so many minutes away (H3)."""
        return self._at_home(kind, self.times[crowds], minutes) & ~self._absent(kind, self._away[crowds], minutes)

    def _at_home(self, kind: int, times: IntArray, minutes: IntArray) -> Bits:
        """(asked, words) starts that lie within one free interval, the ways included."""
        grid = self._grids[kind]
        time, way, which = _pairs(times, minutes)
        row, begin, end = self._free.of(time)
        first = np.searchsorted(grid.begin, begin + way[row], side="left")
        last = np.searchsorted(grid.begin, end - way[row] - grid.minutes, side="right")
        free = marked(row, first, last, (len(time), grid.size)) & self._allowed[kind][self._rule[time]]
        return free[which]

    def _absent(self, kind: int, absences: IntArray, minutes: IntArray) -> Bits:
        """(asked, words) starts that meet one of the absences, the ways included."""
        grid = self._grids[kind]
        away, way, which = _pairs(absences, minutes)
        row, begin, end = self._busy.of(away)
        first = np.searchsorted(grid.begin, begin - grid.minutes - way[row], side="right")
        last = np.searchsorted(grid.begin, end + way[row], side="left")
        return marked(row, first, last, (len(away), grid.size))[which]


class _Intervals:
    """Intervals of many, one's after the other's."""

    def __init__(self, begin: list[IntArray], end: list[IntArray]) -> None:
        none = [np.zeros(0, dtype=np.int64)]
        self._count = np.array([len(b) for b in begin], dtype=np.int64)
        self._first = np.cumsum(self._count) - self._count
        self._begin, self._end = np.concatenate(none + begin), np.concatenate(none + end)

    def of(self, numbers: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """All intervals of these: the place in `numbers`, begin and end of each."""
        row, step = expanded(self._count[numbers])
        at = self._first[numbers[row]] + step
        return row, self._begin[at], self._end[at]


def _times(instance: Instance, group: IntArray) -> tuple[IntArray, list[FreeTime]]:
    """Per crowd the number of its group's free time, and all free times that there are."""
    times = FreeTimes(instance)
    groups, which = np.unique(group, return_inverse=True)
    number: dict[int, int] = {}
    every: list[FreeTime] = []
    numbers = []
    for time in map(times.of, groups.tolist()):
        at = number.setdefault(id(time), len(every))
        if at == len(every):
            every.append(time)
        numbers.append(at)
    return np.array(numbers, dtype=np.int64)[which], every


def _allowed(every: list[FreeTime], both: tuple[Grid, Grid]) -> tuple[IntArray, tuple[Bits, Bits]]:
    """Per free time a row of the bits that follow; per kind, the starts on days on which it allows a session."""
    number: dict[bytes, int] = {}
    days: list[BoolArray] = []
    which = []
    for time in every:
        allowed = np.ones(both[0].days, dtype=bool) if time.day_burden is None else time.day_burden >= 0
        at = number.setdefault(allowed.tobytes(), len(days))
        if at == len(days):
            days.append(allowed)
        which.append(at)
    table = np.array(days, dtype=bool).reshape(-1, both[0].days)
    return np.array(which, dtype=np.int64), (packed(table[:, both[0].day]), packed(table[:, both[1].day]))


def _pairs(a: IntArray, b: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Distinct pairs of two numbers from 0 on, and which of them each one is."""
    width = int(b.max(initial=0)) + 1
    pairs, which = np.unique(a * width + b, return_inverse=True)
    return pairs // width, pairs % width, which
