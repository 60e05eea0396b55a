"""The page: one file for a plan; of a plan for several enterprises, one for each and an index."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from turnout.reports.files import Staging, safe_name
from turnout.reports.overview import TITLE
from turnout.reports.page_data import FORMAT, page_data
from turnout.reports.page_figures import cost, figures, load, notes, plan_facts, posts
from turnout.reports.page_render import render
from turnout.reports.page_targets import coverage_rows
from turnout.reports.page_words import ENTERPRISE_FOLDER, INDEX_FILE, LABELS, PAGE_FILE
from turnout.reports.view import View

MOST_ON_ONE_PAGE = 10_000
"""Sessions that one page of several enterprises may hold."""


def write_page(view: View, staging: Staging) -> None:
    """Write `plan.html`; where the view shows several enterprises, also a page for each, and `index.html`.

    Of several enterprises with more than `MOST_ON_ONE_PAGE` sessions there is no common page.
    """
    roots = enterprises(view)
    if len(roots) < 2 or len(view.sessions) <= MOST_ON_ONE_PAGE:
        home = {"home": INDEX_FILE} if len(roots) > 1 else {}
        staging.write(render(page_data(view) | home, _title(view), view.lang), PAGE_FILE)
    if len(roots) < 2:
        return
    folder = ENTERPRISE_FOLDER.of(view.lang)
    rows = []
    entire = {"enterprises": len(roots), "figures": figures(view), "cost": cost(view)}
    top = pd.Series(_roots(view.committees))
    for root in roots:
        part = part_of(view, root, set(top.index[top == root]))
        name = safe_name(part.under_name, root, ".html")
        data = page_data(part) | {"home": f"../{INDEX_FILE}", "entire": entire, "notes": notes(part, entire=True)}
        staging.write(render(data, f"{part.under_name} · {_title(part)}", view.lang), folder, name)
        href = f"{quote(folder)}/{quote(name)}"
        rows.append({"name": part.under_name, "href": href, "figures": data["figures"] | _own(part)})
    staging.write(render(index_data(view, roots, rows), _title(view), view.lang), INDEX_FILE)


def _title(view: View) -> str:
    quarter = LABELS["quarter"].fill(year=view.settings.year, quarter=view.settings.quarter_number)
    return TITLE.fill(quarter=quarter).of(view.lang)


def enterprises(view: View) -> list[str]:
    """Ids of the enterprises that the plan is for, in order; of a view of one committee, that one."""
    c = view.committees
    if not view.whole:
        return [view.under]
    roots = c.loc[c["inside"] & ~c["parent_id"].isin(c["committee_id"])].sort_values("order")["committee_id"]
    top = _roots(c)
    planned = {top.get(i, i) for c in (view.coverage["scope_id"], view.sessions["committee_id"]) for i in c.unique()}
    return [root for root in roots if root in planned]


def _roots(committees: pd.DataFrame) -> dict[str, str]:
    """The enterprise of every committee; parents stand before their children in the order of the tree."""
    ordered = committees.sort_values("order")
    found: dict[str, str] = {}
    for committee, parent in zip(ordered["committee_id"], ordered["parent_id"], strict=True):
        found[committee] = found.get(parent, committee)
    return found


def part_of(view: View, root: str, ids: set[str]) -> View:
    """What one enterprise sees of a view: its own sessions whole, others as far as its own members attend them.

    ids: of the committees at and under the root.
    """
    inside = view.committees["committee_id"].isin(ids)
    branch_inside = view.branches["committee_id"].isin(ids) & view.branches["inside"]
    person_inside = np.append(branch_inside.to_numpy(), False)[view.people["branch"].to_numpy()]
    own = view.sessions["committee_id"].isin(ids).to_numpy()
    presence = view.presence
    presence = presence.loc[own[presence["session"]] | person_inside[presence["person"]]]
    seen = own.copy()
    seen[presence["session"].unique()] = True
    number = np.cumsum(seen) - 1
    visits = view.visits.loc[seen[view.visits["session"]]]
    unplaced = view.unplaced.loc[person_inside[view.unplaced["person"]]]
    coverage = view.coverage.loc[view.coverage["scope_id"].isin(ids)]
    sessions = view.sessions.loc[seen]
    # Only the people who are spoken of: with a million others, every look at the names would cost time.
    known = person_inside.copy()
    lecturer = sessions["lecturer"].to_numpy()
    for rows in (presence["person"], visits["person"], unplaced["person"], lecturer[lecturer >= 0]):
        known[np.asarray(rows)] = True
    person = np.append(np.where(known, np.cumsum(known) - 1, -1), -1)

    def moved(frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with its rows of people, and of sessions where it has them, as they are in the part."""
        frame = frame.assign(person=person[frame["person"].to_numpy()])
        frame = frame.assign(session=number[frame["session"].to_numpy()]) if "session" in frame else frame
        return frame.reset_index(drop=True)

    return replace(
        view, under=root, memo={},
        committees=view.committees.assign(inside=inside),
        branches=view.branches.assign(inside=branch_inside),
        people=view.people.assign(inside=person_inside).loc[known].reset_index(drop=True),
        sessions=sessions.assign(lecturer=person[lecturer]).reset_index(drop=True),
        presence=moved(presence), visits=moved(visits), unplaced=moved(unplaced),
        coverage=coverage.reset_index(drop=True),
    )  # fmt: skip


def _own(part: View) -> dict[str, int]:
    """Counts of what an enterprise leads itself, so that the index adds up to the whole plan."""
    ids = part.committees.loc[part.committees["inside"], "committee_id"]
    kinds = part.sessions.loc[part.sessions["committee_id"].isin(ids), "kind"].value_counts()
    return {
        "study": int(kinds.get("study", 0)),
        "discussion": int(kinds.get("discussion", 0)),
        "visits": int(part.visits["committee_id"].isin(ids).sum()),
    }


def index_data(view: View, roots: list[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the index shows: figures, cost and load of the whole plan, levels of each enterprise, links to the pages."""
    position = {root: number for number, root in enumerate(roots)}
    at = np.array([*(position.get(i, -1) for i in view.committees["committee_id"]), -1], dtype=np.int64)
    levels = coverage_rows(view, at)
    pairs = enumerate(zip(levels["scope"], levels["quota"], strict=True))
    keep = [row for row, (scope, quota) in pairs if quota and scope >= 0]
    return {
        "format": FORMAT,
        "plan": plan_facts(view),
        "figures": figures(view),
        "cost": cost(view),
        "load": load(view),
        "posts": posts(view),
        "notes": notes(view),
        "coverage": {key: [values[n] for n in keep] for key, values in levels.items()},
        "enterprises": rows,
    }
