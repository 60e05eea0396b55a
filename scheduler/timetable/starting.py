"""The timetable that the search starts from: where audiences are few, the best of several first ones."""

from __future__ import annotations

from dataclasses import replace

from turnout.scheduler.deadline import Ask, never
from turnout.scheduler.timetable.bound import TimetableBound
from turnout.scheduler.timetable.construct import construct
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.improve import Budget, Improver
from turnout.scheduler.timetable.state import Session, State, session_cost

NEVER = 10**9


def good_start(
    ground: Ground, state: State, bound: TimetableBound, seed: int, budget: Budget, stop: Ask, late: Ask = never
) -> None:
    """Fill the state, which holds nothing but fixed sessions, with a legal timetable.

    Where audiences are few, several are made with other seeds and improved quickly; the best is kept, of equals the
    first. stop: asked between them. late: whether the first one is to end as it stands.
    """
    quick = replace(budget, rounds=1, moves=0, a_move_for=NEVER, exact=False)
    best: tuple[int, int] | None = None
    kept: list[Session] = []
    for number in range(budget.starts if budget.few(len(bound.patterns)) else 1):
        for session in own_sessions(state):
            state.remove(session)
        construct(ground, state, bound, seed + number, late)
        search = Improver(ground, state, bound, seed + number, quick, stop)
        if budget.starts > 1 and search.small:
            search.run()
        worth = search.worth()
        if best is None or worth < best:
            best, kept = worth, kept_sessions(state)
        if search.good_enough() or stop():
            break
    put_back(state, kept)


def own_sessions(state: State) -> list[Session]:
    """Sessions that are not fixed."""
    return [s for s in state.ordered() if not s.fixed]


def kept_sessions(state: State) -> list[Session]:
    """Copies of the sessions that are not fixed, for `put_back`."""
    return [replace(s, heads=dict(s.heads)) for s in own_sessions(state)]


def put_back(state: State, kept: list[Session]) -> None:
    """Put these sessions in place of all that are not fixed."""
    for session in own_sessions(state):
        state.remove(session)
    for session in kept:
        state.add(session)


def worth(ground: Ground, state: State) -> tuple[int, int]:
    """Less is better: pairs placed, counted downwards, then cost."""
    own = own_sessions(state)
    return -sum(s.size for s in own), sum(sum(session_cost(ground, s).values()) for s in own)
