"""One kind of the relaxed problem by enumeration: small sets of columns, and the cheapest attendance of each.

A set's floor sends everybody to his cheapest column of the set, as if there were seats for all; sets are looked at from
the lowest floor on, the attendance of each is settled exactly by a flow, and larger sets are bounded by their floors.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement, product

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.alone import NEVER, Alone, Side
from turnout.scheduler.timetable.alone_assign import assign, attended
from turnout.scheduler.timetable.columns import Columns

IntArray = npt.NDArray[np.int64]
MOST_SETS = 40_000
MOST_TRIED = 60
SETTLE_AFTER = 4
MOST_MODES = 8
LARGEST_SET = 6
Found = tuple[int, IntArray, tuple[int, ...], IntArray, IntArray]
"""A set's value, its columns, the batch limit of each session, heads (sessions, cohorts) and members sent."""


@lru_cache(maxsize=256)
def sets_of(columns: int, size: int) -> IntArray:
    """All sets of `size` columns, a column possibly several times: (sets, size) int64."""
    return np.array(list(combinations_with_replacement(range(columns), size)), dtype=np.int64).reshape(-1, size)


def _sets_count(columns: int, size: int) -> int:
    count = 1
    for i in range(size):
        count = count * (columns + i) // (i + 1)
    return count


class _Enumeration:
    """Floors of all sets of columns up to some size, and the exact value of a set."""

    def __init__(self, problem: Alone, given: Columns, barred: npt.NDArray[np.bool_], most: int) -> None:
        self.problem, self.given, self.most = problem, given, most
        self.sizes = np.where(barred, 0, problem.sizes)
        never = np.full(len(self.sizes), NEVER, dtype=np.int64)
        self.wide = np.array([w.cost if w.cost >= 0 and most > 0 else NEVER for w in problem.sends], dtype=np.int64)
        self.wide = np.where(barred, never, self.wide)
        self.dear = np.where(given.cost < 0, NEVER, given.cost).astype(np.int64)
        self.dear[:, problem.away <= 0] = NEVER
        self.fixed = problem.session + given.off
        present = problem.limit[self.sizes > 0]
        self.limits = sorted(set(present.tolist()))
        self.small = (self.sizes > 0) & (self.wide >= NEVER)
        self.tight = self.small & (problem.limit == (self.limits or [0])[0])
        self.crowd = int(self.sizes[self.tight].sum())
        self.crews = [self._crew(crew) for crew in sorted(set(problem.crew[self.small].tolist()) - {-1})]

    def _crew(self, crew: int) -> tuple[IntArray, int]:
        """Of a crew that can be away only in part: (columns,) how many of it a session may take, and how many there
        are."""
        inside = self.small & (self.problem.crew == crew)
        free = (self.dear[:, inside] < NEVER).any(axis=1)
        room: IntArray = np.where(free, self.problem.away[inside][0], 0).astype(np.int64)
        return room, int(self.sizes[inside].sum())

    def floors(self, group: IntArray) -> IntArray:
        """(sets,) a floor of each set's value."""
        opened = self.fixed[group].sum(axis=1)
        cheapest = (
            self.dear[group].min(axis=1) if group.shape[1] else np.full((1, len(self.sizes)), NEVER, dtype=np.int64)
        )
        served = served_many(self.sizes, cheapest, self.wide, self.most, self.problem.price)
        floor: IntArray = opened + served + self._overflow(group, cheapest)
        return floor

    def _overflow(self, group: IntArray, cheapest: IntArray) -> IntArray:
        """(sets,) what it costs more that not everybody can be served: too many for the batches, or of a crew away at
        once.

        Whoever is not served pays the price in place of his own least cost. Members who can be sent are left out of
        account.
        """
        if not self.small.any():
            return np.zeros(len(group), dtype=np.int64)
        least = self.problem.price - np.where(self.small, np.minimum(cheapest, self.problem.price), 0).max(axis=1)
        seats = np.minimum(self.given.seats[group], self.limits[0]).sum(axis=1)
        excess = np.maximum(self.crowd - seats, 0)
        for room, heads in self.crews:
            excess = np.maximum(excess, heads - room[group].sum(axis=1))
        more: IntArray = excess * np.maximum(least, 0)
        return more

    def value(self, group: IntArray, floor: int, below: int = NEVER * NEVER) -> Found | None:
        """The set's exact value and the attendance behind it; None where some session cannot gather a batch, or the
        value is not `below` that. floor: the set's."""
        easy = self._easy(group)
        if easy is not None:
            return easy
        best: Found | None = None
        several = len(group) > 0 and len(self.limits) > 1
        cheapest = self.dear[group].min(axis=0, initial=NEVER)
        already = int(self._overflow(group[None, :], cheapest[None, :])[0]) if several else 0
        for limits in self._modes(len(group)):
            more = self._shut_out(group, cheapest, already, limits) if several else 0
            if floor + more >= (below if best is None else min(best[0], below)):
                continue
            found = assign(
                self.problem,
                self.sizes,
                self.dear[group],
                self.given.seats[group],
                np.array(limits, dtype=np.int64),
                self.wide,
                self.most,
            )
            if found is not None:
                cost, heads, sent = found
                total = cost + int(self.fixed[group].sum())
                if best is None or total < best[0]:
                    best = total, group, limits, heads, sent
                if best[0] <= floor:
                    break
        return best

    def _shut_out(self, group: IntArray, cheapest: IntArray, already: int, limits: tuple[int, ...]) -> int:
        """What it costs more that those of the smallest limit find no seat in sessions that keep a larger one.

        cheapest: (cohorts,) in the set. already: what the set's floor counts for those without a seat.
        """
        smallest = self.limits[0]
        room = sum(
            min(int(self.given.seats[j]), smallest)
            for j, limit in zip(group.tolist(), limits, strict=True)
            if limit == smallest
        )
        excess = int(self.sizes[self.tight].sum()) - room
        if excess <= 0:
            return 0
        own = int(np.minimum(cheapest[self.tight], self.problem.price).max())
        return int(max(0, excess * (self.problem.price - own) - already))

    def nobody(self) -> Found:
        """Nobody to serve: no session."""
        heads = np.zeros((0, len(self.sizes)), dtype=np.int64)
        return 0, np.zeros(0, dtype=np.int64), (), heads, np.zeros_like(self.sizes)

    def side(self, found: Found) -> Side:
        """What was found, as a side."""
        value, group, limits, heads, sent = found
        return attended(self.problem, self.given, group, limits, heads, sent, value)

    def _easy(self, group: IntArray) -> Found | None:
        """Everybody to his cheapest session or sent without limit, where that breaks no limit: then it is the set's
        optimum."""
        if not len(group) or (self.problem.crew >= 0).any() or 0 < self.most < int(self.sizes[self.wide < NEVER].sum()):
            return None
        dear = self.dear[group]
        at = dear.argmin(axis=0)
        cheapest = dear[at, np.arange(len(at))]
        wide = self.wide if self.most else np.full_like(self.wide, NEVER)
        sent = np.where((wide < cheapest) & (wide <= self.problem.price), self.sizes, 0)
        there = self.sizes - sent
        if ((cheapest > self.problem.price) & (there > 0)).any():
            return None
        heads = np.zeros(dear.shape, dtype=np.int64)
        heads[at, np.arange(len(at))] = there
        counts = heads.sum(axis=1)
        limit = self.problem.limit[there > 0].min(initial=NEVER)
        if (counts < self.problem.least).any() or (counts > np.minimum(self.given.seats[group], limit)).any():
            return None
        total = int(self.fixed[group].sum() + cheapest @ there + np.where(sent > 0, wide, 0) @ sent)
        return total, group, (0,) * len(group), heads, sent

    def _modes(self, sessions: int) -> list[tuple[int, ...]]:
        """Which batch limit each session keeps: the smallest for all, or every mixture where larger batches could
        help."""
        if len(self.limits) < 2 or int(self.sizes.sum()) <= self.limits[0]:
            return [tuple(self.limits[:1]) * sessions]
        return list(product(self.limits, repeat=sessions))

    def exact(self, sessions: int) -> bool:
        """Whether `value` tries all mixtures of limits."""
        return len(self._modes(sessions)) <= MOST_MODES


def side_by_enumeration(
    problem: Alone,
    given: Columns,
    barred: npt.NDArray[np.bool_],
    send_at_most: int,
    settle: bool = False,
    rooms: int = NEVER,
) -> Side | None:
    """The cheapest way to serve everybody who is not barred: proven, or None where enumeration cannot prove one.

    barred: (cohorts,) bool, who is left out. settle: take the best found after a few tries, proven or not. rooms: most
    sessions.
    """
    search = _Enumeration(problem, given, barred, send_at_most)
    nothing = np.zeros((1, 0), dtype=np.int64)
    best = search.value(nothing[0], int(search.floors(nothing)[0])) if search.sizes.any() else search.nobody()
    if best is None:
        return None
    tried = 0
    cheapest = served_many(
        search.sizes, search.dear.min(axis=0, initial=NEVER)[None, :], search.wide, search.most, problem.price
    )
    opening = np.sort(search.fixed)
    for size in range(1, min(LARGEST_SET, rooms) + 1):
        least = int(opening[:1].sum()) * size if len(opening) else NEVER * NEVER
        if not given.count or least + int(cheapest[0]) >= best[0]:
            return search.side(best)
        if _sets_count(given.count, size) > MOST_SETS or not search.exact(size):
            return search.side(best) if settle else None
        group = sets_of(given.count, size)
        floors = search.floors(group)
        order = np.flatnonzero(floors < best[0])
        order = order[np.lexsort((-given.starts[group[order]].sum(axis=1), floors[order]))]
        for at in order.tolist():
            if int(floors[at]) >= best[0]:
                break
            if settle and tried >= SETTLE_AFTER * size:
                break
            if not settle and tried >= MOST_TRIED:
                return None
            tried += 1
            found = search.value(group[at], int(floors[at]), best[0])
            if found is not None and found[0] < best[0]:
                best = found
    return search.side(best) if settle or rooms <= LARGEST_SET else None


def served_many(sizes: IntArray, cheapest: IntArray, wide: IntArray, most: int, price: int) -> IntArray:
    """(sets,) least cost of serving everybody: each in his cheapest column, or sent (at most `most`), or unplaced."""
    own = np.minimum(cheapest, price)
    total: IntArray = np.asarray(own @ sizes, dtype=np.int64)
    if most <= 0 or (wide >= NEVER).all():
        return total
    gain = np.maximum(own - wide, 0)
    if most >= int(sizes[wide < NEVER].sum()):
        served: IntArray = np.asarray(total - gain @ sizes, dtype=np.int64)
        return served
    order = np.argsort(-gain, axis=1, kind="stable")
    sorted_gain = np.take_along_axis(gain, order, axis=1)
    heads = np.minimum(np.cumsum(sizes[order], axis=1), most)
    heads[:, 1:] -= heads[:, :-1].copy()
    limited: IntArray = np.asarray(total - (sorted_gain * heads).sum(axis=1), dtype=np.int64)
    return limited
