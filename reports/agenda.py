"""A plan joined with the names of its instance, one session after the other: what single questions are answered from.

Plain lists and no pandas, so that an answer is there before pandas would be. Whole reports are made from `View`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from turnout.models.text import Lang
from turnout.reports import words
from turnout.reports.tree import tree_order

Columns = Mapping[str, Sequence[Any]]

PLAN_TABLES = ("sessions", "attendance", "visits", "unplaced")
INSTANCE_COLUMNS: dict[str, tuple[str, ...]] = {
    "sites": ("site_id", "name", "longitude", "latitude"),
    "committees": ("committee_id", "name", "parent_id"),
    "branches": ("branch_id", "name", "committee_id"),
    "groups": ("group_id", "name", "lead_branch_id"),
    "members": ("person_id", "name", "branch_id"),
    "venues": ("venue_id", "name", "site_id", "capacity"),
    "lecturers": ("person_id", "name"),
    "supervisors": ("person_id", "name", "committee_id", "site_id"),
    "travel": ("from_site", "to_site", "minutes"),
    "visits_done": ("branch_id", "date"),
}
"""What questions are answered from: tables of the plan, and columns of the instance's tables."""


@dataclass(frozen=True)
class Ledger:
    """The tables that questions are answered from, as plain columns by table and name.

    plan: `PLAN_TABLES`. instance: `INSTANCE_COLUMNS`; rows in order of the table's key. year: whose sit-ins count.
    """

    plan: Mapping[str, Columns]
    instance: Mapping[str, Columns]
    year: int


@dataclass(frozen=True)
class Agenda:
    """All sessions with their texts, and who is there."""

    ledger: Ledger
    lang: Lang

    def names(self, table: str) -> dict[str, str]:
        """Names by id of one of the instance's tables."""
        columns = self.ledger.instance[table]
        return dict(zip(next(iter(columns.values())), columns["name"], strict=True))

    @cached_property
    def people(self) -> dict[str, str]:
        """Names of members, lecturers and supervisors by id, a member's first; ids that only the plan has."""
        plan = self.ledger.plan
        strange = (plan[table]["person_id"] for table in ("attendance", "visits", "unplaced"))
        found = {person: person for ids in strange for person in ids}
        return found | self.names("supervisors") | self.names("lecturers") | self.names("members")

    @cached_property
    def branch_of(self) -> dict[str, str]:
        """Branch by member."""
        members = self.ledger.instance["members"]
        return dict(zip(members["person_id"], members["branch_id"], strict=True))

    @cached_property
    def committees(self) -> dict[str, str]:
        """Names of committees by id."""
        return self.names("committees")

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each committee in the tree read from the top."""
        table = self.ledger.instance["committees"]
        return {c: place for c, (place, _) in tree_order(table["committee_id"], table["parent_id"]).items()}

    @cached_property
    def visits(self) -> list[dict[str, Any]]:
        """The rows of visits.csv, `session` being the row of the session."""
        at = {session: row for row, session in enumerate(self.ledger.plan["sessions"]["session_id"])}
        return [{**visit, "session": at[visit["session_id"]]} for visit in _rows(self.ledger.plan["visits"])]

    @cached_property
    def sessions(self) -> list[dict[str, Any]]:
        """Every session in the order of sessions.csv: its row there, and the texts that a report shows of it."""
        rows = list(_rows(self.ledger.plan["sessions"]))
        sitting_in = {visit["session"]: self.people[visit["person_id"]] for visit in self.visits}
        batches = _batches(rows)
        return [
            {**row, "row": at, **self._texts(row), "supervisor": sitting_in.get(at, ""), **self._audience(row, batch)}
            for at, (row, batch) in enumerate(zip(rows, batches, strict=True))
        ]

    @cached_property
    def _venues(self) -> dict[str, dict[str, Any]]:
        return {row["venue_id"]: row for row in _rows(self.ledger.instance["venues"])}

    @cached_property
    def sites(self) -> dict[str, str]:
        """Names of sites by id."""
        return self.names("sites")

    def _texts(self, row: Mapping[str, Any]) -> dict[str, Any]:
        venue = self._venues.get(row["venue_id"], {"name": row["venue_id"], "site_id": "", "capacity": ""})
        day = dt.date.fromisoformat(row["date"]).weekday()
        return {
            "weekday": words.WEEKDAYS[day].of(self.lang),
            "time": f"{row['start']}–{row['end']}",
            "kind": words.KINDS[row["kind"]].of(self.lang),
            "status": words.STATUS[row["status"]].of(self.lang),
            "venue": venue["name"],
            "site_id": venue["site_id"],
            "site": self.sites.get(venue["site_id"], venue["site_id"]),
            "capacity": venue["capacity"],
            "lecturer": self.people.get(row["lecturer_id"], ""),
        }

    @cached_property
    def _audiences(self) -> dict[str, dict[str, str]]:
        return {"branch": self.names("branches"), "group": self.names("groups"), "committee": self.committees}

    def _audience(self, row: Mapping[str, Any], batch: tuple[int, int]) -> dict[str, str]:
        name = self._audiences[row["audience_type"]].get(row["audience_id"], row["audience_id"])
        return {"audience": f"{name} {words.batch_of(*batch, self.lang)}".strip()}

    def in_time(self, rows: Iterable[int] | None = None) -> list[dict[str, Any]]:
        """Sessions in order of time; all, or those at some rows."""
        chosen = self.sessions if rows is None else [self.sessions[row] for row in rows]
        return sorted(chosen, key=lambda session: (session["date"], session["start"], session["row"]))

    @cached_property
    def attendance(self) -> list[tuple[int, str]]:
        """Row of the session and person, for each attendee."""
        at = {session["session_id"]: session["row"] for session in self.sessions}
        table = self.ledger.plan["attendance"]
        return [(at[session], person) for session, person in zip(table["session_id"], table["person_id"], strict=True)]


def _rows(columns: Columns) -> Iterable[dict[str, Any]]:
    return (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))


def _batches(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Which batch of its audience and kind each session is, in order of time, and of how many."""
    numbers: dict[tuple[str, str, str], list[int]] = {}
    for at in sorted(range(len(rows)), key=lambda at: [rows[at][c] for c in ("date", "start", "session_id")]):
        row = rows[at]
        numbers.setdefault((row["audience_type"], row["audience_id"], row["kind"]), []).append(at)
    found = [(0, 0)] * len(rows)
    for batch in numbers.values():
        for number, at in enumerate(batch, start=1):
            found[at] = (number, len(batch))
    return found
