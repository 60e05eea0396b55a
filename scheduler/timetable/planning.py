"""The timetable from tables to tables: cut into blocks, plan each, plan again what is left over, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.plan import TimetableCost, empty_table
from turnout.scheduler.parallel import Workers
from turnout.scheduler.timetable.block_base import Taken
from turnout.scheduler.timetable.block_plan import BlockPlan, plan_block, replan_block
from turnout.scheduler.timetable.blocks import Block, cut
from turnout.scheduler.timetable.locks import check_locks
from turnout.scheduler.timetable.slices import SliceBound, bound_slice, slices

Tell = Callable[[int, int, int, int, int], None]
"""Told (blocks done, blocks, unplaced, cost, bound) so far; where a block is planned here, also while it is."""


@dataclass(frozen=True)
class Timetable:
    """Plan tables of a timetable, its cost by term, and proven bounds of its first and last line.

    complete: False where `stop` cut the search short.
    """

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    unplaced: pd.DataFrame
    cost: TimetableCost
    bound_unplaced: int
    bound_cost: int
    complete: bool


class NothingStandsError(RuntimeError):
    """Stopped before any timetable stood."""


def plan_timetable(
    instance: Instance,
    *,
    base: Plan | None = None,
    seed: int = 1,
    effort: str = "normal",
    stop: Callable[[], bool] = lambda: False,
    workers: Workers | None = None,
    tell: Tell | None = None,
    deterministic_limit: float | None = None,
) -> Timetable:
    """Plan the quarter's studies and discussions.

    base: its locked and held sessions stand. effort: `quick`, `normal`, `thorough`. stop: asked between moves; once
    true, the timetable so far is returned. workers: where blocks are planned; the timetable does not depend on it.
    deterministic_limit: solver units that improving may take in all, shared out to the blocks; 0 gives the first plan.
    Raises InstanceError where base speaks of what the instance does not have, NothingStandsError where stopped before
    every block had a plan.
    """
    if base is not None:
        check_locks(instance, base)
    blocks = cut(instance, base)
    return _together(_Run(blocks, seed, effort, stop, workers or Workers(), tell, deterministic_limit).done())


class _Run:
    """Plans all blocks."""

    def __init__(
        self,
        blocks: list[Block],
        seed: int,
        effort: str,
        stop: Callable[[], bool],
        workers: Workers,
        tell: Tell | None,
        limit: float | None,
    ) -> None:
        self.blocks, self.seed, self.effort, self.stop = blocks, seed, effort, stop
        self.workers, self.tell = workers, tell
        self.plans: list[BlockPlan | None] = [None] * len(blocks)
        self.share = None if limit is None else limit / max(1, len(blocks))

    def _units(self, block: Block) -> float | None:
        """A block's solver units for a turn; one that may be planned again has two turns."""
        return self.share if self.share is None or block.alone else self.share / 2

    def done(self) -> list[BlockPlan]:
        """A plan for each block."""
        bounds = self._bounds()
        if self.workers.here or len(self.blocks) == 1:
            for number, (block, known) in enumerate(zip(self.blocks, bounds, strict=True)):
                if self.stop() and number:
                    raise NothingStandsError
                told = self._meanwhile if self.tell else None
                plan = plan_block(block, known, self.seed, self.effort, self._units(block), self.stop, told)
                self._keep(number, plan)
        else:
            each = zip(self.blocks, bounds, strict=True)
            arguments = [(block, known, self.seed, self.effort, self._units(block)) for block, known in each]
            self.workers.run(plan_block, arguments, self._keep, self.stop)
        plans = [plan for plan in self.plans if plan is not None]
        if len(plans) < len(self.blocks):
            raise NothingStandsError
        return self._again(plans)

    def _bounds(self) -> list[list[SliceBound] | None]:
        """Per block the bounds of its slices, None where it has none."""
        parts = [slices(block) for block in self.blocks]
        every = [(part,) for block in parts for part in block]
        found = self.workers.run(bound_slice, every, stop=self.stop)
        known = [bound for bound in found if bound is not None]
        if len(known) < len(every):
            raise NothingStandsError
        rest = iter(known)
        return [[next(rest) for _ in block] or None for block in parts]

    def _keep(self, number: int, plan: BlockPlan) -> None:
        self.plans[number] = plan
        self._meanwhile(0, 0, 0)

    def _meanwhile(self, unplaced: int, cost: int, bound: int) -> None:
        """Tell of all plans so far, and of the block that is planned just now."""
        if self.tell:
            made = [p for p in self.plans if p is not None]
            self.tell(
                len(made), len(self.plans),
                unplaced + sum(len(p.unplaced) for p in made), cost + sum(p.cost.total for p in made),
                bound + sum(p.bound.cost(len(p.unplaced)) + p.fixed_cost for p in made),
            )  # fmt: skip

    def _again(self, plans: list[BlockPlan]) -> list[BlockPlan]:
        """One block after the other, those that left somebody out are planned again with what nobody else has taken."""
        for number, plan in enumerate(plans):
            if plan.excess > 0 and not self.blocks[number].alone and not self.stop():
                others = self._taken(plans, number)
                block = self.blocks[number]
                units = self._units(block)
                plans[number] = replan_block(block, plan, others, self.seed, self.effort, units, self.stop)
        return plans

    def _taken(self, plans: list[BlockPlan], number: int) -> list[Taken]:
        """What the other blocks' sessions take of the venues and lecturers that this block may use."""
        instance = self.blocks[number].instance
        venues, lecturers = set(instance["venues"]["venue_id"]), set(instance["lecturers"]["person_id"])
        return [
            taken
            for other, plan in enumerate(plans)
            if other != number
            for taken in plan.taken
            if taken.venue in venues or taken.lecturer in lecturers
        ]


def _together(plans: list[BlockPlan]) -> Timetable:
    """The blocks' plans as one timetable, and the bounds of the whole."""
    unplaced = _sorted(_stack("unplaced", [p.unplaced for p in plans]), ["person_id", "kind"])
    cost = TimetableCost(**{f: sum(getattr(p.cost, f) for p in plans) for f in TimetableCost.model_fields})
    sessions = _sorted(_stack("sessions", [p.sessions for p in plans]), ["session_id"])
    attendance = _attendance(sessions, plans)
    return Timetable(sessions, attendance, unplaced, cost, *whole_bounds(plans), all(p.complete for p in plans))


def whole_bounds(plans: list[BlockPlan]) -> tuple[int, int]:
    """Bounds of unplaced pairs and of cost, over all plans that leave no more pairs unplaced than these.

    With l the least unplaced pairs of each block, another plan may have s more than Σ l in all, shared out at will:
    each costs the price at the most, and the first in a block also what the block's bound at l lies above the
    Lagrangian one (docs/model.md, blocks).
    """
    least = [len(p.unplaced) if p.proven else min(p.bound.unplaced, len(p.unplaced)) for p in plans]
    slack = sum(len(p.unplaced) for p in plans) - sum(least)
    floors = [p.bound.value - p.bound.price * low for p, low in zip(plans, least, strict=True)]
    proven = [p.cost.total - p.fixed_cost if p.proven else 0 for p in plans]
    jumps = [max(0, best - floor) for best, floor in zip(proven, floors, strict=True)]
    price = max((p.bound.price for p in plans), default=0)
    value = sum(map(max, proven, floors)) - price * slack - sum(sorted(jumps, reverse=True)[:slack])
    fixed, cost = sum(p.fixed_cost for p in plans), sum(p.cost.total for p in plans)
    return sum(least), min(max(0, value) + fixed, cost)


def _stack(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    full = [f for f in frames if len(f)]
    return pd.concat(full, ignore_index=True) if full else empty_table(name)


def _sorted(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Rows by these columns, studies before discussions."""
    order = {"study": 0, "discussion": 1}
    return frame.sort_values(by, key=lambda c: c.map(order) if c.name == "kind" else c, ignore_index=True)


def _attendance(sessions: pd.DataFrame, plans: list[BlockPlan]) -> pd.DataFrame:
    """Attendance by session, then person: each block's is sorted already, so that only sessions need sorting."""
    every = _stack("attendance", [p.attendance for p in plans])
    if len(plans) == 1:
        return every
    rank = pd.Series(np.arange(len(sessions)), index=sessions["session_id"])
    order = np.argsort(every["session_id"].map(rank).to_numpy(), kind="stable")
    return every.iloc[order].reset_index(drop=True)
