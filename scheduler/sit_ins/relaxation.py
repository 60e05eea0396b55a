"""The linear programme of visits: trips as columns, a block of rows for each case of a team's even share.

Column and row generation: few of the trips come in, and few of the limits bind. The prices it gives are proven in
`proof`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.frame import EXACT, Frame
from turnout.scheduler.sit_ins.linear import FloatArray, LinearProgramme
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, slices
from turnout.scheduler.sit_ins.proof import Own, Shared
from turnout.scheduler.sit_ins.shares import Case, patterns

TOO_DEAR = 8
"""What lacking one of a need costs, in trips of the dearest kind: the programme always has a solution."""
HAIR = 1e-6
NOTHING = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Answer:
    """An optimal solution: trip, position of the case and value of each column, weights of the cases, its cost, and
    the prices."""

    trip: IntArray
    case: IntArray
    value: FloatArray
    weight: FloatArray
    cost: float
    shared: Shared
    own: list[Own]


@dataclass
class _Rows:
    """Numbers of the rows, block by block."""

    needs: IntArray
    items: IntArray
    talks: IntArray
    fewest: IntArray
    most: IntArray
    lengths: IntArray
    hosts: IntArray
    groups: IntArray
    loads: IntArray


class Relaxation:
    """Visits in some cases of some teams: weights of a team's cases sum to 1, limits count in proportion to them.

    earned: where one team is looked at alone, prices at which it earns what it adds to needs, up to the whole of each
    need; else the needs of the part must be met. broken: whether the last solution broke limits that were not there
    yet.
    """

    def __init__(self, frame: Frame, cases: list[Case], earned: Shared | None = None) -> None:
        self.frame, self.cases, self.broken = frame, list(cases), True
        self._earned = earned
        self._too_dear = TOO_DEAR * float(max(frame.trips.cost.max(initial=1), 1))
        self.trip, self.case = NOTHING, NOTHING
        self._items, self._talks = NOTHING, NOTHING
        self._hosts, self._groups, self._loads = NOTHING, NOTHING, NOTHING  # case · how many there are + number

    def add(self, trip: IntArray, case: IntArray) -> None:
        """More columns; those that are there already are left out. case: positions in `cases`."""
        count = max(len(self.frame.trips), 1)
        new = np.unique(case * count + trip)
        fresh = new[~np.isin(new, self.case * count + self.trip)]
        self.trip, self.case = np.concatenate([self.trip, fresh % count]), np.concatenate([self.case, fresh // count])

    def keep(self, chosen: BoolArray) -> None:
        """Without the columns that are not chosen."""
        self.trip, self.case = self.trip[chosen], self.case[chosen]

    def solve(self) -> Answer | None:
        """The optimum over the columns and rows that there are; None where the solver has none."""
        programme = LinearProgramme()
        share = np.array([c.share for c in self.cases])[self.case]
        lone = (self.frame.trips.size[self.trip] - 1) * self.frame.part.prices.imbalance * (share == 1)
        x = programme.add_columns(self._costs() + lone)
        z = programme.add_columns(np.zeros(len(self.cases)))
        needs = self._needs(programme, x)
        rows = _Rows(
            needs, self._once(programme, needs, x), self._one_visit(programme, x), *self._limits(programme, x, z),
            self._lengths(programme, x, z), *self._in_proportion(programme, x, z),
        )  # fmt: skip
        solution = programme.solve()
        if solution is None:
            return None
        value, weight = solution.values[x], solution.values[z]
        shared, own = self._shared(rows, solution.duals), self._own(rows, solution.duals)
        self._find_broken(value, weight)
        return Answer(self.trip, self.case, value, weight, solution.cost, shared, own)

    def _costs(self) -> FloatArray:
        """Costs of the columns, with what they take from other teams where those are not looked at."""
        cost = self.frame.trips.cost[self.trip].astype(np.float64)
        if self._earned is not None:
            credit, taken = self.frame.credit, self._earned
            cost += taken.talk[self.frame.talk[self.frame.trips.rows[self.trip]]].sum(axis=1) / EXACT
            position, owner = slices(credit.item_at, self.trip)
            cost += np.bincount(owner, weights=taken.item[credit.item[position]] / EXACT, minlength=len(cost))
        return cost

    def _needs(self, programme: LinearProgramme, x: IntArray) -> IntArray:
        """Each unit's need and its rounding cuts; with `earned`, what is added is paid for."""
        frame = self.frame
        amount = frame.needs.amount.astype(np.float64)
        rows = programme.add_rows(len(amount), amount if self._earned is None else 0.0, np.inf)
        position, owner = slices(frame.credit.at, self.trip)
        programme.put(rows[frame.credit.row[position]], x[owner], frame.credit.amount[position])
        if self._earned is None:
            programme.put(rows, programme.add_columns(np.full(len(rows), self._too_dear)), 1.0)
        else:
            programme.put(rows, programme.add_columns(-self._earned.need / EXACT, amount), -1.0)
        return rows

    def _once(self, programme: LinearProgramme, needs: IntArray, x: IntArray) -> IntArray:
        """An item counts once, however many visits cover it: what is too much is taken off its need."""
        frame, active = self.frame, self._items
        rows = programme.add_rows(len(active), -np.inf, 1.0)
        position, owner = slices(frame.credit.item_at, self.trip)
        at = _find(active, frame.credit.item[position])
        programme.put(rows[at[at >= 0]], x[owner[at >= 0]], 1.0)
        over = programme.add_columns(np.zeros(len(active)))
        programme.put(rows, over, -1.0)
        programme.put(needs[frame.needs.item_row()[active]], over, -1.0)
        return rows

    def _one_visit(self, programme: LinearProgramme, x: IntArray) -> IntArray:
        """V2: at most one visit per discussion."""
        rows = programme.add_rows(len(self._talks), -np.inf, 1.0)
        at = _find(self._talks, self.frame.talk[self.frame.trips.rows[self.trip]])
        owner, k = np.nonzero(at >= 0)
        programme.put(rows[at[owner, k]], x[owner], 1.0)
        return rows

    def _limits(self, programme: LinearProgramme, x: IntArray, z: IntArray) -> tuple[IntArray, IntArray]:
        """Weights of a team's cases sum to 1; visits between the fewest and the most of each."""
        teams, of = np.unique([c.team for c in self.cases], return_inverse=True)
        programme.put(programme.add_rows(len(teams), 1.0, 1.0)[of], z, 1.0)
        size = self.frame.trips.size[self.trip]
        fewest, most = programme.add_rows(len(z), 0.0, np.inf), programme.add_rows(len(z), -np.inf, 0.0)
        for rows, limit in ((fewest, [c.fewest for c in self.cases]), (most, [c.most for c in self.cases])):
            programme.put(rows[self.case], x, size)
            programme.put(rows, z, -np.array(limit, dtype=np.float64))
        programme.put(fewest, programme.add_columns(np.full(len(z), self._too_dear)), 1.0)
        return fewest, most

    def _lengths(self, programme: LinearProgramme, x: IntArray, z: IntArray) -> IntArray:
        """Above a share of 1, trips are loaded on supervisors by patterns: rows (cases, longest), -1 for other
        cases."""
        part, longest = self.frame.part, self.frame.longest
        charged = np.array([c.share > 1 for c in self.cases])
        rows = np.full((len(z), longest), -1, dtype=np.int64)
        rows[charged] = programme.add_rows(int(charged.sum()) * longest, 0.0, np.inf).reshape(-1, longest)
        mine = np.flatnonzero(charged[self.case])
        programme.put(rows[self.case[mine], self.frame.trips.size[self.trip[mine]] - 1], x[mine], -1.0)
        for k in np.flatnonzero(charged).tolist():
            loads, team = patterns(self.cases[k].share, longest), self.cases[k].team
            y = programme.add_columns((part.prices.imbalance * loads.above).astype(np.float64))
            which, length = np.nonzero(loads.trips)
            programme.put(rows[k, length], y[which], loads.trips[which, length])
            above = programme.add_columns((part.prices.imbalance * np.arange(1, longest + 1)).astype(np.float64))
            programme.put(rows[k], above, 1.0)
            people = programme.add_rows(1, -np.inf, 0.0)
            programme.put(np.repeat(people, len(y)), y, 1.0)
            programme.put(people, z[k : k + 1], -float(part.team_sup[team + 1] - part.team_sup[team]))
        return rows

    def _in_proportion(self, programme: LinearProgramme, x: IntArray, z: IntArray) -> tuple[IntArray, ...]:
        """V7, a supervisor's one trip a day (by class) and V4 (by class), where they have been broken."""
        found = []
        for active, keys, weight, room in self._families():
            rows = programme.add_rows(len(active), -np.inf, 0.0)
            at = _find(active, keys)
            owner, k = np.nonzero(at >= 0)
            programme.put(rows[at[owner, k]], x[owner], weight[owner])
            programme.put(rows, z[active // max(len(room), 1)], -room[active % max(len(room), 1)].astype(np.float64))
            found.append(rows)
        return tuple(found)

    def _families(self) -> list[tuple[IntArray, IntArray, IntArray, IntArray]]:
        """Of each kind of limit within a case: the rows there are; keys (columns, k) of the limits that each column is
        in, -1 for none; by how much it counts; and the limits."""
        frame = self.frame
        host = frame.host[frame.trips.rows[self.trip]]
        host = np.where(host < frame.hosts, self.case[:, None] * frame.hosts + host, -1)
        group = (self.case * len(frame.room) + frame.group[self.trip])[:, None]
        cls = (self.case * len(frame.classes.cap) + frame.trips.cls[self.trip])[:, None]
        one = np.ones(len(self.trip), dtype=np.int64)
        return [
            (self._hosts, host, one, np.ones(frame.hosts, dtype=np.int64)),
            (self._groups, group, one, frame.room),
            (self._loads, cls, frame.trips.size[self.trip], frame.classes.cap),
        ]  # fmt: skip

    def _find_broken(self, value: FloatArray, weight: FloatArray) -> None:
        """Limits that the solution breaks become rows for the next time."""
        self.broken = False
        grown = []
        for active, keys, times, room in self._families():
            used, at = np.unique(keys, return_inverse=True)
            each = np.broadcast_to((value * times)[:, None], keys.shape)
            load = np.bincount(at.reshape(-1), weights=each.reshape(-1), minlength=len(used))
            most = room[used % max(len(room), 1)] * weight[used // max(len(room), 1)] + HAIR
            grown.append(self._more(active, used[(used >= 0) & (load > most)]))
        self._hosts, self._groups, self._loads = grown
        if self._earned is None:
            self._find_broken_between_teams(value)

    def _find_broken_between_teams(self, value: FloatArray) -> None:
        frame = self.frame
        taken = np.flatnonzero(value > HAIR)
        trips = self.trip[taken]
        team = frame.classes.team[frame.trips.cls[trips]]
        talk = frame.talk[frame.trips.rows[trips]]
        owner, k = np.nonzero(talk < frame.talks)
        load, several = _loads(talk[owner, k], value[taken][owner], team[owner], frame.talks)
        self._talks = self._more(self._talks, np.flatnonzero((load > 1 + HAIR) & several))
        position, owner = slices(frame.credit.item_at, trips)
        item = frame.credit.item[position]
        load, several = _loads(item, value[taken][owner], team[owner], len(frame.often))
        self._items = self._more(self._items, np.flatnonzero((load > 1 + HAIR) & (several | frame.often)))

    def _more(self, active: IntArray, broken: IntArray) -> IntArray:
        more = np.union1d(active, broken)
        self.broken |= len(more) > len(active)
        return more

    def _shared(self, rows: _Rows, duals: FloatArray) -> Shared:
        frame, need = self.frame, _up(duals[rows.needs])
        if self._earned is not None:
            return Shared(np.minimum(need, self._earned.need), self._earned.item, self._earned.talk)
        item, talk = np.zeros(len(frame.needs.unit_of), dtype=np.int64), np.zeros(frame.talks + 1, dtype=np.int64)
        item[self._items] = np.minimum(_down(duals[rows.items]), need[frame.needs.item_row()[self._items]])
        talk[self._talks] = _down(duals[rows.talks])
        return Shared(need, item, talk)

    def _own(self, rows: _Rows, duals: FloatArray) -> list[Own]:
        frame = self.frame
        fewest, most = _up(duals[rows.fewest]).tolist(), _down(duals[rows.most]).tolist()
        dearest = frame.part.prices.imbalance * EXACT * np.arange(1, frame.longest + 1)
        length = np.minimum(np.where(rows.lengths >= 0, _up(duals[rows.lengths]), 0), dearest)
        host, load = _down(duals[rows.hosts]), _down(duals[rows.loads])
        hosts, classes = max(frame.hosts, 1), max(len(frame.classes.cap), 1)
        by_host, by_load = (
            np.searchsorted(k // n, np.arange(len(self.cases) + 1))
            for k, n in ((self._hosts, hosts), (self._loads, classes))
        )
        return [
            Own(
                fewest[k], most[k], length[k],
                self._hosts[by_host[k] : by_host[k + 1]] % hosts, host[by_host[k] : by_host[k + 1]],
                self._loads[by_load[k] : by_load[k + 1]] % classes, load[by_load[k] : by_load[k + 1]],
            )
            for k in range(len(self.cases))
        ]  # fmt: skip


def _find(active: IntArray, keys: IntArray) -> IntArray:
    """Positions of keys in a sorted array, -1 where they are not in it."""
    if not len(active):
        return np.full(keys.shape, -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(active, keys), len(active) - 1)
    found: IntArray = np.where(active[at] == keys, at, -1)
    return found


def _loads(key: IntArray, value: FloatArray, team: IntArray, count: int) -> tuple[FloatArray, BoolArray]:
    """Sum of values by key, and whether they come from several teams."""
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(low, key, team)
    np.maximum.at(high, key, team)
    return np.bincount(key, weights=value, minlength=count).astype(np.float64), high > low


def _up(duals: FloatArray) -> IntArray:
    """Prices of rows with a lower bound."""
    return np.maximum(np.floor(duals * EXACT), 0).astype(np.int64)


def _down(duals: FloatArray) -> IntArray:
    """Prices of rows with an upper bound."""
    return np.maximum(np.ceil(-duals * EXACT), 0).astype(np.int64)
