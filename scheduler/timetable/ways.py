"""Lecturers' ways (H7): which two sessions of one lecturer cannot follow one another, and what may lie between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from turnout.scheduler.travel import Travel

Spot = tuple[int, int, int]
"""A lecturer at work: begin and end in absolute minutes, row of the site."""


def hurried(travel: Travel, spots: list[Spot]) -> Iterator[tuple[Spot, Spot, list[Spot]]]:
    """Pairs of spots, the earlier first, with less time between them than the way takes; and the spots between them.

    Only consecutive sessions need time for the way, so that a hurried pair may stand if others lie between, and the way
    over those takes less time than the direct one. The spots between are those reached in time from the earlier of the
    pair; none where even the shortest detour, lectures on it included, would take too long.
    """
    ordered = sorted(spots)
    shortest = _shortest(travel, ordered)
    for one, two in combinations(ordered, 2):
        pause = two[0] - one[1]
        if 0 <= pause < travel.between(one[2], two[2]):
            between = []
            if pause >= shortest[one[2], two[2]]:
                inside = [k for k in ordered if one[1] <= k[0] and k[1] <= two[0] and k not in (one, two)]
                between = [k for k in inside if k[0] - one[1] >= travel.between(one[2], k[2])]
            yield one, two, between


def _shortest(travel: Travel, spots: list[Spot]) -> dict[tuple[int, int], int]:
    """Least minutes from the end of a session at one site to the begin of one at another, over any sites and sessions
    between (Floyd–Warshall)."""
    sites = sorted({site for _, _, site in spots})
    lecture = min((end - begin for begin, end, _ in spots), default=0)
    least = {(a, b): travel.between(a, b) for a in sites for b in sites}
    for via in sites:
        for a in sites:
            for b in sites:
                least[a, b] = min(least[a, b], least[a, via] + lecture + least[via, b])
    return least
