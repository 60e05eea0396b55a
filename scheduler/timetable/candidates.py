"""Candidate sessions for the model: all of them for small instances, well-chosen ones for neighbourhoods."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.columns import Columns, Offers, columns
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.model import Candidate
from turnout.scheduler.timetable.state import State

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
MOST_LECTURERS = 3
LAYERS = 3


class Surroundings:
    """What is left of venues and lecturers beside the sessions of a state.

    detours: whether lecturers' ways are left to the model, which knows more of them than single slots tell.
    """

    def __init__(self, ground: Ground, state: State, detours: bool = False) -> None:
        self.ground, self.state, self.detours = ground, state, detours
        self.venue = state.venue_slots

    def lecturer(self, lecturer: int, site: int) -> BoolArray:
        """(slots,) bool: whether the lecturer could lecture at this site."""
        return self.state.lecturer_slots(lecturer, None if self.detours else site)

    def lectured(self, audience: Audience, site: int, wanted: BoolArray) -> BoolArray:
        """(slots,) bool: of these slots, those at which some lecturer could lecture to the audience at this site."""
        missing = wanted.copy()
        for lecturer in self.ground.lecturers.of(audience.committee).tolist():
            missing &= ~self.lecturer(lecturer, site)
            if not missing.any():
                break
        return wanted & ~missing

    def offers(self, audience: Audience, kind: int, only: Container[int] | None = None) -> list[Offers]:
        """What is left for the audience, site by site; of venues and lecturers only those that are free. only: sites to
        look at, None for all."""
        ground, result = self.ground, []
        cohorts = [ground.cohorts[c] for c in audience.cohorts]
        sizes = np.array([c.size for c in cohorts], dtype=np.int64)
        everybody, least = int(sizes.sum()), ground.settings.session.min_batch
        off = ground.off_theme(audience, kind)
        for site, venues in ground.sites(audience).items():
            if only is not None and site not in only:
                continue
            cost = np.stack([self._cost(c, kind, site) for c in audience.cohorts])
            seats = np.zeros(ground.grids[kind].size, dtype=np.int32)
            for venue in venues.tolist():
                room = np.int32(min(int(ground.venues.capacity[venue]), everybody))
                np.maximum(seats, room, out=seats, where=self.venue(venue, kind))
            good = (seats >= least) & (sizes @ (cost >= 0) >= least)
            if kind == STUDY and ground.lecturer_required:
                good = self.lectured(audience, site, good)
            result.append(Offers(site, cost, np.where(good, seats, 0).astype(np.int32), off))
        return result

    def _cost(self, cohort: int, kind: int, site: int) -> npt.NDArray[np.int32]:
        """Cost of attending, −1 also where a lecturing member lectures."""
        cost = self.ground.open_cost(cohort, kind, site)
        free = self.state.cohort_slots(cohort, kind)
        return cost if free is None else np.where(free, cost, np.int32(-1))

    def lecturers(self, audience: Audience, site: int, slot: int, most: int) -> tuple[int, ...]:
        """Rows of lecturers who could lecture then; at most `most`, the least precious first."""
        if not self.ground.lecturer_required:
            return ()
        rows = self.ground.lecturers.of(audience.committee).tolist()
        there = [w for w in rows if self.lecturer(w, site)[slot]]
        return tuple(sorted(there, key=lambda w: (self.ground.lecturers.precious(w), w))[:most])


def every_candidate(around: Surroundings, audience: Audience, kind: int) -> list[Candidate]:
    """Every session that the audience could hold, in every venue, with every lecturer."""
    ground, result = around.ground, []
    for offer in around.offers(audience, kind):
        for venue in ground.sites(audience)[offer.site].tolist():
            seats = int(ground.venues.capacity[venue])
            if seats < ground.settings.session.min_batch:
                continue
            for slot in np.flatnonzero((offer.seats > 0) & around.venue(venue, kind)).tolist():
                result.append(
                    _candidate(
                        around, audience, kind, offer.cost, int(offer.off[slot]), slot, offer.site, venue,
                        ground.lecturers.count,
                    )
                )  # fmt: skip
    return result


def candidates_at_most(around: Surroundings, audience: Audience, kind: int) -> int:
    """How many sessions the audience could hold, counted without making them: no fewer than `every_candidate` gives."""
    sites = around.ground.sites(audience)
    return sum(
        int(((offer.seats > 0) & around.venue(venue, kind)).sum())
        for offer in around.offers(audience, kind)
        for venue in sites[offer.site].tolist()
    )


def _candidate(
    around: Surroundings,
    audience: Audience,
    kind: int,
    costs: npt.NDArray[np.int32],
    off: int,
    slot: int,
    site: int,
    venue: int,
    most: int,
) -> Candidate:
    ground = around.ground
    grid = ground.grids[kind]
    cost = {c: int(costs[i, slot]) for i, c in enumerate(audience.cohorts) if costs[i, slot] >= 0}
    heads = sum(ground.cohorts[c].size for c in cost)
    return Candidate(
        audience.number,
        kind,
        int(grid.begin[slot]),
        int(grid.day[slot]),
        venue,
        min(int(ground.venues.capacity[venue]), heads),
        off,
        cost,
        around.lecturers(audience, site, slot, most) if kind == STUDY else (),
    )


def chosen_candidates(
    around: Surroundings,
    audience: Audience,
    kind: int,
    rng: np.random.Generator,
    each: int,
    most: int,
    halls: int = 1,
) -> list[Candidate]:
    """Candidates worth having: for each kind of start that none beats, its best start and `each` others; then of what
    is left, which counts once those are taken; at most `most` starts, each in up to `halls` venues."""
    ground = around.ground
    given = around.offers(audience, kind)
    picks: dict[tuple[int, int], int] = {}
    for _ in range(LAYERS):
        best = columns(ground, audience, kind, given)
        if not best.count or len(picks) >= most:
            break
        given = _picked(best, given, rng, each, picks)
    cost = {offer.site: offer.cost for offer in given}
    result = []
    for (site, slot), seats in list(picks.items())[:most]:
        off = int(ground.off_theme(audience, kind)[slot])
        for venue in fitting(around, ground.sites(audience)[site], kind, slot, seats, halls):
            result.append(_candidate(around, audience, kind, cost[site], off, slot, site, venue, MOST_LECTURERS))
    return result


def _picked(
    best: Columns, given: list[Offers], rng: np.random.Generator, each: int, picks: dict[tuple[int, int], int]
) -> list[Offers]:
    """Add the picks of each column, (site, slot) with its seats; what is left of the offers without all such starts."""
    by_site = {offer.site: offer for offer in given}
    left = {offer.site: offer.seats.copy() for offer in given}
    rank = np.lexsort((best.slot, best.off + _per_head(best.cost), -(best.cost >= 0).sum(axis=1)))
    for j in rank.tolist():
        offer = by_site[int(best.site[j])]
        alike = (
            (offer.cost == best.cost[j][:, None]).all(axis=0)
            & (offer.off == best.off[j])
            & (offer.seats >= best.seats[j])
        )
        slots = np.flatnonzero(alike)
        extra = rng.choice(slots, size=min(each, len(slots)), replace=False).tolist() if each else []
        for slot in sorted({int(best.slot[j]), *extra}):
            picks.setdefault((offer.site, slot), int(offer.seats[slot]))
        left[offer.site][alike] = 0
    return [replace(offer, seats=left[offer.site]) for offer in given]


def _per_head(cost: npt.NDArray[np.int32]) -> IntArray:
    """(columns,) sum of attendees' costs, those not free left out."""
    total: IntArray = np.maximum(cost, 0).sum(axis=1).astype(np.int64)
    return total


def fitting(around: Surroundings, venues: IntArray, kind: int, slot: int, seats: int, most: int) -> list[int]:
    """The smallest free venues that have the seats, at most `most`."""
    capacity = around.ground.venues.capacity
    free = [v for v in venues.tolist() if around.venue(v, kind)[slot] and capacity[v] >= seats]
    return sorted(free, key=lambda v: (int(capacity[v]), v))[:most]
