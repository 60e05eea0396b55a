"""Sit-ins as people need them: each supervisor's day with its travel, and each branch with who comes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.reports import words
from turnout.reports.routes import leave_by, travel_minutes
from turnout.reports.tables import Printed, session_rows, worded
from turnout.reports.tree import majority
from turnout.reports.view import View, named, rows_of


def _visits(view: View) -> pd.DataFrame:
    """The visits of the committees in view, by committee, supervisor, date and time."""
    v = view.visits
    inside = view.committees.loc[view.committees["inside"], "committee_id"]
    v = v.loc[v["committee_id"].isin(inside)].reset_index(drop=True)
    sessions = session_rows(view).iloc[v["session"]].reset_index(drop=True)
    raw = view.sessions.iloc[v["session"]].reset_index(drop=True)
    order = dict(zip(view.committees["committee_id"], view.committees["order"], strict=True))
    frame = sessions.assign(
        person=v["person"],
        supervisor=view.person_names(v["person"]),
        supervisor_id=view.person_ids(v["person"]),
        for_committee=v["committee_id"].map(view.committee_names).fillna(v["committee_id"]).astype("str"),
        role=worded(v["role"], words.ROLES, view),
        place=v["committee_id"].map(order).fillna(len(order)),
        host=np.where(raw["secret"], view.mask.branch_word, view.branch_names(v["branch"])),
        host_key=np.append(view.branches["key"].to_numpy(dtype=object), "")[v["branch"]],
        site_id=raw["site_id"],
        secret=raw["secret"],
    )
    return frame.sort_values(
        ["place", "supervisor_id", "person", "date", "start", "row"], kind="stable", ignore_index=True
    )


def _homes(view: View, persons: pd.Series) -> pd.Series:
    """Site ids where the supervisors' trips start."""
    table = view.instance["supervisors"]
    ids = pd.Series(view.person_ids(persons), dtype="str")
    at = rows_of(ids, table["person_id"])
    return pd.Series(np.append(table["site_id"].to_numpy(dtype=object), "")[at], dtype="str")


def itineraries(view: View) -> Printed:
    """A row for each visit, with the way there from the place before, and one for the way home of each day."""
    visits = _visits(view)
    home = _homes(view, visits["person"])
    days = visits["person"].astype("str") + "|" + visits["date"].astype("str")
    first, last = days != days.shift(), days != days.shift(-1)
    there = visits.assign(
        step="visit",
        from_id=home.where(first, visits["site_id"].shift().fillna("")),
        to_id=visits["site_id"],
        leg=0,
        covered=visits["secret"] | (visits["secret"].shift(fill_value=False) & ~first),
    )
    back = visits.assign(step="back", from_id=visits["site_id"], to_id=home, leg=1, covered=visits["secret"]).loc[last]
    back = back.assign(**dict.fromkeys(("time", "host", "topic", "role", "session_id", "audience", "venue"), ""))
    frame = pd.concat([there, back])
    frame = frame.assign(trip=frame.index).sort_values(["trip", "leg"], kind="stable", ignore_index=True)
    sites, ways = view.instance["sites"], (frame["from_id"].tolist(), frame["to_id"].tolist())
    minutes = pd.Series(travel_minutes(sites, view.instance["travel"], *ways))
    covered = frame["covered"].to_numpy(dtype=bool)
    known = minutes.mask(covered | (frame["step"] == "back"), -1)
    names = {
        "from": named(frame["from_id"], sites["site_id"], sites["name"]),
        "to": named(frame["to_id"], sites["site_id"], sites["name"]),
    }
    stop = frame["venue"].where(frame["venue"] != "", "")
    frame = frame.assign(
        minutes=minutes.where((minutes >= 0) & ~covered).astype("Int64"),
        leave=[leave_by(start, int(need), view.lang) for start, need in zip(frame["start"], known, strict=True)],
        step=worded(frame["step"], words.STEPS, view),
        **{side: view.mask.cover(text, frame["covered"].astype(bool)) for side, text in names.items()},
    )
    frame["to"] = (frame["to"] + " " + stop.where(~covered, "")).str.strip()
    columns = (
        "for_committee",
        "supervisor",
        "supervisor_id",
        "date",
        "weekday",
        "step",
        "leave",
        "from",
        "to",
        "minutes",
        "time",
        "host",
        "topic",
        "role",
        "session_id",
    )
    return Printed("itineraries", frame, columns, "person")


def covered_by_visits(view: View) -> pd.DataFrame:
    """Which branches each visit covers: the host, and every branch with more than half of its members there.

    Columns: visit (row of `view.visits`), branch (row of `view.branches`), own (its members there).
    """
    branch = view.people["branch"].to_numpy()[view.presence["person"]]
    own = pd.DataFrame({"branch": branch, "session": view.presence["session"]}).value_counts(sort=False).rename("own")
    v = view.visits.reset_index(names="visit")
    there = v[["visit", "session"]].merge(own.reset_index(), on="session")
    there = there.loc[there["branch"] >= 0]
    members = view.branches["members"].to_numpy()[there["branch"]]
    most = there.loc[there["own"].to_numpy() >= majority(members), ["visit", "branch"]]
    host = v.loc[v["branch"] >= 0, ["visit", "branch"]]
    return pd.concat([host, most]).drop_duplicates().sort_values(["visit", "branch"], ignore_index=True)


def visits_by_branch(view: View) -> Printed:
    """Every branch with members: who sits in and when, whether it was visited earlier this year, or not yet."""
    pairs = covered_by_visits(view)
    v = view.visits.iloc[pairs["visit"]].reset_index(drop=True)
    frame = (
        session_rows(view)
        .iloc[v["session"]]
        .reset_index(drop=True)
        .assign(
            branch_row=pairs["branch"],
            supervisor=view.person_names(v["person"]),
            for_committee=v["committee_id"].map(view.committee_names).fillna(v["committee_id"]).astype("str"),
            role=worded(v["role"], words.ROLES, view),
            state=words.STATES["now"].of(view.lang),
        )
    )
    b = view.branches
    wanted = b.index[b["inside"] & (b["members"] > 0)]
    frame = frame.loc[frame["branch_row"].isin(wanted)]
    rest = wanted.difference(pd.Index(frame["branch_row"]))
    done = view.instance["visits_done"]
    done = done.loc[done["date"].dt.year == view.settings.year, "branch_id"]
    earlier = b["key"].isin(done).to_numpy(dtype=bool)[rest]
    state = np.where(earlier, words.STATES["earlier"].of(view.lang), words.STATES["none"].of(view.lang))
    frame = pd.concat([frame, pd.DataFrame({"branch_row": rest, "state": state})], ignore_index=True)
    rows = b.iloc[frame["branch_row"]].reset_index(drop=True)
    frame = frame.assign(
        branch=rows["name"], branch_id=rows["branch_id"], committee=rows["committee"], place=rows["order"]
    )
    frame = frame.sort_values(["place", "date", "start"], kind="stable", ignore_index=True)
    columns = (
        "committee",
        "branch",
        "state",
        "date",
        "weekday",
        "time",
        "venue",
        "topic",
        "supervisor",
        "for_committee",
        "role",
        "session_id",
    )
    return Printed("visits", frame, columns)
