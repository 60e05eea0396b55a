"""What is to be covered by the end of the quarter: T1 for each lowest committee, T2 for each level or committee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.models import Instance
from turnout.models.settings import Settings
from turnout.scheduler.tree import IntArray, Tree


@dataclass(frozen=True)
class Units:
    """Targets of one kind: scope_id and level for people, n branches, how many required, how many earlier visits
    covered."""

    scope_id: list[str]
    level: IntArray
    branches: IntArray
    required: IntArray
    done: IntArray


@dataclass(frozen=True)
class Targets:
    """T1 and T2.

    year: the calendar year whose visits count. cover: T1 units; cover_unit: (branches,) unit of each branch, -1 for a
    branch
    without members. quota: T2 units; committee_unit: (committees,) the T2 unit that a committee's visits count for,
    -1 for
    a general branch. counts: sorted keys unit·branches + branch of the branches that count for a unit. covered:
    (branches,)
    bool, covered for T1 by earlier visits; covered_items: sorted keys like `counts` of items covered by earlier visits.
    """

    year: int
    cover: Units
    cover_unit: IntArray
    quota: Units
    committee_unit: IntArray
    counts: IntArray
    covered: np.ndarray
    covered_items: IntArray


def due(settings: Settings, amount: IntArray) -> IntArray:
    """⌈f·amount⌉ for the share f of the year's target that is due at the end of the quarter, exactly."""
    quarter = settings.quarter_number
    if settings.sit_in.pace == "even":
        return -(-quarter * amount // 4)
    return amount if quarter == 4 else np.zeros_like(amount)


def targets_of(instance: Instance, tree: Tree, done: tuple[IntArray, IntArray, IntArray]) -> Targets:
    """The targets of an instance. done: (committee, host branch, year) of earlier visits, as rows of their tables."""
    year, total = instance.settings.year, len(tree.branch_ids)
    alive = np.zeros(total, dtype=bool)
    alive[tree.branch_rows(instance["members"]["branch_id"])] = True
    this_year = done[2] == year
    committee, branch = done[0][this_year], done[1][this_year]
    covered = np.zeros(total, dtype=bool)
    covered[branch] = True
    covered &= alive
    cover, cover_unit = _cover_units(instance, tree, alive, covered)
    quota, committee_unit, counts = _quota_units(instance, tree, alive)
    unit = committee_unit[committee] if len(committee) else committee
    items = np.unique(unit[unit >= 0] * total + branch[unit >= 0])
    items = items[np.isin(items, counts)]
    got = np.bincount(items // max(total, 1), minlength=len(quota.required))
    quota = Units(quota.scope_id, quota.level, quota.branches, quota.required, got)
    return Targets(year, cover, cover_unit, quota, committee_unit, counts, covered, items)


def _cover_units(instance: Instance, tree: Tree, alive: np.ndarray, covered: np.ndarray) -> tuple[Units, IntArray]:
    """T1 (P9): each committee that is the parent of branches, general branches passed over, covers ⌈f·n⌉ of them.

    Where a part was cut off at a general branch, no committee is above its branches: they count for none.
    """
    counts = alive & tree.is_committee[tree.branch_committee]
    committees = np.unique(tree.branch_committee[counts])
    unit = np.full(len(tree.branch_ids), -1, dtype=np.int64)
    unit[counts] = np.searchsorted(committees, tree.branch_committee[counts])
    n = np.bincount(unit[counts], minlength=len(committees)).astype(np.int64)
    got = np.bincount(unit[covered & counts], minlength=len(committees)).astype(np.int64)
    ids = [tree.ids[c] for c in committees]
    return Units(ids, tree.level[committees], n, due(instance.settings, n), got), unit


def _quota_units(instance: Instance, tree: Tree, alive: np.ndarray) -> tuple[Units, IntArray, IntArray]:
    """T2 (P8): each level of a root, or each committee, covers ⌈f·min(quota, n)⌉ of the branches under it."""
    settings = instance.settings
    total, depth = len(tree.branch_ids), int(tree.level.max(initial=1)) + 1
    true = np.flatnonzero(tree.is_committee)
    by_level = settings.sit_in.quota_scope == "level"
    scope = tree.root[true] * depth + tree.level[true] if by_level else true
    scopes, inverse = np.unique(scope, return_inverse=True)
    unit = np.full(len(tree.ids), -1, dtype=np.int64)
    unit[true] = inverse
    head = scopes // depth if by_level else scopes
    level = scopes % depth if by_level else tree.level[scopes]
    keys, at, branch = [np.zeros(0, dtype=np.int64)], tree.branch_parent[alive], np.flatnonzero(alive)
    while len(at):
        ours = tree.is_committee[at]
        keys.append(unit[at[ours]] * total + branch[ours])
        above = tree.parent[at]
        at, branch = above[above >= 0], branch[above >= 0]
    counts = np.unique(np.concatenate(keys))
    n = np.bincount(counts // max(total, 1), minlength=len(scopes)).astype(np.int64)
    given = (
        instance["committees"]["sit_in_quota"].astype("Int64").fillna(settings.sit_in.quota).to_numpy(dtype=np.int64)
    )
    required = due(settings, np.minimum(given[head], n)) if len(scopes) else n
    ids = [tree.ids[c] for c in head]
    return Units(ids, level, n, required, np.zeros_like(n)), unit, counts
