"""What a page and the index say of a plan as a whole: dates, counts with their bounds, cost, load, notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from turnout.models.calendar import day_kinds
from turnout.reports import words
from turnout.reports.overview import PARTIAL, PROVISIONAL
from turnout.reports.view import View

NO_DAY = -9999
MOST_WARNINGS = 100
KINDS = tuple(words.KINDS)
POSTS = tuple(words.POST_TYPES)
Data = dict[str, Any]


def codes(values: pd.Series, known: tuple[str, ...]) -> list[int]:
    """Positions of codes."""
    at = {code: number for number, code in enumerate(known)}
    return [at.get(v, -1) for v in values]


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
    code = np.asarray(codes(people["post_type"], POSTS), dtype=np.int64)
    person = view.presence["person"].to_numpy()
    kinds = view.sessions["kind"].to_numpy(dtype=object)[view.presence["session"]]
    size = len(POSTS) + 1
    counts = [np.bincount(code[members], minlength=size)]
    for kind in KINDS:
        keep = members[person] & (kinds == kind)
        counts.append(np.bincount(code[np.unique(person[keep])], minlength=size))
    return [[post, *(int(c[post]) for c in counts)] for post in range(len(POSTS)) if counts[0][post]]


def notes(view: View, *, entire: bool = False) -> list[list[str]]:
    """What the reader should know, in English and Chinese. entire: the figures of the whole plan stand there too."""
    found = []
    if view.under:
        part = words.PART_ONLY.fill(name=view.under_name)
        found += [part] if entire else [part, words.WHOLE_PLAN_FIGURES]
    found += [words.PUBLIC_NOTE] if view.public else []
    found += [t for t, holds in ((PARTIAL, view.manifest.partial), (PROVISIONAL, view.manifest.provisional)) if holds]
    texts = [[t.en, t.zh] for t in found]
    if view.whole and not view.public:
        for warning in view.manifest.warnings[:MOST_WARNINGS]:
            code = str(warning.get("code", ""))
            texts.append([str(warning.get("en") or code), str(warning.get("zh") or code)])
    return texts
