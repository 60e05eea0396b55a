"""The user's own workbook handed back, with the faulty cells marked and commented and a list of all errors."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from turnout.instances.files import LARGEST_WORKBOOK, FileReader, write_whole
from turnout.instances.workbook_safety import open_archive
from turnout.models.notice import Notice, Severity
from turnout.models.text import Lang, Text

LIST_SHEET = Text("errors", "错误清单")
HEADINGS = (
    Text("place", "位置"),
    Text("found", "现有内容"),
    Text("what is wrong", "问题"),
    Text("what to do", "处理办法"),
)
LONGEST_COMMENT = 2_000
AUTHOR = "turnout"
"""Of the comments; how older marks are told from the user's own."""
MARKS = {Severity.ERROR: "FFFF9999", Severity.WARNING: "FFFFE699"}


def annotate(
    path: str | os.PathLike[str], notices: Sequence[Notice], out: str | os.PathLike[str], lang: Lang = "zh"
) -> None:
    """Write a copy of a workbook in which every cell that a notice names is coloured and carries it as a comment.

    A notice about a whole row marks the row's first cell; all notices stand in a sheet of their own, with links to
    their cells. Charts and pictures of the workbook are not copied. Raises FileError where a file cannot be read or
    written, WorkbookError where it is no workbook.
    """
    import openpyxl

    data = FileReader().read(Path(path), LARGEST_WORKBOOK)
    open_archive(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    _remove_older_marks(book)
    by_cell: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        cell = notice.cell or (f"A{notice.row}" if notice.row else "")
        if notice.sheet in book.sheetnames and cell:
            by_cell.setdefault((notice.sheet, _first_of_merged(book[notice.sheet], cell)), []).append(notice)
    for (sheet, cell), found in by_cell.items():
        _mark(book[sheet], cell, found, lang)
    _list(book, notices, lang)
    write_whole(Path(out), book.save)


def is_annotated(path: Path) -> bool:
    """Whether a file is a copy that `annotate` wrote."""
    import python_calamine

    try:
        data = FileReader().read(path, LARGEST_WORKBOOK)
        open_archive(data)
        names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    except (OSError, ValueError, python_calamine.CalamineError):
        return False
    return names[:1] in ([LIST_SHEET.en], [LIST_SHEET.zh])


def _remove_older_marks(book: Any) -> None:
    """Somebody may have gone on working in a marked copy: what was mended there must not stay marked."""
    from openpyxl.styles import PatternFill

    older = [name for name in (LIST_SHEET.en, LIST_SHEET.zh) if name in book.sheetnames]
    for name in older:
        del book[name]
    if not older:
        return
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment, cell.fill = None, PatternFill()


def _mark(sheet: Any, address: str, notices: Sequence[Notice], lang: Lang) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[address]
    words = "\n".join(f"{n.text.of(lang)}{_end(lang)}{n.advice.of(lang)}" for n in notices)
    comment = Comment(words[:LONGEST_COMMENT], AUTHOR)
    comment.width, comment.height = 320, 40 + 40 * min(len(notices), 6)
    cell.comment = comment
    worst = Severity.ERROR if any(n.severity is Severity.ERROR for n in notices) else Severity.WARNING
    cell.fill = PatternFill("solid", fgColor=MARKS[worst])


def _first_of_merged(sheet: Any, address: str) -> str:
    """The cell that holds the content of merged cells; any other cell itself."""
    for merged in sheet.merged_cells.ranges:
        if address in merged:
            return str(merged.coord.partition(":")[0])
    return address


def _end(lang: Lang) -> str:
    return "。" if lang == "zh" else ". "


def _list(book: Any, notices: Sequence[Notice], lang: Lang) -> None:
    """The sheet of all notices, first in the workbook."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(LIST_SHEET.of(lang), 0)
    for column, (heading, width) in enumerate(zip(HEADINGS, (28, 30, 60, 60), strict=True), 1):
        cell = sheet.cell(1, column, heading.of(lang))
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, notice in enumerate(notices, 2):
        place = notice.where(lang).removeprefix(notice.file).lstrip("，, ") or notice.file
        for column, words in enumerate((place, notice.value, notice.text.of(lang), notice.advice.of(lang)), 1):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = words, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if notice.sheet in book.sheetnames and notice.cell:
            quoted = notice.sheet.replace("'", "''")
            sheet.cell(row, 1).hyperlink = f"#'{quoted}'!{notice.cell}"
            sheet.cell(row, 1).font = Font(color="0563C1", underline="single")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = "1:1"
    book.active = 0
