"""Locked and held sessions of a base plan: they stand as they were (H10)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, InstanceError, Notice, Plan, Text
from turnout.models.settings import DAY, parse_clock
from turnout.scheduler.timetable.cohorts import Locks
from turnout.scheduler.timetable.ground import KINDS, Ground
from turnout.scheduler.timetable.state import Session, State
from turnout.scheduler.tree import rows_of

IntArray = npt.NDArray[np.int64]
STANDING = ("locked", "held")
AUDIENCES = {
    "branch": ("branches", "branch_id"),
    "group": ("groups", "group_id"),
    "committee": ("committees", "committee_id"),
}
"""Types of audiences, with the table and the column of their ids."""


def locks_of(base: Plan | None) -> Locks:
    """Per person the numbers of the locked and held sessions that he attends, in the order of the base plan's rows."""
    if base is None:
        return {}
    standing = base.sessions["status"].isin(STANDING)
    number = {s: i for i, s in enumerate(base.sessions.loc[standing, "session_id"])}
    attended: dict[str, list[int]] = defaultdict(list)
    attendance = base.attendance["session_id"].tolist(), base.attendance["person_id"].tolist()
    for session, person in zip(*attendance, strict=True):
        if session in number:
            attended[person].append(number[session])
    return {person: tuple(sorted(numbers)) for person, numbers in attended.items()}


def within(base: Plan | None, whole: Instance, part: Instance) -> Plan | None:
    """The base plan of a part: what is locked for branches, groups and committees outside does not exist for it."""
    if base is None or part is whole:
        return base
    outside = pd.Series(False, index=base.sessions.index)
    for kind, (table, column) in AUDIENCES.items():
        gone = set(whole[table][column]) - set(part[table][column])
        outside |= (base.sessions["audience_type"] == kind) & base.sessions["audience_id"].isin(gone)
    return replace(base, sessions=base.sessions[~outside])


def check_locks(instance: Instance, base: Plan) -> None:
    """Raise InstanceError where a locked or held session speaks of something that the instance does not have."""
    standing = base.sessions[base.sessions["status"].isin(STANDING)]
    theirs = base.attendance[base.attendance["session_id"].isin(standing["session_id"])]
    audience = pd.Series(False, index=standing.index)
    for kind, (table, column) in AUDIENCES.items():
        audience |= (standing["audience_type"] == kind) & standing["audience_id"].isin(instance[table][column])
    lecturer = standing["lecturer_id"]
    gone = {
        "audience_id": ~audience,
        "venue_id": ~standing["venue_id"].isin(instance["venues"]["venue_id"]),
        "lecturer_id": ~(lecturer.isin(instance["lecturers"]["person_id"]) | (lecturer == "")),
    }
    found = [
        _stale("sessions", number, str(standing.at[number, "session_id"]), column, str(standing.at[number, column]))
        for number in standing.index[np.logical_or.reduce(list(gone.values()))]
        for column, wrong in gone.items()
        if wrong.at[number]
    ]
    unknown = theirs[rows_of(theirs["person_id"], instance.people) < 0]
    found += [
        _stale("attendance", number, session, "person_id", person)
        for number, session, person in zip(unknown.index, unknown["session_id"], unknown["person_id"], strict=True)
    ]
    if found:
        raise InstanceError(found)


def _stale(table: str, number: int, session: str, column: str, value: str) -> Notice:
    """number: of the row, 0 for the first below the heading."""
    return Notice(
        "stale-lock",
        Text(
            "locked session {s} speaks of an id that the instance, or the part of it that is planned, does not have",
            "已锁定的场次 {s} 引用了实例（或本次规划的范围）中不存在的编码",
        ).fill(s=session),
        Text(
            "Add it to the instance, or unlock the session in the base plan.",
            "请在实例中补上，或在基准计划中解除锁定。",
        ),
        file=f"{table}.csv",
        row=number + 2,
        column=column,
        value=value,
    )


def moments(sessions: pd.DataFrame, clock: str, first: dt.date) -> IntArray:
    """(sessions,) int64 absolute minutes of a plan's sessions. clock: `start` or `end`. first: day of the plan."""
    dates, date_of = np.unique(sessions["date"].to_numpy(dtype=object), return_inverse=True)
    clocks, clock_of = np.unique(sessions[clock].to_numpy(dtype=object), return_inverse=True)
    days = np.array([(dt.date.fromisoformat(d) - first).days for d in dates.tolist()], dtype=np.int64)
    minutes = np.array([parse_clock(c, 2 * DAY) for c in clocks.tolist()], dtype=np.int64)
    return days[date_of] * DAY + minutes[clock_of]


def fix(ground: Ground, state: State, base: Plan | None, locks: Locks) -> None:
    """Put the base plan's locked and held sessions into an empty state."""
    if base is None:
        return
    venues = {v: i for i, v in enumerate(ground.venues.ids)}
    lecturers = {p: i for i, p in enumerate(ground.lecturers.ids)}
    standing = base.sessions[base.sessions["status"].isin(STANDING)]
    heads: dict[int, dict[int, int]] = defaultdict(dict)
    for number, cohort in enumerate(ground.cohorts):
        for lock in cohort.locks:
            heads[lock][number] = cohort.size
    begins, ends = (moments(standing, clock, ground.instance.start).tolist() for clock in ("start", "end"))
    for number, (row, begin, end) in enumerate(zip(standing.to_dict("records"), begins, ends, strict=True)):
        kind = KINDS.index(row["kind"])
        session = Session(
            ground.audience(row["audience_type"], row["audience_id"]), kind, begin, end - begin,
            venues[row["venue_id"]], lecturers.get(row["lecturer_id"], -1), heads[number], fixed=True,
            id=row["session_id"], status=row["status"], topic=row["topic"],
        )  # fmt: skip
        state.add(session)
        for attending in session.heads:
            ground.held.setdefault(attending, []).append((kind, begin, end))
