"""A second timetable of a small block, from what all its audiences could do together with the lecturers there are."""

from __future__ import annotations

from turnout.scheduler.deadline import Ask
from turnout.scheduler.timetable.bound import Problems, TimetableBound
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.improve import Budget, Improver
from turnout.scheduler.timetable.starting import good_start, kept_sessions, own_sessions, put_back
from turnout.scheduler.timetable.state import State, session_cost
from turnout.scheduler.timetable.supply_bound import together


def planned_together(
    ground: Ground, state: State, bound: TimetableBound, problems: Problems, seed: int, budget: Budget, stop: Ask
) -> TimetableBound:
    """Make the timetable again from the patterns of all audiences together, and keep it where it is better.

    state: with the timetable that stands. bound, problems: of the audiences alone. stop: asked between moves. Returns
    the bounds, raised where audiences together show more.
    """
    homes = [a for a in ground.audiences if a.type != "committee" and a.cohorts]
    if len(problems) != len(homes) or len(homes) > budget.small:
        return bound
    found = together(ground, bound, problems, stop)
    if found.guide is None or stop():
        return found.bound
    before, stood = _worth(ground, state), kept_sessions(state)
    good_start(ground, state, found.guide, seed, budget, stop, stop)
    Improver(ground, state, found.guide, seed, budget, stop, floor=bound.lost).run()
    if _worth(ground, state) >= before:
        put_back(state, stood)
    return found.bound


def _worth(ground: Ground, state: State) -> tuple[int, int]:
    """Less is better: pairs placed, counted downwards, then cost."""
    own = own_sessions(state)
    return -sum(s.size for s in own), sum(sum(session_cost(ground, s).values()) for s in own)
