"""A committee's visits planned anew with its supervisors counted together by home: small models, names handed out
afterwards."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from turnout.scheduler.sit_ins.cost import value
from turnout.scheduler.sit_ins.greedy import Diary
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits, shortfalls, slices
from turnout.scheduler.sit_ins.trips import Classes, Trips
from turnout.scheduler.solving import run

CHEAPEST = 250
"""Trips kept beside the cheapest one to each discussion."""


def replan(
    part: Part, classes: Classes, trips: Trips, start: Visits, effort: float, seed: int, every: bool = False
) -> tuple[Visits, int]:
    """Visits no worse than `start` in lines 2 to 4, and what any as good in lines 2 and 3 must cost at least.

    effort: deterministic seconds. every: consider all of the trips; else only those that seem worth it, and the bound
    is 0.
    """
    trips = trips if every else trips.take(_worth(part, trips))
    model, chosen = _model(part, classes, trips, start)
    solver, status = run(model, limit=effort, seed=seed)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start, 0
    bound = -int(-(solver.best_objective_bound - 1e-6) // 1) if every else 0
    days = [t for t, x in enumerate(chosen) if solver.boolean_value(x)]
    new = _named(part, classes, trips, days)
    return (new if new is not None and value(part, new) < value(part, start) else start), bound


def _worth(part: Part, trips: Trips) -> IntArray:
    """Numbers of the trips worth considering: the cheapest per visit, and the cheapest to each discussion. Sorted."""
    each = trips.cost / trips.size
    order = np.argsort(each, kind="stable")
    gives = np.diff(part.cover_at) + np.diff(part.quota_at) > 0
    useful = np.all(gives[np.maximum(trips.rows, 0)] | (trips.rows < 0), axis=1)
    order = order[useful[order]]
    rows = trips.rows[order]
    _, first = np.unique(rows[:, 0], return_index=True)
    return np.unique(np.concatenate([order[:CHEAPEST], order[first]]))


def _model(part: Part, classes: Classes, trips: Trips, start: Visits) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(len(trips))]
    flat = trips.rows.reshape(-1)
    owner = np.repeat(np.arange(len(trips)), trips.rows.shape[1])[flat >= 0].tolist()
    rows = flat[flat >= 0]
    team = part.row_team()
    for keys in (
        part.row_disc[rows].tolist(),
        list(zip(team[rows].tolist(), part.row_key[rows].tolist(), strict=True)),
    ):
        _at_most(model, keys, [x[t] for t in owner], lambda _: 1)  # V2, V7
    day = part.row_day[trips.rows[:, 0]].tolist() if len(trips) else []
    room = classes.count.tolist()
    _at_most(model, list(zip(trips.cls.tolist(), day, strict=True)), x, lambda key: room[key[0]])
    size = trips.size.tolist()
    for c in np.unique(trips.cls).tolist():
        mine = np.flatnonzero(trips.cls == c).tolist()
        model.add(
            cp_model.LinearExpr.weighted_sum([x[t] for t in mine], [size[t] for t in mine]) <= int(classes.cap[c])
        )
    short1, short2 = shortfalls(part, start)
    for at, items, unit, need, most in (
        (part.cover_at, part.cover, part.cover_unit, part.need1, int(short1.sum())),
        (part.quota_at, part.quota, part.quota_unit, part.need2, int(short2.sum())),
    ):  # fmt: skip
        position, which = slices(at, rows)
        _reach(
            model, x, [owner[w] for w in which.tolist()], items[position].tolist(), unit.tolist(), need.tolist(), most
        )
    _minimise(model, part, classes, trips, x, start)
    return model, x


def _at_most(model: cp_model.CpModel, keys: list, terms: list[cp_model.IntVar], room: object) -> None:  # type: ignore[type-arg]
    groups = defaultdict(list)
    for key, term in zip(keys, terms, strict=True):
        groups[key].append(term)
    for key, group in groups.items():
        most = room(key)  # type: ignore[operator]
        if len(group) > most == 1:
            model.add_at_most_one(group)
        elif len(group) > most:
            model.add(cp_model.LinearExpr.sum(group) <= most)


def _reach(
    model: cp_model.CpModel,
    x: list[cp_model.IntVar],
    owner: list[int],
    items: list[int],
    unit: list[int],
    need: list[int],
    most: int,
) -> None:
    """The units' needs, short by no more than `most` together (T1 or T2)."""
    by_item: dict[int, set[int]] = defaultdict(set)
    for t, item in zip(owner, items, strict=True):
        by_item[item].add(t)
    seen: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for item in sorted(by_item):
        covered = model.new_bool_var("")
        model.add(cp_model.LinearExpr.sum([x[t] for t in sorted(by_item[item])]) >= covered)
        seen[unit[item]].append(covered)
    lacking = []
    for u, amount in enumerate(need):
        if amount:
            short = model.new_int_var(0, min(amount, most), "")
            model.add(cp_model.LinearExpr.sum(seen[u]) + short >= amount)
            lacking.append(short)
    model.add(cp_model.LinearExpr.sum(lacking) <= most)


def _minimise(
    model: cp_model.CpModel, part: Part, classes: Classes, trips: Trips, x: list[cp_model.IntVar], start: Visits
) -> None:
    """Trips' costs, and for each team the least imbalance that its trips leave."""
    terms, prices = list(x), trips.cost.tolist()
    made = np.bincount(part.sup_team()[start.sup], minlength=part.teams)
    team = classes.team[trips.cls]
    for t in np.unique(team).tolist():
        supervisors = int(part.team_sup[t + 1] - part.team_sup[t])
        if supervisors > 1 and part.prices.imbalance:
            mine = np.flatnonzero(team == t)
            share = max(1, -(-int(made[t]) // supervisors))
            above = _above_share(model, [x[i] for i in mine.tolist()], trips.size[mine], supervisors, share)
            terms.append(above)
            prices.append(part.prices.imbalance)
    model.minimize(cp_model.LinearExpr.weighted_sum(terms, prices))


def _above_share(
    model: cp_model.CpModel, x: list[cp_model.IntVar], size: IntArray, supervisors: int, expected: int
) -> cp_model.IntVar:
    """At most the visits above the even share ⌈V/S⌉, whoever makes the trips.

    With share m, a supervisor's trips leave at least (their visits − m·their number) above it, and each trip at least
    its
    own visits above m. One case for each m up to one above what is expected; beyond, nothing is charged.
    """
    whole = cp_model.LinearExpr.weighted_sum(x, size.tolist())
    above = model.new_int_var(0, 10**6, "")
    cases = []
    for m in range(1, expected + 2):
        case = model.new_bool_var("")
        cases.append(case)
        model.add(whole <= m * supervisors).only_enforce_if(case)
        if m > 1:
            model.add(whole >= (m - 1) * supervisors + 1).only_enforce_if(case)
        excess = (size - m).tolist()
        model.add(above >= cp_model.LinearExpr.weighted_sum(x, excess)).only_enforce_if(case)
        longer = np.maximum(size - m, 0).tolist()
        if any(longer):
            model.add(above >= cp_model.LinearExpr.weighted_sum(x, longer)).only_enforce_if(case)
    beyond = model.new_bool_var("")
    model.add(whole >= (expected + 1) * supervisors + 1).only_enforce_if(beyond)
    model.add_exactly_one([*cases, beyond])
    return above


def _named(part: Part, classes: Classes, trips: Trips, days: list[int]) -> Visits | None:
    """Trips handed to supervisors, the longest first, each to the least busy who can; None where somebody is
    missing."""
    diary = Diary(part, classes)
    rows_of = {t: [r for r in trips.rows[t].tolist() if r >= 0] for t in days}
    for t in sorted(days, key=lambda t: (-len(rows_of[t]), t)):
        sup = diary.able(int(trips.cls[t]), rows_of[t])
        if sup < 0 or not diary.open(rows_of[t]):
            return None
        diary.enter(sup, rows_of[t])
    return diary.visits()
