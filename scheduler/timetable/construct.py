"""A first timetable: joint studies as the bound suggests, then audience by audience, the scarcest first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from turnout.models.settings import DAY
from turnout.scheduler.deadline import Ask, never
from turnout.scheduler.timetable.alone import Pattern, problem_of
from turnout.scheduler.timetable.alone_solve import solve_side
from turnout.scheduler.timetable.bound import TimetableBound
from turnout.scheduler.timetable.columns import columns
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.joint import NO_WAY
from turnout.scheduler.timetable.place import Placer, Ready, batches
from turnout.scheduler.timetable.repair import Repairer
from turnout.scheduler.timetable.rush import Rush
from turnout.scheduler.timetable.state import State


def construct(ground: Ground, state: State, bound: TimetableBound, seed: int, late: Ask = never) -> None:
    """Fill the state, which holds nothing but fixed sessions, with a first legal timetable.

    Home audiences that the bound has no pattern of are planned in what the others leave. late: asked between
    audiences; those still to come stay without sessions then.
    """
    placer = Placer(ground, state, seed)
    repairer = Repairer(ground, state, seed)
    sent = _sent(ground, bound)
    for audience in ground.audiences:
        if audience.type == "committee" and audience.number in sent and not late():
            _joint_studies(placer, audience, sent[audience.number])
    for home in order_of_scarcity(bound):
        if late():
            return
        audience, pattern = ground.audiences[home], bound.patterns[home]
        ready = _ready(ground, state, audience, pattern)
        if ready is None or placer.place(audience, pattern, ready) is None:
            repairer.replan([home])
    _others(ground, state, [a for a in ground.audiences if a.number not in bound.patterns], seed, late)


def _others(ground: Ground, state: State, audiences: list[Audience], seed: int, late: Ask) -> None:
    """Home audiences of which no pattern is known: in a hurry, so that all get something; then, while there is time,
    those anew of which somebody is left over."""
    homes = [a for a in audiences if a.type != "committee" and a.cohorts]
    rush, repairer = Rush(ground, state, seed), Repairer(ground, state, seed)
    for audience in sorted(homes, key=lambda a: (a.type != "group", a.number)):
        if late():
            return
        rush.place(audience)
    for audience in homes:
        if late():
            return
        if any(state.placed(c, kind) < ground.cohorts[c].size for c in audience.cohorts for kind in (0, 1)):
            repairer.replan([audience.number])


def _joint_studies(placer: Placer, audience: Audience, sent: dict[int, int]) -> None:
    """Hold joint studies for the members whom the bound's patterns send to them, as many as find a place, and early:
    every branch concerned must still hold its discussion."""
    ground = placer.ground
    sizes = np.array([sent.get(c, 0) for c in audience.cohorts], dtype=np.int64)
    if int(sizes.sum()) < ground.settings.session.min_batch:
        return
    given = columns(ground, audience, STUDY, placer.around.offers(audience, STUDY))
    none = given.take(np.zeros(given.count, dtype=bool))
    problem = replace(problem_of(ground, audience, given, none, (NO_WAY,) * len(sizes)), sizes=sizes)
    for batch in batches(audience, solve_side(problem, STUDY), STUDY):
        placer.place_batches(audience, [batch], [], {}, orders=("early",))


def _sent(ground: Ground, bound: TimetableBound) -> dict[int, dict[int, int]]:
    """Per committee audience, members of each cohort whom the patterns send to its studies."""
    result: dict[int, dict[int, int]] = {}
    for home, pattern in bound.patterns.items():
        for cohort, heads in zip(ground.audiences[home].cohorts, pattern.study.sent.tolist(), strict=True):
            if heads:
                result.setdefault(ground.committee_of[cohort], {})[cohort] = heads
    return result


def _ready(ground: Ground, state: State, audience: Audience, pattern: Pattern) -> Ready | None:
    """(day, members) of the joint studies of the cohorts sent to them; None where not all who were to be sent have a
    seat."""
    ready: Ready = {}
    for cohort, heads in zip(audience.cohorts, pattern.study.sent.tolist(), strict=True):
        joint = [s for s in state.of_cohort.get(cohort, ()) if not s.fixed]
        if sum(s.heads[cohort] for s in joint) != heads:
            return None
        ready[cohort] = [(s.begin // DAY, s.heads[cohort]) for s in joint]
    return ready


def order_of_scarcity(bound: TimetableBound) -> list[int]:
    """Home audiences, those with the fewest starts for their pattern's sessions first."""
    return sorted(bound.patterns, key=lambda home: (_choices(bound.patterns[home]), home))


def _choices(pattern: Pattern) -> int:
    """Starts of the scarcest session of a pattern."""
    sides = (pattern.study, pattern.discussion)
    return min((int(s.given.starts[j]) for s in sides for j in np.flatnonzero(s.sessions).tolist()), default=0)
