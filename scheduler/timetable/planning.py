"""The timetable from tables to tables: cut into blocks, plan each, plan again what is left over, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from turnout.models import Instance, Notice, Plan, Text
from turnout.models.plan import TimetableCost, empty_table
from turnout.scheduler.deadline import BOUND_SHARE, Deadline
from turnout.scheduler.parallel import Workers
from turnout.scheduler.timetable.block_base import Taken
from turnout.scheduler.timetable.block_plan import BlockPlan, plan_block, replan_block
from turnout.scheduler.timetable.blocks import Block, TooLateError, cut, in_turns, things_of
from turnout.scheduler.timetable.locks import check_locks
from turnout.scheduler.timetable.nobody import nobody_placed
from turnout.scheduler.timetable.slices import SliceBound, bound_slice, slices
from turnout.scheduler.troubles import degraded

MANY_MEMBERS = 100_000
"""So many are not even cut into blocks where there is no time for more than that: it alone takes seconds."""
CUTTING = 5e-6
"""Seconds that a member takes until blocks can be planned."""
MANY_BLOCKS = 16
"""So many blocks keep workers busy without their bounds being worked out side by side."""

Tell = Callable[[int, int, int, int, int], None]
"""Told (blocks done, blocks, unplaced, cost, bound) so far; where a block is planned here, also while it is."""


@dataclass(frozen=True)
class Timetable:
    """Plan tables of a timetable, its cost by term, and proven bounds of its first and last line.

    complete: False where the search was cut short. warnings: parts that are less than they could be.
    """

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    unplaced: pd.DataFrame
    cost: TimetableCost
    bound_unplaced: int
    bound_cost: int
    complete: bool
    warnings: tuple[Notice, ...] = ()


def plan_timetable(
    instance: Instance,
    *,
    base: Plan | None = None,
    seed: int = 1,
    effort: str = "normal",
    deadline: Deadline | None = None,
    workers: Workers | None = None,
    tell: Tell | None = None,
    deterministic_limit: float | None = None,
) -> Timetable:
    """Plan the quarter's studies and discussions.

    base: its locked and held sessions stand. effort: `quick`, `normal`, `thorough`. deadline: when it is over,
    the timetable so far is returned; blocks without any plan still get a first one as far as a few seconds reach, and
    whoever there is no time for stands as unplaced. workers: where blocks are planned; the timetable does not depend on
    it. deterministic_limit: solver units that improving may take in all, shared out to the blocks; 0 gives the first
    plan. Raises InstanceError where base speaks of what the instance does not have.
    """
    if base is not None:
        check_locks(instance, base)
    deadline, workers = deadline or Deadline(), workers or Workers()
    blocks = _cut(instance, base, deadline, workers)
    if blocks is None:
        return _left_out(instance, base)
    between = deadline.ending_as_it_began()
    run = _Run(blocks, seed, effort, between, workers, tell, deterministic_limit)
    return _together(run.done(), tuple(_warning(blocks[number]) for number in sorted(run.lost)))


def _cut(instance: Instance, base: Plan | None, deadline: Deadline, workers: Workers) -> list[Block] | None:
    """The blocks; None where they are many members' and there is no time for more, unless some are planned already.
    What goes through all blocks takes as long again as cutting."""
    members = len(instance["members"])
    if members <= MANY_MEMBERS or workers.resumed:
        return cut(instance, base)
    if deadline.over(CUTTING * members):
        return None
    try:
        blocks = cut(instance, base, late=deadline.over)
    except TooLateError:
        return None
    return None if deadline.more_than_half_over() else blocks


class _Run:
    """Plans all blocks. lost: numbers of those that no worker survived."""

    def __init__(
        self,
        blocks: list[Block],
        seed: int,
        effort: str,
        deadline: Deadline,
        workers: Workers,
        tell: Tell | None,
        limit: float | None,
    ) -> None:
        self.blocks, self.seed, self.effort, self.deadline = blocks, seed, effort, deadline
        self.workers, self.tell = workers, tell
        self.plans: list[BlockPlan | None] = [None] * len(blocks)
        self.share = None if limit is None else limit / max(1, len(blocks))
        self.lost: set[int] = set()

    def _units(self, block: Block) -> float | None:
        """A block's solver units for a turn; one that may be planned again has two turns."""
        return self.share if self.share is None or block.alone else self.share / 2

    def done(self) -> list[BlockPlan]:
        """A plan for each block."""
        return self._again(self._late(self._first()))

    def _first(self) -> list[BlockPlan]:
        """A plan for each block, keeping to its turns: the largest blocks first, so that workers end together. While
        one that is larger than all others together is planned, other cores are idle: it may use them."""
        bounds = self._bounds()
        sizes = [len(block.instance["members"]) for block in self.blocks]
        order = sorted(range(len(sizes)), key=lambda n: (-sizes[n], n))
        idle, half = self.workers.count > 1, sum(sizes) / 2
        arguments = [
            (self.blocks[n], bounds[n], self.seed, self.effort, self._units(self.blocks[n]), idle and sizes[n] > half)
            for n in order
        ]
        made = self.workers.run(
            plan_block, arguments, lambda at, plan: self._keep(order[at], plan), self.deadline,
            lambda at: self.lost.add(order[at]), self._meanwhile if self.tell else None,
        )  # fmt: skip
        plans = dict(zip(order, made, strict=True))
        return [plans[n] for n in range(len(order))]

    def _late(self, plans: list[BlockPlan]) -> list[BlockPlan]:
        """Blocks for which there had seemed to be no time are planned in what the others have left of it."""
        late = [n for n, plan in enumerate(plans) if plan.left_out and n not in self.lost]
        if not late or self.deadline.over():
            return plans
        arguments = [(self.blocks[n], None, self.seed, self.effort, self._units(self.blocks[n])) for n in late]
        made = self.workers.run(plan_block, arguments, None, self.deadline, lambda at: self.lost.add(late[at]))
        return [dict(zip(late, made, strict=True)).get(n, plan) for n, plan in enumerate(plans)]

    def _bounds(self) -> list[list[SliceBound] | None]:
        """Per block the bounds of its slices, None where they are worked out where it is planned: of small blocks, and
        of all where there are enough blocks to keep workers busy."""
        if len(self.blocks) >= MANY_BLOCKS:
            return [None] * len(self.blocks)
        parts = [slices(block) for block in self.blocks]
        home = [number for number, block in enumerate(parts) for _ in block]
        every = [(part,) for block in parts for part in block]
        if self.deadline.over():
            return [[] if block else None for block in parts]
        deadline = self.deadline.part(BOUND_SHARE)
        rest = iter(self.workers.run(bound_slice, every, None, deadline, lambda at: self.lost.add(home[at])))
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
        """Those that left somebody out are planned again with what nobody else has taken: side by side where they may
        use nothing in common, else one after the other."""
        needy = [
            n for n, plan in enumerate(plans)
            if plan.excess > 0 and not (self.blocks[n].alone or plan.left_out or n in self.lost)
        ]  # fmt: skip
        for turn in in_turns([things_of(self.blocks[n]) for n in needy]):
            if self.deadline.over():
                break
            numbers = [needy[at] for at in turn]
            arguments = [
                (self.blocks[n], plans[n], self._taken(plans, n), self.seed, self.effort, self._units(self.blocks[n]))
                for n in numbers
            ]
            lost: list[int] = []
            again = self.workers.run(replan_block, arguments, None, self.deadline, lost.append)
            for at, (number, plan) in enumerate(zip(numbers, again, strict=True)):
                plans[number] = replace(plan, complete=False) if at in lost else plan
            self.lost.update(numbers[at] for at in lost)
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


def _left_out(instance: Instance, base: Plan | None) -> Timetable:
    """The timetable where there is no time at all."""
    made = nobody_placed(instance, base)
    tables = made.sessions, made.attendance, made.unplaced
    return Timetable(*tables, made.cost, made.least, made.cost.total, complete=False)


def _warning(block: Block) -> Notice:
    """What to say of a block that no worker survived."""
    return degraded(Text("timetable", "集中学习与研讨"), block.instance["branches"]["committee_id"].tolist())


def _together(plans: list[BlockPlan], warnings: tuple[Notice, ...] = ()) -> Timetable:
    """The blocks' plans as one timetable, and the bounds of the whole."""
    unplaced = _sorted(_stack("unplaced", [p.unplaced for p in plans]), ["person_id", "kind"])
    cost = TimetableCost(**{f: sum(getattr(p.cost, f) for p in plans) for f in TimetableCost.model_fields})
    sessions = _sorted(_stack("sessions", [p.sessions for p in plans]), ["session_id"])
    attendance = _attendance(sessions, plans)
    complete = all(p.complete for p in plans)
    return Timetable(sessions, attendance, unplaced, cost, *whole_bounds(plans), complete, warnings)


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
