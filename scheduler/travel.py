"""Travel minutes between sites."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance
from turnout.scheduler.tree import rows_of

UNREACHABLE = 10**7
"""Stands for "cannot be reached"; larger than any real number of minutes."""

IntArray = npt.NDArray[np.int64]
EARTH_RADIUS_KM = 6371.0


class Travel:
    """Travel minutes between the sites of an instance, by row number of the `sites` table."""

    def __init__(self, instance: Instance) -> None:
        sites = instance["sites"]
        self.index: dict[str, int] = {s: i for i, s in enumerate(sites["site_id"])}
        self._sites = pd.Index(sites["site_id"])
        self._lon = np.radians(sites["longitude"].to_numpy(dtype=np.float64))
        self._lat = np.radians(sites["latitude"].to_numpy(dtype=np.float64))
        self._count = max(len(sites), 1)
        self._pairs: dict[tuple[int, int], int] = {}
        self._keys, self._table = self._overrides(instance["travel"])

    def _overrides(self, travel: pd.DataFrame) -> tuple[IntArray, IntArray]:
        """Sorted keys (from·count + to) and minutes of the travel table; a way back not given is as long as the way
        there."""
        there = {
            (self.index[a], self.index[b]): int(m)
            for a, b, m in zip(travel["from_site"], travel["to_site"], travel["minutes"], strict=True)
        }
        both = {(b, a): m for (a, b), m in there.items()} | there
        keys = sorted(both)
        return (
            np.array([a * self._count + b for a, b in keys], dtype=np.int64),
            np.array([both[k] for k in keys], dtype=np.int64),
        )

    def sites(self, ids: pd.Series) -> IntArray:
        """Row numbers of site ids, shape (n,), int64."""
        return rows_of(ids, self._sites)

    def minutes(self, a: npt.ArrayLike, b: npt.ArrayLike) -> IntArray:
        """τ(a, b) in minutes, element by element, int64; `UNREACHABLE` where there is no way. a, b: site row
        numbers."""
        a, b = np.broadcast_arrays(np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64))
        result = self._by_formula(a, b)
        if len(self._keys):
            key = a * self._count + b
            at = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
            result = np.where(self._keys[at] == key, self._table[at], result)
        minutes: IntArray = np.where(a == b, 0, result).astype(np.int64)
        return minutes

    def within(self, a: int, b: IntArray, most: int) -> npt.NDArray[np.bool_]:
        """(n,) bool: whether τ(a, b) is at most so many minutes; those that are, `between` knows from now on."""
        minutes = self.minutes(a, b)
        near = minutes <= most
        self._pairs.update(((a, site), τ) for site, τ in zip(b[near].tolist(), minutes[near].tolist(), strict=True))
        return near

    def between(self, a: int, b: int) -> int:
        """τ(a, b) of one pair."""
        if (a, b) not in self._pairs:
            self._pairs[a, b] = int(self.minutes([a], [b])[0])
        return self._pairs[a, b]

    def _by_formula(self, a: IntArray, b: IntArray) -> IntArray:
        """Minutes from great-circle distance (haversine), by distance class: road, fast train, flight."""
        half = (
            np.sin((self._lat[b] - self._lat[a]) / 2) ** 2
            + np.cos(self._lat[a]) * np.cos(self._lat[b]) * np.sin((self._lon[b] - self._lon[a]) / 2) ** 2
        )
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
        minutes = np.where(km <= 120, 15 + 1.35 * km, np.where(km <= 1200, 120 + 0.36 * km, 240 + 0.09 * km))
        known = np.isfinite(minutes)
        whole: IntArray = np.where(known, np.ceil(np.where(known, minutes, 0.0) - 1e-9), UNREACHABLE).astype(np.int64)
        return whole
