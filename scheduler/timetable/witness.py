"""How far everybody would come were he alone: who has a witness that he could be placed, and what the others lack.

Of the reasons why somebody is left out, all but the last say that he could not be placed even alone (docs/reasons.md).
For nearly everybody that is refuted by one start, at a site near by, at which he is free, a venue is open, a lecturer
is there, and so are enough others of his home audience: a witness, sought for everybody at once.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from turnout.models import Instance
from turnout.scheduler.timetable.bits import Bits, expanded, packed, runs, unpacked
from turnout.scheduler.timetable.crowds import Crowds
from turnout.scheduler.timetable.free_bits import FreeBits
from turnout.scheduler.timetable.grid import grids
from turnout.scheduler.timetable.nearby import Served, Ways, ways_of
from turnout.scheduler.timetable.rooms import Venues
from turnout.scheduler.travel import Travel
from turnout.scheduler.tree import Tree

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
NOT_FREE, FREE, WITH_VENUE, WITH_LECTURER, POSSIBLE = range(5)
"""What some start offers, tests F, V, L and T of docs/reasons.md one after the other."""
LACKING = ("NO_FREE_TIME", "NO_VENUE", "NO_LECTURER", "TOO_FEW", "")
"""By level, the reason why somebody could not be placed even alone, "" where he could."""
Test = Callable[[int, IntArray, IntArray], Bits]
"""Of a kind, crowds and sites: (crowds, words) starts that pass a test there."""
ROWS = 50_000
"""Crowds looked at in one step, so that their slots take little memory."""
CELLS = 20_000_000
"""Slots of crowds counted in one step."""


class Witnesses:
    """Looks for witnesses in one instance. free: when its crowds are free."""

    def __init__(self, instance: Instance, tree: Tree, travel: Travel, crowds: Crowds) -> None:
        session = instance.settings.session
        self._crowds, self._travel = crowds, travel
        self._least, self._most = session.min_batch, session.max_attendee_travel
        self._grids = grids(instance)
        venues = Venues(instance, tree, travel, self._grids)
        self._ways = ways_of(instance, tree, travel, venues, crowds.committee, crowds.site)
        self._served = Served(instance, tree, venues, self._grids)
        self.free = FreeBits(instance, crowds, self._grids)
        self._anchors = crowds.anchors(self._least)
        self._by_home = np.argsort(crowds.home, kind="stable")

    def levels(self) -> Levels:
        """(2, crowds) int8, studies first: the highest of the levels that some start reaches, by the home audience."""
        result = np.zeros((2, len(self._crowds.home)), dtype=np.int8)
        for kind in range(2):
            level = self._reached(kind, np.arange(result.shape[1]))
            kept = np.flatnonzero(self._crowds.limit <= 0)
            level[kept] = self._search(kind, kept, self._ways.of(kept), None)
            rest = np.flatnonzero(level == NOT_FREE)
            at_home = np.zeros(len(rest), dtype=np.int64)
            level[rest[self.free.bits(kind, rest, at_home).any(axis=1)]] = FREE
            result[kind] = level
        return result

    def possible(self, kind: int, crowds: IntArray, allowed: Bits) -> BoolArray:
        """(asked,) whether some start of those allowed is a witness. crowds: (asked,). allowed: (asked, words)."""
        return np.asarray(self._reached(kind, crowds, allowed) == POSSIBLE)

    def _reached(self, kind: int, crowds: IntArray, allowed: Bits | None = None) -> Levels:
        """(asked,) the highest level that some start reaches, of crowds of whom anybody may leave; 0 for others."""
        level = np.zeros(len(crowds), dtype=np.int8)
        may_leave = self._crowds.limit[crowds] > 0
        able = np.flatnonzero(may_leave & (self._anchors[0][crowds] >= 0))
        asked = crowds[able]
        level[able] = self._search(kind, asked, self._ways.of(asked), self._anchored, _of(allowed, able))
        left = np.flatnonzero(may_leave & (level < POSSIBLE))
        asked = crowds[left]
        ways = self._ways.of(asked).together(self._crowds.home[asked], self._crowds.heads[asked])
        level[left] = np.maximum(level[left], self._search(kind, asked, ways, self._gathered, _of(allowed, left)))
        return level

    def _search(
        self, kind: int, asked: IntArray, ways: Ways, company: Test | None, allowed: Bits | None = None
    ) -> Levels:
        """(asked,) the level reached, trying one site after the other until each has a witness. asked: crowds. company:
        None for those who may never leave. allowed: (asked, words) starts that count, None: all."""
        tests: list[tuple[int, Test]] = [(WITH_VENUE, self._venue), (WITH_LECTURER, self._lecturer)]
        tests += [] if company is None else [(POSSIBLE, company)]
        level = np.zeros(len(asked), dtype=np.int8)
        left, turn = np.arange(len(asked)), 0
        while len(left := left[ways.count[left] > turn]):
            for some in np.array_split(left, -(-len(left) // ROWS)):
                at, rows, (site, minutes) = some, asked[some], ways.turn(some, turn)
                bits = self.free.bits(kind, rows, minutes)
                if allowed is not None:
                    bits &= allowed[at]
                for reached, test in tests:
                    bits &= test(kind, rows, site)
                    passed = bits.any(axis=1)
                    at, rows, site, bits = at[passed], rows[passed], site[passed], bits[passed]
                    level[at] = np.maximum(level[at], reached)
                    if not len(rows):
                        break
            left, turn = left[level[left] < POSSIBLE], turn + 1
        return level

    def _venue(self, kind: int, rows: IntArray, site: IntArray) -> Bits:
        """When a venue for the smallest batch is open there."""
        return self._served.venue(kind, self._crowds.committee[rows], site)

    def _lecturer(self, kind: int, rows: IntArray, site: IntArray) -> Bits:
        """When a lecturer is there, where one is needed."""
        return self._served.lecturer(kind, self._crowds.committee[rows])

    def _anchored(self, kind: int, rows: IntArray, site: IntArray) -> Bits:
        """When crowds that are large enough by themselves are there."""
        bits = self._there(kind, self._anchors[0][rows], site)
        for anchor in self._anchors[1:]:
            some = np.flatnonzero(anchor[rows] >= 0)
            bits[some] &= self._there(kind, anchor[rows[some]], site[some])
        return bits

    def _gathered(self, kind: int, rows: IntArray, site: IntArray) -> Bits:
        """When min_batch of all whom the audience takes are there."""
        home, width = self._crowds.home, int(site.max()) + 1
        meetings, which = np.unique(home[rows] * width + site, return_inverse=True)
        first, last = (np.searchsorted(home[self._by_home], meetings // width, side=s) for s in ("left", "right"))
        parts = int((last - first).sum()) * self._grids[kind].size // CELLS + 1
        enough = []
        for some in np.array_split(np.arange(len(meetings)), min(parts, len(meetings))):
            meeting, step = expanded(last[some] - first[some])
            crowd = self._by_home[first[some][meeting] + step]
            enough.append(self._enough(kind, crowd, meeting, (meetings[some] % width)[meeting]))
        return np.concatenate(enough)[which]

    def _enough(self, kind: int, crowd: IntArray, meeting: IntArray, site: IntArray) -> Bits:
        """(meetings, words) starts at which min_batch are there, of each crew no more than may be away.

        crowd, meeting, site: (attending,), by meeting, and within one by crew.
        """
        size = self._grids[kind].size
        group = self._crowds.group[crowd]
        heads = unpacked(self._there(kind, crowd, site), size).astype(np.int32)
        heads *= self._crowds.heads[crowd, None].astype(np.int32)
        first = runs(meeting, group)
        heads = np.minimum(_sums(heads, first), self._crowds.limit[crowd[first], None])
        return packed(_sums(heads, runs(meeting[first])) >= self._least)

    def _there(self, kind: int, rows: IntArray, site: IntArray) -> Bits:
        """When these crowds are free at these sites; never where that is too far."""
        minutes = self._travel.minutes(self._crowds.site[rows], site)
        bits = self.free.bits(kind, rows, np.minimum(minutes, self._most))
        bits[minutes > self._most] = 0
        return bits


def _of(bits: Bits | None, rows: IntArray) -> Bits | None:
    """These rows, where there are any bits."""
    return None if bits is None else bits[rows]


def _sums(rows: npt.NDArray[np.int32], first: IntArray) -> npt.NDArray[np.int32]:
    """Sums of rows from each place to before the next; most are of few rows."""
    count = np.diff(first, append=len(rows))
    sums = rows[first]
    for step in range(1, int(count.max())):
        more = np.flatnonzero(count > step)
        sums[more] += rows[first[more] + step]
    return sums
