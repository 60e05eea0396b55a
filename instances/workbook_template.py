"""A workbook to fill in: one sheet per table, headings in the user's language, drop-downs, formats, explanations."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from turnout.instances.column_words import accepted, choice_in, default_words, theme_day_in, weekday_in
from turnout.instances.files import check_free, write_whole
from turnout.instances.loading import example_instance
from turnout.instances.settings_reading import leaf_values, setting_choices
from turnout.models.instance import Instance
from turnout.models.setting_words import SETTING_EXPLAIN
from turnout.models.settings import Settings
from turnout.models.tables import TABLES, WEEKDAYS, Column, Kind, Table
from turnout.models.text import Lang, Text

ROWS_PER_SHEET = 1_000_000
ROWS_TO_FILL = 2_000
"""Rows of a sheet, beyond those filled, that have drop-downs."""
LONGEST_LIST = 255
"""Characters of a drop-down's own list, a limit of spreadsheets."""

EXPLANATION = Text("readme", "说明")
SETTINGS_SHEET = Text("settings", "设置")
HOW = (
    Text("How to fill in this workbook", "填表说明"),
    Text(
        "One sheet is one table. Columns with a star are required; all others may stay blank or be deleted.",
        "每张工作表对应一张表。带 * 的列必填，其余列可留空或删除。",
    ),
    Text(
        "Overwrite or delete the rows that are there; headings may be in English or Chinese.",
        "请覆盖或删除表中已有的行；表头中英文均可。",
    ),
    Text(
        "Ids are text: 00123 keeps its zeros. One person has one id, the same in every table.",
        "编码按文本保存，00123 的前导零会保留。同一人在各表中使用同一编号。",
    ),
    Text(
        "Dates are dates (2026-03-05), times are times (8:30); a night shift is 20:00 to 32:00.",
        "日期写 2026-03-05，时间写 8:30；夜班写作 20:00 至 32:00。",
    ),
    Text(
        "A large table may go on in a further sheet: {title}_2. Do not merge cells.",
        "数据较多时可续写在“{title}_2”等工作表中。请勿合并单元格。",
    ),
)
DOCUMENT_HEADINGS = (
    Text("sheet", "工作表"),
    Text("column", "列"),
    Text("blank means", "留空时"),
    Text("what to enter", "填写内容"),
    Text("meaning", "含义"),
)


def write_template(
    path: str | os.PathLike[str], lang: Lang, instance: Instance | None = None, *, replace: bool = False
) -> None:
    """Write a workbook to fill in, or one that holds an instance; reading it gives the same instance again.

    lang: of headings, choices and explanations. instance: None for a few example rows of every table. replace: whether
    a file that is there may be overwritten: it may hold days of somebody's work.
    Raises FileError where the file is there or cannot be written.
    """
    if not replace:
        check_free(Path(path))
    filled = example_instance(lang) if instance is None else instance

    def write(place: Path) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(place, options)
        writer = _Writer(book, lang)
        writer.explanation()
        for table in TABLES.values():
            writer.table(table, filled[table.name])
        writer.settings(filled.settings)
        try:
            book.close()
        except XlsxWriterException as problem:
            cause = problem.args[0] if problem.args else ""
            raise cause if isinstance(cause, OSError) else OSError(str(problem)) from problem

    write_whole(Path(path), write)


class _Writer:
    """The formats of one workbook, and its sheets."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang) -> None:
        self.book, self.lang = book, lang
        font = {"font_name": "Microsoft YaHei" if lang == "zh" else "Calibri", "font_size": 10, "valign": "top"}
        self.title = book.add_format({**font, "bold": True, "font_size": 16})
        self.wrapped = book.add_format({**font, "text_wrap": True})
        self.required = book.add_format(
            {**font, "bold": True, "bg_color": "#C00000", "font_color": "#FFFFFF", "border": 1}
        )
        self.optional = book.add_format({**font, "bold": True, "bg_color": "#D9E1F2", "border": 1})
        self.text = book.add_format({**font, "num_format": "@"})
        self.whole = book.add_format({**font, "num_format": "0"})
        self.decimal = book.add_format({**font, "num_format": "0.0#####"})
        self.date = book.add_format({**font, "num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({**font, "num_format": "yyyy-mm-dd hh:mm"})
        self.time = book.add_format({**font, "num_format": "[hh]:mm"})

    def explanation(self) -> None:
        """The first sheet: how to fill in the others, and what each column means."""
        sheet = self.book.add_worksheet(EXPLANATION.of(self.lang))
        for column, width in enumerate((18, 22, 26, 52, 60)):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, HOW[0].of(self.lang), self.title)
        row = 1
        for line in HOW[1:]:
            sheet.write_string(row, 0, line.fill(title=TABLES["members"].title).of(self.lang))
            row += 1
        row += 1
        for column, heading in enumerate(DOCUMENT_HEADINGS):
            sheet.write_string(row, column, heading.of(self.lang), self.optional)
        for table in TABLES.values():
            row += 1
            star = "*" if table.required else ""
            sheet.write_string(row, 0, table.title.of(self.lang) + star, self.required if star else self.optional)
            sheet.write_string(row, 4, table.explain.of(self.lang), self.wrapped)
            for column_ in table.columns:
                row += 1
                words = (_heading(column_, self.lang), default_words(column_), accepted(column_), column_.explain)
                sheet.write_string(row, 1, words[0], self.wrapped)
                for place, text in enumerate(words[1:], 2):
                    sheet.write_string(row, place, text.of(self.lang).replace("`", ""), self.wrapped)
        _to_print(sheet, len(HOW) + 1)

    def table(self, table: Table, frame: pd.DataFrame) -> None:
        """The sheets of one table; more than one where it has more rows than a sheet holds."""
        for number, begin in enumerate(range(0, max(len(frame), 1), ROWS_PER_SHEET), 1):
            part = frame.iloc[begin : begin + ROWS_PER_SHEET]
            name = table.title.of(self.lang) + (f"_{number}" if number > 1 else "")
            sheet = self.book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for index, column in enumerate(table.columns):
                sheet.set_column(index, index, _width(column, part, self.lang), self.format_of(column))
                self._drop_down(sheet, column, index, len(part))
            for index, column in enumerate(table.columns):
                heading = self.required if column.required else self.optional
                sheet.write_string(0, index, _heading(column, self.lang), heading)
                note = f"{column.explain.of(self.lang)}\n{accepted(column).of(self.lang)}".replace("`", "")
                sheet.write_comment(0, index, note, {"x_scale": 1.6})
            if len(part):
                sheet.autofilter(0, 0, len(part), len(table.columns) - 1)
            _to_print(sheet, 0)
            self._rows(sheet, table, part)

    def _rows(self, sheet: Any, table: Table, frame: pd.DataFrame) -> None:
        writers = [self._cell_writer(sheet, column, index) for index, column in enumerate(table.columns)]
        values = [frame[column.name].astype(object).tolist() for column in table.columns]
        for row, cells in enumerate(zip(*values, strict=True), 1):
            for write, cell in zip(writers, cells, strict=True):
                write(row, cell)

    def _cell_writer(self, sheet: Any, column: Column, index: int) -> Callable[[int, Any], None]:
        """A function that writes one canonical value as spreadsheets keep it."""
        form = self.format_of(column)

        def write(row: int, value: Any) -> None:
            if value is pd.NaT or value is pd.NA or value == "" or value != value:
                return
            match column.kind:
                case Kind.WHOLE | Kind.DECIMAL:
                    sheet.write_number(row, index, value, form)
                case Kind.TIME:
                    sheet.write_number(row, index, value / 1440, form)
                case Kind.DATE:
                    sheet.write_datetime(row, index, value.to_pydatetime(), form)
                case Kind.START | Kind.END:
                    self._moment(sheet, row, index, value.to_pydatetime(), column.kind)
                case Kind.WEEKDAY:
                    sheet.write_string(row, index, weekday_in(int(value), self.lang), form)
                case Kind.THEME_DAY:
                    sheet.write_string(row, index, theme_day_in(value, self.lang), form)
                case Kind.CHOICE:
                    sheet.write_string(row, index, choice_in(column, value, self.lang), form)
                case _:
                    sheet.write_string(row, index, value, form)

        return write

    def _moment(self, sheet: Any, row: int, index: int, value: dt.datetime, kind: Kind) -> None:
        """A plain date where the time is 00:00; the end of a day is the date that it includes whole."""
        if (value.hour, value.minute) != (0, 0):
            sheet.write_datetime(row, index, value, self.moment)
        else:
            sheet.write_datetime(row, index, value - dt.timedelta(days=kind is Kind.END), self.date)

    def format_of(self, column: Column) -> Any:
        """The format of a column's cells."""
        formats = {
            Kind.WHOLE: self.whole,
            Kind.DECIMAL: self.decimal,
            Kind.TIME: self.time,
            Kind.DATE: self.date,
            Kind.START: self.moment,
            Kind.END: self.moment,
        }
        return formats.get(column.kind, self.text)

    def _drop_down(self, sheet: Any, column: Column, index: int, rows: int) -> None:
        """A list to choose from, for fixed choices and for ids of one other table."""
        if column.choices is not None:
            source: list[str] | str = [choice_in(column, name, self.lang) for name in column.choices]
        elif column.kind is Kind.WEEKDAY:
            source = [weekday_in(day, self.lang) for day in range(len(WEEKDAYS))]
        elif len(column.refers) == 1:
            title = TABLES[column.refers[0]].title.of(self.lang)
            source = f"='{title}'!$A$2:$A${ROWS_PER_SHEET + 1}"
        else:
            return
        if isinstance(source, list) and len(",".join(source)) > LONGEST_LIST:
            return
        rule = {"validate": "list", "source": source, "ignore_blank": True, "error_type": "warning"}
        sheet.data_validation(1, index, rows + ROWS_TO_FILL, index, rule)

    def settings(self, settings: Settings) -> None:
        """The sheet of settings: dotted keys, values, meanings."""
        sheet = self.book.add_worksheet(SETTINGS_SHEET.of(self.lang))
        sheet.freeze_panes(1, 0)
        for column, width in enumerate((34, 30, 80)):
            sheet.set_column(column, column, width)
        headings = (Text("key", "设置项"), Text("value", "值"), Text("meaning", "含义"))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading.of(self.lang), self.optional)
        choices = setting_choices(Settings)
        for row, (path, value) in enumerate(leaf_values(settings), 1):
            sheet.write_string(row, 0, path, self.text)
            self._setting(sheet, row, value)
            if path in choices or isinstance(value, bool):
                listed = choices.get(path, ["TRUE", "FALSE"])
                sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": listed, "error_type": "warning"})
            sheet.write_string(row, 2, SETTING_EXPLAIN[path].of(self.lang).replace("`", ""), self.wrapped)
        _to_print(sheet, 0)

    def _setting(self, sheet: Any, row: int, value: Any) -> None:
        if value is None:
            sheet.write_blank(row, 1, None, self.text)
        elif isinstance(value, bool):
            sheet.write_boolean(row, 1, value)
        elif isinstance(value, int):
            sheet.write_number(row, 1, value, self.whole)
        else:
            words = ", ".join(value) if isinstance(value, list) else str(value)
            sheet.write_string(row, 1, words, self.text)


def _to_print(sheet: Any, heading: int) -> None:
    """A4, as wide as the page, the row of headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)


def _heading(column: Column, lang: Lang) -> str:
    return column.heading.of(lang) + ("*" if column.required else "")


def _width(column: Column, frame: pd.DataFrame, lang: Lang) -> float:
    """Wide enough for the heading and for the first rows, in characters; a Chinese one counts double."""
    samples = [_heading(column, lang), *map(str, frame[column.name].head(200) if column.kind is not Kind.TIME else ())]
    longest = max(sum(1 if c.isascii() else 2 for c in text) for text in samples)
    return min(max(longest + 3, 10), 48)
