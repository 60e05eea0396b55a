"""Rules of each member's own sessions (H6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.models.text import Text
from turnout.verifier.given import Ints
from turnout.verifier.matter import Matter, date_text
from turnout.verifier.written import DISCUSSION, STUDY


def study_then_discussion(matter: Matter) -> None:
    """H6: a member has one study and one discussion at most; a discussion only with a study, gap_days or more after
    it."""
    s, plan = matter.sessions, matter.plan
    codes, distinct = pd.factorize(plan.attendee_ids)
    person, names = codes.astype(np.int64), np.asarray(distinct, dtype=object)
    first = {kind: _first_of_kind(matter, person, len(names), kind, names) for kind in (STUDY, DISCUSSION)}
    study, discussion = first[STUDY], first[DISCUSSION]
    alone = np.flatnonzero((discussion >= 0) & (study < 0))
    matter.findings.rows(
        "H6",
        Text(
            "{person} attends discussion {session} without a study", "{person} 参加了研讨 {session}，但没有参加集中学习"
        ),
        ("session", "person"),
        {"session": s.ids[discussion[alone]], "person": names[alone]},
        s.base[discussion[alone]],
    )
    gap = matter.given.settings.session.gap_days
    both = np.flatnonzero((discussion >= 0) & (study >= 0))
    both = both[s.day[discussion[both]] < s.day[study[both]] + gap]
    a, b = study[both], discussion[both]
    dates = {int(day): date_text(int(day)) for day in np.unique(s.day[np.concatenate([a, b])])}
    matter.findings.rows(
        "H6",
        Text(
            "{person}: discussion {discussion} on {second} is less than {gap} days after study {study} on {first}",
            "{person}：研讨 {discussion}（{second}）距集中学习 {study}（{first}）不足 {gap} 天",
        ),
        ("discussion", "study", "person"),
        {
            "person": names[both],
            "study": s.ids[a],
            "discussion": s.ids[b],
            "gap": np.full(len(both), gap),
            "first": [dates[int(d)] for d in s.day[a]],
            "second": [dates[int(d)] for d in s.day[b]],
        },
        s.base[a] & s.base[b],
    )


def _first_of_kind(matter: Matter, person: Ints, people: int, kind: int, names: np.ndarray) -> Ints:
    """int64 (people,): each person's earliest session of a kind, -1 without one; a second one is told."""
    s, plan = matter.sessions, matter.plan
    rows = np.flatnonzero(s.kind[plan.attended] == kind)
    who, session = person[rows], plan.attended[rows]
    order = np.lexsort((session, s.start[session], who))
    who, session = who[order], session[order]
    again = np.flatnonzero(who[1:] == who[:-1]) + 1
    matter.findings.rows(
        "H6",
        Text(
            "{person} attends more than one session of a kind: {first} and {second}",
            "{person} 参加了多于一场同类场次：{first} 和 {second}",
        ),
        ("first", "second", "person"),
        {"person": names[who[again]], "first": s.ids[session[again - 1]], "second": s.ids[session[again]]},
        s.base[session[again - 1]] & s.base[session[again]],
    )
    first = np.full(people, -1, np.int64)
    first[who[::-1]] = session[::-1]
    return first
