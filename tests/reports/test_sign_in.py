"""Sign-in sheets read back: each session's heading, a row for each person, room to write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from turnout.models import Instance, Plan
from turnout.reports.files import Staging
from turnout.reports.report import write_report
from turnout.reports.sign_in import write_sign_in
from turnout.reports.sign_in_paging import LABEL, LEAST_LINES, LINE, PAGE, PERSON, TITLE_AGAIN, paged
from turnout.reports.view import view_of
from turnout.tests.reports import fabricated
from turnout.tests.reports.rereading import sheets


def pages(rows: list[tuple[object, ...]]) -> list[list[tuple[object, ...]]]:
    """A sheet's rows cut into pages at their titles."""
    result: list[list[tuple[object, ...]]] = []
    for row in rows:
        if row[0] is not None and str(row[0]).endswith("签到表"):
            result.append([])
        result[-1].append(row)
    return result


def read(page: list[tuple[object, ...]]) -> tuple[dict[str, object], list[tuple[object, ...]]]:
    """The labels of a page with their values, and the rows of people."""
    head = {str(row[0]): row[2] for row in page[1:7]} | {str(row[4]): row[5] for row in page[1:6]}
    start = next(i for i, row in enumerate(page) if row[0] == "序号") + 1
    return head, [row for row in page[start:] if isinstance(row[0], int)]


def all_pages(folder: Path) -> dict[str, tuple[dict[str, object], list[tuple[object, ...]]]]:
    found = {}
    for path in sorted(folder.rglob("签到表*.xlsx")):
        for rows in sheets(path).values():
            for page in pages(rows):
                head, people = read(page)
                found[str(head["场次编码"])] = head, people
    return found


@pytest.mark.parametrize("large", [False, True])
def test_every_session_has_a_page_with_all_its_people(
    tmp_path: Path, plan: Plan, instance: Instance, large: bool
) -> None:
    """In one workbook or, where that would be too large, in several."""
    with Staging(tmp_path) as staging:
        notes = write_sign_in(view_of(plan, instance), staging, *((1, 10) if large else ()))
        staging.commit()
    assert len(list(tmp_path.rglob("*.xlsx"))) == (2 if large else 1)
    assert bool(notes) == large
    found = all_pages(tmp_path)
    assert {s: [row[2] for row in people] for s, (_, people) in found.items()} == {
        s: people.split() for s, people in fabricated.SEATS.items()
    }
    assert all([row[0] for row in people] == list(range(1, len(people) + 1)) for _, people in found.values())


def test_the_heading_says_all_that_is_known(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    write_report(plan, instance, tmp_path, what=["sign-in"])
    study, discussion = (all_pages(tmp_path)[s][0] for s in ("S001", "S003"))
    assert (study["日期时间"], study["主讲人"], study["应到人数"]) == ("2026-04-08 周三 09:00–11:00", "何教授", "5")
    assert discussion["地点"] == "一厂会议室（一厂区）"
    assert discussion["列席领导"] == "施副书记"
    assert discussion["主题"] == "安全生产大讨论"
    assert discussion["批次"] == "第2批（共2批）"
    assert discussion["主持人"] is None
    assert discussion["实到人数"] is None


def test_a_discussion_has_room_for_ideas_and_prints_on_its_own_page(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    write_report(plan, instance, tmp_path, what=["sign-in"])
    sheet = openpyxl.load_workbook(tmp_path / "签到表.xlsx")["炼化一车间党支部"]
    titles = [c.row for c in sheet["A"] if c.value is not None and str(c.value).endswith("签到表")]
    assert [b.id for b in sheet.row_breaks.brk] == [row - 1 for row in titles[1:]]
    ideas = [c.row for c in sheet["A"] if c.value == "研讨中收集的意见建议"]
    assert len(ideas) == 2
    assert titles[2] - ideas[0] - 1 >= 8
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"


def test_a_public_edition_leaves_rows_for_those_it_does_not_name(
    tmp_path: Path, plan: Plan, instance: Instance
) -> None:
    seats = plan.attendance.copy()
    seats.loc[(seats["session_id"] == "S007") & (seats["person_id"] == "T011"), "session_id"] = "S003"
    joined = Plan(plan.sessions, seats, plan.visits, plan.unplaced, plan.coverage, plan.manifest)
    write_report(joined, instance, tmp_path, profile="public", what=["sign-in"])
    found = all_pages(tmp_path)
    assert set(found) == {"S001", "S002", "S003", "S004", "S005"}
    assert sorted(str(row[1]) for row in found["S003"][1]) == ["周正", "李思远", "（不公开）"]


def test_a_page_is_filled_and_never_overfilled() -> None:
    """Whatever the number of people: all are listed, no page is higher than A4, and there is room to write."""
    for kind in ("study", "discussion"):
        for people in range(300):
            counts, lines = paged(people, 204, kind)
            tops = [204, *[TITLE_AGAIN + LABEL] * (len(counts) - 1)]
            heights = [top + PERSON * count for top, count in zip(tops, counts, strict=True)]
            heights[-1] += LABEL + LINE * lines
            assert sum(counts) == people
            assert max(heights) <= PAGE
            assert lines >= LEAST_LINES[kind]
            assert all(height > PAGE - PERSON for height in heights[:-1]) or people - counts[-1] == sum(counts[:-1])
    assert [len(paged(people, 204, "discussion")[0]) for people in (3, 18, 40, 60)] == [1, 1, 2, 3]


def test_a_long_list_goes_on_under_its_headings(tmp_path: Path, plan: Plan, instance: Instance) -> None:
    """Forty people at S001: two pages that say so, numbered through."""
    extra = [f"X{i:02d}" for i in range(35)]
    seats = plan.attendance
    more = pd.DataFrame({"session_id": "S001", "person_id": extra}).astype(seats.dtypes.to_dict())
    joined = replace(plan, attendance=pd.concat([seats, more], ignore_index=True))
    write_report(joined, instance, tmp_path, what=["sign-in"])
    sheet = openpyxl.load_workbook(tmp_path / "签到表.xlsx")["炼化一车间党支部"]
    titles = [str(c.value) for c in sheet["A"] if c.value is not None and "签到表" in str(c.value)]
    assert titles[:2] == [f"炼化一车间党支部集中学习签到表（第{page}页，共2页）" for page in (1, 2)]
    assert titles[2] == "炼化一车间党支部研讨签到表"
    at = [c.row for c in sheet["A"] if c.value in titles]
    assert [b.id for b in sheet.row_breaks.brk] == [row - 1 for row in at[1:]]
    assert sheet.cell(at[1] + 1, 2).value == "姓名"
    numbers = [c.value for c in sheet["A"] if isinstance(c.value, int) and c.row < at[2]]
    assert numbers == list(range(1, 41))
    footer = sheet.oddFooter
    assert footer is None or footer.center.text is None, "a sheet to sign is handed out alone"
