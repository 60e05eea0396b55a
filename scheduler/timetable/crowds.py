"""Members who are alike in whatever decides whether they could be placed alone, as arrays over a whole instance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.tables import LARGEST
from turnout.scheduler.timetable.bits import runs
from turnout.scheduler.timetable.block_base import led_by
from turnout.scheduler.timetable.cohorts import Interval, absences_by_person
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree, rows_of

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Crowds:
    """All members, by branch, group and absences.

    of: (members,) number of each member's crowd. All others are (crowds,): branch, group, site: row numbers, −1
    without a group. away: number in `absences`, 0 for those never absent. home: number of the home audience (H2), that
    of a joint group after all branches. joint: bool, whether of a joint group. committee: row of the one whose venues
    and lecturers the audience uses. heads: members. limit: how many of the group may be away at once.
    """

    of: IntArray
    branch: IntArray
    group: IntArray
    site: IntArray
    away: IntArray
    home: IntArray
    joint: BoolArray
    committee: IntArray
    heads: IntArray
    limit: IntArray
    absences: list[tuple[Interval, ...]]

    def anchors(self, least: int) -> list[IntArray]:
        """Crowds that bring so many by themselves: with them there, anybody else of their home audience is in a session
        that is large enough.

        Arrays (crowds,): of each one's own crew, where that is enough, whose hours are most alike; else of its home
        audience the crowd that brings the most, then, while these are too few, that of another crew which brings the
        next most. −1 where no more are needed, and in the first array where all would not be enough. Only those never
        absent count, and no joint group of which fewer may be away.
        """
        brings = np.where(self.joint & (self.limit < least), 0, np.minimum(self.heads, self.limit))
        brings[self.away > 0] = 0
        anchors = self._of_home(brings, least)
        crew = runs(self.branch, self.group)
        own = np.repeat(crew, np.diff(crew, append=len(brings)))
        enough = brings[own] >= least
        return [np.where(enough, own if turn == 0 else -1, anchor) for turn, anchor in enumerate(anchors)]

    def _of_home(self, brings: IntArray, least: int) -> list[IntArray]:
        """Anchors of each one's home audience, by what each crowd brings."""
        able = np.flatnonzero(brings)
        able = able[np.lexsort((able, -brings[able], self.home[able]))]
        home, brings = self.home[able], brings[able]
        first = np.searchsorted(home, home)
        before = np.cumsum(brings) - brings
        before -= before[first]
        rank = np.arange(len(able)) - first
        enough = np.zeros(int(self.home.max(initial=0)) + 1, dtype=bool)
        enough[home[before + brings >= least]] = True
        needed = (before < least) & enough[home]
        result = []
        for turn in range(int(rank[needed].max(initial=0)) + 1):
            anchor = np.full(len(enough), -1, dtype=np.int64)
            of_turn = needed & (rank == turn)
            anchor[home[of_turn]] = able[of_turn]
            result.append(anchor[self.home])
        return result


def crowds_of(instance: Instance, tree: Tree, travel: Travel) -> Crowds:
    """The crowds of an instance, in the order of branches, groups and absences."""
    members, groups = instance["members"], instance["groups"]
    branch = tree.branch_rows(members["branch_id"])
    group = rows_of(members["group_id"], pd.Index(groups["group_id"]))
    away, absences = _absences(instance)
    key = (branch * (len(groups) + 1) + group + 1) * len(absences) + away
    _, first, of, heads = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    branch, group = branch[first], group[first]
    lead = led_by(instance, tree, group)
    limit = np.append(groups["max_away"].fillna(LARGEST).to_numpy(dtype=np.int64), LARGEST)
    return Crowds(
        of=of, branch=branch, group=group, away=away[first], absences=absences,
        site=travel.sites(instance["branches"]["site_id"])[branch],
        home=np.where(lead >= 0, len(tree.branch_ids) + group, branch),
        joint=lead >= 0,
        committee=tree.branch_parent[np.where(lead >= 0, lead, branch)],
        heads=heads, limit=limit[group],
    )  # fmt: skip


def _absences(instance: Instance) -> tuple[IntArray, list[tuple[Interval, ...]]]:
    """(members,) the number of each member's absences in a list of all that there are; none at all is number 0."""
    by_person = absences_by_person(instance)
    people = instance["members"]["person_id"]
    rows = np.flatnonzero(people.isin(by_person.keys()).to_numpy())
    number: dict[tuple[Interval, ...], int] = {(): 0}
    result = np.zeros(len(people), dtype=np.int64)
    result[rows] = [number.setdefault(by_person[p], len(number)) for p in people.iloc[rows].tolist()]
    return result, list(number)
