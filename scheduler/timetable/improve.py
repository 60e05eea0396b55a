"""Improving a timetable: large-neighbourhood search on audiences that cost more than their bound, where the gap is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    """How long to improve, in deterministic terms.

    rounds: passes over the audiences that are stuck. rivals: tried for each audience. limit: CP-SAT's limit a move, in
    its own seconds. moves, a_move_for: CP-SAT moves at the most, and one more for so many home audiences; polish: of
    them on audiences that only cost too much. enough: the share of the cost above the bound at which the search ends.
    moves_if_small, polish_if_small, enough_if_small: the same up to `small` home audiences, where wide moves follow.
    whole: candidates up to which a block is solved as one model; whole_limit: CP-SAT's limit for that. starts: first
    timetables of which the best is taken, up to `small` home audiences. exact: whether those are planned again as well
    as can be, not only well. wide, wide_limit, wide_enough: moves on many audiences at once, CP-SAT's limit for all
    of them, and the share above the bound at which they end.
    """

    rounds: int
    rivals: int
    limit: float
    moves: int
    a_move_for: int
    polish: int
    enough: float
    enough_if_small: float
    whole: int
    whole_limit: float
    starts: int
    small: int = 150
    exact: bool = True
    moves_if_small: int = 10**9
    polish_if_small: int = 2
    wide: int = 0
    wide_limit: float = 4.0
    wide_enough: float = 0.0095

    def few(self, homes: int) -> bool:
        """Whether so many home audiences are few."""
        return homes <= self.small


BUDGETS = {
    "quick": Budget(1, 1, 0.2, 4, 400, 2, 0.02, 0.02, 1500, 5.0, 1),
    "normal": Budget(5, 4, 0.4, 24, 40, 8, 0.0095, 0.004, 20000, 60.0, 3, moves_if_small=8, polish_if_small=0, wide=24),
    "thorough": Budget(
        12, 8, 4.0, 400, 2, 400, 0.0, 0.0, 40000, 240.0, 24,
        polish_if_small=400, wide=120, wide_limit=120.0, wide_enough=0.0,
    ),
}
FAMILY = 6
"""Audiences of the same joint studies that are planned again with one of them."""


class Improver:
    """Plans again audiences that leave somebody out needlessly or cost more than their bound: alone, before those who
    stand in their way, and together with them by CP-SAT."""

    def __init__(
        self,
        ground: Ground,
        state: State,
        bound: TimetableBound,
        seed: int,
        budget: Budget,
        stop: Callable[[], bool],
        tell: Callable[[], None] | None = None,
        floor: dict[int, int] | None = None,
    ) -> None:
        """floor: unplaced pairs that no plan can avoid, by home audience, where the bound's patterns leave out others
        beside."""
        self.ground, self.state, self.bound = ground, state, bound
        self.floor = bound.lost if floor is None else floor
        self.seed, self.budget, self.stop, self.tell = seed, budget, stop, tell
        self.repairer = Repairer(ground, state, seed)
        self.finder = Rivals(ground, state, seed)
        self.small = budget.few(len(bound.patterns))
        self.polish = budget.polish_if_small if self.small else budget.polish
        self.moves = self.polished = 0
        most = budget.moves + len(bound.patterns) // budget.a_move_for
        self.most_moves = min(most, budget.moves_if_small) if self.small else most
        self.ideal = sum(p.value - bound.price * p.unplaced for p in bound.patterns.values())
        self.joint = bound.value - sum(p.value for p in bound.patterns.values())
        self._excess: dict[int, Worth] = {}
        self.look_again()

    def by(self, bound: TimetableBound) -> Improver:
        """What improves the same timetable by other patterns; only what no plan can place is taken for lost."""
        return self.of(self.state, bound, self.stop, tell=self.tell)

    def of(
        self,
        state: State,
        bound: TimetableBound,
        stop: Callable[[], bool],
        seed: int | None = None,
        tell: Callable[[], None] | None = None,
    ) -> Improver:
        """What improves another timetable by these patterns, quietly unless told otherwise."""
        seed = self.seed if seed is None else seed
        return Improver(self.ground, state, bound, seed, self.budget, stop, tell, floor=self.floor)

    def excess(self, home: int) -> Worth:
        """What an audience has more than its bound: unplaced pairs and cost."""
        worth = Move(self.ground, self.state, [home]).worth()
        pattern = self.bound.patterns[home]
        ideal = pattern.value - self.bound.price * pattern.unplaced
        return Worth(worth.unplaced - self.bound.lost[home], worth.cost - ideal)

    def _refresh(self, homes: Iterable[int]) -> None:
        """Work out anew the excess of these audiences and of those that share joint studies with them."""
        for concerned in {h for home in homes for h in (home, *self.family(home))}:
            self._excess[concerned] = self.excess(concerned)

    def look_again(self) -> None:
        """Work out everything anew, for a timetable that others have changed."""
        self._refresh(self.bound.patterns)

    def stuck(self) -> list[int]:
        """Home audiences with an excess, the worst first; while some leave people out needlessly, only those."""
        bad = [h for h, e in self._excess.items() if e.unplaced > 0 or e.cost > 0]
        needy = [h for h in bad if self._excess[h].unplaced > 0] if self.worth()[0] else []
        return sorted(needy or bad, key=lambda h: (-self._excess[h].unplaced, -self._excess[h].cost, h))

    def run(self, rounds: int | None = None) -> None:
        """Rounds of moves, from quick to thorough, until the gap is closed or the budget ends; no more than so
        many."""
        if self.tell:
            self.tell()
        for number in range(self.budget.rounds if rounds is None else min(rounds, self.budget.rounds)):
            needy_helped = self._pass(self._thoroughly, number, needy=True)
            if self.good_enough() or self.stop():
                return
            helped = False
            for way in (self._alone, self._before_rivals, self._together):
                helped |= self._pass(way, number)
            if self.good_enough() or self.stop() or not (helped or needy_helped):
                return

    def _pass(self, way: Callable[[int, int], bool], number: int, needy: bool = False) -> bool:
        """One way of helping for every audience that is stuck. True where it has helped any."""
        helped = False
        for home in self.stuck():
            excess = self._excess[home]
            if self.stop() or (not needy and self.good_enough()):
                return helped
            if (excess.unplaced > 0) == needy and (excess.unplaced > 0 or excess.cost > 0):
                helped |= way(home, number)
        return helped

    def good_enough(self) -> bool:
        """Whether nobody is left out needlessly and the cost is near its bound."""
        return self.near(self.budget.enough_if_small if self.small else self.budget.enough)

    def near(self, enough: float) -> bool:
        """Whether nobody is left out needlessly and the cost is no more than this share above its bound."""
        unplaced, above = self.worth()
        return not unplaced and above <= enough * (self.ideal + self.joint)

    def worth(self) -> tuple[int, int]:
        """Unplaced pairs that could be placed, and cost above the bounds, of all audiences."""
        each = self._excess.values()
        return max(0, sum(e.unplaced for e in each)), sum(e.cost for e in each) + self._shared() - self.joint

    def _shared(self) -> int:
        """Cost of holding the joint studies that members of several home audiences attend."""
        joint = [a.number for a in self.ground.audiences if a.type == "committee"]
        sessions = (s for number in joint for s in self.state.of_audience.get(number, ()))
        shared = sum(len({self.ground.home[c] for c in s.heads}) > 1 for s in sessions if not s.fixed)
        return shared * self.ground.settings.cost.session

    def _thoroughly(self, home: int, number: int) -> bool:
        """All ways, one after the other, until one helps."""
        return any(way(home, number) for way in (self._alone, self._before_rivals, self._together))

    def _worth_it(self, home: int) -> bool:
        """Whether there is more to gain than a missed theme day or a way of half an hour, where audiences are many."""
        excess = self._excess[home]
        return self.small or excess.unplaced > 0 or excess.cost > self.ground.settings.cost.off_theme_day

    def _alone(self, home: int, number: int) -> bool:
        """Again in what is left."""
        if not self._worth_it(home):
            return False
        return self._replanned([home], exact=number == 0)

    def _before_rivals(self, home: int, number: int) -> bool:
        """Again before one of those who stand in the way, who is then planned in what is left."""
        if not self._worth_it(home):
            return False
        return any(
            self._replanned([home, rival], exact=number == 0 and place < 2)
            for place, rival in enumerate(self.rivals(home)[: self.budget.rivals])
        )

    def _replanned(self, homes: list[int], exact: bool) -> bool:
        """Plan again one after the other: well, and where audiences are few, each as well as can be."""
        if self.kept(homes, self.repairer.replan(homes)):
            return True
        return exact and self.small and self.budget.exact and self.kept(homes, self.repairer.replan(homes, exact=True))

    def _together(self, home: int, number: int) -> bool:
        """Together with others by CP-SAT: an audience that leaves somebody out, or costs about a session too much."""
        excess = self._excess[home]
        worthy = self.ground.settings.cost.session // (6 if self.small else 2)
        if excess.unplaced <= 0 and (excess.cost < worthy or self.polished >= self.polish):
            return False
        return any(self._solve(homes, number) for homes in self.neighbourhoods(home, number))

    def neighbourhoods(self, home: int, number: int) -> list[list[int]]:
        """Sets of homes to plan again together: with those it shares joint studies with, and with its rivals."""
        rivals, family = self.rivals(home), self.family(home)[:FAMILY]
        found = [[home, *rivals[: 3 + number]]]
        if family and self._excess[home].unplaced > 0:
            found = [[home, *family], *found, [home, *family, *rivals[:2]]]
        elif self._excess[home].unplaced <= 0:
            found = [[home], [home, *rivals[:1]], *found, [home, *family[:3]]]
        return [list(homes) for homes in dict.fromkeys(tuple(dict.fromkeys(f)) for f in found)]

    def family(self, home: int) -> list[int]:
        """Other homes whose members may study in the same joint studies, the largest excess first."""
        ground = self.ground
        joint = {ground.committee_of[c] for c in ground.audiences[home].cohorts} - {-1}
        homes = {ground.home[c] for committee in joint for c in ground.audiences[committee].cohorts} - {home}
        nothing = Worth(0, 0)
        known = [h for h in homes if h in self.bound.patterns]
        return sorted(known, key=lambda h: (-self._excess.get(h, nothing).cost, h))

    def rivals(self, home: int) -> list[int]:
        """Homes whose sessions, or whose members' joint studies, keep this one from what its pattern wants."""
        found: dict[int, None] = {}
        for other in self.finder.of(home, self.bound.patterns[home]):
            if other in self.bound.patterns:
                found.setdefault(other)
                continue
            for session in self.state.of_audience.get(other, ()):
                for cohort in sorted(session.heads, key=lambda c: (-session.heads[c], c))[:2]:
                    found.setdefault(self.ground.home[cohort])
        found.pop(home, None)
        return [h for h in found if h in self.bound.patterns]

    def _solve(self, homes: list[int], number: int) -> bool:
        """Plan these audiences again with CP-SAT, while moves are left."""
        if self.moves >= self.most_moves:
            return False
        self.moves += 1
        self.polished += self._excess[homes[0]].unplaced <= 0
        effort = Effort(each=1 + number, most=40 + 10 * number, limit=self.budget.limit)
        floor = sum(self.floor[h] for h in homes)
        seed = self.seed + self.moves
        improved, _ = replan(self.ground, self.state, sorted(homes), effort, seed, effort.limit, floor)
        return self.kept(homes, improved)

    def kept(self, homes: list[int], improved: bool) -> bool:
        """What a move on these audiences has improved is worked out anew and told; says whether it has."""
        if improved:
            self._refresh(homes)
            if self.tell:
                self.tell()
        return improved

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
            self.ground, self.state, homes, None, self.seed, self.budget.whole_limit, sum(self.floor.values())
        )
        return proven
