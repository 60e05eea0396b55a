"""Bounds of a small block from all its audiences together, and the patterns they suggest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from turnout.scheduler.ahead import Ahead
from turnout.scheduler.deadline import Ask
from turnout.scheduler.timetable.alone import Pattern
from turnout.scheduler.timetable.bound import Problems, TimetableBound, timetable_bound
from turnout.scheduler.timetable.dated import DatedProgramme
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Ground
from turnout.scheduler.timetable.lecturing import supply
from turnout.scheduler.timetable.prices import Prices
from turnout.scheduler.timetable.supply import every_column
from turnout.scheduler.timetable.supply_mip import Programme

MOST_COLUMNS = 8000
"""Columns of all audiences beyond which even fractions of sessions would take too long."""
MOST_COUNTED, NODES_TO_COUNT = 1200, 1500
"""Columns up to which the fewest unplaced pairs are looked for, and nodes of that search."""
MOST_FOLLOWED = 400
"""Columns up to which the programmes themselves are solved, and a solution followed."""
NODES, NODES_OF_FEW, WORK = 30, 4000, 2_500_000_000_000
"""Nodes of the search without days at least, at most, and in between WORK by the columns' number to the fourth: so
grows the time of many."""
NODES_OF_DATED = 500
"""Nodes of the search with days."""


@dataclass(frozen=True)
class Together:
    """bound: the better of the given bounds and those of all audiences together. guide: the same with the patterns of
    such a solution, whose values are what they cost there, and whose unplaced pairs they leave; None where there is
    none. dated: whether the guide keeps the gap."""

    bound: TimetableBound
    guide: TimetableBound | None
    dated: bool = False


def together(ground: Ground, bound: TimetableBound, problems: Problems, stop: Ask, ahead: bool = False) -> Together:
    """Count the lecturers of a block over all its audiences.

    bound, problems: of the audiences alone; all of them. stop: asked between the steps, each of which gives bounds
    that hold by themselves. ahead: whether a core may be free for the programme without days, beside that with them.
    """
    supplies = supply(ground)
    columns = every_column(ground, supplies)
    size = sum(each.given.count for each in columns.values())
    if stop() or size > MOST_COLUMNS or not (supplies.most >= 0).any():
        return Together(bound, None)
    sure = sum(problem.lost for problem, _ in problems.values())
    if size <= MOST_COUNTED:
        fewest = Programme(ground, problems, supplies, columns, count=True).solve(NODES_TO_COUNT)
        bound = replace(bound, unplaced=max(bound.unplaced, sure + (fewest or 0)))
    if stop():
        return Together(bound, None)
    programme = Programme(ground, problems, supplies, columns, relaxed=True)
    programme.unplaced_at_least(bound.unplaced - sure)
    prices = programme.prices()
    found = _priced(ground, bound, problems, prices)
    if size > MOST_FOLLOWED or stop():
        return found
    timeless = Programme(ground, problems, supplies, columns)
    timeless.unplaced_at_least(bound.unplaced - sure)
    nodes = min(max(NODES, WORK // max(size, 1) ** 4), NODES_OF_FEW)
    if not prices.each.any():
        return _followed(found, timeless, [timeless.solve(nodes)], sure)
    dated = DatedProgramme(ground, problems, supplies)
    dated.unplaced_at_least(bound.unplaced - sure)
    beside = Ahead(lambda _: timeless.solve(nodes), ahead)
    found = _followed(found, dated, [dated.solve(NODES_OF_DATED), beside.result()], sure)
    return replace(found, dated=found.guide is not None)


def _followed(found: Together, programme: Programme, values: list[int | None], sure: int) -> Together:
    """What programmes add: bounds, the first of which is of the one to be followed, and its solution. sure: pairs that
    they leave out beforehand."""
    bound = found.bound
    for value in values:
        if value is not None:
            bound = replace(bound, value=max(bound.value, value + bound.price * sure))
    return Together(bound, None if values[0] is None else _guide(bound, programme.patterns()))


def _guide(bound: TimetableBound, patterns: dict[int, Pattern]) -> TimetableBound:
    return replace(bound, patterns=patterns, lost={home: p.unplaced for home, p in patterns.items()})


def _priced(ground: Ground, bound: TimetableBound, problems: Problems, prices: Prices) -> Together:
    """What the audiences cost alone where lecturers have prices, and how they then meet."""
    if not prices.each.any():
        return Together(bound, None)
    found = timetable_bound(ground, exact=True, prices=prices)
    bound = replace(bound, value=max(bound.value, found.value))
    patterns = {h: _unpriced(ground, pattern, problems, h, prices) for h, pattern in found.patterns.items()}
    return Together(bound, _guide(bound, patterns))


def _unpriced(ground: Ground, pattern: Pattern, problems: Problems, home: int, prices: Prices) -> Pattern:
    """The pattern at what it costs without the lecturers' prices."""
    problem, _ = problems[home]
    study = pattern.study
    price = prices.of(ground, ground.audiences[home])[study.given.slot].astype(np.int64)
    study = replace(study, given=replace(study.given, off=study.given.off - price))
    real = study.real(problem, problem.barred(STUDY)) + pattern.discussion.real(problem, problem.barred(DISCUSSION))
    return replace(pattern, value=real + problem.price * problem.lost, study=study)
