"""Short lists of names on a page, which columns refer to by position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from turnout.reports.view import View


class Names:
    """Keys numbered as they first come, with the row that each stands for."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._at: dict[Any, int] = {}

    def number(self, key: Any, *row: Any) -> int:
        """The number of a key; its row is kept when it comes first."""
        if key not in self._at:
            self._at[key] = len(self.rows)
            self.rows.append(row or (key,))
        return self._at[key]


def numbering(view: View, people: Names) -> Callable[[int], int]:
    """A function from rows of `view.people` (-1: nobody) to the page's list of people."""
    ids, names = view.people["person_id"].to_numpy(dtype=object), view.people["name"].to_numpy(dtype=object)
    hidden = view.people["secret"].to_numpy(dtype=bool)

    def number(row: int) -> int:
        return -1 if row < 0 else people.number(row, ids[row], "" if hidden[row] else names[row])

    return number


def places(view: View, sites: Names) -> Callable[[str], int]:
    """A function from site ids to the page's list of places: name, longitude, latitude (None where unknown)."""
    table = view.instance["sites"]
    names = view.mask.scrub(table["name"])
    known = {
        site: (name, *(None if pd.isna(x) else round(float(x), 5) for x in (longitude, latitude)))
        for site, name, longitude, latitude in zip(
            table["site_id"], names, table["longitude"], table["latitude"], strict=True
        )
    }

    def number(site: str) -> int:
        return sites.number(site, *known[site]) if site in known else -1

    return number
