"""turnout show and turnout report on the command line, on real folders."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from turnout.cli import status
from turnout.instances import load
from turnout.instances.workbook_template import write_template
from turnout.models import Instance, Lang, Plan
from turnout.reports import words
from turnout.reports.answers import LookUpError, show
from turnout.reports.itineraries import itineraries, visits_by_branch
from turnout.reports.people import unplaced
from turnout.reports.tables import by_branch, by_day, by_venue
from turnout.reports.view import view_of
from turnout.tests.reports import fabricated


@pytest.mark.parametrize(
    ("subject", "value", "sessions"),
    [
        ("branch", "B1", ["2026-04-08 09:00–11:00", "2026-04-20 09:00–11:00", "2026-04-20 14:30–16:30"]),
        ("branch", "一厂机关党支部", ["2026-04-09 08:30–10:30", "2026-04-21 08:30–10:30"]),
        ("member", "M01", ["2026-04-08 09:00–11:00", "2026-04-20 09:00–11:00"]),
        ("member", "T012", ["2026-04-09 08:30–10:30", "2026-04-10 08:30–10:30"]),
        ("venue", "总部礼堂", ["2026-04-09 08:30–10:30"]),
    ],
)
def test_an_answer_holds_what_the_plan_holds(
    plan: Plan, instance: Instance, subject: str, value: str, sessions: list[str]
) -> None:
    first = show(plan, instance, subject, value).sections[0]
    date, time = first.headings.index("日期"), first.headings.index("时间")
    assert [f"{row[date]} {row[time]}" for row in first.rows] == sessions


def test_a_member_who_lectures_sees_both(plan: Plan, instance: Instance) -> None:
    first, missing = show(plan, instance, "member", "卫不言").sections
    assert [row[0] for row in first.rows] == ["授课", "参加"]
    assert [row[0] for row in missing.rows] == ["研讨"]


def test_a_supervisor_sees_his_way(plan: Plan, instance: Instance) -> None:
    (trips,) = show(plan, instance, "supervisor", "P2").sections
    assert [row[trips.headings.index("行程")] for row in trips.rows] == ["列席", "返程"]


def test_a_day_lists_its_sessions(plan: Plan, instance: Instance) -> None:
    answer = show(plan, instance, "day", "2026-04-20")
    assert answer.title == "2026-04-20 周一"
    assert len(answer.sections[0].rows) == 2


def test_names_that_several_have_are_told_with_their_ids(plan: Plan, instance: Instance) -> None:
    same = fabricated.renamed(instance, "members", "name", {"M02": "赵一鸣"})
    with pytest.raises(LookUpError, match="use an id: M01, M02"):
        show(plan, same, "member", "赵一鸣")
    assert show(plan, same, "member", "M02").title == "赵一鸣 (M02)"


def as_texts(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Some columns of a printed table as an answer has them."""
    dates = frame.assign(date=frame["date"].dt.strftime("%Y-%m-%d")) if "date" in frame else frame
    cells = dates[list(columns)].astype("object")
    return [tuple(" ".join(str(v).split()) for v in row) for row in cells.where(cells.notna(), "").to_numpy().tolist()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_answers_and_printed_tables_tell_the_same(plan: Plan, instance: Instance, lang: Lang) -> None:
    """Answers are put together without the tables of reports, and must never differ from them."""
    view = view_of(plan, instance, lang)
    names = {text.of(lang): column for column, text in words.HEADINGS.items() if column not in ("supervisor_id",)}
    sit_ins, days = itineraries(view).frame, by_day(view).frame
    tables: list[tuple[str, str, list[tuple[pd.DataFrame, str]]]] = [
        ("branch", "branches", [(by_branch(view).frame, "branch_id"), (visits_by_branch(view).frame, "branch_id"),
                                (unplaced(view).frame, "branch_id")]),
        ("supervisor", "supervisors", [(sit_ins, "supervisor_id")]),
        ("member", "members", [(unplaced(view).frame, "person_id")]),
        ("venue", "venues", [(by_venue(view).frame.assign(key=plan.sessions["venue_id"]
                              .iloc[by_venue(view).frame["row"]].to_numpy()), "key")]),
    ]  # fmt: skip
    compared = 0
    for subject, table, printed in tables:
        for identity in instance[table].iloc[:, 0]:
            sections = show(plan, instance, subject, identity, lang).sections[-len(printed) :]
            for section, (frame, key) in zip(sections, printed, strict=True):
                columns = [names[heading] for heading in section.headings]
                assert as_texts(frame.loc[frame[key] == identity], columns) == list(section.rows)
                compared += len(section.rows)
    for day in plan.sessions["date"].unique():
        (section,) = show(plan, instance, "day", day, lang).sections
        columns = [names[heading] for heading in section.headings]
        assert as_texts(days.loc[days["date"] == day], columns) == list(section.rows)
    assert compared > 20


def test_an_answer_needs_no_pandas(plan_folder: Path, instance_folder: Path, tmp_path: Path) -> None:
    """Importing it alone takes longer than somebody on the telephone likes to wait; a workbook is no different."""
    write_template(tmp_path / "数据.xlsx", "zh", load(instance_folder))
    for given in (instance_folder, tmp_path / "数据.xlsx"):
        asked = ["show", str(plan_folder), str(given), "--member", "M01"]
        code = f"import sys; from turnout import cli; print(cli.status({asked!r})); print(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
        *_, ended, modules = done.stdout.splitlines()
        assert ended == "0"
        assert "numpy" in modules.split()
        assert "pandas" not in modules.split()


def test_what_an_answer_is_told_from_is_checked(
    plan_folder: Path, instance_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (instance_folder / "members.csv").open("a", encoding="utf-8") as file:
        file.write("M99,某某,无此支部,\n")
    assert status(["show", str(plan_folder), str(instance_folder), "--member", "M99", "--lang", "zh"]) == 3
    assert "无此支部" in capsys.readouterr().err
    (plan_folder / "attendance.csv").write_text("session_id,person_id\n", encoding="utf-8")
    assert status(["show", str(plan_folder), str(instance_folder), "--branch", "B1", "--lang", "zh"]) == 7
    assert "attendance.csv 中的行数不符" in capsys.readouterr().err


def test_show_prints_tables(plan_folder: Path, instance_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["show", str(plan_folder), str(instance_folder), "--branch", "B2", "--lang", "zh"]
    assert status(asked) == 0
    out = capsys.readouterr().out
    assert "一厂机关党支部 (B2)" in out
    assert "2026-04-21  周二  08:30–10:30  研讨" in out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--member", "无此人"], "没有编码或名称为“无此人”的党员"),
        ([], "请指定 --branch、--member、--supervisor、--venue、--day 之一"),
        (["--branch", "B1", "--day", "2026-04-20"], "请指定 --branch"),
        (["--day", "20/4/2026"], "“20/4/2026”不是 2026-04-20 这样的日期"),
    ],
)
def test_show_says_what_is_wrong(
    plan_folder: Path, instance_folder: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(["show", str(plan_folder), str(instance_folder), *asked, "--lang", "zh"]) == 2
    assert said in capsys.readouterr().err


def test_report_writes_everything(
    plan_folder: Path, instance_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["report", str(plan_folder), str(instance_folder), "-o", str(out), "--lang", "zh", "--json"]
    assert status([*asked, "--members-ics"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {path for path in told["written"] if "/" not in path} >= {"计划.xlsx", "签到表.xlsx", "report.json"}
    assert sum(path.startswith("日历/党员/") for path in told["written"]) == 12
    assert all((out / path).is_file() for path in told["written"])


@pytest.mark.parametrize(
    ("asked", "exit_status", "said"),
    [
        (["--under", "无此党委"], 2, "没有编码或名称为“无此党委”的党组织"),
        (["--what", "workbok"], 2, "没有 'workbok' 这种报表"),
        (["--profile", "secret"], 2, "--profile"),
    ],
)
def test_report_says_what_is_wrong(
    plan_folder: Path, instance_folder: Path, tmp_path: Path, asked: list[str], exit_status: int, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    out = tmp_path / "out"
    asked = ["report", str(plan_folder), str(instance_folder), "-o", str(out), *asked, "--lang", "zh"]
    assert status(asked) == exit_status
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_fault_116_report_refuses_a_link_with_the_status_for_files(
    plan_folder: Path, instance_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "out" / "日历").symlink_to(tmp_path / "outside", target_is_directory=True)
    asked = ["report", str(plan_folder), str(instance_folder), "-o", str(tmp_path / "out"), "--lang", "zh"]
    assert status(asked) == 7
    assert "符号链接" in capsys.readouterr().err
    assert list((tmp_path / "outside").iterdir()) == []
    (tmp_path / "out" / "日历").unlink()
    (tmp_path / "out" / "日历").symlink_to("日历")  # in a circle
    assert status(asked) == 7
    assert "符号链接" in capsys.readouterr().err


def test_report_never_replaces_the_instance(
    plan_folder: Path, instance_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mine = out / "计划.xlsx"
    write_template(mine, "zh", load(instance_folder))
    before = mine.read_bytes()
    assert status(["report", str(plan_folder), str(mine), "-o", str(out), "--lang", "zh"]) == 7
    assert "实例本身" in capsys.readouterr().err
    assert mine.read_bytes() == before
    assert list(out.iterdir()) == [mine]


def test_report_into_a_file_is_refused_in_chinese(
    plan_folder: Path, instance_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    asked = ["report", str(plan_folder), str(instance_folder), "-o", str(tmp_path / "out"), "--lang", "zh"]
    assert status(asked) == 7
    assert "不是文件夹" in capsys.readouterr().err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_report_needs_the_names_of_its_folders(plan_folder: Path, instance_folder: Path) -> None:
    asked = ["report", str(plan_folder), str(instance_folder), "--what", "page"]
    assert status([*asked, "-o", ""]) == 2
    assert status([*asked, "-o", "out", "--previous", " "]) == 2
