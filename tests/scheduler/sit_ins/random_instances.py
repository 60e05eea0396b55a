"""Small random instances with timetables: odd trees, odd travel, joint groups, people in several roles."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd

from turnout.models import Instance
from turnout.tests.scheduler.sit_ins.tiny_instances import Rows, instance_of, plan_table, talk

Given = tuple[Instance, pd.DataFrame, pd.DataFrame]


def small_world(seed: int, talks: int = 6, supervisors: int = 4) -> Given:
    """An instance of one seed with at most so many discussions and supervisors, its sessions and attendance.

    The timetable keeps no rule of sessions: sit-ins must be right for any.
    """
    r = random.Random(seed)
    sites: Rows = [
        {"site_id": f"P{i}", "longitude": 116 + r.choice((0.0, 0.1, 0.5, 9.0)) * i, "latitude": 40.0} for i in range(3)
    ]
    sites.append({"site_id": "P3"} if r.random() < 0.5 else {"site_id": "P3", "longitude": 117.0, "latitude": 39.0})
    places: list[str] = [s["site_id"] for s in sites] + ["P0"] * r.choice((0, 4, 20))
    busy = r.random() < 0.4  # much to visit, and people who can: trips and even shares matter
    committees = [{"committee_id": "C0", "site_id": "P0"}] if busy else _tree(r, places)
    parents = [c["committee_id"] for c in committees]
    branches: Rows = [
        {"branch_id": f"B{i}", "committee_id": r.choice(parents), "site_id": r.choice(places)}
        for i in range(6 if busy else r.randint(2, 6))
    ]
    members: Rows = [
        {"person_id": f"{b['branch_id']}M{k}", "branch_id": b["branch_id"]}
        for b in branches
        for k in range(3 if busy else r.choice((0, 1, 2, 3, 3, 3)))
    ] or [{"person_id": "B0M0", "branch_id": "B0"}]
    true = [c["committee_id"] for c in committees if c.get("kind", "committee") == "committee"]
    people = _supervisors(r, supervisors, true, places, [m["person_id"] for m in members])
    full = sorted({m["branch_id"] for m in members})
    groups: Rows = [{"group_id": "G", "post_type": "cross_unit", "lead_branch_id": r.choice(full)}]
    venues: Rows = [{"venue_id": f"V{p}", "site_id": p, "capacity": 30} for p in sorted(set(places))]
    sessions, attendance = _timetable(r, talks, full, members, people, places)
    dates = [s["date"] for s in sessions] or ["2026-01-05"]
    ids = [s["person_id"] for s in people]
    tables: dict[str, Rows] = {
        "sites": sites, "committees": committees, "branches": branches, "members": members, "supervisors": people,
        "groups": groups, "venues": venues,
        "travel": [
            {"from_site": a, "to_site": b, "minutes": r.choice((0, 20, 60, 600, 3000))}
            for a in sorted(set(places)) for b in sorted(set(places)) if a != b and r.random() < 0.25
        ],
        "absences": [] if busy else _absences(r, ids, dates),
        "visits_done": _done(r, branches, true),
    }  # fmt: skip
    tables["absences"] = [a for a in tables["absences"] if a["start"] < a["end"]]
    return (
        instance_of(_settings(r, busy), **tables),
        plan_table("sessions", sessions),
        plan_table("attendance", attendance),
    )


def _absences(r: random.Random, people: list[str], dates: list[str]) -> Rows:
    amount = r.choice((0, 0, 1)) if people else 0
    return [
        {
            "person_id": r.choice(people),
            "start": f"{r.choice(dates)} {r.choice(('09:00', '11:00'))}",
            "end": f"{r.choice(dates)} 23:00",
        }
        for _ in range(amount)
    ]


def _done(r: random.Random, branches: Rows, committees: list[str]) -> Rows:
    return [
        {
            "branch_id": r.choice(branches)["branch_id"],
            "committee_id": r.choice(committees),
            "date": r.choice(("2025-12-05", "2026-02-01")),
        }
        for _ in range(r.choice((0, 0, 1, 2)))
    ]


def _settings(r: random.Random, busy: bool) -> dict[str, Any]:
    quarter = r.choice(("2026Q1", "2026Q1", "2026Q2", "2026Q4", "2026Q4", "2026Q4")) if not busy else "2026Q4"
    sit_in = {
        "quota": r.choice((0, 1, 2, 100, 100)) if not busy else 100,
        "quota_scope": r.choice(("level", "committee")),
        "pace": r.choice(("even", "even", "even", "year_end")),
        "visit": r.choice((0, 60, 60)),
        "day": r.choice((0, 120, 120)),
        "travel_minute": r.choice((0, 1, 1)),
        "imbalance": r.choice((0, 30, 200)),
    }
    dates = {"start_date": "2025-12-20"} if quarter == "2026Q1" else {}  # a plan over the turn of the year
    return {"quarter": quarter, "sit_in": sit_in, **dates}


def _tree(r: random.Random, places: list[str]) -> Rows:
    rows: Rows = [{"committee_id": "C0", "site_id": "P0"}]
    for i in range(1, r.randint(1, 5)):
        root = r.random() < 0.15
        rows.append(
            {
                "committee_id": f"C{i}",
                "site_id": r.choice(places),
                "parent_id": "" if root else r.choice(rows)["committee_id"],
                "kind": "general_branch" if not root and r.random() < 0.2 else "committee",
            }
        )
    for row in rows:
        if r.random() < 0.2:
            row["sit_in_quota"] = r.choice((0, 1, 3))
    return rows


def _supervisors(r: random.Random, most: int, committees: list[str], places: list[str], members: list[str]) -> Rows:
    rows: Rows = []
    used = set()
    crowd = r.random() < 0.4  # all of one committee, so that even shares matter
    for i in range(r.randint(most - 1, most) if r.random() < 0.8 else 1):
        person = r.choice(members) if r.random() < 0.3 else f"U{i}"
        if person in used:
            continue
        used.add(person)
        rows.append(
            {
                "person_id": person,
                "committee_id": committees[0] if crowd or r.random() < 0.5 else r.choice(committees),
                "site_id": r.choice(places),
                "max_visits": r.choice((0, 1, 2, 12, 12, 12, 12)),
                "max_visits_per_day": r.choice((0, 1, 2, 3, 3, 3, 3)),
            }
        )
    return rows


def _timetable(
    r: random.Random, most: int, branches: list[str], members: Rows, people: Rows, places: list[str]
) -> tuple[Rows, Rows]:
    days = r.sample(("2026-01-05", "2026-01-06", "2026-01-07", "2026-02-20"), r.randint(1, 3))
    days += ["2025-12-30"] if r.random() < 0.2 else []
    clocks = ("08:00", "09:00", "10:00", "11:00", "13:30", "16:00", "19:00")
    sessions: Rows = []
    attendance: Rows = []
    for k in range(r.randint(most - 2, most)):
        row = talk(
            f"S{k}",
            r.choice(branches),
            f"{r.choice(days)} {r.choice(clocks)}",
            f"V{r.choice(places)}",
            minutes=r.choice((60, 120)),
        )
        if r.random() < 0.25:
            row |= {"audience_type": "group", "audience_id": "G"}
        sessions.append(row)
        crowd = {m["person_id"] for m in members if m["branch_id"] == row["audience_id"] or r.random() < 0.3}
        attendance += [{"session_id": f"S{k}", "person_id": p} for p in sorted(crowd)]
    if people and r.random() < 0.4:
        lecture = talk(
            "T0",
            branches[0],
            f"{days[0]} {r.choice(clocks)}",
            "VP0",
            kind="study",
            lecturer_id=r.choice(people)["person_id"],
        )
        sessions.append(lecture)
    return sessions, attendance
