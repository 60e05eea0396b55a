"""What is examined: the instance, the plan, and what several rules ask of both."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from turnout.models.settings import clock
from turnout.verifier.findings import Findings
from turnout.verifier.free_time import FreeTime
from turnout.verifier.given import DAY, EPOCH, Away, Bools, Given, Ints, objects, value_at
from turnout.verifier.windows import NOT_FREE
from turnout.verifier.written import Sessions, Written

Rows = NDArray[np.intp]


class Matter:
    """The instance as given, the plan as written, and where findings go."""

    def __init__(self, given: Given, plan: Written, findings: Findings) -> None:
        self.given, self.plan, self.findings = given, plan, findings
        self.free = FreeTime(given)
        absences, closures = given.instance["absences"], given.instance["closures"]
        self.absences = Away(objects(absences["person_id"]), absences["start"], absences["end"])
        self.closures = Away(objects(closures["venue_id"]), closures["start"], closures["end"])

    @property
    def sessions(self) -> Sessions:
        """The plan's sessions."""
        return self.plan.sessions

    @cached_property
    def in_dates(self) -> Bools:
        """bool (sessions,): whether the session lies on a date of the plan."""
        day = self.sessions.day
        return (day >= self.given.first_day) & (day <= self.given.last_day)

    @cached_property
    def known(self) -> Rows:
        """Attendance rows whose person is a member."""
        return np.flatnonzero(self.plan.attendee >= 0)

    @cached_property
    def attends(self) -> Bools:
        """bool (2 · members,): whether a member attends a session of a kind, at 2 · member + kind."""
        result = np.zeros(2 * len(self.given.member_ids), dtype=bool)
        result[2 * self.plan.attendee[self.known] + self.sessions.kind[self.plan.attended[self.known]]] = True
        return result

    @cached_property
    def _places(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Distinct (session, branch, group) of the known attendance: sessions, branches, groups, and which one each
        row is."""
        given, plan = self.given, self.plan
        member = plan.attendee[self.known]
        branch, group = given.member_branch[member], given.member_group[member]
        many = len(given.group_ids) + 1
        pairs, code = np.unique(branch * many + group + 1, return_inverse=True)
        keys, inverse = np.unique(plan.attended[self.known] * max(len(pairs), 1) + code, return_inverse=True)
        session, pair = keys // max(len(pairs), 1), pairs[keys % max(len(pairs), 1)] if len(pairs) else keys
        return session, pair // many, pair % many - 1, inverse.astype(np.int64)

    @cached_property
    def travel(self) -> Ints:
        return self._place_travel[self._places[3]]

    @cached_property
    def _place_travel(self) -> Ints:
        session, branch, _, _ = self._places
        site = value_at(self.given.venue_site, self.sessions.venue[session])
        return self.given.travel.minutes(self.given.branch_site[branch], site)

    @cached_property
    def burden(self) -> Ints:
        """int64 (known,): the burden of each attendance, `NOT_FREE` where no free interval of the group holds it.

        Sessions outside the plan's dates, at unknown venues or too far away count as not free; absences are not
        asked here.
        """
        session, _, group, inverse = self._places
        τ, sessions = self._place_travel, self.sessions
        result = np.full(len(session), NOT_FREE, np.int64)
        rows = np.flatnonzero(self.in_dates[session] & (τ <= self.given.settings.session.max_attendee_travel))
        at = session[rows]
        result[rows] = self.free.burden(
            group[rows], sessions.day[at], sessions.start[at] - τ[rows], sessions.end[at] + τ[rows]
        )
        return result[inverse]

    @cached_property
    def size(self) -> Ints:
        """int64 (sessions,): attendees of each session, unknown persons included."""
        return np.bincount(self.plan.attended, minlength=len(self.sessions)).astype(np.int64)

    def time_of(self, sessions: Ints | Rows) -> Times:
        """`2026-03-05 09:00-11:00` of each session, for messages."""
        return Times(self.sessions, sessions)


class Times:
    """When sessions take place, put into words only where somebody reads them."""

    def __init__(self, sessions: Sessions, rows: Ints | Rows) -> None:
        self._sessions, self._rows = sessions, rows

    def __getitem__(self, row: int) -> str:
        s, i = self._sessions, self._rows[row]
        start, end = int(s.start[i] - s.day[i] * DAY), int(s.end[i] - s.day[i] * DAY)
        return f"{date_text(s.day[i])} {clock(start)}-{clock(end)}"


def date_text(day: int) -> str:
    """`YYYY-MM-DD` of days since 1970-01-01."""
    return str(np.datetime64(EPOCH) + np.timedelta64(int(day), "D"))


def latest_so_far(key: Ints, end: Ints) -> Ints:
    """int64 (n,): the latest end among each row and those of equal key before it; rows of equal key stand together."""
    if not len(key):
        return end
    number = np.cumsum(np.append(True, key[1:] != key[:-1]))
    lift = number * np.ptp(end)  # no later key stands below an earlier one
    result: Ints = np.maximum.accumulate(end + lift) - lift
    return result


def overlapping(key: Ints, start: Ints, end: Ints) -> tuple[Rows, Rows]:
    """Pairs of rows of equal key that overlap in time (touching is no overlap): each row with the one before that
    lasts longest.

    Every row that overlaps an earlier one is found, once.
    """
    order = np.lexsort((end, start, key))
    k, a, b = key[order], start[order], end[order]
    until = latest_so_far(k, b)
    longest = np.maximum.accumulate(np.where(b == until, np.arange(len(order)), 0))
    hit = np.flatnonzero((k[1:] == k[:-1]) & (a[1:] < until[:-1])) + 1
    return order[longest[hit - 1]], order[hit]
