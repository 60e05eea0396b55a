"""A clerk's diary: which venues, lecturers and groups are taken when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from turnout.benchmarks.sheet import Held
from turnout.models.settings import DAY
from turnout.scheduler.timetable.grid import Grid
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Interval = tuple[int, int]


def touched(grid: Grid, begin: int, end: int) -> slice:
    """The slots of a grid whose sessions overlap [begin, end); touching is no overlap."""
    first = np.searchsorted(grid.begin, begin - grid.minutes, side="right")
    last = np.searchsorted(grid.begin, end, side="left")
    return slice(int(first), int(last))


class Diary:
    """What is booked so far. Minutes are absolute, from 00:00 of the plan's first day."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.sessions: list[Held] = []
        self._venue: dict[tuple[int, int], BoolArray] = {}
        self._lectures: dict[int, list[tuple[int, int, int]]] = {}
        self._attends: dict[int, list[Interval]] = {}
        self._away: dict[int, list[tuple[int, int, int]]] = {}

    def venue_free(self, venue: int, kind: int) -> BoolArray:
        """(slots,) bool: whether the venue is open then and nobody has it."""
        if (venue, kind) not in self._venue:
            self._venue[venue, kind] = self.ground.venues.open_slots(venue, kind).copy()
        return self._venue[venue, kind]

    def lecturer_free(self, lecturer: int, site: int) -> BoolArray:
        """(slots of studies,) bool: whether the lecturer is there, has sessions left, and has time for the ways."""
        ground, grid = self.ground, self.ground.grids[STUDY]
        booked = self._lectures.get(lecturer, [])
        free = ground.lecturers.slots(lecturer).copy()
        if len(booked) >= ground.lecturers.max_sessions[lecturer]:
            free[:] = False
        for begin, end, at in booked:
            there, back = ground.travel.between(site, at), ground.travel.between(at, site)
            free[touched(grid, begin - there, end + back)] = False
        for begin, end in self._attends.get(lecturer, ()):
            free[touched(grid, begin, end)] = False
        return free

    def someone_lectures(self, audience: Audience, kind: int, site: int) -> BoolArray:
        """(slots,) bool: whether a lecturer could come to this site; always where none is needed."""
        ground = self.ground
        if kind == DISCUSSION or not ground.lecturer_required:
            return np.ones(ground.grids[kind].size, dtype=bool)
        someone = np.zeros(ground.grids[kind].size, dtype=bool)
        for lecturer in ground.lecturers.of(audience.committee).tolist():
            someone |= self.lecturer_free(lecturer, site)
        return someone

    def lecturer(self, audience: Audience, kind: int, site: int, slot: int) -> int:
        """The lecturer with the fewest possible starts of those who could come, −1 where none is needed."""
        ground = self.ground
        if kind == DISCUSSION or not ground.lecturer_required:
            return -1
        rows = [w for w in ground.lecturers.of(audience.committee).tolist() if self.lecturer_free(w, site)[slot]]
        chosen: int = min(rows, key=lambda w: (int(ground.lecturers.slots(w).sum()), w))
        return chosen

    def cohort_free(self, cohort: int, kind: int) -> BoolArray | None:
        """(slots,) bool: of a cohort that lectures, when it does not; None for all others."""
        lecturer = self.ground.cohorts[cohort].lecturer
        if lecturer < 0 or lecturer not in self._lectures:
            return None
        grid = self.ground.grids[kind]
        free = np.ones(grid.size, dtype=bool)
        for begin, end, _ in self._lectures[lecturer]:
            free[touched(grid, begin, end)] = False
        return free

    def may_leave(self, group: int, kind: int) -> IntArray | None:
        """(slots,) int64: how many members of the group may still go to a session then; None without a limit."""
        most = self.ground.max_away[group] if group >= 0 else None
        if most is None:
            return None
        grid = self.ground.grids[kind]
        left = np.full(grid.size, most, dtype=np.int64)
        for begin, end, heads in self._away.get(group, ()):
            left[touched(grid, begin, end)] -= heads
        return np.maximum(left, 0)

    def book(self, held: Held, heads: dict[int, int]) -> None:
        """Enter a session. heads: attendees by cohort."""
        begin, end = self._times(held)
        for kind in (STUDY, DISCUSSION):
            self.venue_free(held.venue, kind)[touched(self.ground.grids[kind], begin, end)] = False
        if held.lecturer >= 0:
            site = int(self.ground.venues.site[held.venue])
            self._lectures.setdefault(held.lecturer, []).append((begin, end, site))
        self.sessions.append(held)
        self.attend(held, heads)

    def attend(self, held: Held, heads: dict[int, int]) -> None:
        """Enter who comes to a session."""
        begin, end = self._times(held)
        for cohort, number in heads.items():
            who = self.ground.cohorts[cohort]
            if who.group >= 0:
                self._away.setdefault(who.group, []).append((begin, end, number))
            if who.lecturer >= 0 and who.lecturer != held.lecturer:
                self._attends.setdefault(who.lecturer, []).append((begin, end))

    def day(self, held: Held) -> int:
        """Day number of a session."""
        return self._times(held)[0] // DAY

    def _times(self, held: Held) -> Interval:
        grid = self.ground.grids[held.kind]
        begin = int(grid.begin[held.slot])
        return begin, begin + grid.minutes
