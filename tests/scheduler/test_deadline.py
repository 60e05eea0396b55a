"""How much of a limit by the clock is left for what comes at the end."""

from __future__ import annotations

import math

import pytest

from turnout.scheduler.deadline import GRACE, LEAST_GRACE, Deadline, Stop


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("first", "until"),
    [
        (10.0, 90.0),  # as long again at the end
        (60.0, 80.0),  # but half of what is left is used
    ],
)
def test_what_goes_through_everything_has_as_long_at_the_end_as_at_the_beginning(first: float, until: float) -> None:
    clock = Clock()
    deadline = Deadline(100.0, clock=clock)
    clock.now = first
    between = deadline.ending_as_it_began()
    clock.now = until - 0.001
    assert not between.over()
    clock.now = until
    assert between.over()
    assert not deadline.over()


@pytest.mark.parametrize("first", [100.0, 130.0])
def test_whoever_is_late_already_has_no_time(first: float) -> None:
    clock = Clock()
    deadline = Deadline(100.0, clock=clock)
    clock.now = first
    assert deadline.ending_as_it_began().over()


def test_without_a_limit_nothing_ends() -> None:
    clock = Clock()
    deadline = Deadline(clock=clock)
    clock.now = 1e9
    assert not deadline.ending_as_it_began().over()
    assert not deadline.more_than_half_over()


def test_half_of_the_time_is_over() -> None:
    clock = Clock()
    deadline = Deadline(100.0, clock=clock)
    clock.now = 49.0
    assert not deadline.more_than_half_over()
    clock.now = 51.0
    assert deadline.more_than_half_over()


def test_a_wish_to_stop_and_whoever_is_told_of_it_are_kept() -> None:
    told: list[str] = []
    deadline = Deadline(1.0, lambda: True, Clock(), lambda: told.append("over"))
    assert deadline.ending_as_it_began().cancelled()
    assert told


def test_a_task_knows_when_all_are_to_stand() -> None:
    """Its share of the time may be short: this is the end of all, grace included."""
    clock = Clock()
    stop = Stop(Deadline(100.0, clock=clock).limits(waiting=50, hands=1), clock=clock)
    assert stop.left() == 100.0 + GRACE
    clock.now = 90.0
    assert stop.left() == 10.0 + GRACE


@pytest.mark.parametrize(
    ("late", "grace"),
    [(0.0, GRACE), (GRACE, GRACE), (GRACE + 1.0, GRACE - 1.0), (2 * GRACE, LEAST_GRACE), (99.0, LEAST_GRACE)],
)
def test_the_later_a_stage_begins_the_less_is_added(late: float, grace: float) -> None:
    clock = Clock()
    deadline = Deadline(100.0, clock=clock)
    clock.now = 100.0 + late
    assert deadline.afresh().end() == pytest.approx(clock.now + grace)


def test_without_a_limit_there_is_time_until_somebody_wants_it_to_end() -> None:
    clock, wanted = Clock(), False
    stop = Stop(Deadline(clock=clock).limits(waiting=1, hands=1), lambda: wanted, clock=clock)
    assert stop.left() == math.inf
    wanted = True
    assert stop.left() == GRACE
    clock.now = 1.0
    assert stop.left() == GRACE - 1.0
