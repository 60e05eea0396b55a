"""Measures one size: generates the instance, runs the command line, and the methods of comparison beside it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from turnout.benchmarks.machine import machine, now, revision
from turnout.benchmarks.measuring import Measured, measured
from turnout.benchmarks.records import BaselineFigures, PlanFigures, Record
from turnout.benchmarks.sizes import Size
from turnout.models.plan import Manifest

TURNOUT = (sys.executable, "-m", "turnout.cli")
BASELINE = (sys.executable, "-m", "turnout.benchmarks.baseline")


class GenerateError(RuntimeError):
    """`turnout generate` did not end well; there is nothing to measure on."""


def run(
    size: Size, folder: Path, options: tuple[str, ...], command: str, say: Callable[[str], None], *, baselines: bool
) -> Record:
    """Measure one size.

    folder: for the instance and the plan; emptied first. options: more words for `turnout plan`. command: how the user
    started the benchmark. baselines: whether the methods of comparison run too. Raises GenerateError, OSError.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    instance, plan = folder / "instance", folder / "plan"
    say(f"{size.name}: turnout generate {' '.join(size.options)}")
    made = measured((*TURNOUT, "generate", str(instance), *size.options, "--lang", "en"))
    if made.status:
        raise GenerateError(made.errors or made.output)
    words = ("plan", str(instance), "-o", str(plan), *options, "--quiet", "--lang", "en")
    say(f"{size.name}: turnout {' '.join(words)}")
    used = measured((*TURNOUT, *words))
    if used.status:
        say(f"{size.name}: exit status {used.status}\n{used.errors or used.output}")
    figures = plan_figures(used, plan)
    compared = []
    for method in size.baselines if baselines else ():
        say(f"{size.name}: {method}")
        compared.append(baseline_figures(method, measured((*BASELINE, method, str(instance)))))
    return Record(size.name, command, now(), revision(), machine(), made.wall, figures, tuple(compared))


def plan_figures(used: Measured, plan: Path) -> PlanFigures:
    """What the run used, and what its plan says of itself; turnout has verified those words before writing them."""
    if used.status:
        return PlanFigures(used.status, used.wall, used.cpu, used.peak_mb)
    said = Manifest.model_validate_json((plan / "plan.json").read_text(encoding="utf-8"))
    stages = {stage: seconds["wall"] for stage, seconds in said.seconds.items()}
    return PlanFigures(
        used.status, used.wall, used.cpu, max(used.peak_mb, said.peak_memory_mb),
        branches=said.counts["branches"], members=said.counts["members"], pairs=said.counts["pairs"],
        unplaced=said.objective.unplaced, unplaced_bound=said.bound.unplaced,
        cost=said.cost.timetable.total, cost_bound=said.bound.timetable, gap=said.gap.timetable,
        t1=said.objective.t1_shortfall, t1_bound=said.bound.t1_shortfall,
        t2=said.objective.t2_shortfall, t2_bound=said.bound.t2_shortfall,
        visits=said.counts["visits"], visits_cost=said.cost.sit_ins.total, visits_bound=said.bound.sit_ins,
        visits_gap=said.gap.sit_ins, partial=said.partial, verifying=stages.get("verify", 0.0), stages=stages,
    )  # fmt: skip


def baseline_figures(method: str, used: Measured) -> BaselineFigures:
    """What the run used, and what the verifier found in its timetable."""
    if used.status:
        last = (used.errors.strip().splitlines() or [""])[-1]
        return BaselineFigures(method, used.status, used.wall, used.cpu, used.peak_mb, note=last)
    return BaselineFigures(method, used.status, used.wall, used.cpu, used.peak_mb, **json.loads(used.output))
