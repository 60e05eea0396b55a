"""How many sessions an audience could hold at the most where its starts are few."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.columns import Offers
from turnout.scheduler.timetable.grid import Grid, in_a_row
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground

BoolArray = npt.NDArray[np.bool_]
FEW_STARTS = 160
"""Beyond so many starts there are sessions enough for any audience."""
PLENTY = 10**6
Slots = Callable[[int, int], BoolArray]
"""(venue, kind) or (lecturer, site) -> (slots,) bool: when it is there."""


def most_sessions(
    ground: Ground,
    audience: Audience,
    given: Sequence[Sequence[Offers]],
    venue: Slots | None = None,
    lecturer: Slots | None = None,
) -> tuple[int, int]:
    """By kind, the most sessions for which there are venues (H4) and, for studies, lecturers (H7); PLENTY where starts
    are many.

    A venue, and a lecturer wherever he is, holds one session after the other, each as early as it can be (interval
    scheduling: the greedy choice is the most). given: offers by kind. venue, lecturer: when they are there, as far as
    nothing occupies them; by default as if nothing did.
    """
    venue = venue or ground.venues.open_slots
    lecturer = lecturer or (lambda who, site: ground.lecturers.slots(who))
    result = []
    for kind in (0, 1):
        grid, offers = ground.grids[kind], given[kind]
        if sum(int((o.seats > 0).sum()) for o in offers) > FEW_STARTS:
            result.append(PLENTY)
            continue
        most = _in_venues(ground, audience, offers, kind, venue)
        if kind == STUDY and ground.lecturer_required:
            most = min(most, _by_lecturers(ground, audience, offers, grid, lecturer))
        result.append(most)
    return result[0], result[1]


def _in_venues(ground: Ground, audience: Audience, offers: Sequence[Offers], kind: int, venue: Slots) -> int:
    sites, count = ground.sites(audience), 0
    for offer in offers:
        for row in sites[offer.site].tolist():
            if ground.venues.capacity[row] >= ground.settings.session.min_batch:
                count += in_a_row(ground.grids[kind], (offer.seats > 0) & venue(row, kind))
    return count


def _by_lecturers(ground: Ground, audience: Audience, offers: Sequence[Offers], grid: Grid, lecturer: Slots) -> int:
    count = 0
    for who in ground.lecturers.of(audience.committee).tolist():
        there = np.zeros(grid.size, dtype=bool)
        for offer in offers:
            there |= (offer.seats > 0) & lecturer(who, offer.site)
        count += min(in_a_row(grid, there), int(ground.lecturers.max_sessions[who]))
    return count
