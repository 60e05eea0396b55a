"""What lecturers can supply: classes of them that are there at the same times, and which are there when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.grid import in_a_row
from turnout.scheduler.timetable.ground import STUDY, Audience, Ground

IntArray = npt.NDArray[np.int64]
MOST_CLASSES = 60


@dataclass(frozen=True)
class Supply:
    """Classes of lecturers of one committee who are there at the same times.

    of: (lecturers,) the class of each, −1 for those who can never lecture. most: (classes,) sessions that its lecturers
    can hold in all, each no more than max_sessions and than fit one after the other; −1 where they are not counted:
    where they suffice for anything, and for classes beyond the first MOST_CLASSES.
    """

    of: IntArray
    most: IntArray


def supply(ground: Ground) -> Supply:
    """The classes of a block's lecturers, none where studies need no lecturer."""
    lecturers, grid = ground.lecturers, ground.grids[STUDY]
    count = lecturers.count if ground.lecturer_required else 0
    of = np.full(count, -1, dtype=np.int64)
    most: list[int] = []
    known: dict[tuple[int, bytes], int] = {}
    for who in range(count):
        slots = lecturers.slots(who)
        can = min(in_a_row(grid, slots), int(lecturers.max_sessions[who]))
        if can <= 0:
            continue
        number = known.setdefault((int(lecturers.committee[who]), slots.tobytes()), len(known))
        of[who] = number
        if number == len(most):
            most.append(0)
        most[number] += can
    plenty = sum(c.size for c in ground.cohorts) // ground.settings.session.min_batch
    counted = [k if n < MOST_CLASSES and k < plenty else -1 for n, k in enumerate(most)]
    return Supply(of, np.array(counted, dtype=np.int64))


def masks(ground: Ground, audience: Audience, supplies: Supply) -> IntArray:
    """(slots,) the classes there, as bits; all bits where a lecturer is there whom nobody counts, or none is needed."""
    result = np.zeros(ground.grids[STUDY].size, dtype=np.int64)
    if not ground.lecturer_required:
        return np.full_like(result, -1)
    for who in ground.lecturers.of(audience.committee).tolist():
        number = int(supplies.of[who])
        if number >= 0:
            bit = 1 << number if supplies.most[number] >= 0 else -1
            result |= np.where(ground.lecturers.slots(who), np.int64(bit), np.int64(0))
    return result


def classes_of(mask: int) -> tuple[int, ...]:
    """The classes of a mask; none where all are in it."""
    return () if mask < 0 else tuple(n for n in range(MOST_CLASSES) if mask >> n & 1)
