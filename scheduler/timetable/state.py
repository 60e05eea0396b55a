"""The timetable while it is being made: sessions, and what they occupy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from turnout.models.settings import DAY
from turnout.scheduler.timetable.free import FreeTime
from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.rooms import clear_of
from turnout.scheduler.travel import UNREACHABLE

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(eq=False)
class Session:
    """One session. begin: absolute minute. heads: attendees by cohort. lecturer: row, −1 for none.

    fixed: taken over from a base plan, with its id, status and topic, or held by somebody outside (audience −1),
    perhaps in a venue unknown here (−1): then site is its row.
    """

    audience: int
    kind: int
    begin: int
    minutes: int
    venue: int
    lecturer: int
    heads: dict[int, int]
    fixed: bool = False
    id: str = ""
    status: str = "planned"
    topic: str = ""
    site: int = -1

    @property
    def end(self) -> int:
        """Absolute minute at which it ends."""
        return self.begin + self.minutes

    @property
    def size(self) -> int:
        """Attendees."""
        return sum(self.heads.values())

    def order(self) -> tuple[int, int, int, int]:
        """Sorts sessions the same way whatever the order in which they were made."""
        return (self.audience, self.kind, self.begin, self.venue)


class State:
    """Sessions of a timetable, indexed by everything they occupy.

    turns: venue -> (k, n): to be used only on days d with d mod n = k. barred: lecturers not to be used.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.sessions: set[Session] = set()
        self.of_audience: dict[int, list[Session]] = {}
        self.of_venue: dict[int, list[Session]] = {}
        self.of_lecturer: dict[int, list[Session]] = {}
        self.of_cohort: dict[int, list[Session]] = {}
        self.of_crew: dict[int, list[Session]] = {}
        self.turns: dict[int, tuple[int, int]] = {}
        self.barred: frozenset[int] = frozenset()
        self._venue_slots: dict[int, dict[int, BoolArray]] = {}
        self._lecturer_slots: dict[int, dict[int | None, BoolArray]] = {}
        self.lecturing_cohort = {c.lecturer: i for i, c in enumerate(ground.cohorts) if c.lecturer >= 0}

    def copy(self) -> State:
        """The same timetable, to be changed apart from this one."""
        other = State(self.ground)
        other.turns, other.barred = dict(self.turns), self.barred
        for session in self.ordered():
            other.add(replace(session, heads=dict(session.heads)))
        return other

    def add(self, session: Session) -> None:
        """Put a session into the timetable."""
        self.sessions.add(session)
        for index, keys in self._places(session):
            for key in keys:
                index.setdefault(key, []).append(session)
        self._forget(session)

    def remove(self, session: Session) -> None:
        """Take a session out."""
        self.sessions.remove(session)
        for index, keys in self._places(session):
            for key in keys:
                index[key].remove(session)
        self._forget(session)

    def _forget(self, session: Session) -> None:
        """Drop what was worked out about the venue and the lecturers concerned."""
        self._venue_slots.pop(session.venue, None)
        self._lecturer_slots.pop(session.lecturer, None)
        for cohort in session.heads:
            self._lecturer_slots.pop(self.ground.cohorts[cohort].lecturer, None)

    def _places(self, session: Session) -> list[tuple[dict[int, list[Session]], Iterable[int]]]:
        ground = self.ground
        crews = sorted({ground.cohorts[c].group for c in session.heads} - {-1})
        return [
            (self.of_audience, (session.audience,) if session.audience >= 0 else ()),
            (self.of_venue, (session.venue,)),
            (self.of_lecturer, (session.lecturer,) if session.lecturer >= 0 else ()),
            (self.of_cohort, tuple(session.heads)),
            (self.of_crew, tuple(g for g in crews if ground.max_away[g] is not None)),
        ]

    def site(self, session: Session) -> int:
        """Row of the site where a session is held."""
        return session.site if session.venue < 0 else int(self.ground.venues.site[session.venue])

    def ordered(self) -> list[Session]:
        """All sessions in a fixed order."""
        return sorted(self.sessions, key=lambda s: (s.order(), s.id))

    def venue_slots(self, venue: int, kind: int) -> BoolArray:
        """(slots,) bool: whether the venue is open and not occupied."""
        known = self._venue_slots.setdefault(venue, {})
        if kind not in known:
            busy = [(s.begin, s.end) for s in self.of_venue.get(venue, ())]
            free = self._strike(self.ground.venues.open_slots(venue, kind), kind, busy)
            if venue in self.turns:
                turn, users = self.turns[venue]
                free = free & (self.ground.grids[kind].day % users == turn)
            known[kind] = free
        return known[kind]

    def lecturer_slots(self, lecturer: int, site: int | None) -> BoolArray:
        """(slots,) bool: whether the lecturer can lecture at this site: there, in time from and to his other sessions.

        Looks at all his sessions, not only the neighbouring ones: strict where a way between two sites takes longer
        than that by a third, but legal whichever of them is moved later. None: his ways are left out, only times count.
        Sessions that he attends himself block him too (H9).
        """
        known = self._lecturer_slots.setdefault(lecturer, {})
        if site not in known:
            known[site] = self._lecturer_free(lecturer, site)
        return known[site]

    def _lecturer_free(self, lecturer: int, site: int | None) -> BoolArray:
        ground = self.ground
        done = self.of_lecturer.get(lecturer, [])
        slots = ground.lecturers.slots(lecturer)
        if lecturer in self.barred or len(done) >= ground.lecturers.max_sessions[lecturer]:
            return np.zeros_like(slots)
        busy = []
        for session in done:
            there = self.site(session)
            if site is None:
                busy.append((session.begin, session.end))
                continue
            before, after = ground.travel.between(site, there), ground.travel.between(there, site)
            if max(before, after) >= UNREACHABLE:
                return np.zeros_like(slots)
            busy.append((session.begin - before, session.end + after))
        own = self.lecturing_cohort.get(lecturer)
        if own is not None:
            busy += [(s.begin, s.end) for s in self.of_cohort.get(own, ()) if s.lecturer != lecturer]
        return self._strike(slots, STUDY, busy)

    def cohort_slots(self, cohort: int, kind: int) -> BoolArray | None:
        """(slots,) bool: whether a lecturing member does not lecture then; None for cohorts without lecturers."""
        lecturer = self.ground.cohorts[cohort].lecturer
        if lecturer < 0 or not self.of_lecturer.get(lecturer):
            return None
        everything = np.ones(self.ground.grids[kind].size, dtype=bool)
        return self._strike(everything, kind, [(s.begin, s.end) for s in self.of_lecturer[lecturer]])

    def away_left(self, crew: int, kind: int) -> IntArray:
        """(slots,) how many of the crew may still attend: the limit less those in any session that overlaps."""
        grid = self.ground.grids[kind]
        left = np.full(grid.size, self.ground.max_away[crew], dtype=np.int64)
        for session in self.of_crew.get(crew, ()):
            first = np.searchsorted(grid.begin, session.begin - grid.minutes, side="right")
            last = np.searchsorted(grid.begin, session.end, side="left")
            left[first:last] -= self.crew_heads(session, crew)
        return left

    def crew_heads(self, session: Session, crew: int) -> int:
        """Attendees of one group."""
        return sum(n for c, n in session.heads.items() if self.ground.cohorts[c].group == crew)

    def _strike(self, slots: BoolArray, kind: int, busy: list[tuple[int, int]]) -> BoolArray:
        """The slots whose sessions overlap none of the busy times."""
        return clear_of(slots, self.ground.grids[kind], tuple(busy))

    def placed(self, cohort: int, kind: int) -> int:
        """Members of the cohort in a session of this kind."""
        return sum(s.heads[cohort] for s in self.of_cohort.get(cohort, ()) if s.kind == kind)


def session_cost(ground: Ground, session: Session) -> dict[str, int]:
    """Cost of one session by term: session, burden, travel, off_theme_day."""
    audience, site = ground.audiences[session.audience], int(ground.venues.site[session.venue])
    slot = int(np.searchsorted(ground.grids[session.kind].begin, session.begin))
    burden = travel = 0
    for cohort, heads in session.heads.items():
        minutes = ground.travel.between(ground.cohorts[cohort].site, site)
        way = ground.travel_cost(minutes) if minutes < UNREACHABLE else 0
        travel += heads * way
        if session.fixed:
            burden += heads * _standing_burden(ground, session, cohort, minutes)
        else:
            burden += heads * (int(ground.cost(cohort, session.kind, site)[slot]) - way)
    off = ground.off_theme_on(audience, session.begin // DAY)
    return {"session": ground.settings.cost.session, "burden": burden, "travel": travel, "off_theme_day": off}


def _standing_burden(ground: Ground, session: Session, cohort: int, travel: int) -> int:
    """Burden of one attendee of a locked or held session."""
    most = ground.settings.session.max_attendee_travel
    times = session.begin, session.end, travel
    return standing_burden(ground.free(cohort), times, ground.grids[STUDY].days, most)


def standing_burden(free: FreeTime, times: tuple[int, int, int], days: int, most: int) -> int:
    """Burden of one attendee of a locked or held session, which stands even where the instance has changed meanwhile.

    Whom no free interval holds any more has no burden; absences are not asked. times: begin, end, and minutes of the
    way. days: of the plan. most: minutes that a way may take.
    """
    begin, end, travel = times
    if not 0 <= begin // DAY < days or travel > most:
        return 0
    return max(0, free.burden_at(begin // DAY, begin - travel, end + travel))
