"""Lagrangian bounds in whole numbers: whatever the prices are, no plan that meets the needs costs less.

Constraints that join trips are priced into their costs; what stays, at most `room` trips in each (class, day), is
minimised exactly over all trips. By weak duality the prices need not be right for the bound to be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.chains import Worth
from turnout.scheduler.sit_ins.frame import EXACT, Frame
from turnout.scheduler.sit_ins.part import IntArray
from turnout.scheduler.sit_ins.shares import Case, supervisor_price
from turnout.scheduler.sit_ins.trips import Trips

EVERY = slice(None)


@dataclass(frozen=True)
class Shared:
    """Prices of what joins teams, times `EXACT`, none negative. need: of every row of needs; item: for covering an item
    once more than once, at most the price of its undivided row; talk: (talks + 1,) of a discussion (V2), the last one
    0."""

    need: IntArray
    item: IntArray
    talk: IntArray


@dataclass(frozen=True)
class Own:
    """Prices within one case of a team, times `EXACT`, none negative.

    fewest, most: of a visit more or less than the case's limits. length: (longest,) what a trip of 1, 2, … visits takes
    of its supervisor's share. host, host_price: hosts with a price for visiting them (V7). load, load_price: classes
    with a price for each visit (V4).
    """

    fewest: int
    most: int
    length: IntArray
    host: IntArray
    host_price: IntArray
    load: IntArray
    load_price: IntArray


def before_rewards(frame: Frame, shared: Shared, mine: slice = EVERY) -> IntArray:
    """Cost of trips, times `EXACT`, with what they take from other teams, but not what they add to needs."""
    trips, credit = frame.trips, frame.credit
    taken = shared.talk[frame.talk[trips.rows[mine]]].sum(axis=1)
    if shared.item.any():
        taken = taken + _sums(credit.item_at, shared.item, credit.item, mine)
    costs: IntArray = trips.cost[mine] * EXACT + taken
    return costs


def rewards(frame: Frame, need: IntArray, mine: slice = EVERY) -> IntArray:
    """What trips earn at these prices of needs."""
    credit = frame.credit
    return _sums(credit.at, need, credit.row, mine, credit.amount)


def _sums(at: IntArray, price: IntArray, number: IntArray, mine: slice, times: IntArray | None = None) -> IntArray:
    """Sum over each trip's compressed row of the prices of what stands in it."""
    start, end, _ = mine.indices(len(at) - 1)
    low, high = int(at[start]), int(at[end])
    values = price[number[low:high]]
    if times is not None:
        values = values * times[low:high]
    totals = np.concatenate([[0], np.cumsum(values)])
    ends = at[start : end + 1] - low
    result: IntArray = totals[ends[1:]] - totals[ends[:-1]]
    return result


def case_value(frame: Frame, case: Case, own: Own, shared: Shared, costs: IntArray) -> tuple[int, IntArray]:
    """The least that the team's visits come to in this case, times `EXACT`, and the reduced cost of each of its trips.

    shared: prices at which the team's trips come to `costs`, what they add to needs taken off.
    """
    part, mine = frame.part, frame.of_team(case.team)
    sizes, cls = frame.trips.size[mine], frame.trips.cls[mine]
    supervisors = int(part.team_sup[case.team + 1] - part.team_sup[case.team])
    by_length, sigma = _by_length(frame, case, own)
    reduced = costs + by_length[sizes - 1]
    if len(own.host):
        reduced = reduced + _by_host(frame, own)[frame.host[frame.trips.rows[mine]]].sum(axis=1)
    if len(own.load):
        reduced = reduced + _by_load(frame, own)[cls] * sizes
    value = own.fewest * case.fewest - own.most * case.most - sigma * supervisors
    value -= int(own.host_price.sum()) + int((own.load_price * frame.classes.cap[own.load]).sum())
    if frame.chains is not None and frame.chains.teams[case.team]:
        return value + frame.chains.least(case.team, worth(frame, case, own, shared)), reduced
    if len(reduced):
        group = frame.group[mine]
        first = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
        least = np.minimum(np.minimum.reduceat(reduced, first), 0)
        value += int((least * frame.room[group[first]]).sum())
    return value, reduced


def worth(frame: Frame, case: Case, own: Own, shared: Shared) -> Worth:
    """What the days of a team with too many trips to list come to: no more than any of its trips does.

    An item that visits to several hosts cover may be paid for once by all of them: it is left out.
    """
    assert frame.chains is not None
    part, credit = frame.part, frame.chains.visits
    rows = slice(int(part.team_row[case.team]), int(part.team_row[case.team + 1]))
    by_length, _ = _by_length(frame, case, own)
    lone = np.where(frame.often, 0, shared.item)
    visit = shared.talk[frame.talk[:-1][rows]] + _by_host(frame, own)[frame.host[:-1][rows]] + part.prices.visit * EXACT
    visit += _sums(credit.item_at, lone, credit.item, rows)
    visit -= _sums(credit.at, shared.need, credit.row, rows, credit.amount)
    length = by_length + part.prices.day * EXACT
    return Worth(visit, length, _by_load(frame, own), part.prices.travel_minute * EXACT)


def unlisted(frame: Frame, cases: list[Case], own: list[Own], shared: Shared) -> Trips | None:
    """The frame's trips and those that look good at these prices, sorted by class and day; None where all are
    listed."""
    if frame.chains is None:
        return None
    trips = frame.trips
    for case, prices in zip(cases, own, strict=True):
        if frame.chains.teams[case.team]:
            trips = trips.with_those_of(frame.chains.below(case.team, worth(frame, case, prices, shared), 0))
    day = frame.part.row_day[trips.rows[:, 0]]
    return trips.take(np.lexsort((day, trips.cls)))


def _by_length(frame: Frame, case: Case, own: Own) -> tuple[IntArray, int]:
    """What a trip of 1, 2, … visits comes to by itself, and what each supervisor takes off that."""
    visits = np.arange(1, frame.longest + 1)
    by_length, imbalance = (own.most - own.fewest) * visits, frame.part.prices.imbalance * EXACT
    if case.share == 1:  # each supervisor's trips leave at least their visits less their number
        return by_length + imbalance * (visits - 1), 0
    if case.share > 1:
        return by_length + own.length, supervisor_price(case, own.length, imbalance)
    return by_length, 0


def _by_host(frame: Frame, own: Own) -> IntArray:
    price = np.zeros(frame.hosts + 1, dtype=np.int64)
    price[own.host] = own.host_price
    return price


def _by_load(frame: Frame, own: Own) -> IntArray:
    price = np.zeros(len(frame.classes.team), dtype=np.int64)
    price[own.load] = own.load_price
    return price


def joined(frame: Frame, shared: Shared) -> int:
    """What the prices of the rows that join teams come to, times `EXACT`."""
    return int((shared.need * frame.needs.amount).sum()) - int(shared.item.sum()) - int(shared.talk.sum())
