"""A lower bound on the cost of every legal plan that meets the needs, and the prices behind it, which guide the search.

A linear programme over all trips gives prices; `proof` makes the bound of them. A team's cost is no convex function of
its visits, because its even share is rounded up: each share is a case of its own, and cases that look good are mixed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from turnout.scheduler.deadline import Ask, never
from turnout.scheduler.sit_ins.frame import EXACT, Frame, frame_of
from turnout.scheduler.sit_ins.linear import FloatArray
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Prices
from turnout.scheduler.sit_ins.proof import Own, Shared, before_rewards, case_value, joined, rewards, unlisted
from turnout.scheduler.sit_ins.relaxation import TOO_DEAR, Relaxation
from turnout.scheduler.sit_ins.shares import Case
from turnout.scheduler.sit_ins.trips import Classes, Trips, costs_of

ROUNDS, MORE = 60, 40
"""Rounds of adding columns and rows, and how many columns a case gets in one."""
LIKELY = 200
"""Columns that a team by itself begins with, and how many more it gets in a round."""
LISTINGS = 6
"""How often trips of teams with too many are listed."""
TRIES = 4
"""How often cases are added."""
ENOUGH = 200
"""Cases left out may cost one in so many of the bound."""
PRECISE = 500
"""Prices whose bound is below the relaxation's cost by less than one in so many are not made better."""
FIRST = 1
"""Cheapest trips that begin with each visit, to begin with."""
NEAR = 20 * EXACT
"""Reduced costs up to which columns are kept when cases are added."""
WORTH = EXACT // 64
"""How far below 0 a reduced cost must be for the column to come in."""


@dataclass(frozen=True)
class Guide:
    """bound: of line 4. trips: all there are, or of teams with too many those that look good. extra: (trips,) how much
    more than the bound plans with a trip cost, going by the prices, rounded down. cases: of every team, those that the
    relaxation makes use of."""

    bound: int
    trips: Trips
    extra: IntArray
    cases: list[list[Case]]


@dataclass(frozen=True)
class _Priced:
    """One set of prices for some cases: what all come to, `value` of each and reduced costs of its trips."""

    cases: list[Case]
    total: int
    shared: Shared
    own: list[Own]
    value: list[int]
    reduced: list[IntArray]


def guide(
    part: Part,
    classes: Classes,
    trips: Trips,
    thinned: BoolArray,
    need1: IntArray,
    need2: IntArray,
    expected: IntArray,
    late: Ask = never,
) -> Guide:
    """The bound for plans in which each T1 unit gets `need1` and each T2 unit `need2` more items.

    trips: all there are, sorted by class and day, but for the teams that are `thinned`: theirs are listed as the prices
    ask for them. expected: visits of each team, as far as known; only a start. late: asked now and then; the bound is
    then as good as it was made so far.
    """
    grain = _grain(part, trips, int(need1.sum() + need2.sum()))
    if grain > 1:
        cheap = replace(part, prices=Prices(**{k: v // grain for k, v in asdict(part.prices).items()}))
        found = guide(cheap, classes, replace(trips, cost=trips.cost // grain), thinned, need1, need2, expected, late)
        listed = replace(found.trips, cost=costs_of(part, classes, found.trips.cls, found.trips.rows))
        return Guide(found.bound * grain, listed, found.extra * grain, found.cases)
    best = Guide(0, trips, np.zeros(len(trips), dtype=np.int64), [])
    for _ in range(LISTINGS):
        frame = frame_of(part, classes, trips, thinned, need1, need2)
        teams = [t for t in range(part.teams) if thinned[t] or frame.of_team(t).start < frame.of_team(t).stop]
        if not teams:
            return replace(best, cases=frame.cases)
        cases = [next((c for c in frame.cases[t] if expected[t] <= c.most), frame.cases[t][-1]) for t in teams]
        relaxation = Relaxation(frame, cases)
        found, priced = _guided(relaxation, late)
        best = max(best, found, key=lambda g: g.bound) if best.cases else found
        more = None if priced is None else unlisted(frame, priced.cases, priced.own, priced.shared)
        if more is None or len(more) == len(trips) or late():
            break
        trips = more
    return best


def _grain(part: Part, trips: Trips, needs: int) -> int:
    """What costs are divided by, rounded down, so that no sum of them overflows 64 bits; 1 for all but huge ones."""
    prices, longest = part.prices, min(int(part.sup_daily.max(initial=1)), part.rows)
    dearest = int(trips.cost.max(initial=0)) + prices.visit * longest + prices.imbalance * longest
    sums = part.rows * int(np.diff(part.team_sup).max(initial=1)) + needs + 1
    return 1 << max(0, (dearest * EXACT * TOO_DEAR * sums).bit_length() - 60)


def _guided(relaxation: Relaxation, late: Ask) -> tuple[Guide, _Priced | None]:
    """The best guide, and the last prices."""
    _begin(relaxation)
    frame, last = relaxation.frame, None
    best = Guide(0, frame.trips, np.zeros(len(frame.trips), dtype=np.int64), frame.cases)
    for _ in range(TRIES):
        priced, weight = _prices(relaxation, late)
        if priced is None:
            break
        last = priced
        left_out, total, columns = _left_out(relaxation, priced, late)
        if -(-total // EXACT) > best.bound:
            best = _guide(frame, relaxation.cases, priced, weight, total)
        if priced.total - total <= priced.total // ENOUGH or late():
            break
        relaxation.keep(_columns_near(relaxation, priced))
        for case, trip in zip(left_out, columns, strict=True):
            relaxation.cases.append(case)
            relaxation.add(trip, np.full(len(trip), len(relaxation.cases) - 1))
    return best, last


def _guide(frame: Frame, cases: list[Case], priced: _Priced, weight: FloatArray, total: int) -> Guide:
    extra = np.full(len(frame.trips), np.iinfo(np.int64).max)
    least = _least(cases, priced.value)
    used: list[list[Case]] = [[] for _ in frame.cases]
    for k, case in enumerate(cases):
        mine = frame.of_team(case.team)
        more = priced.reduced[k] + (priced.value[k] - least[case.team])
        extra[mine] = np.minimum(extra[mine], more // EXACT)
        if weight[k] > 0:
            used[case.team].append(case)
    return Guide(max(0, -(-total // EXACT)), frame.trips, extra, used)


def _begin(relaxation: Relaxation) -> None:
    """First columns: for each visit, the trips beginning with it that cost least per visit."""
    trips = relaxation.frame.trips
    each = np.argsort(trips.cost / np.maximum(trips.size, 1), kind="stable")
    order = each[np.argsort(trips.rows[each, 0], kind="stable")] if len(trips) else each
    row = trips.rows[order, 0] if len(trips) else each
    rank = np.arange(len(order)) - np.searchsorted(row, row)
    chosen = order[rank < FIRST]
    team = relaxation.frame.classes.team[trips.cls[chosen]]
    for k, case in enumerate(relaxation.cases):
        mine = chosen[team == case.team]
        relaxation.add(mine, np.full(len(mine), k))


def _columns_near(relaxation: Relaxation, priced: _Priced) -> BoolArray:
    """Of the relaxation's columns, which have a reduced cost near 0: others can come in again."""
    near = np.zeros(len(relaxation.trip), dtype=bool)
    for k, each in enumerate(priced.reduced):
        mine = np.flatnonzero(relaxation.case == k)
        first = relaxation.frame.of_team(relaxation.cases[k].team).start
        near[mine] = each[relaxation.trip[mine] - first] <= NEAR
    return near


def _prices(relaxation: Relaxation, late: Ask) -> tuple[_Priced | None, FloatArray]:
    """The best prices for the relaxation's cases, and the weights of the cases in the last solution."""
    best: _Priced | None = None
    weight = np.zeros(len(relaxation.cases))
    for _ in range(ROUNDS):
        answer = relaxation.solve()
        if answer is None:
            break
        priced = _evaluated(relaxation.frame, relaxation.cases, answer.shared, answer.own)
        weight = answer.weight
        if best is None or priced.total >= best.total:
            best = priced
        grown = _add_columns(relaxation, priced.reduced, MORE)
        near = not relaxation.broken and answer.cost * EXACT - best.total <= best.total // PRECISE
        if late() or near or not (grown or relaxation.broken):
            break
    return best, weight


def _add_columns(relaxation: Relaxation, reduced: list[IntArray], most: int) -> bool:
    """The most promising columns of every case; whether there are any."""
    trip, case = [], []
    for k, each in enumerate(reduced):
        promising = np.flatnonzero(each < -WORTH)
        chosen = promising[np.argsort(each[promising], kind="stable")[:most]]
        trip.append(chosen + relaxation.frame.of_team(relaxation.cases[k].team).start)
        case.append(np.full(len(chosen), k))
    before = len(relaxation.trip)
    relaxation.add(np.concatenate(trip), np.concatenate(case))
    return len(relaxation.trip) > before


def _least(cases: list[Case], value: list[int]) -> dict[int, int]:
    """By team, the least value of its cases."""
    least: dict[int, int] = {}
    for case, v in zip(cases, value, strict=True):
        least[case.team] = min(v, least.get(case.team, v))
    return least


def _evaluated(frame: Frame, cases: list[Case], shared: Shared, own: list[Own]) -> _Priced:
    costs = before_rewards(frame, shared) - rewards(frame, shared.need)
    value, reduced = [], []
    for case, prices in zip(cases, own, strict=True):
        v, each = case_value(frame, case, prices, shared, costs[frame.of_team(case.team)])
        value.append(v)
        reduced.append(each)
    total = joined(frame, shared) + sum(_least(cases, value).values())
    return _Priced(list(cases), total, shared, own, value, reduced)


def _left_out(relaxation: Relaxation, priced: _Priced, late: Ask) -> tuple[list[Case], int, list[IntArray]]:
    """Cases not in the relaxation that cost less than those in it, the bound over all cases, and good columns for
    those."""
    frame, least, total = relaxation.frame, _least(relaxation.cases, priced.value), priced.total
    there = set(relaxation.cases)
    team = frame.classes.team[frame.trips.cls[relaxation.trip]]
    found, columns = [], []
    for t, best in sorted(least.items()):
        mine = frame.of_team(t)
        before = before_rewards(frame, priced.shared, mine)
        touched = frame.touched(t)
        earned = int((priced.shared.need[touched] * frame.needs.amount[touched]).sum())
        cheapest = frame.cheapest_visit(t) * EXACT
        lowest, alone = best, _Alone(frame, priced.shared, t, before, touched, relaxation.trip[team == t])
        for case in frame.cases[t]:
            if case in there or case.fewest * cheapest - earned >= best:
                continue
            value, trip = alone.least(case, best, late)
            lowest = min(lowest, value)
            if value < best - EXACT:
                found.append(case)
                columns.append(trip)
        total -= best - lowest
    return found, total, columns


class _Alone:
    """One team by itself at given prices: what it adds to a need is paid for, up to the whole need."""

    def __init__(
        self, frame: Frame, earned: Shared, team: int, before: IntArray, touched: IntArray, trip: IntArray
    ) -> None:
        self._frame, self._earned, self._before, self._touched = frame, earned, before, touched
        mine = frame.of_team(team)
        likely = np.argsort(before - rewards(frame, earned.need, mine), kind="stable")[:LIKELY] + mine.start
        self._trip = np.union1d(trip, likely)
        self._relaxation: Relaxation | None = None

    def least(self, case: Case, enough: int, late: Ask) -> tuple[int, IntArray]:
        """A lower bound on what the team's visits in a case come to, tight if below `enough`, and the columns it
        takes."""
        if self._relaxation is None:
            self._relaxation = Relaxation(self._frame, [case], self._earned)
            self._relaxation.add(self._trip, np.zeros(len(self._trip), dtype=np.int64))
        relaxation, earned, touched = self._relaxation, self._earned.need, self._touched
        relaxation.cases = [case]
        mine, amount = self._frame.of_team(case.team), self._frame.needs.amount[touched]
        best, taken = -int((earned[touched] * amount).sum()), self._trip[:0]
        for _ in range(ROUNDS):
            answer = None if late() else relaxation.solve()
            if answer is None:
                break
            costs = self._before - rewards(self._frame, answer.shared.need, mine)
            value, reduced = case_value(self._frame, case, answer.own[0], answer.shared, costs)
            best = max(best, value - int(((earned - answer.shared.need)[touched] * amount).sum()))
            taken = answer.trip[answer.value > 0]
            grown = _add_columns(relaxation, [reduced], LIKELY)
            if best >= enough or not (grown or relaxation.broken):
                break
        return best, taken
