"""Sit-ins from tables to tables: split, solve each part, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from turnout.models import Instance, Notice, Text
from turnout.models.plan import SitInCost
from turnout.scheduler.deadline import Deadline, Stop
from turnout.scheduler.parallel import Workers
from turnout.scheduler.sit_ins.cost import cost
from turnout.scheduler.sit_ins.coverage import coverage_table, visits_table
from turnout.scheduler.sit_ins.part import Part, Visits
from turnout.scheduler.sit_ins.part_plan import Effort, PartPlan, effort_of, plan_part
from turnout.scheduler.sit_ins.problem import Problem, build
from turnout.scheduler.sit_ins.split import parts_of, whole_part
from turnout.scheduler.troubles import degraded

FEW_ROWS = 3000
"""Visits that somebody could make, up to which workers would not be worth their start."""


@dataclass(frozen=True)
class SitIns:
    """The visits of a plan.

    visits, coverage: plan tables as written. cost: by term. t1_shortfall, t2_shortfall: lines 2 and 3; bound_*:
    proven lower
    bounds of lines 2, 3 and 4, given the timetable. complete: False where the search was cut short.
    warnings: parts that are less than they could be.
    """

    visits: pd.DataFrame
    coverage: pd.DataFrame
    cost: SitInCost
    t1_shortfall: int
    t2_shortfall: int
    bound_t1: int
    bound_t2: int
    bound_cost: int
    complete: bool = True
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """The problem, and its parts: picklable, sharing nothing, to be solved in any order and place."""

    problem: Problem
    whole: Part
    parts: list[Part]


def prepare(instance: Instance, sessions: pd.DataFrame, attendance: pd.DataFrame) -> Prepared:
    """Read the tables into arrays and cut them into parts. sessions, attendance: plan tables, all kinds of session."""
    problem = build(instance, sessions, attendance)
    whole = whole_part(problem)
    return Prepared(problem, whole, parts_of(problem, whole))


def solve_part(part: Part, seed: int, effort: Effort, stop: Stop | None = None) -> PartPlan:
    """Visits and bounds of one part: a pure function of its arguments but for `stop`, so that parts can be solved
    anywhere."""
    return plan_part(part, seed, effort, stop or Stop())


def assemble(prepared: Prepared, plans: Sequence[PartPlan]) -> SitIns:
    """The whole from the parts' plans, given in the order of `prepared.parts`."""
    problem, whole = prepared.problem, prepared.whole
    sup = np.concatenate([p.sup[q.visits.sup] for p, q in zip(prepared.parts, plans, strict=True)] or [whole.sup[:0]])
    disc = np.concatenate(
        [p.row_disc[q.visits.row] for p, q in zip(prepared.parts, plans, strict=True)] or [whole.sup[:0]]
    )
    coverage = coverage_table(problem, whole, sup, disc)
    short = coverage.groupby("target")["shortfall"].sum()
    beyond1 = int(whole.need1.sum()) - sum(int(p.need1.sum()) for p in prepared.parts)
    beyond2 = int(whole.need2.sum()) - sum(int(p.need2.sum()) for p in prepared.parts)
    return SitIns(
        visits_table(problem, sup, disc), coverage, _total(prepared.parts, plans),
        int(short.get("coverage", 0)), int(short.get("quota", 0)),
        beyond1 + sum(p.bound[0] for p in plans), beyond2 + sum(p.bound[1] for p in plans), sum(p.bound[2] for p in
        plans),
        all(p.complete for p in plans),
    )  # fmt: skip


def _total(parts: Iterable[Part], plans: Iterable[PartPlan]) -> SitInCost:
    costs = [cost(p, q.visits) for p, q in zip(parts, plans, strict=True)]
    return SitInCost(**{name: sum(getattr(c, name) for c in costs) for name in SitInCost.model_fields})


def plan_visits(
    instance: Instance,
    sessions: pd.DataFrame,
    attendance: pd.DataFrame,
    *,
    seed: int = 1,
    effort: Literal["quick", "normal", "thorough"] = "normal",
    deadline: Deadline | None = None,
    progress: Callable[[int, int], None] | None = None,
    pool: Workers | None = None,
    deterministic_limit: float | None = None,
) -> SitIns:
    """Plan the sit-ins of a timetable.

    sessions, attendance: plan tables (`PLAN_COLUMNS`), dates and times as text. pool: where parts are solved; the
    result does not depend on it. deterministic_limit: solver seconds in place of those of `effort`, split over
    the parts.
    deadline: when it is over, the visits found so far are returned. progress: told (parts done, parts). Returns legal
    visits always.
    """
    prepared = prepare(instance, sessions, attendance)
    budget = effort_of(effort, deterministic_limit, len(prepared.parts))
    largest = sorted(range(len(prepared.parts)), key=lambda n: (-len(prepared.parts[n].row_disc), n))
    lost: set[int] = set()
    made = 0

    def told(at: int, plan: PartPlan) -> None:
        nonlocal made
        made += 1
        if progress:
            progress(made, len(largest))

    pool = pool or Workers()
    few = sum(len(part.row_disc) for part in prepared.parts) <= FEW_ROWS
    over = deadline is not None and deadline.over()
    run = pool.run_here if few or (over and pool.idle) else pool.run
    arguments = [(prepared.parts[n], seed, budget) for n in largest]
    done = run(solve_part, arguments, told, deadline, lambda at: lost.add(largest[at]))
    plans = [plan for _, plan in sorted(zip(largest, done, strict=True), key=lambda pair: pair[0])]
    return replace(assemble(prepared, plans), warnings=tuple(_warning(prepared, number) for number in sorted(lost)))


def _warning(prepared: Prepared, number: int) -> Notice:
    """What to say of a part that no worker survived."""
    ids = prepared.problem.tree.ids
    return degraded(Text("sit-ins", "列席安排"), [ids[c] for c in prepared.parts[number].team.tolist()])


def no_visits(instance: Instance, sessions: pd.DataFrame, attendance: pd.DataFrame) -> SitIns:
    """What stands before any visit is planned: coverage by the visits made already, and bounds that need no proof."""
    prepared = prepare(instance, sessions, attendance)
    plans = [replace(PartPlan.empty(part), complete=True) for part in prepared.parts]
    return replace(assemble(prepared, plans), bound_t1=0, bound_t2=0, bound_cost=0)


__all__ = ["Prepared", "SitIns", "Visits", "assemble", "plan_visits", "prepare", "solve_part"]
