"""The exact model's solution as a plan, as far as sessions and attendance go: for what verifies plans."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from turnout.models.plan import PLAN_COLUMNS, Manifest, Plan, empty_table
from turnout.models.settings import clock
from turnout.tests.reference.exact import Held
from turnout.tests.reference.world import DAY, World


def as_plan(world: World, sessions: tuple[Held, ...]) -> Plan:
    """Sessions named in order of time, with their attendance; nobody listed as unplaced, no coverage, no topics."""
    held_rows, there_rows = [], []
    for number, held in enumerate(sorted(sessions, key=lambda s: (s.candidate.start, s.candidate.venue)), start=1):
        c, name = held.candidate, f"S{number:04d}"
        date, start, end = str(world.date(c.day)), clock(c.start % DAY), clock(c.start % DAY + c.end - c.start)
        what = (name, c.kind, c.audience.type, c.audience.id, date, start, end)
        held_rows.append((*what, c.venue, held.lecturer, len(held.attendees), "", "planned"))
        there_rows += [(name, world.members[m].id) for m in sorted(held.attendees, key=lambda m: world.members[m].id)]
    return Plan(
        sessions=_table("sessions", held_rows),
        attendance=_table("attendance", there_rows),
        visits=empty_table("visits"),
        unplaced=empty_table("unplaced"),
        coverage=empty_table("coverage"),
        manifest=Manifest(instance_hash=world.instance.content_hash,
                          settings=world.settings.model_dump(mode="json")),
    )


def _table(name: str, rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    empty = empty_table(name)
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS[name])).astype(empty.dtypes.to_dict()) if rows else empty
