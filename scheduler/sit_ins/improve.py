"""Large-neighbourhood search: the visits of one or a few committees are planned anew, exactly, all others standing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from turnout.scheduler.sit_ins.cost import value
from turnout.scheduler.sit_ins.model import solve
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Visits, covered, restrict
from turnout.scheduler.sit_ins.piece import replan
from turnout.scheduler.sit_ins.trips import all_trips, classes_of

PIECE_AT_MOST = 6_000
"""Trips by supervisor up to which a piece is planned anew."""


def improve(
    part: Part, visits: Visits, effort: float, rounds: int, seed: int, stop: Callable[[], bool] | None
) -> Visits:
    """Better visits, or the same. rounds: sweeps over all committees; a sweep that brings nothing is the last."""
    seen: dict[int, bytes] = {}
    for _ in range(rounds):
        before = value(part, visits)
        for team in range(part.teams):
            if stop and stop():
                return visits
            visits = again(part, visits, np.array([team]), effort, seed, seen)
        if value(part, visits) == before:
            break
    return visits


def again(
    part: Part, visits: Visits, teams: IntArray, effort: float, seed: int, seen: dict[int, bytes] | None = None
) -> Visits:
    """The visits with those of some teams planned anew, if that is better.

    seen: by first team, what was left to it last time; nothing is done where that has not changed.
    """
    ours = np.isin(part.sup_team()[visits.sup], teams)
    piece, sups, rows = residual(part, Visits(visits.sup[~ours], visits.row[~ours]), teams)
    if seen is not None:
        left = _digest(piece, rows)
        if seen.get(int(teams[0])) == left:
            return visits
        seen[int(teams[0])] = left
    classes = classes_of(piece)
    trips, _ = all_trips(piece, classes, PIECE_AT_MOST)
    if not len(trips):
        return visits
    back_sup, back_row = np.full(len(part.sup), -1), np.full(part.rows, -1)
    back_sup[sups], back_row[rows] = np.arange(len(sups)), np.arange(len(rows))
    start = Visits.of(back_sup[visits.sup[ours]], back_row[visits.row[ours]])
    short = value(piece, start)[:2]
    if any(short):
        new = solve(piece, classes, trips, start, effort, seed).visits
    else:
        new, _ = replan(piece, classes, trips, start, effort, seed)
    if value(piece, new) >= value(piece, start):
        return visits
    return Visits.of(
        np.concatenate([visits.sup[~ours], sups[new.sup]]), np.concatenate([visits.row[~ours], rows[new.row]])
    )


def residual(part: Part, fixed: Visits, teams: IntArray) -> tuple[Part, IntArray, IntArray]:
    """What the fixed visits of other teams leave to `teams`: discussions nobody visits (V2), branches and items not
    yet covered.

    Returns the part, and the old numbers of its supervisors and rows.
    """
    branches, items = covered(part, fixed)
    need1 = np.maximum(part.need1 - np.bincount(part.cover_unit[branches], minlength=len(part.need1)), 0)
    need2 = np.maximum(part.need2 - np.bincount(part.quota_unit[items], minlength=len(part.need2)), 0)
    rows = np.isin(part.row_team(), teams) & ~_taken(part, fixed)
    return restrict(part, teams, rows, need1, need2, ~branches, ~items)


def _digest(piece: Part, rows: IntArray) -> bytes:
    """What tells one residual of the same teams from another: rows, credits, and the needs of the units they serve."""
    needs = piece.need1[piece.cover_unit], piece.need2[piece.quota_unit]
    arrays = (rows, piece.cover_at, piece.cover, piece.quota_at, piece.quota, *needs)
    return hashlib.sha256(b"|".join(np.ascontiguousarray(a).tobytes() for a in arrays)).digest()


def _taken(part: Part, fixed: Visits) -> BoolArray:
    """Rows of discussions that somebody visits already."""
    seen = np.unique(part.row_disc[fixed.row])
    result: BoolArray = np.isin(part.row_disc, seen)
    return result
