"""Large-neighbourhood search: the visits of some committees are planned anew together, all others standing."""

from __future__ import annotations

import numpy as np

from turnout.scheduler.deadline import Stop
from turnout.scheduler.sit_ins.blocks import blocks_of
from turnout.scheduler.sit_ins.bound import Guide
from turnout.scheduler.sit_ins.cost import Value, value
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits
from turnout.scheduler.sit_ins.piece import replan
from turnout.scheduler.sit_ins.residual import Residual
from turnout.scheduler.sit_ins.shares import Case, cases_of
from turnout.scheduler.sit_ins.trips import Classes, Trips, trips_made

CHOICE = 600
"""Trips to choose from when a block is planned anew."""
PROMISING = 20
"""How much a trip may cost above the bound, going by the prices, and still be chosen from in any case."""
NEXT_TO_NOTHING = 200
"""After the first sweep, blocks are left alone whose trips look dearer than they need be by less than one in so
many."""
NEAR = 0.03
"""The share of the bound by which the cost may be above it after the last sweep."""


def near(reached: Value, bound: int) -> bool:
    """Whether no target falls short, and the cost is near its bound: a target that does is worth more than any cost."""
    return not any(reached[:2]) and reached[2] <= (1 + NEAR) * bound


class Search:
    """Improves the visits of one part, block by block, among the trips that the guide's prices speak for."""

    def __init__(self, part: Part, classes: Classes, guide: Guide, effort: float, seed: int) -> None:
        self._part, self._classes, self._effort, self._seed = part, classes, effort, seed
        self._guide, self._trips = guide, guide.trips
        self._order = np.argsort(guide.extra, kind="stable")
        team = classes.team[guide.trips.cls]
        weight = np.bincount(team[guide.extra <= PROMISING], minlength=part.teams)
        self._blocks = blocks_of(part, weight, CHOICE)
        self._seen: list[bytes] = [b""] * len(self._blocks)

    def run(self, visits: Visits, rounds: int, stop: Stop) -> Visits:
        """Better visits, or the same. rounds: sweeps over all blocks; one that brings nothing, or comes near to the
        bound, is the last."""
        for swept in range(rounds):
            before = value(self._part, visits)
            for number, teams in enumerate(self._blocks):
                if stop():
                    return visits
                visits = self._again(visits, number, teams, swept)
            after = value(self._part, visits)
            if after == before or near(after, self._guide.bound):
                break
        return visits

    def _again(self, visits: Visits, number: int, teams: IntArray, swept: int) -> Visits:
        """The visits with those of some teams planned anew, if that is better; nothing is tried twice.

        After the first sweep, blocks whose trips all look good are left alone.
        """
        ours = np.isin(self._part.sup_team()[visits.sup], teams)
        if swept and self._looks_good(Visits(visits.sup[ours], visits.row[ours])):
            return visits
        rest = Residual(self._part, visits, teams)
        digest = rest.digest()
        if digest == self._seen[number]:
            return visits
        self._seen[number] = digest
        choice, cases = self._choice(rest, teams), self._cases(rest, teams)
        new, _ = replan(rest.part, rest.classes, choice, rest.start, cases, self._effort, self._seed)
        return visits if new is rest.start else rest.joined(new)

    def _looks_good(self, visits: Visits) -> bool:
        """Whether the prices see next to nothing to gain in these visits' trips."""
        made, extra = trips_made(self._part, self._classes, visits), 0
        for cls, rows in zip(made.cls.tolist(), made.rows, strict=True):
            low, high = np.searchsorted(self._trips.cls, [cls, cls + 1])
            longest = min(len(rows), self._trips.rows.shape[1])
            same = np.all(self._trips.rows[low:high, :longest] == rows[:longest], axis=1)
            same &= np.all(self._trips.rows[low:high, longest:] < 0, axis=1)
            extra += int(self._guide.extra[low:high][same].max(initial=0))
        return extra * NEXT_TO_NOTHING < int(made.cost.sum())

    def _choice(self, rest: Residual, teams: IntArray) -> Trips:
        """The most promising trips that the teams can still make, and those that they make now."""
        ours = np.isin(self._classes.team[self._trips.cls[self._order]], teams)
        possible = rest.trips(self._trips.take(self._order[ours]), self._classes)
        return possible.take(np.arange(min(CHOICE, len(possible)))).with_those_of(
            trips_made(rest.part, rest.classes, rest.start)
        )

    def _cases(self, rest: Residual, teams: IntArray) -> list[list[Case]]:
        """Even shares that the guide uses, and the one that each team has now, with their neighbours."""
        part = rest.part
        made = np.bincount(part.sup_team()[rest.start.sup], minlength=part.teams)
        capacity = np.bincount(rest.classes.team, weights=rest.classes.cap, minlength=part.teams)
        found = []
        for t, old in enumerate(teams.tolist()):
            every = cases_of(part, t, int(capacity[t]))
            shares = {c.share for c in self._guide.cases[old]}
            now = next(k for k, c in enumerate(every) if made[t] <= c.most)
            found.append([c for k, c in enumerate(every) if c.share in shares or abs(k - now) <= 1])
        return found
