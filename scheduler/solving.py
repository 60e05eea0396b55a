"""Running CP-SAT: one worker, fixed seed, deterministic limit, statuses checked."""

from __future__ import annotations

from ortools.sat.python import cp_model

from turnout.scheduler.allowance import left, take


class SolverError(RuntimeError):
    """CP-SAT said something that cannot be: an invalid model, or none where a solution always exists."""


def run(
    model: cp_model.CpModel,
    *,
    limit: float,
    seed: int = 1,
    linearization: int = 2,
    presolve: bool = True,
    known: str = "",
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve with one worker within a deterministic limit, so that the answer does not depend on the machine's speed.

    limit: CP-SAT's deterministic time, cut to what is allowed still. known: a solution that there is in any case, in
    words; should the solver see none, it is asked once more without presolve and with another seed. Returns the solver
    and its status; values may be read only after FEASIBLE or OPTIMAL. Raises SolverError for an invalid model, and
    where a known solution is not seen twice.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.max_deterministic_time = min(limit, left())
    parameters.linearization_level = linearization
    parameters.cp_model_presolve = presolve
    parameters.catch_sigint_signal = False
    status = solver.solve(model)
    take(solver.response_proto.deterministic_time)
    if status == cp_model.MODEL_INVALID:
        raise SolverError(f"invalid model: {model.validate()}")
    if status == cp_model.INFEASIBLE and known:
        if not presolve:
            raise SolverError(f"no solution, although there is one: {known}")
        return run(model, limit=limit, seed=seed + 1, linearization=linearization, presolve=False, known=known)
    return solver, status
