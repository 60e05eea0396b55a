"""What coverage.csv asks: which branches count as covered, how many must be, and a reason where fewer are."""

from typing import Any

import pytest

from turnout.models.plan import Plan
from turnout.tests.verifier.harbour import bare_plan, harbour, whole
from turnout.tests.verifier.stated import broken, edited, plan_of, restated, table
from turnout.verifier import verify

LAST_QUARTER = ["setting quarter 2026Q4", "setting start_date 2026-10-05", "setting end_date 2026-10-31"]


def targets(*changes: str, plan: Plan | None = None) -> list[tuple[Any, ...]]:
    """coverage.csv as it should be: (target, scope, level, branches, required, achieved)."""
    instance = harbour(*changes)
    empty = plan_of(table("sessions", ""), table("attendance", ""))
    coverage = restated(instance, plan or empty).coverage
    return list(coverage.iloc[:, :6].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("changes", "required"),
    [
        ([], [1, 2, 3, 2]),
        (["setting quarter 2026Q1", "setting start_date 2026-01-05", "setting end_date 2026-03-31"], [1, 1, 2, 1]),
        (["setting quarter 2026Q3", "setting start_date 2026-07-05", "setting end_date 2026-07-31"], [2, 3, 4, 3]),
        (LAST_QUARTER, [2, 3, 5, 3]),
        (
            ["setting start_date 2026-03-05", "setting end_date 2026-04-01"],
            [1, 2, 3, 2],
        ),  # the end date's quarter counts
        (["setting sit_in.pace year_end"], [0, 0, 0, 0]),
        (
            ["setting sit_in.pace year_end", "setting start_date 2026-09-20", "setting end_date 2026-10-05"],
            [2, 3, 5, 3],
        ),
        (["setting sit_in.quota 2"], [1, 2, 1, 1]),
        (["committees DW sit_in_quota=4"], [1, 2, 2, 2]),
        (["committees DW sit_in_quota=0"], [1, 2, 0, 0]),
        (["branches + Z6|boat|EW|B||", "members + f1|Xi|Z6|", *LAST_QUARTER], [2, 4, 6, 4]),  # one member is enough
        (["committees EW sit_in_quota=1"], [1, 2, 3, 2]),  # with levels, only a root's own quota counts
        (["setting sit_in.quota_scope committee", "committees EW sit_in_quota=1"], [1, 2, 3, 1]),
        (["setting sit_in.quota_scope committee", "committees DW sit_in_quota=1"], [1, 2, 1, 2]),
        (["branches + Z6|empty|EW|B||"], [1, 2, 3, 2]),  # without members it takes no part
        (["members - c5", "members - c4", "members - c3", "members - c2", "members - c1"], [1, 1, 2, 1]),
    ],
)
def test_what_the_targets_require(changes: list[str], required: list[int]) -> None:
    rows = targets(*changes)
    assert [row[:3] for row in rows[:2]] == [("coverage", "DW", 1), ("coverage", "EW", 2)]
    assert [row[4] for row in rows] == required


def test_a_committee_of_a_single_branch_has_its_row() -> None:
    alone = ["committees + FW|customs|DW|B|committee", "branches Z5 committee_id=FW", *LAST_QUARTER]
    assert targets(*alone)[:3] == [("coverage", "DW", 1, 2, 2, 0), ("coverage", "EW", 2, 2, 2, 0),
                                   ("coverage", "FW", 2, 1, 1, 1)]  # fmt: skip


def test_who_is_no_supervisor_covers_nothing_and_has_no_role() -> None:
    assert [row[5] for row in targets(plan=edited(bare_plan(), "visits s07 person_id=nobody"))] == [1, 3, 2, 3]
    instance, plan = whole()
    assert "ROLE" not in broken(instance, edited(plan, "visits s07 person_id=nobody"))


@pytest.mark.parametrize("role", ["quota", "fallback"])
def test_a_visit_without_a_host_has_no_role(role: str) -> None:
    """A committee's study has none; that it is no discussion is told by V1."""
    instance, plan = whole()
    assert broken(instance, edited(plan, f"visits + s01|P1|DW|Z1|{role}")) & {"V1", "ROLE"} == {"V1"}


def test_the_role_of_a_visit_from_above_is_quota_even_if_nobody_else_comes() -> None:
    roles = restated(harbour(), edited(bare_plan(), "visits - s12")).visits.set_index("session_id")["role"]
    assert roles["s09"] == "quota"


def test_what_visits_achieve() -> None:
    assert targets(plan=bare_plan()) == [
        ("coverage", "DW", 1, 2, 1, 2),
        ("coverage", "EW", 2, 3, 2, 3),
        ("quota", "DW", 1, 5, 3, 3),
        ("quota", "DW", 2, 3, 2, 3),
    ]


@pytest.mark.parametrize(
    ("changes", "achieved"),
    [
        ([], [2, 3, 3, 3]),
        (["visits_done - Z5"], [2, 2, 3, 2]),
        (["visits_done Z5 date=2025-12-31"], [2, 2, 3, 2]),
        (["visits_done Z5 date=2026-12-31"], [2, 3, 3, 3]),  # all of the year's visits count, later ones too
        (["visits_done + Z5|DW|P1|2026-01-05"], [2, 3, 4, 3]),
        (["visits_done + Z1|EW|Q1|2026-01-05"], [2, 3, 3, 3]),  # not under a committee of level 2
        (["visits_done + Z9|EW|Q1|2026-01-05", "branches + Z9|empty|EW|B||"], [2, 3, 3, 3]),
        (["setting sit_in.quota_scope committee"], [2, 3, 3, 3]),
    ],
)
def test_what_counts_as_covered(changes: list[str], achieved: list[int]) -> None:
    assert [row[5] for row in targets(*changes, plan=bare_plan())] == achieved


@pytest.mark.parametrize(
    ("members", "achieved"),
    [([], 3), (["members + e6|X|Z5|"], 2), (["members + e6|X|Z5|G4"], 2), (["members - e1"], 3)],
)
def test_v6_a_visit_covers_branches_with_more_than_half_of_their_members_there(
    members: list[str], achieved: int
) -> None:
    """V6: two of three customs officers sit in the joint discussion, then two of four, then two of two."""
    moved = ["visits_done - Z5", "members e2 branch_id=Z4", "members e3 branch_id=Z4"]
    joint = edited(bare_plan(), "sessions - s11", "attendance - s11")
    instance = harbour(*moved, *members)
    if "members - e1" in members:
        joint = edited(joint, "attendance - s05|e1")
    plan = restated(instance, joint)
    assert plan.coverage.loc[plan.coverage["target"] == "coverage", "achieved"].tolist() == [2, achieved]
    wrong = edited(plan, f"coverage coverage achieved={achieved - 1}")
    assert "T1" in broken(instance, wrong)


def test_v6_a_visit_covers_the_host_even_where_none_of_its_members_come() -> None:
    """V6: the town's office, the first of all branches, leads the joint discussion of quay and customs."""
    instead = edited(bare_plan(), "visits - s07", "visits - s12", "visits + s12|P1|DW|Z1|quota")
    assert [row[5] for row in targets("groups G4 lead_branch_id=Z1", plan=instead)] == [2, 3, 3, 2]


def test_a_shortfall_needs_a_reason() -> None:
    instance = harbour("visits_done - Z5")
    plan = restated(instance, edited(bare_plan(), "visits - s10", "visits - s12"))
    assert plan.coverage["shortfall"].tolist() == [0, 1, 0, 2]
    assert broken(instance, plan) == set()
    assert verify(instance, plan).figures["objective"] == {"unplaced": 2, "t1_shortfall": 1, "t2_shortfall": 2}
    assert broken(instance, edited(plan, "coverage quota reason=")) == {"COVERAGE"}


def test_a_shortfall_without_a_reason_is_told_once() -> None:
    instance = harbour("visits_done - Z5", "supervisors Q1 max_visits=0")
    plan = restated(instance, edited(bare_plan(), "visits - s10", "visits - s12"))
    told = verify(instance, edited(plan, "coverage quota reason="))
    assert [violation.ids for violation in told.violations] == [("quota", "DW", "2")]


def test_a_reason_without_a_shortfall_is_told_once() -> None:
    instance, plan = whole()
    told = verify(instance, edited(plan, "coverage coverage reason=OWN_BRANCH"))
    assert [v.ids for v in told.violations] == [("coverage", "DW", "1"), ("coverage", "EW", "2")]
