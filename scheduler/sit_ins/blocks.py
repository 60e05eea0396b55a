"""Teams that are worth planning anew together: a committee with those under it, as many as a small model can take."""

from __future__ import annotations

import numpy as np

from turnout.scheduler.sit_ins.part import IntArray, Part


def blocks_of(part: Part, weight: IntArray, most: int) -> list[IntArray]:
    """Sets of teams, each sorted, that together hold every team.

    weight: of each team, what it adds to a model's size. A committee stands with all teams under it where they weigh no
    more than `most`; else with one bundle of them after the other, and those above see it alone.
    """
    order = np.lexsort((np.arange(part.teams), np.diff(part.team_row)))
    above = _nearest_above(part)
    bundles: dict[int, list[tuple[int, list[int]]]] = {}
    found: list[list[int]] = []
    for t in order.tolist():  # smaller ones first: those under a committee come before it
        below = bundles.pop(t, [])
        whole = int(weight[t]) + sum(w for w, _ in below)
        if whole > most and below:
            found += [[t, *teams] for teams in _packed(below, most - int(weight[t]))]
            bundle = int(weight[t]), [t]
        else:
            bundle = whole, [t, *(u for _, teams in below for u in teams)]
        if above[t] < 0:
            found.append(bundle[1])
        else:
            bundles.setdefault(int(above[t]), []).append(bundle)
    return [np.array(sorted(teams), dtype=np.int64) for teams in found]


def _packed(bundles: list[tuple[int, list[int]]], most: int) -> list[list[int]]:
    """Bundles put together in order, each lot within `most` where a single one is."""
    lots: list[list[int]] = []
    room = 0
    for weight, teams in bundles:
        if not lots or weight > room:
            lots.append([])
            room = most
        lots[-1] += teams
        room -= weight
    return lots


def _nearest_above(part: Part) -> IntArray:
    """Of each team, the smallest one that may visit more, the team's first discussion among it; -1 for none.

    Committees are nested, so those that may visit one discussion lie above each other; equal ones by number.
    """
    rows = np.diff(part.team_row)
    team = part.row_team()
    order = np.lexsort((team, rows[team], part.row_disc))
    sorted_team, sorted_disc = team[order], part.row_disc[order]
    next_up = np.full(len(order), -1, dtype=np.int64)
    same = sorted_disc[1:] == sorted_disc[:-1]
    next_up[:-1][same] = sorted_team[1:][same]
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    result: IntArray = np.full(part.teams, -1, dtype=np.int64)
    some = np.flatnonzero(rows > 0)
    result[some] = next_up[back[part.team_row[:-1][some]]]
    return result
