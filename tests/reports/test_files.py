"""Where files go: safe names, never outside, all or nothing, open files survived."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.models import Instance, Plan
from turnout.reports import files
from turnout.reports.files import OutputError, Staging, safe_name
from turnout.reports.report import write_report
from turnout.reports.sheets import LONGEST_TEXT, sheet_names
from turnout.tests.examples import examples
from turnout.tests.reports import fabricated
from turnout.tests.reports.rereading import every_byte, records, sheets

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "\t=1",
    "http://x.example/",
)


def test_fault_113_a_file_that_is_open_elsewhere_is_saved_beside(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows does for a file that Excel holds: PermissionError on replacing it, however often."""
    write_report(plan, instance, tmp_path, what=["workbook"])
    old = (tmp_path / "计划.xlsx").read_bytes()
    really, tries = os.replace, []

    def held(source: Path, target: Path) -> None:
        if Path(target).name == "计划.xlsx":
            tries.append(target)
            raise PermissionError(13, "in use", str(target))
        really(source, target)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(files, "RETRY_SECONDS", 0.0)
    report = write_report(
        fabricated.with_sessions(plan, S005={"topic": "新主题"}), instance, tmp_path, what=["workbook"]
    )
    assert len(tries) > 1
    assert (tmp_path / "计划.xlsx").read_bytes() == old
    assert "新主题" in {r["主题"] for r in records(tmp_path / "计划 (2).xlsx", "按日安排")}
    assert [n.zh for n in report.notes] == ["“计划.xlsx”正被其他程序打开，新文件已另存为“计划 (2).xlsx”"]


def test_fault_111_a_full_disk_leaves_the_older_reports_as_they_were(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(plan, instance, tmp_path)
    before = every_byte(tmp_path)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_report(fabricated.with_sessions(plan, S005={"topic": "新主题"}), instance, tmp_path)
    assert every_byte(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "CON", "nul.txt", "a/b", "a\\b", "长" * 300, "x.", " ", "", "COM1", "a:b*?", "\u202e", "."],
)
def test_fault_115_names_become_safe_file_names(name: str) -> None:
    made = safe_name(name, "B1", ".ics")
    assert made == Path(made).name
    assert len(made.encode()) <= 200
    assert made.split(".")[0].upper() not in {"CON", "NUL", "COM1"}
    assert made.endswith(".ics")
    assert all(c.isalnum() or c in "-_." for c in made)


@examples(100, many=4000)
@given(st.lists(st.text(max_size=12), unique=True, min_size=2, max_size=6))
def test_fault_115_no_two_ids_share_a_file_even_where_capitals_do_not_count(ids: list[str]) -> None:
    assert len({safe_name("同名", i, ".ics").casefold() for i in ids}) == len(ids)


def test_fault_115_names_that_climb_stay_in_the_folder(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    nasty = fabricated.renamed(instance, "branches", "name", {"B1": "../../../evil", "B2": "CON", "TC03": "a/b"})
    nasty = fabricated.renamed(nasty, "venues", "name", {"V1": "A", "V2": "a", "V3": "..\\x"})
    report = write_report(plan, nasty, tmp_path / "deep" / "out", members=True)
    assert {p.name for p in tmp_path.iterdir()} == {"deep"}
    assert {p.name for p in (tmp_path / "deep").iterdir()} == {"out"}
    assert all(p.is_relative_to(tmp_path / "deep" / "out") and p.is_file() for p in report.written)
    assert len({str(p).casefold() for p in report.written}) == len(report.written)


def test_fault_116_a_link_that_leads_out_is_not_followed(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    out.mkdir()
    (out / "日历").symlink_to(outside, target_is_directory=True)
    with pytest.raises(OutputError, match="symbolic link"):
        write_report(plan, instance, out)
    assert list(outside.iterdir()) == []
    assert {p.name for p in out.iterdir()} == {"日历"}


def test_fault_116_a_file_that_is_a_link_is_not_written_through(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    precious = tmp_path / "precious.xlsx"
    precious.write_bytes(b"precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "计划.xlsx").symlink_to(precious)
    with pytest.raises(OutputError, match="symbolic link"):
        write_report(plan, instance, tmp_path / "out", what=["workbook"])
    assert precious.read_bytes() == b"precious"


def nasty_texts(plan: Plan, instance: Instance, text: str) -> tuple[Plan, Instance]:
    """The text in every name and topic."""
    for table, ids in (
        ("branches", ("B1", "B2", "TC03")),
        ("committees", ("C1",)),
        ("venues", ("V1", "V2")),
        ("sites", ("S1", "S2")),
    ):
        instance = fabricated.renamed(instance, table, "name", dict.fromkeys(ids, text))
    instance = fabricated.renamed(instance, "members", "name", {"M01": text})
    instance = fabricated.renamed(instance, "supervisors", "name", {"P1": text})
    instance = fabricated.renamed(instance, "lecturers", "name", {"L1": text})
    return fabricated.with_sessions(plan, S005={"topic": text}), instance


@pytest.mark.parametrize("text", FORMULAS)
def test_fault_117_texts_that_begin_like_formulas_stay_texts(
    tmp_path: Path, plan: Plan, instance: Instance, text: str
) -> None:
    changed, renamed = nasty_texts(plan, instance, text)
    write_report(changed, renamed, tmp_path, what=["workbook", "sign-in"])
    for name in ("计划.xlsx", "签到表.xlsx"):
        book = openpyxl.load_workbook(tmp_path / name)
        cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
        assert sum(c.value == text for c in cells) > 5
        assert {c.data_type for c in cells} <= {"s", "n", "d", "inlineStr"}
        assert all(c.hyperlink is None for c in cells)


def test_fault_117_no_cell_of_any_sheet_is_a_formula(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    changed, renamed = nasty_texts(plan, instance, "=1+1")
    write_report(changed, renamed, tmp_path)
    xml = {n: d for n, d in every_byte(tmp_path).items() if "/xl/worksheets/" in n}
    assert len(xml) > 10
    assert not any(b"<f>" in data or b"<hyperlink" in data for data in xml.values())


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "]]>&amp;<c r='A1'>", "{{7*7}}", '"onmouseover="x'])
def test_fault_118_markup_in_names_stays_literal(tmp_path: Path, plan: Plan, instance: Instance, text: str) -> None:
    changed, renamed = nasty_texts(plan, instance, text)
    write_report(changed, renamed, tmp_path)
    assert text in {r["主题"] for r in records(tmp_path / "计划.xlsx", "按日安排")}
    assert text in {r["姓名"] for r in records(tmp_path / "计划.xlsx", "参加人员")}


def test_fault_068_control_characters_are_replaced_visibly(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    text = "甲\x00乙\x1b丙\u202e丁_x0041_"
    changed, renamed = nasty_texts(plan, instance, text)
    write_report(changed, renamed, tmp_path)
    shown = "甲\ufffd乙\ufffd丙\ufffd丁"
    topics = {str(r["主题"]) for r in records(tmp_path / "计划.xlsx", "按日安排")}
    assert any(topic.startswith(shown) for topic in topics)


def test_fault_120_sheet_names_are_sanitised_and_unique() -> None:
    wanted = ["a[b]:c*?/\\", "A_B__C____", "长" * 40, "长" * 40, "", "'x'", "History", "x", "X"]
    made = sheet_names(wanted)
    assert len({name.casefold() for name in made}) == len(wanted)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)
    assert all(not name.startswith("'") and not name.endswith("'") for name in made)
    assert "history" not in {name.casefold() for name in made}


@examples(100, many=6000)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_fault_120_any_names_give_sheets_that_excel_takes(names: list[str]) -> None:
    made = sheet_names(names)
    assert len({name.casefold() for name in made}) == len(names)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)


def test_fault_120_sign_in_sheets_of_branches_with_such_names(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    renamed = fabricated.renamed(instance, "branches", "name", {"B1": "一/二:三*四" * 9, "B2": "一/二:三*四" * 9})
    write_report(plan, renamed, tmp_path, what=["sign-in"])
    assert len(sheets(tmp_path / "签到表.xlsx")) == 4


def test_fault_121_a_text_too_long_for_a_cell_is_shortened_visibly(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    changed = fabricated.with_sessions(plan, S005={"topic": "长" * 40_000})
    write_report(changed, instance, tmp_path, what=["workbook"])
    (topic,) = [r["主题"] for r in records(tmp_path / "计划.xlsx", "按日安排") if r["场次编码"] == "S005"]
    assert len(topic) == LONGEST_TEXT
    assert topic.endswith("……【已截短，原文共40000字】")


def test_fault_123_temporary_files_are_named_after_nobody(tmp_path: Path) -> None:
    with Staging(tmp_path) as staging:
        place = staging.place("日历", safe_name("赵一鸣", "M01", ".ics"))
        assert "赵" not in str(place.relative_to(tmp_path))
        assert Path(staging.scratch).parent == tmp_path
        place.write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []
