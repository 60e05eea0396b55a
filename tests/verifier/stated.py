"""Plans written as text, and the claims that make them whole.

`restated` fills in what a plan says of itself from what the verifier works out, so that a broken rule stands alone; whether
those figures are right is tested elsewhere, against figures worked out by hand and by another program.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from turnout.models.instance import Instance
from turnout.models.plan import KIND_ORDER, PLAN_COLUMNS, WHOLE_COLUMNS, Manifest, Plan, empty_table
from turnout.models.scope import restrict
from turnout.models.violation import Verdict
from turnout.verifier import verify
from turnout.verifier.coverage import Coverage
from turnout.verifier.findings import Findings
from turnout.verifier.given import Given
from turnout.verifier.matter import Matter
from turnout.verifier.reading import Raw, read
from turnout.verifier.reasons import first_reasons
from turnout.verifier.verify import _figures
from turnout.verifier.written import understand

SORTED_BY = {"sessions": ["session_id"], "attendance": ["session_id", "person_id"], "visits": ["session_id", "person_id"]}


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
        sessions, attends, empty_table("visits") if visits is None else visits, empty_table("unplaced"),
        empty_table("coverage"), Manifest(),
    )  # fmt: skip


def restated(instance: Instance, plan: Plan, topics: bool = True) -> Plan:
    """The plan with sorted rows and every claim made true: sizes, topics, roles, unplaced.csv, coverage.csv, plan.json."""
    frames = {
        name: getattr(plan, name).sort_values(keys, ignore_index=True) if len(getattr(plan, name)) else getattr(plan, name)
        for name, keys in SORTED_BY.items()
    }
    sessions = frames["sessions"].copy()
    sizes = frames["attendance"].groupby("session_id").size()
    sessions["size"] = sessions["session_id"].map(sizes).fillna(0).astype("int64")
    part = restrict(instance, plan.manifest.scope.stage, plan.manifest.scope.under)
    plan = replace(plan, **{**frames, "sessions": sessions}, unplaced=empty_table("unplaced"), coverage=empty_table("coverage"))
    plan = replace(plan, unplaced=_unplaced(part, plan))
    matter = _matter(part, plan)
    coverage = Coverage(matter).rows.copy()
    coverage["reason"] = coverage["shortfall"].map(lambda n: "NO_DISCUSSION" if n else "").astype("str")
    plan = replace(
        plan, coverage=coverage.sort_values(["target", "scope_id", "level"], ignore_index=True),
        sessions=_with_topics(matter, sessions) if topics else sessions, visits=_with_roles(part, plan),
    )  # fmt: skip
    return replace(plan, manifest=manifest(instance, part, plan))


def manifest(instance: Instance, part: Instance, plan: Plan) -> Manifest:
    """A manifest that is true of the plan; bounds are the plan's own values."""
    matter = _matter(part, plan)
    figures = _figures(matter, Coverage(matter))
    cost, objective = figures["cost"], figures["objective"]
    bound = {"timetable": cost["timetable"]["total"], "sit_ins": cost["sit_ins"]["total"], **objective}
    return Manifest.model_validate(
        {
            "instance_hash": instance.content_hash, "settings": instance.settings.model_dump(mode="json"),
            "seed": instance.settings.seed, "provisional": part.days.provisional,
            "scope": plan.manifest.scope.model_dump(), **figures, "bound": bound,
        }
    )  # fmt: skip


def _matter(instance: Instance, plan: Plan) -> Matter:
    findings = Findings()
    raw = read(plan, findings, None)  # type: ignore[arg-type]
    assert isinstance(raw, Raw), findings.violations()
    given = Given(instance)
    return Matter(given, understand(raw, given, findings), findings)


def _unplaced(instance: Instance, plan: Plan) -> pd.DataFrame:
    kind = dict(zip(plan.sessions["session_id"], plan.sessions["kind"], strict=True))
    attended = {(p, kind.get(s)) for s, p in plan.attendance.itertuples(index=False)}
    rows = [
        (person, k, "CONTENTION", "")
        for person in sorted(instance["members"]["person_id"]) for k in KIND_ORDER if (person, k) not in attended
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(PLAN_COLUMNS["unplaced"]), dtype="str")
    if not len(frame):
        return empty_table("unplaced")
    matter = _matter(instance, replace(plan, unplaced=frame))
    member = matter.given.member_ids.get_indexer(frame["person_id"])
    kinds = (frame["kind"] == "discussion").to_numpy().astype("int64")
    right = dict(first_reasons(matter, frame.index.to_numpy(), member, kinds))
    frame["reason"] = pd.Series([right[row] for row in range(len(frame))], dtype="str")
    return frame


def _with_topics(matter: Matter, sessions: pd.DataFrame) -> pd.DataFrame:
    from turnout.verifier.claims import right_topics

    return sessions.assign(topic=pd.Series(right_topics(matter), dtype="str"))


def _with_roles(instance: Instance, plan: Plan) -> pd.DataFrame:
    from turnout.verifier.coverage import right_roles

    matter = _matter(instance, plan)
    return plan.visits.assign(role=pd.Series(right_roles(matter, Coverage(matter)), dtype="str"))


def rules(verdict: Verdict) -> set[str]:
    """The names of the rules broken."""
    return {violation.rule for violation in verdict.violations}


def broken(instance: Instance, plan: Plan, **base: Plan) -> set[str]:
    """The names of the rules that a plan breaks."""
    return rules(verify(instance, plan, **base))


def edited(plan: Plan, *edits: str) -> Plan:
    """The plan with edits, one a line: `sessions s02 start=09:30, end=11:30` changes the cells of the rows whose first cell is
    s02, `attendance + s01|a5` adds a row, `attendance - s01|a5` takes away the rows that begin so."""
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
    return replace(plan, **frames)
