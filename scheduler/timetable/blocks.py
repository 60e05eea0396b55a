"""Cutting an instance into blocks of neighbouring committees that can be planned side by side.

A block holds whole committees with their branches, and the joint groups led from them, so that no audience is cut. What
shares nothing scarce lies in different blocks; a part too large for one is cut further, and what its blocks may all use
(a hall, a lecturer of a committee above) is shared out for the first plan, and free to all when what is left over is
planned again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance, Plan
from turnout.models.tables import LARGEST
from turnout.scheduler.deadline import Ask, never
from turnout.scheduler.timetable.block_base import BaseCut, Taken, locked_together
from turnout.scheduler.timetable.components import Union, components, tied_together
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree, rows_of

IntArray = npt.NDArray[np.int64]
BRANCHES_A_BLOCK = 2500


@dataclass(frozen=True)
class Block:
    """One block: the instance cut down to it, and what it must leave to others while all are planned side by side.

    turns: venue id -> (k, n): usable on days d with d mod n = k. barred: ids of lecturers left to others for now.
    elsewhere: ids of lecturers who are members in other blocks. base: the base plan, as far as it concerns the block.
    others: what the base plan's sessions in other blocks take. used: ids of all the base plan's sessions that stand.
    alone: whether it shares nothing scarce with any other
    block, so that what is proven of it alone is proven for every plan.
    """

    number: int
    instance: Instance
    turns: dict[str, tuple[int, int]] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    base: Plan | None = None
    others: tuple[Taken, ...] = ()
    used: frozenset[str] = frozenset()
    alone: bool = True

    @property
    def weight(self) -> int:
        """How much there is to plan: its members."""
        return len(self.instance["members"])


class TooLateError(RuntimeError):
    """There is no time to cut any further."""


def cut(
    instance: Instance, base: Plan | None = None, branches_a_block: int = BRANCHES_A_BLOCK, late: Ask = never
) -> list[Block]:
    """Blocks of at most about so many branches with members, component by component, in the order of the committee
    tree. late: asked now and then. Raises TooLateError once it says so."""
    if not len(instance["members"]):
        return [Block(0, instance, base=base)]
    return _Cutter(instance, base, branches_a_block, late).blocks()


def things_of(block: Block) -> frozenset[tuple[str, str]]:
    """What a block may use and others perhaps too: ("venue" or "lecturer", id)."""
    venues = block.instance["venues"]["venue_id"]
    lecturers = set(block.instance["lecturers"]["person_id"]) - block.elsewhere
    return frozenset({*(("venue", v) for v in venues), *(("lecturer", p) for p in lecturers)})


def in_turns(things: list[frozenset[tuple[str, str]]]) -> list[list[int]]:
    """Numbers of blocks turn by turn: those of one turn have nothing in common (greedy colouring of their conflicts,
    in the order given)."""
    turns: list[list[int]] = []
    used: list[set[tuple[str, str]]] = []
    for number, own in enumerate(things):
        at = next((t for t, taken in enumerate(used) if not taken & own), len(turns))
        if at == len(turns):
            turns.append([])
            used.append(set())
        turns[at].append(number)
        used[at] |= own
    return turns


class _Cutter:
    def __init__(self, instance: Instance, base: Plan | None, size: int, late: Ask) -> None:
        self.instance, self.late = instance, late
        self._indexed: dict[str, dict[str, IntArray]] = {}
        self.tree, self.travel = Tree(instance), Travel(instance)
        self._venue_site = self.travel.sites(instance["venues"]["site_id"])
        self._venue_committee = self.tree.committee_rows(instance["venues"]["committee_id"])
        self._lecturer_committee = self.tree.committee_rows(instance["lecturers"]["committee_id"])
        self.members, self.base = instance["members"], base
        self.of_branch = self._pack(size)
        groups = instance["groups"]
        lead = self.tree.branch_rows(groups["lead_branch_id"])
        joint = (groups["post_type"] == "cross_unit").to_numpy()
        self.group_block = (
            np.where(joint, self.of_branch[np.maximum(lead, 0)], -1) if len(groups) else np.zeros(0, dtype=np.int64)
        )
        self.member_branch = self.tree.branch_rows(self.members["branch_id"])
        own = self.of_branch[self.member_branch]
        group = rows_of(self.members["group_id"], pd.Index(groups["group_id"]))
        led = (
            np.where(group >= 0, self.group_block[np.maximum(group, 0)], -1) if len(groups) else np.full(len(group), -1)
        )
        self.of_member: IntArray = np.where(led >= 0, led, own)
        self.member_group = group
        self.home: dict[str, int] = dict(zip(self.members["person_id"].tolist(), self.of_member.tolist(), strict=True))
        self.bases = BaseCut(instance, base, self.home)
        self.lecturing: dict[int, set[str]] = defaultdict(set)
        for person in instance["lecturers"]["person_id"]:
            if person in self.home:
                self.lecturing[self.home[person]].add(person)

    def _pack(self, size: int) -> IntArray:
        """(branches,) block of each branch: a component to a block; of a component with more than `size` branches,
        committees in tree order, tied ones together, packed to about `size` branches of one enterprise."""
        tree, component = self.tree, components(self.instance, self.base, self.tree, self.travel)
        tied = Union(len(tree.ids))
        for together in [*tied_together(self.instance, tree), *locked_together(self.instance, self.base, tree)]:
            tied.join(together)
        groups = self.instance["groups"]
        leads = groups.loc[groups["post_type"] == "cross_unit", "lead_branch_id"]
        meeting = np.unique(tree.branch_rows(pd.concat([self.members["branch_id"], leads])))
        counts = np.bincount(tree.branch_parent[meeting], minlength=len(tree.ids))
        clusters: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        first = {c: n for n, c in reversed(list(enumerate(component[tree.order].tolist())))}
        for committee in sorted(tree.order, key=lambda c: (first[int(component[c])], tree.rank[c])):
            if counts[committee]:
                top = tied.find(committee)
                clusters[int(component[committee]), int(tree.root[top]), top].append(committee)
        of_committee = np.zeros(len(tree.ids), dtype=np.int64)
        large = np.bincount(component, weights=counts, minlength=len(tree.ids)) > size
        block, filled, before = -1, 0, (-1, -1)
        for (part, enterprise, _), cluster in clusters.items():
            branches, stretch = int(counts[cluster].sum()), (part, enterprise if large[part] else -1)
            if before != stretch or filled + branches > size:
                block, filled = block + 1, 0
            of_committee[cluster] = block
            filled, before = filled + branches, stretch
        part_of = dict(sorted((int(of_committee[c]), int(component[c])) for c in np.flatnonzero(counts).tolist()))
        blocks_of = Counter(part_of.values())
        self.alone = [blocks_of[part] == 1 for part in part_of.values()]
        return of_committee[tree.branch_parent]

    def blocks(self) -> list[Block]:
        """The blocks, with shared venues and lecturers shared out."""
        count = len(self.alone)
        order = np.argsort(self.of_member, kind="stable")
        cuts = np.searchsorted(self.of_member[order], np.arange(count + 1))
        parts = [self._part(b, np.sort(order[cuts[b] : cuts[b + 1]])) for b in range(count)]
        users: dict[str, list[int]] = defaultdict(list)
        for number, part in enumerate(parts):
            if not self.alone[number]:
                for venue in part["venues"]["venue_id"]:
                    users[venue].append(number)
        turns: list[dict[str, tuple[int, int]]] = [{} for _ in parts]
        for venue, numbers in users.items():
            if len(numbers) > 1:
                for k, number in enumerate(numbers):
                    turns[number][venue] = (k, len(numbers))
        barred = self._share_lecturers(parts)
        result = []
        for n, part in enumerate(parts):
            elsewhere = frozenset(p for p in part["lecturers"]["person_id"] if self.home.get(p, n) != n)
            base, others = self.bases.of(n, part)
            used = frozenset(self.bases.block)
            result.append(Block(n, part, turns[n], frozenset(barred[n]), elsewhere, base, others, used, self.alone[n]))
        return result

    def _share_lecturers(self, parts: list[Instance]) -> list[set[str]]:
        """Each shared lecturer goes to the block with the fewest lecturers for its members; who is a member, to his
        own."""
        users: dict[str, list[int]] = defaultdict(list)
        most = self.instance["lecturers"].set_index("person_id")["max_sessions"].fillna(LARGEST)
        for number, part in enumerate(parts):
            if not self.alone[number]:
                for person in part["lecturers"]["person_id"]:
                    users[person].append(number)
        supply = np.zeros(len(parts))
        demand = np.array([max(1, len(p["members"])) for p in parts])
        barred: list[set[str]] = [set() for _ in parts]
        for person, numbers in sorted(users.items(), key=lambda item: (len(item[1]), item[0])):
            owner = min(numbers, key=lambda n: (supply[n] / demand[n], n))
            owner = self.home.get(person, owner)
            for number in numbers:
                if number != owner:
                    barred[number].add(person)
            supply[owner] += min(int(most[person]), 40)
        return barred

    def _part(self, number: int, rows: IntArray) -> Instance:
        """The instance cut down to one block: its members, and whatever they may need."""
        if self.late():
            raise TooLateError
        given, tree = self.instance, self.tree
        members = self.members.iloc[rows]
        used = np.unique(self.member_branch[rows])
        used_groups = np.unique(self.member_group[rows])
        locked_groups = self.bases.rows(number, "group", given["groups"]["group_id"])
        groups = given["groups"].iloc[np.union1d(used_groups[used_groups >= 0], locked_groups)]
        leads = tree.branch_rows(groups.loc[groups["post_type"] == "cross_unit", "lead_branch_id"])
        locked = self.bases.rows(number, "branch", given["branches"]["branch_id"])
        branches = np.unique(np.concatenate([used, leads, locked]))
        committees = [*tree.branch_parent[branches], *self.bases.rows(number, "committee", pd.Series(tree.ids))]
        chain = {c for committee in committees for c in tree.chain(int(committee))}
        near = np.unique(self.travel.sites(given["branches"]["site_id"].iloc[used]))
        tables = {
            "members": members,
            "groups": groups,
            "branches": given["branches"].iloc[branches],
            "venues": self._venues(chain, near, self.bases.ids(number, "venue_id")),
            "lecturers": self._lecturers(chain, self.bases.ids(number, "lecturer_id") | self.lecturing[number]),
            "supervisors": given["supervisors"].iloc[:0],
            "visits_done": given["visits_done"].iloc[:0],
        }
        ids = [tree.ids[c] for c in sorted(chain)]
        tables["committees"] = given["committees"].iloc[sorted(chain)]
        for table, column, of in (
            ("roster", "group_id", groups["group_id"]),
            ("windows", "group_id", groups["group_id"]),
            ("closures", "venue_id", tables["venues"]["venue_id"]),
            ("lecturer_windows", "person_id", tables["lecturers"]["person_id"]),
            ("absences", "person_id", pd.concat([members["person_id"], tables["lecturers"]["person_id"]])),
            ("topics", "scope_id", pd.Series([*ids, *tables["branches"]["branch_id"]], dtype="str")),
        ):
            tables[table] = self._rows(table, column, of)
        return given.with_tables({name: frame.reset_index(drop=True) for name, frame in tables.items()})

    def _rows(self, table: str, column: str, of: pd.Series) -> pd.DataFrame:
        """The rows of a table whose id is one of these; each table is indexed once."""
        frame = self.instance[table]
        if table not in self._indexed:
            groups = frame.groupby(column, sort=False).indices if len(frame) else {}
            self._indexed[table] = {str(k): np.asarray(v, dtype=np.int64) for k, v in groups.items()}
        index = self._indexed[table]
        found = [index[i] for i in of.unique().tolist() if i in index]
        return frame.iloc[np.sort(np.concatenate(found))] if found else frame.iloc[:0]

    def _venues(self, chain: set[int], near: IntArray, locked: set[str]) -> pd.DataFrame:
        """Venues that the block's audiences may use and some member can reach, and those of its locked sessions."""
        venues = self.instance["venues"]
        site = self._venue_site
        rows = np.flatnonzero(np.isin(self._venue_committee, [-1, *sorted(chain)]))
        most = self.instance.settings.session.max_attendee_travel
        sites = np.unique(site[rows])
        reached = (
            sites[[bool((self.travel.minutes(near, s) <= most).any()) for s in sites.tolist()]] if len(sites) else sites
        )
        held = np.flatnonzero(venues["venue_id"].isin(locked).to_numpy())
        return venues.iloc[np.union1d(rows[np.isin(site[rows], reached)], held)]

    def _lecturers(self, chain: set[int], locked: set[str]) -> pd.DataFrame:
        """Lecturers of the block's committees and those above, those of its locked sessions, and its own members.

        Where the block would have none, one of somebody else's, so that its studies still need one (H7).
        """
        lecturers = self.instance["lecturers"]
        held = lecturers["person_id"].isin(locked).to_numpy()
        rows = np.flatnonzero(np.isin(self._lecturer_committee, sorted(chain)) | held)
        return lecturers.iloc[rows if len(rows) else slice(0, 1)]
