"""What a base plan fixes (H10): its locked and held sessions stand as they were."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.models.instance import Instance
from turnout.models.plan import PLAN_COLUMNS
from turnout.models.text import Text
from turnout.verifier.given import Objects, objects, position
from turnout.verifier.matter import Matter
from turnout.verifier.reading import Raw
from turnout.verifier.written import STATUSES

PLANNED = STATUSES.index("planned")
_KEPT = tuple(c for c in PLAN_COLUMNS["sessions"] if c not in ("session_id", "status"))


def without_base(matter: Matter) -> None:
    """Say that locked and held sessions are checked like all others where no base plan tells what they were."""
    status = matter.sessions.status
    locked, held = int((status == STATUSES.index("locked")).sum()), int((status == STATUSES.index("held")).sum())
    if locked or held:
        matter.findings.note(
            Text(
                "{locked} locked and {held} held sessions are checked like all others: no base plan was given",
                "未提供基准计划：{locked} 场已锁定、{held} 场已召开的场次按普通场次检查",
            ).fill(locked=locked, held=held)
        )


def mark_base_sessions(matter: Matter, base: Raw, whole: Instance) -> None:
    """Mark the plan's sessions that stand in the base plan, locked or held; breaches among them alone are inherited."""
    ids = objects(_fixed(base, matter, whole)["session_id"])
    matter.sessions.base[:] = np.isin(matter.sessions.ids, ids)


def base_stands(matter: Matter, base: Raw, whole: Instance) -> None:
    """H10: the base plan's locked and held sessions stand as they were, with their attendance; locked may become
    held; no other session is locked or held."""
    fixed, s, findings = _fixed(base, matter, whole), matter.sessions, matter.findings
    ids = objects(fixed["session_id"])
    at = position(matter.plan.session_ids, ids)
    _each(
        matter,
        ids[at < 0],
        Text("session {session}, {was} in the base plan, is missing", "基准计划中的场次 {session}（{was}）缺失"),
        was=objects(fixed["status"])[at < 0],
    )
    there = np.flatnonzero(at >= 0)
    now = matter.plan.raw.tables["sessions"].drop_duplicates("session_id").set_index("session_id").loc[list(ids[there])]
    for column in _KEPT:
        old, new = objects(fixed[column])[there], objects(now[column])
        off = np.flatnonzero(old != new)
        matter.findings.rows(
            "H10",
            Text(
                "session {session}: {column} was '{old}' in the base plan and is '{new}'",
                "场次 {session}：{column} 在基准计划中为“{old}”，现为“{new}”",
            ),
            ("session",),
            {"session": ids[there][off], "column": np.full(len(off), column), "old": old[off], "new": new[off]},
        )
    was, is_now = objects(fixed["status"])[there], objects(now["status"])
    off = np.flatnonzero((was != is_now) & ~((was == "locked") & (is_now == "held")))
    findings.rows(
        "H10",
        Text(
            "session {session} was {was} in the base plan and is {now}",
            "场次 {session} 在基准计划中的状态为 {was}，现为 {now}",
        ),
        ("session",),
        {"session": ids[there][off], "was": was[off], "now": is_now[off]},
    )
    _each(
        matter,
        s.ids[(s.status != PLANNED) & ~s.base],
        Text(
            "session {session} is locked or held, but not so in the base plan",
            "场次 {session} 标为已锁定或已召开，但基准计划中并非如此",
        ),
    )
    _attendance_stands(matter, base, ids[there])


def _each(matter: Matter, ids: Objects, text: Text, **columns: Objects) -> None:
    matter.findings.rows("H10", text, ("session",), {"session": ids, **columns})


def _attendance_stands(matter: Matter, base: Raw, ids: Objects) -> None:
    old = base.tables["attendance"]
    old = old.loc[old["session_id"].isin(ids)].drop_duplicates()
    new = matter.plan.raw.tables["attendance"]
    new = new.loc[new["session_id"].isin(ids)].drop_duplicates()
    both = old.merge(new, how="outer", on=["session_id", "person_id"], indicator="side")
    for side, text in (
        (
            "left_only",
            Text(
                "{person} attended session {session} in the base plan and does no more",
                "{person} 在基准计划中参加场次 {session}，现已不在其中",
            ),
        ),
        (
            "right_only",
            Text(
                "{person} did not attend session {session} in the base plan and now does",
                "{person} 在基准计划中未参加场次 {session}，现在其中",
            ),
        ),
    ):
        some = both.loc[both["side"] == side]
        matter.findings.rows(
            "H10",
            text,
            ("session", "person"),
            {"session": objects(some["session_id"]), "person": objects(some["person_id"])},
        )


def _fixed(base: Raw, matter: Matter, whole: Instance) -> pd.DataFrame:
    """The base plan's locked and held sessions; those of audiences outside the plan's scope do not exist for it."""
    table = base.tables["sessions"]
    table = table.loc[table["status"].isin(["locked", "held"])].drop_duplicates("session_id")
    part = matter.given.instance
    if part is whole:
        return table
    outside = np.zeros(len(table), dtype=bool)
    for kind, name, column in (
        ("branch", "branches", "branch_id"),
        ("group", "groups", "group_id"),
        ("committee", "committees", "committee_id"),
    ):
        gone = set(whole[name][column]) - set(part[name][column])
        outside |= ((table["audience_type"] == kind) & table["audience_id"].isin(gone)).to_numpy(dtype=bool)
    return table.loc[~outside]
