"""Trying everything: for a handful of members and sessions, every hand-out of members, checked rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

import pandas as pd

from turnout.tests.reference.candidates import Candidate
from turnout.tests.reference.exact import Held
from turnout.tests.reference.world import World


def cost(sessions: Sequence[Held]) -> int:
    """The timetable's cost."""
    return sum(s.candidate.cost + sum(s.candidate.attend[m] for m in s.attendees) for s in sessions)


def broken(world: World, sessions: Sequence[Held]) -> set[str]:
    """Names of the rules that sessions, each possible by itself, break together."""
    rules = set()
    session = world.settings.session
    for held in sessions:
        c, size = held.candidate, len(held.attendees)
        most = min((world.settings.post_types.of(world.members[m].post).max_batch for m in held.attendees), default=0)
        if not session.min_batch <= size <= most:
            rules.add("H5")
        if size > c.capacity:
            rules.add("H4")
        if (held.lecturer in c.lecturers) != (c.kind == "study" and world.lecturer_needed):
            rules.add("H7")
    for one, two in combinations(sessions, 2):
        if one.candidate.venue == two.candidate.venue and one.candidate.meets(two.candidate.start, two.candidate.end):
            rules.add("H4")
    if not all(_once_with_a_gap(world, m, sessions) for m in range(len(world.members))):
        rules.add("H6")
    if not all(_on_their_way(world, person, sessions) for person in world.lecturers):
        rules.add("H7")
    if not _enough_at_post(world, sessions):
        rules.add("H8")
    for person in {member.id for member in world.members} | set(world.lecturers):
        busy = [s for s in sessions if s.lecturer == person or any(world.members[m].id == person for m in s.attendees)]
        if any(a.candidate.meets(b.candidate.start, b.candidate.end) for a, b in combinations(busy, 2)):
            rules.add("H9")
    return rules


def _once_with_a_gap(world: World, m: int, sessions: Sequence[Held]) -> bool:
    days = {kind: [s.candidate.day for s in sessions if s.candidate.kind == kind and m in s.attendees]
            for kind in ("study", "discussion")}
    if max(len(days["study"]), len(days["discussion"])) > 1:
        return False
    return all(
        days["study"] and day >= days["study"][0] + world.settings.session.gap_days for day in days["discussion"]
    )


def _on_their_way(world: World, person: str, sessions: Sequence[Held]) -> bool:
    own = sorted((s.candidate for s in sessions if s.lecturer == person), key=lambda c: (c.start, c.venue))
    most = world.lecturers[person].max_sessions
    if pd.notna(most) and len(own) > most:
        return False
    for one, two in pairwise(own):
        way = world.tau(world.venues[one.venue].site_id, world.venues[two.venue].site_id)
        if way is None or one.end + way > two.start:
            return False
    return True


def _enough_at_post(world: World, sessions: Sequence[Held]) -> bool:
    for group in world.groups.values():
        if pd.notna(group.max_away):
            for at in sessions:
                there = [s for s in sessions if s.candidate.meets(at.candidate.start, at.candidate.start + 1)]
                away = sum(world.members[m].group == group.group_id for s in there for m in s.attendees)
                if away > group.max_away:
                    return False
    return True


def choices(world: World, m: int, pool: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """What one member could attend of `pool`: nothing, a study, or a study and a discussion late enough after it."""
    gap = world.settings.session.gap_days
    own = [i for i, c in enumerate(pool) if m in c.attend]
    studies = [i for i in own if pool[i].kind == "study"]
    both = [(i, j) for i in studies for j in own if pool[j].kind == "discussion" and pool[j].day >= pool[i].day + gap]
    return [(), *((i,) for i in studies), *both]


def _staffed(world: World, sessions: Sequence[Held]) -> Iterator[list[Held]]:
    needed = world.lecturer_needed
    names = [s.candidate.lecturers if needed and s.candidate.kind == "study" else ("",) for s in sessions]
    for chosen in product(*names):
        yield [Held(s.candidate, s.attendees, name) for s, name in zip(sessions, chosen, strict=True)]


def best(world: World, pool: Sequence[Candidate]) -> tuple[int, int]:
    """Fewest unplaced pairs and the least cost among such plans, over all hand-outs of members to `pool`."""
    found = (2 * len(world.members), 0)
    least = world.settings.session.min_batch
    each = [choices(world, m, pool) for m in range(len(world.members))]
    for chosen in product(*each):
        there: dict[int, list[int]] = {}
        for m, picked in enumerate(chosen):
            for i in picked:
                there.setdefault(i, []).append(m)
        if any(len(people) < least for people in there.values()):
            continue
        sessions = [Held(pool[i], tuple(people), "") for i, people in sorted(there.items())]
        value = (2 * len(world.members) - sum(map(len, there.values())), cost(sessions))
        if value < found and any(not broken(world, staffed) for staffed in _staffed(world, sessions)):
            found = value
    return found
