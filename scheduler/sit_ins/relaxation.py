"""Linear relaxation of one committee's visits: what covering at least k items must cost, proven by its dual values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.linear_solver.python import model_builder_helper as builder

from turnout.scheduler.sit_ins.part import BoolArray, IntArray, slices

EXACT = 1 << 16
"""Dual values are rounded to fractions with this denominator, so that the bound is worked out in whole numbers."""
CUTS = (2, 3, 4, 5)
"""Divisors p of the rounding cuts Σ⌈gain/p⌉ ≥ ⌈need/p⌉."""
ROUNDS, FIRST, MORE = 12, 4000, 3000
"""Rounds of adding columns, how many to begin with, and how many to add a round."""


@dataclass(frozen=True)
class Columns:
    """Trips of one team as columns.

    cost: without imbalance, whole numbers times `EXACT` (rewards may make it negative). size: visits. gain: distinct
    items
    covered. group: (class, day) of each, `room` of them fit into a group. Compressed columns: the hosts visited at
    `host[host_at[t]
    :host_at[t + 1]]`, and the items covered by more than one host likewise. supervisors: in the team. imbalance: its
    weight.
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
    """One linear programme: cover at least `need` items with at least `visits` visits; where `share` is not None, no
    supervisor's
    even share is above `share`, so that visits beyond share·trips cost the imbalance."""

    need: int
    visits: int
    share: int | None


@dataclass(frozen=True)
class Duals:
    """Dual values times `EXACT`: need, visits, imbalance, cuts by divisor, host once, shared items' (credit, price)."""

    need: int
    visits: int
    excess: int
    cuts: dict[int, int]
    host: IntArray
    shared: IntArray


class Relaxation:
    """The linear programme of one team, solved for case after case."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._active = _first(columns)
        self._programme: _Programme | None = None

    def least_cost(self, case: Case, needs: range) -> IntArray:
        """Lower bounds, times `EXACT`, on the cost of the case with each of `needs` in place of its own need.

        Proven by weak duality over all columns; tight at the case's own need.
        """
        columns = self._columns
        if not len(columns):
            return np.zeros(len(needs), dtype=np.int64)
        nothing = Duals(0, 0, 0, {}, np.zeros(columns.hosts, dtype=np.int64), np.zeros(columns.shared, dtype=np.int64))
        best = proven(columns, case, nothing, needs)[0]
        for _ in range(ROUNDS):
            if self._programme is None:
                self._programme = _Programme(columns, np.flatnonzero(self._active))
            duals = self._programme.solve(case)
            if duals is None:
                break
            values, reduced = proven(columns, case, duals, needs)
            best = np.maximum(best, values)
            promising = np.flatnonzero((reduced < -EXACT // 64) & ~self._active)
            if not len(promising):
                break
            self._active[promising[np.argsort(reduced[promising], kind="stable")[:MORE]]] = True
            self._programme = None
        return best


def _first(columns: Columns) -> BoolArray:
    """Columns to begin with: all, or of many the cheapest per visit of every size."""
    active = np.zeros(len(columns), dtype=bool)
    if len(columns) <= 2 * FIRST:
        active[:] = True
        return active
    for size in np.unique(columns.size):
        of_size = np.flatnonzero(columns.size == size)
        active[of_size[np.argsort(columns.cost[of_size], kind="stable")[:FIRST]]] = True
    return active


def proven(columns: Columns, case: Case, duals: Duals, needs: range) -> tuple[IntArray, IntArray]:
    """The Lagrangian bounds, by need, of dual values, whatever they are, and every column's reduced cost; both times
    `EXACT`.

    Constraints priced into the objective: need, visits, the cuts, the imbalance, each host once, shared items counted
    once.
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


class _Programme:
    """The linear programme over some columns: built once, its right-hand sides set case by case.

    Rows: need, visits, imbalance, cuts, each host once, shared items. Of a shared item, one slack takes back what is
    covered
    more than once.
    """

    def __init__(self, columns: Columns, active: IntArray) -> None:
        self._columns, self._active = columns, active
        model: Any = builder.ModelBuilderHelper()  # its stubs ask for more than it does
        self._model = model
        n, shared = len(active), columns.shared
        total = n + 1 + shared
        self._model.add_var_array_with_bounds(np.zeros(total), np.full(total, np.inf), np.zeros(total, dtype=bool), "")
        for j, price in enumerate((columns.cost[active] / EXACT).tolist()):
            self._model.set_var_objective_coefficient(j, price)
        self._model.set_var_objective_coefficient(n, float(columns.imbalance))
        self._size, gain = columns.size[active], columns.gain[active]
        self._share: int | None = None
        for coefficients in (gain, self._size, np.zeros(n), *(-(-gain // p) for p in CUTS)):
            self._row(0.0, np.inf, coefficients)
        for k in range(shared):
            self._model.add_term_to_constraint(0, n + 1 + k, -1.0)
        self._model.add_term_to_constraint(2, n, 1.0)
        for count, at, items, first in (
            (columns.hosts, columns.host_at, columns.host, 0), (shared, columns.shared_at, columns.shared_item,
            columns.hosts),
        ):  # fmt: skip
            base = self._model.num_constraints()
            for _ in range(count):
                self._row(-np.inf, 1.0, np.zeros(0))
            position, owner = slices(at, active)
            add = self._model.add_term_to_constraint
            for item, j in zip((items[position] + base).tolist(), owner.tolist(), strict=True):
                add(item, j, 1.0)
            for k in range(count if first else 0):
                add(base + k, n + 1 + k, -1.0)

    def _row(self, low: float, high: float, coefficients: npt.NDArray[Any]) -> None:
        number = self._model.add_linear_constraint()
        self._model.set_constraint_lower_bound(number, low)
        self._model.set_constraint_upper_bound(number, high)
        for j in np.flatnonzero(coefficients).tolist():
            self._model.add_term_to_constraint(number, j, float(coefficients[j]))

    def solve(self, case: Case) -> Duals | None:
        """Optimal dual values; None where the solver has none."""
        model, columns = self._model, self._columns
        model.set_constraint_lower_bound(0, float(case.need))
        model.set_constraint_lower_bound(1, float(case.visits))
        if case.share is not None and case.share != self._share:
            for j, k in enumerate((case.share - self._size).tolist()):
                model.set_constraint_coefficient(2, j, float(k))
            self._share = case.share
        model.set_constraint_lower_bound(2, 0.0 if case.share is not None else -np.inf)
        for k, p in enumerate(CUTS):
            model.set_constraint_lower_bound(3 + k, float(-(-case.need // p)))
        solver = builder.ModelSolverHelper("glop")
        solver.solve(model)
        if not solver.has_solution():
            return None
        duals = np.asarray(solver.dual_values())
        up = np.maximum(np.floor(duals * EXACT), 0).astype(np.int64)
        down = np.maximum(np.ceil(-duals * EXACT), 0).astype(np.int64)
        after = 3 + len(CUTS)
        need = int(up[0])
        excess = min(int(up[2]), columns.imbalance * EXACT) if case.share is not None else 0
        host, credit = down[after : after + columns.hosts], down[after + columns.hosts :]
        return Duals(
            need, int(up[1]), excess, dict(zip(CUTS, up[3:after].tolist(), strict=True)), host, np.minimum(credit, need)
        )
