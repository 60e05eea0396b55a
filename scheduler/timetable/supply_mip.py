"""All audiences of a block together, as a mixed-integer programme that counts the sessions of lecturers.

As in the problem of one audience alone, venues are there but never occupied. What is new is that audiences share
lecturers, and that joint studies are attended by the members of several. Days do not matter here; `dated.py` adds them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,attr-defined,unused-ignore]

from turnout.scheduler.deadline import asked
from turnout.scheduler.solving import SolverError, watched
from turnout.scheduler.timetable.alone import Alone, Pattern, Side
from turnout.scheduler.timetable.bound import Problems
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.joint import Steps
from turnout.scheduler.timetable.lecturing import Supply, classes_of
from turnout.scheduler.timetable.prices import Prices
from turnout.scheduler.timetable.scip import glop, limit_search, proven, scip
from turnout.scheduler.timetable.supply import Supplied, Tables

FloatArray = npt.NDArray[np.float64]
WHOLE = 1e-4
"""How far from a whole number a count may be."""
Terms = list[tuple[pywraplp.Variable, float]]


@dataclass(frozen=True)
class _Cell:
    """Sessions of an audience at one column with one batch limit: the variable, and those of who comes."""

    column: int
    opened: pywraplp.Variable
    counts: dict[int, pywraplp.Variable]


class Programme:
    """Variables and constraints.

    problems: of all home audiences. columns: by (audience, kind). count: whether to look for the fewest unplaced
    pairs, studies alone and at no cost, rather than for cost + price·unplaced. relaxed: whether sessions, too, may be
    fractions, as `prices` needs it.
    """

    def __init__(
        self,
        ground: Ground,
        problems: Problems,
        supplies: Supply,
        columns: Tables,
        count: bool = False,
        relaxed: bool = False,
    ) -> None:
        self.ground, self.problems, self.supplies, self.columns, self.count = ground, problems, supplies, columns, count
        self.solver = glop() if relaxed else scip()
        self.sold: dict[int, pywraplp.Constraint] = {}
        self.price = next(problem.price for problem, _ in problems.values())
        self.cells: dict[tuple[int, int], list[_Cell]] = defaultdict(list)
        self.attending: dict[tuple[int, int], Terms] = defaultdict(list)
        self.missing: dict[tuple[int, int], pywraplp.Variable] = {}
        self.value: dict[int, Terms] = defaultdict(list)
        self.shared: Terms = []
        self.lectures: dict[int, Terms] = defaultdict(list)
        self.barred = self._barred()
        for (number, kind), given in columns.items():
            for at in range(given.given.count):
                self._column(ground.audiences[number], kind, given, at)
        self._supply()
        self._everybody()
        self._objective()

    def _barred(self) -> dict[tuple[int, int], bool]:
        """(cohort, kind) -> whether the cohort takes no part in it, having it already or never."""
        return {
            (cohort, kind): bool(problem.barred(kind)[i])
            for home, (problem, _) in self.problems.items()
            for i, cohort in enumerate(self.ground.audiences[home].cohorts)
            for kind in (STUDY, DISCUSSION)
        }

    def _row(self, low: float, high: float, terms: Terms) -> pywraplp.Constraint:
        """low ≤ Σ coefficient·variable ≤ high; each variable stands once."""
        row = self.solver.Constraint(low, high)
        for variable, coefficient in terms:
            row.SetCoefficient(variable, coefficient)
        return row

    def _at_most(self, terms: Terms, limit: float = 0) -> pywraplp.Constraint:
        return self._row(-self.solver.infinity(), limit, terms)

    def _at_least(self, terms: Terms, limit: float = 0) -> None:
        self._row(limit, self.solver.infinity(), terms)

    def _column(self, audience: Audience, kind: int, given: Supplied, at: int) -> None:
        """Sessions at one column: for each batch limit m those that only cohorts with a limit of m or more attend
        (H5)."""
        limits = sorted({self.ground.max_batch(c) for c in audience.cohorts})
        for position, limit in enumerate(limits):
            self._cell(audience, kind, given, at, limit, limits[position - 1] if position else 0)

    def _cell(self, audience: Audience, kind: int, given: Supplied, at: int, limit: int, smaller: int) -> None:
        ground, least = self.ground, self.ground.settings.session.min_batch
        seats = min(int(given.given.seats[at]), limit)
        costs = given.given.cost[at].tolist()
        who = {
            c: cost
            for c, cost in zip(audience.cohorts, costs, strict=True)
            if cost >= 0 and ground.max_batch(c) >= limit and not self.barred[c, kind] and self._away(c) > 0
        }
        heads = sum(ground.cohorts[c].size for c in who)
        if heads < least or seats < least or heads <= smaller:
            return
        opened = self.solver.IntVar(0, heads // least, "")
        counts = {c: self._attend(audience, kind, c, cost, opened, seats) for c, cost in who.items()}
        everybody: Terms = [(v, 1) for v in counts.values()]
        self._at_least([*everybody, (opened, -least)])
        self._at_most([*everybody, (opened, -seats)])
        for group in sorted({ground.cohorts[c].group for c in who if ground.cohorts[c].group >= 0}):
            away = ground.max_away[group]
            if away is not None:
                crew: Terms = [(v, 1) for c, v in counts.items() if ground.cohorts[c].group == group]
                self._at_most([*crew, (opened, -away)])
        self._homes(audience, counts, opened, seats)
        cost = ground.settings.cost.session + int(given.given.off[at])
        (self.shared if audience.type == "committee" else self.value[audience.number]).append((opened, cost))
        self._lectured(classes_of(int(given.mask[at])), opened, heads // least)
        self.cells[audience.number, kind].append(_Cell(at, opened, counts))

    def _away(self, cohort: int) -> int:
        """Most members of the cohort in one session, by the limit of its group (H8)."""
        size, group = self.ground.cohorts[cohort].size, self.ground.cohorts[cohort].group
        limit = self.ground.max_away[group] if group >= 0 else None
        return size if limit is None else min(size, limit)

    def _attend(
        self, audience: Audience, kind: int, cohort: int, cost: int, opened: pywraplp.Variable, seats: int
    ) -> pywraplp.Variable:
        """Attendees from one cohort."""
        count = self.solver.NumVar(0, self.ground.cohorts[cohort].size, "")
        self._at_most([(count, 1), (opened, -min(self._away(cohort), seats))])
        self.attending[cohort, kind].append((count, 1))
        self.value[self.ground.home[cohort]].append((count, cost))
        return count

    def _homes(
        self, audience: Audience, counts: dict[int, pywraplp.Variable], opened: pywraplp.Variable, seats: int
    ) -> None:
        """Members of one home audience fill no more of a joint study than they are; this follows from the other rows,
        but not where sessions are fractions."""
        if audience.type != "committee":
            return
        of_home: dict[int, list[int]] = defaultdict(list)
        for cohort in counts:
            of_home[self.ground.home[cohort]].append(cohort)
        for cohorts in of_home.values():
            members = sum(self.ground.cohorts[c].size for c in cohorts)
            if len(cohorts) > 1 and min(seats, members) < sum(min(self._away(c), seats) for c in cohorts):
                self._at_most([(counts[c], 1) for c in cohorts] + [(opened, -min(seats, members))])

    def _lectured(self, classes: tuple[int, ...], opened: pywraplp.Variable, most: int) -> None:
        """Each of these sessions is lectured by one of the classes (H7)."""
        if not classes:
            return
        held: Terms = [(self.solver.NumVar(0, most, ""), 1) for _ in classes]
        for number, term in zip(classes, held, strict=True):
            self.lectures[number].append(term)
        self._row(0, 0, [*held, (opened, -1)])

    def _supply(self) -> None:
        """No class lectures more often than its lecturers can, and no audience meets more often than it has rooms."""
        for number, lectures in self.lectures.items():
            self.sold[number] = self._at_most(lectures, int(self.supplies.most[number]))
        for (number, kind), cells in self.cells.items():
            if number in self.problems:
                rooms = self.problems[number][0].rooms[kind]
                if rooms < sum(cell.opened.ub() for cell in cells):
                    self._at_most([(cell.opened, 1) for cell in cells], rooms)

    def _everybody(self) -> None:
        """Everybody attends once or is unplaced; who studies nothing discusses nothing (H6)."""
        for (cohort, kind), barred in self.barred.items():
            if not barred and (kind == STUDY or not self.count):
                size = self.ground.cohorts[cohort].size
                missing = self.missing[cohort, kind] = self.solver.NumVar(0, size, "")
                self._row(size, size, [*self.attending[cohort, kind], (missing, 1)])
                self.value[self.ground.home[cohort]].append((missing, self.price))
        for (cohort, kind), missing in self.missing.items():
            if kind == DISCUSSION and (cohort, STUDY) in self.missing:
                self._at_least([(missing, 1), (self.missing[cohort, STUDY], -1)])

    def _objective(self) -> None:
        """The fewest unplaced pairs, or the least sum of what the homes are worth and of what joint studies cost."""
        objective = self.solver.Objective()
        objective.SetMinimization()
        if self.count:
            for (cohort, _), missing in self.missing.items():
                objective.SetCoefficient(missing, 1 if self.barred[cohort, DISCUSSION] else 2)
            return
        for opened, cost in self.shared:
            objective.SetCoefficient(opened, cost)
        for home, (problem, stairs) in self.problems.items():
            for variable, cost in self.value[home]:
                objective.SetCoefficient(variable, cost)
            objective.SetCoefficient(self._dearer(home, problem, stairs), 1)

    def _dearer(self, home: int, problem: Alone, stairs: Steps) -> pywraplp.Variable:
        """What a home costs more than its sessions, attendance and unplaced pairs here: together they are no less than
        alone for the members it sends."""
        more = self.solver.NumVar(0, self.solver.infinity(), "")
        lost = problem.price * problem.lost
        steps: Terms = [(self.solver.IntVar(0, 1, ""), value - lost) for _, value in stairs.points]
        ends = [h - 1 for h, _ in stairs.points[1:]] + [problem.sendable]
        self._row(1, 1, [(step, 1) for step, _ in steps])
        sent: Terms = [
            (count, 1)
            for (number, _), cells in self.cells.items()
            if self.ground.audiences[number].type == "committee"
            for cell in cells
            for cohort, count in cell.counts.items()
            if self.ground.home[cohort] == home
        ]
        self._at_most([*sent, *((step, -end) for (step, _), end in zip(steps, ends, strict=True))])
        self._at_least([(more, 1), *self.value[home], *((step, -value) for step, value in steps)])
        return more

    def unplaced_at_least(self, pairs: int) -> None:
        """Ask for no solution that leaves out fewer pairs than are known to be left out in any plan."""
        self._at_least([(missing, 1) for missing in self.missing.values()], pairs)

    def solve(self, nodes: int) -> int | None:
        """Minimise; the proven lower bound, rounded up to a whole number. None where the search was ended from
        outside.

        Raises SolverError where there is no solution, although leaving everybody unplaced is one.
        """
        limit_search(self.solver, nodes)
        stop = asked.get()
        status = (
            self.solver.Solve() if stop is None else watched(self.solver.Solve, self.solver.InterruptSolve, stop)
        )
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            if stop is not None and stop():
                return None
            raise SolverError(f"all audiences together: status {status}")
        return proven(self.solver)

    def _solved(self, variable: pywraplp.Variable) -> float:
        """The variable's value in the solution."""
        return float(variable.solution_value())

    def prices(self) -> Prices:
        """What one session more of each class of lecturers would save: the duals of the relaxed programme, solved
        here, as whole costs."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise SolverError("all audiences together, sessions as fractions, without a solution")
        each = np.zeros(len(self.supplies.most), dtype=np.int64)
        for number, row in self.sold.items():
            each[number] = max(0, round(-row.dual_value()))
        return Prices(self.supplies, each)

    def patterns(self) -> dict[int, Pattern]:
        """Per home audience the solution; `value` is what it costs there, and no bound.

        Where the solution shares somebody out by fractions, the audience's own pattern for as many members sent stands
        in.
        """
        sent: dict[int, float] = defaultdict(float)
        for (number, _), cells in self.cells.items():
            if self.ground.audiences[number].type == "committee":
                for cell in cells:
                    for cohort, count in cell.counts.items():
                        sent[cohort] += self._solved(count)
        return {home: self._pattern(home, problem, stairs, sent) for home, (problem, stairs) in self.problems.items()}

    def _pattern(self, home: int, problem: Alone, stairs: Steps, sent: dict[int, float]) -> Pattern:
        cohorts = self.ground.audiences[home].cohorts
        away = np.array([sent[c] for c in cohorts])
        sides = [self._side(home, kind, away if kind == STUDY else np.zeros_like(away)) for kind in (0, 1)]
        if None in sides:
            return stairs.pattern(min(math.floor(away.sum() + WHOLE), max(stairs.patterns)))
        study, discussion = (side for side in sides if side is not None)
        placed = int(study.heads.sum() + study.sent.sum() + discussion.heads.sum())
        own = round(sum(cost * self._solved(variable) for variable, cost in self.value[home]))
        return Pattern(own + problem.price * problem.lost, problem.pairs - placed, study, discussion)

    def _side(self, home: int, kind: int, sent: FloatArray) -> Side | None:
        """One kind of the solution, a column for each batch limit, so that those with a smaller one stay by themselves
        (H5); None where it has fractions."""
        cells = self.cells[home, kind]
        given = self.columns[home, kind].given.take(np.array([cell.column for cell in cells], dtype=np.int64))
        position = {c: i for i, c in enumerate(self.ground.audiences[home].cohorts)}
        heads = np.zeros((len(cells), len(position)))
        sessions = np.array([self._solved(cell.opened) for cell in cells])
        for row, cell in zip(heads, cells, strict=True):
            for cohort, count in cell.counts.items():
                row[position[cohort]] = self._solved(count)
        whole = [np.rint(part).astype(np.int64) for part in (heads, sessions, sent)]
        if any(np.abs(a - b).max(initial=0) > WHOLE for a, b in zip(whole, (heads, sessions, sent), strict=True)):
            return None
        return Side(given, 0, *whole)
