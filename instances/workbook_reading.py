"""A workbook as raw tables: sheets by their names, headings under titles, rows of several sheets joined."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from turnout.instances.cells import Padded
from turnout.instances.findings import NOTHING, Findings, Where, examples
from turnout.instances.headings import nearest, table_words
from turnout.instances.headings import plain as plain_word
from turnout.instances.raw import Part, RawTable, column_letters, empty_raw, join
from turnout.instances.workbook_facts import SheetFacts, WorkbookFacts, workbook_facts
from turnout.instances.workbook_headings import (
    Headings,
    columns_of,
    find_headings,
    is_blank,
    note_rows_above,
    repeats_headings,
)
from turnout.instances.workbook_safety import WorkbookError, broken, open_archive
from turnout.models.tables import TABLES, Table
from turnout.models.text import Text

if TYPE_CHECKING:
    from turnout.models.settings import Settings

FURTHER_SHEET = re.compile(r"[\s_\-]*[(（]?\d{1,3}[)）]?$")
NUMBERED_SHEET = re.compile(r"^\s*[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）.、．_\-]\s*")
KIND_OF_LIST = re.compile(r"(?:信息表|一览表|统计表|名单|信息|表)$")
EXPLAINING = frozenset(
    {"说明", "填表说明", "填写说明", "使用说明", "readme", "help", "guide", "notes", "选项", "lists"}
)


EVERYTHING = frozenset({*TABLES, "settings"})


def read_workbook(
    data: bytes, name: str, findings: Findings, wanted: Collection[str] = EVERYTHING
) -> tuple[dict[str, RawTable], Settings | None, bool]:
    """The raw tables and the settings (None without any) of a workbook, and whether its serial dates count from 1904.

    wanted: the tables to read, `settings` for those; sheets of others are passed over. Where the file is no workbook
    that may be read, that is the one error noted.
    """
    try:
        archive = open_archive(data)
        if archive.strange:
            _warn_of_strange_parts(archive.strange, name, findings)
        facts = workbook_facts(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _read_sheets(book, facts, name, findings, wanted)
    except WorkbookError as refusal:
        findings.error(refusal.code, refusal.text, refusal.advice, Where(name))
    except BaseException as problem:
        # A fault within the reading library comes as a PanicException, which is no Exception.
        if not isinstance(problem, CalamineError) and type(problem).__name__ != "PanicException":
            raise
        damage = broken()
        findings.error(damage.code, damage.text, damage.advice, Where(name))
    return {table: empty_raw(declared, unread=True) for table, declared in TABLES.items()}, None, False


def _warn_of_strange_parts(parts: tuple[str, ...], name: str, findings: Findings) -> None:
    findings.warn(
        "strange-parts",
        Text(
            "the workbook holds macros, embedded objects or links to other files, which are not followed ({parts})",
            "工作簿含有宏、嵌入对象或外部链接，均不予执行（{parts}）",
        ).fill(parts=examples(parts)),
        NOTHING,
        Where(name),
    )


def table_of_sheet(sheet: str) -> str | None:
    """The table that a sheet's name means, `settings` included.

    A number at its end tells a further sheet of it; one before it (`1.党员`), or that it is a list (`党员表`), says
    nothing.
    """
    words = table_words()
    bare = NUMBERED_SHEET.sub("", sheet)
    for name in (sheet, bare):
        for word in (name, FURTHER_SHEET.sub("", name)):
            found = words.get(plain_word(word)) or words.get(KIND_OF_LIST.sub("", plain_word(word)))
            if found:
                return found
    return None


def _read_sheets(
    book: CalamineWorkbook, facts: WorkbookFacts, name: str, findings: Findings, wanted: Collection[str]
) -> tuple[dict[str, RawTable], Settings | None, bool]:
    raws: dict[str, list[RawTable]] = {}
    settings: Settings | None = None
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        table = table_of_sheet(sheet.name)
        if table is None:
            if sheet.visible == SheetVisibleEnum.Visible:
                _note_unknown_sheet(book, sheet.name, name, findings)
        elif table not in wanted:
            continue
        elif sheet.visible != SheetVisibleEnum.Visible:
            findings.warn(
                "hidden-sheet",
                Text("the sheet is hidden and was not read", "该工作表处于隐藏状态，未读取"),
                Text("Unhide it if its rows are meant.", "如需使用，请取消隐藏。"),
                Where(name, sheet.name),
            )
        elif table == "settings":
            rows = _cells_of(book.get_sheet_by_name(sheet.name))
            settings = _read_settings(rows, name, sheet.name, findings)
        else:
            raw = _read_sheet(
                book, TABLES[table], facts.sheets.get(sheet.name, SheetFacts()), name, sheet.name, findings
            )
            found = raws.setdefault(table, [])
            if raw is not None:
                found.append(raw)
    for declared in TABLES.values():
        if declared.required and declared.name in wanted and declared.name not in raws:
            findings.error(
                "missing-table",
                Text("the sheet {name} is missing", "缺少工作表“{name}”").fill(
                    name=Text(declared.name, declared.title.zh)
                ),
                Text("Add it; docs/data.md describes it.", "请补上该工作表；说明见 docs/data.md。"),
                Where(name),
            )
    if settings is None and "settings" in wanted:
        from turnout.instances.settings_reading import warn_of_missing_settings

        warn_of_missing_settings(name, findings)
    joined = {
        t: join(raws[t]) if raws.get(t) else empty_raw(declared, unread=t in raws or declared.required)
        for t, declared in TABLES.items()
    }
    return joined, settings, facts.epoch_1904


def _read_settings(rows: Sequence[Sequence[Any]], name: str, sheet: str, findings: Findings) -> Settings:
    from turnout.instances.workbook_settings import read_settings_sheet  # takes a while, and names need none

    return read_settings_sheet(rows, name, sheet, findings)


def _note_unknown_sheet(book: CalamineWorkbook, sheet: str, name: str, findings: Findings) -> None:
    """A sheet whose name is nearly a table's is an error; other sheets that are no tables are told."""
    if plain_word(sheet) in EXPLAINING or not book.get_sheet_by_name(sheet).height:
        return
    near = nearest(FURTHER_SHEET.sub("", sheet), table_words())
    if near:
        title = TABLES[near].title.zh if near in TABLES else "设置"
        findings.error(
            "unknown-table",
            Text("no table has this name", "没有叫这个名字的表"),
            Text("Perhaps {name} is meant; delete or rename the sheet.", "是否应为“{name}”？请改名或删除。").fill(
                name=Text(near, title)
            ),
            Where(name, sheet),
        )
    else:
        findings.warn(
            "unknown-sheet",
            Text("the sheet is none of the tables and was not read", "该工作表不是规定的表，未读取"),
            Text("Rename it if its rows are meant.", "如其内容需要使用，请改为规定的表名。"),
            Where(name, sheet),
        )


def _read_sheet(
    book: CalamineWorkbook, table: Table, facts: SheetFacts, name: str, sheet: str, findings: Findings
) -> RawTable | None:
    """The rows of one sheet, None where its headings cannot be understood (errors are noted)."""
    loaded = book.get_sheet_by_name(sheet)
    rows = _cells_of(loaded)
    _restore(rows, facts)
    if not any(any(cell != "" for cell in row) for row in rows):
        return empty_raw(table)
    headings = find_headings(table, rows)
    if headings is None:
        findings.error(
            "no-heading",
            Text("no row of headings was found", "没有找到表头"),
            Text("Name the columns in one row: {columns}.", "请在一行中写明各列名称：{columns}。").fill(
                columns=Text(
                    ", ".join(c.heading.en for c in table.columns), "、".join(c.heading.zh for c in table.columns)
                )
            ),
            Where(name, sheet),
        )
        return None
    columns = columns_of(table, rows, headings, name, sheet, findings)
    if columns is None:
        return None
    note_rows_above(table, rows, headings, columns, Where(name, sheet), findings)
    kept = _data_rows(table, rows, headings, columns)
    _note_merged_cells(loaded.merged_cell_ranges or [], rows, headings, columns, Where(name, sheet), findings)
    _note_facts(facts, columns, Where(name, sheet), findings)
    cells = {}
    for column, index in columns.items():
        values = np.empty(len(kept), dtype=object)
        values[:] = [rows[i][index] for i in kept]
        cells[column] = values
    part = Part(name, sheet, {c: (headings.words[i].strip(), i) for c, i in columns.items()})
    numbers = np.array(kept, dtype=np.int64) + 1
    return RawTable(table, (part,), cells, numbers, np.zeros(len(kept), dtype=np.int64))


def _cells_of(sheet: CalamineSheet) -> list[list[Any]]:
    """All cells from A1 to the last. Raises WorkbookError where a number is too large for the time it is shown as."""
    try:
        return sheet.to_python(skip_empty_area=False)
    except OverflowError as problem:
        raise WorkbookError(
            "bad-serial",
            Text("in the sheet {name} a number stands for no time", "工作表“{name}”中有数字不对应任何时间").fill(
                name=sheet.name
            ),
            Text("Look for cells that show ####, and enter them anew.", "请找出显示为 #### 的单元格，并重新填写。"),
        ) from problem


def _data_rows(table: Table, rows: list[list[Any]], headings: Headings, columns: dict[str, int]) -> list[int]:
    """Rows below the headings (0-based) with something in a column that is read; headings that stand there once more,
    as on pages pasted one below the other, are none."""
    first = headings.last + 1
    while first < len(rows) and repeats_headings(table, rows[first], columns):
        first += 1
    read = list(columns.values())
    blank = [""] * len(headings.words)
    kept = [i for i in range(first, len(rows)) if rows[i] != blank and not all(is_blank(rows[i][c]) for c in read)]
    known = headings.words[read[0]]
    again = {i for i in kept if rows[i][read[0]] == known and repeats_headings(table, rows[i], columns)}
    return [i for i in kept if i not in again] if again else kept


def _restore(rows: list[list[Any]], facts: SheetFacts) -> None:
    """Put back what reading leaves out: error values, and that a number was shown with zeros it does not have."""
    for address, error in facts.errors.items():
        row, column = _position(address)
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            rows[row][column] = error
    for address in facts.padded:
        row, column = _position(address)
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]) and isinstance(rows[row][column], int | float):
            rows[row][column] = Padded(rows[row][column])


def _position(address: str) -> tuple[int, int]:
    """0-based row and column of an address such as `C17`; -1 where it is none."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    if match is None:
        return -1, -1
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _note_merged_cells(
    merged: Sequence[Any],
    rows: list[list[Any]],
    headings: Headings,
    columns: dict[str, int],
    where: Where,
    findings: Findings,
) -> None:
    """Merged cells with something in them, among the data, are errors: it cannot be told which rows they mean."""
    places = [
        Where(where.file, where.sheet, top + 1, cell=f"{column_letters(left)}{top + 1}")
        for (top, left), (bottom, right) in sorted(merged)
        if bottom > headings.last
        and any(left <= index <= right for index in columns.values())
        and not (top < len(rows) and left < len(rows[top]) and is_blank(rows[top][left]))
    ]
    findings.errors_at(
        "merged-cells",
        Text("cells are merged", "此处有合并单元格"),
        Text("Unmerge them and fill in every row.", "请取消合并，并逐行填写。"),
        places,
    )


def _note_facts(facts: SheetFacts, columns: dict[str, int], where: Where, findings: Findings) -> None:
    """Formulas in columns that are read, and rows that people do not see."""
    name, sheet = where.file, where.sheet
    read = set(columns.values())
    uncached = [address for address in facts.uncached if _position(address)[1] in read]
    findings.errors_at(
        "formula-without-value",
        Text("the formula has no stored value", "公式没有保存计算结果"),
        Text(
            "Open and save the workbook in a spreadsheet program, or enter the value.",
            "请用电子表格软件打开并保存，或直接填写数值。",
        ),
        [Where(name, sheet, _position(a)[0] + 1, cell=a) for a in uncached],
    )
    if facts.formulas > len(facts.uncached):
        findings.warn(
            "formulas",
            Text(
                "{n} cells hold formulas; their stored values were used", "{n} 个单元格是公式，采用其已保存的结果"
            ).fill(n=facts.formulas - len(facts.uncached)),
            Text("Save the workbook after its last calculation.", "请确认工作簿在最后一次计算后已保存。"),
            Where(name, sheet),
        )
    if facts.hidden_rows or facts.hidden_columns:
        findings.warn(
            "hidden-rows",
            Text(
                "{rows} rows and {columns} columns are hidden or filtered out; they were read too",
                "有 {rows} 行、{columns} 列被隐藏或筛选掉，仍按数据读取",
            ).fill(rows=facts.hidden_rows, columns=facts.hidden_columns),
            Text("Delete them if they are not meant.", "如不需要，请删除。"),
            Where(name, sheet),
        )
