"""The timetable from tables to tables: ground, bound, first timetable, improvement, names, reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.plan import TimetableCost
from turnout.scheduler.timetable.bound import TimetableBound, timetable_bound
from turnout.scheduler.timetable.construct import construct
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.handout import hand_out
from turnout.scheduler.timetable.improve import BUDGETS, Improver
from turnout.scheduler.timetable.locks import check_locks, fix, locks_of
from turnout.scheduler.timetable.reasons import unplaced_table
from turnout.scheduler.timetable.state import State, session_cost


@dataclass(frozen=True)
class Timetable:
    """Plan tables of a timetable, its cost by term, and proven bounds of its first and last line.

    complete: False where `stop` cut the search short.
    """

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    unplaced: pd.DataFrame
    cost: TimetableCost
    bound_unplaced: int
    bound_cost: int
    complete: bool


def plan_timetable(
    instance: Instance,
    *,
    base: Plan | None = None,
    seed: int = 1,
    effort: str = "normal",
    stop: Callable[[], bool] = lambda: False,
) -> Timetable:
    """Plan the quarter's studies and discussions.

    base: its locked and held sessions stand. effort: `quick`, `normal`, `thorough`. stop: asked between moves; once true, the
    timetable so far is returned. Raises InstanceError where base speaks of what the instance does not have.
    """
    if base is not None:
        check_locks(instance, base)
    locks = locks_of(base)
    ground = Ground(instance, locks)
    state = State(ground)
    fix(ground, state, base, locks)
    fixed_cost = _cost(ground, state).total
    bound = timetable_bound(ground)
    construct(ground, state, bound, seed)
    improver = Improver(ground, state, bound, seed, BUDGETS[effort], stop)
    improver.run()
    proven = bool(improver.stuck()) and not stop() and improver.whole()
    handout = hand_out(ground, state)
    unplaced = unplaced_table(ground, state, handout)
    cost = _cost(ground, state)
    bounds = (len(unplaced), cost.total) if proven else _bounds(bound, fixed_cost, len(unplaced), cost.total)
    return Timetable(handout.sessions, handout.attendance, unplaced, cost, *bounds, not stop())


def _bounds(bound: TimetableBound, fixed: int, unplaced: int, cost: int) -> tuple[int, int]:
    """Bounds of unplaced pairs and of the cost of every plan that leaves no more unplaced than this one."""
    return min(bound.unplaced, unplaced), min(bound.cost(unplaced) + fixed, cost)


def _cost(ground: Ground, state: State) -> TimetableCost:
    """Cost of the whole timetable by term."""
    terms = {"session": 0, "burden": 0, "travel": 0, "off_theme_day": 0}
    for session in state.ordered():
        for term, value in session_cost(ground, session).items():
            terms[term] += value
    return TimetableCost(**terms, total=sum(terms.values()))
