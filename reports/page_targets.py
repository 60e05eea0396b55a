"""Sit-ins on a page: visits, trips between places, targets with their quotas, which branches are covered."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.reports.itineraries import covered_by_visits, itineraries
from turnout.reports.page_names import Names, numbering, places
from turnout.reports.view import View, rows_of

NOT_YET, EARLIER, NOW = 0, 1, 2


def _done(view: View) -> pd.DataFrame:
    """Sit-ins made earlier in the plan's year."""
    done: pd.DataFrame = view.instance["visits_done"]
    of_year: pd.DataFrame = done.loc[done["date"].dt.year == view.settings.year]
    return of_year


def covered_branches(view: View) -> npt.NDArray[np.int64]:
    """By row of `view.branches`: covered by a visit of this plan, by an earlier one of the year, or not yet."""
    state: npt.NDArray[np.int64] = np.full(len(view.branches), NOT_YET, dtype=np.int64)
    earlier = rows_of(_done(view)["branch_id"], view.branches["key"])
    state[earlier[earlier >= 0]] = EARLIER
    now = covered_by_visits(view)["branch"].to_numpy()
    state[now] = NOW
    return state


def own_visits(
    view: View,
    place: npt.NDArray[np.int64],
    committee_at: npt.NDArray[np.int64],
    branch_at: npt.NDArray[np.int64],
) -> dict[str, Any]:
    """Visits (session, committee, whether a fallback), and how many distinct branches each committee covers this year.

    place: position of each row of `view.sessions` on the page. committee_at, branch_at: likewise of their frames.
    """
    v = view.visits
    ids = view.committees["committee_id"]
    committee = rows_of(v["committee_id"], ids)
    pairs = covered_by_visits(view)
    done = _done(view)
    reached = pd.DataFrame(
        {
            "committee": np.concatenate([committee[pairs["visit"].to_numpy()], rows_of(done["committee_id"], ids)]),
            "branch": np.concatenate([pairs["branch"].to_numpy(), rows_of(done["branch_id"], view.branches["key"])]),
        }
    ).drop_duplicates()
    reached = reached.loc[branch_at[reached["branch"].to_numpy()] >= 0]
    counts = committee_at[reached["committee"].to_numpy()]
    by_committee = np.bincount(counts[counts >= 0], minlength=int((committee_at >= 0).sum()))
    order = np.argsort(place[v["session"].to_numpy()], kind="stable")
    return {
        "session": place[v["session"].to_numpy()[order]].tolist(),
        "committee": committee_at[committee[order]].tolist(),
        "fallback": (v["role"] == "fallback").to_numpy()[order].astype("int64").tolist(),
        "reached": by_committee.tolist(),
    }


def trips(view: View, place: npt.NDArray[np.int64], people: Names, sites: Names) -> dict[str, Any]:
    """The supervisors' legs in order: who, on which day, from where to where, minutes (-1: not known), the session
    visited (-1: the way home). Legs to or from a restricted branch's place have no place there."""
    frame = itineraries(view).frame
    person, site = numbering(view, people), places(view, sites)
    day = (frame["date"] - pd.Timestamp(view.settings.start)).dt.days.fillna(-1).astype("int64")
    back = frame["leg"].to_numpy() == 1
    session = place[frame["row"].to_numpy(dtype=np.int64)]
    ids = view.committees["committee_id"]
    listed = view.committees.loc[view.committees["inside"]].sort_values("order")["committee_id"]
    own = rows_of(view.visits["committee_id"], ids)
    of_session: npt.NDArray[np.int64] = np.full(len(view.sessions), -1, dtype=np.int64)
    of_session[view.visits["session"].to_numpy()] = rows_of(ids.iloc[own], listed)
    return {
        "person": [person(int(p)) for p in frame["person"]],
        "committee": of_session[frame["row"].to_numpy(dtype=np.int64)].tolist(),
        "day": day.tolist(),
        "from": [site(s) for s in frame["from_id"]],
        "to": [site(s) for s in frame["to_id"]],
        "minutes": frame["minutes"].fillna(-1).astype("int64").tolist(),
        "session": np.where(back, -1, session).tolist(),
    }


def coverage_rows(view: View, committee_at: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Targets of the plan with the number of branches that the whole year asks for."""
    c = view.coverage
    committees = view.committees
    row = rows_of(c["scope_id"], committees["committee_id"])
    given = view.instance["committees"]["sit_in_quota"].fillna(view.settings.sit_in.quota).to_numpy(dtype=np.int64)
    quota = (c["target"] == "quota").to_numpy()
    branches = c["branches"].to_numpy()
    annual = np.where(quota, np.minimum(np.append(given, 0)[row], branches), branches)
    frame = c.assign(
        scope=committee_at[row], quota=quota.astype("int64"), annual=annual, given=np.append(given, 0)[row],
        order=np.append(committees["order"].to_numpy(), len(committees))[row],
    ).sort_values(["quota", "order", "level"], kind="stable")  # fmt: skip
    names = ("scope", "quota", "level", "branches", "required", "achieved", "shortfall", "annual", "given", "reason")
    return {name: frame[name].tolist() for name in names}
