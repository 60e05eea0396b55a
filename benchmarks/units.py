"""`make units`: are plans of many generated units within what is promised of every unit of their size? On a machine
that is slower than the one whose times are promised, as the same work on both shows, they have so much longer.

`python -m turnout.benchmarks.units --help`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from turnout.benchmarks import tables
from turnout.benchmarks.limits import Held, Limit, figures
from turnout.benchmarks.machine import ROOT, load, machine
from turnout.benchmarks.measuring import measured
from turnout.benchmarks.pace import pace
from turnout.benchmarks.records import PlanFigures
from turnout.benchmarks.running import TURNOUT, GenerateError, plan_figures, run
from turnout.benchmarks.sizes import Size

TIGHTNESS = ("normal", "tight")
SEEDS = 11
UNIT = Limit(20, 500, 0.0, 0.01, 0.05)
"""A unit of 20 to 30 branches and 400 to 700 members."""
HUNDRED = Limit(60, 1536, 0.0, 0.01)
"""100 branches under one committee tree."""
READY = ("refinery", "airline")
"""The ready-made instances of such a size."""
HEAD = ("unit", "members", "unplaced", "minimum", "gap", "visits' gap", "wall", "CPU", "peak memory", "missed")


def unit(tightness: str, seed: int) -> Size:
    """One unit of 20 to 30 branches, and 400 to 690 members, by its seed."""
    branches = 20 + (seed - 1) % 11
    return Size(f"{branches}-{tightness}-{seed}", branches, branches * (20 + seed % 4), tightness, seed)


def hundred(tightness: str, seed: int) -> Size:
    """One unit of 100 branches, by its seed."""
    return Size(f"100-{tightness}-{seed}", 100, None, tightness, seed)


def missed(limit: Limit, plan: PlanFigures) -> list[Held]:
    """The promises that a plan does not keep. Time counts as missed only where the processors' was too long as well:
    others may use the machine."""
    found = [h for h in figures(limit, plan) if not h.kept and h.name != "verifying"]
    return [h for h in found if h.name != "wall" or plan.cpu > limit.wall]


def row(name: str, limit: Limit, plan: PlanFigures) -> tuple[str, ...]:
    """A line of the table."""
    if plan.status:
        return (name, *[""] * (len(HEAD) - 2), f"exit status {plan.status}")
    return (
        name, f"{plan.members:,}", f"{plan.unplaced:,}", f"{plan.unplaced_bound:,}", f"{100 * plan.gap:.2f} %",
        f"{100 * plan.visits_gap:.2f} %", tables.seconds(plan.wall), tables.seconds(plan.cpu),
        f"{plan.peak_mb:,.0f} MB", ", ".join(h.name for h in missed(limit, plan)) or "-",
    )  # fmt: skip


def planned(size: Size, folder: Path) -> PlanFigures:
    """Generate a unit and plan it as a user would. Raises GenerateError."""
    return run(size, folder, (), "", lambda _: None, baselines=False).plan


def ready(name: str, folder: Path) -> PlanFigures:
    """Plan a ready-made instance as a user would."""
    instance, target = ROOT / "instances" / "ready" / name, folder / "plan"
    return plan_figures(measured((*TURNOUT, "plan", str(instance), "-o", str(target), "--quiet")), target)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. Ends the program where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m turnout.benchmarks.units", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="the last seed of each kind; %(default)s if not given")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first seed, in place of 1")
    parser.add_argument("--tightness", choices=TIGHTNESS, help="only these")
    parser.add_argument("--only", choices=("ready", "units", "hundred"), help="only these")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "units", help="for instances and plans")
    return parser.parse_args(arguments)


def works(given: argparse.Namespace) -> list[tuple[str, Limit, Callable[[Path], PlanFigures]]]:
    """(name, limit, what to do) of everything asked for."""
    result: list[tuple[str, Limit, Callable[[Path], PlanFigures]]] = []
    if given.only in (None, "ready"):
        result += [(name, UNIT, lambda folder, name=name: ready(name, folder)) for name in READY]  # type: ignore[misc]
    scarce = TIGHTNESS if given.tightness is None else (given.tightness,)
    for kind, make, limit in (("units", unit, UNIT), ("hundred", hundred, HUNDRED)):
        if given.only in (None, kind):
            sizes = [make(t, seed) for t in scarce for seed in range(given.first, given.seeds + 1)]
            result += [(s.name, limit, lambda folder, s=s: planned(s, folder)) for s in sizes]  # type: ignore[misc]
    return result


def _slower(folder: Path) -> float:
    """The machine's pace. Ends the program where it cannot be told."""
    try:
        return pace(folder)
    except ValueError as error:
        sys.exit(f"pace: {error}")


def main(arguments: Sequence[str]) -> int:
    """Plan, print a line for each unit as soon as it is known, then the table. 1 where something was missed."""
    given = parsed(arguments)
    print(machine())
    print(f"load before: {load():.1f}", flush=True)
    rows, bad = [], 0
    name = "pace"
    try:
        slower = _slower(given.folder / name)
        shutil.rmtree(given.folder / name, ignore_errors=True)
        print(f"pace: {slower:.2f} times as long as where the times are promised", flush=True)
        for name, limit, work in works(given):
            plan, allowed = work(given.folder / name), limit.at(slower)
            shutil.rmtree(given.folder / name, ignore_errors=True)
            rows.append(row(name, allowed, plan))
            bad += bool(plan.status or missed(allowed, plan))
            print("  ".join(rows[-1]), flush=True)
    except GenerateError as error:
        print(f"{name}: turnout generate failed:\n{error}", file=sys.stderr)
        return 1
    print("", *tables.aligned(HEAD, rows), "", f"{bad} of {len(rows)} missed something", sep="\n")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
