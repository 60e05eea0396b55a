"""How slow this machine is beside the one whose times stand in the docs: the time of one and the same work on both."""

from __future__ import annotations

import shutil
from pathlib import Path

from turnout.benchmarks import records
from turnout.benchmarks.machine import ROOT
from turnout.benchmarks.measuring import measured
from turnout.benchmarks.page import RECORDS
from turnout.benchmarks.records import BaselineFigures
from turnout.benchmarks.running import BASELINE, TURNOUT, GenerateError, baseline_figures
from turnout.benchmarks.sizes import Size

METHOD, SIZE = "clerk", Size("500", 500)
"""The work: a method of comparison that shares reading and free time with the planner, but no search."""


def pace(folder: Path, docs: Path = ROOT / "docs") -> float:
    """How many times as long as there this work takes here, 1 where it is quicker: seconds of the processors.

    folder: for the instance; emptied first. docs: with what was measured on the machine whose times are promised.
    Raises GenerateError, and ValueError where the work is not known there or is not done as it was there.
    """
    there = known(docs)
    shutil.rmtree(folder, ignore_errors=True)
    made = measured((*TURNOUT, "generate", str(folder), *SIZE.options, "--lang", "en"))
    if made.status:
        raise GenerateError(made.errors or made.output)
    here = baseline_figures(METHOD, measured((*BASELINE, METHOD, str(folder))))
    if (here.status, here.unplaced, here.cost) != (0, there.unplaced, there.cost):
        raise ValueError(f"not the same work as then: {here} in place of {there}")
    return max(1.0, here.cpu / there.cpu)


def known(docs: Path) -> BaselineFigures:
    """What the work took there. Raises ValueError where nothing is known of it."""
    record = records.read(docs / RECORDS).get(SIZE.name)
    found = [figures for figures in record.baselines if figures.method == METHOD] if record else []
    if not found or found[0].status:
        raise ValueError(f"nothing is known of {METHOD} at {SIZE.name}: make bench SIZES={SIZE.name} BENCH=--write")
    return found[0]
