"""Cohorts: members who are interchangeable, planned as counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.settings import DAY, POST_TYPES
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree, rows_of

IntArray = npt.NDArray[np.int64]
Interval = tuple[int, int]


@dataclass(frozen=True)
class Cohort:
    """Members of one branch and group with equal absences; whoever lectures is a cohort of his own.

    branch, group: row numbers (−1: no group). post: post type. size: members. site: of the branch. absences: absolute
    minutes, half open. members: rows of the `members` table, ascending. lecturer: row of `lecturers`, −1 for others.
    locks: numbers of the base plan's locked and held sessions that these members attend.
    """

    branch: int
    group: int
    post: str
    site: int
    absences: tuple[Interval, ...]
    lecturer: int
    members: IntArray
    locks: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """Members of the cohort."""
        return len(self.members)


def absences_by_person(instance: Instance) -> dict[str, tuple[Interval, ...]]:
    """Absences that touch the plan or its neighbouring days, in absolute minutes, merged and sorted, by person."""
    frame = instance["absences"]
    origin = pd.Timestamp(instance.start)
    seconds = [(frame[c] - origin).dt.total_seconds().to_numpy(dtype=np.float64) for c in ("start", "end")]
    begin, end = np.floor(seconds[0] / 60).astype(np.int64), np.ceil(seconds[1] / 60).astype(np.int64)
    last = len(instance.days.kinds) * DAY
    collected: dict[str, list[Interval]] = {}
    for person, a, b in zip(frame["person_id"].tolist(), begin.tolist(), end.tolist(), strict=True):
        if b > -2 * DAY and a < last + 2 * DAY:
            collected.setdefault(person, []).append((a, b))
    return {person: merged(intervals) for person, intervals in collected.items()}


def merged(intervals: list[Interval]) -> tuple[Interval, ...]:
    """Sorted union of busy intervals; what overlaps or touches is joined."""
    if len(intervals) == 1:
        return (intervals[0],)
    result: list[Interval] = []
    for a, b in sorted(intervals):
        if result and a <= result[-1][1]:
            result[-1] = (result[-1][0], max(b, result[-1][1]))
        else:
            result.append((a, b))
    return tuple(result)


Locks = dict[str, tuple[int, ...]]
"""Per person the numbers of the locked and held sessions that he attends."""


def cohorts(instance: Instance, tree: Tree, travel: Travel, locks: Locks) -> list[Cohort]:
    """All cohorts, ordered by branch, group, and whatever sets some of their members apart."""
    members = instance["members"]
    groups = instance["groups"]
    posts = groups["post_type"].tolist()
    branch = tree.branch_rows(members["branch_id"])
    group = rows_of(members["group_id"], pd.Index(groups["group_id"]))
    special, tokens = _special(instance, members, locks)
    order = np.lexsort((np.arange(len(members)), special, group, branch))
    keys = np.stack([branch[order], group[order], special[order]])
    cuts = np.flatnonzero((np.diff(keys, axis=1) != 0).any(axis=0)) + 1 if len(order) else np.array([], dtype=np.int64)
    site = travel.sites(instance["branches"]["site_id"])
    result = []
    for rows in np.split(order, cuts):
        if not len(rows):
            continue
        first = int(rows[0])
        absences, lecturer, locked = tokens[int(special[first])]
        b, g = int(branch[first]), int(group[first])
        post = posts[g] if g >= 0 else POST_TYPES[-1]
        result.append(Cohort(b, g, post, int(site[b]), absences, lecturer, np.sort(rows), locked))
    return result


Token = tuple[tuple[Interval, ...], int, tuple[int, ...]]


def _special(instance: Instance, members: pd.DataFrame, locks: Locks) -> tuple[IntArray, list[Token]]:
    """Per member the number of its (absences, lecturer row, locks); number 0 is the ordinary one."""
    away = absences_by_person(instance)
    lecturer = {p: i for i, p in enumerate(instance["lecturers"]["person_id"])}
    number = np.zeros(len(members), dtype=np.int64)
    tokens: list[Token] = [((), -1, ())]
    seen: dict[Token, int] = {tokens[0]: 0}
    people = members["person_id"]
    rows = np.flatnonzero(people.isin(set(away) | set(lecturer) | set(locks)).to_numpy())
    for row, person in zip(rows.tolist(), people.iloc[rows].tolist(), strict=True):
        token = (away.get(person, ()), lecturer.get(person, -1), locks.get(person, ()))
        if token not in seen:
            seen[token] = len(tokens)
            tokens.append(token)
        number[row] = seen[token]
    return number, tokens
