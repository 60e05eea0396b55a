"""Lower bounds of the shortfalls, from how many branches can be reached and how many visits can be made."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import max_flow

from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, slices
from turnout.scheduler.sit_ins.trips import Classes, Trips


def unreachable_need(part: Part, trips: Trips, thinned: BoolArray) -> tuple[IntArray, IntArray]:
    """For each T1 and each T2 unit, by how many items it must fall short because no trip covers enough of them."""
    rows = _rows(part, trips, thinned)
    result = []
    for at, items, unit, need in (
        (part.cover_at, part.cover, part.cover_unit, part.need1), (part.quota_at, part.quota, part.quota_unit,
        part.need2),
    ):  # fmt: skip
        within = np.unique(items[slices(at, rows)[0]])
        result.append(np.maximum(need - np.bincount(unit[within], minlength=len(need)), 0))
    return result[0], result[1]


def least_shortfalls(part: Part, classes: Classes, trips: Trips, thinned: BoolArray) -> tuple[int, int]:
    """Lower bounds of lines 2 and 3: needs minus a maximum flow from teams through discussions and items to units.

    A team sends at most its supervisors' visits, each as many items as any of its discussions covers; a discussion
    passes on as many items as one visit to it covers (V2).
    """
    rows = _rows(part, trips, thinned)
    return (
        _lacking(part, classes, rows, part.cover_at, part.cover, part.cover_unit, part.need1),
        _lacking(part, classes, rows, part.quota_at, part.quota, part.quota_unit, part.need2),
    )


def _rows(part: Part, trips: Trips, thinned: BoolArray) -> IntArray:
    """Rows that some trip visits; of teams whose trips are not all listed, every row."""
    visited = thinned[part.row_team()]
    visited[trips.rows[trips.rows >= 0]] = True
    return np.flatnonzero(visited)


def _lacking(
    part: Part, classes: Classes, rows: IntArray, at: IntArray, items: IntArray, unit: IntArray, need: IntArray
) -> int:
    """Needs minus the most that can flow team → discussion → item → unit."""
    position, owner = slices(at, rows)
    if not len(position):
        return int(need.sum())
    talks, talk = np.unique(part.row_disc[rows], return_inverse=True)
    width = np.diff(at)[rows]
    widest = np.zeros(len(talks), dtype=np.int64)
    np.maximum.at(widest, talk, width)
    pairs = np.unique(talk[owner] * len(unit) + items[position])
    source, item = pairs // len(unit), pairs % len(unit)
    reached = np.unique(item)
    flow = max_flow.SimpleMaxFlow()
    team0 = 2
    talk0 = team0 + part.teams
    seen0 = talk0 + len(talks)
    item0 = seen0 + len(talks)
    unit0 = item0 + len(unit)
    one = np.ones(len(pairs), dtype=np.int64)
    for tail, head, room in (
        (
            np.zeros(part.teams, dtype=np.int64),
            team0 + np.arange(part.teams),
            _visits(part, classes) * max(int(width.max()), 1),
        ),
        (team0 + part.row_team()[rows], talk0 + talk, width),
        (talk0 + np.arange(len(talks)), seen0 + np.arange(len(talks)), widest),
        (seen0 + source, item0 + item, one),
        (item0 + reached, unit0 + unit[reached], one[: len(reached)]),
        (unit0 + np.arange(len(need)), np.ones(len(need), dtype=np.int64), need),
    ):
        flow.add_arcs_with_capacity(tail, head, room)
    status = flow.solve(0, 1)
    if status != flow.OPTIMAL:
        return 0
    return int(need.sum()) - int(flow.optimal_flow())


def _visits(part: Part, classes: Classes) -> IntArray:
    """The most visits that each team's supervisors can make, no more than there are discussions."""
    days = np.array(
        [len(np.unique(part.row_day[a:b])) for a, b in zip(part.team_row[:-1], part.team_row[1:], strict=True)]
    )
    able = np.flatnonzero(classes.of_sup >= 0)
    sup_team = part.sup_team()[able]
    each = np.minimum(part.sup_cap[able], part.sup_daily[able] * days[sup_team])
    visits = np.bincount(sup_team, weights=each, minlength=part.teams).astype(np.int64)
    return np.minimum(visits, np.diff(part.team_row))
