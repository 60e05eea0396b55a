"""What locked and held sessions keep members from (test K of docs/reasons.md), for everybody at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from turnout.models.settings import DAY
from turnout.scheduler.timetable.bits import Bits, expanded, marked, runs
from turnout.scheduler.timetable.grid import Grid
from turnout.scheduler.timetable.ground import DISCUSSION
from turnout.scheduler.timetable.standing import Standing

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


class KeptFrom:
    """Members by the locked and held sessions that they attend and lecture in: each such set of sessions is a number.

    of: (members,) its number, −1 without any. count: how many sets there are.
    """

    def __init__(self, standing: Standing, members: int, both: tuple[Grid, Grid], gap: int) -> None:
        self._standing, self._grids, self._gap = standing, both, gap
        teaching = np.flatnonzero(standing.lecturer >= 0)
        member = np.concatenate([standing.member, standing.lecturer[teaching]])
        session = np.concatenate([standing.session, teaching])
        lectures = np.repeat([False, True], [len(standing.session), len(teaching)])
        order = np.lexsort((lectures, session, member))
        member, self._session, self._lectures = member[order], session[order], lectures[order]
        first = runs(member) if len(member) else np.zeros(0, dtype=np.int64)
        length = np.diff(first, append=len(member))
        by_session = _numbers(2 * self._session + self._lectures, first, length)
        _, one, number = np.unique(by_session, return_index=True, return_inverse=True)
        self.of = np.full(members, -1, dtype=np.int64)
        self.of[member[first]] = number
        self.count = len(one)
        self._first, self._length = first[one], length[one]
        when = np.stack([standing.kind, standing.begin, standing.end])
        _, moment = np.unique(when, axis=1, return_inverse=True)
        self._alike = _numbers(2 * moment[self._session] + self._lectures, self._first, self._length)

    def _bonds(self, sets: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
        """All sessions of these sets: the place in `sets`, the session, whether he lectures in it."""
        place, step = expanded(self._length[sets])
        at = self._first[sets[place]] + step
        return place, self._session[at], self._lectures[at]

    def _days(self, kind: int, sets: IntArray) -> tuple[IntArray, IntArray]:
        """(asked,) the first and the last day that keep the gap to what of the other kind they attend."""
        place, session, lectures = self._bonds(sets)
        other = ~lectures & (self._standing.kind[session] != kind)
        place, held = place[other], self._standing.begin[session[other]] // DAY
        first, last = np.zeros(len(sets), dtype=np.int64), np.full(len(sets), self._grids[kind].days - 1)
        if kind == DISCUSSION:
            np.maximum.at(first, place, held + self._gap)
        else:
            np.minimum.at(last, place, held - self._gap)
        return first, last

    def has_day(self, kind: int, sets: IntArray) -> BoolArray:
        """(asked,) whether some date keeps that gap."""
        first, last = self._days(kind, sets)
        return np.asarray(first <= last)

    def clear(self, kind: int, sets: IntArray) -> Bits:
        """(asked, words) starts on such dates that overlap none of their sessions. Told once for all whose sessions are
        at the same times."""
        grid = self._grids[kind]
        _, one, which = np.unique(self._alike[sets], return_index=True, return_inverse=True)
        sets, shape = sets[one], (len(one), grid.size)
        place, session, _ = self._bonds(sets)
        begin, end = self._standing.begin[session], self._standing.end[session]
        low = np.searchsorted(grid.begin, begin - grid.minutes, side="right")
        high = np.searchsorted(grid.begin, end, side="left")
        first, last = self._days(kind, sets)
        since, until = np.searchsorted(grid.day, first, side="left"), np.searchsorted(grid.day, last, side="right")
        clear = marked(np.arange(len(sets)), since, until, shape) & ~marked(place, low, high, shape)
        return clear[which]

    def details(self) -> list[str]:
        """Per set, which session to name as the lock: the first by id."""
        ids = self._standing.ids
        named = np.array([bool(name) and " " not in name for name in ids], dtype=bool)
        rank = np.empty(len(ids), dtype=np.int64)
        order = sorted(range(len(ids)), key=lambda at: ids[at])
        rank[order] = np.arange(len(ids))
        place, session, _ = self._bonds(np.arange(self.count))
        best = np.full(self.count, len(ids), dtype=np.int64)
        some = named[session] if len(ids) else np.zeros(0, dtype=bool)
        np.minimum.at(best, place[some], rank[session[some]])
        return [f"session={ids[order[at]]}" if at < len(ids) else "" for at in best.tolist()]


def _numbers(keys: IntArray, first: IntArray, length: IntArray) -> IntArray:
    """(lists,) a number for each of the lists keys[first:first+length]: equal where they are."""
    width = int(keys.max(initial=0)) + 1
    numbers, used = np.zeros(len(first), dtype=np.int64), 1
    for step in range(int(length.max(initial=0))):
        some = np.flatnonzero(length > step)
        values, inverse = np.unique(numbers[some] * width + keys[first[some] + step], return_inverse=True)
        numbers[some] = used + inverse
        used += len(values)
    return numbers
