"""What an audience could do alone: enumeration, integer programme and trying everything agree; bounds are no higher."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from turnout.scheduler.timetable.alone import Alone, gaps_kept
from turnout.scheduler.timetable.alone_enumerate import side_by_enumeration
from turnout.scheduler.timetable.alone_mip import side_by_mip
from turnout.scheduler.timetable.alone_pairs import best_pair
from turnout.scheduler.timetable.alone_solve import least_unplaced, solve_alone
from turnout.scheduler.timetable.bound import Steps, share_out
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY
from turnout.tests.scheduler.timetable.lonely import least_together, problems, sides


@given(problems())
@settings(max_examples=40)
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


@given(problems(people=4))
@settings(max_examples=40)
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
@settings(max_examples=40)
def test_no_fewer_can_be_unplaced_than_the_bound_says(drawn: tuple[Alone, int]) -> None:
    problem, _ = drawn
    everybody = int(problem.sizes.sum())
    free = replace(
        problem, session=0, price=1, study=_free(problem.study), discussion=_free(problem.discussion),
        sends=tuple(replace(w, cost=min(w.cost, 0)) for w in problem.sends),
    )  # fmt: skip
    assert least_unplaced(problem) <= least_together(free, everybody) + problem.lost


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


@given(st.lists(POINTS, min_size=1, max_size=4), st.integers(0, 6), st.sampled_from([0, 10, 30]))
@settings(max_examples=200)
def test_sharing_out_joint_seats(stairs: list[list[tuple[int, int]]], seats: int, session: int) -> None:
    def value(chosen: tuple[tuple[int, int], ...]) -> int:
        return sum(v for _, v in chosen) + (session * -(-sum(h for h, _ in chosen) // seats) if seats else 0)

    options = product(*(points if seats else points[:1] for points in stairs))
    total, sent = share_out([Steps(points, {}) for points in stairs], seats, session)
    assert total == min(value(chosen) for chosen in options)
    assert value(tuple((h, dict(points)[h]) for h, points in zip(sent, stairs, strict=True))) == total
