"""What a running plan tells its caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of progress.

    stage: `read`, `timetable`, `improve`, `sit_ins`, `verify`, `write`. elapsed: seconds since the start.
    done, total: parts finished and parts in all. unplaced, cost, bound: of the best plan so far, None before there is
    one.
    """

    stage: str
    elapsed: float
    done: int = 0
    total: int = 0
    unplaced: int | None = None
    cost: int | None = None
    bound: int | None = None
