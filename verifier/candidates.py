"""What could serve a member who is not placed: starts, venues, lecturers, and people enough, as docs/reasons.md
defines them.

Everything is a mask over the starts of a kind: all dates of the plan and all times of the grid that keep H1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from turnout.models.settings import POST_TYPES
from turnout.verifier.given import CROSS_UNIT, DAY, Bools, Ints, day_numbers, objects, position
from turnout.verifier.lecturer_rules import LecturerTime
from turnout.verifier.matter import Matter
from turnout.verifier.windows import NOT_FREE
from turnout.verifier.written import BRANCH, COMMITTEE, GROUP, STUDY

KEPT_MASKS = 20_000
SHIFT = POST_TYPES.index("shift")


class Starts(NamedTuple):
    """The starts of a kind: date, start and end of each."""

    day: Ints
    start: Ints
    end: Ints


class Audience(NamedTuple):
    """An audience by type and position, and the committee that venues and lecturers must be at or above."""

    type: int
    at: int
    scope: int


class Candidates:
    """Masks over starts, kept while they may be asked again."""

    def __init__(self, matter: Matter) -> None:
        self._matter, self._given = matter, matter.given
        self._lecturers = LecturerTime(matter.given)
        self._masks: dict[Hashable, Bools] = {}
        self._gatherings: dict[Audience, list[tuple[int, int, int, int]]] = {}
        self._minutes: dict[tuple[int, int], int] = {}
        self._sites: dict[tuple[int, int], list[tuple[int, int, Ints]]] = {}
        self.dates: Ints = np.arange(matter.given.first_day, matter.given.last_day + 1, dtype=np.int64)
        self.starts = {kind: self._starts_of(kind) for kind in (0, 1)}

    def _starts_of(self, kind: int) -> Starts:
        session = self._given.settings.session
        lasts = session.study_minutes if kind == STUDY else session.discussion_minutes
        first = -(-session.day_start // session.grid_minutes) * session.grid_minutes
        times = np.arange(first, session.day_end - lasts + 1, session.grid_minutes, dtype=np.int64)
        day = np.repeat(self.dates, len(times))
        start = day * DAY + np.tile(times, len(self.dates))
        return Starts(day, start, start + lasts)

    def _keep(self, key: Hashable, mask: Bools) -> Bools:
        if len(self._masks) >= KEPT_MASKS:
            self._masks.clear()
        self._masks[key] = mask
        return mask

    @cached_property
    def member_absence(self) -> Ints:
        """int64 (members,): position of each member among those with absences, -1 without."""
        return self._matter.absences.who(objects(self._given.instance["members"]["person_id"]))

    @cached_property
    def _venue_closure(self) -> Ints:
        return self._matter.closures.who(objects(self._given.instance["venues"]["venue_id"]))

    @cached_property
    def _lecturer_absence(self) -> Ints:
        return self._matter.absences.who(objects(self._given.instance["lecturers"]["person_id"]))

    @cached_property
    def _alike(self) -> Ints:
        """int64 (groups + 1,): the first group with the same free time; the last entry stands for no group."""
        given, tables = self._given, self._given.instance.tables
        groups = tables["groups"]
        own = np.zeros(len(groups), dtype=bool)
        for table in ("windows", "roster"):
            at = position(given.group_ids, objects(tables[table]["group_id"]))
            own[at[at >= 0]] = True
        first: dict[Hashable, int] = {}
        alike: list[int] = []
        cycles, begins = objects(groups["cycle"]), day_numbers(groups["cycle_start"])
        for g in range(len(groups)):
            post = int(given.group_post[g])
            length = len(cycles[g].split())
            rota = (cycles[g], int(begins[g]) % length) if post == SHIFT and length else ()
            alike.append(first.setdefault(g if own[g] else (post, rota), g))
        return np.array([*alike, -1], dtype=np.int64)

    def free(self, group: int, absence: int, kind: int, τ: int) -> Bools:
        """Starts for which a member of the group with these absences is free, τ minutes on both sides."""
        starts, alike = self.starts[kind], int(self._alike[group])
        key = ("free", alike, kind, τ)
        mask = self._masks.get(key)
        if mask is None:
            who = np.full(len(starts.day), alike, np.int64)
            mask = self._keep(
                key, self._matter.free.burden(who, starts.day, starts.start - τ, starts.end + τ) < NOT_FREE
            )
        return mask if absence < 0 else mask & self._present(absence, kind, τ)

    def _present(self, absence: int, kind: int, τ: int) -> Bools:
        """Starts that meet none of these absences, τ minutes on both sides."""
        starts, key = self.starts[kind], ("present", absence, kind, τ)
        if key in self._masks:
            return self._masks[key]
        return self._keep(key, ~self._matter.absences.takes(absence, starts.start - τ, starts.end + τ))

    def audiences(self, branch: int, group: int, post: int, kind: int) -> list[Audience]:
        """The audiences that a member may join."""
        given = self._given
        committee = int(given.branch_committee[branch])
        if post == CROSS_UNIT:
            found = [Audience(GROUP, group, int(given.branch_committee[given.group_lead[group]]))]
        else:
            found = [Audience(BRANCH, branch, committee)]
        if kind == STUDY and given.committee_wide[post]:
            found.append(Audience(COMMITTEE, committee, committee))
        return found

    def sites(self, audience: Audience, branch: int) -> list[tuple[int, int, Ints]]:
        """(τ, site, venues there) of the places within reach of the branch where the audience may have min_batch
        seats."""
        given, home = self._given, int(self._given.branch_site[branch])
        key = (audience.scope, home)
        if key not in self._sites:
            venues = np.sort(np.concatenate([self._venues_of(c) for c in (-1, *given.tree.upwards(audience.scope))]))
            τ = given.travel.minutes(np.full(len(venues), home), given.venue_site[venues])
            near = τ <= given.settings.session.max_attendee_travel
            venues, τ, site = venues[near], τ[near], given.venue_site[venues[near]]
            places = sorted(set(zip(τ.tolist(), site.tolist(), strict=True)))
            self._minutes.update(((home, at), minutes) for minutes, at in places)
            self._sites[key] = [(minutes, at, venues[site == at]) for minutes, at in places]
        return self._sites[key]

    def _ways(self, homes: list[int], site: int) -> list[int]:
        """Minutes from each home to a site; of homes that `sites` had it near to, they are known."""
        known = [self._minutes[home, site] for home in homes if (home, site) in self._minutes]
        if len(known) == len(homes):
            return known
        τ = self._given.travel.minutes(np.array(homes, dtype=np.int64), np.full(len(homes), site))
        return [int(minutes) for minutes in τ]

    def _venues_of(self, committee: int) -> Ints:
        """Venues of min_batch seats or more that are kept for a committee; -1: for anyone."""
        kept_for = self._given.venue_committee
        low, high = np.searchsorted(kept_for, [committee, committee + 1], sorter=self._by_committee)
        venues = self._by_committee[low:high]
        return venues[self._given.venue_capacity[venues] >= self._given.settings.session.min_batch]

    @cached_property
    def _by_committee(self) -> Ints:
        return np.argsort(self._given.venue_committee, kind="stable")

    def any_open(self, venues: Ints, kind: int) -> Bools:
        """Starts for which one of the venues is open and not closed."""
        result = np.zeros(len(self.starts[kind].day), dtype=bool)
        for venue in venues.tolist():
            result |= self._open(venue, kind)
        return result

    def _open(self, venue: int, kind: int) -> Bools:
        given, starts, key = self._given, self.starts[kind], ("open", venue, kind)
        if key in self._masks:
            return self._masks[key]
        closures = self._matter.closures
        inside = (starts.start - starts.day * DAY >= given.venue_open[venue]) & (
            starts.end - starts.day * DAY <= given.venue_close[venue]
        )
        if (who := self._venue_closure[venue]) >= 0:
            inside &= ~closures.takes(int(who), starts.start, starts.end)
        return self._keep(key, inside)

    def lecturer(self, scope: int, kind: int) -> Bools:
        """Starts for which some lecturer may and can come; all of them where none is needed."""
        given, starts, key = self._given, self.starts[kind], ("lecturer", scope, kind)
        if key in self._masks:
            return self._masks[key]
        if kind != STUDY or not given.lecturer_required:
            return self._keep(key, np.ones(len(starts.day), dtype=bool))
        above = given.tree.upwards(scope)
        mask = np.zeros(len(starts.day), dtype=bool)
        for lecturer in np.flatnonzero(np.isin(given.lecturer_committee, above) & (given.lecturer_most > 0)).tolist():
            mask |= self._lectures(lecturer, kind)
        return self._keep(key, mask)

    def _lectures(self, lecturer: int, kind: int) -> Bools:
        starts, key = self.starts[kind], ("lectures", lecturer, kind)
        if key in self._masks:
            return self._masks[key]
        holds = self._lecturers.holds(np.full(len(starts.day), lecturer), starts.day, starts.start, starts.end)
        if (who := self._lecturer_absence[lecturer]) >= 0:
            holds &= ~self._matter.absences.takes(int(who), starts.start, starts.end)
        return self._keep(key, holds)

    def gathers(self, audience: Audience, kind: int, site: int) -> Bools:
        """Starts for which the audience gathers min_batch members at a site, each free with his own travel."""
        key = ("gathers", audience, kind, site)
        if key in self._masks:
            return self._masks[key]
        given, rows = self._given, self._gathering(audience)
        ways = self._ways([int(given.branch_site[branch]) for branch, *_ in rows], site)
        of_group: dict[int, NDArray[np.int64]] = {}
        for (_, group, absence, number), minutes in zip(rows, ways, strict=True):
            if minutes <= given.settings.session.max_attendee_travel:
                came = number * self.free(group, absence, kind, minutes).astype(np.int64)
                of_group[group] = of_group[group] + came if group in of_group else came
        total = np.zeros(len(self.starts[kind].day), np.int64)
        for group, came in of_group.items():
            total += np.minimum(came, given.max_away[group]) if group >= 0 else came
        return self._keep(key, total >= given.settings.session.min_batch)

    def _gathering(self, audience: Audience) -> list[tuple[int, int, int, int]]:
        """Whom an audience takes: (branch, group, absence, members), those who are never absent counted together."""
        if audience in self._gatherings:
            return self._gatherings[audience]
        given = self._given
        if audience.type == GROUP:
            members = self._members_of(self._by_group, given.member_group, audience.at)
        else:
            branches = (
                [audience.at]
                if audience.type == BRANCH
                else np.flatnonzero(given.branch_committee == audience.at).tolist()
            )
            parts = [self._members_of(self._by_branch, given.member_branch, b) for b in branches]
            members = np.concatenate(parts) if parts else np.zeros(0, np.int64)
            post = given.member_post[members]
            members = members[post != CROSS_UNIT if audience.type == BRANCH else given.committee_wide[post]]
        of_member = given.member_branch, given.member_group, self.member_absence
        alike = Counter(map(tuple, np.transpose([column[members] for column in of_member]).tolist()))
        self._gatherings[audience] = [(b, g, a, number) for (b, g, a), number in alike.items()]
        return self._gatherings[audience]

    @cached_property
    def _by_branch(self) -> Ints:
        return np.argsort(self._given.member_branch, kind="stable")

    @cached_property
    def _by_group(self) -> Ints:
        return np.argsort(self._given.member_group, kind="stable")

    @staticmethod
    def _members_of(order: Ints, column: Ints, at: int) -> Ints:
        low, high = np.searchsorted(column, [at, at + 1], sorter=order)
        return order[low:high]
