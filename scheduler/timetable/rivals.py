"""Rivals of a home audience: whose sessions stand where its own would have to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from turnout.scheduler.timetable.alone import Pattern
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.place import Batch, batches
from turnout.scheduler.timetable.state import Session, State
from turnout.scheduler.travel import UNREACHABLE

MOST_STARTS = 48
"""Starts of one batch that are looked at; of more, as many by chance."""


class Rivals:
    """Finds, for the sessions that an audience's pattern wants, the sessions that keep it from them."""

    def __init__(self, ground: Ground, state: State, seed: int) -> None:
        self.ground, self.state, self.seed = ground, state, seed

    def of(self, home: int, pattern: Pattern) -> list[int]:
        """Audiences (homes and committees) whose sessions alone stand in the way at some start, the commonest first.

        A start that two of them block counts less for each.
        """
        audience = self.ground.audiences[home]
        rng = np.random.default_rng([self.seed, home])
        weight: dict[int, float] = defaultdict(float)
        for kind, side in ((0, pattern.study), (1, pattern.discussion)):
            for batch in batches(audience, side, kind):
                for blocking in self._starts(audience, batch, rng):
                    others = {s.audience for s in blocking if not s.fixed} - {home}
                    for other in others:
                        weight[other] += 1.0 / len(others) ** 3
        return sorted(weight, key=lambda other: (-weight[other], other))

    def _starts(self, audience: Audience, batch: Batch, rng: np.random.Generator) -> Iterable[list[Session]]:
        """For each start that would do for the batch, were nothing occupied, the sessions that block it."""
        ground = self.ground
        grid = ground.grids[batch.kind]
        lectured = ground.lectured(audience, batch.kind)
        off = ground.off_theme(audience, batch.kind)
        for site, venues in ground.sites(audience).items():
            cost = np.zeros(grid.size, dtype=np.int64)
            free = lectured & (ground.seats(venues, batch.kind) >= batch.size)
            for cohort, heads in batch.heads.items():
                own = ground.open_cost(cohort, batch.kind, site)
                free &= own >= 0
                cost += heads * own.astype(np.int64)
            slots = np.flatnonzero(free & (cost + off <= batch.cost))
            if len(slots) > MOST_STARTS:
                slots = np.sort(rng.choice(slots, size=MOST_STARTS, replace=False))
            roomy = [v for v in venues.tolist() if ground.venues.capacity[v] >= batch.size]
            for slot in slots.tolist():
                begin = int(grid.begin[slot])
                rooms = [
                    self._in_venue(v, begin, begin + grid.minutes)
                    for v in roomy
                    if ground.venues.open_slots(v, batch.kind)[slot]
                ]
                blocking = min(rooms, key=len, default=None)
                if blocking is None:
                    continue
                if batch.kind == STUDY and ground.lecturer_required:
                    there = [
                        self._of_lecturer(w, site, begin, begin + grid.minutes)
                        for w in ground.lecturers.of(audience.committee).tolist()
                        if ground.lecturers.max_sessions[w] > 0 and ground.lecturers.slots(w)[slot]
                    ]
                    blocking = blocking + min(there, key=len, default=[])
                yield blocking

    def _in_venue(self, venue: int, begin: int, end: int) -> list[Session]:
        return [s for s in self.state.of_venue.get(venue, ()) if s.begin < end and begin < s.end]

    def _of_lecturer(self, lecturer: int, site: int, begin: int, end: int) -> list[Session]:
        """Sessions of the lecturer that leave him no time for one more; one of them all, where he may have no more."""
        done = self.state.of_lecturer.get(lecturer, [])
        travel = self.ground.travel
        result = []
        for session in done:
            there = self.state.site(session)
            before, after = travel.between(site, there), travel.between(there, site)
            if max(before, after) >= UNREACHABLE or (session.begin - before < end and begin < session.end + after):
                result.append(session)
        if not result and len(done) >= self.ground.lecturers.max_sessions[lecturer]:
            return done[:1]
        return result
