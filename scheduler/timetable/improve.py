"""Improving a timetable: audiences that fall short of their bound are planned again, alone, with rivals, or all
together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from turnout.scheduler.timetable.bound import TimetableBound
from turnout.scheduler.timetable.candidates import Surroundings, candidates_at_most
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.repair import Repairer
from turnout.scheduler.timetable.search import Effort, Move, Worth, replan
from turnout.scheduler.timetable.state import State


@dataclass(frozen=True)
class Budget:
    """How long to improve, in deterministic terms: rounds, rivals tried for each audience, CP-SAT's limit a move.

    enough: the share of the cost above the bound at which the search ends.
    polish: CP-SAT moves at most on audiences that only cost too much. thorough_up_to: home audiences up to which those
    are also planned again to a proven optimum.

    whole: candidates up to which an instance is solved as one model; whole_limit: CP-SAT's limit for that.
    """

    rounds: int
    rivals: int
    limit: float
    whole: int
    whole_limit: float
    enough: float
    polish: int
    thorough_up_to: int


BUDGETS = {
    "quick": Budget(
        rounds=1, rivals=1, limit=0.2, whole=1500, whole_limit=5.0, enough=0.02, polish=4, thorough_up_to=0
    ),
    "normal": Budget(
        rounds=5, rivals=2, limit=0.3, whole=20000, whole_limit=60.0, enough=0.009, polish=6, thorough_up_to=40
    ),
    "thorough": Budget(
        rounds=12, rivals=6, limit=4.0, whole=40000, whole_limit=240.0, enough=0.0, polish=400, thorough_up_to=10**6
    ),
}


class Improver:
    """Large-neighbourhood search on the audiences that cost more than their bound."""

    def __init__(
        self, ground: Ground, state: State, bound: TimetableBound, seed: int, budget: Budget, stop: Callable[[], bool]
    ) -> None:
        self.ground, self.state, self.bound, self.seed, self.budget, self.stop = (
            ground,
            state,
            bound,
            seed,
            budget,
            stop,
        )
        self.repairer = Repairer(ground, state, seed)
        self.moves = self.polished = 0

    def excess(self, home: int) -> Worth:
        """What an audience has more than its bound: unplaced pairs and cost."""
        worth = Move(self.ground, self.state, [home]).worth()
        pattern = self.bound.patterns[home]
        ideal = pattern.value - self.bound.price * pattern.unplaced
        return Worth(worth.unplaced - self.bound.lost[home], worth.cost - ideal)

    def stuck(self) -> list[int]:
        """Home audiences with an excess, the worst first; while some leave people out needlessly, only those."""
        excess = {home: self.excess(home) for home in self.bound.patterns}
        bad = [h for h, e in excess.items() if e.unplaced > 0 or e.cost > 0]
        needy = [h for h in bad if excess[h].unplaced > 0]
        return sorted(needy or bad, key=lambda h: (-excess[h].unplaced, -excess[h].cost, h))

    def run(self) -> None:
        """Rounds of moves on the audiences that are stuck, until none helps or the budget ends."""
        for number in range(self.budget.rounds):
            stuck = self.stuck()
            helped = False
            if self._good_enough(stuck):
                return
            for home in stuck:
                if self.stop():
                    return
                if self._help(home, number):
                    helped = True
                    if self._good_enough(self.stuck()):
                        return
            if not helped:
                return

    def _good_enough(self, stuck: list[int]) -> bool:
        """Whether nobody is left out needlessly and the cost is near its bound."""
        excess = [self.excess(home) for home in stuck]
        if any(e.unplaced > 0 for e in excess):
            return False
        ideal = sum(p.value - self.bound.price * p.unplaced for p in self.bound.patterns.values())
        return sum(e.cost for e in excess) <= self.budget.enough * ideal

    def _help(self, home: int, number: int) -> bool:
        """One audience: again in what is left, then before one of its rivals, then with CP-SAT, alone and with a
        rival."""
        if self.repairer.replan([home]):
            return True
        rivals = self.rivals(home, number)
        for rival in rivals:
            if self.repairer.replan([home, rival]):
                return True
        excess = self.excess(home)
        small = len(self.bound.patterns) <= self.budget.thorough_up_to
        worthy = excess.unplaced > 0 or (small and excess.cost >= self.ground.settings.cost.session // 2)
        if worthy and any(self.repairer.replan([home, *rest], exact=True) for rest in ([], rivals[:1], rivals[1:2])):
            return True
        needy = self.excess(home).unplaced > 0
        for homes in ([home], *([home, r] for r in rivals[:number])):
            if not needy and self.polished >= self.budget.polish:
                return False
            self.moves += 1
            self.polished += not needy
            effort = Effort(each=1 + number, most=40 + 10 * number, limit=self.budget.limit)
            floor = sum(self.bound.lost[h] for h in homes)
            improved, _ = replan(
                self.ground, self.state, sorted(homes), effort, self.seed + self.moves, effort.limit, floor
            )
            if improved:
                return True
        return False

    def rivals(self, home: int, number: int) -> list[int]:
        """Audiences that use the venues or lecturers which this one may use; a few, others each round."""
        audience = self.ground.audiences[home]
        rng = np.random.default_rng([self.seed, home, number])
        found: set[int] = set()
        for venues in self.ground.sites(audience).values():
            for venue in venues.tolist():
                found |= {s.audience for s in self.state.of_venue.get(venue, ()) if not s.fixed}
        for lecturer in self.ground.lecturers.of(audience.committee).tolist():
            found |= {s.audience for s in self.state.of_lecturer.get(lecturer, ()) if not s.fixed}
        homes = sorted(f for f in found if f in self.bound.patterns and f != home)
        if not homes:
            return []
        return [homes[i] for i in rng.permutation(len(homes))[: self.budget.rivals].tolist()]

    def whole(self) -> bool:
        """Solve everything as one exact model, if it is small enough; True if the result is proven best."""
        around = Surroundings(self.ground, State(self.ground))
        count = 0
        for audience in self.ground.audiences:
            for kind in (0, 1) if audience.type != "committee" else (STUDY,):
                count += candidates_at_most(around, audience, kind)
        if count > self.budget.whole:
            return False
        homes = sorted(self.bound.patterns)
        _, proven = replan(
            self.ground, self.state, homes, None, self.seed, self.budget.whole_limit, sum(self.bound.lost.values())
        )
        return proven
