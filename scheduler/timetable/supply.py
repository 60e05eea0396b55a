"""What lecturers can supply: classes of them that are there at the same times, and columns that say which class could
lecture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.columns import Columns, offers, undominated
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.scarce import in_a_row

IntArray = npt.NDArray[np.int64]
MOST_CLASSES = 60


@dataclass(frozen=True)
class Supply:
    """Classes of lecturers of one committee who are there at the same times.

    of: (lecturers,) the class of each, −1 for those who can never lecture. most: (classes,) sessions that its lecturers
    can hold in all, each no more than max_sessions and than fit one after the other; −1 where they are not counted:
    where they suffice for anything, and for classes beyond the first MOST_CLASSES.
    """

    of: IntArray
    most: IntArray


def supply(ground: Ground) -> Supply:
    """The classes of a block's lecturers, none where studies need no lecturer."""
    lecturers, grid = ground.lecturers, ground.grids[STUDY]
    count = lecturers.count if ground.lecturer_required else 0
    of = np.full(count, -1, dtype=np.int64)
    most: list[int] = []
    known: dict[tuple[int, bytes], int] = {}
    for who in range(count):
        slots = lecturers.slots(who)
        can = min(in_a_row(grid, slots), int(lecturers.max_sessions[who]))
        if can <= 0:
            continue
        number = known.setdefault((int(lecturers.committee[who]), slots.tobytes()), len(known))
        of[who] = number
        if number == len(most):
            most.append(0)
        most[number] += can
    plenty = sum(c.size for c in ground.cohorts) // ground.settings.session.min_batch
    counted = [k if n < MOST_CLASSES and k < plenty else -1 for n, k in enumerate(most)]
    return Supply(of, np.array(counted, dtype=np.int64))


@dataclass(frozen=True)
class Supplied:
    """Columns of an audience. lecturers: per column the classes of which one must lecture; none where no class is
    counted, or no lecturer needed."""

    given: Columns
    lecturers: tuple[tuple[int, ...], ...]


def supplied_columns(ground: Ground, audience: Audience, kind: int, supplies: Supply) -> Supplied:
    """The columns that no other one is at least as good as: as free, cheap, roomy, and open to as many classes of
    lecturers. Days are not compared."""
    masks = _masks(ground, audience, kind, supplies)
    rows, slots_of, sites_of = [], [], []
    for offer in offers(ground, audience, kind):
        slots = np.flatnonzero(offer.seats)
        beside = np.stack([offer.seats[slots], offer.off[slots], masks[slots]])
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
    return Supplied(every.take(kept), tuple(_classes(int(m)) for m in mask[kept]))


def _masks(ground: Ground, audience: Audience, kind: int, supplies: Supply) -> IntArray:
    """(slots,) the classes there, as bits; all bits where a lecturer is there whom nobody counts, or none is needed."""
    masks = np.zeros(ground.grids[kind].size, dtype=np.int64)
    if kind != STUDY or not ground.lecturer_required:
        return np.full_like(masks, -1)
    for who in ground.lecturers.of(audience.committee).tolist():
        number = int(supplies.of[who])
        if number >= 0:
            bit = 1 << number if supplies.most[number] >= 0 else -1
            masks |= np.where(ground.lecturers.slots(who), np.int64(bit), np.int64(0))
    return masks


def _classes(mask: int) -> tuple[int, ...]:
    """The classes of a mask; none where all are in it."""
    return () if mask < 0 else tuple(n for n in range(MOST_CLASSES) if mask >> n & 1)
