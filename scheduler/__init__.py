"""The optimiser: free time → cohorts → candidate sessions → bound → timetable → sit-ins.

What is used first is imported then: a worker process loads the solver with its first task, not before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnout.models.lazy import lazily

if TYPE_CHECKING:
    from turnout.scheduler.parallel import Workers
    from turnout.scheduler.planning import Stopped, plan
    from turnout.scheduler.solving import SolverError

__all__ = ["SolverError", "Stopped", "Workers", "plan"]

_MODULES = {"SolverError": "solving", "Stopped": "planning", "Workers": "parallel", "plan": "planning"}

if not TYPE_CHECKING:  # a type checker would take every name for one that exists
    __getattr__, __dir__ = lazily(globals(), _MODULES)
