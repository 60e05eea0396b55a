"""How long a way takes: as the table says, else by distance."""

import math

import numpy as np
import pandas as pd
import pytest

from turnout.verifier.travel import UNREACHABLE, Travel, minutes_of


@pytest.mark.parametrize(
    ("kilometres", "minutes"),
    [(0, 15), (10, 29), (119.5, 177), (120, 177), (120.5, 164), (1199.5, 552), (1200, 552), (1200.5, 349), (2000, 420)],
)
def test_minutes_of_a_distance(kilometres: float, minutes: int) -> None:
    assert minutes_of(np.array([kilometres, math.nan])).tolist() == [minutes, UNREACHABLE]


SITES = {"P": (0, 0), "Q": (1, 0), "R": (0, 1), "S": (60, 0), "T": (60, 1), "U": (0, 90), "X": (math.nan, math.nan)}
SITES |= {"V": (0, 180)}
ROWS = [("P", "Q", 7), ("R", "P", 8), ("P", "R", 9), ("nowhere", "P", 1), ("V", "nowhere", 1)]


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("P", "P", 0),
        ("X", "X", 0),
        ("P", "Q", 7),
        ("Q", "P", 7),  # the other way is as long where it is not given too
        ("P", "R", 9),
        ("R", "P", 8),
        ("S", "T", 91),  # 55.6 km: half a degree's worth so far north
        ("Q", "R", 177),  # 157.2 km
        ("R", "U", 1131),  # 89 degrees of the equator
        ("P", "V", 2042),  # half round the globe
        ("X", "V", UNREACHABLE),
        ("P", "X", UNREACHABLE),
        ("P", "nowhere", UNREACHABLE),
        ("nowhere", "P", UNREACHABLE),
    ],
)
def test_minutes_between_sites(a: str, b: str, minutes: int) -> None:
    """Places are latitude and longitude; ways are asked for together, some of them twice."""
    places = [(name, *place) for name, place in SITES.items()]
    sites = pd.DataFrame(places, columns=["site_id", "latitude", "longitude"])
    travel = Travel(sites, pd.DataFrame(ROWS, columns=["from_site", "to_site", "minutes"]))
    assert travel.minutes(travel.index([a, "Q", a]), travel.index([b, "R", b])).tolist() == [minutes, 177, minutes]
