"""Pages read back: what stands in the file, put together again without the page's own scripts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from turnout.models import Instance, Plan
from turnout.tests.reports import fabricated

KINDS = ("study", "discussion")
STATUS = ("planned", "locked", "held")


@dataclass
class Markup(HTMLParser):
    """Elements with their attributes, and the text inside each script and style."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[tuple[str, dict[str, str | None], str]] = field(default_factory=list)
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside: tuple[str, dict[str, str | None]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style", "title"):
            self._inside = (tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[0]:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is None:
            return
        tag, attrs = self._inside
        if tag == "title":
            self.title += data
        elif self.texts and self.texts[-1][1] is attrs:
            self.texts[-1] = (tag, attrs, self.texts[-1][2] + data)
        else:
            self.texts.append((tag, attrs, data))


def markup(path: Path) -> Markup:
    """The file as a parser sees it."""
    reader = Markup()
    reader.feed(path.read_bytes().decode("utf-8"))
    reader.close()
    return reader


def contents(path: Path) -> dict[str, Any]:
    """The data inside a page."""
    (text,) = [text for _, attrs, text in markup(path).texts if attrs.get("id") == "data"]
    data: dict[str, Any] = json.loads(text)
    return data


def column(data: dict[str, Any], name: str) -> list[int]:
    """A column of the sessions, written out."""
    values = data["sessions"][name]
    return [values] * len(data["sessions"]["id"]) if isinstance(values, int) else values


def date(data: dict[str, Any], day: int) -> str:
    """YYYY-MM-DD of a day counted from the plan's first."""
    return (dt.date.fromisoformat(data["plan"]["start"]) + dt.timedelta(days=day)).isoformat()


def clock(minutes: int) -> str:
    """HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def sessions(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Sessions by id with everything in words."""
    s = data["sessions"]
    names = ("kind", "day", "start", "minutes", "venue", "lecturer", "supervisor", "host", "audience", "size", "topic",
             "status")  # fmt: skip
    columns = {name: column(data, name) for name in names}
    found = {}
    for row, session in enumerate(s["id"]):
        one = {name: values[row] for name, values in columns.items()}
        host = "" if one["host"] < 0 else data["branches"]["name"][one["host"]]
        found[session] = {
            "kind": KINDS[one["kind"]],
            "date": date(data, one["day"]),
            "start": clock(one["start"]),
            "end": clock(one["start"] + one["minutes"]),
            "venue": s["venues"][one["venue"]][0],
            "lecturer": "" if one["lecturer"] < 0 else data["people"][one["lecturer"]][0],
            "supervisor": "" if one["supervisor"] < 0 else data["people"][one["supervisor"]][0],
            "audience": host if one["audience"] == -2 else s["audiences"][one["audience"]],
            "size": one["size"],
            "topic": "" if one["topic"] < 0 else s["topics"][one["topic"]],
            "status": STATUS[one["status"]],
        }
    return found


def attendance(data: dict[str, Any]) -> dict[tuple[str, str], int]:
    """How many of each branch attend each session."""
    ids, branches = data["sessions"]["id"], data["branches"]["branch_id"]
    a = data["attends"]
    listed = {
        (ids[session], branches[branch]): own
        for session, branch, own in zip(a["session"], a["branch"], a["own"], strict=True)
    }
    told = {session for session, _ in listed}
    for session, host, size in zip(ids, column(data, "host"), column(data, "size"), strict=True):
        if session not in told and host >= 0 and size:
            listed[session, branches[host]] = size
    return {key: own for key, own in listed.items() if own}


def one_enterprise(times: int) -> tuple[Plan, Instance]:
    """The fabricated plan `times` times under one root, its sessions spread over the quarter."""
    plan, instance = fabricated.tiled(times)
    committees = instance["committees"].copy()
    root = committees.iloc[:1].assign(committee_id="ROOT", name="大集团党委", parent_id="")
    committees["parent_id"] = committees["parent_id"].where(committees["parent_id"] != "", "ROOT")
    table = plan.sessions.copy()
    days = np.random.default_rng(1).integers(0, 91, len(table))
    table["date"] = (pd.Timestamp("2026-04-01") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")
    tree = pd.concat([root, committees], ignore_index=True).astype(committees.dtypes.to_dict())
    return replace(plan, sessions=table), instance.with_tables({"committees": tree})
