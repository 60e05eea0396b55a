"""The packaged words, places and rotas that generated instances are made of."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NOT_USED = ("台湾省", "香港特别行政区", "澳门特别行政区")
"""Provinces with holidays of their own."""


@dataclass(frozen=True)
class Industry:
    """How people of one industry work. shares: part of the branches by kind of work; the rest is office staff.

    spread: how far apart units lie, `near`, `county` or `far`. words: what workplaces of each kind are called.
    own_rotas, own_shift: of plants that differ from the rest of their industry, by what they
    are called. restricted: part of the branches that may not be shown outside.
    """

    name: str
    group: str
    shares: dict[str, float]
    rotas: tuple[str, ...]
    spread: str
    provinces: tuple[str, ...]
    unit: str
    words: dict[str, tuple[str, ...]]
    own_rotas: dict[str, tuple[str, ...]]
    own_shift: dict[str, tuple[str, ...]]
    restricted: float


@dataclass(frozen=True)
class Rota:
    """One shift rota. Crew k works code number (d − k·offset) mod length on day d. shifts: code -> (start, end)."""

    rota_id: str
    name: str
    crews: int
    offset: int
    cycle: str
    shifts: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Places:
    """Counties of China: name, prefecture and province each, with coordinates in degrees.

    prefectures: display name by number; province_of: of each prefecture; counties: county rows of each prefecture.
    """

    name: tuple[str, ...]
    longitude: FloatArray
    latitude: FloatArray
    prefectures: tuple[str, ...]
    province_of: tuple[str, ...]
    counties: tuple[IntArray, ...]
    capitals: IntArray


def _read(name: str) -> str:
    return (resources.files("turnout.instances") / "data" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def industries() -> tuple[Industry, ...]:
    """All industries, in the order in which enterprises are given one."""
    return tuple(
        Industry(
            name=row["name"],
            group=row["group"],
            shares=row["shares"],
            rotas=tuple(row["rotas"]),
            spread=row["spread"],
            provinces=tuple(row.get("provinces", ())),
            unit=row["unit"],
            words={k: tuple(row.get(k, ())) for k in ("lowest", "shift", "site", "mobile", "service")},
            own_rotas={k: tuple(v["rotas"]) for k, v in row.get("own", {}).items()},
            own_shift={k: tuple(v["shift"]) for k, v in row.get("own", {}).items()},
            restricted=row.get("restricted", 0.015),
        )
        for row in tomllib.loads(_read("industries.toml"))["industry"]
    )


@lru_cache(maxsize=1)
def rotas() -> dict[str, Rota]:
    """The shift rotas by id."""
    return {
        row["id"]: Rota(
            row["id"], row["name"], row["crews"], row["offset"], row["cycle"],
            {code: (start, end) for code, (start, end) in row["shifts"].items()},
        )
        for row in json.loads(_read("rota_patterns.json"))["patterns"]
    }  # fmt: skip


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Names of persons, enterprises, rooms and topics."""
    return tomllib.loads(_read("names.toml"))


def _short(name: str) -> str:
    """A prefecture's name as used in names of companies."""
    for ending in ("地区", "市", "盟"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


@lru_cache(maxsize=1)
def places() -> Places:
    """The counties of the mainland, by prefecture."""
    with (resources.files("turnout.instances") / "data" / "cn_places.csv").open(encoding="utf-8") as handle:
        table = pd.read_csv(handle, dtype={"adcode": str}, keep_default_na=False)
    usable = ~table["province"].isin(NOT_USED) & ~table["city"].str.endswith("行政区划") & (table["city"] != "三沙市")
    counties = table[(table["level"] == "county") & usable].reset_index(drop=True)
    city = counties["city"].where(~counties["city"].isin(("市辖区", "县")), counties["province"])
    number, unique = pd.factorize(counties["province"] + city)
    first = pd.Series(np.arange(len(counties))).groupby(number).first().to_numpy()
    province_of = tuple(counties["province"].iloc[first])
    capital = pd.Series(province_of).drop_duplicates().index.to_numpy(dtype=np.int64)
    return Places(
        name=tuple(counties["name"]),
        longitude=counties["lon"].to_numpy(dtype=np.float64),
        latitude=counties["lat"].to_numpy(dtype=np.float64),
        prefectures=tuple(_short(c) for c in city.iloc[first]),
        province_of=province_of,
        counties=tuple(np.flatnonzero(number == k).astype(np.int64) for k in range(len(unique))),
        capitals=capital,
    )
