"""Lower bounds of the timetable, and the targets they suggest: how many members each branch sends to joint studies."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields

import numpy as np

from turnout.scheduler.deadline import Ask, never
from turnout.scheduler.timetable.alone import Alone, Pattern, alone_problem
from turnout.scheduler.timetable.alone_solve import Known, least_unplaced, solve_alone
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.joint import NO_WAY, Steps, Wide, share_out, wide_studies
from turnout.scheduler.timetable.joint_mip import share_out_exactly
from turnout.scheduler.timetable.prices import Prices

MOST_PROBES = 5


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


def steps(problem: Alone, exact: bool = False) -> Steps:
    """The staircase of values against members sent; where probing stops, the lower value is taken for the whole
    step. exact: whether each value is proven as far as can be."""
    most = problem.sendable
    known: Known = {}
    patterns = {0: solve_alone(problem, 0, known, exact)}
    if most:
        patterns[most] = solve_alone(problem, most, known, exact)
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
        patterns[middle] = solve_alone(problem, middle, known, exact)
        open_steps += [(low, middle), (middle, high)]
    values = {h: p.value for h, p in patterns.items()} | unsure
    points: list[tuple[int, int]] = []
    for h in sorted(values):
        if not points or values[h] < points[-1][1]:
            points.append((h, values[h]))
    return Steps(points, patterns)


def _structure(problem: Alone) -> Hashable:
    """All that a problem consists of but whose it is: audiences of equal structure are solved once."""
    return tuple(_frozen(getattr(problem, f.name)) for f in fields(problem) if f.name != "audience")


def _frozen(part: object) -> Hashable:
    if isinstance(part, np.ndarray):
        return part.shape, part.tobytes()
    if isinstance(part, Columns):
        return tuple(_frozen(getattr(part, f.name)) for f in fields(part))
    return part


def _shared(staircases: list[Steps], wide: Wide, homes: list[tuple[int, ...]], session: int) -> tuple[int, list[int]]:
    """The higher of the bounds of joint studies by site and by kind of start."""
    value, sent = share_out(staircases, wide.places(homes, wide.sites), session)
    exact = share_out_exactly(staircases, wide.places(homes, wide.kinds), session)
    return exact if exact is not None and exact[0] > value else (value, sent)


Problems = dict[int, tuple[Alone, Steps]]
"""Per home audience its relaxed problem, and its staircase of values."""


def timetable_bound(
    ground: Ground,
    stop: Ask = never,
    problems: Problems | None = None,
    exact: bool = False,
    prices: Prices | None = None,
) -> TimetableBound:
    """Bounds that hold for every legal timetable (see docs/model.md), and the pattern of each home audience behind
    them.

    stop: asked between audiences; those that are left out then have no pattern and add nothing to the bounds, which
    hold all the same. problems: to be filled with what was solved. exact: whether each audience is proven as far as
    can be, for blocks of few. prices: of lecturers, which patterns then pay and the sum of all is free of.
    """
    price = 0
    value = -prices.all_sold if prices else 0
    patterns: dict[int, Pattern] = {}
    lost: dict[int, int] = {}
    joint_audiences = [] if stop() else [a for a in ground.audiences if a.type == "committee" and a.cohorts]
    wide = {a.number: wide_studies(ground, a, prices) for a in joint_audiences}
    by_committee: dict[int, list[tuple[int, Steps]]] = {}
    solved: dict[Hashable, tuple[Steps, int]] = {}
    for audience in ground.audiences:
        if audience.type == "committee" or not audience.cohorts:
            continue
        if stop():
            break
        joint = {ground.committee_of[c] for c in audience.cohorts} - {-1}
        sends = tuple(
            wide[ground.committee_of[c]].sends[c] if ground.committee_of[c] >= 0 else NO_WAY for c in audience.cohorts
        )
        problem = alone_problem(ground, audience, sends, prices)
        price = problem.price
        structure = _structure(problem)
        if structure not in solved:
            stairs = steps(problem, exact)
            solved[structure] = stairs, sure_unplaced(problem, stairs)
        stairs, lost[audience.number] = solved[structure]
        if problems is not None:
            problems[audience.number] = problem, stairs
        if len(joint) == 1 and audience.type == "branch":
            by_committee.setdefault(joint.pop(), []).append((audience.number, stairs))
        else:
            value += stairs.points[-1][1]
            patterns[audience.number] = stairs.pattern(0)
    for committee, members in sorted(by_committee.items()):
        homes = [ground.audiences[number].cohorts for number, _ in members]
        part, sent = _shared([s for _, s in members], wide[committee], homes, ground.settings.cost.session)
        value += part
        for (number, stairs), most in zip(members, sent, strict=True):
            patterns[number] = stairs.pattern(most)
    return TimetableBound(sum(lost.values()), value, price, patterns, lost)


def sure_unplaced(problem: Alone, stairs: Steps) -> int:
    """Unplaced pairs that no plan can avoid: those that nobody can place, or more where the relaxation proves it."""
    freest = stairs.patterns[max(stairs.patterns)]
    return problem.lost if freest.unplaced == problem.lost else max(problem.lost, least_unplaced(problem))
