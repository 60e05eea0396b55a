"""Which committees are planned anew together."""

from __future__ import annotations

import numpy as np

from turnout.scheduler.sit_ins.blocks import blocks_of
from turnout.scheduler.sit_ins.part import Part
from turnout.scheduler.sit_ins.planning import prepare
from turnout.tests.scheduler.sit_ins.large_instances import large_world


def sixteen_lowest() -> tuple[Part, list[str]]:
    """An enterprise E0 of two units with eight lowest committees each."""
    prepared = prepare(*large_world(64, seed=1, levels=3, a_committee=4))
    (part,) = prepared.parts
    return part, [prepared.problem.tree.ids[c] for c in part.team]


def test_all_together_where_they_are_few() -> None:
    part, _ = sixteen_lowest()
    (block,) = blocks_of(part, np.ones(part.teams, dtype=np.int64), 100)
    assert block.tolist() == list(range(part.teams))


def test_a_unit_with_those_under_it() -> None:
    """Nine and nine are more than twelve: the enterprise stands with one unit, then with the other, then alone."""
    part, ids = sixteen_lowest()
    blocks = [{ids[t] for t in block} for block in blocks_of(part, np.ones(part.teams, dtype=np.int64), 12)]
    units = [{"E0", f"E0U{u}", *(f"E0C{c}" for c in range(u, 16, 2))} for u in (0, 1)]
    assert sorted(map(sorted, blocks)) == sorted(map(sorted, [{"E0"}, *units]))


def test_everybody_is_in_a_block_however_heavy() -> None:
    part, _ = sixteen_lowest()
    blocks = blocks_of(part, np.full(part.teams, 5), 1)
    assert set(np.concatenate(blocks).tolist()) == set(range(part.teams))
