"""Columns of an audience that say which class of lecturers could lecture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.timetable.columns import Columns, offers, undominated
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.lecturing import Supply, classes_of, masks


@dataclass(frozen=True)
class Supplied:
    """Columns of an audience. lecturers: per column the classes of which one must lecture; none where no class is
    counted, or no lecturer needed."""

    given: Columns
    lecturers: tuple[tuple[int, ...], ...]


def supplied_columns(ground: Ground, audience: Audience, kind: int, supplies: Supply) -> Supplied:
    """The columns that no other one is at least as good as: as free, cheap, roomy, and open to as many classes of
    lecturers. Days are not compared."""
    mask_of = masks(ground, audience, supplies) if kind == STUDY else np.full(ground.grids[kind].size, -1)
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
        return Supplied(Columns(np.zeros((0, count), dtype=np.int32), none, none, none, none, none, none), ())
    slot, site = np.concatenate(slots_of), np.concatenate(sites_of)
    table, first, starts = np.unique(table, axis=0, return_index=True, return_counts=True)
    slot, site = slot[first], site[first]
    cost, (seats, off, mask) = table[:, :count].astype(np.int32), table[:, count:].T
    kept = undominated(cost, seats, off, np.zeros(len(table), dtype=np.int64), mask)
    every = Columns(cost, seats, off, ground.grids[kind].day[slot], starts.astype(np.int64), slot, site)
    return Supplied(every.take(kept), tuple(classes_of(int(m)) for m in mask[kept]))
