"""Workbooks as people make them: what can be understood is, and no row is lost without a word."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from turnout.instances.workbook_reading import table_of_sheet
from turnout.tests.instances.book import Book, errors_of, rezip
from turnout.tests.instances.world import World


@pytest.fixture
def book(tmp_path: Path, world: World) -> Book:
    return Book(tmp_path / "计划.xlsx", world)


def test_a_workbook_and_the_folder_with_the_same_content_are_equal(book: Book, world: World) -> None:
    assert book.load().content_hash == world.load().content_hash
    assert book.warnings() == []


def headings(**words: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        for cell in book["党员"][1]:
            cell.value = words.get(str(cell.value), str(cell.value))

    return change


def members(*cells: object) -> Callable[[Book], None]:
    """Append a member that the base world does not have."""

    def change(book: Book) -> None:
        book["党员"].append(list(cells))

    return change


def title(book: Book) -> None:
    book["党员"].insert_rows(1, 2)
    book["党员"]["A1"] = "某某公司党员名册"
    book["党员"].merge_cells("A1:D1")


def second_heading(book: Book) -> None:
    book["党员"].insert_rows(2)
    for column, word in enumerate(["person id", "name", "branch", "crew or group"], 1):
        book["党员"].cell(2, column, word)


def empty_rows(book: Book) -> None:
    book["党员"].insert_rows(3, 4)
    book["党员"].cell(40, 3, "  ")


def blank_formatted_rows(book: Book) -> None:
    for row in range(100, 1200):
        book["党员"].cell(row, 1).fill = PatternFill("solid", fgColor="FFFF0000")


def empty_columns(book: Book) -> None:
    book["党员"].insert_cols(2, 2)
    book["场地"].insert_cols(1)


def further_sheet(name: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        sheet = book["党员"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(4, 10)
        more = book.book.create_sheet(name)
        more.append(["姓名", "人员编号", "党支部", "班组"])
        for person, called, branch, group in rows[3:]:
            more.append([called, person, branch, group])

    return change


def english(book: Book) -> None:
    book["党员"].title = "Members"
    for cell, word in zip(book["Members"][1], ["Person ID", "Name", "Branch ", "crew or group"], strict=True):
        cell.value = word
    book["党支部"].title = "branches"


def text_dates(*written: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        sheet = book["可集中时段"]
        sheet["D2"].value, sheet["E2"].value = written

    return change


def serial_dates(book: Book) -> None:
    sheet = book["可集中时段"]
    for cell, serial in ((sheet["D2"], 46023), (sheet["E2"], 46112.0)):
        cell.value, cell.number_format = serial, "General"


def times(start: object, end: object, form: str = "General") -> Callable[[Book], None]:
    def change(book: Book) -> None:
        for cell, value in zip((book["可集中时段"]["F2"], book["可集中时段"]["G2"]), (start, end), strict=True):
            cell.value = value
            cell.number_format = form

    return change


def reordered(book: Book) -> None:
    sheet = book["场地"]
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)


def words(sheet: str, cell: str, value: object) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        book[sheet][cell].value = value

    return change


def all_of(*changes: Callable[[Book], None]) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        for one in changes:
            one(book)

    return change


UNDERSTOOD: dict[str, Callable[[Book], None]] = {
    "headings by synonyms": headings(工号="员工编号", 所在党支部="所属党支部", 班组="值别"),
    "headings in English": headings(工号="Person ID", 姓名="NAME", 所在党支部="Branch ID", 班组="group_id"),
    "headings with spaces": headings(工号=" 工 号 ", 姓名="姓　名"),
    "headings with line breaks": headings(工号="工\n号", 所在党支部="所在\r\n党支部"),
    "headings with stars": headings(工号="*工号", 姓名="姓名*"),
    "full-width headings": headings(工号="Ｐｅｒｓｏｎ　ＩＤ"),
    "headings with unseen characters": headings(工号="\ufeff工号\u200b"),
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
    "a sheet with a space": lambda book: setattr(book["班次"], "title", " 班次 "),
    "dates as text with hyphens": text_dates("2026-01-01", "2026-03-31"),
    "dates as text with slashes": text_dates("2026/1/1", "2026/3/31"),
    "dates in Chinese": text_dates("2026年1月1日", "2026年03月31日"),
    "dates with dots": text_dates("2026.1.1", "2026.03.31"),
    "dates in full width": text_dates("２０２６－１－１", "2026-03-31"),
    "dates with a midnight": text_dates("2026-01-01 00:00:00", "2026-03-31T00:00"),
    "dates in English": text_dates("1 Jan 2026", "Mar 31, 2026"),
    "dates as serial numbers": serial_dates,
    "times as text": times("8:00", "12:00"),
    "times with seconds": times("08:00:00", "12:00:00"),
    "times in full width": times("８：００", "１２：００"),
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


REFUSED: dict[str, tuple[Callable[[Book], None], list[tuple[str, str]]]] = {
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


def test_the_address_stands_in_the_message(book: Book) -> None:
    book["党员"]["C3"] = "B9"
    (error,) = book.errors()
    assert "党员!C3" in error.line("zh")
    assert "党员!C3" in error.line("en")


TOLD: dict[str, tuple[Callable[[Book], None], str]] = {
    "a column that no table has": (words("党员", "E2", "五级工"), "unread-column"),
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


def test_fault_027_error_values_are_refused_though_readers_show_them_as_blank(book: Book) -> None:
    book["党员"]["D3"].value = "#N/A"
    book["党员"]["B4"].value = "#REF!"
    assert book["党员"]["D3"].data_type == "e"
    assert [(e.cell, e.code, e.value) for e in book.errors()] == [
        ("D3", "error-value", "#N/A"),
        ("B4", "error-value", "#REF!"),
    ]


def test_fault_024_numbers_shown_with_zeros_are_refused_as_ids(book: Book) -> None:
    cell = book["党员"]["A3"]
    cell.value, cell.number_format = 2, "000"
    assert [(e.cell, e.code) for e in book.errors()] == [("A3", "id-number-format")]


def test_fault_024_numbers_as_wide_as_their_format_are_ids(book: Book) -> None:
    book["党员"].append([123, "Qian", "B1"])
    book["党员"]["A6"].number_format = "000"
    assert book.load()["members"]["person_id"].tolist()[-1] == "123"


def test_fault_038_the_1904_calendar_is_understood(book: Book, world: World) -> None:
    book.book.epoch = CALENDAR_MAC_1904
    serial_dates(book)
    for cell in (book["可集中时段"]["D2"], book["可集中时段"]["E2"]):
        cell.value -= 1462
    assert book.load().content_hash == world.load().content_hash


def test_fault_063_formulas_count_with_their_stored_values(book: Book, world: World) -> None:
    def store(parts: dict[str, bytes]) -> dict[str, bytes]:
        for name, data in parts.items():
            if b"20+20" in data:
                parts[name] = (
                    data.replace(b"<v></v>", b"<v>40</v>")
                    .replace(b"<v />", b"<v>40</v>")
                    .replace(b"<v/>", b"<v>40</v>")
                )
        return parts

    book["场地"]["D2"].value = "=20+20"
    path = rezip(book.save(), store)
    from turnout.instances import load

    instance = load(path)
    assert instance.content_hash == world.load().content_hash
    assert [w.code for w in instance.warnings] == ["formulas"]


def test_fault_058_a_wrong_dimension_does_not_lose_rows(book: Book, world: World) -> None:
    import re

    from turnout.instances import load

    def lie(parts: dict[str, bytes]) -> dict[str, bytes]:
        return {n: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', d) for n, d in parts.items()}

    assert load(rezip(book.save(), lie)).content_hash == world.load().content_hash


def test_fault_060_more_columns_than_a_sheet_has_are_refused(book: Book) -> None:
    path = rezip(
        book.save(),
        lambda parts: {n: d.replace(b"</row>", b'<c r="XFE1"><v>1</v></c></row>', 1) for n, d in parts.items()},
    )
    assert [e.code for e in errors_of(path)] == ["too-many-cells"]


def test_a_value_far_away_does_not_fill_the_memory(book: Book) -> None:
    book["党员"]["XFD1048576"] = 1
    assert book.codes() == ["too-many-cells"]


def test_settings_in_a_sheet_are_those_of_toml(book: Book, world: World) -> None:
    rows = [
        ("session.study_minutes", 90.0), ("session.day_start", dt.time(6, 30)), ("session.after_work", 0.75),
        ("session.office_hours", "8:00-12:00，13:30～17:30"), ("session.lecturer_required", "否"),
        ("post_types.shift.max_batch", "15"), ("start_date", dt.datetime(2026, 1, 5)), ("end_date", "2026年3月20日"),
        ("sit_in.pace", "year_end"), ("cost.session", None),
    ]  # fmt: skip
    for row in rows:
        book["设置"].append(list(row))
    world.settings("""
        quarter = "2026Q1"
        start_date = 2026-01-05
        end_date = "2026-03-20"
        [session]
        study_minutes = 90
        day_start = "6:30"
        after_work = "18:00"
        office_hours = ["8:00-12:00", "13:30-17:30"]
        lecturer_required = false
        [post_types.shift]
        max_batch = 15
        [sit_in]
        pace = "year_end"
        """)
    assert book.load().settings == world.load().settings


@pytest.mark.parametrize(
    ("sheet", "table"),
    [
        ("members", "members"), ("党员", "members"), ("党员_12", "members"), ("Lecturer Windows", "lecturer_windows"),
        ("lecturer_windows_2", "lecturer_windows"), ("设置", "settings"), ("工资", None), ("排班表-3", "roster"),
        ("2026", None),
    ],
)  # fmt: skip
def test_sheet_names(sheet: str, table: str | None) -> None:
    assert table_of_sheet(sheet) == table


def test_the_messes_are_many() -> None:
    assert len(UNDERSTOOD) + len(REFUSED) + len(TOLD) >= 60


def test_openpyxl_and_the_reader_agree_on_every_row(book: Book) -> None:
    instance = book.load()
    for name, title_ in (("members", "党员"), ("venues", "场地"), ("groups", "班组")):
        rows = list(openpyxl.load_workbook(book.path)[title_].iter_rows(min_row=2, values_only=True))
        assert instance[name].iloc[:, 0].tolist() == [row[0] for row in rows]
