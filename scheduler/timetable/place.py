"""Placing a pattern: its sessions, attendees settled, get starts, venues and lecturers that are free and cost no more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.alone import Pattern, Side
from turnout.scheduler.timetable.candidates import Surroundings, fitting
from turnout.scheduler.timetable.columns import Offers
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground
from turnout.scheduler.timetable.state import Session, State

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Batch:
    """Attendees of one session of a pattern, by cohort number, and the most that the session may cost beside its opening."""

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

    def place(self, audience: Audience, pattern: Pattern, ready: dict[int, int]) -> list[Session] | None:
        """Place all sessions of a pattern, or nothing. ready: day of the joint study of the cohorts sent to one."""
        return self.place_batches(
            audience, batches(audience, pattern.study, STUDY), batches(audience, pattern.discussion, DISCUSSION), ready
        )

    def place_batches(
        self, audience: Audience, studies: list[Batch], discussions: list[Batch], ready: dict[int, int]
    ) -> list[Session] | None:
        """Place all batches, or nothing: each discussion a gap after the last study of any of its cohorts."""
        rng = np.random.default_rng([self.seed, audience.number])
        offers = [self.around.offers(audience, kind) if side else [] for kind, side in ((0, studies), (1, discussions))]
        latest = self._latest(audience, discussions, offers[DISCUSSION])
        placed: list[Session] = []
        studied = dict(ready)
        for batch in sorted(studies, key=lambda b: int(self.starts(audience, b, offers[STUDY]).sum())):
            last = min((latest.get(c, 10**6) for c in batch.heads), default=10**6) - self.ground.settings.session.gap_days
            session = self._put(audience, batch, offers[STUDY], rng, 0, last)
            if session is None:
                return self._undo(placed)
            placed.append(session)
            for cohort in batch.heads:
                studied[cohort] = max(studied.get(cohort, 0), session.begin // 1440)
        for batch in sorted(discussions, key=lambda b: int(self.starts(audience, b, offers[DISCUSSION]).sum())):
            first = max((studied.get(c, -(10**6)) for c in batch.heads), default=0) + self.ground.settings.session.gap_days
            session = self._put(audience, batch, offers[DISCUSSION], rng, first, 10**6)
            if session is None:
                return self._undo(placed)
            placed.append(session)
        return placed

    def _undo(self, placed: list[Session]) -> None:
        for session in placed:
            self.state.remove(session)

    def _latest(self, audience: Audience, discussions: list[Batch], offers: list[Offers]) -> dict[int, int]:
        """Per cohort, the latest day on which all its discussions could still be."""
        latest: dict[int, int] = {}
        day = self.ground.grids[DISCUSSION].day
        for batch in discussions:
            starts = self.starts(audience, batch, offers).any(axis=0)
            last = int(day[np.flatnonzero(starts)[-1]]) if starts.any() else -1
            for cohort in batch.heads:
                latest[cohort] = min(latest.get(cohort, 10**6), last)
        return latest

    def starts(self, audience: Audience, batch: Batch, offers: list[Offers]) -> BoolArray:
        """(sites, slots) bool: where the batch could be for no more than it may cost."""
        who = [i for i, c in enumerate(audience.cohorts) if c in batch.heads]
        heads = np.array([batch.heads[audience.cohorts[i]] for i in who], dtype=np.int64)
        rows = []
        for offer in offers:
            cost = offer.cost[who].astype(np.int64)
            good = (cost >= 0).all(axis=0) & (offer.seats >= batch.size)
            rows.append(good & (heads @ cost + offer.off <= batch.cost))
        return np.array(rows) if rows else np.zeros((0, self.ground.grids[batch.kind].size), dtype=bool)

    def _put(
        self, audience: Audience, batch: Batch, offers: list[Offers], rng: np.random.Generator, first: int, last: int
    ) -> Session | None:
        """Put one batch at one of its starts between two days, chosen at random so that audiences keep out of each other's way."""
        grid = self.ground.grids[batch.kind]
        good = self.starts(audience, batch, offers) & (grid.day >= first) & (grid.day <= last)
        for crew in sorted({self.ground.cohorts[c].group for c in batch.heads} - {-1}):
            if self.ground.max_away[crew] is not None:
                heads = sum(n for c, n in batch.heads.items() if self.ground.cohorts[c].group == crew)
                good &= self.state.away_left(crew, batch.kind) >= heads
        spots = np.argwhere(good)
        for at in rng.permutation(len(spots)).tolist():
            position, slot = int(spots[at][0]), int(spots[at][1])
            session = self._session(audience, batch, offers[position].site, slot)
            if session is not None:
                self.state.add(session)
                return session
        return None

    def _session(self, audience: Audience, batch: Batch, site: int, slot: int) -> Session | None:
        """The session at this start if, as things stand now, a venue and a lecturer are still free."""
        around, grid = self.around, self.ground.grids[batch.kind]
        venue = fitting(around, self.ground.sites(audience)[site], batch.kind, slot, batch.size)
        if venue < 0:
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
        return Session(audience.number, batch.kind, int(grid.begin[slot]), grid.minutes, venue, lecturer, dict(batch.heads))
