"""A second timetable of a small block, from what all its audiences could do together with the lecturers there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from turnout.scheduler.deadline import Ask
from turnout.scheduler.timetable.bound import Problems, TimetableBound
from turnout.scheduler.timetable.improve import Improver
from turnout.scheduler.timetable.starting import good_start, kept_sessions, put_back, worth
from turnout.scheduler.timetable.state import State
from turnout.scheduler.timetable.supply_bound import together

TRIES = 3
"""Timetables made where people are left out needlessly."""


@dataclass(frozen=True)
class PlannedTogether:
    """bound: that given, raised where audiences together show more. improver: of the second timetable, by the patterns
    that it was made from; None where there is none. dated: whether those keep the gap."""

    bound: TimetableBound
    improver: Improver | None = None
    dated: bool = False


def planned_together(alone: Improver, state: State, problems: Problems, ahead: bool, given_up: Ask) -> PlannedTogether:
    """Make the timetable again from the patterns of all audiences together, and improve it for one round: wide moves
    go on from there. Where the patterns keep the gap, improve it until nothing helps; where even so it leaves out
    people whom the patterns place, try again from other starts.

    alone: what improves the first one, by the patterns of the audiences alone. state: a copy of that, to be made anew.
    problems: of the audiences alone. ahead: as in `together`. given_up: asked between steps.
    """

    def stop() -> bool:
        return alone.stop() or given_up()

    found = together(alone.ground, alone.bound, problems, stop, ahead)
    if found.guide is None or stop():
        return PlannedTogether(found.bound)
    made = partial(_made, alone, guide=found.guide, rounds=None if found.dated else 1, stop=stop)
    again = made(state, alone.seed)
    for seed in range(alone.seed + 1, alone.seed + TRIES) if found.dated else ():
        if not again.worth()[0] or stop():
            break
        again = min(again, made(state.copy(), seed), key=lambda each: each.worth())
    return PlannedTogether(found.bound, again, found.dated)


def _made(alone: Improver, state: State, seed: int, guide: TimetableBound, rounds: int | None, stop: Ask) -> Improver:
    """A timetable by these patterns, improved for so many rounds."""
    good_start(alone.ground, state, guide, seed, alone.budget, stop, stop)
    improver = alone.of(state, guide, stop, seed)
    improver.run(rounds)
    return improver


def ways_on(alone: Improver, second: PlannedTogether) -> list[Improver]:
    """Keep the second timetable where it is better than the first; what may improve it from here: by the patterns of
    the second, where there are any, then by those of the audiences alone.

    Patterns that keep the gap are so near to a timetable that they are followed from the second one in any case.
    """
    raised = alone.by(replace(second.bound, patterns=alone.bound.patterns, lost=alone.bound.lost))
    if second.improver is None:
        return [raised]
    if worth(alone.ground, second.improver.state) < worth(alone.ground, alone.state):
        put_back(alone.state, kept_sessions(second.improver.state))
    return [second.improver if second.dated else alone.by(second.improver.bound), raised]
