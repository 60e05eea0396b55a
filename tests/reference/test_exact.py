"""The exact model is held against trying everything, against its own slower form, and against plans made by hand."""

from __future__ import annotations

import random
from math import prod

import pytest

from turnout.tests.reference import brute
from turnout.tests.reference.candidates import candidates
from turnout.tests.reference.exact import ExactModel, optimum, solve
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.small import small
from turnout.tests.reference.world import World

CHOICES = 6_000
"""Most hand-outs that are tried one by one."""


@pytest.mark.parametrize("seed", range(24))
def test_trying_everything_finds_the_same_optimum(seed: int) -> None:
    rng = random.Random(seed)
    raw = small(seed)
    raw.settings["session"]["min_batch"] = 2 if seed % 3 else 1
    some = rng.choice(raw["members"])
    crew = [row for row in raw["members"] if row["branch_id"] == some["branch_id"] or rng.random() < 0.2]
    raw.tables["members"] = rng.sample(crew, min(4, len(crew)))
    peopled = raw["members"][0]["branch_id"]
    for row in raw["groups"]:
        row["lead_branch_id"] = peopled if row["post_type"] == "cross_unit" else ""
    world = World(raw.instance())
    pool = list(candidates(world))
    pool = sorted(rng.sample(pool, min(10, len(pool))), key=lambda c: c.start)
    while prod(len(brute.choices(world, m, pool)) for m in range(len(world.members))) > CHOICES:
        pool.remove(rng.choice(pool))
    expected = brute.best(world, pool)
    for merged in (False, True):
        found = solve(ExactModel(world, merged, pool))
        assert found is not None
        assert (found.unplaced, found.cost) == expected
        assert brute.broken(world, found.sessions) == set()
        assert brute.cost(found.sessions) == found.cost


@pytest.mark.parametrize("seed", range(100, 110))
def test_counting_twins_together_changes_no_optimum(seed: int) -> None:
    instance = small(seed, largest=100).instance()
    world = World(instance)
    counted, single = solve(ExactModel(world)), solve(ExactModel(world, merged=False), effort=0.5)
    assert counted is not None
    if single is not None:
        assert (counted.unplaced, counted.cost) == (single.unplaced, single.cost)
    assert brute.broken(world, counted.sessions) == set()
    assert brute.cost(counted.sessions) == counted.cost


def hall(people: int = 4, **session: object) -> Raw:
    """One branch without groups, one hall at its site, no lecturers, 2 (a Monday) to 15 March 2026, afternoons only."""
    raw = Raw(settings={
        "start_date": "2026-03-02", "end_date": "2026-03-15",
        "session": {"office_hours": ["14:00-16:00"], "min_batch": 2, **session},
        "post_types": {"other": {"study_scope": "branch"}},
    })
    raw.add("sites", site_id="S", name="town", longitude=116, latitude=39)
    raw.add("committees", committee_id="E", name="enterprise", site_id="S")
    raw.add("branches", branch_id="B", name="branch", committee_id="E", site_id="S")
    raw.add("venues", venue_id="V", name="hall", site_id="S", capacity=10)
    for i in range(people):
        raw.add("members", person_id=f"M{i}", name=f"member {i}", branch_id="B")
    return raw


def value(raw: Raw) -> tuple[int, int]:
    found = optimum(raw.instance())
    assert found is not None
    return found.unplaced, found.cost


def test_one_study_and_one_discussion_a_week_later() -> None:
    assert value(hall()) == (0, 60)


def test_a_gap_longer_than_the_plan_leaves_all_discussions_unplaced() -> None:
    assert value(hall(gap_days=12)) == (4, 30)
    assert value(hall(gap_days=11)) == (0, 60)


def test_fewer_than_min_batch_stay_unplaced() -> None:
    assert value(hall(people=1)) == (2, 0)


@pytest.mark.parametrize(("capacity", "sessions"), [(4, 1), (3, 2), (2, 2)])
def test_seats_decide_the_number_of_sessions(capacity: int, sessions: int) -> None:
    raw = hall()
    raw["venues"][0]["capacity"] = str(capacity)
    assert value(raw) == (0, 60 * sessions)


def test_an_odd_one_out_is_left_where_batches_are_two() -> None:
    raw = hall(people=5)
    raw["venues"][0]["capacity"] = "2"
    assert value(raw) == (2, 120)


def test_the_way_counts_twice_in_time_and_once_in_cost() -> None:
    """31 minutes of travel cost two half hours a head; with them, 14:00-16:00 holds no two hours any more."""
    raw = hall()
    raw.add("sites", site_id="T", name="suburb")
    raw.add("travel", from_site="S", to_site="T", minutes=31)
    raw["venues"][0]["site_id"] = "T"
    assert value(raw) == (8, 0)
    raw.settings["session"]["office_hours"] = ["13:30-16:31"]
    assert value(raw) == (8, 0)
    raw.settings["session"]["office_hours"] = ["13:29-16:31"]
    assert value(raw) == (0, 60 + 8 * 2)


def test_free_intervals_that_touch_are_not_one() -> None:
    assert value(hall(office_hours=["13:00-15:00", "15:00-17:00"], study_minutes=150)) == (8, 0)


def test_a_theme_day_costs_when_it_is_missed() -> None:
    raw = hall()
    raw["branches"][0]["theme_day"] = "Tue"
    assert value(raw) == (0, 60)
    raw["branches"][0]["theme_day"] = "3"
    assert value(raw) == (0, 63)
    raw["branches"][0]["theme_day"] = "31"
    assert value(raw) == (0, 66)


def test_most_away_at_once_splits_a_crew() -> None:
    raw = hall()
    raw.add("groups", group_id="G", name="crew", post_type="other", max_away=3)
    for row in raw["members"]:
        row["group_id"] = "G"
    assert value(raw) == (0, 120)
    raw["groups"][0]["max_away"] = "1"
    assert value(raw) == (8, 0)


def crew(cycle: str) -> Raw:
    """Four members on a rota that begins on Monday 2 March, with day and night shifts."""
    raw = hall(grid_minutes=120, gap_days=1)
    raw.add("shifts", code="D", start="8:00", end="20:00")
    raw.add("shifts", code="N", start="20:00", end="32:00")
    raw.add("groups", group_id="G", name="crew", post_type="shift", cycle=cycle, cycle_start="2026-03-02")
    for row in raw["members"]:
        row["group_id"] = "G"
    return raw


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        ("D", (8, 0)),  # free from 20:15 to 7:45 only
        ("N", (8, 0)),  # nights with eight hours of rest on both sides leave nothing
        ("D - - - - - - - - - - - - -", (0, 60 + 4 * 8)),  # two days off
        ("N -", (0, 60 + 4 * 2)),  # 16:00 of the day off to 12:00 of the next: mornings before a night are on duty days
    ],
)
def test_shifts_and_their_rest_block(cycle: str, expected: tuple[int, int]) -> None:
    assert value(crew(cycle)) == expected


def lectures(way: int | None, *, between: bool = False) -> Raw:
    """Two branches with two members each, free on 2 March only, in two halls `way` apart; one lecturer for both."""
    raw = hall(people=2, gap_days=30, office_hours=["8:00-10:00", "11:00-13:00"] if between else ["8:00-13:00"])
    raw.settings["end_date"] = "2026-03-02"
    raw.add("sites", site_id="T", name="suburb")
    if way is not None:
        raw.add("travel", from_site="S", to_site="T", minutes=way)
    raw.add("branches", branch_id="C", name="other branch", committee_id="E", site_id="T")
    raw.add("venues", venue_id="W", name="other hall", site_id="T", capacity=10)
    for i in range(2):
        raw.add("members", person_id=f"N{i}", name=f"member {i}", branch_id="C")
    raw.add("lecturers", person_id="L", name="lecturer", committee_id="E")
    raw.add("lecturer_windows", person_id="L", weekday="Mon", start="8:00", end="13:00")
    raw.settings["session"]["max_attendee_travel"] = 0
    return raw


@pytest.mark.parametrize(("way", "unplaced"), [(0, 4), (60, 4), (61, 6), (None, 6)])
def test_a_lecturer_needs_the_way_between_two_venues(way: int | None, unplaced: int) -> None:
    assert value(lectures(way))[0] == unplaced


def test_a_lecturer_has_no_more_than_his_sessions() -> None:
    raw = lectures(0)
    raw["lecturers"][0]["max_sessions"] = "1"
    assert value(raw)[0] == 6


def test_a_lecturer_may_attend_the_session_he_lectures_but_no_other_then() -> None:
    """M0 lectures; four members in batches of two at 14:00 of one day in two halls: he can be in one of them only."""
    raw = hall(gap_days=30)
    raw.settings["end_date"] = "2026-03-02"
    raw.add("lecturers", person_id="M0", name="member 0", committee_id="E")
    assert value(raw) == (4, 30)
    raw["venues"][0]["capacity"] = "2"
    raw.add("venues", venue_id="W", name="room", site_id="S", capacity=2)
    assert value(raw) == (6, 30)
    raw.add("lecturers", person_id="X", name="guest", committee_id="E")
    assert value(raw) == (4, 60)


def test_the_smallest_batch_among_the_posts_present_counts() -> None:
    raw = hall(people=6)
    raw.settings["post_types"] |= {"mobile": {"max_batch": 3}}
    raw.add("groups", group_id="G", name="drivers", post_type="mobile")
    raw.add("windows", group_id="G", weekday="Tue", start="14:00", end="16:00")
    assert value(raw) == (0, 60)
    raw["members"][0]["group_id"] = "G"
    assert value(raw) == (0, 120)


@pytest.mark.parametrize(("a", "b"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_committees_hall_is_for_those_under_it(a: int, b: int) -> None:
    raw = hall()
    raw.add("committees", committee_id="C", name="part", site_id="S", parent_id="E")
    raw["branches"][0]["committee_id"] = "EC"[a]
    raw["venues"][0]["committee_id"] = "EC"[b]
    assert value(raw) == ((8, 0) if (a, b) == (0, 1) else (0, 60))
