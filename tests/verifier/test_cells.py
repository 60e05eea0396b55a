"""Single cells and rows that cannot be understood: told by table, row and column."""

from dataclasses import replace

import pytest

from turnout.models.plan import Plan
from turnout.tests.verifier.harbour import whole
from turnout.tests.verifier.stated import edited
from turnout.verifier import verify


def told(plan: Plan) -> list[str]:
    """What is said of the form of a plan's files."""
    return [violation.text.en for violation in verify(whole()[0], plan).violations if violation.rule == "FORMAT"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *(("sessions", column) for column in ("session_id", "audience_id", "venue_id")),
        *(("attendance", column) for column in ("session_id", "person_id")),
        *(("visits", column) for column in ("session_id", "person_id", "committee_id", "branch_id")),
        ("unplaced", "person_id"),
        ("coverage", "scope_id"),
    ],
)
def test_a_blank_is_told(name: str, column: str) -> None:
    plan = whole()[1]
    frame = getattr(plan, name).copy()
    frame.loc[0, column] = " "
    assert f"{name}.csv, row 2, {column}: ' ' is blank" in told(replace(plan, **{name: frame}))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("visits + s99|P1|DW|Z1|quota", "visits.csv: session 's99' of 'P1' does not stand in sessions.csv"),
        ("attendance + s99|a1", "attendance.csv: session 's99' of 'a1' does not stand in sessions.csv"),
        ("attendance + s12|e5", "attendance.csv, row 44: 'e5' of session 's12' stands there twice"),
        (
            "sessions + s12|study|branch|Z1|2026-03-31|08:30|10:30|V1|L1|3||planned",
            "sessions.csv, row 14: 's12' of session 's12' stands there twice",
        ),
    ],
)
def test_a_row_that_cannot_be_is_told(edit: str, words: str) -> None:
    assert told(edited(whole()[1], edit)) == [words]
