"""Instances of any size for measuring: enterprises, units and lowest committees round towns, and a made-up
timetable."""

from __future__ import annotations

import numpy as np

from turnout.models.settings import clock
from turnout.tests.scheduler.sit_ins.random_instances import Given
from turnout.tests.scheduler.sit_ins.tiny_instances import Rows, instance_of, plan_table, talk

Spot = tuple[float, float]
FIRST_DAY = np.datetime64("2026-01-05")
CLOCKS = (510, 630, 810, 930, 1110)


class _Maker:
    def __init__(self, seed: int) -> None:
        names = ("sites", "committees", "branches", "members", "supervisors", "venues")
        self.rng = np.random.default_rng(seed)
        self.tables: dict[str, Rows] = {name: [] for name in names}
        self.sessions: Rows = []
        self.attendance: Rows = []

    def place(self, name: str, at: Spot, spread: float) -> Spot:
        spot = at[0] + float(self.rng.normal(0, spread)), at[1] + float(self.rng.normal(0, spread))
        self.tables["sites"].append({"site_id": name, "longitude": spot[0], "latitude": spot[1]})
        return spot

    def committee(self, name: str, parent: str, at: Spot, spread: float) -> Spot:
        spot, site = self.place(f"P{name}", at, spread), f"P{name}"
        self.tables["committees"].append({"committee_id": name, "parent_id": parent, "site_id": site})
        self.tables["venues"].append({"venue_id": f"V{name}", "site_id": site, "capacity": 60})
        for k in range(int(self.rng.integers(5, 12))):
            row = {"person_id": f"U{name}-{k}", "committee_id": name, "site_id": site}
            self.tables["supervisors"].append(row)
        return spot

    def branch(self, name: str, parent: str, at: Spot) -> None:
        self.place(f"P{name}", at, 0.08)
        self.tables["branches"].append({"branch_id": name, "committee_id": parent, "site_id": f"P{name}"})
        self.tables["venues"].append({"venue_id": f"V{name}", "site_id": f"P{name}", "capacity": 30})
        people = [f"{name}-{k}" for k in range(6)]
        self.tables["members"].extend({"person_id": p, "branch_id": name} for p in people)
        batches = int(self.rng.integers(1, 4))
        for k in range(batches):
            when = f"{FIRST_DAY + int(self.rng.integers(0, 80))} {clock(int(self.rng.choice(CLOCKS)))}"
            venue = f"V{name if self.rng.random() < 0.5 else parent}"
            self.sessions.append(talk(f"D{name}-{k}", name, when, venue))
            self.attendance.extend({"session_id": f"D{name}-{k}", "person_id": p} for p in people[k::batches])


def large_world(branches: int, seed: int = 1, levels: int = 3, a_committee: int = 18, enterprise: int = 2072) -> Given:
    """About so many branches, `a_committee` under each lowest committee, in enterprises of at most `enterprise`."""
    maker = _Maker(seed)
    number = 0
    for e in range(-(-branches // enterprise)):
        own = min(enterprise, branches - e * enterprise)
        centre = float(maker.rng.uniform(90, 120)), float(maker.rng.uniform(25, 40))
        root = maker.committee(f"E{e}", "", centre, 0.1)
        lowest = -(-own // a_committee)
        units = max(1, lowest // 8) if levels > 2 else 0
        spots = [maker.committee(f"E{e}U{u}", f"E{e}", root, 3.0) for u in range(units)]
        for c in range(lowest):
            above, at = (f"E{e}U{c % units}", spots[c % units]) if units else (f"E{e}", root)
            at = maker.committee(f"E{e}C{c}", above, at, 0.5)
            for _ in range(min(a_committee, own - c * a_committee)):
                maker.branch(f"B{number}", f"E{e}C{c}", at)
                number += 1
    instance = instance_of({"quarter": "2026Q1"}, **maker.tables)
    return instance, plan_table("sessions", maker.sessions), plan_table("attendance", maker.attendance)
