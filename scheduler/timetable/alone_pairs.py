"""The relaxed problem of one audience, both kinds together: pairs of small sets of columns, by enumeration.

A member needs a study and a discussion that lie a gap apart. For a set of study columns and a set of discussion
columns, each member's cheapest such pair gives a floor of the cost; the least floor over all pairs of sets bounds every
solution. Only sets that could beat a known solution are looked at, which are few.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.alone import NEVER, Alone, Side
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY

IntArray = npt.NDArray[np.int64]
MOST_COLUMNS = 48
LARGEST_SET = 3
MOST_PAIRS = 1_500
MOST_FLOORS = 4_000_000


def best_pair(problem: Alone, send_at_most: int, floor: int, above: int) -> tuple[int, tuple[Side, Side] | None]:
    """A proven lower bound of all solutions, at most `above`, and the solution that attains it, if that is found.

    floor: a lower bound known already. above: the value of a known solution.
    """
    if max(problem.study.count, problem.discussion.count) > MOST_COLUMNS or problem.sizes.sum() == 0:
        return floor, None
    search = _Pairs(problem, send_at_most)
    value, chosen = search.least(above)
    value = max(value, floor)
    if chosen is None or value >= above:
        return min(value, above), None
    return value, search.sides(*chosen)


@lru_cache(maxsize=256)
def _sets_of(columns: int, size: int) -> IntArray:
    """All sets of `size` different columns: (sets, size) int64."""
    return np.array(list(combinations(range(columns), size)), dtype=np.int64).reshape(-1, size)


class _Pairs:
    """Floors of pairs of sets, studies and discussions."""

    def __init__(self, problem: Alone, send_at_most: int) -> None:
        self.problem, self.most = problem, send_at_most
        self.studying = np.where(problem.barred(STUDY), 0, problem.sizes)
        self.discussing = np.where(problem.barred(DISCUSSION), 0, problem.sizes)
        self.study = _dear(problem.study)
        self.discussion = _dear(problem.discussion)
        sendable = send_at_most > 0
        self.ways = np.array([w.cost if sendable and w.cost >= 0 else NEVER for w in problem.sends], dtype=np.int64)
        self.way_days = np.array([w.day for w in problem.sends], dtype=np.int64)

    def least(self, above: int) -> tuple[int, tuple[IntArray, IntArray] | None]:
        """The least floor of all pairs of sets, and the pair, or `above` where no pair is below it."""
        problem, price = self.problem, self.problem.price
        fixed = [problem.session + problem.study.off, problem.session + problem.discussion.off]
        never = np.full_like(self.ways, NEVER)
        sides = [
            _Sets(self.study, fixed[0], self.studying, self.ways, price),
            _Sets(self.discussion, fixed[1], self.discussing, never, price),
        ]
        beyond = min(sides[0].beyond + sides[1].least, sides[1].beyond + sides[0].least)
        kept = [sides[k].below(above - sides[1 - k].least) for k in (0, 1)]
        if not kept[0] or not kept[1]:
            return min(above, beyond), None
        if len(kept[0]) * len(kept[1]) > MOST_FLOORS:
            return min(above, beyond, sum(min(value for value, _ in side) for side in kept)), None
        floors = np.array([v for v, _ in kept[0]])[:, None] + np.array([v for v, _ in kept[1]])[None, :]
        order = np.flatnonzero(floors.ravel() < above)
        order = order[np.argsort(floors.ravel()[order], kind="stable")]
        best, chosen = above, None
        for count, at in enumerate(order.tolist()):
            i, j = divmod(at, len(kept[1]))
            if floors[i, j] >= best:
                break
            if count >= MOST_PAIRS:
                return min(int(floors[i, j]), best, beyond), None
            value = self._floor(kept[0][i][1], kept[1][j][1], fixed)
            if value < best:
                best, chosen = value, (kept[0][i][1], kept[1][j][1])
        return (best, chosen) if best <= beyond else (beyond, None)

    def _floor(self, studies: IntArray, discussions: IntArray, fixed: list[IntArray]) -> int:
        """Floor of one pair of sets: opening all, and everybody's cheapest pair a gap apart, or unplaced."""
        heads = np.maximum(self.studying, self.discussing)
        return int(
            fixed[0][studies].sum() + fixed[1][discussions].sum() + self._pair_costs(studies, discussions)[0] @ heads
        )

    def _pair_costs(self, studies: IntArray, discussions: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Per cohort the least cost of studying and discussing, and where: positions in the two sets.

        The position after the last study is the joint study; the one after that, and after the last discussion, is
        unplaced.
        """
        problem, price = self.problem, self.problem.price
        cohorts = len(problem.sizes)
        days = np.concatenate(
            [
                np.repeat(problem.study.day[studies, None], cohorts, 1),
                self.way_days[None],
                np.full((1, cohorts), -NEVER),
            ]
        )
        first = np.concatenate([self.study[studies], self.ways[None], np.full((1, cohorts), price)])
        first = np.where(self.studying == 0, 0, first)
        days = np.where(self.studying == 0, -NEVER, days)
        late = np.concatenate([problem.discussion.day[discussions], [NEVER]])
        second = np.concatenate([self.discussion[discussions], np.full((1, cohorts), price)])
        second = np.where(self.discussing == 0, 0, second)
        total = first[:, None, :] + second[None, :, :]
        apart = (days[:, None, :] + problem.gap <= late[None, :, None]) | (self.discussing == 0)
        unstudied = np.zeros((len(first), len(second), 1), dtype=bool)
        unstudied[-1, :-1] = True
        total = np.where(apart & ~(unstudied & (self.studying > 0)), total, NEVER * 4)
        flat = total.reshape(-1, cohorts)
        at = flat.argmin(axis=0)
        return flat[at, np.arange(cohorts)], at // len(second), at % len(second)

    def sides(self, studies: IntArray, discussions: IntArray) -> tuple[Side, Side] | None:
        """The solution behind a pair's floor, where it keeps every batch and limit."""
        problem = self.problem
        _, at_study, at_discussion = self._pair_costs(studies, discussions)
        heads = [np.zeros((g.count, len(problem.sizes)), dtype=np.int64) for g in (problem.study, problem.discussion)]
        sent = np.zeros_like(problem.sizes)
        for c in range(len(problem.sizes)):
            if self.studying[c]:
                if at_study[c] < len(studies):
                    heads[0][studies[at_study[c]], c] = problem.sizes[c]
                elif at_study[c] == len(studies):
                    sent[c] = problem.sizes[c]
            if self.discussing[c] and at_discussion[c] < len(discussions):
                heads[1][discussions[at_discussion[c]], c] = problem.sizes[c]
        if int(sent.sum()) > self.most or len(studies) > problem.rooms[0] or len(discussions) > problem.rooms[1]:
            return None
        sides = []
        for kind, given, group in ((0, problem.study, studies), (1, problem.discussion, discussions)):
            if (heads[kind][group].sum(axis=1) < problem.least).any() or not fits(problem, given, group, heads[kind]):
                return None
            sessions = np.zeros(given.count, dtype=np.int64)
            sessions[group] = 1
            sides.append(Side(given, 0, heads[kind], sessions, sent if kind == STUDY else sent * 0))
        return sides[0], sides[1]


def _dear(given: Columns) -> IntArray:
    return np.where(given.cost < 0, NEVER, given.cost).astype(np.int64)


class _Sets:
    """Floors of all sets of up to three columns of one kind, the empty one too: opening them, everybody to his
    cheapest.

    least: the least of all, larger sets included. beyond: the least of larger sets.
    """

    def __init__(self, dear: IntArray, fixed: IntArray, sizes: IntArray, ways: IntArray, price: int) -> None:
        most = np.minimum(ways, price)
        sizes_of_sets = range(1, min(LARGEST_SET, len(fixed)) + 1)
        self._groups = [np.zeros((1, 0), dtype=np.int64), *(_sets_of(len(fixed), n) for n in sizes_of_sets)]
        self._values = [np.array([most @ sizes])]
        for group in self._groups[1:]:
            self._values.append(fixed[group].sum(axis=1) + np.minimum(dear[group].min(axis=1), most) @ sizes)
        self.beyond = NEVER * NEVER
        if len(fixed) > LARGEST_SET:
            cheapest = np.minimum(dear.min(axis=0), most)
            self.beyond = int(np.sort(fixed)[: LARGEST_SET + 1].sum() + cheapest @ sizes)
        self.least = min(self.beyond, min(int(v.min()) for v in self._values if len(v)))

    def below(self, limit: int) -> list[tuple[int, IntArray]]:
        """(floor, set) of the sets whose floor is below a limit."""
        return [
            (int(values[i]), groups[i])
            for groups, values in zip(self._groups, self._values, strict=True)
            for i in np.flatnonzero(values < limit).tolist()
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
