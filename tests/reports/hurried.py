"""A plan put together in a hurry for an instance of any size: nobody has checked it, but reports can be made of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.models import Instance, Manifest, Plan
from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS

BATCH = 16
CLOCKS = (("08:30", "10:30"), ("10:00", "12:00"), ("14:00", "16:00"), ("19:00", "21:00"))


def _frame(name: str, **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(columns)[list(PLAN_COLUMNS[name])]
    return frame.astype({c: "int64" if c in WHOLE_COLUMNS else "str" for c in frame.columns})


def _rooms(instance: Instance, branches: pd.Series) -> np.ndarray:
    """A venue for each branch: one at its site where there is any, else just any."""
    venues = instance["venues"]
    at_site = dict(zip(venues["site_id"], venues["venue_id"], strict=True))
    site = dict(zip(instance["branches"]["branch_id"], instance["branches"]["site_id"], strict=True))
    some = venues["venue_id"].iloc[0]
    return np.array([at_site.get(site[b], some) for b in branches], dtype=object)


def hurried(instance: Instance) -> Plan:
    """Every branch in batches of at most `BATCH`, each with a study and, two weeks later, a discussion; a sit-in at
    every fifth discussion; every hundredth member without a discussion."""
    members = instance["members"].sort_values(["branch_id", "person_id"], ignore_index=True)
    within = members.groupby("branch_id").cumcount() // BATCH
    batch = members.groupby(["branch_id", within]).ngroup().to_numpy()
    first = np.flatnonzero(np.diff(batch, prepend=-1))
    branch = members["branch_id"].iloc[first].reset_index(drop=True)
    count = len(first)
    number = np.arange(count)
    start = pd.Timestamp(instance.settings.start)
    away = np.zeros(len(members), dtype=bool)
    away[::100] = True
    sizes = {"study": np.bincount(batch, minlength=count), "discussion": np.bincount(batch[~away], minlength=count)}
    lecturers = instance["lecturers"]["person_id"].to_numpy(dtype=object)
    room = _rooms(instance, branch)
    tables = []
    for kind, sign, later in (("study", "S", 0), ("discussion", "D", 40)):
        day = start + pd.to_timedelta(number % 40 + later, unit="D")
        clock = [CLOCKS[n % len(CLOCKS)] for n in number]
        lecturer = lecturers[number % len(lecturers)] if kind == "study" and len(lecturers) else ""
        tables.append(
            _frame(
                "sessions", session_id=[f"{sign}{n:06d}" for n in number], kind=kind, audience_type="branch",
                audience_id=branch, date=day.strftime("%Y-%m-%d"), start=[c[0] for c in clock],
                end=[c[1] for c in clock], venue_id=room, lecturer_id=lecturer, size=sizes[kind],
                topic=["学习党的创新理论" if kind == "study" else f"立足岗位怎么干（{n % 7}）" for n in number],
                status="planned",
            )
        )  # fmt: skip
    sessions = pd.concat(tables).sort_values("session_id", ignore_index=True)
    sessions = sessions.loc[sessions["size"] > 0].reset_index(drop=True)
    seats = [
        pd.DataFrame({"session_id": [f"S{n:06d}" for n in batch], "person_id": members["person_id"]}),
        pd.DataFrame({"session_id": [f"D{n:06d}" for n in batch[~away]], "person_id": members["person_id"][~away]}),
    ]
    attendance = pd.concat(seats).sort_values(["session_id", "person_id"], ignore_index=True).astype("str")
    unplaced = _frame(
        "unplaced", person_id=members["person_id"][away], kind="discussion", reason="NO_FREE_TIME",
        detail="longest=90 needed=120",
    ).reset_index(drop=True)  # fmt: skip
    visits = _visits(instance, branch)
    visits = visits.loc[visits["session_id"].isin(sessions["session_id"])].reset_index(drop=True)
    return Plan(sessions, attendance, visits, unplaced, _coverage(instance), _manifest(instance))


def _visits(instance: Instance, branch: pd.Series) -> pd.DataFrame:
    supervisors = instance["supervisors"]
    at = np.arange(0, len(branch), 5)
    who = at // 5 % max(len(supervisors), 1)
    if supervisors.empty:
        at, who = at[:0], who[:0]
    return _frame(
        "visits", session_id=[f"D{n:06d}" for n in at], person_id=supervisors["person_id"].to_numpy()[who],
        committee_id=supervisors["committee_id"].to_numpy()[who], branch_id=branch.to_numpy()[at], role="quota",
    )  # fmt: skip


def _coverage(instance: Instance) -> pd.DataFrame:
    """A row of coverage for each parent of branches, a row of quota for each root."""
    counts = instance["branches"]["committee_id"].value_counts().sort_index()
    committees = instance["committees"]
    roots = committees.loc[committees["parent_id"] == "", "committee_id"]
    scopes = [*counts.index, *roots]
    return _frame(
        "coverage", target=["coverage"] * len(counts) + ["quota"] * len(roots), scope_id=scopes, level=1,
        branches=[*counts, *[len(instance["branches"])] * len(roots)], required=1, achieved=1, shortfall=0, reason="",
    )  # fmt: skip


def _manifest(instance: Instance) -> Manifest:
    return Manifest.model_validate(
        {
            "settings": instance.settings.model_dump(mode="json"),
            "cost": {"timetable": {"session": 300, "total": 300}, "sit_ins": {"visit": 60, "total": 60}},
            "bound": {"timetable": 290, "sit_ins": 60},
            "gap": {"timetable": 0.0333},
        }
    )
