"""The workbook read back says what the plan says: every session, person, visit and target."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from turnout.models import Instance, Lang, Plan
from turnout.reports import sheets as printing
from turnout.reports.report import write_report
from turnout.reports.view import view_of
from turnout.reports.workbook import write_workbook
from turnout.tests.reports import fabricated
from turnout.tests.reports.rereading import records, sheets

ZH_SHEETS = [
    "概览",
    "支部安排",
    "场地安排",
    "主讲人安排",
    "按日安排",
    "参加人员",
    "列席行程",
    "支部列席",
    "覆盖与指标",
    "未安排人员",
    "学时",
]


@pytest.fixture
def workbook(tmp_path: Path, plan: Plan, instance: Instance) -> Path:
    write_report(plan, instance, tmp_path / "out", what=["workbook"])
    return tmp_path / "out" / "计划.xlsx"


def test_the_sheets_are_there_in_order(workbook: Path) -> None:
    assert list(sheets(workbook)) == ZH_SHEETS


@pytest.mark.parametrize(("sheet", "kinds"), [("按日安排", 2), ("场地安排", 2), ("主讲人安排", 1)])
def test_every_session_stands_once(workbook: Path, plan: Plan, instance: Instance, sheet: str, kinds: int) -> None:
    """Date, time, venue, size and topic are those of sessions.csv; only studies have lecturers."""
    venues = dict(zip(instance["venues"]["venue_id"], instance["venues"]["name"], strict=True))
    wanted = plan.sessions if kinds == 2 else plan.sessions.loc[plan.sessions["kind"] == "study"]
    expected = {
        (s.session_id, s.date, f"{s.start}–{s.end}", venues[s.venue_id], s.size) for s in wanted.itertuples(index=False)
    }
    rows = records(workbook, sheet)
    assert {(r["场次编码"], f"{r['日期']:%Y-%m-%d}", r["时间"], r["地点"], r["应到人数"]) for r in rows} == expected
    assert len(rows) == len(wanted)


def test_each_branch_has_the_sessions_of_its_members(workbook: Path, plan: Plan, instance: Instance) -> None:
    branch_of = dict(zip(instance["members"]["person_id"], instance["members"]["branch_id"], strict=True))
    names = dict(zip(instance["branches"]["branch_id"], instance["branches"]["name"], strict=True))
    counts: dict[tuple[str, str], int] = {}
    for session, person in zip(plan.attendance["session_id"], plan.attendance["person_id"], strict=True):
        key = names[branch_of[person]], session
        counts[key] = counts.get(key, 0) + 1
    rows = records(workbook, "支部安排")
    assert {(r["党支部"], r["场次编码"]): r["本支部应到"] for r in rows} == counts
    assert len(rows) == len(counts)


def test_every_person_stands_with_both_sessions(workbook: Path, plan: Plan, instance: Instance) -> None:
    kind_of = dict(zip(plan.sessions["session_id"], plan.sessions["kind"], strict=True))
    expected = {p: {"study": "", "discussion": ""} for p in instance["members"]["person_id"]}
    for session, person in zip(plan.attendance["session_id"], plan.attendance["person_id"], strict=True):
        expected[person][kind_of[session]] = session
    rows = records(workbook, "参加人员")
    assert {r["工号"]: {"study": r["学习场次"], "discussion": r["研讨场次"]} for r in rows} == expected
    assert {r["工号"]: r["姓名"] for r in rows} == dict(
        zip(instance["members"]["person_id"], instance["members"]["name"], strict=True)
    )


def test_credits_count_the_hours_of_each_session(workbook: Path) -> None:
    rows = {r["工号"]: r for r in records(workbook, "学时")}
    assert {p: r["合计学时"] for p, r in rows.items()} == {p: 2 if p == "T012" else 4 for p in rows}
    assert {p for p, r in rows.items() if r["其中已召开"] == 2} == {"M01", "M02", "M03", "M04", "M05"}


def test_itineraries_hold_every_visit_with_the_way_there_and_back(workbook: Path, plan: Plan) -> None:
    """P1 drives 40 minutes (travel table) from S1 to S2, 35 (coordinates) to S3; each day ends with the way home."""
    rows = records(workbook, "列席行程")
    visits = [r for r in rows if r["行程"] == "列席"]
    assert {(r["场次编码"], r["工号"]) for r in visits} == set(
        zip(plan.visits["session_id"], plan.visits["person_id"], strict=True)
    )
    legs = {(r["工号"], f"{r['日期']:%m-%d}", r["行程"]): (r["出发地"], r["路程（分钟）"], r["最晚出发"]) for r in rows}
    assert legs["P1", "04-20", "列席"] == ("总部大院", 40, "08:20")
    assert legs["P1", "04-20", "返程"] == ("一厂区", 40, "")
    assert legs["P2", "04-20", "列席"] == ("一厂区", 0, "14:30")
    assert legs["P1", "04-22", "列席"] == ("总部大院", 35, "07:55")


def test_two_visits_on_one_day_are_one_trip(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """From the first venue straight to the second; home only once."""
    both = plan.visits.assign(person_id="P1", committee_id="C0")
    changed = Plan(plan.sessions, plan.attendance, both, plan.unplaced, plan.coverage, plan.manifest)
    write_report(changed, instance, tmp_path, what=["workbook"])
    day = [r for r in records(tmp_path / "计划.xlsx", "列席行程") if f"{r['日期']:%m-%d}" == "04-20"]
    assert [(r["行程"], r["出发地"], r["路程（分钟）"]) for r in day] == [
        ("列席", "总部大院", 40), ("列席", "一厂区", 0), ("返程", "一厂区", 40)
    ]  # fmt: skip


def test_sit_ins_by_branch_tell_the_branches_without_one(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    none = plan.visits.loc[plan.visits["branch_id"] == "B1"]
    changed = Plan(plan.sessions, plan.attendance, none, plan.unplaced, plan.coverage, plan.manifest)
    write_report(changed, instance, tmp_path, what=["workbook"])
    rows = records(tmp_path / "计划.xlsx", "支部列席")
    assert [(r["党支部"], r["安排情况"]) for r in rows] == [
        ("炼化一车间党支部", "本计划列席"), ("炼化一车间党支部", "本计划列席"), ("一厂机关党支部", "本年度此前已列席"),
        ("特种材料室党支部", "尚未列席"),
    ]  # fmt: skip


def test_targets_and_reasons_are_in_words(workbook: Path, plan: Plan) -> None:
    rows = records(workbook, "覆盖与指标")
    assert {(r["指标"], r["党组织"], r["层级"], r["应达到"], r["已达到"], r["差额"]) for r in rows} == {
        ("覆盖率", "一厂党委", 2, 1, 2, 0), ("覆盖率", "研究院党委", 2, 1, 1, 0),
        ("列席指标", "东海集团党委", 1, 2, 3, 0), ("列席指标", "东海集团党委", 2, 2, 1, 1),
    }  # fmt: skip
    assert [r["原因"] for r in rows if r["差额"]] == ["列席领导的列席次数已达上限。"]
    (missing,) = records(workbook, "未安排人员")
    assert (missing["姓名"], missing["类别"], missing["原因"]) == (
        "卫不言",
        "研讨",
        "计划期内本人没有足够长的空闲时间。",
    )
    assert missing["说明"] == "最长空闲分钟：90；需要：120"


def test_the_overview_has_the_figures_and_charts(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["概览"]
    figures = {row[0]: row[1] for row in sheet.iter_rows(values_only=True, max_col=2) if row[0] is not None}
    assert figures["党员"] == 12
    assert figures["研讨场次"] == 4
    assert figures["已安排人次"] == 23
    assert figures["未安排人次"] == 1
    assert figures["排期合计"] == 233
    assert figures["排期下界"] == 230
    assert figures["列席与下界差距"] == pytest.approx(0.0278)
    assert len(vars(sheet)["_charts"]) == 3


def test_sheets_are_set_up_for_reading_and_printing(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0
        assert all(4 <= sheet.column_dimensions[c].width <= 42 for c in "ABCDE")
    breaks = [b.id for b in book["支部安排"].row_breaks.brk]
    branches = [r["党支部"] for r in records(workbook, "支部安排")]
    changes = [i + 1 for i in range(1, len(branches)) if branches[i] != branches[i - 1]]
    assert breaks == changes


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_equal_plans_give_equal_bytes(tmp_path: Path, plan: Plan, instance: Instance, lang: Lang) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        write_report(plan, instance, folder, lang=lang, members=True)
    a, b = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders)
    assert a == b
    assert len(a) > 20


def test_english_workbooks_have_english_words(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    write_report(plan, instance, tmp_path, lang="en", what=["workbook"])
    row = records(tmp_path / "plan.xlsx", "unplaced")[0]
    assert row["reason"] == "Has no free time long enough for this session in the plan's dates."
    assert set(records(tmp_path / "plan.xlsx", "by day")[0]) >= {"date", "weekday", "time", "venue", "topic"}


def test_fault_121_more_rows_than_a_sheet_holds_go_on_in_the_next_and_it_says_so(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    notes = write_workbook(view_of(plan, instance), tmp_path / "x.xlsx", tmp_path, most_rows=4)
    read = sheets(tmp_path / "x.xlsx")
    assert [name for name in read if name.startswith("参加人员")] == [
        "参加人员", "参加人员 (2)", "参加人员 (3)", "参加人员 (4)"
    ]  # fmt: skip
    people = [row[3] for name in read if name.startswith("参加人员") for row in read[name][1:]]
    assert sorted(people) == sorted(instance["members"]["person_id"])
    assert any("参加人员" in n.zh and "4个工作表" in n.zh for n in notes)
    assert any("参加人员" in str(row[0]) for row in read["概览"])


def test_an_empty_plan_gives_an_empty_workbook(tmp_path: Path, instance: Instance) -> None:
    from turnout.models.plan import PLAN_COLUMNS, empty_table

    empty = Plan(manifest=fabricated.plan().manifest, **{name: empty_table(name) for name in PLAN_COLUMNS})
    write_report(empty, instance, tmp_path, members=True)
    assert records(tmp_path / "计划.xlsx", "按日安排") == []
    assert len(records(tmp_path / "计划.xlsx", "参加人员")) == 12


def test_fault_121_with_more_branches_than_page_breaks_each_committee_begins_a_page(
    tmp_path: Path, plan: Plan, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel takes 1023 breaks; here, as if it took one: B1 | B2 | TC03 need two, their committees one."""
    monkeypatch.setattr(printing, "MOST_BREAKS", 1)
    notes = write_workbook(view_of(plan, instance), tmp_path / "x.xlsx", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    committees = [r["上一级党委"] for r in records(tmp_path / "x.xlsx", "支部安排")]
    assert [b.id for b in book["支部安排"].row_breaks.brk] == [committees.index("研究院党委") + 1]
    assert any("支部安排" in n.zh and "上一级党委" in n.zh for n in notes)
