"""What an audience could do alone: enumeration, integer programme and trying everything agree; bounds are no higher."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.scheduler.timetable.alone import Alone, Side, gaps_kept
from turnout.scheduler.timetable.alone_enumerate import side_by_enumeration
from turnout.scheduler.timetable.alone_gaps import least_with_gaps
from turnout.scheduler.timetable.alone_mip import side_by_mip
from turnout.scheduler.timetable.alone_pairs import best_pair
from turnout.scheduler.timetable.alone_solve import least_unplaced, solve_alone
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience
from turnout.scheduler.timetable.joint import Place, Steps, share_out
from turnout.scheduler.timetable.place import batches
from turnout.tests.examples import examples
from turnout.tests.scheduler.timetable.lonely import a_large_one, least_together, problems, sides


@given(problems())
@examples(40, many=3000)
def test_one_kind_by_enumeration_by_programme_and_by_trying_everything(drawn: tuple[Alone, int]) -> None:
    problem, most = drawn
    for kind, columns in ((STUDY, problem.study), (DISCUSSION, problem.discussion)):
        sendable = most if kind == STUDY else 0
        least = min(sides(problem, kind, sendable).values())
        barred = problem.barred(kind)
        rooms = problem.rooms[kind]
        assert side_by_mip(problem, columns, barred, sendable, nodes=10_000, rooms=rooms).value == least
        side = side_by_enumeration(problem, columns, barred, sendable, rooms=rooms)
        if side is not None:
            assert side.value == least
            assert side.real(problem, barred) == least


@pytest.mark.parametrize("nodes", [1, 200])
def test_every_session_dealt_out_keeps_its_limits(nodes: int) -> None:
    """Seats, batch limits (H5) and people away (H8), also where the programme's own solution is fractional, and where
    sessions of different limits are held at starts of one kind."""
    for seed in range(60):
        problem = a_large_one(seed)
        audience = Audience(0, "branch", 0, "B", 0, tuple(range(len(problem.sizes))))
        none = np.zeros(len(problem.sizes), dtype=bool)
        enumerated = side_by_enumeration(problem, problem.study, none, 0)
        for side in filter(None, (side_by_mip(problem, problem.study, none, 0, nodes), enumerated)):
            assert (side.heads.sum(axis=0) <= problem.sizes).all()
            for column, seats in enumerate(side.given.seats.tolist()):
                for batch in batches(audience, _alone(side, column), STUDY):
                    assert problem.least <= batch.size <= min(seats, *(int(problem.limit[c]) for c in batch.heads))
                    assert sum(n for c, n in batch.heads.items() if problem.crew[c] == 7) <= 9
                    assert all(side.given.cost[column, c] >= 0 for c in batch.heads)


@given(problems(people=4))
@examples(40, many=3000)
def test_both_kinds_together(drawn: tuple[Alone, int]) -> None:
    """The bound is no higher than the optimum, and attained where its own solution keeps the gaps."""
    problem, most = drawn
    least = least_together(problem, most)
    pattern = solve_alone(problem, most)
    assert pattern.value <= least + problem.lost * problem.price
    assert best_pair(problem, most, 0, least + 1)[0] <= least
    assert best_pair(problem, most, 0, least)[0] <= least
    real = [s.real(problem, problem.barred(k)) for k, s in enumerate((pattern.study, pattern.discussion))]
    if gaps_kept(problem, pattern.study, pattern.discussion):
        assert sum(real) >= least


@given(problems(people=4))
@examples(40, many=3000)
def test_both_kinds_in_one_programme(drawn: tuple[Alone, int]) -> None:
    """It tells the optimum itself, and what pairs of sets leave open is proven by it."""
    problem, most = drawn
    least = least_together(problem, most)
    assert least_with_gaps(problem, most) == least
    pattern, proven = solve_alone(problem, most), solve_alone(problem, most, exact=True)
    assert pattern.value <= proven.value <= least + problem.lost * problem.price


@given(problems(people=4))
@examples(40, many=3000)
def test_no_fewer_can_be_unplaced_than_the_bound_says(drawn: tuple[Alone, int]) -> None:
    problem, _ = drawn
    everybody = int(problem.sizes.sum())
    free = replace(
        problem, session=0, price=1, study=_free(problem.study), discussion=_free(problem.discussion),
        sends=tuple(replace(w, cost=min(w.cost, 0)) for w in problem.sends),
    )  # fmt: skip
    assert least_unplaced(problem) <= least_together(free, everybody) + problem.lost


def _alone(side: Side, column: int) -> Side:
    """Only the sessions of one column."""
    kept = np.arange(side.given.count) == column
    return Side(side.given, 0, np.where(kept[:, None], side.heads, 0), np.where(kept, side.sessions, 0), side.sent)


def _free(columns: Columns) -> Columns:
    return replace(columns, cost=np.minimum(columns.cost, 0), off=np.zeros_like(columns.off))


POINTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), max_size=3).map(
    lambda rest: [(0, 90)] + [(h, v) for h, v in _falling(sorted(rest)) if h > 0]
)


def _falling(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for h, v in points:
        if not kept or (h > kept[-1][0] and v < kept[-1][1]):
            kept.append((h, v))
    return kept


MORE = st.lists(st.sampled_from([0, 0, 1, 4]), min_size=3, max_size=3)
PLACES = st.lists(st.tuples(st.integers(1, 6), MORE), max_size=3)


@given(st.lists(POINTS, min_size=3, max_size=3), PLACES, st.sampled_from([0, 10, 30]))
@examples(200, many=6000)
def test_sharing_out_joint_seats(
    stairs: list[list[tuple[int, int]]], sites: list[tuple[int, list[int]]], session: int
) -> None:
    """No higher than the least over all numbers sent, and all sessions at all sites; equal with one site."""
    places = [Place(seats, np.array(more)) for seats, more in sites]
    total, sent = share_out([Steps(points, {}) for points in stairs], places, session)
    best = min(_shared(chosen, sites, session) for chosen in product(*stairs))
    assert total <= best
    if len(sites) < 2 or all(not any(more) for _, more in sites):
        everywhere = [(max((seats for seats, _ in sites), default=0), [0, 0, 0])] if len(sites) > 1 else sites
        assert total == min(_shared(chosen, everywhere, session) for chosen in product(*stairs))
    assert len(sent) == len(stairs)


def _shared(
    chosen: tuple[tuple[int, int], ...], sites: list[tuple[int, list[int]]], session: int
) -> float:
    """Least cost of so many sent by each, over the number of sessions at each site."""
    heads = sum(h for h, _ in chosen)
    least = 0.0 if not heads else float("inf")
    for counts in product(range(heads + 1), repeat=len(sites)):
        used = [site for site, n in zip(sites, counts, strict=True) if n]
        if used and heads <= sum(n * seats for n, (seats, _) in zip(counts, sites, strict=True)):
            ways = sum(h * min(more[i] for _, more in used) for i, (h, _) in enumerate(chosen))
            least = min(least, session * sum(counts) + ways)
    return least + sum(v for _, v in chosen)
