"""A table as found: cells under recognised headings, each with its place in a file or sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from turnout.instances.findings import Where
from turnout.models.notice import SHOWN_AT_MOST
from turnout.models.tables import Table

Cells = npt.NDArray[np.object_]
Positions = npt.NDArray[np.int64]


def column_letters(index: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Part:
    """One file or sheet that holds rows of a table.

    headings: by column name, the heading as found and its 0-based index.
    """

    file: str
    sheet: str = ""
    headings: dict[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable:
    """Rows of one table, in the order of its files and sheets.

    cells: by column name, object arrays of one length; a column that no part has is missing. rows: 1-based row numbers.
    part: index into `parts` for each row. unread: whether the table should be there but could not be
    read, so that nothing can be said about what refers to it.
    """

    table: Table
    parts: tuple[Part, ...]
    cells: dict[str, Cells]
    rows: Positions
    part: Positions
    unread: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, position: int, column: str = "") -> Where:
        """The place of a row, or of its cell under a column."""
        part, row = self.parts[self.part[position]], int(self.rows[position])
        if not column:
            return Where(part.file, part.sheet, row)
        heading, index = part.headings.get(column, (column, -1))
        cell = f"{column_letters(index)}{row}" if part.sheet and index >= 0 else ""
        return Where(part.file, part.sheet, row, heading, cell)

    def places(self, positions: Iterable[int], column: str = "") -> Iterator[Where]:
        """The places of rows, no more than are ever shown."""
        return (self.where(int(p), column) for p in islice(positions, SHOWN_AT_MOST))

    def cell(self, position: int, column: str) -> object:
        """A cell as found; "" where the column is missing."""
        cells = self.cells.get(column)
        return "" if cells is None else cells[position]


def empty_raw(table: Table, unread: bool = False) -> RawTable:
    """A table without rows. unread: because it could not be read."""
    none = np.zeros(0, dtype=np.int64)
    return RawTable(table, (), {}, none, none, unread)


def join(raws: list[RawTable]) -> RawTable:
    """Several parts of one table as one; a column that a part lacks is blank in its rows."""
    if len(raws) == 1:
        return raws[0]
    names = [c.name for c in raws[0].table.columns if any(c.name in raw.cells for raw in raws)]
    offset = 0
    parts: list[Part] = []
    numbers: list[Positions] = []
    for raw in raws:
        numbers.append(raw.part + offset)
        parts.extend(raw.parts)
        offset += len(raw.parts)
    blank = {len(raw): np.full(len(raw), "", dtype=object) for raw in raws}
    cells = {name: np.concatenate([raw.cells.get(name, blank[len(raw)]) for raw in raws]) for name in names}
    return RawTable(raws[0].table, tuple(parts), cells, np.concatenate([r.rows for r in raws]), np.concatenate(numbers))
