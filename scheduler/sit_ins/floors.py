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
    """Lower bounds of lines 2 and 3: needs minus a maximum flow from teams through items to units.

    A team sends at most its supervisors' visits, each as many items as any of its discussions covers.
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
    position, owner = slices(at, rows)
    team = part.row_team()[rows[owner]]
    pairs = np.unique(team * max(len(unit), 1) + items[position])
    if not len(pairs):
        return int(need.sum())
    source, item = pairs // len(unit), pairs % len(unit)
    days = np.array(
        [len(np.unique(part.row_day[a:b])) for a, b in zip(part.team_row[:-1], part.team_row[1:], strict=True)]
    )
    able = np.flatnonzero(classes.of_sup >= 0)
    sup_team = part.sup_team()[able]
    each = np.minimum(part.sup_cap[able], part.sup_daily[able] * days[sup_team])
    visits = np.bincount(sup_team, weights=each, minlength=part.teams).astype(np.int64)
    visits = np.minimum(visits, np.diff(part.team_row))  # each discussion is visited once (V2)
    widest = int(np.diff(at).max(initial=1))
    flow = max_flow.SimpleMaxFlow()
    team0, item0, unit0 = 2, 2 + part.teams, 2 + part.teams + len(unit)
    reached = np.unique(item)
    for tail, head, room in (
        (np.zeros(part.teams, dtype=np.int64), team0 + np.arange(part.teams), visits * max(widest, 1)),
        (team0 + source, item0 + item, np.ones(len(item), dtype=np.int64)),
        (item0 + reached, unit0 + unit[reached], np.ones(len(reached), dtype=np.int64)),
        (unit0 + np.arange(len(need)), np.ones(len(need), dtype=np.int64), need),
    ):
        flow.add_arcs_with_capacity(tail, head, room)
    status = flow.solve(0, 1)
    if status != flow.OPTIMAL:
        return 0
    return int(need.sum()) - int(flow.optimal_flow())
