"""The figures of a plan, and the words for them."""

import re
from pathlib import Path
from typing import Any

import pytest

from turnout.commands import summary
from turnout.commands.figures import figures, unmet
from turnout.commands.layout import width
from turnout.instances import load
from turnout.models import Instance, Manifest, Plan
from turnout.models.plan import SHORTFALL_REASONS, UNPLACED_REASONS
from turnout.reports.reasons import SHORTFALL, UNPLACED
from turnout.tests.plans.conftest import table

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def instance(repository: Path) -> Instance:
    return load(repository / "instances" / "ready" / "tiny")


@pytest.fixture
def plan(instance: Instance) -> Plan:
    """A mixed study of one crew member and one of the office, and a discussion of two of the crew."""
    members = instance["members"]
    crew = members.loc[members["group_id"] != "", "person_id"].tolist()
    office = members.loc[members["group_id"] == "", "person_id"].tolist()
    return Plan(
        sessions=table(
            "sessions",
            "S1 | study | committee | DW | 2026-11-03 | 09:00 | 11:00 | H1 |  | 2 |  | planned\n"
            "S2 | discussion | branch | ZB2 | 2026-11-14 | 09:00 | 11:00 | H2 |  | 2 |  | planned",
        ),
        attendance=table("attendance", f"S1 | {crew[0]}\nS1 | {office[0]}\nS2 | {crew[0]}\nS2 | {crew[1]}"),
        visits=table("visits", "S2 | U1 | DW | ZB2 | fallback"),
        unplaced=table(
            "unplaced",
            f"{crew[1]} | study | CONTENTION | \n{office[1]} | study | NO_GAP | \n{office[1]} | discussion | NO_GAP | ",
        ),
        coverage=table("coverage", "coverage | DW | 1 | 2 | 2 | 1 | 1 | CLASH\nquota | DW | 1 | 2 | 2 | 1 | 1 | CLASH"),
        manifest=Manifest.model_validate(
            {
                "objective": {"unplaced": 3}, "bound": {"unplaced": 3, "timetable": 90},
                "cost": {"timetable": {"session": 60, "burden": 40, "total": 100}}, "gap": {"timetable": 0.1},
                "warnings": [{"code": "w", "en": "a warning", "zh": "一条警告"}],
            }
        ),
    )  # fmt: skip


def test_people_are_counted_by_reason_and_kind(plan: Plan, instance: Instance) -> None:
    people = figures(plan, instance)["people"]
    assert people["members"] == 14
    assert people["placed"] == {"study": 12, "discussion": 13}
    assert people["unplaced"] == {"NO_GAP": {"study": 1, "discussion": 1}, "CONTENTION": {"study": 1, "discussion": 0}}
    assert people["unplaced_people"] == 2


def test_sessions_are_counted_by_kind_and_post_type(plan: Plan, instance: Instance) -> None:
    sessions = figures(plan, instance)["sessions"]
    assert sessions["study"] == {"mixed": {"sessions": 1, "attendees": 2}, "all": {"sessions": 1, "attendees": 2}}
    assert sessions["discussion"]["shift"] == {"sessions": 1, "attendees": 2}


def test_visits_and_targets(plan: Plan, instance: Instance) -> None:
    data = figures(plan, instance)
    assert data["visits"] == {"visits": 1, "quota": 0, "fallback": 1, "supervisors": 1, "days": 1, "branches": 1}
    assert data["targets"][0] == {
        "target": "coverage", "level": 1, "scopes": 1, "branches": 2, "required": 2, "achieved": 1, "shortfall": 1,
    }  # fmt: skip
    assert data["shortfall_rows"] == 2
    assert data["shortfalls"][0]["name"] == "青竹江水电公司党委"


def test_what_is_unmet(plan: Plan) -> None:
    def without(*names: str) -> Plan:
        tables = {name: frame.iloc[:0] if name in names else frame for name, frame in plan.tables().items()}
        return Plan(**tables, manifest=plan.manifest)

    assert unmet(plan)
    assert unmet(without("unplaced"))
    assert unmet(without("coverage"))
    assert not unmet(without("unplaced", "coverage"))


def said(plan: Plan, instance: Instance, lang: Any, **changes: Any) -> str:
    return "\n".join(summary.lines({**figures(plan, instance), **changes}, lang))


def test_the_summary_says_it_all_in_english(plan: Plan, instance: Instance) -> None:
    text = said(plan, instance, "en")
    for words in (
        "2026-11-02 to 2026-11-22: 2 branches, 14 members", "concentrated study: 12 of 14 members placed",
        "NOT PLACED: 3 (of 2 people); fewer is proven to be impossible", "CONTENTION", "several post types together",
        "proven bound", "10.00 %", "visits 1 (for quotas 0, as fallback 1)", "TARGETS NOT MET", "1 of 2", "a warning",
    ):  # fmt: skip
        assert words in text


def test_the_summary_says_it_all_in_chinese(plan: Plan, instance: Instance) -> None:
    text = said(plan, instance, "zh", partial=True, provisional=True)
    for word in re.findall(r"[A-Za-z_]{2,}", text):
        assert word in {*UNPLACED_REASONS, "DW"}, word
    for words in (
        "未安排：3 人次（涉及 2 人）；已证明不可能更少", "多类岗位合开", "未达到的目标", "未完成的计划", "暂定计划",
    ):  # fmt: skip
        assert words in text


def test_numbers_stand_below_each_other(plan: Plan, instance: Instance) -> None:
    lines = said(plan, instance, "zh").splitlines()
    start = lines.index("各层级覆盖与指标") + 1
    assert len({width(line) for line in lines[start : start + 3]}) == 1


def test_nobody_unplaced_is_said(plan: Plan, instance: Instance) -> None:
    placed = Plan(**{**plan.tables(), "unplaced": plan.unplaced.iloc[:0]}, manifest=plan.manifest)
    assert "Everybody has a study and a discussion." in said(placed, instance, "en")


def test_a_tiny_gap_is_not_called_none(plan: Plan, instance: Instance) -> None:
    assert "< 0.01 %" in said(plan, instance, "en", gap={"timetable": 1e-6, "sit_ins": 0})


def test_every_reason_has_words() -> None:
    assert UNPLACED.keys() == set(UNPLACED_REASONS)
    assert SHORTFALL.keys() == set(SHORTFALL_REASONS)


def test_long_lists_are_cut_and_the_cut_is_told(plan: Plan, instance: Instance) -> None:
    warnings = [{"code": "w", "en": f"warning {i}", "zh": f"警告 {i}"} for i in range(12)]
    text = said(plan, instance, "en", warnings=warnings, shortfall_rows=30)
    assert "Warnings (12)" in text
    assert "… and 2 more, in plan.json" in text
    assert "… and 28 more, in coverage.csv" in text
