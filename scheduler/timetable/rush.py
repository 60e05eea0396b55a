"""A timetable for audiences of which no bound is known yet, in a hurry: nothing is solved, whoever fits is taken.

A session at a time, where most can come: studies as early, discussions as late as that allows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from turnout.models.settings import DAY
from turnout.scheduler.timetable.columns import Offers
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.place import Batch, Placer
from turnout.scheduler.timetable.state import Session, State

IntArray = npt.NDArray[np.int64]
TRIES = 20
"""Starts that are tried for one session where, as things stand, a venue or a lecturer turns out to be lacking."""


class Rush:
    """Places home audiences one after the other in what the others leave."""

    def __init__(self, ground: Ground, state: State, seed: int) -> None:
        self.ground, self.state = ground, state
        self.placer = Placer(ground, state, seed)
        self.least = ground.settings.session.min_batch

    def place(self, audience: Audience) -> None:
        """Give as many of an audience's members as find room a study, and a discussion a gap later (H6)."""
        self._side(audience, STUDY, self._unbound(audience, STUDY))
        self._side(audience, DISCUSSION, self._ready(audience))

    def _unbound(self, audience: Audience, kind: int) -> IntArray:
        """(cohorts, days) more than anybody needs."""
        return np.full((len(audience.cohorts), self.ground.grids[kind].days), 10**6, dtype=np.int64)

    def _ready(self, audience: Audience) -> IntArray:
        """(cohorts, days) members who by then have had their study and the gap after it, less those who discuss by
        then."""
        gap, ready = self.ground.settings.session.gap_days, self._unbound(audience, DISCUSSION)
        for row, cohort in zip(ready, audience.cohorts, strict=True):
            row[:] = 0
            for session in self.state.of_cohort.get(cohort, ()):
                day, heads = session.begin // DAY, session.heads.get(cohort, 0)
                if session.kind == STUDY:
                    row[max(0, day + gap) :] += heads
                else:
                    row[max(0, day) :] -= heads
            if any(kind == STUDY for kind, _, _ in self.ground.held.get(cohort, ())):
                row[:] += self.ground.cohorts[cohort].size
        return ready

    def _side(self, audience: Audience, kind: int, ready: IntArray) -> None:
        """Sessions of one kind, until too few are left for another one."""
        ground, state = self.ground, self.state
        left = np.array([ground.cohorts[c].size - state.placed(c, kind) for c in audience.cohorts], dtype=np.int64)
        if int(left.sum()) < self.least:
            return
        offers: list[Offers] = []
        tries = TRIES
        while tries and int(left.sum()) >= self.least:
            offers = offers or self.placer.around.offers(audience, kind)
            # Of the days from one on, the scarcest: who discusses earlier is missing on all of them.
            free = np.minimum.accumulate(ready[:, ::-1], axis=1)[:, ::-1]
            spot = self._best(audience, kind, offers, np.minimum(left[:, None], np.maximum(free, 0)))
            if spot is None:
                return
            number, slot = spot
            session = self._hold(audience, kind, offers[number], slot, left, free)
            offers[number].seats[slot] = 0
            tries -= 1
            if session is not None:
                tries = TRIES
                for at, cohort in enumerate(audience.cohorts):
                    left[at] -= session.heads.get(cohort, 0)
                    if kind == DISCUSSION:
                        ready[at, session.begin // DAY :] -= session.heads.get(cohort, 0)
                offers = []

    def _best(self, audience: Audience, kind: int, offers: list[Offers], may: IntArray) -> tuple[int, int] | None:
        """(offer, slot) at which most can come, None where too few can anywhere. may: (cohorts, days)."""
        best, found = self.least - 1, None
        most = max(self.ground.max_batch(c) for c in audience.cohorts)
        coming = may[:, self.ground.grids[kind].day]
        for number, offer in enumerate(offers):
            heads = np.minimum(np.where(offer.cost >= 0, coming, 0).sum(axis=0), np.minimum(offer.seats, most))
            high = int(heads.max(initial=0))
            if high > best:
                slots = np.flatnonzero(heads == high)
                best, found = high, (number, int(slots[0 if kind == STUDY else -1]))
        return found

    def _hold(
        self, audience: Audience, kind: int, offer: Offers, slot: int, left: IntArray, free: IntArray
    ) -> Session | None:
        """The session there, with as many as venue, batch and crews allow; None where that are too few."""
        day = int(self.ground.grids[kind].day[slot])
        heads = self._heads(audience, kind, offer, slot, np.minimum(left, np.maximum(free[:, day], 0)))
        if sum(heads.values()) < self.least:
            return None
        session = self.placer.session(audience, Batch(kind, heads, 0), offer.site, slot)
        if session is not None:
            self.state.add(session)
        return session

    def _heads(self, audience: Audience, kind: int, offer: Offers, slot: int, may: IntArray) -> dict[int, int]:
        """Attendees by cohort: those of the largest batches first, so that small ones do not keep others out."""
        ground = self.ground
        heads: dict[int, int] = {}
        away: dict[int, int] = {}
        room = int(offer.seats[slot])
        for at in sorted(range(len(audience.cohorts)), key=lambda at: -ground.max_batch(audience.cohorts[at])):
            cohort = audience.cohorts[at]
            crew = ground.cohorts[cohort].group
            if crew >= 0 and ground.max_away[crew] is not None and crew not in away:
                away[crew] = int(self.state.away_left(crew, kind)[slot])
            there = sum(heads.values())
            count = min(int(may[at]), room - there, ground.max_batch(cohort) - there, away.get(crew, room))
            if count > 0 and offer.cost[at, slot] >= 0:
                heads[cohort] = count
                if crew in away:
                    away[crew] -= count
        return heads
