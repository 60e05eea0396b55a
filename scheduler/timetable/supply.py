"""Columns of an audience that say which class of lecturers could lecture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.columns import Columns, offers, undominated
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.lecturing import Supply, masks

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Supplied:
    """Columns of an audience. mask: (columns,) the classes of which one must lecture, as bits; all bits where no class
    is counted, or no lecturer needed."""

    given: Columns
    mask: IntArray

    def take(self, kept: IntArray) -> Supplied:
        """Some of the columns, by number."""
        return Supplied(self.given.take(kept), self.mask[kept])


Tables = dict[tuple[int, int], Supplied]
"""Columns by audience and kind."""


def every_column(ground: Ground, supplies: Supply, dated: bool = False) -> Tables:
    """The columns of all audiences. dated: as in `supplied_columns`."""
    return {
        (audience.number, kind): supplied_columns(ground, audience, kind, supplies, dated)
        for audience in ground.audiences
        if audience.cohorts
        for kind in ((STUDY,) if audience.type == "committee" else (STUDY, DISCUSSION))
    }


def supplied_columns(ground: Ground, audience: Audience, kind: int, supplies: Supply, dated: bool = False) -> Supplied:
    """The columns that no other one is at least as good as: as free, cheap, roomy, and open to as many classes of
    lecturers. dated: and no later (studies) or no earlier (discussions); else days are not compared."""
    grid = ground.grids[kind]
    late = grid.day if kind == STUDY else -grid.day
    mask_of = masks(ground, audience, supplies) if kind == STUDY else np.full(grid.size, -1)
    rows, slots_of, sites_of = [], [], []
    for offer in offers(ground, audience, kind):
        slots = np.flatnonzero(offer.seats)
        beside = np.stack([offer.seats[slots], offer.off[slots], mask_of[slots]])
        rows.append(np.concatenate([offer.cost[:, slots], beside]).T)
        slots_of.append(slots)
        sites_of.append(np.full(len(slots), offer.site, dtype=np.int64))
    count = len(audience.cohorts)
    table = np.concatenate(rows) if rows else np.zeros((0, count + 3), dtype=np.int64)
    if not len(table):
        none = np.zeros(0, dtype=np.int64)
        return Supplied(Columns(np.zeros((0, count), dtype=np.int32), none, none, none, none, none, none), none)
    slot, site = np.concatenate(slots_of), np.concatenate(sites_of)
    order = np.argsort(late[slot], kind="stable")
    table, slot, site = table[order], slot[order], site[order]
    table, first, starts = np.unique(table, axis=0, return_index=True, return_counts=True)
    slot, site = slot[first], site[first]
    cost, (seats, off, mask) = table[:, :count].astype(np.int32), table[:, count:].T
    every = Columns(cost, seats, off, grid.day[slot], starts.astype(np.int64), slot, site)
    return best(Supplied(every, mask), late[slot] if dated else np.zeros(len(table), dtype=np.int64))


def best(columns: Supplied, lateness: IntArray) -> Supplied:
    """Those of the columns that no other one is at least as good as. lateness: (columns,) less is better."""
    given = columns.given
    return columns.take(undominated(given.cost, given.seats, given.off, lateness, columns.mask))
