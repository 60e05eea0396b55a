"""The relaxed problem by enumeration: small sets of columns, everybody to the cheapest of the set.

Most audiences are small enough for this: with seats to spare, the best use of a set of open columns sends everybody to
his cheapest one, so looking at all sets of up to three columns, and bounding larger sets from below, proves the optimum.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.alone import NEVER, Alone, Side
from turnout.scheduler.timetable.columns import Columns

IntArray = npt.NDArray[np.int64]
LARGEST_SET = 3
MOST_COLUMNS = 28


@lru_cache(maxsize=64)
def sets_of(columns: int) -> list[IntArray]:
    """All sets of 1 … LARGEST_SET columns, as index arrays by size."""
    return [
        np.array(list(combinations(range(columns), size)), dtype=np.int64).reshape(-1, size)
        for size in range(1, min(LARGEST_SET, columns) + 1)
    ]


def fits(problem: Alone, given: Columns, group: IntArray, heads: IntArray) -> bool:
    """Whether no seat, batch limit (H5) or limit on people away (H8) is broken by one session in each column."""
    for j in group.tolist():
        there = heads[j] > 0
        count = int(heads[j].sum())
        if count > int(given.seats[j]) or count > int(problem.limit[there].min()):
            return False
        for crew in set(problem.crew[there].tolist()) - {-1}:
            inside = problem.crew == crew
            if int(heads[j, inside].sum()) > int(problem.away[inside][0]):
                return False
    return True


def side_by_enumeration(
    problem: Alone, given: Columns, barred: npt.NDArray[np.bool_], send_at_most: int
) -> Side | None:
    """The cheapest way to place everybody who is not barred, if a set of at most three columns is proven to be it.

    barred: (cohorts,) bool, who is left out. None where enumeration cannot prove an optimum.
    """
    if given.count > MOST_COLUMNS:
        return None
    sizes = np.where(barred, 0, problem.sizes)
    wide = np.array([way.cost if way.cost >= 0 else NEVER for way in problem.sends], dtype=np.int64)
    if send_at_most == 0:
        wide[:] = NEVER
    if not sizes.any():
        nothing = np.zeros((given.count, len(sizes)), dtype=np.int64)
        return Side(given, 0, nothing, np.zeros(given.count, dtype=np.int64), np.zeros_like(sizes))
    dear = np.where(given.cost < 0, NEVER, given.cost).astype(np.int64)
    fixed = problem.session + given.off
    floors: list[tuple[int, IntArray]] = [(_served(sizes, np.full(len(sizes), NEVER), wide, send_at_most, problem.price), _NONE)]
    for group in sets_of(given.count):
        cheapest = dear[group].min(axis=1)
        values = fixed[group].sum(axis=1) + _served_many(sizes, cheapest, wide, send_at_most, problem.price)
        keep = np.argsort(values, kind="stable")[:12]
        floors += [(int(values[i]), group[i]) for i in keep]
    floors.sort(key=lambda pair: (pair[0], -int(given.starts[pair[1]].sum()), pair[1].tolist()))
    beyond = NEVER * NEVER
    if given.count > LARGEST_SET:
        four = int(np.sort(fixed)[: LARGEST_SET + 1].sum())
        beyond = four + int(sizes @ np.minimum(np.minimum(dear.min(axis=0), wide), problem.price))
    best: Side | None = None
    for floor, group in floors:
        if best is not None and best.value <= floor:
            break
        side = _use(problem, given, dear, sizes, wide, send_at_most, group)
        if side is not None and (best is None or side.value < best.value):
            best = side
        if side is None or side.value > floor:
            beyond = min(beyond, floor)
    return best if best is not None and best.value <= beyond and _list_complete(floors, best) else None


_NONE: IntArray = np.zeros(0, dtype=np.int64)


def _list_complete(floors: list[tuple[int, IntArray]], best: Side) -> bool:
    """Whether no set left off the short lists could be cheaper: the last of each size costs at least as much."""
    for size in range(1, LARGEST_SET + 1):
        values = [value for value, group in floors if len(group) == size]
        if len(values) >= 12 and max(values) < best.value:
            return False
    return True


def _served(sizes: IntArray, cheapest: IntArray, wide: IntArray, most: int, price: int) -> int:
    return int(_served_many(sizes, cheapest[None, :], wide, most, price)[0])


def _served_many(sizes: IntArray, cheapest: IntArray, wide: IntArray, most: int, price: int) -> IntArray:
    """(sets,) least cost of serving everybody: each in his cheapest column, or sent (at most `most`), or unplaced."""
    own = np.minimum(cheapest, price)
    total = own @ sizes
    if most <= 0 or (wide >= NEVER).all():
        return total
    gain = np.maximum(own - wide, 0)
    if most >= int(sizes[wide < NEVER].sum()):
        return total - gain @ sizes
    order = np.argsort(-gain, axis=1, kind="stable")
    sorted_gain = np.take_along_axis(gain, order, axis=1)
    heads = np.minimum(np.cumsum(sizes[order], axis=1), most)
    heads[:, 1:] -= heads[:, :-1].copy()
    return total - (sorted_gain * heads).sum(axis=1)


def _use(
    problem: Alone, given: Columns, dear: IntArray, sizes: IntArray, wide: IntArray, most: int, group: IntArray
) -> Side | None:
    """A real use of this set of columns: everybody to his cheapest, batches filled up to the least by moving the cheapest."""
    heads = np.zeros((given.count, len(sizes)), dtype=np.int64)
    own = dear[group].min(axis=0) if len(group) else np.full(len(sizes), NEVER, dtype=np.int64)
    gain = np.where(wide < NEVER, own - wide, -NEVER)
    sent = np.zeros_like(sizes)
    left = most
    for c in np.argsort(-gain, kind="stable").tolist():
        if gain[c] > 0 and left > 0:
            sent[c] = min(int(sizes[c]), left)
            left -= int(sent[c])
    for c in range(len(sizes)):
        if sizes[c] > sent[c]:
            if own[c] >= NEVER:
                return None
            heads[group[int(np.argmin(dear[group, c]))], c] = sizes[c] - sent[c]
    if not _fill(problem, dear, group, wide, heads, sent) or not fits(problem, given, group, heads):
        return None
    sessions = np.zeros(given.count, dtype=np.int64)
    sessions[group] = 1
    spent = int((np.where(heads > 0, dear, 0) * heads).sum() + (np.where(sent > 0, wide, 0) * sent).sum())
    value = spent + int((problem.session + given.off[group]).sum())
    return Side(given, value, heads, sessions, sent)


def _fill(problem: Alone, dear: IntArray, group: IntArray, wide: IntArray, heads: IntArray, sent: IntArray) -> bool:
    """Move members into columns below the least batch, cheapest first; False where that cannot be done."""
    for j in group.tolist():
        while int(heads[j].sum()) < problem.least:
            best: tuple[int, int, int] | None = None
            for c in range(heads.shape[1]):
                if dear[j, c] >= NEVER:
                    continue
                if sent[c] > 0:
                    best = min(best or (NEVER, 0, 0), (int(dear[j, c] - wide[c]), -1, c))
                for i in group.tolist():
                    if i != j and heads[i, c] > 0 and int(heads[i].sum()) > problem.least:
                        best = min(best or (NEVER, 0, 0), (int(dear[j, c] - dear[i, c]), i, c))
            if best is None:
                return False
            _, source, c = best
            if source < 0:
                sent[c] -= 1
            else:
                heads[source, c] -= 1
            heads[j, c] += 1
    return True
