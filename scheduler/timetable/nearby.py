"""Sites with venues near everybody, and when a venue and a lecturer are there, for many audiences at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.models import Instance
from turnout.scheduler.timetable.bits import Bits, expanded, joined, packed
from turnout.scheduler.timetable.grid import Grid
from turnout.scheduler.timetable.rooms import Lecturers, Venues
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
CHUNK = 2_000_000
"""Ways looked at in one step."""


@dataclass(frozen=True)
class Ways:
    """For each of many members or crowds: sites of venues that they may use and reach, in an order to try them in.

    first, count: (asked,) where each one's are in `sites` and `minutes`, and how many.
    """

    first: IntArray
    count: IntArray
    sites: IntArray
    minutes: IntArray

    def turn(self, asked: IntArray, turn: int) -> tuple[IntArray, IntArray]:
        """(asked,) site of this turn, counted from 0, and minutes to it, of those that have so many."""
        at = self.first[asked] + turn
        return self.sites[at], self.minutes[at]

    def together(self, home: IntArray, heads: IntArray) -> Ways:
        """The same ways, first to where most of one's home audience can come. home, heads: (asked,)."""
        asked, step = expanded(self.count)
        at = self.first[asked] + step
        sites, minutes = self.sites[at], self.minutes[at]
        _, meeting = np.unique(home[asked] * (int(sites.max(initial=0)) + 1) + sites, return_inverse=True)
        gathered = np.bincount(meeting, weights=heads[asked])
        order = np.lexsort((sites, minutes, -gathered[meeting], asked))
        return Ways(np.cumsum(self.count) - self.count, self.count, sites[order], minutes[order])

    def of(self, asked: IntArray) -> Ways:
        """The ways of some of them."""
        return Ways(self.first[asked], self.count[asked], self.sites, self.minutes)


def ways_of(
    instance: Instance, tree: Tree, travel: Travel, venues: Venues, committee: IntArray, site: IntArray
) -> Ways:
    """From each site to the venues for the smallest batch that audiences of the committee there may use (H3, H4), the
    nearest first. committee, site: (asked,)."""
    width = len(instance["sites"]) + 1
    pairs, pair_of = np.unique(committee * width + site, return_inverse=True)
    large = _large(instance, venues)
    owner = venues.committee[large]
    places = {o: venues.site[large[owner == o]] for o in np.unique(owner).tolist()}
    users, user_of = np.unique(pairs // width, return_inverse=True)
    none = np.zeros(0, dtype=np.int64)
    usable = [
        np.unique(np.concatenate([places.get(c, none) for c in (-1, *tree.chain(user))])) for user in users.tolist()
    ]
    counts = np.array([len(u) for u in usable], dtype=np.int64)
    first, every = np.cumsum(counts) - counts, np.concatenate([none, *usable])
    pieces = []
    for some in np.array_split(np.arange(len(pairs)), int(counts[user_of].sum()) // CHUNK + 1):
        entry, step = expanded(counts[user_of[some]])
        pair = some[entry]
        place = every[first[user_of[pair]] + step]
        minutes = travel.minutes(pairs[pair] % width, place)
        near = minutes <= instance.settings.session.max_attendee_travel
        pieces.append(np.stack([pair[near], minutes[near], place[near]]))
    pair, minutes, place = np.concatenate(pieces, axis=1)
    order = np.lexsort((place, minutes, pair))
    count = np.bincount(pair, minlength=len(pairs))
    return Ways((np.cumsum(count) - count)[pair_of], count[pair_of], place[order], minutes[order])


class Served:
    """Starts with a venue for the smallest batch, and starts with a lecturer, by the audience's committee."""

    def __init__(self, instance: Instance, tree: Tree, venues: Venues, both: tuple[Grid, Grid]) -> None:
        self._tree, self._grids = tree, both
        large = _large(instance, venues)
        self._width = len(instance["sites"]) + 1
        self._keys, place = np.unique(
            (venues.committee[large] + 1) * self._width + venues.site[large], return_inverse=True
        )
        self._open = [
            joined(_rows([venues.open_slots(v, kind) for v in large.tolist()], grid), place, len(self._keys))
            for kind, grid in enumerate(both)
        ]
        self._taught = _taught(instance, tree, both[0])

    def venue(self, kind: int, committee: IntArray, site: IntArray) -> Bits:
        """(asked, words) starts of this kind at which a venue for this committee's audiences is open at the site."""
        asked, which = np.unique(committee * self._width + site, return_inverse=True)
        committee, site = asked // self._width, asked % self._width
        bits = self._at(kind, np.full_like(committee, -1), site)
        above = committee
        while (above >= 0).any():
            bits |= self._at(kind, above, site)
            above = np.where(above >= 0, self._tree.parent[above], -2)
        return bits[which]

    def lecturer(self, kind: int, committee: IntArray) -> Bits:
        """(asked, words) starts of this kind at which a lecturer is there for this committee's audiences, where one is
        needed."""
        if kind == 0 and self._taught is not None:
            return self._taught[committee]
        always = packed(np.ones((1, self._grids[kind].size), dtype=bool))
        return np.repeat(always, len(committee), axis=0)

    def _at(self, kind: int, owner: IntArray, site: IntArray) -> Bits:
        """(asked, words) starts with a venue of just this owner (−1: anyone's) at the site."""
        found = np.zeros((len(owner), self._open[kind].shape[1]), dtype=np.uint64)
        if len(self._keys):
            key = (owner + 1) * self._width + site
            at = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
            there = (self._keys[at] == key) & (owner >= -1)
            found[there] = self._open[kind][at[there]]
        return found


def _large(instance: Instance, venues: Venues) -> IntArray:
    """Rows of the venues that hold the smallest batch and that somebody here may use."""
    return np.flatnonzero((venues.capacity >= instance.settings.session.min_batch) & (venues.committee >= -1))


def _taught(instance: Instance, tree: Tree, grid: Grid) -> Bits | None:
    """(committees, words) starts at which some lecturer for the committee's audiences is there (H7); None where none is
    needed."""
    lecturers = Lecturers(instance, tree, grid)
    if not (instance.settings.session.lecturer_required and lecturers.count):
        return None
    able = np.flatnonzero((lecturers.max_sessions > 0) & (lecturers.committee >= 0))
    bits = _rows([lecturers.slots(row) for row in able.tolist()], grid)
    result = joined(bits, lecturers.committee[able], len(tree.ids))
    for committee in tree.order:
        if tree.parent[committee] >= 0:
            result[committee] |= result[tree.parent[committee]]
    return result


def _rows(masks: list[BoolArray], grid: Grid) -> Bits:
    """One row per mask; many masks are one and the same object, and so are packed once."""
    number: dict[int, int] = {}
    distinct: list[BoolArray] = []
    for mask in masks:
        if id(mask) not in number:
            number[id(mask)] = len(distinct)
            distinct.append(mask)
    every = np.array(distinct, dtype=bool).reshape(len(distinct), grid.size)
    return packed(every)[np.array([number[id(m)] for m in masks], dtype=np.int64)]
