"""The textbook model: one boolean per member and possible session, solved as a whole by CP-SAT.

As an engineer would write it in a day who knows the solver: candidates thinned to the best starts of thirty days, rules
as linear constraints and no-overlap intervals, unplaced people at a high price in the one objective. The free time, the
usable venues and the lecturers are turnout's, so that only the method differs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from turnout.benchmarks.sheet import Held
from turnout.models.settings import DAY
from turnout.scheduler.timetable.ground import DISCUSSION, STUDY, Audience, Ground

SECONDS = 60.0
WORKERS = 2
STARTS = 30
"""Candidates of each audience and kind; twice as many find places for far fewer people in the time."""
UNPLACED = 1000
"""Price of an unplaced pair: no placed one costs as much."""


@dataclass(frozen=True)
class Candidate:
    """A session that could be held. cost: of each cohort's members who could come, by cohort."""

    audience: Audience
    kind: int
    slot: int
    begin: int
    minutes: int
    venue: int
    off: int
    cost: dict[int, int]
    lecturers: tuple[int, ...]

    @property
    def end(self) -> int:
        """Absolute minute."""
        return self.begin + self.minutes


def timetable(ground: Ground) -> tuple[list[Held], str]:
    """Build, solve within the time, read off. The note tells the solver's answer and the size of the model."""
    model = TextbookModel(ground)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = 1
    status = solver.solve(model.model)
    note = f"{solver.status_name(status).lower()}, {len(model.model.proto.variables):,} variables"
    return (model.read(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else []), note


def candidates(ground: Ground, audience: Audience, kind: int) -> list[Candidate]:
    """Of days spread evenly over the plan the start that most people can come to, of those the cheapest; which of equal
    ones goes by the audience's number, so that not all want the same."""
    grid = ground.grids[kind]
    sizes = np.array([ground.cohorts[c].size for c in audience.cohorts])
    least = ground.settings.session.min_batch
    off = ground.off_theme(audience, kind)
    best: dict[int, list[tuple[tuple[int, int], int, int]]] = defaultdict(list)
    for site, venues in ground.sites(audience).items():
        cost = np.stack([ground.cost(c, kind, site) for c in audience.cohorts])
        heads = sizes @ (cost >= 0)
        price = sizes @ np.maximum(cost, 0) + off
        possible = (heads >= least) & (ground.seats(venues, kind) >= least) & ground.lectured(audience, kind)
        for slot in np.flatnonzero(possible).tolist():
            best[int(grid.day[slot])].append(((-int(heads[slot]), int(price[slot])), site, slot))
    result = []
    days = sorted(best)
    for day in days if len(days) <= STARTS else [days[i * len(days) // STARTS] for i in range(STARTS)]:
        top = min(rank for rank, _, _ in best[day])
        equal = [(site, slot) for rank, site, slot in best[day] if rank == top]
        result.append(_candidate(ground, audience, kind, *equal[audience.number % len(equal)], -top[0]))
    return result


def _candidate(ground: Ground, audience: Audience, kind: int, site: int, slot: int, heads: int) -> Candidate:
    """In the smallest venue that seats all who could come, else in the largest."""
    grid, venues = ground.grids[kind], ground.venues
    rooms = [v for v in ground.sites(audience)[site].tolist() if venues.open_slots(v, kind)[slot]]
    wanted = min(heads, max(ground.max_batch(c) for c in audience.cohorts))
    large = [v for v in rooms if venues.capacity[v] >= wanted]
    venue = (
        min(large, key=lambda v: (int(venues.capacity[v]), (v + audience.number) % 7, v)) if large
        else max(rooms, key=lambda v: (int(venues.capacity[v]), -v))
    )  # fmt: skip
    cost = {c: int(ground.cost(c, kind, site)[slot]) for c in audience.cohorts}
    lecturers = ground.lecturers.of(audience.committee).tolist() if kind == STUDY and ground.lecturer_required else []
    return Candidate(
        audience, kind, slot, int(grid.begin[slot]), grid.minutes, venue, int(ground.off_theme(audience, kind)[slot]),
        {c: k for c, k in cost.items() if k >= 0}, tuple(w for w in lecturers if ground.lecturers.slots(w)[slot]),
    )  # fmt: skip


class TextbookModel:
    """The model of the whole timetable. Each method adds one rule."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.model = ground, cp_model.CpModel()
        self.candidates = [
            c for a in ground.audiences for kind in (STUDY, DISCUSSION) if kind == STUDY or a.type != "committee"
            for c in candidates(ground, a, kind)
        ]  # fmt: skip
        self.cohort = {m: n for n, c in enumerate(ground.cohorts) for m in c.members.tolist()}
        self._variables()
        self._batches()
        self._study_then_discussion()
        self._venues()
        self._lecturers()
        self._away()
        self._one_place()
        self._objective()

    def _variables(self) -> None:
        """open[session], attend[member, session], lectures[lecturer, session]."""
        self.open = [self.model.new_bool_var("") for _ in self.candidates]
        self.attend: list[dict[int, cp_model.IntVar]] = []
        self.lectures: list[dict[int, cp_model.IntVar]] = []
        for candidate, held in zip(self.candidates, self.open, strict=True):
            people = [m for c in candidate.cost for m in self.ground.cohorts[c].members.tolist()]
            self.attend.append({m: self.model.new_bool_var("") for m in people})
            self.lectures.append({w: self.model.new_bool_var("") for w in candidate.lecturers})
            for present in self.attend[-1].values():
                self.model.add_implication(present, held)

    def _batches(self) -> None:
        """H4, H5: at least a smallest batch, no more than seats, no more than any post type present allows."""
        for candidate, held, people in zip(self.candidates, self.open, self.attend, strict=True):
            limits = {m: self.ground.max_batch(self.cohort[m]) for m in people}
            most = min(int(self.ground.venues.capacity[candidate.venue]), max(limits.values()))
            total = sum(people.values())
            self.model.add(total >= self.ground.settings.session.min_batch * held)
            self.model.add(total <= most * held)
            for limit in sorted({x for x in limits.values() if x < most}):
                some = self.model.new_bool_var("")
                self.model.add_max_equality(some, [v for m, v in people.items() if limits[m] == limit])
                self.model.add(total <= limit).only_enforce_if(some)

    def _study_then_discussion(self) -> None:
        """H6: at most one of each, a discussion only with a study and gap_days after it."""
        gap = self.ground.settings.session.gap_days
        of: dict[tuple[int, int], list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
        for candidate, people in zip(self.candidates, self.attend, strict=True):
            for member, present in people.items():
                of[member, candidate.kind].append((candidate.begin // DAY, present))
        self.placed: list[cp_model.LinearExprT] = []
        for member in self.cohort:
            studies, discussions = of[member, STUDY], of[member, DISCUSSION]
            studied = sum(v for _, v in studies)
            self.model.add(studied <= 1)
            self.placed.append(studied)
            if not discussions:
                continue
            discussed = self.model.new_bool_var("")
            self.model.add(sum(v for _, v in discussions) == discussed)
            self.model.add(studied >= discussed)
            earliest = sum((day + gap) * v for day, v in studies)
            self.model.add(sum(day * v for day, v in discussions) >= earliest).only_enforce_if(discussed)
            self.placed.append(discussed)

    def _venues(self) -> None:
        """H4: no two sessions overlap in one venue."""
        of: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        for candidate, held in zip(self.candidates, self.open, strict=True):
            interval = self.model.new_optional_fixed_size_interval_var(candidate.begin, candidate.minutes, held, "")
            of[candidate.venue].append(interval)
        for intervals in of.values():
            self.model.add_no_overlap(intervals)

    def _lecturers(self) -> None:
        """H7: every study has one lecturer, who has at most max_sessions and after each time for his longest way."""
        ground = self.ground
        of: dict[int, list[tuple[Candidate, cp_model.IntVar]]] = defaultdict(list)
        for candidate, held, who in zip(self.candidates, self.open, self.lectures, strict=True):
            if candidate.kind == STUDY and ground.lecturer_required:
                self.model.add(sum(who.values()) == held)
            for lecturer, lectures in who.items():
                of[lecturer].append((candidate, lectures))
        for lecturer, offers in of.items():
            sites = {int(ground.venues.site[c.venue]) for c, _ in offers}
            self.model.add(sum(v for _, v in offers) <= int(ground.lecturers.max_sessions[lecturer]))
            intervals = []
            for candidate, lectures in offers:
                way = max(ground.travel.between(int(ground.venues.site[candidate.venue]), other) for other in sites)
                size = candidate.minutes + way
                intervals.append(self.model.new_optional_fixed_size_interval_var(candidate.begin, size, lectures, ""))
            self.model.add_no_overlap(intervals)

    def _away(self) -> None:
        """H8: at no start are more than max_away members of a group attending."""
        of: dict[int, list[int]] = defaultdict(list)
        for number, candidate in enumerate(self.candidates):
            for group in sorted({self.ground.cohorts[c].group for c in candidate.cost} - {-1}):
                if self.ground.max_away[group] is not None:
                    of[group].append(number)
        for group, numbers in of.items():
            for at in sorted({self.candidates[n].begin for n in numbers}):
                running = [n for n in numbers if self.candidates[n].begin <= at < self.candidates[n].end]
                people = [(m, v) for n in running for m, v in self.attend[n].items()]
                away = [v for m, v in people if self.ground.cohorts[self.cohort[m]].group == group]
                self.model.add(sum(away) <= (self.ground.max_away[group] or 0))

    def _one_place(self) -> None:
        """H9: a member who lectures attends nothing else meanwhile."""
        for member, number in self.cohort.items():
            lecturer = self.ground.cohorts[number].lecturer
            if lecturer < 0:
                continue
            teaches: dict[int, list[int]] = defaultdict(list)
            for n, who in enumerate(self.lectures):
                if lecturer in who:
                    teaches[self.candidates[n].begin // DAY].append(n)
            for there, people in enumerate(self.attend):
                for elsewhere in teaches[self.candidates[there].begin // DAY] if member in people else ():
                    if there != elsewhere and self._overlap(there, elsewhere):
                        self.model.add_at_most_one(people[member], self.lectures[elsewhere][lecturer])

    def _overlap(self, one: int, other: int) -> bool:
        a, b = self.candidates[one], self.candidates[other]
        return a.begin < b.end and b.begin < a.end

    def _objective(self) -> None:
        """Sessions, burdens and ways, sessions off the theme day, and the price of the unplaced."""
        session = self.ground.settings.cost.session
        terms: list[cp_model.LinearExprT] = []
        for candidate, held, people in zip(self.candidates, self.open, self.attend, strict=True):
            terms.append((session + candidate.off) * held)
            terms += [candidate.cost[self.cohort[m]] * v for m, v in people.items()]
        terms += [-UNPLACED * v for v in self.placed]
        self.model.minimize(cp_model.LinearExpr.sum(terms))

    def read(self, solver: cp_model.CpSolver) -> list[Held]:
        """The sessions of the solution."""
        result = []
        for number, candidate in enumerate(self.candidates):
            if solver.boolean_value(self.open[number]):
                lecturer = next((w for w, v in self.lectures[number].items() if solver.boolean_value(v)), -1)
                people = [m for m, v in self.attend[number].items() if solver.boolean_value(v)]
                audience, kind = candidate.audience.number, candidate.kind
                result.append(Held(audience, kind, candidate.slot, candidate.venue, lecturer, people))
        return result
