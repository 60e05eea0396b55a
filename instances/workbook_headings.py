"""The headings of a sheet: in which rows they stand, and which columns they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from turnout.instances.findings import Findings, Where
from turnout.instances.headings import column_of, column_words, nearest
from turnout.instances.raw import column_letters
from turnout.instances.workbook_extent import MOST_COLUMNS
from turnout.models.tables import Table
from turnout.models.text import Text

TITLE_ROWS = 20
"""How many rows may stand above the headings."""
LONGEST_HEADING = 200
"""A longer text is no heading; remarks are not taken off it one by one, which would take for ever."""
REMARK = re.compile(r"\s*(?:[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]|:)\s*$")
"""What people add to a heading: `（必填）`, `(h)`, a colon."""

Row = Sequence[Any]


@dataclass(frozen=True)
class Headings:
    """The headings of one sheet. first, last: rows (0-based) in which they stand. words: by column, "" where none."""

    first: int
    last: int
    words: tuple[str, ...]

    def named(self, table: Table) -> int:
        """How many columns of the table they name."""
        return len({meaning(table, word) for word in self.words if word} - {None})


def _words(row: Row) -> tuple[str, ...]:
    return tuple(cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in row)


def meaning(table: Table, word: str) -> str | None:
    """The column that a heading means, remarks behind it left out; None where it means none."""
    if len(word) > LONGEST_HEADING:
        return None
    column = column_of(table, word)
    while column is None and (bare := REMARK.sub("", unicodedata.normalize("NFKC", word))) != word:
        word, column = bare, column_of(table, bare)
    return column


def find_headings(table: Table, rows: Sequence[Row]) -> Headings | None:
    """The headings, None where there are none.

    Of the first rows it is the one that names the most columns, at least two of them or all that the table needs; or
    two rows one below the other that name more together, as where one heading spans several columns.
    """
    first_words = [_words(row) for row in rows[:TITLE_ROWS]]
    alone = [Headings(i, i, words) for i, words in enumerate(first_words)]
    pairs = [
        Headings(i, i + 1, tuple(low if low.strip() else high for high, low in zip(*both, strict=True)))
        for i, both in enumerate(pairwise(first_words))
    ]
    best, most = None, min(2, sum(c.required for c in table.columns)) - 1
    for headings in (*alone, *pairs):
        if (named := headings.named(table)) > most:
            best, most = headings, named
    return best


def repeats_headings(table: Table, row: Row, columns: Mapping[str, int]) -> bool:
    """Whether a row names the same columns once more, as in a second language or at the top of a pasted page."""
    filled = {column: str(row[i]) for column, i in columns.items() if row[i] is not None and str(row[i]).strip()}
    return len(filled) >= min(2, len(columns)) and all(meaning(table, word) == c for c, word in filled.items())


def note_rows_above(
    table: Table,
    rows: Sequence[Row],
    headings: Headings,
    columns: Mapping[str, int],
    where: Where,
    findings: Findings,
) -> None:
    """What stands above the headings is no data: a row that has all a row needs is an error, one of several cells told.

    Where somebody sorted a table together with its headings, rows would be lost without a word. where: the sheet.
    """
    needed = [columns[c.name] for c in table.columns if c.required]
    for index in range(headings.first):
        row = rows[index]
        if repeats_headings(table, row, columns):
            continue
        filled = [i for i in columns.values() if not is_blank(row[i])]
        if len(filled) < 2:
            continue
        place = Where(where.file, where.sheet, index + 1, cell=f"{column_letters(min(filled))}{index + 1}")
        if all(not is_blank(row[i]) for i in needed):
            findings.error(
                "row-above-headings",
                Text(
                    "a whole row stands above the headings, which are in row {row}",
                    "表头在第 {row} 行，其上方却有一整行内容",
                ).fill(row=headings.last + 1),
                Text("Move it below the headings, or delete it.", "如是数据，请移到表头下方；否则请删除。"),
                place,
                row[min(filled)],
            )
        else:
            findings.warn(
                "passed-over",
                Text(
                    "the row above the headings was taken for a title and not read",
                    "表头上方的这一行按标题处理，未作为数据读取",
                ),
                Text("Move it below the headings if it is data.", "如是数据，请移到表头下方。"),
                place,
                row[min(filled)],
            )


def is_blank(cell: Any) -> bool:
    """Whether there is nothing to be seen in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def columns_of(
    table: Table, rows: Sequence[Row], headings: Headings, name: str, sheet: str, findings: Findings
) -> dict[str, int] | None:
    """Column name -> index of its heading; None where headings are doubled or missing.

    A heading that the table does not have is told; its cells are not read. One with a remark gives way to one without.
    """
    words, top = headings.words, headings.last
    columns: dict[str, int] = {}
    sound = len(words) <= MOST_COLUMNS
    exact = {column_of(table, word) for word in words if word.strip()}
    for index, word in enumerate(words):
        place = Where(name, sheet, top + 1, cell=f"{column_letters(index)}{top + 1}")
        column = column_of(table, word) if word.strip() else None
        if column is None and word.strip() and meaning(table, word) not in exact:
            column = meaning(table, word)
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
            filled = sum(not is_blank(row[index]) for row in rows[top + 1 :] if index < len(row))
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
