"""Bounds before they are cut off at the plan's own value: no plan undercuts them, not with locks or huge costs."""

from __future__ import annotations

import random

import pytest

from turnout.models.instance import Instance
from turnout.models.plan import Plan
from turnout.scheduler import plan
from turnout.scheduler.timetable import bound as bounds
from turnout.scheduler.timetable.alone import Alone
from turnout.scheduler.timetable.bound import TimetableBound, timetable_bound
from turnout.scheduler.timetable.ground import Ground
from turnout.scheduler.timetable.joint import Steps
from turnout.scheduler.timetable.locks import fix, locks_of
from turnout.scheduler.timetable.state import State, session_cost
from turnout.tests.reference.exact import ExactModel, Optimum, optimum, solve
from turnout.tests.reference.small import small
from turnout.tests.reference.world import World
from turnout.tests.scheduler.timetable.crew import MONDAYS, as_plan, branch, crew, window
from turnout.verifier import verify


def bound_of(instance: Instance, base: Plan | None = None) -> tuple[TimetableBound, int]:
    """The bound over all plans, and the cost of the sessions that stand."""
    locks = locks_of(base)
    ground = Ground(instance, locks)
    state = State(ground)
    fix(ground, state, base, locks)
    return timetable_bound(ground), sum(sum(session_cost(ground, s).values()) for s in state.ordered())


def optimum_with(instance: Instance, base: Plan) -> Optimum | None:
    """The optimum among plans that hold the base plan's locked sessions as they stand, member by member."""
    world = World(instance)
    exact = ExactModel(world, merged=False)
    number = {m.id: k for k, m in enumerate(world.members)}
    standing = base.sessions[base.sessions["status"] == "locked"]
    for row in standing.itertuples():
        who = set(base.attendance.loc[base.attendance["session_id"] == row.session_id, "person_id"])
        (at,) = [
            i for i, c in enumerate(exact.all)
            if (c.kind, c.audience.type, c.audience.id, c.venue, str(world.date(c.day))) == (row.kind, *_key(row))
            and c.start % 1440 == _minute(str(row.start))
        ]  # fmt: skip
        exact.model.add(exact.held[at] == 1)
        for k, attend in exact.here[at].items():
            exact.model.add(attend == (1 if world.members[k].id in who else 0))
        assert {number[p] for p in who} <= set(exact.here[at])
        if row.lecturer_id:
            c = exact.all[at]
            exact.model.add(exact.lectures[str(row.lecturer_id), c.start, c.end, c.venue] == 1)
    return solve(exact, effort=3.0)


def _key(row: object) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in ("audience_type", "audience_id", "venue_id", "date"))


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@pytest.mark.parametrize("seed", range(300, 308))
def test_no_optimum_undercuts_the_bound(seed: int) -> None:
    instance = small(seed, 100).instance()
    best = optimum(instance)
    assert best is not None
    bound, _ = bound_of(instance)
    assert bound.unplaced <= best.unplaced
    for unplaced in (best.unplaced, best.unplaced + 1):
        assert bound.cost(unplaced) <= best.cost


@pytest.mark.parametrize("seed", [320, 321, 322, 326])
def test_nor_where_costs_are_huge(seed: int) -> None:
    raw = small(seed, 100)
    raw.settings["cost"] = {key: min(1_000_000, 50_021 * value) for key, value in raw.settings["cost"].items()}
    instance = raw.instance()
    best = optimum(instance)
    assert best is not None
    bound, _ = bound_of(instance)
    made = plan(instance, only="timetable").manifest
    assert bound.unplaced <= best.unplaced == made.objective.unplaced
    assert bound.cost(best.unplaced) <= best.cost == made.cost.timetable.total


def test_whoever_is_dear_to_place_is_placed_nevertheless() -> None:
    """Three drivers whose only windows cost 500 each: unplaced comes first, so that the bound is the whole cost."""
    raw = crew(windows=False)
    for date in MONDAYS:
        window(raw, date, "8:00", "10:00", burden=500)
    bound, _ = bound_of(raw.instance())
    assert (bound.unplaced, bound.cost(0)) == (0, 2 * 30 + 6 * 500)


def test_the_longest_way_at_the_largest_weight_is_a_number_like_others() -> None:
    """A hall almost a week away at a million for each started half hour: 336 million each, which 32 bits still hold."""
    raw = crew(windows=False, max_attendee_travel=10_080)
    raw.settings["cost"] = {"travel_half_hour": 1_000_000}
    raw.add("sites", site_id="T", name="far")
    raw.add("travel", from_site="S", to_site="T", minutes=10_079)
    raw["venues"][0]["site_id"] = "T"
    raw["groups"][0] |= {"post_type": "shift", "cycle": "N -", "cycle_start": "2025-01-01"}
    raw.add("shifts", code="N", start="0:00", end="1:00")
    raw.add("roster", group_id="G", date="2026-03-02", code="-")
    bound, _ = bound_of(raw.instance())
    assert (bound.unplaced, bound.cost(6), bound.price > 336_000_000) == (6, 0, True)


def test_nor_does_a_long_way_make_it_worth_while_to_stay() -> None:
    """A hall half an hour away, each started half hour at 200: two sessions and six ways."""
    raw = crew(windows=False)
    raw.settings["cost"] = {"travel_half_hour": 200}
    raw.add("sites", site_id="T", name="hill")
    raw.add("travel", from_site="S", to_site="T", minutes=30)
    raw["venues"][0]["site_id"] = "T"
    for date in MONDAYS:
        window(raw, date, "8:00", "12:00")
    bound, _ = bound_of(raw.instance())
    assert (bound.unplaced, bound.cost(0)) == (0, 2 * 30 + 6 * 200)


@pytest.mark.parametrize("seed", [330, 332, 333, 335])
def test_nor_where_sessions_are_locked(seed: int) -> None:
    """A plan's sessions locked at random: the plan made on them is as good as any, and so says the bound."""
    raw = small(seed, 80)
    instance = raw.instance()
    first = plan(instance, only="timetable")
    rng = random.Random(seed)
    chosen = [s for s in first.sessions["session_id"] if rng.random() < 0.4]
    base = as_plan(instance, first, **{s.replace("-", "_"): "locked" for s in chosen})
    raw.settings["cost"] = {**raw.settings["cost"], "session": 11, "after_work": 5, "rest_day": 3}
    changed = raw.instance()
    best = optimum_with(changed, base)
    assert best is not None
    made = plan(changed, base=base, only="timetable")
    assert [v.text.en for v in verify(changed, made, base=base).violations] == []
    assert (made.manifest.objective.unplaced, made.manifest.cost.timetable.total) == (best.unplaced, best.cost)
    bound, standing = bound_of(changed, base)
    assert bound.unplaced <= best.unplaced
    assert bound.cost(best.unplaced) + standing <= best.cost


def test_branches_of_equal_structure_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """B and C are alike, D is one larger; B's and C's bounds are the same, and the whole bound is their sum."""
    raw = crew(people=3)
    branch(raw, "C", 3, group="H")
    branch(raw, "D", 4, group="K")
    asked: list[int] = []
    real = bounds.steps

    def counted(problem: Alone, exact: bool = False) -> Steps:
        asked.append(problem.audience)
        return real(problem, exact)

    monkeypatch.setattr(bounds, "steps", counted)
    ground = Ground(raw.instance())
    found = timetable_bound(ground)
    own = [ground.audience("branch", name) for name in "BCD"]
    assert asked == [own[0], own[2]]
    assert [found.patterns[home].value for home in own] == [60, 60, 60]
    assert found.value == 180
