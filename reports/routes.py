"""Travel minutes between places, for itineraries."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnout.models import Instance

EARTH_RADIUS_KM = 6371.0
IntArray = npt.NDArray[np.int64]


def travel_minutes(instance: Instance, start: pd.Series, end: pd.Series) -> IntArray:
    """Minutes from each site of `start` to the site of `end` beside it, int64; -1: no way, or no such site.

    The travel table first (its way back counts both ways unless given), then great-circle distance by class: road up to
    120 km, train up to 1200 km, flight beyond.
    """
    sites = instance["sites"]
    index = pd.Index(sites["site_id"])
    a, b = index.get_indexer(pd.Index(start)), index.get_indexer(pd.Index(end))
    minutes = _by_distance(sites, a, b)
    table = _table(instance["travel"])
    if table:
        pairs = zip(start, end, minutes, strict=True)
        minutes = np.array([table.get((s, e), m) for s, e, m in pairs], dtype=np.int64)
    same = start.to_numpy() == end.to_numpy()
    return np.where((a < 0) | (b < 0), -1, np.where(same, 0, minutes)).astype(np.int64)


def _table(travel: pd.DataFrame) -> dict[tuple[str, str], int]:
    rows = zip(travel["from_site"], travel["to_site"], travel["minutes"], strict=True)
    there = {(a, b): int(minutes) for a, b, minutes in rows}
    return {(b, a): minutes for (a, b), minutes in there.items()} | there


def _by_distance(sites: pd.DataFrame, a: npt.NDArray[np.intp], b: npt.NDArray[np.intp]) -> IntArray:
    lon = np.radians(sites["longitude"].to_numpy(dtype=np.float64))
    lat = np.radians(sites["latitude"].to_numpy(dtype=np.float64))
    if not len(lon):
        return np.full(len(a), -1, dtype=np.int64)
    half = np.sin((lat[b] - lat[a]) / 2) ** 2 + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[b] - lon[a]) / 2) ** 2
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    minutes = np.where(km <= 120, 15 + 1.35 * km, np.where(km <= 1200, 120 + 0.36 * km, 240 + 0.09 * km))
    known = np.isfinite(minutes)
    return np.where(known, np.ceil(np.where(known, minutes, 0.0) - 1e-9), -1).astype(np.int64)
