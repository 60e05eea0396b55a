"""Even shares: the cases a team may end in, and how its supervisors may be loaded with trips."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from turnout.scheduler.sit_ins.part import Part
from turnout.scheduler.sit_ins.planning import prepare
from turnout.scheduler.sit_ins.shares import Case, cases_of, patterns, supervisor_price
from turnout.tests.scheduler.sit_ins.test_rules import LATER, MORNING, NOON, world


def two_supervisors() -> Part:
    """The boss and his deputy are team 0."""
    (part,) = prepare(*world(MORNING, NOON, LATER)).parts
    return part


@pytest.mark.parametrize("capacity", [1, 2, 3, 10, 11, 40])
def test_every_number_of_visits_is_in_one_case_with_its_share(capacity: int) -> None:
    """Two supervisors: with 5 visits the share is 3. Beyond 10 visits nobody is charged."""
    cases = cases_of(two_supervisors(), 0, capacity)
    for visits in range(capacity + 1):
        (case,) = [c for c in cases if c.fewest <= visits <= c.most]
        assert case.share == (0 if visits > 10 else max(1, -(-visits // 2)))


def test_nothing_to_share_out_is_one_case() -> None:
    part = two_supervisors()
    free = replace(part, prices=replace(part.prices, imbalance=0))
    assert cases_of(free, 0, 7) == [Case(0, 0, 0, 7)]
    assert cases_of(part, 1, 7) == [Case(1, 0, 0, 7)]  # the local one is alone


def test_patterns_of_a_share_of_two() -> None:
    """Two of one visit or one of two; above it, a trip of three alone, one above."""
    loads = patterns(2, 3)
    found = {(tuple(trips), above) for trips, above in zip(loads.trips.tolist(), loads.above.tolist(), strict=True)}
    assert found == {((2, 0, 0), 0), ((0, 1, 0), 0), ((0, 0, 1), 1)}


@pytest.mark.parametrize("share", [2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(3))
def test_no_load_is_worth_more_than_its_imbalance_and_the_price_of_its_supervisor(share: int, seed: int) -> None:
    """All loads of up to six trips of up to four visits, at random worths within what a trip may be worth."""
    imbalance = 60
    worth = np.random.default_rng(seed).integers(0, imbalance * np.arange(1, 5) + 1)
    price = supervisor_price(Case(0, share, 0, 0), worth, imbalance)
    for number in range(1, 7):
        for lengths in itertools.combinations_with_replacement(range(1, 5), number):
            above = max(0, sum(lengths) - share)
            assert sum(int(worth[k - 1]) for k in lengths) <= imbalance * above + price


def test_no_limit_of_visits_a_day_is_no_number_of_patterns() -> None:
    assert len(patterns(5, 500).above) < 600
