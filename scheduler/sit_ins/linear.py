"""Linear programmes put together in blocks of columns and rows, and solved by GLOP."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import linear_solver_pb2 as messages  # type: ignore[attr-defined,unused-ignore]
from ortools.linear_solver.python import model_builder_helper as builder

from turnout.scheduler.sit_ins.part import IntArray

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Solution:
    """Values of the columns and dual values of the rows, as the solver has them: not to be trusted in a proof."""

    values: FloatArray
    duals: FloatArray
    cost: float


@dataclass
class LinearProgramme:
    """Minimise cost over columns that are at least 0. Blocks of columns and rows are numbered in the order of
    adding."""

    _cost: list[FloatArray] = field(default_factory=list)
    _most: list[FloatArray] = field(default_factory=list)
    _low: list[FloatArray] = field(default_factory=list)
    _high: list[FloatArray] = field(default_factory=list)
    _entries: list[tuple[IntArray, IntArray, FloatArray]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(self, cost: FloatArray, most: FloatArray | None = None) -> IntArray:
        """Columns with their costs and upper bounds, none if not given; returns their numbers."""
        self._cost.append(cost)
        self._most.append(np.full(len(cost), np.inf) if most is None else most)
        self.columns += len(cost)
        return np.arange(self.columns - len(cost), self.columns)

    def add_rows(self, count: int, low: float | FloatArray, high: float) -> IntArray:
        """Rows with their bounds; returns their numbers."""
        self._low.append(np.full(count, low) if isinstance(low, float) else low)
        self._high.append(np.full(count, high))
        self.rows += count
        return np.arange(self.rows - count, self.rows)

    def put(self, row: IntArray, column: IntArray, value: float | IntArray | FloatArray) -> None:
        """Coefficients, element by element."""
        if len(row):
            self._entries.append((row, column, np.full(len(row), value, dtype=np.float64)))

    def solve(self) -> Solution | None:
        """An optimal solution; None where the solver has none."""
        request = messages.MPModelRequest(solver_type=messages.MPModelRequest.GLOP_LINEAR_PROGRAMMING)
        model = request.model
        for cost, most in zip(np.concatenate(self._cost).tolist(), np.concatenate(self._most).tolist(), strict=True):
            model.variable.add(lower_bound=0.0, upper_bound=most, objective_coefficient=cost)
        row, column, value = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        order = np.argsort(row, kind="stable")
        at = np.searchsorted(row[order], np.arange(self.rows + 1)).tolist()
        columns, values = column[order].tolist(), value[order].tolist()
        low, high = np.concatenate(self._low).tolist(), np.concatenate(self._high).tolist()
        for r in range(self.rows):
            model.constraint.add(
                lower_bound=low[r], upper_bound=high[r],
                var_index=columns[at[r] : at[r + 1]], coefficient=values[at[r] : at[r + 1]],
            )  # fmt: skip
        answer = builder.ModelSolverHelper("glop").solve_serialized_request(request.SerializeToString())
        if answer is None:
            return None
        response = messages.MPSolutionResponse.FromString(answer)
        if response.status != messages.MPSOLVER_OPTIMAL:
            return None
        return Solution(np.array(response.variable_value), np.array(response.dual_value), response.objective_value)
