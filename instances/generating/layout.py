"""Which branch works how, where committees and branches are, and what they are called."""

from __future__ import annotations

import numpy as np

from turnout.instances.generating.catalogue import Industry, IntArray, places, words
from turnout.instances.generating.sizes import apportion
from turnout.instances.generating.tree import Node, Tree
from turnout.instances.generating.world import KINDS, MOBILE, OFFICE, SERVICE, SHIFT, SITE, Branches, World

SMALLEST_SHIFT_BRANCH = 12
"""So that each crew has some members."""
SMALLEST_MOBILE_BRANCH = 5
NEAR_KM, COUNTY_KM, FAR_KM = 8.0, 14.0, 22.0
"""How far from its committee's seat a branch may be, by the industry's spread: all within an hour on the road."""


def place_branches(tree: Tree, industry: list[Industry], sizes: IntArray, rng: np.random.Generator) -> Branches:
    """Hang branches under the nodes and say how the people of each work. sizes: (branches,), in the tree's order."""
    node = np.repeat(np.arange(len(tree.nodes)), [n.branches for n in tree.nodes])
    owner_of = np.array([n.parent if n.role == "general" else n.number for n in tree.nodes])
    owner = owner_of[node]
    enterprise = np.array([n.enterprise for n in tree.nodes])[node]
    kind = np.zeros(len(node), dtype=np.int64)
    code = [""] * len(node)
    bounds = np.flatnonzero(np.diff(owner, prepend=-1))
    for low, high in zip(bounds, [*bounds[1:], len(node)], strict=True):
        top = tree.nodes[owner[low]]
        width = max(2, len(str(high - low)))
        code[low:high] = [f"{top.code}-B{k + 1:0{width}d}" for k in range(high - low)]
        if not top.office and not any(tree.nodes[c].role != "general" for c in top.children):
            kind[low:high] = _kinds(industry[top.enterprise], sizes[low:high], rng)
    return Branches(node, owner, enterprise, sizes, kind, code)


def _kinds(industry: Industry, sizes: IntArray, rng: np.random.Generator) -> IntArray:
    """Kinds of the branches of one committee; the first is its office."""
    shares = np.array([industry.shares.get(k, 0.0) for k in KINDS])
    shares[OFFICE] = 1 - shares.sum()
    wanted = rng.multinomial(len(sizes), shares)
    kind = np.full(len(sizes), OFFICE, dtype=np.int64)
    order = 1 + rng.permutation(len(sizes) - 1)
    large = [int(i) for i in order if sizes[i] >= SMALLEST_SHIFT_BRANCH]
    kind[large[: wanted[SHIFT]]] = SHIFT
    rest = [int(i) for i in order if kind[i] == OFFICE]
    for what, least in ((SITE, 3), (MOBILE, SMALLEST_MOBILE_BRANCH), (SERVICE, 3)):
        chosen = [i for i in rest if sizes[i] >= least][: wanted[what]]
        kind[chosen] = what
        rest = [i for i in rest if kind[i] == OFFICE]
    return kind


def seat_nodes(world: World) -> None:
    """Give every node a place, parents first, and a name."""
    rng = world.rng("seats")
    table, seats = places(), world.seats
    first, second = words()["enterprise_first"], words()["enterprise_second"]
    titles = rng.permutation(len(first) * len(second))
    used: dict[str, int] = {}
    for node in world.tree.nodes:
        industry = world.industry[node.enterprise]
        if node.role == "general":
            seats.site.append(seats.site[node.parent])
            seats.prefecture.append(seats.prefecture[node.parent])
            seats.county.append(seats.county[node.parent])
            number = int(node.code.rsplit("G", 1)[1])
            parent = seats.name[node.parent].removesuffix("党委")
            seats.name.append(f"{parent}第{_ordinal(number)}党总支")
            continue
        prefecture, county, near = _county(world, node, industry, rng)
        seats.prefecture.append(prefecture)
        seats.county.append(county)
        if node.parent < 0:
            pick = int(titles[node.enterprise % len(titles)])
            short = first[pick // len(second)] + second[pick % len(second)]
            name = f"{short}{industry.name}集团"
        else:
            name = _unit_name(node, industry, table.prefectures[prefecture], seats.name[node.parent])
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            name = f"{name}第{_ordinal(used[name])}公司"
        seats.name.append(f"{name}党委")
        centre = seats.site[node.parent] if near else -1
        if centre >= 0:
            lon, lat = world.sites.longitude[centre], world.sites.latitude[centre]
        else:
            lon, lat = float(table.longitude[county]), float(table.latitude[county])
        lon, lat = _around(rng, lon, lat, NEAR_KM if near else 4.0)
        seats.site.append(world.sites.add(f"{node.code}-S", f"{table.name[county]}·{name}机关", lon, lat))


def _county(world: World, node: Node, industry: Industry, rng: np.random.Generator) -> tuple[int, int, bool]:
    """Prefecture and county of a committee's seat, and whether it lies beside its parent's."""
    table, seats = places(), world.seats
    if node.parent < 0:
        prefecture = int(rng.choice(table.capitals)) if rng.random() < 0.7 else int(rng.integers(len(table.counties)))
        return prefecture, int(rng.choice(table.counties[prefecture])), False
    home = seats.prefecture[node.parent]
    beside = home, seats.county[node.parent], True
    parent_is_root = world.tree.nodes[node.parent].parent < 0
    if node.office or (parent_is_root and node.role == "lowest"):
        return beside
    if node.role == "unit" and parent_is_root:
        allowed = [
            i for i, p in enumerate(table.province_of) if not industry.provinces or p in industry.provinces
        ]
        prefecture = int(rng.choice(allowed))
    elif industry.spread == "near" or rng.random() < 0.3:
        return beside
    elif industry.spread == "county" or rng.random() < 0.4:
        prefecture = home
    else:
        province = table.province_of[home]
        prefecture = int(rng.choice([i for i, p in enumerate(table.province_of) if p == province]))
    return prefecture, int(rng.choice(table.counties[prefecture])), False


def _unit_name(node: Node, industry: Industry, prefecture: str, parent: str) -> str:
    """A name under the parent's, from the prefecture and the industry's words."""
    number = int(node.code.rsplit("-", 1)[1])
    if node.office:
        return f"{parent.removesuffix('党委')}机关"
    if node.role == "unit":
        if not parent.endswith("集团党委"):
            return f"{parent.removesuffix('党委')}第{_ordinal(number)}事业部"
        return f"{prefecture}{industry.unit}"
    kinds = industry.words["lowest"]
    noun, turn = kinds[(number - 1) % len(kinds)], (number - 1) // len(kinds)
    node.noun = noun
    above = parent.removesuffix("党委")
    above = above.split("集团")[0] if above.endswith("集团") else above
    return f"{above}{'第' + _ordinal(turn + 1) if turn else ''}{noun}"


def _ordinal(number: int) -> str:
    """一, 二 … 十, 十一 …"""
    digits = words()["ordinals"]
    tens, ones = divmod(number, 10)
    if number <= 10:
        return str(digits[number - 1])
    if number >= 100:
        return str(number)
    return ("" if tens == 1 else digits[tens - 1]) + "十" + (digits[ones - 1] if ones else "")


def _around(rng: np.random.Generator, longitude: float, latitude: float, radius: float) -> tuple[float, float]:
    """A point within `radius` km, evenly over the disc."""
    angle, far = rng.random(2)
    distance = radius * np.sqrt(far)
    east, north = distance * np.cos(2 * np.pi * angle), distance * np.sin(2 * np.pi * angle)
    return longitude + east / (111.195 * np.cos(np.radians(latitude))), latitude + north / 111.195


def site_branches(world: World) -> None:
    """Sites and names of all branches: offices at their committee's seat, the others in clusters around it."""
    rng, branches, table = world.rng("sites"), world.branches, places()
    bounds = np.flatnonzero(np.diff(branches.owner, prepend=-1))
    branches.site = np.zeros(len(branches.owner), dtype=np.int64)
    for low, high in zip(bounds, [*bounds[1:], len(branches.owner)], strict=True):
        node = world.tree.nodes[branches.owner[low]]
        world.spans[node.number] = int(low), int(high)
        industry = world.industry[node.enterprise]
        seat = world.seats.site[node.number]
        kind = branches.kind[low:high]
        branches.site[low:high] = seat
        branches.name += _branch_names(rng, industry, node.noun, kind, world.seats.name[node.number])
        away = np.flatnonzero((kind != OFFICE) | (rng.random(high - low) < 0.2))
        away = away[away > 0]
        if node.office or not len(away):
            continue
        each = 1.6 if industry.spread == "far" else 3.5
        spots = max(1, round(len(away) / each))
        radius = {"near": NEAR_KM, "county": COUNTY_KM, "far": FAR_KM}[industry.spread]
        county = table.name[world.seats.county[node.number]]
        label = world.seats.name[node.number].removesuffix("党委")
        rows = []
        for k in range(spots):
            centre = world.sites.longitude[seat], world.sites.latitude[seat]
            lon, lat = _around(rng, *centre, radius)
            what = "作业区" if industry.spread != "far" else "项目营地"
            name = f"{county}·{label}{_ordinal(k + 1)}号{what}"
            rows.append(world.sites.add(f"{node.code}-S{k + 1}", name, lon, lat))
        cuts = apportion(len(away), np.ones(spots), np.zeros(spots, dtype=np.int64))
        branches.site[low + away] = np.repeat(rows, cuts)


def _branch_names(
    rng: np.random.Generator, industry: Industry, noun: str, kind: IntArray, owner: str
) -> list[str]:
    """Names of one committee's branches: its own short name and a workplace, numbered where it comes again."""
    lists = {k: list(industry.words.get(KINDS[k], ())) for k in (SHIFT, SITE, MOBILE, SERVICE)}
    lists[SHIFT] = list(industry.own_shift.get(noun, lists[SHIFT]))
    lists[OFFICE] = list(words()["offices"])
    turns = {k: [v[i] for i in rng.permutation(len(v))] for k, v in lists.items()}
    short = owner.removesuffix("党委")
    count = dict.fromkeys(turns, 0)
    names = []
    for k in kind:
        turn, place = divmod(count[int(k)], len(turns[int(k)]))
        count[int(k)] += 1
        names.append(f"{short}{turns[int(k)][place]}{'第' + _ordinal(turn + 1) if turn else ''}党支部")
    return names
