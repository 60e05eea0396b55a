"""What stands of a base plan, as arrays over a whole instance: its locked and held sessions, and whom they concern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.plan import PLAN_COLUMNS, empty_table
from turnout.scheduler.timetable.block_base import Taken
from turnout.scheduler.timetable.ground import KINDS
from turnout.scheduler.timetable.locks import STANDING, moments
from turnout.scheduler.tree import rows_of

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """Locked and held sessions, and what the base plan's sessions in other blocks take of the lecturers here.

    table: the sessions, rows and columns as in the base plan. The arrays (sessions,) have those of other blocks after
    them: ids: "" for these. kind: 0 study, 1 discussion (of others: 0). begin, end: absolute minutes. lecturer: row of
    `members`, −1 for one who is none. session, member: (attendances,) rows.
    """

    table: pd.DataFrame
    ids: list[str]
    kind: IntArray
    begin: IntArray
    end: IntArray
    lecturer: IntArray
    session: IntArray
    member: IntArray

    def attended(self, members: int) -> BoolArray:
        """(2, members) bool: who attends a study, who a discussion."""
        served = np.zeros((2, members), dtype=bool)
        served[self.kind[self.session], self.member] = True
        return served

    def tables(self, people: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The plan's sessions and attendance. people: ids of members."""
        if not len(self.table):
            return empty_table("sessions"), empty_table("attendance")
        sizes = np.bincount(self.session, minlength=len(self.table))
        table = self.table.assign(size=sizes)[list(PLAN_COLUMNS["sessions"])]
        order = by_id(self.table["session_id"])
        seat = np.lexsort((_ranks(by_id(people))[self.member], _ranks(order)[self.session]))
        attendance = {
            "session_id": self.table["session_id"].array.take(self.session[seat]),
            "person_id": people.array.take(self.member[seat]),
        }
        dtypes = {c: "int64" if c == "size" else "str" for c in table.columns}
        return table.iloc[order].reset_index(drop=True).astype(dtypes), pd.DataFrame(attendance)


def standing_of(instance: Instance, base: Plan | None, others: tuple[Taken, ...] = ()) -> Standing:
    """What stands of the base plan. others: what its sessions in other blocks take."""
    people = instance.people
    elsewhere = rows_of(pd.Series([taken.lecturer for taken in others], dtype="str"), people)
    lecturing = [(taken, row) for taken, row in zip(others, elsewhere.tolist(), strict=True) if row >= 0]
    own = empty_table("sessions") if base is None else base.sessions[base.sessions["status"].isin(STANDING)]
    begin, end = (moments(own, clock, instance.start) for clock in ("start", "end"))
    session = member = np.zeros(0, dtype=np.int64)
    if base is not None and len(own):
        session = rows_of(base.attendance["session_id"], pd.Index(own["session_id"]))
        member = rows_of(base.attendance["person_id"][session >= 0], people)
        session = session[session >= 0][member >= 0]
    return Standing(
        table=own,
        ids=[*own["session_id"].tolist(), *("" for _ in lecturing)],
        kind=np.append((own["kind"] == KINDS[1]).to_numpy(dtype=np.int64), np.zeros(len(lecturing), dtype=np.int64)),
        begin=np.append(begin, np.array([taken.begin for taken, _ in lecturing], dtype=np.int64)),
        end=np.append(end, np.array([taken.begin + taken.minutes for taken, _ in lecturing], dtype=np.int64)),
        lecturer=np.append(rows_of(own["lecturer_id"], people), np.array([row for _, row in lecturing], np.int64)),
        session=session,
        member=member[member >= 0],
    )  # fmt: skip


def by_id(people: pd.Series) -> IntArray:
    """(members,) rows in the order of ids."""
    if people.is_monotonic_increasing:
        return np.arange(len(people))
    return np.argsort(people.to_numpy(dtype=object), kind="stable")


def _ranks(order: IntArray) -> IntArray:
    """Place of each row in an order of rows."""
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
