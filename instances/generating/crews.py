"""Groups of the branches: crews on rotas, crews meeting at fixed times, project groups, counters; who has none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from turnout.instances.generating.catalogue import Rota, rotas, words
from turnout.instances.generating.world import MOBILE, OFFICE, SERVICE, SHIFT, SITE, Rows, World
from turnout.models.tables import WEEKDAYS

NO_GROUP = -1
CREW_SHARED = 0.1
"""How often a branch's crews work together with those of the branch before."""
LIMITED = 0.05
"""How many crews have a limit on those away at once."""
EXCEPTION = 0.02
"""How many crews have a day off swapped in the quarter."""


@dataclass
class Posts:
    """Groups and the cells of members: so many members of one branch in one group (`NO_GROUP`: in none)."""

    groups: Rows = field(default_factory=list)
    windows: Rows = field(default_factory=list)
    roster: Rows = field(default_factory=list)
    used: dict[str, Rota] = field(default_factory=dict)
    branch: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    count: list[int] = field(default_factory=list)

    def cell(self, branch: int, group: int, count: int) -> None:
        """So many members of a branch in a group."""
        if count > 0:
            self.branch.append(branch)
            self.group.append(group)
            self.count.append(count)

    def new(self, *row: object) -> int:
        """A new group; its row number."""
        self.groups.append(row)
        return len(self.groups) - 1


def _even(total: int, parts: int) -> list[int]:
    return [(total + k) // parts for k in range(parts)]


def make_posts(world: World) -> Posts:
    """Groups, windows, roster and cells of all branches."""
    rng, posts = world.rng("posts"), Posts()
    chance = rng.random((len(world.branches.owner), 12))
    days, workdays = world.days, world.workdays
    for low, high in world.spans.values():
        node = world.tree.nodes[world.branches.owner[low]]
        industry = world.industry[node.enterprise]
        own = industry.own_rotas.get(node.noun, industry.rotas)
        rota = rotas()[own[int(chance[low, 10] * len(own))]]
        start = days[0] - dt.timedelta(days=int(chance[low, 11] * 8))
        crews: list[int] = []
        for b in range(low, high):
            kind, size, u = int(world.branches.kind[b]), int(world.branches.size[b]), chance[b]
            if kind == SHIFT:
                crews = _shift(posts, world, b, size, u, rota, start, crews, days)
            elif kind == SITE:
                _site(posts, world, b, size, u, workdays)
            elif kind == MOBILE:
                _mobile(posts, world, b, size, u, workdays)
            elif kind == SERVICE:
                _service(posts, world, b, size, u)
            else:
                assert kind == OFFICE
                posts.cell(b, NO_GROUP, size)
    return posts


def _shift(
    posts: Posts, world: World, b: int, size: int, u: np.ndarray, rota: Rota, start: dt.date, before: list[int],
    days: list[dt.date],
) -> list[int]:
    """Crews on the plant's rota, and a few people in the office; sometimes the crews of the branch before."""
    office = min(2 + int(3 * u[0]), size - 2 * rota.crews) if size >= 2 * rota.crews + 2 else 0
    posts.cell(b, NO_GROUP, office)
    heads = _even(size - office, rota.crews)
    posts.used[rota.rota_id] = rota
    if before and u[1] < CREW_SHARED:
        crews = before
    else:
        code, place = world.branches.code[b], _workplace(world, b)
        crews = []
        for k in range(rota.crews):
            limit: object = max(3, heads[k] // 2) if u[2] < LIMITED and heads[k] >= 3 else ""
            name = f"{place}{words()['crews'][k]}班"
            first = start + dt.timedelta(days=k * rota.offset)
            crews.append(posts.new(f"{code}-{k + 1}", name, "shift", rota.cycle, first.isoformat(), "", limit))
        if u[3] < EXCEPTION:
            day = days[7 + int(u[4] * (len(days) - 14))]
            posts.roster.append((f"{code}-1", day.isoformat(), "-"))
    for group, count in zip(crews, heads, strict=True):
        posts.cell(b, group, count)
    return crews


def _workplace(world: World, b: int) -> str:
    """The branch's name without its committee's and without 党支部."""
    owner = world.seats.name[int(world.branches.owner[b])].removesuffix("党委")
    return world.branches.name[b].removeprefix(owner).removesuffix("党支部")


def _site(posts: Posts, world: World, b: int, size: int, u: np.ndarray, workdays: list[dt.date]) -> None:
    """Project groups that gather in the evening and while equipment stands still; larger ones with an office."""
    office = 4 + int(3 * u[0]) if size >= 16 else 0
    posts.cell(b, NO_GROUP, office)
    parts = 2 if size - office >= 24 else 1
    stops = sorted({int(x * len(workdays)) for x in u[1 : 3 + int(3 * u[4])]})
    code, place = world.branches.code[b], _workplace(world, b)
    for k, count in enumerate(_even(size - office, parts)):
        group = posts.new(f"{code}-{k + 1}", f"{place}{words()['ordinals'][k]}工区", "site", "", "", "", "")
        posts.cell(b, group, count)
        for day in stops:
            posts.windows.append((f"{code}-{k + 1}", workdays[day].isoformat(), "", "", "", "13:30", "17:30", 0))
        if u[8] < 0.4:
            posts.windows.append((f"{code}-{k + 1}", "", "Sat", "", "", "08:00", "11:30", 2))


def _mobile(posts: Posts, world: World, b: int, size: int, u: np.ndarray, workdays: list[dt.date]) -> None:
    """Crews on the move that meet at fixed times: a weekday, or every eighth workday or so."""
    parts = max(1, size // 7)
    code, place = world.branches.code[b], _workplace(world, b)
    day, step = int(5 * u[0]), 7 + int(4 * u[1])
    for k, count in enumerate(_even(size, parts)):
        group_id = f"{code}-{k + 1}"
        group = posts.new(group_id, f"{place}{_number(k)}组", "mobile", "", "", "", "")
        posts.cell(b, group, count)
        if u[2] < 0.7:
            weekday = WEEKDAYS[(day + k // 2) % 5]
            start, end = ("13:30", "17:30") if u[3] < 0.6 else ("08:00", "11:30")
            until = workdays[-1 - int(u[4] * 10)].isoformat()
            posts.windows.append((group_id, "", weekday, workdays[0].isoformat(), until, start, end, int(3 * u[5])))
            if u[6] < 0.3:
                posts.windows.append((group_id, "", "Sun", "", "", "15:00", "18:30", 4))
        else:
            for at in range(int(u[7] * step), len(workdays), step):
                date = workdays[at].isoformat()
                posts.windows.append((group_id, date, "", "", "", "09:00", "12:00", 0))
                posts.windows.append((group_id, date, "", "", "", "14:00", "17:30", 1))


def _number(k: int) -> str:
    return str(words()["ordinals"][k]) if k < 10 else str(k + 1)


def _service(posts: Posts, world: World, b: int, size: int, u: np.ndarray) -> None:
    """Counters that are open all day: their people gather after closing time or before opening on a quiet day."""
    group_id = f"{world.branches.code[b]}-1"
    group = posts.new(group_id, f"{_workplace(world, b)}窗口组", "other", "", "", "", "")
    posts.cell(b, group, size)
    evening, morning = WEEKDAYS[int(4 * u[0])], WEEKDAYS[int(5 * u[1])]
    posts.windows.append((group_id, "", evening, "", "", "18:00", "21:00", 1))
    posts.windows.append((group_id, "", morning, "", "", "07:30", "10:30", 0))
