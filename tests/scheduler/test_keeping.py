"""What a kept part depends on: a run in which any of it is different does not take it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from turnout.instances import load
from turnout.models import Instance, Plan
from turnout.scheduler import plan
from turnout.scheduler.keeping import identity


@pytest.fixture(scope="module")
def tiny(repository: Path) -> Instance:
    return load(repository / "instances" / "ready" / "tiny")


@pytest.fixture(scope="module")
def base(tiny: Instance) -> Plan:
    return plan(tiny, effort="quick", deterministic_limit=0)


def with_cells(base: Plan, table: str, cells: dict[str, Any]) -> Plan:
    """The plan with other cells in the first row of a table."""
    frame = base.tables()[table].copy()
    for column, cell in cells.items():
        frame.loc[0, column] = cell
    changed: dict[str, Any] = {table: frame}
    return replace(base, **changed)


def test_an_equal_base_plan_is_the_same(tiny: Instance, base: Plan) -> None:
    copy = replace(base, sessions=base.sessions.copy(), attendance=base.attendance.copy())
    assert identity(tiny, {}, base=copy) == identity(tiny, {}, base=base) != identity(tiny, {}, base=None)


def test_any_other_cell_makes_it_another(tiny: Instance, base: Plan) -> None:
    first, known = base.sessions.iloc[0], {identity(tiny, {}, base=base)["base"]}
    changes: list[tuple[str, dict[str, Any]]] = [
        ("sessions", {"status": "held"}),
        ("sessions", {"size": 999}),
        ("sessions", {"venue_id": first["lecturer_id"], "lecturer_id": first["venue_id"]}),
        ("sessions", {"topic": first["topic"] + "\n"}),
        ("attendance", {"person_id": "somebody"}),
    ]
    for table, cells in changes:
        other = identity(tiny, {}, base=with_cells(base, table, cells))["base"]
        assert other not in known
        known.add(other)
