"""Rules of lecturers (H7)."""

from __future__ import annotations

import numpy as np

from turnout.models.text import Text
from turnout.verifier.given import Bools, Given, Ints, objects, position, value_at
from turnout.verifier.matter import Matter
from turnout.verifier.windows import NOT_FREE, Windows
from turnout.verifier.written import DISCUSSION, STUDY


class LecturerTime:
    """When lecturers can lecture: their windows, and for one without any, office hours of workdays."""

    def __init__(self, given: Given) -> None:
        table = given.instance["lecturer_windows"]
        owner = position(given.lecturer_ids, objects(table["person_id"]))
        self._given = given
        self._windows = Windows(owner, table, given.first_day, given.last_day)
        self._has_windows = np.zeros(len(given.lecturer_ids), dtype=bool)
        self._has_windows[owner[owner >= 0]] = True

    def holds(self, lecturer: Ints, day: Ints, start: Ints, end: Ints) -> Bools:
        """bool (n,): whether [start, end] on a date of the plan lies inside one window of the lecturer."""
        inside = self._windows.burden(lecturer, day, start, end) < NOT_FREE
        result: Bools = np.where(self._has_windows[lecturer], inside, self._given.office_hours(day, start, end))
        return result


def lecturers(matter: Matter) -> None:
    """H7: every study has a lecturer where they are required, one who may, can and is free to; a discussion has
    none."""
    s, given = matter.sessions, matter.given
    named = s.lecturer_ids != ""
    known = s.lecturer >= 0
    above = value_at(given.lecturer_committee, s.lecturer)
    fits = np.zeros(len(s), dtype=bool)
    rows = np.flatnonzero(known & matter.in_dates)
    fits[rows] = LecturerTime(given).holds(s.lecturer[rows], s.day[rows], s.start[rows], s.end[rows])
    away = matter.absences.meets(matter.absences.who(s.lecturer_ids), s.start, s.end)
    for broken, text in (
        (
            ~named & (s.kind == STUDY) & given.lecturer_required,
            Text("study {session} has no lecturer", "集中学习 {session} 没有主讲人"),
        ),
        (
            named & (s.kind == DISCUSSION),
            Text("discussion {session} has a lecturer, {lecturer}", "研讨 {session} 不应有主讲人（{lecturer}）"),
        ),
        (
            named & ~known,
            Text("session {session}: {lecturer} is no lecturer", "场次 {session}：{lecturer} 不是主讲人表中的人员"),
        ),
        (
            known & (s.scope >= 0) & ~given.tree.at_or_under(s.scope, above),
            Text(
                "session {session}: lecturer {lecturer} may not lecture to {audience}",
                "场次 {session}：主讲人 {lecturer} 不能为 {audience} 授课",
            ),
        ),
        (
            known & matter.in_dates & ~fits,
            Text(
                "session {session} ({time}) is not inside a window of lecturer {lecturer}",
                "场次 {session}（{time}）不在主讲人 {lecturer} 的时段内",
            ),
        ),
        (
            known & away,
            Text(
                "session {session} ({time}): lecturer {lecturer} is absent",
                "场次 {session}（{time}）：主讲人 {lecturer} 请假",
            ),
        ),
    ):
        at = np.flatnonzero(broken)
        matter.findings.rows(
            "H7",
            text,
            ("session", "lecturer"),
            {
                "session": s.ids[at],
                "lecturer": s.lecturer_ids[at],
                "time": matter.time_of(at),
                "audience": s.audience_ids[at],
            },
            s.base[at],
        )
    _not_too_often(matter)
    _ways_between(matter)


def _not_too_often(matter: Matter) -> None:
    s, given = matter.sessions, matter.given
    rows = np.flatnonzero(s.lecturer >= 0)
    count = np.bincount(s.lecturer[rows], minlength=len(given.lecturer_ids))
    planned = np.bincount(s.lecturer[rows][~s.base[rows]], minlength=len(given.lecturer_ids))
    at = np.flatnonzero(count > given.lecturer_most)
    matter.findings.rows(
        "H7",
        Text(
            "lecturer {lecturer} has {count} sessions, more than {most}",
            "主讲人 {lecturer} 有 {count} 场，超过上限 {most}",
        ),
        ("lecturer",),
        {
            "lecturer": given.lecturer_ids.to_numpy(dtype=object)[at],
            "count": count[at],
            "most": given.lecturer_most[at],
        },
        planned[at] == 0,
    )


def _ways_between(matter: Matter) -> None:
    s, given = matter.sessions, matter.given
    rows = np.flatnonzero((s.lecturer >= 0) & (s.venue >= 0))
    rows = rows[np.lexsort((rows, s.end[rows], s.start[rows], s.lecturer[rows]))]
    next_same = np.flatnonzero(s.lecturer[rows[1:]] == s.lecturer[rows[:-1]])
    one, two = rows[next_same], rows[next_same + 1]
    way = given.travel.minutes(given.venue_site[s.venue[one]], given.venue_site[s.venue[two]])
    late = np.flatnonzero(s.start[two] - s.end[one] < way)
    one, two = one[late], two[late]
    matter.findings.rows(
        "H7",
        Text(
            "lecturer {lecturer} cannot come from session {first} to session {second} ({time}) in time",
            "主讲人 {lecturer} 来不及从场次 {first} 赶到场次 {second}（{time}）",
        ),
        ("lecturer", "first", "second"),
        {"lecturer": s.lecturer_ids[two], "first": s.ids[one], "second": s.ids[two], "time": matter.time_of(two)},
        s.base[one] & s.base[two],
    )
