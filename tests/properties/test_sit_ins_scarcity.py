"""Visits counted out: just enough cover everybody, one unit less misses just as many as it must."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from turnout.scheduler.sit_ins import SitIns, plan_visits
from turnout.tests.examples import examples
from turnout.tests.scheduler.sit_ins.random_instances import Given
from turnout.tests.scheduler.sit_ins.tiny_instances import Rows, instance_of, plan_table, talk

HOURS = ("08:00", "10:00", "14:00", "16:00")
DAYS = tuple(f"2026-11-{day:02d}" for day in range(2, 10))


def enterprise(talks: Rows, people: Rows, branches: int, **sit_in: Any) -> Given:
    """One committee with branches of three at its own site, all of which the year's end wants covered."""
    tables: dict[str, Any] = {
        "sites": [{"site_id": "S"}],
        "committees": [{"committee_id": "C", "site_id": "S"}],
        "branches": [{"branch_id": f"B{i}", "committee_id": "C", "site_id": "S"} for i in range(branches)],
        "members": [{"person_id": f"M{i}{k}", "branch_id": f"B{i}"} for i in range(branches) for k in range(3)],
        "venues": [{"venue_id": "S", "site_id": "S", "capacity": 9}],
        "supervisors": [{"committee_id": "C", "site_id": "S", **row} for row in people],
    }
    present = [{"session_id": t["session_id"], "person_id": f"M{t['audience_id'][1:]}{k}"}
               for t in talks for k in range(3)]  # fmt: skip
    return (
        instance_of({"quarter": "2026Q4", "sit_in": sit_in}, **tables),
        plan_table("sessions", talks),
        plan_table("attendance", present),
    )


def short(world: Given) -> tuple[int, int]:
    """Shortfalls of coverage and quota, which their bounds prove to be the least."""
    made: SitIns = plan_visits(*world, seed=1)
    assert (made.bound_t1, made.bound_t2) == (made.t1_shortfall, made.t2_shortfall)
    assert made.bound_cost <= made.cost.total
    return made.t1_shortfall, made.t2_shortfall


def one_after_the_other(branches: int) -> Rows:
    """One discussion of each branch, one a day."""
    return [talk(f"S{i}", f"B{i}", f"{DAYS[i]} 08:00", "S") for i in range(branches)]


@given(people=st.integers(1, 3), most=st.integers(1, 2), missing=st.integers(0, 1))
@settings(max_examples=6)
def test_visits_just_enough_and_one_less(people: int, most: int, missing: int) -> None:
    rows: Rows = [{"person_id": f"P{i}", "max_visits": most - (missing if i == 0 else 0)} for i in range(people)]
    assert short(enterprise(one_after_the_other(people * most), rows, people * most)) == (missing, missing)


@given(branches=st.integers(1, 6), gone=st.integers(0, 3))
@settings(max_examples=6)
def test_each_discussion_less_misses_a_branch(branches: int, gone: int) -> None:
    talks = one_after_the_other(branches)[gone:]
    missed = branches - len(talks)
    assert short(enterprise(talks, [{"person_id": "P"}], branches)) == (missed, missed)


@given(pigeons=st.integers(1, 5), holes=st.integers(1, 4))
@settings(max_examples=8)
def test_discussions_at_one_time_need_as_many_people(pigeons: int, holes: int) -> None:
    """As many branches discuss at once as there are pigeons; nobody is in two places."""
    talks = [talk(f"S{i}", f"B{i}", f"{DAYS[0]} 08:00", "S") for i in range(pigeons)]
    missed = max(0, pigeons - holes)
    rows: Rows = [{"person_id": f"P{i}"} for i in range(holes)]
    assert short(enterprise(talks, rows, pigeons)) == (missed, missed)


@given(a_day=st.integers(1, 4))
@settings(max_examples=4)
def test_visits_of_a_day_just_enough_and_one_less(a_day: int) -> None:
    talks = [talk(f"S{i}", f"B{i}", f"{DAYS[0]} {HOURS[i]}", "S") for i in range(a_day)]
    for most in (a_day, a_day - 1):
        rows: Rows = [{"person_id": "P", "max_visits_per_day": most}]
        assert short(enterprise(talks, rows, a_day)) == (a_day - most, a_day - most)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=7))
@examples(6, many=300)
def test_planted_visits_are_found(visits: list[tuple[int, int, int]]) -> None:
    """Each branch discusses once, when somebody drawn beforehand is free for it; others discuss beside it."""
    planted = dict.fromkeys(visits)
    talks = [talk(f"S{i}", f"B{i}", f"{DAYS[day]} {HOURS[hour]}", "S") for i, (_, day, hour) in enumerate(planted)]
    made = {person: sum(p == person for p, _, _ in planted) for person, _, _ in planted}
    rows: Rows = [{"person_id": f"P{p}", "max_visits": n, "max_visits_per_day": 4} for p, n in made.items()]
    assert short(enterprise(talks, rows, len(talks))) == (0, 0)
