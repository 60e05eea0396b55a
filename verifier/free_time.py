"""When groups are free, and what a session in that time costs an attendee.

A session [s, e] with τ minutes of travel asks that [s − τ, e + τ] lie inside one free interval; intervals are never
merged, touching is allowed. Among several that contain it the smallest burden counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from turnout.models.settings import POST_TYPES
from turnout.verifier.given import DAY, Given, day_numbers, objects, position
from turnout.verifier.windows import NOT_FREE, Windows

Ints = NDArray[np.int64]

NIGHT = 3 * 60
SHIFT, MOBILE, SITE = (POST_TYPES.index(p) for p in ("shift", "mobile", "site"))


class FreeTime:
    """Free intervals of every group; group -1 stands for members without a group."""

    def __init__(self, given: Given) -> None:
        self._given = given
        table = given.instance["windows"]
        owner = position(given.group_ids, objects(table["group_id"]))
        self._windows = Windows(owner, table, given.first_day, given.last_day)
        self._has_windows = np.zeros(len(given.group_ids), dtype=bool)
        self._has_windows[owner[owner >= 0]] = True
        self._read_shifts()

    def burden(self, group: Ints, day: Ints, start: Ints, end: Ints) -> Ints:
        """int64 (n,): the smallest burden of a free interval of `group` that contains [start, end], `NOT_FREE` if
        none does.

        day: the session's date, one of the plan's. start, end: instants, travel included, which may reach into
        other days.
        """
        given = self._given
        best = np.full(len(group), NOT_FREE, np.int64)
        post = np.append(given.group_post, POST_TYPES.index("other"))[group]
        by_windows = np.append(self._has_windows, False)[group]
        for mask, times in (
            (by_windows, self._windows.burden),
            ((post == SHIFT) & ~by_windows, self._gaps),
            (post == SITE, self._after_work),
            ((post != SHIFT) & (post != MOBILE) & (post != SITE) & ~by_windows, self._office),
        ):
            rows = np.flatnonzero(mask)
            if len(rows):
                found = times(group[rows], day[rows], start[rows], end[rows])
                best[rows] = np.minimum(best[rows], found)
        return best

    # --- shifts ------------------------------------------------------------------------------------------------------

    def _read_shifts(self) -> None:
        """Hours, rest and cycles; code 0 stands for off."""
        given, table, session = self._given, self._given.instance["shifts"], self._given.settings.session
        self._codes = pd.Index(["-", *objects(table["code"])])
        a, b = table["start"].to_numpy(dtype=np.int64), table["end"].to_numpy(dtype=np.int64)
        night = np.zeros(len(table), dtype=bool)
        for three in (NIGHT, NIGHT + DAY):
            night |= (a <= three) & (three < b)
        before = np.where(
            night, max(session.clearance_minutes, session.rest_before_night * 60), session.clearance_minutes
        )
        after = np.where(
            night, max(session.clearance_minutes, session.rest_after_night * 60), session.clearance_minutes
        )
        self._starts = np.append(0, a)
        self._blocks_from, self._blocks_to = np.append(0, a - before), np.append(0, b + after)
        groups = given.instance["groups"]
        which, distinct = pd.factorize(objects(groups["cycle"]))
        cycles = [position(self._codes, cycle.split() or ["-"]) for cycle in distinct]
        length = np.array([len(cycle) for cycle in cycles], dtype=np.int64)
        self._cycle_length = length[which]
        self._cycle_from = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)[which]
        self._cycle = np.concatenate([np.zeros(0, np.int64), *cycles])
        self._cycle_start = day_numbers(groups["cycle_start"])
        roster = given.instance["roster"]
        group = position(given.group_ids, objects(roster["group_id"]))
        keys = self._roster_key(group, day_numbers(roster["date"]))
        order = np.argsort(keys, kind="stable")
        self._roster = keys[order]
        self._roster_code = position(self._codes, objects(roster["code"]))[order]

    @staticmethod
    def _roster_key(group: Ints, day: Ints) -> Ints:
        return group * NOT_FREE + day  # days are far fewer

    def _code(self, group: Ints, day: Ints) -> Ints:
        """The code that stands on each date: the roster's, else the cycle's; without a cycle every day is off."""
        at = self._cycle_from[group] + np.mod(day - self._cycle_start[group], self._cycle_length[group])
        code: Ints = self._cycle[at]
        if len(self._roster):
            key = self._roster_key(group, day)
            row = np.minimum(np.searchsorted(self._roster, key), len(self._roster) - 1)
            code = np.where(self._roster[row] == key, self._roster_code[row], code)
        return code

    def _gaps(self, group: Ints, day: Ints, start: Ints, end: Ints) -> Ints:
        """Between shifts and their rest, never on a holiday; a day on which a shift starts is a duty day."""
        given, cost = self._given, self._given.settings.cost
        free = ~given.holiday[day - given.first_day]
        duty = np.zeros(len(group), dtype=bool)
        back = int(self._blocks_to.max() + (day * DAY - start).max(initial=0)) // DAY
        ahead = int((end - day * DAY).max() - self._blocks_from.min()) // DAY
        for step in range(-back, ahead + 1):
            date = day + step
            code = self._code(group, date)
            works = code > 0
            free &= ~(
                works & (date * DAY + self._blocks_from[code] < end) & (date * DAY + self._blocks_to[code] > start)
            )
            duty |= works & ((date * DAY + self._starts[code]) // DAY == day)
        return np.where(free, np.where(duty, cost.duty_day, cost.rest_day), NOT_FREE)

    # --- the others --------------------------------------------------------------------------------------------------

    def _after_work(self, group: Ints, day: Ints, start: Ints, end: Ints) -> Ints:
        """From the end of work to the end of the day, on workdays."""
        session = self._given.settings.session
        inside = (day * DAY + session.after_work <= start) & (end <= day * DAY + session.day_end)
        return np.where(
            inside & self._given.workday[day - self._given.first_day], self._given.settings.cost.after_work, NOT_FREE
        )

    def _office(self, group: Ints, day: Ints, start: Ints, end: Ints) -> Ints:
        """Each range of office hours of workdays, without burden."""
        return np.where(self._given.office_hours(day, start, end), 0, NOT_FREE)
