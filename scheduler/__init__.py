"""The optimiser: free time → cohorts → candidate sessions → bound → timetable → sit-ins.

What is used first is imported then: a worker process loads the solver with its first task, not before it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turnout.scheduler.parallel import Workers
    from turnout.scheduler.planning import Stopped, plan
    from turnout.scheduler.solving import SolverError

__all__ = ["SolverError", "Stopped", "Workers", "plan"]

_MODULES = {"SolverError": "solving", "Stopped": "planning", "Workers": "parallel", "plan": "planning"}

if not TYPE_CHECKING:  # a type checker would take every name for one that exists

    def __getattr__(name: str) -> object:
        """The thing of this name. Raises AttributeError."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
