"""A timetable made by a method of comparison, as a plan that the verifier reads."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from turnout.models.plan import PLAN_COLUMNS, Manifest, Plan, empty_table
from turnout.models.settings import DAY, clock
from turnout.models.violation import Verdict
from turnout.scheduler.timetable.ground import KINDS, Ground


@dataclass
class Held:
    """A session. audience: number. slot: of its kind's grid. venue, lecturer: rows, −1 for none. members: rows."""

    audience: int
    kind: int
    slot: int
    venue: int
    lecturer: int
    members: list[int] = field(default_factory=list)


def as_plan(ground: Ground, sessions: list[Held]) -> Plan:
    """Sessions and attendance; nothing is claimed of costs, bounds or reasons."""
    people = ground.instance["members"]["person_id"].tolist()
    dates = pd.date_range(ground.instance.start, periods=len(ground.instance.days.kinds)).strftime("%Y-%m-%d").tolist()
    rows: list[tuple[object, ...]] = []
    attendance: list[tuple[object, ...]] = []
    for number, held in enumerate(sessions):
        name = f"B{number:07d}"
        audience, grid = ground.audiences[held.audience], ground.grids[held.kind]
        day, start = divmod(int(grid.begin[held.slot]), DAY)
        rows.append((
            name, KINDS[held.kind], audience.type, audience.id, dates[day], clock(start), clock(start + grid.minutes),
            ground.venues.ids[held.venue], ground.lecturers.ids[held.lecturer] if held.lecturer >= 0 else "",
            len(held.members), "", "planned",
        ))  # fmt: skip
        attendance += [(name, people[m]) for m in held.members]
    return Plan(
        _table("sessions", rows),
        _table("attendance", [*sorted(attendance)]),
        empty_table("visits"),
        empty_table("unplaced"),
        empty_table("coverage"),
        Manifest(),
    )


def _table(name: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    kinds = empty_table(name).dtypes.to_dict()
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS[name])).astype(kinds)


def broken_rules(verdict: Verdict) -> dict[str, int]:
    """Violations of the rules of sessions, H1 to H10, by rule; claims are not a baseline's business."""
    found: dict[str, int] = {}
    for violation in verdict.violations:
        if violation.rule.startswith("H"):
            found[violation.rule] = found.get(violation.rule, 0) + 1
    return found
