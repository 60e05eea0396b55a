"""Visits and bounds of one part: a greedy plan, prices that prove a bound and guide the search, and the exact model
where the part is small."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from turnout.scheduler.deadline import Stop
from turnout.scheduler.sit_ins.bound import Guide, guide
from turnout.scheduler.sit_ins.cost import Value, value
from turnout.scheduler.sit_ins.floors import least_shortfalls, unreachable_need
from turnout.scheduler.sit_ins.greedy import first_plan
from turnout.scheduler.sit_ins.improve import Search
from turnout.scheduler.sit_ins.model import solve
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits
from turnout.scheduler.sit_ins.piece import replan
from turnout.scheduler.sit_ins.shares import cases_of
from turnout.scheduler.sit_ins.trips import ALL_AT_MOST, all_trips, classes_of


@dataclass(frozen=True)
class Effort:
    """How hard to search, in CP-SAT's deterministic seconds: for a whole part by home, for each line of its exact
    model, for a block. rounds: sweeps over the blocks."""

    whole: float
    exact: float
    block: float
    rounds: int


EFFORTS = {
    "quick": Effort(0.3, 0.1, 0.1, 1), "normal": Effort(1.0, 0.3, 0.15, 2), "thorough": Effort(30.0, 60.0, 3.0, 6),
}  # fmt: skip
BY_HOME_AT_MOST = 3_000
"""Trips up to which a part is planned as a whole with its supervisors counted by home."""
WHOLE_AT_MOST = 6_000
"""Trips by supervisor up to which a part is given to the exact model as a whole."""
HURRIED = 20_000
"""Paths up to which all trips are listed where there is no time to improve anything."""
PATHS_A_SECOND = 30_000
"""Paths that may be listed for each second that is left, so that first visits stand in time."""
PRICING = 0.001
"""Seconds for each row that a round of prices takes, which nothing ends."""
TINY = 500
"""Trips by supervisor up to which the exact model needs no better start than the greedy plan."""


def effort_of(name: str, limit: float | None, parts: int) -> Effort:
    """The effort by name, its whole-part time replaced by an equal share of `limit` where one is given."""
    effort = EFFORTS[name]
    if limit is None:
        return effort
    share = limit / max(parts, 1) / 3
    return Effort(share, share, min(effort.block, share), effort.rounds)


@dataclass(frozen=True)
class PartPlan:
    """Visits of a part, and proven lower bounds of lines 2, 3 and 4. complete: the search was not cut short."""

    visits: Visits
    bound: Value
    complete: bool = True

    @staticmethod
    def empty(part: Part) -> PartPlan:
        """No visits, and the bounds that need no proof."""
        return PartPlan(Visits.of([], []), (0, 0, 0), complete=False)


def plan_part(part: Part, seed: int, effort: Effort, stop: Stop) -> PartPlan:
    """Visits and bounds of one part. stop: what there is no time for is left undone: improvement first, then bounds, at
    last visits."""
    if stop.late():
        return PartPlan.empty(part)
    listed = HURRIED if stop() else int(min(max(HURRIED, PATHS_A_SECOND * stop.left()), ALL_AT_MOST))
    return Planning(part, seed, effort, stop, listed).plan()


class Planning:
    """The planning of one part. What no trip can cover is taken off the needs first: it falls short in every plan.
    Where it is hurried, trips are left out, and so is the bound that would have to reckon with them.

    listed: paths up to which all trips of the part are listed.
    """

    def __init__(self, part: Part, seed: int, effort: Effort, stop: Stop, listed: int = ALL_AT_MOST) -> None:
        self._seed, self._effort, self._stop = seed, effort, stop
        self._classes = classes_of(part)
        self._trips, self._thinned = all_trips(part, self._classes, listed)
        self._hurried = listed < ALL_AT_MOST and bool(self._thinned.any())
        lack1, lack2 = unreachable_need(part, self._trips, self._thinned)
        self._lack = int(lack1.sum()), int(lack2.sum())
        self._part = replace(part, need1=part.need1 - lack1, need2=part.need2 - lack2)
        self._floor = least_shortfalls(self._part, self._classes, self._trips, self._thinned)
        self._guided: tuple[bytes, Guide] | None = None

    def plan(self) -> PartPlan:
        """Visits and bounds."""
        best = first_plan(self._part, self._classes, self._trips)
        if self._stop.bounding() or self._hurried or self._stop.left() < PRICING * self._part.rows:
            self._stop.short()
            return PartPlan(best, (0, 0, 0), complete=False)
        self._stop.first_stands()
        best, bound = self._improved(best)
        return PartPlan(best, self._with_lack(bound), complete=not self._stop.cut)

    def bounds(self, visits: Visits) -> Value:
        """Bounds of lines 2 to 4 for visits of the part, from flows and prices alone."""
        return self._with_lack(self._bound(visits, self._guide(visits).bound))

    def _with_lack(self, bound: Value) -> Value:
        return bound[0] + self._lack[0], bound[1] + self._lack[1], bound[2]

    def _improved(self, best: Visits) -> tuple[Visits, Value]:
        """Better visits, and bounds of what can be covered."""
        part, classes, trips, effort, stop = self._part, self._classes, self._trips, self._effort, self._stop
        size = int(classes.count[trips.cls].sum()) if not self._thinned.any() else WHOLE_AT_MOST + 1
        bound = self._bound(best, 0)
        if size > TINY:
            search = Search(part, classes, self._guide(best), effort.block, self._seed)
            best = search.run(best, effort.rounds, stop)
            bound = self._bound(best, self._guide(best).bound)
            if len(trips) <= BY_HOME_AT_MOST and bound != value(part, best) and not stop():
                best, bound = self._by_home(best)
        if size <= WHOLE_AT_MOST and bound != value(part, best) and not stop():
            best, bound = self._exactly(best, bound)
        return best, bound

    def _by_home(self, visits: Visits) -> tuple[Visits, Value]:
        """The whole part with its supervisors counted by home, over all trips and cases: a relaxation, so its bound
        counts."""
        part, classes = self._part, self._classes
        cases = [cases_of(part, t, int(classes.cap[classes.team == t].sum())) for t in range(part.teams)]
        best, floor = replan(part, classes, self._trips, visits, cases, self._effort.whole, self._seed)
        reached, bound = value(part, best), self._guide(best).bound
        if self._floor[0] >= reached[0] and floor[:2] == reached[:2]:
            bound = max(bound, floor[2])
        return best, self._bound(best, bound)

    def _exactly(self, visits: Visits, bound: Value) -> tuple[Visits, Value]:
        """The exact model of the whole part."""
        part = self._part
        answer = solve(part, self._classes, self._trips, visits, self._effort.exact, self._seed, self._stop)
        if all(answer.proven):
            return answer.visits, answer.bound
        self._floor = max(self._floor[0], answer.bound[0]), max(self._floor[1], answer.bound[1])
        reached = value(part, answer.visits)
        known = bound[2] if reached[:2] == value(part, visits)[:2] else 0
        if self._floor[0] >= reached[0]:
            known = max(known, answer.bound[2])
        return answer.visits, self._bound(answer.visits, max(known, self._guide(answer.visits).bound))

    def _bound(self, visits: Visits, cost: int) -> Value:
        """Bounds of lines 2 to 4 for visits, given one of line 4."""
        reached = value(self._part, visits)
        return min(self._floor[0], reached[0]), min(self._floor[1], reached[1]), min(cost, reached[2])

    def _guide(self, visits: Visits) -> Guide:
        """The bound of line 4 for all plans as good as the visits in lines 2 and 3, and its prices."""
        asked = surely_met(self._part, value(self._part, visits), self._floor)
        key = asked[0].tobytes() + asked[1].tobytes()
        if self._guided is None or self._guided[0] != key:
            made = np.bincount(self._part.sup_team()[visits.sup], minlength=self._part.teams)
            late = self._stop.bounding
            self._guided = key, guide(self._part, self._classes, self._trips, self._thinned, *asked, made, late)
        return self._guided[1]


def surely_met(part: Part, reached: Value, floor: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """What each T1 and each T2 unit gets in every plan that is as good as `reached` in lines 2 and 3, in their order.

    floor: lower bounds of lines 2 and 3. A plan with less T1 shortfall, if there may be one, may leave any T2
    shortfall.
    """
    met1 = np.maximum(part.need1 - reached[0], 0)
    met2 = np.maximum(part.need2 - reached[1], 0)
    return met1, met2 if floor[0] >= reached[0] else np.zeros_like(met2)
