"""Newer reports leave no older ones behind, and touch nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from turnout.models import Instance, Plan
from turnout.reports import record, report
from turnout.reports.record import RECORD
from turnout.reports.report import write_report
from turnout.reports.sign_in import write_sign_in
from turnout.tests.reports import fabricated
from turnout.tests.reports.rereading import every_byte


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_sign_in_sheets_in_fewer_files_leave_no_older_ones(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody would print and hand out what is no longer planned."""
    parts = lambda view, staging, request: write_sign_in(view, staging, 1, 10)  # noqa: E731
    with monkeypatch.context() as here:
        here.setitem(report.REPORTS, "sign-in", parts)
        write_report(plan, instance, tmp_path, what=["sign-in"])
    assert files(tmp_path) == {"签到表/签到表-1.xlsx", "签到表/签到表-2.xlsx", RECORD}
    write_report(plan, instance, tmp_path, what=["sign-in"])
    assert files(tmp_path) == {"签到表.xlsx", RECORD}
    assert not (tmp_path / "签到表").exists()


def test_a_page_for_one_enterprise_replaces_those_of_several(tmp_path: Path) -> None:
    write_report(*fabricated.tiled(2), tmp_path, what=["page"])
    assert "index.html" in files(tmp_path)
    write_report(*fabricated.tiled(1), tmp_path, what=["page"], lang="en")
    assert files(tmp_path) == {"plan.html", RECORD}


def test_other_reports_other_languages_and_the_users_own_files_stay(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    write_report(plan, instance, tmp_path, what=["workbook", "page"])
    (tmp_path / "笔记.txt").write_text("mine", encoding="utf-8")
    before = files(tmp_path)
    write_report(plan, instance, tmp_path, what=["page"])
    assert files(tmp_path) == before
    write_report(plan, instance, tmp_path, what=["workbook"], lang="en")
    assert files(tmp_path) == before | {"plan.xlsx"}


def test_members_calendars_stay_where_they_were_not_asked_for(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    write_report(plan, instance, tmp_path, what=["calendars"], members=True)
    before = files(tmp_path)
    write_report(plan, instance, tmp_path, what=["calendars"])
    assert files(tmp_path) == before
    assert sum(name.startswith("日历/党员/") for name in before) == 12


def test_a_record_changed_by_hand_removes_nothing_elsewhere(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    out, other = tmp_path / "out", tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    write_report(plan, instance, out, what=["page"])
    (out / "link").symlink_to(other)
    there = json.loads((out / RECORD).read_text(encoding="utf-8"))
    there["files"]["page"] = ["../other.txt", str(other), "link", "no such file", "."]
    (out / RECORD).write_text(json.dumps(there), encoding="utf-8")
    write_report(plan, instance, out, what=["page"])
    assert other.read_text(encoding="utf-8") == "mine"
    assert (out / "link").is_symlink()


ODD = '{"format": "turnout-report/2", "profile": "internal", "files": {"page": ["NAME"], "workbook zh": ["NAME"]}}'


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "turnout-report/2"}', '{"format": "x", "files": 3}', "[" * 5000]
    + [ODD.replace("NAME", name) for name in ("\\u0000/x", "\\ud800")],
)
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, plan: Plan, instance: Instance, text: str) -> None:
    (tmp_path / RECORD).write_text(text, encoding="utf-8")
    write_report(plan, instance, tmp_path, what=["page"])
    assert files(tmp_path) == {"plan.html", RECORD}


def test_what_cannot_be_removed_is_told_and_not_forgotten(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where the older page is open."""
    write_report(*fabricated.tiled(2), tmp_path, what=["page"])
    monkeypatch.setattr(record, "_removed", lambda root, name: name != "index.html")
    made = write_report(*fabricated.tiled(1), tmp_path, what=["page"])
    assert [note.zh for note in made.notes] == ["“index.html”已过时但无法删除，请关闭后自行删除"]
    monkeypatch.undo()
    write_report(*fabricated.tiled(1), tmp_path, what=["page"])
    assert "index.html" not in files(tmp_path)


def test_a_branch_restricted_since_is_named_nowhere(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """Not in older files, not in calendars that are cancelled, not in what calendars remember; in no language."""
    normal = instance["branches"].assign(disclosure="normal")
    before = instance.with_tables({"branches": normal})
    write_report(plan, before, tmp_path, profile="public", members=True)
    write_report(plan, before, tmp_path, profile="public", lang="en")
    assert any("特种材料室".encode() in data for data in every_byte(tmp_path).values())
    write_report(plan, instance, tmp_path, profile="public", what=["page", "calendars"])
    found = every_byte(tmp_path)
    for secret in ("特种材料", "特材", "冯隐秋", "陈默之", "褚藏锋", "卫不言", "保密"):
        assert [name for name, data in found.items() if secret.encode() in data] == []
    cancelled = [data for name, data in found.items() if b"STATUS:CANCELLED" in data]
    assert cancelled, "whoever has its sessions in a calendar is told that they are gone"
