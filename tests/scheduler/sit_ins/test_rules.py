"""Each rule alone, kept and broken, in the formulation: visits are fixed, and the model says whether they can stand."""

from __future__ import annotations

from typing import Any

import pytest
from ortools.sat.python import cp_model

from turnout.models import Instance
from turnout.scheduler.sit_ins import plan_visits
from turnout.scheduler.sit_ins.model import build_model
from turnout.scheduler.sit_ins.planning import prepare
from turnout.scheduler.sit_ins.trips import all_trips, classes_of
from turnout.tests.scheduler.sit_ins.brute_force import Visit
from turnout.tests.scheduler.sit_ins.random_instances import Given
from turnout.tests.scheduler.sit_ins.tiny_instances import Rows, instance_of, plan_table, talk

TREE: Rows = [
    {"committee_id": "C0", "site_id": "home"},
    {"committee_id": "C1", "site_id": "home", "parent_id": "C0"},
    {"committee_id": "C2", "site_id": "home", "parent_id": "C0"},
]
BRANCHES: Rows = [
    {"branch_id": "B1", "committee_id": "C1", "site_id": "home"},
    {"branch_id": "B2", "committee_id": "C1", "site_id": "home"},
    {"branch_id": "B3", "committee_id": "C2", "site_id": "home"},
]
SITES: Rows = [{"site_id": "home"}, {"site_id": "near"}, {"site_id": "far"}, {"site_id": "isle"}]
TRAVEL: Rows = [
    {"from_site": "home", "to_site": "near", "minutes": 30},
    {"from_site": "home", "to_site": "far", "minutes": 30},
]
SUPERVISORS: Rows = [
    {"person_id": "boss", "committee_id": "C0", "site_id": "home"},
    {"person_id": "deputy", "committee_id": "C0", "site_id": "home"},
    {"person_id": "local", "committee_id": "C1", "site_id": "home"},
]


def world(*talks: dict[str, Any], attending: str = "", **changes: Any) -> Given:
    """Three branches of three members under C1 and C2, both under C0; at the end of a year, when all must be covered.

    attending: `S1 M11 M21, S2 M12`, who is at which session. changes: other tables, and `supervisor` cells by person.
    """
    cells: dict[str, Any] = changes.pop("supervisor", {})
    tables: dict[str, Any] = {
        "sites": SITES,
        "committees": TREE,
        "branches": BRANCHES,
        "travel": TRAVEL,
        "members": [{"person_id": f"M{b}{k}", "branch_id": f"B{b}"} for b in (1, 2, 3) for k in (1, 2, 3)],
        "venues": [{"venue_id": s["site_id"], "site_id": s["site_id"], "capacity": 9} for s in SITES],
        "groups": [{"group_id": "joint", "post_type": "cross_unit", "lead_branch_id": "B1"}],
        "supervisors": [row | cells.get(row["person_id"], {}) for row in SUPERVISORS],
    } | changes
    settings = {"quarter": "2026Q4", "sit_in": tables.pop("sit_in", {})}
    present = [
        {"session_id": words[0], "person_id": person}
        for words in (part.split() for part in attending.split(",") if part.strip())
        for person in words[1:]
    ]
    instance: Instance = instance_of(settings, **tables)
    return instance, plan_table("sessions", list(talks)), plan_table("attendance", present)


def stand(given: Given, *visits: Visit) -> tuple[int, int] | None:
    """The least shortfalls of T1 and T2 with exactly these visits, None where they cannot stand."""
    prepared = prepare(*given)
    problem, (part,) = prepared.problem, prepared.parts
    classes = classes_of(part)
    model = build_model(part, classes, all_trips(part, classes)[0])
    names = {
        (problem.person[part.sup[s]], problem.discussions.session_id[part.row_disc[r]]): terms
        for (s, r), terms in model.visit.items()
    }
    for visit, terms in names.items():
        model.cp.add(cp_model.LinearExpr.sum(terms) == (visit in visits))
    if not set(visits) <= set(names):
        return None
    model.cp.minimize(cp_model.LinearExpr.sum(model.short1) * 100 + cp_model.LinearExpr.sum(model.short2))
    solver = cp_model.CpSolver()
    if solver.solve(model.cp) != cp_model.OPTIMAL:
        return None
    return tuple(int(sum(solver.value(v) for v in short)) for short in (model.short1, model.short2))  # type: ignore[return-value]


MORNING = talk("S1", "B1", "2026-11-02 09:00", "home")
NOON = talk("S2", "B2", "2026-11-02 11:00", "home")
LATER = talk("S3", "B3", "2026-11-03 09:00", "home")


def test_v1_the_host_lies_under_the_supervisors_committee() -> None:
    given = world(MORNING, LATER)
    assert stand(given, ("boss", "S3"))
    assert stand(given, ("local", "S1"))
    assert stand(given, ("local", "S3")) is None


def test_v1_a_joint_session_is_hosted_by_the_lead_branch() -> None:
    joint = MORNING | {"audience_type": "group", "audience_id": "joint"}
    assert stand(world(joint, LATER, attending="S1 M31 M32 M33"), ("local", "S1"))


def test_v2_at_most_one_visit_per_session() -> None:
    """Of different committees, so that V7 has nothing to say."""
    given = world(MORNING, NOON)
    assert stand(given, ("boss", "S1"), ("local", "S2"))
    assert stand(given, ("boss", "S1"), ("local", "S1")) is None


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("2026-11-02 11:00", "2026-11-02 12:00", True),
        ("2026-11-02 08:00", "2026-11-02 09:00", True),
        ("2026-11-02 10:59", "2026-11-02 12:00", False),
        ("2026-11-01", "2026-11-03", False),
    ],
)
def test_v3_no_absence(start: str, end: str, free: bool) -> None:
    given = world(MORNING, NOON, absences=[{"person_id": "boss", "start": start, "end": end}])
    assert (stand(given, ("boss", "S1")) is not None) == free


@pytest.mark.parametrize(("when", "free"), [("2026-11-02 10:00", False), ("2026-11-02 11:00", True)])
def test_v3_not_attending_then(when: str, free: bool) -> None:
    study = talk("T1", "B3", when, "home", kind="study")
    members = [{"person_id": p, "branch_id": f"B{p[1]}"} for p in ("M11", "M21", "M31")]
    members.append({"person_id": "boss", "branch_id": "B3"})
    given = world(MORNING, study, attending="T1 boss", members=members)
    assert (stand(given, ("boss", "S1")) is not None) == free


@pytest.mark.parametrize(("when", "free"), [("2026-11-02 10:00", False), ("2026-11-02 11:00", True)])
def test_v3_not_lecturing_then(when: str, free: bool) -> None:
    study = talk("T1", "B3", when, "home", kind="study", lecturer_id="boss")
    assert (stand(world(MORNING, study), ("boss", "S1")) is not None) == free


@pytest.mark.parametrize(("clock", "stands"), [("11:30", True), ("11:29", False)])
def test_v3_time_to_travel_between_visits(clock: str, stands: bool) -> None:
    given = world(MORNING, talk("S2", "B2", f"2026-11-02 {clock}", "near"))
    assert (stand(given, ("boss", "S1"), ("boss", "S2")) is not None) == stands


def test_v3_back_to_back_at_one_place() -> None:
    assert stand(world(MORNING, NOON), ("boss", "S1"), ("boss", "S2"))


def test_v3_the_first_is_reachable_from_home_and_home_from_the_last() -> None:
    isle = talk("S2", "B2", "2026-11-02 15:00", "isle")
    assert stand(world(MORNING, isle), ("boss", "S2")) is None
    assert stand(world(MORNING, isle, supervisor={"boss": {"site_id": "isle"}}), ("boss", "S2"))
    one_way = [*TRAVEL, {"from_site": "near", "to_site": "isle", "minutes": 5}]
    given = world(talk("S1", "B1", "2026-11-02 09:00", "near"), isle, travel=one_way)
    assert stand(given, ("boss", "S1"), ("boss", "S2")) is None


def test_v3_between_two_visits_lies_one_that_cannot_be_reached_from_home() -> None:
    ferry = [*TRAVEL, {"from_site": "near", "to_site": "isle", "minutes": 5}]
    days = [
        talk("S1", "B1", "2026-11-02 09:00", "near"),
        talk("S2", "B2", "2026-11-02 15:00", "isle"),
        talk("S3", "B3", "2026-11-02 18:00", "near"),
    ]
    assert stand(world(*days, travel=ferry), ("boss", "S1"), ("boss", "S2"), ("boss", "S3"))
    assert stand(world(*days, travel=ferry), ("boss", "S2"), ("boss", "S3")) is None


def test_v3_visits_on_different_days_are_reachable_from_each_other() -> None:
    """Near and far have no way between them: one after the other is forbidden, with a visit at home between allowed."""
    days = [
        talk("S1", "B1", "2026-11-02 09:00", "near"),
        talk("S2", "B2", "2026-11-03 09:00", "home"),
        talk("S3", "B3", "2026-11-04 09:00", "far"),
    ]
    given = world(*days)
    assert stand(given, ("boss", "S1"), ("boss", "S3")) is None
    assert stand(given, ("boss", "S1"), ("deputy", "S3"))
    assert stand(given, ("boss", "S1"), ("boss", "S2"), ("boss", "S3"))


@pytest.mark.parametrize(("minutes", "stands"), [(1320, True), (1321, False)])
def test_v3_a_night_may_be_too_short_to_travel(minutes: int, stands: bool) -> None:
    travel = [*TRAVEL, {"from_site": "near", "to_site": "far", "minutes": minutes}]
    given = world(
        talk("S1", "B1", "2026-11-02 09:00", "near"), talk("S2", "B2", "2026-11-03 09:00", "far"), travel=travel
    )
    assert (stand(given, ("boss", "S1"), ("boss", "S2")) is not None) == stands


@pytest.mark.parametrize(("limit", "stands"), [(2, True), (1, False)])
def test_v4_at_most_max_visits(limit: int, stands: bool) -> None:
    given = world(MORNING, LATER, supervisor={"boss": {"max_visits": limit}})
    assert (stand(given, ("boss", "S1"), ("boss", "S3")) is not None) == stands


@pytest.mark.parametrize(("limit", "stands"), [(2, True), (1, False)])
def test_v4_at_most_max_visits_on_one_day(limit: int, stands: bool) -> None:
    given = world(MORNING, NOON, supervisor={"boss": {"max_visits_per_day": limit}})
    assert (stand(given, ("boss", "S1"), ("boss", "S2")) is not None) == stands


def test_v5_not_his_own_branch() -> None:
    members = [{"person_id": p, "branch_id": f"B{p[1]}"} for p in ("M11", "M21", "M31")]
    given = world(MORNING, NOON, members=[*members, {"person_id": "boss", "branch_id": "B1"}])
    assert stand(given, ("boss", "S2"))
    assert stand(given, ("boss", "S1")) is None


@pytest.mark.parametrize(("present", "missing"), [("M31", 2), ("M31 M32", 1)])
def test_v6_covers_branches_with_more_than_half_of_their_members(present: str, missing: int) -> None:
    """B3 has three members: one is no half, two are more than half. B2 stays uncovered either way."""
    joint = MORNING | {"audience_type": "group", "audience_id": "joint"}
    given = world(joint, NOON, LATER, attending=f"S1 M11 {present}")
    found = stand(given, ("boss", "S1"))
    assert found is not None
    assert found[0] == missing


def test_v6_exactly_half_is_not_more_than_half() -> None:
    members = [{"person_id": f"M{b}{k}", "branch_id": f"B{b}"} for b in (1, 2, 3) for k in (1, 2)]
    joint = MORNING | {"audience_type": "group", "audience_id": "joint"}
    found = stand(world(joint, NOON, LATER, attending="S1 M31", members=members), ("boss", "S1"))
    assert found is not None
    assert found[0] == 2


def test_v7_a_committee_visits_a_host_once_a_year() -> None:
    again = talk("S4", "B1", "2026-11-20 09:00", "home")
    given = world(MORNING, again, NOON)
    assert stand(given, ("boss", "S1"), ("local", "S4"))
    assert stand(given, ("boss", "S1"), ("deputy", "S4")) is None


@pytest.mark.parametrize(
    ("date", "committee", "stands"),
    [("2026-02-03", "C0", False), ("2025-12-30", "C0", True), ("2026-02-03", "C1", True)],
)
def test_v7_counts_earlier_visits_of_the_year(date: str, committee: str, stands: bool) -> None:
    done = [{"branch_id": "B1", "committee_id": committee, "date": date}]
    assert (stand(world(MORNING, NOON, LATER, visits_done=done), ("boss", "S1")) is not None) == stands


def test_t1_counts_branches_covered_by_anybody() -> None:
    """C1 has two branches, C2 one; each visit takes one off, whoever makes it."""
    given = world(MORNING, NOON, LATER)
    assert [stand(given, *v)[0] for v in ((), (("boss", "S1"),), (("local", "S1"), ("boss", "S3")))] == [3, 2, 1]  # type: ignore[index]


def test_t1_general_branches_pass_their_branches_up() -> None:
    tree: Rows = [*TREE[:2], TREE[2] | {"kind": "general_branch"}]
    given = world(MORNING, NOON, LATER, committees=tree)
    assert prepare(*given).problem.targets.cover.scope_id == ["C0", "C1"]
    assert stand(given, ("boss", "S3"))[0] == 2  # type: ignore[index]


def test_t2_a_level_is_served_by_its_own_committees() -> None:
    """Level 1 needs all three branches, level 2 all three of C1 and C2."""
    given = world(MORNING, NOON, LATER)
    assert [stand(given, *v)[1] for v in ((), (("boss", "S1"),), (("local", "S1"),))] == [6, 5, 5]  # type: ignore[index]


@pytest.mark.parametrize(("scope", "short"), [("level", 0), ("committee", 1)])
def test_t2_by_level_or_by_committee(scope: str, short: int) -> None:
    """With a quota of 1 each and C2 without supervisors: C1's visit meets level 2, but not C2's own quota."""
    given = world(MORNING, NOON, LATER, sit_in={"quota": 1, "quota_scope": scope})
    found = plan_visits(*given)
    assert found.t2_shortfall == found.bound_t2 == short
    missed = found.coverage[(found.coverage["target"] == "quota") & (found.coverage["shortfall"] > 0)]
    assert missed["scope_id"].tolist() == ["C2"] * short
    assert missed["reason"].tolist() == ["NO_SUPERVISOR"] * short


def test_t2_counts_no_visit_of_another_level() -> None:
    """The boss's visits do nothing for level 2, whose committees must go themselves."""
    given = world(MORNING, NOON, LATER)
    assert stand(given, ("boss", "S1"), ("boss", "S2"), ("boss", "S3")) == (0, 3)


def test_more_visits_than_asked_may_save_imbalance() -> None:
    """The model does not forbid what costs less: a needless visit can raise the even share."""
    given = world(MORNING, NOON, LATER, sit_in={"quota": 0})
    assert stand(given, ("boss", "S1"), ("boss", "S2"), ("deputy", "S3")) == (0, 0)
