"""The optimiser: free time → cohorts → candidate sessions → bound → timetable → sit-ins."""

from turnout.scheduler.planning import Stopped, plan
from turnout.scheduler.solving import SolverError

__all__ = ["SolverError", "Stopped", "plan"]
