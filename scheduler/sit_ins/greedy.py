"""A first plan: always the trip that costs least per target item that it serves."""

from __future__ import annotations

import heapq

import numpy as np

from turnout.scheduler.sit_ins.part import BoolArray, Part, Visits
from turnout.scheduler.sit_ins.trips import Classes, Trips


class Diary:
    """Who visits what so far, and who can still make a trip. Keeps V2, V3 across days, V4 and V7."""

    def __init__(self, part: Part, classes: Classes) -> None:
        self._part = part
        self._free = [part.team_free(t) for t in range(part.teams)]
        self._sup_team = part.sup_team().tolist()
        self._members: list[list[int]] = [np.flatnonzero(classes.of_sup == c).tolist() for c in range(len(classes.team))]
        self._seen_disc: set[int] = set()
        self._seen_host: set[tuple[int, int]] = set()
        self.made: list[int] = [0] * len(part.sup)
        self.rows: list[list[int]] = [[] for _ in part.sup]

    def open(self, rows: list[int]) -> bool:
        """V2 and V7: whether nobody visits these discussions, nor the team these hosts this year."""
        part = self._part
        return not any(
            int(part.row_disc[r]) in self._seen_disc or (self._team(r), int(part.row_key[r])) in self._seen_host for r in rows
        )

    def _team(self, row: int) -> int:
        return int(np.searchsorted(self._part.team_row, row, side="right")) - 1

    def able(self, cls: int, rows: list[int]) -> int:
        """The supervisor of the class with the fewest visits who can make the trip, -1 where there is none."""
        best = -1
        for s in self._members[cls]:
            if (best < 0 or self.made[s] < self.made[best]) and self._can(s, rows):
                best = s
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
        day = part.row_day[rows[0]]
        if any(part.row_day[r] == day for r in mine):
            return False
        before = max((r for r in mine if r < rows[0]), default=-1)
        after = min((r for r in mine if r > rows[0]), default=-1)
        return (before < 0 or self._follows(before, rows[0])) and (after < 0 or self._follows(rows[-1], after))

    def _follows(self, first: int, second: int) -> bool:
        part = self._part
        wait = int(part.row_start[second] - part.row_end[first])
        return part.travel.between(int(part.row_site[first]), int(part.row_site[second])) <= wait

    def enter(self, sup: int, rows: list[int]) -> None:
        """The supervisor makes the trip."""
        part = self._part
        self.made[sup] += len(rows)
        self.rows[sup] += rows
        for r in rows:
            self._seen_disc.add(int(part.row_disc[r]))
            self._seen_host.add((self._team(r), int(part.row_key[r])))

    def visits(self) -> Visits:
        """All visits so far."""
        pairs = [(s, r) for s, rows in enumerate(self.rows) for r in rows]
        return Visits.of([s for s, _ in pairs], [r for _, r in pairs])


class Missing:
    """What the targets still lack, and what a trip would give."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._open1 = np.ones(len(part.cover_unit), dtype=bool)
        self._open2 = np.ones(len(part.quota_unit), dtype=bool)
        self.need1, self.need2 = part.need1.copy(), part.need2.copy()

    def gain(self, rows: list[int]) -> tuple[int, int]:
        """How many T1 branches and T2 items that are still needed the rows would add."""
        part = self._part
        return (
            _useful(self._fresh(part.cover_at, part.cover, self._open1, rows), part.cover_unit, self.need1),
            _useful(self._fresh(part.quota_at, part.quota, self._open2, rows), part.quota_unit, self.need2),
        )

    def _fresh(self, at: np.ndarray, items: np.ndarray, opened: BoolArray, rows: list[int]) -> list[int]:
        return sorted({i for r in rows for i in items[at[r] : at[r + 1]].tolist() if opened[i]})

    def take(self, rows: list[int]) -> None:
        """The rows are visited."""
        part = self._part
        for at, items, opened, unit, need in (
            (part.cover_at, part.cover, self._open1, part.cover_unit, self.need1),
            (part.quota_at, part.quota, self._open2, part.quota_unit, self.need2),
        ):
            for item in self._fresh(at, items, opened, rows):
                opened[item] = False
                need[unit[item]] -= 1


def _useful(items: list[int], unit: np.ndarray, need: np.ndarray) -> int:
    if len(items) <= 1:
        return sum(1 for i in items if need[unit[i]] > 0)
    per_unit: dict[int, int] = {}
    for item in items:
        u = int(unit[item])
        per_unit[u] = per_unit.get(u, 0) + 1
    return sum(min(k, max(int(need[u]), 0)) for u, k in per_unit.items())


def first_plan(part: Part, classes: Classes, trips: Trips) -> Visits:
    """A legal plan. Trips are taken by cost per item served; a trip's gain only falls, so an old score is tried again."""
    diary, missing = Diary(part, classes), Missing(part)
    rows_of = [[r for r in rows if r >= 0] for rows in trips.rows.tolist()]
    prices, owner = trips.cost.tolist(), trips.cls.tolist()
    share = part.prices.imbalance
    queue = [(prices[t] / max(sum(missing.gain(rows)), 0.5), t) for t, rows in enumerate(rows_of)]
    heapq.heapify(queue)
    while queue and (missing.need1.max(initial=0) > 0 or missing.need2.max(initial=0) > 0):
        score, t = heapq.heappop(queue)
        rows = rows_of[t]
        gain = sum(missing.gain(rows))
        if not gain or not diary.open(rows):
            continue
        sup = diary.able(owner[t], rows)
        if sup < 0:
            continue
        now = (prices[t] + share * (diary.made[sup] > 0)) / gain
        if queue and now > max(score, queue[0][0]) + 1e-9:
            heapq.heappush(queue, (now, t))
            continue
        diary.enter(sup, rows)
        missing.take(rows)
    return diary.visits()
