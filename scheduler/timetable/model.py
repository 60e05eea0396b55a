"""The timetable of some audiences, everything else standing still, as a CP-SAT model.

One candidate session is one boolean, attendance is counted by cohort. Each method adds one rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from turnout.scheduler.timetable.ground import STUDY, Ground
from turnout.scheduler.timetable.state import Session, State
from turnout.scheduler.timetable.ways import Spot, hurried


@dataclass(frozen=True)
class Candidate:
    """A session that could be held: who could come at what cost, and who could lecture.

    base: members of other cohorts who stay in it whatever happens; with `standing` it is held in any case, by
    `lecturers`[0].
    """

    audience: int
    kind: int
    begin: int
    day: int
    venue: int
    seats: int
    off: int
    cost: dict[int, int]
    lecturers: tuple[int, ...]
    base: dict[int, int] = field(default_factory=dict)
    standing: Session | None = None


class TimetableModel:
    """Variables, rules and objective for a list of candidates and the cohorts to be placed.

    sizes: members of each cohort to place, by kind: (studies to place, discussions to place). detours: whether a
    lecturer may come from one session to another over a third where he could not directly. Without them the model is
    stricter than H7, and whatever is taken out of its solutions later leaves legal ones.
    """

    def __init__(
        self,
        ground: Ground,
        state: State,
        candidates: list[Candidate],
        sizes: dict[int, tuple[int, int]],
        detours: bool = False,
    ) -> None:
        self.ground, self.state, self.candidates, self.sizes, self.detours = ground, state, candidates, sizes, detours
        self.model = cp_model.CpModel()
        self.minutes = [ground.grids[c.kind].minutes for c in candidates]
        self.held: list[cp_model.IntVar] = []
        self.heads: list[dict[int, cp_model.IntVar]] = []
        self.lectures: list[dict[int, cp_model.IntVar]] = []
        self.by_cohort: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._variables()
        self._batches()
        self._once()
        self._gaps()
        self._one_session_a_venue()
        self._one_lecturer_a_study()
        self._lecturers_sessions()
        self._lecturers_ways()
        self._nobody_in_two_places()
        self._away_at_once()
        self._objective()

    def _variables(self) -> None:
        model = self.model
        for number, candidate in enumerate(self.candidates):
            held = model.new_constant(1) if candidate.standing else model.new_bool_var("")
            self.held.append(held)
            counts = {}
            for cohort in candidate.cost:
                most = min(self.sizes[cohort][candidate.kind], candidate.seats)
                if most > 0:
                    counts[cohort] = model.new_int_var(0, most, "")
                    self.by_cohort[cohort, candidate.kind].append(number)
                    if not candidate.standing:
                        model.add(counts[cohort] <= most * held)
            self.heads.append(counts)
            several = [] if candidate.standing else candidate.lecturers
            self.lectures.append({who: model.new_bool_var("") for who in several})

    def _batches(self) -> None:
        """H4, H5: no more attendees than seats, no fewer than a batch, and no larger than any post type present
        allows."""
        least = self.ground.settings.session.min_batch
        for candidate, held, counts in zip(self.candidates, self.held, self.heads, strict=True):
            base = sum(candidate.base.values())
            total = sum(counts.values())
            limits = {c: self.ground.max_batch(c) for c in [*counts, *candidate.base]}
            firm = min((limits[c] for c in candidate.base), default=candidate.seats)
            most = min(candidate.seats, firm, max(limits.values(), default=0))
            self.model.add(total + base >= least * held)
            self.model.add(total + base <= most * held)
            for limit in sorted({m for m in limits.values() if m < most}):
                inside = [v for c, v in counts.items() if limits[c] == limit]
                if base + sum(self.sizes[c][candidate.kind] for c in counts) <= limit:
                    continue
                present = self.model.new_bool_var("")
                for v in inside:
                    self.model.add(v == 0).only_enforce_if(~present)
                self.model.add(total + base <= limit).only_enforce_if(present)

    def _once(self) -> None:
        """H6: at most one study and one discussion a member."""
        for (cohort, kind), numbers in self.by_cohort.items():
            self.model.add(sum(self.heads[n][cohort] for n in numbers) <= self.sizes[cohort][kind])

    def _gaps(self) -> None:
        """H6: of each cohort, discussions up to a day are at most its studies gap_days before (first in, first out)."""
        gap = self.ground.settings.session.gap_days
        for cohort, (studies, _) in self.sizes.items():
            numbers = self.by_cohort.get((cohort, 1), [])
            if not numbers:
                continue
            done = self._studied(cohort)
            mine = self.by_cohort.get((cohort, STUDY), []) if studies else []
            days = sorted({self.candidates[n].day for n in numbers})
            last = max([self.candidates[n].day for n in mine] + list(done), default=-1)
            for day in days:
                if last + gap <= day < days[-1]:
                    continue
                ready = [self.heads[n][cohort] for n in mine if self.candidates[n].day <= day - gap]
                before = sum(k for d, k in done.items() if d <= day - gap)
                due = sum(self.heads[n][cohort] for n in numbers if self.candidates[n].day <= day)
                self.model.add(due <= sum(ready) + before)

    def _studied(self, cohort: int) -> dict[int, int]:
        """Members of the cohort who study in sessions that stand still, by day."""
        done: dict[int, int] = defaultdict(int)
        for session in self.state.of_cohort.get(cohort, ()):
            if session.kind == STUDY:
                done[session.begin // 1440] += session.heads[cohort]
        return done

    def _one_session_a_venue(self) -> None:
        """H4: no two sessions overlap in one venue."""
        of_venue: dict[int, list[int]] = defaultdict(list)
        for n, candidate in enumerate(self.candidates):
            if not candidate.standing:
                of_venue[candidate.venue].append(n)
        for numbers in of_venue.values():
            for group in self._overlapping(numbers):
                self.model.add_at_most_one(self.held[n] for n in group)

    def _overlapping(self, numbers: list[int]) -> list[list[int]]:
        """Per start, the candidates running then; only where that are several and no other start's include them all."""
        groups: list[list[int]] = []
        for begin in sorted({self.candidates[n].begin for n in numbers}):
            running = [
                n for n in numbers if self.candidates[n].begin <= begin < self.candidates[n].begin + self.minutes[n]
            ]
            if len(running) > 1 and not (groups and set(running) <= set(groups[-1])):
                groups.append(running)
        return groups

    def _one_lecturer_a_study(self) -> None:
        """H7: where lecturers are required, every study has one."""
        for candidate, held, who in zip(self.candidates, self.held, self.lectures, strict=True):
            if candidate.kind == STUDY and self.ground.lecturer_required and not candidate.standing:
                self.model.add(sum(who.values()) == held)

    def _lecturers_sessions(self) -> None:
        """H7: a lecturer has at most max_sessions."""
        for lecturer, numbers in self._by_lecturer().items():
            left = int(self.ground.lecturers.max_sessions[lecturer]) - len(self.state.of_lecturer.get(lecturer, ()))
            if left < len(numbers):
                self.model.add(sum(self.lectures[n][lecturer] for n in numbers) <= left)

    def _by_lecturer(self) -> dict[int, list[int]]:
        result: dict[int, list[int]] = defaultdict(list)
        for n, who in enumerate(self.lectures):
            for lecturer in who:
                result[lecturer].append(n)
        return result

    def _lecturers_ways(self) -> None:
        """H7: between two consecutive sessions a lecturer has time for the way from one venue to the next."""
        minutes = self.ground.grids[STUDY].minutes
        for lecturer, numbers in self._by_lecturer().items():
            for group in self._overlapping(numbers):
                self.model.add_at_most_one(self.lectures[n][lecturer] for n in group)
            spots: dict[Spot, list[cp_model.LinearExprT]] = defaultdict(list)
            for n in numbers:
                candidate = self.candidates[n]
                site = int(self.ground.venues.site[candidate.venue])
                spots[candidate.begin, candidate.begin + minutes, site].append(self.lectures[n][lecturer])
            standing = {(s.begin, s.end, self.state.site(s)) for s in self.state.of_lecturer.get(lecturer, ())}
            for spot in standing if self.detours else ():
                spots[spot] = [1]
            for one, two, between in hurried(self.ground.travel, list(spots)):
                others = [v for k in between for v in spots[k]] if self.detours else []
                if not {one, two} <= standing:
                    self.model.add(sum([*spots[one], *spots[two]]) <= 1 + sum(others))

    def _nobody_in_two_places(self) -> None:
        """H9: a member who lectures attends nothing else meanwhile; lecturing where he attends is one place."""
        by_lecturer = self._by_lecturer()
        for cohort in self.sizes:
            lecturer = self.ground.cohorts[cohort].lecturer
            if lecturer < 0 or lecturer not in by_lecturer:
                continue
            own = [n for kind in (0, 1) for n in self.by_cohort.get((cohort, kind), [])]
            numbers = sorted({*own, *by_lecturer[lecturer]})
            there = {}
            for n in numbers:
                parts = [v for v in (self.heads[n].get(cohort), self.lectures[n].get(lecturer)) if v is not None]
                there[n] = self.model.new_bool_var("")
                for part in parts:
                    self.model.add(part <= there[n])
            for group in self._overlapping(numbers):
                self.model.add_at_most_one(there[n] for n in group)

    def _away_at_once(self) -> None:
        """H8: at no instant are more than max_away members of a group attending."""
        crews: dict[int, list[int]] = defaultdict(list)
        for n, counts in enumerate(self.heads):
            for crew in sorted({self.ground.cohorts[c].group for c in counts} - {-1}):
                if self.ground.max_away[crew] is not None:
                    crews[crew].append(n)
        for crew, numbers in crews.items():
            limit = self.ground.max_away[crew] or 0
            still = self.state.of_crew.get(crew, [])
            instants = {self.candidates[n].begin for n in numbers} | {s.begin for s in still}
            for at in sorted(instants):
                away: list[cp_model.LinearExprT] = [
                    v
                    for n in numbers
                    if self.candidates[n].begin <= at < self.candidates[n].begin + self.minutes[n]
                    for c, v in self.heads[n].items()
                    if self.ground.cohorts[c].group == crew
                ]
                fixed = sum(self.state.crew_heads(s, crew) for s in still if s.begin <= at < s.end)
                if away:
                    self.model.add(sum(away) <= max(0, limit - fixed))

    def _objective(self) -> None:
        """Placed pairs, and cost: sessions, burdens and ways, sessions off the theme day."""
        session = self.ground.settings.cost.session
        self.placed = sum(v for counts in self.heads for v in counts.values())
        terms: list[cp_model.LinearExprT] = []
        for candidate, held, counts in zip(self.candidates, self.held, self.heads, strict=True):
            if not candidate.standing:
                terms.append((session + candidate.off) * held)
            terms += [candidate.cost[c] * v for c, v in counts.items() if candidate.cost[c]]
        self.cost = sum(terms)
