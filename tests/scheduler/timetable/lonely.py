"""Single audiences at random, and their least value by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from turnout.scheduler.timetable.alone import NEVER, Alone, Send, extreme_days
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.ground import STUDY

Heads = tuple[tuple[int, ...], ...]
"""Attendees by column and cohort; the last row are those sent."""


def columns_of(rows: list[tuple[list[int], int, int, int]], cohorts: int) -> Columns:
    """Columns from (cost of each cohort, seats, cost of the day, day)."""
    whole = np.array([row[1:] for row in rows], dtype=np.int64).reshape(-1, 3)
    cost = np.array([row[0] for row in rows], dtype=np.int32).reshape(-1, cohorts)
    ones = np.ones(len(rows), dtype=np.int64)
    return Columns(cost, whole[:, 0], whole[:, 1], whole[:, 2], ones, np.arange(len(rows)), ones)


ROOMS = st.sampled_from([NEVER, 1, 2])


@st.composite
def problems(draw: Any, people: int = 6, columns: int = 3) -> tuple[Alone, int]:
    """An audience of up to three cohorts, and how many members it may send. Seats and limits hold a batch."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda s: sum(s) <= people))
    count = len(sizes)
    cost = st.lists(st.sampled_from([-1, 0, 1, 4, 9]), min_size=count, max_size=count)
    least, gap = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    row = st.tuples(cost, st.integers(least, 6), st.sampled_from([0, 0, 3]), st.integers(0, 12))
    study, discussion = (columns_of(draw(st.lists(row, max_size=columns)), count) for _ in range(2))
    way = st.one_of(st.just(Send(-1, NEVER)), st.builds(Send, st.integers(0, 5), st.integers(0, 12)))
    sends = tuple(draw(st.lists(way, min_size=count, max_size=count)))
    limits = draw(st.lists(st.sampled_from([least, least + 1, 20]), min_size=count, max_size=count))
    crew = draw(st.sampled_from([[-1, -1, -1], [7, -1, -1], [7, 7, -1], [7, 8, 7]]))[:count]
    away = {7: draw(st.integers(0, 4)), 8: draw(st.integers(1, 4)), -1: sum(sizes)}
    days = extreme_days(study, first=True), extreme_days(discussion, first=False)
    ready = np.minimum(days[0], [w.day for w in sends])
    lost = ready == NEVER
    none = np.zeros(count, dtype=bool)
    problem = Alone(
        0, np.array(sizes), np.array(limits), np.array(crew), np.array([away[k] for k in crew]), study, discussion,
        sends, draw(st.sampled_from([0, 10, 30])), draw(st.sampled_from([1, 25, 80])), least, gap,
        lost, lost | (days[1] < ready + gap), none, none, draw(st.tuples(ROOMS, ROOMS)),
    )  # fmt: skip
    return problem, draw(st.integers(0, sum(sizes)))


def _batches(problem: Alone, given: Columns, column: int, left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Everybody who could meet in one session of a column."""
    for heads in product(*(range(n + 1) for n in left)):
        there = [c for c, n in enumerate(heads) if n]
        size = sum(heads)
        if size < max(1, problem.least) or size > min(given.seats[column], *(problem.limit[c] for c in there)):
            continue
        if any(given.cost[column, c] < 0 for c in there):
            continue
        crews = {int(problem.crew[c]) for c in there} - {-1}
        away = {k: sum(heads[c] for c in there if problem.crew[c] == k) for k in crews}
        if all(away[k] <= min(problem.away[problem.crew == k]) for k in crews):
            yield heads


def sides(problem: Alone, kind: int, most: int) -> dict[Heads, int]:
    """All solutions of one kind with the cost of each, price of the unplaced included."""
    given = problem.study if kind == STUDY else problem.discussion
    sizes = tuple(np.where(problem.barred(kind), 0, problem.sizes).tolist())
    found: dict[Heads, int] = {}

    def close(left: tuple[int, ...], heads: list[list[int]], cost: int) -> None:
        ways = [range(n + 1 if w.cost >= 0 and kind == STUDY else 1) for n, w in zip(left, problem.sends, strict=True)]
        for sent in product(*ways):
            if sum(sent) <= most:
                key = (*(tuple(h) for h in heads), sent)
                paid = sum(n * w.cost for n, w in zip(sent, problem.sends, strict=True) if n)
                value = cost + paid + problem.price * (sum(left) - sum(sent))
                found[key] = min(found.get(key, value), value)

    def add(first: int, left: tuple[int, ...], heads: list[list[int]], cost: int, rooms: int) -> None:
        close(left, heads, cost)
        if not rooms:
            return
        for column in range(first, given.count):
            for batch in _batches(problem, given, column, left):
                more = [list(h) for h in heads]
                more[column] = [a + b for a, b in zip(heads[column], batch, strict=True)]
                rest = tuple(a - b for a, b in zip(left, batch, strict=True))
                paid = sum(int(q) * n for q, n in zip(given.cost[column], batch, strict=True))
                add(column, rest, more, cost + problem.session + int(given.off[column]) + paid, rooms - 1)

    add(0, sizes, [[0] * len(sizes)] * given.count, 0, problem.rooms[kind])
    return found


def least_together(problem: Alone, most: int) -> int:
    """Least value of both kinds with every gap kept."""
    studies = sorted(sides(problem, STUDY, most).items(), key=lambda item: item[1])
    discussions = sorted(sides(problem, 1, 0).items(), key=lambda item: item[1])
    best = NEVER
    for study, cost in studies:
        for discussion, more in discussions:
            if cost + more >= best:
                break
            if _gaps_kept(problem, study, discussion):
                best = cost + more
    return best


def _gaps_kept(problem: Alone, study: Heads, discussion: Heads) -> bool:
    for c in range(len(problem.sizes)):
        ready = [(int(problem.study.day[j]), row[c]) for j, row in enumerate(study[:-1])]
        ready.append((problem.sends[c].day, study[-1][c]))
        due = [(int(problem.discussion.day[j]), row[c]) for j, row in enumerate(discussion[:-1])]
        for day, _ in due:
            before = sum(n for d, n in ready if d <= day - problem.gap)
            if sum(n for d, n in due if d <= day) > before:
                return False
    return True


def a_large_one(seed: int) -> Alone:
    """An audience as shift crews are: cohorts of 1 to 22 whose batches may hold 20, and some whose may hold 50."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 8))
    cost = rng.choice([-1, 0, 2, 5], size=(4, count), p=[0.3, 0.3, 0.2, 0.2]).tolist()
    given = columns_of([(row, int(rng.choice([12, 48])), 0, 3 * n) for n, row in enumerate(cost)], count)
    sizes = rng.choice([1, 3, 7, 11, 19, 22], size=count)
    crew = np.where(rng.random(count) < 0.2, 7, -1)
    none = np.zeros(count, dtype=bool)
    away = np.where(crew == 7, 9, sizes.sum())
    limit = np.where(rng.random(count) < 0.6, 20, 50)
    return Alone(
        0, sizes, limit, crew, away, given, given, (Send(-1, NEVER),) * count, 30, 80, 3, 0, none, none, none, none
    )
