"""Travel minutes between places, and when to set out, for itineraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from turnout.models.text import Lang
from turnout.reports import words

if TYPE_CHECKING:
    import pandas as pd

EARTH_RADIUS_KM = 6371.0
IntArray = npt.NDArray[np.int64]
Table: TypeAlias = "Mapping[str, Sequence[Any]] | pd.DataFrame"


def travel_minutes(sites: Table, travel: Table, start: Sequence[str], end: Sequence[str]) -> IntArray:
    """Minutes from each site of `start` to the site of `end` beside it, int64; -1: no way, or no such site.

    sites, travel: the instance's tables. The travel table first (its way back counts both ways unless given), then
    great-circle distance by class: road up to 120 km, train up to 1200 km, flight beyond.
    """
    index = {site: row for row, site in enumerate(sites["site_id"])}
    a = np.array([index.get(site, -1) for site in start], dtype=np.int64)
    b = np.array([index.get(site, -1) for site in end], dtype=np.int64)
    minutes = _by_distance(sites, a, b)
    table = _table(travel)
    if table:
        pairs = zip(start, end, minutes, strict=True)
        minutes = np.array([table.get((s, e), m) for s, e, m in pairs], dtype=np.int64)
    return np.where((a < 0) | (b < 0), -1, np.where(a == b, 0, minutes)).astype(np.int64)


def _table(travel: Table) -> dict[tuple[str, str], int]:
    rows = zip(travel["from_site"], travel["to_site"], travel["minutes"], strict=True)
    there = {(a, b): int(minutes) for a, b, minutes in rows}
    return {(b, a): minutes for (a, b), minutes in there.items()} | there


def _by_distance(sites: Table, a: IntArray, b: IntArray) -> IntArray:
    lon = np.radians(np.asarray(sites["longitude"], dtype=np.float64))
    lat = np.radians(np.asarray(sites["latitude"], dtype=np.float64))
    if not len(lon):
        return np.full(len(a), -1, dtype=np.int64)
    half = np.sin((lat[b] - lat[a]) / 2) ** 2 + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[b] - lon[a]) / 2) ** 2
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    minutes = np.where(km <= 120, 15 + 1.35 * km, np.where(km <= 1200, 120 + 0.36 * km, 240 + 0.09 * km))
    known = np.isfinite(minutes)
    return np.where(known, np.ceil(np.where(known, minutes, 0.0) - 1e-9), -1).astype(np.int64)


def leave_by(start: str, minutes: int, lang: Lang) -> str:
    """When to set out at the latest for a session at `start` (HH:MM), as HH:MM, or the day before; -1 minutes: ""."""
    if minutes < 0:
        return ""
    at = int(start[:2]) * 60 + int(start[3:5]) - minutes
    clock = f"{at % 1440 // 60:02d}:{at % 60:02d}"
    return clock if at >= 0 else words.PREVIOUS_DAY.fill(time=clock).of(lang)
