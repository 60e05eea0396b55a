"""The cheapest attendance of given sessions: a minimum-cost flow from cohorts to sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

from turnout.scheduler.timetable.alone import NEVER, Alone, Side
from turnout.scheduler.timetable.columns import Columns

IntArray = npt.NDArray[np.int64]


def assign(
    problem: Alone, sizes: IntArray, dear: IntArray, seats: IntArray, limits: IntArray, wide: IntArray, most: int
) -> tuple[int, IntArray, IntArray] | None:
    """Serve everybody as cheaply as can be: in one of the open sessions, sent to a joint study, or unplaced at the
    price.

    sizes: (cohorts,) to serve. dear: (sessions, cohorts) cost, NEVER where not free. seats: (sessions,). limits:
    (sessions,) the batch limit each session keeps: only cohorts allowed in batches that large attend it. wide:
    (cohorts,) cost of being sent, at most `most` in all. The first min_batch attendees of each session earn a reward
    larger than any detour of the flow costs, so that batches are filled wherever they can be. Returns (cost, heads
    (sessions, cohorts), sent (cohorts,)), or None where some session cannot gather min_batch.
    """
    sessions, cohorts = dear.shape
    nodes = _Nodes(cohorts, sessions, {k: i for i, k in enumerate(sorted(set(problem.crew.tolist()) - {-1}))})
    reward = _reward(problem, dear, wide)
    arcs = [
        *_from_cohorts(problem, nodes, sizes, dear, limits, wide, most),
        *_from_sessions(problem, nodes, seats, limits, reward),
        (nodes.sending, nodes.sink, most, 0),
    ]
    table = np.array(arcs, dtype=np.int64)
    carried = _flow(nodes, table, sizes)
    if carried is None:
        return None
    rewarded = int(carried[table[:, 3] == -reward].sum())
    if rewarded < sessions * problem.least:
        return None
    heads, sent = np.zeros((sessions, cohorts), dtype=np.int64), np.zeros(cohorts, dtype=np.int64)
    for (tail, head, _, _), load in zip(arcs, carried.tolist(), strict=True):
        if load and tail < cohorts:
            if head == nodes.sending:
                sent[tail] = load
            elif head < nodes.sink:
                heads[nodes.session_of(head), tail] += load
    return int(carried @ table[:, 3]) + reward * rewarded, heads, sent


Arc = tuple[int, int, int, int]
"""Tail, head, capacity, cost of one unit."""


@dataclass(frozen=True)
class _Nodes:
    """Numbers of the flow's nodes: cohorts, sessions, crews in each session, those sent, the sink."""

    cohorts: int
    sessions: int
    crews: dict[int, int]

    @property
    def first_crew(self) -> int:
        return self.cohorts + self.sessions

    @property
    def sending(self) -> int:
        return self.first_crew + self.sessions * len(self.crews)

    @property
    def sink(self) -> int:
        return self.sending + 1

    def session(self, session: int) -> int:
        return self.cohorts + session

    def crew(self, session: int, crew: int) -> int:
        return self.first_crew + session * len(self.crews) + self.crews[crew]

    def session_of(self, node: int) -> int:
        """The session of a node that is a session's, or a crew's in a session."""
        return node - self.cohorts if node < self.first_crew else (node - self.first_crew) // len(self.crews)


def _reward(problem: Alone, dear: IntArray, wide: IntArray) -> int:
    """More than any detour of the flow costs."""
    dearest = int(dear[dear < NEVER].max(initial=0))
    way = max((w if w < NEVER else 0 for w in wide.tolist()), default=0)
    return 2 * (sum(dear.shape) + 1) * (dearest + way + problem.price + 1)


def _from_cohorts(
    problem: Alone, nodes: _Nodes, sizes: IntArray, dear: IntArray, limits: IntArray, wide: IntArray, most: int
) -> Iterator[Arc]:
    """Members stay unplaced, are sent, or attend a session, those of a crew through its node there (H8)."""
    costs, ways, crew_of, away = dear.tolist(), wide.tolist(), problem.crew.tolist(), problem.away.tolist()
    largest, allowed = problem.limit.tolist(), limits.tolist()
    seen: set[int] = set()
    for c, size in enumerate(sizes.tolist()):
        if not size:
            continue
        yield c, nodes.sink, size, problem.price
        if ways[c] < NEVER and most > 0:
            yield c, nodes.sending, size, ways[c]
        for s in range(nodes.sessions):
            if costs[s][c] >= NEVER or largest[c] < allowed[s]:
                continue
            target = nodes.session(s)
            if crew_of[c] >= 0:
                target = nodes.crew(s, crew_of[c])
                if target not in seen:
                    seen.add(target)
                    yield target, nodes.session(s), away[c], 0
            yield c, target, size, costs[s][c]


def _from_sessions(problem: Alone, nodes: _Nodes, seats: IntArray, limits: IntArray, reward: int) -> Iterator[Arc]:
    """A session takes as many as it has seats and its batch may be (H4, H5); the first of them are rewarded."""
    for s, (seat, limit) in enumerate(zip(seats.tolist(), limits.tolist(), strict=True)):
        room = min(seat, limit)
        yield nodes.session(s), nodes.sink, problem.least, -reward
        if room > problem.least:
            yield nodes.session(s), nodes.sink, room - problem.least, 0


def _flow(nodes: _Nodes, table: IntArray, sizes: IntArray) -> IntArray | None:
    """(arcs,) what each carries in the cheapest flow of all cohorts to the sink, None where there is none."""
    flow = min_cost_flow.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
    supply = np.zeros(nodes.sink + 1, dtype=np.int64)
    supply[: nodes.cohorts] = sizes
    supply[nodes.sink] = -int(sizes.sum())
    flow.set_nodes_supplies(np.arange(nodes.sink + 1), supply)
    if flow.solve() != flow.OPTIMAL:
        return None
    return np.asarray(flow.flows(numbers), dtype=np.int64)


def attended(
    problem: Alone,
    given: Columns,
    group: IntArray,
    limits: tuple[int, ...],
    heads: IntArray,
    sent: IntArray,
    value: int,
) -> Side:
    """The side of given sessions and their attendance: a column for all sessions of one kind that keep the same batch
    limit, which may share their attendees out evenly; a column for each session where crews may be away only in part.

    group: (sessions,) columns. limits: the batch limit of each. heads: (sessions, cohorts).
    """
    apart = (problem.crew >= 0).any()
    keys = [(j, limit, k if apart else 0) for k, (j, limit) in enumerate(zip(group.tolist(), limits, strict=True))]
    cells = sorted(set(keys))
    at = np.array([cells.index(key) for key in keys], dtype=np.int64)
    every = np.zeros((len(cells), heads.shape[1]), dtype=np.int64)
    np.add.at(every, at, heads)
    kept = np.array([j for j, _, _ in cells], dtype=np.int64)
    return Side(given.take(kept), value, every, np.bincount(at, minlength=len(cells)).astype(np.int64), sent)
