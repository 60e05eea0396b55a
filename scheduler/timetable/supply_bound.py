"""Bounds of a small block from all its audiences together, and the patterns they suggest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from turnout.scheduler.deadline import Ask
from turnout.scheduler.timetable.bound import Problems, TimetableBound
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Ground
from turnout.scheduler.timetable.supply import supplied_columns, supply
from turnout.scheduler.timetable.supply_mip import Programme

MOST_COLUMNS = 1200
"""Columns of all audiences beyond which the programme would take too long."""
MOST_FOLLOWED = 600
"""Columns beyond which the solution is only a bound: following it, too, would take too long."""
NODES_TO_COUNT = 300
NODES, NODES_OF_FEW, WORK = 30, 1000, 4_600_000_000_000
"""Nodes of the search at least, at most, and in between WORK by the columns' number to the fourth: so grows the time of
many."""


@dataclass(frozen=True)
class Together:
    """bound: the better of the given bounds and those of all audiences together. guide: the same with the patterns of
    that solution, whose values are what they cost there, and whose unplaced pairs they leave; None where there is
    none."""

    bound: TimetableBound
    guide: TimetableBound | None


def together(ground: Ground, bound: TimetableBound, problems: Problems, stop: Ask) -> Together:
    """Count the lecturers of a block over all its audiences.

    bound, problems: of the audiences alone; all of them. stop: asked between the steps, each of which gives bounds
    that hold by themselves.
    """
    supplies = supply(ground)
    columns = {
        (audience.number, kind): supplied_columns(ground, audience, kind, supplies)
        for audience in ground.audiences
        if audience.cohorts
        for kind in ((STUDY,) if audience.type == "committee" else (STUDY, DISCUSSION))
    }
    size = sum(each.given.count for each in columns.values())
    if stop() or not problems or size > MOST_COLUMNS:
        return Together(bound, None)
    sure = sum(problem.lost for problem, _ in problems.values())
    fewest = Programme(ground, problems, supplies, columns, count=True).solve(NODES_TO_COUNT)
    bound = replace(bound, unplaced=max(bound.unplaced, sure + (fewest or 0)))
    if stop():
        return Together(bound, None)
    programme = Programme(ground, problems, supplies, columns, count=False)
    programme.unplaced_at_least(bound.unplaced - sure)
    value = programme.solve(min(max(NODES, WORK // max(size, 1) ** 4), NODES_OF_FEW))
    if value is None:
        return Together(bound, None)
    bound = replace(bound, value=max(bound.value, value + bound.price * sure))
    if size > MOST_FOLLOWED:
        return Together(bound, None)
    patterns = programme.patterns()
    lost = {home: pattern.unplaced for home, pattern in patterns.items()}
    return Together(bound, replace(bound, patterns=patterns, lost=lost))
