"""Components: committees that share nothing scarce with those of others, so that each one can be planned alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Plan
from turnout.scheduler.timetable.block_base import home_committees, locked_together
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree, rows_of

IntArray = npt.NDArray[np.int64]


class Union:
    """Sets of committees that grow together; the lowest row number stands for its set."""

    def __init__(self, count: int) -> None:
        self._root = list(range(count))

    def find(self, at: int) -> int:
        """The committee that stands for this one's set."""
        root = at
        while self._root[root] != root:
            root = self._root[root]
        while self._root[at] != root:
            self._root[at], at = root, self._root[at]
        return root

    def join(self, committees: Iterable[int]) -> None:
        """Put these committees into one set."""
        roots = {self.find(c) for c in committees}
        if roots:
            lowest = min(roots)
            for root in roots:
                self._root[root] = lowest


def tied_together(instance: Instance, tree: Tree) -> list[list[int]]:
    """Committees that one block must hold: crews with a limit on people away, and joint groups with committee-wide
    study."""
    groups = instance["groups"]
    linking = groups["max_away"].notna()
    if instance.settings.post_types.cross_unit.study_scope == "committee":
        linking = linking | (groups["post_type"] == "cross_unit")
    return _by_group(instance, tree, linking)


def _by_group(instance: Instance, tree: Tree, linking: pd.Series) -> list[list[int]]:
    """Per group, where there are several, the committees of its members' branches and of its lead branch."""
    groups, members = instance["groups"], instance["members"]
    inside = members[members["group_id"].isin(groups.loc[linking, "group_id"])]
    parent = tree.branch_parent[tree.branch_rows(inside["branch_id"])]
    pairs = pd.DataFrame({"group": inside["group_id"].to_numpy(), "parent": parent}).drop_duplicates()
    lead = dict(zip(groups["group_id"], groups["lead_branch_id"], strict=True))
    result = []
    for group, rows in pairs.groupby("group", sort=True)["parent"]:
        extra = [int(tree.branch_parent[tree.branch_index[lead[group]]])] if lead[group] else []
        if len({*rows, *extra}) > 1:
            result.append(sorted({int(c) for c in rows} | set(extra)))
    return result


def components(instance: Instance, base: Plan | None, tree: Tree, travel: Travel) -> IntArray:
    """(committees,) the component of each committee, by the lowest row number in it.

    Committees are in one component where they share a venue that both may use and reach, a lecturer, a crew with a
    limit on people away, a joint group, a member who lectures, or a locked session.
    """
    union = Union(len(tree.ids))
    users = _users(instance, tree)
    joint = instance["groups"]["post_type"] == "cross_unit"
    for linked in [
        *_by_group(instance, tree, joint | instance["groups"]["max_away"].notna()),
        *locked_together(instance, base, tree),
        *_by_lecturer(instance, tree, users[0]),
        *_by_venue(instance, tree, travel, *users),
    ]:
        union.join(linked)
    return np.array([union.find(c) for c in range(len(tree.ids))], dtype=np.int64)


def _by_lecturer(instance: Instance, tree: Tree, users: IntArray) -> Iterator[Iterable[int]]:
    """Per lecturer, the committees to whose audiences he may lecture (H7), and that of his own branch (H9)."""
    lecturers = instance["lecturers"]
    if not instance.settings.session.lecturer_required:
        return
    meeting = set(users.tolist())
    order = tree.order
    members = instance["members"]
    own = members[members["person_id"].isin(lecturers["person_id"])]
    at_home = dict(zip(own["person_id"], home_committees(instance, tree, own).tolist(), strict=True))
    under: dict[int, list[int]] = {}
    for person, name in zip(lecturers["person_id"], lecturers["committee_id"], strict=True):
        committee = tree.index.get(name, -1)
        if committee not in under:
            first = int(tree.rank[committee])
            below = order[first : first + int(tree.spread[committee])] if committee >= 0 else []
            under[committee] = [c for c in below if c in meeting]
            yield under[committee]
        if person in at_home:
            yield [at_home[person], *under[committee][:1]]


def _by_venue(
    instance: Instance, tree: Tree, travel: Travel, committees: IntArray, sites: IntArray
) -> Iterator[Iterable[int]]:
    """Per venue of min_batch seats or more, the committees that may use it and can reach it (H3, H4)."""
    venues, session = instance["venues"], instance.settings.session
    order = np.argsort(tree.rank[committees], kind="stable")
    committees, sites = committees[order], sites[order]
    ranks = tree.rank[committees]
    place = travel.sites(venues["site_id"])
    roomy = (venues["capacity"] >= session.min_batch).to_numpy()
    owners: list[str] = venues["committee_id"].tolist()
    for row in np.flatnonzero(roomy).tolist():
        owner = owners[row]
        first, last = 0, len(ranks)
        if owner:
            top = tree.index.get(owner, -1)
            span = (tree.rank[top], tree.rank[top] + tree.spread[top]) if top >= 0 else (0, 0)
            first, last = np.searchsorted(ranks, span).tolist()
        if last > first and committees[first] != committees[last - 1]:
            near = travel.minutes(sites[first:last], place[row]) <= session.max_attendee_travel
            yield committees[first:last][near].tolist()


def _users(instance: Instance, tree: Tree) -> tuple[IntArray, IntArray]:
    """Distinct (committee, site) of the members who meet: the committee of their home audience, their branch's site."""
    members = instance["members"]
    sites = instance["sites"]["site_id"]
    site_of_branch = rows_of(instance["branches"]["site_id"], pd.Index(sites))
    branch = tree.branch_rows(members["branch_id"])
    width = len(sites) + 1
    homes = np.concatenate([tree.branch_parent[branch], home_committees(instance, tree, members)])
    pairs = np.unique(homes * width + np.tile(site_of_branch[branch], 2))
    return pairs // width, pairs % width
