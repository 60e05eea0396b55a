"""Ways to make valid visits and true claims invalid by the least step there is, each with the rule that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from turnout.models.plan import Manifest, Plan
from turnout.tests.verifier.mutations import Off, Spot, changed, instant, with_row


def _visit(spot: Spot) -> Any:
    return spot.row(spot.plan.visits)


def _visit_off(spot: Spot, rule: str, visit: Any, **cells: object) -> Off:
    return spot.off(rule, visits=changed(spot.plan.visits, "session_id", visit["session_id"], **cells))


def _host_session(spot: Spot, visit: Any) -> Any:
    return spot.plan.sessions.set_index("session_id", drop=False).loc[visit["session_id"]]


def v1(spot: Spot) -> Iterator[Off]:
    """Another committee, host or person; a study instead of a discussion."""
    visit, study = _visit(spot), spot.session("study")
    if visit is None:
        return
    yield _visit_off(spot, "V1", visit, person_id="nobody")
    for column, table in (("committee_id", "committees"), ("branch_id", "branches")):
        others = spot.instance[table]
        other = spot.row(others, others[column] != visit[column])
        if other is not None:
            yield _visit_off(spot, "V1", visit, **{column: other[column]})
    if study is not None:
        yield _visit_off(spot, "V1", visit, session_id=study["session_id"])


def v2(spot: Spot) -> Iterator[Off]:
    """A session visited twice."""
    visit = _visit(spot)
    if visit is not None:
        other = spot.row(spot.instance["supervisors"])
        twice = {**visit, "person_id": other["person_id"], "committee_id": other["committee_id"]}
        yield spot.off("V2", visits=with_row(spot.plan.visits, **twice))


def v3(spot: Spot) -> Iterator[Off]:
    """Absent for one minute of the visit, or only up to it; a home without a way."""
    visit = _visit(spot)
    if visit is None:
        return
    session, person, minute = _host_session(spot, visit), visit["person_id"], pd.Timedelta(minutes=1)
    begin, end = instant(session, "start"), instant(session, "end")
    yield spot.given_more("V3", True, "absences", person_id=person, start=end - minute, end=end + minute)
    yield spot.given_more("V3", True, "absences", person_id=person, start=begin - minute, end=begin + minute)
    sites = with_row(spot.instance["sites"], site_id="moon", name="moon")
    moved = changed(spot.instance["supervisors"], "person_id", person, site_id="moon")
    yield spot.off("V3", instance=spot.instance.with_tables({"sites": sites, "supervisors": moved}))


def v4(spot: Spot) -> Iterator[Off]:
    """One visit more than allowed, in all and on one day."""
    visit = _visit(spot)
    if visit is None:
        return
    person = visit["person_id"]
    mine = spot.plan.visits.loc[spot.plan.visits["person_id"] == person]
    days = mine["session_id"].map(spot.plan.sessions.set_index("session_id")["date"]).value_counts()
    for broken in (True, False):
        yield spot.given_off("V4", broken, "supervisors", "person_id", person, max_visits=len(mine) - broken)
        most = int(days.max()) - broken
        yield spot.given_off("V4", broken, "supervisors", "person_id", person, max_visits_per_day=most)


def v5(spot: Spot) -> Iterator[Off]:
    """The supervisor becomes a member of the host branch."""
    visit = _visit(spot)
    if visit is None:
        return
    members, person = spot.instance["members"], visit["person_id"]
    if (members["person_id"] == person).any():
        yield spot.given_off("V5", True, "members", "person_id", person, branch_id=visit["branch_id"])
    else:
        yield spot.given_more("V5", True, "members", person_id=person, name="X", branch_id=visit["branch_id"])


def v7(spot: Spot) -> Iterator[Off]:
    """An earlier visit in the same year, or on the last day of the year before."""
    visit = _visit(spot)
    if visit is None:
        return
    year = int(_host_session(spot, visit)["date"][:4])
    cells = {"branch_id": visit["branch_id"], "committee_id": visit["committee_id"], "person_id": ""}
    for broken, date in ((True, f"{year}-01-01"), (True, f"{year}-12-31"), (False, f"{year - 1}-12-31")):
        yield spot.given_more("V7", broken, "visits_done", **cells, date=pd.Timestamp(date))


def targets(spot: Spot) -> Iterator[Off]:
    """T1, T2: every figure of a row one more or less; COVERAGE: a row away, a reason too many or too few."""
    table = spot.plan.coverage
    for target, rule in (("coverage", "T1"), ("quota", "T2")):
        row = spot.row(table, table["target"] == target)
        if row is None:
            continue
        key = ["target", "scope_id", "level"]
        at = table.index[(table[key] == row[key]).all(axis=1)]
        for column in ("branches", "required", "achieved", "shortfall"):
            other = table.copy()
            other.loc[at, column] += spot.chance.choice((-1, 1))
            yield spot.off(rule, coverage=other)
        yield spot.off("COVERAGE", coverage=table.drop(index=at).reset_index(drop=True))
        other = table.copy()
        other.loc[at, "reason"] = "" if row["reason"] else "CLASH"
        yield spot.off("COVERAGE", coverage=other)


def rows(spot: Spot) -> Iterator[Off]:
    """SIZE, TOPIC, ROLE, UNPLACED and the order of rows."""
    session, visit = spot.session(), _visit(spot)
    yield spot.session_off("SIZE", session, size=int(session["size"]) + spot.chance.choice((-1, 1)))
    yield spot.session_off("TOPIC", session, topic=session["topic"] + ".")
    person = spot.chance.choice(spot.attendees(session))
    row = {"person_id": person, "kind": session["kind"], "reason": "CONTENTION", "detail": ""}
    yield spot.off("UNPLACED", unplaced=with_row(spot.plan.unplaced, **row))
    if visit is not None:
        other = {"quota": "fallback", "fallback": "quota"}[visit["role"]]
        yield _visit_off(spot, "ROLE", visit, role=other)
    left = spot.row(spot.plan.unplaced)
    if left is not None:
        mine = (spot.plan.unplaced[["person_id", "kind"]] == left[["person_id", "kind"]]).all(axis=1)
        yield spot.off("UNPLACED", unplaced=spot.plan.unplaced.loc[~mine].reset_index(drop=True))
        reasons = {"NO_FREE_TIME", "NO_VENUE", "NO_LECTURER", "TOO_FEW", "NO_STUDY", "NO_GAP", "CONTENTION"}
        wrong = spot.plan.unplaced.copy()
        wrong.loc[mine, "reason"] = spot.chance.choice(sorted(reasons - {left["reason"]}))
        yield spot.off("UNPLACED", unplaced=wrong)
    for name in ("sessions", "attendance", "visits"):
        table = getattr(spot.plan, name)
        if len(table) > 1 and table.iloc[0, 0] != table.iloc[-1, 0]:
            yield spot.off("FORMAT", **{name: table.iloc[::-1].reset_index(drop=True)})


def manifest(spot: Spot) -> Iterator[Off]:
    """COST, BOUND, MANIFEST: every number of plan.json one more or less."""
    content = spot.plan.manifest.model_dump()
    for rule, path, by in (
        *(("COST", f"objective.{k}", 1) for k in content["objective"]),
        *(("COST", f"cost.{p}.{k}", -1) for p in ("timetable", "sit_ins") for k in content["cost"][p]),
        *(("MANIFEST", f"counts.{k}", 1) for k in content["counts"]),
        *(("BOUND", f"gap.{k}", 0.01) for k in content["gap"]),
    ):
        yield _told(spot, rule, path, by)
    values = dict(content["objective"])
    values |= {k: content["cost"][k]["total"] for k in ("timetable", "sit_ins")}
    for key, value in values.items():
        yield _told(spot, "BOUND", f"bound.{key}", value + 1 - content["bound"][key])
    yield _told(spot, "MANIFEST", "seed", 1)


def _told(spot: Spot, rule: str, path: str, by: float) -> Off:
    content = spot.plan.manifest.model_dump()
    inner = content
    *way, last = path.split(".")
    for name in way:
        inner = inner[name]
    inner[last] += by
    other: Plan = replace(spot.plan, manifest=Manifest.model_validate(content))
    return Off(rule, True, spot.instance, other)


CLAIMS: tuple[Callable[[Spot], Iterator[Off]], ...] = (v1, v2, v3, v4, v5, v7, targets, rows, manifest)
