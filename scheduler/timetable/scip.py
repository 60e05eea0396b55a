"""Running SCIP: one thread, a node limit, and a bound that allows for its tolerances; and GLOP, for duals."""

from __future__ import annotations

import math

from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

SEARCH = "limits/nodes = {nodes}\npresolving/maxrestarts = 0\nseparating/maxroundsroot = {rounds}\n"
"""Branching early beats cutting long on these small models: few cut rounds, no restarts."""
TOLERANCE, RELATIVE_TOLERANCE = 1e-2, 1e-6
"""How far the solver's own bound may be too high: costs are whole, so that nothing is lost by allowing for much."""


def scip() -> pywraplp.Solver:
    """A solver of its own, on one thread."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetNumThreads(1)
    return solver


def glop() -> pywraplp.Solver:
    """A solver of linear programmes, for duals that guide and no more: a bound is never read off it."""
    return pywraplp.Solver.CreateSolver("GLOP")


def limit_search(solver: pywraplp.Solver, nodes: int, rounds: int = 10) -> None:
    """End the search after so many nodes, and cutting at its root after so many rounds."""
    solver.SetSolverSpecificParametersAsString(SEARCH.format(nodes=nodes, rounds=rounds))


def proven(solver: pywraplp.Solver) -> int:
    """The proven lower bound of the last search, wherever it ended, rounded up to a whole cost of 0 or more."""
    return whole_bound(float(solver.Objective().BestBound()))


def whole_bound(bound: float) -> int:
    """A solver's bound, less what its tolerances may have added, rounded up to a whole cost of 0 or more."""
    return max(0, math.ceil(bound - TOLERANCE - RELATIVE_TOLERANCE * abs(bound)))
