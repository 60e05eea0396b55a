"""Rules of venues (H4)."""

from __future__ import annotations

import numpy as np

from turnout.models.text import Text
from turnout.verifier.given import DAY, value_at
from turnout.verifier.matter import Matter, overlapping


def venues(matter: Matter) -> None:
    """H4: a venue holds its attendees, is open, is not closed, serves the audience's committee, and holds one
    session at a time."""
    s, given = matter.sessions, matter.given
    known = s.venue >= 0
    v = s.venue
    capacity, opens, closes = (value_at(c, v) for c in (given.venue_capacity, given.venue_open, given.venue_close))
    shut = matter.closures.meets(matter.closures.who(s.venue_ids), s.start, s.end)
    anyone = np.append(given.venue_anyone, True)[v]
    serves = anyone | given.tree.at_or_under(s.scope, value_at(given.venue_committee, v))
    for broken, text in (
        (~known, Text("session {session}: there is no venue {venue}", "场次 {session}：不存在场地 {venue}")),
        (
            known & (matter.size > capacity),
            Text(
                "session {session}: {size} attendees do not fit into venue {venue} of {capacity} seats",
                "场次 {session}：{size} 人参加，超过场地 {venue} 的 {capacity} 个座位",
            ),
        ),
        (
            known & ((s.start - s.day * DAY < opens) | (s.end - s.day * DAY > closes)),
            Text(
                "session {session} ({time}) is not inside the opening hours of venue {venue}",
                "场次 {session}（{time}）不在场地 {venue} 的开放时间内",
            ),
        ),
        (
            known & shut,
            Text(
                "session {session} ({time}): venue {venue} is closed then",
                "场次 {session}（{time}）：场地 {venue} 停用",
            ),
        ),
        (
            known & ~serves & (s.scope >= 0),
            Text(
                "session {session}: venue {venue} does not serve the audience {audience}",
                "场次 {session}：场地 {venue} 不供参加范围 {audience} 使用",
            ),
        ),
    ):
        at = np.flatnonzero(broken)
        matter.findings.rows(
            "H4",
            text,
            ("session", "venue"),
            {
                "session": s.ids[at],
                "venue": s.venue_ids[at],
                "time": matter.time_of(at),
                "size": matter.size[at],
                "capacity": capacity[at],
                "audience": s.audience_ids[at],
            },
            s.base[at],
        )
    _one_at_a_time(matter)


def _one_at_a_time(matter: Matter) -> None:
    s = matter.sessions
    rows = np.flatnonzero((s.venue >= 0) & (s.end > s.start))
    one, two = overlapping(s.venue[rows], s.start[rows], s.end[rows])
    one, two = rows[one], rows[two]
    matter.findings.rows(
        "H4",
        Text(
            "venue {venue} holds sessions {first} and {second} at once ({time})",
            "场地 {venue} 同时安排了场次 {first} 和 {second}（{time}）",
        ),
        ("venue", "first", "second"),
        {"venue": s.venue_ids[two], "first": s.ids[one], "second": s.ids[two], "time": matter.time_of(two)},
        s.base[one] & s.base[two],
    )
