"""Prices of lecturers: what their sessions cost an audience more, where they are too few for all audiences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnout.scheduler.timetable.ground import Audience, Ground
from turnout.scheduler.timetable.lecturing import Supply, classes_of, masks

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Prices:
    """Prices by class of lecturers, 0 for those who are not counted.

    A session pays for the cheapest class that is there. The classes then sell no more than they can hold, so that what
    all audiences pay at least, less the price of everything that could be sold, is a bound of every plan (Lagrangian
    relaxation of the lecturers' numbers, Geoffrion 1974).
    """

    supplies: Supply
    each: IntArray

    @property
    def all_sold(self) -> int:
        """What every session that the lecturers can hold would bring in."""
        return int(self.each @ np.maximum(self.supplies.most, 0))

    def of(self, ground: Ground, audience: Audience) -> npt.NDArray[np.int32]:
        """(slots,) the price of a study of the audience at each start."""
        mask = masks(ground, audience, self.supplies)
        result = np.zeros(len(mask), dtype=np.int32)
        for each in np.unique(mask).tolist():
            result[mask == each] = min((self.each[n] for n in classes_of(each)), default=0)
        return result
