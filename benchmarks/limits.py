"""What turnout promises at some sizes, on two cores with 24 GB and the usual effort."""

from __future__ import annotations

from dataclasses import dataclass, replace

from turnout.benchmarks.records import PlanFigures

VERIFYING = 0.1
"""Most that the verifier may take of the planning time."""


@dataclass(frozen=True)
class Limit:
    """wall: seconds. peak_mb: MB of all processes. unplaced: pairs above the proven minimum, as a share of all pairs.
    gap, visits_gap: shares. None: reported, not promised."""

    wall: float
    peak_mb: float
    unplaced: float | None = None
    gap: float | None = None
    visits_gap: float | None = None

    def at(self, pace: float) -> Limit:
        """The same on a machine that takes so many times as long as the one for which the time is promised."""
        return replace(self, wall=self.wall * pace)


LIMITS = {
    "24": Limit(5, 300, 0.0, 0.005, 0.05),
    "96": Limit(15, 400, 0.0, 0.01, 0.05),
    "2000": Limit(60, 1536, 0.0002, 0.01, 0.10),
    "stage2": Limit(600, 6144, 0.0002, 0.01, 0.10),
    "stage3": Limit(2700, 16384),
}


@dataclass(frozen=True)
class Held:
    """One promise at one size. allowed: None where nothing is promised."""

    name: str
    found: float
    allowed: float | None

    @property
    def kept(self) -> bool:
        """Whether the figure lies within the promise."""
        return self.allowed is None or self.found <= self.allowed


def held(size: str, plan: PlanFigures) -> list[Held]:
    """The promises at a size and the figures found; none where nothing is promised or there is no plan."""
    return figures(LIMITS.get(size), plan)


def figures(limit: Limit | None, plan: PlanFigures) -> list[Held]:
    """What was found and what is allowed; nothing where there is no limit or no plan."""
    if limit is None or plan.status:
        return []
    planning = plan.stages.get("timetable", 0.0) + plan.stages.get("sit_ins", 0.0)
    return [
        Held("wall", plan.wall, limit.wall),
        Held("peak memory", plan.peak_mb, limit.peak_mb),
        Held("unplaced", (plan.unplaced - plan.unplaced_bound) / max(plan.pairs, 1), limit.unplaced),
        Held("gap", plan.gap, limit.gap),
        Held("visits' gap", plan.visits_gap, limit.visits_gap),
        Held("verifying", plan.verifying / planning if planning else 0.0, VERIFYING),
    ]
