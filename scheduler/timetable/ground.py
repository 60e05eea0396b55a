"""The ground that a timetable is planned on: audiences, cohorts, and what each slot costs and allows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Settings
from turnout.models.settings import DAY
from turnout.models.tables import WEEKDAYS
from turnout.scheduler.timetable.cohorts import Cohort, Locks, cohorts
from turnout.scheduler.timetable.free import FreeTime, FreeTimes
from turnout.scheduler.timetable.grid import Grid, grids
from turnout.scheduler.timetable.rooms import Lecturers, Venues
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree

IntArray = npt.NDArray[np.int64]
CostArray = npt.NDArray[np.int32]
STUDY, DISCUSSION = 0, 1
KINDS = ("study", "discussion")


@dataclass(frozen=True)
class Audience:
    """Who may meet in one session (H2).

    type: `branch`, `group` or `committee`. row: of its table. committee: row whose venues and lecturers it may use.
    cohorts: numbers of the cohorts it takes, ascending; none where only a session of a base plan still speaks of it.
    """

    number: int
    type: str
    row: int
    id: str
    committee: int
    cohorts: tuple[int, ...]


class Ground:
    """Everything about an instance that planning its timetable needs, worked out once.

    held: per cohort the (kind, begin, end) of the base plan's locked and held sessions that its members attend.
    """

    def __init__(self, instance: Instance, locks: Locks | None = None) -> None:
        self.instance = instance
        self.settings = instance.settings
        self.tree = Tree(instance)
        self.travel = Travel(instance)
        self.grids: tuple[Grid, Grid] = grids(instance)
        self.cohorts: list[Cohort] = cohorts(instance, self.tree, self.travel, locks or {})
        self.venues = Venues(instance, self.tree, self.travel, self.grids)
        self.lecturers = Lecturers(instance, self.tree, self.grids[STUDY])
        self._free = FreeTimes(instance)
        self._costs: dict[tuple[int, object, int, int], CostArray] = {}
        self._usual_costs: dict[tuple[int, int, int], CostArray] = {}
        self._sites: dict[int, dict[int, IntArray]] = {}
        self._theme: dict[str, CostArray] = {}
        self._theme_days: list[str] = instance["branches"]["theme_day"].tolist()
        limits = instance["groups"]["max_away"]
        self.max_away: list[int | None] = [None if pd.isna(limit) else int(limit) for limit in limits]
        self.audiences, self.home, self.committee_of = self._audiences()
        self._numbers = {(a.type, a.id): a.number for a in self.audiences}
        self.held: dict[int, list[tuple[int, int, int]]] = {}

    @property
    def lecturer_required(self) -> bool:
        """Whether every study needs a lecturer (H7)."""
        return self.settings.session.lecturer_required and self.lecturers.count > 0

    def max_batch(self, cohort: int) -> int:
        """Largest batch that members of this cohort may be part of (H5)."""
        return self.settings.post_types.of(self.cohorts[cohort].post).max_batch

    def _audiences(self) -> tuple[list[Audience], list[int], list[int]]:
        """All audiences with members; per cohort its home audience, and its committee audience or −1."""
        groups, tree = self.instance["groups"], self.tree
        leads = groups["lead_branch_id"].tolist()
        takers: dict[tuple[int, int], list[int]] = {}
        home_key: list[tuple[int, int]] = []
        committee_key: list[tuple[int, int] | None] = []
        for number, cohort in enumerate(self.cohorts):
            key = (1, cohort.group) if cohort.post == "cross_unit" else (0, cohort.branch)
            home_key.append(key)
            takers.setdefault(key, []).append(number)
            wide = None
            if self.settings.post_types.of(cohort.post).study_scope == "committee":
                wide = (2, int(tree.branch_parent[cohort.branch]))
                takers.setdefault(wide, []).append(number)
            committee_key.append(wide)
        audiences: list[Audience] = []
        at: dict[tuple[int, int], int] = {}
        for key in sorted(takers):
            kind, row = key
            name = (tree.branch_ids, groups["group_id"].tolist() if kind == 1 else [], tree.ids)[kind][row]
            committee = (
                row if kind == 2 else int(tree.branch_parent[row if kind == 0 else tree.branch_index[leads[row]]])
            )
            at[key] = len(audiences)
            audiences.append(
                Audience(
                    len(audiences), ("branch", "group", "committee")[kind], row, name, committee, tuple(takers[key])
                )
            )
        return audiences, [at[k] for k in home_key], [-1 if k is None else at[k] for k in committee_key]

    def audience(self, kind: str, name: str) -> int:
        """Number of an audience by type and id. One that nobody belongs to any more is taken up without cohorts."""
        if (kind, name) not in self._numbers:
            groups, tree = self.instance["groups"], self.tree
            if kind == "committee":
                row = committee = tree.index[name]
            elif kind == "branch":
                row = tree.branch_index[name]
                committee = int(tree.branch_parent[row])
            else:
                row = groups["group_id"].tolist().index(name)
                committee = int(tree.branch_parent[tree.branch_index[str(groups["lead_branch_id"].iat[row])]])
            self._numbers[kind, name] = len(self.audiences)
            self.audiences.append(Audience(len(self.audiences), kind, row, name, committee, ()))
        return self._numbers[kind, name]

    def free(self, cohort: int) -> FreeTime:
        """Free time of the cohort's group, absences not taken out."""
        return self._free.of(self.cohorts[cohort].group)

    def cost(self, cohort: int, kind: int, site: int) -> CostArray:
        """(slots,) int32: burden and travel cost of one attendee for a session at this site, −1 where not free (H3)."""
        who = self.cohorts[cohort]
        minutes = self.travel.between(who.site, site)
        free = self.free(cohort)
        key = (id(free), who.absences, minutes, kind)
        if key not in self._costs:
            self._costs[key] = self._cost(free, who, minutes, self.grids[kind])
        return self._costs[key]

    def open_cost(self, cohort: int, kind: int, site: int) -> CostArray:
        """As `cost`, −1 also where the locked and held sessions that these members attend leave no room (H6, H10)."""
        cost = self.cost(cohort, kind, site)
        gap = self.settings.session.gap_days
        for held_kind, begin, end in self.held.get(cohort, ()):
            grid = self.grids[kind]
            if held_kind == kind:
                return np.full_like(cost, -1)
            day = begin // DAY
            cost = np.where(grid.day >= day + gap if kind == DISCUSSION else grid.day <= day - gap, cost, np.int32(-1))
            cost = np.where((grid.begin >= end) | (grid.begin + grid.minutes <= begin), cost, np.int32(-1))
        return cost

    def _cost(self, free: FreeTime, who: Cohort, minutes: int, grid: Grid) -> CostArray:
        """As `cost`, of a cohort with this free time, so many minutes away."""
        usual = self._usual_cost(free, minutes, grid)
        if not who.absences:
            return usual
        cost = usual.copy()
        for a, b in who.absences:
            first = grid.begin.searchsorted(a - grid.minutes - minutes, side="right")
            last = grid.begin.searchsorted(b + minutes, side="left")
            cost[first:last] = -1
        return cost

    def _usual_cost(self, free: FreeTime, minutes: int, grid: Grid) -> CostArray:
        """What attending costs those with this free time who are never absent."""
        key = (id(free), minutes, grid.minutes)
        if key not in self._usual_costs:
            if minutes > self.settings.session.max_attendee_travel:
                cost = np.full(grid.size, -1, dtype=np.int32)
            else:
                burden = free.slots(grid, minutes)
                cost = np.where(burden >= 0, burden + self.travel_cost(minutes), -1).astype(np.int32)
            self._usual_costs[key] = cost
        return self._usual_costs[key]

    def travel_cost(self, minutes: int) -> int:
        """Cost of one attendee's way."""
        return way_cost(self.settings, minutes)

    @cached_property
    def dearest_attendance(self) -> int:
        """The most that one attendance can cost: the largest burden and the longest way to a venue in use."""
        cost = self.settings.cost
        burdens = self.instance["windows"]["burden"]
        burden = max(cost.duty_day, cost.rest_day, cost.after_work, int(burdens.max()) if len(burdens) else 0)
        ways = {(self.cohorts[c].site, site) for a in self.audiences for site in self.sites(a) for c in a.cohorts}
        minutes = [self.travel.between(*way) for way in sorted(ways)]
        near = [m for m in minutes if m <= self.settings.session.max_attendee_travel]
        return burden + self.travel_cost(max(near, default=0))

    def off_theme(self, audience: Audience, kind: int) -> CostArray:
        """(slots,) int32: cost of a session of this audience held on another day than its theme day."""
        grid = self.grids[kind]
        if audience.type != "branch":
            return np.zeros(grid.size, dtype=np.int32)
        theme = self._theme_days[audience.row]
        if theme not in self._theme:
            costs = [self.off_theme_on(audience, day) for day in range(grid.days)]
            self._theme[theme] = np.array(costs, dtype=np.int32)
        return self._theme[theme][grid.day]

    def off_theme_on(self, audience: Audience, day: int) -> int:
        """Cost of a session of this audience held on this day, counted from the plan's first, for missing its theme
        day."""
        theme = self._theme_days[audience.row] if audience.type == "branch" else ""
        return theme_cost(self.settings, theme, self.instance.start + dt.timedelta(days=day))

    def sites(self, audience: Audience) -> dict[int, IntArray]:
        """Venue rows by site that this audience may use and some of its cohorts can reach, sites ascending."""
        if audience.number not in self._sites:
            self._sites[audience.number] = self.venues.for_audience(
                audience.committee,
                sorted({self.cohorts[c].site for c in audience.cohorts}),
                self.settings.session.max_attendee_travel,
            )
        return self._sites[audience.number]

    def seats(self, venues: IntArray, kind: int) -> CostArray:
        """(slots,) int32: seats of the largest of these venues that is open then, 0 where none is."""
        best = np.zeros(self.grids[kind].size, dtype=np.int32)
        for venue in venues.tolist():
            seats = min(int(self.venues.capacity[venue]), 2**30)
            np.maximum(best, np.where(self.venues.open_slots(venue, kind), seats, 0).astype(np.int32), out=best)
        return best

    def lectured(self, audience: Audience, kind: int) -> npt.NDArray[np.bool_]:
        """(slots,) bool: whether some lecturer of this audience is there, were he not occupied (always, where none is
        needed)."""
        if kind == DISCUSSION or not self.lecturer_required:
            return np.ones(self.grids[kind].size, dtype=bool)
        return self.lecturers.someone(audience.committee)


def way_cost(settings: Settings, minutes: int) -> int:
    """Cost of one attendee's way: per started half hour."""
    return -(-minutes // 30) * settings.cost.travel_half_hour


def theme_cost(settings: Settings, theme: str, date: dt.date) -> int:
    """Cost of a session of a branch with this theme day ("" without one) on another date."""
    return 0 if theme in ("", str(date.day), WEEKDAYS[date.weekday()]) else settings.cost.off_theme_day
