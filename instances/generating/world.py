"""What the steps of generating hand on to each other."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from turnout.instances.generating.catalogue import FloatArray, Industry, IntArray
from turnout.instances.generating.tree import Tree
from turnout.models import Settings
from turnout.models.calendar import WORKDAY, built_in_kind

OFFICE, SHIFT, SITE, MOBILE, SERVICE = range(5)
KINDS = ("office", "shift", "site", "mobile", "service")
"""How the people of a branch work."""
TIGHTNESS = ("loose", "normal", "tight")

Rows = list[tuple[object, ...]]


@dataclass
class Branches:
    """One entry a branch, in the order of the tree; branches of one owner stand together.

    node: the node directly above. owner: the nearest committee. kind: of `KINDS`. site: row of the sites.
    """

    node: IntArray
    owner: IntArray
    enterprise: IntArray
    size: IntArray
    kind: IntArray
    code: list[str]
    name: list[str] = field(default_factory=list)
    site: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass
class Sites:
    """One entry a site. Degrees, east and north."""

    code: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    longitude: list[float] = field(default_factory=list)
    latitude: list[float] = field(default_factory=list)

    def add(self, code: str, name: str, longitude: float, latitude: float) -> int:
        """A new site; its row. Coordinates are kept as they are written: five decimals, about a metre."""
        self.code.append(code)
        self.name.append(name)
        self.longitude.append(round(longitude, 5))
        self.latitude.append(round(latitude, 5))
        return len(self.code) - 1


@dataclass
class Seats:
    """One entry a node: its site, its prefecture, its county and its name."""

    site: list[int] = field(default_factory=list)
    prefecture: list[int] = field(default_factory=list)
    county: list[int] = field(default_factory=list)
    name: list[str] = field(default_factory=list)


@dataclass
class World:
    """Everything known so far of the instance that is being made."""

    seed: int
    tightness: str
    settings: Settings
    tree: Tree
    industry: list[Industry]
    stage: list[str]
    branches: Branches
    sites: Sites = field(default_factory=Sites)
    seats: Seats = field(default_factory=Seats)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    def rng(self, step: str) -> np.random.Generator:
        """Chance for one step; other steps' draws do not change it."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, zlib.crc32(step.encode())]))

    @property
    def workdays(self) -> list[dt.date]:
        """Workdays of the quarter by the built-in calendar."""
        return [d for d in self.days if built_in_kind(d) == WORKDAY]

    @property
    def days(self) -> list[dt.date]:
        """All days of the quarter."""
        first, last = self.settings.start, self.settings.end
        return [first + dt.timedelta(days=k) for k in range((last - first).days + 1)]


def distance_km(
    lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: npt.ArrayLike, lat_b: npt.ArrayLike
) -> FloatArray:
    """Kilometres between points at most some hundred kilometres apart (degrees in)."""
    lon_a, lat_a, lon_b, lat_b = (np.asarray(x, dtype=np.float64) for x in (lon_a, lat_a, lon_b, lat_b))
    x = (lon_b - lon_a) * np.cos(np.radians((lat_a + lat_b) / 2)) * 111.195
    y = (lat_b - lat_a) * 111.195
    return np.hypot(x, y)
