"""Visits and bounds of one part: a greedy plan, then exact where the part is small, else improved committee by
committee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.deadline import Stop
from turnout.scheduler.sit_ins.bound import cost_bound
from turnout.scheduler.sit_ins.cost import Value, value
from turnout.scheduler.sit_ins.floors import least_shortfalls, unreachable_need
from turnout.scheduler.sit_ins.greedy import first_plan
from turnout.scheduler.sit_ins.improve import improve
from turnout.scheduler.sit_ins.model import Answer, solve
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Visits
from turnout.scheduler.sit_ins.piece import replan
from turnout.scheduler.sit_ins.trips import Classes, Trips, all_trips, classes_of


@dataclass(frozen=True)
class Effort:
    """How hard to search. exact: CP-SAT's deterministic seconds for a whole part; piece: for a piece of it; rounds:
    sweeps."""

    exact: float
    piece: float
    rounds: int


EFFORTS = {"quick": Effort(0.5, 0.02, 1), "normal": Effort(2.0, 0.1, 2), "thorough": Effort(60.0, 1.0, 6)}
COMPACT_AT_MOST = 3_000
"""Trips up to which a part is planned as a whole with its supervisors counted by home."""
WHOLE_AT_MOST = 6_000
"""Trips by supervisor up to which a part is given to CP-SAT as a whole."""
TINY = 500
"""Trips by supervisor up to which CP-SAT needs no better start than the greedy plan."""


def effort_of(name: str, limit: float | None, parts: int) -> Effort:
    """The effort by name, its whole-part time replaced by an equal share of `limit` where one is given."""
    effort = EFFORTS[name]
    if limit is None:
        return effort
    share = limit / max(parts, 1) / 3
    return Effort(share, min(effort.piece, share), effort.rounds)


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
    classes = classes_of(part)
    trips, thinned = all_trips(part, classes)
    whole = not thinned.any()
    best = first_plan(part, classes, trips)
    if stop.bounding():
        return PartPlan(best, (0, 0, 0), complete=False)
    stop.first_stands()
    size = int(classes.count[trips.cls].sum()) if whole else WHOLE_AT_MOST + 1
    floor: Value | None = None
    if size > TINY:
        best = improve(part, best, effort.piece, effort.rounds, seed, stop)
        if whole and len(trips) <= COMPACT_AT_MOST and not stop():
            short1, short2, _ = value(part, best)
            best, least = replan(part, classes, trips, best, effort.exact, seed, every=True)
            floor = short1, short2, least
            best = improve(part, best, effort.piece, effort.rounds, seed, stop)
    bound = bounds_of(part, classes, trips, thinned, best, None, floor)
    if size <= WHOLE_AT_MOST and bound != value(part, best) and not stop():
        answer = solve(part, classes, trips, best, effort.exact, seed, stop)
        best = answer.visits
        bound = bounds_of(part, classes, trips, thinned, best, answer, floor)
    return PartPlan(best, bound, complete=not stop.cut)


def bounds_of(
    part: Part,
    classes: Classes,
    trips: Trips,
    thinned: BoolArray,
    best: Visits,
    answer: Answer | None,
    floor: Value | None,
) -> Value:
    """Bounds of lines 2, 3 and 4; that of line 4 holds for all plans as good as `best` in lines 2 and 3, in their
    order.

    answer: of the exact model, where it was asked for `best`. floor: shortfalls, and what plans with no more of them
    cost.
    """
    reached = value(part, best)
    if answer is not None and all(answer.proven):
        return answer.bound
    bound1, bound2 = least_shortfalls(part, classes, trips, thinned)
    if answer is not None:
        bound1, bound2 = max(bound1, answer.bound[0]), max(bound2, answer.bound[1])
    bound1, bound2 = min(bound1, reached[0]), min(bound2, reached[1])
    lack1, lack2 = unreachable_need(part, trips, thinned)
    need1 = _surely_met(part.need1, lack1, reached[0])
    if bound1 < reached[0]:  # a plan with less T1 shortfall may leave any T2 shortfall
        return (
            bound1,
            bound2,
            min(cost_bound(part, classes, trips, thinned, need1, np.zeros_like(part.need2)), reached[2]),
        )
    bound3 = cost_bound(part, classes, trips, thinned, need1, _surely_met(part.need2, lack2, reached[1]))
    if floor is not None and floor[0] == reached[0] and reached[1] <= floor[1]:
        bound3 = max(bound3, floor[2])
    if answer is not None:
        bound3 = max(bound3, answer.bound[2])
    return bound1, bound2, min(bound3, reached[2])


def _surely_met(need: IntArray, lack: IntArray, short: int) -> IntArray:
    """What each unit gets in every plan whose total shortfall is at most `short`, each unit's being at least `lack`."""
    spare = short - int(lack.sum())
    met: IntArray = np.maximum(need - lack - spare, 0)
    return met
