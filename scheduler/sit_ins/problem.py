"""From tables to arrays: which discussions each committee's supervisors may visit, and what the targets ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from turnout.models import Instance
from turnout.scheduler.sit_ins.targets import Targets, targets_of
from turnout.scheduler.travel import IntArray, Travel
from turnout.scheduler.tree import Tree, rows_of

DAY = 24 * 60


@dataclass(frozen=True)
class Discussions:
    """The timetable's discussions. Times in minutes since 1970-01-01, sites as rows of the sites table.

    host: row of the host branch. Compressed rows: the branches covered by a visit to discussion d (V6) stand at
    `covers[covers_at[d]:covers_at[d + 1]]`, the host among them.
    """

    session_id: list[str]
    start: IntArray
    end: IntArray
    day: IntArray
    year: IntArray
    site: IntArray
    host: IntArray
    covers_at: IntArray
    covers: IntArray


@dataclass(frozen=True)
class Problem:
    """Everything about sit-ins of one instance and timetable.

    Supervisors are sorted by committee and person; only those of true committees. busy: absences, attending and
    lecturing of
    supervisors as (supervisor, start, end), minutes. own_branch: -1 where the supervisor is no member.
    done: (committee, host branch, year) of earlier visits, rows of their tables.
    """

    instance: Instance
    tree: Tree
    travel: Travel
    targets: Targets
    discussions: Discussions
    person: list[str]
    committee: IntArray
    site: IntArray
    cap: IntArray
    daily: IntArray
    own_branch: IntArray
    busy: tuple[IntArray, IntArray, IntArray]
    done: tuple[IntArray, IntArray, IntArray]


def build(instance: Instance, sessions: pd.DataFrame, attendance: pd.DataFrame) -> Problem:
    """The sit-in problem of a timetable. sessions, attendance: plan tables, dates and times as text."""
    tree, travel = Tree(instance), Travel(instance)
    members = instance["members"]
    branch = tree.branch_rows(members["branch_id"])
    discussions = _discussions(instance, tree, travel, sessions, attendance, branch)
    visits = instance["visits_done"]
    done = (
        tree.committee_rows(visits["committee_id"]),
        tree.branch_rows(visits["branch_id"]),
        visits["date"].dt.year.to_numpy(dtype=np.int64),
    )
    supervisors = instance["supervisors"]
    committee = tree.committee_rows(supervisors["committee_id"])
    names = supervisors["person_id"].astype(str).to_numpy()
    true = np.flatnonzero(tree.is_committee[committee]) if len(committee) else np.zeros(0, dtype=np.int64)
    order = true[np.lexsort((names[true].astype(str), committee[true]))]
    chosen = supervisors.iloc[order]
    person = chosen["person_id"].tolist()
    row = rows_of(chosen["person_id"], instance.people)
    own = np.where(row >= 0, branch[row], -1) if len(branch) else row
    return Problem(
        instance, tree, travel, targets_of(instance, tree, done), discussions, person, committee[order],
        travel.sites(chosen["site_id"]), chosen["max_visits"].to_numpy(dtype=np.int64),
        chosen["max_visits_per_day"].to_numpy(dtype=np.int64), own, _busy(instance, person, sessions, attendance), done,
    )  # fmt: skip


def _clock(texts: pd.Series) -> IntArray:
    """Minutes from 00:00 of `HH:MM` texts."""
    codes, unique = pd.factorize(texts)
    minutes = np.array([int(t[:-3]) * 60 + int(t[-2:]) for t in unique], dtype=np.int64)
    return minutes[codes] if len(codes) else np.zeros(0, dtype=np.int64)


def _times(sessions: pd.DataFrame) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Day since 1970-01-01, year, start and end in minutes since then, of plan sessions."""
    codes, unique = pd.factorize(sessions["date"])
    dates = np.array(list(unique), dtype="datetime64[D]")
    if not len(codes):
        return (np.zeros(0, dtype=np.int64),) * 4
    day = dates.astype(np.int64)[codes]
    year = (dates.astype("datetime64[Y]").astype(np.int64) + 1970)[codes]
    return day, year, day * DAY + _clock(sessions["start"]), day * DAY + _clock(sessions["end"])


def _discussions(
    instance: Instance,
    tree: Tree,
    travel: Travel,
    sessions: pd.DataFrame,
    attendance: pd.DataFrame,
    branch: IntArray,
) -> Discussions:
    talks = sessions[sessions["kind"] == "discussion"].sort_values("session_id").reset_index(drop=True)
    groups = instance["groups"]
    lead = dict(zip(groups["group_id"], groups["lead_branch_id"], strict=True))
    hosts = [
        tree.branch_index[a if t == "branch" else lead[a]]
        for t, a in zip(talks["audience_type"].tolist(), talks["audience_id"].tolist(), strict=True)
    ]
    host = np.array(hosts, dtype=np.int64)
    venues = instance["venues"]
    venue_site = pd.Series(travel.sites(venues["site_id"]), index=venues["venue_id"].astype(str))
    site = venue_site.reindex(talks["venue_id"]).to_numpy(dtype=np.int64)
    day, year, start, end = _times(talks)
    talk = pd.Index(talks["session_id"]).get_indexer(pd.Index(attendance["session_id"]))
    at = np.flatnonzero(talk >= 0)
    attending = branch[rows_of(attendance["person_id"].iloc[at], instance.people)]
    covers_at, covers = _more_than_half(talk[at].astype(np.int64), attending, host, branch, len(tree.branch_ids))
    return Discussions(talks["session_id"].tolist(), start, end, day, year, site, host, covers_at, covers)


def _more_than_half(
    talk: IntArray, branch: IntArray, host: IntArray, members: IntArray, branches: int
) -> tuple[IntArray, IntArray]:
    """V6: a visit covers the host, and every branch with more than half of its members in that session."""
    size = np.bincount(members, minlength=branches)
    keys, counts = np.unique(talk * branches + branch, return_counts=True)
    most = 2 * counts > size[keys % branches]
    keys = np.unique(np.concatenate([keys[most], np.arange(len(host)) * branches + host]))
    covers_at = np.searchsorted(keys // branches, np.arange(len(host) + 1)).astype(np.int64)
    return covers_at, (keys % branches).astype(np.int64)


def _busy(
    instance: Instance, person: list[str], sessions: pd.DataFrame, attendance: pd.DataFrame
) -> tuple[IntArray, IntArray, IntArray]:
    """When supervisors cannot sit in (V3): absences, sessions they attend, sessions they lecture."""
    people = pd.Index(person)
    _, _, start, end = _times(sessions)
    session = pd.Index(sessions["session_id"])
    absences = instance["absences"]
    away = people.get_indexer(pd.Index(absences["person_id"]))
    seconds = [absences[c].to_numpy(dtype="datetime64[s]").astype(np.int64) for c in ("start", "end")]
    attends = people.get_indexer(pd.Index(attendance["person_id"]))
    attended = session.get_indexer(pd.Index(attendance["session_id"].to_numpy()[attends >= 0]))
    lectures = people.get_indexer(pd.Index(sessions["lecturer_id"]))
    sup = np.concatenate([away, attends[attends >= 0], lectures])
    begin = np.concatenate([seconds[0] // 60, start[attended], start])
    until = np.concatenate([-(-seconds[1] // 60), end[attended], end])
    keep = sup >= 0
    return sup[keep].astype(np.int64), begin[keep], until[keep]
