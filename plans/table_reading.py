"""Reading one CSV table of a plan: strictly, and fast where millions of rows hold nothing but ids."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS
from turnout.models.text import Text
from turnout.plans.errors import PlanError
from turnout.plans.regular import read_regular

_LONGEST_WHOLE = 15


def read_table(path: Path, name: str) -> pd.DataFrame:
    """One table with the columns and types of `turnout.models.plan`. Raises OSError, PlanError."""
    columns = PLAN_COLUMNS[name]
    try:
        text = read_regular(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_utf8(path) from None
    text = text.replace("\r\n", "\n")
    if tuple(text.partition("\n")[0].replace('"', "").split(",")) != columns:
        raise PlanError(
            Text("{file}: the heading must be {want}", "{file}：表头应为 {want}").fill(
                file=path.name, want=",".join(columns)
            )
        )
    frame = _quoted(text, path.name, columns) if '"' in text or "\r" in text else _plain(text, path.name, columns)
    return frame.assign(**{column: _whole(frame[column], path.name) for column in columns if column in WHOLE_COLUMNS})


def _plain(text: str, file: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """A table without a single quote: every comma parts two cells, so that numpy can count them."""
    data = (text if text.endswith("\n") else text + "\n").encode()
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    commas = np.diff(np.searchsorted(np.flatnonzero(raw == ord(",")), ends), prepend=0)
    blank = np.diff(ends, prepend=-1) == 1
    wrong = np.flatnonzero((commas != len(columns) - 1) & ~blank)
    if len(wrong):
        raise _ragged(file, int(wrong[0]) + 1, int(commas[wrong[0]]) + 1, len(columns))
    return pd.read_csv(
        io.BytesIO(data), dtype="str", keep_default_na=False, na_filter=False, index_col=False, quoting=csv.QUOTE_NONE
    )


def _quoted(text: str, file: str, columns: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if cells and len(cells) != len(columns):
                raise _ragged(file, number, len(cells), len(columns))
            if cells:
                rows.append(cells)
    except csv.Error as error:
        raise PlanError(
            Text("{file}: not a CSV table: {why}", "{file}：不是有效的 CSV 表：{why}").fill(file=file, why=error)
        ) from None
    return pd.DataFrame(rows[1:], columns=list(columns), dtype="str")


def _whole(cells: pd.Series, file: str) -> pd.Series:
    wrong = np.flatnonzero(~cells.str.fullmatch(rf"[0-9]{{1,{_LONGEST_WHOLE}}}").to_numpy(dtype=bool))
    if len(wrong):
        row = int(wrong[0])
        raise PlanError(
            Text(
                "{file}, row {row}, column {column}: {found} is not a whole number",
                "{file} 第 {row} 行“{column}”列：{found} 不是整数",
            ).fill(file=file, row=row + 2, column=cells.name, found=repr(str(cells.iloc[row])[:40]))
        )
    return cells.astype("int64")


def _ragged(file: str, row: int, found: int, width: int) -> PlanError:
    return PlanError(
        Text(
            "{file}, row {row}: {found} cells, {width} expected",
            "{file} 第 {row} 行：有 {found} 个单元格，应为 {width} 个",
        ).fill(file=file, row=row, found=found, width=width)
    )


def not_utf8(path: Path) -> PlanError:
    """The error for a file in another encoding."""
    return PlanError(Text("{file} is not UTF-8 text", "{file} 不是 UTF-8 编码的文本").fill(file=path.name))
