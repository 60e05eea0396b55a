"""Venues and lecturers: who may use them, and when they are there."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from turnout.models import Instance
from turnout.models.settings import DAY
from turnout.models.tables import LARGEST
from turnout.scheduler.timetable.cohorts import Interval, absences_by_person
from turnout.scheduler.timetable.grid import Grid, day_numbers
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Hours = tuple[int, int, int, int]
"""One row of a lecturer's windows: day number where it is dated, else weekday (−1 where dated); start, end."""


def clear_of(slots: BoolArray, grid: Grid, busy: tuple[Interval, ...]) -> BoolArray:
    """The slots whose sessions meet none of the busy intervals; touching is allowed."""
    result = slots.copy()
    for a, b in busy:
        first = np.searchsorted(grid.begin, a - grid.minutes, side="right")
        last = np.searchsorted(grid.begin, b, side="left")
        result[first:last] = False
    return result


class Venues:
    """Venues by row number. site, capacity, committee (−1: anyone, −2: nobody here): (venues,) int64."""

    def __init__(self, instance: Instance, tree: Tree, travel: Travel, grids: tuple[Grid, Grid]) -> None:
        frame = instance["venues"]
        self._tree, self._travel, self._grids = tree, travel, grids
        self.ids: list[str] = frame["venue_id"].tolist()
        self.site = travel.sites(frame["site_id"])
        self.capacity = frame["capacity"].to_numpy(dtype=np.int64)
        owner = frame["committee_id"]
        row = tree.committee_rows(owner)
        self.committee = np.where((owner == "").to_numpy(dtype=bool), -1, np.where(row < 0, -2, row))
        self._opens = frame["open"].to_numpy(dtype=np.int64)
        self._closes = frame["close"].to_numpy(dtype=np.int64)
        self._closures = _closures(instance, self.ids)
        self._masks: dict[object, BoolArray] = {}
        self._near: dict[tuple[int, int], IntArray] = {}
        self._usable: dict[int, IntArray] = {}

    def open_slots(self, venue: int, kind: int) -> BoolArray:
        """(slots,) bool: whether a session then lies inside open–close and outside closures (H4)."""
        closures = self._closures.get(venue, ())
        key = (int(self._opens[venue]), int(self._closes[venue]), closures, kind)
        if key not in self._masks:
            grid = self._grids[kind]
            inside = (grid.starts >= key[0]) & (grid.starts + grid.minutes <= key[1])
            self._masks[key] = clear_of(np.tile(inside, grid.days), grid, closures)
        return self._masks[key]

    def usable(self, committee: int) -> IntArray:
        """Rows of the venues that audiences of this committee may use: anyone's, or of it or a committee above (H4)."""
        if committee not in self._usable:
            chain = [-1, *self._tree.chain(committee)]
            self._usable[committee] = np.flatnonzero(np.isin(self.committee, chain))
        return self._usable[committee]

    def for_audience(self, committee: int, sites: list[int], max_travel: int) -> dict[int, IntArray]:
        """Usable venue rows by site, of the sites within max_travel minutes of one of the audience's sites."""
        near = [self._reachable(committee, site, max_travel) for site in sites]
        rows = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *near]))
        return {int(s): rows[self.site[rows] == s] for s in np.unique(self.site[rows])}

    def _reachable(self, committee: int, site: int, max_travel: int) -> IntArray:
        key = (committee, site)
        if key not in self._near:
            rows = self.usable(committee)
            self._near[key] = rows[self._travel.within(site, self.site[rows], max_travel)]
        return self._near[key]


class Lecturers:
    """Lecturers by row number. committee (−1: of none here), max_sessions (very large where unlimited): (lecturers,)
    int64."""

    def __init__(self, instance: Instance, tree: Tree, grid: Grid) -> None:
        frame = instance["lecturers"]
        self._tree, self._grid = tree, grid
        self.ids: list[str] = frame["person_id"].tolist()
        self.count = len(self.ids)
        self.committee = tree.committee_rows(frame["committee_id"])
        self.max_sessions = frame["max_sessions"].fillna(LARGEST).to_numpy(dtype=np.int64)
        self._absences = absences_by_person(instance)
        self._windows = _windows(instance)
        self._office = _office(instance)
        self._masks: dict[int, BoolArray] = {}
        self._hours: dict[tuple[Hours, ...], BoolArray] = {}
        self._weekday = instance.start.weekday()
        self._someone: dict[int, BoolArray] = {}
        self._of: dict[int, IntArray] = {}

    def slots(self, lecturer: int) -> BoolArray:
        """(slots,) bool: whether a study then lies inside one of his windows and meets none of his absences (H7)."""
        if lecturer not in self._masks:
            inside = self._inside(self._windows.get(self.ids[lecturer], ()))
            self._masks[lecturer] = clear_of(inside, self._grid, self._absences.get(self.ids[lecturer], ()))
        return self._masks[lecturer]

    def _inside(self, hours: tuple[Hours, ...]) -> BoolArray:
        """(slots,) bool: whether a study then lies inside one of these hours, or office hours where there are none;
        many lecturers have the same."""
        if hours not in self._hours:
            windows = self._intervals(hours) if hours else self._office
            begin, minutes = self._grid.begin, self._grid.minutes
            mask = np.zeros(self._grid.size, dtype=bool)
            first = begin.searchsorted([a for a, _ in windows], side="left").tolist()
            last = begin.searchsorted([b - minutes for _, b in windows], side="right").tolist()
            for low, high in zip(first, last, strict=True):
                mask[low:high] = True
            self._hours[hours] = mask
        return self._hours[hours]

    def _intervals(self, hours: tuple[Hours, ...]) -> list[Interval]:
        """Dated or weekly hours in absolute minutes, around the plan's dates."""
        dates = range(-2, self._grid.days)
        return [
            (d * DAY + start, d * DAY + end)
            for day, weekday, start, end in hours
            for d in ([day] if weekday < 0 else range((weekday - self._weekday + 2) % 7 - 2, self._grid.days, 7))
            if d in dates
        ]

    def precious(self, lecturer: int) -> int:
        """How much others may need him: first by the height of his committee, then by the breadth of his free time."""
        height = 64 - int(self._tree.level[self.committee[lecturer]])
        return 64 * height + int(self.slots(lecturer).sum()).bit_length()

    def of(self, committee: int) -> IntArray:
        """Rows of the lecturers whose committee is this one or above it (H7)."""
        if committee not in self._of:
            self._of[committee] = np.flatnonzero(np.isin(self.committee, self._tree.chain(committee)))
        return self._of[committee]

    def someone(self, committee: int) -> BoolArray:
        """(slots,) bool: whether any lecturer for this committee's audiences is there."""
        if committee not in self._someone:
            mask = np.zeros(self._grid.size, dtype=bool)
            for lecturer in self.of(committee).tolist():
                if self.max_sessions[lecturer] > 0:
                    mask |= self.slots(lecturer)
            self._someone[committee] = mask
        return self._someone[committee]


def _closures(instance: Instance, ids: list[str]) -> dict[int, tuple[Interval, ...]]:
    index = {v: i for i, v in enumerate(ids)}
    renamed = instance["closures"].rename(columns={"venue_id": "person_id"})
    by_id = absences_by_person(instance.with_tables({"absences": renamed}))
    return {index[v]: intervals for v, intervals in by_id.items() if v in index}


def _windows(instance: Instance) -> dict[str, tuple[Hours, ...]]:
    """Rows of the windows of lecturers who have any, by person."""
    frame = instance["lecturer_windows"]
    days = day_numbers(frame["date"], instance.start, 0)
    weekdays = np.where(frame["date"].notna(), -1, frame["weekday"].fillna(-1).to_numpy(dtype=np.int64))
    cells = [days, weekdays, *(frame[c].to_numpy(dtype=np.int64) for c in ("start", "end"))]
    result: dict[str, list[Hours]] = defaultdict(list)
    for person, *row in zip(frame["person_id"].tolist(), *(c.tolist() for c in cells), strict=True):
        result[person].append((row[0], row[1], row[2], row[3]))
    return {person: tuple(rows) for person, rows in result.items()}


def _office(instance: Instance) -> tuple[Interval, ...]:
    """Office hours of workdays, in absolute minutes."""
    workdays = np.flatnonzero(instance.days.mask("workday")).tolist()
    return tuple((d * DAY + a, d * DAY + b) for d in workdays for a, b in instance.settings.session.office_hours)
