"""What bounds the search, and what is told meanwhile."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from turnout.models import Instance, Progress
from turnout.scheduler import plan, solving
from turnout.scheduler.allowance import allowed, left
from turnout.scheduler.timetable.planning import plan_timetable
from turnout.tests.reference.small import small
from turnout.verifier import verify


@pytest.fixture(scope="module")
def instance() -> Instance:
    """A random one whose first plan is not its best."""
    return small(7, 100).instance()


def hard() -> cp_model.CpModel:
    """Ten pigeons in nine holes, which no propagation sees."""
    model = cp_model.CpModel()
    nests = [[model.new_bool_var("") for _ in range(9)] for _ in range(10)]
    for pigeon in nests:
        model.add_bool_or(pigeon)
    for hole in zip(*nests, strict=True):
        for i, one in enumerate(hole):
            for other in hole[:i]:
                model.add_bool_or(~one, ~other)
    return model


def test_what_a_solve_takes_is_gone() -> None:
    with allowed(0.01):
        solving.run(hard(), limit=5.0, presolve=False)
        assert left() < 0.01
    assert left() == float("inf")


def test_nothing_is_left_for_a_solve_after_the_last_unit() -> None:
    with allowed(0.0):
        _, status = solving.run(hard(), limit=5.0, presolve=False)
    assert status == cp_model.UNKNOWN


def test_the_timetable_takes_no_more_than_its_limit(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing allowed: CP-SAT is not asked at all; much allowed: it is."""
    asked: list[float] = []
    real = solving.run

    def watched(*args: object, **more: object) -> object:
        asked.append(left())
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("turnout.scheduler.timetable.search.run", watched)
    plan_timetable(instance, deterministic_limit=0.0)
    assert asked == []
    plan_timetable(instance, deterministic_limit=50.0)
    assert asked
    assert max(asked) <= 50.0


@pytest.mark.parametrize("limit", [0.0, 0.01, 50.0])
def test_a_limited_plan_is_whole_legal_and_the_same_again(instance: Instance, limit: float) -> None:
    one, two = (plan(instance, deterministic_limit=limit) for _ in range(2))
    assert verify(instance, one).ok
    assert not one.manifest.partial
    assert all(one.tables()[name].equals(frame) for name, frame in two.tables().items())


def test_the_best_so_far_is_told_while_a_block_is_planned(instance: Instance) -> None:
    told: list[Progress] = []
    made = plan(instance, only="timetable", progress=told.append).manifest
    known = [p for p in told if p.cost is not None]
    assert len(known) >= 2
    assert known[0].done == 0
    final = known[-1]
    assert (final.unplaced, final.cost) == (made.objective.unplaced, made.cost.timetable.total)
    assert all(p.bound is not None and p.cost is not None and p.bound <= p.cost for p in known)
