"""A whole column of cells to its canonical array, fast where nothing is unusual."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from turnout.instances.cells import BLANK, LONGEST_CELL, Bad, reader_of
from turnout.instances.raw import Cells, Positions
from turnout.models.tables import Column, Kind

DTYPES: dict[Kind, str] = {
    Kind.ID: "str",
    Kind.TEXT: "str",
    Kind.WHOLE: "int64",
    Kind.DECIMAL: "float64",
    Kind.DATE: "datetime64[s]",
    Kind.TIME: "int64",
    Kind.START: "datetime64[s]",
    Kind.END: "datetime64[s]",
    Kind.CHOICE: "str",
    Kind.WEEKDAY: "Int64",
    Kind.CODES: "str",
    Kind.THEME_DAY: "str",
}
STRINGS = frozenset({Kind.ID, Kind.TEXT, Kind.CHOICE, Kind.CODES, Kind.THEME_DAY})

# One look over the joined column tells that no cell needs a second one. Anything that the patterns find goes cell by cell.
_UNUSUAL_ID = re.compile(r"[^!-~\u4e00-\u9fff\n]|^(?:['#].*|-|NaN|\d+\.0+|\d(?:\.\d+)?[Ee]\+\d+|.{65,})$", re.MULTILINE)
_UNUSUAL_TEXT = re.compile(
    "^[ \u3000]|[ \u3000]$|[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffd\ufffe\uffff]"
    "|^[#-].*$|^NaN$|锟斤拷",
    re.MULTILINE,
)


def dtype_of(column: Column) -> str:
    """The dtype of a canonical column."""
    dtype = DTYPES[column.kind]
    return "Int64" if dtype == "int64" and column.nullable else dtype


@dataclass(frozen=True)
class Parsed:
    """A column read.

    values: object array of canonical values, `BLANK` where blank or bad. blank: cells that were left blank. bad: what is wrong,
    with the positions of its cells in order.
    """

    values: Cells
    blank: np.ndarray[Any, np.dtype[np.bool_]]
    bad: tuple[tuple[Bad, Positions], ...]


def parse(column: Column, cells: Cells, epoch: dt.date) -> Parsed:
    """Read all cells of a column. epoch: of serial dates in workbooks."""
    if column.kind in (Kind.ID, Kind.TEXT) and _usual(column, cells):
        blank = cells == ""
        return Parsed(np.where(blank, BLANK, cells) if blank.any() else cells, blank, ())
    codes, uniques = _distinct(cells)
    read = reader_of(column, epoch)
    results = np.empty(len(uniques), dtype=object)
    results[:] = [read(cell) for cell in uniques]
    is_bad = np.fromiter((isinstance(r, Bad) for r in results), dtype=bool, count=len(results))
    is_blank = np.fromiter((r is BLANK for r in results), dtype=bool, count=len(results))
    bad = _positions_of(codes, is_bad, results)
    results[is_bad] = BLANK
    return Parsed(results[codes], is_blank[codes], bad)


def _usual(column: Column, cells: Cells) -> bool:
    """Whether every cell is a text that stays as it is."""
    try:
        joined = "\n".join(cells)
    except TypeError:
        return False
    if joined.count("\n") != max(len(cells) - 1, 0):
        return False
    if column.kind is Kind.ID:
        return _UNUSUAL_ID.search(joined) is None and unicodedata.is_normalized("NFKC", joined)
    return _UNUSUAL_TEXT.search(joined) is None and max(map(len, cells), default=0) <= LONGEST_CELL


def _distinct(cells: Cells) -> tuple[Positions, list[Any]]:
    """For each cell the number of its distinct value, and these values; 1, 1.0, True and "1" are all distinct."""
    numbers: dict[Any, int] = {}
    keys: Any = cells if all(type(c) is str for c in cells) else [(type(c), c) for c in cells]
    codes = np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), dtype=np.int64, count=len(cells))
    return codes, list(numbers) if keys is cells else [key[1] for key in numbers]


def _positions_of(
    codes: Positions, is_bad: np.ndarray[Any, np.dtype[np.bool_]], results: Cells
) -> tuple[tuple[Bad, Positions], ...]:
    """Bad cells by what is wrong with them."""
    if not is_bad.any():
        return ()
    positions = np.flatnonzero(is_bad[codes])
    found: dict[tuple[str, str], tuple[Bad, list[int]]] = {}
    for position in positions.tolist():
        bad = results[codes[position]]
        found.setdefault((bad.code, repr(bad.values)), (bad, []))[1].append(position)
    return tuple((bad, np.array(where, dtype=np.int64)) for bad, where in found.values())


def to_series(column: Column, values: Cells, default: Any, stand_in: Callable[[], Any]) -> pd.Series:
    """The canonical series of read values; blanks become the default where there is one.

    stand_in: what takes the place of a bad cell in a column that cannot be blank; the error about it is noted, so nobody
    will see it.
    """
    dtype = dtype_of(column)
    blank = np.fromiter((v is BLANK for v in values), dtype=bool, count=len(values))
    if not blank.any():
        return pd.Series(values if dtype != "Int64" else list(values), dtype=dtype)
    filled = values.copy()
    if default is not None:
        filled[blank] = default
    elif column.kind in STRINGS:
        filled[blank] = ""
    elif dtype == "float64":
        filled[blank] = np.nan
    elif dtype == "Int64":
        filled[blank] = pd.NA
    elif dtype == "int64":
        filled[blank] = stand_in()
    else:
        filled[blank] = pd.NaT
    return pd.Series(list(filled) if dtype == "Int64" else filled, dtype=dtype)
