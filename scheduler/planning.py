"""A whole plan: the timetable, then its sit-ins."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Literal, Protocol

from turnout.models import Instance, Manifest, Plan, Progress, Settings
from turnout.models.plan import Bound, Cost, Gap, Objective, Scope
from turnout.models.scope import restrict
from turnout.scheduler.deadline import Deadline
from turnout.scheduler.keeping import Keeper, Shelf, identity
from turnout.scheduler.lineage import earlier_instances
from turnout.scheduler.memory import MB
from turnout.scheduler.outlook import Step
from turnout.scheduler.parallel import Workers
from turnout.scheduler.sit_ins import SitIns, no_visits, plan_visits
from turnout.scheduler.timetable import Timetable, plan_timetable
from turnout.scheduler.timetable.locks import within
from turnout.scheduler.troubles import executor_failed

Only = Literal["timetable", "sit-ins"]
Effort = Literal["quick", "normal", "thorough"]
TIMETABLE_SHARE = 0.8
"""Of a time limit, what the timetable may take where sit-ins are planned after it."""
STAGES = {"bound_slice": "bounds", "plan_block": "timetable", "replan_block": "improve", "solve_part": "sit_ins"}
"""What sets of tasks are to people."""
UNTOLD = frozenset({"bound_slice", "replan_block"})
"""Tasks of which nobody else tells when one is done."""
SEARCH_SHARE = 0.95
"""Of a time limit, what all search may take: putting together and writing take time, too."""
VERSIONS = ("turnout", "ortools", "pandas", "numpy", "pydantic")


class Cancel(Protocol):
    """Anything that can be asked whether to stop, such as threading.Event."""

    def is_set(self) -> bool:
        """Whether to stop."""


class Stopped(RuntimeError):  # noqa: N818 — the name callers catch
    """The run was stopped before any plan stood."""


def plan(
    instance: Instance,
    *,
    settings: Settings | None = None,
    base: Plan | None = None,
    timetable: Plan | None = None,
    only: Only | None = None,
    scope: Scope | None = None,
    workers: int | Workers = 1,
    executor: Executor | None = None,
    effort: Effort = "normal",
    seed: int | None = None,
    time_limit: float | None = None,
    deterministic_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
    checkpoints: Shelf | None = None,
) -> Plan:
    """Plan a quarter: the timetable and its sit-ins, with bounds proven for every line.

    settings, seed: in place of the instance's. base: a plan whose locked and held sessions stand. timetable: with
    only="sit-ins", the plan whose timetable is taken. scope: only these enterprises or committees. workers: processes,
    1: this one alone; or `Workers`, which say more, and are entered and left by the caller. The plan does not depend
    on them. executor: runs parts in place of own processes: any of PEP 3148, Dask's among them. time_limit: seconds of
    wall-clock, a safety net: a plan cut by it is `partial`. deterministic_limit: solver units that timetable and
    sit-ins may take each, the same on every machine. progress: told what is going on, from this thread. cancel: asked
    now and then; once set, the best plan so far is returned, `partial`. checkpoints: where finished parts are kept, and
    found again by a run that goes on, such as `turnout.plans.Checkpoints`; whoever gives them throws them away.

    Returns the plan; nothing else is written. Raises InstanceError where base does not fit the instance, KeyError for
    an unknown scope, ValueError for only="sit-ins" without a timetable, Stopped where cancelled before anything began.
    """
    run = _Planning(instance, settings, scope, seed, time_limit, progress, cancel)
    if checkpoints is not None:
        run.keep_on(checkpoints, base=base, timetable=timetable, only=only, effort=effort, limit=deterministic_limit)
    if isinstance(workers, Workers):
        with workers.serving(run.keeper, run.watch):
            return run.done(base, timetable, only, workers, effort, deterministic_limit)
    with Workers(workers, executor) as pool, pool.serving(run.keeper, run.watch):
        return run.done(base, timetable, only, pool, effort, deterministic_limit)


class _Planning:
    """One run of the planner."""

    def __init__(
        self,
        instance: Instance,
        settings: Settings | None,
        scope: Scope | None,
        seed: int | None,
        time_limit: float | None,
        progress: Callable[[Progress], None] | None,
        cancel: Cancel | None,
    ) -> None:
        settings = settings or instance.settings
        if seed is not None:
            settings = settings.model_copy(update={"seed": seed})
        self.instance = instance.with_settings(settings)
        self.scope = scope or Scope()
        self.part = restrict(self.instance, self.scope.stage, self.scope.under)
        self.began = time.monotonic()
        self.limit, self.progress, self.cancel = time_limit, progress, cancel
        self.seconds: dict[str, dict[str, float]] = {}
        self.keeper: Keeper | None = None
        self.earlier: list[str] = []
        self.known: dict[str, int] = {}
        self.step: Step | None = None

    def keep_on(self, shelf: Shelf, **given: object) -> None:
        """Keep finished parts there, and take from there what an earlier run of the same kind has finished."""
        shelf.open(identity(self.instance, _versions(), scope=self.scope, **given))
        self.keeper = Keeper(shelf)

    def cancelled(self) -> bool:
        """Whether the caller wants the run to stop."""
        return self.cancel is not None and self.cancel.is_set()

    def deadline(self, share: float = 1.0) -> Deadline:
        """A stage's deadline: at this share of the time limit."""
        until = None if self.limit is None else self.began + self.limit * share
        return Deadline(until, self.cancelled, noticed=self._cut)

    def _cut(self) -> None:
        if self.keeper is not None:
            self.keeper.cut()

    def tell(self, stage: str, **known: int) -> None:
        """Report progress."""
        if self.progress:
            elapsed = time.monotonic() - self.began
            known = {**self.known, **known}
            step = self.step
            left = step.left if step is not None and STAGES.get(step.task) == stage else None
            if left is not None and self.limit is not None:
                left = min(left, max(0.0, self.limit - elapsed))
            self.progress(Progress(stage, elapsed, **known, left=left))

    def watch(self, step: Step) -> None:
        """Note how far a set of tasks is, and tell it where nobody else does."""
        self.step = step
        stage = STAGES.get(step.task)
        if stage is not None and (step.task in UNTOLD or not step.done):
            self.tell(stage, done=step.done, total=step.total)

    def done(
        self,
        base: Plan | None,
        timetable: Plan | None,
        only: Only | None,
        pool: Workers,
        effort: Effort,
        deterministic_limit: float | None,
    ) -> Plan:
        """All stages."""
        if base is not None:
            self.earlier = earlier_instances(self.instance, base)
        if self.cancelled():
            raise Stopped
        table = self._timetable(base, timetable, only, pool, effort, deterministic_limit)
        if only == "timetable":
            return self._plan(table, no_visits(self.part, table.sessions, table.attendance), pool)
        self.known = {"unplaced": len(table.unplaced), "cost": table.cost.total, "bound": table.bound_cost}
        self.tell("sit_ins")
        with self._timed("sit_ins"):
            visits = plan_visits(
                self.part, table.sessions, table.attendance, seed=self.instance.settings.seed, effort=effort,
                deadline=self.deadline(SEARCH_SHARE), pool=pool, deterministic_limit=deterministic_limit,
                progress=lambda done, total: self.tell("sit_ins", done=done, total=total),
            )  # fmt: skip
        return self._plan(table, visits, pool)

    def _timetable(
        self,
        base: Plan | None,
        timetable: Plan | None,
        only: Only | None,
        pool: Workers,
        effort: Effort,
        deterministic_limit: float | None,
    ) -> Timetable:
        """The timetable that stands, or a new one."""
        if only == "sit-ins":
            if timetable is None:
                raise ValueError("only='sit-ins' needs the plan whose timetable is to be taken")
            return _standing(timetable)
        self.tell("timetable")
        with self._timed("timetable"):
            return plan_timetable(
                self.part, base=within(base, self.instance, self.part), seed=self.instance.settings.seed, effort=effort,
                deadline=self.deadline(SEARCH_SHARE if only else TIMETABLE_SHARE), workers=pool, tell=self._told,
                deterministic_limit=deterministic_limit,
            )  # fmt: skip

    def _told(self, done: int, total: int, unplaced: int, cost: int, bound: int) -> None:
        self.known = {"unplaced": unplaced, "cost": cost, "bound": bound}
        self.tell("timetable", done=done, total=total)

    def _timed(self, stage: str) -> _Timer:
        return _Timer(self.seconds, stage)

    def _plan(self, table: Timetable, visits: SitIns, pool: Workers) -> Plan:
        warnings = [*self.instance.warnings, *table.warnings, *visits.warnings]
        if pool.failed:
            warnings.append(executor_failed())
        manifest = Manifest(
            instance_hash=self.instance.content_hash,
            earlier_instances=self.earlier,
            settings=self.instance.settings.model_dump(mode="json"),
            seed=self.instance.settings.seed,
            versions=_versions(),
            provisional=self.part.days.provisional,
            partial=not (table.complete and visits.complete),
            scope=self.scope,
            warnings=[{"code": w.code, "en": w.line("en"), "zh": w.line("zh")} for w in warnings],
            counts=self._counts(table, visits),
            objective=Objective(
                unplaced=len(table.unplaced),
                t1_shortfall=visits.t1_shortfall,
                t2_shortfall=visits.t2_shortfall,
            ),
            cost=Cost(timetable=table.cost, sit_ins=visits.cost),
            bound=Bound(
                unplaced=table.bound_unplaced,
                timetable=table.bound_cost,
                t1_shortfall=visits.bound_t1,
                t2_shortfall=visits.bound_t2,
                sit_ins=visits.bound_cost,
            ),
            gap=Gap(
                timetable=_gap(table.cost.total, table.bound_cost),
                sit_ins=_gap(visits.cost.total, visits.bound_cost),
            ),
            seconds=self.seconds,
            peak_memory_mb=round(pool.peak_memory / MB, 1),
        )
        return Plan(
            table.sessions,
            table.attendance,
            visits.visits,
            table.unplaced,
            visits.coverage,
            manifest,
        )

    def _counts(self, table: Timetable, visits: SitIns) -> dict[str, int]:
        members = len(self.part["members"])
        studies = int((table.sessions["kind"] == "study").sum())
        return {
            "members": members,
            "branches": int(self.part["members"]["branch_id"].nunique()),
            "pairs": 2 * members,
            "placed": 2 * members - len(table.unplaced),
            "unplaced": len(table.unplaced),
            "sessions": len(table.sessions),
            "studies": studies,
            "discussions": len(table.sessions) - studies,
            "attendance": len(table.attendance),
            "visits": len(visits.visits),
        }


class _Timer:
    """Adds the wall-clock and processor seconds of a stage to the account."""

    def __init__(self, seconds: dict[str, dict[str, float]], stage: str) -> None:
        self.seconds, self.stage = seconds, stage

    def __enter__(self) -> None:
        self.wall, self.cpu = time.monotonic(), time.process_time()

    def __exit__(self, *error: object) -> None:
        self.seconds[self.stage] = {
            "wall": round(time.monotonic() - self.wall, 3),
            "cpu": round(time.process_time() - self.cpu, 3),
        }


def _standing(timetable: Plan) -> Timetable:
    """The timetable that stands in a plan, with its own figures."""
    manifest = timetable.manifest
    return Timetable(
        timetable.sessions,
        timetable.attendance,
        timetable.unplaced,
        manifest.cost.timetable,
        manifest.bound.unplaced,
        manifest.bound.timetable,
        not manifest.partial,
    )


def _gap(cost: int, bound: int) -> float:
    return (cost - bound) / cost if cost else 0.0


def _versions() -> dict[str, str]:
    """What a plan depends on beside its input."""
    return {"python": platform.python_version()} | {name: _version(name) for name in VERSIONS}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
