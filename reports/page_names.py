"""Short lists of names on a page, which columns refer to by position."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from turnout.reports.view import View


class Names:
    """Keys numbered as they first come, with the row that each stands for."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._at: dict[Any, int] = {}

    def __contains__(self, key: Any) -> bool:
        return key in self._at

    def number(self, key: Any, *row: Any) -> int:
        """The number of a key; its row is kept when it comes first."""
        if key not in self._at:
            self._at[key] = len(self.rows)
            self.rows.append(row or (key,))
        return self._at[key]


def numbering(view: View, people: Names) -> Callable[[int], int]:
    """A function from rows of `view.people` (-1: nobody) to the page's list of people."""
    ids, names, hidden = view.people["person_id"], view.people["name"], view.people["secret"]

    def number(row: int) -> int:
        if row < 0 or row in people:
            return -1 if row < 0 else people.number(row)
        return people.number(row, ids.iat[row], "" if hidden.iat[row] else names.iat[row])

    return number


def places(view: View, sites: Names) -> Callable[[str], int]:
    """A function from site ids to the page's list of places: name, longitude, latitude (None where unknown)."""
    table = view.instance["sites"]
    rows = dict(zip(table["site_id"], range(len(table)), strict=True))

    position = table[["longitude", "latitude"]].to_numpy(dtype=np.float64)

    def degrees(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 5)

    def number(site: str) -> int:
        if site in sites or site not in rows:
            return sites.number(site) if site in sites else -1
        row = rows[site]
        name = view.mask.text(str(table["name"].iat[row]))
        return sites.number(site, name, *(degrees(float(value)) for value in position[row]))

    return number
