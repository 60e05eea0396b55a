"""The figures of a plan, as plain data: what the summary says and what `--json` prints."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.plan import KIND_ORDER, UNPLACED_REASONS
from turnout.models.scope import restrict
from turnout.models.settings import POST_TYPES

MIXED = "mixed"
SHORTFALLS_NAMED = 10


def figures(plan: Plan, instance: Instance) -> dict[str, Any]:
    """Everything that the summary says, with ids and codes but no names of people.

    instance: the whole one; the plan's scope is applied here.
    """
    scope = plan.manifest.scope
    given = restrict(instance, scope.stage, scope.under)
    return {
        "start": given.start.isoformat(),
        "end": given.end.isoformat(),
        "enterprises": int((given["committees"]["parent_id"] == "").sum()),
        "branches": int(given["members"]["branch_id"].nunique()),
        "partial": plan.manifest.partial,
        "provisional": plan.manifest.provisional,
        "scope": scope.model_dump(),
        "people": _people(plan, given),
        "sessions": _sessions(plan, given),
        "objective": plan.manifest.objective.model_dump(),
        "cost": plan.manifest.cost.model_dump(),
        "bound": plan.manifest.bound.model_dump(),
        "gap": plan.manifest.gap.model_dump(),
        "visits": _visits(plan),
        "targets": _targets(plan),
        "shortfalls": _shortfalls(plan, given),
        "shortfall_rows": int((plan.coverage["shortfall"] > 0).sum()),
        "warnings": plan.manifest.warnings,
        "seconds": plan.manifest.seconds,
        "peak_memory_mb": plan.manifest.peak_memory_mb,
    }


def unmet(plan: Plan) -> bool:
    """Whether somebody is unplaced or a target is missed."""
    return len(plan.unplaced) > 0 or bool((plan.coverage["shortfall"] > 0).any())


def _people(plan: Plan, given: Instance) -> dict[str, Any]:
    members, lost = len(given["members"]), plan.unplaced
    reason, kind = (
        pd.Index(names).get_indexer(pd.Index(lost[column]))
        for column, names in (("reason", UNPLACED_REASONS), ("kind", KIND_ORDER))
    )
    counted = np.bincount(reason * len(KIND_ORDER) + kind, minlength=len(UNPLACED_REASONS) * len(KIND_ORDER))
    by_reason = dict(zip(UNPLACED_REASONS, counted.reshape(-1, len(KIND_ORDER)).tolist(), strict=True))
    placed = members - counted.reshape(-1, len(KIND_ORDER)).sum(axis=0)
    return {
        "members": members,
        "pairs": members * len(KIND_ORDER),
        "placed": dict(zip(KIND_ORDER, placed.tolist(), strict=True)),
        "unplaced": {
            name: dict(zip(KIND_ORDER, pairs, strict=True)) for name, pairs in by_reason.items() if any(pairs)
        },
        "unplaced_people": int(lost["person_id"].nunique()),
    }


def _sessions(plan: Plan, given: Instance) -> dict[str, dict[str, dict[str, int]]]:
    """For each kind and post type: sessions and attendees; a session of several post types counts as mixed."""
    members, groups = given["members"], given["groups"]
    other = POST_TYPES.index("other")
    posts = np.append(pd.Index(POST_TYPES).get_indexer(pd.Index(groups["post_type"])), other)
    of_member = posts[pd.Index(groups["group_id"]).get_indexer(pd.Index(members["group_id"]))]
    member = given.people.get_indexer(pd.Index(plan.attendance["person_id"]))
    types = pd.Series(np.append(of_member, other)[member])
    session = pd.Index(plan.sessions["session_id"]).get_indexer(pd.Index(plan.attendance["session_id"]))
    held = types.groupby(session).agg(["min", "max", "size"])
    names = pd.Series(POST_TYPES, dtype="object")
    held["type"] = held["min"].map(names).where(held["min"] == held["max"], MIXED)
    rows = plan.sessions[["kind"]].reset_index(drop=True).join(held)
    rows["size"] = rows["size"].fillna(0)
    result: dict[str, dict[str, dict[str, int]]] = {}
    for kind in KIND_ORDER:
        of_kind = rows[rows["kind"] == kind]
        present = {t: of_kind[of_kind["type"] == t] for t in (*POST_TYPES, MIXED)}
        result[kind] = {
            t: {"sessions": len(part), "attendees": int(part["size"].sum())} for t, part in present.items() if len(part)
        }
        result[kind]["all"] = {"sessions": len(of_kind), "attendees": int(of_kind["size"].sum())}
    return result


def _visits(plan: Plan) -> dict[str, int]:
    visits = plan.visits.merge(plan.sessions[["session_id", "date"]], on="session_id", how="left")
    return {
        "visits": len(visits),
        "quota": int((visits["role"] == "quota").sum()),
        "fallback": int((visits["role"] == "fallback").sum()),
        "supervisors": int(visits["person_id"].nunique()),
        "days": len(visits[["person_id", "date"]].drop_duplicates()),
        "branches": int(visits["branch_id"].nunique()),
    }


def _targets(plan: Plan) -> list[dict[str, Any]]:
    """For each target and level: how many committees or enterprises it binds, and the sums over them."""
    sums = plan.coverage.assign(scopes=1).groupby(["target", "level"], sort=True)[
        ["scopes", "branches", "required", "achieved", "shortfall"]
    ].sum()
    return [{str(key): value for key, value in row.items()} for row in sums.reset_index().to_dict("records")]


def _shortfalls(plan: Plan, given: Instance) -> list[dict[str, Any]]:
    """The targets missed by most, with their committee's name and the reason."""
    missed = plan.coverage[plan.coverage["shortfall"] > 0]
    missed = missed.sort_values(["shortfall", "target", "scope_id", "level"], ascending=[False, True, True, True])
    committees = given["committees"]
    names = dict(zip(committees["committee_id"], committees["name"], strict=True))
    shown = missed.head(SHORTFALLS_NAMED).drop(columns="branches").to_dict("records")
    return [{"name": names.get(row["scope_id"], "")} | {str(key): row[key] for key in row} for row in shown]
