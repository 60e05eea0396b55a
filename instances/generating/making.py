"""Makes a whole instance in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import numpy as np
import pandas as pd

from turnout.instances.generating.catalogue import IntArray, industries
from turnout.instances.generating.crews import NO_GROUP, Posts, make_posts
from turnout.instances.generating.joint import add_joint_groups
from turnout.instances.generating.layout import place_branches, seat_nodes, site_branches
from turnout.instances.generating.leaders import Leaders, make_leaders
from turnout.instances.generating.people import People, make_people
from turnout.instances.generating.records import (
    disclosures,
    make_absences,
    make_topics,
    make_visits_done,
    theme_days,
)
from turnout.instances.generating.rooms import make_travel, make_venues
from turnout.instances.generating.sizes import Block, SizeError, apportion, blocks, branch_sizes
from turnout.instances.generating.tree import Tree, grow
from turnout.instances.generating.world import TIGHTNESS, Rows, World
from turnout.models import Settings, Text
from turnout.models.tables import TABLES

Tightness = Literal["loose", "normal", "tight"]


def make(
    *,
    stage: int | None = None,
    enterprises: int | None = None,
    branches: int | None = None,
    members: int | None = None,
    tightness: Tightness = "normal",
    seed: int = 1,
    quarter: str = "2026Q1",
) -> dict[str, pd.DataFrame]:
    """The tables of a seeded instance that looks like the real thing, by name, as they are written.

    stage: 1 (12 enterprises of the five pilot groups), 2 (28 enterprises, all industries, 1,290,000 members) or 3
    (all 98 enterprises). enterprises, branches, members: numbers to make exactly; what is not given is the stage's,
    or without a stage that of one enterprise with 24 branches. tightness: of venues and lecturers; with `normal`
    nearly everybody can be placed. Cells are text or whole numbers, blanks "". Equal arguments give equal tables.
    Raises SizeError where the numbers contradict each other, and ValueError for an unknown tightness or quarter.
    """
    if tightness not in TIGHTNESS:
        raise ValueError(f"tightness is one of {', '.join(TIGHTNESS)}, not {tightness!r}")
    if stage not in (None, 1, 2, 3):
        raise SizeError(Text(f"there is no stage {stage}: 1, 2 or 3", f"没有第 {stage} 阶段：只有 1、2、3"))
    settings = Settings(quarter=quarter, seed=seed)
    world = _found(settings, blocks(stage, enterprises, branches, members, seed), tightness)
    seat_nodes(world)
    site_branches(world)
    posts = make_posts(world)
    add_joint_groups(world, posts)
    people = make_people(world, posts)
    leaders = make_leaders(world, posts, people)
    return _tables(world, posts, people, leaders)


def _found(settings: Settings, parts: list[Block], tightness: str) -> World:
    """The enterprises with their committees and the sizes of their branches."""
    rng = np.random.default_rng(np.random.SeedSequence([settings.seed, 0]))
    tree, sizes, industry, stage = Tree(), [], [], []
    count = sum(len(p.industry) for p in parts)
    width = max(2, len(str(count)))
    for block in parts:
        weight = np.exp((0.08 if block.stage == "1" else 0.4) * rng.standard_normal(len(block.industry)))
        least = min(16, block.branches // len(weight))
        shares = apportion(block.branches, weight, np.full(len(weight), least, dtype=np.int64))
        for number, share in zip(block.industry, shares, strict=True):
            industry.append(industries()[number])
            stage.append(block.stage)
            grow(tree, rng, len(industry) - 1, f"E{len(industry):0{width}d}", int(share))
        sizes.append(branch_sizes(rng, block.branches, block.members))
    placed = place_branches(tree, industry, np.concatenate(sizes), rng)
    return World(settings.seed, tightness, settings, tree, industry, stage, placed)


def _frame(table: str, rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[c.name for c in TABLES[table].columns])


def _tables(world: World, posts: Posts, people: People, leaders: Leaders) -> dict[str, pd.DataFrame]:
    """Every table that has rows, in the usual order."""
    venues, closures = make_venues(world)
    found = {
        "committees": _committees(world),
        "branches": _branches(world),
        "groups": _frame("groups", posts.groups),
        "shifts": _shifts(posts),
        "roster": _frame("roster", posts.roster),
        "windows": _frame("windows", posts.windows),
        "members": _members(world, posts, people),
        "absences": make_absences(world, people, leaders),
        "venues": _frame("venues", venues),
        "closures": _frame("closures", closures),
        "lecturers": _frame("lecturers", leaders.lecturers),
        "lecturer_windows": _frame("lecturer_windows", leaders.windows),
        "supervisors": _frame("supervisors", leaders.supervisors),
        "travel": _frame("travel", make_travel(world)),
        "topics": _frame("topics", make_topics(world)),
        "visits_done": _frame("visits_done", make_visits_done(world, leaders)),
    }
    sites = world.sites
    found["sites"] = pd.DataFrame({
        "site_id": sites.code, "name": sites.name, "longitude": sites.longitude, "latitude": sites.latitude,
    })  # fmt: skip
    return {name: found[name] for name in TABLES if name in found and len(found[name])}


def _committees(world: World) -> pd.DataFrame:
    nodes, rows = world.tree.nodes, []
    for node in nodes:
        root = node.parent < 0
        rows.append((
            node.code,
            world.seats.name[node.number],
            "" if root else nodes[node.parent].code,
            world.sites.code[world.seats.site[node.number]],
            "general_branch" if node.role == "general" else "committee",
            "",
            world.industry[node.enterprise].name if root else "",
            world.stage[node.enterprise] if root else "",
        ))  # fmt: skip
    return _frame("committees", cast(Rows, rows))


def _branches(world: World) -> pd.DataFrame:
    branches = world.branches
    return pd.DataFrame({
        "branch_id": branches.code,
        "name": branches.name,
        "committee_id": _taken([n.code for n in world.tree.nodes], branches.node),
        "site_id": _taken(world.sites.code, branches.site),
        "theme_day": theme_days(world),
        "disclosure": disclosures(world),
    })  # fmt: skip


def _taken(texts: Sequence[str], rows: IntArray) -> np.ndarray:
    """Texts by row number, (rows,) object; the texts themselves are shared."""
    table = np.empty(len(texts), dtype=object)
    table[:] = texts
    return table[rows]


def _members(world: World, posts: Posts, people: People) -> pd.DataFrame:
    groups = [*(str(row[0]) for row in posts.groups), ""]
    assert NO_GROUP == -1, "stands for the last entry"
    return pd.DataFrame({
        "person_id": people.person_id,
        "name": people.name,
        "branch_id": _taken(world.branches.code, people.branch),
        "group_id": _taken(groups, people.group),
    })  # fmt: skip


def _shifts(posts: Posts) -> pd.DataFrame:
    hours = {code: span for _, rota in sorted(posts.used.items()) for code, span in rota.shifts.items()}
    return _frame("shifts", [(code, *span) for code, span in sorted(hours.items(), key=lambda row: row[1])])
