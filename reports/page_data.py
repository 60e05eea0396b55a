"""What a page holds: compact columns of numbers over short lists of names, nothing in any one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models.calendar import day_kinds
from turnout.reports import words
from turnout.reports.overview import PARTIAL, PROVISIONAL
from turnout.reports.page_names import Names, numbering, places
from turnout.reports.page_targets import coverage_rows, covered_branches, own_visits, trips
from turnout.reports.view import View, rows_of

FORMAT = "turnout-page/1"
NO_DAY = -9999
MOST_WARNINGS = 100
KINDS = tuple(words.KINDS)
STATUS = tuple(words.STATUS)
POSTS = tuple(words.POST_TYPES)
Data = dict[str, Any]


def page_data(view: View) -> Data:
    """Everything that one page shows, ready for JSON.

    Lists refer to each other by position, -1 meaning none. Days count from the plan's first, `NO_DAY` where a date
    cannot be read; times are minutes from 00:00. Where a restricted branch is covered, its name is blank and the flag
    `secret` set, so that the page can say so in either language.
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
    known = {t: int(t[:2]) * 60 + int(t[3:]) if len(t) == 5 and t[:2].isdigit() and t[3:].isdigit() else -1
             for t in times.unique()}  # fmt: skip
    return [known[t] for t in times]


def _codes(values: pd.Series, known: tuple[str, ...]) -> list[int]:
    """Positions of codes."""
    at = {code: number for number, code in enumerate(known)}
    return [at.get(v, -1) for v in values]


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
    day = (s["date"] - pd.Timestamp(view.settings.start)).dt.days.fillna(NO_DAY).astype("int64")
    return {
        "id": s["session_id"].tolist(),
        "kind": _codes(s["kind"], KINDS),
        "day": day.tolist(),
        "start": _minutes(s["start"]),
        "end": _minutes(s["end"]),
        "venue": venue,
        "lecturer": [person(p) for p in s["lecturer"]],
        "supervisor": [person(p) for p in supervisor],
        "host": branch_at[s["host"]].tolist(),
        "committee": committee_at[rows_of(s["committee_id"], view.committees["committee_id"])].tolist(),
        "audience": [-1 if x else audiences.number(a) for a, x in zip(s["audience"], secret, strict=True)],
        "size": s["size"].tolist(),
        "number": s["number"].tolist(),
        "count": s["count"].tolist(),
        "topic": [-1 if x or not t else topics.number(t) for t, x in zip(s["topic"], secret, strict=True)],
        "status": _codes(s["status"], STATUS),
        "secret": secret.astype("int64").tolist(),
        "venues": venues.rows,
        "topics": [row[0] for row in topics.rows],
        "audiences": [row[0] for row in audiences.rows],
    }


def _attends(view: View, place: npt.NDArray[np.int64], branch_at: npt.NDArray[np.int64]) -> Data:
    """Which branches' members attend each session, and how many of each."""
    branch = branch_at[view.people["branch"].to_numpy()[view.presence["person"]]]
    pairs = pd.DataFrame({"session": place[view.presence["session"].to_numpy()], "branch": branch})
    own = pairs.loc[pairs["branch"] >= 0].value_counts(sort=False).rename("own").reset_index()
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
            "kind": _codes(u["kind"], KINDS),
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


def plan_facts(view: View) -> Data:
    """What the page is about: dates, scope, edition."""
    start, end = view.settings.start, view.settings.end
    kinds = day_kinds(view.instance["calendar"], start, end).kinds
    known = {"workday": 0, "rest": 1, "holiday": 2}
    return {
        "year": view.settings.year,
        "quarter": view.settings.quarter_number,
        "start": start.isoformat(),
        "days": [known[kind] for kind in kinds],
        "under": view.under_name,
        "whole": view.whole,
        "public": view.public,
        "minutes": [view.settings.session.study_minutes, view.settings.session.discussion_minutes],
    }


def figures(view: View) -> Data:
    """The headline counts, with proven bounds where the whole plan is seen."""
    s, b = view.sessions, view.branches
    inside = b["inside"] & (b["members"] > 0)
    kinds, shortfall = s["kind"].value_counts(), view.coverage.groupby("target")["shortfall"].sum()
    found: Data = {
        "branches": int(inside.sum()),
        "members": int(b.loc[inside, "members"].sum()),
        "study": int(kinds.get("study", 0)),
        "discussion": int(kinds.get("discussion", 0)),
        "placed": int(view.people["inside"].to_numpy()[view.presence["person"]].sum()),
        "unplaced": len(view.unplaced),
        "visits": len(view.visits),
        "t1": int(shortfall.get("coverage", 0)),
        "t2": int(shortfall.get("quota", 0)),
    }
    if view.whole:
        bound = view.manifest.bound
        found["bound"] = {"unplaced": bound.unplaced, "t1": bound.t1_shortfall, "t2": bound.t2_shortfall}
    return found


def cost(view: View) -> Data | None:
    """Cost by term, bound and gap of the whole plan; of a part nobody has worked them out."""
    if not view.whole:
        return None
    m = view.manifest
    found: Data = {}
    for name, terms in (("timetable", m.cost.timetable), ("sit_ins", m.cost.sit_ins)):
        values: Mapping[str, int] = terms.model_dump()
        found[name] = {
            "terms": {key: value for key, value in values.items() if key != "total"},
            "total": values["total"],
            "bound": getattr(m.bound, name),
            "gap": getattr(m.gap, name),
        }
    return found


def load(view: View) -> Data:
    """Sessions and attendees of each day of the plan, by kind."""
    s = view.sessions
    day = (s["date"] - pd.Timestamp(view.settings.start)).dt.days.fillna(NO_DAY).astype("int64").to_numpy()
    days = (view.settings.end - view.settings.start).days + 1
    found: Data = {}
    for kind in KINDS:
        keep = (s["kind"] == kind).to_numpy() & (day >= 0) & (day < days)
        size = s["size"].to_numpy()[keep]
        found[kind] = {
            "sessions": np.bincount(day[keep], minlength=days).tolist(),
            "people": np.bincount(day[keep], weights=size, minlength=days).astype("int64").tolist(),
        }
    return found


def posts(view: View) -> list[list[int]]:
    """For each post type that occurs: its position, members, how many have a study, a discussion."""
    people = view.people
    members = (people["inside"] & (people["branch"] >= 0)).to_numpy(dtype=bool)
    code = np.asarray(_codes(people["post_type"], POSTS), dtype=np.int64)
    person = view.presence["person"].to_numpy()
    kinds = view.sessions["kind"].to_numpy(dtype=object)[view.presence["session"]]
    size = len(POSTS) + 1
    counts = [np.bincount(code[members], minlength=size)]
    for kind in KINDS:
        keep = members[person] & (kinds == kind)
        counts.append(np.bincount(code[np.unique(person[keep])], minlength=size))
    return [[post, *(int(c[post]) for c in counts)] for post in range(len(POSTS)) if counts[0][post]]


def notes(view: View) -> list[list[str]]:
    """What the reader should know, in English and Chinese."""
    found = []
    if view.under:
        part = words.PART_ONLY.fill(name=view.under_name)
        found += [part, words.WHOLE_PLAN_FIGURES]
    found += [words.PUBLIC_NOTE] if view.public else []
    found += [t for t, holds in ((PARTIAL, view.manifest.partial), (PROVISIONAL, view.manifest.provisional)) if holds]
    texts = [[t.en, t.zh] for t in found]
    if view.whole and not view.public:
        for warning in view.manifest.warnings[:MOST_WARNINGS]:
            code = str(warning.get("code", ""))
            texts.append([str(warning.get("en") or code), str(warning.get("zh") or code)])
    return texts
