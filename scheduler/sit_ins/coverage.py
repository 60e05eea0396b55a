"""What the visits reach: roles, and a row for each target with the reason of its shortfall."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS, empty_table
from turnout.scheduler.sit_ins.part import IntArray, Part, slices
from turnout.scheduler.sit_ins.problem import Problem
from turnout.scheduler.sit_ins.reasons import Reasons
from turnout.scheduler.sit_ins.targets import Units


def visits_table(problem: Problem, sup: IntArray, disc: IntArray) -> pd.DataFrame:
    """visits.csv: supervisors and discussions of the problem, element by element, with their roles."""
    tree, talks = problem.tree, problem.discussions
    order = np.argsort(disc, kind="stable")
    sup, disc = sup[order], disc[order]
    committee, host = problem.committee[sup], talks.host[disc]
    role = _roles(problem, committee, disc)
    table = pd.DataFrame(
        {
            "session_id": [talks.session_id[d] for d in disc], "person_id": [problem.person[s] for s in sup],
            "committee_id": [tree.ids[c] for c in committee], "branch_id": [tree.branch_ids[b] for b in host], "role":
            role,
        },
        columns=list(PLAN_COLUMNS["visits"]), dtype="str",
    )  # fmt: skip
    return table if len(table) else empty_table("visits")


def _roles(problem: Problem, committee: IntArray, disc: IntArray) -> list[str]:
    """`fallback` where the committee is the host's parent in T1's sense and no other committee covers the host that
    year."""
    talks, tree = problem.discussions, problem.tree
    position, owner = slices(talks.covers_at, disc)
    seen = np.stack(
        [
            np.concatenate([talks.covers[position], problem.done[1]]),
            np.concatenate([talks.year[disc][owner], problem.done[2]]),
            np.concatenate([committee[owner], problem.done[0]]),
        ]
    )
    seen = np.unique(seen, axis=1)
    keys, counts = np.unique(seen[0] * 10000 + seen[1], return_counts=True)
    host = talks.host[disc]
    alone = (
        counts[np.searchsorted(keys, host * 10000 + talks.year[disc])] == 1 if len(disc) else np.zeros(0, dtype=bool)
    )
    fallback = alone & (tree.branch_committee[host] == committee)
    return ["fallback" if f else "quota" for f in fallback.tolist()]


def coverage_table(problem: Problem, whole: Part, sup: IntArray, disc: IntArray) -> pd.DataFrame:
    """coverage.csv: required, achieved and shortfall of every T1 and T2 target, with the reason where it falls
    short."""
    targets, talks = problem.targets, problem.discussions
    total = len(problem.tree.branch_ids)
    position, owner = slices(talks.covers_at, disc)
    counted = talks.year[disc[owner]] == targets.year
    branch, committee = talks.covers[position][counted], problem.committee[sup[owner][counted]]
    seen = targets.covered.copy()
    seen[branch] = True
    seen &= targets.cover_unit >= 0
    items = targets.committee_unit[committee] * total + branch
    items = np.union1d(items[np.isin(items, targets.counts)], targets.covered_items)
    achieved1 = np.bincount(targets.cover_unit[seen], minlength=len(targets.cover.required))
    achieved2 = np.bincount(items // max(total, 1), minlength=len(targets.quota.required))
    made = np.bincount(sup, minlength=len(problem.person))
    reasons = Reasons(problem, whole, made, seen, items)
    rows = _rows("coverage", targets.cover, achieved1, reasons.coverage)
    rows += _rows("quota", targets.quota, achieved2, reasons.quota)
    if not rows:
        return empty_table("coverage")
    table = pd.DataFrame(rows, columns=list(PLAN_COLUMNS["coverage"]))
    kinds = {c: "int64" if c in WHOLE_COLUMNS else "str" for c in table.columns}
    return table.astype(kinds).sort_values(["target", "scope_id", "level"]).reset_index(drop=True)


def _rows(target: str, units: Units, achieved: IntArray, reason: Callable[[int], str]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for u, scope in enumerate(units.scope_id):
        required, got = int(units.required[u]), int(achieved[u])
        short = max(0, required - got)
        rows.append(
            (
                target,
                scope,
                int(units.level[u]),
                int(units.branches[u]),
                required,
                got,
                short,
                reason(u) if short else "",
            )
        )
    return rows
