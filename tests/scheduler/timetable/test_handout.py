"""From counts to names: first in, first out; ids, topics and order of what is written."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Ground
from turnout.scheduler.timetable.handout import hand_out
from turnout.scheduler.timetable.state import Session, State
from turnout.tests.examples import examples
from turnout.tests.scheduler.timetable.crew import crew

DAY = 1440


@lru_cache
def _ground(people: int) -> Ground:
    return Ground(crew(people).instance())


def people_of(counts: dict[int, list[tuple[int, int]]], people: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sessions and attendance for (day, attendees) of studies and discussions of one crew of so many people."""
    ground = _ground(people)
    state = State(ground)
    for kind, steps in counts.items():
        for day, heads in steps:
            state.add(Session(0, kind, day * DAY + 480, 120, 0, -1, {0: heads}))
    made = hand_out(ground, state)
    return made.sessions, made.attendance


def days_of(counts: dict[int, list[tuple[int, int]]], people: int) -> dict[str, dict[str, int]]:
    """Per person the day of each kind that he attends."""
    sessions, attendance = people_of(counts, people)
    rows = attendance.merge(sessions, on="session_id")
    found: dict[str, dict[str, int]] = {}
    for person, kind, date in zip(rows["person_id"], rows["kind"], pd.to_datetime(rows["date"]), strict=True):
        assert kind not in found.setdefault(person, {})
        found[person][kind] = (date - pd.Timestamp("2026-03-02")).days
    return found


def test_whoever_studies_first_discusses_first() -> None:
    found = days_of({STUDY: [(0, 2), (3, 1)], DISCUSSION: [(7, 2), (10, 1)]}, 3)
    assert sorted(tuple(sorted(d.items())) for d in found.values()) == [
        (("discussion", 7), ("study", 0)), (("discussion", 7), ("study", 0)), (("discussion", 10), ("study", 3)),
    ]  # fmt: skip


STEPS = st.dictionaries(st.integers(0, 13), st.integers(1, 4), min_size=1, max_size=4).map(lambda d: list(d.items()))


@given(studies=STEPS, later=STEPS, gap=st.integers(1, 7))
@examples(30, many=2000)
def test_counts_suffice(studies: list[tuple[int, int]], later: list[tuple[int, int]], gap: int) -> None:
    """If on no day more have discussed than had studied a gap before, first in, first out keeps everybody's gap."""
    allowed, done = [], 0
    for day, heads in sorted(later):
        ready = sum(n for d, n in studies if d <= day - gap)
        heads = min(heads, ready - done)
        if heads > 0:
            allowed.append((day, heads))
            done += heads
    found = days_of({STUDY: studies, DISCUSSION: allowed}, sum(n for _, n in studies))
    both = [d for d in found.values() if "discussion" in d]
    assert len(both) == done
    assert all(d["discussion"] - d["study"] >= gap for d in both)


def test_ids_count_by_audience_and_kind_in_order_of_time() -> None:
    sessions, _ = people_of({STUDY: [(3, 2), (0, 2)], DISCUSSION: [(10, 4)]}, 4)
    assert dict(zip(sessions["session_id"], sessions["date"], strict=True)) == {
        "B-D1": "2026-03-12", "B-S1": "2026-03-02", "B-S2": "2026-03-05",
    }  # fmt: skip


def test_long_ids_of_branches_are_shortened_and_stay_different() -> None:
    raw = crew(2)
    raw["branches"][0]["branch_id"] = long = "支" * 64
    for row in raw["members"]:
        row["branch_id"] = long
    ground = Ground(raw.instance())
    state = State(ground)
    for day in (0, 7):
        state.add(Session(0, STUDY, day * DAY + 480, 120, 0, -1, {0: 1}))
    ids = hand_out(ground, state).sessions["session_id"]
    assert ids.is_unique
    assert ids.str.len().max() <= 64


def test_the_nearest_topic_upwards_is_taken() -> None:
    raw = crew(2)
    raw.add("topics", scope_id="E", kind="study", title="of the enterprise")
    raw.add("topics", scope_id="E", kind="discussion", title="of the enterprise")
    raw.add("topics", scope_id="B", kind="discussion", title="of the branch")
    ground = Ground(raw.instance())
    state = State(ground)
    state.add(Session(0, STUDY, 480, 120, 0, -1, {0: 2}))
    state.add(Session(0, DISCUSSION, 7 * DAY + 480, 120, 0, -1, {0: 2}))
    assert hand_out(ground, state).sessions["topic"].tolist() == ["of the branch", "of the enterprise"]
