"""A base plan's locked and held sessions, block by block."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.settings import DAY, parse_clock
from turnout.scheduler.timetable.locks import STANDING
from turnout.scheduler.tree import Tree, rows_of

IntArray = npt.NDArray[np.int64]

@dataclass(frozen=True)
class Taken:
    """Time of a venue, and of a lecturer if any, that another block's session takes; site: id of the venue's."""

    venue: str
    site: str
    lecturer: str
    begin: int
    minutes: int


def home_committees(instance: Instance, tree: Tree, members: pd.DataFrame) -> IntArray:
    """(members,) the committee whose venues and lecturers each member's home audience uses: of a joint group its
    lead's."""
    groups = instance["groups"]
    joint = (groups["post_type"] == "cross_unit").to_numpy(dtype=bool)
    lead = np.where(joint, tree.branch_rows(groups["lead_branch_id"]), -1)
    led_by = np.append(lead, -1)[rows_of(members["group_id"], pd.Index(groups["group_id"]))]
    return tree.branch_parent[np.where(led_by >= 0, led_by, tree.branch_rows(members["branch_id"]))]


def locked_together(instance: Instance, base: Plan | None, tree: Tree) -> list[list[int]]:
    """Committees whose members attend one locked or held session: where its counts are, everybody must be."""
    if base is None:
        return []
    members = instance["members"]
    home = pd.Series(home_committees(instance, tree, members), index=members["person_id"])
    standing = base.sessions.loc[base.sessions["status"].isin(STANDING), "session_id"]
    rows = base.attendance[base.attendance["session_id"].isin(standing)]
    return [sorted({int(c) for c in people.map(home)}) for _, people in rows.groupby("session_id")["person_id"]]


class BaseCut:
    """A base plan's locked and held sessions, by block: that of their first attendee (block 0 where nobody attends)."""

    def __init__(self, instance: Instance, base: Plan | None, home: dict[str, int]) -> None:
        self.instance, self.base = instance, base
        self.block: dict[str, int] = {}
        if base is not None:
            first = base.attendance.drop_duplicates("session_id")
            attended = dict(zip(first["session_id"], first["person_id"], strict=True))
            standing = base.sessions.loc[base.sessions["status"].isin(STANDING), "session_id"]
            self.block = {s: home.get(attended.get(s, ""), 0) for s in standing}

    def ids(self, number: int, column: str) -> set[str]:
        """Venues or lecturers of a block's locked sessions."""
        if self.base is None:
            return set()
        inside = self.base.sessions["session_id"].map(self.block) == number
        return set(self.base.sessions.loc[inside, column])

    def rows(self, number: int, audience_type: str, ids: pd.Series) -> IntArray:
        """Rows, in a column of ids, of the audiences of one type that a block's locked sessions have."""
        if self.base is None:
            return np.zeros(0, dtype=np.int64)
        sessions = self.base.sessions
        inside = (sessions["session_id"].map(self.block) == number) & (sessions["audience_type"] == audience_type)
        return np.flatnonzero(ids.isin(sessions.loc[inside, "audience_id"]))

    def of(self, number: int) -> tuple[Plan | None, tuple[Taken, ...]]:
        """The base plan of one block, and what the sessions of the other blocks take."""
        if self.base is None:
            return None, ()
        block = self.base.sessions["session_id"].map(self.block)
        sessions = self.base.sessions[block == number]
        attendance = self.base.attendance[self.base.attendance["session_id"].isin(set(sessions["session_id"]))]
        others = self.base.sessions[block.notna() & (block != number)]
        return replace(self.base, sessions=sessions, attendance=attendance), tuple(
            self._taken(r) for r in others.to_dict("records")
        )

    def _taken(self, row: dict[Hashable, Any]) -> Taken:
        venues = self.instance["venues"]
        site = str(venues.loc[venues["venue_id"] == row["venue_id"], "site_id"].iat[0])
        midnight = (dt.date.fromisoformat(row["date"]) - self.instance.start).days * DAY
        begin, end = (midnight + parse_clock(row[moment], 2 * DAY) for moment in ("start", "end"))
        return Taken(row["venue_id"], site, row["lecturer_id"], begin, end - begin)
