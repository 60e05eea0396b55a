"""Wide moves in a small block: many audiences planned again at once, each with few starts to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from turnout.scheduler.ahead import Ahead
from turnout.scheduler.allowance import allowed, left
from turnout.scheduler.deadline import Ask
from turnout.scheduler.timetable.improve import Improver
from turnout.scheduler.timetable.search import Effort, replan
from turnout.scheduler.timetable.starting import worth
from turnout.scheduler.timetable.state import State

AUDIENCES = 8
"""Home audiences of one move."""
STARTS = 16
"""Starts of each kind that an audience may choose from, beside those it has: few, so that the search goes wide."""
HALLS = 2
"""Venues to choose from for each start."""


def widened(improvers: Sequence[Improver], ahead: bool = False) -> State:
    """Plan again an audience that is stuck with those it shares most with, until the plan is near its bound.

    Narrow moves end where several audiences would have to give way at once; these go on from there
    (large-neighbourhood search, Shaw 1998). improvers: by several patterns, each with a timetable to begin from; the
    first works in its own, the others in copies. ahead: whether they may begin beside it. Returns the best timetable
    found or given, of equal ones that of the first.
    """
    first, *others = improvers
    waiting = [Ahead(partial(_apart, each, each.state.copy()), ahead) for each in others]
    _search(first)
    found = [each.state for each in improvers]
    for other in waiting:
        if first.near(first.budget.wide_enough) or first.stop():
            other.give_up()
        else:
            found.append(other.result())
    return min(found, key=lambda state: worth(first.ground, state))


def _apart(improver: Improver, state: State, given_up: Ask) -> State:
    """The search in a copy of the timetable."""
    _search(improver.of(state, improver.bound, lambda: improver.stop() or given_up()))
    return state


def _search(improver: Improver) -> None:
    """Moves, while the solver's time lasts."""
    with allowed(improver.budget.wide_limit):
        _moved(improver)


def _moved(improver: Improver) -> None:
    """Moves on the audiences that are stuck, by turns; none again that is proven to lead no further."""
    budget, seed = improver.budget, improver.seed
    rng = np.random.default_rng(seed)
    turn: list[int] = []
    settled: set[tuple[int, ...]] = set()
    for number in range(budget.wide):
        if improver.stop() or improver.near(budget.wide_enough) or left() <= 0:
            return
        turn = turn or improver.stuck()[: max(AUDIENCES, len(improver.bound.patterns) // 2)]
        if not turn:
            return
        homes = _neighbourhood(improver, turn.pop(0), rng)
        if tuple(homes) in settled:
            continue
        floor = sum(improver.floor[h] for h in homes)
        effort = Effort(0, STARTS, budget.limit, HALLS)
        improved, proven = replan(improver.ground, improver.state, homes, effort, seed + number, budget.limit, floor)
        if improver.kept(homes, improved):
            settled.clear()
        if proven:
            settled.add(tuple(homes))


def _neighbourhood(improver: Improver, home: int, rng: np.random.Generator) -> list[int]:
    """An audience, half of it those that stand in its way, then some of its joint studies, then any."""
    rivals = improver.rivals(home)[: AUDIENCES // 2]
    rest = [*_shuffled(improver.family(home), rng), *_shuffled(sorted(improver.bound.patterns), rng)]
    return sorted(list(dict.fromkeys([home, *rivals, *rest]))[:AUDIENCES])


def _shuffled(homes: list[int], rng: np.random.Generator) -> list[int]:
    return [homes[i] for i in rng.permutation(len(homes)).tolist()]
