"""The exact model: choose trips with CP-SAT, lines 2, 3 and 4 strictly in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from turnout.scheduler.sit_ins.cost import Value, value
from turnout.scheduler.sit_ins.part import IntArray, Part, Visits
from turnout.scheduler.sit_ins.trips import Classes, Trips, clashes, people
from turnout.scheduler.solving import run


@dataclass(frozen=True)
class Answer:
    """visits: the best found. bound: lower bounds of lines 2, 3 and 4, each over the plans as good as `visits` in the
    lines
    before it. proven: whether each line is at its bound."""

    visits: Visits
    bound: Value
    proven: tuple[bool, bool, bool]


@dataclass
class Model:
    """The CP-SAT model of one part and the variables by what they mean.

    day[i]: supervisor `sup[i]` makes trip `trip[i]`. visit[s, r]: terms whose sum says whether s visits row r.
    short1, short2: shortfall of every T1 and T2 unit. cost: the terms of line 4.
    """

    part: Part
    trips: Trips
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    sup: list[int] = field(default_factory=list)
    trip: list[int] = field(default_factory=list)
    day: list[cp_model.IntVar] = field(default_factory=list)
    visit: dict[tuple[int, int], list[cp_model.IntVar]] = field(default_factory=lambda: defaultdict(list))
    short1: list[cp_model.IntVar] = field(default_factory=list)
    short2: list[cp_model.IntVar] = field(default_factory=list)
    cost: cp_model.LinearExprT = 0


def build_model(part: Part, classes: Classes, trips: Trips) -> Model:
    """The whole model; a build that reads as a table of contents. V1 and V5 are in the rows, V4's day limit in the
    trips."""
    model = Model(part, trips)
    add_days(model, classes)
    one_trip_a_day(model)
    v2_one_visit_per_session(model)
    v3_consecutive_days_reachable(model)
    v4_at_most_max_visits(model)
    v7_once_a_year(model)
    t1_coverage(model)
    t2_quota(model)
    line_4_cost(model)
    interchangeable_supervisors_in_order(model, classes)
    return model


def add_days(model: Model, classes: Classes) -> None:
    """One yes-or-no for each supervisor and trip that he is free for (V3, V5)."""
    for sups, able in people(model.part, classes, model.trips):
        for t in np.flatnonzero(able).tolist():
            model.sup.append(int(sups[t]))
            model.trip.append(t)
    order = sorted(range(len(model.sup)), key=lambda i: (model.sup[i], model.trip[i]))
    model.sup, model.trip = [model.sup[i] for i in order], [model.trip[i] for i in order]
    rows = model.trips.rows.tolist()
    for s, t in zip(model.sup, model.trip, strict=True):
        x = model.cp.new_bool_var("")
        model.day.append(x)
        for r in rows[t]:
            if r >= 0:
                model.visit[s, r].append(x)


def _at_most_one(model: Model, keys: list[tuple[int, ...]], terms: list[cp_model.IntVar]) -> None:
    groups: dict[tuple[int, ...], list[cp_model.IntVar]] = defaultdict(list)
    for key, x in zip(keys, terms, strict=True):
        groups[key].append(x)
    for group in groups.values():
        if len(group) > 1:
            model.cp.add_at_most_one(group)


def _visits(model: Model) -> tuple[list[int], list[int], list[cp_model.IntVar]]:
    """Supervisor, row and yes-or-no of every visit of every trip, trip by trip."""
    flat = [(s, r, x) for (s, r), terms in model.visit.items() for x in terms]
    return [f[0] for f in flat], [f[1] for f in flat], [f[2] for f in flat]


def one_trip_a_day(model: Model) -> None:
    """A supervisor makes at most one trip a day; with the trips' length this is V4's daily limit."""
    day = model.part.row_day[model.trips.rows[:, 0]].tolist() if len(model.trips) else []
    _at_most_one(model, [(s, day[t]) for s, t in zip(model.sup, model.trip, strict=True)], model.day)


def v2_one_visit_per_session(model: Model) -> None:
    """V2: at most one visit per session."""
    _, rows, terms = _visits(model)
    disc = model.part.row_disc.tolist()
    _at_most_one(model, [(disc[r],) for r in rows], terms)


def v3_consecutive_days_reachable(model: Model) -> None:
    """V3: consecutive visits on different days are reachable from each other in the time between them.

    Two visits that nobody can make one right after the other need another one between them.
    """
    part = model.part
    for team in range(part.teams):
        pairs = clashes(part, team)
        for s in range(int(part.team_sup[team]), int(part.team_sup[team + 1])) if pairs else ():
            for i, j in pairs:
                first, last = model.visit.get((s, i)), model.visit.get((s, j))
                if first and last:
                    between = [x for r in range(i + 1, j) for x in model.visit.get((s, r), ())]
                    model.cp.add(sum(first) + sum(last) - sum(between) <= 1)


def v4_at_most_max_visits(model: Model) -> None:
    """V4: a supervisor makes at most max_visits visits."""
    size = model.trips.size.tolist()
    loads: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    for s, t, x in zip(model.sup, model.trip, model.day, strict=True):
        loads[s].append((x, size[t]))
    for s, terms in loads.items():
        if sum(k for _, k in terms) > model.part.sup_cap[s]:
            model.cp.add(_weighted(terms) <= int(model.part.sup_cap[s]))


def _weighted(terms: list[tuple[cp_model.IntVar, int]]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum([x for x, _ in terms], [k for _, k in terms])


def v7_once_a_year(model: Model) -> None:
    """V7: a committee visits a host at most once a calendar year."""
    _, rows, terms = _visits(model)
    team, key = model.part.row_team().tolist(), model.part.row_key.tolist()
    _at_most_one(model, [(team[r], key[r]) for r in rows], terms)


def t1_coverage(model: Model) -> None:
    """T1: distinct branches covered, by anybody's visit, against what each lowest committee still needs."""
    part = model.part
    model.short1 = _target(model, part.cover_at, part.cover, part.cover_unit, part.need1)


def t2_quota(model: Model) -> None:
    """T2: distinct branches covered by a level's or a committee's own visits against its quota."""
    part = model.part
    model.short2 = _target(model, part.quota_at, part.quota, part.quota_unit, part.need2)


def _target(model: Model, at: IntArray, items: IntArray, unit: IntArray, need: IntArray) -> list[cp_model.IntVar]:
    by_item: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
    for (_, r), terms in model.visit.items():
        for item in items[at[r] : at[r + 1]].tolist():
            by_item[item].update((x.index, x) for x in terms)
    reached: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for item in sorted(by_item):
        seen = model.cp.new_bool_var("")
        model.cp.add(seen <= cp_model.LinearExpr.sum(list(by_item[item].values())))
        reached[int(unit[item])].append(seen)
    short = []
    for number, amount in enumerate(need.tolist()):
        lacking = model.cp.new_int_var(max(0, amount - len(reached[number])), amount, "")
        model.cp.add(lacking + cp_model.LinearExpr.sum(reached[number]) >= amount)
        short.append(lacking)
    return short


def line_4_cost(model: Model) -> None:
    """Line 4: visits, days, travel, and visits of a supervisor above his committee's even share."""
    part, prices = model.part, model.trips.cost.tolist()
    cost = [(x, prices[t]) for x, t in zip(model.day, model.trip, strict=True)]
    size = model.trips.size.tolist()
    made: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    for s, t, x in zip(model.sup, model.trip, model.day, strict=True):
        made[s].append((x, size[t]))
    for team in range(part.teams) if part.prices.imbalance else ():
        sups = range(int(part.team_sup[team]), int(part.team_sup[team + 1]))
        whole = [term for s in sups for term in made[s]]
        if not whole or len(sups) == 1:
            continue
        most = int(part.team_row[team + 1] - part.team_row[team])
        share = model.cp.new_int_var(0, -(-most // len(sups)), "")
        model.cp.add(len(sups) * share <= _weighted(whole) + len(sups) - 1)
        for s in sups:
            if made[s]:
                above = model.cp.new_int_var(0, most, "")
                model.cp.add(above >= _weighted(made[s]) - share)
                cost.append((above, part.prices.imbalance))
    model.cost = _weighted(cost)


def interchangeable_supervisors_in_order(model: Model, classes: Classes) -> None:
    """Of supervisors alike in home, limits and free times, the earlier one makes no fewer visits; loses no plan but
    by name."""
    part = model.part
    size = model.trips.size.tolist()
    made: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    for s, t, x in zip(model.sup, model.trip, model.day, strict=True):
        made[s].append((x, size[t]))
    last: dict[tuple[int, int, bytes], int] = {}
    for team in range(part.teams):
        free = part.team_free(team)
        for k, s in enumerate(range(int(part.team_sup[team]), int(part.team_sup[team + 1]))):
            key = (int(classes.of_sup[s]), int(part.sup_cap[s]), free[k].tobytes())
            if key in last and made[s]:
                model.cp.add(_weighted(made[last[key]]) >= _weighted(made[s]))
            last[key] = s


def solve(
    part: Part,
    classes: Classes,
    trips: Trips,
    start: Visits,
    effort: float,
    seed: int,
    stop: Callable[[], bool] | None = None,
) -> Answer:
    """The best visits from these trips, lexicographically, from a legal start. effort: deterministic seconds per
    line."""
    model = build_model(part, classes, trips)
    best, bounds, proven = start, [0, 0, 0], [False, False, False]
    lines = (cp_model.LinearExpr.sum(model.short1), cp_model.LinearExpr.sum(model.short2), model.cost)
    lowest = [sum(v.proto.domain[0] for v in short) for short in (model.short1, model.short2)] + [0]
    for line, objective in enumerate(lines):
        reached = value(part, best)[line]
        bounds[line] = lowest[line]
        if reached > lowest[line] and not (stop and stop()):
            _hint(model, best)
            model.cp.minimize(objective)
            solver, status = run(model.cp, limit=effort, seed=seed, known="the visits as they stand")
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                best = min(best, _read(model, solver), key=lambda v: value(part, v))
                bounds[line] = max(bounds[line], -int(-(solver.best_objective_bound - 1e-6) // 1))
        reached = value(part, best)[line]
        bounds[line] = min(bounds[line], reached)
        proven[line] = bounds[line] == reached
        model.cp.add(objective <= reached)
    return Answer(best, (bounds[0], bounds[1], bounds[2]), (proven[0], proven[1], proven[2]))


def _hint(model: Model, visits: Visits) -> None:
    """Start from known visits: the trips they make."""
    days: dict[tuple[int, int], list[int]] = defaultdict(list)
    for s, r in zip(visits.sup.tolist(), visits.row.tolist(), strict=True):
        days[s, int(model.part.row_day[r])].append(r)
    wanted = {(s, tuple(rows)) for (s, _), rows in days.items()}
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    every = model.trips.rows.tolist()
    for s, t, x in zip(model.sup, model.trip, model.day, strict=True):
        model.cp.add_hint(x, (s, tuple(r for r in every[t] if r >= 0)) in wanted)


def _read(model: Model, solver: cp_model.CpSolver) -> Visits:
    chosen = [i for i, x in enumerate(model.day) if solver.boolean_value(x)]
    pairs = [(model.sup[i], r) for i in chosen for r in model.trips.rows[model.trip[i]].tolist() if r >= 0]
    return Visits.of([s for s, _ in pairs], [r for _, r in pairs])
