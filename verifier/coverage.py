"""What visits cover (V6), the targets of coverage (T1) and quota (T2), and each visit's role."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pandas as pd

from turnout.models.text import Text
from turnout.verifier.given import Bools, Ints, Objects, day_numbers, objects, position, value_at
from turnout.verifier.matter import Matter

KEY = ["target", "scope_id", "level"]
NUMBERS = ["branches", "required", "achieved", "shortfall"]


class Coverage:
    """Which committee covers which branch in the year of the plan's end, by the plan's visits and those made
    earlier."""

    def __init__(self, matter: Matter) -> None:
        self._matter = matter
        given = matter.given
        self._counted = np.flatnonzero(given.branch_size > 0)  # a branch without members takes no part

    @cached_property
    def covers(self) -> tuple[Ints, Ints]:
        """V6: a visit covers the host branch, and every branch with more than half of its members in that session.

        Sessions, and the branches that a visit to them covers, each pair once.
        """
        given, plan, s = self._matter.given, self._matter.plan, self._matter.sessions
        known, many = self._matter.known, max(len(given.branch_ids), 1)
        keys, present = np.unique(
            plan.attended[known] * many + given.member_branch[plan.attendee[known]], return_counts=True
        )
        most = keys[2 * present > given.branch_size[keys % many]]
        hosts = np.flatnonzero(s.host >= 0)
        pairs = np.union1d(most, hosts * many + s.host[hosts])
        return pairs // many, pairs % many

    def covered_by_visits(self) -> tuple[Ints, Ints]:
        """Rows of `visits` and branches covered, each pair once. Of several visits to one session, which V2 forbids,
        the first counts."""
        session, branch = self.covers
        visit = np.full(len(self._matter.sessions), -1, np.int64)
        visited = self._matter.plan.visited
        visit[visited[::-1]] = np.arange(len(visited))[::-1]
        there = visit[session] >= 0
        return visit[session[there]], branch[there]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Columns committee, branch, year: every (committee, branch) covered, by the plan's visits and all made
        earlier."""
        given, plan, s = self._matter.given, self._matter.plan, self._matter.sessions
        visit, branch = self.covered_by_visits()
        done = given.instance["visits_done"]
        day = np.concatenate([s.day[plan.visited[visit]], day_numbers(done["date"])])
        table = pd.DataFrame(
            {
                "committee": np.concatenate(
                    [value_at(given.supervisor_committee, plan.visitor[visit]), given.tree.index(done["committee_id"])]
                ),
                "branch": np.concatenate([branch, position(given.branch_ids, objects(done["branch_id"]))]),
                "year": day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970,
            }
        )
        return table.loc[(table["committee"] >= 0) & (table["branch"] >= 0)].drop_duplicates()

    @cached_property
    def of_the_year(self) -> pd.DataFrame:
        """Those of `pairs` that count for the targets: of the year of the plan's end, of branches with members."""
        table = self.pairs.loc[self.pairs["year"] == self._matter.given.settings.year]
        counted: pd.DataFrame = table.loc[self._matter.given.branch_size[table["branch"].to_numpy()] > 0]
        return counted

    def share(self, number: int) -> int:
        """⌈f·number⌉ with f = q/4 for an even pace, and 1 or 0 for one that counts at the year's end."""
        settings = self._matter.given.settings
        quarters = settings.quarter_number if settings.sit_in.pace == "even" else 4 * (settings.quarter_number == 4)
        return -(-quarters * number // 4)

    def t1_rows(self) -> list[tuple[str, str, int, int, int, int]]:
        """T1: of the branches whose nearest committee it is, each committee sees its share covered by anybody's visit.

        (target, scope_id, level, branches, required, achieved) for each committee with branches.
        """
        given, tree = self._matter.given, self._matter.given.tree
        parent = given.branch_parent
        n = np.bincount(parent[self._counted][parent[self._counted] >= 0], minlength=len(tree.ids))
        covered = np.unique(self.of_the_year["branch"].to_numpy(dtype=np.int64))
        got = np.bincount(parent[covered][parent[covered] >= 0], minlength=len(tree.ids))
        return [
            ("coverage", str(tree.names[c]), int(tree.level[c]), int(n[c]), self.share(int(n[c])), int(got[c]))
            for c in np.flatnonzero(n > 0)
        ]

    def t2_rows(self) -> list[tuple[str, str, int, int, int, int]]:
        """T2: each level of committees of an enterprise, or each committee, covers its share of its quota of the
        branches under it. Rows as of `t1_rows`."""
        given, tree = self._matter.given, self._matter.given.tree
        own = given.instance["committees"]["sit_in_quota"].astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
        by_level = given.settings.sit_in.quota_scope == "level"
        scope = [int(tree.root[c]) if by_level else c for c in range(len(tree.ids))]
        under = {
            c: [a for a in tree.upwards(c) if tree.sits_in[a]]
            for c in np.unique(given.branch_committee).tolist()
            if c >= 0
        }
        n: dict[tuple[int, int], int] = {
            (scope[c], int(tree.level[c])): 0 for c in np.flatnonzero(tree.sits_in).tolist()
        }
        sizes = np.bincount(given.branch_committee[self._counted], minlength=len(tree.ids))
        for committee, above in under.items():
            for a in above:
                n[scope[a], int(tree.level[a])] += int(sizes[committee])
        covered: set[tuple[int, int, int]] = set()
        year = self.of_the_year
        for visitor, branch in zip(year["committee"].tolist(), year["branch"].tolist(), strict=True):
            key = (scope[visitor], int(tree.level[visitor]))
            if tree.sits_in[visitor] and key in {
                (scope[a], int(tree.level[a])) for a in under[int(given.branch_committee[branch])]
            }:
                covered.add((*key, branch))
        got = pd.Series([key[:2] for key in covered], dtype=object).value_counts().to_dict()
        rows = []
        for (place, level), number in sorted(n.items()):
            quota = int(own[place]) if own[place] >= 0 else given.settings.sit_in.quota
            rows.append(
                (
                    "quota",
                    str(tree.names[place]),
                    level,
                    number,
                    self.share(min(quota, number)),
                    int(got.get((place, level), 0)),
                )
            )
        return rows

    @cached_property
    def rows(self) -> pd.DataFrame:
        """coverage.csv as it should be, but for the reasons; in the order of its keys."""
        table = pd.DataFrame(sorted([*self.t1_rows(), *self.t2_rows()]), columns=[*KEY, *NUMBERS[:3]])
        table["shortfall"] = (table["required"] - table["achieved"]).clip(lower=0).astype("int64")
        return table

    @cached_property
    def said(self) -> pd.DataFrame:
        """coverage.csv as written."""
        return self._matter.plan.coverage.astype(dict.fromkeys(("level", *NUMBERS), "int64"))

    def shortfall(self, target: str) -> int:
        """Total shortfall of `coverage` (T1) or `quota` (T2)."""
        return int(self.rows.loc[self.rows["target"] == target, "shortfall"].sum())


def coverage_claims(matter: Matter, coverage: Coverage) -> None:
    """T1, T2: every row of coverage.csv is there once, says what is so, and gives a reason exactly where there is a
    shortfall."""
    right, said = coverage.rows, coverage.said
    twice = said.duplicated(KEY).to_numpy()
    once = said.loc[~twice]
    found = {key: row for row, key in enumerate(_keys(once))}
    at = np.array([found.pop(key, -1) for key in _keys(right)], dtype=np.int64)
    extra, there, spoken = once.iloc[list(found.values())], right.loc[at >= 0], once.iloc[at[at >= 0]]
    blank, short = (spoken["reason"] == "").to_numpy(), (there["shortfall"] > 0).to_numpy()
    for table, which, text in (
        (said, twice, Text("stands there twice", "重复出现")),
        (right, at < 0, Text("is missing", "缺失")),
        (extra, ~_of_nobody(matter, extra), Text("is no target", "不是应有的指标")),
        (there, blank & short, Text("has a shortfall without a reason", "有缺口但没有写明原因")),
        (there, ~blank & ~short, Text("gives a reason without a shortfall", "没有缺口却写了原因")),
    ):
        if which.any():
            _tell(matter, "COVERAGE", table.loc[which], text)
    for column in NUMBERS:
        true, claimed = (table[column].to_numpy(dtype=np.int64) for table in (there, spoken))
        wrong = true != claimed
        if not wrong.any():
            continue
        for target, rule in (("coverage", "T1"), ("quota", "T2")):
            off = wrong & (there["target"] == target).to_numpy()
            what = Text(f"{column} is {{right}}, not {{said}}", f"{column} 应为 {{right}}，而非 {{said}}")
            _tell(matter, rule, there.loc[off], what, right=true[off], said=claimed[off])


def _keys(table: pd.DataFrame) -> Iterator[tuple[str, str, int]]:
    return zip(*(table[column].tolist() for column in KEY), strict=True)


def _of_nobody(matter: Matter, rows: pd.DataFrame) -> Bools:
    """bool (n,): coverage rows, all zeros, of committees whose branches are all without members: such rows may stand
    or be left out."""
    if rows.empty:
        return np.zeros(0, dtype=bool)
    given, tree = matter.given, matter.given.tree
    committee = tree.index(rows["scope_id"])
    parents = np.isin(committee, given.branch_parent) & (committee >= 0)
    right = parents & (value_at(tree.level, committee) == rows["level"].to_numpy())
    nothing = (rows[NUMBERS] == 0).all(axis=1) & (rows["reason"] == "")
    result: Bools = right & (rows["target"] == "coverage").to_numpy() & nothing.to_numpy()
    return result


def _tell(matter: Matter, rule: str, table: pd.DataFrame, what: Text, **more: np.ndarray) -> None:
    columns = {
        "target": objects(table["target"]),
        "scope": objects(table["scope_id"]),
        "level": table["level"].to_numpy(),
    }
    text = Text(
        f"coverage.csv, {{target}} of {{scope}}, level {{level}}: {what.en}",
        f"coverage.csv 中 {{scope}} 第 {{level}} 级的 {{target}} 行：{what.zh}",
    )
    matter.findings.rows(rule, text, ("target", "scope", "level"), {**columns, **more})


def roles(matter: Matter, coverage: Coverage) -> None:
    """ROLE: a visit is `fallback` if its committee is the host's nearest one and no other covers the host that year,
    else `quota`."""
    plan, s = matter.plan, matter.sessions
    right, said = right_roles(matter, coverage), objects(plan.visits["role"])
    rows = np.flatnonzero((plan.visitor >= 0) & (s.host[plan.visited] >= 0) & (right != said))
    matter.findings.rows(
        "ROLE",
        Text(
            "visit of {person} to {session}: its role is {right}, not {said}",
            "{person} 列席 {session}：角色应为 {right}，而非 {said}",
        ),
        ("session", "person"),
        {
            "session": s.ids[plan.visited[rows]],
            "person": objects(plan.visits["person_id"])[rows],
            "right": right[rows],
            "said": said[rows],
        },
    )


def right_roles(matter: Matter, coverage: Coverage) -> Objects:
    """The role that each visit should have."""
    given, plan, s = matter.given, matter.plan, matter.sessions
    own, host = value_at(given.supervisor_committee, plan.visitor), s.host[plan.visited]
    year = s.day[plan.visited].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    visitors = coverage.pairs.groupby(["branch", "year"])["committee"].nunique().rename("visitors").reset_index()
    visits = pd.DataFrame({"branch": host, "year": year}).merge(visitors, how="left", on=["branch", "year"])
    alone = visits["visitors"].to_numpy() == 1
    fallback = (own >= 0) & (own == value_at(given.branch_parent, host)) & alone
    return np.where(fallback, "fallback", "quota").astype(object)
