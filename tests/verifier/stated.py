"""Plans written as text, and the claims that make them whole.

`restated` fills in what a plan says of itself from what the verifier works out, so that a broken rule stands alone;
whether those figures are right is tested elsewhere, against figures worked out by hand and by another program.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from turnout.models.instance import Instance
from turnout.models.plan import (
    KIND_ORDER,
    PLAN_COLUMNS,
    SHORTFALL_REASONS,
    WHOLE_COLUMNS,
    Manifest,
    Plan,
    empty_table,
)
from turnout.models.scope import restrict
from turnout.models.text import Text
from turnout.models.violation import Verdict
from turnout.verifier import verify
from turnout.verifier.claims import right_topics
from turnout.verifier.coverage import Coverage, right_roles
from turnout.verifier.findings import Findings
from turnout.verifier.given import Given
from turnout.verifier.matter import Matter
from turnout.verifier.reading import Raw, read
from turnout.verifier.reasons import first_reasons
from turnout.verifier.shortfalls import Obstacles
from turnout.verifier.verify import _figures
from turnout.verifier.written import understand

SORTED_BY = {
    "sessions": ["session_id"],
    "attendance": ["session_id", "person_id"],
    "visits": ["session_id", "person_id"],
}


def table(name: str, text: str) -> pd.DataFrame:
    """A plan table from lines of cells separated by `|`; cells left out at the end are blank."""
    columns = PLAN_COLUMNS[name]
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    frame = pd.DataFrame([row + [""] * (len(columns) - len(row)) for row in rows], columns=list(columns), dtype="str")
    return frame.astype({c: "int64" if c in WHOLE_COLUMNS else "str" for c in columns})


def attendance(text: str) -> pd.DataFrame:
    """The attendance table from lines `session: person person …`."""
    pairs = [
        (line.split(":")[0].strip(), person)
        for line in text.strip().splitlines()
        for person in line.split(":")[1].split()
    ]
    return pd.DataFrame(pairs, columns=list(PLAN_COLUMNS["attendance"]), dtype="str")


def plan_of(sessions: pd.DataFrame, attends: pd.DataFrame, visits: pd.DataFrame | None = None) -> Plan:
    """A plan that claims nothing yet."""
    return Plan(
        sessions,
        attends,
        empty_table("visits") if visits is None else visits,
        empty_table("unplaced"),
        empty_table("coverage"),
        Manifest(),
    )


def restated(instance: Instance, plan: Plan) -> Plan:
    """The plan with sorted rows and every claim made true: sizes, topics, roles, unplaced.csv, coverage.csv,
    plan.json."""
    scope = plan.manifest.scope
    part = restrict(instance, scope.stage, scope.under)
    frames = {name: _sorted(getattr(plan, name), keys) for name, keys in SORTED_BY.items()}
    bare = {name: empty_table(name) for name in ("unplaced", "coverage")}
    matter = _matter(part, Plan(**frames, **bare, manifest=plan.manifest))
    coverage = Coverage(matter)
    unplaced = _unplaced(matter)
    told = {
        "sessions": frames["sessions"].assign(size=matter.size, topic=pd.Series(right_topics(matter), dtype="str")),
        "attendance": frames["attendance"],
        "visits": frames["visits"].assign(role=pd.Series(right_roles(matter, coverage), dtype="str")),
        "unplaced": unplaced,
        "coverage": _with_reasons(matter, coverage),
    }
    figures: dict[str, Any] = _figures(matter, coverage)
    bound = {k: figures["cost"][k]["total"] for k in ("timetable", "sit_ins")} | figures["objective"]
    manifest = {
        "instance_hash": instance.content_hash,
        "settings": instance.settings.model_dump(mode="json"),
        "seed": instance.settings.seed,
        "provisional": part.days.provisional,
        "scope": scope.model_dump(),
        **figures,
        "bound": bound,
    }
    return Plan(**told, manifest=Manifest.model_validate(manifest))


def _sorted(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return frame.sort_values(keys, ignore_index=True) if len(frame) else frame


def _matter(instance: Instance, plan: Plan) -> Matter:
    findings = Findings()
    raw = read(plan, findings, Text("plan", "计划"), 10**6)
    assert isinstance(raw, Raw), findings.violations()
    given = Given(instance)
    return Matter(given, understand(raw, given, findings), findings)


def _unplaced(matter: Matter) -> pd.DataFrame:
    plan, sessions = matter.plan, matter.sessions
    attended = set(zip(plan.attendee_ids, sessions.kind[plan.attended].tolist(), strict=True))
    members = matter.given.member_ids.tolist()
    pairs = [(p, k) for p in sorted(members) for k in (0, 1) if (p, k) not in attended]
    member = matter.given.member_ids.get_indexer(pd.Index([p for p, _ in pairs], dtype=object))
    kinds = np.array([k for _, k in pairs], dtype=np.int64)
    told = first_reasons(matter, np.arange(len(pairs)), member, kinds)
    right = {row: reason for rows, reason in told for row in rows}
    rows = [(p, KIND_ORDER[k], right[row], "") for row, (p, k) in enumerate(pairs)]
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS["unplaced"]), dtype="str") if rows else empty_table("unplaced")


def _with_reasons(matter: Matter, coverage: Coverage) -> pd.DataFrame:
    """coverage.csv, each shortfall with the last reason that fits."""
    obstacles, table = Obstacles(matter, coverage), coverage.rows
    scopes = matter.given.tree.index(table["scope_id"]).tolist()
    reasons = [
        max((r for r in SHORTFALL_REASONS if obstacles.fits(target, scope, level, r)), key=SHORTFALL_REASONS.index)
        if short
        else ""
        for target, scope, level, short in zip(table["target"], scopes, table["level"], table["shortfall"], strict=True)
    ]
    told = table.assign(reason=pd.Series(reasons, dtype="str"))
    return told.sort_values(["target", "scope_id", "level"], ignore_index=True)


def rules(verdict: Verdict) -> set[str]:
    """The names of the rules broken."""
    return {violation.rule for violation in verdict.violations}


def broken(instance: Instance, plan: Plan, base: Plan | None = None) -> set[str]:
    """The names of the rules that a plan breaks."""
    return rules(verify(instance, plan, base=base))


def edited(plan: Plan, *edits: str) -> Plan:
    """The plan with edits, one a line: `sessions s02 start=09:30, end=11:30` changes the cells of the rows whose
    first cell is s02, `attendance + s01|a5` adds a row, `attendance - s01|a5` takes away the rows that begin so."""
    frames = {name: frame.copy() for name, frame in plan.tables().items()}
    for edit in edits:
        name, key, rest = edit.split(" ", 2)
        frame = frames[name]
        if key == "+":
            frames[name] = pd.concat([frame, table(name, rest)], ignore_index=True)
        elif key == "-":
            cells = rest.split("|")
            gone = (frame.iloc[:, : len(cells)].astype(str) == cells).all(axis=1)
            assert gone.any(), edit
            frames[name] = frame.loc[~gone].reset_index(drop=True)
        else:
            rows = frame.iloc[:, 0] == key
            assert rows.any(), edit
            for cell in rest.split(", "):
                column, value = cell.split("=", 1)
                frame.loc[rows, column] = int(value) if column in WHOLE_COLUMNS else value
    return Plan(**frames, manifest=plan.manifest)
