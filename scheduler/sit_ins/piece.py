"""Visits planned anew with supervisors counted together by home: small models, names handed out afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

import numpy as np
from ortools.sat.python import cp_model

from turnout.scheduler.sit_ins.cost import Value, value
from turnout.scheduler.sit_ins.naming import named
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits, shortfalls, slices
from turnout.scheduler.sit_ins.shares import Case, patterns
from turnout.scheduler.sit_ins.trips import Classes, Trips
from turnout.scheduler.solving import run


def replan(
    part: Part, classes: Classes, trips: Trips, start: Visits, cases: list[list[Case]], effort: float, seed: int
) -> tuple[Visits, Value]:
    """Visits no worse than `start` in lines 2 to 4, and a floor: shortfalls, and what plans from these trips, in these
    cases, with no more of either shortfall must cost at least.

    trips: those to choose from. cases: by team, the even shares it may end with. effort: deterministic seconds.
    """
    nothing = *value(part, start)[:2], 0
    if not len(trips):
        return start, nothing
    model, chosen, lines = _model(part, classes, trips, start, cases)
    days, floor = None, list(nothing)
    for number, line in enumerate(lines):
        if number < 2 and not floor[number]:
            continue  # held by the model
        model.minimize(line)
        solver, status = run(model, limit=effort, seed=seed, known="the visits as they stand")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        days = np.array([t for t, x in enumerate(chosen) if solver.boolean_value(x)], dtype=np.int64)
        if number < 2:
            floor[number] = round(solver.objective_value)
            model.add(line <= floor[number])
        else:
            floor[2] = -int(-(solver.best_objective_bound - 1e-6) // 1)
    if days is None:
        return start, nothing
    new = named(part, classes, trips, days, effort, seed)
    return (new if value(part, new) < value(part, start) else start), (floor[0], floor[1], floor[2])


def _model(
    part: Part, classes: Classes, trips: Trips, start: Visits, cases: list[list[Case]]
) -> tuple[cp_model.CpModel, list[cp_model.IntVar], list[cp_model.LinearExprT]]:
    """The model, whether each trip is made, and lines 2, 3 and 4."""
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
    lines = []
    for at, items, unit, need, most in (
        (part.cover_at, part.cover, part.cover_unit, part.need1, int(short1.sum())),
        (part.quota_at, part.quota, part.quota_unit, part.need2, int(short2.sum())),
    ):  # fmt: skip
        position, which = slices(at, rows)
        of = [owner[w] for w in which.tolist()]
        lines.append(_reach(model, x, of, items[position].tolist(), unit.tolist(), need.tolist(), most))
    lines.append(_cost(model, part, classes, trips, x, cases))
    return model, x, lines


def _at_most(
    model: cp_model.CpModel, keys: Iterable[Hashable], terms: list[cp_model.IntVar], room: Callable[..., int]
) -> None:
    groups = defaultdict(list)
    for key, term in zip(keys, terms, strict=True):
        groups[key].append(term)
    for key, group in groups.items():
        most = room(key)
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
) -> cp_model.LinearExprT:
    """The units' needs (T1 or T2), and by how much they fall short together, no more than `most`."""
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
    return cp_model.LinearExpr.sum(lacking)


def _cost(
    model: cp_model.CpModel,
    part: Part,
    classes: Classes,
    trips: Trips,
    x: list[cp_model.IntVar],
    cases: list[list[Case]],
) -> cp_model.LinearExprT:
    """Trips' costs, and for each team the least imbalance that its trips leave."""
    terms, prices = list(x), trips.cost.tolist()
    team = classes.team[trips.cls]
    for t in np.unique(team).tolist():
        mine = np.flatnonzero(team == t)
        visits = cp_model.LinearExpr.weighted_sum([x[i] for i in mine.tolist()], trips.size[mine].tolist())
        chosen = [model.new_bool_var("") for _ in cases[t]]
        model.add_exactly_one(chosen)
        for case, on in zip(cases[t], chosen, strict=True):
            model.add(visits <= case.most).only_enforce_if(on)
            if case.fewest:
                model.add(visits >= case.fewest).only_enforce_if(on)
            if case.share:
                loads = _loaded(model, part, case, [x[i] for i in mine.tolist()], trips.size[mine], on)
                terms += loads[0]
                prices += loads[1]
    return cp_model.LinearExpr.weighted_sum(terms, prices)


def _loaded(
    model: cp_model.CpModel, part: Part, case: Case, x: list[cp_model.IntVar], size: IntArray, on: cp_model.IntVar
) -> tuple[list[cp_model.IntVar], list[int]]:
    """The team's trips loaded on its supervisors by patterns, if the case is on: what is charged for, and its
    prices."""
    longest = int(size.max())
    loads = patterns(case.share, longest)
    supervisors = int(part.team_sup[case.team + 1] - part.team_sup[case.team])
    most = int((size > 0).sum())
    y = [model.new_int_var(0, supervisors, "") for _ in loads.above]
    above = [model.new_int_var(0, most, "") for _ in range(longest)]
    model.add(cp_model.LinearExpr.sum(y) <= supervisors)
    for k in range(longest):
        held = cp_model.LinearExpr.weighted_sum([*y, above[k]], [*loads.trips[:, k].tolist(), 1])
        of_length = [v for v, s in zip(x, size.tolist(), strict=True) if s == k + 1]
        model.add(cp_model.LinearExpr.sum(of_length) <= held).only_enforce_if(on)
    price = part.prices.imbalance
    charged = [(v, price * e) for v, e in zip(y, loads.above.tolist(), strict=True) if e]
    charged += [(v, price * (k + 1)) for k, v in enumerate(above)]
    return [v for v, _ in charged], [p for _, p in charged]
