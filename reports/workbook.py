"""The plan as a workbook: overview, timetables, people, sit-ins, targets, reasons, credits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from turnout.models.text import Text
from turnout.reports import itineraries, people, tables, words
from turnout.reports.overview import write_overview
from turnout.reports.sheets import (
    MOST_ROWS,
    StreamedSheet,
    Styles,
    breaks_at_changes,
    page_setup,
    sheet_names,
    table_rows,
    widths,
)
from turnout.reports.tables import Printed
from turnout.reports.view import View

SHEET_ORDER: tuple[Callable[[View], Printed], ...] = (
    tables.by_branch,
    tables.by_venue,
    tables.by_lecturer,
    tables.by_day,
    people.attendance,
    itineraries.itineraries,
    itineraries.visits_by_branch,
    tables.coverage,
    people.unplaced,
    people.study_credits,
)


def open_workbook(path: Path, scratch: Path, view: View, title: Text) -> tuple[Any, Styles]:
    """An empty workbook with fixed dates in its properties, so that equal plans give equal bytes."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(scratch),
    }
    book = xlsxwriter.Workbook(str(path), options)
    start = view.settings.start
    book.set_properties(
        {"title": title.of(view.lang), "author": "turnout", "created": dt.datetime(start.year, start.month, start.day)}
    )
    return book, Styles(book.add_format, "等线" if view.lang == "zh" else "Calibri")


def write_workbook(view: View, path: Path, scratch: Path, most_rows: int = MOST_ROWS) -> list[Text]:
    """Write the workbook to `path`. Returns what the reader should know, as tables that went over several sheets.

    scratch: a folder for temporary files. most_rows: rows of one sheet, headings included.
    """
    book, styles = open_workbook(path, scratch, view, words.TITLES["overview"])
    (first,) = sheet_names([words.SHEETS["overview"].of(view.lang)])
    overview = book.add_worksheet(first)
    taken, notes = [first], list[Text]()
    for report in SHEET_ORDER:
        notes += write_table(book, styles, view, report(view), taken, scratch, most_rows)
    write_overview(book, overview, styles, view, notes)
    book.close()
    return notes


def write_table(
    book: Any, styles: Styles, view: View, printed: Printed, taken: list[str], scratch: Path, most_rows: int
) -> list[Text]:
    """One table on as many sheets as it needs. taken: sheet names used so far, added to."""
    room = most_rows - 1
    parts = [printed.frame.iloc[at : at + room] for at in range(0, max(len(printed.frame), 1), room)]
    notes, wanted = [], words.SHEETS[printed.key].of(view.lang)
    for part in parts:
        (name,) = sheet_names([wanted], taken)
        taken.append(name)
        note = _write_sheet(book.add_worksheet(name, StreamedSheet), styles, view, printed, part, scratch)
        if note is not None:
            notes.append(note.fill(sheet=name))
    if len(parts) > 1:
        notes.insert(0, words.SPLIT_OVER_SHEETS.fill(sheet=wanted, rows=len(printed.frame), count=len(parts)))
    return notes


def _write_sheet(
    sheet: StreamedSheet, styles: Styles, view: View, printed: Printed, part: pd.DataFrame, scratch: Path
) -> Text | None:
    """One sheet: headings frozen and filtered, repeated on every page. Returns a note where not all page breaks fit."""
    fields = printed.fields()
    sizes = widths(part, fields, view.lang)
    for column, (f, width) in enumerate(zip(fields, sizes, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, f.heading.of(view.lang), styles.heading())
    sheet.set_row(0, 30)
    sheet.stream(table_rows(part, fields, sizes, styles, 1, view.lang), 1, len(fields), len(part), scratch)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(part), 1), len(fields) - 1)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
    page_setup(sheet, words.TITLES[printed.key].of(view.lang), view.under_name)
    return _break_pages(sheet, printed, part)


def _break_pages(sheet: StreamedSheet, printed: Printed, part: pd.DataFrame) -> Text | None:
    """A new page for each branch, venue or lecturer; where Excel takes fewer breaks, for each committee, or none."""
    if not printed.page or part[printed.page].nunique(dropna=False) <= 1:
        return None
    for column, note in ((printed.page, None), ("committee", words.PAGES_BY_COMMITTEE)):
        breaks = breaks_at_changes(part[column], 1) if column in part else []
        if breaks:
            sheet.set_h_pagebreaks(breaks)
            return note
    return words.NO_PAGE_BREAKS
