"""Small random instances with supervisors, visits made earlier and topics on top of everything else."""

from __future__ import annotations

import datetime as dt
import random

from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small

LARGEST = 120


def visited(seed: int, largest: int = LARGEST) -> Raw:
    """The small instance of one seed, and who sits in on its discussions."""
    raw, rng = small(seed, largest), random.Random(f"visits {seed}")
    committees = [row["committee_id"] for row in raw["committees"] if row.get("kind", "committee") == "committee"]
    sites = [row["site_id"] for row in raw["sites"]]
    branches = [row["branch_id"] for row in raw["branches"]]
    members = [row["person_id"] for row in raw["members"]]
    lecturers = [row["person_id"] for row in raw["lecturers"]]
    first = dt.date.fromisoformat(raw.settings["start_date"])
    people: list[str] = []
    for i in range(rng.choice((1, 2, 3, 4))):
        person = rng.choice(
            members if rng.random() < 0.3 else lecturers if rng.random() < 0.2 and lecturers else [f"U{i}"]
        )
        if person in people:
            continue
        people.append(person)
        raw.add("supervisors", person_id=person, name=f"supervisor {i}", committee_id=rng.choice(committees),
                site_id=rng.choice(sites), max_visits=rng.choice((0, 1, 2, 12, 12)),
                max_visits_per_day=rng.choice((1, 2, 3, 3)))  # fmt: skip
    for person in rng.sample(people, rng.choice((0, 0, 1))):
        day = first + dt.timedelta(days=rng.randrange(14))
        raw.add("absences", person_id=person, start=day, end=day + dt.timedelta(days=rng.choice((0, 5))))
    for _ in range(rng.choice((0, 0, 1, 2))):
        raw.add("visits_done", branch_id=rng.choice(branches), committee_id=rng.choice(committees),
                date=rng.choice((f"{first.year - 1}-12-31", f"{first.year}-01-01")))  # fmt: skip
    scopes = [*branches, *(row["committee_id"] for row in raw["committees"])]
    for scope in rng.sample(scopes, min(len(scopes), rng.choice((0, 1, 2)))):
        raw.add("topics", scope_id=scope, kind=rng.choice(("study", "discussion")), title=f"on {scope}")
    for row in raw["committees"]:
        if rng.random() < 0.2:
            row["sit_in_quota"] = str(rng.choice((0, 1, 3)))
    raw.settings["sit_in"] = {
        "quota": rng.choice((1, 2, 100)),
        "quota_scope": rng.choice(("level", "committee")),
        "pace": rng.choice(("even", "even", "year_end")),
        "visit": rng.choice((0, 60)),
        "day": rng.choice((0, 120)),
        "travel_minute": rng.choice((0, 1)),
        "imbalance": rng.choice((0, 30)),
    }
    return raw
