"""Free time of groups (section "when is a member free"), as intervals and as burdens of slots."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.models.settings import DAY
from turnout.scheduler.timetable.bits import expanded
from turnout.scheduler.timetable.grid import Grid, day_numbers
from turnout.scheduler.tree import rows_of

IntArray = npt.NDArray[np.int64]
MARGIN_DAYS = 12
"""Days looked at on both sides of the plan: a way may take seven days, a shift end two days on, its rest two more."""
FAR = 10**7


@dataclass(frozen=True)
class FreeTime:
    """Free intervals of one group, in absolute minutes.

    begin, end, burden: (intervals,) int64; never merged. day_burden: (days,) int64 or None: where given, the burden of
    a session is that of its date, −1 where its date allows none (shift groups without windows).
    """

    begin: IntArray
    end: IntArray
    burden: IntArray
    day_burden: IntArray | None = None

    def slots(self, grid: Grid, travel: int) -> npt.NDArray[np.int32]:
        """(slots,) smallest burden of a session starting there, −1 where it does not fit with `travel` minutes each
        way."""
        result = np.full(grid.size, -1, dtype=np.int32)
        first = np.searchsorted(grid.begin, self.begin + travel, side="left")
        last = np.searchsorted(grid.begin, self.end - travel - grid.minutes, side="right")
        for i in np.argsort(-self.burden, kind="stable"):
            if first[i] < last[i]:
                result[first[i] : last[i]] = self.burden[i]
        if self.day_burden is not None:
            by_day = self.day_burden[grid.day].astype(np.int32)
            result = np.where(result >= 0, by_day, np.int32(-1))
        return result

    def burden_at(self, day: int, leave: int, back: int) -> int:
        """Smallest burden of a session on this day of the plan that keeps somebody away from `leave` to `back`, −1
        where no free interval holds it."""
        holding = self.burden[(self.begin <= leave) & (self.end >= back)]
        if not len(holding):
            return -1
        return int(holding.min()) if self.day_burden is None else int(self.day_burden[day])


class FreeTimes:
    """Free time of every group of an instance, worked out when asked for."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._settings = instance.settings.session
        self._first = instance.start
        self._days = len(instance.days.kinds)
        self._workdays = np.flatnonzero(instance.days.mask("workday"))
        self._hours = {
            c: (int(a), int(b))
            for c, a, b in zip(
                instance["shifts"]["code"], instance["shifts"]["start"], instance["shifts"]["end"], strict=True
            )
        }
        groups = instance["groups"]
        self._names: list[str] = groups["group_id"].tolist()
        self._posts: list[str] = groups["post_type"].tolist()
        self._cycles: list[str] = groups["cycle"].tolist()
        self._offsets: list[int] = day_numbers(groups["cycle_start"], self._first, 0).tolist()
        self._windows = Windows(instance)
        self._roster: dict[str, list[tuple[int, str]]] = {}
        roster = instance["roster"]
        days = day_numbers(roster["date"], self._first, 0).tolist()
        for name, day, code in zip(roster["group_id"], days, roster["code"], strict=True):
            self._roster.setdefault(name, []).append((day, code))
        self._cache: dict[object, FreeTime] = {}
        self._of: dict[int, FreeTime] = {}

    def of(self, group: int) -> FreeTime:
        """Free time of the group at this row of `groups`; −1: members without a group."""
        if group not in self._of:
            key = self._key(group)
            if key not in self._cache:
                self._cache[key] = self._work_out(group)
            self._of[group] = self._cache[key]
        return self._of[group]

    def _key(self, group: int) -> object:
        """Groups with equal keys have equal free time."""
        if group < 0:
            return "office"
        if group in self._windows or self._names[group] in self._roster:
            return group
        post = self._posts[group]
        if post == "shift":
            length = len(self._cycles[group].split())
            return ("shift", self._cycles[group], self._offsets[group] % length if length else 0)
        return post if post in ("site", "mobile") else "office"

    def _work_out(self, group: int) -> FreeTime:
        if group < 0:
            return self._office()
        post = self._posts[group]
        windows = self._windows.of(group)
        if post == "site":
            return _join([windows, self._evenings])
        if group in self._windows or post == "mobile":
            return windows
        return self._between_shifts(group) if post == "shift" else self._office()

    def _office(self) -> FreeTime:
        """Office hours of workdays, each range an interval of its own, burden 0."""
        hours = np.array(self._settings.office_hours, dtype=np.int64).reshape(-1, 2)
        begin = (self._workdays[:, None] * DAY + hours[None, :, 0]).ravel()
        end = (self._workdays[:, None] * DAY + hours[None, :, 1]).ravel()
        return FreeTime(begin, end, np.zeros_like(begin))

    @cached_property
    def _evenings(self) -> FreeTime:
        """Evenings of workdays, from after_work to day_end."""
        begin = self._workdays * DAY + self._settings.after_work
        end = self._workdays * DAY + self._settings.day_end
        return FreeTime(begin, end, np.full_like(begin, self._instance.settings.cost.after_work))

    def _between_shifts(self, group: int) -> FreeTime:
        """The maximal gaps between blocked times: shifts with clearance, nights with rest before and after."""
        session = self._settings
        blocks: list[tuple[int, int]] = []
        duty = np.zeros(self._days, dtype=bool)
        for day, code in self._codes(group):
            if code not in self._hours:
                continue
            a, b = (day * DAY + t for t in self._hours[code])
            before = after = session.clearance_minutes
            if _is_night(a, b):
                before = max(before, session.rest_before_night * 60)
                after = max(after, session.rest_after_night * 60)
            blocks.append((a - before, b + after))
            if 0 <= a // DAY < self._days:
                duty[a // DAY] = True
        begin, end = _gaps(sorted(blocks))
        costs = self._instance.settings.cost
        burden = np.where(duty, costs.duty_day, costs.rest_day).astype(np.int64)
        burden[self._instance.days.mask("holiday")] = -1
        return FreeTime(begin, end, np.zeros_like(begin), burden)

    def _codes(self, group: int) -> list[tuple[int, str]]:
        """(day number, code) of the days around the plan; a roster row replaces the cycle's code of its date."""
        codes: dict[int, str] = {}
        cycle = self._cycles[group].split()
        if cycle:
            for day in range(-MARGIN_DAYS, self._days + MARGIN_DAYS):
                codes[day] = cycle[(day - self._offsets[group]) % len(cycle)]
        for day, code in self._roster.get(self._names[group], ()):
            if -MARGIN_DAYS <= day < self._days + MARGIN_DAYS:
                codes[day] = code
        return sorted(codes.items())


class Windows:
    """Windows of an instance's groups, by row of `groups`: dated, or on each such weekday within from…until."""

    def __init__(self, instance: Instance) -> None:
        frame = instance["windows"]
        group = rows_of(frame["group_id"], pd.Index(instance["groups"]["group_id"]))
        row, day = _days_of(frame, instance.start, len(instance.days.kinds))
        order = np.argsort(group[row], kind="stable")
        row, day = row[order], day[order]
        start, end = (day * DAY + frame[c].to_numpy(dtype=np.int64)[row] for c in ("start", "end"))
        self._intervals = FreeTime(start, end, frame["burden"].to_numpy(dtype=np.int64)[row])
        self._with = set(group.tolist())
        self._at = np.searchsorted(group[row], np.arange(len(instance["groups"]) + 1)).tolist()

    def __contains__(self, group: int) -> bool:
        """Whether the group has any window, be it outside the plan."""
        return group in self._with

    def of(self, group: int) -> FreeTime:
        """The group's windows within the plan and the days around it."""
        inside, every = slice(self._at[group], self._at[group + 1]), self._intervals
        return FreeTime(every.begin[inside], every.end[inside], every.burden[inside])


def _days_of(windows: pd.DataFrame, first: dt.date, days: int) -> tuple[IntArray, IntArray]:
    """Window rows and the day numbers on which they are open, a little before and after the plan included."""
    low, high = -MARGIN_DAYS, days + MARGIN_DAYS
    dated = windows["date"].notna().to_numpy()
    date = day_numbers(windows["date"], first, high)
    weekday = windows["weekday"].fillna(0).to_numpy(dtype=np.int64)
    since = np.maximum(day_numbers(windows["from"], first, low), low)
    until = np.minimum(day_numbers(windows["until"], first, high), high - 1)
    begin = np.where(dated, date, since + (weekday - first.weekday() - since) % 7)
    count = np.where(dated, (low <= date) & (date < high), np.maximum(0, (until - begin) // 7 + 1))
    row, step = expanded(count.astype(np.int64))
    return row, begin[row] + 7 * step


def _is_night(a: int, b: int) -> bool:
    """A shift is a night shift if it holds the 03:00 of some day: a ≤ 03:00 < b."""
    next_three = -(-(a - 180) // DAY) * DAY + 180
    return next_three < b


def _gaps(blocks: list[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    """The maximal gaps between sorted blocked times, open on both sides."""
    begin, end = [-FAR], []
    reach = -FAR
    for a, b in blocks:
        if a > reach and reach > -FAR:
            begin.append(reach)
        if a > reach:
            end.append(a)
        reach = max(reach, b)
    if reach > -FAR:
        begin.append(reach)
    end.append(FAR)
    return np.array(begin, dtype=np.int64), np.array(end, dtype=np.int64)


def _join(parts: list[FreeTime]) -> FreeTime:
    return FreeTime(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("begin", "end", "burden")))
