"""A second timetable of a small block, from what all its audiences could do together with the lecturers there are."""

from __future__ import annotations

from dataclasses import replace

from turnout.scheduler.timetable.bound import Problems
from turnout.scheduler.timetable.improve import Improver
from turnout.scheduler.timetable.starting import good_start, kept_sessions, put_back, worth
from turnout.scheduler.timetable.supply_bound import together


def planned_together(alone: Improver, problems: Problems) -> list[Improver]:
    """Make the timetable again from the patterns of all audiences together, and keep it where it is better.

    alone: which has improved the timetable that stands, by the patterns of the audiences alone. problems: of those.
    Returns what may improve the timetable from here: by the new patterns, where there are any, then by those alone;
    bounds are raised where audiences together show more.
    """
    ground, state, stop = alone.ground, alone.state, alone.stop
    homes = [a for a in ground.audiences if a.type != "committee" and a.cohorts]
    if len(problems) != len(homes) or not alone.small:
        return [alone]
    found = together(ground, alone.bound, problems, stop)
    raised = alone.by(replace(found.bound, patterns=alone.bound.patterns, lost=alone.bound.lost))
    if found.guide is None or stop():
        return [raised]
    before, stood = worth(ground, state), kept_sessions(state)
    good_start(ground, state, found.guide, alone.seed, alone.budget, stop, stop)
    again = alone.by(found.guide)
    again.run()
    if worth(ground, state) >= before:
        put_back(state, stood)
    return [again, raised]
