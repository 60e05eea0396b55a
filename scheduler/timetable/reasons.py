"""Why somebody is not placed: the first reason that is true (see docs/reasons.md)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models.plan import empty_table
from turnout.scheduler.timetable.crowds import crowds_of
from turnout.scheduler.timetable.ground import DISCUSSION, KINDS, STUDY, Ground
from turnout.scheduler.timetable.handout import Handout
from turnout.scheduler.timetable.state import Session, State
from turnout.scheduler.timetable.witness import LACKING, NOT_FREE, POSSIBLE, Witnesses

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


MANY_PAIRS = 2000
"""So many unplaced pairs are worth a look for witnesses of everybody."""


class Reasons:
    """Reasons of one ground and timetable; what only depends on a cohort is worked out once."""

    def __init__(self, ground: Ground, state: State) -> None:
        self.ground, self.state = ground, state
        self._known: dict[tuple[int, int], str] = {}
        self._later: dict[tuple[int, int], bool] = {}
        self._open: dict[tuple[int, int, int], BoolArray] = {}
        self._ready: dict[tuple[int, int, int], BoolArray] = {}
        self._anchors: dict[int, int] = {}
        self._both: dict[tuple[int, int, int], BoolArray] = {}
        self._meets: dict[tuple[object, ...], bool] = {}

    def find_witnesses(self) -> None:
        """Look for witnesses for everybody at once, which is quicker where many are to be told their reasons."""
        ground = self.ground
        crowds = crowds_of(ground.instance, ground.tree, ground.travel)
        levels = Witnesses(ground.instance, ground.tree, ground.travel, crowds).levels()
        crowd_of = crowds.of[[cohort.members[0] for cohort in ground.cohorts]]
        for kind in (STUDY, DISCUSSION):
            for cohort, level in enumerate(levels[kind, crowd_of].tolist()):
                if level in (NOT_FREE, POSSIBLE) or kind == DISCUSSION or ground.committee_of[cohort] < 0:
                    self._known[cohort, kind] = LACKING[level]

    def of(self, cohort: int, kind: int, study_day: int | None) -> tuple[str, str]:
        """Reason and detail of one unplaced (member, kind) pair. study_day: of the study that the member attends, if
        any."""
        locked = self._locks(cohort)
        basic = self.alone(cohort, kind)
        if locked and self._locked_out(cohort, kind, basic):
            return "LOCKED", next((f"session={s.id}" for s in locked if s.id and " " not in s.id), "")
        if basic:
            least = self.ground.settings.session.min_batch
            return basic, f"min_batch={least}" if basic == "TOO_FEW" else ""
        if kind == DISCUSSION and study_day is None:
            return "NO_STUDY", ""
        gap = self.ground.settings.session.gap_days
        if kind == DISCUSSION and study_day is not None and not self._after(cohort, study_day + gap):
            date = pd.Timestamp(self.ground.instance.start) + pd.Timedelta(days=study_day)
            return "NO_GAP", f"gap_days={gap} study={date:%Y-%m-%d}"
        return "CONTENTION", ""

    def _locks(self, cohort: int) -> list[Session]:
        """Locked and held sessions that these members attend or lecture in."""
        lecturer = self.ground.cohorts[cohort].lecturer
        own = [s for s in self.state.of_cohort.get(cohort, ()) if s.fixed]
        taught = [s for s in self.state.of_lecturer.get(lecturer, ()) if s.fixed] if lecturer >= 0 else []
        return sorted({*own, *taught}, key=lambda s: s.id)

    def _after(self, cohort: int, day: int) -> bool:
        """Whether he could discuss on this day or later, were he alone."""
        if (cohort, day) not in self._later:
            allowed = self._unlocked(cohort, DISCUSSION) & (self.ground.grids[DISCUSSION].day >= day)
            self._later[cohort, day] = self._fits(cohort, DISCUSSION, allowed)
        return self._later[cohort, day]

    def _locked_out(self, cohort: int, kind: int, basic: str) -> bool:
        """Whether locks leave no date, or none of the starts that he would have otherwise."""
        if not self._open_days(cohort, kind).any():
            return True
        return not basic and not self._fits(cohort, kind, self._unlocked(cohort, kind))

    def _open_days(self, cohort: int, kind: int) -> BoolArray:
        """(days,) bool: days that keep the gap to the locked and held sessions of the other kind that he attends."""
        gap, day = self.ground.settings.session.gap_days, np.arange(self.ground.grids[kind].days)
        open_days = np.ones(len(day), dtype=bool)
        for session in self.state.of_cohort.get(cohort, ()):
            if session.fixed and session.kind != kind:
                held = session.begin // 1440
                open_days &= day >= held + gap if kind == DISCUSSION else day <= held - gap
        return open_days

    def _unlocked(self, cohort: int, kind: int) -> BoolArray:
        """(slots,) bool: starts on such days that overlap no locked or held session of his (test K)."""
        grid = self.ground.grids[kind]
        clear = self._open_days(cohort, kind)[grid.day]
        for session in self._locks(cohort):
            clear &= (grid.begin >= session.end) | (grid.begin + grid.minutes <= session.begin)
        return clear

    def alone(self, cohort: int, kind: int) -> str:
        """The reason why he could not be placed even alone, "" if he could."""
        if (cohort, kind) not in self._known:
            self._known[cohort, kind] = self._work_out(cohort, kind)
        return self._known[cohort, kind]

    def _work_out(self, cohort: int, kind: int) -> str:
        ground = self.ground
        if not (ground.cost(cohort, kind, ground.cohorts[cohort].site) >= 0).any():
            return "NO_FREE_TIME"
        if self._could_meet(cohort, kind):
            return ""
        passed = list(self._tests(cohort, kind))
        for test, reason in ((0, "NO_VENUE"), (1, "NO_LECTURER")):
            if not any(masks[test].any() for masks in passed):
                return reason
        return "TOO_FEW"

    def _could_meet(self, cohort: int, kind: int) -> bool:
        """Whether some start passes all tests: most often so, and quicker told than which test fails."""
        return self._may_leave(cohort) and (
            self._meets_anchor(cohort, kind) or any(starts.any() for starts in self._with_all(cohort, kind))
        )

    def _fits(self, cohort: int, kind: int, allowed: BoolArray) -> bool:
        """Whether some start of those allowed passes all tests. allowed: (slots,) bool."""
        every = chain(self._with_anchor(cohort, kind), self._with_all(cohort, kind))
        return self._may_leave(cohort) and any((starts & allowed).any() for starts in every)

    def _with_all(self, cohort: int, kind: int) -> Iterator[BoolArray]:
        """Per audience and site, (slots,) bool: starts at which the cohort meets enough of all who may come."""
        for key, venues in self._places(cohort, kind):
            yield (self.ground.cost(cohort, kind, key[2]) >= 0) & self._all_but_him(key, venues)

    def _meets_anchor(self, cohort: int, kind: int) -> bool:
        """Whether the cohort could join its home audience's anchor somewhere. Told once for all whose time and place
        are the same."""
        home, ground = self.ground.home[cohort], self.ground
        anchor = self._anchor(home, cohort)
        if anchor < 0:
            return False
        committee, both = ground.audiences[home].committee, (cohort, anchor)[: 1 + (anchor != cohort)]
        alike = committee, kind, *(self._alike(c) for c in both)
        if alike not in self._meets:
            self._meets[alike] = any(starts.any() for starts in self._with_anchor(cohort, kind))
        return self._meets[alike]

    def _with_anchor(self, cohort: int, kind: int) -> Iterator[BoolArray]:
        """Per site, (slots,) bool: starts at which the cohort meets its home audience's anchor, with a venue and a
        lecturer; none without an anchor."""
        home, ground = self.ground.home[cohort], self.ground
        anchor = self._anchor(home, cohort)
        both = (cohort, anchor)[: 1 + (anchor != cohort)]
        for site, venues in ground.sites(ground.audiences[home]).items() if anchor >= 0 else ():
            free = (ground.cost(c, kind, site) >= 0 for c in both)
            yield np.logical_and.reduce([self._served((home, kind, site), venues), *free])

    def _alike(self, cohort: int) -> tuple[object, ...]:
        """Cohorts of equal answers are free at the same times at the same place."""
        who = self.ground.cohorts[cohort]
        return id(self.ground.free(cohort)), who.absences, who.site

    def _served(self, key: tuple[int, int, int], venues: IntArray) -> BoolArray:
        """(slots,) bool: starts with a venue and a lecturer, by audience, kind and site."""
        audience = self.ground.audiences[key[0]]
        place = audience.committee, key[1], key[2]
        if place not in self._both:
            self._both[place] = self._with_venue(key, venues) & self.ground.lectured(audience, key[1])
        return self._both[place]

    def _anchor(self, number: int, cohort: int) -> int:
        """A cohort of an audience that brings enough members for a session by itself: this one if it does, else
        whichever brings the most; −1 where none does."""
        least = self.ground.settings.session.min_batch
        if self._brings(cohort) >= least:
            return cohort
        if number not in self._anchors:
            best = max(self.ground.audiences[number].cohorts, key=self._brings)
            self._anchors[number] = best if self._brings(best) >= least else -1
        return self._anchors[number]

    def _brings(self, cohort: int) -> int:
        """Members of a cohort who may be away at once."""
        who = self.ground.cohorts[cohort]
        limit = self.ground.max_away[who.group] if who.group >= 0 else None
        return who.size if limit is None else min(who.size, limit)

    def _may_leave(self, cohort: int) -> bool:
        """Whether anybody of his crew may ever be away."""
        own = self.ground.cohorts[cohort].group
        return own < 0 or self.ground.max_away[own] != 0

    def _all_but_him(self, key: tuple[int, int, int], venues: IntArray) -> BoolArray:
        """(slots,) bool: starts with a venue, a lecturer and enough people, by audience, kind and site."""
        if key not in self._ready:
            least = self.ground.settings.session.min_batch
            served = self._served(key, venues)
            self._ready[key] = served & (self._gather(*key) >= least) if served.any() else served
        return self._ready[key]

    def _places(self, cohort: int, kind: int) -> Iterator[tuple[tuple[int, int, int], IntArray]]:
        """Where the cohort may meet: (audience, kind, site) and the venues there."""
        ground = self.ground
        for number in [ground.home[cohort]] + ([ground.committee_of[cohort]] if kind == STUDY else []):
            for site, venues in ground.sites(ground.audiences[number]).items() if number >= 0 else ():
                yield (number, kind, site), venues

    def _tests(self, cohort: int, kind: int) -> Iterator[tuple[BoolArray, BoolArray, BoolArray]]:
        """Per audience and site, (slots,) bool: starts with a venue; with a lecturer too; with enough people too."""
        ground = self.ground
        for key, venues in self._places(cohort, kind):
            free = ground.cost(cohort, kind, key[2]) >= 0
            enough = free & self._all_but_him(key, venues) & self._may_leave(cohort)
            yield free & self._with_venue(key, venues), free & self._served(key, venues), enough

    def _with_venue(self, key: tuple[int, int, int], venues: IntArray) -> BoolArray:
        """(slots,) bool: starts with a venue for the smallest batch, by audience, kind and site."""
        place = self.ground.audiences[key[0]].committee, key[1], key[2]
        if place not in self._open:
            self._open[place] = self.ground.seats(venues, key[1]) >= self.ground.settings.session.min_batch
        return self._open[place]

    def _gather(self, number: int, kind: int, site: int) -> IntArray:
        """(slots,) members whom the audience could gather there; of each crew no more than may be away."""
        ground = self.ground
        total = np.zeros(ground.grids[kind].size, dtype=np.int64)
        by_crew: dict[int, IntArray] = {}
        for other in ground.audiences[number].cohorts:
            who = ground.cohorts[other]
            free = (ground.cost(other, kind, site) >= 0) * who.size
            if who.group >= 0 and ground.max_away[who.group] is not None:
                by_crew[who.group] = by_crew.get(who.group, np.zeros_like(total)) + free
            else:
                total += free
        for crew, heads in by_crew.items():
            total += np.minimum(heads, ground.max_away[crew] or 0)
        return total


def unplaced_table(ground: Ground, state: State, handout: Handout) -> pd.DataFrame:
    """The plan's unplaced table: every (member, kind) pair that no session serves, with its reason."""
    served = np.zeros((2, len(ground.instance["members"])), dtype=bool)
    served[handout.kinds, handout.rows] = True
    reasons = Reasons(ground, state)
    if served.size - served.sum() > MANY_PAIRS:
        reasons.find_witnesses()
    rows, told = [], []
    for number, cohort in enumerate(ground.cohorts):
        for kind in (STUDY, DISCUSSION):
            missing = np.flatnonzero(~served[kind, cohort.members])
            for day, places in _by_study_day(state, number, kind, missing) if len(missing) else ():
                rows.append(cohort.members[places])
                told.append((len(places), kind, *reasons.of(number, kind, day)))
    if not rows:
        return empty_table("unplaced")
    row = np.concatenate(rows)
    kinds = np.repeat(np.array([kind for _, kind, _, _ in told], dtype=np.int64), [count for count, *_ in told])
    whys: dict[tuple[str, str], int] = {}
    why = [whys.setdefault((reason, detail), len(whys)) for _, _, reason, detail in told]
    why_of = np.repeat(np.array(why, dtype=np.int64), [count for count, *_ in told])
    order = np.lexsort((kinds, row))
    return reasons_table(ground.instance["members"]["person_id"], row[order], kinds[order], list(whys), why_of[order])


def reasons_table(
    people: pd.Series, rows: IntArray, kinds: IntArray, whys: list[tuple[str, str]], why: IntArray
) -> pd.DataFrame:
    """The plan's unplaced table. rows, kinds, why: (pairs,) who, of what kind, and which of these reasons with
    details."""
    reason, detail = (pd.Series([told[at] for told in whys], dtype="str").array.take(why) for at in (0, 1))
    kind = pd.Series(KINDS, dtype="str").array.take(kinds)
    return pd.DataFrame({"person_id": people.array.take(rows), "kind": kind, "reason": reason, "detail": detail})


def _by_study_day(state: State, cohort: int, kind: int, missing: IntArray) -> Iterator[tuple[int | None, IntArray]]:
    """A cohort's members at these places, by the day of the study that they attend, where that has a say."""
    days = _study_days(state, cohort) if kind == DISCUSSION else []
    if not days:
        yield None, missing
        return
    day_of = np.array(days, dtype=np.int64)[missing[missing < len(days)]]
    for day in dict.fromkeys(day_of.tolist()):
        yield day, missing[: len(day_of)][day_of == day]
    if len(day_of) < len(missing):
        yield None, missing[len(day_of) :]


def _study_days(state: State, cohort: int) -> list[int]:
    """Day of each member's study, in the order in which the cohort's members are handed out."""
    studies = sorted(
        (s for s in state.of_cohort.get(cohort, ()) if s.kind == STUDY), key=lambda s: (s.begin, s.order())
    )
    return [s.begin // 1440 for s in studies for _ in range(s.heads[cohort])]
