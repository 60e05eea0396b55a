"""What a plan says of itself: true as it stands, and every single figure changed by one is found."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from turnout.models.plan import Manifest, Plan, Scope
from turnout.tests.verifier.cases import Case, cases
from turnout.tests.verifier.harbour import bare_plan, harbour, whole
from turnout.tests.verifier.stated import broken, edited, restated
from turnout.verifier import verify


def told(plan: Plan, path: str, value: Any) -> Plan:
    """The plan with one entry of plan.json changed; a number written as `+1` or `-1` is added."""
    content = plan.manifest.model_dump()
    inner = content
    *way, last = path.split(".")
    for name in way:
        inner = inner[name]
    inner[last] = (
        inner[last] + float(value)
        if isinstance(value, str) and value[0] in "+-" and "e" in value
        else (inner[last] + int(value) if isinstance(value, str) and value[0] in "+-" else value)
    )
    return replace(plan, manifest=Manifest.model_validate(content))


def test_the_harbours_plan_stands_and_its_figures_are_those_worked_out_by_hand() -> None:
    instance, plan = whole()
    verdict = verify(instance, plan)
    assert verdict.ok
    assert verdict.notes == ()
    assert verdict.figures["objective"] == {"unplaced": 2, "t1_shortfall": 0, "t2_shortfall": 0}
    # 12 sessions; watch 4 × 1 and 4 × 4, builders 8 × 1, pilots 3 × 2 and 3 × 3; customs to town; builders off the 15th
    timetable = {"session": 360, "burden": 43, "travel": 3, "off_theme_day": 3, "total": 409}
    # 5 visits on 5 supervisor-days, one of them from town to the port and back
    sit_ins = {"visit": 300, "day": 600, "travel_minute": 60, "imbalance": 0, "total": 960}
    assert verdict.figures["cost"] == {"timetable": timetable, "sit_ins": sit_ins}


@pytest.mark.parametrize("step", ["+1", "-1"])
@pytest.mark.parametrize(
    "path",
    [
        *(f"objective.{k}" for k in ("unplaced", "t1_shortfall", "t2_shortfall")),
        *(f"cost.timetable.{k}" for k in ("session", "burden", "travel", "off_theme_day", "total")),
        *(f"cost.sit_ins.{k}" for k in ("visit", "day", "travel_minute", "imbalance", "total")),
    ],
)
def test_a_false_figure_is_found(path: str, step: str) -> None:
    instance, plan = whole()
    assert "COST" in broken(instance, told(plan, path, step))


@pytest.mark.parametrize(
    "key", ["members", "branches", "pairs", "sessions", "studies", "discussions", "attendance", "visits"]
)
def test_a_false_count_is_found(key: str) -> None:
    instance, plan = whole()
    (violation,) = verify(instance, told(plan, f"counts.{key}", "+1")).violations
    assert (violation.rule, violation.ids) == ("MANIFEST", ("plan.json", f"counts.{key}"))


@pytest.mark.parametrize(
    ("path", "value", "rules"),
    [
        ("bound.unplaced", "+1", {"BOUND"}),
        ("bound.t1_shortfall", "+1", {"BOUND"}),
        ("bound.t2_shortfall", "+1", {"BOUND"}),
        ("bound.timetable", "+1", {"BOUND"}),
        ("bound.sit_ins", "+1", {"BOUND"}),
        ("bound.timetable", "-1", {"BOUND"}),  # the gap says 0
        ("bound.sit_ins", "-1", {"BOUND"}),
        ("bound.unplaced", "-1", set()),
        ("gap.timetable", "+1e-5", {"BOUND"}),
        ("gap.sit_ins", "+1e-5", {"BOUND"}),
        ("gap.sit_ins", "+1e-8", set()),
        ("gap.sit_ins", 1e-6, set()),
        ("format", "turnout-plan/0", {"MANIFEST"}),
        ("instance_hash", "0" * 64, {"MANIFEST"}),
        ("seed", "+1", {"MANIFEST"}),
        ("settings", {}, {"MANIFEST"}),
        ("settings", {"quarter": 5}, {"MANIFEST"}),
        ("settings.quarter", "2026Q3", {"MANIFEST"}),
        ("settings.session.gap_days", "+1", {"MANIFEST"}),
        ("settings.cost.session", "+1", {"MANIFEST"}),
        ("provisional", True, {"MANIFEST"}),
        ("warnings", [{"code": "x", "en": "y"}], {"MANIFEST"}),
        ("warnings", [{"code": "x", "en": "y", "zh": "z"}], set()),
        ("seconds", {"read": {"wall": -1.0, "cpu": 0.0}}, {"MANIFEST"}),
        ("seconds", {"read": {"wall": 1.0, "cpu": 0.0}}, set()),
        ("peak_memory_mb", -1.0, {"MANIFEST"}),
        ("partial", True, set()),
        ("scope.stage", "9", {"MANIFEST"}),
        ("scope.under", ["XX"], {"MANIFEST"}),
    ],
)
def test_entries_of_the_manifest(path: str, value: Any, rules: set[str]) -> None:
    instance, plan = whole()
    verdict = verify(instance, told(plan, path, value))
    assert {violation.rule for violation in verdict.violations} == rules
    assert {violation.ids[0] for violation in verdict.violations} <= {"plan.json"}


def test_the_warning_that_is_wrong_is_named_by_its_place() -> None:
    instance, plan = whole()
    good, bad = {"code": "x", "en": "y", "zh": "z"}, {"code": "x", "en": "y"}
    verdict = verify(instance, told(plan, "warnings", [bad, good, bad]))
    assert [violation.text.en.split()[2] for violation in verdict.violations] == ["1", "3"]


@pytest.mark.parametrize("name", ["FW", "AA"])
def test_a_row_of_zeros_may_stand_for_a_committee_whose_branches_have_no_members(name: str) -> None:
    """A coverage row each for the committees with branches: whether those without members count for that, is open."""
    instance = harbour(f"committees + {name}|empty|DW|B|committee", f"branches + Z6|empty|{name}|B||")
    plan = restated(instance, bare_plan())
    assert broken(instance, plan) == set()
    for row, rules in (
        (f"coverage|{name}|2|0|0|0|0|", set()),
        (f"coverage|{name}|2|0|0|0|0|CLASH", {"COVERAGE"}),
        (f"coverage|{name}|3|0|0|0|0|", {"COVERAGE"}),
        (f"coverage|{name}|2|1|0|0|0|", {"COVERAGE"}),
        (f"quota|{name}|2|0|0|0|0|", {"COVERAGE"}),
    ):
        more = edited(plan, f"coverage + {row}")
        told_of = more.coverage.sort_values(["target", "scope_id", "level"], ignore_index=True)
        assert broken(instance, replace(more, coverage=told_of)) == rules, row


@pytest.mark.parametrize(
    ("counts", "rules", "notes"),
    [
        ({}, set(), 0),
        ({"branches": 5}, set(), 0),
        ({"branches": True}, {"MANIFEST"}, 0),
        ({"branches": {"of": 5}}, set(), 1),
        ({"happy": 22, "unhappy": 0}, set(), 1),
    ],
)
def test_a_count_may_be_missing_and_one_of_another_name_is_told(
    counts: dict[str, Any], rules: set[str], notes: int
) -> None:
    instance, plan = whole()
    verdict = verify(instance, told(plan, "counts", counts))
    assert ({violation.rule for violation in verdict.violations}, len(verdict.notes)) == (rules, notes)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("partial", True, "the plan is partial: it was cut by a limit or an interruption"),
        (
            "counts",
            {"unhappy": 0, "happy": 22},
            "plan.json: not known and not checked: counts.happy, counts.unhappy",
        ),
    ],
)
def test_what_is_no_violation_is_told_aside(path: str, value: Any, words: str) -> None:
    instance, plan = whole()
    assert [note.en for note in verify(instance, told(plan, path, value)).notes] == [words]


def test_where_rows_are_left_out_it_is_told_that_nothing_was_counted() -> None:
    instance, plan = whole()
    verdict = verify(instance, edited(plan, "unplaced a5 reason=NO_IDEA"))
    words = "claims that count rows were not checked: some rows could not be understood"
    assert ([note.en for note in verdict.notes], verdict.figures) == ([words], {})


def test_another_seed_is_no_other_setting() -> None:
    instance, plan = whole()
    assert broken(instance, told(told(plan, "seed", 2), "settings.seed", 2)) == set()


def test_a_gap_is_relative_to_the_cost() -> None:
    instance, plan = whole()
    assert broken(instance, told(told(plan, "bound.timetable", 400), "gap.timetable", 9 / 409)) == set()
    (violation,) = verify(instance, told(plan, "bound.timetable", 401)).violations
    assert violation.text.en == "plan.json: gap.timetable is 0.0; cost and bound give 0.019559902"


def test_where_no_topic_is_fixed_there_is_none() -> None:
    topics = restated(harbour("topics - DW"), bare_plan()).sessions.set_index("session_id")["topic"]
    assert topics[["s01", "s07", "s10"]].tolist() == ["", "", "fog"]


def test_a_committees_study_has_no_branchs_topic() -> None:
    """Not even that of the branch that stands last."""
    topics = restated(harbour("topics + Z5|study|customs"), bare_plan()).sessions.set_index("session_id")["topic"]
    assert topics[["s01", "s05"]].tolist() == ["the year's plan", "the year's plan"]


EDITS = """
SIZE broken: sessions s01 size=5
SIZE broken: sessions s12 size=2
SIZE broken: sessions s12 size=-3
TOPIC broken: sessions s01 topic=safety
TOPIC broken: sessions s10 topic=
TOPIC broken: sessions s11 topic=safety
ROLE broken: visits s07 role=quota
ROLE broken: visits s08 role=quota
ROLE broken: visits s09 role=fallback
ROLE broken: visits s10 role=quota
ROLE broken: visits s12 role=fallback
UNPLACED broken: unplaced - a5|study
UNPLACED FORMAT broken: unplaced + a5|study|NO_FREE_TIME|
UNPLACED broken: unplaced + b1|study|CONTENTION|
UNPLACED broken: unplaced + nobody|study|NO_FREE_TIME|
UNPLACED broken: unplaced a5 reason=CONTENTION
UNPLACED broken: unplaced a5 detail=no time
UNPLACED broken: unplaced a5 detail=Days=3
UNPLACED kept: unplaced a5 detail=days=3 starts=0
FORMAT broken: unplaced a5 reason=NO_IDEA
T1 broken: coverage coverage branches=4
T1 broken: coverage coverage required=0
T1 broken: coverage coverage achieved=9
T1 broken: coverage coverage shortfall=-1
T2 broken: coverage quota branches=6
T2 broken: coverage quota required=4
T2 broken: coverage quota achieved=4
T1 COVERAGE broken: coverage coverage shortfall=1, reason=CLASH
COVERAGE broken: coverage coverage reason=CLASH
COVERAGE broken: coverage - coverage|DW
COVERAGE broken: coverage - quota|DW|2
COVERAGE broken: coverage + quota|EW|2|1|0|0|0|
COVERAGE broken: coverage + quota|EW|2|0|0|0|0|
COVERAGE FORMAT broken: coverage + coverage|DZ|2|0|0|0|0|
COVERAGE FORMAT broken: coverage + coverage|DW|1|2|1|2|0|
COVERAGE broken: coverage + quota|XX|1|3|2|3|0|
FORMAT broken: coverage quota reason=WEATHER
"""


@pytest.mark.parametrize("case", cases(EDITS), ids=str)
def test_a_false_claim_is_found(case: Case) -> None:
    instance, plan = whole()
    edits = [edit.strip() for edit in case.line.split(":", 1)[1].split(";")]
    assert broken(instance, edited(plan, *edits)) == case.rules


@pytest.mark.parametrize("name", ["sessions", "attendance", "visits", "unplaced", "coverage"])
def test_rows_out_of_order_are_found(name: str) -> None:
    instance, plan = whole()
    frame = getattr(plan, name)
    swapped = frame.iloc[[1, 0, *range(2, len(frame))]].reset_index(drop=True)
    (violation,) = verify(instance, replace(plan, **{name: swapped})).violations
    assert violation.rule == "FORMAT"
    assert violation.text.en == f"{name}.csv is not sorted: row 3 comes before the row above it"


def test_levels_are_sorted_as_numbers() -> None:
    """Levels there are not are no targets, but they stand where they should."""
    instance, plan = whole()
    levels = [f"coverage + quota|DW|{level}|0|0|0|0|" for level in (10, 99_999_999, 100_000_000)]
    assert broken(instance, edited(plan, *levels)) == {"COVERAGE"}
    assert broken(instance, edited(plan, *reversed(levels))) == {"COVERAGE", "FORMAT"}


def test_coverage_frames_are_not_trusted_as_numbers() -> None:
    instance, plan = whole()
    frame = plan.coverage.astype({"achieved": "str"})
    frame.loc[0, "achieved"] = "two"
    assert broken(instance, replace(plan, coverage=pd.DataFrame(frame))) == {"FORMAT"}


@pytest.mark.parametrize(
    ("scope", "words"),
    [(Scope(), "*"), (Scope(under=["EW"]), "--under EW"), (Scope(stage="1", under=["EW"]), "--stage 1 --under EW")],
)
def test_a_plan_is_made_for_what_was_asked(scope: Scope, words: str) -> None:
    instance, plan = whole()
    found = [(v.rule, v.ids, v.text.en) for v in verify(instance, plan, scope=scope).violations]
    text = f"plan.json: the plan was made for *, not for {words}"
    assert found == ([] if words == "*" else [("MANIFEST", ("plan.json",), text)])
