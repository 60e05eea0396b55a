"""Sets of slots as bits hold the same as sets of numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from turnout.scheduler.timetable.bits import expanded, joined, marked, packed, unpacked, words

SIZES = st.sampled_from([1, 63, 64, 65, 127, 128, 200])
STRETCHES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200), st.integers(0, 200)), max_size=12)


@given(SIZES, STRETCHES)
def test_marked_slots_are_those_of_the_stretches(size: int, stretches: list[tuple[int, int, int]]) -> None:
    inside = [(row, min(a, size), min(b, size)) for row, a, b in stretches]
    rows, first, last = np.array(inside, dtype=np.int64).reshape(-1, 3).T
    expected = np.zeros((4, size), dtype=np.uint8)
    for row, a, b in inside:
        expected[row, a:b] = 1
    bits = marked(rows, first, last, (4, size))
    assert bits.shape == (4, words(size))
    assert np.array_equal(unpacked(bits, size), expected)
    assert np.array_equal(packed(expected.astype(bool)), bits)


@given(SIZES, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2**32)), max_size=9))
def test_joined_rows_are_unions(size: int, drawn: list[tuple[int, int]]) -> None:
    drawn_masks = [np.random.default_rng(seed).random(size) < 0.3 for _, seed in drawn]
    masks = np.array(drawn_masks, dtype=bool).reshape(-1, size)
    rows = np.array([row for row, _ in drawn], dtype=np.int64)
    expected = np.zeros((5, size), dtype=bool)
    for row, mask in zip(rows, masks, strict=True):
        expected[row] |= mask
    assert np.array_equal(unpacked(joined(packed(masks), rows, 5), size), expected)


@given(st.lists(st.integers(0, 4), max_size=8))
def test_expanded_entries_are_numbered_from_nought(counts: list[int]) -> None:
    entry, step = expanded(np.array(counts, dtype=np.int64))
    assert list(zip(entry.tolist(), step.tolist(), strict=True)) == [
        (number, place) for number, count in enumerate(counts) for place in range(count)
    ]
