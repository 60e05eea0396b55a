"""A base plan's locked and held sessions, block by block."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Plan
from turnout.scheduler.timetable.locks import STANDING, moments
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


def led_by(instance: Instance, tree: Tree, group: IntArray) -> IntArray:
    """(n,) the branch that leads each joint group; −1 for other groups, and for row −1, no group."""
    groups = instance["groups"]
    joint = (groups["post_type"] == "cross_unit").to_numpy(dtype=bool)
    return np.append(np.where(joint, tree.branch_rows(groups["lead_branch_id"]), -1), -1)[group]


def home_committees(instance: Instance, tree: Tree, members: pd.DataFrame) -> IntArray:
    """(members,) the committee whose venues and lecturers each member's home audience uses: of a joint group its
    lead's."""
    lead = led_by(instance, tree, rows_of(members["group_id"], pd.Index(instance["groups"]["group_id"])))
    return tree.branch_parent[np.where(lead >= 0, lead, tree.branch_rows(members["branch_id"]))]


def locked_together(instance: Instance, base: Plan | None, tree: Tree) -> list[list[int]]:
    """Committees of different members who attend one locked or held session: where its counts are, everybody must
    be."""
    if base is None:
        return []
    standing = base.sessions.loc[base.sessions["status"].isin(STANDING), "session_id"]
    rows = base.attendance[base.attendance["session_id"].isin(standing)]
    people = instance["members"].set_index("person_id", drop=False).loc[rows["person_id"]]
    pairs = pd.DataFrame(
        {"session": rows["session_id"].to_numpy(), "home": home_committees(instance, tree, people)}
    ).drop_duplicates()
    several = pairs[pairs["session"].duplicated(keep=False)]
    return [sorted(homes.tolist()) for _, homes in several.groupby("session")["home"]]


class BaseCut:
    """A base plan's locked and held sessions, by block: that of their first attendee (block 0 where nobody attends)."""

    def __init__(self, instance: Instance, base: Plan | None, home: dict[str, int]) -> None:
        self.base = base
        self.block: dict[str, int] = {}
        if base is None:
            return
        first = base.attendance.drop_duplicates("session_id")
        attended = dict(zip(first["session_id"].tolist(), first["person_id"].tolist(), strict=True))
        self._standing = base.sessions[base.sessions["status"].isin(STANDING)]
        ids = self._standing["session_id"].tolist()
        self.block = {s: home.get(attended.get(s, ""), 0) for s in ids}
        self._of_session = np.array([self.block[s] for s in ids], dtype=np.int64)
        self._of_attendee = base.attendance["session_id"].map(self.block).fillna(-1).to_numpy(dtype=np.int64)
        self._takes = takes(instance, self._standing)

    def ids(self, number: int, column: str) -> set[str]:
        """Venues or lecturers of a block's locked sessions."""
        return set() if self.base is None else set(self._standing.loc[self._of_session == number, column])

    def rows(self, number: int, audience_type: str, ids: pd.Series) -> IntArray:
        """Rows, in a column of ids, of the audiences of one type that a block's locked sessions have."""
        if self.base is None:
            return np.zeros(0, dtype=np.int64)
        inside = (self._of_session == number) & (self._standing["audience_type"] == audience_type)
        return np.flatnonzero(ids.isin(self._standing.loc[inside, "audience_id"]))

    def of(self, number: int, part: Instance) -> tuple[Plan | None, tuple[Taken, ...]]:
        """The base plan of one block, and what the sessions of the other blocks take of what this one knows.

        part: the instance cut down to the block.
        """
        if self.base is None:
            return None, ()
        sessions = self._standing[self._of_session == number]
        attendance = self.base.attendance[self._of_attendee == number]
        known = self._standing["venue_id"].isin(part["venues"]["venue_id"])
        known |= self._standing["lecturer_id"].isin(part["lecturers"]["person_id"])
        others = np.flatnonzero(known.to_numpy() & (self._of_session != number))
        own = replace(self.base, sessions=sessions, attendance=attendance)
        return own, tuple(self._takes[row] for row in others.tolist())


def takes(instance: Instance, sessions: pd.DataFrame) -> list[Taken]:
    """What each of these sessions takes, in their order."""
    venues = instance["venues"]
    site = dict(zip(venues["venue_id"], venues["site_id"], strict=True))
    begins, ends = (moments(sessions, clock, instance.start).tolist() for clock in ("start", "end"))
    columns = sessions["venue_id"].tolist(), sessions["lecturer_id"].tolist(), begins, ends
    return [Taken(v, site[v], lecturer, begin, end - begin) for v, lecturer, begin, end in zip(*columns, strict=True)]
