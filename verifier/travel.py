"""Travel minutes between sites: the travel table, else by distance on the globe."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]

UNREACHABLE = 10**12
"""Minutes; no two instants lie so far apart."""
EARTH_RADIUS_KM = 6371.0


class Travel:
    """τ(a, b) for arrays of site positions; `UNREACHABLE` where there is no way, -1 positions included."""

    def __init__(self, sites: pd.DataFrame, travel: pd.DataFrame) -> None:
        self.ids = pd.Index(sites["site_id"].to_numpy(dtype=object))
        self._longitude = np.radians(sites["longitude"].to_numpy(dtype=float))
        self._latitude = np.radians(sites["latitude"].to_numpy(dtype=float))
        self._pairs, self._minutes = self._table(travel)

    def _table(self, travel: pd.DataFrame) -> tuple[pd.Index, Ints]:
        """Keys (from · sites + to) and minutes: rows as given, and the other way where it is not given too."""
        n = len(self.ids)
        a, b = self.index(travel["from_site"]), self.index(travel["to_site"])
        minutes = travel["minutes"].to_numpy(dtype=np.int64)
        known = (a >= 0) & (b >= 0)
        a, b, minutes = a[known], b[known], minutes[known]
        keys = np.concatenate([a * n + b, b * n + a])
        keys, first = np.unique(keys, return_index=True)  # the row as given stands before the other way round
        return pd.Index(keys), np.concatenate([minutes, minutes])[first]

    def index(self, ids: object) -> Ints:
        """Positions of site ids, -1 where unknown."""
        return np.asarray(self.ids.get_indexer(pd.Index(np.asarray(ids, dtype=object))), dtype=np.int64)

    def minutes(self, a: Ints, b: Ints) -> Ints:
        """int64 (n,): minutes from each site of `a` to the site of `b` in the same place."""
        result = np.full(len(a), UNREACHABLE, np.int64)
        known = (a >= 0) & (b >= 0)
        keys, inverse = np.unique(a[known] * len(self.ids) + b[known], return_inverse=True)
        result[known] = self._distinct(keys)[inverse]
        return result

    def _distinct(self, keys: Ints) -> Ints:
        """Minutes by key, each once."""
        a, b = keys // len(self.ids), keys % len(self.ids)
        row = self._pairs.get_indexer(pd.Index(keys))
        result = self._by_distance(a, b)
        result[row >= 0] = self._minutes[row[row >= 0]]
        result[a == b] = 0
        return result

    def _by_distance(self, a: Ints, b: Ints) -> Ints:
        """Minutes by the haversine distance."""
        la, lb = self._latitude[a], self._latitude[b]
        half = (
            np.sin((lb - la) / 2) ** 2
            + np.cos(la) * np.cos(lb) * np.sin((self._longitude[b] - self._longitude[a]) / 2) ** 2
        )
        return minutes_of(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def minutes_of(d: NDArray[np.float64]) -> Ints:
    """Minutes of a distance d in km: 15 + 1.35·d up to 120 km, 120 + 0.36·d up to 1200 km, else 240 + 0.09·d; what has
    begun counts whole. NaN, where a site has no place, is `UNREACHABLE`."""
    x = np.where(d <= 120, 15 + 1.35 * d, np.where(d <= 1200, 120 + 0.36 * d, 240 + 0.09 * d))
    rounded = np.ceil(x - 1e-9)
    result: Ints = np.where(np.isnan(rounded), UNREACHABLE, rounded).astype(np.int64)
    return result
