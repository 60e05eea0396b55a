"""All audiences of a block together, with the gap between study and discussion."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

from turnout.scheduler.timetable.bound import Problems
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Ground
from turnout.scheduler.timetable.highs import FloatArray, highs, highs_there
from turnout.scheduler.timetable.lecturing import Supply
from turnout.scheduler.timetable.supply import Tables, best, every_column
from turnout.scheduler.timetable.supply_mip import Programme, Terms

IntArray = npt.NDArray[np.int64]


class DatedProgramme(Programme):
    """The programme whose columns have days, so that it keeps the gap (H6)."""

    def __init__(self, ground: Ground, problems: Problems, supplies: Supply) -> None:
        super().__init__(ground, problems, supplies, dated_columns(ground, supplies))
        self._found: FloatArray | None = None
        self._gaps()

    def _gaps(self) -> None:
        """By the day of each discussion, no more of a cohort have discussed than had studied a gap before (H6)."""
        dated = self._dated()
        for (cohort, kind), discussions in dated.items():
            if kind == STUDY or self.barred[cohort, STUDY]:
                continue
            studies = dated.get((cohort, STUDY), [])
            for day in sorted({d for d, _ in discussions}):
                ready: Terms = [(v, -1) for d, v in studies if d <= day - self.ground.settings.session.gap_days]
                if len(ready) < len(studies):
                    self._at_most([*ready, *((v, 1) for d, v in discussions if d <= day)])

    def _dated(self) -> dict[tuple[int, int], list[tuple[int, pywraplp.Variable]]]:
        """(cohort, kind): the day and the attendees of each session that it may come to."""
        result: dict[tuple[int, int], list[tuple[int, pywraplp.Variable]]] = defaultdict(list)
        for (number, kind), cells in self.cells.items():
            day = self.columns[number, kind].given.day.tolist()
            for cell in cells:
                for cohort, count in cell.counts.items():
                    result[cohort, kind].append((day[cell.column], count))
        return result

    def solve(self, nodes: int) -> int | None:
        """As that of the programme without days, by SCIP where there is no HiGHS."""
        if not highs_there():
            return super().solve(nodes)
        searched = highs(self.solver, nodes)
        if searched is None:
            return None
        self._found = searched.values
        return searched.bound

    def _solved(self, variable: pywraplp.Variable) -> float:
        return super()._solved(variable) if self._found is None else float(self._found[variable.index()])


def dated_columns(ground: Ground, supplies: Supply) -> Tables:
    """The columns of all audiences, without those that another is at least as good as and leaves everybody as many
    days for his other session."""
    every = every_column(ground, supplies, dated=True)
    days: dict[tuple[int, int], set[int]] = defaultdict(set)
    for (number, kind), columns in every.items():
        for home in _homes(ground, number):
            days[home, kind].update(columns.given.day.tolist())
    result: Tables = {}
    for (number, kind), columns in every.items():
        other = DISCUSSION if kind == STUDY else STUDY
        others = np.array(sorted({day for home in _homes(ground, number) for day in days[home, other]}), dtype=np.int64)
        result[number, kind] = best(columns, _shut_out(ground, kind, columns.given.day, others))
    return result


def _homes(ground: Ground, number: int) -> set[int]:
    """The home audiences of whoever belongs to the audience."""
    return {ground.home[c] for c in ground.audiences[number].cohorts}


def _shut_out(ground: Ground, kind: int, day: IntArray, others: IntArray) -> IntArray:
    """(columns,) on how many of the other kind's days, in order, one cannot come who comes on this day."""
    gap = ground.settings.session.gap_days
    if kind == DISCUSSION:
        return len(others) - np.searchsorted(others, day - gap, side="right")
    return np.searchsorted(others, day + gap, side="left")
