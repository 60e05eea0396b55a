"""The data of an instance as plain Python values, and who is free when: read from the rules, one person at a time.

Times are whole minutes from 00:00 of the plan's first date. Nothing of the scheduler or the verifier is used.
"""

from __future__ import annotations

import datetime as dt
import keyword
import math
from collections import namedtuple
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from turnout.models.instance import Instance
from turnout.models.tables import TABLES

DAY = 1440
MARGIN = 8
"""Days before and after the plan whose shifts are looked at: a shift ends within two days, its rest in two more."""
MOST_KEPT = 1000
"""Answers remembered, of all worlds together: those of the long tests would not fit into any memory."""


@dataclass(frozen=True)
class Free:
    """One free interval. burden: per attendee; None: duty_day or rest_day by the session's date, never on a holiday."""

    start: int
    end: int
    burden: int | None


@dataclass(frozen=True)
class Person:
    """One member."""

    id: str
    branch: str
    group: str
    post: str


@cache
def _row(table: str) -> Any:
    """The rows of a table, as a class: `from_` for what Python does not let be called `from`."""
    names = [f"{column.name}_" if keyword.iskeyword(column.name) else column.name for column in TABLES[table].columns]
    return namedtuple(table, names)


class _Frame:
    """A table by what it is, not by what it holds: many worlds have it in common."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frame) and self.frame is other.frame

    def __hash__(self) -> int:
        return id(self.frame)


@lru_cache(MOST_KEPT)
def _rows_in(table: _Frame, name: str) -> list[Any]:
    """The rows of a table, from the first to the last."""
    frame = table.frame
    return list(map(_row(name)._make, zip(*(frame[column].tolist() for column in frame.columns), strict=True)))


class World:
    """Everything that the rules ask about an instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.settings = instance, instance.settings
        self.first = instance.start
        self.days = (instance.end - instance.start).days + 1
        self.kinds = [instance.days.kind(self.date(d)) for d in range(self.days)]
        self.sites = {r.site_id: (r.longitude, r.latitude) for r in self._rows("sites")}
        self.road = {(r.from_site, r.to_site): r.minutes for r in self._rows("travel")}
        self.parents = {r.committee_id: r.parent_id for r in self._rows("committees")}
        self.groups = {r.group_id: r for r in self._rows("groups")}
        self.branches = {r.branch_id: r for r in self._rows("branches")}
        self.venues = {r.venue_id: r for r in self._rows("venues")}
        self.lecturers = {r.person_id: r for r in self._rows("lecturers")}
        self.members = [
            Person(r.person_id, r.branch_id, r.group_id, self.groups[r.group_id].post_type if r.group_id else "other")
            for r in self._rows("members")
        ]
        self.absent = self._spans("absences", "person_id")
        self.first_alike = self._first_alike()
        self.closed = self._spans("closures", "venue_id")
        self.lecturing = {person: self._lecturer_windows(person) for person in self.lecturers}
        self.shift_days: dict[str, set[int]] = {}
        self.free = {group: self._free(group) for group in ["", *self.groups]}
        self.lecturer_needed = self.settings.session.lecturer_required and bool(self.lecturers)

    def _rows(self, table: str) -> list[Any]:
        return _rows_in(_Frame(self.instance[table]), table)

    @lru_cache(MOST_KEPT)  # noqa: B019 - of a few worlds
    def _rows_of(self, table: str, column: str) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in self._rows(table):
            found.setdefault(getattr(row, column), []).append(row)
        return found

    def _minute(self, instant: pd.Timestamp) -> int:
        return int((instant - pd.Timestamp(self.first)).total_seconds() // 60)

    def _spans(self, table: str, column: str) -> dict[str, list[tuple[int, int]]]:
        spans: dict[str, list[tuple[int, int]]] = {}
        for row in self._rows(table):
            spans.setdefault(getattr(row, column), []).append((self._minute(row.start), self._minute(row.end)))
        return spans

    def _first_alike(self) -> list[int]:
        """For each member the first whom no rule tells apart from him: same branch, group and absences, no lecturer."""
        seen: dict[tuple[object, ...], int] = {}
        keys = [
            (m.branch, m.group, m.id if m.id in self.lecturers else "", *sorted(self.absent.get(m.id, ())))
            for m in self.members
        ]
        return [seen.setdefault(key, index) for index, key in enumerate(keys)]

    def date(self, day: int) -> dt.date:
        """The date of a day counted from the plan's first, 0 or negative allowed."""
        return self.first + dt.timedelta(days=day)

    @lru_cache(MOST_KEPT)  # noqa: B019 - of a few worlds
    def tau(self, a: str, b: str) -> int | None:
        """Travel minutes from site a to site b; None: unreachable."""
        if a == b:
            return 0
        if (a, b) in self.road:
            return int(self.road[a, b])
        if (b, a) in self.road:
            return int(self.road[b, a])
        (lon_a, lat_a), (lon_b, lat_b) = self.sites[a], self.sites[b]
        if any(math.isnan(x) for x in (lon_a, lat_a, lon_b, lat_b)):
            return None
        p, q = math.radians(lat_a), math.radians(lat_b)
        h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
        km = 2 * 6371 * math.asin(math.sqrt(h))
        minutes = 15 + 1.35 * km if km <= 120 else 120 + 0.36 * km if km <= 1200 else 240 + 0.09 * km
        return math.ceil(minutes - 1e-9)

    def above(self, committee: str) -> set[str]:
        """The committee itself and everything over it."""
        chain = set()
        while committee:
            chain.add(committee)
            committee = self.parents[committee]
        return chain

    def _windows(self, rows: list[Any]) -> list[tuple[int, int, Any]]:
        found = []
        for row in rows:
            for day in range(-MARGIN, self.days):
                date = self.date(day)
                if pd.notna(row.date):
                    fits = row.date.date() == date
                else:
                    since, until = getattr(row, "from_", pd.NaT), getattr(row, "until", pd.NaT)
                    fits = date.weekday() == row.weekday and not (
                        (pd.notna(since) and date < since.date()) or (pd.notna(until) and date > until.date())
                    )
                if fits:
                    found.append((day * DAY + row.start, day * DAY + row.end, row))
        return found

    def _lecturer_windows(self, person: str) -> list[tuple[int, int]]:
        rows = self._rows_of("lecturer_windows", "person_id").get(person)
        return [(a, b) for a, b, _ in self._windows(rows)] if rows else self._office()

    def _office(self) -> list[tuple[int, int]]:
        hours = self.settings.session.office_hours
        return [(d * DAY + a, d * DAY + b) for d in range(self.days) if self.kinds[d] == "workday" for a, b in hours]

    def _free(self, group: str) -> list[Free]:
        rows = self._rows_of("windows", "group_id").get(group, []) if group else []
        windows = [Free(a, b, row.burden) for a, b, row in self._windows(rows)]
        post = self.groups[group].post_type if group else "other"
        session = self.settings.session
        if post == "site":
            evening = self.settings.cost.after_work
            return windows + [
                Free(d * DAY + session.after_work, d * DAY + session.day_end, evening)
                for d in range(self.days)
                if self.kinds[d] == "workday" and session.after_work < session.day_end
            ]
        if post == "mobile" or (group and rows):
            return windows
        return self._gaps(group) if post == "shift" else [Free(a, b, 0) for a, b in self._office()]

    def _shifts(self, group: str) -> list[tuple[int, int]]:
        """Start and end of every shift that can matter to the plan."""
        row = self.groups[group]
        codes = {r.code: (r.start, r.end) for r in self._rows("shifts")}
        dated = {r.date.date(): r.code for r in self._rows_of("roster", "group_id").get(group, ())}
        cycle = row.cycle.split()
        worked = []
        for day in range(-MARGIN, self.days + MARGIN):
            code = "-"
            if cycle:
                code = cycle[(self.date(day) - row.cycle_start.date()).days % len(cycle)]
            code = dated.get(self.date(day), code)
            if code != "-":
                start, end = codes[code]
                worked.append((day * DAY + start, day * DAY + end))
        return worked

    def _gaps(self, group: str) -> list[Free]:
        session = self.settings.session
        shifts = self._shifts(group)
        self.shift_days[group] = {start // DAY for start, _ in shifts}
        blocked = []
        for a, b in shifts:
            before = after = session.clearance_minutes
            if any(a <= three < b for three in range(180 - MARGIN * DAY, (self.days + MARGIN + 3) * DAY, DAY)):
                before = max(before, session.rest_before_night * 60)
                after = max(after, session.rest_after_night * 60)
            blocked.append((a - before, b + after))
        gaps, since = [], -MARGIN * DAY
        for a, b in sorted(blocked):
            if a > since:
                gaps.append(Free(since, a, None))
            since = max(since, b)
        return [*gaps, Free(since, (self.days + MARGIN) * DAY, None)]

    def burden(self, member: Person, start: int, end: int, site: str) -> int | None:
        """Section 2: the smallest burden of a session for a member; None: he is not free, or it is too far."""
        tau = self.tau(self.branches[member.branch].site_id, site)
        if tau is None or tau > self.settings.session.max_attendee_travel:
            return None
        if any(start - tau < b and a < end + tau for a, b in self.absent.get(member.id, ())):
            return None
        return self._group_burden(member.group, start, start - tau, end + tau)

    @lru_cache(MOST_KEPT)  # noqa: B019 - of a few worlds
    def _group_burden(self, group: str, start: int, leave: int, back: int) -> int | None:
        """The smallest burden of a session for a member of the group who is away from `leave` to `back`."""
        day, found = start // DAY, []
        for free in self.free[group]:
            if free.start <= leave and back <= free.end:
                if free.burden is not None:
                    found.append(free.burden)
                elif self.kinds[day] != "holiday":
                    cost = self.settings.cost
                    found.append(cost.duty_day if day in self.shift_days[group] else cost.rest_day)
        return min(found, default=None)

    def travel_cost(self, member: Person, site: str) -> int:
        """Cost of one attendee's way to a reachable site."""
        tau = self.tau(self.branches[member.branch].site_id, site)
        assert tau is not None
        return self.settings.cost.travel_half_hour * -(-tau // 30)
