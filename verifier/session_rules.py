"""Rules of single sessions: their time (H1), whom they take (H2), how many (H5)."""

from __future__ import annotations

import numpy as np

from turnout.models.settings import POST_TYPES
from turnout.models.text import Text
from turnout.verifier.given import CROSS_UNIT, DAY, NO_LIMIT, Ints, value_at
from turnout.verifier.matter import Matter
from turnout.verifier.written import COMMITTEE, DISCUSSION, GROUP, STUDY


def time_of_sessions(matter: Matter) -> None:
    """H1: a session lies inside the plan's dates and the day's hours, starts on the grid, and lasts what its kind
    lasts."""
    s, rules = matter.sessions, matter.given.settings.session
    start, end = s.start - s.day * DAY, s.end - s.day * DAY
    wanted = np.where(s.kind == STUDY, rules.study_minutes, rules.discussion_minutes)
    for broken, text in (
        (
            ~matter.in_dates,
            Text(
                "session {session} ({time}) lies outside the plan's dates", "场次 {session}（{time}）不在计划日期之内"
            ),
        ),
        (
            start % rules.grid_minutes != 0,
            Text(
                "session {session} ({time}) does not start on the grid",
                "场次 {session}（{time}）的开始时间不在时间网格上",
            ),
        ),
        (
            start < rules.day_start,
            Text(
                "session {session} ({time}) starts before the day's start", "场次 {session}（{time}）早于每日开始时间"
            ),
        ),
        (
            end > rules.day_end,
            Text("session {session} ({time}) ends after the day's end", "场次 {session}（{time}）晚于每日结束时间"),
        ),
        (
            end - start != wanted,
            Text(
                "session {session} ({time}) does not last what its kind lasts",
                "场次 {session}（{time}）的时长不符合该类场次的规定",
            ),
        ),
    ):
        at = np.flatnonzero(broken)
        matter.findings.rows("H1", text, ("session",), {"session": s.ids[at], "time": matter.time_of(at)}, s.base[at])


def audiences(matter: Matter) -> None:
    """H2: a session takes the members of its audience and nobody else."""
    _audiences_exist(matter)
    s, plan = matter.sessions, matter.plan
    strangers = np.flatnonzero(plan.attendee < 0)
    at = plan.attended[strangers]
    matter.findings.rows(
        "H2",
        Text("{person}, listed in session {session}, is no member", "场次 {session} 中的 {person} 不是党员表中的党员"),
        ("session", "person"),
        {"session": s.ids[at], "person": plan.attendee_ids[strangers]},
        s.base[at],
    )
    at = plan.attended[matter.known]
    taken = takes(matter, s.audience_type[at], s.audience[at], plan.attendee[matter.known])
    wrong = np.flatnonzero(~taken & (s.audience[at] >= 0))
    at, rows = at[wrong], matter.known[wrong]
    matter.findings.rows(
        "H2",
        Text(
            "{person} does not belong to the audience {audience} of session {session}",
            "{person} 不属于场次 {session} 的参加范围 {audience}",
        ),
        ("session", "person", "audience"),
        {"session": s.ids[at], "person": plan.attendee_ids[rows], "audience": s.audience_ids[at]},
        s.base[at],
    )


def takes(matter: Matter, audience_type: Ints, audience: Ints, member: Ints) -> np.ndarray:
    """bool (n,): whether each audience takes each member. Branches leave out members of cross-unit groups;
    committees take those of their own branches whose post type has committee-wide studies."""
    given = matter.given
    branch, post = given.member_branch[member], given.member_post[member]
    of_committee = (given.branch_committee[branch] == audience) & given.committee_wide[post]
    of_group = (given.member_group[member] == audience) & (post == CROSS_UNIT)
    of_branch = (branch == audience) & (post != CROSS_UNIT)
    taken: np.ndarray = np.choose(audience_type, [of_branch, of_group, of_committee])  # in the order of AUDIENCE_TYPES
    return taken


def _audiences_exist(matter: Matter) -> None:
    s, given = matter.sessions, matter.given
    group_post = value_at(given.group_post, np.where(s.audience_type == GROUP, s.audience, -1))
    for broken, text in (
        (
            s.audience < 0,
            Text("session {session}: there is no audience {audience}", "场次 {session}：不存在参加范围 {audience}"),
        ),
        (
            (s.audience_type == GROUP) & (s.audience >= 0) & (group_post != CROSS_UNIT),
            Text(
                "session {session}: {audience} is not a cross-unit group",
                "场次 {session}：{audience} 不是跨单位协同班组",
            ),
        ),
        (
            (s.audience_type == COMMITTEE) & (s.kind == DISCUSSION),
            Text(
                "session {session}: a discussion belongs to a branch or a group, not to committee {audience}",
                "场次 {session}：研讨应属于党支部或跨单位班组，而不是党组织 {audience}",
            ),
        ),
    ):
        at = np.flatnonzero(broken)
        matter.findings.rows(
            "H2", text, ("session", "audience"), {"session": s.ids[at], "audience": s.audience_ids[at]}, s.base[at]
        )


def batch_sizes(matter: Matter) -> None:
    """H5: a session has min_batch attendees or more, and no more than the smallest max_batch of the post types
    present."""
    s, plan, given = matter.sessions, matter.plan, matter.given
    fewest = given.settings.session.min_batch
    at = np.flatnonzero(matter.size < fewest)
    matter.findings.rows(
        "H5",
        Text(
            "session {session} has {size} attendees, fewer than {fewest}",
            "场次 {session} 有 {size} 人参加，少于最低人数 {fewest}",
        ),
        ("session",),
        {"session": s.ids[at], "size": matter.size[at], "fewest": np.full(len(at), fewest)},
        s.base[at],
    )
    most = np.full(len(s), NO_LIMIT, np.int64)
    for post in range(len(POST_TYPES)):
        of_post = given.member_post[plan.attendee[matter.known]] == post
        present = np.bincount(plan.attended[matter.known][of_post], minlength=len(s)) > 0
        most[present] = np.minimum(most[present], given.max_batch[post])
    at = np.flatnonzero(matter.size > most)
    matter.findings.rows(
        "H5",
        Text(
            "session {session} has {size} attendees, more than {most}",
            "场次 {session} 有 {size} 人参加，超过上限 {most}",
        ),
        ("session",),
        {"session": s.ids[at], "size": matter.size[at], "most": most[at]},
        s.base[at],
    )
