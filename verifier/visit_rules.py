"""Rules of visits (V1 to V5, V7): a supervisor sits in on a discussion."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from turnout.models.text import Text
from turnout.verifier.given import Bools, Ints, Objects, day_numbers, objects, position, value_at
from turnout.verifier.matter import Matter, Rows, date_text
from turnout.verifier.travel import UNREACHABLE
from turnout.verifier.written import STUDY


def _tell(matter: Matter, rule: str, rows: Rows, text: Text, **more: Objects) -> None:
    """One violation for each visit of `rows`; every text may speak of session, person, branch, committee and time."""
    plan, s = matter.plan, matter.sessions
    at = plan.visited[rows]
    columns = {
        name: objects(plan.visits[column])[rows]
        for name, column in (("person", "person_id"), ("branch", "branch_id"), ("committee", "committee_id"))
    }
    matter.findings.rows(
        rule, text, ("session", "person"), {"session": s.ids[at], "time": matter.time_of(at), **columns, **more}
    )


def hosts_under_the_committee(matter: Matter) -> None:
    """V1: a supervisor sits in for his committee, on a discussion whose host branch lies under it."""
    given, plan, s = matter.given, matter.plan, matter.sessions
    known, at = plan.visitor >= 0, plan.visited
    own = value_at(given.supervisor_committee, plan.visitor)
    host = s.host[at]
    named = given.tree.index(plan.visits["committee_id"])
    under = given.tree.at_or_under(value_at(given.branch_committee, host), own)
    discussion = s.kind[at] != STUDY
    for broken, text in (
        (~known, Text("visit to {session}: {person} is no supervisor", "列席 {session}：{person} 不是列席领导")),
        (
            ~discussion,
            Text(
                "visit of {person}: {session} is a study, not a discussion",
                "{person} 的列席：{session} 是集中学习，不是研讨",
            ),
        ),
        (
            known & (named != own),
            Text(
                "visit of {person} to {session}: his committee is not {committee}",
                "{person} 列席 {session}：其所在党委不是 {committee}",
            ),
        ),
        (
            discussion & (position(given.branch_ids, objects(plan.visits["branch_id"])) != host),
            Text(
                "visit of {person} to {session}: the host is not {branch}",
                "{person} 列席 {session}：主办支部不是 {branch}",
            ),
        ),
        (
            known & discussion & ~under,
            Text(
                "visit of {person} to {session}: the host branch is not under his committee",
                "{person} 列席 {session}：主办支部不在其党委之下",
            ),
        ),
    ):
        _tell(matter, "V1", np.flatnonzero(broken), text)


def one_visit_a_session(matter: Matter) -> None:
    """V2: a session has one visit at most."""
    again = pd.Series(matter.plan.visited).duplicated().to_numpy(dtype=bool)
    _tell(
        matter,
        "V2",
        np.flatnonzero(again),
        Text(
            "session {session} has more than one visit; one too many is {person}'s",
            "场次 {session} 有多于一次列席，{person} 的列席为多余",
        ),
    )


def supervisors_are_free(matter: Matter) -> None:
    """V3: the supervisor is not absent, attends and lectures nowhere else then, and can travel between his visits
    of a day and from one to the next."""
    plan, s = matter.plan, matter.sessions
    at, people = plan.visited, objects(plan.visits["person_id"])
    away = matter.absences.meets(matter.absences.who(people), s.start[at], s.end[at])
    _tell(
        matter,
        "V3",
        np.flatnonzero(away),
        Text(
            "{person} is absent when he should sit in on {session} ({time})",
            "{person} 在应列席场次 {session}（{time}）时请假",
        ),
    )
    _tell(
        matter,
        "V3",
        np.flatnonzero(_engaged(matter, people)),
        Text(
            "{person} attends or lectures when he should sit in on {session} ({time})",
            "{person} 在应列席场次 {session}（{time}）时本人正在参加或授课",
        ),
    )
    _ways(matter)


def _engaged(matter: Matter, people: Objects) -> Bools:
    """bool (visits,): whether the supervisor attends or lectures during the visit."""
    plan, s = matter.plan, matter.sessions
    index = pd.Index(pd.unique(people))
    attending, lecturing = position(index, plan.attendee_ids), position(index, s.lecturer_ids)
    who = np.concatenate([attending[attending >= 0], lecturing[lecturing >= 0]])
    session = np.concatenate([plan.attended[attending >= 0], np.flatnonzero(lecturing >= 0)])
    lasts = s.end[session] > s.start[session]
    who, session = who[lasts], session[lasts]
    visitor, start, end = position(index, people), s.start[plan.visited], s.end[plan.visited]
    begun = _how_many(who, s.start[session], visitor, end, "left")
    over = _how_many(who, s.end[session], visitor, start, "right")
    engaged: Bools = begun > over
    return engaged


def _how_many(who: Ints, at: Ints, whose: Ints, until: Ints, side: Literal["left", "right"]) -> Ints:
    """int64 (n,): instants of each of `whose` before `until`, and all of those who stand before him; side right: or at
    it."""
    keys = np.sort(who * UNREACHABLE + at)
    number: Ints = np.searchsorted(keys, whose * UNREACHABLE + until, side)
    return number


def in_order(matter: Matter) -> Rows:
    """Visits of known supervisors at known venues by supervisor, then in order of time."""
    plan, s = matter.plan, matter.sessions
    rows = np.flatnonzero((plan.visitor >= 0) & (s.venue[plan.visited] >= 0))
    at = plan.visited[rows]
    return rows[np.lexsort((at, s.end[at], s.start[at], plan.visitor[rows]))]


def _ways(matter: Matter) -> None:
    given, plan, s = matter.given, matter.plan, matter.sessions
    rows = in_order(matter)
    at, who = plan.visited[rows], plan.visitor[rows]
    place, home = given.venue_site[s.venue[at]], given.supervisor_site[who]
    same = np.flatnonzero(who[1:] == who[:-1])
    way = given.travel.minutes(place[same], place[same + 1])
    late = same[s.start[at[same + 1]] - s.end[at[same]] < way]
    _tell(
        matter,
        "V3",
        rows[late + 1],
        Text(
            "{person} cannot come from session {before} to session {session} ({time}) in time",
            "{person} 来不及从场次 {before} 赶到场次 {session}（{time}）",
        ),
        before=s.ids[at[late]],
    )
    first, last = day_ends(who, s.day[at])
    out = first[given.travel.minutes(home[first], place[first]) >= UNREACHABLE]
    back = last[given.travel.minutes(place[last], home[last]) >= UNREACHABLE]
    _tell(
        matter,
        "V3",
        rows[out],
        Text(
            "{person} cannot reach session {session} ({time}) from his site",
            "{person} 无法从其所在地到达场次 {session}（{time}）",
        ),
    )
    _tell(
        matter,
        "V3",
        rows[back],
        Text(
            "{person} cannot return from session {session} ({time}) to his site",
            "{person} 无法从场次 {session}（{time}）返回其所在地",
        ),
    )


def day_ends(who: Ints, day: Ints) -> tuple[Rows, Rows]:
    """First and last rows of each (supervisor, date) of visits in order."""
    if not len(who):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    change = np.flatnonzero((who[1:] != who[:-1]) | (day[1:] != day[:-1])) + 1
    return np.append(0, change), np.append(change - 1, len(who) - 1)


def not_too_many(matter: Matter) -> None:
    """V4: a supervisor makes max_visits at most, and max_visits_per_day on one date."""
    plan, s, table = matter.plan, matter.sessions, matter.given.instance["supervisors"]
    rows = np.flatnonzero(plan.visitor >= 0)
    who, day = plan.visitor[rows], s.day[plan.visited[rows]]
    names = objects(table["person_id"])
    count = np.bincount(who, minlength=len(table))
    most = table["max_visits"].to_numpy(dtype=np.int64)
    at = np.flatnonzero(count > most)
    matter.findings.rows(
        "V4",
        Text("{person} makes {count} visits, more than {most}", "{person} 列席 {count} 次，超过上限 {most}"),
        ("person",),
        {"person": names[at], "count": count[at], "most": most[at]},
    )
    days = pd.DataFrame({"who": who, "day": day}).value_counts().sort_index().rename("count").reset_index()
    who, many = days["who"].to_numpy(dtype=np.int64), days["count"].to_numpy(dtype=np.int64)
    most = table["max_visits_per_day"].to_numpy(dtype=np.int64)[who]
    at = np.flatnonzero(many > most)
    matter.findings.rows(
        "V4",
        Text(
            "{person} makes {count} visits on {date}, more than {most}",
            "{person} 在 {date} 列席 {count} 次，超过每日上限 {most}",
        ),
        ("person",),
        {
            "person": names[who[at]],
            "count": many[at],
            "most": most[at],
            "date": [date_text(int(d)) for d in days["day"].to_numpy()[at]],
        },
    )


def not_his_own_branch(matter: Matter) -> None:
    """V5: a supervisor does not sit in on a discussion that his own branch hosts."""
    given, plan, s = matter.given, matter.plan, matter.sessions
    member = position(given.member_ids, objects(plan.visits["person_id"]))
    own = value_at(given.member_branch, member)
    broken = (own >= 0) & (own == s.host[plan.visited])
    _tell(
        matter,
        "V5",
        np.flatnonzero(broken),
        Text(
            "{person} sits in on {session}, hosted by his own branch", "{person} 列席本人所在支部主办的场次 {session}"
        ),
    )


def once_a_year(matter: Matter) -> None:
    """V7: a committee visits a host branch once a calendar year at most, visits made earlier included."""
    given, plan, s = matter.given, matter.plan, matter.sessions
    done = given.instance["visits_done"]
    committee = np.concatenate(
        [given.tree.index(done["committee_id"]), value_at(given.supervisor_committee, plan.visitor)]
    )
    host = np.concatenate([position(given.branch_ids, objects(done["branch_id"])), s.host[plan.visited]])
    day = np.concatenate([day_numbers(done["date"]), s.day[plan.visited]])
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    again = (
        pd.DataFrame({"c": committee, "h": host, "y": year}).duplicated().to_numpy(dtype=bool)
        & (committee >= 0)
        & (host >= 0)
    )
    rows = np.flatnonzero(again[len(done) :])
    _tell(
        matter,
        "V7",
        rows,
        Text(
            "{committee} visits {branch} a second time this year with {person}'s visit to {session}",
            "{committee} 因 {person} 列席 {session} 而在同一年度第二次列席 {branch}",
        ),
    )
