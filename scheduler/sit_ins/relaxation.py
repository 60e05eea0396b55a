"""Linear relaxation of one committee's visits: what covering at least k items must cost, proven by its dual values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver.python import model_builder_helper as builder

from turnout.scheduler.sit_ins.part import IntArray

FloatArray = npt.NDArray[np.float64]
EXACT = 1 << 16
"""Dual values are rounded to fractions with this denominator, so that the bound is worked out in whole numbers."""
ROUNDS, FIRST, MORE = 12, 4000, 3000
"""Rounds of adding columns, how many to begin with, and how many to add a round."""


@dataclass(frozen=True)
class Columns:
    """Trips of one team as columns.

    cost: without imbalance, whole numbers times `EXACT` (rewards may make it negative). size: visits. gain: distinct items
    covered. group: (class, day) of each, `room` of them fit into a group. Compressed columns: the hosts visited at `host[host_at[t]
    :host_at[t + 1]]`, and the items covered by more than one host likewise. supervisors: in the team. imbalance: its weight.
    """

    cost: IntArray
    size: IntArray
    gain: IntArray
    group: IntArray
    room: IntArray
    hosts: int
    host_at: IntArray
    host: IntArray
    shared: int
    shared_at: IntArray
    shared_item: IntArray
    supervisors: int
    imbalance: int

    def __len__(self) -> int:
        return len(self.cost)


@dataclass(frozen=True)
class Case:
    """One linear programme: cover at least `need` items with at least `visits` visits; where `share` is not None, no supervisor's
    even share is above `share`, so that visits beyond share·trips cost the imbalance."""

    need: int
    visits: int
    share: int | None

    def cuts(self) -> list[int]:
        """Divisors p of the rounding cuts Σ⌈gain/p⌉ ≥ ⌈need/p⌉ that cut something off."""
        return [p for p in (2, 3, 4, 5) if self.need > 1 and self.need % p]


@dataclass(frozen=True)
class Duals:
    """Dual values times `EXACT`: need, visits, imbalance, cuts by divisor, host once, shared items' (credit, price)."""

    need: int
    visits: int
    excess: int
    cuts: dict[int, int]
    host: IntArray
    shared: IntArray


def least_cost(columns: Columns, case: Case, needs: range) -> IntArray:
    """Lower bounds, times `EXACT`, on the cost of the case with each of `needs` in place of its own need.

    Proven by weak duality over all columns; tight at the case's own need.
    """
    if not len(columns):
        return np.zeros(len(needs), dtype=np.int64)
    score = columns.cost / np.maximum(columns.size, 1)
    active = np.zeros(len(columns), dtype=bool)
    if len(columns) <= 2 * FIRST:
        active[:] = True
    else:
        for size in np.unique(columns.size):
            of_size = np.flatnonzero(columns.size == size)
            active[of_size[np.argsort(score[of_size], kind="stable")[:FIRST]]] = True
    best: IntArray | None = None
    for _ in range(ROUNDS):
        duals = _solve(columns, case, np.flatnonzero(active))
        if duals is None:
            break
        values, reduced = proven(columns, case, duals, needs)
        best = values if best is None else np.maximum(best, values)
        promising = np.flatnonzero((reduced < -EXACT // 64) & ~active)
        if not len(promising):
            break
        active[promising[np.argsort(reduced[promising], kind="stable")[:MORE]]] = True
    if best is None:  # no dual values: fall back on those that price nothing
        nothing = Duals(0, 0, 0, {}, np.zeros(columns.hosts, dtype=np.int64), np.zeros(columns.shared, dtype=np.int64))
        best = proven(columns, case, nothing, needs)[0]
    return best


def proven(columns: Columns, case: Case, duals: Duals, needs: range) -> tuple[IntArray, IntArray]:
    """The Lagrangian bounds, by need, of dual values, whatever they are, and every column's reduced cost; both times `EXACT`.

    Constraints priced into the objective: need, visits, the cuts, the imbalance, each host once, shared items counted once.
    What stays, at most `room` trips in each (class, day), is minimised exactly.
    """
    reduced = columns.cost - duals.need * columns.gain - duals.visits * columns.size
    for p, price in duals.cuts.items():
        reduced = reduced - price * -(-columns.gain // p)
    if case.share is not None:
        reduced = reduced + duals.excess * (columns.size - case.share)
    reduced = reduced + _sums(columns.host_at, duals.host[columns.host])
    reduced = reduced + _sums(columns.shared_at, duals.shared[columns.shared_item])
    worst = np.zeros(len(columns.room), dtype=np.int64)
    np.minimum.at(worst, columns.group, reduced)
    need = np.array(needs, dtype=np.int64)
    values: IntArray = duals.need * need + duals.visits * case.visits + int((worst * columns.room).sum())
    for p, price in duals.cuts.items():
        values = values + price * -(-need // p)
    return values - int(duals.host.sum()) - int(duals.shared.sum()), reduced


def _sums(at: IntArray, values: IntArray) -> IntArray:
    totals = np.concatenate([[0], np.cumsum(values)])
    result: IntArray = totals[at[1:]] - totals[at[:-1]]
    return result


def _solve(columns: Columns, case: Case, active: IntArray) -> Duals | None:
    """Optimal dual values of the linear programme over the active columns; None where the solver has none.

    Shared items: one slack each takes back, at the price of the need, what is covered more than once.
    """
    model = builder.ModelBuilderHelper()
    n, shared = len(active), columns.shared
    total = n + 1 + shared
    model.add_var_array_with_bounds(np.zeros(total), np.full(total, np.inf), np.zeros(total, dtype=bool), "")
    for j, price in enumerate((columns.cost[active] / EXACT).tolist()):
        model.set_var_objective_coefficient(j, price)
    model.set_var_objective_coefficient(n, float(columns.imbalance))

    def row(low: float, high: float, variables: list[int], factors: list[float]) -> None:
        number = model.add_linear_constraint()
        model.set_constraint_lower_bound(number, low)
        model.set_constraint_upper_bound(number, high)
        for variable, factor in zip(variables, factors, strict=True):
            if factor:
                model.add_term_to_constraint(number, variable, factor)

    size, gain = columns.size[active], columns.gain[active]
    every = list(range(n))
    slacks = list(range(n + 1, total))
    row(case.need, np.inf, every + slacks, [*map(float, gain.tolist()), *[-1.0] * shared])
    row(case.visits, np.inf, every, size.astype(float).tolist())
    share = case.share if case.share is not None else 10**6
    row(0.0, np.inf, [*every, n], [*(share - size).astype(float).tolist(), 1.0])
    cuts = case.cuts()
    for p in cuts:
        row(-(-case.need // p), np.inf, every, (-(-gain // p)).astype(float).tolist())
    for count, at, items, first in (
        (columns.hosts, columns.host_at, columns.host, None), (shared, columns.shared_at, columns.shared_item, n + 1),
    ):  # fmt: skip
        members: list[list[int]] = [[] for _ in range(count)]
        for j, t in enumerate(active.tolist()):
            for item in items[at[t] : at[t + 1]].tolist():
                members[item].append(j)
        for item, names in enumerate(members):
            extra = [] if first is None else [first + item]
            row(-np.inf, 1.0, names + extra, [1.0] * len(names) + [-1.0] * len(extra))
    solver = builder.ModelSolverHelper("glop")
    solver.solve(model)
    if not solver.has_solution():
        return None
    duals = np.asarray(solver.dual_values())
    up = np.maximum(np.floor(duals * EXACT), 0).astype(np.int64)
    down = np.maximum(np.ceil(-duals * EXACT), 0).astype(np.int64)
    after = 3 + len(cuts)
    need = int(up[0])
    excess = min(int(up[2]), columns.imbalance * EXACT) if case.share is not None else 0
    host, credit = down[after : after + columns.hosts], down[after + columns.hosts :]
    return Duals(need, int(up[1]), excess, dict(zip(cuts, up[3:after].tolist(), strict=True)), host, np.minimum(credit, need))
