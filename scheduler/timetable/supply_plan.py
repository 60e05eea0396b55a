"""A second timetable of a small block, from what all its audiences could do together with the lecturers there are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from turnout.scheduler.deadline import Ask
from turnout.scheduler.timetable.bound import Problems, TimetableBound
from turnout.scheduler.timetable.improve import Improver
from turnout.scheduler.timetable.starting import good_start, kept_sessions, put_back, worth
from turnout.scheduler.timetable.state import State
from turnout.scheduler.timetable.supply_bound import together


@dataclass(frozen=True)
class PlannedTogether:
    """bound: that given, raised where audiences together show more. improver: of the second timetable, by the patterns
    that it was made from; None where there is none."""

    bound: TimetableBound
    improver: Improver | None


def planned_together(alone: Improver, state: State, problems: Problems, given_up: Ask) -> PlannedTogether:
    """Make the timetable again from the patterns of all audiences together, and improve it for one round: wide moves
    go on from there.

    alone: what improves the first one, by the patterns of the audiences alone. state: a copy of that, to be made anew.
    problems: of the audiences alone. given_up: asked between steps.
    """

    def stop() -> bool:
        return alone.stop() or given_up()

    found = together(alone.ground, alone.bound, problems, stop)
    if found.guide is None or stop():
        return PlannedTogether(found.bound, None)
    good_start(alone.ground, state, found.guide, alone.seed, alone.budget, stop, stop)
    again = alone.of(state, found.guide, stop)
    again.run(rounds=1)
    return PlannedTogether(found.bound, again)


def ways_on(alone: Improver, second: PlannedTogether) -> list[Improver]:
    """Keep the second timetable where it is better than the first; what may improve it from here: by the patterns of
    the second, where there are any, then by those of the audiences alone."""
    raised = alone.by(replace(second.bound, patterns=alone.bound.patterns, lost=alone.bound.lost))
    if second.improver is None:
        return [raised]
    if worth(alone.ground, second.improver.state) < worth(alone.ground, alone.state):
        put_back(alone.state, kept_sessions(second.improver.state))
    return [alone.by(second.improver.bound), raised]
