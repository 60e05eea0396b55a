"""Every session that could be held, one by one: audience, kind, start and venue, with those who could attend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from turnout.models.tables import WEEKDAYS
from turnout.tests.reference.world import DAY, Person, World

KINDS = ("study", "discussion")


@dataclass(frozen=True)
class Audience:
    """Rule H2. committee: whose venues and lecturers it may use. home: the branch whose theme day counts, or ""."""

    type: str
    id: str
    committee: str
    members: tuple[int, ...]
    home: str = ""


@dataclass(frozen=True)
class Candidate:
    """One possible session. attend: member index -> burden and travel cost of his attending. cost: of holding it."""

    audience: Audience
    kind: str
    start: int
    end: int
    venue: str
    capacity: int
    attend: dict[int, int]
    lecturers: tuple[str, ...]
    cost: int

    @property
    def day(self) -> int:
        """Days from the plan's first date."""
        return self.start // DAY

    def meets(self, start: int, end: int) -> bool:
        """Whether it overlaps [start, end); touching does not count."""
        return self.start < end and start < self.end


def audiences(world: World) -> list[Audience]:
    """Rule H2: every audience with its members."""
    found = []
    scope = world.settings.post_types
    for branch in world.branches.values():
        own = tuple(i for i, m in enumerate(world.members) if m.branch == branch.branch_id and m.post != "cross_unit")
        found.append(Audience("branch", branch.branch_id, branch.committee_id, own, branch.branch_id))
    for group in world.groups.values():
        if group.post_type == "cross_unit":
            own = tuple(i for i, m in enumerate(world.members) if m.group == group.group_id)
            found.append(Audience("group", group.group_id, world.branches[group.lead_branch_id].committee_id, own))
    for committee in world.parents:
        own = tuple(
            i
            for i, m in enumerate(world.members)
            if scope.of(m.post).study_scope == "committee" and world.branches[m.branch].committee_id == committee
        )
        found.append(Audience("committee", committee, committee, own))
    return [audience for audience in found if audience.members]


def off_theme(world: World, branch: str, day: int) -> bool:
    """Whether a session of this branch on this day is held on another day than its theme day."""
    theme, date = world.branches[branch].theme_day, world.date(day)
    return theme not in ("", str(date.day), WEEKDAYS[date.weekday()])


def starts(world: World, kind: str) -> list[tuple[int, int]]:
    """Rule H1: start and end of every session that the grid and the day allow."""
    session = world.settings.session
    lasts = session.study_minutes if kind == "study" else session.discussion_minutes
    first = -(-session.day_start // session.grid_minutes) * session.grid_minutes
    return [
        (day * DAY + minute, day * DAY + minute + lasts)
        for day in range(world.days)
        for minute in range(first, session.day_end - lasts + 1, session.grid_minutes)
    ]


def venue_open(world: World, venue: str, start: int, end: int) -> bool:
    """Rule H4: the session lies inside open-close and meets no closure."""
    row, midnight = world.venues[venue], start // DAY * DAY
    inside = midnight + row.open <= start and end <= midnight + row.close
    return inside and not any(start < b and a < end for a, b in world.closed.get(venue, ()))


def lecturer_can(world: World, person: str, start: int, end: int) -> bool:
    """Rule H7 in time: [start, end] inside one of his windows, and none of his absences met."""
    inside = any(a <= start and end <= b for a, b in world.lecturing[person])
    return inside and not any(start < b and a < end for a, b in world.absent.get(person, ()))


def candidates(world: World) -> Iterator[Candidate]:
    """Every session that can gather min_batch, in a fixed order."""
    cost, least = world.settings.cost, world.settings.session.min_batch
    for audience in audiences(world):
        above = world.above(audience.committee)
        venues = [v for v in world.venues.values() if v.committee_id in ("", *above) and v.capacity >= least]
        staff = [p for p, row in world.lecturers.items() if row.committee_id in above]
        alike = {index: world.first_alike[index] for index in audience.members}
        for kind in KINDS if audience.type != "committee" else ("study",):
            for start, end in starts(world, kind):
                needed = kind == "study" and world.lecturer_needed
                ready = tuple(p for p in staff if lecturer_can(world, p, start, end)) if needed else ()
                if needed and not ready:
                    continue
                who: dict[str, dict[int, int]] = {}
                for venue in venues:
                    if not venue_open(world, venue.venue_id, start, end):
                        continue
                    site = venue.site_id
                    attend = who[site] = who[site] if site in who else _attend(world, alike, start, end, site)
                    if len(attend) < least:
                        continue
                    off = audience.home and off_theme(world, audience.home, start // DAY)
                    held = cost.session + (cost.off_theme_day if off else 0)
                    yield Candidate(audience, kind, start, end, venue.venue_id, venue.capacity, attend, ready, held)


def _attend(world: World, alike: dict[int, int], start: int, end: int, site: str) -> dict[int, int]:
    """What attending costs each member who could. alike: member index -> the first of those who are like him."""
    cost: dict[int, int] = {}
    for first in set(alike.values()):
        member: Person = world.members[first]
        burden = world.burden(member, start, end, site)
        if burden is not None:
            cost[first] = burden + world.travel_cost(member, site)
    return {index: cost[first] for index, first in alike.items() if first in cost} if cost else {}
