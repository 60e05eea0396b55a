"""Lower bounds of the timetable, and the targets they suggest: how many members each branch sends to joint studies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.alone import NEVER, Alone, Pattern, Send, alone_problem
from turnout.scheduler.timetable.alone_solve import Known, least_unplaced, solve_alone
from turnout.scheduler.timetable.columns import offers
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground

IntArray = npt.NDArray[np.int64]
NO_WAY = Send(-1, NEVER)
MOST_PROBES = 5


@dataclass(frozen=True)
class Wide:
    """What a committee's joint studies offer: the way in per cohort, and the most members one session can take."""

    sends: dict[int, Send]
    seats: int


@dataclass
class Steps:
    """Value of an audience's relaxed problem against how many members it may send: a falling staircase.

    points: (members sent at most, value) with falling values; a value holds from its number up to the next. patterns:
    the solution found for each number that was solved.
    """

    points: list[tuple[int, int]]
    patterns: dict[int, Pattern]

    def pattern(self, most: int) -> Pattern:
        """The solved pattern for the smallest number of members not below `most`."""
        return self.patterns[min(h for h in self.patterns if h >= most)]


@dataclass(frozen=True)
class TimetableBound:
    """Bounds over all plans: unplaced pairs, and value = cost + price·unplaced.

    patterns: per home audience the solution behind the bound. lost: per home audience, unplaced pairs it cannot avoid.
    """

    unplaced: int
    value: int
    price: int
    patterns: dict[int, Pattern]
    lost: dict[int, int]

    def cost(self, unplaced: int) -> int:
        """A cost that no legal plan with at most `unplaced` unplaced pairs undercuts."""
        return max(0, self.value - self.price * unplaced)


def wide_studies(ground: Ground, audience: Audience) -> Wide:
    """What a committee audience's joint studies offer its cohorts, were venues and lecturers never occupied."""
    sends = {}
    most = 0
    given = offers(ground, audience, STUDY)
    day = ground.grids[STUDY].day
    for offer in given:
        most = max(most, int(offer.seats.max(initial=0)))
    limit = max(ground.max_batch(c) for c in audience.cohorts)
    for i, cohort in enumerate(audience.cohorts):
        cost, earliest = NEVER, NEVER
        for offer in given:
            slots = np.flatnonzero((offer.cost[i] >= 0) & (offer.seats > 0))
            if len(slots):
                cost = min(cost, int(offer.cost[i, slots].min()))
                earliest = min(earliest, int(day[slots[0]]))
        sends[cohort] = Send(cost, earliest) if cost < NEVER else NO_WAY
    return Wide(sends, min(most, limit))


def steps(problem: Alone) -> Steps:
    """The staircase of values against members sent; where probing stops, the lower value is taken for the whole
    step."""
    most = problem.sendable
    known: Known = {}
    patterns = {0: solve_alone(problem, 0, known)}
    if most:
        patterns[most] = solve_alone(problem, most, known)
    probes = 0
    open_steps = [(0, most)] if most else []
    unsure: dict[int, int] = {}
    while open_steps:
        low, high = open_steps.pop()
        if high - low <= 1 or patterns[low].value == patterns[high].value:
            continue
        if probes >= MOST_PROBES:
            unsure[low + 1] = patterns[high].value
            continue
        middle = high - 1 if probes == 0 else (low + high) // 2
        probes += 1
        patterns[middle] = solve_alone(problem, middle, known)
        open_steps += [(low, middle), (middle, high)]
    values = {h: p.value for h, p in patterns.items()} | unsure
    points: list[tuple[int, int]] = []
    for h in sorted(values):
        if not points or values[h] < points[-1][1]:
            points.append((h, values[h]))
    return Steps(points, patterns)


def share_out(staircases: list[Steps], seats: int, session: int) -> tuple[int, list[int]]:
    """The least sum of values and joint sessions over how many members each audience sends, by dynamic programming.

    Returns the sum and the numbers sent. seats: most members a joint session takes.
    """
    if seats < 1:
        return sum(s.points[0][1] for s in staircases), [0] * len(staircases)
    best = np.zeros(1, dtype=np.int64)
    choices: list[IntArray] = []
    for stairs in staircases:
        room = len(best) + stairs.points[-1][0]
        grown = np.full(room, np.iinfo(np.int64).max // 4, dtype=np.int64)
        chosen = np.zeros(room, dtype=np.int64)
        for h, value in stairs.points:
            part = slice(h, h + len(best))
            better = best + value < grown[part]
            grown[part] = np.where(better, best + value, grown[part])
            chosen[part] = np.where(better, h, chosen[part])
        best = grown
        choices.append(chosen)
    heads = np.arange(len(best))
    total = best + session * -(-heads // seats)
    at = int(np.argmin(total))
    value = int(total[at])
    sent = []
    for chosen in reversed(choices):
        sent.append(int(chosen[at]))
        at -= sent[-1]
    return value, sent[::-1]


def timetable_bound(ground: Ground) -> TimetableBound:
    """Bounds that hold for every legal timetable (see docs/model.md), and the pattern of each home audience behind
    them."""
    price = 0
    value = 0
    patterns: dict[int, Pattern] = {}
    lost: dict[int, int] = {}
    wide = {a.number: wide_studies(ground, a) for a in ground.audiences if a.type == "committee" and a.cohorts}
    by_committee: dict[int, list[tuple[int, Steps]]] = {}
    for audience in ground.audiences:
        if audience.type == "committee" or not audience.cohorts:
            continue
        joint = {ground.committee_of[c] for c in audience.cohorts} - {-1}
        sends = tuple(
            wide[ground.committee_of[c]].sends[c] if ground.committee_of[c] >= 0 else NO_WAY for c in audience.cohorts
        )
        problem = alone_problem(ground, audience, sends)
        price = problem.price
        stairs = steps(problem)
        lost[audience.number] = sure_unplaced(problem, stairs)
        if len(joint) == 1 and audience.type == "branch":
            by_committee.setdefault(joint.pop(), []).append((audience.number, stairs))
        else:
            value += stairs.points[-1][1]
            patterns[audience.number] = stairs.pattern(0)
    for committee, members in sorted(by_committee.items()):
        part, sent = share_out([s for _, s in members], wide[committee].seats, ground.settings.cost.session)
        value += part
        for (number, stairs), most in zip(members, sent, strict=True):
            patterns[number] = stairs.pattern(most)
    return TimetableBound(sum(lost.values()), value, price, patterns, lost)


def sure_unplaced(problem: Alone, stairs: Steps) -> int:
    """Unplaced pairs that no plan can avoid: those that nobody can place, or more where the relaxation proves it."""
    freest = stairs.patterns[max(stairs.patterns)]
    return problem.lost if freest.unplaced == problem.lost else max(problem.lost, least_unplaced(problem))
