"""Planning one block: a pure function from the block to its part of the timetable, to be run anywhere."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from turnout.models.plan import TimetableCost
from turnout.models.settings import DAY, parse_clock
from turnout.scheduler.ahead import Ahead
from turnout.scheduler.allowance import allowed, left
from turnout.scheduler.deadline import Stop
from turnout.scheduler.timetable.block_base import Taken, takes
from turnout.scheduler.timetable.block_ground import occupy, share, start
from turnout.scheduler.timetable.blocks import Block
from turnout.scheduler.timetable.bound import Problems, TimetableBound, timetable_bound
from turnout.scheduler.timetable.ground import KINDS, Ground
from turnout.scheduler.timetable.handout import hand_out
from turnout.scheduler.timetable.improve import BUDGETS, Improver
from turnout.scheduler.timetable.nobody import nobody_placed
from turnout.scheduler.timetable.reasons import unplaced_table
from turnout.scheduler.timetable.slices import SliceBound, joined
from turnout.scheduler.timetable.starting import good_start, kept_sessions, put_back
from turnout.scheduler.timetable.state import Session, State, session_cost
from turnout.scheduler.timetable.supply_plan import planned_together, ways_on
from turnout.scheduler.timetable.wide import widened

GROUND = 0.00002
"""Seconds that a member takes until planning can begin, and to be told why he is left out."""
RUSH = 0.005
"""Seconds that an audience takes to be placed without a bound, and then some: with less time, people come first."""


@dataclass(frozen=True)
class BlockPlan:
    """A block's part of the timetable.

    fixed_cost: of the sessions taken over from a base plan. proven: whether unplaced pairs and cost are proven best.
    excess: unplaced pairs above the bound. taken: what its sessions occupy. complete: not cut short. left_out: whether
    there was no time even to begin.
    """

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    unplaced: pd.DataFrame
    cost: TimetableCost
    bound: TimetableBound
    fixed_cost: int
    proven: bool
    complete: bool
    taken: tuple[Taken, ...]
    left_out: bool = False

    @property
    def excess(self) -> int:
        """Unplaced pairs above the bound."""
        return len(self.unplaced) - self.bound.unplaced


def plan_block(
    block: Block,
    bounds: list[SliceBound] | None,
    seed: int,
    effort: str,
    units: float | None = None,
    ahead: bool = False,
    stop: Stop | None = None,
) -> BlockPlan:
    """Plan one block, keeping to its turns and leaving barred lecturers to others.

    bounds: of its slices, None where it has none and its bounds are still to be worked out. units: of the solver's own
    time that improving may take, None for what the effort allows. ahead: whether another core is free for what may be
    needed next; the plan is the same. stop: asked between moves; what there is no time for is left undone: improvement
    first, then bounds, at last people; it is told (unplaced, cost, bound) of the first plan and of better ones.
    """
    stop = stop or Stop()
    if stop.hurried(GROUND * block.weight):
        return _left_out(block)
    ground, state = start(block)
    occupy(ground, state, block.others)
    share(ground, state, block)
    hurry = RUSH * len(ground.audiences)
    problems: Problems = {}
    budget = BUDGETS[effort]
    small = budget.few(sum(a.type != "committee" for a in ground.audiences))
    bound = (
        timetable_bound(ground, lambda: stop.bounding() or stop.hurried(hurry), problems, exact=small)
        if bounds is None
        else joined(ground, bounds)
    )
    fixed_cost = total_cost(ground, state).total
    tell = Teller(ground, state, bound, fixed_cost, stop.tell) if stop.tell else None

    def ended() -> bool:
        return stop() or left() <= 0

    with allowed(units):
        good_start(ground, state, bound, seed, budget, ended, stop.late)
        stop.first_stands()
        improver = Improver(ground, state, bound, seed, budget, ended, tell)
        every = small and len(problems) == sum(a.type != "committee" and bool(a.cohorts) for a in ground.audiences)
        together = partial(planned_together, improver, state.copy(), problems, ahead)
        second = Ahead(together, ahead and every and not improver.good_enough())
        improver.run()
        if every and not improver.near(budget.enough) and not ended():
            ways = ways_on(improver, second.result())
            bound = ways[-1].bound
            best = widened(ways, ahead)
            if best is not state:
                put_back(state, kept_sessions(best))
                improver.look_again()
        else:
            second.give_up()
        settled = ended() or attained(ground, state, bound, fixed_cost)
        proven = block.alone and not settled and improver.whole()
    return _result(block, ground, state, bound, fixed_cost, proven, not stop.cut)


def unplaced_pairs(ground: Ground, state: State) -> int:
    """(member, kind) pairs without a session."""
    return 2 * len(ground.instance["members"]) - sum(s.size for s in state.sessions if s.audience >= 0)


def attained(ground: Ground, state: State, bound: TimetableBound, fixed_cost: int) -> bool:
    """Whether the state is as good as its bounds, so that nothing is left to prove. fixed_cost: of sessions that
    stand."""
    unplaced = unplaced_pairs(ground, state)
    cost = total_cost(ground, state).total - fixed_cost
    return unplaced <= bound.unplaced and cost <= bound.cost(unplaced)


def replan_block(
    block: Block,
    before: BlockPlan,
    others: list[Taken],
    seed: int,
    effort: str,
    units: float | None = None,
    stop: Stop | None = None,
) -> BlockPlan:
    """Plan again what a block left over, now that everything which the others do not take is free to it."""
    stop = stop or Stop()
    ground, state = start(block)
    occupy(ground, state, others)
    _restore(ground, state, before)
    with allowed(units):
        Improver(ground, state, before.bound, seed, BUDGETS[effort], lambda: stop() or not left()).run()
    return _result(block, ground, state, before.bound, before.fixed_cost, False, before.complete and not stop.cut)


class Teller:
    """Tells (unplaced, cost, bound) of a block's plan while it is improved, now and then."""

    def __init__(
        self, ground: Ground, state: State, bound: TimetableBound, fixed_cost: int,
        told: Callable[[int, int, int], None],
    ) -> None:  # fmt: skip
        self.ground, self.state, self.bound, self.fixed_cost, self.told = ground, state, bound, fixed_cost, told
        self._again = 0.0

    def __call__(self) -> None:
        """Tell how things stand, unless that was told a moment ago; where it takes long to say, seldom."""
        began = time.monotonic()
        if began < self._again:
            return
        unplaced = unplaced_pairs(self.ground, self.state)
        cost = total_cost(self.ground, self.state).total
        self.told(unplaced, cost, min(cost, self.bound.cost(unplaced) + self.fixed_cost))
        self._again = time.monotonic() + 0.2 + 20 * (time.monotonic() - began)


def _restore(ground: Ground, state: State, before: BlockPlan) -> None:
    """Put the block's own earlier sessions back, those of the base plan excepted."""
    people = ground.instance["members"]["person_id"].to_numpy()
    cohort = {p: n for n, c in enumerate(ground.cohorts) for p in people[c.members].tolist()}
    heads: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    attendance = before.attendance["session_id"].tolist(), before.attendance["person_id"].tolist()
    for session, person in zip(*attendance, strict=True):
        heads[session][cohort[person]] += 1
    venues = {v: i for i, v in enumerate(ground.venues.ids)}
    lecturers = {p: i for i, p in enumerate(ground.lecturers.ids)}
    planned = before.sessions[before.sessions["status"] == "planned"]
    for row in planned.to_dict("records"):
        kind = KINDS.index(row["kind"])
        midnight = (dt.date.fromisoformat(row["date"]) - ground.instance.start).days * DAY
        session = Session(
            ground.audience(row["audience_type"], row["audience_id"]), kind, midnight + parse_clock(row["start"]),
            ground.grids[kind].minutes, venues[row["venue_id"]], lecturers.get(row["lecturer_id"], -1),
            dict(heads[row["session_id"]]),
        )  # fmt: skip
        state.add(session)


def _result(
    block: Block,
    ground: Ground,
    state: State,
    bound: TimetableBound,
    fixed_cost: int,
    proven: bool,
    complete: bool,
) -> BlockPlan:
    handout = hand_out(ground, state, block.used)
    sites = ground.instance["sites"]["site_id"].tolist()
    own = [s for s in state.ordered() if s.audience >= 0]
    taken = tuple(
        Taken(
            ground.venues.ids[s.venue],
            sites[state.site(s)],
            ground.lecturers.ids[s.lecturer] if s.lecturer >= 0 else "",
            s.begin,
            s.minutes,
        )
        for s in own
    )
    unplaced = unplaced_table(ground, state, handout)
    cost = total_cost(ground, state)
    return BlockPlan(handout.sessions, handout.attendance, unplaced, cost, bound, fixed_cost, proven, complete, taken)


def _left_out(block: Block) -> BlockPlan:
    """The plan of a block for which there is no time at all: what stands of the base plan."""
    made = nobody_placed(block.instance, block.base, block.others)
    bound = TimetableBound(made.least, 0, 0, {}, {})
    taken = () if block.base is None else tuple(takes(block.instance, block.base.sessions))
    fixed_cost = made.cost.total
    return BlockPlan(
        made.sessions, made.attendance, made.unplaced, made.cost, bound, fixed_cost, proven=False, complete=False,
        taken=taken, left_out=True,
    )  # fmt: skip


def total_cost(ground: Ground, state: State) -> TimetableCost:
    """Cost of all sessions by term."""
    terms = {"session": 0, "burden": 0, "travel": 0, "off_theme_day": 0}
    for session in state.ordered():
        if session.audience >= 0:
            for term, value in session_cost(ground, session).items():
                terms[term] += value
    return TimetableCost(**terms, total=sum(terms.values()))
