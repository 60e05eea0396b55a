"""What the quarter brings with it: absences, topics, theme days, sit-ins of earlier quarters."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from turnout.instances.generating.catalogue import words
from turnout.instances.generating.leaders import Leaders
from turnout.instances.generating.people import People
from turnout.instances.generating.sizes import apportion
from turnout.instances.generating.world import Rows, World
from turnout.models.tables import WEEKDAYS

AWAY, AWAY_ALL_QUARTER, LEADERS_AWAY = 0.03, 0.001, 0.05
NO_THEME_DAY, WEEKDAY_THEME = 0.3, 0.4
QUOTA = 100


def make_absences(world: World, people: People, leaders: Leaders) -> pd.DataFrame:
    """Three members in a hundred are away for some days, very few all the quarter; leaders for a conference or so."""
    rng = world.rng("absences")
    first, last = np.datetime64(world.settings.start), np.datetime64(world.settings.end)
    draw = rng.random(len(people.person_id))
    few = np.flatnonzero(draw < AWAY)
    long = np.sort(np.argsort(draw)[len(draw) - round(AWAY_ALL_QUARTER * len(draw)) :])
    others = [str(row[0]) for row in (*leaders.supervisors, *leaders.lecturers)]
    others = sorted(set(others) - set(people.person_id[few]) - set(people.person_id[long]))
    chosen = np.array(others, dtype=object)[rng.random(len(others)) < LEADERS_AWAY]
    who = np.concatenate([people.person_id[few], chosen])
    span = int((last - first).astype(int))
    begin = first + rng.integers(0, span - 2, len(who)).astype("timedelta64[D]")
    end = begin + rng.integers(0, 10, len(who)).astype("timedelta64[D]")
    start_text, end_text = begin.astype(str).astype(object), end.astype(str).astype(object)
    by_hour = rng.random(len(who)) < 0.1
    start_text[by_hour] += " 08:00"
    end_text[by_hour] += " 18:00"
    return pd.DataFrame({
        "person_id": np.concatenate([who, people.person_id[long]]),
        "start": np.concatenate([start_text, np.full(len(long), str(first), dtype=object)]),
        "end": np.concatenate([end_text, np.full(len(long), str(last), dtype=object)]),
    })  # fmt: skip


def theme_days(world: World) -> list[str]:
    """Each branch's theme Party day: a weekday, a day of the month, or none."""
    draw = world.rng("theme").random((len(world.branches.code), 2))
    return [
        "" if a < NO_THEME_DAY else WEEKDAYS[int(5 * b)] if a < NO_THEME_DAY + WEEKDAY_THEME else str(1 + int(28 * b))
        for a, b in draw
    ]


def disclosures(world: World) -> list[str]:
    """Which branches may not be shown outside: more of them in defence industries."""
    draw = world.rng("disclosure").random(len(world.branches.code))
    limit = np.array([i.restricted for i in world.industry])[world.branches.enterprise]
    return ["restricted" if d < m else "normal" for d, m in zip(draw, limit, strict=True)]


def make_topics(world: World) -> Rows:
    """Topics of both kinds for every enterprise; some committees and branches have their own discussions."""
    rng = world.rng("topics")
    study, discussion = words()["study_topics"], words()["discussion_topics"]
    rows: Rows = []
    for node in world.tree.nodes:
        if node.parent < 0:
            rows.append((node.code, "study", study[int(rng.integers(len(study)))]))
        if node.parent < 0 or rng.random() < 0.12:
            rows.append((node.code, "discussion", discussion[int(rng.integers(len(discussion)))]))
    for b in np.flatnonzero(rng.random(len(world.branches.code)) < 0.02):
        rows.append((world.branches.code[b], "discussion", discussion[int(rng.integers(len(discussion)))]))
    return rows


def make_visits_done(world: World, leaders: Leaders) -> Rows:
    """Sit-ins of the year's earlier quarters: lowest committees about their share, those above part of their quota."""
    quarter, year = world.settings.quarter_number, world.settings.year
    if quarter == 1:
        return []
    rng, nodes = world.rng("visits"), world.tree.nodes
    first = dt.date(year, 1, 1)
    days = (world.settings.start - first).days
    dates = [d for d in (first + dt.timedelta(days=k) for k in range(days)) if d.weekday() < 5]
    part = (quarter - 1) / 4
    quota = _quota_shares(world)
    bounds = _spans_under(world)
    rows: Rows = []
    for owner, (low, high) in sorted(world.spans.items()):
        under = np.arange(*bounds[owner])
        above = nodes[owner].role in ("root", "unit") and len(under) > high - low
        wanted = quota[owner] if above else max(quota[owner], high - low)
        count = min(round(wanted * part * (0.8 + 0.25 * rng.random())), len(under))
        who = leaders.of[owner]
        for b in np.sort(rng.choice(under, count, replace=False)):
            date = dates[int(rng.integers(len(dates)))].isoformat()
            person = who[int(rng.integers(len(who)))] if rng.random() < 0.9 else ""
            rows.append((world.branches.code[b], nodes[owner].code, person, date))
    return rows


def _spans_under(world: World) -> dict[int, tuple[int, int]]:
    """For each committee the range of all branches under it: the tree's order keeps them together."""
    nodes = world.tree.nodes
    spans = dict(world.spans)
    for node in reversed(nodes):
        if node.role == "general" or node.parent < 0:
            continue
        low, high = spans[node.number]
        before = spans[node.parent]
        spans[node.parent] = min(low, before[0]), max(high, before[1])
    return spans


def _quota_shares(world: World) -> dict[int, int]:
    """Each committee's part of its level's hundred branches a year, by the branches under it."""
    spans = _spans_under(world)
    levels: dict[tuple[int, int], list[int]] = {}
    for owner in world.spans:
        node = world.tree.nodes[owner]
        levels.setdefault((node.enterprise, node.depth), []).append(owner)
    shares: dict[int, int] = {}
    for owners in levels.values():
        size = np.array([spans[o][1] - spans[o][0] for o in owners], dtype=float)
        parts = apportion(min(QUOTA, int(size.sum())), size, np.zeros(len(owners), dtype=np.int64))
        shares.update({o: int(p) for o, p in zip(owners, parts, strict=True)})
    return shares
