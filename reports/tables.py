"""The printed tables of sessions and targets: timetables by branch, venue, lecturer and day, coverage and quota."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from turnout.models.text import Text
from turnout.reports import reasons, words
from turnout.reports.view import View

KINDS_OF_FIELDS = {
    "date": "date", "study_date": "date", "discussion_date": "date",
    "own": "number", "size": "number", "capacity": "number", "minutes": "number", "level": "number",
    "branches": "number",
    "required": "number", "achieved": "number", "shortfall": "number", "percent": "number", "order": "number",
    "study_hours": "number", "discussion_hours": "number", "hours": "number", "held_hours": "number",
    "weekday": "centre", "time": "centre", "kind": "centre", "status": "centre", "study_time": "centre",
    "discussion_time": "centre", "role": "centre", "state": "centre", "target": "centre", "step": "centre",
    "leave": "centre",
    "topic": "wrap", "reason": "wrap", "detail": "wrap", "audience": "wrap", "venue": "wrap", "branch": "wrap",
    "to": "wrap", "from": "wrap", "scope": "wrap", "host": "wrap", "study_venue": "wrap", "discussion_venue": "wrap",
    "committee": "wrap", "for_committee": "wrap", "group": "wrap", "site": "wrap",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One column of a printed table. kind: `text`, `wrap`, `centre`, `number`, `date`."""

    name: str
    heading: Text
    kind: str = "text"


@dataclass(frozen=True)
class Printed:
    """A table ready to print. page: the column whose change begins a new page, "" for none."""

    key: str
    frame: pd.DataFrame
    columns: tuple[str, ...]
    page: str = ""

    def fields(self) -> list[Field]:
        """The columns with their headings and the way their cells are written."""
        return [Field(name, words.HEADINGS[name], KINDS_OF_FIELDS.get(name, "text")) for name in self.columns]


def worded(values: pd.Series, table: dict[str, Text], view: View) -> pd.Series:
    """Codes as words; a code without one stands for itself."""
    return reasons.sentences(values, table, view.lang)


def session_rows(view: View) -> pd.DataFrame:
    """Every session with all its texts, one row each, in the order of `view.sessions`; not to be written to."""
    if "session_rows" not in view.memo:
        view.memo["session_rows"] = _session_rows(view)
    return view.memo["session_rows"]


def _session_rows(view: View) -> pd.DataFrame:
    s = view.sessions
    supervisor = view.supervisor_of
    names = [day.of(view.lang) for day in words.WEEKDAYS]
    batch = batches(view)
    weekday = s["date"].dt.day_of_week.map(dict(enumerate(names))).fillna("").astype("str")
    return pd.DataFrame(
        {
            "row": np.arange(len(s)),
            "session_id": s["session_id"],
            "date": s["date"],
            "weekday": weekday,
            "start": s["start"],
            "time": s["start"] + "–" + s["end"],
            "kind": worded(s["kind"], words.KINDS, view),
            "audience": s["audience"].str.cat(batch.where(batch == "", " " + batch)),
            "name": s["audience"],
            "batch": batch,
            "venue": s["venue"],
            "site": s["site"],
            "capacity": s["capacity"].where((s["capacity"] >= 0) & ~s["secret"]).astype("Int64"),
            "size": s["size"],
            "topic": s["topic"],
            "lecturer": view.person_names(s["lecturer"]),
            "lecturer_id": view.person_ids(s["lecturer"]),
            "supervisor": view.person_names(supervisor),
            "status": worded(s["status"], words.STATUS, view),
            "host": view.branch_names(s["host"]),
        }
    )


def batches(view: View) -> pd.Series:
    """`batch k of n` where an audience meets in several batches, else blank."""
    s = view.sessions
    pairs = pd.Series(list(zip(s["number"], s["count"], strict=True)), dtype=object, index=s.index)
    known = {(k, n): words.batch_of(k, n, view.lang) for k, n in pairs.unique()}
    return pairs.map(known).astype("str")


def by_branch(view: View) -> Printed:
    """Each session under every branch whose members attend it, with how many of its own are expected."""
    branch = view.people["branch"].to_numpy()[view.presence["person"]]
    own = pd.DataFrame({"branch_row": branch, "row": view.presence["session"]}).value_counts(sort=False)
    frame = own.rename("own").reset_index()
    inside = np.append(view.branches["inside"].to_numpy(dtype=bool), False)
    frame = frame.loc[inside[frame["branch_row"]]].merge(session_rows(view), on="row")
    b = view.branches.iloc[frame["branch_row"]].reset_index(drop=True)
    frame = frame.reset_index(drop=True).assign(
        branch=b["name"],
        branch_id=b["branch_id"],
        committee=b["committee"],
        place=b["order"],
        page=frame["branch_row"].to_numpy(),
    )
    frame = frame.sort_values(["place", "date", "start", "row"], kind="stable", ignore_index=True)
    columns = (
        "committee",
        "branch",
        "date",
        "weekday",
        "time",
        "kind",
        "audience",
        "venue",
        "topic",
        "lecturer",
        "supervisor",
        "own",
        "size",
        "status",
        "session_id",
    )
    return Printed("by_branch", frame, columns, "page")


def _sorted(
    view: View, key: str, by: Sequence[str], columns: tuple[str, ...], page: str, keep: pd.Series | None = None
) -> Printed:
    frame = session_rows(view)
    if keep is not None:
        frame = frame.loc[keep]
    return Printed(key, frame.sort_values([*by, "row"], kind="stable", ignore_index=True), columns, page)


def by_venue(view: View) -> Printed:
    """Sessions under their venues."""
    columns = (
        "venue",
        "site",
        "date",
        "weekday",
        "time",
        "kind",
        "audience",
        "size",
        "capacity",
        "lecturer",
        "status",
        "session_id",
    )
    return _sorted(view, "by_venue", ("site", "venue", "date", "start"), columns, "venue")


def by_lecturer(view: View) -> Printed:
    """Studies under their lecturers."""
    columns = (
        "lecturer",
        "lecturer_id",
        "date",
        "weekday",
        "time",
        "audience",
        "venue",
        "site",
        "topic",
        "size",
        "status",
        "session_id",
    )
    keep = view.sessions["lecturer"] >= 0
    return _sorted(view, "by_lecturer", ("lecturer", "lecturer_id", "date", "start"), columns, "lecturer", keep)


def by_day(view: View) -> Printed:
    """All sessions in order of time."""
    columns = (
        "date",
        "weekday",
        "time",
        "kind",
        "audience",
        "venue",
        "site",
        "topic",
        "lecturer",
        "supervisor",
        "size",
        "status",
        "session_id",
    )
    return _sorted(view, "by_day", ("date", "start"), columns, "")


def coverage(view: View) -> Printed:
    """Targets of every committee and level, in order of the tree."""
    c = view.coverage
    order = dict(zip(view.committees["committee_id"], view.committees["order"], strict=True))
    required = c["required"].to_numpy(dtype=float)
    percent = np.where(required > 0, 100 * c["achieved"] / np.where(required > 0, required, 1), 100.0)
    frame = pd.DataFrame(
        {
            "scope": c["scope_id"].map(view.committee_names).fillna(c["scope_id"]).astype("str"),
            "place": c["scope_id"].map(order),
            "kind_order": c["target"],
            "target": worded(c["target"], words.TARGETS, view),
            "level": c["level"],
            "branches": c["branches"],
            "required": c["required"],
            "achieved": c["achieved"],
            "shortfall": c["shortfall"],
            "percent": np.round(percent, 1),
            "reason": worded(c["reason"], reasons.SHORTFALL, view),
        }
    ).sort_values(["kind_order", "place", "level"], kind="stable", ignore_index=True)
    columns = ("target", "level", "scope", "branches", "required", "achieved", "shortfall", "percent", "reason")
    return Printed("coverage", frame, columns)
