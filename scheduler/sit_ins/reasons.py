"""Why a target is missed: the obstacle of every branch not covered, and the one that explains the shortfall."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np

from turnout.models.plan import SHORTFALL_REASONS
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, slices
from turnout.scheduler.sit_ins.problem import Problem
from turnout.scheduler.sit_ins.targets import Units
from turnout.scheduler.travel import UNREACHABLE

OBSTACLES = (
    "NO_SUPERVISOR", "NO_DISCUSSION", "lost CLASH", "lost NO_CAPACITY", "UNREACHABLE", "CLASH", "OWN_BRANCH",
)  # fmt: skip
"""What stops every visit to a branch, the first that does; `lost …` where only the plan's other visits do."""


class Reasons:
    """Obstacles under a finished plan. whole: the uncut part; made: visits of each supervisor in the plan.

    What stands in the way of visits to a row, (rows,) bool each, of the teams asked for so far: clash: somebody of its
    team is not free. unreachable: somebody has no way. possible: somebody could visit it. able: one of those still has
    a visit left.
    """

    def __init__(self, problem: Problem, whole: Part, made: IntArray, covered: BoolArray, items: IntArray) -> None:
        self._problem, self._whole = problem, whole
        self._left = whole.sup_cap - made
        self._may = (whole.sup_cap > 0) & (whole.sup_daily > 0)
        may = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self._may)])
        self._staffed = (may[whole.team_sup[1:]] > may[whole.team_sup[:-1]]).tolist()
        self._covered, self._counted = covered, np.isin(problem.targets.counts, items)
        self._row_team = whole.row_team()
        self._team_of = {int(c): t for t, c in enumerate(whole.team)}
        self._teams: dict[tuple[int, int | None], list[int]] = {}
        self._known = np.zeros(whole.teams, dtype=bool)
        self._clash, self._unreachable, self._possible, self._able = np.zeros((4, whole.rows), dtype=bool)

    def coverage(self, unit: int) -> str:
        """The reason of one T1 shortfall: visits of any committee above the branch could have covered it."""
        targets = self._problem.targets
        missed = np.flatnonzero((targets.cover_unit == unit) & ~self._covered)
        return self._of_unit(targets.cover, unit, _tally(self._of_uncovered[missed]))

    def quota(self, unit: int) -> str:
        """The reason of one T2 shortfall: only visits of the unit's own committees could have counted."""
        targets, total = self._problem.targets, len(self._problem.tree.branch_ids)
        low, high = np.searchsorted(targets.counts, [unit * total, (unit + 1) * total])
        missed = targets.counts[low:high][~self._counted[low:high]] % total
        return self._of_unit(targets.quota, unit, _tally(self._of_branches(missed, unit)))

    def _of_unit(self, units: Units, unit: int, obstacles: Counter[str]) -> str:
        """The commonest obstacle that no visit could have passed where those alone leave too few branches, else the
        commonest of those that other visits raised."""
        firm = {r: obstacles[r] for r in SHORTFALL_REASONS if r in obstacles}
        reachable = int(units.branches[unit]) - sum(firm.values())
        lost = {r.removeprefix("lost "): n for r, n in obstacles.items() if r.startswith("lost ")}
        pool = firm if firm and (reachable < int(units.required[unit]) or not lost) else lost
        return max(SHORTFALL_REASONS, key=lambda r: (pool.get(r, 0), -SHORTFALL_REASONS.index(r)))

    def _teams_above(self, parent: int, unit: int | None) -> list[int]:
        """Teams with somebody who may visit the branches of a committee (V1): its own and those above it, all or those
        of one unit."""
        tree, targets = self._problem.tree, self._problem.targets
        if (parent, unit) not in self._teams:
            teams = [
                self._team_of[c]
                for c in tree.chain(parent)
                if c in self._team_of and (unit is None or targets.committee_unit[c] == unit)
            ]
            self._teams[parent, unit] = [t for t in teams if self._staffed[t]]
        return self._teams[parent, unit]

    @cached_property
    def _rows_of(self) -> tuple[IntArray, IntArray]:
        """Compressed rows: per branch the rows whose visit covers it, in the year that counts."""
        talks = self._problem.discussions
        rows = np.flatnonzero(talks.year[self._whole.row_disc] == self._problem.targets.year)
        position, owner = slices(talks.covers_at, self._whole.row_disc[rows])
        branch = talks.covers[position]
        at = np.zeros(len(self._problem.tree.branch_ids) + 1, dtype=np.int64)
        np.cumsum(np.bincount(branch, minlength=len(at) - 1), out=at[1:])
        return at, rows[owner][np.argsort(branch, kind="stable")]

    @cached_property
    def _of_uncovered(self) -> IntArray:
        """(branches,) number of the obstacle of each that is not covered, visits of all committees above it counted."""
        missed = np.flatnonzero((self._problem.targets.cover_unit >= 0) & ~self._covered)
        found = np.zeros(len(self._covered), dtype=np.int64)
        found[missed] = self._of_branches(missed, None)
        return found

    def _of_branches(self, missed: IntArray, unit: int | None) -> IntArray:
        """(missed,) number of the first obstacle in `OBSTACLES` that stops every visit to each."""
        parents, parent = np.unique(self._problem.tree.branch_parent[missed], return_inverse=True)
        above = [self._teams_above(p, unit) for p in parents.tolist()]
        width = self._whole.teams
        teams = np.array([n * width + t for n, found in enumerate(above) for t in found], dtype=np.int64)
        at, rows = self._rows_of
        position, owner = slices(at, missed)
        rows = rows[position]
        theirs = np.isin(parent[owner] * width + self._row_team[rows], teams)
        owner, rows = owner[theirs], rows[theirs]
        self._work_out(np.unique(self._row_team[rows]))

        def some(rows_with: BoolArray) -> BoolArray:
            found = np.zeros(len(missed), dtype=bool)
            found[owner[rows_with[rows]]] = True
            return found

        staffed = np.array([bool(found) for found in above], dtype=bool)[parent]
        every, possible = np.ones(self._whole.rows, dtype=bool), some(self._possible)
        tests = (~staffed, ~some(every), some(self._able), possible, some(self._unreachable), some(self._clash))
        return np.select(tests, range(len(tests)), default=len(tests)).astype(np.int64)

    def _work_out(self, teams: IntArray) -> None:
        """Find what stands in the way of visits to all rows of these teams."""
        whole = self._whole
        for team in teams[~self._known[teams]].tolist():
            sups = np.arange(whole.team_sup[team], whole.team_sup[team + 1])
            sups = sups[self._may[sups]]
            rows = slice(int(whole.team_row[team]), int(whole.team_row[team + 1]))
            host = self._problem.discussions.host[whole.row_disc[rows]]
            other = self._problem.own_branch[sups, None] != host
            free = other & whole.team_free(team)[sups - whole.team_sup[team]]
            near = self._near(sups, whole.row_site[rows])
            self._clash[rows] = (other & ~free).any(axis=0)
            self._unreachable[rows] = (free & ~near).any(axis=0)
            self._possible[rows] = (free & near).any(axis=0)
            self._able[rows] = (free & near & (self._left[sups, None] > 0)).any(axis=0)
        self._known[teams] = True

    def _near(self, sups: IntArray, sites: IntArray) -> BoolArray:
        """(supervisors, sites) whether there is a way to the site and back."""
        homes, home_of = np.unique(self._whole.sup_site[sups], return_inverse=True)
        places, place_of = np.unique(sites, return_inverse=True)
        travel, homes = self._whole.travel, homes[:, None]
        ways = np.maximum(travel.minutes(homes, places), travel.minutes(places, homes))
        return np.asarray((ways < UNREACHABLE)[home_of][:, place_of])


def _tally(obstacles: IntArray) -> Counter[str]:
    """How many branches each obstacle stops."""
    found, counts = np.unique(obstacles, return_counts=True)
    return Counter(dict(zip([OBSTACLES[n] for n in found.tolist()], counts.tolist(), strict=True)))
