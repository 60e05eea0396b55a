"""What a workbook says beside its values: formulas, errors, formats, calendars, extent, settings."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from turnout.instances.workbook_reading import table_of_sheet
from turnout.tests.instances.book import Book, errors_of, rezip
from turnout.tests.instances.messes import (
    serial_dates,
)
from turnout.tests.instances.world import World


@pytest.fixture
def book(tmp_path: Path, world: World) -> Book:
    return Book(tmp_path / "计划.xlsx", world)


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
    assert [(e.cell, e.code, e.value) for e in book.errors()] == [("A3", "id-number-format", "2")]


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


def test_openpyxl_and_the_reader_agree_on_every_row(book: Book) -> None:
    instance = book.load()
    for name, title_ in (("members", "党员"), ("venues", "场地"), ("groups", "班组")):
        rows = list(openpyxl.load_workbook(book.path)[title_].iter_rows(min_row=2, values_only=True))
        assert instance[name].iloc[:, 0].tolist() == [row[0] for row in rows]


@pytest.mark.parametrize("written", [b"NaN", b"1E+400"])
def test_numbers_that_are_none_are_refused_wherever_they_stand(book: Book, written: bytes) -> None:
    book["班组"]["D2"] = 987654321
    book["设置"].append(["session.min_batch", 987654321])

    def none(parts: dict[str, bytes]) -> dict[str, bytes]:
        return {name: data.replace(b"<v>987654321</v>", b"<v>" + written + b"</v>") for name, data in parts.items()}

    assert sorted(e.code for e in errors_of(rezip(book.save(), none))) == ["not-an-id", "setting"]


def test_a_number_far_beyond_all_times_is_refused_where_a_time_is_shown(book: Book) -> None:
    book["班次"]["C2"] = 13800138000
    book["班次"]["C2"].number_format = "[h]:mm"
    (error,) = book.errors()
    assert "班次" in error.text.zh
