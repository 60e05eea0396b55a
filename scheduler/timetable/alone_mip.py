"""The relaxed problem of one audience as a mixed-integer programme, solved by branch and bound on its linear
relaxation.

Only the numbers of sessions need to be integers: for given sessions the attendees form a network flow, whose basic
solutions are integral. Where the node limit ends the search, the proven lower bound stands in for the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

from turnout.scheduler.solving import SolverError
from turnout.scheduler.timetable.alone import NEVER, Alone, Side
from turnout.scheduler.timetable.alone_assign import assign, attended
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.scip import limit_search, proven, scip

IntArray = npt.NDArray[np.int64]
NODES = 200
NODES_OF_SPLITS = 1


@dataclass(frozen=True)
class _Cell:
    """Sessions of one column with one batch limit: the variable, who may come, and their variables."""

    column: int
    limit: int
    opened: pywraplp.Variable
    counts: dict[int, pywraplp.Variable]


class KindSide:
    """Variables and constraints of one kind: sessions per column and batch limit, attendees per cohort, unplaced per
    cohort."""

    def __init__(
        self, solver: pywraplp.Solver, problem: Alone, given: Columns, barred: npt.NDArray[np.bool_], rooms: int
    ) -> None:
        self.solver, self.problem, self.given, self.barred = solver, problem, given, barred
        self.objective = solver.Objective()
        self.cells: list[_Cell] = []
        limits = sorted(set(problem.limit.tolist()))
        for column in range(given.count):
            for position, limit in enumerate(limits):
                self._open(column, limit, limits[position - 1] if position else 0)
        if rooms < len(problem.sizes) * int(problem.sizes.sum()):
            most = solver.Constraint(0, rooms)
            for cell in self.cells:
                most.SetCoefficient(cell.opened, 1)

    def _open(self, column: int, limit: int, smaller: int) -> None:
        """Sessions of this column whose largest allowed batch is `limit`: only cohorts that may be in one of that
        size."""
        problem, given = self.problem, self.given
        seats = min(int(given.seats[column]), limit)
        free = (given.cost[column] >= 0) & (problem.limit >= limit) & ~self.barred & (problem.away > 0)
        who = np.flatnonzero(free).tolist()
        heads = int(problem.sizes[who].sum())
        if heads < problem.least or seats < problem.least or heads <= smaller:
            return
        opened = self.solver.IntVar(0, heads // problem.least, "")
        self.objective.SetCoefficient(opened, problem.session + int(given.off[column]))
        low = self.solver.Constraint(0, self.solver.infinity())
        high = self.solver.Constraint(-self.solver.infinity(), 0)
        low.SetCoefficient(opened, -problem.least)
        high.SetCoefficient(opened, -seats)
        counts = {}
        for c in who:
            most = min(int(problem.sizes[c]), int(problem.away[c]), seats)
            count = self.solver.NumVar(0, int(problem.sizes[c]), "")
            self.objective.SetCoefficient(count, int(given.cost[column, c]))
            low.SetCoefficient(count, 1)
            high.SetCoefficient(count, 1)
            upper = self.solver.Constraint(-self.solver.infinity(), 0)
            upper.SetCoefficient(count, 1)
            upper.SetCoefficient(opened, -most)
            counts[c] = count
        for crew in sorted({int(problem.crew[c]) for c in who} - {-1}):
            self._away(opened, [(c, v) for c, v in counts.items() if problem.crew[c] == crew])
        self.cells.append(_Cell(column, limit, opened, counts))

    def _away(self, opened: pywraplp.Variable, crew: list[tuple[int, pywraplp.Variable]]) -> None:
        """Of one crew no more attend a session than may be away at once (H8)."""
        limit = self.solver.Constraint(-self.solver.infinity(), 0)
        limit.SetCoefficient(opened, -int(self.problem.away[crew[0][0]]))
        for _, count in crew:
            limit.SetCoefficient(count, 1)

    def serve(self, sent: list[pywraplp.Variable] | None) -> list[pywraplp.Variable | None]:
        """Everybody attends once, is sent, or is unplaced; crews that can be away only in part need several
        sessions."""
        problem, solver = self.problem, self.solver
        missing: list[pywraplp.Variable | None] = []
        for c, size in enumerate(problem.sizes.tolist()):
            if self.barred[c]:
                missing.append(None)
                continue
            out = solver.NumVar(0, size, "")
            self.objective.SetCoefficient(out, problem.price)
            once = solver.Constraint(size, size)
            once.SetCoefficient(out, 1)
            if sent is not None:
                once.SetCoefficient(sent[c], 1)
            for cell in self.cells:
                if c in cell.counts:
                    once.SetCoefficient(cell.counts[c], 1)
            missing.append(out)
        for crew in sorted(set(problem.crew.tolist()) - {-1}):
            self._sessions_of(crew, missing, sent)
        return missing

    def _sessions_of(
        self, crew: int, missing: list[pywraplp.Variable | None], sent: list[pywraplp.Variable] | None
    ) -> None:
        """Rounding cut: a crew of n with at most a away is in ⌈n/a⌉ sessions, less one for each member not in one."""
        inside = [c for c in np.flatnonzero(self.problem.crew == crew).tolist() if missing[c] is not None]
        away = int(self.problem.away[inside[0]]) if inside else 0
        if away <= 0:
            return
        needed = -(-int(self.problem.sizes[inside].sum()) // away)
        cut = self.solver.Constraint(needed, self.solver.infinity())
        for cell in self.cells:
            if any(c in cell.counts for c in inside):
                cut.SetCoefficient(cell.opened, 1)
        for c in inside:
            cut.SetCoefficient(missing[c], 1)
            if sent is not None:
                cut.SetCoefficient(sent[c], 1)

    def read(self, value: int, send_at_most: int) -> Side:
        """The sessions of the solution, and their cheapest attendance: the solver's own may be fractional.

        value: a proven lower bound.
        """
        problem, given = self.problem, self.given
        opened = [(cell.column, cell.limit) for cell in self.cells for _ in range(round(cell.opened.solution_value()))]
        group, limits = np.array([j for j, _ in opened], dtype=np.int64), tuple(limit for _, limit in opened)
        sizes = np.where(self.barred, 0, problem.sizes)
        dear = np.where(given.cost < 0, NEVER, given.cost).astype(np.int64)
        dear[:, problem.away <= 0] = NEVER
        wide = np.array([w.cost if w.cost >= 0 else NEVER for w in problem.sends], dtype=np.int64)
        kept = np.array(limits, dtype=np.int64)
        found = assign(problem, sizes, dear[group], given.seats[group], kept, wide, send_at_most)
        if found is None:
            raise SolverError(f"relaxed problem of audience {problem.audience}: sessions that gather no batch")
        return attended(problem, given, group, limits, found[1], found[2], value)


def side_by_mip(
    problem: Alone, given: Columns, barred: npt.NDArray[np.bool_], send_at_most: int, nodes: int, rooms: int = NEVER
) -> Side:
    """A solution of one kind and a proven lower bound of its value. barred: (cohorts,) bool, who is left out. rooms:
    most sessions.

    Raises SolverError where the solver finds nothing, although leaving everybody unplaced is always possible.
    """
    solver = scip()
    side = KindSide(solver, problem, given, barred, rooms)
    side.serve(sending(solver, problem, send_at_most))
    value = optimised(solver, problem, nodes)
    return side.read(value, send_at_most)


def optimised(solver: pywraplp.Solver, problem: Alone, nodes: int) -> int:
    """Minimise within the node limit; the proven lower bound, rounded up to a whole cost."""
    solver.Objective().SetMinimization()
    limit_search(solver, nodes, 10 if nodes > 1 else 1)
    status = solver.Solve()
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        raise SolverError(f"relaxed problem of audience {problem.audience}: status {status}")
    return proven(solver)


def sending(solver: pywraplp.Solver, problem: Alone, send_at_most: int) -> list[pywraplp.Variable]:
    """Members of each cohort sent to committee studies, in all at most `send_at_most`."""
    most = solver.Constraint(0, send_at_most)
    sent = []
    for size, way, barred in zip(problem.sizes.tolist(), problem.sends, problem.barred(0).tolist(), strict=True):
        variable = solver.NumVar(0, size if way.cost >= 0 and not barred else 0, "")
        solver.Objective().SetCoefficient(variable, max(way.cost, 0))
        most.SetCoefficient(variable, 1)
        sent.append(variable)
    return sent
