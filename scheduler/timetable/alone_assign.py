"""The cheapest attendance of given sessions: a minimum-cost flow from cohorts to sessions."""

from __future__ import annotations

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
    costs, ways, crew_of, away = dear.tolist(), wide.tolist(), problem.crew.tolist(), problem.away.tolist()
    largest, allowed = problem.limit.tolist(), limits.tolist()
    dearest = max((cost for row in costs for cost in row if cost < NEVER), default=0)
    reward = 2 * (sessions + cohorts + 1) * (dearest + max(w if w < NEVER else 0 for w in ways) + problem.price + 1)
    arcs: list[tuple[int, int, int, int]] = []
    crews = {k: i for i, k in enumerate(sorted(set(crew_of) - {-1}))}
    first_session, first_crew = cohorts, cohorts + sessions
    sending = first_crew + sessions * len(crews)
    sink = sending + 1
    seen: set[int] = set()
    for c, size in enumerate(sizes.tolist()):
        if not size:
            continue
        arcs.append((c, sink, size, problem.price))
        if ways[c] < NEVER and most > 0:
            arcs.append((c, sending, size, ways[c]))
        crew = crew_of[c]
        for s in range(sessions):
            if costs[s][c] >= NEVER or largest[c] < allowed[s]:
                continue
            target = first_session + s
            if crew >= 0:
                target = first_crew + s * len(crews) + crews[crew]
                if target not in seen:
                    seen.add(target)
                    arcs.append((target, first_session + s, away[c], 0))
            arcs.append((c, target, size, costs[s][c]))
    for s, (seat, limit) in enumerate(zip(seats.tolist(), allowed, strict=True)):
        room = min(seat, limit)
        arcs.append((first_session + s, sink, problem.least, -reward))
        if room > problem.least:
            arcs.append((first_session + s, sink, room - problem.least, 0))
    arcs.append((sending, sink, most, 0))
    flow = min_cost_flow.SimpleMinCostFlow()
    table = np.array(arcs, dtype=np.int64)
    numbers = flow.add_arcs_with_capacity_and_unit_cost(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:cohorts] = sizes
    supply[sink] = -int(sizes.sum())
    flow.set_nodes_supplies(np.arange(sink + 1), supply)
    if flow.solve() != flow.OPTIMAL:
        return None
    carried = np.asarray(flow.flows(numbers), dtype=np.int64)
    rewarded = int(carried[table[:, 3] == -reward].sum())
    if rewarded < sessions * problem.least:
        return None
    heads, sent = np.zeros((sessions, cohorts), dtype=np.int64), np.zeros(cohorts, dtype=np.int64)
    for (tail, head, _, _), load in zip(arcs, carried.tolist(), strict=True):
        if load and tail < cohorts:
            if head == sending:
                sent[tail] = load
            elif head < sink:
                session = head - first_session if head < first_crew else (head - first_crew) // len(crews)
                heads[session, tail] += load
    return int(carried @ table[:, 3]) + reward * rewarded, heads, sent


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
