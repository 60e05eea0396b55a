"""Sharing out joint studies exactly: a mixed-integer programme over kinds of starts.

Sessions are counted by kind of start (column): who is free then, at what cost, and how many seats there are. What a
home audience sends follows its staircase of values.
"""

from __future__ import annotations

from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

from turnout.scheduler.solving import SolverError
from turnout.scheduler.timetable.alone import NEVER
from turnout.scheduler.timetable.joint import Place, Steps
from turnout.scheduler.timetable.scip import limit_search, proven, scip

NODES = 400
MOST_PLACES = 60


def share_out_exactly(staircases: list[Steps], places: list[Place], session: int) -> tuple[int, list[int]] | None:
    """A proven lower bound of the sum of values and joint sessions, and numbers sent of a good solution.

    Any plan's joint studies are a solution: m_j sessions at starts like j, x_{a,j} members of a there, at most the
    seats, each paying at least `more`; a sends as many as all its x together, and costs at least its value at the step
    below.
    None where there are too many kinds of starts, or none.
    """
    if not 0 < len(places) <= MOST_PLACES:
        return None
    solver = scip()
    objective = solver.Objective()
    heads = [stairs.points[-1][0] for stairs in staircases]
    held = [solver.IntVar(0, sum(heads), "") for _ in places]
    seats = [solver.Constraint(-solver.infinity(), 0) for _ in places]
    for place, sessions, room in zip(places, held, seats, strict=True):
        objective.SetCoefficient(sessions, session + place.lecturer)
        room.SetCoefficient(sessions, -place.seats)
    chosen = []
    for a, stairs in enumerate(staircases):
        one, flow = solver.Constraint(1, 1), solver.Constraint(0, 0)
        steps = []
        for h, value in stairs.points:
            step = solver.IntVar(0, 1, "")
            objective.SetCoefficient(step, value)
            one.SetCoefficient(step, 1)
            flow.SetCoefficient(step, -h)
            steps.append(step)
        chosen.append(steps)
        for j, place in enumerate(places):
            if heads[a] and place.more[a] < NEVER:
                there = solver.NumVar(0, heads[a], "")
                objective.SetCoefficient(there, int(place.more[a]))
                flow.SetCoefficient(there, 1)
                seats[j].SetCoefficient(there, 1)
                open_ = solver.Constraint(-solver.infinity(), 0)
                open_.SetCoefficient(there, 1)
                open_.SetCoefficient(held[j], -min(heads[a], place.seats))
    objective.SetMinimization()
    limit_search(solver, NODES)
    if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        raise SolverError("joint studies without a solution, although sending nobody is one")
    sent = [
        next(h for (h, _), step in zip(stairs.points, steps, strict=True) if step.solution_value() > 0.5)
        for stairs, steps in zip(staircases, chosen, strict=True)
    ]
    return proven(solver), sent
