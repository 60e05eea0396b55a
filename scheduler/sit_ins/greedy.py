"""A first plan: always the trip that costs least per target item that it serves."""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import numpy.typing as npt

from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Visits
from turnout.scheduler.sit_ins.trips import Classes, Trips, gains


class Diary:
    """Who visits what so far, and who can still make a trip. Keeps V2, V3 across days, V4 and V7."""

    def __init__(self, part: Part, classes: Classes) -> None:
        self._part = part
        self._disc, self._key, self._day = part.row_disc.tolist(), part.row_key.tolist(), part.row_day.tolist()
        self._row_team = part.row_team().tolist()
        self._free = [part.team_free(t) for t in range(part.teams)]
        self._sup_team = part.sup_team().tolist()
        self._members: list[list[int]] = [
            np.flatnonzero(classes.of_sup == c).tolist() for c in range(len(classes.team))
        ]
        self._seen_disc: set[int] = set()
        self._seen_host: set[tuple[int, int]] = set()
        self._minutes: dict[tuple[int, int], int] = {}
        self.made: list[int] = [0] * len(part.sup)
        self.rows: list[list[int]] = [[] for _ in part.sup]

    def open(self, rows: list[int]) -> bool:
        """V2 and V7: whether nobody visits these discussions, nor the team these hosts this year."""
        return not any(
            self._disc[r] in self._seen_disc or (self._row_team[r], self._key[r]) in self._seen_host for r in rows
        )

    def able(self, cls: int, rows: list[int]) -> int:
        """The supervisor of the class with the fewest visits who can make the trip, -1 where there is none."""
        best = -1
        for s in self._members[cls]:
            if (best < 0 or self.made[s] < self.made[best]) and self._can(s, rows):
                best = s
                if not self.made[s]:
                    break
        return best

    def _can(self, sup: int, rows: list[int]) -> bool:
        """V3 and V4 for one supervisor and one whole day."""
        part = self._part
        if self.made[sup] + len(rows) > part.sup_cap[sup]:
            return False
        team = self._sup_team[sup]
        low = int(part.team_row[team])
        if not self._free[team][sup - int(part.team_sup[team]), [r - low for r in rows]].all():
            return False
        mine = self.rows[sup]
        if not mine:
            return True
        if any(self._day[r] == self._day[rows[0]] for r in mine):
            return False
        before = max((r for r in mine if r < rows[0]), default=-1)
        after = min((r for r in mine if r > rows[0]), default=-1)
        return (before < 0 or self._follows(before, rows[0])) and (after < 0 or self._follows(rows[-1], after))

    def _follows(self, first: int, second: int) -> bool:
        part = self._part
        sites = int(part.row_site[first]), int(part.row_site[second])
        if sites not in self._minutes:
            self._minutes[sites] = part.travel.between(*sites)
        return self._minutes[sites] <= int(part.row_start[second] - part.row_end[first])

    def enter(self, sup: int, rows: list[int]) -> None:
        """The supervisor makes the trip."""
        self.made[sup] += len(rows)
        self.rows[sup] += rows
        for r in rows:
            self._seen_disc.add(self._disc[r])
            self._seen_host.add((self._row_team[r], self._key[r]))

    def visits(self) -> Visits:
        """All visits so far."""
        pairs = [(s, r) for s, rows in enumerate(self.rows) for r in rows]
        return Visits.of([s for s, _ in pairs], [r for _, r in pairs])


class Missing:
    """What the targets still lack, and what a trip would give."""

    def __init__(self, part: Part) -> None:
        self._sides = [
            _Side(_lists(part.cover_at, part.cover), part.cover_unit.tolist(), part.need1.tolist()),
            _Side(_lists(part.quota_at, part.quota), part.quota_unit.tolist(), part.need2.tolist()),
        ]

    def any(self) -> bool:
        """Whether a target still falls short."""
        return any(side.left > 0 for side in self._sides)

    def gain(self, rows: list[int]) -> int:
        """How many T1 branches and T2 items that are still needed the rows would add."""
        return sum(side.gain(rows) for side in self._sides)

    def take(self, rows: list[int]) -> None:
        """The rows are visited."""
        for side in self._sides:
            side.take(rows)


def _lists(at: IntArray, values: IntArray) -> list[list[int]]:
    flat, ends = values.tolist(), at.tolist()
    return [flat[a:b] for a, b in itertools.pairwise(ends)]


class _Side:
    """One kind of target: items by row, the unit of each item, and what the units still need."""

    def __init__(self, items: list[list[int]], unit: list[int], need: list[int]) -> None:
        self._items, self._unit, self._need = items, unit, need
        self._seen = bytearray(len(unit))
        self.left = sum(need)

    def _fresh(self, rows: list[int]) -> list[int]:
        found = [i for r in rows for i in self._items[r] if not self._seen[i]]
        return found if len(found) < 2 else sorted(set(found))

    def gain(self, rows: list[int]) -> int:
        """Items that the rows add to units still in need, no more than they need."""
        fresh = self._fresh(rows)
        if len(fresh) < 2:
            return sum(1 for i in fresh if self._need[self._unit[i]] > 0)
        wanted: dict[int, int] = {}
        for i in fresh:
            wanted[self._unit[i]] = wanted.get(self._unit[i], 0) + 1
        return sum(min(k, max(self._need[u], 0)) for u, k in wanted.items())

    def take(self, rows: list[int]) -> None:
        """The items of the rows are covered."""
        for i in self._fresh(rows):
            self._seen[i] = 1
            self.left -= self._need[self._unit[i]] > 0
            self._need[self._unit[i]] -= 1


FEW = 3
"""Trips to each discussion, the cheapest per item first, that are looked at before all others."""


def first_plan(part: Part, classes: Classes, trips: Trips) -> Visits:
    """A legal plan. Trips are taken by cost per item served; a trip's gain only falls, so an old score is tried
    again."""
    diary, missing = Diary(part, classes), Missing(part)
    most = gains(trips, part.cover_at, part.cover, len(part.cover_unit))
    most += gains(trips, part.quota_at, part.quota, len(part.quota_unit))
    score = trips.cost / np.maximum(most, 1)
    likely = _likely(trips, score) & (most > 0)
    for chosen in (np.flatnonzero(likely), np.flatnonzero(~likely & (most > 0))):
        if missing.any():
            _take(part, classes, trips.take(chosen), score[chosen], diary, missing)
    return diary.visits()


def _likely(trips: Trips, score: npt.NDArray[np.float64]) -> BoolArray:
    """Which trips are among the cheapest few to one of their discussions."""
    if not len(trips):
        return np.zeros(0, dtype=bool)
    order = np.argsort(score, kind="stable")
    rows = trips.rows[order].reshape(-1)
    by_row = np.argsort(rows, kind="stable")
    rank = np.empty(len(rows), dtype=np.int64)
    rank[by_row] = np.arange(len(rows)) - np.searchsorted(rows[by_row], rows[by_row])
    rank[rows < 0] = FEW
    result = np.zeros(len(trips), dtype=bool)
    result[order] = (rank.reshape(len(trips), -1) < FEW).any(axis=1)
    return result


def _take(
    part: Part, classes: Classes, trips: Trips, score: npt.NDArray[np.float64], diary: Diary, missing: Missing
) -> None:
    """Enter trips while something is missing."""
    rows_of = [[r for r in rows if r >= 0] for rows in trips.rows.tolist()]
    prices, owner = trips.cost.tolist(), trips.cls.tolist()
    share = part.prices.imbalance
    queue = list(zip(score.tolist(), range(len(trips)), strict=True))
    heapq.heapify(queue)
    while queue and missing.any():
        score_then, t = heapq.heappop(queue)
        rows = rows_of[t]
        gain = missing.gain(rows)
        if not gain or not diary.open(rows):
            continue
        at_best = prices[t] / gain
        if queue and at_best > max(score_then, queue[0][0]) + 1e-9:
            heapq.heappush(queue, (at_best, t))
            continue
        sup = diary.able(owner[t], rows)
        if sup < 0:
            continue
        now = (prices[t] + share * (diary.made[sup] > 0)) / gain
        if queue and now > max(score_then, queue[0][0]) + 1e-9:
            heapq.heappush(queue, (now, t))
            continue
        diary.enter(sup, rows)
        missing.take(rows)
