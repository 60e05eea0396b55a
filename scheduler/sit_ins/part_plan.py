"""Visits and bounds of one part: greedy, then exact where it is small enough, else improved team by team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.cost import Value, value
from turnout.scheduler.sit_ins.greedy import first_plan
from turnout.scheduler.sit_ins.model import solve
from turnout.scheduler.sit_ins.part import Part, Visits
from turnout.scheduler.sit_ins.trips import Trips, arcs_of, classes_of, paths_of, trips_of


@dataclass(frozen=True)
class Effort:
    """How hard to search. exact: CP-SAT's deterministic seconds per line for a whole part; piece: for a piece of it."""

    exact: float
    piece: float


EFFORTS = {"quick": Effort(0.5, 0.05), "normal": Effort(4.0, 0.2), "thorough": Effort(60.0, 2.0)}
WHOLE_AT_MOST = 30_000
"""Supervisors' trips up to which a part is given to CP-SAT as a whole."""


def effort_of(name: str, limit: float | None, parts: int) -> Effort:
    """The effort by name, its whole-part time replaced by an equal share of `limit` where one is given."""
    effort = EFFORTS[name]
    if limit is None:
        return effort
    share = limit / max(parts, 1) / 3
    return Effort(share, min(effort.piece, share))


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


def plan_part(part: Part, seed: int, effort: Effort, stop: Callable[[], bool] | None) -> PartPlan:
    """Visits and bounds of one part."""
    classes = classes_of(part)
    arcs = arcs_of(part)
    assert arcs is not None
    longest = int(classes.daily.max(initial=1))
    paths = paths_of(part, arcs, longest, 10**9)
    assert paths is not None
    trips = trips_of(part, classes, paths)
    start = first_plan(part, classes, trips)
    answer = solve(part, classes, trips, start, effort.exact, seed, stop)
    bound = answer.bound
    return PartPlan(answer.visits, bound)
