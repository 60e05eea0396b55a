"""Venues: rooms at the branches' sites, halls of committees, town halls open to everybody; when they are closed."""

from __future__ import annotations

import datetime as dt

import numpy as np

from turnout.instances.generating.catalogue import places, words
from turnout.instances.generating.world import OFFICE, Rows, World

BRANCHES_A_ROOM = {"loose": 2, "normal": 4, "tight": 12}
SITES_WITHOUT = {"loose": 0.0, "normal": 0.0, "tight": 0.15}
ROOM_SEATS = {"loose": (30, 70), "normal": (24, 60), "tight": (14, 36)}
CLOSED = 0.04
TOWN_HALLS = 0.3
"""How many units have a town hall in their county."""


def make_venues(world: World) -> tuple[Rows, Rows]:
    """Rows of the venues and of their closures."""
    rng, branches, seats = world.rng("venues"), world.branches, world.seats
    venues: Rows = []
    low_seats, high_seats = ROOM_SEATS[world.tightness]
    rooms, halls = words()["rooms"], words()["halls"]
    for owner, (low, high) in world.spans.items():
        node = world.tree.nodes[owner]
        number = 0
        at = branches.site[low:high]
        for site in np.unique(at):
            here = low + np.flatnonzero(at == site)
            is_seat = int(site) == seats.site[owner]
            if not is_seat and rng.random() < SITES_WITHOUT[world.tightness]:
                continue
            most = int(branches.size[here].max())
            for k in range(-(-len(here) // BRANCHES_A_ROOM[world.tightness])):
                number += 1
                capacity = int(rng.integers(low_seats, high_seats + 1))
                if k == 0 and world.tightness != "tight":
                    capacity = max(capacity, most)
                office_only = bool((branches.kind[here] == OFFICE).all()) and rng.random() < 0.3
                hours = ("08:00", "18:00") if office_only or (world.tightness == "tight" and k % 2) else ("", "")
                name = f"{world.sites.name[int(site)].split('·')[-1]}{rooms[(number - 1) % len(rooms)]}"
                code = world.sites.code[int(site)]
                venues.append((f"{node.code}-V{number}", name, code, capacity, node.code, *hours))
        if high - low >= 6 or world.tightness != "tight":
            seats_in_hall = int(rng.integers(80, 161)) if world.tightness != "tight" else int(rng.integers(40, 61))
            name = f"{seats.name[owner].removesuffix('党委')}{halls[owner % len(halls)]}"
            site_code = world.sites.code[seats.site[owner]]
            venues.append((f"{node.code}-V{number + 1}", name, site_code, seats_in_hall, node.code, "", ""))
    venues += _town_halls(world, rng)
    return venues, _closures(world, venues, rng)


def _town_halls(world: World, rng: np.random.Generator) -> Rows:
    """Halls of counties that several committees may use, whoever they belong to."""
    table = places()
    seats = zip(world.tree.nodes, world.seats.county, strict=True)
    counties = sorted({county for node, county in seats if node.role in ("unit", "root")})
    found: Rows = []
    for county in counties:
        if rng.random() >= TOWN_HALLS and len(counties) > 1:
            continue
        number = len(found) + 1
        code, name = f"T{number:03d}", f"{table.name[county]}文化中心"
        world.sites.add(code, name, float(table.longitude[county]), float(table.latitude[county]))
        capacity = int(rng.integers(12, 31)) * 10
        found.append((f"{code}-V1", f"{name}报告厅", code, capacity, "", "08:30", "21:00"))
    return found


def _closures(world: World, venues: Rows, rng: np.random.Generator) -> Rows:
    """Some venues are closed for some days: repairs, examinations."""
    days, rows = world.days, []
    for i in np.flatnonzero(rng.random(len(venues)) < CLOSED):
        start = days[int(rng.integers(len(days) - 10))]
        end = start + dt.timedelta(days=int(rng.integers(0, 10)))
        if rng.random() < 0.3:
            rows.append((venues[i][0], f"{start} 08:00", f"{start} 12:00"))
        else:
            rows.append((venues[i][0], start.isoformat(), end.isoformat()))
    return list(rows)


def make_travel(world: World) -> Rows:
    """Ways that take longer than their length says: ferries, mountain roads, gates; still within an hour."""
    rng, sites = world.rng("travel"), world.sites
    row_of = {code: i for i, code in enumerate(sites.code)}
    rows: Rows = []
    for owner in world.spans:
        other = row_of.get(f"{world.tree.nodes[owner].code}-S1")
        if other is None or rng.random() >= 0.2:
            continue
        seat = world.seats.site[owner]
        east = (sites.longitude[other] - sites.longitude[seat]) * np.cos(np.radians(sites.latitude[seat]))
        km = float(np.hypot(east, sites.latitude[other] - sites.latitude[seat])) * 111.195
        minutes = int(np.ceil((15 + 1.35 * km) * (1.1 + 0.3 * rng.random())))
        rows.append((sites.code[seat], sites.code[other], min(minutes, 58)))
    return rows
