"""A lower bound on the cost of every legal plan that reaches the targets: committees apart, joined again by prices
and levels.

Line 4 splits into the costs of the teams. What joins teams: T1, where a branch counts whoever covers it, is priced (λ
per
branch of a unit); T2 of a level is handed out to its teams exactly, by dynamic programming over how many branches
each covers.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part, Prices, slices
from turnout.scheduler.sit_ins.relaxation import EXACT, Case, Columns, Relaxation
from turnout.scheduler.sit_ins.trips import Classes, Trips, gains

ALL_NEEDS = 40_000
"""Trips of a part up to which the linear programme of every possible need is solved, not only those near the
requirement."""


@dataclass(frozen=True)
class Team:
    """One team's trips, and as columns what they cover of T1 and of T2.

    own: the one T1 unit that all its items lie in, -1 where there are several or none. unit: its T2 unit, -1 where it
    serves
    none. items1, items2: how many there are. widest: 0, or for a team known only coarsely the most items of one visit.
    """

    trips: IntArray
    cover: Columns
    quota: Columns
    own: int
    unit: int
    items1: int
    items2: int
    widest: int = 0


def cost_bound(part: Part, classes: Classes, trips: Trips, thinned: BoolArray, need1: IntArray, need2: IntArray) -> int:
    """A lower bound on the cost of plans in which each T1 unit gets `need1` and each T2 unit `need2` more items.

    trips: all there are, but for the teams that are `thinned`.
    """
    grain = _grain(part, trips, int(need1.sum() + need2.sum()))
    if grain > 1:
        part = replace(part, prices=Prices(**{k: v // grain for k, v in asdict(part.prices).items()}))
        trips = replace(trips, cost=trips.cost // grain)
    return grain * _whole_bound(part, classes, trips, thinned, need1, need2)


def _grain(part: Part, trips: Trips, needs: int) -> int:
    """What costs are divided by, rounded down, so that no sum of them overflows 64 bits; 1 for all but huge ones."""
    prices = part.prices
    longest = min(int(part.sup_daily.max(initial=1)), part.rows)
    dearest = int(trips.cost.max(initial=0)) + prices.visit * longest + prices.imbalance
    return 1 << max(0, (dearest * EXACT * (part.rows + needs + 1)).bit_length() - 60)


def _whole_bound(
    part: Part, classes: Classes, trips: Trips, thinned: BoolArray, need1: IntArray, need2: IntArray
) -> int:
    """The bound for costs that are not huge."""
    teams = [
        _coarse(part, classes, t, team) if thinned[t] else team for t, team in enumerate(_teams(part, classes, trips))
    ]
    fine = len(trips) <= ALL_NEEDS
    slopes = np.zeros(len(need1), dtype=np.int64)
    own: dict[int, IntArray] = {}
    for t, team in enumerate(teams):
        if team.own >= 0:
            top = min(int(need1[team.own]), team.items1)
            own[t] = curve(team.cover, top, fine, few=())
            if top:
                steps = (own[t][top] - own[t][:top]) // (top - np.arange(top)) + 1
                slopes[team.own] = max(int(slopes[team.own]), int(steps.max()))
    scales = (0, 4, 3, 2, 1) if fine else (4,)
    forms = [_quota_curve(team, own.get(t), need2, fine, _alone(teams, team)) for t, team in enumerate(teams)]
    best = max(_priced(part, teams, own, forms, slopes * s // 4, need1, need2, trips, fine) for s in scales)
    return max(0, -(-best // EXACT))


def _alone(teams: list[Team], team: Team) -> bool:
    """Whether no other team serves the same T2 unit, so that the whole of it falls to this one."""
    return sum(other.unit == team.unit for other in teams) == 1


def _quota_curve(team: Team, own: IntArray | None, need2: IntArray, fine: bool, alone: bool) -> IntArray:
    """Least cost by T2 items covered; at scale, of a team whose T1 and T2 items are the same, what T1 has shown
    already."""
    top = min(int(need2[team.unit]), team.items2) if team.unit >= 0 else 0
    if own is not None and not fine and np.array_equal(team.cover.gain, team.quota.gain):
        return own[np.minimum(np.arange(top + 1), len(own) - 1)]
    return curve(team.quota, top, fine, alone)


def _priced(
    part: Part,
    teams: list[Team],
    own: dict[int, IntArray],
    forms: list[IntArray],
    price: IntArray,
    need1: IntArray,
    need2: IntArray,
    trips: Trips,
    fine: bool,
) -> int:
    """The bound, times `EXACT`, under one price of a branch for each T1 unit."""
    by_unit: dict[int, list[IntArray]] = {}
    total = int((price * need1).sum())
    for t, team in enumerate(teams):
        top = min(int(need2[team.unit]), team.items2) if team.unit >= 0 else 0
        if t in own:
            reward = price[team.own] * np.arange(len(own[t]))
            values = (np.maximum(own[t][None, :], forms[t][:, None]) - reward[None, :]).min(axis=1)
        elif not price.any():
            values = forms[t]
        else:
            values = curve(_rewarded(part, team, price, trips), top, fine, _alone(teams, team))
        by_unit.setdefault(team.unit, []).append(values)
    for unit, curves in sorted(by_unit.items()):
        need = int(need2[unit]) if unit >= 0 else 0
        total += _hand_out(curves, need)
    return total


def _hand_out(curves: list[IntArray], need: int) -> int:
    """The least sum of one value from each curve whose positions add up to at least `need`."""
    least = np.full(need + 1, np.iinfo(np.int64).max // 4)
    least[0] = 0
    for values in curves:
        after = np.full_like(least, np.iinfo(np.int64).max // 4)
        for k, v in enumerate(values.tolist()):
            reached = np.minimum(np.arange(need + 1) + k, need)
            np.minimum.at(after, reached, least + v)
        least = after
    reachable = np.flatnonzero(least < np.iinfo(np.int64).max // 8)
    return int(least[reachable.max()]) if len(reachable) else 0


def _rewarded(part: Part, team: Team, price: IntArray, trips: Trips) -> Columns:
    """The team's columns for T2 with the price of every T1 branch they cover taken off."""
    if team.widest:
        return replace(team.quota, cost=team.quota.cost - team.widest * int(price.max()) * team.quota.size)
    chosen = trips.rows[team.trips]
    at, owner = slices(part.cover_at, np.maximum(chosen, 0).reshape(-1))
    real = (chosen >= 0).reshape(-1)[owner]
    keys = np.unique((owner[real] // chosen.shape[1]) * max(len(part.cover_unit), 1) + part.cover[at[real]])
    reward = np.zeros(len(chosen), dtype=np.int64)
    np.add.at(reward, keys // max(len(part.cover_unit), 1), price[part.cover_unit[keys % max(len(part.cover_unit), 1)]])
    return replace(team.quota, cost=team.quota.cost - reward)


def curve(
    columns: Columns, top: int, fine: bool, only_top: bool = False, few: tuple[int, ...] = (1, 2, 3, 5)
) -> IntArray:
    """Lower bounds, times `EXACT`, on the cost of covering at least k items, for k = 0…top. Never falling."""
    needs = range(top + 1)
    best = np.full(top + 1, np.iinfo(np.int64).min // 2)
    solved = (
        list(needs) if fine and top <= 40 else sorted({k for k in (0, *few, top - 2, top - 1, top) if 0 <= k <= top})
    )
    if only_top:
        solved = [top]
    if len(columns) and int(columns.cost.min()) >= 0:
        best = np.maximum(best, _by_the_piece(columns, top))
        solved = [k for k in solved if k > 0]
    relaxation = Relaxation(columns)
    for need in solved:
        best = np.maximum(best, _at_need(columns, relaxation, need, needs))
    if not len(columns):
        best[:] = 0
    return np.maximum.accumulate(best)


def _by_the_piece(columns: Columns, top: int) -> IntArray:
    """k items cost at least k times the cheapest item; exact floors."""
    giving = columns.gain > 0
    if not giving.any():
        return np.zeros(top + 1, dtype=np.int64)
    cost, gain = columns.cost[giving], columns.gain[giving]
    cheapest = int((cost // gain).min())
    return cheapest * np.arange(top + 1)


def _at_need(columns: Columns, relaxation: Relaxation, need: int, needs: range) -> IntArray:
    """Bounds made for one need, for all needs: the least over the even shares that the team may end with."""
    if not columns.imbalance or columns.supervisors == 1:
        return relaxation.least_cost(Case(need, 0, None), needs)
    widest = int((columns.gain // np.maximum(columns.size, 1)).max(initial=1)) or 1
    share = max(1, -(-need // (columns.supervisors * max(1, widest))))
    cheapest = int((columns.cost // columns.size).min()) if len(columns) else 0
    found: IntArray = np.full(len(needs), np.iinfo(np.int64).max, dtype=np.int64)
    fewest = 0
    for _ in range(3):
        under = relaxation.least_cost(Case(need, fewest, share), needs)
        found = np.minimum(found, under)
        fewest = share * columns.supervisors + 1
        if cheapest > 0 and fewest * cheapest >= found[need]:
            return np.minimum(found, fewest * cheapest)
        above = relaxation.least_cost(Case(need, fewest, None), needs)
        if above[need] >= found[need]:
            break
        share += 1
    return np.minimum(found, above)


def _coarse(part: Part, classes: Classes, t: int, team: Team) -> Team:
    """A team with too many trips to list: one column for each number of visits a day, its travel the nearest way out
    and
    the nearest way back, its gain the most that so many visits can cover."""
    rows = np.arange(part.team_row[t], part.team_row[t + 1])
    mine = np.flatnonzero(classes.team == t)
    if not len(mine):
        return team
    home, venue = classes.site[mine][:, None], part.row_site[rows][None, :]
    legs = int(part.travel.minutes(home, venue).min()) + int(part.travel.minutes(venue, home).min())
    days, on_day = np.unique(part.row_day[rows], return_counts=True)
    size = np.arange(1, min(int(classes.daily[mine].max()), int(on_day.max(initial=1))) + 1)
    prices = part.prices
    widest = max(int(np.diff(part.cover_at)[rows].max()), int(np.diff(part.quota_at)[rows].max()), 1)
    nothing, ends = np.zeros(0, dtype=np.int64), np.zeros(len(size) + 1, dtype=np.int64)
    columns = Columns(
        cost=(prices.day + prices.visit * size + prices.travel_minute * legs) * EXACT, size=size, gain=widest * size,
        group=np.zeros(len(size), dtype=np.int64), room=np.array([len(days) * int(classes.count[mine].sum())]),
        hosts=0, host_at=ends, host=nothing, shared=0, shared_at=ends, shared_item=nothing,
        supervisors=team.cover.supervisors, imbalance=prices.imbalance,
    )  # fmt: skip
    every = np.unique(part.quota[part.quota_at[rows[0]] : part.quota_at[rows[-1] + 1]])
    return replace(team, cover=columns, quota=columns, own=-1, items2=len(every), widest=widest)


def _teams(part: Part, classes: Classes, trips: Trips) -> list[Team]:
    order = np.argsort(classes.team[trips.cls], kind="stable")
    at = np.searchsorted(classes.team[trips.cls][order], np.arange(part.teams + 1))
    gain1 = gains(trips, part.cover_at, part.cover, len(part.cover_unit))
    gain2 = gains(trips, part.quota_at, part.quota, len(part.quota_unit))
    return [_team(part, classes, trips, t, order[at[t] : at[t + 1]], gain1, gain2) for t in range(part.teams)]


def _team(part: Part, classes: Classes, trips: Trips, t: int, mine: IntArray, gain1: IntArray, gain2: IntArray) -> Team:
    low, high = int(part.team_row[t]), int(part.team_row[t + 1])
    rows = trips.rows[mine]
    _, host_of_row = np.unique(part.row_key[low:high], return_inverse=True)
    groups, group = np.unique(trips.cls[mine] * 10**6 + part.row_day[rows[:, 0]], return_inverse=True)
    basis = {
        "cost": trips.cost[mine] * EXACT, "size": trips.size[mine], "group": group, "room": classes.count[groups //
        10**6],
        "hosts": int(host_of_row.max(initial=-1)) + 1, "supervisors": int(part.team_sup[t + 1] - part.team_sup[t]),
        "imbalance": part.prices.imbalance,
    }  # fmt: skip
    flat, real = rows.reshape(-1), (rows >= 0).reshape(-1)
    basis["host_at"] = np.concatenate([[0], np.cumsum(trips.size[mine])])
    basis["host"] = host_of_row[flat[real] - low] if len(flat) else flat
    sides, counts, units = [], [], []
    for at, items, unit, gain in (
        (part.cover_at, part.cover, part.cover_unit, gain1), (part.quota_at, part.quota, part.quota_unit, gain2),
    ):  # fmt: skip
        covered = items[at[low] : at[high]]
        hosts = np.repeat(host_of_row, np.diff(at[low : high + 1]))
        pairs = np.unique(np.stack([covered, hosts]), axis=1)[0]
        distinct, times = np.unique(pairs, return_counts=True)
        shared_at, shared_item = _shared(distinct[times > 1], at, items, rows)
        sides.append(
            Columns(
                **basis, gain=gain[mine], shared=int((times > 1).sum()), shared_at=shared_at, shared_item=shared_item
            )
        )
        counts.append(len(distinct))
        units.append(np.unique(unit[distinct]))
    own = int(units[0][0]) if len(units[0]) == 1 else -1
    return Team(mine, sides[0], sides[1], own, int(units[1][0]) if len(units[1]) else -1, counts[0], counts[1])


def _shared(shared: IntArray, at: IntArray, items: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Compressed columns of the shared items that each trip covers."""
    position, owner = slices(at, np.maximum(rows, 0).reshape(-1))
    real = (rows >= 0).reshape(-1)[owner] & np.isin(items[position], shared)
    count = max(len(shared), 1)
    keys = np.unique((owner[real] // rows.shape[1]) * count + np.searchsorted(shared, items[position[real]]))
    return np.searchsorted(keys, np.arange(len(rows) + 1) * count).astype(np.int64), keys % count
