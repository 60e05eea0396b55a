"""A careful clerk: session by session, always the one that most people can come to, never taking anything back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.benchmarks.diary import Diary
from turnout.benchmarks.sheet import Held
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground

IntArray = npt.NDArray[np.int64]


def timetable(ground: Ground) -> tuple[list[Held], str]:
    """Studies first: joint ones of committees, then branch by branch, whoever has the fewest possible starts first;
    early enough that half of everybody's discussion days still lie ahead, where that can be. Then the discussions."""
    return _Clerk(ground).sessions(), ""


@dataclass(frozen=True)
class _Offer:
    """The best session that could be held next. heads: attendees by cohort."""

    site: int
    slot: int
    heads: dict[int, int]
    rank: tuple[int, float, int]


class _Clerk:
    def __init__(self, ground: Ground) -> None:
        self.ground, self.diary = ground, Diary(ground)
        self.waiting: list[list[int]] = [c.members.tolist() for c in ground.cohorts]
        self.studied: list[list[tuple[int, int]]] = [[] for _ in ground.cohorts]
        self.least = ground.settings.session.min_batch
        self.gap = ground.settings.session.gap_days
        self.half, self.last = self._latest_study_days()

    def sessions(self) -> list[Held]:
        """The whole timetable."""
        order = sorted(self.ground.audiences, key=lambda a: (a.type != "committee", self._starts(a), a.number))
        for latest in (self.half, self.last, None):
            for audience in order:
                self._serve(audience, STUDY, latest)
        for audience in order:
            if audience.type != "committee":
                self._serve(audience, DISCUSSION, None)
        return self.diary.sessions

    def _starts(self, audience: Audience) -> int:
        """In how many slots a smallest batch of the audience could study, at any of its sites."""
        sizes = np.array([self.ground.cohorts[c].size for c in audience.cohorts])
        found = np.zeros(self.ground.grids[STUDY].size, dtype=bool)
        for site in self.ground.sites(audience):
            free = np.stack([self.ground.cost(c, STUDY, site) >= 0 for c in audience.cohorts])
            found |= sizes @ free >= self.least
        return int(found.sum())

    def _latest_study_days(self) -> tuple[IntArray, IntArray]:
        """Per cohort the latest day of a study for the middle one, and the last, of its possible discussion days."""
        count = len(self.ground.cohorts)
        half, last = np.full(count, self.ground.grids[STUDY].days), np.full(count, self.ground.grids[STUDY].days)
        grid = self.ground.grids[DISCUSSION]
        for cohort in range(count):
            audience = self.ground.audiences[self.ground.home[cohort]]
            open_ = np.zeros(grid.size, dtype=bool)
            for site, venues in self.ground.sites(audience).items():
                seats = self.ground.seats(venues, DISCUSSION) >= self.least
                open_ |= seats & (self.ground.cost(cohort, DISCUSSION, site) >= 0)
            days = np.unique(grid.day[open_])
            if len(days):
                half[cohort], last[cohort] = days[len(days) // 2] - self.gap, days[-1] - self.gap
        return half, last

    def _serve(self, audience: Audience, kind: int, latest: IntArray | None) -> None:
        """Sessions of one audience until no further batch comes together; then single people into seats left free."""
        while True:
            left = sum(len(self._people(c, kind)) for c in audience.cohorts)
            if left == 0:
                return
            if left < self.least or not self._hold_one(audience, kind, latest, left):
                break
        self._top_up(audience, kind, latest)

    def _people(self, cohort: int, kind: int) -> list[int] | list[tuple[int, int]]:
        return self.waiting[cohort] if kind == STUDY else self.studied[cohort]

    def _hold_one(self, audience: Audience, kind: int, latest: IntArray | None, left: int) -> bool:
        """Hold the session with the most attendees, of those the cheapest a head, of those the first."""
        sites = self.ground.sites(audience)
        offers = (o for site in sites for o in self._offers(audience, kind, site, latest, left))
        best = min(offers, key=lambda o: o.rank, default=None)
        if best is None:
            return False
        size = sum(best.heads.values())
        rooms = sites[best.site].tolist()
        capacity = self.ground.venues.capacity
        fitting = [v for v in rooms if capacity[v] >= size and self.diary.venue_free(v, kind)[best.slot]]
        venue = min(fitting, key=lambda v: (int(capacity[v]), v))
        lecturer = self.diary.lecturer(audience, kind, best.site, best.slot)
        held = Held(audience.number, kind, best.slot, venue, lecturer)
        self.diary.book(held, best.heads)
        self._take(held, best.heads)
        return True

    def _take(self, held: Held, heads: dict[int, int]) -> None:
        """Names: whoever waited first studies first, whoever studied first discusses first."""
        day = self.diary.day(held)
        for cohort, number in heads.items():
            if held.kind == STUDY:
                chosen, self.waiting[cohort] = self.waiting[cohort][:number], self.waiting[cohort][number:]
                self.studied[cohort] = sorted([*self.studied[cohort], *((day, m) for m in chosen)])
            else:
                chosen = [m for _, m in self.studied[cohort][:number]]
                self.studied[cohort] = self.studied[cohort][number:]
            held.members += chosen

    def _numbers(self, audience: Audience, kind: int, site: int, latest: IntArray | None) -> tuple[IntArray, IntArray]:
        """(cohorts, slots) int64: how many of each cohort could come then, and at what cost each."""
        grid = self.ground.grids[kind]
        cost = np.stack([self.ground.cost(c, kind, site) for c in audience.cohorts]).astype(np.int64)
        number = np.zeros_like(cost)
        away: dict[int, IntArray] = {}
        for row, cohort in enumerate(audience.cohorts):
            if kind == STUDY:
                number[row] = len(self.waiting[cohort])
                if latest is not None:
                    number[row, grid.day > latest[cohort]] = 0
            else:
                days = np.array([d for d, _ in self.studied[cohort]], dtype=np.int64)
                number[row] = np.searchsorted(days, grid.day - self.gap, side="right")
            number[row, cost[row] < 0] = 0
            free = self.diary.cohort_free(cohort, kind)
            if free is not None:
                number[row, ~free] = 0
            group = self.ground.cohorts[cohort].group
            limit = away.get(group, self.diary.may_leave(group, kind))
            if limit is not None:
                number[row] = np.minimum(number[row], limit)
                away[group] = limit - number[row]
        return number, cost

    def _offers(self, audience: Audience, kind: int, site: int, latest: IntArray | None, left: int) -> Iterator[_Offer]:
        """For each size that post types allow, the best start at a site."""
        number, cost = self._numbers(audience, kind, site, latest)
        seats = np.zeros(number.shape[1], dtype=np.int64)
        for venue in self.ground.sites(audience)[site].tolist():
            capacity = self.ground.venues.capacity[venue]
            seats = np.maximum(seats, np.where(self.diary.venue_free(venue, kind), capacity, 0))
        seats[~self.diary.someone_lectures(audience, kind, site)] = 0
        limits = np.array([self.ground.max_batch(c) for c in audience.cohorts])
        off = self.ground.off_theme(audience, kind)
        for limit in sorted(set(limits.tolist())):
            come = np.where((limits >= limit)[:, None], number, 0)
            total = come.sum(axis=0)
            heads = np.minimum(np.minimum(total, limit), seats)
            heads[heads < self.least] = 0
            if not heads.any():
                continue
            each = (come * np.maximum(cost, 0)).sum(axis=0) / np.maximum(total, 1)
            price = each * heads + off
            slot = int(np.lexsort((np.arange(len(heads)), price, -heads))[0])
            size = self._leaving_enough(int(heads[slot]), left)
            yield _Offer(site, slot, self._filled(audience, come[:, slot], cost[:, slot], size),
                         (-int(heads[slot]), float(price[slot]), slot))  # fmt: skip

    def _leaving_enough(self, heads: int, left: int) -> int:
        """One or two fewer, where the few left over would be no batch."""
        rest = left - heads
        missing = self.least - rest
        return heads - missing if 0 < rest < self.least and heads - missing >= self.least else heads

    def _filled(self, audience: Audience, come: IntArray, cost: IntArray, size: int) -> dict[int, int]:
        """Attendees by cohort, the cheapest first."""
        heads: dict[int, int] = {}
        for row in np.lexsort((np.arange(len(come)), cost)).tolist():
            taken = min(int(come[row]), size - sum(heads.values()))
            if taken > 0:
                heads[audience.cohorts[row]] = taken
        return heads

    def _top_up(self, audience: Audience, kind: int, latest: IntArray | None) -> None:
        """Those left over go where seats are left in sessions of their own audience."""
        for held in [s for s in self.diary.sessions if s.audience == audience.number and s.kind == kind]:
            left = {c for c in audience.cohorts if self._people(c, kind)}
            if not left:
                return
            site = int(self.ground.venues.site[held.venue])
            number, cost = self._numbers(audience, kind, site, latest)
            present = set(held.members)
            types = [c for c in audience.cohorts if present & set(self.ground.cohorts[c].members.tolist())]
            most = min(self.ground.max_batch(c) for c in types)
            limits = np.array([self.ground.max_batch(c) for c in audience.cohorts])
            come = np.where(limits >= most, number[:, held.slot], 0)
            room = min(most, int(self.ground.venues.capacity[held.venue])) - len(held.members)
            heads = self._filled(audience, come, cost[:, held.slot], max(room, 0))
            self.diary.attend(held, heads)
            self._take(held, heads)
