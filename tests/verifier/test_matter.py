"""Who overlaps whom: every row once, with the one before it that lasts longest."""

from __future__ import annotations

import numpy as np
import pytest

from turnout.verifier.matter import overlapping


@pytest.mark.parametrize(
    ("spans", "pairs"),
    [
        ([(0, 10), (10, 20)], []),  # touching
        ([(0, 10), (9, 20)], [(0, 1)]),
        ([(9, 20), (0, 10)], [(1, 0)]),  # in whatever order they stand
        ([(0, 100), (10, 20), (30, 40)], [(0, 1), (0, 2)]),
        ([(0, 10), (5, 100), (20, 30)], [(0, 1), (1, 2)]),
        ([(0, 10), (20, 100), (30, 40), (50, 60)], [(1, 2), (1, 3)]),
    ],
)
def test_each_with_the_one_before_that_lasts_longest(
    spans: list[tuple[int, int]], pairs: list[tuple[int, int]]
) -> None:
    """Of key 7, beside one of key 3 that lasts for ever."""
    key = np.array([*[7] * len(spans), 3])
    start, end = (np.array([*[span[i] for span in spans], [0, 10**6][i]]) for i in (0, 1))
    one, two = overlapping(key, start, end)
    assert list(zip(one.tolist(), two.tolist(), strict=True)) == pairs
