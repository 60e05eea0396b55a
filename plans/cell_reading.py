"""The cells of a plan's CSV tables, read strictly, without pandas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from turnout.models.plan_columns import PLAN_COLUMNS, WHOLE_COLUMNS
from turnout.models.text import Text
from turnout.plans.errors import PlanError
from turnout.plans.regular import read_regular

_WHOLE = re.compile(r"[0-9]{1,15}")


def read_columns(path: Path, name: str) -> dict[str, list[Any]]:
    """The columns of one table by name, whole numbers as int, the rest as str. Raises OSError, PlanError."""
    columns = PLAN_COLUMNS[name]
    rows = list(rows_of(text_of(path, columns), path.name, columns))
    found: dict[str, list[Any]] = {c: list(v) for c, v in zip(columns, zip(*rows, strict=True), strict=False)}
    found = {column: found.get(column, []) for column in columns}
    return {c: whole(cells, c, path.name) if c in WHOLE_COLUMNS else cells for c, cells in found.items()}


def text_of(path: Path, columns: Sequence[str]) -> str:
    """The text of a table with that heading, lines ending with a line feed. Raises OSError, PlanError."""
    try:
        text = read_regular(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_utf8(path) from None
    text = text.replace("\r\n", "\n")
    if text.partition("\n")[0].replace('"', "").split(",") != list(columns):
        raise PlanError(
            Text("{file}: the heading must be {want}", "{file}：表头应为 {want}").fill(
                file=path.name, want=",".join(columns)
            )
        )
    return text


def rows_of(text: str, file: str, columns: Sequence[str]) -> Iterator[list[str]]:
    """The rows below the heading, blank lines left out. Raises PlanError at one with other than that many cells."""
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if cells and len(cells) != len(columns):
                raise ragged(file, number, len(cells), len(columns))
            if cells and number > 1:
                yield cells
    except csv.Error as error:
        raise PlanError(
            Text("{file}: not a CSV table: {why}", "{file}：不是有效的 CSV 表：{why}").fill(file=file, why=error)
        ) from None


def whole(cells: Sequence[str], column: str, file: str) -> list[int]:
    """Texts as whole numbers. Raises PlanError at the first that is none."""
    for row, cell in enumerate(cells):
        if not _WHOLE.fullmatch(cell):
            raise PlanError(
                Text(
                    "{file}, row {row}, column {column}: {found} is not a whole number",
                    "{file} 第 {row} 行“{column}”列：{found} 不是整数",
                ).fill(file=file, row=row + 2, column=column, found=repr(cell[:40]))
            )
    return [int(cell) for cell in cells]


def ragged(file: str, row: int, found: int, width: int) -> PlanError:
    """The error for a row with more or fewer cells than the heading."""
    return PlanError(
        Text(
            "{file}, row {row}: {found} cells, {width} expected",
            "{file} 第 {row} 行：有 {found} 个单元格，应为 {width} 个",
        ).fill(file=file, row=row, found=found, width=width)
    )


def not_utf8(path: Path) -> PlanError:
    """The error for a file in another encoding."""
    return PlanError(Text("{file} is not UTF-8 text", "{file} 不是 UTF-8 编码的文本").fill(file=path.name))
