"""Improving a timetable: audiences that fall short of their bound are planned again, alone, with rivals, or all
together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from turnout.scheduler.timetable.bound import TimetableBound
from turnout.scheduler.timetable.candidates import Surroundings, candidates_at_most
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.repair import Repairer
from turnout.scheduler.timetable.rivals import Rivals
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
    family: int = 6


BUDGETS = {
    "quick": Budget(
        rounds=1, rivals=1, limit=0.2, whole=1500, whole_limit=5.0, enough=0.02, polish=4, thorough_up_to=0
    ),
    "normal": Budget(
        rounds=5, rivals=4, limit=1.0, whole=20000, whole_limit=60.0, enough=0.009, polish=60, thorough_up_to=150
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
        self.finder = Rivals(ground, state, seed)
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
        """One audience: again in what is left, then before its rivals, then with CP-SAT among them."""
        if self.repairer.replan([home]):
            return True
        rivals = self.rivals(home)
        for rival in rivals[: self.budget.rivals]:
            if self.repairer.replan([home, rival]):
                return True
        excess = self.excess(home)
        needy = excess.unplaced > 0
        small = len(self.bound.patterns) <= self.budget.thorough_up_to
        if not needy and (self.polished >= self.budget.polish or not small):
            return False
        return any(self._solve(homes, needy, number) for homes in self.neighbourhoods(home, rivals, number))

    def neighbourhoods(self, home: int, rivals: list[int], number: int) -> list[list[int]]:
        """Sets of homes to plan again together: with those it shares joint studies with, and with its rivals."""
        family = self.family(home)
        found = [[home, *rivals[: 3 + number]]]
        if len(family) > 1:
            found.insert(0, [home, *family[: self.budget.family]])
            found.append(sorted({home, *family[: self.budget.family], *rivals[:2]}))
        return [list(homes) for homes in dict.fromkeys(tuple(dict.fromkeys(f)) for f in found)]

    def family(self, home: int) -> list[int]:
        """Other homes whose members may study in the same joint studies, the largest excess first."""
        ground = self.ground
        joint = {ground.committee_of[c] for c in ground.audiences[home].cohorts} - {-1}
        homes = {ground.home[c] for committee in joint for c in ground.audiences[committee].cohorts} - {home}
        return sorted(homes & set(self.bound.patterns), key=lambda h: (-self.excess(h).cost, h))

    def _solve(self, homes: list[int], needy: bool, number: int) -> bool:
        self.moves += 1
        self.polished += not needy
        effort = Effort(each=1 + number, most=40 + 10 * number, limit=self.budget.limit)
        floor = sum(self.bound.lost[h] for h in homes)
        improved, _ = replan(
            self.ground, self.state, sorted(homes), effort, self.seed + self.moves, effort.limit, floor
        )
        return improved

    def rivals(self, home: int) -> list[int]:
        """Homes whose sessions, or whose members' joint studies, keep this one from what its pattern wants."""
        found: dict[int, None] = {}
        for other in self.finder.of(home, self.bound.patterns[home]):
            if other in self.bound.patterns:
                found.setdefault(other)
            else:
                for session in self.state.of_audience.get(other, ()):
                    for cohort in sorted(session.heads, key=lambda c: -session.heads[c])[:2]:
                        found.setdefault(self.ground.home[cohort])
        found.pop(home, None)
        return [h for h in found if h in self.bound.patterns]

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
