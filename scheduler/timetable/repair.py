"""Re-planning audiences one after the other in what the others leave: the quick move of the search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from turnout.models.settings import DAY
from turnout.scheduler.timetable.alone import NEVER, Alone, Pattern, Send, problem_of
from turnout.scheduler.timetable.alone_solve import good_alone, solve_alone
from turnout.scheduler.timetable.columns import columns
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.place import Placer, Ready
from turnout.scheduler.timetable.scarce import most_sessions
from turnout.scheduler.timetable.search import Move
from turnout.scheduler.timetable.state import Session, State


@dataclass
class _Done:
    """What a move put into the state."""

    sessions: list[Session] = field(default_factory=list)
    joined: list[tuple[Session, dict[int, int]]] = field(default_factory=list)


class Repairer:
    """Takes audiences out and plans them again, each alone in the venues, lecturers and joint seats that are left."""

    def __init__(self, ground: Ground, state: State, seed: int) -> None:
        self.ground, self.state, self.seed = ground, state, seed
        self.tries = 0

    def replan(self, homes: list[int], exact: bool = False) -> bool:
        """Plan these home audiences again in this order; keep the result where it is worth more. True if it was kept.

        exact: solve each to its proven optimum in what is left, not just well.
        """
        self.tries += 1
        move = Move(self.ground, self.state, sorted(homes))
        before = move.worth()
        taken = move.take_out()
        if any(0 < s.size < self.ground.settings.session.min_batch for s, _ in taken.heads):
            move.put_back(taken)
            return False
        done = _Done()
        for home in homes:
            self._plan(self.ground.audiences[home], move, done, solve_alone if exact else good_alone)
        if move.worth() < before:
            return True
        for session in done.sessions:
            self.state.remove(session)
        for session, heads in done.joined:
            move.shrink(session, heads)
        move.put_back(taken)
        return False

    def _plan(
        self, audience: Audience, move: Move, done: _Done, solve: Callable[[Alone, int], Pattern]
    ) -> None:
        """Solve one audience's problem on what is left, and place the solution."""
        ground = self.ground
        placer = Placer(ground, self.state, self.seed + self.tries)
        around = placer.around
        offers = [around.offers(audience, k) for k in (STUDY, DISCUSSION)]
        study, discussion = (columns(ground, audience, k, offers[k]) for k in (STUDY, DISCUSSION))
        seats = {s: self._room(s) for s in move.open_joint()}
        ways = [self._ways(c, seats) for c in audience.cohorts]
        sends = tuple(
            Send(min(k for k, _ in way), min(s.begin // DAY for _, s in way)) if way else Send(-1, NEVER)
            for way in ways
        )
        rooms = most_sessions(ground, audience, offers, around.venue, around.lecturer)
        problem = replace(problem_of(ground, audience, study, discussion, sends), rooms=rooms)
        pattern = solve(problem, min(problem.sendable, sum(seats.values())))
        ready = self._join(audience, pattern, ways, seats, move, done)
        sessions = placer.place(audience, pattern, ready)
        done.sessions += sessions or []

    def _room(self, session: Session) -> int:
        """Free seats of a joint study, batch limits of those present kept."""
        limit = min((self.ground.max_batch(c) for c in session.heads), default=10**6)
        return max(0, min(int(self.ground.venues.capacity[session.venue]), limit) - session.size)

    def _may_go(self, cohort: int, session: Session) -> int:
        """How many of the cohort may still attend this session, by the limit on people away at once (H8)."""
        crew = self.ground.cohorts[cohort].group
        if crew < 0 or self.ground.max_away[crew] is None:
            return int(self.ground.cohorts[cohort].size)
        slot = int(np.searchsorted(self.ground.grids[STUDY].begin, session.begin))
        left = int(self.state.away_left(crew, STUDY)[slot])
        return max(0, left)

    def _ways(self, cohort: int, seats: dict[Session, int]) -> list[tuple[int, Session]]:
        """(cost, session) of the joint studies with free seats that the cohort could attend, cheapest first."""
        ways = []
        for session, room in seats.items():
            if session.audience != self.ground.committee_of[cohort] or session.size + 1 > self.ground.max_batch(cohort):
                continue
            grid = self.ground.grids[STUDY]
            slot = int(np.searchsorted(grid.begin, session.begin))
            cost = int(self.ground.open_cost(cohort, STUDY, int(self.ground.venues.site[session.venue]))[slot])
            lectures = self.state.cohort_slots(cohort, STUDY)
            if min(room, self._may_go(cohort, session)) > 0 and cost >= 0 and (lectures is None or lectures[slot]):
                ways.append((cost, session))
        return sorted(ways, key=lambda way: (way[0], way[1].begin, way[1].venue))

    def _join(
        self,
        audience: Audience,
        pattern: Pattern,
        ways: list[list[tuple[int, Session]]],
        seats: dict[Session, int],
        move: Move,
        done: _Done,
    ) -> Ready:
        """Seat the members sent to joint studies while seats last; (day, members) by cohort."""
        ready: Ready = {}
        for cohort, heads, way in zip(audience.cohorts, pattern.study.sent.tolist(), ways, strict=True):
            for _, session in way:
                free = min(seats[session], self._may_go(cohort, session))
                count = min(heads, free, self.ground.max_batch(cohort) - session.size)
                if count > 0:
                    move.grow(session, {cohort: count})
                    done.joined.append((session, {cohort: count}))
                    seats[session] -= count
                    heads -= count
                    ready.setdefault(cohort, []).append((session.begin // DAY, count))
        return ready
