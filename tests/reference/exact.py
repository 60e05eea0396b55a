"""The exact optimum of a small instance's timetable: one model of all members and all sessions, proven optimal.

Written from the rules alone. Nothing is thinned or decomposed, so that it is slow, plain and easy to check. Members
are single (`merged=False`), or those whom no rule tells apart are counted together (`merged=True`, much faster):
handing out their studies and discussions in order of time, first come, first served, keeps every gap that any other
hand-out keeps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd
from ortools.sat.python import cp_model

from turnout.models.instance import Instance
from turnout.tests.reference.candidates import Candidate, candidates
from turnout.tests.reference.world import World

EFFORT = 1.0
"""Deterministic time after which a proof is given up, so that the same instances are given up everywhere."""

Slot = tuple[str, int, int, str]
"""A lecturer at work: person, start, end, venue."""


@dataclass(frozen=True)
class Held:
    """One session of a solution: what, who attends (indices of members), who lectures ("" nobody)."""

    candidate: Candidate
    attendees: tuple[int, ...]
    lecturer: str


@dataclass(frozen=True)
class Optimum:
    """Fewest unplaced pairs, least cost among such plans, and one plan that has both."""

    unplaced: int
    cost: int
    sessions: tuple[Held, ...]


def twins(world: World, merged: bool) -> list[list[int]]:
    """Members whom no rule tells apart; each for himself if not merged."""
    of: dict[int, list[int]] = defaultdict(list)
    for m, first in enumerate(world.first_alike):
        of[first if merged else m].append(m)
    return list(of.values())


class ExactModel:
    """Variables: `held` a candidate takes place; `attend` how many of a set of twins attend it; `lectures` a lecturer
    works in a slot."""

    def __init__(self, world: World, merged: bool = True, pool: Sequence[Candidate] | None = None) -> None:
        self.world, self.model = world, cp_model.CpModel()
        self.twins = twins(world, merged)
        self.posts = [world.members[own[0]].post for own in self.twins]
        self.all = list(candidates(world) if pool is None else pool)
        self.held = [self.model.new_bool_var(f"held {i}") for i in range(len(self.all))]
        self.attend = {
            (i, k): self.model.new_int_var(0, len(own), f"attend {i} {k}")
            for i, c in enumerate(self.all)
            for k, own in enumerate(self.twins)
            if own[0] in c.attend
        }
        self.here: dict[int, dict[int, cp_model.IntVar]] = {i: {} for i in range(len(self.all))}
        for (i, k), attend in self.attend.items():
            self.here[i][k] = attend
        self.lectures: dict[Slot, cp_model.IntVar] = {}
        self._sizes()
        self._once_with_a_gap()
        self._venues()
        self._away()
        if world.lecturer_needed:
            self._lecturers()
            self._pauses_of_lecturers()
            self._lecturers_who_are_members()

    def _sizes(self) -> None:
        """H4 capacity and H5: min_batch ≤ attendees ≤ the smallest max_batch among the post types present."""
        types, least = self.world.settings.post_types, self.world.settings.session.min_batch
        for i, c in enumerate(self.all):
            most = min(c.capacity, len(c.attend))
            size = sum(self.here[i].values())
            self.model.add(size >= least * self.held[i])
            self.model.add(size <= most * self.held[i])
            for k, attend in self.here[i].items():
                limit = types.of(self.posts[k]).max_batch
                self.model.add(attend <= min(most, limit, len(self.twins[k])) * self.held[i])
            for post in sorted({self.posts[k] for k in self.here[i]}):
                limit = types.of(post).max_batch
                if limit >= most:
                    continue
                present = self.model.new_bool_var(f"{post} present {i}")
                for k, attend in self.here[i].items():
                    if self.posts[k] == post:
                        self.model.add(attend <= min(limit, len(self.twins[k])) * present)
                self.model.add(size <= most - (most - limit) * present)

    def _once_with_a_gap(self) -> None:
        """H6: up to any date, no more discussions than studies at least gap_days before; one of each at most."""
        gap = self.world.settings.session.gap_days
        of: dict[tuple[int, str], list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
        for (i, k), attend in self.attend.items():
            of[k, self.all[i].kind].append((self.all[i].day, attend))
        for (k, _), pairs in of.items():
            self.model.add(sum(attend for _, attend in pairs) <= len(self.twins[k]))
        for k in range(len(self.twins)):
            discussions, studies = of[k, "discussion"], of[k, "study"]
            for day in sorted({d for d, _ in discussions}):
                before = sum(a for d, a in studies if d <= day - gap)
                self.model.add(sum(a for d, a in discussions if d <= day) <= before)

    def _venues(self) -> None:
        """H4: whenever a session starts in a venue, it is the only one there."""
        of: dict[str, list[int]] = defaultdict(list)
        for i, c in enumerate(self.all):
            of[c.venue].append(i)
        for indices in of.values():
            for instant in sorted({self.all[i].start for i in indices}):
                self.model.add_at_most_one([self.held[i] for i in indices if self.all[i].meets(instant, instant + 1)])

    def _away(self) -> None:
        """H8: whenever a session starts, at most max_away members of a group are attending."""
        for group in self.world.groups.values():
            if pd.isna(group.max_away):
                continue
            own = {k for k, own in enumerate(self.twins) if self.world.members[own[0]].group == group.group_id}
            pairs = [(self.all[i], attend) for (i, k), attend in self.attend.items() if k in own]
            for instant in sorted({c.start for c, _ in pairs}):
                away = [attend for c, attend in pairs if c.meets(instant, instant + 1)]
                self.model.add(sum(away) <= int(group.max_away))

    def _lecturers(self) -> None:
        """H7: every study has one lecturer, whose committee fits, at most max_sessions for each lecturer."""
        at: dict[tuple[int, int, str], list[int]] = defaultdict(list)
        for i, c in enumerate(self.all):
            if c.kind == "study":
                at[c.start, c.end, c.venue].append(i)
        for (start, end, venue), indices in at.items():
            staff = sorted({p for i in indices for p in self.all[i].lecturers})
            here = {p: self.model.new_bool_var(f"lectures {p} {start} {venue}") for p in staff}
            self.model.add(sum(here.values()) == sum(self.held[i] for i in indices))
            for p, works in here.items():
                self.lectures[p, start, end, venue] = works
                self.model.add(works <= sum(self.held[i] for i in indices if p in self.all[i].lecturers))
        for person, row in self.world.lecturers.items():
            own = [works for slot, works in self.lectures.items() if slot[0] == person]
            if pd.notna(row.max_sessions) and own:
                self.model.add(sum(own) <= int(row.max_sessions))

    def _pauses_of_lecturers(self) -> None:
        """H7, H9: between two lectures that nothing lies between, the way from venue to venue fits in."""
        for person in self.world.lecturers:
            slots = sorted((s for s in self.lectures if s[0] == person), key=lambda s: s[1:])
            for one, two in combinations(slots, 2):
                both = [self.lectures[one], self.lectures[two]]
                if two[1] < one[2]:
                    self.model.add_at_most_one(both)
                    continue
                way = self.world.tau(self.world.venues[one[3]].site_id, self.world.venues[two[3]].site_id)
                if way is None or one[2] + way > two[1]:
                    others = [s for s in slots if s not in (one, two)]
                    between = [self.lectures[s] for s in others if one[2] <= s[1] and s[2] <= two[1]]
                    self.model.add(sum(both) <= 1 + sum(between))

    def _lecturers_who_are_members(self) -> None:
        """H9: while he lectures, a member attends nothing but that very session."""
        alone = {self.world.members[own[0]].id: k for k, own in enumerate(self.twins)}
        for (person, start, end, venue), works in self.lectures.items():
            for (i, k), attend in self.attend.items():
                c = self.all[i]
                same = c.kind == "study" and (c.start, c.end, c.venue) == (start, end, venue)
                if k == alone.get(person) and c.meets(start, end) and not same:
                    self.model.add(works + attend <= 1)

    def cost(self) -> cp_model.LinearExprT:
        """The timetable's cost."""
        sessions = sum(c.cost * held for c, held in zip(self.all, self.held, strict=True))
        return sessions + sum(self.all[i].attend[self.twins[k][0]] * n for (i, k), n in self.attend.items())

    def sessions(self, solver: cp_model.CpSolver) -> tuple[Held, ...]:
        """The sessions of the solver's solution, twins handed out in order of time."""
        waiting = {kind: [list(own) for own in self.twins] for kind in ("study", "discussion")}
        found = []
        for i in sorted(range(len(self.all)), key=lambda i: self.all[i].start):
            c = self.all[i]
            if solver.boolean_value(self.held[i]):
                there = [waiting[c.kind][k].pop(0) for k, n in self.here[i].items() for _ in range(solver.value(n))]
                slots = [(p, c.start, c.end, c.venue) for p in c.lecturers if c.kind == "study"]
                names = [s[0] for s in slots if solver.boolean_value(self.lectures[s])]
                found.append(Held(c, tuple(sorted(there)), "".join(names)))
        return tuple(found)


def optimum(instance: Instance, effort: float = EFFORT) -> Optimum | None:
    """Lines 1 and 4 of what is best, in that order. None: not proven within `effort` for each."""
    return solve(ExactModel(World(instance)), effort)


def solve(exact: ExactModel, effort: float = EFFORT) -> Optimum | None:
    """Fewest unplaced first, then least cost. None: not proven within `effort` for each."""
    pairs = 2 * len(exact.world.members)
    if not exact.all:
        return Optimum(pairs, 0, ())
    placed, cost = sum(exact.attend.values()), exact.cost()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    exact.model.maximize(placed)
    if solver.solve(exact.model) != cp_model.OPTIMAL:
        return None
    most = round(solver.objective_value)
    exact.model.add(placed == most)
    for var in [*exact.held, *exact.attend.values(), *exact.lectures.values()]:
        exact.model.add_hint(var, solver.value(var))
    exact.model.minimize(cost)
    if solver.solve(exact.model) != cp_model.OPTIMAL:
        return None
    return Optimum(pairs - most, round(solver.objective_value), exact.sessions(solver))
