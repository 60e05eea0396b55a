"""Why somebody is not placed: each reason where it alone is true."""

from __future__ import annotations

import pandas as pd

from turnout.scheduler import plan
from turnout.scheduler.timetable import plan_timetable
from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import MONDAYS, branch, crew, lecturer, window
from turnout.verifier import verify


def reasons(raw: Raw) -> dict[str, str]:
    """`person kind` -> reason, as the verifier works them out too."""
    instance = raw.instance()
    made = plan(instance, only="timetable")
    assert [v.text.en for v in verify(instance, made).violations] == []
    rows: pd.DataFrame = made.unplaced
    return {f"{r.person_id} {r.kind}": f"{r.reason} {r.detail}".strip() for r in rows.itertuples()}


def kinds_of(raw: Raw) -> set[str]:
    return {text.split()[0] for text in reasons(raw).values()}


def test_nobody_is_unplaced() -> None:
    assert reasons(crew()) == {}


def test_no_free_time() -> None:
    assert kinds_of(crew(windows=False)) == {"NO_FREE_TIME"}


def test_no_venue() -> None:
    raw = crew()
    raw.add("closures", venue_id="V", start="2026-03-01", end="2026-03-31")
    assert kinds_of(raw) == {"NO_VENUE"}


def test_no_lecturer() -> None:
    raw = crew()
    lecturer(raw, start="12:00")
    expected = {"study": "NO_LECTURER", "discussion": "NO_STUDY"}
    assert reasons(raw) == {f"B{i} {kind}": reason for i in range(3) for kind, reason in expected.items()}


def test_too_few() -> None:
    assert reasons(crew(people=1)) == {"B0 study": "TOO_FEW min_batch=2", "B0 discussion": "TOO_FEW min_batch=2"}


def test_too_few_of_a_crew_that_may_be_away() -> None:
    raw = crew()
    raw["groups"][0]["max_away"] = "1"
    assert kinds_of(raw) == {"TOO_FEW"}


def test_no_gap() -> None:
    """Nobody is there before the second Monday, and two days later is the last date on which they could discuss."""
    raw = crew()
    for i in range(3):
        raw.add("absences", person_id=f"B{i}", start="2026-03-01", end="2026-03-04")
    for date in ("2026-03-10", "2026-03-11"):
        window(raw, date, "8:00", "10:00")
    assert {key: text.split(" study=")[0] for key, text in reasons(raw).items()} == {
        f"B{i} discussion": "NO_GAP gap_days=7" for i in range(3)
    }


def test_contention() -> None:
    raw = crew()
    branch(raw, "C", 2, group="H")
    found = reasons(raw)
    assert {k: v for k, v in found.items() if v == "CONTENTION"}
    assert set(found.values()) <= {"CONTENTION", "NO_STUDY"}


def test_every_pair_is_placed_or_has_a_reason() -> None:
    raw = crew()
    window(raw, MONDAYS[0], "14:00", "16:00")
    made = plan_timetable(raw.instance())
    assert len(made.attendance) + len(made.unplaced) == 6
