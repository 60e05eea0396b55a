"""Re-planning some audiences while the rest stands still: the move of large-neighbourhood search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from turnout.scheduler.solving import run
from turnout.scheduler.timetable.candidates import Surroundings, chosen_candidates, every_candidate
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.model import Candidate, TimetableModel
from turnout.scheduler.timetable.state import Session, State, session_cost


@dataclass(frozen=True)
class Effort:
    """How hard one move tries: starts beside the best of each kind, most starts a kind, deterministic limit, and venues
    for each start: with one, audiences that would meet at the same time and place want the same."""

    each: int
    most: int
    limit: float
    halls: int = 1


@dataclass(frozen=True)
class Worth:
    """Unplaced pairs first, then cost."""

    unplaced: int
    cost: int

    def __lt__(self, other: Worth) -> bool:
        return (self.unplaced, self.cost) < (other.unplaced, other.cost)


@dataclass
class Taken:
    """What a move takes out of the state: whole sessions, and the free cohorts' heads in sessions that stay."""

    sessions: list[Session]
    heads: list[tuple[Session, dict[int, int]]]


class Move:
    """Re-plans the home audiences `homes` (and the joint studies that only their members attend)."""

    def __init__(self, ground: Ground, state: State, homes: list[int]) -> None:
        self.ground, self.state, self.homes = ground, state, homes
        self.cohorts = sorted({c for h in homes for c in ground.audiences[h].cohorts if ground.home[c] == h})
        self.joint = sorted({ground.committee_of[c] for c in self.cohorts} - {-1})

    def worth(self) -> Worth:
        """What the free cohorts and their sessions are worth as they stand; a shared session counts whole."""
        placed = sum(self.state.placed(c, kind) for c in self.cohorts for kind in (0, 1))
        pairs = 2 * sum(self.ground.cohorts[c].size for c in self.cohorts)
        return Worth(pairs - placed, self._cost())

    def _cost(self) -> int:
        """Sessions that only the free cohorts attend, whole; of the others, what the free cohorts' own attendance
        costs."""
        mine, ground, total = set(self.cohorts), self.ground, 0
        for session in {s for c in self.cohorts for s in self.state.of_cohort.get(c, ())}:
            own = {c: n for c, n in session.heads.items() if c in mine}
            cost = session_cost(ground, Session(**{**session.__dict__, "heads": own}))
            total += cost["burden"] + cost["travel"]
            if len(own) == len(session.heads):
                total += cost["session"] + cost["off_theme_day"]
        return total

    def take_out(self) -> Taken:
        """Free the cohorts: remove sessions that only they attend, and their heads from the others."""
        mine = set(self.cohorts)
        taken = Taken([], [])
        involved = {s for c in self.cohorts for s in self.state.of_cohort.get(c, ()) if not s.fixed}
        for session in sorted(involved, key=Session.order):
            if set(session.heads) <= mine:
                self.state.remove(session)
                taken.sessions.append(session)
            else:
                heads = {c: n for c, n in session.heads.items() if c in mine}
                taken.heads.append((session, heads))
                self.shrink(session, heads)
        return taken

    def put_back(self, taken: Taken) -> None:
        """Undo `take_out`."""
        for session in taken.sessions:
            self.state.add(session)
        for session, heads in taken.heads:
            self.grow(session, heads)

    def grow(self, session: Session, heads: dict[int, int]) -> None:
        """Let more members attend a session that stands."""
        self.state.remove(session)
        for cohort, count in heads.items():
            session.heads[cohort] = session.heads.get(cohort, 0) + count
        self.state.add(session)

    def shrink(self, session: Session, heads: dict[int, int]) -> None:
        """Take members out of a session that stands."""
        self.state.remove(session)
        for cohort, count in heads.items():
            session.heads[cohort] -= count
            if not session.heads[cohort]:
                del session.heads[cohort]
        self.state.add(session)

    def candidates(self, effort: Effort | None, taken: Taken, rng: np.random.Generator) -> list[Candidate]:
        """Candidates for the free cohorts: all (effort None) or chosen ones, what was taken out, and open joint
        studies."""
        around = Surroundings(self.ground, self.state, detours=effort is None)
        result: dict[tuple[int, int, int, int], Candidate] = {}
        for number in [*self.homes, *self.joint]:
            audience = self.ground.audiences[number]
            for kind in (0, 1) if number in self.homes else (STUDY,):
                found = (
                    every_candidate(around, audience, kind)
                    if effort is None
                    else chosen_candidates(around, audience, kind, rng, effort.each, effort.most, effort.halls)
                )
                for candidate in found:
                    result[candidate.audience, candidate.kind, candidate.begin, candidate.venue] = candidate
        for session in taken.sessions:
            result.setdefault(session.order(), self._again(session))
        kept = [self.narrow(c) for c in result.values()]
        return [c for c in kept if c.cost] + [self._standing(s) for s in self.open_joint()]

    def narrow(self, candidate: Candidate) -> Candidate:
        """The candidate for the free cohorts only."""
        mine = set(self.cohorts)
        cost = {c: k for c, k in candidate.cost.items() if c in mine}
        return Candidate(**{**candidate.__dict__, "cost": cost})

    def _again(self, session: Session) -> Candidate:
        return self._like(session, session.heads, (session.lecturer,) if session.lecturer >= 0 else (), {}, None)

    def _standing(self, session: Session) -> Candidate:
        joinable = {c: 0 for c in self.cohorts if c in self.ground.audiences[session.audience].cohorts}
        return self._like(session, joinable, (), dict(session.heads), session)

    def _like(
        self,
        session: Session,
        who: dict[int, int],
        lecturers: tuple[int, ...],
        base: dict[int, int],
        standing: Session | None,
    ) -> Candidate:
        """A candidate at the session's place and time, for those of `who` who are free then.

        Whoever lectures in a session that stands may attend it: that is one place (H9).
        """
        ground = self.ground
        grid = ground.grids[session.kind]
        slot = int(np.searchsorted(grid.begin, session.begin))
        site = int(ground.venues.site[session.venue])
        cost = {}
        for cohort in who:
            lectures = self.state.cohort_slots(cohort, session.kind)
            at = int(ground.open_cost(cohort, session.kind, site)[slot])
            own = ground.cohorts[cohort].lecturer
            here = standing is not None and own >= 0 and own == session.lecturer
            if at >= 0 and (here or lectures is None or lectures[slot]):
                cost[cohort] = at
        off = int(ground.off_theme(ground.audiences[session.audience], session.kind)[slot])
        seats = int(ground.venues.capacity[session.venue])
        day = int(grid.day[slot])
        return Candidate(
            session.audience,
            session.kind,
            session.begin,
            day,
            session.venue,
            seats,
            off,
            cost,
            lecturers,
            base,
            standing,
        )

    def open_joint(self) -> list[Session]:
        """Joint studies that stand and that free cohorts may join or leave."""
        sessions = [s for number in self.joint for s in self.state.of_audience.get(number, ()) if not s.fixed]
        return sorted(sessions, key=Session.order)

    def sizes(self) -> dict[int, tuple[int, int]]:
        """Per free cohort, how many studies and discussions are still to be placed."""
        size = {c: self.ground.cohorts[c].size for c in self.cohorts}
        return {c: (n - self.state.placed(c, 0), n - self.state.placed(c, 1)) for c, n in size.items()}


@dataclass(frozen=True)
class Outcome:
    """Result of solving a move's model: sessions, heads for standing ones; whether proven best; bounds of both
    lines."""

    sessions: list[Session]
    joined: list[tuple[Session, dict[int, int]]]
    proven: bool


def solve_move(
    move: Move,
    candidates: list[Candidate],
    taken: Taken,
    limit: float,
    seed: int,
    unplaced_floor: int = 0,
    exact: bool = False,
) -> Outcome | None:
    """Solve the model in two strict stages: most placed pairs, then least cost. None where no solution was found.

    unplaced_floor: pairs known to remain unplaced; a solution that leaves no more ends the first stage. exact: whether
    the rules are kept as they stand rather than a little stricter, so that an optimum is one of all legal plans.
    """
    sizes = move.sizes()
    built = TimetableModel(move.ground, move.state, candidates, sizes, detours=exact)
    _hint(built, taken)
    pairs = sum(a + b for a, b in sizes.values())
    built.model.add(built.placed <= pairs - unplaced_floor)
    built.model.maximize(built.placed)
    solver, status = run(built.model, limit=limit, seed=seed, known="a timetable in which everybody is left out")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    first = status == cp_model.OPTIMAL
    placed = round(solver.objective_value)
    built.model.add(built.placed >= placed)
    _rehint(built, solver)
    built.model.minimize(built.cost)
    second, status = run(built.model, limit=limit, seed=seed)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _read(built, solver, False)
    return _read(built, second, first and status == cp_model.OPTIMAL)


def _hint(built: TimetableModel, taken: Taken) -> None:
    """Hint the sessions as they stood before."""
    stood = {s.order(): s for s in taken.sessions}
    left = {id(s): heads for s, heads in taken.heads}
    for candidate, held, counts, who in zip(built.candidates, built.held, built.heads, built.lectures, strict=True):
        session = stood.get((candidate.audience, candidate.kind, candidate.begin, candidate.venue))
        heads = left.get(id(candidate.standing), {}) if candidate.standing else session.heads if session else {}
        if not candidate.standing:
            built.model.add_hint(held, session is not None)
        for cohort, v in counts.items():
            built.model.add_hint(v, heads.get(cohort, 0))
        for lecturer, v in who.items():
            built.model.add_hint(v, session is not None and session.lecturer == lecturer)


def _rehint(built: TimetableModel, solver: cp_model.CpSolver) -> None:
    built.model.clear_hints()  # type: ignore[no-untyped-call]
    for candidate, held, counts, who in zip(built.candidates, built.held, built.heads, built.lectures, strict=True):
        for v in [*([] if candidate.standing else [held]), *counts.values(), *who.values()]:
            built.model.add_hint(v, solver.value(v))


def _read(built: TimetableModel, solver: cp_model.CpSolver, proven: bool) -> Outcome:
    sessions, joined = [], []
    for n, candidate in enumerate(built.candidates):
        heads = {c: solver.value(v) for c, v in built.heads[n].items() if solver.value(v)}
        if candidate.standing:
            if heads:
                joined.append((candidate.standing, heads))
        elif heads and solver.value(built.held[n]):
            lecturer = next((w for w, v in built.lectures[n].items() if solver.value(v)), -1)
            sessions.append(
                Session(
                    candidate.audience,
                    candidate.kind,
                    candidate.begin,
                    built.minutes[n],
                    candidate.venue,
                    lecturer,
                    heads,
                )
            )
    return Outcome(sessions, joined, proven)


def replan(
    ground: Ground, state: State, homes: list[int], effort: Effort | None, seed: int, limit: float, floor: int = 0
) -> tuple[bool, bool]:
    """Re-plan some home audiences; keep the result where it is better. Returns (improved, proven best).

    floor: unplaced pairs of these audiences that no plan can avoid.
    """
    move = Move(ground, state, homes)
    before = move.worth()
    taken = move.take_out()
    rng = np.random.default_rng([seed, *homes])
    candidates = move.candidates(effort, taken, rng)
    outcome = solve_move(move, candidates, taken, limit, seed, floor, effort is None) if candidates else None
    if outcome is None:
        move.put_back(taken)
        return False, not candidates
    for session in outcome.sessions:
        state.add(session)
    for session, heads in outcome.joined:
        move.grow(session, heads)
    if move.worth() < before:
        return True, outcome.proven
    for session in outcome.sessions:
        state.remove(session)
    for session, heads in outcome.joined:
        move.shrink(session, heads)
    move.put_back(taken)
    return False, outcome.proven
