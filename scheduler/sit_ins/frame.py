"""Trips as columns: what each costs, adds to the needs, and takes of what only one can have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.chains import Chains
from turnout.scheduler.sit_ins.needs import Credits, Needs, needs_of
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, slices
from turnout.scheduler.sit_ins.shares import Case, cases_of
from turnout.scheduler.sit_ins.trips import Classes, Trips

EXACT = 1 << 16
"""Prices are rounded to fractions with this denominator, so that bounds are worked out in whole numbers."""


@dataclass(frozen=True)
class Frame:
    """The trips of a part and the rows they stand in. Trips of team t: `team_at[t]:team_at[t + 1]`.

    talk, host: (rows + 1,) number of the discussion (V2) and of the host for the team (V7) of every row of the part;
    the last entry, for the padding of trips, is one number beyond. group: (trips,) number of (class, day); room,
    group_class: of each group. often: (items,) whether a team can cover it by visits to several hosts. cases: of every
    team. chains: of the teams whose trips are not all listed; None where there are none.
    """

    part: Part
    classes: Classes
    trips: Trips
    needs: Needs
    credit: Credits
    team_at: IntArray
    talk: IntArray
    host: IntArray
    group: IntArray
    room: IntArray
    group_class: IntArray
    often: BoolArray
    cases: list[list[Case]]
    chains: Chains | None

    @property
    def longest(self) -> int:
        """The most visits of a trip."""
        return max(int(self.trips.rows.shape[1]), self.chains.longest if self.chains else 1)

    @property
    def talks(self) -> int:
        """How many discussions there are."""
        return int(self.talk[-1])

    @property
    def hosts(self) -> int:
        """How many hosts there are, one for each team that may visit it."""
        return int(self.host[-1])

    def of_team(self, team: int) -> slice:
        """The trips of one team."""
        return slice(int(self.team_at[team]), int(self.team_at[team + 1]))

    def touched(self, team: int) -> IntArray:
        """The rows of needs that visits of a team add to."""
        credit, rows = self.credit, self.of_team(team)
        if self.chains is not None and self.chains.teams[team]:
            credit, rows = self.chains.visits, slice(int(self.part.team_row[team]), int(self.part.team_row[team + 1]))
        return np.unique(credit.row[credit.at[rows.start] : credit.at[rows.stop]])

    def cheapest_visit(self, team: int) -> int:
        """No visit of a team costs less, its share of the day included; rounded down."""
        if self.chains is not None and self.chains.teams[team]:
            return self.part.prices.visit + self.part.prices.day // self.longest
        mine = self.of_team(team)
        return int((self.trips.cost[mine] // self.trips.size[mine]).min())


def frame_of(part: Part, classes: Classes, trips: Trips, thinned: BoolArray, need1: IntArray, need2: IntArray) -> Frame:
    """The frame of trips sorted by class and day, all there are but for the teams that are `thinned`.

    need1, need2: what is asked, in place of the part's needs.
    """
    needs, credit = needs_of(part, need1, need2, trips.rows)
    _, talk = np.unique(part.row_disc, return_inverse=True)
    keys = np.stack([part.row_team(), part.row_key])
    _, host = np.unique(keys, axis=1, return_inverse=True)
    first_day = int(part.row_day.min(initial=0))
    days = int(part.row_day.max(initial=0)) - first_day + 1
    day = part.row_day[trips.rows[:, 0]] - first_day if len(trips) else trips.cls
    groups, group = np.unique(trips.cls * days + day, return_inverse=True)
    team = classes.team[trips.cls]
    capacity = np.bincount(classes.team, weights=classes.cap, minlength=part.teams).astype(np.int64)
    chains = Chains(part, classes, needs, thinned) if thinned.any() else None
    padded = _padded(host)
    return Frame(
        part, classes, trips, needs, credit, np.searchsorted(team, np.arange(part.teams + 1)),
        _padded(talk), padded, group, classes.count[groups // days], groups // days,
        _often(part, padded, len(needs.unit_of)), [cases_of(part, t, int(capacity[t])) for t in range(part.teams)],
        chains,
    )  # fmt: skip


def _padded(numbers: IntArray) -> IntArray:
    flat = numbers.reshape(-1).astype(np.int64)
    return np.concatenate([flat, [int(flat.max(initial=-1)) + 1]])


def _often(part: Part, host: IntArray, items: int) -> BoolArray:
    found = np.zeros(items, dtype=bool)
    for at, covered, first in ((part.cover_at, part.cover, 0), (part.quota_at, part.quota, len(part.cover_unit))):
        position, owner = slices(at, np.arange(part.rows))
        pairs = np.unique(np.stack([part.row_team()[owner], covered[position] + first, host[owner]]), axis=1)
        same = (pairs[0, 1:] == pairs[0, :-1]) & (pairs[1, 1:] == pairs[1, :-1])
        found[pairs[1, 1:][same]] = True
    return found
