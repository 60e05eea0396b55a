"""Moves of the search: what a standing joint study offers to those who are planned again."""

from __future__ import annotations

from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.search import Effort, Move, replan
from turnout.scheduler.timetable.state import Session, State
from turnout.tests.reference.raw import Raw
from turnout.tests.scheduler.timetable.crew import branch, crew, lecturer

DAY = 1440
EFFORT = Effort(each=1, most=10, limit=1.0)


def joint_office() -> Raw:
    """Branch B with one office member, C with two, who study with the enterprise in batches of three or more."""
    raw = crew(people=0, min_batch=3)
    raw["branches"].clear()
    raw["groups"].clear()
    raw["windows"].clear()
    branch(raw, "B", 1)
    branch(raw, "C", 2)
    return raw


def joint_study(ground: Ground, day: int, lecturer: int = -1) -> tuple[State, Session]:
    """A state with one joint study of everybody at 9:00."""
    state = State(ground)
    number = ground.audience("committee", "E")
    session = Session(number, STUDY, day * DAY + 540, 120, 0, lecturer, {c: ground.cohorts[c].size for c in (0, 1)})
    state.add(session)
    return state, session


def test_whoever_lectures_in_a_joint_study_that_he_attends_may_stay() -> None:
    """B0 lectures there and makes the third; planned again, he keeps his seat, or the study would be too small."""
    raw = joint_office()
    lecturer(raw, "B0")
    ground = Ground(raw.instance())
    state, session = joint_study(ground, 0, lecturer=0)
    home = ground.home[0]
    replan(ground, state, [home], EFFORT, 1, 1.0)
    assert session in state.sessions
    assert session.heads == {0: 1, 1: 2}


def test_nobody_joins_a_study_after_a_locked_discussion_of_his() -> None:
    """Cohort 0 discusses in a locked session on the first day: a joint study a week later has no seat for it (H6)."""
    ground = Ground(joint_office().instance())
    state, session = joint_study(ground, 7)
    move = Move(ground, state, [ground.home[0]])
    move.shrink(session, {0: 1})
    assert 0 in move._standing(session).cost
    ground.held[0] = [(1, 540, 660)]
    assert 0 not in move._standing(session).cost
