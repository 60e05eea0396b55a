"""Placing a pattern: its sessions, attendees settled, get starts, venues and lecturers that are free and cost no
more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from turnout.models.settings import DAY
from turnout.scheduler.timetable.alone import Pattern, Side
from turnout.scheduler.timetable.candidates import Surroundings, fitting
from turnout.scheduler.timetable.columns import Offers
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.state import Session, State

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


Ready = dict[int, list[tuple[int, int]]]
Order = Literal["any", "early", "tight"]
FOREVER = 10**6
ANY_COST, NOWHERE = 10**12, 10**15


@dataclass(frozen=True, eq=False)
class Batch:
    """Attendees of one session of a pattern, by cohort number, and the most that the session may cost beside its
    opening."""

    kind: int
    heads: dict[int, int]
    cost: int

    @property
    def size(self) -> int:
        """Attendees."""
        return sum(self.heads.values())


def batches(audience: Audience, side: Side, kind: int) -> list[Batch]:
    """The sessions of one side of a pattern; where a column holds several, its attendees are dealt out evenly."""
    result = []
    for j in np.flatnonzero(side.sessions).tolist():
        count = int(side.sessions[j])
        dealt: list[dict[int, int]] = [{} for _ in range(count)]
        at = 0
        for i, cohort in enumerate(audience.cohorts):
            for _ in range(int(side.heads[j, i])):
                dealt[at % count][cohort] = dealt[at % count].get(cohort, 0) + 1
                at += 1
        price = {c: int(side.given.cost[j, i]) for i, c in enumerate(audience.cohorts)}
        result += [Batch(kind, d, sum(n * price[c] for c, n in d.items()) + int(side.given.off[j])) for d in dealt if d]
    return result


class Placer:
    """Places patterns of home audiences into a state, spreading them over the starts that are equally good."""

    def __init__(self, ground: Ground, state: State, seed: int) -> None:
        self.ground, self.state, self.seed = ground, state, seed
        self.around = Surroundings(ground, state)

    def place(self, audience: Audience, pattern: Pattern, ready: Ready) -> list[Session] | None:
        """Place all sessions of a pattern, or nothing. ready: (day, members) of joint studies, by cohort sent to
        them."""
        return self.place_batches(
            audience, batches(audience, pattern.study, STUDY), batches(audience, pattern.discussion, DISCUSSION), ready
        )

    def place_batches(
        self,
        audience: Audience,
        studies: list[Batch],
        discussions: list[Batch],
        ready: Ready,
        orders: tuple[Order, ...] = ("any", "early", "tight"),
    ) -> list[Session] | None:
        """Place all batches, or nothing: of each cohort no more discussed than studied a gap before (H6).

        First for no more than each may cost; where that has no room for all of them, at the cheapest starts there are.
        """
        offers = [self._offers(audience, side, kind) for kind, side in ((STUDY, studies), (DISCUSSION, discussions))]
        for order in orders:
            placed = self._attempt(audience, studies, discussions, offers, ready, order)
            if placed is not None:
                return placed
        dear_studies, dear_discussions = ([replace(b, cost=ANY_COST) for b in side] for side in (studies, discussions))
        offers = [self.around.offers(audience, kind) if side else [] for kind, side in ((0, studies), (1, discussions))]
        for order in orders:
            placed = self._attempt(audience, dear_studies, dear_discussions, offers, ready, order)
            if placed is not None:
                return placed
        return None

    def _offers(self, audience: Audience, side: list[Batch], kind: int) -> list[Offers]:
        """What is left for the audience at the sites where the way alone does not cost some batch more than it may."""
        near = {
            site for site in self.ground.sites(audience) for batch in side if self._way(batch, site) <= batch.cost
        }
        return self.around.offers(audience, kind, near) if side else []

    def _way(self, batch: Batch, site: int) -> int:
        """What all ways of a batch to a site cost."""
        ground = self.ground
        return sum(
            n * ground.travel_cost(ground.travel.between(ground.cohorts[c].site, site)) for c, n in batch.heads.items()
        )

    def _attempt(
        self,
        audience: Audience,
        studies: list[Batch],
        discussions: list[Batch],
        offers: list[list[Offers]],
        ready: Ready,
        order: Order,
    ) -> list[Session] | None:
        """Place all batches in one order of starts: any, studies early, or studies first and discussions last of
        all."""
        rng = np.random.default_rng([self.seed, audience.number])
        gap = self.ground.settings.session.gap_days
        good = {b: self.starts(audience, b, offers[b.kind]) for b in [*studies, *discussions]}
        latest = self._latest(discussions, good)
        placed: list[Session] = []
        slack = {c: np.zeros(self.ground.grids[DISCUSSION].days, dtype=np.int64) for b in discussions for c in b.heads}
        for cohort, steps in ready.items():
            if cohort in slack:
                for day, heads in steps:
                    slack[cohort][day + gap :] += heads
        for cohort in slack:
            if any(kind == STUDY for kind, _, _ in self.ground.held.get(cohort, ())):
                slack[cohort][:] += self.ground.cohorts[cohort].size
        for batch in sorted(studies, key=lambda b: int(good[b].sum())):
            last = min((latest.get(c, FOREVER) for c in batch.heads), default=FOREVER) - gap
            days = np.arange(self.ground.grids[STUDY].days) <= last
            session = self._put(
                audience, batch, offers[STUDY], good[batch], rng, days, "any" if order == "any" else "first"
            )
            if session is None:
                self._undo(placed)
                return None
            placed.append(session)
            for cohort, heads in batch.heads.items():
                if cohort in slack:
                    slack[cohort][session.begin // DAY + gap :] += heads
        for batch in sorted(discussions, key=lambda b: int(good[b].sum())):
            days = _enough(slack, batch)
            session = self._put(
                audience, batch, offers[DISCUSSION], good[batch], rng, days, "last" if order == "tight" else "any"
            )
            if session is None:
                self._undo(placed)
                return None
            placed.append(session)
            for cohort, heads in batch.heads.items():
                slack[cohort][session.begin // DAY :] -= heads
        return placed

    def _undo(self, placed: list[Session]) -> None:
        for session in placed:
            self.state.remove(session)

    def _latest(self, discussions: list[Batch], good: dict[Batch, BoolArray]) -> dict[int, int]:
        """Per cohort, the latest day on which all its discussions could still be."""
        latest: dict[int, int] = {}
        day = self.ground.grids[DISCUSSION].day
        for batch in discussions:
            starts = good[batch].any(axis=0)
            last = int(day[np.flatnonzero(starts)[-1]]) if starts.any() else -1
            for cohort in batch.heads:
                latest[cohort] = min(latest.get(cohort, FOREVER), last)
        return latest

    def starts(self, audience: Audience, batch: Batch, offers: list[Offers]) -> BoolArray:
        """(sites, slots) bool: where the batch could be for no more than it may cost."""
        return self.costs(audience, batch, offers) <= batch.cost

    def costs(self, audience: Audience, batch: Batch, offers: list[Offers]) -> IntArray:
        """(sites, slots) what the batch would cost there beside its opening, NOWHERE where it could not be."""
        if not offers:
            return np.zeros((0, self.ground.grids[batch.kind].size), dtype=np.int64)
        who = [i for i, c in enumerate(audience.cohorts) if c in batch.heads]
        heads = np.array([batch.heads[audience.cohorts[i]] for i in who], dtype=np.int64)
        rows = np.full((len(offers), self.ground.grids[batch.kind].size), NOWHERE, dtype=np.int64)
        for row, offer in zip(rows, offers, strict=True):
            cost = offer.cost[who]
            good = np.flatnonzero((cost.min(axis=0) >= 0) & (offer.seats >= batch.size))
            row[good] = heads @ cost[:, good] + offer.off[good]
        return rows

    def _put(
        self,
        audience: Audience,
        batch: Batch,
        offers: list[Offers],
        starts: BoolArray,
        rng: np.random.Generator,
        days: BoolArray,
        order: str,
    ) -> Session | None:
        """Put one batch at one of its starts on these days: the first, the last, or any, so that audiences spread."""
        grid = self.ground.grids[batch.kind]
        good = starts & days[grid.day]
        for crew in sorted({self.ground.cohorts[c].group for c in batch.heads} - {-1}):
            if self.ground.max_away[crew] is not None:
                heads = sum(n for c, n in batch.heads.items() if self.ground.cohorts[c].group == crew)
                good &= self.state.away_left(crew, batch.kind) >= heads
        spots = np.argwhere(good)
        if order == "any":
            spots = rng.permutation(spots)
            if batch.kind == STUDY and self.ground.lecturer_required and len(spots):
                spots = spots[np.argsort(self._precious(audience, offers, spots), kind="stable")]
            if batch.cost == ANY_COST and len(spots):
                spots = spots[np.argsort(self.costs(audience, batch, offers)[spots[:, 0], spots[:, 1]], kind="stable")]
        else:
            spots = spots[np.argsort(spots[:, 1] if order == "first" else -spots[:, 1], kind="stable")]
        for position, slot in spots.tolist():
            session = self.session(audience, batch, offers[position].site, slot)
            if session is not None:
                self.state.add(session)
                return session
        return None

    def _precious(self, audience: Audience, offers: list[Offers], spots: IntArray) -> IntArray:
        """(spots,) how precious to others the least precious lecturer there is: of a high committee, free at all
        hours."""
        lecturers = self.ground.lecturers
        ranked = sorted(lecturers.of(audience.committee).tolist(), key=lecturers.precious)
        least = np.full(len(spots), 10**6, dtype=np.int64)
        for position in np.unique(spots[:, 0]).tolist():
            left = np.flatnonzero(spots[:, 0] == position)
            for lecturer in ranked:
                there = self.around.lecturer(lecturer, offers[position].site)[spots[left, 1]]
                least[left[there]] = lecturers.precious(lecturer)
                left = left[~there]
                if not len(left):
                    break
        return least

    def session(self, audience: Audience, batch: Batch, site: int, slot: int) -> Session | None:
        """The session at this start if, as things stand now, a venue and a lecturer are still free."""
        around, grid = self.around, self.ground.grids[batch.kind]
        venues = fitting(around, self.ground.sites(audience)[site], batch.kind, slot, batch.size, most=1)
        if not venues:
            return None
        lecturer = -1
        if batch.kind == STUDY and self.ground.lecturer_required:
            there = around.lecturers(audience, site, slot, 1)
            if not there:
                return None
            lecturer = there[0]
        for cohort in batch.heads:
            own = self.ground.cohorts[cohort].lecturer
            free = self.state.cohort_slots(cohort, batch.kind) if own >= 0 else None
            if free is not None and not free[slot]:
                return None
        return Session(
            audience.number, batch.kind, int(grid.begin[slot]), grid.minutes, venues[0], lecturer, dict(batch.heads)
        )


def _enough(slack: dict[int, IntArray], batch: Batch) -> BoolArray:
    """(days,) bool: days on which, and ever after, enough of every cohort of the batch have studied a gap before."""
    good: BoolArray | None = None
    for cohort, heads in batch.heads.items():
        left = np.minimum.accumulate(slack[cohort][::-1])[::-1] >= heads
        good = left if good is None else good & left
    return good if good is not None else np.zeros(0, dtype=bool)
