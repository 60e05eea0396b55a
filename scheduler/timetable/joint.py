"""Joint studies of a committee in the bound: how many members each branch sends, to how many sessions, and where.

A joint session is held at one place. With m of them, at the sites S, everybody sent pays at least his cheapest way to
one of S, and they seat m times what the largest session at one of S can take. For one and for two sessions all sets of
sites are looked at, for more of them everybody is taken to find one at his cheapest place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.alone import NEVER, Pattern, Send
from turnout.scheduler.timetable.columns import columns, offers
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground
from turnout.scheduler.timetable.prices import Prices

IntArray = npt.NDArray[np.int64]
NO_WAY = Send(-1, NEVER)
MOST_SITES = 8
"""Sites of which pairs are looked at; with more, two sessions may be anywhere."""


@dataclass(frozen=True)
class Place:
    """A site as the only one of joint sessions. seats: most members one session there takes. more: (homes,) what each
    member sent there costs more than at his cheapest site, at least; NEVER where nobody of that home can go there.
    lecturer: price of the lecturer of a session, at least."""

    seats: int
    more: IntArray
    lecturer: int = 0


@dataclass(frozen=True)
class Room:
    """What a joint session can be: its seats, the cost per cohort, the price of its lecturer."""

    seats: int
    cost: dict[int, int]
    lecturer: int


@dataclass(frozen=True)
class Wide:
    """What a committee's joint studies offer: the way in per cohort, and by site (kinds: by kind of start) the most
    members a session takes and the cost per cohort that is free."""

    sends: dict[int, Send]
    sites: list[Room]
    kinds: list[Room]

    def places(self, homes: Sequence[Sequence[int]], rooms: list[Room]) -> list[Place]:
        """The sites, or kinds of starts, as the home audiences with these cohorts see them, without those that another
        is as good as."""
        found = []
        for room in rooms:
            more = [min((self._more(c, room.cost) for c in cohorts), default=NEVER) for cohorts in homes]
            found.append(Place(room.seats, np.array(more, dtype=np.int64), room.lecturer))
        kept: list[Place] = []
        for place in sorted(found, key=lambda p: (int(p.more.sum()), p.lecturer, -p.seats)):
            if not any(
                k.seats >= place.seats and k.lecturer <= place.lecturer and (k.more <= place.more).all() for k in kept
            ):
                kept.append(place)
        return kept

    def _more(self, cohort: int, cost: dict[int, int]) -> int:
        """What one of the cohort pays at a site more than at his cheapest."""
        return cost[cohort] - self.sends[cohort].cost if cohort in cost else NEVER


@dataclass
class Steps:
    """Value of an audience's relaxed problem against how many members it may send: a falling staircase.

    points: (members sent at most, value) with falling values; a value holds from its number up to the next. patterns:
    the solution found for each number that was solved.
    """

    points: list[tuple[int, int]]
    patterns: dict[int, Pattern]

    def pattern(self, most: int) -> Pattern:
        """The solved pattern for the smallest number of members not below `most`."""
        return self.patterns[min(h for h in self.patterns if h >= most)]


def wide_studies(ground: Ground, audience: Audience, prices: Prices | None = None) -> Wide:
    """What a committee audience's joint studies offer its cohorts, were venues and lecturers never occupied. prices:
    of lecturers."""
    given = offers(ground, audience, STUDY, prices)
    day = ground.grids[STUDY].day
    limit = max(ground.max_batch(c) for c in audience.cohorts)
    sites: list[Room] = []
    earliest = dict.fromkeys(audience.cohorts, NEVER)
    for offer in given:
        by_cohort = {}
        for i, cohort in enumerate(audience.cohorts):
            slots = np.flatnonzero((offer.cost[i] >= 0) & (offer.seats > 0))
            if len(slots):
                by_cohort[cohort] = int(offer.cost[i, slots].min())
                earliest[cohort] = min(earliest[cohort], int(day[slots[0]]))
        if by_cohort:
            slots = np.flatnonzero(offer.seats)
            sites.append(Room(min(int(offer.seats.max(initial=0)), limit), by_cohort, int(offer.off[slots].min())))
    sends = {}
    for cohort in audience.cohorts:
        cost = min((room.cost[cohort] for room in sites if cohort in room.cost), default=NEVER)
        sends[cohort] = Send(cost, earliest[cohort]) if cost < NEVER else NO_WAY
    best = columns(ground, audience, STUDY, given).timeless()
    rows = zip(best.seats.tolist(), best.cost.tolist(), best.off.tolist(), strict=True)
    kinds = [
        Room(min(n, limit), {c: k for c, k in zip(audience.cohorts, row, strict=True) if k >= 0}, off)
        for n, row, off in rows
    ]
    return Wide(sends, sites, kinds)


def share_out(staircases: list[Steps], places: list[Place], session: int) -> tuple[int, list[int]]:
    """The least sum of values and joint sessions over how many members each audience sends and where sessions are.

    Returns the sum and the numbers sent.
    """
    best = sum(s.points[0][1] for s in staircases), [0] * len(staircases)
    if not places:
        return best
    every = _among(places)
    found = [_least(staircases, place, session, 1, 1) for place in places]
    two = combinations(places, 2) if len(places) <= MOST_SITES else ()
    found += [_least(staircases, _among(pair), session, 2, 2) for pair in two]
    found.append(_least(staircases, every, session, 3 if 1 < len(places) <= MOST_SITES else 2, NEVER))
    return min([best, *found], key=lambda each: each[0])


def _among(places: Sequence[Place]) -> Place:
    """Several sites, everybody at the one that is cheapest for him."""
    more = np.minimum.reduce([p.more for p in places])
    return Place(max(p.seats for p in places), more, min(p.lecturer for p in places))


def _least(staircases: list[Steps], place: Place, session: int, fewest: int, most: int) -> tuple[int, list[int]]:
    """The least sum with `fewest` to `most` joint sessions there, by dynamic programming over audiences."""
    most_heads = place.seats * most
    best = np.zeros(1, dtype=np.int64)
    choices: list[IntArray] = []
    for stairs, more in zip(staircases, place.more.tolist(), strict=True):
        points = [(h, v + more * h) for h, v in stairs.points if h == 0 or (more < NEVER and h <= most_heads)]
        room = min(len(best) + points[-1][0], most_heads + 1)
        grown = np.full(room, np.iinfo(np.int64).max // 4, dtype=np.int64)
        chosen = np.zeros(room, dtype=np.int64)
        for h, value in points:
            width = min(len(best), room - h)
            part = slice(h, h + width)
            better = best[:width] + value < grown[part]
            grown[part] = np.where(better, best[:width] + value, grown[part])
            chosen[part] = np.where(better, h, chosen[part])
        best = grown
        choices.append(chosen)
    heads = np.arange(len(best))
    total = best + (session + place.lecturer) * np.maximum(-(-heads // max(place.seats, 1)), fewest)
    at = int(np.argmin(total))
    value = int(total[at])
    sent = []
    for chosen in reversed(choices):
        sent.append(int(chosen[at]))
        at -= sent[-1]
    return value, sent[::-1]
