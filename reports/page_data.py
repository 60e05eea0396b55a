"""What a page holds: compact columns of numbers over short lists of names, nothing in any one language."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.reports import words
from turnout.reports.page_figures import (
    KINDS,
    NO_DAY,
    Data,
    codes,
    cost,
    figures,
    load,
    notes,
    plan_facts,
    posts,
)
from turnout.reports.page_names import Names, numbering, places
from turnout.reports.page_targets import coverage_rows, covered_branches, own_visits, trips
from turnout.reports.view import View, rows_of

FORMAT = "turnout-page/1"
OF_HOST = -2
STATUS = tuple(words.STATUS)


def page_data(view: View) -> Data:
    """Everything that one page shows, ready for JSON.

    Lists refer to each other by position, -1 meaning none. Days count from the plan's first, `NO_DAY` where a date
    cannot be read; times are minutes from 00:00. Where a restricted branch is covered, its name is blank and the flag
    `secret` set, so that the page can say so in either language. Most sessions are those of one branch alone, so what
    follows from that is left out: an audience of -2 has its host's name, and no line in `attends` means all from there.
    `entire`: of the page of one enterprise among several, the figures and cost of the plan for all of them.
    """
    people, sites = Names(), Names()
    committees = _committees(view)
    at = _positions(view.committees, committees)
    branches = _branches(view, at)
    branch_at = _positions(view.branches, branches)
    order = np.lexsort(tuple(view.sessions[c].to_numpy(dtype=object) for c in ("session_id", "start", "date")))
    place: npt.NDArray[np.int64] = np.argsort(order)
    return {
        "format": FORMAT,
        "plan": plan_facts(view),
        "figures": figures(view),
        "cost": cost(view),
        "load": load(view),
        "posts": posts(view),
        "notes": notes(view),
        "committees": _columns(committees, ("committee_id", "name", "parent", "level", "kind")),
        "branches": _columns(branches, ("branch_id", "name", "parent", "members", "state", "secret")),
        "sessions": _sessions(view, order, at, branch_at, people, sites),
        "attends": _attends(view, place, branch_at),
        "visits": own_visits(view, place, at, branch_at),
        "trips": trips(view, place, people, sites),
        "coverage": coverage_rows(view, at),
        "unplaced": _unplaced(view, branch_at),
        "people": people.rows,
        "sites": sites.rows,
        "entire": None,
    }  # fmt: skip


def _columns(frame: pd.DataFrame, names: Iterable[str]) -> Data:
    """Columns as lists of plain values."""
    return {name: frame[name].tolist() for name in names}


def _positions(whole: pd.DataFrame, listed: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Where each row of the view's frame stands in a page's list, -1: not there. One more entry for row -1."""
    result: npt.NDArray[np.int64] = np.full(len(whole) + 1, -1, dtype=np.int64)
    result[listed.index.to_numpy()] = np.arange(len(listed))
    return result


def _committees(view: View) -> pd.DataFrame:
    """The committees in view, in order of the tree; parents by position."""
    frame = view.committees.loc[view.committees["inside"]].sort_values("order")
    return frame.assign(
        parent=rows_of(frame["parent_id"], frame["committee_id"]),
        kind=(frame["kind"] == "general_branch").astype("int64"),
    )


def _branches(view: View, committee_at: npt.NDArray[np.int64]) -> pd.DataFrame:
    """The branches in view and those whose sessions are seen; state: 2 covered by this plan, 1 earlier, 0 not yet."""
    b = view.branches
    wanted = (b["inside"] & (b["members"] > 0)).to_numpy(dtype=bool).copy()
    host = view.sessions["host"].to_numpy()
    wanted[host[host >= 0]] = True
    frame = b.loc[wanted].sort_values("order")
    secret = frame["secret"].astype("int64")
    return frame.assign(
        name=frame["name"].where(secret == 0, ""),
        parent=committee_at[rows_of(frame["committee_id"], view.committees["committee_id"])],
        state=covered_branches(view)[frame.index.to_numpy()],
        secret=secret,
    )


def _minutes(times: pd.Series) -> list[int]:
    """Minutes of HH:MM, each distinct text once; what cannot be read is -1."""
    known = {t: int(t[:2]) * 60 + int(t[3:]) if len(t) == 5 and t[:2].isdecimal() and t[3:].isdecimal() else -1
             for t in times.unique()}  # fmt: skip
    return [known[t] for t in times]


def _packed(values: list[int]) -> list[int] | int:
    """A column of one and the same number as that number."""
    return values[0] if values and values.count(values[0]) == len(values) else values


def _sessions(
    view: View,
    order: npt.NDArray[np.int64],
    committee_at: npt.NDArray[np.int64],
    branch_at: npt.NDArray[np.int64],
    people: Names,
    sites: Names,
) -> Data:
    s = view.sessions.iloc[order]
    supervisor = view.supervisor_of[order]
    venues, topics, audiences = Names(), Names(), Names()
    secret = s["secret"].to_numpy(dtype=bool)
    place = places(view, sites)
    venue = [
        -1 if hidden else venues.number(key, name, place(site), int(capacity))
        for key, name, site, capacity, hidden in zip(
            s["venue_key"], s["venue"], s["site_id"], s["capacity"], secret, strict=True
        )
    ]
    person = numbering(view, people)
    host = branch_at[s["host"].to_numpy()]
    own_name = (s["audience_type"] == "branch").to_numpy() & (host >= 0)
    day = (s["date"] - pd.Timestamp(view.settings.start)).dt.days.fillna(NO_DAY).astype("int64")
    start, end = _minutes(s["start"]), _minutes(s["end"])
    columns: dict[str, list[int]] = {
        "kind": codes(s["kind"], KINDS),
        "day": day.tolist(),
        "start": start,
        "minutes": [b - a if a >= 0 and b >= 0 else -1 for a, b in zip(start, end, strict=True)],
        "venue": venue,
        "lecturer": [person(p) for p in s["lecturer"]],
        "supervisor": [person(p) for p in supervisor],
        "host": host.tolist(),
        "committee": committee_at[rows_of(s["committee_id"], view.committees["committee_id"])].tolist(),
        "audience": [
            -1 if hidden else OF_HOST if own else audiences.number(name)
            for name, hidden, own in zip(s["audience"], secret, own_name, strict=True)
        ],
        "size": s["size"].tolist(),
        "number": s["number"].tolist(),
        "count": s["count"].tolist(),
        "topic": [-1 if x or not t else topics.number(t) for t, x in zip(s["topic"], secret, strict=True)],
        "status": codes(s["status"], STATUS),
        "secret": secret.astype("int64").tolist(),
    }
    return {
        "id": s["session_id"].tolist(),
        **{name: _packed(values) for name, values in columns.items()},
        "venues": venues.rows,
        "topics": [row[0] for row in topics.rows],
        "audiences": [row[0] for row in audiences.rows],
    }


def _attends(view: View, place: npt.NDArray[np.int64], branch_at: npt.NDArray[np.int64]) -> Data:
    """Which branches' members attend each session, and how many of each, except where all are from its host."""
    branch = branch_at[view.people["branch"].to_numpy()[view.presence["person"]]]
    pairs = pd.DataFrame({"session": place[view.presence["session"].to_numpy()], "branch": branch})
    own = pairs.loc[pairs["branch"] >= 0].value_counts(sort=False).rename("own").reset_index()
    size, host = np.empty_like(place), np.empty_like(place)
    size[place] = view.sessions["size"].to_numpy()
    host[place] = branch_at[view.sessions["host"].to_numpy()]
    at = own["session"].to_numpy()
    alone = (own["branch"].to_numpy() == host[at]) & (own["own"].to_numpy() == size[at])
    alone &= ~own["session"].duplicated(keep=False).to_numpy()
    empty = np.setdiff1d(np.flatnonzero((host >= 0) & (size > 0)), at)
    nobody = pd.DataFrame({"session": empty, "branch": host[empty], "own": 0})
    own = pd.concat([own.loc[~alone], nobody], ignore_index=True)
    return _columns(own.sort_values(["session", "branch"]), ("session", "branch", "own"))


def _unplaced(view: View, branch_at: npt.NDArray[np.int64]) -> Data:
    """People not placed: id, name, branch, group, kind, reason, details; restricted ones only counted."""
    u = view.unplaced
    people = view.people.iloc[u["person"]]
    frame = pd.DataFrame(
        {
            "person": people["person_id"].to_numpy(dtype=object),
            "name": people["name"].to_numpy(dtype=object),
            "branch": branch_at[people["branch"].to_numpy()],
            "group": people["group"].to_numpy(dtype=object),
            "kind": codes(u["kind"], KINDS),
            "reason": u["reason"].to_numpy(dtype=object),
            "detail": "" if view.public else u["detail"].to_numpy(dtype=object),
            "count": 1,
        }
    )
    hidden = people["secret"].to_numpy(dtype=bool)
    secret = frame.loc[hidden].value_counts(["kind", "reason"], sort=False).rename("count").reset_index()
    secret = secret.sort_values(["kind", "reason"]).assign(branch=-1)
    shown = frame.loc[~hidden].sort_values(["branch", "person", "kind"], kind="stable")
    both = pd.concat([shown, secret]) if len(secret) else shown
    texts = {c: both[c].fillna("").tolist() for c in ("person", "name", "group", "reason", "detail")}
    return texts | {c: both[c].astype("int64").tolist() for c in ("branch", "kind", "count")}
