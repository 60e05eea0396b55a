"""Reasons of shortfalls: one that fits no missed branch is a false claim, one that fits some branch is not."""

import pytest

from turnout.models.plan import SHORTFALL_REASONS, Plan
from turnout.tests.verifier.harbour import bare_plan, harbour
from turnout.tests.verifier.stated import broken, edited, restated

NOBODY_OF_THE_PORT = ("visits_done - Z5",)
"""Nothing visited earlier; with the port's visits taken out below, the port misses pilots and customs."""


@pytest.mark.parametrize(
    ("changes", "edits", "coverage", "quota"),
    [
        ((), (), {"CLASH", "NO_CAPACITY"}, {"CLASH"}),  # of the town, whose visits are used up, both might have come
        (("supervisors Q1 max_visits=0",), (), {"CLASH", "NO_CAPACITY"}, {"NO_SUPERVISOR"}),
        (("supervisors Q1 max_visits=1",), (), {"CLASH", "NO_CAPACITY"}, {"CLASH"}),
        (("supervisors Q1 max_visits_per_day=0",), (), {"CLASH", "NO_CAPACITY"}, {"NO_SUPERVISOR"}),
        (("supervisors P1 max_visits=3",), (), {"CLASH", "NO_CAPACITY"}, {"CLASH"}),
        (("supervisors a1 max_visits=2",), (), {"CLASH", "NO_CAPACITY"}, {"CLASH"}),
        (("supervisors P1 max_visits=3", "supervisors a1 max_visits=2"), (), {"CLASH"}, {"CLASH"}),
        (
            ("supervisors Q1 site_id=D",),
            (),
            {"CLASH", "NO_CAPACITY", "UNREACHABLE"},
            {"CLASH", "UNREACHABLE"},
        ),
        (("members + Q1|Qiu|Z4|",), (), {"CLASH", "NO_CAPACITY", "OWN_BRANCH"}, {"CLASH", "OWN_BRANCH"}),
        (("members + Q1|Qiu|Z1|",), (), {"CLASH", "NO_CAPACITY"}, {"CLASH"}),
        (
            ("members + Q1|Qiu|Z4|", "members + P1|Pei|Z5|"),
            (),
            {"CLASH", "NO_CAPACITY", "OWN_BRANCH"},
            {"CLASH", "OWN_BRANCH"},
        ),  # of each branch missed one of those who might come is a member
        (("branches + Z6|empty|EW|B||",), (), {"CLASH", "NO_CAPACITY"}, {"CLASH"}),  # which nobody misses
        (
            (),
            ("sessions - s10", "attendance - s10"),
            {"CLASH", "NO_CAPACITY", "NO_DISCUSSION"},
            {"CLASH", "NO_DISCUSSION"},
        ),
        (
            ("setting start_date 2025-12-30", "setting end_date 2026-04-19"),
            (
                "sessions s10 date=2025-12-31",
                "sessions s11 date=2025-12-31",
            ),
            {"NO_DISCUSSION"},
            {"CLASH", "NO_DISCUSSION"},
        ),  # a discussion of another year covers nothing in this one
    ],
)
def test_which_reasons_fit(
    changes: tuple[str, ...], edits: tuple[str, ...], coverage: set[str], quota: set[str]
) -> None:
    instance = harbour(*NOBODY_OF_THE_PORT, *changes)
    plan = restated(instance, edited(bare_plan(), "visits - s10", "visits - s12", *edits))
    short = plan.coverage["shortfall"] > 0
    assert plan.coverage.loc[short, "target"].tolist() == ["coverage", "quota"]
    for target, fitting in (("coverage", coverage), ("quota", quota)):
        row = short & (plan.coverage["target"] == target)
        found = {
            reason
            for reason in SHORTFALL_REASONS
            if "COVERAGE"
            not in broken(
                instance,
                Plan(
                    **plan.tables()
                    | {"coverage": plan.coverage.assign(reason=plan.coverage["reason"].mask(row, reason))},
                    manifest=plan.manifest,
                ),
            )
        }
        assert found == fitting, target


@pytest.mark.parametrize(("done", "fits"), [((), False), (("visits_done + Z3|EW|Q1|2026-01-05",), True)])
def test_a_host_that_was_visited_leaves_no_discussion(done: tuple[str, ...], fits: bool) -> None:
    """V7: most customs officers sit in the joint discussion, whose host the port may visit once a year."""
    instance = harbour(*NOBODY_OF_THE_PORT, "members e2 branch_id=Z4", "members e3 branch_id=Z4", *done)
    gone = ("sessions - s11", "attendance - s11", "visits - s09", "visits - s10", "visits - s12")
    plan = restated(instance, edited(bare_plan(), *gone))
    row = plan.coverage["level"].eq(2) & plan.coverage["target"].eq("quota")
    assert plan.coverage.loc[row, "shortfall"].gt(0).all()
    told = plan.coverage.assign(reason=plan.coverage["reason"].mask(row, "NO_DISCUSSION"))
    claimed = Plan(**plan.tables() | {"coverage": told}, manifest=plan.manifest)
    assert ("COVERAGE" not in broken(instance, claimed)) == fits


def test_what_a_general_branch_visited_is_missed_all_the_same() -> None:
    """A general branch sits in for no level: at its level its earlier visits count for nothing, and may be missed."""
    earlier = [f"visits_done + {branch}|DZ||2026-02-10" for branch in ("Z3", "Z4", "Z5")]
    instance = harbour(*NOBODY_OF_THE_PORT, *earlier)
    plan = restated(instance, edited(bare_plan(), "visits - s09", "visits - s10", "visits - s12"))
    row = plan.coverage["target"].eq("quota") & plan.coverage["level"].eq(2)
    assert plan.coverage.loc[row, ["shortfall", "reason"]].to_numpy().tolist() == [[2, "CLASH"]]
    assert broken(instance, plan) == set()
