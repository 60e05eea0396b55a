"""A whole column of cells to its canonical array, fast where nothing is unusual."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from turnout.instances.cells import BLANK, LONGEST_CELL, LONGEST_ID, Bad, reader_of
from turnout.instances.raw import Cells, Positions
from turnout.models.tables import Column, Kind

if TYPE_CHECKING:
    import pandas as pd

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

# What one look over all cells of a column, joined by line breaks, must not find; otherwise they are read one by one.
_UNUSUAL_IN_ID = re.compile(r"[^!-~\u4e00-\u9fff\n]")
_UNUSUAL_ID_PARTS = ("\n'", "\n#", "\n-\n", "\nNaN\n", ".0", "E+", "e+")
_UNUSUAL_IN_TEXT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffd-\uffff]"
)
_UNUSUAL_TEXT_PARTS = ("\n#", "\n-\n", "\nNaN\n", "\n ", " \n", "\n\u3000", "\u3000\n", "锟斤拷")
_PLAIN_ASCII = bytes([10, *range(33, 127)])


def dtype_of(column: Column) -> str:
    """The dtype of a canonical column."""
    dtype = DTYPES[column.kind]
    return "Int64" if dtype == "int64" and column.nullable else dtype


@dataclass(frozen=True)
class Parsed:
    """A column read.

    values: object array of canonical values, `BLANK` where `empty`. empty: cells that were left blank or are bad.
    blank: cells that were left blank. bad: what is wrong, with the positions of its cells in order.
    """

    values: Cells
    empty: np.ndarray[Any, np.dtype[np.bool_]]
    blank: np.ndarray[Any, np.dtype[np.bool_]]
    bad: tuple[tuple[Bad, Positions], ...]


def parse(column: Column, cells: Cells, epoch: dt.date) -> Parsed:
    """Read all cells of a column. epoch: of serial dates in workbooks."""
    if column.kind in (Kind.ID, Kind.TEXT) and _usual(column, cells):
        blank = cells == ""
        return Parsed(cells, blank, blank, ())
    codes, uniques = _distinct(cells)
    read = reader_of(column, epoch)
    results = np.empty(len(uniques), dtype=object)
    results[:] = [read(cell) for cell in uniques]
    is_bad = np.fromiter((isinstance(r, Bad) for r in results), dtype=bool, count=len(results))
    is_blank = np.fromiter((r is BLANK for r in results), dtype=bool, count=len(results))
    bad = _positions_of(codes, is_bad, results)
    results[is_bad] = BLANK
    return Parsed(results[codes], (is_blank | is_bad)[codes], is_blank[codes], bad)


def _usual(column: Column, cells: Cells) -> bool:
    """Whether every cell is a text that stays as it is."""
    try:
        joined = "\n".join(cells)
    except TypeError:
        return False
    if joined.count("\n") != max(len(cells) - 1, 0):
        return False
    framed = f"\n{joined}\n"
    if column.kind is Kind.ID:
        if any(part in framed for part in _UNUSUAL_ID_PARTS) or max(map(len, cells), default=0) > LONGEST_ID:
            return False
        if joined.isascii():
            return not joined.encode("ascii").translate(None, _PLAIN_ASCII)
        return _UNUSUAL_IN_ID.search(joined) is None and unicodedata.is_normalized("NFKC", joined)
    if any(part in framed for part in _UNUSUAL_TEXT_PARTS) or max(map(len, cells), default=0) > LONGEST_CELL:
        return False
    return _UNUSUAL_IN_TEXT.search(joined) is None


def _distinct(cells: Cells) -> tuple[Positions, list[Any]]:
    """For each cell the number of its distinct value, and these values; 1, 1.0, True and "1" are all distinct."""
    texts = set(map(type, cells)) <= {str}
    keys: Any = cells if texts else [(type(c), c) for c in cells]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(numbers.__getitem__, keys), dtype=np.int64, count=len(cells))
    return codes, list(numbers) if texts else [key[1] for key in numbers]


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


def to_series(column: Column, parsed: Parsed, default: Any) -> pd.Series:
    """The canonical series of a column read; blanks become the default where there is one.

    A bad or blank cell of a number that cannot be blank becomes 0: the error about it is noted, so nobody will see it.
    """
    import pandas as pd

    dtype, values, empty = dtype_of(column), parsed.values, parsed.empty
    if empty.any():
        stand_in: Any = pd.NaT
        if default is not None:
            stand_in = default
        elif column.kind in STRINGS:
            stand_in = ""
        elif dtype in ("float64", "int64", "Int64"):
            stand_in = {"float64": np.nan, "int64": 0, "Int64": pd.NA}[dtype]
        values = values.copy()
        values[empty] = stand_in
    return pd.Series(list(values) if dtype == "Int64" else values, dtype=dtype)
