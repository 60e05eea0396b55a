"""What the instance gives, as integers: positions instead of ids, minutes instead of dates.

Instants are minutes since 1970-01-01 00:00, days are days since 1970-01-01. Positions are row numbers of the
tables; -1 stands for none or unknown.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from turnout.models.calendar import HOLIDAY, WORKDAY
from turnout.models.instance import Instance
from turnout.models.settings import POST_TYPES
from turnout.verifier.travel import Travel
from turnout.verifier.tree import Tree

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

DAY = 24 * 60
OTHER, CROSS_UNIT = POST_TYPES.index("other"), POST_TYPES.index("cross_unit")
EPOCH = dt.date(1970, 1, 1)
NO_LIMIT = np.iinfo(np.int64).max


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return (date - EPOCH).days


def day_numbers(dates: pd.Series) -> Ints:
    """Days since 1970-01-01 of a datetime column; a blank gives a number far below every date."""
    return dates.to_numpy(dtype="datetime64[D]").astype(np.int64)


def seconds(instants: pd.Series) -> Ints:
    """Seconds since 1970-01-01 00:00 of a datetime column."""
    return instants.to_numpy(dtype="datetime64[s]").astype(np.int64)


def objects(column: pd.Series) -> Objects:
    """A text column as an array of str."""
    result: Objects = column.to_numpy(dtype=object)
    return result


def position(index: pd.Index, ids: object) -> Ints:
    """Positions of ids in an index, -1 where unknown."""
    return index.get_indexer(pd.Index(np.asarray(ids, dtype=object))).astype(np.int64)


def value_at(column: NDArray[np.integer[Any]], where: Ints) -> Ints:
    """A column's values at positions, -1 where the position is -1."""
    result: Ints = np.append(column, -1)[where]
    return result


class Given:
    """Members, branches, groups, venues and so on by position, with the few lookups that every rule needs."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.settings = instance.settings
        self.first_day, self.last_day = day_number(instance.start), day_number(instance.end)
        self.workday: Bools = instance.days.mask(WORKDAY)
        self.holiday: Bools = instance.days.mask(HOLIDAY)
        self.tree = Tree(instance["committees"])
        self.travel = Travel(instance["sites"], instance["travel"])
        self._branches()
        self._groups()
        self._members()
        self._venues()
        self._people()

    def _branches(self) -> None:
        table = self.instance["branches"]
        self.branch_ids = pd.Index(objects(table["branch_id"]))
        self.branch_committee = self.tree.index(table["committee_id"])
        self.branch_site = self.travel.index(table["site_id"])

    def _groups(self) -> None:
        table = self.instance["groups"]
        self.group_ids = pd.Index(objects(table["group_id"]))
        self.group_post = position(pd.Index(POST_TYPES), objects(table["post_type"]))
        self.group_lead = position(self.branch_ids, objects(table["lead_branch_id"]))
        self.max_away = table["max_away"].astype("Int64").fillna(NO_LIMIT).to_numpy(dtype=np.int64)

    def _members(self) -> None:
        table = self.instance["members"]
        self.member_ids = pd.Index(objects(table["person_id"]))
        self.member_branch = position(self.branch_ids, objects(table["branch_id"]))
        self.member_group = position(self.group_ids, objects(table["group_id"]))
        posts = np.append(self.group_post, OTHER)  # position -1, no group, is of post type other
        self.member_post = posts[self.member_group]
        self.branch_size = np.bincount(self.member_branch, minlength=len(self.branch_ids)).astype(np.int64)

    def _venues(self) -> None:
        table, session = self.instance["venues"], self.settings.session
        self.venue_ids = pd.Index(objects(table["venue_id"]))
        self.venue_site = self.travel.index(table["site_id"])
        self.venue_capacity = table["capacity"].to_numpy(dtype=np.int64)
        self.venue_anyone: Bools = (table["committee_id"] == "").to_numpy(dtype=bool)
        self.venue_committee = self.tree.index(table["committee_id"])
        self.venue_open = table["open"].astype("Int64").fillna(session.day_start).to_numpy(dtype=np.int64)
        self.venue_close = table["close"].astype("Int64").fillna(session.day_end).to_numpy(dtype=np.int64)

    def _people(self) -> None:
        lecturers, supervisors = self.instance["lecturers"], self.instance["supervisors"]
        self.lecturer_ids = pd.Index(objects(lecturers["person_id"]))
        self.lecturer_committee = self.tree.index(lecturers["committee_id"])
        self.lecturer_most = lecturers["max_sessions"].astype("Int64").fillna(NO_LIMIT).to_numpy(dtype=np.int64)
        self.supervisor_ids = pd.Index(objects(supervisors["person_id"]))
        self.supervisor_committee = self.tree.index(supervisors["committee_id"])
        self.supervisor_site = self.travel.index(supervisors["site_id"])

    def office_hours(self, day: Ints, start: Ints, end: Ints) -> Bools:
        """bool (n,): whether [start, end] lies inside one range of office hours of a workday `day` of the plan."""
        inside = np.zeros(len(day), dtype=bool)
        for a, b in self.settings.session.office_hours:
            inside |= (day * DAY + a <= start) & (end <= day * DAY + b)
        result: Bools = inside & self.workday[day - self.first_day]
        return result

    @property
    def lecturer_required(self) -> bool:
        """Whether every study needs a lecturer."""
        return self.settings.session.lecturer_required and len(self.lecturer_ids) > 0

    @cached_property
    def max_batch(self) -> Ints:
        """int64 (5,): max_batch by post type."""
        return np.array([self.settings.post_types.of(p).max_batch for p in POST_TYPES], dtype=np.int64)

    @cached_property
    def committee_wide(self) -> Bools:
        """bool (5,): whether studies of the post type may gather a committee's branches."""
        return np.array([self.settings.post_types.of(p).study_scope == "committee" for p in POST_TYPES], dtype=bool)

    @cached_property
    def branch_parent(self) -> Ints:
        """int64 (branches,): the nearest committee above each branch, general branches passed over."""
        return value_at(self.tree.nearest, self.branch_committee)


class Away:
    """Times at which somebody or something cannot be used: absences of people, closures of venues."""

    def __init__(self, keys: Objects, starts: pd.Series, ends: pd.Series) -> None:
        self._ids = pd.Index(pd.unique(keys))
        at = position(self._ids, keys)
        order = np.argsort(at, kind="stable")
        self._start, self._end = seconds(starts)[order], seconds(ends)[order]
        self._from = np.searchsorted(at[order], np.arange(len(self._ids) + 1))

    def who(self, ids: Objects) -> Ints:
        """Positions here of ids, -1 where there is no row: those are never away."""
        return position(self._ids, ids)

    def takes(self, who: int, start: Ints, end: Ints) -> Bools:
        """bool (n,): as `meets`, of one who has rows here."""
        result = np.zeros(len(start), dtype=bool)
        for at in range(int(self._from[who]), int(self._from[who + 1])):
            result |= self._overlaps(at, start, end)
        return result

    def meets(self, who: Ints, start: Ints, end: Ints) -> Bools:
        """bool (n,): whether a row of `who` overlaps [start, end] (minutes); touching is no overlap."""
        result = np.zeros(len(who), dtype=bool)
        rows = np.flatnonzero(who >= 0)
        if not len(rows):
            return result
        first, last = self._from[who[rows]], self._from[who[rows] + 1]
        for step in range(int((last - first).max())):
            some = first + step < last
            at, of = (first + step)[some], rows[some]
            result[of] |= self._overlaps(at, start[of], end[of])
        return result

    def _overlaps(self, at: int | Ints, start: Ints, end: Ints) -> Bools:
        """bool (n,): whether the row at this place, or each at its own, overlaps [start, end] (minutes)."""
        result: Bools = (self._start[at] < end * 60) & (self._end[at] > start * 60)
        return result
