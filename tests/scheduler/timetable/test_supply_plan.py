"""The second timetable of a small block."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from turnout.scheduler.deadline import never
from turnout.scheduler.timetable import supply_plan
from turnout.scheduler.timetable.bound import Problems
from turnout.scheduler.timetable.supply_plan import planned_together


@pytest.mark.parametrize(
    ("dated", "left_out", "tried", "kept"),
    [
        (True, [0], [7], 0),
        (True, [5, 0], [7, 8], 0),
        (True, [5, 3, 4], [7, 8, 9], 3),
        (False, [5], [7], 5),
    ],
)
def test_where_people_are_left_out_needlessly_other_starts_are_tried(
    monkeypatch: pytest.MonkeyPatch, dated: bool, left_out: list[int], tried: list[int], kept: int
) -> None:
    """Only by patterns that keep the gap, and the best is kept."""
    guide, seeds = SimpleNamespace(), []

    def made(alone: Any, state: Any, seed: int, **_: Any) -> Any:
        seeds.append(seed)
        worth = left_out[len(seeds) - 1], 0
        return SimpleNamespace(worth=lambda: worth)

    monkeypatch.setattr(supply_plan, "together", lambda *_: SimpleNamespace(guide=guide, bound=guide, dated=dated))
    monkeypatch.setattr(supply_plan, "_made", made)
    alone: Any = SimpleNamespace(ground=None, bound=None, seed=7, stop=never)
    state: Any = SimpleNamespace(copy=lambda: None)
    found: Any = planned_together(alone, state, Problems(), False, never)
    assert (seeds, found.improver.worth()[0]) == (tried, kept)
