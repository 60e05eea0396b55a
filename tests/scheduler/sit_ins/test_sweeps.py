"""When a search over visits may end before its sweeps do."""

from __future__ import annotations

import pytest

from turnout.scheduler.sit_ins.cost import Value
from turnout.scheduler.sit_ins.improve import near


@pytest.mark.parametrize(
    ("reached", "enough"),
    [((0, 0, 1000), True), ((0, 0, 1030), True), ((0, 0, 1031), False), ((1, 0, 1000), False), ((0, 1, 0), False)],
)
def test_near_is_little_above_the_bound_with_nothing_short(reached: Value, enough: bool) -> None:
    """A plan that covers too little is cheap for that very reason."""
    assert near(reached, 1000) == enough
