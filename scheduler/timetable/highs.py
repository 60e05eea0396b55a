"""Running HiGHS: one thread, a node limit, and a bound that holds wherever the search ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import linear_solver_pb2 as pb2  # type: ignore[attr-defined,unused-ignore]
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

from turnout.scheduler.deadline import asked
from turnout.scheduler.solving import SolverError, watched
from turnout.scheduler.timetable.scip import whole_bound

HIGHS = 16
"""HIGHS_MIXED_INTEGER_PROGRAMMING among the problem types of the library's interface, which its Python names leave
out."""
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Searched:
    """bound: proven, rounded up to a whole cost. values: (variables,) of the best solution."""

    bound: int
    values: FloatArray


def highs_there() -> bool:
    """Whether this build of the solvers' library has HiGHS."""
    return bool(pywraplp.Solver.SupportsProblemType(HIGHS))


def highs(programme: pywraplp.Solver, nodes: int) -> Searched | None:
    """Minimise what was put together for another solver, within so many nodes of the search.

    None where the search was ended from outside: as HiGHS does not listen, it is left behind in its thread then.
    Raises SolverError where it has no solution.
    """
    from ortools.math_opt.python import mathopt  # a third of a second, for few blocks

    # Presolving finds little in these small models, and branching is better without it.
    parameters = mathopt.SolveParameters(node_limit=nodes)
    parameters.highs.string_options.update(presolve="off", parallel="off")
    model, variables = _model(mathopt, programme)
    stop = asked.get()

    def solve() -> Any:
        return mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)

    result = solve() if stop is None else watched(solve, lambda: None, stop)
    if result is None:
        return None
    if not result.has_primal_feasible_solution():
        raise SolverError(f"HiGHS without a solution: {result.termination.reason}")
    return Searched(
        whole_bound(result.termination.objective_bounds.dual_bound), np.array(result.variable_values(variables))
    )


def _model(mathopt: Any, programme: pywraplp.Solver) -> tuple[Any, list[Any]]:
    """The same variables and constraints once more."""
    given = pb2.MPModelProto()
    programme.ExportModelToProto(given)
    model = mathopt.Model()
    variables = [
        model.add_variable(lb=v.lower_bound, ub=v.upper_bound, is_integer=v.is_integer) for v in given.variable
    ]
    for row in given.constraint:
        constraint = model.add_linear_constraint(lb=row.lower_bound, ub=row.upper_bound)
        for number, coefficient in zip(row.var_index, row.coefficient, strict=True):
            constraint.set_coefficient(variables[number], coefficient)
    for variable, v in zip(variables, given.variable, strict=True):
        model.objective.set_linear_coefficient(variable, v.objective_coefficient)
    return model, variables
