"""What a running plan tells its caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of progress.

    stage: `read`, `bounds`, `timetable`, `improve`, `sit_ins`, `verify`, `write`. elapsed: seconds since the start.
    done, total: parts of the stage finished and in all. unplaced, cost, bound: of the timetable so far, None before
    there is one. left: seconds until the stage is done, judged by its parts that are; None where none is yet.
    """

    stage: str
    elapsed: float
    done: int = 0
    total: int = 0
    unplaced: int | None = None
    cost: int | None = None
    bound: int | None = None
    left: float | None = None

    @property
    def gap(self) -> float | None:
        """How far the cost so far is above its bound, as a share of the cost; None before there is a timetable."""
        if self.cost is None or self.bound is None:
            return None
        return max(0.0, (self.cost - self.bound) / self.cost) if self.cost else 0.0
