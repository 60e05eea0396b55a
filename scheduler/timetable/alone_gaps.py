"""The relaxed problem of one audience, both kinds together: a mixed-integer programme that keeps the gaps."""

from __future__ import annotations

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

from turnout.scheduler.timetable.alone import Alone
from turnout.scheduler.timetable.alone_mip import KindSide, optimised, sending
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY
from turnout.scheduler.timetable.scip import scip

MOST_COLUMNS = 50
"""Columns of both kinds beyond which the programme would take too long."""
NODES = 200


def least_with_gaps(problem: Alone, send_at_most: int) -> int:
    """A proven lower bound of all solutions, lost pairs left out; 0 where there are too many columns.

    Unlike pairs of sets (`alone_pairs`) it knows seats, batches and sessions at the same start; unlike one kind alone
    it knows that a discussion follows its study a gap later (H6).
    """
    if problem.study.count + problem.discussion.count > MOST_COLUMNS:
        return 0
    solver = scip()
    study, discussion = (
        KindSide(solver, problem, given, problem.barred(kind), problem.rooms[kind])
        for kind, given in ((STUDY, problem.study), (DISCUSSION, problem.discussion))
    )
    sent = sending(solver, problem, send_at_most)
    study.serve(sent)
    discussion.serve(None)
    for cohort in np.flatnonzero(~(problem.barred(STUDY) | problem.barred(DISCUSSION))).tolist():
        _gaps(solver, problem, study, discussion, sent[cohort], cohort)
    return optimised(solver, problem, NODES)


def _gaps(
    solver: pywraplp.Solver, problem: Alone, study: KindSide, discussion: KindSide, sent: pywraplp.Variable, cohort: int
) -> None:
    """H6: of a cohort, discussions up to a day are at most its studies a gap before, those sent included."""
    discussing, studying = (
        [(int(side.given.day[cell.column]), cell.counts[cohort]) for cell in side.cells if cohort in cell.counts]
        for side in (discussion, study)
    )
    studying.append((problem.sends[cohort].day, sent))
    for day in sorted({day for day, _ in discussing}):
        row = solver.Constraint(-solver.infinity(), 0)
        for held, count in discussing:
            if held <= day:
                row.SetCoefficient(count, 1)
        for held, count in studying:
            if held <= day - problem.gap:
                row.SetCoefficient(count, -1)
