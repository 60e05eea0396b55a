"""Valid plans with one cell off: one minute, one seat, one id, one attendee. None passes."""

import random
from dataclasses import replace
from typing import Any

import pytest

from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS, Plan
from turnout.models.settings import clock, parse_clock
from turnout.tests.verifier.harbour import whole
from turnout.verifier import verify

OPEN = {("unplaced", "detail"), ("sessions", "date"), ("sessions", "venue_id"), ("sessions", "lecturer_id")}
"""Where another value may make another good plan; each is held by its rule's own cases."""


def one_off(plan: Plan, name: str, row: int, column: str, chance: random.Random) -> Plan:
    """The plan with one cell changed to a neighbour: the next number or minute, or another value of its column."""
    tables = {**plan.tables()}
    frame = tables[name] = tables[name].copy()
    cell: Any = frame[column].tolist()[row]
    new: Any
    if column in WHOLE_COLUMNS:
        new = cell + chance.choice([-1, 1])
    elif column in ("start", "end"):
        new = clock(parse_clock(cell) + chance.choice([-1, 1]))
    else:
        new = chance.choice([*sorted(set(frame[column]) - {cell}), cell + "x"])
    frame.loc[row, column] = new
    return Plan(**tables, manifest=plan.manifest)


@pytest.mark.parametrize("seed", range(12))
def test_no_cell_can_be_changed_unnoticed(seed: int) -> None:
    """Eight cells of every draw, spread over all tables and columns."""
    instance, plan = whole()
    chance = random.Random(seed)
    cells = [(name, column) for name in PLAN_COLUMNS for column in PLAN_COLUMNS[name] if (name, column) not in OPEN]
    for name, column in chance.sample(cells, 8):
        row = chance.randrange(len(getattr(plan, name)))
        changed = one_off(plan, name, row, column, chance)
        verdict = verify(instance, changed)
        assert not verdict.ok, (name, row, column, getattr(changed, name)[column].tolist()[row])


@pytest.mark.parametrize("row", range(0, 42, 3))
def test_no_attendee_can_be_left_out_unnoticed(row: int) -> None:
    instance, plan = whole()
    verdict = verify(instance, replace(plan, attendance=plan.attendance.drop(index=row).reset_index(drop=True)))
    assert {"SIZE", "UNPLACED"} <= {violation.rule for violation in verdict.violations}
