"""What the visits of other teams leave to some teams: a part of its own, with the way back."""

from __future__ import annotations

import hashlib

import numpy as np

from turnout.scheduler.sit_ins.part import IntArray, Part, Visits, covered, restrict
from turnout.scheduler.sit_ins.trips import Classes, Trips, classes_of


class Residual:
    """The problem of some teams, sorted, all other visits standing.

    Gone are discussions that somebody visits (V2), branches and items that are covered, and needs that are met. part:
    what is left. classes: its supervisors by home. start: the teams' visits so far, in its numbers.
    """

    def __init__(self, part: Part, visits: Visits, teams: IntArray) -> None:
        ours = np.isin(part.sup_team()[visits.sup], teams)
        self._fixed = Visits(visits.sup[~ours], visits.row[~ours])
        branches, items = covered(part, self._fixed)
        need1 = np.maximum(part.need1 - np.bincount(part.cover_unit[branches], minlength=len(part.need1)), 0)
        need2 = np.maximum(part.need2 - np.bincount(part.quota_unit[items], minlength=len(part.need2)), 0)
        taken = np.isin(part.row_disc, part.row_disc[self._fixed.row])
        rows = np.isin(part.row_team(), teams) & ~taken
        self.part, self._sups, self._rows = restrict(part, teams, rows, need1, need2, ~branches, ~items)
        self._row = np.full(part.rows + 1, -1, dtype=np.int64)
        self._row[self._rows] = np.arange(len(self._rows))
        self._teams = teams
        self.classes: Classes = classes_of(self.part)
        sup = np.full(len(part.sup), -1, dtype=np.int64)
        sup[self._sups] = np.arange(len(self._sups))
        self.start = Visits.of(sup[visits.sup[ours]], self._row[visits.row[ours]])

    def trips(self, trips: Trips, classes: Classes) -> Trips:
        """Those of the whole part's trips that these teams can still make, in the numbers of what is left."""
        ours = np.isin(classes.team, self._teams)
        rows = np.where(trips.rows >= 0, self._row[trips.rows], -1)
        possible = ours[trips.cls] & np.all((rows >= 0) == (trips.rows >= 0), axis=1)
        number = np.cumsum(ours) - 1
        return Trips(number[trips.cls], trips.size, rows, trips.cost).take(np.flatnonzero(possible))

    def joined(self, visits: Visits) -> Visits:
        """All other teams' visits, and these teams' as given."""
        return Visits.of(
            np.concatenate([self._fixed.sup, self._sups[visits.sup]]),
            np.concatenate([self._fixed.row, self._rows[visits.row]]),
        )

    def digest(self) -> bytes:
        """What tells one residual of the same teams from another: rows, credits, needs of the units they serve."""
        part = self.part
        needs = part.need1[part.cover_unit], part.need2[part.quota_unit]
        arrays = (self._rows, part.cover_at, part.cover, part.quota_at, part.quota, *needs)
        return hashlib.sha256(b"|".join(np.ascontiguousarray(a).tobytes() for a in arrays)).digest()
