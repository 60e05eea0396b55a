"""One part of the sit-in problem as arrays: supervisors, the discussions they may visit, and what is still to be
covered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from turnout.scheduler.travel import Travel

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Prices:
    """Cost weights of visits: per visit, supervisor-day, travel minute, and visit above the committee's even share."""

    visit: int
    day: int
    travel_minute: int
    imbalance: int


@dataclass(frozen=True)
class Part:
    """A set of teams (a team: the supervisors of one committee) and everything they may visit. All arrays int64.

    supervisors: sup_* of shape (S,), those of team t at `team_sup[t]:team_sup[t + 1]`. sup_site: row of the sites
    table.
    rows: one for every (team, discussion) allowed by V1 and by earlier visits (V7), those of team t at
    `team_row[t]:team_row[t + 1]`, in order of time. row_disc: number of the discussion in the whole problem (V2 binds
    rows
    of the same discussion); row_key: rows of one team with equal keys are the same host in the same year (V7).
    row_start,
    row_end: minutes since 1970-01-01; row_day: days since then; row_site: the venue's site.
    free: bool, for team t the block `free_at[t]` onwards of shape (supervisors, rows): V3's own times and V5.
    credits: what a visit adds to targets, as compressed rows. cover: branches (T1) at `cover_at[r]:cover_at[r + 1]`,
    quota: (unit, branch) items (T2) likewise. cover_unit, quota_unit: the T1 or T2 unit of each branch or item.
    need1, need2:
    how many more distinct branches or items each unit needs.
    """

    sup: IntArray
    sup_site: IntArray
    sup_cap: IntArray
    sup_daily: IntArray
    team: IntArray
    team_sup: IntArray
    team_row: IntArray
    row_disc: IntArray
    row_key: IntArray
    row_start: IntArray
    row_end: IntArray
    row_day: IntArray
    row_site: IntArray
    free: BoolArray
    free_at: IntArray
    cover: IntArray
    cover_at: IntArray
    cover_unit: IntArray
    quota: IntArray
    quota_at: IntArray
    quota_unit: IntArray
    need1: IntArray
    need2: IntArray
    prices: Prices
    travel: Travel

    @property
    def weight(self) -> int:
        """How much there is to plan: its rows."""
        return len(self.row_disc)

    @property
    def teams(self) -> int:
        """How many teams there are."""
        return len(self.team)

    @property
    def rows(self) -> int:
        """How many (team, discussion) pairs there are."""
        return len(self.row_disc)

    def row_team(self) -> IntArray:
        """The team of every row, shape (rows,)."""
        return np.repeat(np.arange(self.teams), np.diff(self.team_row))

    def sup_team(self) -> IntArray:
        """The team of every supervisor, shape (S,)."""
        return np.repeat(np.arange(self.teams), np.diff(self.team_sup))

    def team_free(self, team: int) -> BoolArray:
        """The free block of one team, shape (its supervisors, its rows)."""
        sups = int(self.team_sup[team + 1] - self.team_sup[team])
        rows = int(self.team_row[team + 1] - self.team_row[team])
        at = int(self.free_at[team])
        return self.free[at : at + sups * rows].reshape(sups, rows)


@dataclass(frozen=True)
class Visits:
    """Visits of one part: supervisor and row numbers, element by element, sorted by supervisor and row."""

    sup: IntArray
    row: IntArray

    @staticmethod
    def of(sup: npt.ArrayLike, row: npt.ArrayLike) -> Visits:
        """Visits in canonical order."""
        s, r = np.asarray(sup, dtype=np.int64).reshape(-1), np.asarray(row, dtype=np.int64).reshape(-1)
        order = np.lexsort((r, s))
        return Visits(s[order], r[order])

    def __len__(self) -> int:
        return len(self.sup)


def slices(at: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Positions of the compressed-row entries of `rows`, and for each the index into `rows` it belongs to."""
    counts = at[rows + 1] - at[rows]
    owner = np.repeat(np.arange(len(rows)), counts)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(at[rows], counts) + offset, owner


def pick(at: IntArray, values: IntArray, rows: IntArray, keep: BoolArray | None = None) -> tuple[IntArray, IntArray]:
    """Compressed rows of a selection; `keep`, by value, drops entries. Returns (new at, new values)."""
    position, owner = slices(at, rows)
    chosen = values[position]
    if keep is not None:
        mask = keep[chosen]
        chosen, owner = chosen[mask], owner[mask]
    new_at = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=len(rows)), out=new_at[1:])
    return new_at, chosen


def covered(part: Part, visits: Visits) -> tuple[BoolArray, BoolArray]:
    """Which branches and which quota items the visits cover: bool arrays over `cover_unit` and `quota_unit`."""
    branches = np.zeros(len(part.cover_unit), dtype=bool)
    items = np.zeros(len(part.quota_unit), dtype=bool)
    branches[part.cover[slices(part.cover_at, visits.row)[0]]] = True
    items[part.quota[slices(part.quota_at, visits.row)[0]]] = True
    return branches, items


def shortfalls(part: Part, visits: Visits) -> tuple[IntArray, IntArray]:
    """Shortfall of every T1 and of every T2 unit under the visits."""
    branches, items = covered(part, visits)
    got1 = np.bincount(part.cover_unit[branches], minlength=len(part.need1))
    got2 = np.bincount(part.quota_unit[items], minlength=len(part.need2))
    return np.maximum(part.need1 - got1, 0), np.maximum(part.need2 - got2, 0)


def restrict(
    part: Part,
    teams: IntArray,
    rows: BoolArray,
    need1: IntArray,
    need2: IntArray,
    cover_open: BoolArray,
    quota_open: BoolArray,
) -> tuple[Part, IntArray, IntArray]:
    """The part cut to some teams and rows, with numbers made dense again.

    teams: sorted. rows: bool over all rows, only those of `teams` may be set. cover_open, quota_open: what still
    gives credit.
    Returns the new part and the old numbers of its supervisors and rows.
    """
    sups = np.concatenate([np.arange(part.team_sup[t], part.team_sup[t + 1]) for t in teams] or [np.zeros(0, np.int64)])
    kept = [np.flatnonzero(rows[part.team_row[t] : part.team_row[t + 1]]) for t in teams]
    numbers = np.concatenate(
        [k + part.team_row[t] for k, t in zip(kept, teams, strict=True)] or [np.zeros(0, np.int64)]
    )
    free = [part.team_free(int(t))[:, k].reshape(-1) for k, t in zip(kept, teams, strict=True)]
    cover_at, cover = pick(part.cover_at, part.cover, numbers, cover_open & (need1[part.cover_unit] > 0))
    quota_at, quota = pick(part.quota_at, part.quota, numbers, quota_open & (need2[part.quota_unit] > 0))
    branches, cover = np.unique(cover, return_inverse=True)
    items, quota = np.unique(quota, return_inverse=True)
    new = replace(
        part,
        sup=part.sup[sups], sup_site=part.sup_site[sups], sup_cap=part.sup_cap[sups], sup_daily=part.sup_daily[sups],
        team=part.team[teams],
        team_sup=_starts(np.diff(part.team_sup)[teams]),
        team_row=_starts(np.array([len(k) for k in kept], dtype=np.int64)),
        row_disc=part.row_disc[numbers], row_key=part.row_key[numbers], row_start=part.row_start[numbers],
        row_end=part.row_end[numbers], row_day=part.row_day[numbers], row_site=part.row_site[numbers],
        free=np.concatenate(free or [np.zeros(0, dtype=bool)]),
        free_at=_starts(np.array([len(f) for f in free], dtype=np.int64))[:-1],
        cover=cover, cover_at=cover_at, cover_unit=part.cover_unit[branches],
        quota=quota, quota_at=quota_at, quota_unit=part.quota_unit[items],
        need1=need1, need2=need2,
    )  # fmt: skip
    return new, sups, numbers


def _starts(counts: IntArray) -> IntArray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
