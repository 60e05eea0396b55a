"""The problem cut into parts that share nothing: the enterprises, joined where a discussion covers branches of
several."""

from __future__ import annotations

import copy

import numpy as np

from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Prices, pick, restrict
from turnout.scheduler.sit_ins.problem import Problem


def parts_of(problem: Problem, whole: Part) -> list[Part]:
    """The parts in the order of their first root. `Part.sup` and `Part.row_disc` number the problem's supervisors and
    discussions; units that nobody can serve are in no part."""
    root = problem.tree.root[whole.team]
    label = _linked_roots(problem)
    group = label[root]
    found = []
    for number in np.unique(group):
        teams = np.flatnonzero(group == number)
        rows = np.repeat(group == number, np.diff(whole.team_row))
        part, _, _ = restrict(
            whole,
            teams,
            rows,
            *_needs(whole),
            np.ones(len(whole.cover_unit), bool),
            np.ones(len(whole.quota_unit), bool),
        )
        found.append(_own_units(_useful_teams(part)))
    return [p for p in found if p.teams]


def _needs(part: Part) -> tuple[IntArray, IntArray]:
    return part.need1, part.need2


def _useful_teams(part: Part) -> Part:
    """Without the teams whose visits can serve no target: for them, no visits are cheapest."""
    gives = (np.diff(part.cover_at) + np.diff(part.quota_at)) > 0
    team = part.row_team()
    useful = np.bincount(team[gives], minlength=part.teams) > 0
    opened = np.ones(len(part.cover_unit), bool), np.ones(len(part.quota_unit), bool)
    return restrict(part, np.flatnonzero(useful), useful[team], *_needs(part), *opened)[0]


def _own_units(part: Part) -> Part:
    """Units numbered within the part; units that no row serves are left to the report."""
    units1, cover_unit = np.unique(part.cover_unit, return_inverse=True)
    units2, quota_unit = np.unique(part.quota_unit, return_inverse=True)
    travel = copy.copy(part.travel)
    travel.index = {}
    result = copy.copy(part)
    for name, value in (
        ("cover_unit", cover_unit.astype(np.int64)), ("quota_unit", quota_unit.astype(np.int64)),
        ("need1", part.need1[units1]), ("need2", part.need2[units2]), ("travel", travel),
    ):  # fmt: skip
        object.__setattr__(result, name, value)
    return result


def _linked_roots(problem: Problem) -> IntArray:
    """For every committee as a root, the smallest root it shares covered branches with, directly or through others."""
    tree, talks = problem.tree, problem.discussions
    label = np.arange(len(tree.ids))
    owner = np.repeat(np.arange(len(talks.host)), np.diff(talks.covers_at))
    a = tree.root[tree.branch_parent[talks.host[owner]]]
    b = tree.root[tree.branch_parent[talks.covers]]
    for x, y in sorted(set(zip(a[a != b].tolist(), b[a != b].tolist(), strict=True))):
        low, high = sorted((int(label[x]), int(label[y])))
        label[label == high] = low
    return label


def whole_part(problem: Problem) -> Part:
    """All teams in one part."""
    settings = problem.instance.settings.sit_in
    committees, first = np.unique(problem.committee, return_index=True)
    team_sup = np.concatenate([first, [len(problem.committee)]]).astype(np.int64)
    team, disc = _rows(problem, committees)
    talks, targets = problem.discussions, problem.targets
    total = len(problem.tree.branch_ids)
    team_row = np.searchsorted(team, np.arange(len(committees) + 1)).astype(np.int64)
    counted = talks.year == targets.year
    every_at, every = pick(talks.covers_at, talks.covers, disc)
    owner = np.repeat(np.arange(len(disc)), np.diff(every_at))
    keep1 = counted[disc[owner]] & ~targets.covered[every] & (targets.cover_unit[every] >= 0)
    items = targets.committee_unit[committees[team[owner]]] * total + every
    keep2 = counted[disc[owner]] & np.isin(items, targets.counts) & ~np.isin(items, targets.covered_items)
    branches, cover = np.unique(every[keep1], return_inverse=True)
    keys, quota = np.unique(items[keep2], return_inverse=True)
    free, free_at = _free(problem, team, disc, team_sup, team_row)
    return Part(
        sup=np.arange(len(problem.person)), sup_site=problem.site, sup_cap=problem.cap, sup_daily=problem.daily,
        team=committees, team_sup=team_sup, team_row=team_row, row_disc=disc,
        row_key=talks.host[disc] * 10000 + talks.year[disc], row_start=talks.start[disc], row_end=talks.end[disc],
        row_day=talks.day[disc], row_site=talks.site[disc], free=free, free_at=free_at,
        cover=cover, cover_at=_at(owner[keep1], len(disc)), cover_unit=targets.cover_unit[branches],
        quota=quota, quota_at=_at(owner[keep2], len(disc)), quota_unit=keys // max(total, 1),
        need1=np.maximum(targets.cover.required - targets.cover.done, 0),
        need2=np.maximum(targets.quota.required - targets.quota.done, 0),
        prices=Prices(settings.visit, settings.day, settings.travel_minute, settings.imbalance), travel=problem.travel,
    )  # fmt: skip


def _at(owner: IntArray, rows: int) -> IntArray:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=rows))]).astype(np.int64)


def _rows(problem: Problem, committees: IntArray) -> tuple[IntArray, IntArray]:
    """V1 and earlier visits of V7: (team, discussion) pairs whose host lies under the committee and was not visited
    by it."""
    tree, talks = problem.tree, problem.discussions
    team_of = np.full(len(tree.ids), -1, dtype=np.int64)
    team_of[committees] = np.arange(len(committees))
    at, disc = tree.branch_parent[talks.host], np.arange(len(talks.host))
    pairs = [np.zeros((2, 0), dtype=np.int64)]
    while len(at):
        ours = team_of[at] >= 0
        pairs.append(np.stack([team_of[at[ours]], disc[ours]]))
        above = tree.parent[at]
        at, disc = above[above >= 0], disc[above >= 0]
    team, disc = np.concatenate(pairs, axis=1)
    years, total = 10000, len(tree.branch_ids)
    done = (problem.done[0] * total + problem.done[1]) * years + problem.done[2]
    fresh = ~np.isin((committees[team] * total + talks.host[disc]) * years + talks.year[disc], done)
    team, disc = team[fresh], disc[fresh]
    order = np.lexsort((disc, talks.end[disc], talks.start[disc], team))
    return team[order], disc[order]


def _free(
    problem: Problem, team: IntArray, disc: IntArray, team_sup: IntArray, team_row: IntArray
) -> tuple[BoolArray, IntArray]:
    """V3 and V5: no absence, attending or lecturing meets the discussion, and the host is not the supervisor's own
    branch."""
    talks = problem.discussions
    sizes = np.diff(team_sup) * np.diff(team_row)
    free_at = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    free = np.ones(int(free_at[-1]), dtype=bool)
    start, end, host = talks.start[disc], talks.end[disc], talks.host[disc]
    sup_team = np.repeat(np.arange(len(team_sup) - 1), np.diff(team_sup))
    longest = int((talks.end - talks.start).max(initial=0))
    for sup, begin, until in zip(*(a.tolist() for a in problem.busy), strict=True):
        t = sup_team[sup]
        low, high = team_row[t], team_row[t + 1]
        first = low + np.searchsorted(start[low:high], begin - longest)
        last = low + np.searchsorted(start[low:high], until)
        base = free_at[t] + (sup - team_sup[t]) * (high - low) - low
        free[base + first : base + last] &= end[first:last] <= begin
    for sup in np.flatnonzero(problem.own_branch >= 0).tolist():
        t = sup_team[sup]
        low, high = team_row[t], team_row[t + 1]
        base = free_at[t] + (sup - team_sup[t]) * (high - low)
        free[base : base + high - low] &= host[low:high] != problem.own_branch[sup]
    return free, free_at[:-1]
