"""Running CP-SAT: one worker, fixed seed, deterministic limit, statuses checked."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model


class SolverError(RuntimeError):
    """CP-SAT said something that cannot be: an invalid model, or none where a solution always exists."""


def run(
    model: cp_model.CpModel,
    *,
    limit: float,
    seed: int = 1,
    linearization: int = 2,
    presolve: bool = True,
    stop: Callable[[], bool] | None = None,
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve with one worker within a deterministic limit, so that the answer does not depend on the machine's speed.

    limit: CP-SAT's deterministic time. stop: asked at each solution; the search ends once it says so. Returns the
    solver
    and its status; values may be read only after FEASIBLE or OPTIMAL. Raises SolverError for an invalid model.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.max_deterministic_time = limit
    parameters.linearization_level = linearization
    parameters.cp_model_presolve = presolve
    parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status == cp_model.MODEL_INVALID:
        raise SolverError(f"invalid model: {model.validate()}")
    return solver, status
