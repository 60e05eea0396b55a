"""Unplaced pairs: each one listed once, with the first reason that is true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from turnout.models.plan import KIND_ORDER
from turnout.models.text import Text
from turnout.verifier.candidates import Candidates
from turnout.verifier.given import OTHER, Bools, Ints, Objects, objects, position
from turnout.verifier.matter import Matter, Rows
from turnout.verifier.written import DISCUSSION, STATUSES, STUDY

NEVER = -(10**9)
_DETAIL = re.compile(r"([a-z0-9_]+=[^\s=]\S*( [a-z0-9_]+=[^\s=]\S*)*)?")


@dataclass(frozen=True)
class _Case:
    """What an unplaced member's own sessions in the plan leave him: most often everything. Minutes and days."""

    study_day: int = NEVER
    locked_days: tuple[int, ...] = ()
    locked_times: tuple[tuple[int, int], ...] = ()


def unplaced_claims(matter: Matter) -> None:
    """UNPLACED: every pair of a member and a kind is attended or listed in unplaced.csv, once, with the first
    reason that is true."""
    given, plan = matter.given, matter.plan
    table = plan.unplaced
    ids, kinds = objects(table["person_id"]), (table["kind"] == "discussion").to_numpy(dtype=bool).astype(np.int64)
    member = position(given.member_ids, ids)
    attends = matter.attends
    pair = 2 * member + kinds
    stranger, known = member < 0, member >= 0
    again = pd.Series(pair).duplicated().to_numpy(dtype=bool) & known
    placed = known.copy()
    placed[known] = attends[pair[known]]
    for broken, text in (
        (stranger, Text("unplaced.csv: {person} is no member", "unplaced.csv：{person} 不是党员表中的党员")),
        (
            again,
            Text("unplaced.csv: {person}, {kind}, stands there twice", "unplaced.csv：{person} 的 {kind} 重复出现"),
        ),
        (placed, Text("unplaced.csv: {person}, {kind}, is placed", "unplaced.csv：{person} 的 {kind} 实际已安排")),
    ):
        _tell(matter, np.flatnonzero(broken), text)
    listed = attends.copy()
    listed[pair[known]] = True
    missing = np.flatnonzero(~listed)
    names = np.array(KIND_ORDER, dtype=object)
    matter.findings.rows(
        "UNPLACED",
        Text(
            "{person}, {kind}, is neither placed nor in unplaced.csv",
            "{person} 的 {kind} 既未安排，也不在 unplaced.csv 中",
        ),
        ("person", "kind"),
        {"person": given.member_ids.to_numpy(dtype=object)[missing // 2], "kind": names[missing % 2]},
    )
    detail = objects(table["detail"])
    bad = np.array([_DETAIL.fullmatch(text) is None for text in detail], dtype=bool)
    _tell(
        matter,
        np.flatnonzero(bad),
        Text(
            "unplaced.csv: {person}, {kind}: detail must be words key=value",
            "unplaced.csv：{person} 的 {kind}：detail 应为 key=value 形式",
        ),
    )
    _reasons(matter, np.nonzero(known & ~again & ~placed)[0], member, kinds)


def _tell(matter: Matter, rows: Rows, text: Text, **more: Objects) -> None:
    table = matter.plan.unplaced
    columns = {"person": objects(table["person_id"])[rows], "kind": objects(table["kind"])[rows], **more}
    matter.findings.rows("UNPLACED", text, ("person", "kind"), columns)


def _reasons(matter: Matter, rows: Rows, member: Ints, kinds: Ints) -> None:
    said = objects(matter.plan.unplaced["reason"])
    right = said.copy()
    for alike, reason in first_reasons(matter, rows, member, kinds):
        right[alike] = reason
    wrong = np.flatnonzero(right != said)
    _tell(
        matter,
        wrong,
        Text(
            "unplaced.csv: {person}, {kind}: the first reason that is true is {right}, not {said}",
            "unplaced.csv：{person} 的 {kind}：首个成立的原因是 {right}，而非 {said}",
        ),
        right=right[wrong],
        said=said[wrong],
    )


def first_reasons(matter: Matter, rows: Rows, member: Ints, kinds: Ints) -> Iterable[tuple[list[int], str]]:
    """(rows, reason) of unplaced rows; members of the same branch, group and absences are looked at together, and once
    where their own sessions leave them the same."""
    if not len(rows):
        return
    given, candidates = matter.given, Candidates(matter)
    who = member[rows]
    keys = pd.DataFrame(
        {
            "kind": kinds[rows],
            "branch": given.member_branch[who],
            "group": given.member_group[who],
            "absence": candidates.member_absence[who],
        }
    )
    cases = _cases(matter, who, kinds[rows])
    for key, places in keys.groupby(list(keys.columns)).indices.items():
        kind, branch, group, absence = (int(k) for k in np.asarray(key))
        alike: dict[_Case, list[int]] = {}
        for place in np.asarray(places).tolist():
            alike.setdefault(cases[place], []).append(int(rows[place]))
        reasons = _of_cohort(matter, candidates, kind, branch, group, absence, list(alike))
        yield from zip(alike.values(), reasons, strict=True)


def _cases(matter: Matter, who: Ints, kinds: Ints) -> list[_Case]:
    """What each unplaced member attends and lectures in: his study's date, and his locked and held sessions."""
    s, plan = matter.sessions, matter.plan
    at = pd.Index(np.unique(who))
    ids = matter.given.member_ids.to_numpy(dtype=object)[at.to_numpy()]
    attending = at.get_indexer(pd.Index(plan.attendee))
    lecturing = position(pd.Index(ids), s.lecturer_ids)
    session = np.concatenate([plan.attended[attending >= 0], np.flatnonzero(lecturing >= 0)])
    person = np.concatenate([attending[attending >= 0], lecturing[lecturing >= 0]])
    attends = np.arange(len(person)) < int((attending >= 0).sum())
    of_person: dict[int, list[tuple[int, bool]]] = {}
    for p, i, there in zip(person.tolist(), session.tolist(), attends.tolist(), strict=True):
        of_person.setdefault(p, []).append((i, there))
    nothing = _Case()
    return [
        _case(matter, of_person[p], kind) if p in of_person else nothing
        for p, kind in zip(at.get_indexer(pd.Index(who)).tolist(), kinds.tolist(), strict=True)
    ]


def _case(matter: Matter, own: list[tuple[int, bool]], kind: int) -> _Case:
    """What one member's own sessions leave him. own: (session, whether he attends it, else lectures)."""
    s = matter.sessions
    studies = [int(s.day[i]) for i, there in own if there and s.kind[i] == STUDY]
    locked = [(i, there) for i, there in own if s.status[i] != STATUSES.index("planned")]
    return _Case(
        min(studies, default=NEVER),
        tuple(int(s.day[i]) for i, there in locked if there and s.kind[i] != kind),
        tuple((int(s.start[i]), int(s.end[i])) for i, _ in locked),
    )


def _of_cohort(
    matter: Matter, candidates: Candidates, kind: int, branch: int, group: int, absence: int, cases: list[_Case]
) -> list[str]:
    """The reason of each case. Narrow the candidates of one cohort until they serve everybody in it or none is left to
    look at."""
    given = matter.given
    post = int(given.group_post[group]) if group >= 0 else OTHER
    may_leave = group < 0 or given.max_away[group] > 0
    venue, lectured = False, False
    enough = np.zeros(len(candidates.starts[kind].day), dtype=bool)
    waiting = list(cases)
    free = bool(candidates.free(group, absence, kind, 0).any())
    for audience in candidates.audiences(branch, group, post, kind) if free else ():
        lecturer = candidates.lecturer(audience.scope, kind)
        for τ, site, venues in candidates.sites(audience, branch):
            mask = candidates.any_open(venues, kind) & candidates.free(group, absence, kind, τ)
            venue |= bool(mask.any())
            mask = mask & lecturer
            lectured |= bool(mask.any())
            if may_leave and mask.any():
                enough |= mask & candidates.gathers(audience, kind, site)
                waiting = [case for case in waiting if not _left(matter, candidates, kind, case, enough).any()]
            if not waiting:
                break
    return [_reason(matter, candidates, kind, case, enough, (free, venue, lectured)) for case in cases]


def _reason(
    matter: Matter, candidates: Candidates, kind: int, case: _Case, enough: Bools, passed: tuple[bool, bool, bool]
) -> str:
    """The first reason that is true. enough: starts that pass F, V, L and T; passed: whether any pass F, V and L."""
    free, venue, lectured = passed
    unlocked = _unlocked(matter, candidates, kind, case)
    if case.locked_days and not _keeps_gap(matter, kind, case, candidates.dates).any():
        return "LOCKED"
    if enough.any() and not (enough & unlocked).any():
        return "LOCKED"
    for is_there, reason in (
        (free, "NO_FREE_TIME"),
        (venue, "NO_VENUE"),
        (lectured, "NO_LECTURER"),
        (enough.any(), "TOO_FEW"),
    ):
        if not is_there:
            return reason
    if kind == DISCUSSION and case.study_day == NEVER:
        return "NO_STUDY"
    return "CONTENTION" if _left(matter, candidates, kind, case, enough).any() else "NO_GAP"


def _keeps_gap(matter: Matter, kind: int, case: _Case, day: Ints) -> Bools:
    """bool (n,): whether each date keeps the gap to the locked and held sessions of the other kind that he attends."""
    gap, kept = matter.given.settings.session.gap_days, np.ones(len(day), dtype=bool)
    for locked in case.locked_days:
        kept &= day >= locked + gap if kind == DISCUSSION else day <= locked - gap
    return kept


def _unlocked(matter: Matter, candidates: Candidates, kind: int, case: _Case) -> Bools:
    """Test K: starts that his own locked and held sessions leave him."""
    starts = candidates.starts[kind]
    mask = _keeps_gap(matter, kind, case, starts.day)
    for start, end in case.locked_times:
        mask &= (starts.end <= start) | (starts.start >= end)
    return mask


def _left(matter: Matter, candidates: Candidates, kind: int, case: _Case, enough: Bools) -> Bools:
    """What is left of `enough` by test K and by test G, which leaves all where he attends no study."""
    late = candidates.starts[kind].day >= case.study_day + matter.given.settings.session.gap_days
    return enough & _unlocked(matter, candidates, kind, case) & late
