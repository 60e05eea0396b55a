"""From counts to names: who of a cohort attends which session."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models.plan import PLAN_COLUMNS, empty_table
from turnout.models.settings import DAY, clock
from turnout.scheduler.timetable.ground import KINDS, Ground
from turnout.scheduler.timetable.state import Session, State

IntArray = npt.NDArray[np.int64]
LONGEST_ID = 64


@dataclass(frozen=True)
class Handout:
    """sessions, attendance: plan tables. rows: (attendances,) member rows; kinds: (attendances,) 0 study, 1
    discussion."""

    sessions: pd.DataFrame
    attendance: pd.DataFrame
    rows: IntArray
    kinds: IntArray


def hand_out(ground: Ground, state: State, used: frozenset[str] = frozenset()) -> Handout:
    """The plan's sessions and attendance. Of each cohort, first in, first out: whoever studies first discusses first.

    used: ids that sessions planned elsewhere have already.
    """
    ordered = sorted((s for s in state.sessions if s.audience >= 0), key=lambda s: (s.begin, s.order(), s.id))
    ids = session_ids(ground, ordered, used)
    taken: dict[tuple[int, int], int] = {}
    names, rows, kinds = [], [], []
    for session in ordered:
        for cohort in sorted(session.heads):
            start = taken.get((cohort, session.kind), 0)
            stop = start + session.heads[cohort]
            taken[cohort, session.kind] = stop
            rows.append(ground.cohorts[cohort].members[start:stop])
            names += [ids[session]] * (stop - start)
            kinds.append(np.full(stop - start, session.kind, dtype=np.int64))
    none = np.zeros(0, dtype=np.int64)
    every = np.concatenate(rows) if rows else none
    people = ground.instance["members"]["person_id"].to_numpy()
    attendance = pd.DataFrame(
        {"session_id": pd.Series(names, dtype="str"), "person_id": pd.Series(people[every], dtype="str")}
    )
    attendance = attendance.sort_values(["session_id", "person_id"], kind="stable", ignore_index=True)
    return Handout(_table(ground, ordered, ids), attendance, every, np.concatenate(kinds) if kinds else none)


def session_ids(ground: Ground, ordered: list[Session], taken: frozenset[str]) -> dict[Session, str]:
    """An id for each session, from its audience, kind and number; those of locked and held sessions stay."""
    ids = {s: s.id for s in ordered if s.id}
    used = {*taken, *ids.values()}
    numbers: dict[tuple[int, int], int] = {}
    for session in ordered:
        while session not in ids:
            key = (session.audience, session.kind)
            numbers[key] = numbers.get(key, 0) + 1
            audience = ground.audiences[session.audience]
            mark = {"branch": "", "group": "G", "committee": "C"}[audience.type] + "SD"[session.kind]
            name = f"{audience.id}-{mark}{numbers[key]}"
            if len(name) > LONGEST_ID:
                digest = hashlib.sha256(name.encode()).hexdigest()[:10]
                name = f"{audience.id[:40]}~{digest}-{mark}{numbers[key]}"
            if name not in used:
                ids[session] = name
                used.add(name)
    return ids


def _table(ground: Ground, ordered: list[Session], ids: dict[Session, str]) -> pd.DataFrame:
    """The plan's sessions table."""
    if not ordered:
        return empty_table("sessions")
    topics = Topics(ground)
    records = []
    for session in ordered:
        audience = ground.audiences[session.audience]
        day, start = divmod(session.begin, DAY)
        date = ground.instance.start + dt.timedelta(days=day)
        lecturer = ground.lecturers.ids[session.lecturer] if session.lecturer >= 0 else ""
        records.append(
            (
                ids[session],
                KINDS[session.kind],
                audience.type,
                audience.id,
                str(date),
                clock(start),
                clock(start + session.minutes),
                ground.venues.ids[session.venue],
                lecturer,
                session.size,
                session.topic if session.fixed else topics.of(audience.number, session.kind),
                session.status,
            )
        )
    table = pd.DataFrame.from_records(records, columns=list(PLAN_COLUMNS["sessions"]))
    table = table.astype({c: "int64" if c == "size" else "str" for c in table.columns})
    return table.sort_values("session_id", kind="stable", ignore_index=True)


class Topics:
    """Topics of sessions: the nearest scope upwards wins; for a group, from its lead branch (P3)."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        frame = ground.instance["topics"]
        self.titles = {(s, k): t for s, k, t in zip(frame["scope_id"], frame["kind"], frame["title"], strict=True)}

    def of(self, audience: int, kind: int) -> str:
        """Topic of an audience's sessions of one kind, "" where none was fixed."""
        who = self.ground.audiences[audience]
        tree = self.ground.tree
        scopes = [tree.ids[c] for c in tree.chain(who.committee)]
        if who.type == "branch":
            scopes.insert(0, who.id)
        elif who.type == "group":
            scopes.insert(0, str(self.ground.instance["groups"]["lead_branch_id"].iat[who.row]))
        return next((self.titles[s, KINDS[kind]] for s in scopes if (s, KINDS[kind]) in self.titles), "")
