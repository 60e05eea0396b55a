"""Even shares: a team ends with ⌈visits / supervisors⌉ as the share of each, and what goes above it costs. One case for
each share that it may end with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from turnout.scheduler.sit_ins.part import IntArray, Part

LARGEST_SHARE = 5
"""Shares up to which a case of its own is made; beyond, nothing is charged for going above."""


@dataclass(frozen=True)
class Case:
    """Visits of one team numbering from `fewest` to `most`. share: the even share that goes with it; 0 where nothing is
    charged for going above it."""

    team: int
    share: int
    fewest: int
    most: int


def cases_of(part: Part, team: int, capacity: int) -> list[Case]:
    """All cases of a team, one of which every plan is in. capacity: visits that its supervisors can make together."""
    supervisors = int(part.team_sup[team + 1] - part.team_sup[team])
    if supervisors <= 1 or not part.prices.imbalance:
        return [Case(team, 0, 0, capacity)]
    shares = range(1, min(-(-capacity // supervisors), LARGEST_SHARE) + 1)
    cases = [Case(team, m, (m - 1) * supervisors + (m > 1), min(m * supervisors, capacity)) for m in shares]
    beyond = len(shares) * supervisors + 1
    return [*cases, Case(team, 0, beyond, capacity)] if beyond <= capacity else cases or [Case(team, 0, 0, capacity)]


@dataclass(frozen=True)
class Patterns:
    """Ways to load one supervisor with trips. trips: (n, longest) how many of each length 1…longest; above: (n,) visits
    above the share."""

    trips: IntArray
    above: IntArray


@lru_cache(maxsize=256)
def patterns(share: int, longest: int) -> Patterns:
    """The loads that matter: those with exactly the share, and those above it that no trip can leave without falling
    below.

    Any load of trips comes down to a part of one of these by taking away trips that lie wholly above the share, each of
    which costs its own length.
    """
    found: list[tuple[list[int], int]] = []

    def extend(rest: list[int], most: int) -> None:
        """All loads of the trips `rest`, less than the share, and a shortest one."""
        shortest = min(rest, default=longest)
        found.extend((_counts([*rest, k], longest), sum(rest) + k - share) for k in range(1, shortest + 1))
        for k in range(1, min(most, share - 1 - sum(rest)) + 1):
            extend([*rest, k], k)

    extend([], longest)
    kept = sorted((counts, above) for counts, above in found if above >= 0)
    return Patterns(
        np.array([c for c, _ in kept], dtype=np.int64).reshape(-1, longest),
        np.array([a for _, a in kept], dtype=np.int64),
    )


def _counts(lengths: list[int], longest: int) -> list[int]:
    return [lengths.count(k) for k in range(1, longest + 1)]


def supervisor_price(case: Case, by_length: IntArray, imbalance: int) -> int:
    """The least σ for which loads of trips worth `by_length` are worth at most imbalance·(visits above the share) + σ.

    by_length: worth of a trip of 1, 2, … visits, none above imbalance times its length.
    """
    loads = patterns(case.share, len(by_length))
    return max(0, int((loads.trips @ by_length - imbalance * loads.above).max(initial=0)))
