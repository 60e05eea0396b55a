"""Why a target is missed: the obstacle of every branch not covered, and the one that explains the shortfall."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from turnout.models.plan import SHORTFALL_REASONS
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part
from turnout.scheduler.sit_ins.problem import Problem
from turnout.scheduler.sit_ins.targets import Units
from turnout.scheduler.travel import UNREACHABLE


@dataclass(frozen=True)
class _Obstacles:
    """What stands in the way of visits to one row: whether somebody of its team is not free, or has no way; whether
    somebody could visit it, and whether one of those still has a visit left."""

    clash: bool
    unreachable: bool
    possible: bool
    left: bool


class Reasons:
    """Obstacles under a finished plan. whole: the uncut part; made: visits of each supervisor in the plan."""

    def __init__(self, problem: Problem, whole: Part, made: IntArray, covered: BoolArray, items: IntArray) -> None:
        self._problem, self._whole = problem, whole
        self._left = whole.sup_cap - made
        self._able = (whole.sup_cap > 0) & (whole.sup_daily > 0)
        able = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self._able)])
        self._staffed = (able[whole.team_sup[1:]] > able[whole.team_sup[:-1]]).tolist()
        self._covered, self._counted = covered, np.isin(problem.targets.counts, items)
        self._row_team = whole.row_team()
        self._team_of = {int(c): t for t, c in enumerate(whole.team)}
        self._teams: dict[tuple[int, int | None], list[int]] = {}
        self._known: dict[int, _Obstacles] = {}

    def coverage(self, unit: int) -> str:
        """The reason of one T1 shortfall: visits of any committee above the branch could have covered it."""
        targets = self._problem.targets
        missed = np.flatnonzero((targets.cover_unit == unit) & ~self._covered)
        return self._of_unit(targets.cover, unit, self._obstacles(missed, None))

    def quota(self, unit: int) -> str:
        """The reason of one T2 shortfall: only visits of the unit's own committees could have counted."""
        targets, total = self._problem.targets, len(self._problem.tree.branch_ids)
        low, high = np.searchsorted(targets.counts, [unit * total, (unit + 1) * total])
        missed = targets.counts[low:high][~self._counted[low:high]] % total
        return self._of_unit(targets.quota, unit, self._obstacles(missed, unit))

    def _obstacles(self, missed: IntArray, unit: int | None) -> Counter[str]:
        """How many branches each obstacle stops; of those without a discussion it is asked once for each committee."""
        found: Counter[str] = Counter()
        talked = self._talked[missed]
        for branch in missed[talked].tolist():
            found[self._of_branch(branch, self._teams_above(branch, unit))] += 1
        silent = missed[~talked]
        _, first, counts = np.unique(self._problem.tree.branch_parent[silent], return_index=True, return_counts=True)
        for branch, count in zip(silent[first].tolist(), counts.tolist(), strict=True):
            found[self._of_branch(branch, self._teams_above(branch, unit))] += count
        return found

    def _of_unit(self, units: Units, unit: int, obstacles: Counter[str]) -> str:
        """The commonest obstacle that no visit could have passed where those alone leave too few branches, else the
        commonest of those that other visits raised."""
        firm = {r: obstacles[r] for r in SHORTFALL_REASONS if r in obstacles}
        reachable = int(units.branches[unit]) - sum(firm.values())
        lost = {r.removeprefix("lost "): n for r, n in obstacles.items() if r.startswith("lost ")}
        pool = firm if firm and (reachable < int(units.required[unit]) or not lost) else lost
        return max(SHORTFALL_REASONS, key=lambda r: (pool.get(r, 0), -SHORTFALL_REASONS.index(r)))

    def _teams_above(self, branch: int, unit: int | None) -> list[int]:
        """Teams with somebody who may visit, of the committees above a branch (V1), or of those of one unit."""
        tree, targets = self._problem.tree, self._problem.targets
        parent = int(tree.branch_parent[branch])
        if (parent, unit) not in self._teams:
            teams = [
                self._team_of[c]
                for c in tree.chain(parent)
                if c in self._team_of and (unit is None or targets.committee_unit[c] == unit)
            ]
            self._teams[parent, unit] = [t for t in teams if self._staffed[t]]
        return self._teams[parent, unit]

    @cached_property
    def _talked(self) -> BoolArray:
        """(branches,) whether any visit could cover the branch."""
        talked = np.zeros(len(self._problem.tree.branch_ids), dtype=bool)
        talked[list(self._rows_of)] = True
        return talked

    @cached_property
    def _rows_of(self) -> dict[int, list[int]]:
        """Per branch the rows whose visit covers it, in the year that counts."""
        talks = self._problem.discussions
        rows_of_disc: dict[int, list[int]] = {}
        for r, d in enumerate(self._whole.row_disc.tolist()):
            rows_of_disc.setdefault(d, []).append(r)
        found: dict[int, list[int]] = {}
        for d in np.flatnonzero(talks.year == self._problem.targets.year).tolist():
            for b in talks.covers[talks.covers_at[d] : talks.covers_at[d + 1]].tolist():
                found.setdefault(b, []).extend(rows_of_disc.get(d, ()))
        return found

    def _of_branch(self, branch: int, teams: list[int]) -> str:
        """The first obstacle that stops every visit to one branch; `lost …` where only the plan's other visits do."""
        if not teams:
            return "NO_SUPERVISOR"
        rows = [r for r in self._rows_of.get(branch, ()) if self._row_team[r] in teams]
        if not rows:
            return "NO_DISCUSSION"
        found = [self._of_row(r) for r in rows]
        if any(row.possible for row in found):
            return "lost CLASH" if any(row.left for row in found) else "lost NO_CAPACITY"
        if any(row.unreachable for row in found):
            return "UNREACHABLE"
        return "CLASH" if any(row.clash for row in found) else "OWN_BRANCH"

    def _of_row(self, row: int) -> _Obstacles:
        """What stands in the way of visits to one row, worked out once: it may be asked for each of its targets."""
        if row not in self._known:
            whole, team = self._whole, int(self._row_team[row])
            sups = np.arange(whole.team_sup[team], whole.team_sup[team + 1])
            sups = sups[self._able[sups]]
            host = self._problem.discussions.host[whole.row_disc[row]]
            others = sups[self._problem.own_branch[sups] != host]
            free = others[whole.team_free(team)[others - whole.team_sup[team], row - whole.team_row[team]]]
            near = self._near(free, int(whole.row_site[row]))
            self._known[row] = _Obstacles(
                clash=len(free) < len(others), unreachable=bool((~near).any()),
                possible=bool(near.any()), left=bool((self._left[free[near]] > 0).any()),
            )  # fmt: skip
        return self._known[row]

    def _near(self, sups: IntArray, site: int) -> BoolArray:
        """Which supervisors have a way to the site and back."""
        homes, which = np.unique(self._whole.sup_site[sups], return_inverse=True)
        travel = self._whole.travel
        ways = [max(travel.between(home, site), travel.between(site, home)) for home in homes.tolist()]
        return np.array(ways, dtype=np.int64)[which] < UNREACHABLE
