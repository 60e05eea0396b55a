"""What the targets ask, as rows over trips: each unit's need, and the rounding cuts that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.part import IntArray, Part, slices

DIVISORS = (2, 3, 4, 5)
"""Divisors q of the rounding cuts Σ⌈gain/q⌉ ≥ ⌈need/q⌉ (Chvátal–Gomory): they see that a started day is a whole day."""


@dataclass(frozen=True)
class Needs:
    """Rows "what all trips add comes to at least `amount`", (rows,) each: of which unit, divided by what.

    Units: T1's, then T2's. Items likewise: branches of T1, then items of T2. unit_of: (items,) their unit, -1 where
    nothing is needed. row_of: (units, 6) the row by unit and divisor, -1 where there is none.
    """

    amount: IntArray
    unit: IntArray
    divisor: IntArray
    unit_of: IntArray
    row_of: IntArray

    def __len__(self) -> int:
        return len(self.amount)

    def item_row(self) -> IntArray:
        """The undivided row that each item counts for, -1 where there is none, shape (items,)."""
        rows: IntArray = np.where(self.unit_of >= 0, self.row_of[self.unit_of, 1], -1)
        return rows


@dataclass(frozen=True)
class Credits:
    """What sets of visits add to the rows of `Needs`, compressed by set: `row`, `amount` at `at[s]:at[s + 1]`.

    The distinct items that a set covers stand at `item[item_at[s]:item_at[s + 1]]`.
    """

    at: IntArray
    row: IntArray
    amount: IntArray
    item_at: IntArray
    item: IntArray


def _unit_of(part: Part, need: IntArray) -> IntArray:
    unit = np.concatenate([part.cover_unit, part.quota_unit + len(part.need1)])
    return np.where(need[unit] > 0, unit, -1) if len(unit) else unit


def _items(part: Part, visits: IntArray, unit_of: IntArray) -> tuple[IntArray, IntArray]:
    """(set, item) of all that sets of visits cover of what is needed, each once, in order."""
    flat = visits.reshape(-1)
    real = np.flatnonzero(flat >= 0)
    owner, rows = real // max(visits.shape[1], 1), flat[real]
    total, found = max(len(unit_of), 1), []
    for at, items, first in (
        (part.cover_at, part.cover, 0), (part.quota_at, part.quota, len(part.cover_unit)),
    ):  # fmt: skip
        position, which = slices(at, rows)
        item = items[position] + first
        wanted = unit_of[item] >= 0
        found.append(owner[which[wanted]] * total + item[wanted])
    keys = np.sort(np.concatenate(found), kind="stable")
    keys = keys[np.concatenate([np.ones(min(len(keys), 1), bool), keys[1:] != keys[:-1]])]
    return keys // total, keys % total


def _gains(owner: IntArray, unit: IntArray, units: int) -> tuple[IntArray, IntArray, IntArray]:
    """(set, unit, how many of its items), in order."""
    keys = np.sort(owner * max(units, 1) + unit, kind="stable")
    first = np.flatnonzero(np.concatenate([np.ones(min(len(keys), 1), bool), keys[1:] != keys[:-1]]))
    counts = np.diff(np.concatenate([first, [len(keys)]]))
    return keys[first] // max(units, 1), keys[first] % max(units, 1), counts


def needs_of(part: Part, need1: IntArray, need2: IntArray, visits: IntArray) -> tuple[Needs, Credits]:
    """The rows of needs in place of the part's own, and what sets of visits, (n, longest) rows padded with -1, add to
    them.

    A divisor is left out where a larger one asks as much, for then that one is at least as strong.
    """
    need = np.concatenate([need1, need2]).astype(np.int64)
    unit_of = _unit_of(part, need)
    owner, item = _items(part, visits, unit_of)
    of, unit, gain = _gains(owner, unit_of[item], len(need))
    most = np.zeros(len(need), dtype=np.int64)
    np.maximum.at(most, unit, gain)
    rows: list[tuple[int, int]] = []
    for u in np.flatnonzero((need > 0) & (most > 0)).tolist():
        divisors = [1, *(q for q in DIVISORS if q <= most[u])]
        asked = [-(-int(need[u]) // q) for q in divisors]
        last = len(divisors) - 1
        rows += [(u, q) for k, q in enumerate(divisors) if k in (0, last) or asked[k] > asked[k + 1]]
    number = np.full((len(need), max(DIVISORS) + 1), -1, dtype=np.int64)
    for r, (u, q) in enumerate(rows):
        number[u, q] = r
    of_unit = np.array([u for u, _ in rows], dtype=np.int64)
    divisor = np.array([q for _, q in rows], dtype=np.int64)
    needs = Needs(-(-need[of_unit] // divisor), of_unit, divisor, unit_of, number)
    return needs, _credits(needs, len(visits), owner, item, of, unit, gain)


def credits_of(part: Part, needs: Needs, visits: IntArray) -> Credits:
    """What further sets of visits, (n, longest) rows padded with -1, add to the rows."""
    owner, item = _items(part, visits, needs.unit_of)
    return _credits(needs, len(visits), owner, item, *_gains(owner, needs.unit_of[item], len(needs.row_of)))


def _credits(
    needs: Needs, count: int, owner: IntArray, item: IntArray, of: IntArray, unit: IntArray, gain: IntArray
) -> Credits:
    sets, rows, amounts = [], [], []
    for q in (1, *DIVISORS):
        row = needs.row_of[unit, q]
        there = row >= 0
        sets.append(of[there])
        rows.append(row[there])
        amounts.append(-(-gain[there] // q))
    which = np.concatenate(sets)
    order = np.argsort(which, kind="stable")
    ends = np.arange(count + 1)
    return Credits(
        np.searchsorted(which[order], ends), np.concatenate(rows)[order], np.concatenate(amounts)[order],
        np.searchsorted(owner, ends), item,
    )  # fmt: skip
