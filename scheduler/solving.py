"""Running CP-SAT: one worker, fixed seed, deterministic limit, statuses checked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from ortools.sat.python import cp_model

from turnout.scheduler.allowance import left, take
from turnout.scheduler.deadline import SOLVER_THREAD, Ask, asked

Status = TypeVar("Status")
LOOK = 0.05
"""Seconds between two looks at whether a solve is to end."""
STUCK = 2.0
"""Seconds that a solve may take to end once it was asked to."""
LONGEST = 3600.0
"""Seconds after which a solve counts as hanging: its deterministic limit ends it long before."""


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
    and its status; values may be read only after FEASIBLE or OPTIMAL. Where `interrupted_by` ends the search, the
    status is that of the best solution so far, UNKNOWN without one; so it is where the solver does not end when asked.
    Raises SolverError for an invalid model, and where a known solution is not seen twice.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.max_deterministic_time = allowed = min(limit, left())
    parameters.linearization_level = linearization
    parameters.cp_model_presolve = presolve
    parameters.catch_sigint_signal = False
    stop = asked.get()
    found = solver.solve(model) if stop is None else watched(lambda: solver.solve(model), solver.stop_search, stop)
    if found is None:
        return solver, cp_model.UNKNOWN
    status = found
    take(_spent(solver, allowed))
    if status == cp_model.MODEL_INVALID:
        raise SolverError(f"invalid model: {model.validate()}")
    if status == cp_model.INFEASIBLE and known:
        if not presolve:
            raise SolverError(f"no solution, although there is one: {known}")
        return run(model, limit=limit, seed=seed + 1, linearization=linearization, presolve=False, known=known)
    return solver, status


def watched(solve: Callable[[], Status], end: Callable[[], object], stop: Ask) -> Status | None:
    """Solve in a thread of its own, which is asked to end once `stop` says so; None where it does not end then."""
    status: list[Status] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            status.append(solve())
        except BaseException as error:  # handed on to the thread that waits
            failed.append(error)

    thread = threading.Thread(target=work, name=SOLVER_THREAD, daemon=True)
    thread.start()
    began, told = time.monotonic(), 0.0
    while thread.is_alive():
        thread.join(LOOK)
        now = time.monotonic()
        if not told and (stop() or now - began >= LONGEST):
            told = now
        if told:
            end()
            if now - told >= STUCK:
                break
    if failed:
        raise failed[0]
    return status[0] if status else None


def _spent(solver: cp_model.CpSolver, allowed: float) -> float:
    """Deterministic time of the last solve; all that was allowed, where the solver leaves no answer that says it."""
    try:
        return float(solver.response_proto.deterministic_time)
    except RuntimeError:
        return allowed
