"""The relaxed problem of one audience, solved: both kinds apart, then reconciled by a split day, then together if need
be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from turnout.scheduler.timetable.alone import NEVER, Alone, Pattern, Send, Side, extreme_days, gaps_kept
from turnout.scheduler.timetable.alone_enumerate import side_by_enumeration
from turnout.scheduler.timetable.alone_gaps import least_with_gaps
from turnout.scheduler.timetable.alone_mip import NODES, NODES_OF_SPLITS, side_by_mip
from turnout.scheduler.timetable.alone_pairs import best_pair
from turnout.scheduler.timetable.columns import Columns
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY

Known = dict[tuple[int, int, int, int, bool], Side]
"""Sides of one problem that are solved already."""


class _Solver:
    """Solves sides of one problem, each day limit once. known: shared with other solvers of the same problem."""

    def __init__(self, problem: Alone, send_at_most: int, settle: bool = False, known: Known | None = None) -> None:
        self.problem, self.most, self.settle = problem, send_at_most, settle
        self._known = {} if known is None else known

    def side(self, kind: int, day: int) -> Side:
        """The best studies by `day`, or the best discussions from `day` on."""
        problem = self.problem
        given = problem.study if kind == STUDY else problem.discussion
        mask = given.day <= day if kind == STUDY else given.day >= day
        most = self.most if kind == STUDY else 0
        count, last = int(np.count_nonzero(mask)), day if kind == STUDY else NEVER
        ways = sum(way.cost >= 0 and way.day <= last for way in problem.sends) if most else 0
        key = (kind, count, ways, most, self.settle)
        if key not in self._known:
            sends = tuple(way if way.day <= last else replace(way, cost=-1) for way in problem.sends)
            barred = problem.barred(kind)
            part = replace(problem, sends=sends)
            small = given.take(mask).timeless()
            nodes = NODES if count == given.count else NODES_OF_SPLITS
            rooms = problem.rooms[kind]
            found = side_by_enumeration(part, small, barred, most, self.settle, rooms)
            self._known[key] = found or side_by_mip(part, small, barred, most, nodes, rooms)
        return self._known[key]

    def real(self, study: Side, discussion: Side) -> int:
        """Cost + price·unplaced of two sides together, lost pairs left out."""
        return study.real(self.problem, self.problem.barred(STUDY)) + discussion.real(
            self.problem, self.problem.barred(DISCUSSION)
        )

    def idle(self, study: Side) -> int:
        """Members who discuss nothing because they study nothing, in any solution: at least so many.

        study: the best studies; only where it leaves somebody out is the least number worked out.
        """
        problem = self.problem
        barred = problem.barred(STUDY)
        if int(study.heads.sum() + study.sent.sum()) == int(problem.sizes[~barred].sum()):
            return 0
        if (problem.barred(DISCUSSION) & ~barred).any():
            return 0
        return _Solver(_freed(problem), self.most).side(STUDY, NEVER).value

    def excused(self, idle: int) -> Side:
        """The best discussions where so many, whoever they are, may stay away at no price."""
        problem = self.problem
        barred = problem.barred(DISCUSSION)
        part = replace(problem, sends=(Send(0, 0),) * len(problem.sends))
        small = problem.discussion.timeless()
        rooms = problem.rooms[DISCUSSION]
        found = side_by_enumeration(part, small, barred, idle, self.settle, rooms)
        side = found or side_by_mip(part, small, barred, idle, NODES, rooms)
        return replace(side, sent=np.zeros_like(side.sent))

    def _split_days(self) -> list[int]:
        """Days by which everybody could have studied and after which everybody could discuss; all days if there are
        none."""
        problem = self.problem
        days = sorted({int(d) for d in problem.study.day} | {w.day for w in problem.sends if w.cost >= 0})
        ways = np.array([w.day if w.cost >= 0 and self.most else NEVER for w in problem.sends], dtype=np.int64)
        ready = np.minimum(extreme_days(problem.study, first=True), ways)[~problem.barred(STUDY)].max(initial=-NEVER)
        latest = extreme_days(problem.discussion, first=False)[~problem.barred(DISCUSSION)].min(initial=NEVER)
        return [d for d in days if ready <= d <= latest - problem.gap] or days

    def split(self, floor: int) -> tuple[int, Side, Side]:
        """The best solution with all studies by some day and all discussions a gap later; stops at one as good as
        `floor`."""
        problem = self.problem
        days = self._split_days()
        best: tuple[int, Side, Side] | None = None
        low, high = 0, len(days) - 1
        while low <= high:
            middle = (low + high) // 2
            study = self.side(STUDY, days[middle])
            discussion = self.side(DISCUSSION, days[middle] + problem.gap)
            value = self.real(study, discussion)
            if best is None or value < best[0]:
                best = (value, study, discussion)
            if value <= floor:
                break
            later = study.value - self.side(STUDY, NEVER).value
            sooner = discussion.value - self.side(DISCUSSION, -NEVER).value
            if later >= sooner:
                low = middle + 1
            else:
                high = middle - 1
        if best is None:
            study, discussion = self.side(STUDY, -NEVER), self.side(DISCUSSION, NEVER)
            best = (self.real(study, discussion), study, discussion)
        return best


def solve_side(problem: Alone, kind: int) -> Side:
    """The best solution of one kind alone, nobody sent."""
    return _Solver(problem, 0).side(kind, NEVER if kind == STUDY else -NEVER)


def solve_alone(problem: Alone, send_at_most: int, known: Known | None = None, exact: bool = False) -> Pattern:
    """A solution and a proven lower bound (`value`) of the relaxed problem with at most `send_at_most` members sent.

    known: what is solved already of this problem, whatever the number sent. exact: whether what pairs of sets leave
    open is proven as far as can be, which takes longer.
    """
    known = {} if known is None else known
    solver = _Solver(problem, send_at_most, known=known)
    study, discussion = solver.side(STUDY, NEVER), solver.side(DISCUSSION, -NEVER)
    floor = study.value + discussion.value
    idle = solver.idle(study)
    if idle:
        discussion = solver.excused(idle)
        floor = max(floor, study.value + idle * problem.price + discussion.value)
    if gaps_kept(problem, study, discussion):
        return _pattern(problem, floor, study, discussion)
    value, study, discussion = _Solver(problem, send_at_most, settle=True, known=known).split(floor)
    if value >= floor + max(problem.session, problem.price // 2):
        value, study, discussion = min((value, study, discussion), solver.split(floor), key=lambda found: found[0])
    if value > floor:
        floor, pair = best_pair(problem, send_at_most, floor, value)
        if pair is not None:
            study, discussion = pair
        elif exact and floor < value:
            floor = min(value, max(floor, least_with_gaps(problem, send_at_most)))
    return _pattern(problem, floor, study, discussion)


def good_alone(problem: Alone, send_at_most: int) -> Pattern:
    """A good solution of the problem, quickly; its `value` is no bound."""
    solver = _Solver(problem, send_at_most, settle=True)
    study, discussion = solver.side(STUDY, NEVER), solver.side(DISCUSSION, -NEVER)
    if not gaps_kept(problem, study, discussion):
        _, study, discussion = solver.split(study.value + discussion.value)
    return _pattern(problem, 0, study, discussion)


def _pattern(problem: Alone, floor: int, study: Side, discussion: Side) -> Pattern:
    placed = int(study.heads.sum() + study.sent.sum() + discussion.heads.sum())
    return Pattern(floor + problem.lost * problem.price, problem.pairs - placed, study, discussion)


def least_unplaced(problem: Alone) -> int:
    """A proven lower bound on the unplaced pairs of an audience in any plan: what even its relaxation cannot place."""
    return solve_alone(_freed(problem), problem.sendable).value


def _freed(problem: Alone) -> Alone:
    """The same problem where nothing costs anything but leaving somebody out, which costs 1."""
    return replace(
        problem,
        session=0,
        price=1,
        study=_free(problem.study),
        discussion=_free(problem.discussion),
        sends=tuple(replace(way, cost=min(way.cost, 0)) for way in problem.sends),
    )


def _free(given: Columns) -> Columns:
    """The same columns at no cost."""
    return replace(given, cost=np.minimum(given.cost, 0), off=np.zeros_like(given.off))
