"""Instances of any size for measuring: enterprises, units and lowest committees round towns, and a made-up
timetable."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.models.settings import clock
from turnout.tests.scheduler.sit_ins.random_instances import Given
from turnout.tests.scheduler.sit_ins.tiny_instances import Rows, instance_of, plan_table

CLOCKS = (510, 630, 810, 930, 1110)


def large_world(branches: int, seed: int = 1, levels: int = 3, a_committee: int = 18, enterprise: int = 2072) -> Given:
    """About so many branches, `a_committee` under each lowest committee, in enterprises of at most `enterprise`
    branches."""
    rng = np.random.default_rng(seed)
    tables: dict[str, Rows] = {
        name: [] for name in ("sites", "committees", "branches", "members", "supervisors", "venues")
    }
    sessions: Rows = []
    attendance: Rows = []
    day0 = np.datetime64("2026-01-05")

    def place(name: str, at: tuple[float, float], spread: float) -> tuple[float, float]:
        spot = at[0] + float(rng.normal(0, spread)), at[1] + float(rng.normal(0, spread))
        tables["sites"].append({"site_id": name, "longitude": spot[0], "latitude": spot[1]})
        return spot

    def committee(name: str, parent: str, at: tuple[float, float], spread: float) -> tuple[float, float]:
        spot = place(f"P{name}", at, spread)
        tables["committees"].append({"committee_id": name, "parent_id": parent, "site_id": f"P{name}"})
        tables["venues"].append({"venue_id": f"V{name}", "site_id": f"P{name}", "capacity": 60})
        for k in range(int(rng.integers(5, 12))):
            tables["supervisors"].append({"person_id": f"U{name}-{k}", "committee_id": name, "site_id": f"P{name}"})
        return spot

    def branch(name: str, parent: str, at: tuple[float, float]) -> None:
        place(f"P{name}", at, 0.08)
        tables["branches"].append({"branch_id": name, "committee_id": parent, "site_id": f"P{name}"})
        tables["venues"].append({"venue_id": f"V{name}", "site_id": f"P{name}", "capacity": 30})
        people = [f"{name}-{k}" for k in range(6)]
        tables["members"].extend({"person_id": p, "branch_id": name} for p in people)
        batches = int(rng.integers(1, 4))
        for k in range(batches):
            minute = int(rng.choice(CLOCKS))
            sessions.append(
                {
                    "session_id": f"D{name}-{k}",
                    "kind": "discussion",
                    "audience_type": "branch",
                    "audience_id": name,
                    "date": str(day0 + int(rng.integers(0, 80))),
                    "start": clock(minute),
                    "end": clock(minute + 120),
                    "venue_id": f"V{name if rng.random() < 0.5 else parent}",
                    "size": 6 // batches,
                    "status": "planned",
                }
            )
            attendance.extend({"session_id": f"D{name}-{k}", "person_id": p} for p in people[k::batches])

    number = 0
    for e in range(-(-branches // enterprise)):
        own = min(enterprise, branches - e * enterprise)
        root = committee(f"E{e}", "", (float(rng.uniform(90, 120)), float(rng.uniform(25, 40))), 0.1)
        lowest = -(-own // a_committee)
        units = max(1, lowest // 8) if levels > 2 else 0
        spots = [committee(f"E{e}U{u}", f"E{e}", root, 3.0) for u in range(units)]
        for c in range(lowest):
            above, at = (f"E{e}U{c % units}", spots[c % units]) if units else (f"E{e}", root)
            at = committee(f"E{e}C{c}", above, at, 0.5)
            for _ in range(min(a_committee, own - c * a_committee)):
                branch(f"B{number}", f"E{e}C{c}", at)
                number += 1
    instance = instance_of({"quarter": "2026Q1"}, **tables)
    frame = pd.DataFrame(attendance) if branches > 5000 else plan_table("attendance", attendance)
    return instance, plan_table("sessions", sessions), frame
