"""Every set of visits of a small instance, tried one by one straight from the tables. Knows nothing of the
scheduler."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from turnout.models import Instance

FAR = 10**9
Visit = tuple[str, str]


def _instant(date: str, minute: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{date}T{minute}")


class World:
    """The tables of an instance and a timetable as dictionaries, and what the rules say about single visits."""

    def __init__(self, instance: Instance, sessions: pd.DataFrame, attendance: pd.DataFrame) -> None:
        rows = {name: frame.to_dict("records") for name, frame in instance.tables.items()}
        self.settings = instance.settings
        self.committees: dict[str, Any] = {r["committee_id"]: r for r in rows["committees"]}
        self.branches: dict[str, Any] = {r["branch_id"]: r for r in rows["branches"]}
        self.sites: dict[str, Any] = {r["site_id"]: r for r in rows["sites"]}
        self.venue_site = {r["venue_id"]: r["site_id"] for r in rows["venues"]}
        self.lead = {r["group_id"]: r["lead_branch_id"] for r in rows["groups"]}
        self.branch_of = {r["person_id"]: r["branch_id"] for r in rows["members"]}
        self.members = Counter(self.branch_of.values())
        self.supervisors: dict[str, Any] = {r["person_id"]: r for r in rows["supervisors"]}
        self.table = {(r["from_site"], r["to_site"]): int(r["minutes"]) for r in rows["travel"]}
        self.sessions: dict[str, Any] = {r["session_id"]: r for r in sessions.to_dict("records")}
        self.spans = {
            s: (_instant(r["date"], r["start"]), _instant(r["date"], r["end"])) for s, r in self.sessions.items()
        }
        self.session_site = {s: str(self.venue_site[r["venue_id"]]) for s, r in self.sessions.items()}
        self.hosts = {
            s: str(r["audience_id"] if r["audience_type"] == "branch" else self.lead[r["audience_id"]])
            for s, r in self.sessions.items()
            if r["kind"] == "discussion"
        }
        self.attending: dict[str, set[str]] = defaultdict(set)
        for row in attendance.to_dict("records"):
            self.attending[row["session_id"]].add(row["person_id"])
        self.absences = [
            (r["person_id"], r["start"].to_pydatetime(), r["end"].to_pydatetime()) for r in rows["absences"]
        ]
        self.done = [(r["branch_id"], r["committee_id"], r["date"].year) for r in rows["visits_done"]]

    def span(self, session: str) -> tuple[dt.datetime, dt.datetime]:
        return self.spans[session]

    def year(self, session: str) -> int:
        return self.spans[session][0].year

    def site(self, session: str) -> str:
        return self.session_site[session]

    def host(self, session: str) -> str:
        return self.hosts[session]

    def minutes(self, a: str, b: str) -> int:
        if a == b:
            return 0
        if (a, b) in self.table:
            return self.table[a, b]
        if (b, a) in self.table:
            return self.table[b, a]
        p, q = self.sites[a], self.sites[b]
        place = [math.radians(x) for x in (p["longitude"], p["latitude"], q["longitude"], q["latitude"])]
        if any(math.isnan(x) for x in place):
            return FAR
        h = math.sin((place[3] - place[1]) / 2) ** 2
        h += math.cos(place[1]) * math.cos(place[3]) * math.sin((place[2] - place[0]) / 2) ** 2
        km = 2 * 6371 * math.asin(math.sqrt(h))
        return math.ceil((15 + 1.35 * km if km <= 120 else 120 + 0.36 * km if km <= 1200 else 240 + 0.09 * km) - 1e-9)

    def above(self, branch: str) -> list[str]:
        chain, at = [], self.branches[branch]["committee_id"]
        while at:
            chain.append(at)
            at = self.committees[at]["parent_id"]
        return chain

    def level(self, committee: str) -> int:
        parent = self.committees[committee]["parent_id"]
        return 1 + (self.level(parent) if parent else 0)

    def root(self, committee: str) -> str:
        parent = self.committees[committee]["parent_id"]
        return self.root(parent) if parent else committee

    def parent_committee(self, branch: str) -> str:
        return next(c for c in self.above(branch) if self.committees[c]["kind"] == "committee")

    def covers(self, session: str) -> set[str]:
        present = Counter(self.branch_of[p] for p in self.attending[session])
        return {self.host(session)} | {b for b, n in present.items() if 2 * n > self.members[b]}

    def may(self, person: str, session: str) -> bool:
        """V1, V5, the supervisor's own times of V3, and V7 against earlier visits. Whether he gets there depends on his
        day: between two visits at a place he may go on to one that cannot be reached from his home."""
        supervisor, host = self.supervisors[person], self.host(session)
        if supervisor["committee_id"] not in self.above(host) or self.branch_of.get(person) == host:
            return False
        if (host, supervisor["committee_id"], self.year(session)) in self.done:
            return False
        begin, end = self.span(session)
        if any(p == person and a < end and begin < b for p, a, b in self.absences):
            return False
        for other, row in self.sessions.items():
            if person in self.attending[other] or row["lecturer_id"] == person:
                a, b = self.span(other)
                if a < end and begin < b:
                    return False
        return True

    def site_of_day(self, home: str, day: list[str]) -> int:
        stops = [home, *(self.site(s) for s in day), home]
        return sum(self.minutes(a, b) for a, b in itertools.pairwise(stops))

    def days(self, visits: list[Visit]) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for person, session in sorted(visits, key=lambda v: self.span(v[1])):
            found[person, self.sessions[session]["date"]].append(session)
        return found

    def legal(self, visits: list[Visit]) -> bool:
        """V2 is in the enumeration; V3 between visits, V4 and V7 among the plan's visits."""
        committees = Counter((self.supervisors[p]["committee_id"], self.host(s), self.year(s)) for p, s in visits)
        made = Counter(p for p, _ in visits)
        if any(n > 1 for n in committees.values()) or any(
            n > self.supervisors[p]["max_visits"] for p, n in made.items()
        ):
            return False
        for (person, _), day in self.days(visits).items():
            home = self.supervisors[person]["site_id"]
            if len(day) > self.supervisors[person]["max_visits_per_day"]:
                return False
            if self.minutes(home, self.site(day[0])) >= FAR or self.minutes(self.site(day[-1]), home) >= FAR:
                return False
        for person in made:
            mine = sorted((s for p, s in visits if p == person), key=self.span)
            for a, b in itertools.pairwise(mine):
                if (self.span(b)[0] - self.span(a)[1]) / dt.timedelta(minutes=1) < self.minutes(
                    self.site(a), self.site(b)
                ):
                    return False
        return True

    def targets(self) -> Iterator[tuple[str, str, int, set[str], set[str], int]]:
        """(target, scope, level, branches, committees whose visits count, required) of every target."""
        sit_in, q = self.settings.sit_in, self.settings.quarter_number
        share = Fraction(q, 4) if sit_in.pace == "even" else Fraction(int(q == 4))
        alive = {b for b in self.branches if self.members[b]}
        for c in sorted({self.parent_committee(b) for b in alive}):
            under = {b for b in alive if self.parent_committee(b) == c}
            yield "coverage", c, self.level(c), under, set(self.committees), math.ceil(share * len(under))
        true = {c for c, row in self.committees.items() if row["kind"] == "committee"}
        if sit_in.quota_scope == "committee":
            units = [(c, self.level(c), {c}) for c in sorted(true)]
        else:
            keys = sorted({(self.root(c), self.level(c)) for c in true})
            units = [(r, n, {c for c in true if (self.root(c), self.level(c)) == (r, n)}) for r, n in keys]
        for scope, level, ours in units:
            given = self.committees[scope]["sit_in_quota"]
            quota = sit_in.quota if pd.isna(given) else int(given)
            under = {b for b in alive if ours & set(self.above(b))}
            yield "quota", scope, level, under, ours, math.ceil(share * min(quota, len(under)))

    def shortfalls(self, visits: list[Visit]) -> dict[tuple[str, str, int], int]:
        year = self.settings.year
        seen = [
            (self.supervisors[p]["committee_id"], b) for p, s in visits if self.year(s) == year for b in self.covers(s)
        ]
        seen += [(c, b) for b, c, y in self.done if y == year]
        return {
            (target, scope, level): max(0, required - len({b for c, b in seen if c in ours and b in under}))
            for target, scope, level, under, ours, required in self.targets()
        }

    def cost(self, visits: list[Visit]) -> int:
        weight, days = self.settings.sit_in, self.days(visits)
        minutes = sum(self.site_of_day(self.supervisors[p]["site_id"], day) for (p, _), day in days.items())
        excess = 0
        made = Counter(p for p, _ in visits)
        for c in self.committees:
            team = [p for p, row in self.supervisors.items() if row["committee_id"] == c]
            whole = sum(made[p] for p in team)
            excess += sum(max(0, made[p] - math.ceil(Fraction(whole, len(team)))) for p in team)
        return (
            weight.visit * len(visits)
            + weight.day * len(days)
            + weight.travel_minute * minutes
            + weight.imbalance * excess
        )

    def value(self, visits: list[Visit]) -> tuple[int, int, int]:
        short = self.shortfalls(visits)
        lines = [sum(n for (target, _, _), n in short.items() if target == kind) for kind in ("coverage", "quota")]
        return lines[0], lines[1], self.cost(visits)

    def role(self, visits: list[Visit], visit: Visit) -> str:
        committee, host, year = self.supervisors[visit[0]]["committee_id"], self.host(visit[1]), self.year(visit[1])
        others = {
            self.supervisors[p]["committee_id"] for p, s in visits if self.year(s) == year and host in self.covers(s)
        }
        others |= {c for b, c, y in self.done if b == host and y == year}
        return "fallback" if self.parent_committee(host) == committee and others <= {committee} else "quota"

    def plans(self) -> Iterator[list[Visit]]:
        """Every legal set of visits; V2: each discussion has one supervisor or none."""
        talks = sorted(s for s, row in self.sessions.items() if row["kind"] == "discussion")
        options = [[p for p in sorted(self.supervisors) if self.may(p, s)] for s in talks]

        def extend(k: int, visits: list[Visit]) -> Iterator[list[Visit]]:
            if k == len(talks):
                if self.legal(visits):
                    yield list(visits)
                return
            yield from extend(k + 1, visits)
            for p in options[k]:
                yield from extend(k + 1, [*visits, (p, talks[k])])

        yield from extend(0, [])

    def best(self) -> tuple[int, int, int]:
        return min(self.value(v) for v in self.plans())
