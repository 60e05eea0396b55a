"""Joint groups across committees: people of a lead branch and of partner branches within an hour's way (P7)."""

from __future__ import annotations

import numpy as np

from turnout.instances.generating.crews import NO_GROUP, Posts
from turnout.instances.generating.world import OFFICE, World, distance_km
from turnout.models.tables import WEEKDAYS

LEADS = 0.45
"""How many committees lead a joint group."""
ABROAD = 0.1
"""How many of those look for partners in other enterprises too."""
WITHIN_KM = 30.0
KEPT = 8
"""Members without a group that a branch keeps for itself."""


def add_joint_groups(world: World, posts: Posts) -> None:
    """Take some office people of a lead branch and of one or two partner branches into a joint group."""
    rng, branches = world.rng("joint"), world.branches
    cell = {b: i for i, (b, g) in enumerate(zip(posts.branch, posts.group, strict=True)) if g == NO_GROUP}
    office = [b for b in np.flatnonzero(branches.kind == OFFICE).tolist() if posts.count[cell[b]] >= KEPT + 4]
    prefecture = [world.seats.prefecture[int(n)] for n in branches.owner]
    around: dict[int, list[int]] = {}
    for b in office:
        around.setdefault(prefecture[b], []).append(b)
    led: set[int] = set()
    for b in office:
        owner = int(branches.owner[b])
        if owner in led or posts.count[cell[b]] < KEPT + 4:
            continue
        led.add(owner)
        draw = rng.random(3)
        if draw[0] >= LEADS:
            continue
        near = _partners(world, b, np.array(around[prefecture[b]]), draw[1] < ABROAD)
        near = near[[posts.count[cell[int(p)]] >= KEPT + 3 for p in near]]
        if len(near):
            chosen = rng.choice(near, min(len(near), 1 + int(2 * draw[2])), replace=False)
            _join(posts, world, b, [int(p) for p in chosen], cell, rng)


def _partners(world: World, lead: int, candidates: np.ndarray, abroad: bool) -> np.ndarray:
    """Branches of other committees near enough to the lead's site."""
    branches, sites = world.branches, world.sites
    other = branches.owner[candidates] != branches.owner[lead]
    if not abroad:
        other &= branches.enterprise[candidates] == branches.enterprise[lead]
    candidates = candidates[other]
    rows = branches.site[candidates]
    here = int(branches.site[lead])
    lon = np.array([sites.longitude[int(r)] for r in rows])
    lat = np.array([sites.latitude[int(r)] for r in rows])
    return candidates[distance_km(lon, lat, sites.longitude[here], sites.latitude[here]) <= WITHIN_KM]


def _join(
    posts: Posts, world: World, lead: int, partners: list[int], cell: dict[int, int], rng: np.random.Generator
) -> None:
    code = world.branches.code[lead]
    name = world.branches.name[lead].removesuffix("党支部") + "联合攻关组"
    group = posts.new(f"{code}-J", name, "cross_unit", "", "", code, "")
    for k, b in enumerate([lead, *partners]):
        most = posts.count[cell[b]] - KEPT
        count = min(most, int(rng.integers(4, 9) if k == 0 else rng.integers(3, 7)))
        posts.count[cell[b]] -= count
        posts.cell(b, group, count)
    if rng.random() < 0.5:
        weekday = WEEKDAYS[int(rng.integers(5))]
        posts.windows.append((f"{code}-J", "", weekday, "", "", "13:30", "17:30", 0))
        posts.windows.append((f"{code}-J", "", WEEKDAYS[int(rng.integers(5))], "", "", "08:30", "12:00", 1))
