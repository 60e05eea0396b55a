"""The world of the reading tests as a workbook, sheet by sheet and cell by cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from turnout.instances import load
from turnout.models import Instance, InstanceError, Notice
from turnout.models.tables import TABLES, Kind
from turnout.tests.instances.world import World, check_words

SERIAL_DAY_0 = dt.datetime(1899, 12, 30)


class Book:
    """A workbook with a sheet per table; headings and choices in Chinese, dates and times as spreadsheets keep them."""

    def __init__(self, path: Path, world: World) -> None:
        self.path = path
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.worksheets[0])
        for name, table in TABLES.items():
            text = world.texts.get(f"{name}.csv")
            if text is None:
                continue
            sheet = self.book.create_sheet(table.title.zh)
            heading, *rows = csv.reader(io.StringIO(text))
            sheet.append([table.column(c).heading.zh for c in heading])
            for row in rows:
                sheet.append([_cell(table.column(c).kind, v) for c, v in zip(heading, row, strict=True)])
        settings = self.book.create_sheet("设置")
        settings.append(["设置项", "值", "含义"])
        settings.append(["quarter", "2026Q1", ""])

    def __getitem__(self, title: str) -> Worksheet:
        sheet: Worksheet = self.book[title]
        return sheet

    def save(self) -> Path:
        """Write the file."""
        self.book.save(self.path)
        return self.path

    def load(self) -> Instance:
        """Write and read."""
        return load(self.save())

    def errors(self) -> tuple[Notice, ...]:
        """What is wrong; nothing where the workbook can be read."""
        return errors_of(self.save())

    def codes(self) -> list[str]:
        """The codes of what is wrong, sorted."""
        return sorted(e.code for e in self.errors())

    def warnings(self) -> list[str]:
        """The codes of the warnings, sorted."""
        warnings = self.load().warnings
        for notice in warnings:
            check_words(notice)
        return sorted(w.code for w in warnings)


def errors_of(path: Path) -> tuple[Notice, ...]:
    """What is wrong with a file."""
    try:
        load(path)
    except InstanceError as problem:
        for notice in problem.notices:
            check_words(notice)
        return problem.notices
    return ()


def _cell(kind: Kind, text: str) -> Any:
    """A cell as a user's spreadsheet would hold it."""
    if not text:
        return None
    if kind is Kind.DATE:
        return dt.datetime.fromisoformat(text)
    if kind is Kind.TIME:
        hours, _, minutes = text.partition(":")
        return dt.timedelta(hours=int(hours), minutes=int(minutes))
    if kind in (Kind.WHOLE, Kind.DECIMAL):
        return float(text)
    return text


def rezip(path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Path:
    """Change the parts of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in change(parts).items():
            new.writestr(name, data)
    return path
