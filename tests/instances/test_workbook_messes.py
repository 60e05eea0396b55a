"""Workbooks as people make them: what can be understood is, and no row is lost without a word."""

import datetime as dt
from pathlib import Path

import pytest

from turnout.tests.instances.book import Book
from turnout.tests.instances.messes import (
    Change,
    all_of,
    blank_formatted_rows,
    empty_columns,
    empty_rows,
    english,
    further_sheet,
    half_a_row_above,
    headings,
    headings_on_every_page,
    headings_over_two_rows,
    members,
    numbered_rows,
    remark_column,
    reordered,
    second_heading,
    serial_dates,
    sorted_with_headings,
    text_dates,
    times,
    title,
    words,
)
from turnout.tests.instances.world import World


@pytest.fixture
def book(tmp_path: Path, world: World) -> Book:
    return Book(tmp_path / "计划.xlsx", world)


def test_a_workbook_and_the_folder_with_the_same_content_are_equal(book: Book, world: World) -> None:
    assert book.load().content_hash == world.load().content_hash
    assert book.warnings() == []


UNDERSTOOD: dict[str, Change] = {
    "headings by synonyms": headings(工号="员工编号", 所在党支部="所属党支部", 班组="值别"),
    "headings in English": headings(工号="Person ID", 姓名="NAME", 所在党支部="Branch ID", 班组="group_id"),
    "headings with spaces": headings(工号=" 工 号 ", 姓名="姓　名"),
    "headings with line breaks": headings(工号="工\n号", 所在党支部="所在\r\n党支部"),
    "headings with stars": headings(工号="*工号", 姓名="姓名*"),
    "full-width headings": headings(工号="Ｐｅｒｓｏｎ　ＩＤ"),
    "headings with unseen characters": headings(工号="\ufeff工号\u200b"),
    "headings with remarks": headings(工号="工号（必填）", 班组="班组\n[可留空]", 姓名="姓名："),
    "a heading with its unit": lambda book: setattr(book["场地"]["D1"], "value", "容纳人数(人)"),
    "headings over two rows": headings_over_two_rows,
    "headings on every page": headings_on_every_page("党员", "场地", "所在地"),
    "a formula beside the table": remark_column("=A2&B2"),
    "a title row": title,
    "a second heading row": second_heading,
    "a title and a second heading": all_of(second_heading, title),
    "empty rows": empty_rows,
    "blank formatted rows": blank_formatted_rows,
    "empty columns": empty_columns,
    "columns in another order": reordered,
    "a further sheet with an underscore": further_sheet("党员_2"),
    "a further sheet in brackets": further_sheet("党员(2)"),
    "a further sheet in full-width brackets": further_sheet("党员（2）"),
    "a further sheet by a space": further_sheet("党员 2"),
    "a further sheet in English": further_sheet("members_2"),
    "a further sheet by a number alone": further_sheet("党员2"),
    "sheets in English": english,
    "a sheet by synonym": lambda book: setattr(book["场地"], "title", "会议室"),
    "numbered sheets": all_of(
        lambda book: setattr(book["党员"], "title", "1.党员"), lambda book: setattr(book["场地"], "title", "二、场地")
    ),
    "a sheet called a list": lambda book: setattr(book["党员"], "title", "党员信息表"),
    "a sheet with a space": lambda book: setattr(book["班次"], "title", " 班次 "),
    "dates as text with hyphens": text_dates("2026-01-01", "2026-03-31"),
    "dates as text with slashes": text_dates("2026/1/1", "2026/3/31"),
    "dates in Chinese": text_dates("2026年1月1日", "2026年03月31日"),
    "dates with dots": text_dates("2026.1.1", "2026.03.31"),
    "dates in full width": text_dates("２０２６－１－１", "2026-03-31"),
    "dates with a midnight": text_dates("2026-01-01 00:00:00", "2026-03-31T00:00"),
    "dates in English": text_dates("1 Jan 2026", "Mar 31, 2026"),
    "dates with their weekday": text_dates("2026年1月1日 星期四", "2026-03-31（周二）"),
    "dates as one number": text_dates(20260101, 20260331),
    "dates as serial numbers": serial_dates,
    "times as text": times("8:00", "12:00"),
    "times with seconds": times("08:00:00", "12:00:00"),
    "times in full width": times("８：００", "１２：００"),
    "times in words": times("8点", "12时00分"),
    "times as fractions": times(8 / 24, 0.5),
    "times as fractions in time format": times(8 / 24, 0.5, "h:mm"),
    "times as times": times(dt.time(8), dt.time(12), "h:mm"),
    "shifts past midnight as durations": words("班次", "C3", dt.timedelta(hours=32)),
    "shifts past midnight as text": words("班次", "C3", "32:00"),
    "shifts past midnight as a fraction": words("班次", "C3", 32 / 24),
    "choices in English": words("班组", "C2", "Shift"),
    "choices in Chinese": words("班组", "C2", "轮班制"),
    "choices by synonym": words("班组", "C2", "倒班"),
    "choices with spaces": words("班组", "C2", " 轮 班 制 "),
    "general branches in Chinese": words("党组织", "E4", "党总支"),
    "weekdays in Chinese": words("可集中时段", "C2", "星期一"),
    "theme days in Chinese": words("党支部", "E3", "周五"),
    "theme days every week": words("党支部", "E3", "每周五"),
    "theme days as numbers": words("党支部", "E2", 10),
    "theme days as 10日": words("党支部", "E2", "每月10日"),
    "numbers as text": words("场地", "D2", "40"),
    "numbers in full width": words("场地", "D2", "４０"),
    "numbers with .0": words("场地", "D2", "40.0"),
    "ids with spaces": words("党员", "A3", " 002 "),
    "ids in full width": words("党员", "C3", "Ｂ１"),
    "ids with unseen characters": words("党员", "C3", "B1\u200b"),
    "off in Chinese": words("班组", "D2", "D D N N 休 休 休 休"),
    "rotas with wide spaces": words("班组", "D2", "D　D  N N - - - -\n"),
    "an explaining sheet": lambda book: book.book.create_sheet("填表说明", 0).append(["请逐表填写"]),
    "an empty sheet": lambda book: book.book.create_sheet("Sheet1"),
    "all headings at once": all_of(headings(工号="*人员\n编号", 班组=" 小　组 "), second_heading, title),
    "all rows at once": all_of(further_sheet("党员_2"), empty_rows, title),
    "all dates and times at once": all_of(
        text_dates("2026/1/1", "2026年3月31日"), times("８：００", 0.5), words("班次", "C3", 32 / 24)
    ),
}


@pytest.mark.parametrize("mess", UNDERSTOOD)
def test_a_mess_that_can_be_understood_is(book: Book, world: World, mess: str) -> None:
    UNDERSTOOD[mess](book)
    instance = book.load()
    assert instance.content_hash == world.load().content_hash
    assert instance.warnings == ()


REFUSED: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "two errors in one sheet": (
        all_of(words("党员", "C3", "B9"), words("党员", "D4", "G9")),
        [("党员!C3", "unknown-id"), ("党员!D4", "unknown-id")],
    ),
    "errors in two sheets": (
        all_of(words("场地", "D2", "40人"), words("班次", "B2", "八点")),
        [("场地!D2", "number-with-unit"), ("班次!B2", "not-a-time")],
    ),
    "an ambiguous date": (text_dates("01/02/2026", "2026-03-31"), [("可集中时段!D2", "date-ambiguous")]),
    "a date with a time": (words("可集中时段", "D2", dt.datetime(2026, 1, 1, 8)), [("可集中时段!D2", "time-in-date")]),
    "a serial number as text": (text_dates("46023", "2026-03-31"), [("可集中时段!D2", "serial-as-text")]),
    "a number without a date": (words("可集中时段", "D2", 60), [("可集中时段!D2", "year-out-of-range")]),
    "an id in scientific writing": (words("党员", "A3", 1.23e17), [("党员!A3", "id-number-lost")]),
    "an id as a date": (words("党员", "A3", dt.datetime(2026, 1, 1)), [("党员!A3", "not-an-id")]),
    "a table sorted with its headings": (
        sorted_with_headings, [("党员!A1", "row-above-headings"), ("党员!A2", "row-above-headings")],
    ),
    "a date with another weekday": (
        text_dates("2026-01-01 星期五", "2026-03-31"), [("可集中时段!D2", "weekday-differs")],
    ),
    "a bare 1 as a time": (times(1 / 3, 1), [("可集中时段!G2", "time-ambiguous")]),
    "a name that became a date": (words("场地", "B2", dt.datetime(2026, 3, 1)), [("场地!B2", "date-in-text")]),
    "a total under the table": (members("合计", "4人"), [("党员!C6", "missing-value")]),
    "a note under the table": (
        members("注：截至1月31日"), [("党员!B6", "missing-value"), ("党员!C6", "missing-value")],
    ),
    "merged cells among the data": (
        lambda book: book["党员"].merge_cells("C2:C3"), [("党员!C2", "merged-cells"), ("党员!C3", "missing-value")],
    ),
    "a formula without value": (
        words("场地", "D2", "=20+20"), [("场地!D2", "formula-without-value"), ("场地!D2", "missing-value")],
    ),
    "a column twice": (headings(班组="人员编号"), [("党员!D1", "double-column")]),
    "a missing column": (headings(姓名="绰号"), [("党员", "missing-column")]),
    "a sheet nearly named": (
        lambda book: setattr(book["可集中时段"], "title", "可集中时断"),
        [("班组!A3", "mobile-without-windows"), ("可集中时断", "unknown-table")],
    ),
    "a missing sheet": (lambda book: book.book.remove(book["场地"]), [("", "missing-table")]),
    "no headings": (lambda book: book["主题"].delete_rows(1), [("主题", "no-heading")]),
    "a setting that is none": (lambda book: book["设置"].append(["sesion.min_batch", 3]), [("设置!B3", "setting")]),
    "a wrong setting": (lambda book: book["设置"].append(["session.min_batch", "三"]), [("设置!B3", "setting")]),
    "a setting twice": (lambda book: book["设置"].append(["quarter", "2026Q2"]), [("设置!B3", "double-setting")]),
}  # fmt: skip


@pytest.mark.parametrize("mess", REFUSED)
def test_what_is_wrong_is_refused_with_the_cells_address(book: Book, mess: str) -> None:
    change, expected = REFUSED[mess]
    change(book)
    found = sorted((f"{e.sheet}!{e.cell}" if e.cell else e.sheet, e.code) for e in book.errors())
    assert found == sorted(expected)


def test_a_long_text_in_the_first_row_is_no_heading_and_holds_nobody_up(book: Book) -> None:
    book["党员"]["Z1"] = ":" * 32_000
    book["党员"]["Z2"] = "x"
    assert book.warnings() == ["unread-column"]


def test_the_address_stands_in_the_message(book: Book) -> None:
    book["党员"]["C3"] = "B9"
    (error,) = book.errors()
    assert "党员!C3" in error.line("zh")
    assert "党员!C3" in error.line("en")


TOLD: dict[str, tuple[Change, str]] = {
    "a column that no table has": (words("党员", "E2", "五级工"), "unread-column"),
    "a numbering beside the table": (numbered_rows(60), "unread-column"),
    "merged cells beside the table": (remark_column("x", "F2:F3"), "unread-column"),
    "half a row above the headings": (half_a_row_above, "passed-over"),
    "a sheet that is no table": (lambda book: book.book.create_sheet("工资").append(["张三", 3000]), "unknown-sheet"),
    "a hidden sheet": (lambda book: setattr(book["主题"], "sheet_state", "hidden"), "hidden-sheet"),
    "hidden rows": (lambda book: setattr(book["党员"].row_dimensions[3], "hidden", True), "hidden-rows"),
    "a hidden column": (lambda book: setattr(book["党员"].column_dimensions["B"], "hidden", True), "hidden-rows"),
    "no settings": (lambda book: book.book.remove(book["设置"]), "no-settings"),
    "a name over two lines": (words("党员", "B3", "王\n伟"), "unseen-characters"),
    "a row twice": (members("002", "Li", "B1"), "rows-merged"),
}


@pytest.mark.parametrize("mess", TOLD)
def test_what_may_not_be_meant_is_told(book: Book, mess: str) -> None:
    change, code = TOLD[mess]
    change(book)
    assert code in book.warnings()
    if code != "hidden-sheet":
        assert len(book.load()["members"]) == 4


def test_the_messes_are_many() -> None:
    assert len(UNDERSTOOD) + len(REFUSED) + len(TOLD) >= 100
