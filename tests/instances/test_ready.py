"""The ready-made instances are right and tell the story of their READMEs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from turnout.instances import load
from turnout.models.instance import Instance

READY = Path(__file__).resolve().parents[2] / "instances" / "ready"
NAMES = ["airline", "construction", "refinery", "tiny"]


@cache
def ready(name: str) -> Instance:
    """One ready-made instance, read once."""
    return load(READY / name)


def readme(name: str) -> str:
    """Its story."""
    return (READY / name / "README.md").read_text(encoding="utf-8")


def levels(instance: Instance) -> int:
    """Levels of committees proper, general branches left out."""
    tree = instance.tables["committees"].set_index("committee_id")
    deepest = 0
    for committee in tree.index[tree["kind"] == "committee"]:
        level = 1
        while tree.loc[committee, "parent_id"]:
            committee, level = tree.loc[committee, "parent_id"], level + 1
        deepest = max(deepest, level)
    return deepest


def away_all_along(instance: Instance) -> int:
    """Members whose one absence covers the whole plan."""
    rows = instance.tables["absences"]
    begun = rows["start"].dt.date <= instance.start
    lasting = rows["end"].dt.date > instance.end
    return int(rows[begun & lasting]["person_id"].isin(instance.tables["members"]["person_id"]).sum())


def test_these_are_the_ready_made_instances() -> None:
    assert sorted(folder.name for folder in READY.iterdir() if folder.is_dir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_without_an_error_or_a_warning(name: str) -> None:
    assert ready(name).warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_no_two_people_share_a_name_and_nobody_has_two(name: str) -> None:
    names: dict[str, str] = {}
    for table in ("members", "lecturers", "supervisors"):
        for person, called in ready(name).tables[table][["person_id", "name"]].itertuples(index=False):
            assert names.setdefault(person, called) == called
    assert len(set(names.values())) == len(names)
    assert all(re.fullmatch("[\u4e00-\u9fff]{2,4}", called) for called in names.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_counts_branches_and_members_rightly(name: str) -> None:
    story, tables = readme(name), ready(name).tables
    branches = {"tiny": "两个党支部"}.get(name, f"{len(tables['branches'])} 个党支部")
    assert branches in story
    assert f"{len(tables['members'])} 名党员" in story


@pytest.mark.parametrize("name", ["airline", "construction", "refinery"])
def test_the_readme_counts_those_away_all_quarter_rightly(name: str) -> None:
    away = away_all_along(ready(name))
    assert f"{away} 名党员整个季度不在岗" in readme(name)
    assert f"共 {2 * away} 人次排不上" in readme(name)


def test_refinery_is_the_turnaround_with_everything_in_it() -> None:
    instance = ready("refinery")
    tables = instance.tables
    assert len(tables["branches"]) == 24
    assert 530 <= len(tables["members"]) <= 570
    assert levels(instance) == 3
    assert (tables["committees"]["kind"] == "general_branch").any()
    assert set(tables["groups"]["post_type"]) == {"shift", "mobile", "site", "cross_unit"}
    assert (tables["members"]["group_id"] == "").any()  # office staff
    joint = tables["members"][tables["members"]["group_id"] == "LH01"]
    committees = set(joint.merge(tables["branches"], on="branch_id")["committee_id"])
    assert {"CY01", "GD00", "TL01"} <= committees  # storage, the pipeline company, the railway depot
    assert tables["supervisors"].groupby("committee_id").size().between(5, 8).all()


def test_construction_lies_so_far_apart_that_supervisors_must_travel() -> None:
    sites = ready("construction").tables["sites"]
    projects = sites[sites["site_id"].str.startswith("P")]
    assert projects["longitude"].max() - projects["longitude"].min() > 30  # from Lop Nur to the East China Sea
    assert (ready("construction").tables["groups"]["post_type"] == "site").sum() >= 20


def test_airline_crews_have_meeting_windows_at_base_and_outstations() -> None:
    tables = ready("airline").tables
    mobile = tables["groups"][tables["groups"]["post_type"] == "mobile"]
    assert set(mobile["group_id"]) <= set(tables["windows"]["group_id"])
    assert {"KMG", "CKG", "XCT"} <= set(tables["branches"]["site_id"])
