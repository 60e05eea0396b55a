"""Trips chosen by home, handed to supervisors by name."""

from __future__ import annotations

import numpy as np

from turnout.scheduler.sit_ins.cost import above_even_share, value
from turnout.scheduler.sit_ins.greedy import Diary
from turnout.scheduler.sit_ins.model import solve
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits
from turnout.scheduler.sit_ins.residual import Residual
from turnout.scheduler.sit_ins.trips import Classes, Trips


def named(part: Part, classes: Classes, trips: Trips, chosen: IntArray, effort: float, seed: int) -> Visits:
    """Legal visits that make the chosen trips; trips are left out where nobody can be found.

    The longest first, each to the least busy who can. Where a team's trips lie less evenly than they might, the exact
    model hands them out again; where some are left out, it may choose others in place of them.
    """
    diary, left = Diary(part, classes), []
    rows_of = {t: [r for r in trips.rows[t].tolist() if r >= 0] for t in chosen.tolist()}
    for t in sorted(rows_of, key=lambda t: (-len(rows_of[t]), t)):
        sup = diary.able(int(trips.cls[t]), rows_of[t])
        if sup < 0 or not diary.open(rows_of[t]):
            left.append(t)
        else:
            diary.enter(sup, rows_of[t])
    visits, team = diary.visits(), classes.team[trips.cls]
    uneven = _uneven(part, visits, trips.size[chosen], team[chosen])
    lacking = np.isin(np.arange(part.teams), team[left])
    for t in np.flatnonzero(uneven | lacking).tolist():
        mine = np.flatnonzero(team == t) if lacking[t] else chosen[team[chosen] == t]
        visits = _handed_out(part, classes, visits, t, trips.take(mine), effort, seed)
    return visits


def _uneven(part: Part, visits: Visits, size: IntArray, team: IntArray) -> np.ndarray:
    """By team, whether more lies above the even share than its trips must leave there."""
    if not part.prices.imbalance:
        return np.zeros(part.teams, dtype=bool)
    made = np.bincount(visits.sup, minlength=len(part.sup))
    above = np.bincount(part.sup_team(), weights=above_even_share(part, made), minlength=part.teams)
    supervisors = np.diff(part.team_sup)
    whole = np.bincount(part.sup_team()[visits.sup], minlength=part.teams)
    share = -(-whole // np.maximum(supervisors, 1))
    number = np.bincount(team, minlength=part.teams)
    longer = np.bincount(team, weights=np.maximum(size - share[team], 0), minlength=part.teams)
    result: np.ndarray = above > np.maximum(longer, whole - share * np.minimum(number, supervisors))
    return result


def _handed_out(
    part: Part, classes: Classes, visits: Visits, team: int, trips: Trips, effort: float, seed: int
) -> Visits:
    """The visits, with one team's made anew from its trips by the exact model, if that is better."""
    rest = Residual(part, visits, np.array([team]))
    choice = rest.trips(trips, classes)
    start = rest.start
    new = solve(rest.part, rest.classes, choice, start, effort, seed).visits
    return rest.joined(new) if value(rest.part, new) < value(rest.part, start) else visits
