"""Rules of people's time: everybody is free (H3), enough stay at work (H8), nobody is in two places (H9)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.models.text import Text
from turnout.verifier.given import NO_LIMIT, Ints, objects
from turnout.verifier.matter import Matter, latest_so_far, overlapping
from turnout.verifier.windows import NOT_FREE


def everybody_is_free(matter: Matter) -> None:
    """H3: every attendee is free from leaving his branch's site until he is back, and the venue is not too far away."""
    s, given, plan = matter.sessions, matter.given, matter.plan
    session = plan.attended[matter.known]
    judged = matter.in_dates[session] & (s.venue[session] >= 0)
    far = judged & (matter.travel > given.settings.session.max_attendee_travel)
    busy = judged & ~far & (matter.burden == NOT_FREE)
    who = matter.absences.who(plan.attendee_ids[matter.known])
    away = judged & ~far & matter.absences.meets(who, s.start[session] - matter.travel, s.end[session] + matter.travel)
    for broken, text in (
        (
            far,
            Text(
                "{person}: session {session} ({time}) is too far away", "{person}：场次 {session}（{time}）路程超过上限"
            ),
        ),
        (
            busy,
            Text(
                "{person} is not free for session {session} ({time}), travel included",
                "{person} 在场次 {session}（{time}，含路程）期间不在可集中的时段内",
            ),
        ),
        (
            away,
            Text(
                "{person} is absent during session {session} ({time}), travel included",
                "{person} 在场次 {session}（{time}，含路程）期间请假",
            ),
        ),
    ):
        rows = np.flatnonzero(broken)
        at = session[rows]
        matter.findings.rows(
            "H3",
            text,
            ("session", "person"),
            {"session": s.ids[at], "person": plan.attendee_ids[matter.known[rows]], "time": matter.time_of(at)},
            s.base[at],
        )


def enough_stay_at_work(matter: Matter) -> None:
    """H8: at no instant are more than max_away members of a group attending sessions."""
    s, given, plan = matter.sessions, matter.given, matter.plan
    group = given.member_group[plan.attendee[matter.known]]
    limited = np.flatnonzero(np.append(given.max_away < NO_LIMIT, False)[group])
    group, member = group[limited], plan.attendee[matter.known][limited]
    session = plan.attended[matter.known][limited]
    start, end = _once_each(member, s.start[session], s.end[session])
    some = np.flatnonzero(end > start)
    _sweep(matter, group[some], session[some], start[some], end[some])


def _once_each(member: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Starts moved to where the member's earlier sessions end, so that one who is in two places counts once."""
    order = np.lexsort((end, start, member))
    m, a, b = member[order], start[order], end[order]
    until = latest_so_far(m, b)
    same = np.flatnonzero(m[1:] == m[:-1]) + 1
    moved_here = a.copy()
    moved_here[same] = np.maximum(a[same], until[same - 1])
    moved = np.empty_like(start)
    moved[order] = moved_here
    return moved, end


def _sweep(matter: Matter, group: Ints, session: Ints, start: Ints, end: Ints) -> None:
    """Count the members of each group that are away after every beginning; tell the first of each session that is
    too much."""
    s, given = matter.sessions, matter.given
    at = np.concatenate([start, end])
    step = np.concatenate([np.ones(len(start), np.int64), -np.ones(len(end), np.int64)])
    groups, new = np.concatenate([group, group]), np.concatenate([~s.base[session], ~s.base[session]])
    order = np.lexsort((step, at, groups))  # who ends at an instant leaves before the next come
    away = np.cumsum(step[order])  # returns to 0 after each group
    planned = np.cumsum((step * new)[order])
    from_planned = np.concatenate([session, session])[order]
    over = np.flatnonzero((away > given.max_away[groups[order]]) & (step[order] == 1))
    if not len(over):
        return
    keys = groups[order][over] * len(s) + from_planned[over]
    worst = np.lexsort((over, -away[over], planned[over] == 0, keys))
    first = worst[np.append(True, np.diff(keys[worst]) != 0)]
    hits = over[np.sort(first)]
    at_session, at_group = from_planned[hits], groups[order][hits]
    matter.findings.rows(
        "H8",
        Text(
            "with session {session} ({time}), {away} members of group {group} are away at once, more than {most}",
            "场次 {session}（{time}）期间，班组 {group} 同时有 {away} 人离岗参会，超过上限 {most}",
        ),
        ("session", "group"),
        {
            "session": s.ids[at_session],
            "time": matter.time_of(at_session),
            "away": away[hits],
            "group": given.group_ids.to_numpy(dtype=object)[at_group],
            "most": given.max_away[at_group],
        },
        planned[hits] == 0,
    )


def one_place_at_a_time(matter: Matter) -> None:
    """H9: nobody is in two places at once, attending, lecturing or sitting in; lecturing where one attends is one
    place."""
    s, plan = matter.sessions, matter.plan
    lecturing = np.flatnonzero(s.lecturer_ids != "")
    people = np.concatenate([plan.attendee_ids, s.lecturer_ids[lecturing], objects(plan.visits["person_id"])])
    session = np.concatenate([plan.attended, lecturing, plan.visited])
    visiting = np.concatenate([np.zeros(len(plan.attended) + len(lecturing), bool), np.ones(len(plan.visited), bool)])
    codes, distinct = pd.factorize(people)
    person, names = codes.astype(np.int64), np.asarray(distinct, dtype=object)
    _, once = np.unique(person * max(len(s), 1) + session, return_index=True)
    person, session, visiting = person[once], session[once], visiting[once]
    one, two = overlapping(person, s.start[session], s.end[session])
    matter.findings.rows(
        "H9",
        Text(
            "{person} is in two places at once: sessions {first} and {second} ({time})",
            "{person} 同时出现在两个场次：{first} 和 {second}（{time}）",
        ),
        ("person", "first", "second"),
        {
            "person": names[person[two]],
            "first": s.ids[session[one]],
            "second": s.ids[session[two]],
            "time": matter.time_of(session[two]),
        },
        s.base[session[one]] & s.base[session[two]] & ~visiting[one] & ~visiting[two],
    )
