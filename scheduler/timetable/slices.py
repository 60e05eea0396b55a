"""Bounds of a large block, worked out side by side on slices of it.

A home audience's relaxation knows its own members, venues and lecturers and nothing of other audiences, so that a slice
of whole audiences gives the same bounds and patterns as the block would.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from turnout.scheduler.deadline import Stop
from turnout.scheduler.timetable.alone import Pattern, Side
from turnout.scheduler.timetable.block_ground import start
from turnout.scheduler.timetable.blocks import Block, cut
from turnout.scheduler.timetable.bound import TimetableBound, timetable_bound
from turnout.scheduler.timetable.ground import Ground

BRANCHES_A_SLICE = 100
WHOLE_UP_TO = 150
"""Branches of a block whose bounds are worked out where it is planned: workers would not be worth their start."""


@dataclass(frozen=True)
class SliceBound:
    """Bounds of a slice. patterns: per home audience (type, id) the first member of each cohort, the pattern, and the
    unplaced pairs that the audience cannot avoid. complete: not cut short."""

    unplaced: int
    value: int
    price: int
    patterns: dict[tuple[str, str], tuple[tuple[str, ...], Pattern, int]]
    complete: bool = True


def slices(block: Block) -> list[Block]:
    """A block's slices; none where it is small."""
    if block.instance["members"]["branch_id"].nunique() <= WHOLE_UP_TO:
        return []
    return cut(block.instance, block.base, BRANCHES_A_SLICE)


def bound_slice(part: Block, stop: Stop | None = None) -> SliceBound:
    """The bounds of one slice: a pure function, to be run anywhere. What `stop` leaves no time for adds nothing."""
    stop = stop or Stop()
    if stop.bounding():
        return SliceBound(0, 0, 0, {}, complete=False)
    ground, _ = start(part)
    bound = timetable_bound(ground, stop.bounding)
    patterns = {}
    for home, pattern in bound.patterns.items():
        audience = ground.audiences[home]
        patterns[audience.type, audience.id] = (_names(ground, home), pattern, bound.lost[home])
    return SliceBound(bound.unplaced, bound.value, bound.price, patterns, not stop.cut)


def joined(ground: Ground, parts: list[SliceBound]) -> TimetableBound:
    """The bounds of the block from those of all its slices, at the dearest price of an unplaced pair of them: where a
    slice's own is lower, each pair that it cannot place costs the difference more."""
    price = max((p.price for p in parts), default=0)
    patterns: dict[int, Pattern] = {}
    lost: dict[int, int] = {}
    for part in parts:
        for (kind, name), (names, pattern, unplaced) in part.patterns.items():
            home = ground.audience(kind, name)
            position = {n: i for i, n in enumerate(names)}
            order = np.array([position[n] for n in _names(ground, home)], dtype=np.int64)
            patterns[home] = replace(
                pattern,
                value=pattern.value + (price - part.price) * pattern.unplaced,
                study=_ordered(pattern.study, order),
                discussion=_ordered(pattern.discussion, order),
            )
            lost[home] = unplaced
    return TimetableBound(
        sum(p.unplaced for p in parts),
        sum(p.value + (price - p.price) * p.unplaced for p in parts),
        price,
        {home: patterns[home] for home in sorted(patterns)},
        lost,
    )


def _names(ground: Ground, home: int) -> tuple[str, ...]:
    """The id of the first member of each cohort of a home audience."""
    people = ground.instance["members"]["person_id"].to_numpy()
    return tuple(str(people[ground.cohorts[c].members[0]]) for c in ground.audiences[home].cohorts)


def _ordered(side: Side, order: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Side:
    """The side with its cohorts in another order."""
    given = replace(side.given, cost=side.given.cost[:, order])
    return replace(side, given=given, heads=side.heads[:, order], sent=side.sent[order])
