"""The headings of a sheet: in which row they stand, and which columns they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from turnout.instances.findings import Findings, Where
from turnout.instances.headings import column_of, column_words, nearest
from turnout.instances.raw import column_letters
from turnout.instances.workbook_extent import MOST_COLUMNS
from turnout.models.tables import Table
from turnout.models.text import Text

TITLE_ROWS = 20
"""How many rows may stand above the headings."""

Row = Sequence[Any]


def _heading_words(row: Row) -> list[str]:
    return [cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in row]


def heading_row(table: Table, rows: Sequence[Row]) -> int | None:
    """Index of the row with the headings, None where there is none.

    Of the first rows it is the one that names the most columns, at least two of them or all that the table needs.
    """
    best, most = None, min(2, sum(c.required for c in table.columns)) - 1
    for index, row in enumerate(rows[:TITLE_ROWS]):
        named = {column_of(table, word) for word in _heading_words(row) if word} - {None}
        if len(named) > most:
            best, most = index, len(named)
    return best


def repeats_headings(table: Table, row: Row, columns: dict[str, int]) -> bool:
    """Whether a row names the same columns once more, as in a second language."""
    words = _heading_words(row)
    named = {column_of(table, words[i]) == column for column, i in columns.items() if words[i].strip()}
    filled = sum(bool(words[i].strip()) for i in columns.values())
    return named == {True} and filled >= 2


def columns_of(
    table: Table, rows: Sequence[Row], top: int, name: str, sheet: str, findings: Findings
) -> dict[str, int] | None:
    """Column name -> index of its heading. A heading that the table does not have is told; its cells are not read."""
    words = _heading_words(rows[top])
    columns: dict[str, int] = {}
    sound = len(words) <= MOST_COLUMNS
    for index, word in enumerate(words):
        place = Where(name, sheet, top + 1, cell=f"{column_letters(index)}{top + 1}")
        column = column_of(table, word) if word.strip() else None
        if column is not None and column in columns:
            sound = False
            findings.error(
                "double-column",
                Text(
                    "two headings mean the column {name}: {first} and {second}",
                    "两个表头都表示{name}：{first} 和 {second}",
                ).fill(
                    name=Text(column, table.column(column).heading.zh),
                    first=words[columns[column]].strip(),
                    second=word.strip(),
                ),
                Text("Keep one of them.", "请只保留一个。"),
                place,
            )
        elif column is not None:
            columns[column] = index
        else:
            filled = sum(row[index] != "" for row in rows[top + 1 :] if index < len(row))
            if filled:
                _note_unread_column(table, word, filled, place, findings)
    for declared in table.columns:
        if declared.required and declared.name not in columns:
            sound = False
            findings.error(
                "missing-column",
                Text("the column {name} is missing", "缺少必填列“{name}”").fill(name=declared.heading),
                Text("Add it; docs/data.md lists all columns.", "请补上该列；各列说明见 docs/data.md。"),
                Where(name, sheet, top + 1),
            )
    return columns if sound else None


def _note_unread_column(table: Table, word: str, filled: int, place: Where, findings: Findings) -> None:
    near = nearest(word, column_words(table.name)) if word.strip() else ""
    advice = Text("Delete it or name it rightly.", "请删除该列，或更正表头。")
    if near:
        advice = Text("Perhaps {name} is meant.", "是否应为“{name}”？").fill(name=table.column(near).heading)
    findings.warn(
        "unread-column",
        Text(
            "the table {table} has no such column; its {n} cells were not read",
            "{table}表没有这一列，其中 {n} 个单元格未读取",
        ).fill(table=Text(table.name, table.title.zh), n=filled),
        advice,
        place,
        word.strip(),
    )
