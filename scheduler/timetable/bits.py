"""Sets of slots as bits, many at once: rows of 64-bit words, one row to a set, so that whole tables are compared in one
step."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
"""(rows, words) uint64: bit j of word w stands for slot 64·w + j; bits beyond the last slot are 0."""
WIDTH = 64


def words(size: int) -> int:
    """Words that so many slots take."""
    return -(-size // WIDTH)


def packed(masks: BoolArray) -> Bits:
    """One row per mask. masks: (rows, slots)."""
    octets = np.packbits(masks, axis=1, bitorder="little")
    whole = np.zeros((len(masks), words(masks.shape[1]) * WIDTH // 8), dtype=np.uint8)
    whole[:, : octets.shape[1]] = octets
    return whole.view("<u8").astype(np.uint64, copy=False)


def unpacked(bits: Bits, size: int) -> npt.NDArray[np.uint8]:
    """(rows, size) 1 where the slot is in the set, else 0."""
    octets = bits.astype("<u8", copy=False).view(np.uint8).reshape(len(bits), 8 * bits.shape[1])
    return np.unpackbits(octets, axis=1, count=size, bitorder="little")


def marked(rows: IntArray, first: IntArray, last: IntArray, shape: tuple[int, int]) -> Bits:
    """Rows in which the slots first…last−1 of each stretch are set.

    rows, first, last: (stretches,) int64; a stretch without slots sets none. shape: of the result, (rows, slots).
    """
    count, size = shape
    result = np.zeros((count, words(size)), dtype=np.uint64)
    some = first < last
    rows, first, last = rows[some], first[some], last[some]
    low = first // WIDTH
    spread = (last - 1) // WIDTH - low + 1
    stretch, step = expanded(spread)
    if not len(stretch):
        return result
    word = low[stretch] + step
    begin = np.maximum(first[stretch] - word * WIDTH, 0).astype(np.uint64)
    end = np.minimum(last[stretch] - word * WIDTH, WIDTH).astype(np.uint64)
    full = np.uint64(2**WIDTH - 1)
    bits = (full >> (np.uint64(WIDTH) - (end - begin))) << begin
    place = rows[stretch] * result.shape[1] + word
    order = np.argsort(place, kind="stable")
    place = place[order]
    starts = runs(place)
    result.ravel()[place[starts]] = np.bitwise_or.reduceat(bits[order], starts)
    return result


def joined(bits: Bits, rows: IntArray, count: int) -> Bits:
    """(count, words): each the union of the bits whose entry in `rows` names it; none where nobody does."""
    result = np.zeros((count, bits.shape[1]), dtype=np.uint64)
    order = np.argsort(rows, kind="stable")
    if len(order):
        rows = rows[order]
        starts = runs(rows)
        result[rows[starts]] = np.bitwise_or.reduceat(bits[order], starts, axis=0)
    return result


def expanded(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Entry i repeated counts[i] times: the entries, and for each repetition its number from 0."""
    entry = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    return entry, np.arange(len(entry), dtype=np.int64) - before[entry]


def runs(*keys: IntArray) -> IntArray:
    """Places at which any of the keys changes, the first included."""
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return np.flatnonzero(new)
