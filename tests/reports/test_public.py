"""Restricted branches (内外有别): nothing of them in any byte of a public edition, yet they count."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from turnout.instances import load
from turnout.models import Instance, Lang, Plan
from turnout.reports.files import OutputError, Staging
from turnout.reports.record import Record, announced, replaced
from turnout.reports.report import write_report
from turnout.tests.reports import fabricated
from turnout.tests.reports.hurried import hurried
from turnout.tests.reports.rereading import every_byte, records

SECRETS = (
    "特种材料",
    "特材室",
    "特材试制组",
    "保密",
    "冯隐秋",
    "陈默之",
    "褚藏锋",
    "卫不言",
    "T009",
    "T010",
    "T011",
    "T012",
    "TC03",
    "S006",
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("under", ["", "C0", "C2"])
def test_no_byte_names_a_restricted_branch_or_its_members(
    tmp_path: Path, plan: Plan, instance: Instance, lang: Lang, under: str
) -> None:
    write_report(plan, instance, tmp_path, lang=lang, under=under, profile="public", members=True)
    files = every_byte(tmp_path)
    assert len(files) > 10
    found = {(name, secret) for name, data in files.items() for secret in SECRETS if secret.encode() in data}
    assert found == set()


def test_the_full_edition_does_name_them(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """The search above would find what it looks for."""
    write_report(plan, instance, tmp_path, members=True)
    files = every_byte(tmp_path).values()
    assert {secret for secret in SECRETS if any(secret.encode() in data for data in files)} == set(SECRETS)


@pytest.mark.parametrize(
    "name", ["refinery", *(pytest.param(n, marks=pytest.mark.long) for n in ("airline", "construction"))]
)
def test_no_byte_names_what_is_restricted_in_the_ready_made_instances(
    repository: Path, tmp_path: Path, name: str
) -> None:
    """Hundreds of people with common names: no member of the branch, no id, none of its venues and topics."""
    instance = load(repository / "instances" / "ready" / name)
    branches, members = instance["branches"], instance["members"]
    closed = branches.loc[branches["disclosure"] == "restricted"]
    inside = members.loc[members["branch_id"].isin(closed["branch_id"])]
    plan = hurried(instance)
    own = plan.sessions["audience_id"].isin(closed["branch_id"])
    room = instance["venues"].iloc[:1].assign(venue_id="V-secret", name="地下三层密室")
    instance = instance.with_tables({"venues": pd.concat([instance["venues"], room], ignore_index=True)})
    hidden = {"topic": "绝密材料攻关", "venue_id": "V-secret"}
    sessions = plan.sessions.assign(**{c: plan.sessions[c].where(~own, text) for c, text in hidden.items()})
    write_report(replace(plan, sessions=sessions), instance, tmp_path, profile="public", members=True)
    secrets = {*closed["name"], *inside["name"], *inside["person_id"], "地下三层密室", *hidden.values()}
    assert len(secrets) > 10
    found = every_byte(tmp_path)
    assert {(file, secret) for file, data in found.items() for secret in secrets if secret.encode() in data} == set()
    seen = records(tmp_path / "计划.xlsx", "按日安排")
    assert len(seen) == len(sessions)
    assert sum(row["应到人数"] for row in seen) == sessions["size"].sum()


def test_counts_stay(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    write_report(plan, instance, tmp_path / "public", profile="public")
    write_report(plan, instance, tmp_path / "full")
    public, full = (records(tmp_path / f / "计划.xlsx", "按日安排") for f in ("public", "full"))
    assert [r["应到人数"] for r in public] == [r["应到人数"] for r in full]
    assert [r["日期"] for r in public] == [r["日期"] for r in full]
    hidden = [r for r in public if r["参加范围"].startswith("（内外有别支部）")]
    assert len(hidden) == 2
    assert {(r["地点"], r["主题"], r["主讲人"], r["场次编码"]) for r in hidden} == {
        ("（不公开）", "（不公开）", "", "")
    }
    assert records(tmp_path / "public" / "计划.xlsx", "未安排人员")[0]["姓名"] == "内外有别支部党员1人（姓名不公开）"
    assert records(tmp_path / "public" / "计划.xlsx", "学时")[-1]["姓名"] == "内外有别支部党员4人（姓名不公开）"


def test_a_namesake_elsewhere_is_not_named_either(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """A reader could take him for the member who must not be named."""
    renamed = fabricated.renamed(instance, "members", "name", {"M06": "冯隐秋"})
    write_report(plan, renamed, tmp_path, profile="public", members=True)
    assert not any("冯隐秋".encode() in data for data in every_byte(tmp_path).values())
    (row,) = [r for r in records(tmp_path / "计划.xlsx", "参加人员") if r["工号"] == "M06"]
    assert row["姓名"] == "（不公开）"


def test_a_topic_elsewhere_that_names_the_branch_is_struck_out(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    changed = fabricated.with_sessions(plan, S005={"topic": "向特种材料室党支部的陈默之学习"})
    write_report(changed, instance, tmp_path, profile="public")
    (row,) = [r for r in records(tmp_path / "计划.xlsx", "按日安排") if r["场次编码"] == "S005"]
    assert row["主题"] == "向（不公开）的（不公开）学习"


def test_public_and_full_editions_do_not_mix_in_one_folder(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    write_report(plan, instance, tmp_path / "full", what=["workbook"])
    with pytest.raises(OutputError, match="another folder"):
        write_report(plan, instance, tmp_path / "full", profile="public")
    write_report(plan, instance, tmp_path / "public", profile="public", what=["workbook"])
    with pytest.raises(OutputError, match="another folder"):
        write_report(plan, instance, tmp_path / "public")


def test_a_public_edition_is_not_put_beside_the_plan_itself(plan_folder: Path, plan: Plan, instance: Instance) -> None:
    with pytest.raises(OutputError, match="another folder"):
        write_report(plan, instance, plan_folder, profile="public")


def test_a_full_edition_that_ends_half_way_is_known_to_be_one(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while its files are moved to their places, it has left some that are not for the public."""

    def killed(staging: Staging) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Staging, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            write_report(plan, instance, tmp_path)
    with pytest.raises(OutputError, match="another folder"):
        write_report(plan, instance, tmp_path, profile="public")
    write_report(plan, instance, tmp_path)


def test_what_a_killed_report_has_left_hidden_is_not_published(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before any file was moved to its place, the full edition has left its files in the hidden folder."""

    def killed(staging: Staging, *error: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Staging, "put", killed)
        patch.setattr(Staging, "__exit__", killed)
        with pytest.raises(KeyboardInterrupt):
            write_report(plan, instance, tmp_path)
    (left,) = tmp_path.iterdir()
    with pytest.raises(OutputError, match="ended half-way") as refused:
        write_report(plan, instance, tmp_path, profile="public")
    assert str(left) in str(refused.value)
    assert list(tmp_path.iterdir()) == [left]
    shutil.rmtree(left)
    write_report(plan, instance, tmp_path, profile="public")
    assert not list(tmp_path.glob(".*"))


def test_files_of_an_edition_that_ended_half_way_are_removed_by_the_next(tmp_path: Path) -> None:
    old, new = "签到表-1.xlsx", "签到表-2.xlsx"
    (tmp_path / old).touch()
    half_way = announced(Record(), {"sign-in": [old]}, "zh", "internal")
    record, notes = replaced(half_way, tmp_path, {"sign-in": [new]}, "zh", "internal", "")
    assert not (tmp_path / old).exists()
    assert (record.files, notes) == ({"sign-in zh": [new]}, [])
