"""How time grows with size."""

from __future__ import annotations

import math
from collections.abc import Sequence

FROM_BRANCHES, TO_SIZE = 96, "stage2"


def fitted(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """(exponent, factor) of the power law factor · x^exponent through the points, by least squares on the logarithms.

    points: (x, y), positive. None where they have fewer than two different x.
    """
    logs = [(math.log(x), math.log(y)) for x, y in points]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    exponent = sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread
    return exponent, math.exp(mean_y - exponent * mean_x)
