"""Supervisors who sit in and lecturers: leaders and experts, most of them members of a branch themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from turnout.instances.generating.crews import Posts
from turnout.instances.generating.people import People, person_names
from turnout.instances.generating.world import MOBILE, OFFICE, SERVICE, SHIFT, SITE, Rows, World
from turnout.models.tables import WEEKDAYS

OUTSIDERS = 0.15
"""How many leaders and lecturers are no members of a branch of the committee."""
LECTURES_A_LECTURER = 8
ROOM_FOR = {"loose": 2.5, "normal": 1.6, "tight": 1.05}
"""Lectures that a committee's own lecturers may give, per lecture needed."""
ROOM_AT_LEAST = {"loose": 14.0, "normal": 10.0, "tight": 6.0}
STUDIES = {OFFICE: 0.5, SHIFT: 2.3, SITE: 1.6, MOBILE: 2.0, SERVICE: 1.0}
"""Studies that a branch needs by the way its people work: batches of its own, or its share of a committee's."""


@dataclass
class Leaders:
    """Rows of the tables. of: person ids of each committee's supervisors, by node."""

    supervisors: Rows = field(default_factory=list)
    lecturers: Rows = field(default_factory=list)
    windows: Rows = field(default_factory=list)
    of: dict[int, list[str]] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)

    def name(self, rng: np.random.Generator) -> str:
        """A name for somebody who is no member."""
        if not self._names:
            self._names = [str(n) for n in person_names(rng, 1024)]
        return self._names.pop()


def make_leaders(world: World, posts: Posts, people: People) -> Leaders:
    """Supervisors of every committee, and its lecturers."""
    rng, leaders = world.rng("leaders"), Leaders()
    groups = np.bincount(np.array(posts.branch), minlength=len(world.branches.size))
    need = np.array([STUDIES[k] for k in range(len(STUDIES))])[world.branches.kind]
    need = np.where(world.branches.kind == MOBILE, np.maximum(need, 0.7 * groups), need)
    for owner, (low, high) in world.spans.items():
        rows = _eligible(world, people, low, high, rng)
        taken = _supervise(world, people, leaders, owner, rows, rng)
        role = world.tree.nodes[owner].role
        _lecture(world, people, leaders, owner, rows[taken:], float(need[low:high].sum()), rng)
        if role == "root" and len(world.tree.nodes[owner].children) > 1:
            _guests(world, people, leaders, owner, rng)
    return leaders


def _eligible(world: World, people: People, low: int, high: int, rng: np.random.Generator) -> list[int]:
    """Members without a group of a committee's branches, at most three a branch: the office's first."""
    branches = [b for b in range(low, high) if people.free[b] >= 3]
    head, *others = branches
    order = [head, *[others[i] for i in rng.permutation(len(others))]]
    rows = [int(people.first[head]) + k for k in range(min(5, int(people.free[head])))]
    rows += [int(people.first[b]) + k for k in range(3) for b in order[1:] if k < people.free[b]]
    return rows


def _supervise(
    world: World, people: People, leaders: Leaders, owner: int, rows: list[int], rng: np.random.Generator
) -> int:
    """Five to eleven supervisors of one committee; how many of `rows` are taken."""
    node, taken = world.tree.nodes[owner], 0
    site = world.sites.code[world.seats.site[owner]]
    leaders.of[owner] = []
    for draw in rng.random((int(rng.integers(5, 12)), 3)):
        if draw[0] < OUTSIDERS or taken >= len(rows):
            person, name = people.outsider(node.enterprise), leaders.name(rng)
        else:
            person, name = str(people.person_id[rows[taken]]), str(people.name[rows[taken]])
            taken += 1
        most: object = 6 + int(6 * draw[2]) if draw[1] < 0.15 else ""
        a_day: object = 2 if draw[1] > 0.9 else ""
        leaders.supervisors.append((person, name, node.code, site, most, a_day))
        leaders.of[owner].append(person)
    return taken


def _lecture(
    world: World, people: People, leaders: Leaders, owner: int, rows: list[int], need: float, rng: np.random.Generator
) -> None:
    """A committee's own lecturers: one of its leaders, experts of its branches, teachers from outside."""
    node = world.tree.nodes[owner]
    site = world.sites.code[world.seats.site[owner]]
    room = max(ROOM_AT_LEAST[world.tightness], need * ROOM_FOR[world.tightness])
    count = max(2, round(room / LECTURES_A_LECTURER))
    shift = int(rng.integers(7))
    for k in range(count):
        draw = rng.random(4)
        if k == 0:
            leader = leaders.supervisors[-len(leaders.of[owner])]
            person, name = str(leader[0]), str(leader[1])
        elif draw[0] < OUTSIDERS or k - 1 >= len(rows):
            person, name = people.outsider(node.enterprise), leaders.name(rng)
        else:
            person, name = str(people.person_id[rows[k - 1]]), str(people.name[rows[k - 1]])
        most: object = "" if world.tightness == "loose" else max(1, round(room / count * (0.8 + 0.4 * draw[1])))
        leaders.lecturers.append((person, name, node.code, site, most))
        if world.tightness == "tight":
            _narrow(leaders, person, shift + 2 * k, k > 0 and draw[3] < 0.3)
        elif k < 3 or draw[2] < 0.6:
            for d in range(4):
                leaders.windows.append((person, "", WEEKDAYS[(shift + 2 * k + d) % 7], "07:00", "21:30"))


def _narrow(leaders: Leaders, person: str, first: int, evenings: bool) -> None:
    """Four weekdays, in working hours or in the evening."""
    for d in range(4):
        hours = ("17:30", "21:30") if evenings else ("08:00", "18:00")
        leaders.windows.append((person, "", WEEKDAYS[(first + d) % 7], *hours))


def _guests(world: World, people: People, leaders: Leaders, owner: int, rng: np.random.Generator) -> None:
    """Experts from outside for the whole enterprise: few lectures each, on some dates of their own."""
    node = world.tree.nodes[owner]
    site = world.sites.code[world.seats.site[owner]]
    workdays = world.workdays
    for _ in range({"loose": 8, "normal": 5, "tight": 3}[world.tightness]):
        person, name = people.outsider(node.enterprise), leaders.name(rng)
        leaders.lecturers.append((person, name, node.code, site, int(rng.integers(3, 7))))
        for day in sorted(rng.choice(len(workdays), 8, replace=False)):
            leaders.windows.append((person, workdays[day].isoformat(), "", "08:30", "11:30"))
            leaders.windows.append((person, workdays[day].isoformat(), "", "14:00", "17:30"))
