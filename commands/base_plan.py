"""The base plan of a run; a large one is read beside the instance."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from turnout.models import Plan
from turnout.plans import read
from turnout.scheduler import Workers
from turnout.scheduler.deadline import Stop

LARGE = 10_000_000
"""Bytes of attendance from which reading takes longer than another process takes to start."""
_ASKED = ("sessions", "attendance")
"""Tables of a base plan that planning asks for."""


def begin_reading(folder: str, workers: Workers) -> Callable[[], Plan]:
    """Begin to read a base plan; to be called for it. Raises what `turnout.plans.read` raises, at once or then."""
    try:
        large = os.path.getsize(Path(folder) / "attendance.csv") >= LARGE
    except OSError:  # told where it is read
        large = False
    if large:
        return workers.beside(_read, folder)
    plan = read(folder, _ASKED)
    return lambda: plan


def _read(folder: str, _: Stop) -> Plan:
    return read(folder, _ASKED)
