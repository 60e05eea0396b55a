"""Columns: what sessions an audience could hold, one for all starts that cost and allow the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.prices import Prices

IntArray = npt.NDArray[np.int64]
CostArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Columns:
    """Sessions of one kind that an audience could hold, were no venue or lecturer ever occupied.

    cost: (columns, cohorts) int32, per attendee, −1 where the cohort is not free. seats: (columns,) seats, at most the
    audience's members. off: (columns,) cost of missing the theme day. day: (columns,) the best day of the starts of
    equal worth: the earliest for studies, the latest for discussions. starts: (columns,) how many starts are of this
    worth. slot, site: (columns,) where that best start is.
    """

    cost: CostArray
    seats: IntArray
    off: IntArray
    day: IntArray
    starts: IntArray
    slot: IntArray
    site: IntArray

    @property
    def count(self) -> int:
        """Number of columns."""
        return len(self.seats)

    def timeless(self) -> Columns:
        """The columns that are best by cost and seats alone, whatever their day; of equal ones, that with the better
        day."""
        return self.take(undominated(self.cost, self.seats, self.off, np.zeros(self.count, dtype=np.int64)))

    def take(self, kept: IntArray | npt.NDArray[np.bool_]) -> Columns:
        """Some of the columns, by number or mask."""
        return Columns(*(getattr(self, f)[kept] for f in ("cost", "seats", "off", "day", "starts", "slot", "site")))


@dataclass(frozen=True)
class Offers:
    """Every start of one kind at one site: cost (cohorts, slots), seats (slots,), off (slots,), all int32.

    seats is 0 where no session can be: no venue open, no lecturer there, or too few cohorts free for a batch.
    """

    site: int
    cost: CostArray
    seats: CostArray
    off: CostArray


def offers(ground: Ground, audience: Audience, kind: int, prices: Prices | None = None) -> list[Offers]:
    """What every start offers the audience, site by site. prices: of lecturers, added to what missing the theme day
    costs."""
    off = ground.off_theme(audience, kind)
    if prices is not None and kind == STUDY:
        off = off + prices.of(ground, audience)
    lectured = ground.lectured(audience, kind)
    sizes = np.array([ground.cohorts[c].size for c in audience.cohorts], dtype=np.int64)
    least = ground.settings.session.min_batch
    result = []
    for site, venues in ground.sites(audience).items():
        cost = np.stack([ground.open_cost(c, kind, site) for c in audience.cohorts])
        seats = np.minimum(ground.seats(venues, kind), int(sizes.sum()))
        heads = sizes @ (cost >= 0)
        result.append(
            Offers(site, cost, np.where(lectured & (seats >= least) & (heads >= least), seats, 0).astype(np.int32), off)
        )
    return result


def columns(ground: Ground, audience: Audience, kind: int, given: list[Offers]) -> Columns:
    """The columns of an audience that no other column is at least as good as."""
    grid = ground.grids[kind]
    late = grid.day if kind == STUDY else -grid.day
    rows, slots_of, sites_of = [], [], []
    for offer in given:
        slots = np.flatnonzero(offer.seats)
        rows.append(np.concatenate([offer.cost[:, slots], offer.seats[None, slots], offer.off[None, slots]]).T)
        slots_of.append(slots)
        sites_of.append(np.full(len(slots), offer.site, dtype=np.int64))
    if not rows or not sum(len(r) for r in rows):
        none = np.zeros(0, dtype=np.int64)
        return Columns(np.zeros((0, len(audience.cohorts)), dtype=np.int32), none, none, none, none, none, none)
    table, slot, site = np.concatenate(rows), np.concatenate(slots_of), np.concatenate(sites_of)
    order = np.argsort(late[slot].astype(np.int16), kind="stable")  # so small, they are sorted by digits
    table, slot, site = np.ascontiguousarray(table[order]), slot[order], site[order]
    first, starts = _distinct(table)
    table, slot, site = table[first], slot[first], site[first]
    wide = table.astype(np.int64)
    every = Columns(table[:, :-2], wide[:, -2], wide[:, -1], grid.day[slot], starts, slot, site)
    return every.take(undominated(every.cost, every.seats, every.off, late[slot]))


def _distinct(table: CostArray) -> tuple[IntArray, IntArray]:
    """Where each distinct row of a table first stands, in this order, and how often it does.

    Rows are told apart by a number that mixes their entries, which is quicker to look up; should two rows ever share
    one, they are compared entry by entry.
    """
    mixed = np.zeros(len(table), dtype=np.uint64)
    for column in table.T:
        mixed = (mixed + column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    first, codes = _first_seen(mixed)
    if not (table == table[first[codes]]).all():
        packed = table.view(np.dtype((np.void, table.dtype.itemsize * table.shape[1]))).ravel()
        first, codes = _first_seen(np.unique(packed, return_inverse=True)[1])
    return first, np.bincount(codes)


def _first_seen(keys: npt.NDArray[np.uint64] | IntArray) -> tuple[IntArray, IntArray]:
    """Positions at which keys come for the first time, and per position the number of its key in that order."""
    codes = pd.factorize(keys)[0].astype(np.int64)
    first = np.empty(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first, codes


def undominated(
    cost: CostArray, seats: IntArray, off: IntArray, lateness: IntArray, lecturers: IntArray | None = None
) -> IntArray:
    """Columns without another that frees as many for no more cost, seats as many, and is no later (in the better
    sense).

    Replacing a session by one of the dominating column keeps every attendee free, every gap and every batch limit.
    lecturers: (columns,) who could lecture, as bits; another must then leave as many of them the choice.
    """
    dear = np.where(cost < 0, np.iinfo(np.int32).max, cost)
    count = len(seats)
    alive = np.ones(count, dtype=bool)
    quality = np.lexsort((off, lateness, dear.sum(axis=1, dtype=np.int64), -seats))
    for i in quality.tolist():
        if not alive[i]:
            continue
        worse = (
            (dear >= dear[i]).all(axis=1) & (seats <= seats[i]) & (off >= off[i]) & (lateness >= lateness[i]) & alive
        )
        if lecturers is not None:
            worse &= (lecturers & ~lecturers[i]) == 0
        worse[i] = False
        alive &= ~worse
    return np.flatnonzero(alive)
