"""A supervisor's day: the trips of up to max_visits_per_day discussions that he can make, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Visits, slices
from turnout.scheduler.travel import UNREACHABLE


@dataclass(frozen=True)
class Arcs:
    """Pairs of rows of one team on one day that one person can visit one after the other (V3).

    first, second: rows, sorted by first, then second. minutes: τ between the venues.
    """

    first: IntArray
    second: IntArray
    minutes: IntArray


@dataclass(frozen=True)
class Classes:
    """Supervisors of one team with the same home and the same daily limit; free: whether any of them is, per row of
    the team.

    of_sup: (supervisors,) their class. team, site, daily: per class. count: supervisors in it. cap: their visits
    together.
    """

    of_sup: IntArray
    team: IntArray
    site: IntArray
    daily: IntArray
    count: IntArray
    cap: IntArray


@dataclass(frozen=True)
class Trips:
    """Days of visits: class, number of visits, rows (n, longest) in order of time padded with -1, and cost without
    imbalance."""

    cls: IntArray
    size: IntArray
    rows: IntArray
    cost: IntArray

    def __len__(self) -> int:
        return len(self.cls)

    def take(self, chosen: IntArray | BoolArray) -> Trips:
        """Some of the trips."""
        return Trips(self.cls[chosen], self.size[chosen], self.rows[chosen], self.cost[chosen])

    def with_those_of(self, other: Trips) -> Trips:
        """These and the other trips, each once, in order of class and rows."""
        longest = max(self.rows.shape[1], other.rows.shape[1])
        rows = np.concatenate([_widened(self.rows, longest), _widened(other.rows, longest)])
        both = Trips(
            np.concatenate([self.cls, other.cls]), np.concatenate([self.size, other.size]), rows,
            np.concatenate([self.cost, other.cost]),
        )  # fmt: skip
        _, first = np.unique(np.column_stack([both.cls, rows]), axis=0, return_index=True)
        return both.take(first)


def _widened(rows: IntArray, longest: int) -> IntArray:
    return np.pad(rows, ((0, 0), (0, longest - rows.shape[1])), constant_values=-1)


def arcs_of(part: Part) -> Arcs:
    """All arcs of the part."""
    same = part.row_team() * (int(part.row_day.max(initial=0)) + 1) + part.row_day
    last = np.searchsorted(same, same, side="right") - 1
    counts = last - np.arange(part.rows)
    first = np.repeat(np.arange(part.rows), counts)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    wait = part.row_start[second] - part.row_end[first]
    first, second, wait = first[wait >= 0], second[wait >= 0], wait[wait >= 0]
    minutes = part.travel.minutes(part.row_site[first], part.row_site[second])
    fits = (minutes <= wait) & (minutes < UNREACHABLE) & (part.row_key[first] != part.row_key[second])
    return Arcs(first[fits], second[fits], minutes[fits])


ALL_AT_MOST = 1_000_000
"""Paths of a part up to which all are listed."""


def all_trips(part: Part, classes: Classes, limit: int = ALL_AT_MOST) -> tuple[Trips, BoolArray]:
    """The trips of a part, sorted by class and day, and for each team whether some are left out.

    Where there are more paths than `limit`, the teams with the most list only those that stay near one place.
    """
    longest = int(classes.daily.max(initial=1))
    arcs, team = arcs_of(part), part.row_team()
    count = _paths_by_team(part, arcs, longest)
    thinned = np.zeros(part.teams, dtype=bool)
    order = np.argsort(-count, kind="stable")
    room = int(count.sum())
    for t in order.tolist():
        if room <= limit:
            break
        thinned[t] = True
        room -= int(count[t])
    for nearest in (60, 30, 15, 5, 0, -1) if thinned.any() else ():
        near = ~thinned[team[arcs.first]] | (arcs.minutes <= nearest)
        kept = Arcs(arcs.first[near], arcs.second[near], arcs.minutes[near])
        if int(_paths_by_team(part, kept, longest).sum()) <= 2 * limit or nearest < 0:
            arcs = kept
            break
    trips = trips_of(part, classes, paths_of(part, arcs, longest))
    day = part.row_day[trips.rows[:, 0]] if len(trips) else trips.cls
    return trips.take(np.lexsort((day, trips.cls))), thinned


def _paths_by_team(part: Part, arcs: Arcs, longest: int) -> IntArray:
    """How many sequences of at most `longest` rows each team has."""
    ways = np.ones(part.rows)
    total = ways.copy()
    for _ in range(longest - 1):
        ways = np.bincount(arcs.first, weights=ways[arcs.second], minlength=part.rows).astype(np.float64)
        if not ways.any():
            break
        total += ways
    return np.minimum(np.bincount(part.row_team(), weights=total, minlength=part.teams), 1e15).astype(np.int64)


def classes_of(part: Part) -> Classes:
    """The classes of supervisors who can visit at all."""
    team = part.sup_team()
    able = (part.sup_cap > 0) & (part.sup_daily > 0)
    keys = np.stack([team, part.sup_site, np.minimum(part.sup_daily, part.sup_cap)], axis=1)
    unique, inverse = np.unique(keys[able], axis=0, return_inverse=True)
    of_sup = np.full(len(team), -1, dtype=np.int64)
    of_sup[able] = inverse.reshape(-1)
    count = np.bincount(of_sup[able], minlength=len(unique))
    cap = np.bincount(of_sup[able], weights=part.sup_cap[able], minlength=len(unique)).astype(np.int64)
    return Classes(of_sup, unique[:, 0], unique[:, 1], unique[:, 2], count, cap)


def paths_of(part: Part, arcs: Arcs, longest: int) -> list[IntArray]:
    """Sequences of rows that one person can visit on one day, home left out: arrays (n, k) for k = 1…longest.

    Two visits to one host are left out (V7).
    """
    paths = [np.arange(part.rows).reshape(-1, 1)]
    at = np.searchsorted(arcs.first, np.arange(part.rows + 1))
    while len(paths) < longest and len(paths[-1]):
        tail = paths[-1][:, -1]
        counts = at[tail + 1] - at[tail]
        owner = np.repeat(np.arange(len(tail)), counts)
        step = np.repeat(at[tail], counts) + np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        longer = np.concatenate([paths[-1][owner], arcs.second[step].reshape(-1, 1)], axis=1)
        fresh = np.ones(len(longer), dtype=bool)
        for k in range(longer.shape[1] - 1):
            fresh &= part.row_key[longer[:, k]] != part.row_key[longer[:, -1]]
        paths.append(longer[fresh])
    return paths


def trips_of(part: Part, classes: Classes, paths: list[IntArray]) -> Trips:
    """Every path that somebody of a class can make from his home and back, with its cost."""
    longest = max((p.shape[1] for p in paths), default=1)
    order = np.argsort(classes.team, kind="stable")
    begin = np.searchsorted(classes.team[order], np.arange(part.teams + 1))
    row_team = part.row_team()
    found = []
    for rows in paths:
        team = row_team[rows[:, 0]]
        counts = begin[team + 1] - begin[team]
        owner = np.repeat(np.arange(len(rows)), counts)
        cls = order[
            np.repeat(begin[team], counts) + np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        ]
        fits = classes.daily[cls] >= rows.shape[1]
        cls, chosen = cls[fits], rows[owner[fits]]
        minutes, possible = _minutes(part, classes.site[cls], chosen)
        cls, chosen, minutes = cls[possible], chosen[possible], minutes[possible]
        prices = part.prices
        cost = prices.day + prices.visit * chosen.shape[1] + prices.travel_minute * minutes
        padded = np.full((len(chosen), longest), -1, dtype=np.int64)
        padded[:, : chosen.shape[1]] = chosen
        found.append(Trips(cls, np.full(len(cls), rows.shape[1], dtype=np.int64), padded, cost))
    trips = Trips(*(np.concatenate([getattr(f, n) for f in found]) for n in ("cls", "size", "rows", "cost")))
    return trips.take(np.flatnonzero(somebody(part, classes, trips)))


def trips_made(part: Part, classes: Classes, visits: Visits) -> Trips:
    """The trips that visits consist of, one for each supervisor and day."""
    day = part.row_day[visits.row]
    new = np.ones(len(visits), dtype=bool)
    new[1:] = (visits.sup[1:] != visits.sup[:-1]) | (day[1:] != day[:-1])
    trip = np.cumsum(new) - 1
    size = np.bincount(trip, minlength=0).astype(np.int64)
    position = np.arange(len(visits)) - np.repeat(np.flatnonzero(new), size)
    rows = np.full((len(size), int(size.max(initial=1))), -1, dtype=np.int64)
    rows[trip, position] = visits.row
    cls = classes.of_sup[visits.sup[new]]
    return Trips(cls, size, rows, costs_of(part, classes, cls, rows))


def costs_of(part: Part, classes: Classes, cls: IntArray, rows: IntArray) -> IntArray:
    """What days of a class cost without imbalance. rows: (n, longest) padded with -1, all of them possible."""
    size, prices = (rows >= 0).sum(axis=1), part.prices
    minutes = np.zeros(len(rows), dtype=np.int64)
    for k in range(1, rows.shape[1] + 1):
        of_size = np.flatnonzero(size == k)
        minutes[of_size], _ = _minutes(part, classes.site[cls[of_size]], rows[of_size, :k])
    costs: IntArray = prices.day + prices.visit * size + prices.travel_minute * minutes
    return costs


def _minutes(part: Part, home: IntArray, rows: IntArray) -> tuple[IntArray, BoolArray]:
    """Travel minutes of days home → rows → home, and whether home and venues reach each other."""
    site = part.row_site[rows]
    legs = [part.travel.minutes(home, site[:, 0]), part.travel.minutes(site[:, -1], home)]
    possible = (legs[0] < UNREACHABLE) & (legs[1] < UNREACHABLE)
    for k in range(rows.shape[1] - 1):
        legs.append(part.travel.minutes(site[:, k], site[:, k + 1]))
    return np.sum(legs, axis=0, dtype=np.int64), possible


def somebody(part: Part, classes: Classes, trips: Trips) -> BoolArray:
    """Whether at least one supervisor of the class is free for all visits of each trip (V3, V5)."""
    result = np.zeros(len(trips), dtype=bool)
    for _, able in people(part, classes, trips):
        result |= able
    return result


def people(part: Part, classes: Classes, trips: Trips) -> list[tuple[IntArray, BoolArray]]:
    """The k-th supervisor of each trip's class and whether he can make the trip, for k = 0, 1, … (-1 where there is
    none)."""
    order = np.argsort(classes.of_sup, kind="stable")
    order = order[classes.of_sup[order] >= 0]
    begin = np.searchsorted(classes.of_sup[order], np.arange(len(classes.team) + 1))
    width = np.diff(part.team_row)
    found = []
    for k in range(int(classes.count.max(initial=0))):
        there = classes.count[trips.cls] > k
        sup = np.full(len(trips), -1, dtype=np.int64)
        sup[there] = order[begin[trips.cls[there]] + k]
        able = there.copy()
        team = classes.team[trips.cls]
        base = part.free_at[team] + (sup - part.team_sup[team]) * width[team] - part.team_row[team]
        for j in range(trips.rows.shape[1]):
            at = np.flatnonzero(there & (trips.rows[:, j] >= 0))
            able[at] &= part.free[base[at] + trips.rows[at, j]]
        able &= trips.size <= np.where(there, part.sup_cap[np.maximum(sup, 0)], 0)
        found.append((sup, able))
    return found


def clashes(part: Part, team: int) -> list[tuple[int, int]]:
    """V3 across days: pairs of rows of one team, on different days, that nobody can visit one right after the other."""
    low, high = int(part.team_row[team]), int(part.team_row[team + 1])
    sites, where = np.unique(part.row_site[low:high], return_inverse=True)
    minutes = part.travel.minutes(sites[:, None], sites[None, :]) if len(sites) else np.zeros((0, 0), dtype=np.int64)
    start, end, day = (a[low:high] for a in (part.row_start, part.row_end, part.row_day))
    if not minutes.size:
        return []
    found = []
    for i in range(high - low):
        later = np.arange(np.searchsorted(day, day[i], side="right"), high - low)
        bad = minutes[where[i], where[later]] > start[later] - end[i]
        found += [(low + i, low + int(j)) for j in later[bad]]
    return found


def gains(trips: Trips, at: IntArray, items: IntArray, count: int) -> IntArray:
    """Distinct items covered by each trip."""
    position, owner = slices(at, np.maximum(trips.rows, 0).reshape(-1))
    real = (trips.rows >= 0).reshape(-1)[owner]
    keys = np.sort((owner[real] // trips.rows.shape[1]) * max(count, 1) + items[position[real]])
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = keys[1:] != keys[:-1]  # np.unique hashes, which takes a hundred times as long for these
    return np.bincount(keys[fresh] // max(count, 1), minlength=len(trips)).astype(np.int64)
