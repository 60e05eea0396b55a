"""Reasons of shortfalls in coverage.csv: each must fit a branch that the target misses.

Which of several obstacles is named is the planner's choice; that there is one of the name is not. Looked at are the
committees whose visits could count: those above the branch, for a quota only the target's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from turnout.models.text import Text
from turnout.verifier.coverage import KEY, Coverage
from turnout.verifier.given import Ints, day_numbers, objects, position, value_at
from turnout.verifier.matter import Matter
from turnout.verifier.travel import UNREACHABLE
from turnout.verifier.written import DISCUSSION


def shortfall_reasons(matter: Matter, coverage: Coverage) -> None:
    """COVERAGE: the reason given for a shortfall fits one of the branches that are missed."""
    rows = coverage.rows.merge(coverage.said[[*KEY, "reason"]], on=KEY)
    rows = rows.loc[(rows["shortfall"] > 0) & (rows["reason"] != "")]
    if rows.empty:
        return
    obstacles = Obstacles(matter, coverage)
    scopes = matter.given.tree.index(rows["scope_id"])
    wrong = [
        i
        for i, (target, level, reason) in enumerate(zip(rows["target"], rows["level"], rows["reason"], strict=True))
        if not obstacles.fits(str(target), int(scopes[i]), int(level), str(reason))
    ]
    table = rows.iloc[wrong]
    matter.findings.rows(
        "COVERAGE",
        Text(
            "coverage.csv, {target} of {scope}, level {level}: {reason} fits none of the branches missed",
            "coverage.csv 中 {scope} 第 {level} 级的 {target} 行：原因 {reason} 与未覆盖的任何党支部都不符",
        ),
        ("target", "scope", "level"),
        {
            "target": objects(table["target"]),
            "scope": objects(table["scope_id"]),
            "level": table["level"].to_numpy(),
            "reason": objects(table["reason"]),
        },
    )


Unit = tuple[str, int, int]
"""A target: coverage or quota, the position of its scope, its level."""


class Obstacles:
    """What stands in the way of covering single branches."""

    def __init__(self, matter: Matter, coverage: Coverage) -> None:
        self._matter, self._given, self._coverage = matter, matter.given, coverage
        given, plan = matter.given, matter.plan
        table = given.instance["supervisors"]
        self._most = table["max_visits"].to_numpy(dtype=np.int64)
        able = (self._most > 0) & (table["max_visits_per_day"].to_numpy(dtype=np.int64) > 0)
        self._made = np.bincount(plan.visitor[plan.visitor >= 0], minlength=len(table))
        member = position(given.member_ids, objects(table["person_id"]))
        self._own = value_at(given.member_branch, member)
        self._team: dict[int, list[int]] = defaultdict(list)
        for person in np.flatnonzero(able).tolist():
            self._team[int(given.supervisor_committee[person])].append(person)

    def fits(self, target: str, scope: int, level: int, reason: str) -> bool:
        """Whether the reason holds for one of the branches that a target misses."""
        missed = self._missed.get((target, scope, level), ())
        return any(self._holds(reason, branch, teams) for branch, teams in missed)

    @cached_property
    def _missed(self) -> dict[Unit, list[tuple[int, list[int]]]]:
        """By target, the branches that it misses, each with the committees whose supervisors could cover it."""
        given, tree = self._given, self._given.tree
        year = self._coverage.of_the_year
        missed: dict[Unit, list[tuple[int, list[int]]]] = defaultdict(list)
        counts = {
            (*self._unit(committee), branch)
            for committee, branch in zip(year["committee"], year["branch"], strict=True)
            if tree.sits_in[committee]
        }
        seen = set(year["branch"].tolist())
        for branch in np.flatnonzero(given.branch_size > 0).tolist():
            above = [c for c in tree.upwards(int(given.branch_committee[branch])) if tree.sits_in[c]]
            if above and branch not in seen:
                nearest = above[0]
                unit = ("coverage", nearest, int(tree.level[nearest]))
                missed[unit].append((branch, [c for c in above if self._team[c]]))
            for committee in above:
                unit = self._unit(committee)
                if (*unit, branch) not in counts:
                    missed[unit].append((branch, [committee] if self._team[committee] else []))
        return missed

    def _unit(self, committee: int) -> Unit:
        """The quota that a committee's visits count for."""
        tree = self._given.tree
        by_level = self._given.settings.sit_in.quota_scope == "level"
        return "quota", int(tree.root[committee]) if by_level else committee, int(tree.level[committee])

    @cached_property
    def _talks(self) -> dict[int, list[int]]:
        """The discussions of the year that counts which cover a branch, visited or not."""
        s, year = self._matter.sessions, self._given.settings.year
        session, branch = self._coverage.covers
        when = s.day[session].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        found: dict[int, list[int]] = defaultdict(list)
        counted = (s.kind[session] == DISCUSSION) & (when == year)
        for i, b in zip(session[counted].tolist(), branch[counted].tolist(), strict=True):
            found[b].append(i)
        return found

    @cached_property
    def _done(self) -> set[tuple[int, int]]:
        """(committee, host) visited in the year that counts, before this plan."""
        given, done = self._given, self._given.instance["visits_done"]
        year = day_numbers(done["date"]).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        committee, host = given.tree.index(done["committee_id"]), position(given.branch_ids, objects(done["branch_id"]))
        return set(zip(committee[year == given.settings.year].tolist(), host[year == given.settings.year].tolist(),
                       strict=True))  # fmt: skip

    def _holds(self, reason: str, branch: int, teams: list[int]) -> bool:
        if reason == "NO_SUPERVISOR" or not teams:
            return reason == "NO_SUPERVISOR" and not teams
        pairs = [(talk, p) for talk in self._talks.get(branch, ()) for p in self._may_visit(talk, teams)]
        if reason == "NO_DISCUSSION" or not pairs:
            return reason == "NO_DISCUSSION" and not pairs
        talk, person = (np.array(x, dtype=np.int64) for x in zip(*pairs, strict=True))
        own = self._own[person] == self._matter.sessions.host[talk]
        if reason == "OWN_BRANCH":
            return bool(own.any())
        if reason == "UNREACHABLE":
            return bool((~own & self._no_way(talk, person)).any())
        used_up = self._made[person] >= self._most[person]
        return bool((~own & used_up).any() if reason == "NO_CAPACITY" else (~own).any())

    def _may_visit(self, talk: int, teams: list[int]) -> Iterator[int]:
        """Supervisors whose committee may visit the discussion, other visits of the plan aside (V1, V7)."""
        host = int(self._matter.sessions.host[talk])
        above = self._given.tree.upwards(int(self._given.branch_committee[host]))
        for committee in teams:
            if committee in above and (committee, host) not in self._done:
                yield from self._team[committee]

    def _no_way(self, talk: Ints, person: Ints) -> np.ndarray:
        given = self._given
        place = value_at(given.venue_site, self._matter.sessions.venue[talk])
        home = given.supervisor_site[person]
        return given.travel.minutes(home, place) >= UNREACHABLE  # there is a way back where there is one there
