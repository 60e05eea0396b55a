"""People on paper: who attends what, who is not placed and why, study-hour credits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.reports import reasons, words
from turnout.reports.tables import Printed, worded
from turnout.reports.view import View


def _listed(view: View) -> pd.DataFrame:
    """The members in view and the guests of their sessions, restricted ones left out, in order of the tree."""
    people = view.people
    wanted = (people["inside"] & (people["branch"] >= 0)).to_numpy(dtype=bool).copy()
    wanted[view.presence["person"].unique()] = True
    wanted &= ~people["secret"].to_numpy(dtype=bool)
    rows = np.flatnonzero(wanted)
    branch = people["branch"].to_numpy()[rows]
    b = view.branches
    frame = pd.DataFrame(
        {
            "person": rows,
            "person_id": people["person_id"].to_numpy(dtype=object)[rows],
            "name": people["name"].to_numpy(dtype=object)[rows],
            "group": people["group"].to_numpy(dtype=object)[rows],
            "post_type": worded(people["post_type"].iloc[rows], words.POST_TYPES, view).to_numpy(dtype=object),
            "branch": view.branch_names(branch),
            "branch_id": np.append(b["branch_id"].to_numpy(dtype=object), "")[branch],
            "committee": np.append(b["committee"].to_numpy(dtype=object), "")[branch],
            "place": np.append(b["order"].to_numpy(), len(b))[branch],
            "page": branch,
        }
    )
    return frame.sort_values(["place", "person_id"], kind="stable", ignore_index=True)


def _withheld(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """The listing with one more row that tells how many members of restricted branches are not listed."""
    hidden = int((view.people["secret"] & view.people["inside"]).sum())
    if not hidden:
        return frame
    row = pd.DataFrame({"name": [words.WITHHELD_PEOPLE.fill(count=hidden).of(view.lang)], "page": [-2]})
    return pd.concat([frame, row], ignore_index=True)


def attendance(view: View) -> Printed:
    """One row a member, study and discussion side by side; blank where none was found."""
    s, p = view.sessions, view.presence
    frame = _listed(view)
    kinds = s["kind"].to_numpy(dtype=object)[p["session"]]
    turn = p.groupby([p["person"], kinds]).cumcount() if len(p) else pd.Series(dtype="int64")
    joined = p.assign(turn=turn)
    frame = frame.assign(turn=0)
    for kind in ("study", "discussion"):
        at = joined.loc[kinds == kind]
        texts = s.iloc[at["session"]].reset_index(drop=True)
        side = pd.DataFrame(
            {
                "person": at["person"].to_numpy(),
                "turn": at["turn"].to_numpy(dtype="int64"),
                f"{kind}_date": texts["date"],
                f"{kind}_time": texts["start"] + "–" + texts["end"],
                f"{kind}_venue": texts["venue"],
                f"{kind}_id": texts["session_id"],
            }
        )
        frame = _joined(frame, side)
    frame = _withheld(view, frame)
    columns = (
        "committee",
        "branch",
        "group",
        "person_id",
        "name",
        "study_date",
        "study_time",
        "study_venue",
        "study_id",
        "discussion_date",
        "discussion_time",
        "discussion_venue",
        "discussion_id",
    )
    return Printed("attendance", frame, columns, "page")


def _joined(frame: pd.DataFrame, side: pd.DataFrame) -> pd.DataFrame:
    """People with their sessions; whoever (against the rules) has a second one of a kind gets a second row."""
    frame = frame.merge(side.loc[side["turn"] == 0], on=["person", "turn"], how="left")
    more = side.loc[(side["turn"] > 0) & side["person"].isin(frame["person"])]
    if more.empty:
        return frame
    base = frame.loc[
        frame["turn"] == 0, ["person", "person_id", "name", "group", "branch", "committee", "place", "page"]
    ]
    both = pd.concat([frame, more.merge(base, on="person")], ignore_index=True)
    return both.sort_values(["place", "person_id", "turn"], kind="stable", ignore_index=True)


def study_credits(view: View) -> Printed:
    """Study-hour credits (学时) by member: the length of each session placed, and of those already held."""
    s, p = view.sessions, view.presence
    frame = _listed(view)
    kinds = s["kind"].to_numpy(dtype=object)[p["session"]]
    held = (s["status"] == "held").to_numpy()[p["session"]]
    rules = view.settings.session
    hours = np.where(kinds == "study", rules.study_minutes, rules.discussion_minutes) / 60
    person = p["person"].to_numpy()
    count, rows = len(view.people), frame["person"].to_numpy()

    def total(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        sums = np.bincount(person[mask], weights=hours[mask], minlength=count).astype(np.float64)
        own: npt.NDArray[np.float64] = sums[rows]
        return own

    frame = frame.assign(
        study_hours=total(kinds == "study"),
        discussion_hours=total(kinds == "discussion"),
        hours=total(np.ones(len(p), dtype=bool)),
        held_hours=total(held),
    )
    columns = (
        "committee",
        "branch",
        "person_id",
        "name",
        "post_type",
        "study_hours",
        "discussion_hours",
        "hours",
        "held_hours",
    )
    return Printed("credits", _withheld(view, frame), columns, "page")


def unplaced(view: View) -> Printed:
    """People not placed, with the reason in words; restricted ones only counted."""
    u = view.unplaced
    people = view.people.iloc[u["person"]].reset_index(drop=True)
    order = np.append(view.branches["order"].to_numpy(), len(view.branches))
    parents = np.append(view.branches["committee"].to_numpy(dtype=object), "")
    detail = reasons.detail_texts(u["detail"], view.lang)
    frame = pd.DataFrame(
        {
            "committee": parents[people["branch"]],
            "branch": view.branch_names(people["branch"]),
            "branch_id": np.append(view.branches["branch_id"].to_numpy(dtype=object), "")[people["branch"]],
            "person_id": people["person_id"],
            "name": people["name"],
            "group": people["group"],
            "kind": worded(u["kind"], words.KINDS, view),
            "reason": worded(u["reason"], reasons.UNPLACED, view),
            "detail": "" if view.public else detail,
            "place": order[people["branch"]],
            "secret": people["secret"],
        }
    )
    open_rows, hidden = frame.loc[~frame["secret"]], frame.loc[frame["secret"]]
    frame = open_rows.sort_values(["place", "person_id"], kind="stable", ignore_index=True)
    if len(hidden):
        counts = hidden.value_counts(["kind", "reason"], sort=False).rename("n").reset_index()
        counts["name"] = [words.WITHHELD_PEOPLE.fill(count=n).of(view.lang) for n in counts["n"]]
        frame = pd.concat([frame, counts], ignore_index=True)
    return Printed("unplaced", frame, ("committee", "branch", "person_id", "name", "group", "kind", "reason", "detail"))
